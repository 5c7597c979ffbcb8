//! What one poll of a source saw, and what it cannot have seen. Knows no address, no clock and no store.

use serde::{Deserialize, Serialize};

use crate::SourceId;

/// How a poll ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PollEnd {
    /// Everything that the source offered was read.
    Complete,
    /// The server said that nothing changed, or the body was the same as before.
    Unchanged,
    /// Something was read and something was not; nothing may be concluded from what is absent.
    Partial,
    /// Nothing was read.
    Failed,
}

/// One poll of one source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poll {
    /// The source.
    pub source: SourceId,
    /// Unix seconds at which it began.
    pub at: i64,
    /// How it ended.
    pub end: PollEnd,
    /// Items that the documents held, postings and problems alike.
    pub items: u64,
    /// Distinct postings read.
    pub unique: u64,
    /// Postings that the store did not have. Filled in by whoever puts them.
    pub new: u64,
    /// Items that brought no posting.
    pub problems: u64,
    /// Documents fetched.
    pub documents: u64,
    /// Unix seconds of the oldest exactly dated item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oldest: Option<i64>,
    /// Unix seconds of the newest exactly dated item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub newest: Option<i64>,
    /// Whether the source gave as many items as it ever gives, so that older ones may have been cut off.
    #[serde(default)]
    pub capped: bool,
    /// The stretch between the newest item of the polls before and the oldest of this one (Unix seconds, first before
    /// last), where this poll was capped and met nothing that an earlier poll had seen: what was published then is lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<(i64, i64)>,
    /// How many postings the source says it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed: Option<u64>,
    /// Why the count is not to be trusted ("stops at 2,000"), where it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspicion: Option<String>,
    /// What went wrong, in one line without credentials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}
