//! The same change between earlier windows, where nothing is said to have happened, and where the real one stands among them. Knows a daily quantity; knows no claim.
//!
//! Placebo in time is the one yardstick that also knows slow swings, which no interval from twelve weeks can see. It needs a past: pairs
//! of windows with the same distance, both before the day of the event, one pair a week.

use model::Day;
use serde::Serialize;

use crate::change::WindowPair;
use crate::claims::Text;
use crate::specification::Quantity;
use crate::wording::said;

/// Fewer pairs than this say nothing about a distribution.
pub const LEAST_PAIRS: usize = 20;

/// Where a change stands among changes of the past.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Placebo {
    /// The changes of earlier pairs as fractions, the lowest first.
    pub changes: Vec<f64>,
    /// The part of the pairs, the real one counted in, whose logarithm is at least as far from zero.
    pub p: f64,
    /// The change of the real pair, as a fraction.
    pub real: f64,
}

impl Placebo {
    /// The change between the pair's windows against all pairs of the same distance that end before `event`, a week apart.
    ///
    /// The pairs overlap, so their number is no number of independent looks: p says how usual such a change was, and is no test.
    ///
    /// # Errors
    /// The sentence that says why there is none: too short a past, or no change between the real windows.
    pub fn of(
        quantity: &Quantity,
        pair: WindowPair,
        event: Day,
        least: f64,
    ) -> Result<Placebo, Text> {
        let real = quantity.log_change(pair, least).ok_or_else(|| {
            said!(
                "There is no change between the windows themselves.",
                "这两个窗口之间本身就没有可计算的变化。"
            )
        })?;
        // Whole weeks back, so that every pair has the weekdays of the real one.
        let back = (pair.end.last() - event).div_euclid(7) + 1;
        let mut changes = Vec::new();
        for weeks in back.max(1).. {
            let (Some(start), Some(end)) = (earlier(pair.start, weeks), earlier(pair.end, weeks))
            else {
                break;
            };
            if start.first() < quantity.first {
                break;
            }
            changes.extend(quantity.log_change(WindowPair { start, end }, least));
        }
        if changes.len() < LEAST_PAIRS {
            return Err(said!(
                "Before {event} there are {pairs} pairs of windows at this distance; {least} are needed.",
                "在{event}之前，相隔同样距离的窗口有 {pairs} 对；需要 {least} 对。",
                event,
                pairs = changes.len(),
                least = LEAST_PAIRS,
            ));
        }
        let as_far = changes.iter().filter(|one| one.abs() >= real.abs()).count();
        #[expect(clippy::cast_precision_loss, reason = "pairs are few")]
        let p = (as_far + 1) as f64 / (changes.len() + 1) as f64;
        changes.sort_by(f64::total_cmp);
        Ok(Placebo {
            changes: changes.into_iter().map(f64::exp_m1).collect(),
            p,
            real: real.exp_m1(),
        })
    }
}

fn earlier(days: model::DayRange, weeks: i32) -> Option<model::DayRange> {
    let moved = |day: Day| Day::from_number(day.number() - 7 * weeks);
    model::DayRange::new(moved(days.first())?, moved(days.last())?)
}
