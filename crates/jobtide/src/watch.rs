//! `jobtide watch`: saved searches, and the hits that none of their runs has shown before, as text, JSON or an Atom file. Never opens the store.

mod feed;
mod saved;

use std::ops::ControlFlow;

use indexer::{Hit, Query, Vocabulary};
use serde::Serialize;
use tagger::Tagger;
use workbench::Workbench;

use crate::arguments::{AddWatch, RunWatches, WatchCommand};
use crate::exit::{self, Exit};
use crate::output::{self, Out};
use crate::settings::Settings;
use crate::{asking, moments, search};
use saved::{Found, State, Watch};

/// So many of the last new postings stay in a watch's feed.
const LATEST: usize = 100;

/// Runs the command.
pub fn run(settings: &Settings, wanted: &WatchCommand) -> anyhow::Result<Exit> {
    match wanted {
        WatchCommand::Add(wanted) => add(settings, wanted),
        WatchCommand::List => list(settings),
        WatchCommand::Remove { name } => remove(settings, name),
        WatchCommand::Run(wanted) => run_all(settings, wanted),
    }
}

fn add(settings: &Settings, wanted: &AddWatch) -> anyhow::Result<Exit> {
    let text = wanted.query.join(" ");
    let query = match asking::open_if_any(settings)? {
        Some(bench) => asking::read(bench.parse(&text))?,
        None => asking::read(by_the_rules(&text, settings)?)?,
    };
    let path = saved::add(settings, &wanted.name, &text)?;
    let mut out = Out::stdout();
    if settings.json {
        #[derive(Serialize)]
        struct Added<'a> {
            name: &'a str,
            query: &'a str,
            interpreted: String,
            file: String,
        }
        let added = Added {
            name: &wanted.name,
            query: &text,
            interpreted: query.interpreted(),
            file: path.display().to_string(),
        };
        out.json("jobtide.watch.added/1", &added)?;
        return Ok(Exit::Done);
    }
    out.line(&format!("saved {}: {}", wanted.name, query.interpreted()));
    drop(out);
    settings.hint(&format!(
        "next: `jobtide watch run {}` takes what is there as known; later runs show what came since",
        wanted.name
    ));
    Ok(Exit::Done)
}

/// A query where there is no index, by the tags that the program knows.
fn by_the_rules(
    text: &str,
    settings: &Settings,
) -> anyhow::Result<Result<Query, indexer::QueryError>> {
    let rules = Tagger::embedded().rules().iter();
    let tags: Vec<String> = rules.map(|rule| rule.slug.clone()).collect();
    let vocabulary = Vocabulary { tags: &tags };
    Ok(Query::parse(text, &vocabulary, settings.today()?))
}

fn list(settings: &Settings) -> anyhow::Result<Exit> {
    #[derive(Serialize)]
    struct Row {
        name: String,
        query: String,
        known: Option<usize>,
        last_run: Option<String>,
    }
    #[derive(Serialize)]
    struct Listing {
        total: usize,
        watches: Vec<Row>,
    }
    let mut watches = Vec::new();
    for name in saved::names(settings)? {
        let watch = saved::read(settings, &name)?;
        let state = watch.state.as_ref();
        watches.push(Row {
            known: state.map(|state| state.seen.len()),
            last_run: state.map(|state| moments::stamp(state.last_run)),
            name,
            query: watch.query,
        });
    }
    let mut out = Out::stdout();
    if settings.json {
        let total = watches.len();
        out.json("jobtide.watches/1", &Listing { total, watches })?;
        return Ok(Exit::Done);
    }
    if watches.is_empty() {
        hint_none(settings);
        return Ok(Exit::Done);
    }
    let cells = watches.into_iter().map(|row| {
        vec![
            row.name,
            output::counted_or_none(row.known.map(|known| known as u64)),
            row.last_run.unwrap_or_else(|| "never".to_owned()),
            output::plain(&row.query),
        ]
    });
    let cells: Vec<Vec<String>> = cells.collect();
    let head = ["watch", "known", "last run", "query"];
    out.text(&output::table(&head, &cells, &[1]));
    Ok(Exit::Done)
}

fn hint_none(settings: &Settings) {
    settings.hint("no search is saved; `jobtide watch add NAME QUERY` saves one");
}

fn remove(settings: &Settings, name: &str) -> anyhow::Result<Exit> {
    let names = saved::names(settings)?;
    saved::remove(settings, saved::known(name, &names)?)?;
    settings.hint(&format!("removed {name}"));
    Ok(Exit::Done)
}

/// What one watch found.
#[derive(Serialize)]
struct Ran {
    name: String,
    query: String,
    interpreted: String,
    notes: Vec<String>,
    /// What it finds was taken as known.
    taken_as_known: bool,
    /// Postings that it has shown or taken as known.
    known: usize,
    total: u64,
    hits: Vec<Hit>,
}

/// A watch that could not be run.
#[derive(Serialize)]
struct Failed {
    name: String,
    error: String,
}

#[derive(Default, Serialize)]
struct Document {
    /// New postings.
    total: u64,
    watches: Vec<Ran>,
    failed: Vec<Failed>,
}

fn run_all(settings: &Settings, wanted: &RunWatches) -> anyhow::Result<Exit> {
    let all = saved::names(settings)?;
    for name in &wanted.names {
        saved::known(name, &all)?;
    }
    let chosen = match wanted.names.is_empty() {
        true => &all,
        false => &wanted.names,
    };
    let bench = asking::open(settings)?;
    if all.is_empty() {
        hint_none(settings);
    }
    let mut out = Out::stdout();
    let (mut document, mut states) = (Document::default(), Vec::new());
    for name in chosen {
        let ran = saved::read(settings, name)
            .and_then(|watch| run_one(settings, &bench, &watch, wanted.all, &mut out));
        match ran {
            Ok((ran, state)) => {
                document.total += ran.total;
                document.watches.push(ran);
                states.push((name.as_str(), state));
            }
            Err(error) => {
                let error = exit::told(&error);
                output::say(&format!("jobtide: watch `{name}`: {error}"));
                document.failed.push(Failed {
                    name: name.clone(),
                    error,
                });
            }
        }
    }
    if settings.json {
        out.json("jobtide.watch/1", &document)?;
    }
    // What was shown counts as shown only when it has arrived: a run that is cut short shows it again.
    drop(out);
    if let Some(file) = &wanted.atom {
        let states: Vec<(&str, &State)> =
            states.iter().map(|(name, state)| (*name, state)).collect();
        feed::write(settings, bench.reader(), &states, file)?;
    }
    for (name, state) in &states {
        saved::save(settings, name, state)?;
    }
    Ok(match &document {
        document if !document.failed.is_empty() => Exit::Partly,
        document if wanted.exit_status && document.total == 0 => Exit::Nothing,
        _ => Exit::Done,
    })
}

/// Runs a watch; its hits go to the terminal as they come, or into the document.
fn run_one(
    settings: &Settings,
    bench: &Workbench,
    watch: &Watch,
    all: bool,
    out: &mut Out,
) -> anyhow::Result<(Ran, State)> {
    let query = asking::read(bench.parse(&watch.query))?;
    // What another query has shown says nothing about this one.
    let before = watch.state.as_ref();
    let before = before.filter(|state| state.query == watch.query);
    let taken_as_known = before.is_none() && !all;
    let mut state = before.cloned().unwrap_or_else(|| State {
        query: watch.query.clone(),
        first_run: settings.now,
        last_run: settings.now,
        latest: Vec::new(),
        seen: indexer::Seen::default(),
    });
    state.last_run = settings.now;
    let (mut hits, mut latest) = (Vec::new(), Vec::new());
    let name = &watch.name;
    if !settings.json && !taken_as_known {
        out.line(&output::painted(
            output::BOLD,
            &format!("{name}: {}", output::plain(&query.interpreted())),
        ));
    }
    let found = bench
        .reader()
        .each_unseen(&query, &mut state.seen, &mut |hit| {
            if taken_as_known {
                return ControlFlow::Break(());
            }
            if latest.len() < LATEST {
                latest.push(Found {
                    key: hit.key.clone(),
                    at: settings.now,
                });
            }
            match settings.json {
                true => hits.push(hit),
                false => out.text(&search::shown(&hit)),
            }
            ControlFlow::Continue(())
        })?;
    let total = if taken_as_known { 0 } else { found };
    if !settings.json {
        out.line(&told(settings, name, taken_as_known, found));
    }
    latest.append(&mut state.latest);
    latest.truncate(LATEST);
    state.latest = latest;
    let ran = Ran {
        name: name.clone(),
        query: watch.query.clone(),
        interpreted: query.interpreted(),
        notes: query.notes().to_vec(),
        taken_as_known,
        known: state.seen.len(),
        total,
        hits,
    };
    Ok((ran, state))
}

/// How a run of a watch ended, in one line.
fn told(settings: &Settings, name: &str, taken_as_known: bool, found: u64) -> String {
    if taken_as_known {
        settings.hint("a first run takes what is there as known; --all shows it");
        let postings = output::counted(found, "posting");
        return format!("{name}: {postings} taken as known");
    }
    match found {
        0 => format!("{name}: nothing new"),
        found => format!("{name}: {} new", output::thousands(found)),
    }
}
