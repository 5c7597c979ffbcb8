//! The text of `skills.toml` in, its tags and polarity rules as they are written out. Compiles no pattern.

use model::{Day, Polarity};
use serde::Deserialize;

use crate::Error;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleFile {
    pub(crate) tag: Vec<RawTag>,
    #[serde(default)]
    pub(crate) polarity: Vec<RawPolarity>,
}

/// One `[[tag]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawTag {
    pub(crate) slug: String,
    pub(crate) title: String,
    pub(crate) title_zh: String,
    pub(crate) group: Group,
    pub(crate) birth: Option<Day>,
    #[serde(default)]
    pub(crate) include: Vec<String>,
    #[serde(default)]
    pub(crate) case_sensitive: Vec<String>,
    #[serde(default)]
    pub(crate) certain: Vec<String>,
    #[serde(default)]
    pub(crate) spanning: Vec<RawSpanning>,
    #[serde(default)]
    pub(crate) context: Vec<String>,
    #[serde(default)]
    pub(crate) exclude: Vec<String>,
    pub(crate) marks: Option<Polarity>,
    #[serde(default)]
    pub(crate) reach: Reach,
    pub(crate) default: Option<Polarity>,
    #[serde(default)]
    pub(crate) note: String,
}

/// A pattern that is searched in the whole sentence once one of its cores is seen.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawSpanning {
    pub(crate) pattern: String,
    pub(crate) cores: Vec<String>,
}

/// One `[[polarity]]` rule.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawPolarity {
    pub(crate) means: Polarity,
    #[serde(default)]
    pub(crate) gap: usize,
    #[serde(default)]
    pub(crate) before: Vec<String>,
    #[serde(default)]
    pub(crate) after: Vec<String>,
    #[serde(default)]
    pub(crate) sentence: Vec<String>,
    #[serde(default)]
    pub(crate) title: Vec<String>,
    #[serde(default)]
    pub(crate) unless: Vec<String>,
    #[serde(default)]
    pub(crate) groups: Vec<Group>,
    #[serde(default)]
    pub(crate) tags: Vec<String>,
    #[serde(default)]
    pub(crate) except: Vec<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "a remark for readers of the file")]
    pub(crate) note: String,
}

/// What sort of skill a tag is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    /// AI at large.
    Umbrella,
    /// A vendor or a model.
    Vendor,
    /// Building on language models.
    Engineering,
    /// Generated text, images, video and sound.
    Media,
    /// Machine learning as it was before.
    Classical,
    /// What a sentence says about the use of AI: forbidden, a test, the employer's own business.
    Polarity,
}

impl Group {
    /// The name in files and JSON.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Group::Umbrella => "umbrella",
            Group::Vendor => "vendor",
            Group::Engineering => "engineering",
            Group::Media => "media",
            Group::Classical => "classical",
            Group::Polarity => "polarity",
        }
    }
}

/// How far the mark of a tag reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Reach {
    /// Over every other hit in the sentence.
    #[default]
    Sentence,
    /// Over the hits that its span touches.
    Span,
}

/// Parses the file.
pub(crate) fn parse(text: &str) -> Result<RuleFile, Error> {
    toml::from_str(text).map_err(|error| Error::Toml {
        file: "skills.toml",
        message: error.to_string().trim_end().to_owned(),
    })
}
