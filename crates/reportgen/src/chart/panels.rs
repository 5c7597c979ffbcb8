//! Titles in, small panels of one size and one scale in rows of three out, each handed to whoever draws its lines. Knows no series.

use analytics::said;

use super::Drawing;
use super::axis::Scale;
use super::figure::{Anchor, Figure};
use super::heading::{MARGIN, WIDTH};
use super::labels::Label;
use super::lines::value_axis;
use super::time::{self, STRIP_ROOM, Seen, TimeAxis};
use super::{index_lines, words};
use analytics::claims::Text;
use model::DayRange;

const COLUMNS: usize = 3;
const GAP: f64 = 26.0;
const PANEL_HEIGHT: f64 = 110.0;
/// Above a panel stand its title and, above its topmost line, that line's value.
const TITLE_ROOM: f64 = 44.0;
const FOOT_ROOM: f64 = 30.0;

/// Where one panel lies, and how it maps days and values to places.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Panel {
    pub(crate) axis: TimeAxis,
    pub(crate) y: Scale,
}

/// Lays out a panel for each title and has `fill` draw into it; `scale` gives the values' scale for a bottom and a top. Gives the foot of the last row.
pub(crate) fn lay(
    figure: &mut Figure,
    drawing: &Drawing<'_>,
    (titles, range, top): (&[(Text, Text)], DayRange, f64),
    scale: impl Fn((f64, f64)) -> Scale,
    mut fill: impl FnMut(&mut Figure, usize, Panel),
) -> f64 {
    let width = (WIDTH - 2.0 * MARGIN - GAP * (COLUMNS - 1) as f64) / COLUMNS as f64;
    let seen = Seen::of(drawing.findings, range);
    let strip = if seen.has_holes() { STRIP_ROOM } else { 0.0 };
    let mut foot = top;
    for (at, (title, number)) in titles.iter().enumerate() {
        let (row, column) = (at / COLUMNS, at % COLUMNS);
        let left = MARGIN + column as f64 * (width + GAP);
        let panel_top =
            top + row as f64 * (TITLE_ROOM + PANEL_HEIGHT + FOOT_ROOM + strip) + TITLE_ROOM - 10.0;
        let bottom = panel_top + PANEL_HEIGHT;
        foot = bottom + strip;
        let right = left + width;
        // Between two panels their words keep a gap.
        let axis = TimeAxis::new(range, (left, right), (left - 8.0, right + 8.0));
        let y = scale((bottom, panel_top));
        value_axis(
            figure,
            y,
            (left, left + width),
            (4, column == 0),
            Some(index_lines::BASE),
        );
        axis.strip(figure, &seen, bottom);
        axis.ticks(figure, bottom + strip, 5, drawing.language);
        axis.event_lines(figure, drawing.definition, (panel_top, bottom));
        let label = Label::within(&drawing.say(title), drawing.say(number), width);
        figure.label(
            (left, panel_top - 20.0),
            Anchor::Start,
            "jt-paneltitle",
            &label,
        );
        fill(figure, at, Panel { axis, y });
    }
    foot
}

/// What a subtitle says of the upright lines, where there are any: in a small panel they have no words of their own.
pub(crate) fn event_words(drawing: &Drawing<'_>, range: DayRange) -> Option<Text> {
    let marked: Vec<Text> = time::events(drawing.definition, range)
        .into_iter()
        .map(|(_, words)| words)
        .collect();
    (!marked.is_empty()).then(|| {
        said!(
            "Dotted upright: {events}",
            "竖点线：{events}",
            events = words::listed(&marked)
        )
    })
}
