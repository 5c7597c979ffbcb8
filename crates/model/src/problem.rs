//! A row or item that could not be read, and why. Travels beside the postings; never ends a run.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What sort of fault it is; the summary counts by this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// The file could not be opened, decompressed or decoded to its end.
    Unreadable,
    /// The row is not of the format (broken JSON, a CSV row of another length).
    Malformed,
    /// A field that the profile needs is absent or empty.
    MissingField,
    /// Neither a date nor a snapshot day.
    NoDate,
    /// A date that does not parse.
    BadDate,
    /// A date more than 48 hours ahead.
    FutureDate,
    /// Pay that does not parse; the posting itself is kept.
    BadPay,
    /// Any other field that does not parse.
    BadValue,
}

impl ProblemKind {
    /// All kinds.
    pub const ALL: [ProblemKind; 8] = [
        ProblemKind::Unreadable,
        ProblemKind::Malformed,
        ProblemKind::MissingField,
        ProblemKind::NoDate,
        ProblemKind::BadDate,
        ProblemKind::FutureDate,
        ProblemKind::BadPay,
        ProblemKind::BadValue,
    ];

    /// The name in summaries and JSON.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            ProblemKind::Unreadable => "unreadable",
            ProblemKind::Malformed => "malformed",
            ProblemKind::MissingField => "missing_field",
            ProblemKind::NoDate => "no_date",
            ProblemKind::BadDate => "bad_date",
            ProblemKind::FutureDate => "future_date",
            ProblemKind::BadPay => "bad_pay",
            ProblemKind::BadValue => "bad_value",
        }
    }
}

/// One fault in one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What sort of fault.
    pub kind: ProblemKind,
    /// The file or source.
    pub origin: String,
    /// The record's place in it, counted from 1; `None` where the whole file is meant.
    pub row: Option<u64>,
    /// What is wrong and what would mend it, in one sentence, lower case, without a full stop.
    pub what: String,
    /// The offending value, cut to 200 characters.
    pub value: String,
}

impl Problem {
    /// A problem whose value is cut to 200 characters.
    #[must_use]
    pub fn new(
        kind: ProblemKind,
        origin: &str,
        row: Option<u64>,
        what: impl Into<String>,
        value: &str,
    ) -> Problem {
        Problem {
            kind,
            origin: origin.to_owned(),
            row,
            what: what.into(),
            value: value.chars().take(200).collect(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.origin)?;
        if let Some(row) = self.row {
            write!(f, ", record {row}")?;
        }
        write!(f, ": {}", self.what)?;
        if !self.value.is_empty() {
            write!(f, " (`{}`)", self.value)?;
        }
        Ok(())
    }
}
