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
    /// What the words below may take up.
    room: (f64, f64),
    x: Scale,
}

impl TimeAxis {
    /// Days between two places; the words below stay within `room`.
    pub(crate) fn new(range: DayRange, (left, right): (f64, f64), room: (f64, f64)) -> TimeAxis {
        let ends = (
            f64::from(range.first().number()),
            f64::from(range.last().number()),
        );
        TimeAxis {
            range,
            room,
            x: Scale::linear(ends, (left, right)),
        }
    }

    pub(crate) fn place(&self, day: Day) -> f64 {
        self.x.place(f64::from(day.number()))
    }

    /// Ticks with their words below a plot; words that would leave their room are moved inwards, and left out where they would touch.
    pub(crate) fn ticks(&self, figure: &mut Figure, bottom: f64, most: usize, drawing: &Drawing) {
        let mut row = Row::new(self.room);
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
        let mut marks: Vec<Mark> = Vec::new();
        for (day, words) in events(drawing, self.range) {
            let at = self.place(day);
            let words = fit(&drawing.say(&words), TICK, WIDTH - 2.0 * MARGIN);
            let width = text_width(&words, TICK);
            // Right of its line, or left of it where it would leave the picture.
            let start = match at + 5.0 + width <= WIDTH - MARGIN {
                true => at + 5.0,
                false => (at - 5.0 - width).max(MARGIN),
            };
            let end = start + width;
            let row = best_row(&marks, (at, start, end));
            marks.push(Mark {
                at,
                start,
                end,
                row,
                words,
            });
        }
        let first = marks.iter().map(|mark| mark.row).min().unwrap_or(0);
        let rows = marks
            .iter()
            .map(|mark| mark.row - first + 1)
            .max()
            .unwrap_or(0);
        // The value of the topmost line stands above it, so there is room for a row also without events.
        let plot_top = top + f64::from(rows.max(1)) * EVENT_ROW + 4.0;
        for mark in marks {
            let y = top + f64::from(mark.row - first) * EVENT_ROW + 12.0;
            let line = ((mark.at, y - 10.0), (mark.at, plot_top + plot_height));
            figure.rule(line.0, line.1, "jt-event");
            let class = "jt-eventlabel jt-halo";
            figure.text((mark.start, y), Anchor::Start, TICK, class, mark.words);
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

/// An event's line with its words in a row; a line runs down from its row, through all rows below it.
struct Mark {
    at: f64,
    start: f64,
    end: f64,
    row: i32,
    words: String,
}

/// The row in which some words touch no others and the fewest lines run through words: one that is there, or a new one below or above.
fn best_row(marks: &[Mark], (at, start, end): (f64, f64, f64)) -> i32 {
    let first = marks.iter().map(|mark| mark.row).min().unwrap_or(0);
    let last = marks.iter().map(|mark| mark.row).max().unwrap_or(-1);
    let is_free = |row: i32| {
        let apart = |mark: &Mark| start > mark.end + 8.0 || end + 8.0 < mark.start;
        marks.iter().filter(|mark| mark.row == row).all(apart)
    };
    let crossed = |row: i32| {
        let through = |mark: &&Mark| {
            mark.row < row && (start..=end).contains(&mark.at)
                || mark.row > row && (mark.start..=mark.end).contains(&at)
        };
        marks.iter().filter(through).count()
    };
    let there = first..=last;
    let new = [last + 1, first - 1];
    let rows = there.chain(new).filter(|row| is_free(*row));
    rows.min_by_key(|row| crossed(*row)).unwrap_or(last + 1)
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
            "Strip below: marks days of which less than {share} was seen",
            "下方色条：标出所见不足 {share} 的日子",
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
