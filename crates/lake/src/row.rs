//! A posting as a lake holds it: with its number and the posting that stands for it. Knows no column.

use model::{Day, Posting, PostingKey};
use serde::{Deserialize, Serialize};

/// A posting of a lake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its number in the lake, from 1 in the order of arrival; no two postings have the same.
    pub sequence: u64,
    /// The posting.
    pub posting: Posting,
    /// The posting that stands for it, where it was folded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leader: Option<PostingKey>,
}

/// The order of rows in files: by month, within it by moment, then by key.
pub(crate) type Order = (Day, i64, String);

impl Row {
    pub(crate) fn order(&self) -> Order {
        let published = &self.posting.published;
        let key = self.posting.key.as_str().to_owned();
        (published.day.first_of_month(), published.moment(), key)
    }

    /// About how much memory it takes.
    pub(crate) fn bytes(&self) -> usize {
        let posting = &self.posting;
        posting.title.len() + posting.body.len() + posting.skills.len() * 40 + 600
    }
}
