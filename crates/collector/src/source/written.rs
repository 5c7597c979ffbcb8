//! The keys of a `[[source]]` table as their author wrote them; a table that names a shipped source is laid over it. Knows no file system and no environment.

use std::collections::BTreeMap;

use model::{Market, Platform, SourceId};
use serde::Deserialize;
use toml::Spanned;

use crate::kinds::{Kind, find_kind, kinds};
use crate::profile::fault::nearest_of;

/// The part of a configuration file that declares sources; its other keys are somebody else's.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Tables {
    #[serde(default)]
    pub(super) source: Vec<Spanned<Written>>,
}

/// One `[[source]]` table. Every key but the name may be absent, since the table may only change a shipped source.
#[derive(Clone, Debug, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a table [[source]] with at least `name` and `kind`"
)]
pub(super) struct Written {
    pub(super) name: SourceId,
    pub(super) kind: Option<KindName>,
    pub(super) url: Option<String>,
    pub(super) board: Option<String>,
    pub(super) every: Option<Every>,
    pub(super) gap: Option<Gap>,
    pub(super) max_documents: Option<u32>,
    pub(super) details: Option<bool>,
    pub(super) tags: Option<Vec<String>>,
    pub(super) enabled: Option<bool>,
    pub(super) local: Option<bool>,
    pub(super) platform: Option<Platform>,
    pub(super) market: Option<Market>,
    pub(super) organisation: Option<String>,
    pub(super) profile: Option<String>,
    pub(super) replay: Option<OneOrMany>,
    pub(super) headers: Option<BTreeMap<String, String>>,
    pub(super) select: Option<BTreeMap<String, String>>,
    /// The public page or repository that shows that an employer uses this board; for people who check the list.
    pub(super) shown_by: Option<String>,
}

impl Written {
    /// What is not written here is taken from the shipped table of the same name, unless that is of another kind.
    /// Whoever writes a table wants its source, also where the shipped list is switched off.
    pub(super) fn over(mut self, shipped: &Written) -> Written {
        self.enabled = self.enabled.or(Some(true));
        let name_of = |table: &Written| table.kind.map(|kind| kind.0.name);
        if self.kind.is_some() && name_of(&self) != name_of(shipped) {
            return self;
        }
        let shipped = shipped.clone();
        Written {
            name: self.name,
            kind: self.kind.or(shipped.kind),
            url: self.url.or(shipped.url),
            board: self.board.or(shipped.board),
            every: self.every.or(shipped.every),
            gap: self.gap.or(shipped.gap),
            max_documents: self.max_documents.or(shipped.max_documents),
            details: self.details.or(shipped.details),
            tags: self.tags.or(shipped.tags),
            enabled: self.enabled,
            local: self.local.or(shipped.local),
            platform: self.platform.or(shipped.platform),
            market: self.market.or(shipped.market),
            organisation: self.organisation.or(shipped.organisation),
            profile: self.profile.or(shipped.profile),
            replay: self.replay.or(shipped.replay),
            headers: self.headers.or(shipped.headers),
            select: self.select.or(shipped.select),
            shown_by: self.shown_by.or(shipped.shown_by),
        }
    }
}

/// The kind, looked up while the line is known.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct KindName(pub(super) &'static Kind);

impl TryFrom<String> for KindName {
    type Error = String;
    fn try_from(text: String) -> Result<KindName, String> {
        find_kind(&text).map(KindName).ok_or_else(|| {
            let near = nearest_of(&text, kinds().iter().map(|kind| kind.name));
            let near = near.map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
            format!("`{text}` is no kind of source{near} (`jobtide sources kinds` lists them)")
        })
    }
}

/// Seconds between polls.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Every(pub(super) u64);

impl TryFrom<String> for Every {
    type Error = String;
    fn try_from(text: String) -> Result<Every, String> {
        match milliseconds(&text) {
            Some(span) if (1_000..=31 * 86_400_000).contains(&span) => Ok(Every(span / 1_000)),
            _ => Err(format!(
                "`{text}` is no time between polls (expected 1 second to 31 days, such as \"30m\", \"6h\" or \"1d\")"
            )),
        }
    }
}

/// Milliseconds between two requests.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Gap(pub(super) u64);

impl TryFrom<String> for Gap {
    type Error = String;
    fn try_from(text: String) -> Result<Gap, String> {
        match milliseconds(&text) {
            Some(span) if span <= 3_600_000 => Ok(Gap(span)),
            _ => Err(format!(
                "`{text}` is no time between two requests (expected up to an hour, such as \"500ms\", \"2s\" or \"1m\")"
            )),
        }
    }
}

/// One text or several.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, expecting = "a text or a list of texts")]
pub(super) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl From<OneOrMany> for Vec<String> {
    fn from(written: OneOrMany) -> Vec<String> {
        match written {
            OneOrMany::One(text) => vec![text],
            OneOrMany::Many(texts) => texts,
        }
    }
}

/// A whole number and a unit: `500ms`, `2s`, `30m`, `6h`, `1d`, `1w`.
fn milliseconds(text: &str) -> Option<u64> {
    let text = text.trim();
    let unit = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(unit);
    let of_unit: u64 = match unit.trim() {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        "w" => 7 * 86_400_000,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(of_unit)
}
