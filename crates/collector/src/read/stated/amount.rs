//! A place in a text where digits begin in, the amount that stands there out: its number, its unit and its currency. Knows no period.

use super::currency::{self, Mark};

/// An amount as it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Amount {
    /// Where the sign before it begins, or the first digit.
    pub(super) start: usize,
    /// Where the sign or code after it ends.
    pub(super) end: usize,
    /// Without the unit.
    pub(super) number: f64,
    /// A `k` stands behind it.
    pub(super) thousands: bool,
    /// A million, a lakh or more stands behind it: money, but nobody's pay.
    pub(super) is_huge: bool,
    /// One point and three digits: thousands in Europe, thousandths elsewhere.
    pub(super) is_ambiguous: bool,
    /// It has decimals or groups, so that a unit elsewhere cannot be meant for it too.
    pub(super) is_written_out: bool,
    pub(super) mark: Option<Mark>,
    /// The number is a percentage, a version, a time or part of a word.
    pub(super) is_no_money: bool,
}

impl Amount {
    pub(super) fn value(&self) -> f64 {
        match self.thousands {
            true => self.number * 1000.0,
            false => self.number,
        }
    }
}

const BLANKS: [char; 3] = [' ', '\u{a0}', '\u{202f}'];

/// The amount whose first digit is at `digit`; `other` is what marks the other end of its range. `None` where the digits are part of a word.
pub(super) fn amount_at(text: &str, digit: usize, other: Option<Mark>) -> Option<Amount> {
    let head = &text[..digit];
    let before = currency::before(head);
    let start = before.map_or(digit, |(_, start)| start);
    // Nobody who writes dollars or pounds divides thousands by blanks: "$50 100 times" is fifty.
    let near = before.map(|(mark, _)| mark).or(other);
    let joins_by_blank = match near {
        Some(Mark::Is(own)) => currency::groups_by_point(own) || own.code() == "CHF",
        Some(_) => false,
        None => true,
    };
    let number = number_at(&text[digit..], near.is_some(), joins_by_blank)?;
    let mut end = digit + number.length;
    let mut amount = Amount {
        start,
        end,
        number: number.value,
        thousands: false,
        is_huge: false,
        is_ambiguous: number.is_ambiguous,
        is_written_out: number.is_written_out,
        mark: before.map(|(mark, _)| mark),
        is_no_money: false,
    };
    // "16.–" and "2.500,-" have no hundredths.
    for dash in [".–", ".—", ".-", ",-", ",–", ",—"] {
        let rest = &text[end..];
        if let Some(behind) = rest.strip_prefix(dash)
            && !behind
                .trim_start()
                .starts_with(|c: char| c.is_ascii_digit())
        {
            end += dash.len();
            break;
        }
    }
    let (length, unit) = unit_at(&text[end..]);
    match unit {
        Unit::Thousand => amount.thousands = true,
        Unit::Huge => amount.is_huge = true,
        Unit::Word => amount.is_no_money = true,
        Unit::None => {}
    }
    end += length;
    if let Some((mark, length)) = currency::after(&text[end..]) {
        match amount.mark {
            None => {
                amount.mark = Some(mark);
                end += length;
            }
            Some(own) => match own.and(mark) {
                Some(both) => {
                    amount.mark = Some(both);
                    end += length;
                }
                // "$100 €90": the second sign belongs to something else.
                None => amount.is_no_money = true,
            },
        }
    }
    // "kr SEK" is a sign and then its code.
    if let Some(Mark::OneOf(_)) = amount.mark
        && let Some((code, length)) = currency::after(&text[end..])
        && let Some(both) = amount.mark.and_then(|own| own.and(code))
    {
        amount.mark = Some(both);
        end += length;
    }
    // "45 k€" has its unit between number and sign, "60€k" behind both.
    if !amount.thousands
        && !amount.is_huge
        && let (length, Unit::Thousand) = unit_at(&text[end..])
    {
        amount.thousands = true;
        end += length;
    }
    let touches_word = before.is_none()
        && head.ends_with(|c: char| {
            c.is_alphanumeric() || matches!(c, '.' | ',' | '/' | '#' | ':' | '_' | '@')
        });
    let touches_more = text[end..].starts_with(['%', '_', '@', ':'])
        && text[end + 1..].starts_with(|c: char| c.is_alphanumeric())
        || text[end..].trim_start().starts_with('%');
    amount.is_no_money |= touches_word || touches_more;
    amount.end = end;
    Some(amount)
}

enum Unit {
    None,
    Thousand,
    Huge,
    /// Letters that are no unit: the digits are part of a word ("14mal", "3rd", "401k").
    Word,
}

/// The unit with which a text begins, and its length.
fn unit_at(rest: &str) -> (usize, Unit) {
    let lower_word = |text: &str| {
        let end = text
            .find(|c: char| !c.is_alphabetic())
            .unwrap_or(text.len());
        text[..end].to_lowercase()
    };
    let own = lower_word(rest);
    if let Some(unit) = unit_of(&own) {
        return (own.len(), unit);
    }
    // "£40,000pa": the period follows at once.
    if matches!(own.as_str(), "pa" | "ph" | "pcm" | "pw" | "pm") {
        return (0, Unit::None);
    }
    if !own.is_empty() {
        // "45kEUR", "120KUSD", "50USD", "2500kr": a currency follows at once.
        let tail = rest[1..].get(..own.len() - 1).unwrap_or_default();
        if own.starts_with('k') && currency::after(tail).is_some_and(|(_, n)| n == tail.len()) {
            return (1, Unit::Thousand);
        }
        let is_currency = currency::after(rest).is_some();
        return (0, if is_currency { Unit::None } else { Unit::Word });
    }
    let trimmed = rest.trim_start_matches(BLANKS);
    let skipped = rest.len() - trimmed.len();
    if (1..=2).contains(&skipped) {
        let word = lower_word(trimmed);
        if let Some(unit) = unit_of(&word) {
            return (skipped + word.len(), unit);
        }
    }
    (0, Unit::None)
}

fn unit_of(word: &str) -> Option<Unit> {
    match word {
        "k" | "tsd" | "thousand" => Some(Unit::Thousand),
        "m" | "mm" | "mn" | "mio" | "mil" | "million" | "millions" | "millionen" | "b" | "bn"
        | "billion" | "billions" | "mrd" | "t" | "tn" | "trillion" | "lakh" | "lakhs" | "lac"
        | "lacs" | "lpa" | "l" | "cr" | "crore" | "crores" => Some(Unit::Huge),
        _ => None,
    }
}

struct Number {
    value: f64,
    length: usize,
    is_ambiguous: bool,
    is_written_out: bool,
}

/// Digits with their separators: `120,000`, `120'000`, `66.676,26`, `33 100,00`, `12,00,000`, `90.50`.
fn number_at(text: &str, is_marked: bool, joins_by_blank: bool) -> Option<Number> {
    let mut groups: Vec<(Option<char>, &str)> = Vec::new();
    let mut at = 0;
    let mut separator = None;
    loop {
        let rest = &text[at..];
        let end = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        if end == 0 {
            break;
        }
        groups.push((separator, &rest[..end]));
        let behind = &rest[end..];
        let Some(next) = behind.chars().next() else {
            at += end;
            break;
        };
        let is_separator = matches!(next, ',' | '.' | '\'' | '’') || BLANKS.contains(&next);
        let follows = &behind[next.len_utf8()..];
        let run = follows
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(follows.len());
        // A blank divides thousands only between groups that look like them.
        let first_is_short = groups[0].1.len() <= 3;
        let fits = match next {
            ',' | '.' => (1..=3).contains(&run),
            _ if BLANKS.contains(&next) => {
                joins_by_blank
                    && run == 3
                    && first_is_short
                    && (is_marked || is_marked_behind(follows))
            }
            _ => run == 3 && first_is_short,
        };
        if !is_separator || !fits {
            at += end;
            break;
        }
        at += end + next.len_utf8();
        separator = Some(next);
    }
    finish(&groups, at)
}

/// Blanks between digits make one number only where a currency stands on either side of it.
fn is_marked_behind(follows: &str) -> bool {
    let end = follows
        .find(|c: char| {
            !(c.is_ascii_digit() || matches!(c, ',' | '.' | '-' | '–' | '—') || BLANKS.contains(&c))
        })
        .unwrap_or(follows.len());
    currency::after(follows[end..].trim_start()).is_some()
}

fn finish(groups: &[(Option<char>, &str)], length: usize) -> Option<Number> {
    let (last_separator, last) = *groups.last()?;
    let is_decimal = matches!(last_separator, Some(',' | '.')) && last.len() <= 2;
    let whole = &groups[..groups.len() - usize::from(is_decimal)];
    // One kind of separator between groups, and not the one before the decimals.
    let inner: Vec<char> = whole
        .iter()
        .filter_map(|(separator, _)| *separator)
        .collect();
    let is_one_kind = inner.windows(2).all(|pair| pair[0] == pair[1]);
    let is_other = !is_decimal || inner.first() != last_separator.as_ref() || inner.is_empty();
    let indian = whole.len() >= 3
        && whole[1..whole.len() - 1]
            .iter()
            .all(|(_, group)| group.len() == 2)
        && whole.last().is_some_and(|(_, group)| group.len() == 3);
    let by_three = whole.iter().skip(1).all(|(_, group)| group.len() == 3);
    let first_fits = whole.len() == 1 || whole[0].1.len() <= 3;
    if !is_one_kind || !is_other || !(by_three || indian) || !first_fits {
        return None;
    }
    let digits: String = whole.iter().map(|(_, group)| *group).collect();
    if digits.len() > 12 {
        return None;
    }
    let mut value: f64 = digits.parse().ok()?;
    if is_decimal {
        value += last.parse::<f64>().ok()? / 10f64.powi(i32::try_from(last.len()).ok()?);
    }
    Some(Number {
        value,
        length,
        is_ambiguous: !is_decimal && inner == ['.'],
        is_written_out: groups.len() > 1,
    })
}
