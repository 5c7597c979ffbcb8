//! Daily counts of several categories in; the weekdays and the year that they share out, for spans too short for a decomposition. Knows no claim.
//!
//! With less than three years each category has seen a season once or twice, and takes its own luck for it. A Poisson model in which
//! every category has a level (and a trend) of its own but all share weekdays and yearly harmonics has many times the days to tell it from:
//! `log μ = α_c + β_c t + δ_weekday + Σ_k a_k cos(2πk d / 365.25) + b_k sin(2πk d / 365.25)`, d being the day of the year.

use std::f64::consts::PI;

use model::Day;

use crate::regression::poisson::{self, Errors};

/// Days of a mean year.
const YEAR_DAYS: f64 = 365.25;

/// Fewer days than a year do not hold a season.
pub const LEAST_DAYS: usize = 365;

/// What is estimated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Pairs of a cosine and a sine; 3 is usual, 1 to 6.
    pub harmonics: usize,
    /// Whether each category has a trend of its own. Over a single year a trend and the season look much alike.
    pub trends: bool,
}

/// A season that several categories share. All numbers are logarithms.
#[derive(Clone, Debug, PartialEq)]
pub struct Season {
    /// Level of each category on the first day, on a Monday of no season; `None` for one without postings, which tells nothing.
    pub levels: Vec<Option<f64>>,
    /// Trend of each category, a year; zero where none was asked for.
    pub trends: Vec<Option<f64>>,
    /// Monday (zero) to Sunday.
    pub weekdays: [f64; 7],
    /// Cosine and sine of each harmonic, from once a year upwards.
    pub harmonics: Vec<(f64, f64)>,
    /// Pearson's χ² over the degrees of freedom.
    pub dispersion: f64,
}

impl Season {
    /// What a day's count is multiplied by, for its weekday and its place in the year; 1 on average over the week and over the year.
    #[must_use]
    pub fn factor(&self, day: Day) -> f64 {
        let weekday = self.weekdays[usize::from(day.weekday_from_monday())].exp();
        let week: f64 = self.weekdays.iter().map(|log| log.exp()).sum::<f64>() / 7.0;
        weekday / week * self.of_year(day)
    }

    /// The part of it that is the year's: what a sum over whole weeks is multiplied by.
    #[must_use]
    pub fn of_year(&self, day: Day) -> f64 {
        let year: f64 = (1..=365i16).map(|at| self.swing(at).exp()).sum();
        self.swing(day.of_year()).exp() * 365.0 / year
    }

    /// [`Season::of_year`] by the day of the year: 367 numbers, of which the first, for a day that no year has, is 1.
    #[must_use]
    pub fn year(&self) -> Vec<f64> {
        let swings: Vec<f64> = (1..=366i16).map(|at| self.swing(at).exp()).collect();
        let mean = swings[..365].iter().sum::<f64>() / 365.0;
        let factors = swings.into_iter().map(|swing| swing / mean);
        std::iter::once(1.0).chain(factors).collect()
    }

    fn swing(&self, of_year: i16) -> f64 {
        let pairs = (1u32..).zip(&self.harmonics);
        let parts = pairs.map(|(k, (cosine, sine))| {
            let turn = turn(k, of_year);
            cosine * turn.cos() + sine * turn.sin()
        });
        parts.sum()
    }

    /// The factor of each day from `first` on.
    #[must_use]
    pub fn factors(&self, first: Day, days: usize) -> Vec<f64> {
        let days = (0i32..).take(days);
        days.map(|at| self.factor(first + at)).collect()
    }
}

/// The shared season of categories whose daily counts all begin on `first`; a day that was not observed is `None`. Held against
/// statsmodels' `GLM(family=Poisson)`.
///
/// `None` where the longest category has fewer than [`LEAST_DAYS`] days, none has postings, the harmonics are out of their bounds, a count is negative or
/// not finite, or the observed days do not tell the terms apart.
#[must_use]
pub fn pooled(first: Day, categories: &[Vec<Option<f64>>], terms: Terms) -> Option<Season> {
    let longest = categories.iter().map(Vec::len).max()?;
    if longest < LEAST_DAYS || !(1..=6).contains(&terms.harmonics) {
        return None;
    }
    let has_postings = |counts: &Vec<Option<f64>>| counts.iter().flatten().any(|one| *one > 0.0);
    let told: Vec<usize> = (0..categories.len())
        .filter(|at| has_postings(&categories[*at]))
        .collect();
    let own = if terms.trends { 2 } else { 1 };
    let shared = own * told.len();
    let mut columns = vec![Vec::new(); shared + 6 + 2 * terms.harmonics];
    let mut counts = Vec::new();
    for (place, category) in told.iter().enumerate() {
        for (count, at) in categories[*category].iter().zip(0i32..) {
            let Some(count) = count else { continue };
            counts.push(*count);
            let row = shared_terms(first + at, terms.harmonics);
            for (column, value) in columns[shared..].iter_mut().zip(row) {
                column.push(value);
            }
            for (number, column) in columns[..shared].iter_mut().enumerate() {
                let is_own = number / own == place;
                let value = if number % own == 0 {
                    1.0
                } else {
                    f64::from(at) / YEAR_DAYS
                };
                column.push(if is_own { value } else { 0.0 });
            }
        }
    }
    let fit = poisson::fit(&columns, &counts, Errors::Robust)?;
    let (levels, rest) = fit.coefficients.split_at(shared);
    let (weekdays, waves) = rest.split_at(6);
    let of_category = |at: usize, part: usize| -> Option<f64> {
        let place = told.iter().position(|told| *told == at)?;
        Some(if part < own {
            levels[own * place + part]
        } else {
            0.0
        })
    };
    let every = 0..categories.len();
    Some(Season {
        levels: every.clone().map(|at| of_category(at, 0)).collect(),
        trends: every.map(|at| of_category(at, 1)).collect(),
        weekdays: std::array::from_fn(|day| if day == 0 { 0.0 } else { weekdays[day - 1] }),
        harmonics: waves
            .chunks_exact(2)
            .map(|pair| (pair[0], pair[1]))
            .collect(),
        dispersion: fit.dispersion,
    })
}

/// Tuesday to Sunday, then cosine and sine of each harmonic.
fn shared_terms(day: Day, harmonics: usize) -> Vec<f64> {
    let weekday = day.weekday_from_monday();
    let mut row: Vec<f64> = (1..7)
        .map(|one| f64::from(u8::from(weekday == one)))
        .collect();
    for k in (1u32..).take(harmonics) {
        let turn = turn(k, day.of_year());
        row.extend([turn.cos(), turn.sin()]);
    }
    row
}

fn turn(harmonic: u32, of_year: i16) -> f64 {
    2.0 * PI * f64::from(harmonic) * f64::from(of_year) / YEAR_DAYS
}
