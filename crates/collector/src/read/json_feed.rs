//! The text of a JSON Feed in, or of a bare array of its items; entries out. Knows no posting.
//!
//! Items are found and parsed one by one by the reader that archives use, so that a cut document gives the items before the
//! cut, and `NaN`, raw control characters and lone surrogates are mended.

use std::io::Cursor;
use std::ops::ControlFlow;

use serde_json::Value;
use url::Url;

use super::feed::{Entry, Feed, MOST_ENTRIES, Markup, resolved};
use super::html::{clean_line, decode_entities};
use super::json_records;
use super::record::Record;

/// The JSON in a text, without the call that JSONP wraps around it; `None` where the text begins like something else.
pub(super) fn json_in(text: &str) -> Option<&str> {
    if text.starts_with(['{', '[']) {
        return Some(text);
    }
    let (name, rest) = text.split_once('(')?;
    let is_name = !name.is_empty()
        && name.len() < 80
        && name
            .trim_start_matches("/**/")
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '.' | ' '));
    let rest = rest.trim_start();
    (is_name && rest.starts_with(['{', '['])).then(|| {
        let end = rest.trim_end().trim_end_matches(';').trim_end();
        end.strip_suffix(')').unwrap_or(end)
    })
}

/// Reads a feed; `address` is what relative addresses are resolved against.
pub(super) fn read(json: &str, address: &str) -> Feed {
    let mut feed = Feed::default();
    let base = Url::parse(address).ok();
    let is_object = json.starts_with('{');
    if is_object {
        take_head(&mut feed, json);
    }
    let base = feed
        .link
        .as_deref()
        .and_then(|link| Url::parse(link).ok())
        .or(base);
    let path: Vec<String> = is_object.then(|| "items".to_owned()).into_iter().collect();
    let mut fault = None;
    let mut lost = 0;
    let mut entries = Vec::new();
    let outcome = json_records::read_document(Cursor::new(json), &path, &mut |_, record| {
        match record {
            Ok(Record::Json(item)) => entries.push(entry_of(&Value::from(item), base.as_ref())),
            Ok(_) => {}
            Err(broken) => {
                lost += u64::from(!broken.what.starts_with("there is no array"));
                fault.get_or_insert(broken.what);
            }
        }
        if entries.len() >= MOST_ENTRIES {
            fault = Some(format!("only the first {MOST_ENTRIES} entries are read"));
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    });
    if let Err(error) = outcome {
        // The cut goes through an item, unless it stands between two.
        lost += u64::from(error.to_string().contains("inside a record"));
        fault = Some(error.to_string());
    }
    feed.entries = entries;
    feed.lost = lost;
    feed.fault = fault;
    feed
}

/// The facts of the feed itself. A whole parse would fail where an item is broken, so each is looked for by its key.
fn take_head(feed: &mut Feed, json: &str) {
    let text = |key: &str| {
        let value = json_records::value_at(Cursor::new(json), key)?;
        serde_json::from_slice::<String>(&value).ok()
    };
    feed.title = text("title")
        .map(|title| clean_line(&title))
        .unwrap_or_default();
    feed.description = text("description")
        .map(|text| clean_line(&text))
        .unwrap_or_default();
    feed.link = text("home_page_url").and_then(|link| resolved(&link, None));
    feed.next = text("next_url").and_then(|link| resolved(&link, None));
}

fn entry_of(item: &Value, base: Option<&Url>) -> Entry {
    let text = |key: &str| {
        let text = match item.get(key)? {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        (!text.is_empty()).then_some(text)
    };
    let content = match (text("content_html"), text("content_text")) {
        (Some(value), _) => Markup {
            value,
            is_html: true,
        },
        (None, value) => Markup {
            value: value.unwrap_or_default(),
            is_html: false,
        },
    };
    let link = ["url", "external_url"]
        .iter()
        .find_map(|key| resolved(&text(key)?, base));
    let names = |list: &Value| -> Vec<String> {
        let all = list.as_array().into_iter().flatten();
        all.filter_map(Value::as_str)
            .map(clean_line)
            .filter(|name| !name.is_empty())
            .collect()
    };
    let author = ["/authors/0/name", "/author/name"]
        .iter()
        .find_map(|path| item.pointer(path)?.as_str());
    Entry {
        id: text("id"),
        link,
        // The format has plain titles; programs that make it of HTML leave the entities in.
        title: text("title")
            .map(|title| clean_line(&decode_entities(&title)))
            .unwrap_or_default(),
        published: text("date_published"),
        updated: text("date_modified"),
        summary: text("summary").map_or_else(
            || content.clone(),
            |value| Markup {
                value,
                is_html: false,
            },
        ),
        content,
        author: author.map(clean_line).filter(|name| !name.is_empty()),
        categories: item.get("tags").map(names).unwrap_or_default(),
        enclosure: item
            .pointer("/attachments/0/url")
            .and_then(Value::as_str)
            .and_then(|address| resolved(address, base)),
        elements: extensions_of(item),
    }
}

/// Extensions begin with an underscore and hold an object, whose scalars are kept by path (`_jobs/company`); so are
/// strings and numbers under keys that the format does not know.
fn extensions_of(item: &Value) -> Vec<(String, String)> {
    const KNOWN: [&str; 16] = [
        "id",
        "url",
        "external_url",
        "title",
        "content_html",
        "content_text",
        "summary",
        "image",
        "banner_image",
        "date_published",
        "date_modified",
        "authors",
        "author",
        "tags",
        "language",
        "attachments",
    ];
    let mut all = Vec::new();
    let scalar = |value: &Value| match value {
        Value::String(text) => Some(clean_line(text)),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    };
    for (key, value) in item.as_object().into_iter().flatten() {
        if KNOWN.contains(&key.as_str()) {
            continue;
        }
        if let Some(text) = scalar(value) {
            all.push((key.to_lowercase(), text));
        }
        for (inner, value) in value.as_object().into_iter().flatten() {
            if let Some(text) = scalar(value) {
                all.push((format!("{key}/{inner}").to_lowercase(), text));
            }
        }
    }
    all
}
