//! `jobtide sources`: what is declared and how it fares, from the published file and the index. Opens no store.

mod check;
mod kinds;

use std::collections::BTreeMap;

use collector::Source;
use indexer::SearchRequest;
use workbench::{Document, SourceRow, SourcesDocument};

use crate::arguments::{Sources, SourcesCommand};
use crate::exit::Exit;
use crate::output::{self, Out};
use crate::published::{self, Published, PublishedSource};
use crate::settings::Settings;
use crate::{live, moments, search, sync};

/// Runs the command.
pub fn run(settings: &Settings, wanted: &Sources) -> anyhow::Result<Exit> {
    match &wanted.command {
        Some(SourcesCommand::Check { name }) => check::run(settings, name),
        Some(SourcesCommand::Kinds) => kinds::run(settings),
        None => list(settings, wanted.all),
    }
}

/// The sources that are switched on, or all of them, with the states that the last refresh left.
pub fn document(
    settings: &Settings,
    states: &BTreeMap<&str, &PublishedSource>,
    all: bool,
) -> anyhow::Result<SourcesDocument> {
    let declared = live::declared(settings)?;
    let shown: Vec<&Source> = declared
        .iter()
        .filter(|source| all || source.enabled)
        .collect();
    let counts = postings_of(settings, shown.iter().map(|source| source.name.as_str()))?;
    let rows = shown.into_iter().map(|source| {
        let name = source.name.as_str();
        row(source, states.get(name).copied(), counts.get(name).copied())
    });
    let sources: Vec<SourceRow> = rows.collect();
    Ok(SourcesDocument {
        total: sources.len(),
        switched_off: declared.iter().filter(|source| !source.enabled).count(),
        sources,
    })
}

/// The states of a published file by the sources' names.
pub fn by_name(published: &Published) -> BTreeMap<&str, &PublishedSource> {
    let sources = published.sources.iter();
    sources
        .map(|source| (source.name.as_str(), source))
        .collect()
}

fn list(settings: &Settings, all: bool) -> anyhow::Result<Exit> {
    let published = published::read(settings)?.unwrap_or_default();
    let states = by_name(&published);
    let document = document(settings, &states, all)?;
    let mut out = Out::stdout();
    if settings.json {
        out.json(SourcesDocument::SCHEMA, &document)?;
        return Ok(Exit::Done);
    }
    let (rows, off) = (document.sources, document.switched_off);
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| cells(row, states.get(row.name.as_str()).copied(), settings.now))
        .collect();
    out.text(&output::table(
        &[
            "source",
            "kind",
            "state",
            "last success",
            "next poll",
            "failures",
            "postings",
            "completeness",
        ],
        &cells,
        &[5, 6],
    ));
    drop(out);
    for row in &rows {
        if let (Some(error), "failing" | "retired") = (&row.last_error, row.state) {
            settings.hint(&format!("{}: {error}", row.name));
        }
    }
    if off > 0 && !all {
        settings.hint(&format!(
            "{} switched off (`--all` lists them; `companies = true` or `enabled = true` in jobtide.toml switches on)",
            output::counted(off as u64, "source")
        ));
    }
    Ok(Exit::Done)
}

/// One source with the state that the last refresh left.
pub fn state_of(settings: &Settings, source: &Source) -> anyhow::Result<SourceRow> {
    let published = published::read(settings)?.unwrap_or_default();
    let states = by_name(&published);
    Ok(row(source, states.get(source.name.as_str()).copied(), None))
}

fn row(source: &Source, state: Option<&PublishedSource>, postings: Option<u64>) -> SourceRow {
    SourceRow {
        name: source.name.to_string(),
        kind: Some(source.kind.name.to_owned()),
        state: word(source, state),
        last_success: state
            .and_then(|state| state.last_success)
            .map(moments::stamp),
        next_poll: state
            .filter(|state| {
                state.retired.is_none() && source.enabled && state.last_attempt.is_some()
            })
            .map(|state| moments::stamp(state.next_due)),
        failures: state.map_or(0, |state| state.failures),
        last_error: state.and_then(|state| state.last_error.clone()),
        postings,
        completeness: state.map_or_else(|| "unknown".to_owned(), PublishedSource::completeness),
        attribution: source.kind.terms.attribution.to_owned(),
        tags: source.tags.clone(),
    }
}

/// The state in a word.
fn word(source: &Source, state: Option<&PublishedSource>) -> &'static str {
    match state {
        _ if !source.enabled => "off",
        Some(state) if state.retired.is_some() => "retired",
        Some(state) if state.failures > 0 => "failing",
        Some(state) if state.last_attempt.is_some() => "ok",
        _ => "never polled",
    }
}

fn cells(row: &SourceRow, state: Option<&PublishedSource>, now: i64) -> Vec<String> {
    let dash = || "-".to_owned();
    vec![
        row.name.clone(),
        row.kind.clone().unwrap_or_default(),
        row.state.to_owned(),
        state
            .and_then(|state| state.last_success)
            .map_or_else(dash, |at| moments::ago(at, now)),
        state
            .filter(|_| row.next_poll.is_some())
            .map_or_else(dash, |state| moments::until(state.next_due, now)),
        row.failures.to_string(),
        row.postings.map_or_else(dash, output::thousands),
        row.completeness.clone(),
    ]
}

/// How many postings of each source the index holds, those that are folded into others among them; empty where there is no
/// index yet.
pub fn postings_of<'a>(
    settings: &Settings,
    names: impl Iterator<Item = &'a str>,
) -> anyhow::Result<BTreeMap<String, u64>> {
    if !settings.index().exists() {
        return Ok(BTreeMap::new());
    }
    let reader = sync::open_reader(settings)?;
    let request = SearchRequest {
        sort: indexer::Sort::Date,
        limit: 0,
        offset: 0,
        facets: false,
        highlight: false,
    };
    let mut counts = BTreeMap::new();
    for name in names {
        let query = search::parse(
            &reader,
            &format!("source:\"{name}\" is:any"),
            settings.today()?,
        )?;
        counts.insert(name.to_owned(), reader.search(&query, &request)?.total);
    }
    Ok(counts)
}
