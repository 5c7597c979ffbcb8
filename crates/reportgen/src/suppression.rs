//! Counts by cohort in, which of them may be shown out. Knows nothing of tables and charts.
//!
//! The rule: a count of fewer than [`SMALLEST_CELL`] postings is withheld, and with it whatever would give it away.
//!
//! - Where counts add up to a total that is shown, the withheld ones among them are at least two and together at least
//!   [`SMALLEST_CELL`]; else the next smallest is withheld too, until they are.
//! - A change, a share, a ratio or a line between counts of which one is withheld is withheld as well.
//! - A claim with a small count, or about a category whose counts are withheld, small or not, shows no number and lists no posting.
//! - Pay is shown where at least [`SMALLEST_CELL`] postings state it at both ends.
//! - By month, a category with a small month is withheld as a whole. Its line is shown all the same, and the lines' sums over so many
//!   days, taken with the months beside the small one, would give the small one away: two ends of months that lie a multiple of those
//!   days apart are enough. A tag has no line, so only its small months and what they need to hide behind are withheld.
//! - Where all postings of a month are few, no month of anything is shown.

use std::collections::BTreeSet;

use analytics::findings::{CohortFinding, Estimate, Findings, JudgedClaim, MonthlyCounts};
// What sentences do not say, tables and files do not show.
pub(crate) use analytics::wording::SMALLEST_CELL;

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

/// Withholds further counts of a sum that is shown until those withheld can hide behind each other.
///
/// Counts of zero point at nobody: where only such are withheld, nothing needs to be hidden.
fn complete(counts: &[u64], hidden: &mut [bool]) {
    loop {
        let of_hidden = || counts.iter().zip(&*hidden).filter(|(_, hide)| **hide);
        let sum: u64 = of_hidden().map(|(n, _)| n).sum();
        let some = of_hidden().filter(|(n, _)| **n > 0).count();
        if some == 0 || (some > 1 && sum >= SMALLEST_CELL) {
            return;
        }
        let next = (0..counts.len())
            .filter(|&place| !hidden[place] && counts[place] > 0)
            .min_by_key(|&place| counts[place]);
        match next {
            Some(place) => hidden[place] = true,
            None => return,
        }
    }
}

/// What is withheld of each category, in their order.
///
/// Where the categories add up to the universe, the withheld counts could be had by subtraction, so they need each other to hide behind.
pub(crate) fn of_categories(findings: &Findings) -> Vec<Withheld> {
    let rows = &findings.categories;
    let mut withheld = of_rows(rows);
    if rows.iter().map(|row| row.n).sum::<u64>() != findings.postings {
        return withheld;
    }
    let counts: [fn(&CohortFinding) -> u64; 3] = [
        |row| row.n,
        |row| row.n_start.unwrap_or(0),
        |row| row.n_end.unwrap_or(0),
    ];
    let flags: [fn(&mut Withheld) -> &mut bool; 3] =
        [|w| &mut w.n, |w| &mut w.n_start, |w| &mut w.n_end];
    for (count, flag) in counts.into_iter().zip(flags) {
        let counts: Vec<u64> = rows.iter().map(count).collect();
        let mut hidden: Vec<bool> = withheld.iter_mut().map(|w| *flag(w)).collect();
        complete(&counts, &mut hidden);
        for (one, hide) in withheld.iter_mut().zip(hidden) {
            *flag(one) = hide;
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

/// Whether the pay of a cohort may be shown: a change or a median says what single postings pay unless there are enough at both ends.
pub(crate) fn pay_is_shown(row: &CohortFinding) -> bool {
    let enough = |end: &Estimate| end.n >= SMALLEST_CELL;
    row.median_hourly_pay
        .as_ref()
        .is_some_and(|(start, end)| enough(start) && enough(end))
}

/// A count that stands by itself, where it is not so small that it could point at single postings.
pub(crate) fn shown_count(n: u64) -> Option<u64> {
    (!is_small(Some(n))).then_some(n)
}

/// Whether the postings of each source are withheld, in their order; where they add up to the postings of the report, one needs another to
/// hide behind.
pub(crate) fn of_sources(findings: &Findings) -> Vec<bool> {
    let counts: Vec<u64> = findings.sources.iter().map(|one| one.postings).collect();
    let mut hidden: Vec<bool> = counts.iter().map(|n| is_small(Some(*n))).collect();
    if counts.iter().sum::<u64>() == findings.postings {
        complete(&counts, &mut hidden);
    }
    hidden
}

/// Which claims may show their numbers.
pub(crate) struct Hidden<'a> {
    categories: BTreeSet<&'a str>,
}

impl<'a> Hidden<'a> {
    /// What is withheld of these findings.
    pub(crate) fn of(findings: &'a Findings) -> Hidden<'a> {
        Hidden {
            categories: hidden_lines(findings).into_iter().collect(),
        }
    }

    /// Whether a claim's numbers are withheld: one of its counts is small, or it is about a category whose counts are withheld.
    pub(crate) fn claim(&self, claim: &JudgedClaim) -> bool {
        is_small(Some(claim.n_start)) || is_small(Some(claim.n_end)) || self.is_about(claim)
    }

    /// Whether a claim is about a withheld category, alone or among others: with the others' own numbers a sum gives it away.
    ///
    /// Its query names every one of them, as `category:writing`, in brackets and before the days or alone.
    fn is_about(&self, claim: &JudgedClaim) -> bool {
        let is_cohort = |cohort: &String| self.categories.contains(cohort.as_str());
        let parts = claim.evidence_query.split("category:").skip(1);
        let mut named = parts.filter_map(|part| {
            let is_of_slug = |c: char| c.is_ascii_alphanumeric() || c == '_';
            part.split(|c| !is_of_slug(c)).next()
        });
        claim.cohort.as_ref().is_some_and(is_cohort)
            || named.any(|slug| self.categories.contains(slug))
    }
}

/// Which monthly counts are withheld, in the order of [`analytics::findings::Monthly`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WithheldMonths {
    /// One flag a month.
    pub(crate) universe: Vec<bool>,
    /// One list of flags for each category.
    pub(crate) categories: Vec<Vec<bool>>,
    /// One list of flags for each tag.
    pub(crate) tags: Vec<Vec<bool>>,
}

fn is_small(count: Option<u64>) -> bool {
    count.is_some_and(analytics::wording::is_small)
}

fn total(row: &MonthlyCounts) -> u64 {
    row.counts.iter().flatten().sum()
}

/// What is withheld of each month.
pub(crate) fn of_months(findings: &Findings) -> WithheldMonths {
    let monthly = &findings.monthly;
    let months = monthly.months.len();
    if monthly.universe.iter().copied().any(is_small) {
        return WithheldMonths {
            universe: vec![true; months],
            categories: vec![vec![true; months]; monthly.categories.len()],
            tags: vec![vec![true; months]; monthly.tags.len()],
        };
    }
    WithheldMonths {
        universe: vec![false; months],
        categories: categories_by_month(findings)
            .into_iter()
            .map(|hidden| vec![hidden; months])
            .collect(),
        tags: tags_by_month(findings),
    }
}

/// Whether each category is withheld by month; all of its months are, or none.
fn categories_by_month(findings: &Findings) -> Vec<bool> {
    let monthly = &findings.monthly;
    let rows = &monthly.categories;
    let of_window = hidden_lines(findings);
    let mut hidden: Vec<bool> = rows
        .iter()
        .map(|row| of_window.contains(&row.id.as_str()) || row.counts.iter().copied().any(is_small))
        .collect();
    let count = |row: &MonthlyCounts, month: usize| row.counts.get(month).copied().flatten();
    // A month in which the categories add up to the universe gives a single withheld one away.
    let partitions: Vec<usize> = (0..monthly.months.len())
        .filter(|&month| {
            let sum: u64 = rows.iter().filter_map(|row| count(row, month)).sum();
            monthly.universe.get(month).copied().flatten() == Some(sum)
        })
        .collect();
    let is_open = |hidden: &[bool]| {
        partitions.iter().any(|&month| {
            let counts = rows.iter().zip(hidden).filter(|(_, hide)| **hide);
            let counts = counts.filter_map(|(row, _)| count(row, month));
            let counts: Vec<u64> = counts.filter(|n| *n > 0).collect();
            let sum: u64 = counts.iter().sum();
            sum > 0 && (counts.len() < 2 || sum < SMALLEST_CELL)
        })
    };
    while is_open(&hidden) {
        let next = (0..rows.len())
            .filter(|&place| !hidden[place])
            .min_by_key(|&place| (total(&rows[place]) == 0, total(&rows[place])));
        match next {
            Some(place) => hidden[place] = true,
            None => break,
        }
    }
    hidden
}

/// Which months of each tag are withheld: tags overlap, so only a tag's own total can give a month away.
fn tags_by_month(findings: &Findings) -> Vec<Vec<bool>> {
    let of_window = of_rows(&findings.tags);
    let rows = findings.monthly.tags.iter();
    rows.map(|row| {
        let place = findings.tags.iter().position(|tag| tag.id == row.id);
        if place.is_some_and(|place| of_window[place].n) {
            return vec![true; row.counts.len()];
        }
        let mut hidden: Vec<bool> = row.counts.iter().copied().map(is_small).collect();
        // The months need not tile the window; where they nearly do, their sum is as good as known.
        let counts: Vec<u64> = row.counts.iter().map(|n| n.unwrap_or(0)).collect();
        complete(&counts, &mut hidden);
        hidden
    })
    .collect()
}

#[cfg(test)]
mod attack;
