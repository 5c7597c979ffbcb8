//! Changes by category in, bars to both sides of zero with their intervals out: of counts and of hourly pay. Knows no statistic.

use analytics::findings::Estimate;

use super::axis::Scale;
use super::figure::{Anchor, Bar, Figure, Path, Px, fit, px, text_width};
use super::heading::{self, LABEL, MARGIN, TICK, WIDTH};
use super::{AVERAGE_DAYS, Drawing};
use crate::suppression::{self, SMALLEST_CELL};
use crate::wording;

const ROW: f64 = 30.0;
const BAR: f64 = 18.0;
const WIDEST_NAME: f64 = 260.0;

struct Row {
    title: String,
    estimate: Estimate,
}

pub(crate) fn counts(id: &str, drawing: &Drawing<'_>) -> Result<Figure, String> {
    let findings = drawing.findings;
    let rows: Vec<Row> = suppression::shown(findings, |row| row.change.as_ref())
        .into_iter()
        .map(|(row, estimate)| Row {
            title: row.title.en.clone(),
            estimate: *estimate,
        })
        .collect();
    if rows.is_empty() {
        return Err(format!(
            "There is no chart of changes: no category has enough postings in both the first and the last {AVERAGE_DAYS} days of the window {}.",
            wording::days(findings.window)
        ));
    }
    let subtitle = format!(
        "Change of new postings, last {AVERAGE_DAYS} days against first {AVERAGE_DAYS} days of {}",
        wording::days(findings.window)
    );
    let left_out = findings.categories.len() - rows.len();
    let title = counts_title(&rows, left_out);
    Ok(draw(id, drawing, rows, (&title, &subtitle), left_out))
}

pub(crate) fn pay(id: &str, drawing: &Drawing<'_>) -> Result<Figure, String> {
    let findings = drawing.findings;
    let rows: Vec<Row> = findings
        .categories
        .iter()
        .filter_map(|row| {
            let estimate = row.mean_hourly_pay_change?;
            (estimate.n >= SMALLEST_CELL).then(|| Row {
                title: row.title.en.clone(),
                estimate,
            })
        })
        .collect();
    if rows.is_empty() {
        return Err(
            "There is no chart of pay: no category has enough postings with an hourly range in both the first and the last part of the window."
                .to_owned(),
        );
    }
    let title = pay_title(&rows);
    let subtitle = format!(
        "Change of the mean posted hourly pay, last {AVERAGE_DAYS} days against first {AVERAGE_DAYS} days of {}",
        wording::days(findings.window)
    );
    let left_out = findings.categories.len() - rows.len();
    Ok(draw(id, drawing, rows, (&title, &subtitle), left_out))
}

fn counts_title(rows: &[Row], left_out: usize) -> String {
    let fell = rows
        .iter()
        .filter(|row| row.estimate.high.is_some_and(|high| high < 0.0))
        .count();
    let rose = rows
        .iter()
        .filter(|row| row.estimate.low.is_some_and(|low| low > 0.0))
        .count();
    format!(
        "Of {}{}, {fell} fell and {rose} rose by more than their intervals",
        wording::counted(rows.len() as u64, "category", "categories"),
        if left_out > 0 {
            " that can be shown"
        } else {
            ""
        }
    )
}

fn pay_title(rows: &[Row]) -> String {
    let lowest = rows
        .iter()
        .filter(|row| row.estimate.high.is_some_and(|high| high < 0.0))
        .min_by(|a, b| a.estimate.value.total_cmp(&b.estimate.value));
    match lowest {
        Some(row) => format!(
            "Posted hourly pay fell most in {} ({})",
            row.title,
            wording::change_in_short(row.estimate.value)
        ),
        None => "No category's posted hourly pay fell by more than chance explains".to_owned(),
    }
}

fn draw(
    id: &str,
    drawing: &Drawing<'_>,
    mut rows: Vec<Row>,
    (title, subtitle): (&str, &str),
    left_out: usize,
) -> Figure {
    rows.sort_by(|a, b| {
        b.estimate
            .value
            .total_cmp(&a.estimate.value)
            .then(a.title.cmp(&b.title))
    });
    let mut figure = Figure::new(id, WIDTH);
    let subtitle = format!(
        "{subtitle}. Line: {}; grey: it includes zero",
        wording::INTERVAL
    );
    let top = heading::open(&mut figure, title, &subtitle);
    let bottom = top + rows.len() as f64 * ROW;
    let names = rows
        .iter()
        .map(|row| text_width(&row.title, LABEL))
        .fold(0.0, f64::max)
        .min(WIDEST_NAME);
    let left = MARGIN + names + 12.0;
    let (low, high) = range(&rows);
    // The value stands beyond the end of its interval, so both ends of the scale leave room for one.
    let room = text_width("+1,000%", LABEL) + 8.0;
    let x = Scale::linear((low, high), (left + room, WIDTH - MARGIN - room));
    for tick in x.ticks(7) {
        let at = x.place(tick);
        let class = if tick.abs() < 1e-9 {
            "jt-base"
        } else {
            "jt-grid"
        };
        figure.grid((at, top - 2.0), (at, bottom), class);
        figure.text(
            (at, bottom + 17.0),
            Anchor::Middle,
            TICK,
            "jt-tick",
            wording::change_in_short(tick),
        );
    }
    let mut is_clipped = false;
    for (at, row) in rows.iter().enumerate() {
        let middle = top + at as f64 * ROW + ROW / 2.0;
        is_clipped |= bar(&mut figure, row, x, middle);
        figure.text(
            (left, middle + LABEL * 0.35),
            Anchor::End,
            LABEL,
            "jt-name",
            fit(&row.title, LABEL, names),
        );
    }
    let told: Vec<String> = rows
        .iter()
        .map(|row| {
            format!(
                "{} {}",
                row.title,
                wording::change_with_interval(&row.estimate)
            )
        })
        .collect();
    figure.description = format!("Bar chart of changes by category: {}.", told.join("; "));
    let mut remarks = Vec::new();
    if left_out > 0 {
        remarks.push(format!(
            "not drawn: {} without an estimate that can be shown",
            wording::counted(left_out as u64, "category", "categories")
        ));
    }
    if is_clipped {
        remarks.push("an arrow marks an interval that leaves the scale".to_owned());
    }
    heading::close(&mut figure, bottom + 22.0, drawing, &remarks);
    figure
}

/// The scale's ends: all values with their intervals, but no interval may press the bars flat.
fn range(rows: &[Row]) -> (f64, f64) {
    let values = rows.iter().map(|row| row.estimate.value);
    let (least, most) = values.fold((0.0, 0.0), |(low, high), v| {
        (f64::min(low, v), f64::max(high, v))
    });
    let slack = 0.6 * (most - least).max(0.05);
    let low = rows
        .iter()
        .filter_map(|row| row.estimate.low)
        .fold(least, f64::min)
        .max(least - slack);
    let high = rows
        .iter()
        .filter_map(|row| row.estimate.high)
        .fold(most, f64::max)
        .min(most + slack);
    (low, high.max(low + 0.01))
}

/// One bar with its interval and value; says whether the interval leaves the scale.
fn bar(figure: &mut Figure, row: &Row, x: Scale, middle: f64) -> bool {
    let Estimate {
        value, low, high, ..
    } = row.estimate;
    let zero = x.place(0.0);
    let end = x.place(value);
    let class = match (low, high) {
        (Some(low), _) if low > 0.0 => "jt-rose",
        (_, Some(high)) if high < 0.0 => "jt-fell",
        _ => "jt-unclear",
    };
    figure.bars.push(Bar {
        x: Px(zero.min(end)),
        y: Px(middle - BAR / 2.0),
        width: Px((end - zero).abs()),
        height: Px(BAR),
        class,
    });
    let mut outer = (end.min(zero), end.max(zero));
    let mut is_clipped = false;
    if let (Some(low), Some(high)) = (low, high) {
        let (from, to) = (x.place(low), x.place(high));
        figure.rule((from, middle), (to, middle), "jt-interval");
        is_clipped = whisker_ends(figure, x, (low, high), middle);
        outer = (outer.0.min(from), outer.1.max(to));
    }
    let words = wording::change_in_short(value);
    let (at, anchor) = if value < 0.0 {
        (outer.0 - 7.0, Anchor::End)
    } else {
        (outer.1 + 7.0, Anchor::Start)
    };
    figure.text(
        (at, middle + LABEL * 0.35),
        anchor,
        LABEL,
        "jt-value",
        words,
    );
    is_clipped
}

/// An arrow head at each end of an interval that leaves the scale.
pub(crate) fn whisker_ends(
    figure: &mut Figure,
    x: Scale,
    (low, high): (f64, f64),
    middle: f64,
) -> bool {
    let mut is_clipped = false;
    for (value, step) in [(low, 5.0), (high, -5.0)] {
        if x.is_beyond(value) {
            let at = x.place(value);
            figure.paths.push(Path {
                d: format!(
                    "M{} {}L{} {}L{} {}",
                    px(at + step),
                    px(middle - 4.0),
                    px(at),
                    px(middle),
                    px(at + step),
                    px(middle + 4.0)
                ),
                class: "jt-arrow".to_owned(),
            });
            is_clipped = true;
        }
    }
    is_clipped
}
