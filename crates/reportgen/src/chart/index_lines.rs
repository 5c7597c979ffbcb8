//! Averages by category in, lines with their first full window at 100 out, gaps kept. Knows no geometry but how to thin a line.

use analytics::claims::Text;
use analytics::findings::{AverageLine, Findings};
use analytics::said;
use analytics::wording::both;
use model::{Category, Day};

use super::figure::px;
use super::{AVERAGE_DAYS, words};
use crate::csv::is_small;
use crate::suppression;

/// What a line is on its first full window.
pub(crate) const BASE: f64 = 100.0;

/// A category's average, each value as a per cent of its first full window.
#[derive(Clone, Debug)]
pub(crate) struct IndexLine {
    pub(crate) id: String,
    pub(crate) title: Text,
    /// One value a day of the findings' days.
    pub(crate) values: Vec<Option<f64>>,
    /// The interval of each of them; empty where there is none.
    pub(crate) interval: Vec<Option<(f64, f64)>>,
    /// The same line without its season, 100 on the same day; empty where no season is known.
    pub(crate) adjusted: Vec<Option<f64>>,
    /// What that line does from there to its last value, as a fraction.
    pub(crate) adjusted_change: Option<f64>,
    /// The day on which the line is 100.
    pub(crate) base: Day,
    /// From there to the last value, as a fraction.
    pub(crate) change: f64,
    pub(crate) last: f64,
}

/// The lines that have a first full window inside the report's window, and how many do not.
///
/// Of the categories, the article's are drawn. A line of anything else is of what somebody asked about, and then stands alone.
pub(crate) fn build(findings: &Findings) -> (Vec<IndexLine>, usize) {
    let category = |line: &AverageLine| line.id.parse::<Category>().ok();
    let is_asked = findings
        .averages
        .iter()
        .any(|line| category(line).is_none());
    let chosen: Vec<&AverageLine> = findings
        .averages
        .iter()
        .filter(|line| match category(line) {
            Some(category) => !is_asked && Category::of_the_article().contains(&category),
            None => true,
        })
        .collect();
    let hidden = suppression::hidden_lines(findings);
    let lines: Vec<IndexLine> = chosen
        .iter()
        .filter(|line| !hidden.contains(&line.id.as_str()))
        .filter_map(|line| index(line, findings))
        .collect();
    let missing = chosen.len() - lines.len();
    (lines, missing)
}

/// The external series that the study holds postings against, as lines of the same kind.
pub(crate) fn controls(findings: &Findings) -> Vec<IndexLine> {
    let controls = findings.external.iter().filter(|one| one.is_control);
    controls
        .filter_map(|one| {
            let base = base(&one.average, findings)?;
            Some(IndexLine {
                id: one.id.clone(),
                title: Text::same(one.title.clone()),
                interval: Vec::new(),
                adjusted: Vec::new(),
                adjusted_change: None,
                base: base.day,
                change: base.change(),
                last: base.last / base.value * BASE,
                values: scaled(&one.average, base.value),
            })
        })
        .collect()
}

fn index(line: &AverageLine, findings: &Findings) -> Option<IndexLine> {
    let is_shown = |value: f64| value.is_finite() && !is_small(value, AVERAGE_DAYS);
    let values: Vec<Option<f64>> = line
        .values
        .iter()
        .map(|v| v.filter(|v| is_shown(*v)))
        .collect();
    let base = base(&values, findings)?;
    let interval = line.interval.iter().zip(&values).map(|(ends, value)| {
        let (low, high) = value.and(*ends)?;
        Some((low / base.value * BASE, high / base.value * BASE))
    });
    // What is withheld of the one line is withheld of the other.
    let adjusted: Vec<Option<f64>> = line
        .adjusted
        .iter()
        .zip(&values)
        .map(|(adjusted, value)| value.and(*adjusted).filter(|v| v.is_finite()))
        .collect();
    let without_season = self::base(&adjusted, findings);
    Some(IndexLine {
        id: line.id.clone(),
        title: line.title.clone(),
        interval: interval.collect(),
        adjusted: without_season.map_or_else(Vec::new, |base| scaled(&adjusted, base.value)),
        adjusted_change: without_season.map(|base| base.change()),
        base: base.day,
        change: base.change(),
        last: base.last / base.value * BASE,
        values: scaled(&values, base.value),
    })
}

/// What a chart draws of its lines, which is what its scale must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Drawn {
    /// The lines alone.
    Lines,
    /// The lines, and the ribbons of the first so many.
    WithRibbons(usize),
    /// The lines, each with itself without its season.
    WithAdjusted,
}

/// Where a line is set to 100, and where it ends.
#[derive(Clone, Copy, Debug)]
struct Base {
    day: Day,
    value: f64,
    last: f64,
}

impl Base {
    /// From there to the last value, as a fraction.
    fn change(self) -> f64 {
        self.last / self.value - 1.0
    }
}

fn base(values: &[Option<f64>], findings: &Findings) -> Option<Base> {
    let full = findings.window.first() + (i32::try_from(AVERAGE_DAYS).ok()? - 1);
    let (day, value) = findings
        .days
        .days()
        .zip(values)
        .filter(|(day, _)| *day >= full && findings.window.contains(*day))
        .find_map(|(day, value)| Some((day, (*value)?)))
        .filter(|(_, value)| *value > 0.0)?;
    let end = findings.days.index_of(findings.window.last())?;
    let start = findings.days.index_of(day)?;
    let last = values
        .get(start..=end.min(values.len().checked_sub(1)?))?
        .iter()
        .rev()
        .find_map(|value| *value)?;
    Some(Base { day, value, last })
}

fn scaled(values: &[Option<f64>], base: f64) -> Vec<Option<f64>> {
    values
        .iter()
        .map(|value| value.map(|v| v / base * BASE))
        .collect()
}

/// The lowest and highest value of all that is drawn of some lines.
pub(crate) fn extent(lines: &[IndexLine], drawn: Drawn) -> (f64, f64) {
    let values = lines.iter().flat_map(|line| {
        let adjusted: &[Option<f64>] = match drawn {
            Drawn::WithAdjusted => &line.adjusted,
            Drawn::Lines | Drawn::WithRibbons(_) => &[],
        };
        line.values.iter().chain(adjusted)
    });
    values.flatten().fold((BASE, BASE), |(low, high), &value| {
        (f64::min(low, value), f64::max(high, value))
    })
}

/// How the lines' base is said in a subtitle.
pub(crate) fn base_words(lines: &[IndexLine]) -> Text {
    match lines.first() {
        Some(first) if lines.iter().all(|line| line.base == first.base) => said!(
            "the {days} days to {day} = 100",
            "截至{day}的 {days} 天 = 100",
            days = AVERAGE_DAYS as usize,
            day = words::day(first.base)
        ),
        _ => said!(
            "each line's first full {days} days = 100",
            "各线首个完整的 {days} 天 = 100",
            days = AVERAGE_DAYS as usize
        ),
    }
}

/// A line as path data; every missing day is a gap, also where only every so-manyth day is drawn.
pub(crate) fn path(
    values: &[Option<f64>],
    from: usize,
    most: usize,
    place: impl Fn(usize, f64) -> (f64, f64),
) -> String {
    let step = (values.len().saturating_sub(from) / most.max(1)).max(1);
    let mut d = String::new();
    let mut pen_down = false;
    for (at, value) in values.iter().enumerate().skip(from) {
        let Some(value) = value else {
            pen_down = false;
            continue;
        };
        let is_end = values.get(at + 1).copied().flatten().is_none();
        // Counted from the end, so that the last day is always among those drawn.
        if pen_down && !is_end && !(values.len() - 1 - at).is_multiple_of(step) {
            continue;
        }
        let (x, y) = place(at, *value);
        d.push(if pen_down { 'L' } else { 'M' });
        d.push_str(&px(x));
        d.push(' ');
        d.push_str(&px(y));
        // A single day between two gaps would draw nothing without a length of its own.
        if !pen_down && is_end {
            d.push_str("h0.1");
        }
        pen_down = true;
    }
    d
}

/// A dot on each of some places as path data.
pub(crate) fn dots(places: impl Iterator<Item = (f64, f64)>) -> String {
    places
        .map(|(x, y)| format!("M{} {}h0", px(x), px(y)))
        .collect()
}

/// The area between the ends of a line's intervals as path data, with gaps where there are none.
pub(crate) fn ribbon(
    ends: &[Option<(f64, f64)>],
    from: usize,
    most: usize,
    place: impl Fn(usize, f64) -> (f64, f64),
) -> String {
    let step = (ends.len().saturating_sub(from) / most.max(1)).max(1);
    let mut d = String::new();
    let mut run: Vec<(usize, (f64, f64))> = Vec::new();
    let close = |run: &mut Vec<(usize, (f64, f64))>, d: &mut String| {
        let upper = run.iter().map(|(at, (_, high))| place(*at, *high));
        let lower = run.iter().rev().map(|(at, (low, _))| place(*at, *low));
        for (k, (x, y)) in upper.chain(lower).enumerate() {
            d.push(if k == 0 { 'M' } else { 'L' });
            d.push_str(&px(x));
            d.push(' ');
            d.push_str(&px(y));
        }
        if !run.is_empty() {
            d.push('Z');
        }
        run.clear();
    };
    for (at, pair) in ends.iter().enumerate().skip(from) {
        let Some(pair) = pair else {
            close(&mut run, &mut d);
            continue;
        };
        let is_end = ends.get(at + 1).copied().flatten().is_none();
        if run.is_empty() || is_end || (ends.len() - 1 - at).is_multiple_of(step) {
            run.push((at, *pair));
        }
    }
    close(&mut run, &mut d);
    d
}

/// Lines of what somebody asked about are no rows of the table of categories; they, and a line alone, say their own changes instead of
/// `of_categories`.
pub(crate) fn title(
    lines: &[IndexLine],
    change: impl Fn(&IndexLine) -> f64,
    of_categories: Text,
) -> Text {
    let is_asked = lines
        .iter()
        .any(|line| line.id.parse::<Category>().is_err());
    if lines.len() > 1 && !is_asked {
        return of_categories;
    }
    let changes: Vec<Text> = lines
        .iter()
        .map(|line| {
            said!(
                "{title} {change}",
                "{title} {change}",
                title = line.title,
                change = words::change(change(line))
            )
        })
        .collect();
    said!(
        "{changes} since the first {days} days",
        "较最初 {days} 天：{changes}",
        changes = both::list(&changes),
        days = AVERAGE_DAYS as usize
    )
}
