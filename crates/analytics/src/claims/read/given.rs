//! What a claim file leaves to the run that judges it: the key `window = "report"`, and the text `{query}`. Values of TOML in, the same with the gaps filled out.

use serde::Deserialize;
use toml::Value;

use super::super::Window;
use super::{RawWindow, one_line};

/// What stands for the query.
const QUERY: &str = "{query}";

/// Reads the key `window` of a claim or of the study.
pub(super) fn window(value: Value) -> Result<Window, String> {
    match value {
        Value::String(word) if word == "report" => Ok(Window::Report),
        Value::String(word) => Err(format!(
            "`window` is `{word}`; write `\"report\"`, or `{{ first = YYYY-MM-DD, last = YYYY-MM-DD }}`"
        )),
        value => {
            let days = RawWindow::deserialize(value);
            let days = days.map_err(|error| format!("`window`: {}", one_line(error.message())))?;
            Ok(Window::Days(days.days("window")?))
        }
    }
}

/// Puts a query in for `{query}` in every text of a value; `false` where one stands there and no query is given.
pub(super) fn fill_query(value: &mut Value, query: Option<&str>) -> bool {
    match value {
        Value::String(text) => {
            if text.contains(QUERY) {
                let Some(query) = query else { return false };
                *text = text.replace(QUERY, query);
            }
            true
        }
        Value::Array(values) => values.iter_mut().all(|one| fill_query(one, query)),
        Value::Table(table) => table.iter_mut().all(|(_, one)| fill_query(one, query)),
        _ => true,
    }
}
