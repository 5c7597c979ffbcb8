//! Numbers, days and verdicts in, the words that a reader sees out. Rounds for the eye; computes no statistic.

pub(crate) mod both;
pub(crate) mod readings;

use analytics::findings::Verdict;
use model::{Day, DayRange};

pub(crate) use analytics::wording::count;

/// The true minus sign.
const MINUS: char = '\u{2212}';

/// The words of a sentence in one language: `say!(language, "{n} weeks.", "{n} 周。", n = 3)`.
macro_rules! say {
    ($language:expr, $($sentence:tt)*) => {
        ::analytics::said!($($sentence)*).of($language).to_owned()
    };
}
pub(crate) use say;

/// A number with this many decimals, a true minus sign, thousands commas and no negative zero.
pub(crate) fn decimal(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, part) = match text.split_once('.') {
        Some((whole, part)) => (whole, Some(part)),
        None => (text.as_str(), None),
    };
    let whole = whole.parse::<u64>().map_or(whole.to_owned(), count);
    let unsigned = match part {
        Some(part) => format!("{whole}.{part}"),
        None => whole,
    };
    let is_zero = text.bytes().all(|b| matches!(b, b'0' | b'.'));
    if value < 0.0 && !is_zero {
        format!("{MINUS}{unsigned}")
    } else {
        unsigned
    }
}

/// The same with a plus sign before what is above zero.
pub(crate) fn signed(value: f64, decimals: usize) -> String {
    let text = decimal(value, decimals);
    let is_zero = !text.bytes().any(|b| matches!(b, b'1'..=b'9'));
    if value > 0.0 && !is_zero {
        format!("+{text}")
    } else {
        text
    }
}

/// A ratio as `×21.0`.
pub(crate) fn ratio(value: f64) -> String {
    format!("×{}", times(value))
}

/// A ratio as `21.0`; three figures are enough for the eye.
pub(crate) fn times(value: f64) -> String {
    let decimals = if value.abs() >= 100.0 {
        0
    } else if value.abs() >= 10.0 {
        1
    } else {
        2
    };
    decimal(value, decimals)
}

/// A rate per 10,000 postings.
pub(crate) fn per_ten_thousand(value: f64) -> String {
    let decimals = if value >= 100.0 {
        0
    } else if value >= 10.0 {
        1
    } else {
        2
    };
    decimal(value, decimals)
}

/// `30 Nov 2022`.
pub(crate) fn day(day: Day) -> String {
    let (year, month, date) = day.ymd();
    format!("{date} {} {year}", month_name(month))
}

/// `1 Nov 2022 to 14 Feb 2024`.
pub(crate) fn days(range: DayRange) -> String {
    format!("{} to {}", day(range.first()), day(range.last()))
}

/// `Nov`.
pub(crate) fn month_name(month: i8) -> &'static str {
    const NAMES: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    usize::try_from(month - 1)
        .ok()
        .and_then(|place| NAMES.get(place).copied())
        .unwrap_or("?")
}

/// Every verdict, in the order of the design.
pub(crate) const VERDICTS: [Verdict; 10] = [
    Verdict::Reproduced,
    Verdict::Robust,
    Verdict::DirectionOnly,
    Verdict::Fragile,
    Verdict::Contradicted,
    Verdict::Underpowered,
    Verdict::Inconclusive,
    Verdict::Void,
    Verdict::NotCovered,
    Verdict::UntestableAsStated,
];

/// A verdict as readers see it: its words, what they mean, and the family that colours it.
pub(crate) fn verdict(verdict: Verdict) -> (&'static str, &'static str, &'static str) {
    match verdict {
        Verdict::Reproduced => (
            "REPRODUCED",
            "our number agrees with the claimed one within the tolerance",
            "holds",
        ),
        Verdict::Robust => (
            "ROBUST",
            "agrees, and nearly every other way of counting agrees in sign",
            "holds",
        ),
        Verdict::DirectionOnly => (
            "DIRECTION ONLY",
            "the direction holds, the size does not",
            "partly",
        ),
        Verdict::Fragile => (
            "FRAGILE",
            "agrees, but another fair way of counting gives another answer",
            "partly",
        ),
        Verdict::Contradicted => (
            "CONTRADICTED",
            "our interval lies wholly on the other side",
            "fails",
        ),
        Verdict::Underpowered => (
            "UNDERPOWERED",
            "the data could not have shown a change of the size claimed",
            "open",
        ),
        Verdict::Inconclusive => (
            "INCONCLUSIVE",
            "none of the other verdicts applies; the reason says what is missing",
            "open",
        ),
        Verdict::Void => (
            "VOID",
            "too few postings, or a label or tag that was born inside the window",
            "open",
        ),
        Verdict::NotCovered => (
            "NOT COVERED",
            "the postings here do not reach the days that the sentence is about",
            "open",
        ),
        Verdict::UntestableAsStated => (
            "UNTESTABLE AS STATED",
            "causal without a design, undefined, or inconsistent in itself",
            "open",
        ),
    }
}
