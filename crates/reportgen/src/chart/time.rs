//! A span of days and a stretch of the picture in, the axis of time out: ticks, events, and a strip that says which days were seen. Knows no series.

use analytics::claims::{Language, Text};
use analytics::coverage::COVERED_SHARE;
use analytics::findings::Findings;
use analytics::said;
use model::{Day, DayRange};

use super::axis::{self, Scale};
use super::figure::{Anchor, Figure, px};
use super::heading::{Row, TICK};
use super::marks::{self, Upright};
use super::words;
use crate::definition::ReportDefinition;

/// The class of an event's line.
const EVENT: &str = "jt-event";
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
    pub(crate) fn ticks(&self, figure: &mut Figure, bottom: f64, most: usize, language: Language) {
        let mut row = Row::new(self.room);
        for (day, label) in axis::day_ticks(self.range, most) {
            let at = self.place(day);
            figure.rule((at, bottom), (at, bottom + 5.0), "jt-tickmark");
            let label = label.of(language);
            if let Some(at) = row.take(at, label) {
                figure.text((at, bottom + 19.0), Anchor::Middle, TICK, "jt-tick", label);
            }
        }
    }

    /// Marks some events above and through a plot. Gives the plot's top.
    pub(crate) fn events(
        &self,
        figure: &mut Figure,
        events: &[(Day, String)],
        places: (f64, f64),
    ) -> f64 {
        let uprights = events.iter().map(|(day, words)| Upright {
            at: self.place(*day),
            words: words.clone(),
            class: EVENT,
        });
        marks::draw(figure, uprights, places)
    }

    /// The events' lines alone, for a small panel.
    pub(crate) fn event_lines(
        &self,
        figure: &mut Figure,
        definition: &ReportDefinition,
        (top, bottom): (f64, f64),
    ) {
        for (day, _) in events(definition, self.range) {
            let at = self.place(day);
            figure.rule((at, top), (at, bottom), EVENT);
        }
    }

    /// A strip below a plot, dark on the days of which too little was seen. Gives the room that it takes, none where all was seen.
    pub(crate) fn strip(&self, figure: &mut Figure, seen: &Seen, bottom: f64) -> f64 {
        if !seen.has_holes() {
            return 0.0;
        }
        let y = bottom + 3.0;
        let mut add = |run: &DayRange, class: &'static str| {
            let (from, to) = (self.place(run.first()), self.place(run.last() + 1));
            // A single day of many years is still to be seen.
            figure.bar((from, y), ((to - from).max(0.8), STRIP), class);
        };
        for run in &seen.looked_at {
            add(run, "jt-seen");
        }
        for run in &seen.holes {
            add(run, "jt-hole");
        }
        STRIP_ROOM
    }
}

/// The events inside a span, with what a chart says of each.
pub(crate) fn events(definition: &ReportDefinition, range: DayRange) -> Vec<(Day, Text)> {
    let inside = definition.events();
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

/// The same in one language.
pub(crate) fn events_in(
    language: Language,
    definition: &ReportDefinition,
    range: DayRange,
) -> Vec<(Day, String)> {
    let events = events(definition, range).into_iter();
    events
        .map(|(day, words)| (day, words.of(language).to_owned()))
        .collect()
}

/// The days of a span that were looked at, and those of which too little was seen to count them, as runs in order.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    looked_at: Vec<DayRange>,
    holes: Vec<DayRange>,
}

impl Seen {
    /// What some findings say of the days of a span.
    pub(crate) fn of(findings: &Findings, range: DayRange) -> Seen {
        let is_hole = |seen: Option<f64>| seen.is_some_and(|share| share < COVERED_SHARE);
        Seen {
            looked_at: runs(findings, range, |seen| seen.is_some()),
            holes: runs(findings, range, is_hole),
        }
    }

    /// What of these runs lies inside a span.
    pub(crate) fn within(
        range: DayRange,
        looked_at: impl IntoIterator<Item = DayRange>,
        holes: impl IntoIterator<Item = DayRange>,
    ) -> Seen {
        let inside = |run: DayRange| {
            DayRange::new(run.first().max(range.first()), run.last().min(range.last()))
        };
        Seen {
            looked_at: looked_at.into_iter().filter_map(inside).collect(),
            holes: holes.into_iter().filter_map(inside).collect(),
        }
    }

    /// Whether too little was seen of any day.
    pub(crate) fn has_holes(&self) -> bool {
        !self.holes.is_empty()
    }

    /// What a subtitle says of the strip, where there is one.
    pub(crate) fn words(&self) -> Option<Text> {
        self.has_holes().then(|| {
            said!(
                "Strip below: marks days of which less than {share} was seen",
                "下方色条：标出所见不足 {share} 的日子",
                share = words::share(COVERED_SHARE)
            )
        })
    }
}

/// Runs of days of a kind.
fn runs(findings: &Findings, range: DayRange, is: impl Fn(Option<f64>) -> bool) -> Vec<DayRange> {
    let days = findings.days.days().zip(&findings.seen);
    let days: Vec<Day> = days
        .filter(|(day, seen)| range.contains(*day) && is(**seen))
        .map(|(day, _)| day)
        .collect();
    let runs = days.chunk_by(|a, b| *b - *a == 1);
    runs.filter_map(|run| DayRange::new(*run.first()?, *run.last()?))
        .collect()
}

/// What a subtitle says of the days that are not all in yet, where there are any in a span.
pub(crate) fn arriving_words(arriving_from: Option<Day>, range: DayRange) -> Option<Text> {
    let from = arriving_from.filter(|from| range.contains(*from))?;
    Some(said!(
        "Dotted end: from {day} on postings are still arriving",
        "末端点线：自{day}起，职位尚未到齐",
        day = words::day(from)
    ))
}

/// An upright line at a day, as path data.
pub(crate) fn upright(x: f64, (top, bottom): (f64, f64)) -> String {
    format!("M{} {}V{}", px(x), px(top), px(bottom))
}
