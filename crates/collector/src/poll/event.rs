//! What a run of polls needs to know, what it tells while it runs, and why it could not run. Values only.

use std::path::PathBuf;
use std::time::Duration;

use model::{Poll, SourceId};

use crate::fetch::{FetchFault, FetchSettings};
use crate::read::Item;
use crate::schedule::SourceState;

/// How sources are polled.
#[derive(Clone, Debug)]
pub struct PollSettings {
    /// How documents are fetched.
    pub fetch: FetchSettings,
    /// The folder in which every document is kept before it is read.
    pub archive: PathBuf,
    /// So many sources are polled at one time.
    pub sources_at_once: usize,
    /// A reader may take so long for one document; then it is left behind, and the poll is partial.
    pub reader_deadline: Duration,
    /// The time in Unix seconds.
    pub clock: fn() -> i64,
}

impl PollSettings {
    /// Eight sources at a time, a minute for each document's reader, and the system's clock.
    #[must_use]
    pub fn new(fetch: FetchSettings, archive: PathBuf) -> PollSettings {
        PollSettings {
            fetch,
            archive,
            sources_at_once: 8,
            reader_deadline: Duration::from_secs(60),
            clock: system_clock,
        }
    }
}

fn system_clock() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    })
}

/// What happens while sources are polled. Events of one source come in order; those of several are mixed.
#[derive(Debug)]
pub enum PollEvent {
    /// A source's poll begins.
    Started {
        /// The source.
        source: SourceId,
    },
    /// A document was archived and read.
    Read {
        /// The source.
        source: SourceId,
        /// Its address without credentials, or the file's name.
        document: String,
        /// Postings, problems and records left out, in the document's order.
        items: Vec<Item>,
    },
    /// A source's poll ended. A source that replays files ends once for each file.
    Ended {
        /// The record of the poll; `new` is for whoever puts the postings.
        poll: Box<Poll>,
        /// The state to save together with the last postings of the poll, never before them.
        state: Box<SourceState>,
    },
}

/// Why no source can be polled.
#[derive(Debug, thiserror::Error)]
pub enum PollError {
    /// The threads could not be started.
    #[error("the threads for polling could not be started: {0}")]
    Threads(std::io::Error),
    /// The HTTP client could not be set up.
    #[error(transparent)]
    Fetch(#[from] FetchFault),
}
