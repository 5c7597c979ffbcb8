//! How sure an order of changes is: weeks are drawn anew, in blocks, and the order is looked at again. Knows weekly totals and a seed; knows no claim.
//!
//! Circular block bootstrap: a window of n weeks is rebuilt from blocks of four consecutive weeks, begun anywhere and wrapped around its
//! end. All categories share the drawn weeks, so what moves them together stays together. Such a bootstrap is somewhat too sure of
//! itself (as an interval it covers 62 to 89 %, `coverage_sim.py`), which is why an order has to hold in nine draws of ten.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::interval::WindowTotals;

/// Draws of every probability.
pub const DRAWS: usize = 1000;

/// The seed of every probability; fixed, so that the same panel gives the same report.
pub const SEED: u64 = 20_221_130;

const BLOCK_WEEKS: usize = 4;

/// Weeks of one cohort in the two windows: for each week a total and its base (postings and 1, or sum of pay and postings). A week of which
/// too little was seen is twice zero, so that it weighs nothing and the weeks of all cohorts stand side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct Weekly {
    /// Weeks of the start window.
    pub start: Vec<(f64, f64)>,
    /// Weeks of the end window.
    pub end: Vec<(f64, f64)>,
}

impl Weekly {
    /// From totals and, for a ratio, the totals of its base.
    #[must_use]
    pub fn of(
        start: (&WindowTotals, Option<&WindowTotals>),
        end: (&WindowTotals, Option<&WindowTotals>),
    ) -> Weekly {
        let pairs = |(totals, base): (&WindowTotals, Option<&WindowTotals>)| match base {
            None => totals
                .weeks
                .iter()
                .map(|week| week.map_or((0.0, 0.0), |week| (week, 1.0)))
                .collect(),
            Some(base) => {
                let pairs = totals.weeks.iter().zip(&base.weeks);
                pairs
                    .map(|(week, base)| week.zip(*base).unwrap_or_default())
                    .collect()
            }
        };
        Weekly {
            start: pairs(start),
            end: pairs(end),
        }
    }

    /// The log change of the ratio of totals, over the given weeks; a rise from nothing is endless, nothing to nothing is zero.
    #[must_use]
    pub fn log_change(&self, start: &[usize], end: &[usize]) -> f64 {
        let (start, end) = (level(&self.start, start), level(&self.end, end));
        match (start > 0.0, end > 0.0) {
            (true, true) => (end / start).ln(),
            (true, false) => f64::NEG_INFINITY,
            (false, true) => f64::INFINITY,
            (false, false) => 0.0,
        }
    }
}

/// The ratio of totals over the given weeks; zero where they hold nothing.
#[must_use]
pub fn level(weeks: &[(f64, f64)], drawn: &[usize]) -> f64 {
    let (mut total, mut base) = (0.0, 0.0);
    for (one, under) in drawn.iter().filter_map(|at| weeks.get(*at)) {
        total += one;
        base += under;
    }
    if base > 0.0 { total / base } else { 0.0 }
}

/// The part of the draws in which a statement holds, 0 to 1.
///
/// The statement sees, for each of `lengths` (numbers of weeks), the drawn positions of weeks.
pub fn probability(lengths: &[usize], mut holds: impl FnMut(&[Vec<usize>]) -> bool) -> f64 {
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let mut hits = 0usize;
    for _ in 0..DRAWS {
        let drawn: Vec<Vec<usize>> = lengths
            .iter()
            .map(|weeks| draw_weeks(&mut random, *weeks))
            .collect();
        hits += usize::from(holds(&drawn));
    }
    #[expect(clippy::cast_precision_loss, reason = "draws are few")]
    let part = hits as f64 / DRAWS as f64;
    part
}

/// Positions of `weeks` weeks in circular blocks of four.
fn draw_weeks(random: &mut ChaCha8Rng, weeks: usize) -> Vec<usize> {
    let mut drawn = Vec::with_capacity(weeks + BLOCK_WEEKS);
    while drawn.len() < weeks {
        let first = random.random_range(0..weeks);
        drawn.extend((0..BLOCK_WEEKS).map(|step| (first + step) % weeks));
    }
    drawn.truncate(weeks);
    drawn
}

/// Positions of the values from lowest to highest; equal values keep their order.
#[must_use]
pub fn ascending(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    order
}
