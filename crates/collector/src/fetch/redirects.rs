//! Where a redirect leads and whether it is followed: a status and a `Location` in, the next hop or a refusal out. Pure.

use reqwest::Method;
use url::Url;

use super::secrets::Secrets;

/// What to ask for next.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Hop {
    pub(super) url: Url,
    pub(super) method: Method,
    /// The address moved for good (301, 308), as against for now.
    pub(super) permanent: bool,
}

/// The hop that a redirecting answer asks for. An error says why it is not taken.
pub(super) fn next_hop(
    status: u16,
    location: Option<&[u8]>,
    from: &Url,
    method: &Method,
    secrets: &Secrets,
) -> Result<Hop, String> {
    let location = location.ok_or_else(|| format!("status {status} names no `Location`"))?;
    // Some servers write the address in UTF-8 rather than in percent signs.
    let location = String::from_utf8_lossy(location);
    let url = from
        .join(location.trim())
        .map_err(|_| "its `Location` is not an address".to_owned())?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!(
            "it leads to a `{}:` address; only http and https are fetched",
            url.scheme()
        ));
    }
    if from.scheme() == "https" && url.scheme() == "http" && secrets.any() {
        return Err(
            "it leads from https to http, where the source's credentials could be read on the way"
                .to_owned(),
        );
    }
    // As every browser does: only 307 and 308 keep the method.
    let keeps_method = matches!(status, 307 | 308) || *method == Method::GET;
    if *method == Method::POST && keeps_method && from.origin() != url.origin() {
        return Err("it would carry the request's body to another host".to_owned());
    }
    let url = secrets
        .prepare(&url)
        .ok_or("it would carry the source's credentials to another host")?;
    Ok(Hop {
        url,
        method: if keeps_method {
            method.clone()
        } else {
            Method::GET
        },
        permanent: matches!(status, 301 | 308),
    })
}

/// Whether a status redirects.
pub(super) fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}
