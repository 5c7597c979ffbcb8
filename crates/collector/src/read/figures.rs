//! Pay that fields state in figures (a low end, a high end, a currency, a period) in; pay out, where it is plainly that. Reads no sentence.

use model::{Pay, Period};

use super::stated::pay_of_ends;

/// Pay from two ends, a currency's code and a period, as fields state them; none where one of them is missing.
pub(crate) fn pay_of_figures(
    low: Option<f64>,
    high: Option<f64>,
    currency: &str,
    period: Period,
) -> Option<Pay> {
    pay_of_ends(low?, high?, currency.parse().ok()?, period)
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
