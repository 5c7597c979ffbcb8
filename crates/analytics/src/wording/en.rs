//! Numbers and lists as English sentences write them, one way of writing each. Knows no claim.

use super::{SMALLEST_CELL, is_small};
use crate::findings::Estimate;

/// A change as signed percent with a true minus sign: `−33.0 %`, `+8.2 %`, `0.0 %`; from 1,000 % on without decimals: `+2,000 %`.
#[must_use]
pub fn percent(fraction: f64) -> String {
    let percent = fraction * 100.0;
    let digits = magnitude(percent.abs());
    format!("{}{digits} %", sign(percent, &digits))
}

/// A share or a margin as percent without a sign: `80.0 %`.
#[must_use]
pub fn share(fraction: f64) -> String {
    format!("{} %", magnitude((fraction * 100.0).abs()))
}

/// A p- or q-value: `0.04`, or `less than 0.01`.
#[must_use]
pub fn probability(p: f64) -> String {
    if p < 0.005 {
        return "less than 0.01".to_owned();
    }
    format!("{p:.2}")
}

/// The sign before some digits, which is none where they are all zero.
pub(super) fn sign(value: f64, digits: &str) -> &'static str {
    match value < 0.0 {
        _ if digits.chars().all(|c| matches!(c, '0' | '.')) => "",
        true => "−",
        false => "+",
    }
}

/// The digits of a percentage without sign and unit, the same in every language.
pub(super) fn magnitude(percent: f64) -> String {
    if percent >= 999.95 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a float saturates"
        )]
        return count(percent.round() as u64);
    }
    format!("{percent:.1}")
}

/// A number of postings with commas between thousands: `5,000,000`.
#[must_use]
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number of postings of a cohort, as sentences may say it: `fewer than 10` where it is small.
#[must_use]
pub fn cell(n: u64) -> String {
    if is_small(n) {
        return format!("fewer than {SMALLEST_CELL}");
    }
    count(n)
}

/// A change with its interval: `−33.0 % (−40.1 % to −25.2 %)`.
#[must_use]
pub fn change(estimate: &Estimate) -> String {
    let value = percent(estimate.value);
    match estimate.low.zip(estimate.high) {
        Some((low, high)) => format!("{value} ({} to {})", percent(low), percent(high)),
        None => format!("{value} (no interval)"),
    }
}

/// A list in words: `a`, `a and b`, `a, b and c`.
#[must_use]
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}
