//! A posting's identity: the same for the same job on every run and machine, whichever source brought it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Day, Platform};

/// Platform and native id, else the canonical address, else a hash of title, body and day.
///
/// Layout: `<platform>/<id>`, `<platform>/url:<address>` or `<platform>/hash:<32 hex digits>`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PostingKey(String);

impl PostingKey {
    /// From the platform's own id; `None` where it is blank.
    #[must_use]
    pub fn from_native_id(platform: &Platform, id: &str) -> Option<PostingKey> {
        let id = id.trim();
        (!id.is_empty()).then(|| PostingKey(format!("{platform}/{id}")))
    }

    /// From the address, without scheme, fragment, tracking parameters and closing slash, host in lower case; `None` where it is blank.
    ///
    /// Other parameters stay: boards name their jobs in them (`item?id=1`, `?gh_jid=7`).
    #[must_use]
    pub fn from_url(platform: &Platform, url: &str) -> Option<PostingKey> {
        let bare = url.trim();
        let bare = bare.split_once("://").map_or(bare, |(_, rest)| rest);
        let bare = bare.split('#').next().unwrap_or(bare);
        let (place, parameters) = bare.split_once('?').unwrap_or((bare, ""));
        let place = place.trim_end_matches('/');
        let (host, path) = place.split_once('/').unwrap_or((place, ""));
        if host.is_empty() {
            return None;
        }
        let mut kept: Vec<&str> = parameters
            .split('&')
            .filter(|parameter| !parameter.is_empty() && !is_tracking(parameter))
            .collect();
        kept.sort_unstable();
        let mark = if kept.is_empty() { "" } else { "?" };
        Some(PostingKey(format!(
            "{platform}/url:{}/{path}{mark}{}",
            host.to_ascii_lowercase(),
            kept.join("&")
        )))
    }

    /// From the content, where neither id nor address is known.
    #[must_use]
    pub fn from_content(platform: &Platform, title: &str, body: &str, day: Day) -> PostingKey {
        let mut hasher = blake3::Hasher::new();
        for part in [title, body, &day.to_string()] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        let hex = hasher.finalize().to_hex();
        PostingKey(format!("{platform}/hash:{}", &hex[..32]))
    }

    /// A key as it was written before; any text that holds a `/`.
    #[must_use]
    pub fn from_text(text: &str) -> Option<PostingKey> {
        text.contains('/').then(|| PostingKey(text.to_owned()))
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PostingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a parameter only tells where a reader came from.
fn is_tracking(parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or(parameter);
    name.starts_with("utm_")
        || matches!(
            name,
            "source"
                | "ref"
                | "referrer"
                | "referrer_url_path"
                | "gclid"
                | "fbclid"
                | "gh_src"
                | "src"
        )
}
