//! What a server said of the version it sent, kept word for word, and when to ask without it. Values only; knows no socket and no clock.

use reqwest::header::{
    ETAG, HeaderMap, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
};
use serde::{Deserialize, Serialize};

/// After so long a document is asked for whole, whatever the server says: some answer 304 for ever.
const WHOLE_EVERY: i64 = 7 * 24 * 3600;

/// What is known of the last whole document at one address. Stored by the final address ([`crate::RawDocument::final_url`]).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    /// The `ETag`, with its quotes and its `W/`, one character for each byte.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// The `Last-Modified`, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
    /// The BLAKE3 hash of the body, in hex: some servers change their validators with every answer, and nothing else.
    pub body_hash: String,
    /// Unix seconds of the last whole answer.
    pub whole_at: i64,
}

impl Validators {
    /// Those of a whole answer.
    pub(super) fn of(headers: &HeaderMap, body: &[u8], now: i64) -> Validators {
        Validators {
            etag: headers.get(ETAG).map(text_of_header),
            last_modified: headers.get(LAST_MODIFIED).map(text_of_header),
            body_hash: blake3::hash(body).to_hex().to_string(),
            whole_at: now,
        }
    }

    /// The headers that ask for the document only if it changed; none where it is time to ask for it whole.
    pub(super) fn conditions(&self, now: i64) -> Vec<(reqwest::header::HeaderName, HeaderValue)> {
        // A clock that was wrong once must not keep the whole document away until it is right again.
        if !(0..WHOLE_EVERY).contains(&now.saturating_sub(self.whole_at)) {
            return Vec::new();
        }
        let stated = [
            (IF_NONE_MATCH, &self.etag),
            (IF_MODIFIED_SINCE, &self.last_modified),
        ];
        let usable = stated.into_iter().filter_map(|(name, value)| {
            let value = header_of_text(value.as_deref()?)?;
            (!value.is_empty()).then_some((name, value))
        });
        usable.collect()
    }
}

/// A header's bytes as characters of the same numbers, so that none is lost or changed.
fn text_of_header(value: &HeaderValue) -> String {
    value.as_bytes().iter().copied().map(char::from).collect()
}

fn header_of_text(text: &str) -> Option<HeaderValue> {
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(c).ok()).collect();
    HeaderValue::from_bytes(&bytes?).ok()
}
