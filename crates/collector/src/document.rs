//! What is asked of a server and what came back: values that travel between fetching, the archive and the readers. Knows no socket.

use model::SourceId;
use serde::{Deserialize, Serialize};

use crate::read::Item;

/// One document to ask for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Absolute address.
    pub url: String,
    /// A JSON body; then the request is a POST and never conditional.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<String>,
    /// What the kind's reader takes the answer for ("list", "detail", "thread"); the reader's own word.
    pub role: String,
    /// What the reader wants to be told again beside the answer (facts of the list for a detail page), as JSON text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carry: Option<String>,
}

impl Request {
    /// A plain GET.
    #[must_use]
    pub fn get(url: impl Into<String>, role: &str) -> Request {
        Request {
            url: url.into(),
            post: None,
            role: role.to_owned(),
            carry: None,
        }
    }
}

/// A fetched document, as it is archived and read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawDocument {
    /// The source that asked for it.
    pub source: SourceId,
    /// What was asked, without credentials.
    pub request: Request,
    /// The address that answered, without credentials.
    pub final_url: String,
    /// The HTTP status; 200 for a file that is replayed.
    pub status: u16,
    /// Headers in their order, names in lower case, cookies left out.
    pub headers: Vec<(String, String)>,
    /// Unix seconds at which the answer began.
    pub fetched_at: i64,
    /// The body without content encodings (gzip taken off), otherwise as it came.
    pub body: Vec<u8>,
    /// Why the body is not whole, where it is not.
    pub cut: Option<String>,
}

impl RawDocument {
    /// The first header of this name (lower case).
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut all = self.headers.iter();
        all.find(|(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }
}

/// What a kind's reader makes of one document.
#[derive(Debug, Default)]
pub struct Reading {
    /// Postings, problems and left-out records, in the document's order.
    pub items: Vec<Item>,
    /// Documents to ask for next: further pages, detail pages.
    pub follow: Vec<Request>,
    /// How many postings the source says it has in all.
    pub claimed: Option<u64>,
    /// The source gave as many items as it ever gives, and no way to more.
    pub capped: bool,
    /// Why the count is not to be trusted, where it is not.
    pub suspicion: Option<String>,
    /// The document is not what it should be (an HTML challenge in place of a feed, a body cut short): the poll is partial.
    pub fault: Option<String>,
    /// `ttl`, `sy:updatePeriod` and their like: the source asks not to be polled more often than every so many seconds.
    pub ask_every: Option<u64>,
}
