//! Poisson pseudo-likelihood: counts and columns in, coefficients of the log rate with robust errors out. Knows no calendar and no claim.
//!
//! It needs only that the mean is right (Santos Silva and Tenreyro 2006), so overdispersion does not bias it, and a zero is a number like
//! any other. Errors by clusters take what moves together as one look.

use nalgebra::{DMatrix, DVector};

/// A fit of `E[y] = exp(X β)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// One a column, in logarithms.
    pub coefficients: Vec<f64>,
    /// The covariance of the coefficients.
    pub covariance: DMatrix<f64>,
    /// Pearson's χ² over the degrees of freedom: 1 for Poisson counts, above it where they are overdispersed.
    pub dispersion: f64,
    /// The fitted means, one a row.
    pub means: Vec<f64>,
}

/// How the covariance is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errors<'a> {
    /// Rows independent, variances free (Huber and White), times `n / (n − k)`.
    Robust,
    /// By cluster (one number a row), times `G/(G−1) · (n−1)/(n − k)`; `absorbed` columns that lie within clusters are not counted in k,
    /// as fixest and pyfixest have it (CRV1).
    Clustered {
        /// The cluster of each row.
        clusters: &'a [usize],
        /// How many of the columns are dummies of the clusters themselves.
        absorbed: usize,
    },
}

const MOST_STEPS: usize = 100;
const CONVERGED: f64 = 1e-12;

/// Fits counts to columns by iteratively reweighted least squares; held against statsmodels' `GLM` and pyfixest's `fepois`.
///
/// `None` where a count is negative, where there are no more rows than columns, where columns are linear combinations of each other (a
/// unit without any count among dummies is one), or where the steps do not settle.
#[must_use]
pub fn fit(columns: &[Vec<f64>], counts: &[f64], errors: Errors<'_>) -> Option<Fit> {
    let (n, k) = (counts.len(), columns.len());
    let fits = columns.iter().all(|column| column.len() == n);
    if k == 0
        || n <= k
        || !fits
        || counts
            .iter()
            .any(|count| !(*count >= 0.0 && count.is_finite()))
    {
        return None;
    }
    let mean = counts.iter().sum::<f64>() / float(n);
    if mean <= 0.0 {
        return None;
    }
    let x = DMatrix::from_fn(n, k, |row, at| columns[at][row]);
    let y = DVector::from_column_slice(counts);
    let mut eta = y.map(|count| f64::midpoint(count, mean).ln());
    let mut deviance = f64::INFINITY;
    for _ in 0..MOST_STEPS {
        let mu = eta.map(f64::exp);
        let working = DVector::from_fn(n, |row, _| eta[row] + (y[row] - mu[row]) / mu[row]);
        let (gram, right) = weighted(&x, &mu, &working);
        let beta = gram
            .cholesky()
            .filter(|one| one.l_dirty().diagonal().min() > 1e-7)?
            .solve(&right);
        eta = &x * &beta;
        let now = deviance_of(&y, &eta);
        if !now.is_finite() {
            return None;
        }
        let settled = (deviance - now).abs() <= CONVERGED * (now.abs() + 1.0);
        deviance = now;
        if settled {
            return finish(&x, &y, beta, errors);
        }
    }
    None
}

fn weighted(
    x: &DMatrix<f64>,
    weights: &DVector<f64>,
    response: &DVector<f64>,
) -> (DMatrix<f64>, DVector<f64>) {
    let mut scaled = x.clone();
    for (mut row, weight) in scaled.row_iter_mut().zip(weights.iter()) {
        row *= *weight;
    }
    (scaled.tr_mul(x), scaled.tr_mul(response))
}

fn deviance_of(y: &DVector<f64>, eta: &DVector<f64>) -> f64 {
    let parts = y.iter().zip(eta.iter()).map(|(count, eta)| {
        let log = if *count > 0.0 {
            count * (count.ln() - eta)
        } else {
            0.0
        };
        2.0 * (log - (count - eta.exp()))
    });
    parts.sum()
}

fn finish(
    x: &DMatrix<f64>,
    y: &DVector<f64>,
    beta: DVector<f64>,
    errors: Errors<'_>,
) -> Option<Fit> {
    let (n, k) = x.shape();
    let mu = (x * &beta).map(f64::exp);
    let (gram, _) = weighted(x, &mu, y);
    let bread = gram.cholesky()?.inverse();
    let residuals = y - &mu;
    let (scores, factor) = match errors {
        Errors::Robust => {
            let mut scores = x.clone();
            for (mut row, residual) in scores.row_iter_mut().zip(residuals.iter()) {
                row *= *residual;
            }
            (scores, float(n) / float(n - k))
        }
        Errors::Clustered { clusters, absorbed } => {
            let groups = clusters.iter().max()? + 1;
            if clusters.len() != n || groups < 2 || absorbed >= k {
                return None;
            }
            let mut scores = DMatrix::zeros(groups, k);
            for (row, group) in clusters.iter().enumerate() {
                let mut sum = scores.row_mut(*group);
                sum += x.row(row) * residuals[row];
            }
            let small =
                float(groups) / float(groups - 1) * float(n - 1) / float(n - (k - absorbed));
            (scores, small)
        }
    };
    let covariance = &bread * scores.tr_mul(&scores) * &bread * factor;
    let pearson: f64 = residuals
        .iter()
        .zip(mu.iter())
        .map(|(one, mean)| one * one / mean)
        .sum();
    let fit = Fit {
        coefficients: beta.iter().copied().collect(),
        covariance,
        dispersion: pearson / float(n - k),
        means: mu.iter().copied().collect(),
    };
    let all = fit
        .coefficients
        .iter()
        .chain(fit.covariance.iter())
        .chain(&fit.means);
    all.copied().all(f64::is_finite).then_some(fit)
}

impl Fit {
    /// The standard error of a coefficient.
    #[must_use]
    pub fn standard_error(&self, at: usize) -> f64 {
        self.covariance[(at, at)].max(0.0).sqrt()
    }
}

#[expect(clippy::cast_precision_loss, reason = "rows are few")]
fn float(n: usize) -> f64 {
    n as f64
}
