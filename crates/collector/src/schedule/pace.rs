//! When a source is to be polled next: adaptive intervals, what servers ask for, and backoff. Pure; chance is a hash of the name.
//!
//! The interval begins at the shortest, `every` of the source or what the terms of its kind allow, whichever is longer.
//! After each complete poll:
//!
//! | what the poll brought | the interval |
//! |---|---|
//! | a gap | becomes the shortest |
//! | its cap, at least half of it new | halves |
//! | its cap, less than an eighth of it new | grows by a quarter |
//! | nothing new, or nothing changed | grows by half |
//! | anything else | stays |
//!
//! It stays within the shortest and seven days, and within one day while polls bring anything new, so that what is
//! offered for a few days only is still seen. Up to a tenth is added, differently for each source and poll.
//!
//! A failing source waits twice as long after each failure, and up to half as long again, but never more than a week:
//! it is never given up. What a server asks for (`Retry-After`, `ttl`, `Cache-Control`) is a floor under all this.

use std::collections::BTreeSet;

use model::{Poll, PollEnd};

use super::{PollResult, SourceState};
use crate::source::Source;

const DAY: u64 = 24 * 3600;
/// The longest wait for a source, unless its operator wants a longer one.
const WEEK: u64 = 7 * DAY;
/// Whatever is declared: two polls of one source lie a minute apart.
const SHORTEST: u64 = 60;
/// A failing source is not tried again at once, even where it is polled every minute.
const FIRST_BACKOFF: u64 = 300;

/// Seconds between polls, as they turn out to be right after this one.
pub(super) fn interval(
    state: &SourceState,
    source: &Source,
    result: &PollResult,
    poll: &Poll,
) -> u64 {
    let shortest = shortest(source);
    // Quiet weeks say nothing of the next one: a feed that shows its last fifty postings may not be left alone for days.
    let longest = DAY.max(shortest);
    let own = if state.interval == 0 {
        shortest
    } else {
        state.interval
    };
    let next = match poll.end {
        PollEnd::Failed | PollEnd::Partial => own,
        PollEnd::Unchanged => own / 2 * 3,
        PollEnd::Complete if poll.gap.is_some() || state.known.is_empty() => shortest,
        PollEnd::Complete => {
            let known: BTreeSet<u64> = state.known.iter().copied().collect();
            let unique: BTreeSet<u64> = result.seen.iter().map(|seen| seen.key).collect();
            let new = unique.difference(&known).count();
            let changed = match (new, unique.len()) {
                (0, _) => own / 2 * 3,
                (new, all) if poll.capped && new * 2 >= all => own / 2,
                (new, all) if poll.capped && new * 8 < all => own / 4 * 5,
                _ => own,
            };
            if new > 0 { changed.min(DAY) } else { changed }
        }
    };
    next.clamp(shortest, longest)
}

/// Unix seconds at which the source is due again. `next` is its state after the poll, all but this time.
pub(super) fn next_due(
    next: &SourceState,
    source: &Source,
    result: &PollResult,
    poll: &Poll,
    now: i64,
) -> i64 {
    let wait = if poll.end == PollEnd::Failed {
        let chance = chance(source, "failure", u64::from(next.failures));
        let doublings = next.failures.saturating_sub(1).min(16);
        let first = shortest(source).max(FIRST_BACKOFF);
        spread(first.saturating_mul(1 << doublings), 2, WEEK, chance)
    } else {
        let chance = chance(source, "poll", next.totals.polls);
        spread(next.interval, 10, DAY.max(shortest(source)), chance)
    };
    let floor = [
        next.ask_every.map(|seconds| seconds.min(WEEK)),
        // Some say that a feed stays as it is for a year.
        result.fresh_for.map(|seconds| seconds.min(DAY)),
        result
            .retry_at
            .map(|at| u64::try_from(at - now).unwrap_or(0).min(WEEK)),
    ];
    let floor = floor.into_iter().flatten().max().unwrap_or(0);
    let late = share(
        (floor / 20).min(600),
        chance(source, "floor", next.totals.polls),
    );
    now.saturating_add(i64::try_from(wait.max(floor + late)).unwrap_or(i64::MAX))
}

/// The shortest interval that the source's terms and its operator allow.
fn shortest(source: &Source) -> u64 {
    let terms = if source.local {
        0
    } else {
        DAY / u64::from(source.kind.terms.polls_a_day.max(1))
    };
    source.every.max(terms).max(SHORTEST)
}

/// A wait with up to one `part`th added, or taken off where it would be too long: sources that failed together or
/// were added together do not come back together.
fn spread(wait: u64, part: u64, longest: u64, chance: u64) -> u64 {
    let wait = wait.min(longest);
    let more = share(wait / part, chance);
    if wait + more <= longest {
        wait + more
    } else {
        longest - share(longest / (2 * part), chance)
    }
}

/// `chance` of 65,536 parts.
fn share(whole: u64, chance: u64) -> u64 {
    (whole >> 16) * chance + (((whole & 0xffff) * chance) >> 16)
}

/// A number below 65,536 that looks random and is always the same for the same source and occasion.
fn chance(source: &Source, occasion: &str, number: u64) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(source.name.as_str().as_bytes());
    hasher.update(occasion.as_bytes());
    hasher.update(&number.to_le_bytes());
    let hash = hasher.finalize();
    u64::from(u16::from_le_bytes([hash.as_bytes()[0], hash.as_bytes()[1]]))
}
