//! The yearly season of a weekly path, estimated beside its trend and taken off. Knows equally spaced weeks; knows no calendar.

use crate::regression::least_squares::{self, Covariance};

/// Weeks of a year.
const YEAR_WEEKS: f64 = 365.25 / 7.0;

/// Pairs of a sine and a cosine: the year and its half.
const HARMONICS: u32 = 2;

/// Fewer weeks than two years cannot tell a season from a path.
pub const LEAST_WEEKS: usize = 104;

/// Logarithms of weekly values without their season: yearly and half-yearly harmonics beside a quadratic trend, by least squares.
///
/// `None` with fewer than [`LEAST_WEEKS`] values, or where the fit fails.
#[must_use]
pub fn adjusted(logs: &[f64]) -> Option<Vec<f64>> {
    let n = logs.len();
    if n < LEAST_WEEKS {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "weeks are few")]
    let at = |week: usize| week as f64;
    let column =
        |of: &dyn Fn(f64) -> f64| -> Vec<f64> { (0..n).map(|week| of(at(week))).collect() };
    let middle = at(n) / 2.0;
    let mut columns = vec![
        vec![1.0; n],
        column(&|week| week / middle - 1.0),
        column(&|week| (week / middle - 1.0).powi(2)),
    ];
    let trend = columns.len();
    for harmonic in 1..=HARMONICS {
        let turn = 2.0 * std::f64::consts::PI * f64::from(harmonic) / YEAR_WEEKS;
        columns.push(column(&|week| (turn * week).sin()));
        columns.push(column(&|week| (turn * week).cos()));
    }
    let fit = least_squares::fit(&columns, logs, Covariance::Classical)?;
    let season = |week: usize| -> f64 {
        let parts = columns.iter().zip(&fit.coefficients).skip(trend);
        parts.map(|(column, part)| column[week] * part).sum()
    };
    Some((0..n).map(|week| logs[week] - season(week)).collect())
}
