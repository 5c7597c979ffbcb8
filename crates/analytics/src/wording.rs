//! Values in, the words for them out, in English and in Simplified Chinese: numbers, days and lists, and sentences with slots for them. Knows no claim.
//!
//! A number has one way of being written in each language ([`en`], [`zh`]). What a sentence holds it takes from [`both`], so that the two
//! languages cannot say different numbers, and `said!` writes the sentence in both at the place where it is made.

pub mod both;
pub mod en;
#[doc(hidden)]
pub mod slots;
pub mod zh;

pub use en::{cell, change, count, list, percent, probability, share};
pub(crate) use slots::{filled, said};

/// Counts from 1 to below this could point at single postings, so sentences, tables and files do not say them.
pub const SMALLEST_CELL: u64 = 10;

/// Whether a count is too small to be said.
#[must_use]
pub fn is_small(n: u64) -> bool {
    (1..SMALLEST_CELL).contains(&n)
}

/// A number of postings that is an estimate, rounded to a whole one.
#[must_use]
pub fn rounded_count(value: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an estimate below 2^52; below zero is none"
    )]
    let whole = value.round() as u64;
    count(whole)
}
