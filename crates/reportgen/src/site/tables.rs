//! Tables of words and numbers as pages show them, and the page that is nothing but tables. Knows no number's meaning.

use serde::Serialize;

use super::{Link, View};

/// The head of a column.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    /// What it says.
    pub text: String,
    /// Whether it holds numbers, which stand at the right.
    pub number: bool,
}

/// One cell.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Cell {
    /// What it says.
    pub text: String,
    /// Where it leads.
    pub href: Option<String>,
    /// Whether it holds a number.
    pub number: bool,
    /// Whether it names its row.
    pub head: bool,
}

impl Cell {
    /// Words.
    #[must_use]
    pub fn words(text: impl Into<String>) -> Cell {
        Cell {
            text: text.into(),
            ..Cell::default()
        }
    }

    /// A number, written out.
    #[must_use]
    pub fn number(text: impl Into<String>) -> Cell {
        Cell {
            number: true,
            ..Cell::words(text)
        }
    }

    /// What names the row.
    #[must_use]
    pub fn head(text: impl Into<String>) -> Cell {
        Cell {
            head: true,
            ..Cell::words(text)
        }
    }

    /// The same cell, leading somewhere.
    #[must_use]
    pub fn to(self, href: impl Into<String>) -> Cell {
        Cell {
            href: Some(href.into()),
            ..self
        }
    }
}

/// A table.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// A table; the columns that hold numbers begin with `#`.
    #[must_use]
    pub fn new(caption: impl Into<String>, columns: &[&str], rows: Vec<Vec<Cell>>) -> Table {
        let columns = columns.iter().map(|name| Column {
            text: name.trim_start_matches('#').to_owned(),
            number: name.starts_with('#'),
        });
        Table {
            caption: caption.into(),
            columns: columns.collect(),
            rows,
        }
    }
}

/// Rules of one name.
#[derive(Clone, Debug, Serialize)]
pub struct Rules {
    /// The id of the part of the page.
    pub id: String,
    /// The name.
    pub name: String,
    /// The rules, one a line.
    pub lines: Vec<String>,
}

/// A page of tables.
#[derive(Clone, Debug, Serialize)]
pub struct Listing {
    /// What it lists.
    pub heading: String,
    /// What to know before reading.
    pub words: Vec<String>,
    /// The same in another form.
    pub links: Vec<Link>,
    /// The tables.
    pub tables: Vec<Table>,
    /// What is said where there is no table.
    pub absent: String,
    /// What stands over the rules.
    pub rules_heading: String,
    /// The rules, folded away.
    pub rules: Vec<Rules>,
}

impl View for Listing {
    const TEMPLATE: &'static str = "listing";
}
