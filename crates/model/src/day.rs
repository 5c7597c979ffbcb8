//! A UTC day as a number, and ranges of days. Knows the calendar, not the clock.

use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A UTC calendar day, as the number of days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// The years that a posting can plausibly carry; anything outside is a parse fault, not a date.
const FIRST_YEAR: i16 = 1970;
const LAST_YEAR: i16 = 2199;

/// A text or number that is not a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a day (expected YYYY-MM-DD, from 1970 to 2199)")]
pub struct BadDay(String);

impl Day {
    /// The day of a civil date; `None` where the date does not exist or lies outside 1970 to 2199.
    #[must_use]
    pub fn from_ymd(year: i16, month: i8, day: i8) -> Option<Day> {
        if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
            return None;
        }
        Date::new(year, month, day).ok().map(Day::from_date)
    }

    /// The UTC day that holds a moment in Unix seconds; `None` outside 1970 to 2199.
    #[must_use]
    pub fn from_unix_seconds(seconds: i64) -> Option<Day> {
        let days = i32::try_from(seconds.div_euclid(86_400)).ok()?;
        Day::from_number(days)
    }

    /// The day with this number of days since 1970-01-01; `None` outside 1970 to 2199.
    #[must_use]
    pub fn from_number(days: i32) -> Option<Day> {
        let last = Day::from_date(Date::constant(LAST_YEAR, 12, 31));
        (0..=last.0).contains(&days).then_some(Day(days))
    }

    fn from_date(date: Date) -> Day {
        let epoch = Date::constant(1970, 1, 1);
        let span = date.duration_since(epoch);
        Day(i32::try_from(span.as_hours() / 24).unwrap_or(0))
    }

    fn date(self) -> Date {
        let span = jiff::SignedDuration::from_hours(i64::from(self.0) * 24);
        Date::constant(1970, 1, 1).saturating_add(span)
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub fn number(self) -> i32 {
        self.0
    }

    /// Unix seconds of this day's midnight, UTC.
    #[must_use]
    pub fn unix_seconds(self) -> i64 {
        i64::from(self.0) * 86_400
    }

    /// Year, month (1 to 12) and day of the month (1 to 31).
    #[must_use]
    pub fn ymd(self) -> (i16, i8, i8) {
        let date = self.date();
        (date.year(), date.month(), date.day())
    }

    /// Monday is 0, Sunday is 6.
    #[must_use]
    pub fn weekday_from_monday(self) -> u8 {
        // 1970-01-01 was a Thursday.
        u8::try_from((self.0 + 3).rem_euclid(7)).unwrap_or(0)
    }

    /// The day of the year, 1 to 366.
    #[must_use]
    pub fn of_year(self) -> i16 {
        self.date().day_of_year()
    }

    /// The month as `2024-02`.
    #[must_use]
    pub fn month_label(self) -> String {
        let (year, month, _) = self.ymd();
        format!("{year:04}-{month:02}")
    }

    /// The first day of this day's month.
    #[must_use]
    pub fn first_of_month(self) -> Day {
        Day::from_date(self.date().first_of_month())
    }

    /// The last day of this day's month.
    #[must_use]
    pub fn last_of_month(self) -> Day {
        Day::from_date(self.date().last_of_month())
    }

    /// The same calendar date a number of years away; 29 February becomes 28 February where it does not exist.
    #[must_use]
    pub fn years_away(self, years: i16) -> Day {
        let (year, month, day) = self.ymd();
        Day::from_ymd(year + years, month, day)
            .or_else(|| Day::from_ymd(year + years, month, 28))
            .unwrap_or(self)
    }
}

impl Add<i32> for Day {
    type Output = Day;
    fn add(self, days: i32) -> Day {
        Day(self.0 + days)
    }
}

impl Sub<i32> for Day {
    type Output = Day;
    fn sub(self, days: i32) -> Day {
        Day(self.0 - days)
    }
}

impl Sub<Day> for Day {
    type Output = i32;
    fn sub(self, other: Day) -> i32 {
        self.0 - other.0
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl FromStr for Day {
    type Err = BadDay;
    fn from_str(text: &str) -> Result<Day, BadDay> {
        let bad = || BadDay(text.to_owned());
        let mut parts = text.split('-');
        let (Some(year), Some(month), Some(day), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(bad());
        };
        if year.len() != 4 || month.len() != 2 || day.len() != 2 {
            return Err(bad());
        }
        let (Ok(year), Ok(month), Ok(day)) = (year.parse(), month.parse(), day.parse()) else {
            return Err(bad());
        };
        Day::from_ymd(year, month, day).ok_or_else(bad)
    }
}

impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Days from `first` to `last`, both included; never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct DayRange {
    first: Day,
    last: Day,
}

/// A range whose last day comes before its first is no range.
impl<'de> Deserialize<'de> for DayRange {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<DayRange, D::Error> {
        #[derive(Deserialize)]
        struct Ends {
            first: Day,
            last: Day,
        }
        let ends = Ends::deserialize(deserializer)?;
        DayRange::new(ends.first, ends.last).ok_or_else(|| {
            serde::de::Error::custom(format!(
                "last day {} comes before first day {}",
                ends.last, ends.first
            ))
        })
    }
}

impl DayRange {
    /// `None` where `last` comes before `first`.
    #[must_use]
    pub fn new(first: Day, last: Day) -> Option<DayRange> {
        (first <= last).then_some(DayRange { first, last })
    }

    /// The first day.
    #[must_use]
    pub fn first(self) -> Day {
        self.first
    }

    /// The last day, itself part of the range.
    #[must_use]
    pub fn last(self) -> Day {
        self.last
    }

    /// How many days; at least 1.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a range is never empty")]
    pub fn len(self) -> usize {
        usize::try_from(self.last - self.first + 1).unwrap_or(1)
    }

    /// Whether the day lies inside.
    #[must_use]
    pub fn contains(self, day: Day) -> bool {
        self.first <= day && day <= self.last
    }

    /// Position of a day in the range, counted from 0.
    #[must_use]
    pub fn index_of(self, day: Day) -> Option<usize> {
        self.contains(day)
            .then(|| usize::try_from(day - self.first).unwrap_or(0))
    }

    /// Every day in order.
    pub fn days(self) -> impl Iterator<Item = Day> {
        (self.first.0..=self.last.0).map(Day)
    }
}

impl fmt::Display for DayRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.first, self.last)
    }
}
