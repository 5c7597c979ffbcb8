//! Weekly logarithms in; the one jump of their level that explains most beside trend and season, out. Knows equally spaced weeks; knows no calendar.
//!
//! A decomposition takes a part of a sudden fall for season, since it has seen each week of the year but three or four times: of a fall by 25 % with half
//! a year's season between the windows it made 28 % in simulation. Official statistics therefore set level shifts aside before they
//! estimate a season and put them back afterwards (Findley, Monsell, Bell, Otto and Chen 1998, "New Capabilities and Methods of
//! the X-12-ARIMA", LS outliers); with that the same simulation gave 25 %.

use crate::regression::least_squares::{self, Covariance};

/// Weeks of a year.
const YEAR_WEEKS: f64 = 365.25 / 7.0;

/// Pairs of a sine and a cosine beside which a jump is looked for.
const HARMONICS: u32 = 3;

/// A jump lies at least a quarter from both ends.
const EDGE_WEEKS: usize = 13;

/// The t statistic from which a jump is set aside; that of the programs of official statistics for some two hundred values.
const SURE: f64 = 4.0;

/// A jump of the level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shift {
    /// The first week of the new level, counted from 0.
    pub at: usize,
    /// New level less the old.
    pub size: f64,
    /// Size over its standard error, residuals taken as independent.
    pub t: f64,
}

impl Shift {
    /// Whether it is set aside.
    #[must_use]
    pub fn is_sure(&self) -> bool {
        self.t.abs() > SURE
    }

    /// Values without it.
    #[must_use]
    pub fn taken_off(&self, values: &[f64]) -> Vec<f64> {
        let values = values.iter().enumerate();
        values
            .map(|(at, value)| value - if at >= self.at { self.size } else { 0.0 })
            .collect()
    }
}

/// The jump that lowers the sum of squares most, beside a quadratic trend and three harmonics of the year; held against numpy's least squares week by week.
///
/// `None` with fewer values than a year and a half, where they do not vary, or where one is not finite.
#[must_use]
pub fn likeliest(logs: &[f64]) -> Option<Shift> {
    let n = logs.len();
    if n < 78 {
        return None;
    }
    let week = |at: usize| float(at) / float(n);
    let mut columns: Vec<Vec<f64>> = vec![
        vec![1.0; n],
        (0..n).map(week).collect(),
        (0..n).map(|at| week(at).powi(2)).collect(),
    ];
    for harmonic in 1..=HARMONICS {
        let turn = 2.0 * std::f64::consts::PI * f64::from(harmonic) / YEAR_WEEKS;
        columns.push((0..n).map(|at| (turn * float(at)).sin()).collect());
        columns.push((0..n).map(|at| (turn * float(at)).cos()).collect());
    }
    let rest = least_squares::fit(&columns, logs, Covariance::Classical)?.residuals;
    let squares: f64 = rest.iter().map(|one| one * one).sum();
    let basis = orthonormal(columns)?;
    // A jump at a week is the sum of the weeks from there on, so every product with it is a running sum from the end.
    let mut sums = vec![0.0; basis.len()];
    let mut with_rest = 0.0;
    let mut best: Option<(f64, usize, f64, f64)> = None;
    for at in (EDGE_WEEKS..n).rev() {
        with_rest += rest[at];
        for (sum, column) in sums.iter_mut().zip(&basis) {
            *sum += column[at];
        }
        if at > n - EDGE_WEEKS {
            continue;
        }
        let own = float(n - at) - sums.iter().map(|sum| sum * sum).sum::<f64>();
        let gain = with_rest * with_rest / own;
        if gain.is_finite() && best.is_none_or(|(most, ..)| gain >= most) {
            best = Some((gain, at, with_rest / own, own));
        }
    }
    let (gain, at, size, own) = best?;
    let variance = (squares - gain).max(0.0) / float(n - basis.len() - 1);
    let t = size / (variance / own).sqrt();
    t.is_finite().then_some(Shift { at, size, t })
}

/// Columns of length 1 at right angles that span the same (modified Gram and Schmidt, twice, so that rounding stays out).
fn orthonormal(columns: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    let mut basis: Vec<Vec<f64>> = Vec::with_capacity(columns.len());
    for mut column in columns {
        for _ in 0..2 {
            for other in &basis {
                let along: f64 = column.iter().zip(other).map(|(a, b)| a * b).sum();
                let pairs = column.iter_mut().zip(other);
                pairs.for_each(|(a, b)| *a -= along * b);
            }
        }
        let length = column.iter().map(|one| one * one).sum::<f64>().sqrt();
        if length < 1e-9 {
            return None;
        }
        column.iter_mut().for_each(|one| *one /= length);
        basis.push(column);
    }
    Some(basis)
}

#[expect(clippy::cast_precision_loss, reason = "weeks are few")]
fn float(n: usize) -> f64 {
    n as f64
}
