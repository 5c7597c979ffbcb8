//! How long a server says that a document stays as it is (`Cache-Control`, `Expires`), from its headers alone.

use crate::document::RawDocument;

/// Seconds, counted from the answer; `None` where the server says nothing or asks not to rely on it.
pub(super) fn seconds_fresh(document: &RawDocument) -> Option<u64> {
    let control = document.header("cache-control").unwrap_or("");
    let control = control.to_ascii_lowercase();
    let mut directives = control.split(',').map(str::trim);
    if directives
        .clone()
        .any(|one| matches!(one, "no-cache" | "no-store"))
    {
        return None;
    }
    let max_age = directives.find_map(|one| {
        one.strip_prefix("max-age=")?
            .trim_matches('"')
            .parse::<u64>()
            .ok()
    });
    if let Some(max_age) = max_age {
        let age = document
            .header("age")
            .and_then(|age| age.trim().parse::<u64>().ok());
        return Some(max_age.saturating_sub(age.unwrap_or(0)));
    }
    let moment = |name: &str| {
        let text = document.header(name)?;
        let zoned = jiff::fmt::rfc2822::parse(text).ok()?;
        Some(zoned.timestamp().as_second())
    };
    let from = moment("date").unwrap_or(document.fetched_at);
    u64::try_from(moment("expires")? - from).ok()
}
