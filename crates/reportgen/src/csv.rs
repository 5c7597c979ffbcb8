//! Findings in, CSV files out: raw numbers, empty where a number is missing or withheld, with a column that says which. Knows no template.

use analytics::findings::{CohortFinding, Estimate, Findings, JudgedClaim};

use crate::escape::plain;
use crate::suppression::{SMALLEST_CELL, Withheld, hidden_lines, of_categories, of_rows};
use crate::wording;

struct Sheet {
    text: String,
}

impl Sheet {
    fn new(columns: &[&str]) -> Sheet {
        let mut sheet = Sheet {
            text: String::new(),
        };
        sheet.row(columns.iter().map(|c| (*c).to_owned()));
        sheet
    }

    fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        for (place, cell) in cells.into_iter().enumerate() {
            if place > 0 {
                self.text.push(',');
            }
            if cell.contains([',', '"', '\n', '\r']) {
                self.text.push('"');
                self.text.push_str(&cell.replace('"', "\"\""));
                self.text.push('"');
            } else {
                self.text.push_str(&cell);
            }
        }
        self.text.push('\n');
    }

    fn bytes(self) -> Vec<u8> {
        self.text.into_bytes()
    }
}

/// Words in a cell; a leading `=`, `+`, `-` or `@` gets a quote before it, since spreadsheets would run it as a formula.
fn words(text: &str) -> String {
    let text = plain(text);
    if text.starts_with(['=', '+', '-', '@']) {
        format!("'{text}")
    } else {
        text
    }
}

/// A number in the fewest digits that read back as the same number.
fn number(value: Option<f64>) -> String {
    value.map_or_else(String::new, |v| v.to_string())
}

fn count(n: u64, withheld: bool) -> String {
    if withheld {
        String::new()
    } else {
        n.to_string()
    }
}

fn estimate(estimate: Option<&Estimate>) -> [String; 3] {
    [
        number(estimate.map(|e| e.value)),
        number(estimate.and_then(|e| e.low)),
        number(estimate.and_then(|e| e.high)),
    ]
}

const COHORT_COLUMNS: &[&str] = &[
    "id",
    "title",
    "postings",
    "postings_start",
    "postings_end",
    "suppressed",
    "change",
    "change_low",
    "change_high",
    "change_of_share",
    "change_of_share_low",
    "change_of_share_high",
    "season_matched",
    "season_matched_low",
    "season_matched_high",
    "rate_ratio",
    "rate_ratio_low",
    "rate_ratio_high",
    "per_ten_thousand_start",
    "per_ten_thousand_end",
    "mean_hourly_pay_change",
    "mean_hourly_pay_change_low",
    "mean_hourly_pay_change_high",
    "hourly_pay_shift",
    "hourly_pay_shift_low",
    "hourly_pay_shift_high",
    "median_hourly_pay_start",
    "median_hourly_pay_end",
    "pay_currency",
];

/// `data/categories.csv`.
pub(crate) fn categories(findings: &Findings) -> Vec<u8> {
    cohorts(&findings.categories, &of_categories(findings))
}

/// `data/tags.csv`.
pub(crate) fn tags(findings: &Findings) -> Vec<u8> {
    cohorts(&findings.tags, &of_rows(&findings.tags))
}

fn cohorts(rows: &[CohortFinding], withheld: &[Withheld]) -> Vec<u8> {
    let mut sheet = Sheet::new(COHORT_COLUMNS);
    for (row, hide) in rows.iter().zip(withheld) {
        let shown = |e: &Option<Estimate>| estimate(e.as_ref().filter(|_| !hide.comparison()));
        let paid = |e: &Option<Estimate>| estimate(e.as_ref().filter(|e| e.n >= SMALLEST_CELL));
        let has_pay = row
            .mean_hourly_pay_change
            .is_some_and(|e| e.n >= SMALLEST_CELL);
        let mut cells = vec![
            words(&row.id),
            words(&row.title.en),
            count(row.n, hide.n),
            row.n_start
                .map_or_else(String::new, |n| count(n, hide.n_start)),
            row.n_end.map_or_else(String::new, |n| count(n, hide.n_end)),
            u8::from(hide.comparison()).to_string(),
        ];
        for e in [
            &row.change,
            &row.change_of_share,
            &row.season_matched,
            &row.rate_ratio,
        ] {
            cells.extend(shown(e));
        }
        cells.push(number(
            row.per_ten_thousand_start
                .filter(|_| !hide.n && !hide.n_start),
        ));
        cells.push(number(
            row.per_ten_thousand_end.filter(|_| !hide.n && !hide.n_end),
        ));
        cells.extend(paid(&row.mean_hourly_pay_change));
        cells.extend(paid(&row.hourly_pay_shift));
        cells.push(number(row.median_hourly_pay_start.filter(|_| has_pay)));
        cells.push(number(row.median_hourly_pay_end.filter(|_| has_pay)));
        cells.push(words(row.pay_currency.as_deref().unwrap_or("")));
        sheet.row(cells);
    }
    sheet.bytes()
}

/// `data/claims.csv`: the article's claims, then the same on the report's window.
pub(crate) fn claims(findings: &Findings) -> Vec<u8> {
    let mut sheet = Sheet::new(&[
        "id",
        "original",
        "section",
        "verdict",
        "sentence",
        "claimed",
        "claimed_value",
        "first_day",
        "last_day",
        "estimate",
        "estimate_low",
        "estimate_high",
        "deciding_reading",
        "deciding",
        "deciding_low",
        "deciding_high",
        "minimum_detectable_effect",
        "postings_start",
        "postings_end",
        "suppressed",
        "finding",
        "reason",
        "evidence_query",
    ]);
    for claim in findings.claims.iter().chain(&findings.on_your_window) {
        sheet.row(claim_cells(claim));
    }
    sheet.bytes()
}

fn claim_cells(claim: &JudgedClaim) -> Vec<String> {
    let small = |n: u64| (1..SMALLEST_CELL).contains(&n);
    let mut cells = vec![
        words(&claim.id),
        words(claim.original.as_deref().unwrap_or("")),
        words(&claim.section),
        wording::verdict(claim.verdict).0.to_owned(),
        words(&claim.sentence.en),
        words(&claim.claimed.en),
        number(claim.claimed_value),
        claim.window.first().to_string(),
        claim.window.last().to_string(),
    ];
    let hidden = small(claim.n_start) || small(claim.n_end);
    cells.extend(estimate(claim.estimate.as_ref().filter(|_| !hidden)));
    cells.push(words(&claim.deciding_reading));
    cells.extend(estimate(claim.deciding.as_ref().filter(|_| !hidden)));
    cells.push(number(claim.minimum_detectable_effect));
    cells.push(count(claim.n_start, small(claim.n_start)));
    cells.push(count(claim.n_end, small(claim.n_end)));
    cells.push(u8::from(hidden).to_string());
    cells.push(words(&claim.finding.en));
    cells.push(words(&claim.reason.en));
    cells.push(words(&claim.evidence_query));
    cells
}

/// `data/averages.csv`: one row for each category (and external control) and day from its first full window on.
///
/// `window_days` times the average is the count behind a value, which decides whether it may be shown.
pub(crate) fn averages(findings: &Findings, window_days: u32) -> Vec<u8> {
    let mut sheet = Sheet::new(&["day", "category", "average", "suppressed"]);
    let hidden_lines = hidden_lines(findings);
    for line in &findings.averages {
        let is_hidden_line = hidden_lines.contains(&line.id.as_str());
        let begun = findings
            .days
            .days()
            .zip(&line.values)
            .skip_while(|(_, value)| value.is_none());
        for (day, value) in begun {
            let hidden = value.is_some_and(|v| is_hidden_line || is_small(v, window_days));
            sheet.row([
                day.to_string(),
                words(&line.id),
                number(value.filter(|_| !hidden)),
                u8::from(hidden).to_string(),
            ]);
        }
    }
    for series in findings.external.iter().filter(|one| one.is_control) {
        let days = findings.days.days().zip(&series.average);
        for (day, value) in days.skip_while(|(_, value)| value.is_none()) {
            let none_hidden = "0".to_owned();
            sheet.row([
                day.to_string(),
                words(&series.id),
                number(*value),
                none_hidden,
            ]);
        }
    }
    sheet.bytes()
}

/// Whether an average over this many days stands for too few postings to be shown.
pub(crate) fn is_small(average: f64, window_days: u32) -> bool {
    // Half a posting of slack, since the average is a rounded quotient.
    average * f64::from(window_days) < SMALLEST_CELL as f64 - 0.5
}
