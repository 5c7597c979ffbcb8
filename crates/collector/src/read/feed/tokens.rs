//! One token of a broken document in, what it must have been meant for out. Knows nothing of what is open.

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart};

use super::names::local_part;
use crate::read::html::decode_entities;

/// Where the next `<` stands.
pub(super) fn next_bracket(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes().get(from..)?;
    bytes
        .iter()
        .position(|byte| *byte == b'<')
        .map(|at| from + at)
}

/// `<` before a blank or a digit is no tag but a sign that somebody forgot to escape.
pub(super) fn is_text(tag: &BytesStart<'_>) -> bool {
    let raw: &str = tag;
    !raw.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Whether a tag holds the start of another, which no tag does unless its own end is missing.
pub(super) fn holds_tag(tag: &BytesStart<'_>) -> bool {
    let raw: &str = tag;
    raw.contains("</") || raw.match_indices('<').any(|(at, _)| is_text_start(raw, at))
}

fn is_text_start(raw: &str, at: usize) -> bool {
    // `<b title="a <i>">` is sloppy but closed: only a bracket outside of quotes tells.
    let quotes = raw[..at].bytes().filter(|byte| *byte == b'"').count();
    let single = raw[..at].bytes().filter(|byte| *byte == b'\'').count();
    quotes % 2 == 0 && single % 2 == 0
}

pub(super) fn is_feed_root(name: &str) -> bool {
    matches!(local_part(name), "rss" | "rdf" | "feed")
        || matches!(name, "channel" | "source" | "jobs" | "rss09")
}

/// Fields of an item that hold text and no elements.
pub(super) fn is_plain_field(name: &str) -> bool {
    matches!(
        name,
        "title"
            | "link"
            | "guid"
            | "pubdate"
            | "id"
            | "published"
            | "updated"
            | "category"
            | "dc:date"
            | "dc:creator"
    )
}

/// Fields that stand right in an item.
pub(super) fn is_field(name: &str) -> bool {
    is_plain_field(name)
        || matches!(
            name,
            "description"
                | "content:encoded"
                | "summary"
                | "content"
                | "author"
                | "enclosure"
                | "source"
        )
}

/// The character; HTML's names come up undeclared all the time. Other names stay as they are written: what a document
/// declares is never expanded.
pub(super) fn resolved(reference: &BytesRef<'_>) -> String {
    match reference.resolve_char_ref() {
        Ok(Some(letter)) => return of_windows(letter).to_string(),
        Err(_) => return String::new(),
        Ok(None) => {}
    }
    let name: &str = reference;
    match resolve_predefined_entity(name) {
        Some(text) => text.to_owned(),
        None => decode_entities(&format!("&{name};")),
    }
}

/// The control characters of Latin-1 are never meant; their numbers in Windows-1252 are. Browsers do the same.
fn of_windows(letter: char) -> char {
    match u8::try_from(u32::from(letter)) {
        Ok(byte @ 0x80..=0x9F) => {
            let bytes = [byte];
            let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
            text.chars().next().unwrap_or(letter)
        }
        _ => letter,
    }
}

pub(super) fn unescaped(value: &str) -> String {
    if value.contains('&') {
        decode_entities(value)
    } else {
        value.to_owned()
    }
}
