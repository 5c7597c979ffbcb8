//! External series: indices and shares that others publish, as days with values, and whose they are. Knows no posting and no claim.

mod read;

use model::{Day, DayRange};
use serde::{Deserialize, Serialize};

use crate::change::WINDOW_DAYS;
use crate::coverage::COVERED_SHARE;
use crate::pay::Daily;

pub use read::{About, Columns, Error, Problem, Read, read};

/// Days in a week, for which a weekly value stands.
const WEEK: i32 = 7;

/// A series that somebody else publishes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExternalSeries {
    /// The name in claims: small letters, digits and hyphens.
    pub id: String,
    /// What it is, in words.
    pub title: String,
    /// Who made it, and under which licence; stands under everything that shows it.
    pub attribution: String,
    /// The unit of its values, in words; `None` where nobody said.
    pub unit: Option<String>,
    /// Whether the season was taken out by its publisher; `None` where nobody said.
    pub seasonally_adjusted: Option<bool>,
    /// Days over which each value is a trailing mean; 1 for none.
    pub trailing_days: u16,
    /// The file that it was read from, by its own name.
    pub file: String,
    /// The values, one a day at most, in order.
    pub values: Vec<(Day, f64)>,
}

/// How far the values of a series lie apart for the most part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// One day.
    Day,
    /// Seven days.
    Week,
    /// More, or nothing that can be told.
    Rarer,
}

impl ExternalSeries {
    /// The days from the first value to the last; `None` where there is no value.
    #[must_use]
    pub fn span(&self) -> Option<DayRange> {
        let (first, last) = self.values.first().zip(self.values.last())?;
        DayRange::new(first.0, last.0)
    }

    /// How far most neighbours lie apart.
    #[must_use]
    pub fn step(&self) -> Step {
        let mut gaps: Vec<i32> = self
            .values
            .windows(2)
            .map(|two| two[1].0 - two[0].0)
            .collect();
        gaps.sort_unstable();
        match gaps.get(gaps.len() / 2) {
            Some(1) => Step::Day,
            Some(&WEEK) => Step::Week,
            _ => Step::Rarer,
        }
    }

    /// One value a day from the first day to the last, `None` where there is none; a weekly value stands for the seven days that it begins.
    ///
    /// `None` where values come more rarely than once a week: days of a mean would be made up.
    #[must_use]
    pub fn daily(&self) -> Option<(Day, Daily)> {
        let stands_for = match self.step() {
            Step::Day => 1,
            Step::Week => WEEK,
            Step::Rarer => return None,
        };
        let span = self.span()?;
        let span = DayRange::new(span.first(), span.last() + (stands_for - 1))?;
        let mut daily = vec![None; span.len()];
        for (day, value) in &self.values {
            for later in 0..stands_for {
                if let Some(at) = span.index_of(*day + later) {
                    daily[at] = Some(*value);
                }
            }
        }
        Some((span.first(), daily))
    }

    /// The values on some days, one a day; days outside the series are `None`.
    #[must_use]
    pub fn on(&self, days: DayRange) -> Option<Daily> {
        let (first, daily) = self.daily()?;
        let value = |day: Day| {
            let at = usize::try_from(day - first).ok()?;
            daily.get(at).copied().flatten()
        };
        Some(days.days().map(value).collect())
    }

    /// The sum of the values that are dated on some days, as a whole number; `None` where there is none, one is negative, or the sum is no count.
    #[must_use]
    pub fn count_on(&self, days: DayRange) -> Option<u64> {
        let dated = self.values.iter().filter(|(day, _)| days.contains(*day));
        let values: Vec<f64> = dated.map(|(_, value)| *value).collect();
        let sum: f64 = values.iter().sum();
        let is_count = !values.is_empty() && values.iter().all(|value| *value >= 0.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "neither negative nor fractional nor near 2^52"
        )]
        (is_count && sum < 1e15 && (sum - sum.round()).abs() < 1e-6).then(|| sum.round() as u64)
    }

    /// The trailing 84-day average on some days; `None` on a day before whose end fewer than four fifths of the 84 have a value.
    #[must_use]
    pub fn averages(&self, days: DayRange) -> Option<Daily> {
        let before = WINDOW_DAYS - 1;
        let daily = self.on(DayRange::new(days.first() - before, days.last())?)?;
        let average = |window: &[Option<f64>]| {
            let known: Vec<f64> = window.iter().copied().flatten().collect();
            #[expect(clippy::cast_precision_loss, reason = "days are few")]
            let (n, of) = (known.len() as f64, window.len() as f64);
            (n >= COVERED_SHARE * of).then(|| known.iter().sum::<f64>() / n)
        };
        let width = usize::try_from(WINDOW_DAYS).ok()?;
        Some(daily.windows(width).map(average).collect())
    }
}

/// How a newer publication differs from the one that it replaces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Revision {
    /// Days that only the newer one has.
    pub added: usize,
    /// Days that only the older one has.
    pub removed: usize,
    /// Days on which the values differ.
    pub changed: usize,
    /// The largest difference, as a part of the older value.
    pub largest: Option<f64>,
}

/// Compares two publications of one series day by day. Published indices are revised backwards, so a replaced one may change old verdicts.
#[must_use]
pub fn revision(older: &ExternalSeries, newer: &ExternalSeries) -> Revision {
    let before: std::collections::BTreeMap<Day, f64> = older.values.iter().copied().collect();
    let mut found = Revision::default();
    let mut met = 0;
    for (day, value) in &newer.values {
        let Some(old) = before.get(day) else {
            found.added += 1;
            continue;
        };
        met += 1;
        if old.to_bits() != value.to_bits() {
            found.changed += 1;
            let part = ((value - old) / old).abs();
            if part.is_finite() {
                found.largest = Some(found.largest.map_or(part, |most: f64| most.max(part)));
            }
        }
    }
    found.removed = before.len() - met;
    found
}
