//! The state of the sources as terminal, page and programs show it. Knows no store, no poll and no clock.

use serde::Serialize;
use utoipa::ToSchema;

use crate::Document;

/// One source.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SourceRow {
    /// Its name, which `source:` takes.
    pub name: String,
    /// How it is read.
    pub kind: Option<String>,
    /// `ok`, `failing`, `retired`, `off` or `never polled`.
    pub state: &'static str,
    /// The last poll that did not fail, RFC 3339.
    pub last_success: Option<String>,
    /// When it is polled next, RFC 3339.
    pub next_poll: Option<String>,
    /// Failed polls in a row.
    pub failures: u32,
    /// What went wrong in the last poll.
    pub last_error: Option<String>,
    /// Postings of the index that came from it, duplicates among them.
    pub postings: Option<u64>,
    /// How much of the whole the last poll saw, in a few words.
    pub completeness: String,
    /// What to credit where its postings are shown; empty where nothing is asked.
    pub attribution: String,
    /// Its tags in the configuration.
    pub tags: Vec<String>,
}

/// The sources.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SourcesDocument {
    /// How many are listed.
    pub total: usize,
    /// How many are declared and switched off.
    pub switched_off: usize,
    /// The sources, in the order of their declaration.
    pub sources: Vec<SourceRow>,
}

impl Document for SourcesDocument {
    const SCHEMA: &'static str = "jobtide.sources/1";
}
