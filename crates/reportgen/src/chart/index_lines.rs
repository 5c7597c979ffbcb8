//! Averages by category in, lines with their first full window at 100 out, gaps kept. Knows no geometry but how to thin a line.

use analytics::findings::{AverageLine, Findings};
use model::{Category, Day};

use super::AVERAGE_DAYS;
use crate::csv::is_small;
use crate::suppression;

/// A category's average, each value as a per cent of its first full window.
pub(crate) struct IndexLine {
    pub(crate) id: String,
    pub(crate) title: String,
    /// One value a day of the findings' days.
    pub(crate) values: Vec<Option<f64>>,
    /// The day on which the line is 100.
    pub(crate) base: Day,
    /// From there to the last value, as a fraction.
    pub(crate) change: f64,
    pub(crate) last: f64,
}

/// The lines of the article's categories that have a first full window inside the report's window, and how many do not.
pub(crate) fn build(findings: &Findings) -> (Vec<IndexLine>, usize) {
    let of_article: Vec<&AverageLine> = findings
        .averages
        .iter()
        .filter(|line| {
            line.id
                .parse::<Category>()
                .is_ok_and(|category| Category::of_the_article().contains(&category))
        })
        .collect();
    let hidden = suppression::hidden_lines(findings);
    let lines: Vec<IndexLine> = of_article
        .iter()
        .filter(|line| !hidden.contains(&line.id.as_str()))
        .filter_map(|line| index(line, findings))
        .collect();
    let missing = of_article.len() - lines.len();
    (lines, missing)
}

/// The external series that the study holds postings against, as lines of the same kind.
pub(crate) fn controls(findings: &Findings) -> Vec<IndexLine> {
    let controls = findings.external.iter().filter(|one| one.is_control);
    controls
        .filter_map(|one| based((&one.id, &one.title), one.average.clone(), findings))
        .collect()
}

fn index(line: &AverageLine, findings: &Findings) -> Option<IndexLine> {
    let values = line.values.iter();
    let shown = values.map(|value| value.filter(|v| v.is_finite() && !is_small(*v, AVERAGE_DAYS)));
    based((&line.id, &line.title.en), shown.collect(), findings)
}

fn based(
    (id, title): (&str, &str),
    shown: Vec<Option<f64>>,
    findings: &Findings,
) -> Option<IndexLine> {
    let full = findings.window.first() + (i32::try_from(AVERAGE_DAYS).ok()? - 1);
    let (base_day, base) = findings
        .days
        .days()
        .zip(&shown)
        .filter(|(day, _)| *day >= full && findings.window.contains(*day))
        .find_map(|(day, value)| Some((day, (*value)?)))?;
    let end = findings.days.index_of(findings.window.last())?;
    let start = findings.days.index_of(base_day)?;
    let last = shown
        .get(start..=end.min(shown.len().checked_sub(1)?))?
        .iter()
        .rev()
        .find_map(|value| *value)?;
    Some(IndexLine {
        id: id.to_owned(),
        title: title.to_owned(),
        values: shown
            .iter()
            .map(|value| value.map(|v| v / base * 100.0))
            .collect(),
        base: base_day,
        change: last / base - 1.0,
        last: last / base * 100.0,
    })
}

/// The lowest and highest value of all lines.
pub(crate) fn extent(lines: &[IndexLine]) -> (f64, f64) {
    lines
        .iter()
        .flat_map(|line| line.values.iter().flatten())
        .fold((100.0, 100.0), |(low, high), &value| {
            (f64::min(low, value), f64::max(high, value))
        })
}

/// How the lines' base is said in a subtitle.
pub(crate) fn base_words(lines: &[IndexLine]) -> String {
    match lines.first() {
        Some(first) if lines.iter().all(|line| line.base == first.base) => format!(
            "the {AVERAGE_DAYS} days to {} = 100",
            crate::wording::day(first.base)
        ),
        _ => format!("each line's first full {AVERAGE_DAYS} days = 100"),
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
        d.push_str(&super::figure::px(x));
        d.push(' ');
        d.push_str(&super::figure::px(y));
        // A single day between two gaps would draw nothing without a length of its own.
        if !pen_down && is_end {
            d.push_str("h0.1");
        }
        pen_down = true;
    }
    d
}
