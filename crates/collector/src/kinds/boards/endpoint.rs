//! What the boards share: the one address of each and its records. Knows no board.

use serde_json::Value;
use url::Url;

use crate::document::RawDocument;
use crate::kinds::json;
use crate::kinds::listing::absolute;
use crate::source::Source;

/// The declared `url` (a mirror, a filter in its query), else the board's own endpoint.
pub(super) fn endpoint(source: &Source, own: &str) -> Result<Url, String> {
    absolute(source.url.as_deref().unwrap_or(own))
}

/// The address that a request asked for; the one that answered where it cannot be read.
pub(super) fn asked(document: &RawDocument) -> Result<Url, String> {
    Url::parse(&document.request.url)
        .or_else(|_| Url::parse(&document.final_url))
        .map_err(|error| format!("`{}` is no address: {error}", document.request.url))
}

/// The texts of a list, each a clean line.
pub(super) fn lines(record: &Value, pointer: &str) -> Vec<String> {
    let Some(Value::Array(texts)) = record.pointer(pointer) else {
        return Vec::new();
    };
    let mut found: Vec<String> = Vec::new();
    for text in texts.iter().filter_map(|text| json::line(text, "")) {
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found
}
