//! Dates and pay as people and sites write them, in any form, in; what they surely mean out. Guesses nothing.

mod amount;
mod currency;
mod dates;
mod pay;
mod span;
mod tie;

use model::{Currency, Period};

pub use dates::published_of_text;
pub(crate) use pay::names_another_dollar;
pub use pay::pay_of_text;

/// What is known beside a text about pay.
#[derive(Clone, Copy, Debug, Default)]
pub struct PayHints {
    /// The currency that a bare `$` or a bare number is in.
    pub currency: Option<Currency>,
    /// The period that an amount without one has (a field named "salary per year").
    pub period: Option<Period>,
    /// The text is a field for pay, and not a sentence of a body, so that a bare range is pay.
    pub is_pay_field: bool,
}
