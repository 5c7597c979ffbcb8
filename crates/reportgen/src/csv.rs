//! Findings in, CSV files out: raw numbers, empty where a number is missing or withheld, with a column that says which. Knows no template.

mod claims;
mod cohorts;
mod days;

use analytics::findings::{Estimate, Findings};

pub(crate) use days::is_small;

use crate::dictionary::Field;
use crate::escape::plain;

/// A table that comes with a report.
pub(crate) struct Table {
    /// Its path inside the report's folder.
    pub(crate) path: &'static str,
    /// Its columns, in their order.
    pub(crate) columns: &'static [Field],
    rows: fn(&Findings, &mut Sheet),
}

impl Table {
    /// The file.
    pub(crate) fn bytes(&self, findings: &Findings) -> Vec<u8> {
        let mut sheet = Sheet::new(self.columns);
        (self.rows)(findings, &mut sheet);
        sheet.text.into_bytes()
    }
}

/// Every table, in the order of their paths.
pub(crate) const TABLES: &[Table] = &[
    Table {
        path: "data/alerts.csv",
        columns: days::ALERTS,
        rows: days::alerts,
    },
    Table {
        path: "data/averages.csv",
        columns: days::AVERAGES,
        rows: days::averages,
    },
    Table {
        path: "data/categories.csv",
        columns: cohorts::COLUMNS,
        rows: cohorts::categories,
    },
    Table {
        path: "data/claims.csv",
        columns: claims::CLAIMS,
        rows: claims::claims,
    },
    Table {
        path: "data/monthly.csv",
        columns: days::MONTHLY,
        rows: days::monthly,
    },
    Table {
        path: "data/readings.csv",
        columns: claims::READINGS,
        rows: claims::readings,
    },
    Table {
        path: "data/specifications.csv",
        columns: claims::SPECIFICATIONS,
        rows: claims::specifications,
    },
    Table {
        path: "data/tags.csv",
        columns: cohorts::COLUMNS,
        rows: cohorts::tags,
    },
];

/// A file that is being written. Every row has as many cells as there are columns.
pub(crate) struct Sheet {
    text: String,
    columns: usize,
}

impl Sheet {
    fn new(columns: &[Field]) -> Sheet {
        let mut sheet = Sheet {
            text: String::new(),
            columns: columns.len(),
        };
        sheet.row(columns.iter().map(|column| column.name.to_owned()));
        sheet
    }

    fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let mut written = 0;
        for cell in cells {
            if written > 0 {
                self.text.push(',');
            }
            if cell.contains([',', '"', '\n', '\r']) {
                self.text.push('"');
                self.text.push_str(&cell.replace('"', "\"\""));
                self.text.push('"');
            } else {
                self.text.push_str(&cell);
            }
            written += 1;
        }
        debug_assert_eq!(written, self.columns, "a row and its columns differ");
        self.text.push('\n');
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

/// Whether something is withheld: `1` or `0`.
fn flag(withheld: bool) -> String {
    u8::from(withheld).to_string()
}

fn estimate(estimate: Option<&Estimate>) -> [String; 3] {
    [
        number(estimate.map(|e| e.value)),
        number(estimate.and_then(|e| e.low)),
        number(estimate.and_then(|e| e.high)),
    ]
}
