//! `jobtide refresh`: the sources that are due are polled, what is new goes into the store, then into the index, and readers are told.

mod lines;
mod round;

use std::time::{Duration, Instant};

use collector::{Source, SourceState};
use jiff::Timestamp;
use store::Store;

use crate::arguments::Refresh;
use crate::exit::{self, Exit};
use crate::forget::list::List;
use crate::import::record::{self, Record};
use crate::output::{self, Out};
use crate::settings::Settings;
use crate::{forget, interrupt, live, moments, published, states, sync};
use lines::Lines;
use round::Round;

pub use round::Summary;

/// So many records of rounds are kept.
const RECORDS_KEPT: u64 = 500;
/// A watch looks again after so long at most, since clocks are set and the configuration's sources may be polled by hand.
const LONGEST_SLEEP: Duration = Duration::from_secs(900);
/// A watch that finds the store held by another run waits so long.
const LOCKED_SLEEP: Duration = Duration::from_secs(60);
/// A watch never goes round faster than this.
const SHORTEST_SLEEP: Duration = Duration::from_secs(1);

/// Runs the command.
pub fn run(settings: &Settings, wanted: &Refresh) -> anyhow::Result<Exit> {
    let declared = live::declared(settings)?;
    let chosen = live::chosen(&declared, &wanted.source, &wanted.tag)?;
    if chosen.is_empty() {
        return Err(exit::usage(anyhow::anyhow!(
            "no source is switched on: declare one as [[source]] in jobtide.toml, or take the starter set with starter = true"
        )));
    }
    live::check_contact(settings, &chosen)?;
    let plan = Plan {
        declared,
        chosen,
        all: wanted.all,
        named: !wanted.source.is_empty(),
    };
    if wanted.watch {
        return watch(settings, &plan);
    }
    let store = sync::open_store(settings)?;
    let done = once(settings, &store, &plan)?;
    report(settings, &done)?;
    Ok(exit_of(&done.summary))
}

/// Polls these sources now, due or not, and brings store, index and readers up to date.
pub fn poll_now(settings: &Settings, sources: Vec<Source>) -> anyhow::Result<Summary> {
    let store = sync::open_store(settings)?;
    let plan = Plan {
        declared: sources.clone(),
        chosen: sources,
        all: true,
        named: false,
    };
    Ok(once(settings, &store, &plan)?.summary)
}

/// Which sources are meant.
struct Plan {
    declared: Vec<Source>,
    chosen: Vec<Source>,
    /// What is not due too.
    all: bool,
    /// Whether each source was named by the person.
    named: bool,
}

impl Plan {
    fn polls(&self, state: &SourceState, now: i64) -> bool {
        if self.all {
            state.retired.is_none() || self.named
        } else {
            state.is_due(now)
        }
    }
}

/// What a round came to.
struct Done {
    summary: Summary,
    next_due: Option<i64>,
}

/// Stays: polls what is due, sleeps without the store until something is, and polls again.
fn watch(settings: &Settings, plan: &Plan) -> anyhow::Result<Exit> {
    loop {
        let settings = Settings {
            now: Timestamp::now().as_second(),
            ..settings.clone()
        };
        let sleep = match sync::open_store(&settings) {
            Err(error) if exit::of(&error) == Exit::Locked => {
                settings.hint(&exit::told(&error));
                LOCKED_SLEEP
            }
            Err(error) => return Err(error),
            Ok(store) => {
                let done = once(&settings, &store, plan)?;
                if !done.summary.is_idle() {
                    report(&settings, &done)?;
                }
                let now = Timestamp::now().as_second();
                let seconds = done.next_due.map_or(i64::MAX, |due| due - now);
                Duration::from_secs(u64::try_from(seconds).unwrap_or(0))
                    .clamp(SHORTEST_SLEEP, LONGEST_SLEEP)
            }
        };
        let until = Instant::now() + sleep;
        while Instant::now() < until && !interrupt::asked() {
            std::thread::sleep(Duration::from_millis(200));
        }
        if interrupt::asked() {
            return Ok(Exit::Interrupted);
        }
    }
}

/// One round: poll, put, index, publish.
fn once(settings: &Settings, store: &Store, plan: &Plan) -> anyhow::Result<Done> {
    let (known, unreadable) = states::with_states(store, plan.chosen.clone());
    let (due, waiting): (Vec<_>, Vec<_>) = known
        .into_iter()
        .partition(|(_, state)| plan.polls(state, settings.now));
    if plan.named {
        for (source, state) in &waiting {
            settings.hint(&why_not(source, state, settings.now));
        }
    }
    let mut summary = Summary {
        began: moments::stamp(settings.now),
        ..Summary::default()
    };
    if !due.is_empty() || !unreadable.is_empty() {
        let names = due.iter().map(|(source, _)| source.name.as_str().len());
        let lines = Lines::new(settings, names.max().unwrap_or(0));
        let record = Record::begin(&settings.refreshes(), "refresh")?;
        let forgotten = List::read(settings)?;
        let mut round = Round::new(store, &forgotten, lines, record, summary.began);
        for (source, error) in unreadable {
            round.refuse(source, exit::told(&error));
        }
        let hosts = collector::poll_sources(
            due,
            &live::poll_settings(settings),
            states::hosts(store)?,
            interrupt::flag(),
            &mut |event| round.take(event),
        );
        let record;
        let showing;
        (summary, record, showing) = round.finish()?;
        store.put_noted(&[], &[states::hosts_note(&hosts?)?])?;
        forget::clean_fetched(
            settings,
            &forgotten,
            &plan.declared,
            &showing,
            settings.today().ok(),
        )?;
        summary.interrupted = interrupt::asked();
        record.finish(&summary)?;
        record::keep_newest(&settings.refreshes(), RECORDS_KEPT)?;
    }
    // What the index and readers are told must be on disk first.
    store.flush()?;
    // Also where nothing was due: an earlier run may have ended between store and index.
    let synced = sync::catch_up(settings, store)?;
    summary.indexed = synced.added;
    summary.unreadable = synced.unreadable;
    summary.interrupted = interrupt::asked();
    published::publish(
        settings,
        store,
        &plan.declared,
        Timestamp::now().as_second(),
    )?;
    let next_due = next_due(store, &plan.chosen);
    summary.next_due = next_due.map(moments::stamp);
    Ok(Done { summary, next_due })
}

/// When the first of the sources that are still alive is due.
fn next_due(store: &Store, sources: &[Source]) -> Option<i64> {
    let states = sources
        .iter()
        .filter_map(|source| states::state(store, &source.name).ok());
    states
        .filter(|state| state.retired.is_none())
        .map(|state| state.next_due)
        .min()
}

fn why_not(source: &Source, state: &SourceState, now: i64) -> String {
    match &state.retired {
        Some(retired) => format!(
            "{} is retired since {} ({}); `--all` asks once more",
            source.name,
            moments::stamp(retired.at),
            retired.reason
        ),
        None => format!(
            "{} is not due: next poll {}; `--all` polls it now",
            source.name,
            moments::until(state.next_due, now)
        ),
    }
}

fn report(settings: &Settings, done: &Done) -> anyhow::Result<()> {
    let summary = &done.summary;
    let mut out = Out::stdout();
    if settings.json {
        out.json("jobtide.refresh/1", summary)?;
    } else if summary.is_idle() {
        out.line("nothing is due");
    } else {
        for line in summary.lines() {
            out.line(&line);
        }
    }
    drop(out);
    if let Some(file) = &summary.problems_file {
        settings.hint(&format!("all problems, one a line: {}", file.display()));
    }
    // What was not done is named even where no lines of the polls are wanted; there it was said already.
    for (what, sources) in [
        ("failed", &summary.failed),
        ("read in part", &summary.partial),
    ] {
        for (source, reason) in sources.iter().filter(|_| settings.quiet) {
            output::say(&format!("jobtide: {source} {what}: {reason}"));
        }
    }
    for (source, reason) in &summary.retired {
        output::say(&format!(
            "jobtide: {source} is retired, its server says that it is gone for good ({reason}); give it another address, or switch it off with `enabled = false`"
        ));
    }
    if summary.interrupted {
        settings.hint("interrupted; what was read is kept, run the same command again to go on");
        return Ok(());
    }
    let now = Timestamp::now().as_second();
    let next_poll = done.next_due.map_or_else(String::new, |due| {
        format!("next poll due {}", moments::until(due, now))
    });
    if summary.new > 0 {
        settings.hint(&format!(
            "{next_poll}; next: jobtide search QUERY, jobtide report, jobtide status"
        ));
    } else if !next_poll.is_empty() {
        settings.hint(&next_poll);
    }
    Ok(())
}

fn exit_of(summary: &Summary) -> Exit {
    let failed = summary.failed.len();
    if summary.interrupted {
        Exit::Interrupted
    } else if failed > 0
        && summary
            .polls
            .iter()
            .all(|poll| poll.end == model::PollEnd::Failed)
    {
        Exit::Failed
    } else if failed > 0 || !summary.partial.is_empty() || summary.unreadable > 0 {
        Exit::Partly
    } else {
        Exit::Done
    }
}
