//! The yearly season of a weekly path, estimated beside its trend and taken off or carried on. Knows equally spaced weeks; knows no calendar.

use nalgebra::DVector;

use crate::regression::least_squares::{self, Covariance};

/// Weeks of a year.
const YEAR_WEEKS: f64 = 365.25 / 7.0;

/// Pairs of a sine and a cosine: the year and its half.
const HARMONICS: u32 = 2;

/// Pairs of a sine and a cosine of the season beside which noise is measured: down to two months.
const FINE_HARMONICS: u32 = 6;

/// Weeks between the knots of the broken line beside it: more than half a year, so that the line cannot take the season's place.
const KNOT_WEEKS: usize = 39;

/// Fewer weeks than two years cannot tell a season from a path.
pub const LEAST_WEEKS: usize = 104;

/// A season that was estimated from some weeks and is carried on to others.
#[derive(Clone, Debug, PartialEq)]
pub struct Season {
    /// For each week of the path, and for those after it.
    pub of_weeks: Vec<f64>,
    /// How uncertain it is in sums: for each of the weeks after the path, the variance of the season's error summed from the first of them on, less
    /// the error of its mean over the path for each; in units of the variance of one week's noise, weeks taken as independent.
    pub of_sums: Vec<f64>,
    /// How many waves were fitted.
    pub waves: usize,
}

/// Logarithms of weekly values without their season: yearly and half-yearly harmonics beside a quadratic trend, by least squares.
///
/// `None` with fewer than [`LEAST_WEEKS`] values, or where the fit fails.
#[must_use]
pub fn adjusted(logs: &[f64]) -> Option<Vec<f64>> {
    let season = carried_on(logs, 0)?.of_weeks;
    Some(
        logs.iter()
            .zip(season)
            .map(|(log, one)| log - one)
            .collect(),
    )
}

/// The season that [`adjusted`] takes off, for each of the weeks and for as many after them as are asked for.
///
/// `None` as there.
#[must_use]
pub fn carried_on(logs: &[f64], ahead: usize) -> Option<Season> {
    let middle = at(logs.len()) / 2.0;
    let bend = move |week: f64| (week / middle - 1.0).powi(2);
    let trend: [&dyn Fn(f64) -> f64; 3] = [&|_| 1.0, &|week| week / middle - 1.0, &bend];
    fitted(logs, ahead, HARMONICS, &trend)
}

/// A season of more harmonics beside a broken line. It follows sharper turns of the year than [`carried_on`], and hardly any week of its own.
///
/// `None` as there.
#[must_use]
pub fn fine(logs: &[f64]) -> Option<Vec<f64>> {
    let n = logs.len();
    // Knots are laid evenly, so that no piece at an end is shorter than the others.
    let pieces = (n / KNOT_WEEKS).max(1);
    let knots = (1..pieces).map(|knot| at(knot * n / pieces));
    let bends: Vec<_> = knots
        .map(|knot| move |week: f64| (week - knot).max(0.0))
        .collect();
    let mut trend: Vec<&dyn Fn(f64) -> f64> = vec![&|_| 1.0, &|week| week];
    trend.extend(bends.iter().map(|bend| bend as &dyn Fn(f64) -> f64));
    Some(fitted(logs, 0, FINE_HARMONICS, &trend)?.of_weeks)
}

/// The harmonics' part of a fit of them beside a trend, for the weeks and those ahead.
fn fitted(
    logs: &[f64],
    ahead: usize,
    harmonics: u32,
    trend: &[&dyn Fn(f64) -> f64],
) -> Option<Season> {
    let n = logs.len();
    if n < LEAST_WEEKS {
        return None;
    }
    let waves = |week: usize| -> Vec<f64> {
        let turns = (1..=harmonics).map(|one| 2.0 * std::f64::consts::PI * f64::from(one));
        turns
            .flat_map(|turn| {
                let angle = turn / YEAR_WEEKS * at(week);
                [angle.sin(), angle.cos()]
            })
            .collect()
    };
    let rows: Vec<Vec<f64>> = (0..n + ahead).map(waves).collect();
    let mut columns: Vec<Vec<f64>> = trend
        .iter()
        .map(|of| (0..n).map(|week| of(at(week))).collect())
        .collect();
    for place in 0..rows[0].len() {
        columns.push(rows[..n].iter().map(|row| row[place]).collect());
    }
    let fit = least_squares::fit(&columns, logs, Covariance::Classical)?;
    let (first, waves) = (trend.len(), rows[0].len());
    let parts = &fit.coefficients[first..];
    let season = |row: &Vec<f64>| row.iter().zip(parts).map(|(wave, part)| wave * part).sum();
    let inverse = fit.inverse.view((first, first), (waves, waves));
    let mean = |place: usize| rows[..n].iter().map(|row| row[place]).sum::<f64>() / at(n);
    let means = DVector::from_fn(waves, |place, _| mean(place));
    let mut sum = DVector::zeros(waves);
    let of_sums = rows[n..].iter().map(|row| {
        sum += DVector::from_column_slice(row) - &means;
        (sum.transpose() * inverse * &sum)[(0, 0)]
    });
    Some(Season {
        of_sums: of_sums.collect(),
        of_weeks: rows.iter().map(season).collect(),
        waves,
    })
}

#[expect(clippy::cast_precision_loss, reason = "weeks are few")]
fn at(week: usize) -> f64 {
    week as f64
}
