//! What is remembered of a source between its polls, and when the next is due. Pure: a poll's result and the time in, the next state out.

mod coverage;
mod judge;
mod pace;
mod result;

use std::collections::BTreeMap;

use model::{Poll, PollEnd};
use serde::{Deserialize, Serialize};

use crate::fetch::{REDACTED, Validators, redact};
use crate::kinds::Lists;
use crate::source::Source;

pub use coverage::Coverage;
pub use result::{PollResult, SeenPosting};

/// The form of the state's JSON that this build writes.
const VERSION: u32 = 1;

/// So many polls must name the same new address before it is used.
const AGREEING_POLLS: u32 = 3;

/// So many hashes of keys are kept: several polls of any feed, and one of most boards.
const KNOWN_KEYS: usize = 5_000;

/// So many addresses keep their validators: a list and its detail pages.
const KEPT_VALIDATORS: usize = 2_000;

/// A state that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// Not the JSON of a state.
    #[error(
        "the state of the source is damaged: {0}; remove it, and the source is polled as if it were new"
    )]
    Damaged(#[from] serde_json::Error),
    /// Written by a later build.
    #[error(
        "the state of the source has version {found}, this build knows version {VERSION}; use the build that wrote it"
    )]
    TooNew {
        /// The version that it states.
        found: u32,
    },
}

/// What is remembered of a source between its polls.
///
/// Its JSON is one object. Every key may be absent, and keys that a build does not know are passed over:
///
/// ```json
/// {
///   "version": 1,
///   "first_poll": 1709251200,        // Unix seconds of the first poll that read something
///   "last_attempt": 1709337600,      // of the last poll
///   "last_success": 1709337600,      // of the last poll that did not fail
///   "last_whole": 1709337600,        // of the last poll that read all, or found it unchanged
///   "read_to_end": 1709337600,       // of the last whole poll that did not stop where it met what is known
///   "last_error": "...",             // of the last poll; absent after one without
///   "next_due": 1709341200,          // not to be polled before
///   "interval": 3600,                // seconds between polls, as they turned out to be right
///   "ask_every": 3600,               // the source asks not to be polled more often than every so many seconds
///   "failures": 0,                   // failed polls in a row
///   "retired": {"at": 0, "reason": "..."},            // the server said 410
///   "moved": {"https://a/": {"to": "https://b/", "polls": 2}},   // permanent redirects and how many polls met them
///   "validators": {"https://a/": {"etag": "...", "last_modified": "...", "body_hash": "...", "whole_at": 0}},
///   "newest": 1709330000,            // of the newest exactly dated posting
///   "middle": 1709300000,            // the median of the exactly dated postings of the last poll that had some
///   "known": ["00c0ffee00c0ffee"],   // hashes of the last keys, the newest poll's first
///   "largest": {"items": 30, "polls": 4},             // the most items a poll gave, and how many gave as many
///   "empty_polls": 0,                // polls in a row that held nothing
///   "covered": [[1709000000, 1709337600]],            // stretches of time in which nothing was missed
///   "totals": {"polls": 9, "failed": 1, "partial": 0, "unchanged": 3, "gaps": 1, "items": 270, "problems": 0},
///   "replayed": ["feed/20240513.xml"]                 // files that need no second reading
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SourceState {
    /// The form of the JSON.
    pub version: u32,
    /// Unix seconds of the first poll that read something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_poll: Option<i64>,
    /// Unix seconds of the last poll.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_attempt: Option<i64>,
    /// Unix seconds of the last poll that did not fail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_success: Option<i64>,
    /// Unix seconds of the last poll that read all that the source shows, or found it unchanged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_whole: Option<i64>,
    /// Unix seconds of the last whole poll that did not stop where it met what is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_to_end: Option<i64>,
    /// What went wrong in the last poll.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
    /// Unix seconds before which the source is not due.
    pub next_due: i64,
    /// Seconds between polls, as they turned out to be right; 0 before the first poll.
    pub interval: u64,
    /// The documents ask not to be polled more often than every so many seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ask_every: Option<u64>,
    /// Failed polls in a row.
    pub failures: u32,
    /// Why the source is not polled any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retired: Option<Retired>,
    /// Permanent redirects by the address that was asked for.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub moved: BTreeMap<String, Moved>,
    /// What to name in conditional requests, by final address. Only of documents whose reading asked for no other.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub validators: BTreeMap<String, Validators>,
    /// Unix seconds of the newest exactly dated posting of a complete poll.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub newest: Option<i64>,
    /// The median of the exactly dated postings of the last complete poll that had some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub middle: Option<i64>,
    /// Hashes of the keys of the last complete polls, the newest poll's first.
    #[serde(with = "hashes", skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<u64>,
    /// The most items that a complete poll gave.
    pub largest: Largest,
    /// Polls in a row that held nothing.
    pub empty_polls: u32,
    /// The stretches of time in which nothing was missed.
    pub covered: Coverage,
    /// Counts since the first poll.
    pub totals: Totals,
    /// Files that were replayed already.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub replayed: Vec<String>,
}

/// Why and since when a source is not polled any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retired {
    /// Unix seconds.
    pub at: i64,
    /// What the server said.
    pub reason: String,
}

/// A permanent redirect, and how many polls in a row met it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Where it leads.
    pub to: String,
    /// Polls in a row that were led there.
    pub polls: u32,
}

/// The most items that a complete poll gave, and how many polls gave as many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Largest {
    /// Items.
    pub items: u64,
    /// Polls.
    pub polls: u32,
}

/// Counts since the first poll.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Totals {
    /// Polls of any end.
    pub polls: u64,
    /// Polls that read nothing.
    pub failed: u64,
    /// Polls that read a part.
    pub partial: u64,
    /// Polls that found nothing changed.
    pub unchanged: u64,
    /// Polls that had lost a stretch of time.
    pub gaps: u64,
    /// Items.
    pub items: u64,
    /// Items that brought no posting.
    pub problems: u64,
}

impl Default for SourceState {
    fn default() -> SourceState {
        SourceState {
            version: VERSION,
            first_poll: None,
            last_attempt: None,
            last_success: None,
            last_whole: None,
            read_to_end: None,
            last_error: None,
            next_due: 0,
            interval: 0,
            ask_every: None,
            failures: 0,
            retired: None,
            moved: BTreeMap::new(),
            validators: BTreeMap::new(),
            newest: None,
            middle: None,
            known: Vec::new(),
            largest: Largest::default(),
            empty_polls: 0,
            covered: Coverage::default(),
            totals: Totals::default(),
            replayed: Vec::new(),
        }
    }
}

impl SourceState {
    /// The state that a store kept.
    ///
    /// # Errors
    /// Where the bytes are not a state, or one of a later build, which this build would cut down by writing it back.
    pub fn from_json(bytes: &[u8]) -> Result<SourceState, StateError> {
        let state: SourceState = serde_json::from_slice(bytes)?;
        if state.version > VERSION {
            return Err(StateError::TooNew {
                found: state.version,
            });
        }
        Ok(state)
    }

    /// The state as a store keeps it.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        // Nothing in a state can fail to be written: all keys of its maps are texts.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Whether a run that polls what is due polls this source. A retired source is never due, but can be polled by
    /// name; a poll that succeeds revives it.
    #[must_use]
    pub fn is_due(&self, now: i64) -> bool {
        // A poll that lies ahead was stamped by a clock that was wrong, and so was the time that it set.
        let clock_was_ahead = self.last_attempt.is_some_and(|at| at > now + 3600);
        self.retired.is_none() && (now >= self.next_due || clock_was_ahead)
    }

    /// Where to send a request for this address: after three polls that agree, where it has moved to.
    ///
    /// A source with credentials stays where it was declared unless only the path changed: they were meant for that host.
    #[must_use]
    pub fn address_of(&self, source: &Source, url: &str) -> String {
        let adopted = self.moved.get(&redact(url)).filter(|moved| {
            let with_credentials = !source.headers.is_empty() || moved.to.contains(REDACTED);
            moved.polls >= AGREEING_POLLS && (!with_credentials || same_origin(url, &moved.to))
        });
        adopted.map_or_else(|| url.to_owned(), |moved| moved.to.clone())
    }

    /// What the poll saw and what it cannot have seen. `new` stays 0, since only the store knows it.
    #[must_use]
    pub fn judge(&self, source: &Source, result: &PollResult) -> Poll {
        judge::judge(self, source, result)
    }

    /// The state after a poll. Save it together with the postings that the poll brought, never before them.
    #[must_use]
    pub fn after(&self, source: &Source, result: &PollResult, now: i64) -> SourceState {
        let poll = self.judge(source, result);
        let mut next = self.clone();
        next.count(&poll);
        next.last_attempt = Some(result.at);
        next.last_error.clone_from(&poll.error);
        if let Some(reason) = &result.gone {
            next.retired = Some(Retired {
                at: result.at,
                reason: reason.clone(),
            });
        }
        if poll.end == PollEnd::Failed {
            next.failures = self.failures.saturating_add(1);
            if next.failures >= AGREEING_POLLS {
                // The new address may be what fails; the declared one redirects again if it is still right.
                next.moved.clear();
            }
        } else {
            next.failures = 0;
            next.retired = None;
            next.first_poll = self.first_poll.or(Some(result.at));
            next.last_success = Some(result.at);
            next.note_moves(result);
        }
        if result.documents > result.unchanged.len() as u64 {
            next.ask_every = result.ask_every;
        }
        next.empty_polls = match poll.end {
            PollEnd::Failed | PollEnd::Unchanged => self.empty_polls,
            _ if result.is_empty() => self.empty_polls.saturating_add(1),
            _ => 0,
        };
        match poll.end {
            PollEnd::Complete => next.remember(self, source.kind.lists, result, &poll),
            // Files that were read long ago say nothing of the time since.
            PollEnd::Unchanged if !source.replay.is_empty() => {}
            PollEnd::Unchanged => {
                let since = match source.kind.lists {
                    Lists::Latest => self.newest.or(self.last_whole),
                    Lists::Open | Lists::OpenNewestFirst => self.last_whole,
                };
                next.last_whole = Some(result.at);
                let since = since.unwrap_or(result.at);
                next.covered.add(since, result.at);
                next.note_validators(result);
            }
            // What a partial poll saw is no overlap for later ones, which would hide what it missed. But the detail
            // pages that it read need not be read again, or a long list would never be read to its end.
            PollEnd::Partial => {
                next.validators.extend(result.validators.clone());
                next.bound_validators();
            }
            PollEnd::Failed => {}
        }
        next.interval = pace::interval(self, source, result, &poll);
        next.next_due = pace::next_due(&next, source, result, &poll, now);
        next
    }

    fn count(&mut self, poll: &Poll) {
        let totals = &mut self.totals;
        totals.polls += 1;
        totals.items += poll.items;
        totals.problems += poll.problems;
        totals.gaps += u64::from(poll.gap.is_some());
        match poll.end {
            PollEnd::Failed => totals.failed += 1,
            PollEnd::Partial => totals.partial += 1,
            PollEnd::Unchanged => totals.unchanged += 1,
            PollEnd::Complete => {}
        }
    }

    /// A redirect counts only while every poll meets it.
    fn note_moves(&mut self, result: &PollResult) {
        let mut moved = BTreeMap::new();
        for from in &result.asked {
            let before = self.moved.get(from);
            if let Some(to) = result.moved.get(from) {
                let polls = before
                    .filter(|own| own.to == *to)
                    .map_or(0, |own| own.polls);
                let polls = polls.saturating_add(1);
                moved.insert(
                    from.clone(),
                    Moved {
                        to: to.clone(),
                        polls,
                    },
                );
            } else if let Some(adopted) = before.filter(|own| own.polls >= AGREEING_POLLS) {
                // It was asked for at its new place, which no longer says that it moved.
                moved.insert(from.clone(), adopted.clone());
            }
        }
        self.moved = moved;
    }

    /// What later polls are compared with.
    fn remember(&mut self, before: &SourceState, lists: Lists, result: &PollResult, poll: &Poll) {
        self.note_validators(result);
        self.last_whole = Some(result.at);
        if !result.stopped_early {
            self.read_to_end = Some(result.at);
        }
        let mut times: Vec<i64> = result.seen.iter().filter_map(|seen| seen.at).collect();
        times.sort_unstable();
        if let Some(middle) = times.get(times.len() / 2) {
            self.middle = Some(*middle);
        }
        // A posting that is dated ahead must not hide a gap until its day has come.
        self.newest = before
            .newest
            .max(poll.newest.map(|newest| newest.min(result.at)));
        let fresh: std::collections::BTreeSet<u64> =
            result.seen.iter().map(|seen| seen.key).collect();
        let mut known = Vec::with_capacity(KNOWN_KEYS.min(fresh.len() + before.known.len()));
        let mut listed = std::collections::BTreeSet::new();
        known.extend(
            result
                .seen
                .iter()
                .map(|seen| seen.key)
                .filter(|key| listed.insert(*key)),
        );
        known.extend(before.known.iter().filter(|key| !fresh.contains(key)));
        known.truncate(KNOWN_KEYS);
        self.known = known;
        let items = poll.items;
        if items > before.largest.items {
            self.largest = Largest { items, polls: 1 };
        } else if items == before.largest.items {
            self.largest.polls = before.largest.polls.saturating_add(1);
        }
        let (from, to) = coverage::of_poll(before, lists, &times, poll);
        self.covered.add(from, to);
    }

    fn note_validators(&mut self, result: &PollResult) {
        let mut kept = result.validators.clone();
        for address in &result.unchanged {
            if let Some(own) = self.validators.get(address) {
                kept.entry(address.clone()).or_insert_with(|| own.clone());
            }
        }
        self.validators = kept;
        self.bound_validators();
    }

    fn bound_validators(&mut self) {
        while self.validators.len() > KEPT_VALIDATORS {
            self.validators.pop_last();
        }
    }
}

fn same_origin(one: &str, other: &str) -> bool {
    match (url::Url::parse(one), url::Url::parse(other)) {
        (Ok(one), Ok(other)) => one.origin() == other.origin(),
        _ => false,
    }
}

/// 64-bit numbers as hex digits: many readers of JSON keep only 53 bits of a number.
mod hashes {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(hashes: &[u64], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(hashes.iter().map(|hash| format!("{hash:016x}")))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u64>, D::Error> {
        let texts: Vec<String> = Vec::deserialize(from)?;
        let numbers = texts.iter().map(|text| u64::from_str_radix(text, 16));
        numbers.collect::<Result<_, _>>().map_err(D::Error::custom)
    }
}
