//! Days in a query: `2023`, `2023-05`, `2023-Q2`, `2023-05-14`, `2023-01..2023-06`, `>=2023-05`, `last-90-days`, `90d`. Knows today only as it is told.

use model::Day;

use crate::query::tree::Node;

/// The forms that are understood, for messages.
pub(crate) const FORMS: &str = "2023, 2023-05, 2023-Q2, 2023-05-14, today, last-90-days, a range such as 2023-01..2023-06, or >=2023-05";

/// First and last day of a year, quarter, month or day, and its name where it moves with today.
struct Span {
    first: Day,
    last: Day,
    moving: Option<&'static str>,
}

fn span(text: &str, today: Day) -> Option<Span> {
    let moving = |day, name| {
        Some(Span {
            first: day,
            last: day,
            moving: Some(name),
        })
    };
    match text.to_ascii_lowercase().as_str() {
        "today" => return moving(today, "today"),
        "yesterday" => return moving(before_day(today)?, "yesterday"),
        _ => {}
    }
    let (first, last) = fixed(text)?;
    Some(Span {
        first,
        last,
        moving: None,
    })
}

fn fixed(text: &str) -> Option<(Day, Day)> {
    if let Ok(day) = text.parse::<Day>() {
        return Some((day, day));
    }
    let (year, rest) = match text.split_once('-') {
        Some((year, rest)) => (year, Some(rest)),
        None => (text, None),
    };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if year.len() != 4 || !digits(year) {
        return None;
    }
    let year: i16 = year.parse().ok()?;
    let (first_month, last_month): (i8, i8) = match rest {
        None => (1, 12),
        Some(quarter) if quarter.len() == 2 && quarter.starts_with(['q', 'Q']) => {
            let number: i8 = quarter[1..].parse().ok().filter(|q| (1..=4).contains(q))?;
            (3 * number - 2, 3 * number)
        }
        Some(month) if month.len() == 2 && digits(month) => {
            let month = month.parse().ok()?;
            (month, month)
        }
        Some(_) => return None,
    };
    let first = Day::from_ymd(year, first_month, 1)?;
    let last = Day::from_ymd(year, last_month, 1)?.last_of_month();
    Some((first, last))
}

fn before_day(day: Day) -> Option<Day> {
    Day::from_number(day.number() - 1)
}

fn after_day(day: Day) -> Option<Day> {
    Day::from_number(day.number() + 1)
}

/// A time that is counted back: `90` and `d`, `w`, `m` or `y`.
#[derive(Clone, Copy)]
struct Length {
    number: i32,
    unit: char,
}

impl Length {
    fn new(number: &str, unit: char) -> Option<Length> {
        let plain = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        let number: i32 = plain.then(|| number.parse().ok())??;
        (number <= 100_000).then_some(Length { number, unit })
    }

    /// `90d`, `12w`, `6m`, `1y`.
    fn short(text: &str) -> Option<Length> {
        let unit = text.chars().last()?.to_ascii_lowercase();
        let number = text.get(..text.len() - unit.len_utf8())?;
        matches!(unit, 'd' | 'w' | 'm' | 'y')
            .then(|| Length::new(number, unit))
            .flatten()
    }

    /// `last 90 days`, `last-3-months`, `last_12w`.
    fn of_last(text: &str) -> Option<Length> {
        let text = text.trim().to_ascii_lowercase().replace(['-', '_'], " ");
        let rest = text.strip_prefix("last")?;
        let rest = rest.starts_with(' ').then(|| rest.trim())?;
        let (number, unit) = match rest.split_once(' ') {
            Some(parts) => parts,
            None => rest.split_at(rest.find(|c: char| !c.is_ascii_digit())?),
        };
        let unit = match unit.trim() {
            "d" | "day" | "days" => 'd',
            "w" | "week" | "weeks" => 'w',
            "m" | "month" | "months" => 'm',
            "y" | "year" | "years" => 'y',
            _ => return None,
        };
        Length::new(number, unit).filter(|length| length.number > 0)
    }

    fn long(self) -> String {
        let unit = match self.unit {
            'd' => "day",
            'w' => "week",
            'm' => "month",
            _ => "year",
        };
        let plural = if self.number == 1 { "" } else { "s" };
        format!("last-{}-{unit}{plural}", self.number)
    }

    /// The day that lies so far before today.
    fn before(self, today: Day) -> Option<Day> {
        let months = match self.unit {
            'd' => return Day::from_number(today.number() - self.number),
            'w' => return Day::from_number(today.number() - 7 * self.number),
            'm' => self.number,
            _ => 12 * self.number,
        };
        let (year, month, day) = today.ymd();
        let index = i32::from(year) * 12 + i32::from(month) - 1 - months;
        let year = i16::try_from(index.div_euclid(12)).ok()?;
        let month = i8::try_from(index.rem_euclid(12) + 1).ok()?;
        let last = Day::from_ymd(year, month, 1)?.last_of_month();
        Some(Day::from_ymd(year, month, day).unwrap_or(last))
    }
}

/// Whether the text is a time to count back, as `since:` takes it.
pub(crate) fn is_length(text: &str) -> bool {
    Length::short(text).is_some()
}

/// A calendar word for which a number of days, weeks or months was probably meant.
pub(crate) fn counted_instead(text: &str) -> Option<String> {
    let text = text.to_ascii_lowercase().replace([' ', '_'], "-");
    let unit = text
        .strip_prefix("last-")
        .or_else(|| text.strip_prefix("past-"))?;
    let number = if unit.starts_with(|c: char| c.is_ascii_digit()) {
        ""
    } else {
        "1-"
    };
    Some(Length::of_last(&format!("last-{number}{unit}"))?.long())
}

fn node(first: Option<Day>, last: Option<Day>, relative: Option<String>) -> Option<Node> {
    Some(Node::Days {
        first,
        last,
        relative,
    })
}

/// The value of `date:`; `None` where it is not understood.
pub(crate) fn date(text: &str, today: Day) -> Option<Node> {
    if let Some(length) = Length::of_last(text) {
        // Today is the last of the days, so that they are as many as was said.
        let first = after_day(length.before(today)?)?;
        let spelling = format!("date:{}", length.long());
        return node(Some(first), Some(today), Some(spelling));
    }
    if let Some(inner) = text.strip_prefix(['[', '{']) {
        let inner = inner.strip_suffix([']', '}'])?;
        let (from, to) = inner.split_once(" TO ")?;
        return range(from.trim(), to.trim(), today);
    }
    if let Some((from, to)) = text.split_once("..") {
        return range(from.trim(), to.trim(), today);
    }
    let text = text.trim();
    if let Some(rest) = text.strip_prefix(">=") {
        return Some(from(&span(rest.trim(), today)?));
    }
    if let Some(rest) = text.strip_prefix("<=") {
        return range("", rest.trim(), today);
    }
    if let Some(rest) = text.strip_prefix('>') {
        let span = span(rest.trim(), today)?;
        let relative = span.moving.map(|name| match name {
            "yesterday" => "date:today..".to_owned(),
            name => format!("date:>{name}"),
        });
        return node(Some(after_day(span.last)?), None, relative);
    }
    if let Some(rest) = text.strip_prefix('<') {
        return until_before(&span(rest.trim(), today)?);
    }
    let span = span(text.strip_prefix('=').unwrap_or(text).trim(), today)?;
    let relative = span.moving.map(|name| format!("date:{name}"));
    node(Some(span.first), Some(span.last), relative)
}

fn from(span: &Span) -> Node {
    Node::Days {
        first: Some(span.first),
        last: None,
        relative: span.moving.map(|name| format!("date:{name}..")),
    }
}

/// Everything up to the day before a span.
fn until_before(span: &Span) -> Option<Node> {
    let relative = span.moving.map(|name| match name {
        "today" => "date:..yesterday".to_owned(),
        name => format!("date:<{name}"),
    });
    node(None, Some(before_day(span.first)?), relative)
}

fn range(from: &str, to: &str, today: Day) -> Option<Node> {
    let end = |text: &str| match text {
        "" | "*" => Some(None),
        text => span(text, today).map(Some),
    };
    let (from, to) = (end(from)?, end(to)?);
    let (first, last) = (
        from.as_ref().map(|span| span.first),
        to.as_ref().map(|span| span.last),
    );
    let ordered = match (first, last) {
        (None, None) => false,
        (Some(first), Some(last)) => first <= last,
        _ => true,
    };
    if !ordered {
        return None;
    }
    let moving = |span: &Option<Span>| span.as_ref().and_then(|span| span.moving);
    let relative = match (moving(&from), moving(&to)) {
        (None, None) => None,
        (Some(one), Some(other)) if one == other => Some(format!("date:{one}")),
        (one, other) => {
            let written = |name: Option<&str>, day: Option<Day>| match (name, day) {
                (Some(name), _) => name.to_owned(),
                (None, Some(day)) => day.to_string(),
                (None, None) => String::new(),
            };
            Some(format!(
                "date:{}..{}",
                written(one, first),
                written(other, last)
            ))
        }
    };
    node(first, last, relative)
}

/// The value of `since:`: the day itself and everything after it, or from so long ago on.
pub(crate) fn since(text: &str, today: Day) -> Option<Node> {
    match Length::short(text) {
        Some(length) => {
            let spelling = format!("since:{}{}", length.number, length.unit);
            node(Some(length.before(today)?), None, Some(spelling))
        }
        None => Some(from(&span(text, today)?)),
    }
}

/// The value of `before:`: everything up to the day before.
pub(crate) fn before(text: &str, today: Day) -> Option<Node> {
    match Length::short(text) {
        Some(length) => {
            let spelling = format!("before:{}{}", length.number, length.unit);
            let last = before_day(length.before(today)?)?;
            node(None, Some(last), Some(spelling))
        }
        None => until_before(&span(text, today)?),
    }
}
