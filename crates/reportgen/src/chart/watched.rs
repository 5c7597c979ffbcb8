//! What left its band in, a small panel for each out: its share of all postings by month against the level that it had. Knows no statistic but the share itself.

use analytics::claims::Text;
use analytics::findings::{Alert, Watched};
use analytics::said;
use model::{Day, DayRange};

use super::axis::{self, Scale};
use super::figure::{Figure, px};
use super::heading::{self, WIDTH};
use super::index_lines;
use super::panels::{self, Panel};
use super::time::{Seen, upright};
use super::{Drawing, words};
use crate::months::{self, ShownMonths};
use crate::suppression::SMALLEST_CELL;

/// More panels than this are a table, not a picture; the largest moves are kept.
const MOST_PANELS: usize = 12;

/// An alert with its share by month, as a per cent of its level.
struct Line<'a> {
    alert: &'a Alert,
    values: Vec<Option<f64>>,
}

impl Line<'_> {
    /// What the share did since the history ended, as a fraction.
    fn change(&self) -> f64 {
        self.alert.since / self.alert.level - 1.0
    }
}

pub(crate) fn draw(id: &str, drawing: &Drawing<'_>) -> Result<Figure, String> {
    let Some(watched) = &drawing.findings.watched else {
        return Err(drawing.say(&said!(
            "There is no chart of what left its band: the weeks are too few to know a level from.",
            "没有越界图：周数太少，无法得知平时的水平。"
        )));
    };
    let months = &drawing.findings.monthly.months;
    let shown = months::shown(drawing.findings);
    let mut lines: Vec<Line<'_>> = watched
        .alerts
        .iter()
        .filter_map(|alert| line(alert, &shown))
        .collect();
    let range = months.first().zip(months.last());
    let range = range.and_then(|(first, last)| DayRange::new(*first, last.last_of_month()));
    let Some(range) = range.filter(|_| !lines.is_empty()) else {
        return Err(drawing.say(&said!(
            "There is no chart of what left its band: of {cohorts} watched, nothing did that has months to draw.",
            "没有越界图：在所观察的 {cohorts} 项中，没有可按月绘出的越界者。",
            cohorts = watched.cohorts
        )));
    };
    let size = |line: &Line<'_>| (1.0 + line.change()).max(1e-9).ln().abs();
    lines.sort_by(|a, b| {
        size(b)
            .total_cmp(&size(a))
            .then(a.alert.id.cmp(&b.alert.id))
    });
    lines.truncate(MOST_PANELS);
    let left_out = watched.alerts.len() - lines.len();

    let mut figure = Figure::new(id, WIDTH, drawing.language);
    let top = head(&mut figure, drawing, watched, range);
    let titles: Vec<(Text, Text)> = lines
        .iter()
        .map(|line| (line.alert.title.clone(), words::change(line.change())))
        .collect();
    let foot = panels::lay(
        &mut figure,
        drawing,
        (&titles, range, top),
        |places| scale(&lines, places),
        |figure, at, panel| fill(figure, &lines[at], (months, watched), panel),
    );
    let told: Vec<Text> = lines
        .iter()
        .zip(&titles)
        .map(|(line, (title, change))| {
            let week = words::day(line.alert.week);
            said!(
                "{title} {change}, first outside in the week to {week}",
                "{title} {change}，截至{week}的一周首次越界",
                title,
                change,
                week
            )
        })
        .collect();
    figure.description = drawing.say(&said!(
        "{n} small line charts of monthly shares on one scale: {told}.",
        "{n} 幅刻度相同的每月占比小折线图：{told}。",
        n = lines.len(),
        told = words::listed(&told)
    ));
    let remark = said!(
        "not drawn: {n} that moved less, or have too few postings or no month that can be shown",
        "未绘出：{n} 项，变动较小，或职位太少、没有可公布的月份",
        n = left_out
    );
    let remarks: Vec<Text> = (left_out > 0).then_some(remark).into_iter().collect();
    heading::close(&mut figure, foot + 24.0, &drawing.source(), &remarks);
    Ok(figure)
}

fn head(figure: &mut Figure, drawing: &Drawing<'_>, watched: &Watched, range: DayRange) -> f64 {
    let title = said!(
        "{n} of {cohorts} watched left the band of their level",
        "所观察的 {cohorts} 项中，有 {n} 项越出其平时水平的界限",
        n = watched.alerts.len(),
        cohorts = watched.cohorts
    );
    let mut parts = vec![
        said!(
            "Share of all postings by month, its level {history} = 100; one scale for all",
            "每月占全部职位的比例，{history}的水平 = 100；各图刻度相同",
            history = words::days(watched.history)
        ),
        said!(
            "Solid upright: the week in which it left; number: the share since {day} against the level",
            "竖实线：越界的那一周；数字：{day}以来的占比与平时水平之比",
            day = words::day(watched.watched.first())
        ),
        said!(
            "Orange: less than usual, blue: more",
            "橙色：少于平时，蓝色：多于平时"
        ),
    ];
    parts.extend(panels::event_words(drawing, range));
    parts.extend(Seen::of(drawing.findings, range).words());
    let subtitle = words::in_a_row(&parts);
    heading::open(figure, &drawing.say(&title), &drawing.say(&subtitle))
}

/// The line of an alert; `None` where it has no level, where it rests on too few postings, or where none of its months can be shown.
fn line<'a>(alert: &'a Alert, shown: &ShownMonths<'_>) -> Option<Line<'a>> {
    // The change beside the line would say what the table of alerts withholds.
    if alert.n < SMALLEST_CELL || alert.level <= 0.0 {
        return None;
    }
    let rows = match alert.is_tag {
        true => &shown.tags,
        false => &shown.categories,
    };
    let (_, cells) = rows.iter().find(|(row, _)| row.id == alert.id)?;
    let values: Vec<Option<f64>> = cells
        .iter()
        .zip(&shown.universe)
        .map(|(cell, universe)| {
            let share = cell.share_of(*universe)?;
            Some(share / alert.level * 100.0)
        })
        .collect();
    let is_drawn = values.iter().any(Option::is_some);
    is_drawn.then_some(Line { alert, values })
}

fn scale(lines: &[Line<'_>], places: (f64, f64)) -> Scale {
    let values = lines.iter().flat_map(|line| line.values.iter().flatten());
    let (low, high) = values.fold((100.0, 100.0), |(low, high), value| {
        (f64::min(low, *value), f64::max(high, *value))
    });
    Scale::linear(axis::widened(low.min(0.0), high, 4), places)
}

fn fill(figure: &mut Figure, line: &Line<'_>, (months, watched): (&[Day], &Watched), panel: Panel) {
    let class = if line.alert.is_rise { "jt-c1" } else { "jt-c2" };
    let place = |at: usize, value: f64| {
        let day = months.get(at).copied().unwrap_or(watched.watched.first());
        // In the middle of its month.
        (panel.axis.place(day + 14), panel.y.place(value))
    };
    let d = index_lines::path(&line.values, 0, usize::MAX, place);
    figure.path(d, format!("jt-line {class}"));
    let ends = (
        panel.y.place(f64::INFINITY),
        panel.y.place(f64::NEG_INFINITY),
    );
    if panel.axis.range.contains(line.alert.week) {
        figure.path(
            upright(panel.axis.place(line.alert.week), ends),
            "jt-interval",
        );
    }
    let level = panel.y.place(line.alert.since / line.alert.level * 100.0);
    let (from, to) = (watched.watched.first(), watched.watched.last());
    let (from, to) = (panel.axis.place(from), panel.axis.place(to));
    figure.path(
        format!("M{} {}H{}", px(from), px(level), px(to)),
        "jt-leader",
    );
}
