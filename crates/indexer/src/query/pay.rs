//! Pay in a query: `hourly`, `none`, `>40/h`, `20..40/h`, `>=500/project`, `>90000usd/year`. Knows no posting.

use model::{Currency, PayKind, Period};

use crate::query::tree::{Node, PayBounds};

/// The forms that are understood, for messages.
pub(crate) const FORMS: &str =
    "hourly, fixed, salary, none, >40/h, 20..40/h, >=500/project or >90000usd/year";

/// What a value of `pay:` says.
pub(crate) struct PayValue {
    pub(crate) node: Node,
    /// Whether the unit was left out and the hour was taken.
    pub(crate) hour_assumed: bool,
}

fn unit(text: &str) -> Option<(PayKind, Period)> {
    Some(match text {
        "h" | "hr" | "hour" => (PayKind::Hourly, Period::Hour),
        "project" | "fixed" | "job" => (PayKind::Fixed, Period::Project),
        "d" | "day" => (PayKind::Salary, Period::Day),
        "w" | "week" => (PayKind::Salary, Period::Week),
        "m" | "mo" | "month" => (PayKind::Salary, Period::Month),
        "y" | "yr" | "year" => (PayKind::Salary, Period::Year),
        _ => return None,
    })
}

/// Takes a currency off the text: `$`, `€` or `£` before the numbers, or a code after them.
fn take_currency(text: &mut String) -> Option<Option<Currency>> {
    let mut found: Option<Currency> = None;
    for (sign, code) in [('$', "USD"), ('€', "EUR"), ('£', "GBP")] {
        if text.contains(sign) {
            found = code.parse().ok();
            text.retain(|c| c != sign);
        }
    }
    let letters = text
        .trim_end_matches(|c: char| c.is_ascii_alphabetic())
        .len();
    let code = text[letters..].trim().to_owned();
    // A lone `k` stands for thousands.
    if !code.is_empty() && !code.eq_ignore_ascii_case("k") {
        found = Some(code.parse().ok()?);
        text.truncate(letters);
    }
    Some(found)
}

fn hundredths(text: &str) -> Option<i64> {
    let text = text.trim().replace(',', "");
    let (digits, factor) = match text.strip_suffix(['k', 'K']) {
        Some(digits) => (digits, 1000.0),
        None => (text.as_str(), 1.0),
    };
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let amount: f64 = plain.then(|| digits.parse().ok())??;
    let scaled = (amount * factor * 100.0).round();
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
    (scaled <= 1e14).then_some(scaled as i64)
}

/// The value of `pay:`; `None` where it is not understood.
pub(crate) fn pay(text: &str) -> Option<PayValue> {
    let text = text.trim().to_lowercase();
    let named = |node| {
        Some(PayValue {
            node,
            hour_assumed: false,
        })
    };
    if text == "none" {
        return named(Node::PayNone);
    }
    if text == "*" {
        return named(Node::PayNone.not());
    }
    if let Some(kind) = PayKind::ALL.into_iter().find(|kind| kind.slug() == text) {
        return named(Node::PayKind(kind));
    }
    let (amounts, unit_text) = match text.split_once('/') {
        Some((amounts, unit)) => (amounts, Some(unit.trim())),
        None => (text.as_str(), None),
    };
    let (kind, period) = match unit_text {
        Some(text) => unit(text)?,
        None => (PayKind::Hourly, Period::Hour),
    };
    let mut amounts = amounts.to_owned();
    let currency = take_currency(&mut amounts)?;
    let (high_from, low_to) = bounds(&amounts)?;
    let node = Node::PayBounds(PayBounds {
        kind,
        period,
        currency,
        high_from,
        low_to,
    });
    Some(PayValue {
        node,
        hour_assumed: unit_text.is_none(),
    })
}

/// Least high end and greatest low end, in hundredths.
fn bounds(text: &str) -> Option<(Option<i64>, Option<i64>)> {
    if let Some((low, high)) = text.split_once("..") {
        let end = |text: &str| match text.trim() {
            "" | "*" => Some(None),
            text => hundredths(text).map(Some),
        };
        let (from, to) = (end(low)?, end(high)?);
        let ordered = match (from, to) {
            (None, None) => false,
            (Some(from), Some(to)) => from <= to,
            _ => true,
        };
        return ordered.then_some((from, to));
    }
    if let Some(rest) = text.strip_prefix(">=") {
        return Some((Some(hundredths(rest)?), None));
    }
    if let Some(rest) = text.strip_prefix("<=") {
        return Some((None, Some(hundredths(rest)?)));
    }
    if let Some(rest) = text.strip_prefix('>') {
        return Some((Some(hundredths(rest)? + 1), None));
    }
    if let Some(rest) = text.strip_prefix('<') {
        // Nothing is paid less than nothing.
        return Some((
            None,
            Some(hundredths(rest)?.checked_sub(1).filter(|to| *to >= 0)?),
        ));
    }
    let amount = hundredths(text.strip_prefix('=').unwrap_or(text))?;
    Some((Some(amount), Some(amount)))
}
