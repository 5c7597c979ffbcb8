//! One poll compared with what earlier polls saw: its overlap, its gap, and whether its count can be trusted. Pure.

use std::collections::BTreeSet;

use model::{Poll, PollEnd};

use super::{AGREEING_POLLS, PollResult, SourceState};
use crate::source::Source;

/// Totals at which sources are known to stop, whatever they hold.
const ROUND_TOTALS: [u64; 4] = [1_000, 2_000, 5_000, 10_000];

/// Fewer items than this and two polls of the same length are a coincidence.
const FEWEST_AT_CAP: u64 = 5;

/// Postings come and go while a board is paged through: one in twenty may be missing from what it claims, and two.
fn falls_short(claimed: u64, given: u64) -> bool {
    given + claimed / 20 + 2 < claimed
}

pub(super) fn judge(state: &SourceState, source: &Source, result: &PollResult) -> Poll {
    let unique: BTreeSet<u64> = result.seen.iter().map(|seen| seen.key).collect();
    let unique_count = unique.len() as u64;
    let times = || result.seen.iter().filter_map(|seen| seen.at);
    let capped = result.capped || seems_capped(state, result, &unique);
    let mut poll = Poll {
        source: source.name.clone(),
        at: result.at,
        end: result.end,
        items: result.items,
        unique: unique_count,
        new: 0,
        problems: result.problems,
        documents: result.documents,
        oldest: times().min(),
        newest: times().max(),
        capped,
        gap: None,
        claimed: result.claimed,
        suspicion: result.suspicion.clone(),
        error: result.error.clone(),
    };
    let complain = |poll: &mut Poll, what: String| {
        poll.end = PollEnd::Partial;
        poll.error = Some(match poll.error.take() {
            Some(error) => format!("{error}; {what}"),
            None => what,
        });
    };
    let empty = state.empty_polls.saturating_add(1);
    if result.is_empty() && empty < AGREEING_POLLS {
        complain(
            &mut poll,
            format!(
                "it held nothing; believed after {AGREEING_POLLS} polls that agree, this is the {}",
                ordinal(empty)
            ),
        );
    }
    if poll.suspicion.is_none() {
        poll.suspicion = suspicion(result, unique_count);
    }
    // Detail pages that had not changed were not read again, and each stands for a posting.
    let given = unique_count
        + (result.items.saturating_sub(result.seen.len() as u64))
        + result.unchanged.len() as u64;
    if let Some(claimed) = result
        .claimed
        .filter(|claimed| falls_short(*claimed, given))
        && poll.end == PollEnd::Complete
    {
        complain(
            &mut poll,
            format!("it claims {claimed} postings and gave {given}"),
        );
    }
    if capped && poll.end == PollEnd::Complete && !overlaps(state, result) {
        poll.gap = gap(state, result);
    }
    poll
}

fn ordinal(number: u32) -> &'static str {
    if number <= 1 { "first" } else { "second" }
}

/// A source that nobody knows a cap of shows it by giving the same number of items again, and not the same items.
fn seems_capped(state: &SourceState, result: &PollResult, unique: &BTreeSet<u64>) -> bool {
    let same_number = result.items >= FEWEST_AT_CAP && result.items == state.largest.items;
    same_number
        && result.claimed.is_none()
        && !unique.is_empty()
        && !state
            .known
            .iter()
            .take(unique.len())
            .all(|key| unique.contains(key))
}

/// Whether the poll reaches back to what an earlier poll saw.
///
/// A posting that sites pin to the top or bring back after weeks is no bridge: the posting that is met again must
/// not be older than the middle of the poll before.
fn overlaps(state: &SourceState, result: &PollResult) -> bool {
    let known: BTreeSet<u64> = state.known.iter().copied().collect();
    result.seen.iter().any(|seen| {
        let recent = match (seen.at, state.middle) {
            (Some(at), Some(middle)) => at >= middle,
            _ => true,
        };
        recent && known.contains(&seen.key)
    })
}

/// From the newest posting of the polls before to the oldest of this one that is newer; undated postings count as
/// published between the two polls.
fn gap(state: &SourceState, result: &PollResult) -> Option<(i64, i64)> {
    if state.known.is_empty() {
        return None;
    }
    let from = state.newest.or(state.last_whole)?;
    let dated = result.seen.iter().any(|seen| seen.at.is_some());
    let to = if dated {
        let times = result.seen.iter().filter_map(|seen| seen.at);
        times.filter(|at| *at > from).min()?
    } else {
        result.at
    };
    (from < to).then_some((from, to))
}

fn suspicion(result: &PollResult, unique: u64) -> Option<String> {
    let round = |number: u64| ROUND_TOTALS.contains(&number);
    if let Some(claimed) = result.claimed.filter(|claimed| round(*claimed)) {
        return Some(format!(
            "it claims exactly {claimed} postings, where sources are known to stop counting"
        ));
    }
    [unique, result.items]
        .into_iter()
        .find(|number| round(*number))
        .map(|number| format!("it gave exactly {number} postings, where sources are known to stop"))
}
