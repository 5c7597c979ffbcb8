//! A span of days and a stretch of the picture in, the axis of time out: ticks, events, and a strip that says which days were seen. Knows no series.

use analytics::claims::Text;
use analytics::coverage::COVERED_SHARE;
use analytics::said;
use model::{Day, DayRange};

use super::axis::{self, Scale};
use super::figure::{Anchor, Figure, px, text_width};
use super::heading::{MARGIN, Row, TICK, WIDTH};
use super::wrapping::fit;
use super::{Drawing, words};

/// From one row of events to the next.
const EVENT_ROW: f64 = 18.0;
/// Height of the strip, and of the room that it takes below a plot.
const STRIP: f64 = 5.0;
pub(crate) const STRIP_ROOM: f64 = 9.0;

/// Days from left to right.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TimeAxis {
    pub(crate) range: DayRange,
    pub(crate) left: f64,
    pub(crate) right: f64,
    x: Scale,
}

impl TimeAxis {
    pub(crate) fn new(range: DayRange, (left, right): (f64, f64)) -> TimeAxis {
        let ends = (
            f64::from(range.first().number()),
            f64::from(range.last().number()),
        );
        TimeAxis {
            range,
            left,
            right,
            x: Scale::linear(ends, (left, right)),
        }
    }

    pub(crate) fn place(&self, day: Day) -> f64 {
        self.x.place(f64::from(day.number()))
    }

    /// Ticks with their words below a plot; words that would leave the picture are moved inwards, and left out where they would touch.
    pub(crate) fn ticks(&self, figure: &mut Figure, bottom: f64, most: usize, drawing: &Drawing) {
        let mut row = Row::new((MARGIN, WIDTH - MARGIN));
        for (day, label) in axis::day_ticks(self.range, most) {
            let at = self.place(day);
            figure.rule((at, bottom), (at, bottom + 5.0), "jt-tickmark");
            let label = drawing.say(&label);
            if let Some(at) = row.take(at, &label) {
                figure.text((at, bottom + 19.0), Anchor::Middle, TICK, "jt-tick", label);
            }
        }
    }

    /// Marks the events inside the span; their words stand in rows above the plot, where no line runs. Gives the plot's top.
    pub(crate) fn events(
        &self,
        figure: &mut Figure,
        drawing: &Drawing<'_>,
        top: f64,
        plot_height: f64,
    ) -> f64 {
        let mut rows: Vec<f64> = Vec::new();
        let mut marks = Vec::new();
        for (day, words) in events(drawing, self.range) {
            let at = self.place(day);
            let words = fit(&drawing.say(&words), TICK, self.right - self.left);
            let width = text_width(&words, TICK);
            // Right of its line, or left of it where it would run into the lines' labels.
            let start = match at + 5.0 + width <= self.right {
                true => at + 5.0,
                false => (at - 5.0 - width).max(MARGIN),
            };
            // In a row where there is room, and below which no other words stand in the way of its line.
            let fits =
                |row: usize| start > rows[row] && rows[row + 1..].iter().all(|end| at > *end);
            let row = (0..rows.len()).find(|row| fits(*row)).unwrap_or(rows.len());
            if row == rows.len() {
                rows.push(0.0);
            }
            rows[row] = start + width + 8.0;
            marks.push((at, start, row, words));
        }
        let plot_top = top + rows.len() as f64 * EVENT_ROW + 4.0;
        for (at, start, row, words) in marks {
            let y = top + row as f64 * EVENT_ROW + 12.0;
            figure.rule((at, y - 10.0), (at, plot_top + plot_height), "jt-event");
            figure.text(
                (start, y),
                Anchor::Start,
                TICK,
                "jt-eventlabel jt-halo",
                words,
            );
        }
        plot_top
    }

    /// The events' lines alone, for a small panel.
    pub(crate) fn event_lines(
        &self,
        figure: &mut Figure,
        drawing: &Drawing<'_>,
        (top, bottom): (f64, f64),
    ) {
        for (day, _) in events(drawing, self.range) {
            let at = self.place(day);
            figure.rule((at, top), (at, bottom), "jt-event");
        }
    }

    /// A strip below a plot, dark on the days of which too little was seen. Gives the room that it takes, none where all was seen.
    pub(crate) fn strip(&self, figure: &mut Figure, drawing: &Drawing<'_>, bottom: f64) -> f64 {
        if !has_holes(drawing, self.range) {
            return 0.0;
        }
        let y = bottom + 3.0;
        let mut add = |from: Day, to: Day, class: &'static str| {
            let (from, to) = (self.place(from), self.place(to + 1));
            // A single day of many years is still to be seen.
            figure.bar((from, y), ((to - from).max(0.8), STRIP), class);
        };
        for (from, to) in stretches(drawing, self.range, |seen| seen.is_some()) {
            add(from, to, "jt-seen");
        }
        for (from, to) in stretches(drawing, self.range, is_hole) {
            add(from, to, "jt-hole");
        }
        STRIP_ROOM
    }
}

/// The events inside a span, with what a chart says of each.
pub(crate) fn events(drawing: &Drawing<'_>, range: DayRange) -> Vec<(Day, Text)> {
    let inside = drawing.definition.events();
    inside
        .filter(|(day, _)| range.contains(*day))
        .map(|(day, label)| {
            let words = said!(
                "{label}, {day}",
                "{label}，{day}",
                label,
                day = words::day(day)
            );
            (day, words)
        })
        .collect()
}

fn is_hole(seen: Option<f64>) -> bool {
    seen.is_some_and(|share| share < COVERED_SHARE)
}

/// Whether too little was seen of any day of a span.
pub(crate) fn has_holes(drawing: &Drawing<'_>, range: DayRange) -> bool {
    !stretches(drawing, range, is_hole).is_empty()
}

/// What a subtitle says of the strip, where there is one.
pub(crate) fn strip_words(drawing: &Drawing<'_>, range: DayRange) -> Option<Text> {
    has_holes(drawing, range).then(|| {
        said!(
            "Strip below: dark on days of which less than {share} was seen",
            "下方色条：深色为所见不足 {share} 的日子",
            share = words::share(COVERED_SHARE)
        )
    })
}

/// What a subtitle says of the days that are not all in yet, where there are any in a span.
pub(crate) fn arriving_words(drawing: &Drawing<'_>, range: DayRange) -> Option<Text> {
    let from = drawing.findings.arriving_from?;
    range.contains(from).then(|| {
        said!(
            "Dotted end: from {day} on postings are still arriving",
            "末端点线：自{day}起，职位尚未到齐",
            day = words::day(from)
        )
    })
}

/// Runs of days of a kind, as their first and last days.
fn stretches(
    drawing: &Drawing<'_>,
    range: DayRange,
    is: impl Fn(Option<f64>) -> bool,
) -> Vec<(Day, Day)> {
    let mut runs: Vec<(Day, Day)> = Vec::new();
    let days = drawing.findings.days.days().zip(&drawing.findings.seen);
    for (day, _) in days.filter(|(day, seen)| range.contains(*day) && is(**seen)) {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == day => *last = day,
            _ => runs.push((day, day)),
        }
    }
    runs
}

/// An upright line at a day, as path data.
pub(crate) fn upright(x: f64, (top, bottom): (f64, f64)) -> String {
    format!("M{} {}V{}", px(x), px(top), px(bottom))
}
