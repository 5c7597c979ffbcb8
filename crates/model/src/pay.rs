//! What a posting says it pays: a range, a kind, a currency and a period. Hourly, fixed and salary are never pooled.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How the pay is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PayKind {
    /// By the hour.
    Hourly,
    /// One budget for the whole job.
    Fixed,
    /// By the day, week, month or year.
    Salary,
}

impl PayKind {
    /// All kinds, in the order of their ids.
    pub const ALL: [PayKind; 3] = [PayKind::Hourly, PayKind::Fixed, PayKind::Salary];

    /// The name in queries, files and JSON.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            PayKind::Hourly => "hourly",
            PayKind::Fixed => "fixed",
            PayKind::Salary => "salary",
        }
    }
}

/// The span of time that an amount pays for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Period {
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
    /// The whole job.
    Project,
}

impl Period {
    /// All periods.
    pub const ALL: [Period; 6] = [
        Period::Hour,
        Period::Day,
        Period::Week,
        Period::Month,
        Period::Year,
        Period::Project,
    ];

    /// How pay for such a span is meant.
    #[must_use]
    pub fn kind(self) -> PayKind {
        match self {
            Period::Hour => PayKind::Hourly,
            Period::Project => PayKind::Fixed,
            Period::Day | Period::Week | Period::Month | Period::Year => PayKind::Salary,
        }
    }

    /// The name in files and JSON.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Period::Hour => "hour",
            Period::Day => "day",
            Period::Week => "week",
            Period::Month => "month",
            Period::Year => "year",
            Period::Project => "project",
        }
    }
}

/// An ISO 4217 currency code: three upper-case letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// United States dollar.
    pub const USD: Currency = Currency(*b"USD");

    /// The code.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("???")
    }
}

impl FromStr for Currency {
    type Err = BadPay;
    fn from_str(text: &str) -> Result<Currency, BadPay> {
        let bytes = text.trim().to_ascii_uppercase().into_bytes();
        match <[u8; 3]>::try_from(bytes) {
            Ok(code) if code.iter().all(u8::is_ascii_uppercase) => Ok(Currency(code)),
            _ => Err(BadPay::Currency(text.to_owned())),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Currency, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// Numbers that are no pay.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadPay {
    /// Not a three-letter code.
    #[error("`{0}` is not a currency code (expected three letters, such as USD)")]
    Currency(String),
    /// Zero, negative, not finite, or larger than any pay.
    #[error("`{0}` is not an amount of pay (expected more than 0 and less than 10^12)")]
    Amount(String),
    /// Low above high.
    #[error("the low end {low} lies above the high end {high}")]
    Order {
        /// The low end in hundredths.
        low: i64,
        /// The high end in hundredths.
        high: i64,
    },
    /// A period that the kind cannot have.
    #[error("{kind} pay cannot be by the {period}")]
    Period {
        /// The kind's name.
        kind: &'static str,
        /// The period's name.
        period: &'static str,
    },
}

/// Posted pay: a range in hundredths of the currency (a single amount has equal ends).
///
/// Invariants: `0 < low <= high`; hourly is by the hour, fixed by the project, salary by neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "RawPay")]
pub struct Pay {
    kind: PayKind,
    low: i64,
    high: i64,
    currency: Currency,
    period: Period,
}

#[derive(Deserialize)]
struct RawPay {
    kind: PayKind,
    low: i64,
    high: i64,
    currency: Currency,
    period: Period,
}

impl TryFrom<RawPay> for Pay {
    type Error = BadPay;
    fn try_from(raw: RawPay) -> Result<Pay, BadPay> {
        Pay::from_hundredths(raw.kind, raw.low, raw.high, raw.currency, raw.period)
    }
}

impl Pay {
    /// Pay from hundredths of the currency.
    ///
    /// # Errors
    /// Where an amount is not positive, the ends are out of order, or the period does not fit the kind.
    pub fn from_hundredths(
        kind: PayKind,
        low: i64,
        high: i64,
        currency: Currency,
        period: Period,
    ) -> Result<Pay, BadPay> {
        for amount in [low, high] {
            if amount <= 0 || amount >= 100_000_000_000_000 {
                return Err(BadPay::Amount(amount.to_string()));
            }
        }
        if low > high {
            return Err(BadPay::Order { low, high });
        }
        if period.kind() != kind {
            return Err(BadPay::Period {
                kind: kind.slug(),
                period: period.slug(),
            });
        }
        Ok(Pay {
            kind,
            low,
            high,
            currency,
            period,
        })
    }

    /// Pay from amounts in whole units of the currency, rounded to hundredths.
    ///
    /// # Errors
    /// As [`Pay::from_hundredths`], and where an amount is not finite.
    pub fn new(
        kind: PayKind,
        low: f64,
        high: f64,
        currency: Currency,
        period: Period,
    ) -> Result<Pay, BadPay> {
        let hundredths = |amount: f64| {
            let scaled = (amount * 100.0).round();
            if scaled.is_finite() && (1.0..1e14).contains(&scaled) {
                #[expect(clippy::cast_possible_truncation, reason = "the range was checked")]
                Ok(scaled as i64)
            } else {
                Err(BadPay::Amount(amount.to_string()))
            }
        };
        Pay::from_hundredths(kind, hundredths(low)?, hundredths(high)?, currency, period)
    }

    /// How the pay is meant.
    #[must_use]
    pub fn kind(&self) -> PayKind {
        self.kind
    }

    /// The low end in hundredths of the currency.
    #[must_use]
    pub fn low_hundredths(&self) -> i64 {
        self.low
    }

    /// The high end in hundredths of the currency.
    #[must_use]
    pub fn high_hundredths(&self) -> i64 {
        self.high
    }

    /// The low end in units of the currency.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "amounts stay below 10^14")]
    pub fn low(&self) -> f64 {
        self.low as f64 / 100.0
    }

    /// The high end in units of the currency.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "amounts stay below 10^14")]
    pub fn high(&self) -> f64 {
        self.high as f64 / 100.0
    }

    /// The currency.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// The span of time paid for.
    #[must_use]
    pub fn period(&self) -> Period {
        self.period
    }
}

impl fmt::Display for Pay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let amount = |hundredths: i64| {
            if hundredths % 100 == 0 {
                (hundredths / 100).to_string()
            } else {
                format!("{}.{:02}", hundredths / 100, hundredths % 100)
            }
        };
        write!(f, "{}", amount(self.low))?;
        if self.high != self.low {
            write!(f, "–{}", amount(self.high))?;
        }
        write!(f, " {}", self.currency)?;
        match self.period {
            Period::Project => write!(f, " fixed"),
            period => write!(f, "/{}", period.slug()),
        }
    }
}
