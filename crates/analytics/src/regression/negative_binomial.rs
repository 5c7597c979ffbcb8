//! Negative binomial regression: counts and columns in, coefficients of the log rate and the overdispersion out. Knows no calendar and no claim.
//!
//! The check beside Poisson pseudo-likelihood: the same mean with other weights. `Var[y] = μ + α μ²` (NB2, Cameron and Trivedi 1986).

use nalgebra::{DMatrix, DVector};
use statrs::function::gamma::ln_gamma;

use super::poisson::{self, Errors};

/// A fit of `E[y] = exp(X β)`, `Var[y] = μ + α μ²`.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// One a column, in logarithms.
    pub coefficients: Vec<f64>,
    /// The overdispersion.
    pub alpha: f64,
    /// The logarithm of the likelihood.
    pub log_likelihood: f64,
}

/// Bounds of `ln α` between which it is sought: from nearly Poisson to a spread of a hundred times the mean.
const BOUNDS: (f64, f64) = (-20.0, 9.2);

/// Fits by maximum likelihood, `β` by reweighted least squares inside a golden-section search for `α`; held against statsmodels'
/// `NegativeBinomial(loglike_method="nb2")`.
///
/// `None` as for the Poisson fit from which it starts.
#[must_use]
pub fn fit(columns: &[Vec<f64>], counts: &[f64]) -> Option<Fit> {
    let start = poisson::fit(columns, counts, Errors::Robust)?;
    let x = DMatrix::from_fn(counts.len(), columns.len(), |row, at| columns[at][row]);
    let start = DVector::from_vec(start.coefficients);
    let at = |log_alpha: f64| {
        let alpha = log_alpha.exp();
        let beta = settle(&x, counts, start.clone(), alpha)?;
        let log_likelihood = log_likelihood(&x, counts, &beta, alpha);
        log_likelihood.is_finite().then(|| Fit {
            coefficients: beta.iter().copied().collect(),
            alpha,
            log_likelihood,
        })
    };
    let ratio = f64::midpoint(5f64.sqrt(), -1.0);
    let (mut low, mut high) = BOUNDS;
    let (mut left, mut right) = (high - ratio * (high - low), low + ratio * (high - low));
    let (mut at_left, mut at_right) = (at(left)?, at(right)?);
    while high - low > 1e-9 {
        if at_left.log_likelihood > at_right.log_likelihood {
            (high, right, at_right) = (right, left, at_left);
            left = high - ratio * (high - low);
            at_left = at(left)?;
        } else {
            (low, left, at_left) = (left, right, at_right);
            right = low + ratio * (high - low);
            at_right = at(right)?;
        }
    }
    Some(at_left)
}

/// `β` at a given `α`.
fn settle(
    x: &DMatrix<f64>,
    counts: &[f64],
    mut beta: DVector<f64>,
    alpha: f64,
) -> Option<DVector<f64>> {
    for _ in 0..100 {
        let mu = (x * &beta).map(f64::exp);
        let mut weighted = x.clone();
        for (mut row, mu) in weighted.row_iter_mut().zip(mu.iter()) {
            row *= mu / (1.0 + alpha * mu);
        }
        let relative = DVector::from_fn(counts.len(), |row, _| (counts[row] - mu[row]) / mu[row]);
        let step = weighted
            .tr_mul(x)
            .cholesky()?
            .solve(&weighted.tr_mul(&relative));
        beta += &step;
        if step.amax() < 1e-12 {
            return Some(beta);
        }
    }
    None
}

fn log_likelihood(x: &DMatrix<f64>, counts: &[f64], beta: &DVector<f64>, alpha: f64) -> f64 {
    let size = alpha.recip();
    let eta = x * beta;
    let one = |(count, eta): (&f64, &f64)| {
        let mu = eta.exp();
        ln_gamma(count + size)
            - ln_gamma(size)
            - ln_gamma(count + 1.0)
            - size * (alpha * mu).ln_1p()
            + count * (alpha * mu / (1.0 + alpha * mu)).ln()
    };
    counts.iter().zip(eta.iter()).map(one).sum()
}
