//! What one poll brought, gathered from all its documents, before it is compared with the polls before. Values only.

use std::collections::{BTreeMap, BTreeSet};

use model::{DateKind, PollEnd, Posting, PostingKey};

use crate::fetch::Validators;

/// One posting that a poll saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeenPosting {
    /// The first 64 bits of its key's BLAKE3 hash.
    pub key: u64,
    /// Unix seconds of its publication, where it is exactly dated.
    pub at: Option<i64>,
}

impl SeenPosting {
    /// What a posting leaves behind.
    #[must_use]
    pub fn of(posting: &Posting) -> SeenPosting {
        let published = &posting.published;
        let at = published.at.unwrap_or(published.day.unix_seconds());
        SeenPosting {
            key: hash_of_key(&posting.key),
            at: (published.kind == DateKind::Exact).then_some(at),
        }
    }
}

fn hash_of_key(key: &PostingKey) -> u64 {
    let hash = blake3::hash(key.as_str().as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hash.as_bytes()[..8]);
    u64::from_be_bytes(first)
}

/// What one poll brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PollResult {
    /// Unix seconds at which it began.
    pub at: i64,
    /// How the fetching and reading ended, before it is compared with the polls before.
    pub end: PollEnd,
    /// Documents fetched.
    pub documents: u64,
    /// Final addresses of the documents that had not changed.
    pub unchanged: BTreeSet<String>,
    /// Items that the documents held: postings, problems, and records left out.
    pub items: u64,
    /// Items that brought no posting because of a fault.
    pub problems: u64,
    /// The postings in the order of the documents.
    pub seen: Vec<SeenPosting>,
    /// The source gave as many items as it ever gives.
    pub capped: bool,
    /// Further pages were not asked for, since what had been read was known and the newest come first.
    pub stopped_early: bool,
    /// How many postings the source says it has.
    pub claimed: Option<u64>,
    /// Why a reader does not trust the count.
    pub suspicion: Option<String>,
    /// What went wrong, in one line without credentials.
    pub error: Option<String>,
    /// The documents ask not to be polled more often than every so many seconds.
    pub ask_every: Option<u64>,
    /// The HTTP headers say that the documents stay as they are for so many seconds.
    pub fresh_for: Option<u64>,
    /// Unix seconds before which the server does not want to be asked.
    pub retry_at: Option<i64>,
    /// What to name in the next conditional requests, by final address.
    pub validators: BTreeMap<String, Validators>,
    /// The addresses that the poll began with.
    pub asked: Vec<String>,
    /// Those of them that every hop called moved for good, and where to.
    pub moved: BTreeMap<String, String>,
    /// The server said that the source is gone for good.
    pub gone: Option<String>,
}

impl PollResult {
    /// A poll that has brought nothing yet.
    #[must_use]
    pub fn begun(at: i64) -> PollResult {
        PollResult {
            at,
            end: PollEnd::Complete,
            documents: 0,
            unchanged: BTreeSet::new(),
            items: 0,
            problems: 0,
            seen: Vec::new(),
            capped: false,
            stopped_early: false,
            claimed: None,
            suspicion: None,
            error: None,
            ask_every: None,
            fresh_for: None,
            retry_at: None,
            validators: BTreeMap::new(),
            asked: Vec::new(),
            moved: BTreeMap::new(),
            gone: None,
        }
    }

    /// Whether its documents were read and held nothing at all.
    pub(super) fn is_empty(&self) -> bool {
        self.end == PollEnd::Complete && self.items == 0 && self.unchanged.is_empty()
    }
}
