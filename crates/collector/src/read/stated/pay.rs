//! A text that may speak of pay in, the pay that it surely states out. Knows nothing of where the text stood.

use model::{Currency, Pay, Period};

use super::PayHints;
use super::currency::{self, DOLLARS, Mark};
use super::span::{Per, Span, spans};
use super::tie::{Tie, tie_of};
use crate::read::figures::pay_of_figures;

/// Pay that a text surely states; `None` wherever there is doubt.
///
/// In doubt are: one end alone ("up to", "120,000+"), no currency or period in the words or the hints, a sum that no
/// one is paid by that period, two statements that differ, and in the sentences of a body every amount that no word
/// for pay is tied to. One period is concluded: a sum of five or six digits in dollars, euros, pounds or francs that is
/// called a salary is by the year.
#[must_use]
pub fn pay_of_text(text: &str, hints: PayHints) -> Option<Pay> {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let lower = lower_of(text);
    let found = spans(text, &lower);
    let mut settled: Option<Pay> = None;
    let mut doubtful: Vec<(&Span, Tie)> = Vec::new();
    for span in &found {
        if span.low.is_no_money
            || span.low.mark.or(span.high.mark).is_none() && !is_alone(text, span, hints)
        {
            continue;
        }
        let tie = tie_of(&lower, span, hints.is_pay_field);
        if tie.is_other {
            continue;
        }
        match judge(text, &lower, span, tie, hints) {
            None => doubtful.push((span, tie)),
            Some(pay) => match settled {
                None => settled = Some(pay),
                Some(own) if differ(own, pay) => return None,
                Some(_) => {}
            },
        }
    }
    let pay = settled?;
    let is_contradicted = doubtful.iter().any(|(span, tie)| is_rival(span, *tie, pay));
    (!is_contradicted).then_some(pay)
}

/// Lower case with the offsets of the original: a letter whose small form is longer or shorter stays as it is.
fn lower_of(text: &str) -> String {
    let mut lower = String::with_capacity(text.len());
    for letter in text.chars() {
        let mut small = letter.to_lowercase();
        match (small.next(), small.next()) {
            (Some(one), None) if one.len_utf8() == letter.len_utf8() => lower.push(one),
            _ => lower.push(letter),
        }
    }
    lower
}

/// A number without a currency is pay only where the field holds little else, and currency and period are known.
fn is_alone(text: &str, span: &Span, hints: PayHints) -> bool {
    hints.is_pay_field
        && hints.currency.is_some()
        && text[..span.start].split_whitespace().count() <= 2
        && text[span.end..].split_whitespace().count() <= 3
}

fn judge(text: &str, lower: &str, span: &Span, tie: Tie, hints: PayHints) -> Option<Pay> {
    if tie.is_bound || span.is_open || span.low.is_huge || span.high.is_huge {
        return None;
    }
    if is_paid_oftener(&lower[span.start..]) {
        return None;
    }
    let is_hourly =
        span.per == Some(Per::Time(Period::Hour)) && stands_for_itself(&lower[span.end..]);
    if !hints.is_pay_field && !tie.is_pay && !is_hourly {
        return None;
    }
    let currency = currency_of(text, lower, span, hints)?;
    let (low, high) = ends_of(span, currency)?;
    let period = match (span.per, tie.period) {
        (Some(Per::Time(period)), _) => period,
        (Some(Per::Piece), _) | (None, Some(Err(()))) => return None,
        (None, Some(Ok(period))) => period,
        (None, None) => match hints.period {
            Some(period) => period,
            None => concluded(low, high, currency, tie, hints)?,
        },
    };
    pay_of_figures(Some(low), Some(high), currency.code(), period)
}

/// Whether nothing follows that the amount only describes ("$200/hr consultants").
fn stands_for_itself(tail: &str) -> bool {
    let rest = tail.trim_start_matches([' ', '\u{a0}', '*']);
    let end = rest
        .find(|c: char| !c.is_alphanumeric())
        .unwrap_or(rest.len());
    matches!(
        &rest[..end],
        "" | "for"
            | "and"
            | "or"
            | "to"
            | "with"
            | "based"
            | "depending"
            | "dependent"
            | "plus"
            | "on"
            | "as"
            | "usd"
            | "w2"
            | "c2c"
            | "1099"
            | "in"
            | "all"
            | "if"
            | "but"
            | "range"
    )
}

/// Austrian and Spanish salaries are paid fourteen times a year, so the words for a period mean another sum.
fn is_paid_oftener(rest: &str) -> bool {
    let end = rest.char_indices().nth(60).map_or(rest.len(), |(at, _)| at);
    let near = &rest[..end];
    [
        "14mal",
        "14 mal",
        "14-mal",
        "14x",
        "14 x",
        "13x",
        "13 x",
        "14 pagas",
        "14 mensilit",
        "13 mensilit",
    ]
    .iter()
    .any(|words| near.contains(words))
}

fn concluded(low: f64, high: f64, currency: Currency, tie: Tie, hints: PayHints) -> Option<Period> {
    let is_salary = hints.is_pay_field || tie.is_salary;
    let fits = currency::is_paid_by_the_year(currency) && low >= 20_000.0 && high <= 1_000_000.0;
    (is_salary && fits).then_some(Period::Year)
}

fn currency_of(text: &str, lower: &str, span: &Span, hints: PayHints) -> Option<Currency> {
    // "$35,000 pesos": the sign is not what the word says.
    let named = [
        "pesos", "rupees", "reais", "crowns", "roubles", "rubles", "baht", "yuan", "ringgit",
    ];
    let behind = lower[span.end..].trim_start();
    if named.iter().any(|name| behind.starts_with(name)) {
        return None;
    }
    let mark = match (span.low.mark, span.high.mark) {
        (Some(one), Some(two)) => one.and(two)?,
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => return hints.currency,
    };
    let Mark::OneOf(codes) = mark else {
        return mark.with_hint(None);
    };
    // A code in the same line settles a bare sign ("Salary (CAD): $90,000").
    let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[span.end..]
        .find('\n')
        .map_or(text.len(), |at| span.end + at);
    let mut named: Vec<Currency> = text[start..end]
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() == 3 && word.bytes().all(|b| b.is_ascii_uppercase()))
        .filter_map(currency::code_of)
        .filter(|code| codes.contains(&code.code()))
        .collect();
    named.sort_unstable();
    named.dedup();
    match named[..] {
        [one] => Some(one),
        [] if codes == DOLLARS && !hints.is_pay_field && names_another_dollar(lower) => None,
        [] => mark.with_hint(hints.currency),
        _ => None,
    }
}

/// Whether a text names a place whose own dollar is written with the bare sign, or that dollar.
pub(crate) fn names_another_dollar(text: &str) -> bool {
    let lower = text.to_lowercase();
    [
        "canad",
        "toronto",
        "vancouver",
        "montreal",
        "ottawa",
        "cad",
        "ontario",
        "australia",
        "sydney",
        "melbourne",
        "aud",
        "singapore",
        "sgd",
        "new zealand",
        "auckland",
        "nzd",
        "hong kong",
        "hkd",
        "taiwan",
        "mexico",
    ]
    .iter()
    .any(|place| {
        lower.match_indices(place).any(|(at, _)| {
            let is_start = !lower[..at].ends_with(|c: char| c.is_alphanumeric());
            let is_end = !lower[at + place.len()..].starts_with(|c: char| c.is_alphanumeric());
            is_start && (is_end || *place == "canad")
        })
    })
}

/// Both ends, with a unit that stands at one end only given to the other where it must be meant for it.
fn ends_of(span: &Span, currency: Currency) -> Option<(f64, f64)> {
    for end in [&span.low, &span.high] {
        if end.is_ambiguous && !currency::groups_by_point(currency) {
            return None;
        }
    }
    // Where the point is read as thousandths it would be "1.000 k".
    let (mut low, mut high) = (span.low.value(), span.high.value());
    if span.is_range
        && span.high.thousands
        && !span.low.thousands
        && low < 1000.0
        && !span.low.is_written_out
    {
        low *= 1000.0;
    }
    if span.is_range && span.low.thousands && !span.high.thousands && high < low {
        high *= 1000.0;
    }
    (low <= high).then_some((low, high))
}

/// Two statements of the same sort that name other sums.
fn differ(one: Pay, two: Pay) -> bool {
    let same_sort = one.currency() == two.currency() && one.period() == two.period();
    let same_ends = one.low_hundredths() == two.low_hundredths()
        && one.high_hundredths() == two.high_hundredths();
    same_sort && !same_ends
}

/// An amount that was not judged to be pay, but stands beside the pay and could as well be it: one of several places
/// or levels, of which only the first has the word.
fn is_rival(span: &Span, tie: Tie, pay: Pay) -> bool {
    if tie.is_bound || span.is_open || !span.is_range || span.per == Some(Per::Piece) {
        return false;
    }
    let fits =
        |mark: Option<Mark>| mark.is_none_or(|mark| mark.and(Mark::Is(pay.currency())).is_some());
    let (low, high) = match ends_of(span, pay.currency()) {
        Some(ends) => ends,
        None => return false,
    };
    let same_period = span.per.is_none() || span.per == Some(Per::Time(pay.period()));
    let is_marked = span.low.mark.is_some() || span.high.mark.is_some();
    is_marked
        && fits(span.low.mark)
        && fits(span.high.mark)
        && same_period
        && pay_of_figures(Some(low), Some(high), pay.currency().code(), pay.period()).is_some()
        && (low - pay.low()).abs() + (high - pay.high()).abs() > 0.01
}
