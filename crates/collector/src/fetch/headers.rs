//! What is sent with one hop: a source, an address and what is known of it in, headers out. Decides where credentials go.

use reqwest::Method;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use url::Url;

use super::fault::FetchFault;
use super::fetcher::{Fetcher, Trip};

/// What our readers read, best first.
const ACCEPTED: &str = "application/rss+xml, application/atom+xml, application/feed+json, application/json, \
     application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.8, */*;q=0.5";

/// Headers that a source may not set: they say who asks, or belong to the transport.
const OURS: [&str; 12] = [
    "user-agent",
    "host",
    "connection",
    "content-length",
    "transfer-encoding",
    "te",
    "upgrade",
    "accept-encoding",
    "range",
    "if-none-match",
    "if-modified-since",
    "expect",
];

impl Fetcher {
    /// The headers of one hop, and whether they make it conditional.
    pub(super) fn headers(
        &self,
        trip: &Trip<'_>,
        url: &Url,
        method: &Method,
        encoding: &'static str,
    ) -> Result<(HeaderMap, bool), FetchFault> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static(ACCEPTED));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(encoding));
        if *method == Method::POST {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        if trip.secrets.belong_to(url) {
            for (name, value) in &trip.source.headers {
                let bad = |why: &str| FetchFault::BadRequest {
                    url: trip.shown(url),
                    reason: format!(
                        "header `{name}` of source `{}` {why}",
                        trip.source.name.as_str()
                    ),
                };
                if OURS.contains(&name.to_ascii_lowercase().as_str()) {
                    return Err(bad("may not be set; remove it"));
                }
                let own = HeaderName::try_from(name.as_str())
                    .map_err(|_| bad("has a name that no header can have"))?;
                let mut value = HeaderValue::try_from(value.trim())
                    .map_err(|_| bad("has a value that no header can have (a line break?)"))?;
                value.set_sensitive(true);
                headers.insert(own, value);
            }
        }
        let mut conditional = false;
        // The second attempt of a damaged body wants the body.
        if *method == Method::GET
            && encoding != "identity"
            && let Some(known) = trip.known(url)
        {
            for (name, value) in known.conditions(trip.clock.unix()) {
                headers.insert(name, value);
                conditional = true;
            }
        }
        Ok((headers, conditional))
    }
}
