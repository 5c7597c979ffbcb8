//! The texts of dates in, moments and days out. Knows the formats that sources use, not the clock.

use std::sync::LazyLock;

use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::strtime::BrokenDownTime;
use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::{Offset, TimeZone};
use model::{DateKind, Day, Published};
use regex::Regex;

use crate::profile::DateFormat;

/// What a text says about time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stated {
    /// A second.
    Moment(i64),
    /// A day without a time.
    OnDay(Day),
    /// That day or before.
    ByDay(Day),
}

impl Stated {
    /// Unix seconds, of the day's midnight where no time is stated.
    pub(crate) fn seconds(self) -> i64 {
        match self {
            Stated::Moment(seconds) => seconds,
            Stated::OnDay(day) | Stated::ByDay(day) => day.unix_seconds(),
        }
    }

    /// With the profile's kind; a bound stays a bound. `None` outside 1970 to 2199.
    pub(crate) fn published(self, kind: DateKind) -> Option<Published> {
        let (kind, day, at) = match self {
            Stated::Moment(seconds) => (kind, Day::from_unix_seconds(seconds)?, Some(seconds)),
            Stated::OnDay(day) => (kind, day, None),
            Stated::ByDay(day) => (kind.max(DateKind::Bound), day, None),
        };
        Some(Published { kind, day, at })
    }
}

/// Why a text gives no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoDate {
    /// It is not of the format.
    Unparsed,
    /// It counts from the day of the snapshot, and that is not known.
    NeedsAsOf,
    /// It is the way this source says "none".
    Absent,
}

/// Reads a date in one of the formats, tried in order.
pub(crate) fn parse(
    text: &str,
    formats: &[DateFormat],
    zone: &TimeZone,
    as_of: Option<Day>,
) -> Result<Stated, NoDate> {
    let mut fault = NoDate::Unparsed;
    for format in formats {
        match parse_one(text.trim(), format, zone, as_of) {
            Err(NoDate::Unparsed) => {}
            Err(other) => fault = other,
            Ok(stated) => return Ok(stated),
        }
    }
    Err(fault)
}

fn parse_one(
    text: &str,
    format: &DateFormat,
    zone: &TimeZone,
    as_of: Option<Day>,
) -> Result<Stated, NoDate> {
    let found = match format {
        DateFormat::Rfc3339 => rfc3339(text, zone),
        DateFormat::Rfc2822 => rfc2822(text, zone),
        DateFormat::UnixSeconds => return unix(text, 1),
        DateFormat::UnixMilliseconds => return unix(text, 1000),
        DateFormat::UpworkSnowflake => snowflake(text).map(Stated::Moment),
        DateFormat::Relative => return relative(text, as_of),
        DateFormat::Strptime(pattern) => strptime(text, pattern, zone),
    };
    found.ok_or(NoDate::Unparsed)
}

/// A count of seconds (or of thousandths) since 1970; zero is the usual filler for "none", and a count within the
/// first year is some other number.
fn unix(text: &str, per_second: i64) -> Result<Stated, NoDate> {
    const YEAR: i64 = 365 * 86_400;
    // Some exporters write whole numbers with a decimal point.
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NoDate::Unparsed);
    }
    match whole.parse::<i64>() {
        Ok(0) => Err(NoDate::Absent),
        Ok(count) if count.div_euclid(per_second) >= YEAR => {
            Ok(Stated::Moment(count.div_euclid(per_second)))
        }
        _ => Err(NoDate::Unparsed),
    }
}

/// The moment in an Upwork id: its upper bits count milliseconds from the epoch of Twitter's snowflakes.
fn snowflake(text: &str) -> Option<i64> {
    /// The first second of 2014, the year of the first such ids; a smaller number is an id of another kind.
    const FIRST: i64 = 1_388_534_400;
    let id: u64 = text.parse().ok()?;
    let milliseconds = i64::try_from(id >> 22).ok()? + 1_288_834_974_657;
    let seconds = milliseconds.div_euclid(1000);
    (seconds >= FIRST).then_some(seconds)
}

fn day_of(date: Date) -> Option<Day> {
    Day::from_ymd(date.year(), date.month(), date.day())
}

/// A time that the zone skips or repeats takes the reading that jiff calls compatible.
pub(super) fn in_zone(time: DateTime, zone: &TimeZone) -> Option<Stated> {
    let moment = zone.to_timestamp(time).ok()?;
    Some(Stated::Moment(moment.as_second()))
}

fn rfc3339(text: &str, zone: &TimeZone) -> Option<Stated> {
    static PARSER: DateTimeParser = DateTimeParser::new();
    if text.len() == 10 {
        return PARSER
            .parse_date(text)
            .ok()
            .and_then(day_of)
            .map(Stated::OnDay);
    }
    if let Ok(moment) = PARSER.parse_timestamp(text) {
        return Some(Stated::Moment(moment.as_second()));
    }
    if let Some(bare) = text
        .strip_suffix(" UTC")
        .or_else(|| text.strip_suffix(" GMT"))
    {
        let time = PARSER.parse_datetime(bare).ok()?;
        return in_zone(time, &TimeZone::UTC);
    }
    in_zone(PARSER.parse_datetime(text).ok()?, zone)
}

fn strptime(text: &str, pattern: &str, zone: &TimeZone) -> Option<Stated> {
    let parsed = BrokenDownTime::parse(pattern, text).ok()?;
    if let Ok(moment) = parsed.to_timestamp() {
        return Some(Stated::Moment(moment.as_second()));
    }
    if parsed.hour().is_some() {
        return in_zone(parsed.to_datetime().ok()?, zone);
    }
    parsed.to_date().ok().and_then(day_of).map(Stated::OnDay)
}

/// Read by hand and not by jiff, which is right to refuse what feeds write: a weekday that is wrong or misspelt
/// ("Thurs,"), names of zones that are not in the standard, no zone at all.
fn rfc2822(text: &str, zone: &TimeZone) -> Option<Stated> {
    let after_weekday = text.split_once(',').map_or(text, |(_, rest)| rest);
    let mut words = after_weekday.split_whitespace().peekable();
    words.next_if(|word| word.starts_with(|c: char| c.is_ascii_alphabetic()));
    let day: i8 = words.next()?.parse().ok()?;
    let month = month_of(words.next()?)?;
    let year: i16 = words.next()?.parse().ok()?;
    let year = match year {
        0..=49 => year + 2000,
        50..=99 => year + 1900,
        _ => year,
    };
    let date = Date::new(year, month, day).ok()?;
    let Some(clock) = words.next() else {
        return day_of(date).map(Stated::OnDay);
    };
    let mut parts = clock.split(':');
    let hour: i8 = parts.next()?.parse().ok()?;
    let minute: i8 = parts.next()?.parse().ok()?;
    let second: i8 = parts.next().map_or(Some(0), |second| second.parse().ok())?;
    let time = Time::new(hour, minute, second.min(59), 0).ok()?;
    let time = date.to_datetime(time);
    match words.next() {
        None => in_zone(time, zone),
        Some(name) => in_zone(time, &TimeZone::fixed(offset_of(name)?)),
    }
}

fn month_of(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let start = word.get(..3)?.to_ascii_lowercase();
    let index = MONTHS.iter().position(|month| *month == start)?;
    i8::try_from(index + 1).ok()
}

pub(super) fn offset_of(name: &str) -> Option<Offset> {
    let hours = match name.to_ascii_uppercase().as_str() {
        "Z" | "UT" | "UTC" | "GMT" | "WET" => 0,
        "CET" | "BST" | "WEST" => 1,
        "CEST" | "EET" => 2,
        "EEST" | "MSK" => 3,
        "EDT" => -4,
        "EST" | "CDT" => -5,
        "CST" | "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" => -8,
        other => {
            let sign = match other.as_bytes().first()? {
                b'+' => 1,
                b'-' => -1,
                _ => return None,
            };
            let digits = other[1..].replace(':', "");
            let number: i32 = (digits.len() == 4).then(|| digits.parse().ok())??;
            return Offset::from_seconds(sign * (number / 100 * 3600 + number % 100 * 60)).ok();
        }
    };
    Offset::from_hours(hours).ok()
}

/// "2 weeks ago" and its kind. Hours and days give the day they point at, which the snapshot's own unknown hour may
/// put off by one; weeks and longer are rounded down by the sites that write them, so they only bound the day.
fn relative(text: &str, as_of: Option<Day>) -> Result<Stated, NoDate> {
    static AGO: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^(\d{1,4}|an?)\s*(\+)?\s*(second|sec|minute|min|hour|hr|day|week|month|quarter|year)s?$").ok()
    });
    let lower = text.to_lowercase();
    let core = lower.trim_start_matches("posted").trim();
    let core = core.strip_suffix("ago").unwrap_or(core).trim();
    let (days, is_bound) = match core {
        "today" | "just now" | "just posted" | "now" => (0, false),
        "yesterday" => (1, false),
        "last week" => (7, true),
        "last month" => (30, true),
        "last quarter" => (90, true),
        "last year" => (365, true),
        _ => {
            let found = AGO.as_ref().and_then(|ago| ago.captures(core));
            let found = found.ok_or(NoDate::Unparsed)?;
            let count: i32 = found[1].parse().unwrap_or(1);
            let (length, is_coarse) = match &found[3] {
                "day" => (1, false),
                "week" => (7, true),
                "month" => (30, true),
                "quarter" => (90, true),
                "year" => (365, true),
                "hour" | "hr" => return counted(as_of, count / 24, false),
                _ => (0, false),
            };
            (count * length, is_coarse || found.get(2).is_some())
        }
    };
    counted(as_of, days, is_bound)
}

fn counted(as_of: Option<Day>, days: i32, is_bound: bool) -> Result<Stated, NoDate> {
    let as_of = as_of.ok_or(NoDate::NeedsAsOf)?;
    let day = Day::from_number(as_of.number() - days).ok_or(NoDate::Unparsed)?;
    Ok(if is_bound {
        Stated::ByDay(day)
    } else {
        Stated::OnDay(day)
    })
}
