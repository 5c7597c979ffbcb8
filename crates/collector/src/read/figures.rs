//! Pay that fields state in figures (a low end, a high end, a currency, a period) in; pay out, where it is plainly that. Reads no sentence.

use model::{Currency, Pay, PayKind, Period};

/// Currencies whose unit is worth far less than a dollar, each with the rough count that makes one. The bounds below are
/// wide, so a count that is wrong by half does no harm.
const SMALL_UNITS: &[(&str, f64)] = &[
    ("ARS", 1000.0),
    ("BDT", 100.0),
    ("CLP", 900.0),
    ("COP", 4000.0),
    ("CRC", 500.0),
    ("CZK", 20.0),
    ("DKK", 7.0),
    ("EGP", 40.0),
    ("HUF", 350.0),
    ("IDR", 15_000.0),
    ("INR", 80.0),
    ("ISK", 130.0),
    ("JPY", 140.0),
    ("KES", 130.0),
    ("KRW", 1300.0),
    ("KZT", 450.0),
    ("LKR", 300.0),
    ("MXN", 18.0),
    ("NGN", 1000.0),
    ("NOK", 10.0),
    ("PHP", 55.0),
    ("PKR", 250.0),
    ("RSD", 100.0),
    ("RUB", 90.0),
    ("SEK", 10.0),
    ("THB", 35.0),
    ("TRY", 30.0),
    ("TWD", 30.0),
    ("UAH", 40.0),
    ("VND", 24_000.0),
    ("ZAR", 18.0),
];

/// The ends of a range; a missing one takes the other's place. Refused are zeros, ends out of order, ends too far apart
/// to be one job's pay (1 to 999,999 is how forms say "none"), and amounts that nobody is paid in the period (an hour
/// for 85,000, a year for 45): a wrong period would do more harm to a median than a missing posting.
pub(crate) fn pay_of_figures(
    low: Option<f64>,
    high: Option<f64>,
    currency: &str,
    period: Period,
) -> Option<Pay> {
    /// A range wider than this is a placeholder.
    const WIDEST: f64 = 20.0;
    let positive = |amount: &f64| amount.is_finite() && *amount > 0.0;
    let (low, high) = (low.filter(positive), high.filter(positive));
    let (low, high) = (low.or(high)?, high.or(low)?);
    let currency: Currency = currency.parse().ok()?;
    let small = SMALL_UNITS.iter().find(|(own, _)| *own == currency.code());
    let unit = small.map_or(1.0, |(_, unit)| *unit);
    // In dollars, roughly.
    let (least, most) = match period {
        Period::Hour => (1.0, 2_000.0),
        Period::Day => (5.0, 20_000.0),
        Period::Week => (20.0, 60_000.0),
        Period::Month => (60.0, 250_000.0),
        Period::Year => (800.0, 10_000_000.0),
        Period::Project => (1.0, 10_000_000.0),
    };
    if low > high || high / low > WIDEST || low < least * unit || high > most * unit {
        return None;
    }
    let kind = match period {
        Period::Hour => PayKind::Hourly,
        Period::Project => PayKind::Fixed,
        _ => PayKind::Salary,
    };
    Pay::new(kind, low, high, currency, period).ok()
}

/// The period in a field that holds one and nothing else: `YEAR`, `yearly`, `1 YEAR`, `per-year-salary`, `annually`.
pub(crate) fn period_of_field(text: &str) -> Option<Period> {
    let lower = text.to_lowercase();
    let core = lower.trim().trim_start_matches("1 ");
    let core = core
        .trim_start_matches("per")
        .trim_matches(['-', ' ', '_', '/']);
    let core = core
        .strip_suffix("-salary")
        .or_else(|| core.strip_suffix("-wage"))
        .unwrap_or(core);
    Some(match core {
        "hour" | "hours" | "hourly" | "hr" | "hrs" | "hur" => Period::Hour,
        "day" | "days" | "daily" => Period::Day,
        "week" | "weeks" | "weekly" | "wk" => Period::Week,
        "month" | "months" | "monthly" | "mon" => Period::Month,
        "year" | "years" | "yearly" | "yr" | "annum" | "annual" | "annually" | "ann" => {
            Period::Year
        }
        _ => return None,
    })
}

/// A number in a field: a JSON number or a text of digits, with commas for thousands at most.
pub(crate) fn figure_of(value: &serde_json::Value) -> Option<f64> {
    match value {
        serde_json::Value::Number(number) => number.as_f64(),
        serde_json::Value::String(text) => {
            let text = text.trim();
            let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
            let mut groups = whole.split(',');
            let first = groups.next()?;
            let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            let fits = digits(first)
                && digits(decimals)
                && groups.all(|group| group.len() == 3 && digits(group));
            let plain = format!("{}.{decimals}", whole.replace(',', ""));
            fits.then(|| plain.parse().ok())?
        }
        _ => None,
    }
}
