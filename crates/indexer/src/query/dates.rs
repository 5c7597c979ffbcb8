//! Days in a query: `2023`, `2023-05`, `2023-Q2`, `2023-05-14`, `2023-01..2023-06`, `>=2023-05`, `90d`. Knows today only as it is told.

use model::Day;

use crate::query::tree::Node;

/// The forms that are understood, for messages.
pub(crate) const FORMS: &str =
    "2023, 2023-05, 2023-Q2, 2023-05-14, today, a range such as 2023-01..2023-06, or >=2023-05";

/// First and last day of a year, quarter, month or day.
fn span(text: &str, today: Day) -> Option<(Day, Day)> {
    match text.to_ascii_lowercase().as_str() {
        "today" => return Some((today, today)),
        "yesterday" => return Some((today - 1, today - 1)),
        _ => {}
    }
    if let Ok(day) = text.parse::<Day>() {
        return Some((day, day));
    }
    let (year, rest) = match text.split_once('-') {
        Some((year, rest)) => (year, Some(rest)),
        None => (text, None),
    };
    if year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let year: i16 = year.parse().ok()?;
    let (first_month, last_month): (i8, i8) = match rest {
        None => (1, 12),
        Some(quarter) if quarter.len() == 2 && quarter.starts_with(['q', 'Q']) => {
            let number: i8 = quarter[1..].parse().ok().filter(|q| (1..=4).contains(q))?;
            (3 * number - 2, 3 * number)
        }
        Some(month) if month.len() == 2 => {
            let month = month.parse().ok()?;
            (month, month)
        }
        Some(_) => return None,
    };
    let first = Day::from_ymd(year, first_month, 1)?;
    let last = Day::from_ymd(year, last_month, 1)?.last_of_month();
    Some((first, last))
}

/// The day that lies `90d`, `12w`, `6m` or `1y` before today.
pub(crate) fn ago(text: &str, today: Day) -> Option<Day> {
    let unit = text.chars().last()?.to_ascii_lowercase();
    let number: i32 = text.get(..text.len() - unit.len_utf8())?.parse().ok()?;
    if !(0..=100_000).contains(&number) {
        return None;
    }
    let days_back = |days: i32| Day::from_number(today.number() - days);
    match unit {
        'd' => days_back(number),
        'w' => days_back(7 * number),
        'm' | 'y' => {
            let months = if unit == 'y' { 12 * number } else { number };
            let (year, month, day) = today.ymd();
            let index = i32::from(year) * 12 + i32::from(month) - 1 - months;
            let year = i16::try_from(index.div_euclid(12)).ok()?;
            let month = i8::try_from(index.rem_euclid(12) + 1).ok()?;
            let last = Day::from_ymd(year, month, 1)?.last_of_month();
            Some(Day::from_ymd(year, month, day).unwrap_or(last))
        }
        _ => None,
    }
}

/// The value of `date:`; `None` where it is not understood.
pub(crate) fn date(text: &str, today: Day) -> Option<Node> {
    let days = |first, last| Some(Node::Days { first, last });
    if let Some(inner) = text.strip_prefix(['[', '{']) {
        let inner = inner.strip_suffix([']', '}'])?;
        let (from, to) = inner.split_once(" TO ")?;
        return range(from.trim(), to.trim(), today);
    }
    if let Some((from, to)) = text.split_once("..") {
        return range(from, to, today);
    }
    for (sign, build) in comparisons() {
        if let Some(rest) = text.strip_prefix(sign) {
            let (first, last) = span(rest.trim(), today)?;
            return Some(build(first, last));
        }
    }
    let (first, last) = span(text, today)?;
    days(Some(first), Some(last))
}

type FromSpan = fn(Day, Day) -> Node;

fn comparisons() -> [(&'static str, FromSpan); 5] {
    [
        (">=", |first, _| from(first)),
        ("<=", |_, last| until(last)),
        (">", |_, last| from(last + 1)),
        ("<", |first, _| until(first - 1)),
        ("=", |first, last| Node::Days {
            first: Some(first),
            last: Some(last),
        }),
    ]
}

fn from(first: Day) -> Node {
    Node::Days {
        first: Some(first),
        last: None,
    }
}

fn until(last: Day) -> Node {
    Node::Days {
        first: None,
        last: Some(last),
    }
}

fn range(from: &str, to: &str, today: Day) -> Option<Node> {
    let open = |text: &str| text.is_empty() || text == "*";
    let first = if open(from) {
        None
    } else {
        Some(span(from, today)?.0)
    };
    let last = if open(to) {
        None
    } else {
        Some(span(to, today)?.1)
    };
    let ordered = match (first, last) {
        (None, None) => false,
        (Some(first), Some(last)) => first <= last,
        _ => true,
    };
    ordered.then_some(Node::Days { first, last })
}

/// The value of `since:`: the day itself and everything after it, or the last so many days.
pub(crate) fn since(text: &str, today: Day) -> Option<Node> {
    let first = match ago(text, today) {
        Some(day) => day,
        None => span(text, today)?.0,
    };
    Some(from(first))
}

/// The value of `before:`: everything up to the day before.
pub(crate) fn before(text: &str, today: Day) -> Option<Node> {
    let first = match ago(text, today) {
        Some(day) => day,
        None => span(text, today)?.0,
    };
    Some(until(first - 1))
}
