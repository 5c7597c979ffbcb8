//! A text in, the ranges and single amounts in it out, each with the period that follows it. Knows nothing of what they are for.

use model::Period;

use super::amount::{Amount, amount_at};
use super::currency;

/// One amount or two ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) start: usize,
    /// Behind the period.
    pub(super) end: usize,
    pub(super) low: Amount,
    pub(super) high: Amount,
    pub(super) is_range: bool,
    pub(super) per: Option<Per>,
    /// "$120,000+": a bound and no end.
    pub(super) is_open: bool,
}

/// What an amount is said to be paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Per {
    Time(Period),
    /// By the article, the word, the child.
    Piece,
}

/// All spans of a text, in its order. `lower` is the text in lower case with the same offsets.
pub(super) fn spans(text: &str, lower: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].find(|c: char| c.is_ascii_digit()) {
        let digit = at + next;
        match span_at(text, lower, digit) {
            Some(span) => {
                at = span.end.max(digit + 1);
                found.push(span);
            }
            None => {
                let rest = &text[digit..];
                at = digit
                    + rest
                        .find(|c: char| !c.is_ascii_digit())
                        .unwrap_or(rest.len());
            }
        }
    }
    found
}

fn span_at(text: &str, lower: &str, digit: usize) -> Option<Span> {
    let low = amount_at(text, digit, None)?;
    let (mut per, mut end) = period_behind(lower, low.end);
    let mut high = low;
    let mut is_range = false;
    if let Some(second) = second_end(text, lower, &low, end) {
        (high, is_range) = (second, true);
        let (behind, behind_end) = period_behind(lower, high.end);
        per = behind.or(per);
        end = behind_end;
    }
    // "$120k/yr USD" and "$120k (USD)": the code narrows the sign.
    let tail = text[end..].trim_start_matches([' ', '(', ')']);
    if text[end..].len() - tail.len() <= 2
        && let Some((mark, length)) = currency::after(tail)
        && let Some(both) = high.mark.and_then(|own| own.and(mark))
    {
        high.mark = Some(both);
        end = text.len() - tail.len() + length;
    }
    let mut span = Span {
        start: low.start,
        end,
        low,
        high,
        is_range,
        per,
        is_open: is_open(lower, high.end)
            || is_open(lower, end)
            || (!is_range && goes_on(lower, end)),
    };
    let both = [span.low.mark, span.high.mark];
    if let [Some(one), Some(two)] = both
        && one.and(two).is_none()
    {
        span.low.is_no_money = true;
    }
    Some(span)
}

/// The second end of a range: a divider, then an amount, and nothing between.
fn second_end(text: &str, lower: &str, low: &Amount, end: usize) -> Option<Amount> {
    let rest = &lower[end..];
    let trimmed = rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    let is_between = lower[..low.start].trim_end().ends_with("between")
        || lower[..low.start].trim_end().ends_with("zwischen")
        || lower[..low.start].trim_end().ends_with("entre");
    let signs = ["-", "–", "—", "−", "‒", "~", "..."];
    let words = [
        "to ", "bis ", "until ", "till ", "tot ", "à ", "a ", "al ", "do ", "e ", "and ", "und ",
        "et ", "y ",
    ];
    let divider = signs
        .iter()
        .find(|sign| trimmed.starts_with(**sign))
        .or_else(|| {
            let spaced = trimmed.len() < rest.len();
            let fits = |word: &&&str| {
                let joins = matches!(**word, "e " | "and " | "und " | "et " | "y ");
                spaced && trimmed.starts_with(**word) && (!joins || is_between)
            };
            words.iter().find(fits)
        })?;
    let behind = &trimmed[divider.len()..];
    let start = lower.len() - behind.trim_start().len();
    let digit = start + text[start..].find(|c: char| c.is_ascii_digit())?;
    if digit - start > 8 {
        return None;
    }
    let high = amount_at(text, digit, low.mark)?;
    if high.start != start || high.is_no_money {
        return None;
    }
    // "$50 - 40 hours a week" is one amount and then something else.
    let counts = [
        "hour", "hr", "year", "yr", "day", "week", "month", "people", "position", "opening",
        "employee",
    ];
    let follows = lower[high.end..].trim_start();
    let is_count = high.mark.is_none()
        && counts.iter().any(|unit| follows.starts_with(unit))
        && !follows.starts_with("hourly")
        && !follows.starts_with("yearly");
    (!is_count).then_some(high)
}

/// A divider and a sign or digit follow, but no end that could be read: half of a range is none.
fn goes_on(lower: &str, end: usize) -> bool {
    let rest = lower[end..].trim_start_matches([' ', '\u{a0}']);
    let behind = rest.trim_start_matches(['-', '–', '—', '−']);
    let follows = behind.trim_start_matches([' ', '\u{a0}', '$', '€', '£', '₹', '~']);
    behind.len() < rest.len()
        && follows.len() < behind.trim_start_matches([' ', '\u{a0}']).len()
        && follows.starts_with(|c: char| c.is_ascii_digit())
}

fn is_open(lower: &str, end: usize) -> bool {
    let rest = &lower[end..];
    if rest.starts_with('+') {
        return true;
    }
    let rest = rest.trim_start();
    [
        "or more",
        "up to",
        "and up",
        "and above",
        "or above",
        "or higher",
        "or less",
        "upward",
        "minimum",
        "maximum",
        "min",
        "max",
        "plus/minus",
    ]
    .iter()
    .any(|word| {
        rest.strip_prefix(word)
            .is_some_and(|behind| !behind.starts_with(|c: char| c.is_alphanumeric()))
    })
}

/// The period that follows an amount and where it ends; the amount's own end where none does.
fn period_behind(lower: &str, end: usize) -> (Option<Per>, usize) {
    let mut at = end;
    for _ in 0..4 {
        let rest = &lower[at..];
        let trimmed = rest.trim_start_matches([' ', '\u{a0}', '(', '[']);
        let start = lower.len() - trimmed.len();
        if let Some(behind) = trimmed.strip_prefix('/') {
            let spaced = behind.starts_with(' ');
            let behind = behind.trim_start();
            let behind = behind.strip_prefix("per ").unwrap_or(behind);
            let (word, word_end) = word_at(lower, lower.len() - behind.len());
            return match period_of(word) {
                Some(period) => (Some(Per::Time(period)), word_end),
                None if word.is_empty() || spaced => (None, end),
                // "$120k/€110k": another amount, and "/DOE", "/OTE".
                None if currency::code_of(word).is_some() => (None, end),
                None => (Some(Per::Piece), word_end),
            };
        }
        if trimmed.starts_with('-') && !trimmed.starts_with("- ") {
            return (None, end);
        }
        for (short, period) in SHORT {
            if trimmed.starts_with(short)
                && !trimmed[short.len()..].starts_with(|c: char| c.is_alphanumeric())
            {
                return (Some(Per::Time(*period)), start + short.len());
            }
        }
        let (word, word_end) = word_at(lower, start);
        match word {
            "per" | "pro" | "par" | "por" | "a" | "an" | "each" | "every" | "al" | "im" | "je"
            | "i" | "na" | "all" | "l" => {
                let behind = lower[word_end..].trim_start_matches([' ', '\'', '’', '\u{a0}']);
                let (unit, unit_end) = word_at(lower, lower.len() - behind.len());
                return match period_of(unit) {
                    Some(period) => (Some(Per::Time(period)), unit_end),
                    None if matches!(word, "per" | "pro" | "par" | "por" | "each" | "every") => {
                        (Some(Per::Piece), unit_end)
                    }
                    None if matches!(word, "a" | "an") && !unit.is_empty() => {
                        (Some(Per::Piece), unit_end)
                    }
                    None => (None, end),
                };
            }
            "for" => {
                let behind = &lower[word_end..];
                let is_whole = [
                    " the project",
                    " the whole",
                    " the entire",
                    " whole",
                    " entire",
                ]
                .iter()
                .any(|words| behind.starts_with(words));
                return match is_whole {
                    true => (Some(Per::Time(Period::Project)), word_end),
                    false => (None, end),
                };
            }
            "brutto" | "netto" | "bruto" | "neto" | "brut" | "net" | "gross" | "lordi"
            | "lordo" | "brutos" | "base" | "salary" | "usd" | "eur" | "vat" | "de" => {
                at = word_end;
            }
            _ => {
                return match adverb(word) {
                    Some(period) => (Some(Per::Time(period)), word_end),
                    None => (None, end),
                };
            }
        }
    }
    (None, end)
}

const SHORT: &[(&str, Period)] = &[
    ("p.a.", Period::Year),
    ("p.a", Period::Year),
    ("pa", Period::Year),
    ("p/a", Period::Year),
    ("p.h.", Period::Hour),
    ("p/h", Period::Hour),
    ("ph", Period::Hour),
    ("p/m", Period::Month),
    ("pcm", Period::Month),
    ("p/w", Period::Week),
    ("p/d", Period::Day),
];

fn word_at(lower: &str, start: usize) -> (&str, usize) {
    let rest = &lower[start..];
    let end = rest
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(rest.len());
    (&rest[..end], start + end)
}

/// The period that a noun names ("per hour", "pro Stunde", "/mies").
pub(super) fn period_of(word: &str) -> Option<Period> {
    Some(match word {
        "h" | "hr" | "hrs" | "hour" | "hours" | "hourly" | "std" | "stunde" | "heure" | "hora"
        | "ora" | "uur" | "godz" | "godzinę" | "godzina" | "timme" | "timmen" | "tim" => {
            Period::Hour
        }
        "d" | "day" | "days" | "daily" | "tag" | "jour" | "día" | "dia" | "giorno" | "dag"
        | "diem" => Period::Day,
        "w" | "wk" | "week" | "weekly" | "woche" | "semaine" | "semana" | "settimana" => {
            Period::Week
        }
        "m" | "mo" | "mon" | "mth" | "mnth" | "month" | "monthly" | "monat" | "mois" | "mes"
        | "mese" | "mês" | "maand" | "mies" | "miesiąc" | "mc" | "månad" | "månaden" | "mån" => {
            Period::Month
        }
        "y" | "yr" | "yrs" | "year" | "yearly" | "annum" | "annually" | "annual" | "jahr"
        | "an" | "année" | "año" | "anno" | "ano" | "jaar" | "rok" | "år" => Period::Year,
        "project" | "job" | "projekt" | "fixed" => Period::Project,
        _ => return None,
    })
}

/// The period that an adverb or adjective names ("hourly", "jährlich", "mensuel").
pub(super) fn adverb(word: &str) -> Option<Period> {
    Some(match word {
        "hourly" | "stündlich" | "godzinowo" => Period::Hour,
        "daily" | "täglich" => Period::Day,
        "weekly" | "wöchentlich" => Period::Week,
        "monthly" | "monatlich" | "mensuel" | "mensuels" | "mensuales" | "mensual" | "mensili"
        | "mensais" | "maandelijks" | "miesięcznie" => Period::Month,
        "yearly" | "annually" | "annual" | "annualized" | "annum" | "jährlich" | "annuel"
        | "annuels" | "annuali" | "annui" | "anuales" | "anual" | "anuais" | "jaarlijks"
        | "rocznie" => Period::Year,
        "fixed" => Period::Project,
        _ => return None,
    })
}
