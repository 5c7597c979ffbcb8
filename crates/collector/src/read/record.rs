//! One record of any format, asked for its fields by the names of a profile. Knows no posting.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::node::Node;
use crate::profile::FieldRef;

/// The columns of a CSV file by name; of two with one name the first counts.
pub(super) struct Header {
    columns: BTreeMap<String, usize>,
}

impl Header {
    pub(super) fn new<'a>(names: impl Iterator<Item = &'a str>) -> Header {
        let mut columns = BTreeMap::new();
        for (index, name) in names.enumerate() {
            columns.entry(name.trim().to_owned()).or_insert(index);
        }
        Header { columns }
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.keys().map(String::as_str)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.columns.contains_key(name)
    }
}

/// One item of a feed: the texts of its elements in their order, under their names as they are written
/// (`pubDate`, `content:encoded`, `author/name`, `category@term`).
#[derive(Debug, Default)]
pub(super) struct FeedItem {
    pub(super) elements: Vec<(String, String)>,
}

impl FeedItem {
    /// The first element of this name that holds anything; some old feeds write every name in capitals.
    fn element(&self, name: &str) -> Option<&str> {
        self.elements
            .iter()
            .find(|(own, text)| own.eq_ignore_ascii_case(name) && !text.trim().is_empty())
            .map(|(_, text)| text.as_str())
    }
}

/// A record of one of the formats.
pub(super) enum Record<'a> {
    Row(&'a Header, &'a csv::StringRecord),
    Json(&'a Node<'a>),
    Feed(&'a FeedItem),
}

/// A record together with the labels that a block reader found in it.
pub(super) struct Fields<'a> {
    pub(super) record: &'a Record<'a>,
    pub(super) block: BTreeMap<String, String>,
}

impl<'a> Fields<'a> {
    /// The field's text without outer blanks; `None` where it is absent or empty.
    pub(super) fn text(&'a self, field: &FieldRef) -> Option<Cow<'a, str>> {
        let text = match (field, self.record) {
            (FieldRef::Block(label), _) => Cow::Borrowed(self.block.get(label)?.as_str()),
            (FieldRef::Name(name) | FieldRef::Pointer(name), Record::Row(header, row)) => {
                Cow::Borrowed(row.get(*header.columns.get(name)?)?)
            }
            (FieldRef::Name(name) | FieldRef::Pointer(name), Record::Feed(item)) => {
                Cow::Borrowed(item.element(name)?)
            }
            (FieldRef::Name(name), Record::Json(value)) => text_of(value.get(name)?)?,
            (FieldRef::Pointer(pointer), Record::Json(value)) => text_of(value.pointer(pointer)?)?,
        };
        trimmed(text)
    }

    /// The texts of a field that may hold several: a JSON array, or an element that a feed item repeats.
    pub(super) fn texts(&'a self, field: &FieldRef) -> Vec<Cow<'a, str>> {
        let found = match (field, self.record) {
            (FieldRef::Name(name), Record::Json(value)) => value.get(name),
            (FieldRef::Pointer(pointer), Record::Json(value)) => value.pointer(pointer),
            (FieldRef::Name(name) | FieldRef::Pointer(name), Record::Feed(item)) => {
                let own = item
                    .elements
                    .iter()
                    .filter(|(own, _)| own.eq_ignore_ascii_case(name));
                return own
                    .filter_map(|(_, text)| trimmed(Cow::Borrowed(text.as_str())))
                    .collect();
            }
            _ => None,
        };
        match found {
            Some(Node::Array(values)) => values
                .iter()
                .filter_map(|value| text_of(value).and_then(trimmed))
                .collect(),
            _ => self.text(field).into_iter().collect(),
        }
    }
}

fn trimmed(text: Cow<'_, str>) -> Option<Cow<'_, str>> {
    let inner = text.trim();
    if inner.is_empty() {
        None
    } else if inner.len() == text.len() {
        Some(text)
    } else {
        Some(match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        })
    }
}

/// A scalar as text; the scalars of an array joined by commas; nothing for null and objects.
fn text_of<'a>(value: &'a Node<'_>) -> Option<Cow<'a, str>> {
    match value {
        Node::Null | Node::Object(_) => None,
        Node::Text(text) => Some(Cow::Borrowed(text)),
        Node::Bool(value) => Some(Cow::Borrowed(if *value { "true" } else { "false" })),
        Node::Number(number) => Some(Cow::Owned(number.to_string())),
        Node::Array(values) => {
            let all: Vec<_> = values.iter().filter_map(text_of).collect();
            (!all.is_empty()).then(|| Cow::Owned(all.join(", ")))
        }
    }
}
