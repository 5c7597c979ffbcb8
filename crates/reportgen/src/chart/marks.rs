//! Places along a plot with words in, upright lines with the words in rows above the plot out. Knows no day and no amount.

use super::figure::{Anchor, Figure, text_width};
use super::heading::{MARGIN, TICK, TICK_ROOM, WIDTH};
use super::wrapping::fit;

/// From one row of words to the next.
const ROW: f64 = 18.0;

/// The values of an axis are no wider than this.
const VALUES: f64 = 60.0;

/// What is marked: where, with which words, and the class of its line.
pub(crate) struct Upright {
    pub(crate) at: f64,
    pub(crate) words: String,
    pub(crate) class: &'static str,
}

/// Draws the lines through a plot; their words stand in rows above it, where nothing else is drawn. Gives the plot's top.
pub(crate) fn draw(
    figure: &mut Figure,
    uprights: impl IntoIterator<Item = Upright>,
    (top, plot_height): (f64, f64),
) -> f64 {
    let mut marks: Vec<Mark> = Vec::new();
    for Upright { at, words, class } in uprights {
        let words = fit(&words, TICK, WIDTH - 2.0 * MARGIN);
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
            class,
        });
    }
    let first = marks.iter().map(|mark| mark.row).min().unwrap_or(0);
    let rows = marks
        .iter()
        .map(|mark| mark.row - first + 1)
        .max()
        .unwrap_or(0);
    // The value of the topmost line stands above it at the left, so there is room for a row also without marks, and for one more
    // where the lowest row reaches there.
    let is_at_left = |mark: &Mark| mark.row - first + 1 == rows && mark.start < MARGIN + VALUES;
    let below = match marks.iter().any(is_at_left) {
        true => TICK_ROOM,
        false => 0.0,
    };
    let plot_top = top + f64::from(rows.max(1)) * ROW + 4.0 + below;
    for mark in marks {
        let y = top + f64::from(mark.row - first) * ROW + 12.0;
        let line = ((mark.at, y - 10.0), (mark.at, plot_top + plot_height));
        figure.rule(line.0, line.1, mark.class);
        let class = "jt-eventlabel jt-halo";
        figure.text((mark.start, y), Anchor::Start, TICK, class, mark.words);
    }
    plot_top
}

/// A line with its words in a row; a line runs down from its row, through all rows below it.
struct Mark {
    at: f64,
    start: f64,
    end: f64,
    row: i32,
    words: String,
    class: &'static str,
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
