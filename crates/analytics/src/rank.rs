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

/// Weeks of one cohort in the two windows: for each week a total and its base (postings and 1, or sum of pay and postings).
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
            None => totals.weeks.iter().map(|week| (*week, 1.0)).collect(),
            Some(base) => totals
                .weeks
                .iter()
                .copied()
                .zip(base.weeks.iter().copied())
                .collect(),
        };
        Weekly {
            start: pairs(start),
            end: pairs(end),
        }
    }

    /// The log change of the ratio of totals, over the given weeks; a rise from nothing is endless, nothing to nothing is zero.
    #[must_use]
    pub fn log_change(&self, start: &[usize], end: &[usize]) -> f64 {
        let level = |weeks: &[(f64, f64)], drawn: &[usize]| {
            let (mut total, mut base) = (0.0, 0.0);
            for (one, under) in drawn.iter().filter_map(|at| weeks.get(*at)) {
                total += one;
                base += under;
            }
            if base > 0.0 { total / base } else { 0.0 }
        };
        let (start, end) = (level(&self.start, start), level(&self.end, end));
        match (start > 0.0, end > 0.0) {
            (true, true) => (end / start).ln(),
            (true, false) => f64::NEG_INFINITY,
            (false, true) => f64::INFINITY,
            (false, false) => 0.0,
        }
    }
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

/// A rank correlation with its permutation p-value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Correlation {
    /// Spearman's ρ, −1 to 1.
    pub value: f64,
    /// The part of orders of one side whose ρ lies at least as far from zero; drawn with a fixed seed.
    pub p_value: f64,
}

/// Permutations drawn for a rank correlation.
const PERMUTATIONS: u32 = 9_999;

/// Spearman's rank correlation, ties sharing their mean rank (Spearman 1904); held against scipy's `spearmanr`.
///
/// `None` where the sides differ in length, hold fewer than three values, or one of them does not vary.
#[must_use]
pub fn correlation(a: &[f64], b: &[f64]) -> Option<Correlation> {
    use rand::seq::SliceRandom;
    if a.len() != b.len() || a.len() < 3 {
        return None;
    }
    let (a, mut b) = (mean_ranks(a), mean_ranks(b));
    let value = pearson(&a, &b)?;
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    // Rounding of sums in another order must not make an order differ from itself.
    let real = value.abs() - 1e-12;
    let as_far = (0..PERMUTATIONS)
        .filter(|_| {
            b.shuffle(&mut random);
            pearson(&a, &b).is_some_and(|drawn| drawn.abs() >= real)
        })
        .count();
    #[expect(clippy::cast_precision_loss, reason = "permutations are few")]
    let p_value = (as_far + 1) as f64 / f64::from(PERMUTATIONS + 1);
    Some(Correlation { value, p_value })
}

/// Ranks from 1 up; equal values share the mean of theirs.
fn mean_ranks(values: &[f64]) -> Vec<f64> {
    let order = ascending(values);
    let mut ranks = vec![0.0; values.len()];
    for group in order.chunk_by(|a, b| values[*a].total_cmp(&values[*b]).is_eq()) {
        let before = values
            .iter()
            .filter(|one| one.total_cmp(&values[group[0]]).is_lt());
        #[expect(clippy::cast_precision_loss, reason = "values are few")]
        let rank = before.count() as f64 + (group.len() as f64 + 1.0) / 2.0;
        for at in group {
            ranks[*at] = rank;
        }
    }
    ranks
}

fn pearson(a: &[f64], b: &[f64]) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "values are few")]
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let (mut both, mut square_a, mut square_b) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        both += (a - mean_a) * (b - mean_b);
        square_a += (a - mean_a).powi(2);
        square_b += (b - mean_b).powi(2);
    }
    let value = both / (square_a * square_b).sqrt();
    value.is_finite().then_some(value)
}
