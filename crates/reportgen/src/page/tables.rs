//! Cohort findings in, the tables of a page out, small cells withheld. Knows no chart.

use analytics::findings::{CohortFinding, Estimate, Findings};

use super::{Cell, Column, Row, TableView, summary};
use crate::definition::Table;
use crate::suppression::{self, SMALLEST_CELL, Withheld};
use crate::wording;

/// A table from its parts; `absent` stands in its place where there is no row.
pub(crate) fn table(
    title: &str,
    file: &str,
    columns: &[(&str, bool)],
    rows: Vec<Vec<Cell>>,
    absent: &str,
) -> TableView {
    TableView {
        title: title.to_owned(),
        columns: columns
            .iter()
            .map(|(title, numeric)| Column {
                title: (*title).to_owned(),
                numeric: *numeric,
            })
            .collect(),
        absent: rows.is_empty().then(|| absent.to_owned()),
        rows: rows.into_iter().map(|cells| Row { cells }).collect(),
        file: file.to_owned(),
        note: None,
    }
}

pub(crate) fn text(words: &str) -> Cell {
    Cell {
        text: words.to_owned(),
        aside: None,
        numeric: false,
        pale: false,
    }
}

pub(crate) fn number(words: String) -> Cell {
    Cell {
        text: words,
        aside: None,
        numeric: true,
        pale: false,
    }
}

fn pale(words: &str) -> Cell {
    Cell {
        text: words.to_owned(),
        aside: None,
        numeric: true,
        pale: true,
    }
}

fn withheld_or(hide: bool, words: impl FnOnce() -> Option<String>) -> Cell {
    if hide {
        return pale("withheld");
    }
    match words() {
        Some(words) => number(words),
        None => pale("no estimate"),
    }
}

fn counted(n: u64, hide: bool) -> Cell {
    if n < SMALLEST_CELL {
        pale(wording::FEWER)
    } else if hide {
        pale("withheld")
    } else {
        number(wording::count(n))
    }
}

fn start_to_end(row: &CohortFinding, hide: Withheld, findings: &Findings, days: u32) -> Cell {
    let one = |n: u64, hide: bool| counted(n, hide).text;
    let Some((start, end)) = row.n_start.zip(row.n_end) else {
        return pale(&if summary::is_too_short(findings, days) {
            format!("window shorter than {} days", 2 * days)
        } else {
            "not covered".to_owned()
        });
    };
    Cell {
        text: format!("{} → {}", one(start, hide.n_start), one(end, hide.n_end)),
        aside: None,
        numeric: true,
        pale: hide.n_start || hide.n_end,
    }
}

/// An estimate worded by `word`, its interval aside.
fn estimated(estimate: Option<&Estimate>, hide: bool, word: impl Fn(f64) -> String) -> Cell {
    let mut cell = withheld_or(hide, || estimate.map(|e| word(e.value)));
    cell.aside = estimate
        .filter(|_| !hide)
        .and_then(|e| e.low.zip(e.high))
        .map(|(low, high)| format!("({} to {})", word(low), word(high)));
    cell
}

fn changed(estimate: Option<&Estimate>, hide: bool) -> Cell {
    estimated(estimate, hide, wording::change)
}

/// The table that a section asks for.
pub(crate) fn build(kind: Table, findings: &Findings, window_days: u32) -> TableView {
    match kind {
        Table::Categories => categories(findings, window_days),
        Table::Pay => pay(findings),
        Table::Skills => skills(findings, window_days),
    }
}

fn note(table: &mut TableView, any_withheld: bool, more: &str) {
    let mut words = format!("In brackets: {}.", wording::INTERVAL);
    if !more.is_empty() {
        words.push(' ');
        words.push_str(more);
    }
    if any_withheld {
        words.push_str(&format!(
            " Counts below {SMALLEST_CELL}, and what would give them away, are withheld."
        ));
    }
    if table.absent.is_none() {
        table.note = Some(words);
    }
}

fn categories(findings: &Findings, window_days: u32) -> TableView {
    let withheld = suppression::of_categories(findings);
    let rows = findings
        .categories
        .iter()
        .zip(&withheld)
        .map(|(row, hide)| {
            let hidden = hide.comparison();
            vec![
                text(&row.title.en),
                counted(row.n, hide.n),
                start_to_end(row, *hide, findings, window_days),
                changed(row.change.as_ref(), hidden),
                changed(row.change_of_share.as_ref(), hidden),
                changed(row.season_matched.as_ref(), hidden),
            ]
        })
        .collect();
    let first_and_last = format!("First → last {window_days} days");
    let mut table = table(
        "Postings by category",
        "data/categories.csv",
        &[
            ("Category", false),
            ("Postings", true),
            (&first_and_last, true),
            ("Change", true),
            ("Change of share", true),
            ("Share against a year earlier", true),
        ],
        rows,
        "No posting of this window carries a category.",
    );
    note(
        &mut table,
        withheld.iter().any(|w| w.comparison()),
        "A share is of all postings of the universe.",
    );
    table
}

fn pay(findings: &Findings) -> TableView {
    let paid: Vec<&CohortFinding> = findings
        .categories
        .iter()
        .filter(|row| row.mean_hourly_pay_change.is_some() || row.hourly_pay_shift.is_some())
        .collect();
    let rows = paid
        .iter()
        .map(|row| {
            let n = row
                .mean_hourly_pay_change
                .or(row.hourly_pay_shift)
                .map_or(0, |e| e.n);
            let hide = n < SMALLEST_CELL;
            let currency = row.pay_currency.as_deref().unwrap_or("");
            let money = |v: f64| format!("{} {currency}", wording::decimal(v, 2));
            let shift = |v: f64| format!("{} {currency}", wording::signed(v, 2));
            vec![
                text(&row.title.en),
                counted(n, false),
                withheld_or(hide, || {
                    let (start, end) = (row.median_hourly_pay_start?, row.median_hourly_pay_end?);
                    Some(format!("{} → {}", wording::decimal(start, 2), money(end)))
                }),
                changed(row.mean_hourly_pay_change.as_ref(), hide),
                estimated(row.hourly_pay_shift.as_ref(), hide, shift),
            ]
        })
        .collect();
    let mut table = table(
        "Hourly pay by category",
        "data/categories.csv",
        &[
            ("Category", false),
            ("Postings with an hourly range", true),
            ("Median, start → end", true),
            ("Change of the mean", true),
            ("Typical shift an hour", true),
        ],
        rows,
        "No category has enough postings with an hourly range in both the first and the last part of this window.",
    );
    let any_withheld = paid.iter().any(|row| {
        row.mean_hourly_pay_change
            .or(row.hourly_pay_shift)
            .is_none_or(|e| e.n < SMALLEST_CELL)
    });
    note(
        &mut table,
        any_withheld,
        "Pay is the middle of the hourly range that a posting states; fixed prices and salaries are not in it. The typical shift is Hodges and Lehmann's.",
    );
    table
}

fn skills(findings: &Findings, window_days: u32) -> TableView {
    let withheld = suppression::of_rows(&findings.tags);
    let (shown, small): (Vec<_>, Vec<_>) = findings
        .tags
        .iter()
        .zip(&withheld)
        .partition(|(_, hide)| !hide.n);
    let rows = shown
        .iter()
        .map(|(row, hide)| {
            vec![
                text(&row.title.en),
                counted(row.n, hide.n),
                start_to_end(row, **hide, findings, window_days),
                withheld_or(hide.comparison(), || {
                    let (start, end) = (row.per_ten_thousand_start?, row.per_ten_thousand_end?);
                    let words = wording::per_ten_thousand;
                    Some(format!("{} → {}", words(start), words(end)))
                }),
                estimated(row.rate_ratio.as_ref(), hide.comparison(), wording::ratio),
            ]
        })
        .collect();
    let first_and_last = format!("First → last {window_days} days");
    let per = format!("Per {} postings", wording::count(10_000));
    let mut table = table(
        "AI skills",
        "data/tags.csv",
        &[
            ("Skill", false),
            ("Postings", true),
            (&first_and_last, true),
            (&per, true),
            ("Ratio of the rates", true),
        ],
        rows,
        "No AI skill is asked for in enough postings of this window.",
    );
    let left_out = if small.is_empty() {
        String::new()
    } else {
        format!(
            "Left out: {} asked for in {} postings.",
            wording::counted(small.len() as u64, "skill", "skills"),
            wording::FEWER
        )
    };
    note(
        &mut table,
        shown.iter().any(|(_, hide)| hide.comparison()),
        &left_out,
    );
    table
}
