//! Counts by month in, which of them may be shown out: one choice for every file that shows them, since two would give each other away. Writes nothing.

use analytics::findings::{Findings, MonthlyCounts};
use analytics::wording::is_small;
use model::Day;

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

/// Withholds small cells; in each cohort's row, whose total stands elsewhere, and in each month of the categories, which add up to all
/// postings, a single withheld cell takes the next smallest with it.
pub(crate) fn shown(findings: &Findings) -> ShownMonths<'_> {
    let monthly = &findings.monthly;
    let mut universe = vec![cells(&monthly.universe)];
    alone_in_rows(&mut universe);
    let mut categories: Vec<Vec<MonthCell>> = monthly
        .categories
        .iter()
        .map(|one| cells(&one.counts))
        .collect();
    // Each step withholds at least one cell more, so the two directions come to rest.
    loop {
        let rows = alone_in_rows(&mut categories);
        let columns = alone_in_columns(&mut categories, monthly.months.len());
        if !rows && !columns {
            break;
        }
    }
    let mut tags: Vec<Vec<MonthCell>> = monthly.tags.iter().map(|one| cells(&one.counts)).collect();
    alone_in_rows(&mut tags);
    ShownMonths {
        months: &monthly.months,
        universe: universe.pop().unwrap_or_default(),
        categories: monthly.categories.iter().zip(categories).collect(),
        tags: monthly.tags.iter().zip(tags).collect(),
    }
}

fn cells(counts: &[Option<u64>]) -> Vec<MonthCell> {
    let cell = |count: &Option<u64>| match count {
        None => MonthCell::Unseen,
        Some(n) if is_small(*n) => MonthCell::Withheld,
        Some(n) => MonthCell::Count(*n),
    };
    counts.iter().map(cell).collect()
}

fn alone_in_rows(rows: &mut [Vec<MonthCell>]) -> bool {
    let mut changed = false;
    for row in rows {
        let line: Vec<MonthCell> = row.clone();
        if let Some(place) = next_to_withhold(&line) {
            row[place] = MonthCell::Withheld;
            changed = true;
        }
    }
    changed
}

fn alone_in_columns(rows: &mut [Vec<MonthCell>], months: usize) -> bool {
    let mut changed = false;
    for month in 0..months {
        let line: Vec<MonthCell> = rows
            .iter()
            .map(|row| row.get(month).copied().unwrap_or(MonthCell::Unseen))
            .collect();
        if let Some(place) = next_to_withhold(&line) {
            rows[place][month] = MonthCell::Withheld;
            changed = true;
        }
    }
    changed
}

/// The smallest number above zero beside a cell that is withheld alone.
fn next_to_withhold(line: &[MonthCell]) -> Option<usize> {
    let withheld = line.iter().filter(|cell| **cell == MonthCell::Withheld);
    if withheld.count() != 1 {
        return None;
    }
    let counts = line.iter().enumerate();
    counts
        .filter_map(|(place, cell)| Some((place, cell.count().filter(|n| *n > 0)?)))
        .min_by_key(|(_, n)| *n)
        .map(|(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::{MonthCell, alone_in_columns, alone_in_rows, cells};

    #[test]
    fn no_cell_is_withheld_alone_in_its_row_or_month() {
        let mut rows = vec![
            cells(&[Some(3), Some(40), Some(50)]),
            cells(&[Some(20), Some(30), Some(60)]),
            cells(&[Some(0), None, Some(70)]),
        ];
        while alone_in_rows(&mut rows) | alone_in_columns(&mut rows, 3) {}
        use MonthCell::{Count, Unseen, Withheld};
        assert_eq!(
            rows,
            [
                vec![Withheld, Withheld, Count(50)],
                vec![Withheld, Withheld, Count(60)],
                vec![Count(0), Unseen, Count(70)],
            ]
        );
    }
}
