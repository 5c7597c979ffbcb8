//! Rank correlation of two short columns with its exact or drawn permutation p-value. Knows no category; draws only with a seed.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::rank;

/// Up to this many pairs all orders are gone through (40,320 at eight); beyond, orders are drawn.
pub const MOST_EXACT: usize = 8;

/// Orders drawn where there are too many to go through.
pub const DRAWS: u32 = 19_999;

/// A rank correlation with its two-sided permutation p-value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Association {
    /// −1 to 1.
    pub value: f64,
    /// The part of orders whose coefficient lies at least as far from zero.
    pub p_value: f64,
    /// How many pairs.
    pub pairs: usize,
    /// Whether every order was gone through; else `DRAWS` were drawn, and the order at hand counts as one more.
    pub is_exact: bool,
}

/// Spearman's ρ, ties sharing their mean rank (Spearman 1904). Held against scipy's `spearmanr` and all permutations.
///
/// `None` where the columns differ in length, hold fewer than three pairs, a value that is not finite, or one does not vary.
#[must_use]
pub fn spearman(x: &[f64], y: &[f64]) -> Option<Association> {
    let (x, y) = paired(x, y)?;
    let n = x.len();
    let (x, y) = (centred_ranks(&x), centred_ranks(&y));
    let square = |ranks: &[i64]| ranks.iter().map(|rank| rank * rank).sum::<i64>();
    let scale = (float(square(&x)) * float(square(&y))).sqrt();
    let statistic = |order: &[usize]| x.iter().zip(order).map(|(x, at)| x * y[*at]).sum::<i64>();
    permute(n, scale, statistic)
}

/// Kendall's τ-b (Kendall 1945), which allows for ties. Held against scipy's `kendalltau` and its exact p-value.
///
/// `None` as in [`spearman`]. Each order costs n² steps: meant for categories, of which there are few.
#[must_use]
pub fn kendall(x: &[f64], y: &[f64]) -> Option<Association> {
    let (x, y) = paired(x, y)?;
    let n = x.len();
    let signs = |values: &[f64]| -> Vec<Vec<i64>> {
        let row = |one: &f64| values.iter().map(|other| sign(*one, *other)).collect();
        values.iter().map(row).collect()
    };
    let (x, y) = (signs(&x), signs(&y));
    let untied = |signs: &[Vec<i64>]| float(signs.iter().flatten().map(|sign| sign.abs()).sum());
    let scale = (untied(&x) * untied(&y)).sqrt();
    let statistic = |order: &[usize]| {
        let mut sum = 0;
        for (one, row) in x.iter().enumerate() {
            let across = &y[order[one]];
            let agreeing = row.iter().zip(order).map(|(sign, at)| sign * across[*at]);
            sum += agreeing.sum::<i64>();
        }
        sum
    };
    permute(n, scale, statistic)
}

/// Both columns in the order of the pairs, so that drawn p-values do not depend on the order in which categories came.
fn paired(x: &[f64], y: &[f64]) -> Option<(Vec<f64>, Vec<f64>)> {
    let is_usable = x.len() == y.len() && x.len() >= 3;
    if !is_usable || !x.iter().chain(y).copied().all(f64::is_finite) {
        return None;
    }
    // Adding zero makes −0 into 0, which else would be another value to the total order.
    let mut pairs: Vec<(f64, f64)> = x.iter().zip(y).map(|(x, y)| (x + 0.0, y + 0.0)).collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    Some(pairs.into_iter().unzip())
}

/// Twice the mean rank less its mean: whole numbers, so that equal orders have equal sums to the last bit.
fn centred_ranks(values: &[f64]) -> Vec<i64> {
    let order = rank::ascending(values);
    let mut ranks = vec![0; values.len()];
    let (count, mut before) = (whole(values.len()), 0);
    for group in order.chunk_by(|a, b| values[*a].total_cmp(&values[*b]).is_eq()) {
        let size = whole(group.len());
        for at in group {
            ranks[*at] = 2 * before + size - count;
        }
        before += size;
    }
    ranks
}

fn sign(one: f64, other: f64) -> i64 {
    i64::from(one > other) - i64::from(one < other)
}

/// The coefficient `statistic / scale` of the order at hand, and how many orders lie as far out.
fn permute(n: usize, scale: f64, statistic: impl Fn(&[usize]) -> i64) -> Option<Association> {
    let mut order: Vec<usize> = (0..n).collect();
    let real = statistic(&order);
    let value = float(real) / scale;
    if !value.is_finite() {
        return None;
    }
    let is_as_far = |order: &[usize]| statistic(order).abs() >= real.abs();
    let is_exact = n <= MOST_EXACT;
    let (as_far, orders) = if is_exact {
        every_order(&mut order, is_as_far)
    } else {
        let mut random = ChaCha8Rng::seed_from_u64(rank::SEED);
        let mut as_far = 1;
        for _ in 0..DRAWS {
            order.shuffle(&mut random);
            as_far += u32::from(is_as_far(&order));
        }
        (as_far, DRAWS + 1)
    };
    Some(Association {
        value: value.clamp(-1.0, 1.0),
        p_value: f64::from(as_far) / f64::from(orders),
        pairs: n,
        is_exact,
    })
}

/// How many of all orders fit, and how many there are (Heap's algorithm).
fn every_order(order: &mut [usize], fits: impl Fn(&[usize]) -> bool) -> (u32, u32) {
    let (mut fitting, mut orders) = (u32::from(fits(order)), 1);
    let mut turns = vec![0; order.len()];
    let mut at = 1;
    while at < order.len() {
        if turns[at] < at {
            order.swap(if at % 2 == 0 { 0 } else { turns[at] }, at);
            fitting += u32::from(fits(order));
            orders += 1;
            turns[at] += 1;
            at = 1;
        } else {
            turns[at] = 0;
            at += 1;
        }
    }
    (fitting, orders)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "sums of ranks are far below 2^52"
)]
fn float(sum: i64) -> f64 {
    sum as f64
}

fn whole(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
