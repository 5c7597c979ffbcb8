//! A series and several periods in; one trend, a seasonal part for each period and a remainder out (MSTL). Knows no calendar.
//!
//! The loop over the periods is here and not `stlrs::Mstl`: that one takes a single low-pass length for all periods and by default the
//! period itself where it is odd, so that it leaves the reference by 5e-6; each period must have its own.

use super::stl::{Smoothing, stl};

/// Rounds over all periods; a second one takes from each season what the others had left in it.
const ROUNDS: usize = 2;

/// A series taken apart; trend, all seasonal parts and remainder add up to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Decomposition {
    /// What moves slowly.
    pub trend: Vec<f64>,
    /// The period and its part, from the shortest period to the longest.
    pub seasonal: Vec<(usize, Vec<f64>)>,
    /// What is left.
    pub remainder: Vec<f64>,
}

impl Decomposition {
    /// The series without any of its seasons: trend and remainder together.
    #[must_use]
    pub fn adjusted(&self) -> Vec<f64> {
        let pairs = self.trend.iter().zip(&self.remainder);
        pairs.map(|(trend, remainder)| trend + remainder).collect()
    }
}

/// Multiple seasonal decomposition (Bandara, Hyndman and Bergmeir 2021), held against statsmodels `MSTL`: seasonal smoothers of 11, 15,
/// 19 and so on from the shortest period upwards, two rounds (one for a single period), no Box-Cox, not robust.
///
/// `None` where no period is given, one is given twice or is less than two, the series is shorter than two of the longest, or a value is not finite. The
/// reference drops a period that is too long with a warning; here it is refused, so that nobody takes an unadjusted series for an adjusted one.
#[must_use]
pub fn mstl(series: &[f64], periods: &[usize]) -> Option<Decomposition> {
    let mut periods = periods.to_vec();
    periods.sort_unstable();
    if periods.windows(2).any(|pair| pair[0] == pair[1]) {
        return None;
    }
    let rounds = if periods.len() == 1 { 1 } else { ROUNDS };
    let mut seasonal: Vec<(usize, Vec<f64>)> = periods
        .iter()
        .map(|period| (*period, vec![0.0; series.len()]))
        .collect();
    let mut rest = series.to_vec();
    let mut trend = None;
    for _ in 0..rounds {
        for (place, (period, part)) in seasonal.iter_mut().enumerate() {
            for (value, season) in rest.iter_mut().zip(part.iter()) {
                *value += season;
            }
            let smoothing = Smoothing {
                period: *period,
                seasonal: 11 + 4 * place,
                robust: false,
            };
            let fit = stl(&rest, smoothing)?;
            *part = fit.seasonal;
            for (value, season) in rest.iter_mut().zip(part.iter()) {
                *value -= season;
            }
            trend = Some(fit.trend);
        }
    }
    let trend = trend?;
    let remainder = rest.iter().zip(&trend).map(|(rest, trend)| rest - trend);
    Some(Decomposition {
        remainder: remainder.collect(),
        seasonal,
        trend,
    })
}
