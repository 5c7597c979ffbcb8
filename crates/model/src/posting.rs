//! One offered job as a source stated it, cleaned but not judged. Category and tags are added later by the tagger.

use serde::{Deserialize, Serialize};

use crate::{Day, Market, Pay, Platform, PostingKey, SourceId};

/// What is known about the day of publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateKind {
    /// Published on that day.
    Exact,
    /// Published on that day or before ("30+ days ago").
    Bound,
    /// Seen in a snapshot of that day; published at an unknown time before.
    Observed,
}

impl DateKind {
    /// The name in queries, files and JSON.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            DateKind::Exact => "exact",
            DateKind::Bound => "bound",
            DateKind::Observed => "observed",
        }
    }
}

/// A day, the second within it where it is known, and what the day means. Only `Exact` counts as newly published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Published {
    /// What the day means.
    pub kind: DateKind,
    /// The UTC day.
    pub day: Day,
    /// Unix seconds, where the source states a time and not only a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<i64>,
}

impl Published {
    /// Unix seconds by which postings are put in order: the posting's own moment where it lies on its day, else the day's midnight.
    #[must_use]
    pub fn moment(&self) -> i64 {
        let midnight = self.day.unix_seconds();
        let own = |at: &i64| at.div_euclid(86_400) == i64::from(self.day.number());
        self.at.filter(own).unwrap_or(midnight)
    }
}

/// A platform's own category names, as it wrote them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Label {
    /// The broad level ("Writing"), where the platform has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broad: Option<String>,
    /// The most specific level ("Ghostwriting").
    pub leaf: String,
}

/// One offered job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// Identity across sources, runs and machines.
    pub key: PostingKey,
    /// Which source brought it.
    pub source: SourceId,
    /// Where the job is offered.
    pub platform: Platform,
    /// What sort of market that is.
    pub market: Market,
    /// One line of clean text; never empty.
    pub title: String,
    /// Clean text, paragraphs divided by line feeds; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub body: String,
    /// Skills that the platform lists, each once, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<String>,
    /// The platform's category, raw.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
    /// When it was published, or seen.
    pub published: Published,
    /// What it says it pays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pay: Option<Pay>,
    /// Country of the client or employer, as an English name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Client, company or agency; an opaque id where the source gives no name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// Where a person can read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}
