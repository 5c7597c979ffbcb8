//! Counts by cohort in, which of them may be shown out. Knows nothing of tables and charts.

use analytics::findings::{CohortFinding, Estimate, Findings};

/// A count below this is not shown: it could point at single postings.
pub(crate) const SMALLEST_CELL: u64 = 10;

/// Which counts of one cohort are withheld.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Withheld {
    pub(crate) n: bool,
    pub(crate) n_start: bool,
    pub(crate) n_end: bool,
}

impl Withheld {
    /// Whether a comparison of the two windows would give a withheld count away.
    pub(crate) fn comparison(self) -> bool {
        self.n || self.n_start || self.n_end
    }
}

/// What is withheld of each category, in their order.
///
/// Where the categories add up to the universe, a single withheld count could be had by subtraction, so the next smallest is withheld too.
pub(crate) fn of_categories(findings: &Findings) -> Vec<Withheld> {
    let rows = &findings.categories;
    let mut withheld = of_rows(rows);
    let is_partition = rows.iter().map(|row| row.n).sum::<u64>() == findings.postings;
    if is_partition {
        let counts: [fn(&CohortFinding) -> u64; 3] = [
            |row| row.n,
            |row| row.n_start.unwrap_or(0),
            |row| row.n_end.unwrap_or(0),
        ];
        let flags: [fn(&mut Withheld) -> &mut bool; 3] =
            [|w| &mut w.n, |w| &mut w.n_start, |w| &mut w.n_end];
        for (count, flag) in counts.into_iter().zip(flags) {
            let hidden: Vec<bool> = withheld.iter_mut().map(|w| *flag(w)).collect();
            // A count of zero points at nobody, so it needs no second one to hide behind.
            let mut alone = (0..rows.len()).filter(|&place| hidden[place]);
            let is_alone = match (alone.next(), alone.next()) {
                (Some(place), None) => count(&rows[place]) > 0,
                _ => false,
            };
            if !is_alone {
                continue;
            }
            let next = (0..rows.len())
                .filter(|&place| !hidden[place])
                .min_by_key(|&place| count(&rows[place]));
            if let Some(place) = next {
                *flag(&mut withheld[place]) = true;
            }
        }
    }
    withheld
}

/// The categories that may be compared and have this estimate, in their order: sentences and charts speak of the same rows.
pub(crate) fn shown(
    findings: &Findings,
    estimate: impl Fn(&CohortFinding) -> Option<&Estimate>,
) -> Vec<(&CohortFinding, &Estimate)> {
    findings
        .categories
        .iter()
        .zip(of_categories(findings))
        .filter(|(_, hide)| !hide.comparison())
        .filter_map(|(row, _)| Some((row, estimate(row)?)))
        .collect()
}

/// What is withheld of each row where the rows overlap, as tags do.
pub(crate) fn of_rows(rows: &[CohortFinding]) -> Vec<Withheld> {
    rows.iter()
        .map(|row| Withheld {
            n: row.n < SMALLEST_CELL,
            n_start: row.n_start.is_some_and(|n| n < SMALLEST_CELL),
            n_end: row.n_end.is_some_and(|n| n < SMALLEST_CELL),
        })
        .collect()
}

/// The ids of the categories whose line over time would give a withheld count away.
pub(crate) fn hidden_lines(findings: &Findings) -> Vec<&str> {
    findings
        .categories
        .iter()
        .zip(of_categories(findings))
        .filter(|(_, hide)| hide.comparison())
        .map(|(row, _)| row.id.as_str())
        .collect()
}
