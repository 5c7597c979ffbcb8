//! The words by which a profile says what a posting pays. Knows no amount.

use model::{Currency, PayKind, Period};
use serde::Deserialize;

use super::field::FieldRef;
use super::rule::Rule;

/// One place that may state pay.
#[derive(Debug)]
pub(crate) struct PaySource {
    pub(crate) kind: PayKind,
    pub(crate) period: Period,
    pub(crate) currency: CurrencySource,
    pub(crate) amounts: Amounts,
    /// All must fit, or this place states nothing.
    pub(crate) when: Vec<Rule>,
    /// A zero means "not stated".
    pub(crate) zero_is_absent: bool,
}

/// Where the numbers stand.
#[derive(Debug)]
pub(crate) enum Amounts {
    /// One number.
    Single(FieldRef),
    /// Two numbers; one alone is a single amount.
    Ends(FieldRef, FieldRef),
    /// A text such as `Hourly: $75.00 - $100.00`.
    Range(FieldRef),
}

/// The currency of the numbers.
#[derive(Debug)]
pub(crate) enum CurrencySource {
    /// The same for every record.
    Constant(Currency),
    /// Stated by each record.
    Field(FieldRef),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPay {
    kind: PayKind,
    period: Option<WrittenPeriod>,
    currency: Option<Currency>,
    currency_field: Option<FieldRef>,
    amount: Option<FieldRef>,
    low: Option<FieldRef>,
    high: Option<FieldRef>,
    range: Option<FieldRef>,
    #[serde(default)]
    when: Vec<Rule>,
    #[serde(default)]
    zero_is_absent: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum WrittenPeriod {
    Hour,
    Day,
    Week,
    Month,
    Year,
    Project,
}

impl From<WrittenPeriod> for Period {
    fn from(period: WrittenPeriod) -> Period {
        match period {
            WrittenPeriod::Hour => Period::Hour,
            WrittenPeriod::Day => Period::Day,
            WrittenPeriod::Week => Period::Week,
            WrittenPeriod::Month => Period::Month,
            WrittenPeriod::Year => Period::Year,
            WrittenPeriod::Project => Period::Project,
        }
    }
}

impl<'de> Deserialize<'de> for PaySource {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<PaySource, D::Error> {
        let fault = |what: &str| Err(serde::de::Error::custom(what));
        let written = WrittenPay::deserialize(deserializer)?;
        let amounts = match (written.amount, written.low, written.high, written.range) {
            (Some(field), None, None, None) => Amounts::Single(field),
            (None, Some(low), Some(high), None) => Amounts::Ends(low, high),
            (None, None, None, Some(field)) => Amounts::Range(field),
            _ => return fault("pay needs `amount`, or `low` and `high`, or `range`"),
        };
        let currency = match (written.currency, written.currency_field) {
            (Some(currency), None) => CurrencySource::Constant(currency),
            (None, Some(field)) => CurrencySource::Field(field),
            _ => return fault("pay needs exactly one of `currency` and `currency_field`"),
        };
        let period = match (written.kind, written.period.map(Period::from)) {
            (PayKind::Hourly, None | Some(Period::Hour)) => Period::Hour,
            (PayKind::Fixed, None | Some(Period::Project)) => Period::Project,
            (PayKind::Salary, None) => Period::Year,
            (PayKind::Salary, Some(period))
                if !matches!(period, Period::Hour | Period::Project) =>
            {
                period
            }
            _ => return fault("this kind of pay cannot have this `period`"),
        };
        Ok(PaySource {
            kind: written.kind,
            period,
            currency,
            amounts,
            when: written.when,
            zero_is_absent: written.zero_is_absent,
        })
    }
}

impl PaySource {
    /// Adds the fields that this place reads.
    pub(crate) fn add_fields<'a>(&'a self, fields: &mut Vec<&'a FieldRef>) {
        match &self.amounts {
            Amounts::Single(field) | Amounts::Range(field) => fields.push(field),
            Amounts::Ends(low, high) => fields.extend([low, high]),
        }
        if let CurrencySource::Field(field) = &self.currency {
            fields.push(field);
        }
        for rule in &self.when {
            rule.add_fields(fields);
        }
    }
}
