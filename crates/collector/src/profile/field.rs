//! The words by which a profile names a text: a field, a constant or a template, and what is done to it. Knows no record.

use std::collections::BTreeMap;

use regex::Regex;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};

/// One place in a record.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub(crate) enum FieldRef {
    /// A CSV column, a top-level JSON key, or the name of a feed element.
    Name(String),
    /// A JSON pointer.
    Pointer(String),
    /// A label of the block.
    Block(String),
}

impl From<String> for FieldRef {
    fn from(text: String) -> FieldRef {
        if let Some(label) = text.strip_prefix("block:") {
            FieldRef::Block(label.to_owned())
        } else if text.starts_with('/') {
            FieldRef::Pointer(text)
        } else {
            FieldRef::Name(text)
        }
    }
}

/// A value that may be written alone or as a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OneOrMany(pub(crate) Vec<String>);

impl<'de> Deserialize<'de> for OneOrMany {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<OneOrMany, D::Error> {
        struct Both;
        impl<'de> Visitor<'de> for Both {
            type Value = OneOrMany;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a text or a list of texts")
            }
            fn visit_str<E>(self, text: &str) -> Result<OneOrMany, E> {
                Ok(OneOrMany(vec![text.to_owned()]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<OneOrMany, A::Error> {
                let mut all = Vec::new();
                while let Some(one) = seq.next_element()? {
                    all.push(one);
                }
                Ok(OneOrMany(all))
            }
        }
        deserializer.deserialize_any(Both)
    }
}

/// A regular expression.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Pattern(pub(crate) Regex);

impl TryFrom<String> for Pattern {
    type Error = String;
    fn try_from(text: String) -> Result<Pattern, String> {
        Regex::new(&text).map(Pattern).map_err(|error| {
            let last = error.to_string();
            let reason = last.lines().last().unwrap_or_default().to_owned();
            format!("`{text}` is not a regular expression: {reason}")
        })
    }
}

/// A text with `{field}` in it.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Template(pub(crate) Vec<TemplatePart>);

/// A piece of a template.
#[derive(Clone, Debug)]
pub(crate) enum TemplatePart {
    Literal(String),
    Field(FieldRef),
}

impl TryFrom<String> for Template {
    type Error = String;
    fn try_from(text: String) -> Result<Template, String> {
        let mut parts = Vec::new();
        let mut rest = text.as_str();
        while let Some((literal, after)) = rest.split_once('{') {
            let Some((field, after)) = after.split_once('}') else {
                return Err(format!("`{text}` has a `{{` without a `}}`"));
            };
            parts.push(TemplatePart::Literal(literal.to_owned()));
            parts.push(TemplatePart::Field(FieldRef::from(field.to_owned())));
            rest = after;
        }
        parts.push(TemplatePart::Literal(rest.to_owned()));
        Ok(Template(parts))
    }
}

/// Where a text comes from.
#[derive(Clone, Debug)]
pub(crate) enum Origin {
    /// The first of these fields that is not empty.
    Fields(Vec<FieldRef>),
    /// The same for every record.
    Constant(String),
    /// Fields set into a text; absent where one of them is.
    Template(Template),
}

/// A text of a posting: its origin and what is done to it, in the order of the keys here.
#[derive(Clone, Debug)]
pub(crate) struct TextSource {
    pub(crate) origin: Origin,
    /// Only what the first group matches; absent where nothing does.
    pub(crate) pattern: Option<Pattern>,
    /// The text is HTML.
    pub(crate) html: bool,
    /// The text is plain but carries HTML entities.
    pub(crate) entities: bool,
    /// Entities were escaped twice, so that they still stand in the text of the HTML.
    pub(crate) double_escaped: bool,
    /// Removed from the end.
    pub(crate) strip_suffix: Option<String>,
    /// Everything from `?` on is removed.
    pub(crate) drop_query: bool,
    /// Only the first line, cut at a word's end to at most this many characters.
    pub(crate) first_line: Option<usize>,
    /// Whole texts and what stands for them ("USA" and "United States").
    pub(crate) replace: BTreeMap<String, String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenText {
    field: Option<OneOrMany>,
    constant: Option<String>,
    template: Option<Template>,
    pattern: Option<Pattern>,
    #[serde(default)]
    html: bool,
    #[serde(default)]
    entities: bool,
    #[serde(default)]
    double_escaped: bool,
    strip_suffix: Option<String>,
    #[serde(default)]
    drop_query: bool,
    first_line: Option<usize>,
    #[serde(default)]
    replace: BTreeMap<String, String>,
}

impl TryFrom<WrittenText> for TextSource {
    type Error = &'static str;
    fn try_from(written: WrittenText) -> Result<TextSource, &'static str> {
        let origin = match (written.field, written.constant, written.template) {
            (Some(OneOrMany(names)), None, None) => {
                Origin::Fields(names.into_iter().map(FieldRef::from).collect())
            }
            (None, Some(text), None) => Origin::Constant(text),
            (None, None, Some(template)) => Origin::Template(template),
            _ => return Err("a text needs exactly one of `field`, `constant` and `template`"),
        };
        Ok(TextSource {
            origin,
            pattern: written.pattern,
            html: written.html,
            entities: written.entities,
            double_escaped: written.double_escaped,
            strip_suffix: written.strip_suffix,
            drop_query: written.drop_query,
            first_line: written.first_line,
            replace: written.replace,
        })
    }
}

/// A text is written as a table, or as the bare name of its field.
impl<'de> Deserialize<'de> for TextSource {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<TextSource, D::Error> {
        struct NameOrTable;
        impl<'de> Visitor<'de> for NameOrTable {
            type Value = TextSource;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("the name of a field or a table")
            }
            fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<TextSource, E> {
                let written = WrittenText {
                    field: Some(OneOrMany(vec![name.to_owned()])),
                    ..WrittenText::default()
                };
                written.try_into().map_err(E::custom)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<TextSource, A::Error> {
                WrittenText::deserialize(MapAccessDeserializer::new(map))?
                    .try_into()
                    .map_err(serde::de::Error::custom)
            }
        }
        deserializer.deserialize_any(NameOrTable)
    }
}

impl TextSource {
    /// Adds the fields that this text reads.
    pub(crate) fn add_fields<'a>(&'a self, fields: &mut Vec<&'a FieldRef>) {
        match &self.origin {
            Origin::Fields(own) => fields.extend(own),
            Origin::Constant(_) => {}
            Origin::Template(Template(parts)) => {
                fields.extend(parts.iter().filter_map(|part| match part {
                    TemplatePart::Field(field) => Some(field),
                    TemplatePart::Literal(_) => None,
                }));
            }
        }
    }
}
