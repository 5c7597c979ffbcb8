//! A weighted line of change on score, with its interval. Knows no category; takes categories as independent.

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::regression::least_squares::{self, Covariance};

/// How much change goes with one unit of score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dose {
    /// Change per unit of score.
    pub slope: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// The low end of its 95 % interval, from Student's t with `pairs − 2` degrees.
    pub low: f64,
    /// The high end.
    pub high: f64,
    /// The two-sided p-value of no slope.
    pub p_value: f64,
    /// The change at score zero.
    pub intercept: f64,
    /// The part of the weighted variance of change that the line takes up, 0 to 1.
    pub r_squared: f64,
    /// How many pairs.
    pub pairs: usize,
}

/// Weighted least squares of change on score, `weights` inverse to the variance of each change (any unit; postings do for counts).
///
/// Held against statsmodels' `WLS`. `None` where lengths differ, there are fewer than three pairs, scores do not vary, a weight is
/// not positive or a number is not finite.
#[must_use]
pub fn response(scores: &[f64], changes: &[f64], weights: &[f64]) -> Option<Dose> {
    let n = scores.len();
    let is_weight = |weight: &f64| weight.is_finite() && *weight > 0.0;
    let fits = changes.len() == n && weights.len() == n && weights.iter().all(is_weight);
    if n < 3 || !fits || !scores.iter().chain(changes).copied().all(f64::is_finite) {
        return None;
    }
    let total: f64 = weights.iter().sum();
    let mean = |values: &[f64]| {
        let products = values
            .iter()
            .zip(weights)
            .map(|(value, weight)| value * weight);
        products.sum::<f64>() / total
    };
    let (middle, level) = (mean(scores), mean(changes));
    // Scores are centred, so that a scale that begins far from zero fits as well as another.
    let roots: Vec<f64> = weights
        .iter()
        .map(|weight| (weight / total).sqrt())
        .collect();
    let scaled = |values: &[f64], centre: f64| -> Vec<f64> {
        let products = values
            .iter()
            .zip(&roots)
            .map(|(value, root)| (value - centre) * root);
        products.collect()
    };
    let centred = scaled(scores, middle);
    let spread = centred.iter().map(|one| one * one).sum::<f64>().sqrt();
    if spread <= 1e-12 * middle.abs() {
        return None;
    }
    let response = scaled(changes, level);
    let fit = least_squares::fit(&[roots.clone(), centred], &response, Covariance::Classical)?;
    let (slope, standard_error) = (fit.coefficients[1], fit.standard_errors[1]);
    let left: f64 = fit.residuals.iter().map(|one| one * one).sum();
    let whole: f64 = response.iter().map(|one| one * one).sum();
    let freedom = freedom(n);
    let student = StudentsT::new(0.0, 1.0, freedom).ok()?;
    let reach = student.inverse_cdf(0.975) * standard_error;
    let dose = Dose {
        slope,
        standard_error,
        low: slope - reach,
        high: slope + reach,
        // A line without any error is certain where it slopes and says nothing where it does not.
        p_value: match slope == 0.0 {
            true => 1.0,
            false => 2.0 * student.sf((slope / standard_error).abs()),
        },
        intercept: level + fit.coefficients[0] - slope * middle,
        r_squared: if whole > 0.0 {
            (1.0 - left / whole).clamp(0.0, 1.0)
        } else {
            0.0
        },
        pairs: n,
    };
    [dose.low, dose.high, dose.intercept, dose.p_value]
        .iter()
        .all(|one| one.is_finite())
        .then_some(dose)
}

#[expect(clippy::cast_precision_loss, reason = "pairs are few")]
fn freedom(pairs: usize) -> f64 {
    (pairs - 2) as f64
}
