//! Documents of JSON in, the fields that readers ask for out. Knows no kind and no field's name.

use serde_json::Value;

use crate::document::RawDocument;
use crate::read::html::{clean_line, decode_entities, text_of_html};
use crate::read::json_repair::repaired;

/// The document as JSON, mended where it is almost that. An error says what it is instead, for [`crate::Reading::fault`].
pub(super) fn parse(document: &RawDocument) -> Result<Value, String> {
    let body = document.body.as_slice();
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    if let Ok(value) = serde_json::from_slice(body) {
        return Ok(value);
    }
    if let Some(cut) = &document.cut {
        return Err(format!(
            "the answer is not whole ({cut}), so that its JSON cannot be read"
        ));
    }
    let text = String::from_utf8_lossy(body);
    let start = text.trim_start();
    if start.is_empty() {
        return Err("the answer is empty where JSON was expected".to_owned());
    }
    if start.starts_with('<') {
        return Err(
            "the answer is a page of HTML or XML where JSON was expected: a challenge, a log-in, or a board that moved"
                .to_owned(),
        );
    }
    serde_json::from_slice(&repaired(text.as_bytes()))
        .map_err(|error| format!("the answer is not JSON: {error}"))
}

/// A scalar as it is written; nothing for null, empty text, lists and objects.
pub(super) fn scalar(value: &Value, pointer: &str) -> Option<String> {
    let text = match value.pointer(pointer)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// A scalar as one clean line, entities decoded.
pub(super) fn line(value: &Value, pointer: &str) -> Option<String> {
    let text = clean_line(&decode_entities(&scalar(value, pointer)?));
    (!text.is_empty()).then_some(text)
}

/// Fields of HTML, one after another, as clean text.
pub(super) fn body(value: &Value, pointers: &[&str]) -> String {
    let parts: Vec<&str> = pointers
        .iter()
        .filter_map(|pointer| value.pointer(pointer)?.as_str())
        .collect();
    text_of_html(&parts.join("\n<p></p>\n"))
}

/// The records under a pointer; an error names the pointer.
pub(super) fn records<'a>(value: &'a Value, pointer: &str) -> Result<&'a [Value], String> {
    match value.pointer(pointer) {
        Some(Value::Array(records)) => Ok(records),
        _ if pointer.is_empty() => Err("the JSON is not a list of postings".to_owned()),
        _ => Err(format!(
            "the JSON has no list `{pointer}`: the interface changed, or there is no such board"
        )),
    }
}

/// The document as JSON with the list of its records; otherwise what it is instead.
pub(super) fn parsed(document: &RawDocument, pointer: &str) -> Result<(Value, Vec<Value>), String> {
    let mut value = parse(document)?;
    records(&value, pointer)?;
    let taken = match value.pointer_mut(pointer) {
        Some(Value::Array(list)) => std::mem::take(list),
        _ => Vec::new(),
    };
    Ok((value, taken))
}
