//! A query that does not parse: what is wrong, where, and which query was probably meant.

use std::fmt;

/// Why a query does not parse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// What is wrong, lower case, without a full stop.
    pub message: String,
    /// The character of the query at which it goes wrong, counted from 0.
    pub position: Option<usize>,
    /// The whole query as it was probably meant.
    pub suggestion: Option<String>,
    /// The query as it was written.
    pub query: String,
}

/// Columns that a character takes on a terminal.
fn columns(c: char) -> usize {
    let wide = matches!(c, '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}' | '\u{1F300}'..='\u{1F64F}'
        | '\u{20000}'..='\u{3FFFD}');
    if wide { 2 } else { 1 }
}

impl fmt::Display for QueryError {
    /// The message; where a place is known, the query with a caret under it; the suggestion.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message)?;
        if let Some(position) = self.position {
            let line: String = self
                .query
                .chars()
                .map(|c| if c.is_control() { ' ' } else { c })
                .collect();
            let before: usize = line.chars().take(position).map(columns).sum();
            write!(f, "\n  {line}\n  {:before$}^", "")?;
        }
        if let Some(suggestion) = &self.suggestion {
            write!(f, "\n  did you mean: {suggestion}")?;
        }
        Ok(())
    }
}

impl std::error::Error for QueryError {}
