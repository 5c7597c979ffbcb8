//! Quantiles of amounts with their distribution-free intervals, and changes of quantiles. Takes postings as independent; knows no currency.

use statrs::distribution::{Binomial, DiscreteCDF};

/// A quantile with its interval, in the amounts' unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantile {
    /// The smallest amount at or below which at least that part of the postings lies.
    pub value: f64,
    /// The low end of the 95 % interval; `None` where there are too few postings below.
    pub low: Option<f64>,
    /// The high end.
    pub high: Option<f64>,
}

/// A quantile from amounts in rising order, each with how often it occurs; `part` lies between 0 and 1.
///
/// The interval is that of order statistics, by the binomial distribution (Conover 1999, 3.2), so that it holds for every
/// distribution; held against scipy's `quantile_test(...).confidence_interval`. `None` where there is no amount or `part` is out of bounds.
#[must_use]
pub fn quantile(amounts: &[(i64, u64)], part: f64) -> Option<Quantile> {
    let n: u64 = amounts.iter().map(|(_, n)| n).sum();
    if n == 0 || !(part > 0.0 && part < 1.0) {
        return None;
    }
    let binomial = Binomial::new(part, n).ok()?;
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "postings are below 2^52"
    )]
    let rank = (part * n as f64 - 1e-9).ceil().max(1.0) as u64;
    Some(Quantile {
        value: at_rank(amounts, rank)?,
        low: at_rank(amounts, binomial.inverse_cdf(0.025)),
        high: at_rank(amounts, binomial.inverse_cdf(0.975) + 1),
    })
}

/// The amount of this rank, from 1.
fn at_rank(amounts: &[(i64, u64)], rank: u64) -> Option<f64> {
    let mut passed = 0;
    for (amount, n) in amounts {
        passed += n;
        if rank > 0 && rank <= passed {
            #[expect(clippy::cast_precision_loss, reason = "amounts are below 2^52")]
            return Some(*amount as f64);
        }
    }
    None
}

/// The change from one quantile to another as a fraction: value, low end, high end.
///
/// The ends come from the two intervals by the recovery of variances on the logarithms (Zou and Donner 2008). `None` where an amount
/// or an end is not above zero or missing.
#[must_use]
pub fn change(start: &Quantile, end: &Quantile) -> Option<(f64, f64, f64)> {
    let logs = |one: &Quantile| Some([one.low?.ln(), one.value.ln(), one.high?.ln()]);
    let (a, b) = (logs(start)?, logs(end)?);
    let value = b[1] - a[1];
    let down = (b[1] - b[0]).hypot(a[2] - a[1]);
    let up = (b[2] - b[1]).hypot(a[1] - a[0]);
    let found = (
        value.exp_m1(),
        (value - down).exp_m1(),
        (value + up).exp_m1(),
    );
    [found.0, found.1, found.2]
        .iter()
        .all(|one| one.is_finite())
        .then_some(found)
}
