//! The stretches of time of which a source's polls missed nothing, merged and bounded. Knows no posting.

use model::Poll;
use serde::{Deserialize, Serialize};

use super::SourceState;
use crate::kinds::Lists;

/// So many stretches are kept: a gap a week for ten years and more.
const MOST_STRETCHES: usize = 1_000;

/// Stretches of time in Unix seconds, first before last, in order, none touching another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Coverage(Vec<(i64, i64)>);

impl Coverage {
    /// The stretches in order.
    #[must_use]
    pub fn stretches(&self) -> &[(i64, i64)] {
        &self.0
    }

    /// Adds a stretch and merges what it touches. Of more stretches than are kept the oldest is given up: too little
    /// is claimed then, never too much.
    pub fn add(&mut self, from: i64, to: i64) {
        if to < from {
            return;
        }
        let first = self.0.partition_point(|own| own.1 < from);
        let last = self.0.partition_point(|own| own.0 <= to);
        let merged = self.0[first..last]
            .iter()
            .fold((from, to), |all, own| (all.0.min(own.0), all.1.max(own.1)));
        self.0.splice(first..last, [merged]);
        if self.0.len() > MOST_STRETCHES {
            self.0.remove(0);
        }
    }

    /// How many seconds of `from..to` are covered.
    #[must_use]
    pub fn seconds_within(&self, from: i64, to: i64) -> i64 {
        let parts = self.0.iter().map(|own| own.1.min(to) - own.0.max(from));
        parts.filter(|seconds| *seconds > 0).sum()
    }
}

/// The stretch that a complete poll covers. `times` are those of its exactly dated postings, in order.
///
/// A source that shows what is open covers nothing before its first poll, however old its postings are.
pub(super) fn of_poll(
    before: &SourceState,
    lists: Lists,
    times: &[i64],
    poll: &Poll,
) -> (i64, i64) {
    let to = poll.at;
    // Undated postings say nothing of the past, but between two polls that overlap nothing was missed.
    let joined = match lists {
        Lists::Latest => before.newest.or(before.last_whole),
        Lists::Open | Lists::OpenNewestFirst => before.last_whole,
    };
    let from = match (poll.gap, joined) {
        (Some((_, end)), _) => Some(end),
        // What lies before the newest posting of the polls before was covered then, or was not; an old posting that a
        // site brought back proves nothing of the time since.
        (None, Some(joined)) => Some(joined),
        (None, None) if lists != Lists::Latest => None,
        (None, None) if poll.capped => times.get(times.len() / 10).copied(),
        (None, None) => poll.oldest,
    };
    (from.unwrap_or(to).min(to), to)
}
