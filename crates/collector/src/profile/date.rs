//! The words by which a profile says when a posting was published. Knows formats and zones, not dates themselves.

use jiff::tz::TimeZone;
use model::DateKind;
use serde::Deserialize;

use super::field::{FieldRef, OneOrMany, Pattern};

/// One place that may state the date.
#[derive(Debug)]
pub(crate) struct DateSource {
    /// The field; `None` where the date stands in the file's name.
    pub(crate) field: Option<FieldRef>,
    /// Only what the first group matches; for a file's name, its date.
    pub(crate) pattern: Option<Pattern>,
    /// Tried in order.
    pub(crate) formats: Vec<DateFormat>,
    /// The zone of a time that states none.
    pub(crate) zone: TimeZone,
    /// What the day means.
    pub(crate) kind: DateKind,
}

/// How a date is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DateFormat {
    /// `2024-02-01T10:00:00Z`, with a space for the `T`, without offset, or the day alone.
    Rfc3339,
    /// `Mon, 13 May 2024 09:46:45 +0000` and its relatives in feeds.
    Rfc2822,
    /// Seconds since 1970.
    UnixSeconds,
    /// Milliseconds since 1970.
    UnixMilliseconds,
    /// An Upwork id: `(id >> 22) + 1288834974657` is Unix milliseconds.
    UpworkSnowflake,
    /// `2 weeks ago`, `yesterday`, `30+ days ago`: counted from the day of the snapshot.
    Relative,
    /// A pattern of strptime.
    Strptime(String),
}

const NAMES: [(&str, DateFormat); 6] = [
    ("rfc3339", DateFormat::Rfc3339),
    ("rfc2822", DateFormat::Rfc2822),
    ("unix-seconds", DateFormat::UnixSeconds),
    ("unix-milliseconds", DateFormat::UnixMilliseconds),
    ("upwork-snowflake", DateFormat::UpworkSnowflake),
    ("relative", DateFormat::Relative),
];

impl DateFormat {
    fn from_text(text: &str) -> Result<DateFormat, String> {
        if text.contains('%') {
            return Ok(DateFormat::Strptime(text.to_owned()));
        }
        if let Some((_, format)) = NAMES.iter().find(|(name, _)| *name == text) {
            return Ok(format.clone());
        }
        let names: Vec<String> = NAMES.iter().map(|(name, _)| format!("`{name}`")).collect();
        // The words of serde, so that the nearest right name is found in one place.
        Err(format!(
            "unknown variant `{text}`, expected one of {}, or a strptime pattern such as \"%Y-%m-%d\"",
            names.join(", ")
        ))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenDate {
    field: Option<FieldRef>,
    file_name: Option<Pattern>,
    pattern: Option<Pattern>,
    format: Option<DateFormats>,
    zone: Option<Zone>,
    #[serde(default = "exact")]
    kind: DateKind,
}

#[derive(Deserialize)]
#[serde(try_from = "OneOrMany")]
struct DateFormats(Vec<DateFormat>);

impl TryFrom<OneOrMany> for DateFormats {
    type Error = String;
    fn try_from(OneOrMany(names): OneOrMany) -> Result<DateFormats, String> {
        let formats: Result<Vec<_>, _> = names.iter().map(|n| DateFormat::from_text(n)).collect();
        formats.map(DateFormats)
    }
}

#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Zone(TimeZone);

impl TryFrom<String> for Zone {
    type Error = String;
    fn try_from(name: String) -> Result<Zone, String> {
        TimeZone::get(&name)
            .map(Zone)
            .map_err(|_| format!("`{name}` is not a time zone (such as \"Europe/Berlin\")"))
    }
}

fn exact() -> DateKind {
    DateKind::Exact
}

impl<'de> Deserialize<'de> for DateSource {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<DateSource, D::Error> {
        let written = WrittenDate::deserialize(deserializer)?;
        let (field, pattern) = match (written.field, written.file_name) {
            (Some(field), None) => (Some(field), written.pattern),
            (None, Some(pattern)) => (None, Some(pattern)),
            _ => {
                return Err(serde::de::Error::custom(
                    "a date needs exactly one of `field` and `file_name`",
                ));
            }
        };
        Ok(DateSource {
            field,
            pattern,
            formats: written
                .format
                .map_or_else(|| vec![DateFormat::Rfc3339], |DateFormats(all)| all),
            zone: written.zone.map_or(TimeZone::UTC, |Zone(zone)| zone),
            kind: written.kind,
        })
    }
}
