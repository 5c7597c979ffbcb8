//! A document in, its JSON with the name of its form as first key out: the same bytes on a terminal and in the API. Knows no document.

use serde::Serialize;
use utoipa::ToSchema;

/// A value that programs read, with a name for its form.
pub trait Document: Serialize {
    /// The name of the form; its number grows when a key changes its meaning or goes.
    const SCHEMA: &'static str;
}

/// A document as programs get it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Enveloped<'a, T> {
    /// The name of the form.
    #[schema(value_type = String)]
    schema: &'a str,
    #[serde(flatten)]
    value: &'a T,
}

/// One JSON document as text; `schema` is its first key, so that a reader knows what it holds.
///
/// # Errors
/// Where a value has no JSON, as a map whose keys are no texts.
pub fn enveloped(schema: &str, value: &impl Serialize) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(&Enveloped { schema, value })
}

/// The same on one line, for streams of documents.
///
/// # Errors
/// As [`enveloped`].
pub fn enveloped_on_a_line(
    schema: &str,
    value: &impl Serialize,
) -> Result<String, serde_json::Error> {
    serde_json::to_string(&Enveloped { schema, value })
}
