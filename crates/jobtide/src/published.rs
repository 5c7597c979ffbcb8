//! What readers may know of the sources: the states in the store become `data/sources.json`, replaced whole, and are read back. Readers never open the store.

use std::collections::BTreeMap;
use std::io::ErrorKind;

use anyhow::Context;
use collector::{Moved, Retired, Source, SourceState, Totals};
use model::{Market, Panel, Platform, Poll, PollEnd, SourceId};
use reportgen::Polled;
use serde::{Deserialize, Serialize};
use store::Store;

use crate::settings::Settings;
use crate::{moments, replace, states};

/// The name of the file's form.
const SCHEMA: &str = "jobtide.published_sources/1";
/// So many of a source's last polls are shown to readers; the store keeps more.
const POLLS_SHOWN: usize = 30;

/// The file. Times are Unix seconds.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Published {
    /// The form.
    pub schema: String,
    /// When it was written, which is when the last refresh ended.
    pub at: i64,
    /// Every source that is declared or was ever polled, by name.
    pub sources: Vec<PublishedSource>,
}

/// One source. What it covered counts for as long as its postings are there, so that one that is declared no more is listed too.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PublishedSource {
    /// Its name, which its postings carry.
    pub name: SourceId,
    /// What it was declared as in the last refresh; `None` where it was not.
    pub declared: Option<DeclaredAs>,
    /// What to credit where its postings are shown: its kind's terms, or what they were when it was last declared. Empty where nothing
    /// is asked.
    #[serde(default)]
    pub credit: String,
    /// The first poll that read something.
    pub first_poll: Option<i64>,
    /// The last poll.
    pub last_attempt: Option<i64>,
    /// The last poll that did not fail.
    pub last_success: Option<i64>,
    /// What went wrong in the last poll.
    pub last_error: Option<String>,
    /// Not to be polled before.
    pub next_due: i64,
    /// Seconds between polls, as they turned out to be right.
    pub interval: u64,
    /// Failed polls in a row.
    pub failures: u32,
    /// Why it is polled no more.
    pub retired: Option<Retired>,
    /// Permanent redirects by the address that was asked for.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub moved: BTreeMap<String, Moved>,
    /// Counts since the first poll.
    pub totals: Totals,
    /// Stretches of time in which nothing was missed (first and last second), in order.
    pub covered: Vec<(i64, i64)>,
    /// The stretches between them, in which postings may have been missed.
    pub gaps: Vec<(i64, i64)>,
    /// The last polls, oldest first.
    pub last_polls: Vec<Poll>,
}

/// A declaration, as far as readers want it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeclaredAs {
    /// Who reads it.
    pub kind: String,
    /// Where the jobs are offered.
    pub platform: Platform,
    /// What sort of market that is.
    pub market: Market,
    /// Whether `refresh` polls it.
    pub enabled: bool,
    /// What to credit where its postings are shown; empty where nothing is asked.
    pub attribution: String,
}

impl PublishedSource {
    fn of(
        name: &SourceId,
        source: Option<&Source>,
        state: &SourceState,
        (polls, former): (Vec<Poll>, Option<&PublishedSource>),
    ) -> PublishedSource {
        let credit = match source {
            Some(source) => source.kind.terms.attribution.to_owned(),
            None => former.map(PublishedSource::credited).unwrap_or_default(),
        };
        let covered = state.covered.stretches().to_vec();
        let gaps = covered
            .windows(2)
            .map(|pair| (pair[0].1, pair[1].0))
            .collect();
        let surplus = polls.len().saturating_sub(POLLS_SHOWN);
        PublishedSource {
            name: name.clone(),
            credit,
            declared: source.map(|source| DeclaredAs {
                kind: source.kind.name.to_owned(),
                platform: source.platform.clone(),
                market: source.market,
                enabled: source.enabled,
                attribution: source.kind.terms.attribution.to_owned(),
            }),
            first_poll: state.first_poll,
            last_attempt: state.last_attempt,
            last_success: state.last_success,
            last_error: state.last_error.clone(),
            next_due: state.next_due,
            interval: state.interval,
            failures: state.failures,
            retired: state.retired.clone(),
            moved: state.moved.clone(),
            totals: state.totals,
            covered,
            gaps,
            last_polls: polls.into_iter().skip(surplus).collect(),
        }
    }

    /// What to credit, also out of a file that was written before there was a key for it.
    pub fn credited(&self) -> String {
        let declared = self.declared.as_ref();
        match self.credit.is_empty() {
            true => declared.map_or_else(String::new, |one| one.attribution.clone()),
            false => self.credit.clone(),
        }
    }

    /// What the last poll that read something says of the whole, in a few words.
    pub fn completeness(&self) -> String {
        let mut polls = self.last_polls.iter().rev();
        let Some(poll) =
            polls.find(|poll| matches!(poll.end, PollEnd::Complete | PollEnd::Partial))
        else {
            return "unknown".to_owned();
        };
        if let Some((from, to)) = poll.gap {
            return format!("{} lost", moments::span(to - from));
        }
        if let Some(suspicion) = &poll.suspicion {
            return suspicion.clone();
        }
        match (poll.end, poll.claimed) {
            (_, Some(claimed)) if poll.unique < claimed => {
                format!("{} of {claimed}", poll.unique)
            }
            (PollEnd::Partial, _) => "partial".to_owned(),
            _ => "complete".to_owned(),
        }
    }
}

/// Writes the file anew from the store: a reader finds the old one or the new one, never a half.
pub fn publish(
    settings: &Settings,
    store: &Store,
    declared: &[Source],
    now: i64,
) -> anyhow::Result<()> {
    let mut states: BTreeMap<SourceId, SourceState> = states::all(store)?.into_iter().collect();
    for source in declared.iter().filter(|source| source.enabled) {
        states.entry(source.name.clone()).or_default();
    }
    // A file that cannot be read is replaced, as its message says.
    let former = read(settings).ok().flatten().unwrap_or_default();
    let mut published = Published {
        schema: SCHEMA.to_owned(),
        at: now,
        sources: Vec::with_capacity(states.len()),
    };
    for (name, state) in &states {
        let source = declared.iter().find(|source| source.name == *name);
        let polls = states::polls(store, name)?;
        let former = former.sources.iter().find(|former| former.name == *name);
        let one = PublishedSource::of(name, source, state, (polls, former));
        published.sources.push(one);
    }
    let path = settings.published_sources();
    replace::whole(&path, &serde_json::to_vec(&published)?)
}

/// Reads the file; `None` where nothing was ever refreshed.
pub fn read(settings: &Settings) -> anyhow::Result<Option<Published>> {
    let path = settings.published_sources();
    let bytes = match std::fs::read(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        other => other.with_context(|| format!("cannot read {}", path.display()))?,
    };
    serde_json::from_slice(&bytes).map(Some).with_context(|| {
        format!(
            "{} is not the state of the sources; remove it, the next refresh writes it anew",
            path.display()
        )
    })
}

impl Published {
    /// How far the polls of a panel's sources have come.
    pub fn polled(&self, panel: &Panel) -> Vec<Polled> {
        let own = self.sources.iter();
        let own = own.filter(|source| panel.sources.contains(&source.name));
        own.filter_map(|source| {
            Some(Polled {
                source: source.name.to_string(),
                until: source.covered.iter().map(|(_, last)| *last).max()?,
                problems: source.totals.problems,
            })
        })
        .collect()
    }

    /// Tells a panel which of its days the polls saw until then, so that a day that nobody saw is no day without postings.
    pub fn watch(&self, panel: &mut Panel, polled: &[Polled]) {
        for one in polled {
            let source = self.sources.iter();
            let source = source.filter(|source| source.name.as_str() == one.source);
            for source in source {
                let seen: Vec<(i64, i64)> = source
                    .covered
                    .iter()
                    .filter(|(first, _)| *first <= one.until)
                    .map(|(first, last)| (*first, *last.min(&one.until)))
                    .collect();
                panel.watch(&source.name, &seen);
            }
        }
    }
}
