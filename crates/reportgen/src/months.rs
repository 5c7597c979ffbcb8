//! Counts by month in, which of them may be shown out: one choice for every file that shows them, since two would give each other away. Writes nothing.

use analytics::findings::{Findings, MonthlyCounts};
use model::Day;

use crate::suppression;

/// What may be said of one month of one cohort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MonthCell {
    /// The month was not seen.
    Unseen,
    /// The number is withheld, since it is small or another one could be had from it by subtraction.
    Withheld,
    /// So many postings.
    Count(u64),
}

impl MonthCell {
    /// The number, where it is shown.
    pub(crate) fn count(self) -> Option<u64> {
        match self {
            MonthCell::Count(n) => Some(n),
            MonthCell::Unseen | MonthCell::Withheld => None,
        }
    }

    /// Its share of a universe's month, where both numbers are shown and there is something to have a share of.
    pub(crate) fn share_of(self, universe: MonthCell) -> Option<f64> {
        let (n, all) = (self.count()?, universe.count()?);
        (all > 0).then(|| n as f64 / all as f64)
    }
}

/// The months of a report as they may be shown.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ShownMonths<'a> {
    /// The months by their first days.
    pub(crate) months: &'a [Day],
    /// All postings.
    pub(crate) universe: Vec<MonthCell>,
    /// The categories with their cells.
    pub(crate) categories: Vec<(&'a MonthlyCounts, Vec<MonthCell>)>,
    /// The tags with theirs.
    pub(crate) tags: Vec<(&'a MonthlyCounts, Vec<MonthCell>)>,
}

/// The months with what [`crate::suppression`] withholds of them.
pub(crate) fn shown(findings: &Findings) -> ShownMonths<'_> {
    let monthly = &findings.monthly;
    let withheld = suppression::of_months(findings);
    let rows = |rows: &'_ [MonthlyCounts], hidden: &[Vec<bool>]| -> Vec<Vec<MonthCell>> {
        let rows = rows.iter().zip(hidden);
        rows.map(|(row, hide)| cells(&row.counts, hide)).collect()
    };
    let categories = rows(&monthly.categories, &withheld.categories);
    let tags = rows(&monthly.tags, &withheld.tags);
    ShownMonths {
        months: &monthly.months,
        universe: cells(&monthly.universe, &withheld.universe),
        categories: monthly.categories.iter().zip(categories).collect(),
        tags: monthly.tags.iter().zip(tags).collect(),
    }
}

fn cells(counts: &[Option<u64>], hidden: &[bool]) -> Vec<MonthCell> {
    let cell = |(count, hide): (&Option<u64>, &bool)| match count {
        None => MonthCell::Unseen,
        Some(_) if *hide => MonthCell::Withheld,
        Some(n) => MonthCell::Count(*n),
    };
    counts.iter().zip(hidden).map(cell).collect()
}
