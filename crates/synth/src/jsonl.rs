//! Synthetic postings in, JSON lines out.
//!
//! Fields of a line: `id`, `url`, `title`, `body`, `published` (RFC 3339, UTC), `broad` and `leaf` (category labels), `skills` (array of
//! texts), `pay_kind` (`hourly`, `fixed` or null), `low` and `high` (units of the currency, or null), `currency`, `country`, `organisation`.

use serde::Serialize;

use crate::posting::SyntheticPosting;
use crate::when::rfc3339;

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    url: Option<&'a str>,
    title: &'a str,
    body: &'a str,
    published: String,
    broad: Option<&'a str>,
    leaf: Option<&'a str>,
    skills: &'a [String],
    pay_kind: Option<&'static str>,
    low: Option<f64>,
    high: Option<f64>,
    currency: Option<&'a str>,
    country: Option<&'a str>,
    organisation: Option<&'a str>,
}

/// One line with its line feed.
pub(crate) fn line(synthetic: &SyntheticPosting) -> Vec<u8> {
    let posting = &synthetic.posting;
    let label = posting.label.as_ref();
    let pay = posting.pay.as_ref();
    let currency = pay.map(model::Pay::currency);
    let line = Line {
        id: &synthetic.id,
        url: posting.url.as_deref(),
        title: &posting.title,
        body: &posting.body,
        published: rfc3339(&posting.published),
        broad: label.and_then(|label| label.broad.as_deref()),
        leaf: label.map(|label| label.leaf.as_str()),
        skills: &posting.skills,
        pay_kind: pay.map(|pay| pay.kind().slug()),
        low: pay.map(model::Pay::low),
        high: pay.map(model::Pay::high),
        currency: currency.as_ref().map(model::Currency::code),
        country: posting.country.as_deref(),
        organisation: posting.organisation.as_deref(),
    };
    let mut bytes = serde_json::to_vec(&line).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
