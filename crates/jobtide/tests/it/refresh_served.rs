//! `jobtide refresh` against a local server: what the tests of this topic share, and the store as it can be compared.

mod boards;
mod coverage;
mod faults;
mod killed;
mod schedule;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::{SystemTime, UNIX_EPOCH};

use feedserver::boards::{Job, jobs, rss_document};
use feedserver::{Answer, Server};
use serde_json::Value;

use crate::Workplace;

/// The clock of the program is the machine's, so that the postings must be of today.
pub fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
}

/// Jobs of the last hours.
pub fn fresh_jobs(count: u64) -> Vec<Job> {
    jobs(count, now() - 3_600)
}

/// An RSS answer of some jobs.
pub fn feed(jobs: &[Job]) -> Answer {
    Answer::ok(
        "application/rss+xml; charset=utf-8",
        rss_document(jobs, None),
    )
}

/// Writes a configuration that polls these tables and nothing else.
pub fn configure(place: &Workplace, tables: &str) {
    let text = format!("starter = false\n\n{tables}");
    std::fs::write(place.path().join("jobtide.toml"), text).unwrap();
}

/// Feeds of a server, by name and path.
pub fn feeds(server: &Server, sources: &[(&str, &str)]) -> String {
    sources
        .iter()
        .fold(String::new(), |mut tables, (name, path)| {
            let url = server.url(path);
            let _ = writeln!(
                tables,
                "[[source]]\nname = \"{name}\"\nkind = \"rss\"\nurl = \"{url}\"\nlocal = true\n"
            );
            tables
        })
}

/// Polls everything, due or not, demands the status and gives the summary.
pub fn refresh(place: &Workplace, status: i32) -> Value {
    place.json(status, &["refresh", "--all", "--json", "-q"])
}

/// The poll of one source in a summary.
pub fn poll<'a>(summary: &'a Value, source: &str) -> &'a Value {
    let polls = summary["polls"].as_array().unwrap();
    let found = polls.iter().find(|poll| poll["source"] == source);
    found.unwrap_or_else(|| panic!("no poll of {source} in {summary}"))
}

/// All postings of a store as JSON, by key.
pub fn stored(place: &Workplace) -> BTreeMap<String, String> {
    let store = store::Store::open(&place.path().join("data/store")).unwrap();
    let postings = store.after(0).map(|record| {
        let (_, posting) = record.unwrap();
        (
            posting.key.to_string(),
            serde_json::to_string(&posting).unwrap(),
        )
    });
    postings.collect()
}

/// How many postings the index holds, those that are folded into others included.
pub fn indexed(place: &Workplace) -> u64 {
    let found = place.json(0, &["search", "is:any", "--limit", "0", "--json"]);
    found["total"].as_u64().unwrap()
}
