//! Exchange rates that the user gives: a table as TOML in, pay groups of one currency out where the table knows a rate for their day. Invents no rate.

use std::collections::BTreeMap;

use model::{Currency, Day, PayGroup, PostedPay};
use serde::Deserialize;

/// Days after its own for which a rate holds where the table does not say it: those of a monthly table and a few, since such tables come out late.
pub const LONGEST_AGE_DAYS: i32 = 35;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTable {
    base: String,
    #[serde(default = "longest_age_days")]
    longest_age_days: i32,
    #[serde(default)]
    rate: Vec<toml::Value>,
}

fn longest_age_days() -> i32 {
    LONGEST_AGE_DAYS
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRate {
    day: Day,
    currency: String,
    value: f64,
}

/// A rate table that cannot be used, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {what}")]
pub struct Error {
    file: String,
    what: String,
}

/// What one unit of each currency was worth in the base currency, by day.
#[derive(Clone, Debug, PartialEq)]
pub struct RateTable {
    /// The currency into which others are converted.
    pub base: Currency,
    longest_age_days: i32,
    rates: BTreeMap<Currency, BTreeMap<Day, f64>>,
}

impl RateTable {
    /// Reads a table: `base`, `longest_age_days` ([`LONGEST_AGE_DAYS`] without it) and tables `[[rate]]` with `day`, `currency` and `value`, what one unit is worth in the base.
    ///
    /// # Errors
    /// Where the text is not TOML, a key is wrong or unknown, a rate is not above zero, is of the base itself, or occurs twice; the file and the rate are named.
    pub fn parse(file: &str, text: &str) -> Result<RateTable, Error> {
        let fault = |what: String| Error {
            file: file.to_owned(),
            what,
        };
        let one_line = |message: &str| message.trim().replace('\n', ", ");
        let raw: RawTable =
            toml::from_str(text).map_err(|error| fault(one_line(&error.to_string())))?;
        if raw.longest_age_days < 0 {
            return Err(fault("`longest_age_days` is below zero".to_owned()));
        }
        let currency = |key: &str, code: &str| {
            code.parse::<Currency>()
                .map_err(|_| format!("`{key}` is `{code}`, and not a code such as USD"))
        };
        let mut table = RateTable {
            base: currency("base", &raw.base).map_err(fault)?,
            longest_age_days: raw.longest_age_days,
            rates: BTreeMap::new(),
        };
        for (at, value) in raw.rate.into_iter().enumerate() {
            let fault = |what: String| fault(format!("rate {}: {what}", at + 1));
            let rate =
                RawRate::deserialize(value).map_err(|error| fault(one_line(error.message())))?;
            let of = currency("currency", &rate.currency).map_err(fault)?;
            if !(rate.value > 0.0 && rate.value.is_finite()) {
                return Err(fault("`value` is not a number above zero".to_owned()));
            }
            if of == table.base {
                return Err(fault(format!(
                    "`currency` is the base, {}; remove it",
                    table.base
                )));
            }
            let days = table.rates.entry(of).or_default();
            if days.insert(rate.day, rate.value).is_some() {
                return Err(fault(format!(
                    "{of} on {} occurs twice; remove one",
                    rate.day
                )));
            }
        }
        Ok(table)
    }

    /// What one unit was worth on a day: the last rate on or before it, if that is not too old.
    #[must_use]
    pub fn on(&self, currency: Currency, day: Day) -> Option<f64> {
        if currency == self.base {
            return Some(1.0);
        }
        let (of, rate) = self.rates.get(&currency)?.range(..=day).next_back()?;
        (day - *of <= self.longest_age_days).then_some(*rate)
    }

    /// Pay in the base currency, rounded to hundredths; a group without a rate for its day stays as it is.
    #[must_use]
    pub fn convert(&self, pay: &PostedPay) -> PostedPay {
        let converted = |group: PayGroup| match self.on(group.currency, group.day) {
            Some(rate) => PayGroup {
                currency: self.base,
                low: hundredths(group.low, rate),
                high: hundredths(group.high, rate),
                ..group
            },
            None => group,
        };
        pay.groups().map(converted).collect()
    }
}

fn hundredths(amount: i64, rate: f64) -> i64 {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "amounts of pay are below 2^52, and a float that is too large saturates"
    )]
    let converted = (amount as f64 * rate).round() as i64;
    converted
}
