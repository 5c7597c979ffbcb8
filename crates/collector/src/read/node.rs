//! The text of one JSON value in, a tree that borrows its strings from the text out. Knows no record.
//!
//! `serde_json::Value` copies every string and sorts every key; an archive has some twenty fields a record, each asked for once.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

/// A JSON value.
#[derive(Debug)]
pub(super) enum Node<'a> {
    Null,
    Bool(bool),
    Number(Number),
    /// Borrowed where no letter of it is escaped.
    Text(Cow<'a, str>),
    Array(Vec<Node<'a>>),
    /// In the order of the text; of two with one key the last counts.
    Object(Vec<(Cow<'a, str>, Node<'a>)>),
}

impl Node<'_> {
    /// The value under a key of an object.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        let Node::Object(entries) = self else {
            return None;
        };
        let found = entries.iter().rev().find(|(own, _)| own == key);
        found.map(|(_, value)| value)
    }

    /// The value that a JSON pointer leads to.
    pub(super) fn pointer(&self, pointer: &str) -> Option<&Self> {
        let mut steps = pointer.split('/').skip(1);
        steps.try_fold(self, |node, step| match node {
            Node::Object(_) if step.contains('~') => {
                node.get(&step.replace("~1", "/").replace("~0", "~"))
            }
            Node::Object(_) => node.get(step),
            Node::Array(values) => values.get(place(step)?),
            _ => None,
        })
    }
}

/// The place in an array that a step of a pointer names; `01` and `+1` name none.
fn place(step: &str) -> Option<usize> {
    let is_number = step == "0" || step.starts_with(|first| matches!(first, '1'..='9'));
    is_number.then(|| step.parse().ok())?
}

impl From<&Node<'_>> for Value {
    fn from(node: &Node<'_>) -> Value {
        match node {
            Node::Null => Value::Null,
            Node::Bool(value) => Value::Bool(*value),
            Node::Number(number) => Value::Number(number.clone()),
            Node::Text(text) => Value::String(text.as_ref().to_owned()),
            Node::Array(values) => values.iter().map(Value::from).collect(),
            Node::Object(entries) => {
                let own =
                    |(key, value): &(Cow<'_, str>, Node<'_>)| (key.to_string(), Value::from(value));
                entries.iter().map(own).collect()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Node<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Node<'de>, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Node<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any valid JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node<'de>, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node<'de>, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node<'de>, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node<'de>, E> {
        Ok(Number::from_f64(value).map_or(Node::Null, Node::Number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node<'de>, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = seq.next_element()? {
            values.push(value);
        }
        Ok(Node::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node<'de>, A::Error> {
        // Most records have at most as many fields.
        let mut entries = Vec::with_capacity(16);
        // JSON has no other keys than texts.
        while let Some(Node::Text(key)) = map.next_key()? {
            entries.push((key, map.next_value()?));
        }
        Ok(Node::Object(entries))
    }
}
