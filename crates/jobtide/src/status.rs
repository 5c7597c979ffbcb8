//! `jobtide status`: whether the collection is fresh, and which weeks each source was seen in. Reads the published file and the index, never the store.

use std::collections::BTreeMap;

use collector::Source;
use indexer::SearchRequest;
use serde::Serialize;

use crate::exit::Exit;
use crate::output::{self, Out};
use crate::published::{self, PublishedSource};
use crate::settings::Settings;
use crate::{live, moments, search, sync};

const WEEK: i64 = 7 * 86_400;
const WEEKS: i64 = 52;
/// A source may fail for so long before somebody has to look at it: weekends and moves of servers pass by themselves.
const FAILING_SECONDS: i64 = 3 * 86_400;
/// A timer may be late; below this no source is late.
const SHORTEST_INTERVAL: i64 = 3_600;

#[derive(Serialize)]
struct State {
    /// Postings in the index, those that are folded into others among them.
    total: u64,
    folded: u64,
    indexed_until: u64,
    last_refresh: Option<String>,
    fresh: bool,
    sources: Vec<SourceLine>,
}

#[derive(Serialize)]
struct SourceLine {
    name: String,
    stale: Option<String>,
    completeness: String,
    /// Share of each of the last 52 weeks in which nothing was missed, oldest first; `null` before the first poll.
    weeks: Vec<Option<f64>>,
    /// The weeks as a strip of block characters.
    #[serde(skip)]
    strip: String,
}

/// Runs the command.
pub fn run(settings: &Settings) -> anyhow::Result<Exit> {
    let declared = live::declared(settings)?;
    let published = published::read(settings)?;
    let has_index = settings.index().exists();
    let (postings, folded, indexed_until) = if has_index {
        let reader = sync::open_reader(settings)?;
        let duplicates = search::parse(&reader, "is:duplicate", settings.today()?)?;
        let folded = reader.search(&duplicates, &SearchRequest::default())?.total;
        let info = reader.info();
        (info.postings, folded, info.last_sequence)
    } else {
        (0, 0, 0)
    };
    let on: BTreeMap<&str, &Source> = declared
        .iter()
        .filter(|source| source.enabled)
        .map(|source| (source.name.as_str(), source))
        .collect();
    let sources: Vec<SourceLine> = published
        .iter()
        .flat_map(|published| &published.sources)
        .filter(|source| source.last_attempt.is_some() || on.contains_key(source.name.as_str()))
        .map(|source| line(source, on.get(source.name.as_str()).copied(), settings.now))
        .collect();
    let state = State {
        total: postings,
        folded,
        indexed_until,
        last_refresh: published
            .as_ref()
            .map(|published| moments::stamp(published.at)),
        fresh: sources.iter().all(|source| source.stale.is_none()),
        sources,
    };
    let mut out = Out::stdout();
    if settings.json {
        out.json("jobtide.status/1", &state)?;
    } else {
        out.line(&format!(
            "{} in the index{}; last refresh {}",
            output::counted(postings, "posting"),
            match folded {
                0 => String::new(),
                folded => format!(
                    ", {} of them folded into others (`jobtide duplicates`)",
                    output::thousands(folded)
                ),
            },
            published.as_ref().map_or_else(
                || "never".to_owned(),
                |published| moments::ago(published.at, settings.now)
            )
        ));
        out.text(&strips(&state.sources));
    }
    drop(out);
    for source in &state.sources {
        if let Some(stale) = &source.stale {
            output::say(&format!("jobtide: {} is stale: {stale}", source.name));
        }
    }
    let has_store = settings.store().exists();
    if has_store && !has_index {
        settings
            .hint("there is a store and no index: the next refresh makes it, or jobtide rebuild");
    }
    match published {
        None if has_store => settings.hint(&format!(
            "nothing is known of the sources, since {} is not there; the next refresh writes it anew",
            settings.published_sources().display()
        )),
        None => settings.hint("next: set `contact` in jobtide.toml, then jobtide refresh"),
        Some(_) => {}
    }
    Ok(if state.fresh {
        Exit::Done
    } else {
        Exit::CheckFailed
    })
}

fn line(source: &PublishedSource, on: Option<&Source>, now: i64) -> SourceLine {
    let weeks = weeks(source, now);
    SourceLine {
        name: source.name.to_string(),
        stale: on.and_then(|on| stale(source, on, now)),
        completeness: source.completeness(),
        strip: weeks.iter().map(|share| block(*share)).collect(),
        weeks,
    }
}

/// Why somebody has to look at a source that is switched on, if somebody has to.
fn stale(source: &PublishedSource, on: &Source, now: i64) -> Option<String> {
    if let Some(retired) = &source.retired {
        return Some(format!(
            "its server says that it is gone for good ({}); give it another address, or switch it off with `enabled = false`",
            retired.reason
        ));
    }
    // Files that were replayed have nothing new to say.
    source.last_attempt.filter(|_| on.replay.is_empty())?;
    let failing_since = source.last_success.or_else(|| {
        let first = source.last_polls.first();
        first.map(|poll| poll.at)
    });
    if let Some(since) = failing_since.filter(|_| source.failures > 0)
        && now - since > FAILING_SECONDS
    {
        return Some(format!(
            "it fails since {} ({})",
            moments::span(now - since),
            source
                .last_error
                .as_deref()
                .unwrap_or("no reason was given")
        ));
    }
    let interval = i64::try_from(source.interval)
        .unwrap_or(i64::MAX)
        .max(SHORTEST_INTERVAL);
    let late = now - source.next_due;
    (late > interval.saturating_mul(2)).then(|| {
        format!(
            "its poll is due since {}; does the timer run `jobtide refresh`?",
            moments::span(late)
        )
    })
}

/// The share of each week that is covered; the last week ends now and is measured as far as it went.
fn weeks(source: &PublishedSource, now: i64) -> Vec<Option<f64>> {
    // Weeks begin on Monday; 1970-01-05 was one.
    let monday = now - (now - 4 * 86_400).rem_euclid(WEEK);
    let first = source.covered.first().map(|stretch| stretch.0);
    let begun = [first, source.first_poll].into_iter().flatten().min();
    (0..WEEKS)
        .rev()
        .map(|back| {
            let from = monday - back * WEEK;
            let to = (from + WEEK).min(now);
            let begun = begun.filter(|begun| *begun < to)?;
            // A source that is younger than the week is not to blame for what was before it.
            let from = from.max(begun);
            let covered: i64 = source
                .covered
                .iter()
                .map(|stretch| (stretch.1.min(to) - stretch.0.max(from)).max(0))
                .sum();
            let share = covered as f64 / (to - from).max(1) as f64;
            Some((share * 1_000.0).round() / 1_000.0)
        })
        .collect()
}

/// Eighths of a week as a character; a space before the first poll, a dot where nothing was seen.
fn block(share: Option<f64>) -> char {
    const EIGHTHS: [char; 9] = ['·', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    match share {
        None => ' ',
        Some(share) if share >= 0.995 => '█',
        // Seen at all is more than not seen, and not quite whole is less than whole.
        Some(share) if share > 0.0 => EIGHTHS[((share * 8.0).floor() as usize).clamp(1, 7)],
        Some(_) => '·',
    }
}

fn strips(sources: &[SourceLine]) -> String {
    if sources.is_empty() {
        return String::new();
    }
    let rows: Vec<Vec<String>> = sources
        .iter()
        .map(|source| {
            let state = if source.stale.is_some() { "stale" } else { "" };
            vec![
                source.name.clone(),
                source.strip.clone(),
                source.completeness.clone(),
                state.to_owned(),
            ]
        })
        .collect();
    let head = [
        "source",
        "the last 52 weeks, the newest on the right",
        "last poll",
        "",
    ];
    output::table(&head, &rows, &[]) + "█ nothing missed   ▄ half of the week   · nothing seen\n"
}

#[cfg(test)]
mod tests {
    use super::block;

    #[test]
    fn a_strip_never_shows_a_hole_as_whole_nor_something_as_nothing() {
        assert_eq!(block(None), ' ');
        assert_eq!(block(Some(0.0)), '·');
        assert_eq!(block(Some(0.001)), '▁');
        assert_eq!(block(Some(0.5)), '▄');
        assert_eq!(block(Some(0.99)), '▇');
        assert_eq!(block(Some(1.0)), '█');
    }
}
