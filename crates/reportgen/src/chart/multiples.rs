//! Averages by category in, one small panel for each on a shared scale out. Knows no statistic.

use super::axis::Scale;
use super::figure::{Anchor, Figure, Path, bold_width, fit_by};
use super::heading::{self, LABEL, MARGIN, TICK, WIDTH};
use super::index_lines;
use super::lines::{day_axis, span, value_scale};
use super::{AVERAGE_DAYS, Drawing};
use crate::wording;

const COLUMNS: usize = 3;
const GAP: f64 = 26.0;
/// Room for the scale's numbers, left of the first column: there they meet no panel's title.
const GUTTER: f64 = 34.0;
const PANEL_HEIGHT: f64 = 104.0;
const TITLE_ROOM: f64 = 24.0;
const FOOT_ROOM: f64 = 40.0;

pub(crate) fn draw(id: &str, drawing: &Drawing<'_>) -> Result<Figure, String> {
    let findings = drawing.findings;
    let (lines, missing) = index_lines::build(findings);
    if lines.is_empty() {
        return Err(format!(
            "There are no panels by category: no category has {AVERAGE_DAYS} covered days with enough postings inside the window {}.",
            wording::days(findings.window)
        ));
    }
    let range = span(&lines, findings.days, drawing);
    let marked: Vec<String> = drawing
        .definition
        .events()
        .filter(|(day, _)| range.contains(*day))
        .map(|(day, label)| format!("{label}, {}", wording::day(day)))
        .collect();
    let mut subtitle = format!(
        "{AVERAGE_DAYS}-day average of new postings a day, {}; one scale for all. Orange: fell, blue: rose",
        index_lines::base_words(&lines)
    );
    if !marked.is_empty() {
        subtitle.push_str(&format!(". Dotted: {}", marked.join("; ")));
    }
    let mut figure = Figure::new(id, WIDTH);
    let top = heading::open(&mut figure, "Each category by itself", &subtitle);
    let left = MARGIN + GUTTER;
    let width = (WIDTH - MARGIN - left - GAP * (COLUMNS - 1) as f64) / COLUMNS as f64;
    let from = findings.days.index_of(range.first()).unwrap_or(0);
    let first_day = findings.days.first();
    let mut foot = top;
    for (at, line) in lines.iter().enumerate() {
        let (row, column) = (at / COLUMNS, at % COLUMNS);
        let panel_left = left + column as f64 * (width + GAP);
        let panel_top = top + row as f64 * (TITLE_ROOM + PANEL_HEIGHT + FOOT_ROOM) + TITLE_ROOM;
        let bottom = panel_top + PANEL_HEIGHT;
        foot = bottom;
        let x = Scale::linear(
            (
                f64::from(range.first().number()),
                f64::from(range.last().number()),
            ),
            (panel_left, panel_left + width),
        );
        let y = value_scale(&lines, (bottom, panel_top));
        for tick in y.ticks(4) {
            let place = y.place(tick);
            let is_base = (tick - 100.0).abs() < 1e-6;
            let class = if is_base { "jt-base" } else { "jt-grid" };
            figure.grid((panel_left, place), (panel_left + width, place), class);
            if column == 0 {
                figure.text(
                    (panel_left - 7.0, place + TICK * 0.35),
                    Anchor::End,
                    TICK,
                    "jt-tick",
                    wording::decimal(tick, usize::from(tick.fract() != 0.0)),
                );
            }
        }
        day_axis(&mut figure, range, x, (bottom, 3));
        for (day, _) in drawing
            .definition
            .events()
            .filter(|(d, _)| range.contains(*d))
        {
            let place = x.place(f64::from(day.number()));
            figure.rule((place, panel_top), (place, bottom), "jt-event");
        }
        let change = wording::change_in_short(line.change);
        let words = format!("{} {change}", line.title);
        figure.text(
            (panel_left, panel_top - 9.0),
            Anchor::Start,
            LABEL,
            "jt-paneltitle",
            fit_by(&words, width, |words| bold_width(words, LABEL)),
        );
        let class = if line.change < 0.0 { "jt-c2" } else { "jt-c1" };
        figure.paths.push(Path {
            d: index_lines::path(&line.values, from, 160, |at, value| {
                let day = first_day + i32::try_from(at).unwrap_or(0);
                (x.place(f64::from(day.number())), y.place(value))
            }),
            class: format!("jt-line {class}"),
        });
    }
    figure.description = format!(
        "{} small line charts on one scale, {}: {}-day average of new postings a day, {}.",
        lines.len(),
        wording::days(range),
        AVERAGE_DAYS,
        index_lines::base_words(&lines)
    );
    let mut remarks: Vec<String> = heading::days_before_the_window(range, drawing)
        .into_iter()
        .collect();
    if missing > 0 {
        remarks.push(format!(
            "not drawn: {} with too few postings",
            wording::counted(missing as u64, "category", "categories")
        ));
    }
    heading::close(&mut figure, foot + 24.0, drawing, &remarks);
    Ok(figure)
}
