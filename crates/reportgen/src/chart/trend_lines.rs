//! Trends in, lines that share their days out: 84-day averages, or calendar months where no line has one. Knows no geometry.

use std::collections::BTreeSet;

use analytics::Trend;
use model::{Day, DayRange};

use super::trend::TrendChart;
use super::{AVERAGE_DAYS, names};

/// One query's line.
pub(crate) struct Line<'a> {
    pub(crate) name: String,
    pub(crate) trend: &'a Trend,
    /// One value for each of the days that the lines share.
    pub(crate) values: Vec<Option<f64>>,
    /// The interval of each of them.
    pub(crate) interval: Vec<Option<(f64, f64)>>,
    pub(crate) last: f64,
}

/// The lines of one picture.
pub(crate) struct Lines<'a> {
    /// At least one.
    pub(crate) lines: Vec<Line<'a>>,
    /// The days that values stand on: every day of an average, the middle of every month.
    pub(crate) days: Vec<Day>,
    pub(crate) by_month: bool,
    /// What the picture shows from left to right.
    pub(crate) range: DayRange,
    /// The place among the days of the first from which postings may still be arriving, and the day itself.
    pub(crate) arriving: Option<usize>,
    pub(crate) arriving_from: Option<Day>,
    /// The days over which sources reach.
    pub(crate) looked_at: Option<DayRange>,
    /// Runs of days that are in no mean.
    pub(crate) holes: Vec<DayRange>,
    /// Postings of the universe, and the days that they are of.
    pub(crate) postings: u64,
    pub(crate) days_counted: DayRange,
    /// Names of lines that have no value.
    pub(crate) without: Vec<String>,
}

/// A day with its value and the value's interval.
type Point = (Day, f64, Option<(f64, f64)>);

/// The lines of a chart; `None` where no query finds anything or none of their values is known.
pub(crate) fn build<'a>(chart: &TrendChart<'a>) -> Option<Lines<'a>> {
    let trends = || chart.lines.iter().map(|(_, trend)| *trend);
    if trends().all(|trend| trend.n == 0) {
        return None;
    }
    // All are of one universe, and it is the universe that says what was seen.
    let of_universe = trends().next()?;
    let span = of_universe.span;
    let averages = of_each(chart, averages);
    let by_month = averages.iter().all(Vec::is_empty);
    let points = match by_month {
        true => of_each(chart, months),
        false => averages,
    };
    let found = || points.iter().flatten().map(|(day, ..)| *day);
    let (first, last) = (found().min()?, found().max()?);
    let (days, range): (Vec<Day>, DayRange) = if by_month {
        let days: BTreeSet<Day> = found().collect();
        let range = DayRange::new(first.first_of_month(), last.last_of_month())?;
        (days.into_iter().collect(), range)
    } else {
        let drawn = DayRange::new(first, last)?;
        (drawn.days().collect(), around(drawn, span)?)
    };
    // A month is whole once its last day is.
    let end = |day: Day| if by_month { day.last_of_month() } else { day };
    let arriving_from = of_universe.arriving_from.map(|day| day.max(range.first()));
    let (mut lines, mut without) = (Vec::new(), Vec::new());
    for ((query, trend), points) in chart.lines.iter().zip(points) {
        let name = names::of(query, chart.language);
        match points.last() {
            Some((_, last, _)) => lines.push(line((name, *trend, *last), &points, &days)),
            None => without.push(name),
        }
    }
    Some(Lines {
        lines,
        by_month,
        range,
        arriving: arriving_from.and_then(|from| days.iter().position(|day| end(*day) >= from)),
        arriving_from,
        looked_at: span,
        holes: of_universe.gaps.clone(),
        postings: of_universe.months.iter().map(|month| month.universe).sum(),
        days_counted: span.unwrap_or(range),
        days,
        without,
    })
}

fn of_each(chart: &TrendChart<'_>, points: fn(&Trend, bool) -> Vec<Point>) -> Vec<Vec<Point>> {
    let lines = chart.lines.iter();
    lines
        .map(|(_, trend)| points(trend, chart.by_share))
        .collect()
}

fn averages(trend: &Trend, by_share: bool) -> Vec<Point> {
    let points = trend.average.iter().filter_map(|point| {
        let (value, low, high) = match by_share {
            true => (point.share_per_10k?, point.share_low, point.share_high),
            false => (point.mean, point.mean_low, point.mean_high),
        };
        Some((point.day, value, low.zip(high)))
    });
    points.collect()
}

fn months(trend: &Trend, by_share: bool) -> Vec<Point> {
    let points = trend.months.iter().filter_map(|month| {
        let first: Day = format!("{}-01", month.month).parse().ok()?;
        let value = match by_share {
            true => month.share_per_10k?,
            false => month.count as f64,
        };
        Some((first + 14, value, None))
    });
    points.collect()
}

/// What is shown of some days with averages: all days to the end of the span, so that a hole at its end is seen; from its beginning too
/// where the averages are so few that they would stand without a month beside them.
fn around(drawn: DayRange, span: Option<DayRange>) -> Option<DayRange> {
    let Some(span) = span else {
        return Some(drawn);
    };
    let is_short = drawn.len() < AVERAGE_DAYS as usize;
    let first = if is_short {
        span.first()
    } else {
        drawn.first()
    };
    DayRange::new(first.min(drawn.first()), span.last().max(drawn.last()))
}

fn line<'a>(
    (name, trend, last): (String, &'a Trend, f64),
    points: &[Point],
    days: &[Day],
) -> Line<'a> {
    let mut values = vec![None; days.len()];
    let mut interval = vec![None; days.len()];
    for (day, value, ends) in points {
        if let Ok(at) = days.binary_search(day) {
            values[at] = Some(*value);
            interval[at] = *ends;
        }
    }
    Line {
        name,
        trend,
        values,
        interval,
        last,
    }
}
