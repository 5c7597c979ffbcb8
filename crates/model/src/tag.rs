//! Tags as numbers and sets, and the sense in which a text mentions one. Which tags exist is the tagger's data.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A tag's number in the rule file, 0 to 63. Numbers mean something only together with the rules' hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TagId(u8);

impl TagId {
    /// `None` above 63: a set of tags is one 64-bit word.
    #[must_use]
    pub fn new(number: usize) -> Option<TagId> {
        u8::try_from(number).ok().filter(|n| *n < 64).map(TagId)
    }

    /// The number, 0 to 63.
    #[must_use]
    pub fn number(self) -> usize {
        usize::from(self.0)
    }
}

/// A set of tags, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TagSet(pub u64);

impl TagSet {
    /// Adds a tag.
    pub fn insert(&mut self, tag: TagId) {
        self.0 |= 1 << tag.number();
    }

    /// Whether the tag is in the set.
    #[must_use]
    pub fn contains(self, tag: TagId) -> bool {
        self.0 & (1 << tag.number()) != 0
    }

    /// Whether the sets share a tag.
    #[must_use]
    pub fn intersects(self, other: TagSet) -> bool {
        self.0 & other.0 != 0
    }

    /// The tags in the order of their numbers.
    pub fn iter(self) -> impl Iterator<Item = TagId> {
        (0..64u8).filter(move |n| self.0 & (1 << n) != 0).map(TagId)
    }
}

impl FromIterator<TagId> for TagSet {
    fn from_iter<T: IntoIterator<Item = TagId>>(tags: T) -> TagSet {
        let mut set = TagSet::default();
        for tag in tags {
            set.insert(tag);
        }
        set
    }
}

/// In what sense a text mentions a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Polarity {
    /// Develop, integrate or train the thing.
    Build,
    /// Use the thing to do the job.
    Use,
    /// Annotate, rate or teach for the thing.
    Train,
    /// Write or talk about the thing.
    Topic,
    /// The thing must not be used.
    Forbid,
    /// A test that the applicant is human.
    Screen,
    /// Describes the employer, not the task.
    Employer,
    /// No rule decides.
    Unknown,
}

/// A word that names no polarity.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a polarity (expected BUILD, USE, TRAIN, TOPIC, FORBID, SCREEN, EMPLOYER or UNKNOWN)"
)]
pub struct UnknownPolarity(String);

impl Polarity {
    /// All polarities.
    pub const ALL: [Polarity; 8] = [
        Polarity::Build,
        Polarity::Use,
        Polarity::Train,
        Polarity::Topic,
        Polarity::Forbid,
        Polarity::Screen,
        Polarity::Employer,
        Polarity::Unknown,
    ];

    /// Whether a hit of this polarity counts as demand: BUILD, USE, TRAIN, and UNKNOWN where no rule decides.
    #[must_use]
    pub fn is_demand(self) -> bool {
        matches!(
            self,
            Polarity::Build | Polarity::Use | Polarity::Train | Polarity::Unknown
        )
    }

    /// The name in files and JSON, upper case.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Polarity::Build => "BUILD",
            Polarity::Use => "USE",
            Polarity::Train => "TRAIN",
            Polarity::Topic => "TOPIC",
            Polarity::Forbid => "FORBID",
            Polarity::Screen => "SCREEN",
            Polarity::Employer => "EMPLOYER",
            Polarity::Unknown => "UNKNOWN",
        }
    }
}

impl FromStr for Polarity {
    type Err = UnknownPolarity;
    fn from_str(text: &str) -> Result<Polarity, UnknownPolarity> {
        Polarity::ALL
            .into_iter()
            .find(|polarity| polarity.slug().eq_ignore_ascii_case(text))
            .ok_or_else(|| UnknownPolarity(text.to_owned()))
    }
}

impl fmt::Display for Polarity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}
