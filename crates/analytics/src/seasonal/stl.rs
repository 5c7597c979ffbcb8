//! A series and a period in; trend, seasonal, remainder and robustness weights out, by loess (STL). Knows no calendar.
//!
//! The smoothing itself is the crate `stlrs`, a port of the authors' Fortran. Its own defaults differ from those of the reference (it
//! skips points, smooths seasons with a constant, and loops otherwise), so every parameter is set here, to what statsmodels does:
//! straight lines throughout, no point skipped, low-pass of the next odd number above the period, two inner and fifteen outer loops
//! when robust, five and none otherwise.

use stlrs::StlParams;

/// How the components are smoothed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Smoothing {
    /// Observations in one season, at least two.
    pub period: usize,
    /// Length of the seasonal smoother, in seasons: odd, at least three. Seven is the usual choice for a week.
    pub seasonal: usize,
    /// Whether single odd days lose their weight.
    pub robust: bool,
}

impl Smoothing {
    /// Length of the trend smoother: the smallest odd number that is at least `1.5 period / (1 − 1.5 / seasonal)` (Cleveland 1990).
    ///
    /// In whole numbers, `3 · period · seasonal / (2 · seasonal − 3)`, so that no rounding decides.
    #[must_use]
    pub fn trend(&self) -> usize {
        let least = (3 * self.period * self.seasonal).div_ceil(2 * self.seasonal.max(2) - 3);
        least | 1
    }

    fn low_pass(&self) -> usize {
        (self.period + 1) | 1
    }
}

/// A series taken apart; its parts add up to it. All have its length and its unit, but for the weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Decomposition {
    /// What moves slowly.
    pub trend: Vec<f64>,
    /// What comes back every period.
    pub seasonal: Vec<f64>,
    /// What is left.
    pub remainder: Vec<f64>,
    /// Robustness weights from 0 to 1, all 1 where the smoothing is not robust.
    pub weights: Vec<f64>,
}

impl Decomposition {
    /// The series without its season: trend and remainder together.
    #[must_use]
    pub fn adjusted(&self) -> Vec<f64> {
        let pairs = self.trend.iter().zip(&self.remainder);
        pairs.map(|(trend, remainder)| trend + remainder).collect()
    }
}

/// Seasonal and trend decomposition by loess (Cleveland, Cleveland, McRae and Terpenning 1990), held against statsmodels `STL`.
///
/// `None` where a value is not finite, the series is shorter than two periods, or a setting is out of its bounds.
#[must_use]
pub fn stl(series: &[f64], smoothing: Smoothing) -> Option<Decomposition> {
    let bounds = smoothing.period >= 2 && smoothing.seasonal >= 3 && smoothing.seasonal % 2 == 1;
    if !bounds || series.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let (inner, outer) = if smoothing.robust { (2, 15) } else { (5, 0) };
    let fit = StlParams::new()
        .seasonal_length(smoothing.seasonal)
        .trend_length(smoothing.trend())
        .low_pass_length(smoothing.low_pass())
        .seasonal_degree(1)
        .trend_degree(1)
        .low_pass_degree(1)
        .seasonal_jump(1)
        .trend_jump(1)
        .low_pass_jump(1)
        .inner_loops(inner)
        .outer_loops(outer)
        .robust(smoothing.robust)
        .fit(series, smoothing.period)
        .ok()?;
    let (seasonal, trend, remainder, weights) = fit.into_parts();
    let parts = [&seasonal, &trend, &remainder, &weights];
    let finite = parts.iter().all(|part| part.iter().all(|v| v.is_finite()));
    finite.then_some(Decomposition {
        trend,
        seasonal,
        remainder,
        weights,
    })
}
