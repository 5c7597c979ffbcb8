//! One round of polls on its way into the store: events in, batches, states and a summary out. Knows no server and no index.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::PathBuf;

use collector::{Item, PollEvent, SourceState};
use model::{Poll, PollEnd, Posting, Problem, ProblemKind, SourceId};
use serde::Serialize;
use store::{PutOutcome, Store};

use super::lines::Lines;
use crate::forget::{self, list::List};
use crate::import::record::{Record, loses_its_row};
use crate::import::{BATCH, SHOWN_PROBLEMS};
use crate::output;
use crate::states::{self, Note};

/// What a round did.
#[derive(Debug, Default, Serialize)]
pub struct Summary {
    /// When it began, RFC 3339.
    pub began: String,
    /// Polls that ended.
    pub total: u64,
    /// Postings that the store did not have.
    pub new: u64,
    /// Postings that the store had with a worse date, which now have this one.
    pub updated: u64,
    /// Postings that the store had already, or that came twice.
    pub known: u64,
    /// Items that are no postings by the kind's own rules.
    pub left_out: u64,
    /// Postings left out because they were forgotten.
    pub forgotten: u64,
    /// Items that brought no posting but a problem.
    pub lost: u64,
    /// Problems by kind.
    pub problems: BTreeMap<&'static str, u64>,
    /// Where all problems are written, one JSON object a line.
    pub problems_file: Option<PathBuf>,
    /// Sources of which nothing was read, with the reason.
    pub failed: BTreeMap<SourceId, String>,
    /// Sources of which a part was read, with the reason.
    pub partial: BTreeMap<SourceId, String>,
    /// Sources whose server says that they are gone for good.
    pub retired: BTreeMap<SourceId, String>,
    /// The polls, in the order in which they ended.
    pub polls: Vec<Poll>,
    /// Postings added to the index.
    pub indexed: u64,
    /// Postings of the store that could not be read for the index.
    pub unreadable: u64,
    /// When the next source is due, RFC 3339.
    pub next_due: Option<String>,
    /// Whether Ctrl-C ended it early.
    pub interrupted: bool,
}

/// What came of a source and is not in the store yet, and what is.
#[derive(Default)]
struct Pending {
    batch: Vec<Posting>,
    new: u64,
    items: u64,
}

/// Takes the events of one round.
pub struct Round<'a> {
    store: &'a Store,
    forgotten: &'a List,
    /// Sources whose documents hold something that was forgotten.
    showing: BTreeSet<SourceId>,
    lines: Lines,
    record: Record,
    pending: BTreeMap<SourceId, Pending>,
    summary: Summary,
    failed: Option<anyhow::Error>,
}

impl<'a> Round<'a> {
    /// A round into this store.
    pub fn new(
        store: &'a Store,
        forgotten: &'a List,
        lines: Lines,
        record: Record,
        began: String,
    ) -> Round<'a> {
        Round {
            store,
            forgotten,
            showing: BTreeSet::new(),
            lines,
            record,
            pending: BTreeMap::new(),
            summary: Summary {
                began,
                ..Summary::default()
            },
            failed: None,
        }
    }

    /// Takes an event. Only a store that cannot be written to ends the round.
    pub fn take(&mut self, event: PollEvent) -> ControlFlow<()> {
        match self.try_take(event) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.failed = Some(error);
                ControlFlow::Break(())
            }
        }
    }

    fn try_take(&mut self, event: PollEvent) -> anyhow::Result<()> {
        match event {
            PollEvent::Started { source } => self.lines.started(&source),
            PollEvent::Read {
                source,
                document,
                items,
            } => {
                self.read(&source, items)?;
                let so_far = self.pending.get(&source).map_or(0, |pending| pending.items);
                self.lines.read(&source, &document, so_far);
            }
            PollEvent::Ended { poll, state } => self.end(*poll, &state)?,
        }
        Ok(())
    }

    /// Full batches go into the store at once, the rest waits for the end of the poll.
    fn read(&mut self, source: &SourceId, items: Vec<Item>) -> anyhow::Result<()> {
        for item in items {
            let pending = self.pending.entry(source.clone()).or_default();
            match item {
                Item::Posting(posting) if self.forgotten.has(&posting) => {
                    pending.items += 1;
                    self.summary.forgotten += 1;
                    self.showing.insert(source.clone());
                }
                Item::Posting(posting) => {
                    pending.items += 1;
                    pending.batch.push(*posting);
                    if pending.batch.len() >= BATCH {
                        let batch = std::mem::take(&mut pending.batch);
                        let outcome = self.put(batch, |_| Vec::new())?;
                        if let Some(pending) = self.pending.get_mut(source) {
                            pending.new += outcome.new;
                        }
                    }
                }
                Item::LeftOut => {
                    pending.items += 1;
                    self.summary.left_out += 1;
                }
                Item::Problem(problem) => {
                    pending.items += u64::from(loses_its_row(&problem));
                    self.note(&problem)?;
                }
            }
        }
        Ok(())
    }

    /// The last postings, the state and the record of the poll become visible together: a validator is never saved
    /// without the postings that it stands for.
    fn end(&mut self, mut poll: Poll, state: &SourceState) -> anyhow::Result<()> {
        let kept = states::poll_names(self.store, &poll.source)?;
        let pending = self.pending.remove(&poll.source).unwrap_or_default();
        let outcome = self.put(pending.batch, |outcome| {
            let mut poll = poll.clone();
            poll.new = pending.new + outcome.new;
            states::notes_of_poll(&poll, state, &kept)
        })?;
        poll.new = pending.new + outcome.new;
        self.lines.ended(&poll);
        let reason = || {
            let told = poll.error.clone().or_else(|| poll.suspicion.clone());
            told.unwrap_or_else(|| "not all of it could be read".to_owned())
        };
        match poll.end {
            PollEnd::Failed => self.summary.failed.insert(poll.source.clone(), reason()),
            PollEnd::Partial => self.summary.partial.insert(poll.source.clone(), reason()),
            PollEnd::Complete | PollEnd::Unchanged => None,
        };
        if let Some(retired) = &state.retired {
            let reason = retired.reason.clone();
            self.summary.retired.insert(poll.source.clone(), reason);
        }
        self.summary.total += 1;
        self.summary.polls.push(poll);
        Ok(())
    }

    /// Puts a batch. A posting that no block can hold is a problem and does not keep the others out.
    fn put(
        &mut self,
        mut batch: Vec<Posting>,
        notes: impl Fn(&PutOutcome) -> Vec<Note>,
    ) -> anyhow::Result<PutOutcome> {
        loop {
            match self.store.put_noting(&batch, &notes) {
                Ok(outcome) => {
                    self.summary.new += outcome.new;
                    self.summary.updated += outcome.updated;
                    self.summary.known += outcome.known;
                    return Ok(outcome);
                }
                Err(store::Error::TooLarge { key, bytes, most })
                    if batch.iter().any(|posting| posting.key == key) =>
                {
                    batch.retain(|posting| posting.key != key);
                    let what =
                        format!("the posting is too large to keep ({bytes} bytes, at most {most})");
                    let problem =
                        Problem::new(ProblemKind::BadValue, key.as_str(), Some(1), what, "");
                    self.note(&problem)?;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn note(&mut self, problem: &Problem) -> anyhow::Result<()> {
        *self
            .summary
            .problems
            .entry(problem.kind.slug())
            .or_default() += 1;
        self.summary.lost += u64::from(loses_its_row(problem));
        let so_far: u64 = self.summary.problems.values().sum();
        if so_far <= SHOWN_PROBLEMS {
            self.lines.say(&format!("jobtide: {problem}"));
        }
        self.summary.problems_file = Some(self.record.write(problem)?);
        Ok(())
    }

    /// A source that could not even be asked.
    pub fn refuse(&mut self, source: SourceId, reason: String) {
        self.lines.say(&format!("jobtide: {source}: {reason}"));
        self.summary.failed.insert(source, reason);
    }

    /// Ends the round: what an interrupted poll brought is kept, without a state that would say it was whole.
    /// Gives the sources too whose documents hold something that was forgotten.
    pub fn finish(mut self) -> anyhow::Result<(Summary, Record, BTreeSet<SourceId>)> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        for (_, pending) in std::mem::take(&mut self.pending) {
            self.put(pending.batch, |_| Vec::new())?;
        }
        Ok((self.summary, self.record, self.showing))
    }
}

impl Summary {
    /// Whether anything was asked of anybody.
    pub fn is_idle(&self) -> bool {
        self.total == 0 && self.failed.is_empty()
    }

    /// The round in a few lines for people; data on stdout, names of what failed on stderr.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!(
            "{}: {} new, {} with a better date, {} already known, {} left out, {}{}",
            output::counted(self.total, "poll"),
            output::thousands(self.new),
            output::thousands(self.updated),
            output::thousands(self.known),
            output::thousands(self.left_out),
            output::counted(self.problems.values().sum(), "problem"),
            forget::left_out(self.forgotten),
        )];
        for (kind, count) in &self.problems {
            lines.push(format!("  {kind}: {}", output::thousands(*count)));
        }
        lines
    }
}
