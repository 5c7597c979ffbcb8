//! Shares of counts: the score interval of one, the change between two, and how far two compositions lie apart. Knows counts, not what is counted.

use crate::findings::Estimate;
use crate::rate_ratio::Rate;

/// The 97.5 % point of the normal distribution.
const NORMAL_QUANTILE: f64 = 1.959_963_984_540_054;

/// A share with its 95 % score interval (Wilson 1927, no continuity correction); `n` is the total.
///
/// Held against statsmodels' `proportion_confint(method="wilson")`. `None` for no trials or more successes than trials.
#[must_use]
pub fn wilson(rate: Rate) -> Option<Estimate> {
    if rate.total == 0 || rate.count > rate.total {
        return None;
    }
    let n = float(rate.total);
    let share = float(rate.count) / n;
    let squared = NORMAL_QUANTILE * NORMAL_QUANTILE;
    let centre = (share + squared / (2.0 * n)) / (1.0 + squared / n);
    let spread = (share * (1.0 - share) / n + squared / (4.0 * n * n)).sqrt();
    let reach = NORMAL_QUANTILE * spread / (1.0 + squared / n);
    Some(Estimate {
        value: share,
        n: rate.total,
        low: Some((centre - reach).max(0.0).min(share)),
        high: Some((centre + reach).min(1.0).max(share)),
    })
}

/// The difference of two shares, end less start, with the hybrid score interval (Newcombe 1998, method 10); `n` is both totals.
///
/// Held against statsmodels' `confint_proportions_2indep(method="newcomb")`. `None` where either share has no interval.
#[must_use]
pub fn difference(start: Rate, end: Rate) -> Option<Estimate> {
    let (a, b) = (wilson(start)?, wilson(end)?);
    let value = b.value - a.value;
    let reach = |one: f64, other: f64| one.hypot(other);
    Some(Estimate {
        value,
        n: a.n + b.n,
        low: Some(value - reach(b.value - b.low?, a.high? - a.value)),
        high: Some(value + reach(b.high? - b.value, a.value - a.low?)),
    })
}

/// The index of dissimilarity `½ Σ |q_i − p_i|` of two compositions (Duncan and Duncan 1955): the part that would have to move, 0 to 1.
///
/// Amounts are made shares first. `None` where lengths differ, an amount is negative or not finite, or a side sums to nothing.
#[must_use]
pub fn dissimilarity(p: &[f64], q: &[f64]) -> Option<f64> {
    let (sum_p, sum_q) = (p.iter().sum::<f64>(), q.iter().sum::<f64>());
    let is_amount = |amount: &f64| amount.is_finite() && *amount >= 0.0;
    let usable = p.len() == q.len() && p.iter().chain(q).all(is_amount);
    if !usable || sum_p <= 0.0 || sum_q <= 0.0 || !sum_p.is_finite() || !sum_q.is_finite() {
        return None;
    }
    let gaps = p.iter().zip(q).map(|(p, q)| (q / sum_q - p / sum_p).abs());
    Some((gaps.sum::<f64>() / 2.0).min(1.0))
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
fn float(count: u64) -> f64 {
    count as f64
}
