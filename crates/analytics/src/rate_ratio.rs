//! The ratio of two rates from counts, with its exact interval. Knows counts, no days: it takes postings as independent, so it is narrower than the truth where demand swings.

use statrs::function::beta::checked_beta_reg;

use crate::findings::Estimate;

/// A count out of a total: postings of a cohort among those of the universe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Postings of the cohort.
    pub count: u64,
    /// Postings of the universe.
    pub total: u64,
}

/// `log(x1 / x0)` and its standard error `sqrt(1/x1 + 1/x0)` for two Poisson counts; `None` where one is zero.
///
/// The large-sample form, which the reference numbers hold; reports use [`exact`].
#[must_use]
pub fn log_ratio_of_counts(x1: u64, x0: u64) -> Option<(f64, f64)> {
    let (x1, x0) = (as_f64(x1), as_f64(x0));
    (x1 > 0.0 && x0 > 0.0).then(|| ((x1 / x0).ln(), (x1.recip() + x0.recip()).sqrt()))
}

/// The rate ratio, end to start, with its exact 95 % interval; `None` where the start count or a total is zero.
///
/// Given `x1 + x0`, `x1` is binomial with `p = R·N1 / (R·N1 + N0)`; the Clopper-Pearson bounds of p become bounds of R.
#[must_use]
pub fn exact(start: Rate, end: Rate) -> Option<Estimate> {
    let n = start.count + end.count;
    if start.count == 0 || start.total == 0 || end.total == 0 {
        return None;
    }
    let totals = as_f64(start.total) / as_f64(end.total);
    let value = as_f64(end.count) / as_f64(start.count) * totals;
    let (low, high) = clopper_pearson(end.count, n)?;
    let ratio = |p: f64| p / (1.0 - p) * totals;
    let ends = Some((ratio(low), ratio(high))).filter(|(_, high)| high.is_finite());
    value.is_finite().then_some(Estimate {
        value,
        n,
        low: ends.map(|(low, _)| low.min(value)),
        high: ends.map(|(_, high)| high.max(value)),
    })
}

/// The exact two-sided 95 % interval of a binomial proportion; `None` for no trials.
#[must_use]
pub fn clopper_pearson(successes: u64, trials: u64) -> Option<(f64, f64)> {
    if trials == 0 || successes > trials {
        return None;
    }
    let (x, n) = (as_f64(successes), as_f64(trials));
    let low = if successes == 0 {
        0.0
    } else {
        beta_quantile(x, n - x + 1.0, 0.025)
    };
    let high = if successes == trials {
        1.0
    } else {
        beta_quantile(x + 1.0, n - x, 0.975)
    };
    Some((low, high))
}

/// The quantile of a beta distribution by bisection of the regularised incomplete beta function.
///
/// The library's own inverse is an approximation of some six digits; halving goes on until no number lies between the
/// bounds, which takes some sixty steps, and up to 1,100 where the quantile is next to zero.
fn beta_quantile(a: f64, b: f64, probability: f64) -> f64 {
    let (mut low, mut high) = (0.0f64, 1.0f64);
    for _ in 0..1100 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if checked_beta_reg(a, b, middle).unwrap_or(0.0) < probability {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
fn as_f64(count: u64) -> f64 {
    count as f64
}
