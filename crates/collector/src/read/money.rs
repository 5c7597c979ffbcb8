//! The texts of amounts in, pay out. Reads only what is plainly an amount; guesses nothing.

use model::{BadPay, Currency, Pay};

use super::record::Fields;
use crate::profile::{Amounts, CurrencySource, PaySource};

/// Pay that a record states but that is none: what is wrong, and the value.
pub(super) struct PayFault {
    pub(super) what: String,
    pub(super) value: String,
}

/// Pay as one place of a profile states it; `Ok(None)` where it states nothing.
pub(super) fn pay_of(source: &PaySource, fields: &Fields<'_>) -> Result<Option<Pay>, PayFault> {
    let (low, high) = match &source.amounts {
        Amounts::Single(field) => match fields.text(field) {
            Some(text) => (text.clone(), text),
            None => return Ok(None),
        },
        Amounts::Ends(low, high) => match (fields.text(low), fields.text(high)) {
            (Some(low), Some(high)) => (low, high),
            (Some(one), None) | (None, Some(one)) => (one.clone(), one),
            (None, None) => return Ok(None),
        },
        Amounts::Range(field) => {
            let Some(text) = fields.text(field) else {
                return Ok(None);
            };
            if !text.contains(|c: char| c.is_ascii_digit()) {
                return Ok(None);
            }
            let (low, high) = ends_of(&text);
            (low.to_owned().into(), high.to_owned().into())
        }
    };
    let shown = || {
        if low == high {
            low.to_string()
        } else {
            format!("{low} to {high}")
        }
    };
    let fault = |what: String| PayFault {
        what,
        value: shown(),
    };
    let stated = match &source.currency {
        CurrencySource::Constant(currency) => Some(*currency),
        CurrencySource::Field(field) => match fields.text(field) {
            Some(code) => Some(
                code.parse()
                    .map_err(|error: BadPay| fault(error.to_string()))?,
            ),
            None => None,
        },
    };
    let expected = stated
        .or_else(|| currency_of_sign(&low))
        .or_else(|| currency_of_sign(&high))
        .ok_or_else(|| fault("the pay states no currency".to_owned()))?;
    let amount = |text: &str| {
        amount_of(text, expected)
            .ok_or_else(|| fault(format!("`{text}` is not an amount in {expected}")))
    };
    let (low_value, high_value) = (amount(&low)?, amount(&high)?);
    // "€75–110k": the unit at the end holds for both ends.
    let low_value = match thousands(&high) {
        true if !thousands(&low) && low_value < 1000.0 => low_value * 1000.0,
        _ => low_value,
    };
    if source.zero_is_absent && low_value == 0.0 && high_value == 0.0 {
        return Ok(None);
    }
    Pay::new(source.kind, low_value, high_value, expected, source.period)
        .map(Some)
        .map_err(|error| fault(error.to_string()))
}

/// The two ends of "Hourly: $75.00 - $100.00", or one amount twice.
fn ends_of(text: &str) -> (&str, &str) {
    let bare = text.rsplit_once(':').map_or(text, |(_, rest)| rest).trim();
    for divider in [" to ", "–", "—", "-"] {
        if let Some((low, high)) = bare.split_once(divider) {
            return (low.trim(), high.trim());
        }
    }
    (bare, bare)
}

/// The two ends of a range in a known currency, or one amount twice.
pub(crate) fn amounts_in(text: &str, currency: Currency) -> Option<(f64, f64)> {
    let (low, high) = ends_of(text);
    Some((amount_of(low, currency)?, amount_of(high, currency)?))
}

fn thousands(text: &str) -> bool {
    text.ends_with(['k', 'K'])
}

/// The signs of currencies and the codes that each may stand for.
const SIGNS: [(char, &[&str]); 4] = [
    ('€', &["EUR"]),
    ('£', &["GBP"]),
    ('₹', &["INR"]),
    // The dollars and pesos that are written with the bare sign.
    (
        '$',
        &[
            "USD", "ARS", "AUD", "BBD", "BMD", "BND", "BSD", "BZD", "CAD", "CLP", "COP", "CUP",
            "DOP", "FJD", "GYD", "HKD", "JMD", "KYD", "LRD", "MXN", "NAD", "NZD", "SBD", "SGD",
            "SRD", "TTD", "TWD", "UYU", "XCD",
        ],
    ),
];

fn may_stand_for(sign: char, currency: Currency) -> bool {
    SIGNS
        .iter()
        .any(|(own, codes)| *own == sign && codes.contains(&currency.code()))
}

/// The currency before an amount, where its sign stands for one alone; `$` alone would be a guess.
fn currency_of_sign(text: &str) -> Option<Currency> {
    let sign = text.trim().chars().next()?;
    match SIGNS.iter().find(|(own, _)| *own == sign) {
        Some((_, [code])) => code.parse().ok(),
        _ => None,
    }
}

/// A number with a point for decimals and commas for thousands, in the expected currency or without one.
fn amount_of(text: &str, expected: Currency) -> Option<f64> {
    let text = text.trim();
    let (sign, rest) = match text.chars().next() {
        Some(sign) if SIGNS.iter().any(|(own, _)| *own == sign) => {
            (Some(sign), text[sign.len_utf8()..].trim_start())
        }
        _ => (None, text),
    };
    if sign.is_some_and(|sign| !may_stand_for(sign, expected)) {
        return None;
    }
    let rest = rest
        .strip_suffix(expected.code())
        .unwrap_or(rest)
        .trim_end();
    let (digits, scale) = if let Some(digits) = rest.strip_suffix(['k', 'K']) {
        (digits, 1000.0)
    } else if let Some(digits) = rest.strip_suffix('M') {
        (digits, 1_000_000.0)
    } else {
        (rest, 1.0)
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let grouped = whole.contains(',');
    let well_formed = are_digits(first)
        && (!grouped || first.len() <= 3)
        && groups.all(|group| group.len() == 3 && are_digits(group))
        && are_digits(decimals);
    if !well_formed {
        return None;
    }
    let number = if grouped {
        digits.replace(',', "").parse::<f64>()
    } else {
        digits.parse()
    };
    number.ok().map(|number| number * scale)
}
