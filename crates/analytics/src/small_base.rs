//! Growth from next to nothing: how many postings came on top, how much the base decides, and what a tag matched before it could mean anything. Knows rates; knows no claim.

use crate::findings::Estimate;
use crate::proportion;
use crate::rate_ratio::{self, Rate};

/// The postings of the end window beyond what the start window's share would have brought there, with a 95 % interval.
///
/// It is `x1 (1 − 1/R)` with the exact interval of the rate ratio R: a ratio of 21 may stand for twenty postings or for twenty thousand.
/// `None` where there is no ratio.
#[must_use]
pub fn added(start: Rate, end: Rate) -> Option<Estimate> {
    let ratio = rate_ratio::exact(start, end)?;
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
    let count = end.count as f64;
    let beyond = |ratio: f64| match ratio > 0.0 {
        true => Some(count * (1.0 - 1.0 / ratio)),
        false => None,
    };
    Some(Estimate {
        value: beyond(ratio.value)?,
        n: ratio.n,
        low: ratio.low.and_then(beyond),
        high: ratio.high.and_then(beyond),
    })
}

/// The rate ratio of the end window to each of several bases; `None` for a base that holds none.
#[must_use]
pub fn by_base(bases: &[Rate], end: Rate) -> Vec<Option<f64>> {
    let ratio = |base: &Rate| rate_ratio::exact(*base, end).map(|ratio| ratio.value);
    bases.iter().map(ratio).collect()
}

/// What is left of a number of matches when those that are false by construction are taken off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Corrected {
    /// Matches that are true, estimated, not below zero, with a 95 % interval.
    pub count: Estimate,
    /// The part of the matches that is true, by the estimate; 0 to 1.
    pub precision: f64,
}

/// Takes off the rate of matches before the birth of what a tag names: there every match is false.
///
/// The difference of the two shares times the postings of the window, with Newcombe's interval, so that the uncertainty of both counts is
/// carried. It assumes that false matches kept their rate. `None` where a window is empty or nothing matches in the later one.
#[must_use]
pub fn corrected(before: Rate, after: Rate) -> Option<Corrected> {
    if after.count == 0 {
        return None;
    }
    let difference = proportion::difference(before, after)?;
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
    let (count, total) = (after.count as f64, after.total as f64);
    let number = |share: f64| (share * total).clamp(0.0, count);
    let value = number(difference.value);
    Some(Corrected {
        count: Estimate {
            value,
            n: difference.n,
            low: difference.low.map(number),
            high: difference.high.map(number),
        },
        precision: value / count,
    })
}
