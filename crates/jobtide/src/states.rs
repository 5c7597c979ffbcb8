//! What the store remembers of sources, under which names: states, polls and hosts in, notes out, and back. Knows no server.
//!
//! ```text
//!   state/<source>                        the state after its last poll, JSON
//!   poll/<source>/<time>-<poll's number>  the record of one poll, JSON; the last 400
//!   hosts                                 what is remembered of hosts, JSON
//! ```

use anyhow::Context;
use collector::{HostMemory, Source, SourceState};
use model::{Poll, SourceId};
use store::Store;

/// So many polls of a source are kept: a year of daily ones, or two weeks of hourly ones.
const POLLS_KEPT: usize = 400;
const HOSTS: &str = "hosts";
const STATES: &str = "state/";
const POLLS: &str = "poll/";

/// A name and what to write under it; `None` removes.
pub type Note = (String, Option<Vec<u8>>);

/// The state of a source; a new one where it was never polled.
pub fn state(store: &Store, source: &SourceId) -> anyhow::Result<SourceState> {
    match store.note(&of_state(source))? {
        None => Ok(SourceState::default()),
        Some(bytes) => SourceState::from_json(&bytes).with_context(|| format!("source {source}")),
    }
}

/// All states, by the names of their sources; one that cannot be read is left out.
pub fn all(store: &Store) -> anyhow::Result<Vec<(SourceId, SourceState)>> {
    let notes = store.notes(STATES)?;
    let states = notes.iter().filter_map(|(name, bytes)| {
        let source = name.strip_prefix(STATES)?.parse().ok()?;
        Some((source, SourceState::from_json(bytes).ok()?))
    });
    Ok(states.collect())
}

/// A source whose state cannot be read, and why.
pub type Unreadable = (SourceId, anyhow::Error);

/// The sources with their states. One whose state cannot be read is left out, with the reason.
pub fn with_states(
    store: &Store,
    sources: Vec<Source>,
) -> (Vec<(Source, SourceState)>, Vec<Unreadable>) {
    let mut known = Vec::with_capacity(sources.len());
    let mut unreadable = Vec::new();
    for source in sources {
        match state(store, &source.name) {
            Ok(state) => known.push((source, state)),
            Err(error) => unreadable.push((source.name, error)),
        }
    }
    (known, unreadable)
}

/// The kept polls of a source, oldest first; one that cannot be read is passed over, since it is history and not state.
pub fn polls(store: &Store, source: &SourceId) -> anyhow::Result<Vec<Poll>> {
    let notes = store.notes(&of_polls(source))?;
    let polls = notes
        .iter()
        .filter_map(|(_, bytes)| serde_json::from_slice(bytes).ok());
    Ok(polls.collect())
}

/// What is remembered of hosts. It is worth a warning and no more when it cannot be read: hosts are asked anew.
pub fn hosts(store: &Store) -> anyhow::Result<HostMemory> {
    let bytes = store.note(HOSTS)?;
    Ok(bytes
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default())
}

/// The note that keeps what is remembered of hosts.
pub fn hosts_note(hosts: &HostMemory) -> anyhow::Result<Note> {
    Ok((HOSTS.to_owned(), Some(serde_json::to_vec(hosts)?)))
}

/// The notes that a poll ends with: its source's state, its record, and the removal of the oldest records.
pub fn notes_of_poll(poll: &Poll, state: &SourceState, kept: &[String]) -> Vec<Note> {
    let name = format!(
        "{}{:012}-{:08}",
        of_polls(&poll.source),
        poll.at.max(0),
        state.totals.polls
    );
    let mut notes = vec![
        (of_state(&poll.source), Some(state.to_json())),
        // Nothing in a poll can fail to be written: it is numbers and texts.
        (name, Some(serde_json::to_vec(poll).unwrap_or_default())),
    ];
    let surplus = (kept.len() + 1).saturating_sub(POLLS_KEPT);
    notes.extend(kept.iter().take(surplus).map(|old| (old.clone(), None)));
    notes
}

/// The names of the kept records of a source's polls, oldest first.
pub fn poll_names(store: &Store, source: &SourceId) -> anyhow::Result<Vec<String>> {
    Ok(store.note_names(&of_polls(source))?)
}

/// All that is remembered of sources and their polls, by the names of the notes.
pub fn of_sources(store: &Store) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let mut notes = store.notes(STATES)?;
    notes.extend(store.notes(POLLS)?);
    Ok(notes)
}

fn of_state(source: &SourceId) -> String {
    format!("{STATES}{source}")
}

fn of_polls(source: &SourceId) -> String {
    format!("{POLLS}{source}/")
}
