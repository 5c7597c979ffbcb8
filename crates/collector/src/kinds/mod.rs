//! The kinds of live source, each with its terms, its first requests and its reader. Pure: bytes in, postings and further requests out.

mod boards;
mod companies;
mod feeds;
mod job_posting;
mod json;
mod listing;
mod pages;

use std::sync::LazyLock;

use model::Market;

use crate::document::{RawDocument, Reading, Request};
use crate::source::Source;

/// What whoever runs a site asks of those who poll it.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// Polls a day that are advised at most.
    pub polls_a_day: u32,
    /// Milliseconds between two requests.
    pub gap_ms: u64,
    /// Hours by which the source holds its postings back.
    pub delay_hours: u32,
    /// What to credit where postings are shown; empty where nothing is asked.
    pub attribution: &'static str,
    /// Anything else, in one sentence.
    pub note: &'static str,
}

/// Which postings a source shows, and so what a poll of it proves about the time before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lists {
    /// The latest ones, whatever became of them: back to the oldest shown, nothing is missing.
    Latest,
    /// Those that are open now: of what was published before the first poll, the part that was filled is missing, and
    /// what is left would look like a market that grew.
    Open,
    /// Those that are open now and more than a poll can read, the newest first: polls read back to what they know, and
    /// cover as little of the past as [`Lists::Open`].
    OpenNewestFirst,
}

/// One kind of source.
#[derive(Debug)]
pub struct Kind {
    /// The word in `kind = "..."`.
    pub name: &'static str,
    /// What it reads, in one line.
    pub describe: &'static str,
    /// The platform of its postings, unless the source declares one.
    pub platform: &'static str,
    /// The market of its postings, unless the source declares one.
    pub market: Market,
    /// Which postings it shows.
    pub lists: Lists,
    /// What `board` means here ("the company's name in the address"); `None` where the kind takes no board.
    pub board: Option<&'static str>,
    /// Whether `url` must be given.
    pub needs_url: bool,
    /// Its terms.
    pub terms: Terms,
    /// The documents that a poll begins with. An error names the key of the declaration that is wrong.
    pub first: fn(&Source) -> Result<Vec<Request>, String>,
    /// Reads one document. Must not panic; the caller contains it if it does.
    pub read: fn(&Source, &RawDocument) -> Reading,
}

/// All kinds, in the order of their names.
#[must_use]
pub fn kinds() -> &'static [&'static Kind] {
    static ALL: LazyLock<Vec<&'static Kind>> = LazyLock::new(|| {
        let groups = [feeds::KINDS, boards::KINDS, companies::KINDS, pages::KINDS];
        let mut all: Vec<&'static Kind> = groups.into_iter().flatten().collect();
        all.sort_by_key(|kind| kind.name);
        all
    });
    &ALL
}

/// The kind of this name.
#[must_use]
pub fn find_kind(name: &str) -> Option<&'static Kind> {
    kinds().iter().copied().find(|kind| kind.name == name)
}
