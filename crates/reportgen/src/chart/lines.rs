//! Averages by category in, one picture of all lines out, labelled at their ends. Knows no statistic.

use model::{Day, DayRange};

use super::axis::{self, Scale};
use super::figure::{Anchor, Figure, Path, bold_width, px, text_width};
use super::heading::{self, LABEL, MARGIN, TICK, WIDTH};
use super::index_lines::{self, IndexLine};
use super::{AVERAGE_DAYS, Drawing};
use crate::page::headline_of_changes;
use crate::wording;

const PLOT_HEIGHT: f64 = 400.0;
const GUTTER: f64 = 34.0;
/// Six colours can be told apart; further lines are grey.
const COLOURED: usize = 6;
const LABEL_STEP: f64 = 17.0;
/// Above this ratio of highest to lowest a linear scale would press most lines flat.
const LARGEST_LINEAR_RATIO: f64 = 6.0;

pub(crate) fn draw(id: &str, drawing: &Drawing<'_>) -> Result<Figure, String> {
    let findings = drawing.findings;
    let (mut lines, missing) = index_lines::build(findings);
    if lines.is_empty() {
        return Err(format!(
            "There is no chart of the averages: no category has {AVERAGE_DAYS} covered days with enough postings inside the window {}.",
            wording::days(findings.window)
        ));
    }
    let mut coloured = largest_movers(&lines);
    let own = lines.len();
    // Beside the categories, in a stroke of its own, what the study holds them against.
    lines.extend(index_lines::controls(findings));
    coloured.resize(lines.len(), None);
    let labels: Vec<String> = lines
        .iter()
        .map(|line| format!("{} {}", line.title, wording::change_in_short(line.change)))
        .collect();
    let label_width = labels
        .iter()
        .map(|label| bold_width(label, LABEL))
        .fold(0.0, f64::max);

    let mut figure = Figure::new(id, WIDTH);
    let title = headline_of_changes(
        findings,
        |id| lines.iter().any(|line| line.id == id),
        missing == 0,
    );
    let range = span(&lines, findings.days, drawing);
    let scale_words = scale_kind(&lines);
    let subtitle = format!(
        "New postings a day, {AVERAGE_DAYS}-day average, {}{}{}",
        index_lines::base_words(&lines),
        if scale_words {
            ", logarithmic scale"
        } else {
            ""
        },
        if own > COLOURED {
            format!(
                ". Coloured: the {COLOURED} largest changes, whether or not chance explains them"
            )
        } else {
            String::new()
        }
    );
    let top = heading::open(&mut figure, &title, &subtitle);
    let left = MARGIN + GUTTER;
    let right = WIDTH - MARGIN - label_width - 22.0;
    let x = Scale::linear(
        (
            f64::from(range.first().number()),
            f64::from(range.last().number()),
        ),
        (left, right),
    );
    let top = events(
        &mut figure,
        drawing,
        range,
        x,
        top,
        (top + PLOT_HEIGHT, right),
    );
    let bottom = top + PLOT_HEIGHT;
    let y = value_scale(&lines, (bottom, top));
    value_axis(&mut figure, y, (left, right));
    day_axis(&mut figure, range, x, (bottom, 9));

    let from = findings.days.index_of(range.first()).unwrap_or(0);
    let first_day = findings.days.first();
    let place = |at: usize, value: f64| {
        let day = first_day + i32::try_from(at).unwrap_or(0);
        (x.place(f64::from(day.number())), y.place(value))
    };
    // Grey lines first, so that no coloured one is crossed by them.
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by_key(|at| coloured[*at].is_some());
    for at in order {
        figure.paths.push(Path {
            d: index_lines::path(&lines[at].values, from, 320, place),
            class: match at < own {
                true => format!("jt-line {}", colour_class(coloured[at])),
                false => format!("jt-line {} jt-dashed", colour_class(None)),
            },
        });
    }
    let ends: Vec<f64> = lines.iter().map(|line| y.place(line.last)).collect();
    let places = spread(&ends, LABEL_STEP, (top + 6.0, bottom - 2.0));
    for (at, label) in labels.iter().enumerate() {
        if (places[at] - ends[at]).abs() > 2.0 {
            figure.paths.push(Path {
                d: format!(
                    "M{} {}L{} {}",
                    px(right + 3.0),
                    px(ends[at]),
                    px(right + 15.0),
                    px(places[at])
                ),
                class: "jt-leader".to_owned(),
            });
        }
        figure.text(
            (right + 18.0, places[at] + LABEL * 0.35),
            Anchor::Start,
            LABEL,
            &format!("jt-label {}", colour_class(coloured[at])),
            label.clone(),
        );
    }
    figure.description = describe(&lines, range);
    let mut remarks: Vec<String> = heading::days_before_the_window(range, drawing)
        .into_iter()
        .collect();
    if missing > 0 {
        remarks.push(format!(
            "not drawn: {} with too few postings",
            wording::counted(missing as u64, "category", "categories")
        ));
    }
    let controls = findings.external.iter().filter(|one| one.is_control);
    remarks.extend(controls.map(|one| format!("dashed: {} ({})", one.title, one.attribution)));
    heading::close(&mut figure, bottom + 26.0, drawing, &remarks);
    Ok(figure)
}

/// The place among the coloured, for the lines that moved most in ratio.
fn largest_movers(lines: &[IndexLine]) -> Vec<Option<usize>> {
    let mut order: Vec<usize> = (0..lines.len()).collect();
    let size = |line: &IndexLine| (1.0 + line.change).max(1e-9).ln().abs();
    order.sort_by(|a, b| size(&lines[*b]).total_cmp(&size(&lines[*a])).then(a.cmp(b)));
    let mut place = vec![None; lines.len()];
    // Colours are handed out in the order of the lines, so that the same category tends to keep its own.
    let mut chosen: Vec<usize> = order.into_iter().take(COLOURED).collect();
    chosen.sort_unstable();
    for (colour, at) in chosen.into_iter().enumerate() {
        place[at] = Some(colour);
    }
    place
}

pub(crate) fn colour_class(colour: Option<usize>) -> &'static str {
    match colour {
        Some(0) => "jt-c1",
        Some(1) => "jt-c2",
        Some(2) => "jt-c3",
        Some(3) => "jt-c4",
        Some(4) => "jt-c5",
        Some(5) => "jt-c6",
        _ => "jt-c0",
    }
}

/// From the first day that any line has, or an event just before it, to the last day.
pub(crate) fn span(lines: &[IndexLine], days: DayRange, drawing: &Drawing<'_>) -> DayRange {
    let first = lines
        .iter()
        .filter_map(|line| line.values.iter().position(Option::is_some))
        .min()
        .and_then(|at| i32::try_from(at).ok())
        .map_or(days.first(), |at| days.first() + at);
    let first = drawing
        .definition
        .events()
        .map(|(day, _)| day)
        .filter(|day| days.contains(*day))
        .fold(first, Day::min);
    DayRange::new(first, days.last()).unwrap_or(days)
}

fn is_logarithmic(lines: &[IndexLine]) -> bool {
    let (low, high) = index_lines::extent(lines);
    low > 0.0 && high / low > LARGEST_LINEAR_RATIO
}

fn scale_kind(lines: &[IndexLine]) -> bool {
    is_logarithmic(lines)
}

/// The scale of the values, the same for the one picture and for the panels.
pub(crate) fn value_scale(lines: &[IndexLine], places: (f64, f64)) -> Scale {
    let (low, high) = index_lines::extent(lines);
    if is_logarithmic(lines) {
        Scale::logarithmic((low * 0.95, high * 1.05), places)
    } else {
        Scale::linear(axis::widened(low, high, 6), places)
    }
}

fn value_axis(figure: &mut Figure, y: Scale, (left, right): (f64, f64)) {
    for tick in y.ticks(8) {
        let at = y.place(tick);
        let class = if (tick - 100.0).abs() < 1e-6 {
            "jt-base"
        } else {
            "jt-grid"
        };
        figure.grid((left, at), (right, at), class);
        figure.text(
            (left - 7.0, at + TICK * 0.35),
            Anchor::End,
            TICK,
            "jt-tick",
            wording::decimal(tick, usize::from(tick.fract() != 0.0)),
        );
    }
}

/// Ticks below the plot; a label that would leave the picture is moved inwards.
pub(crate) fn day_axis(
    figure: &mut Figure,
    range: DayRange,
    x: Scale,
    (bottom, most): (f64, usize),
) {
    for (day, label) in axis::day_ticks(range, most) {
        let at = x.place(f64::from(day.number()));
        figure.rule((at, bottom), (at, bottom + 5.0), "jt-tickmark");
        let half = text_width(&label, TICK) / 2.0;
        let at = at.clamp(MARGIN + half, WIDTH - MARGIN - half);
        figure.text((at, bottom + 19.0), Anchor::Middle, TICK, "jt-tick", label);
    }
}

/// Marks the events inside the span; their labels stand in rows above the plot, where no line runs. Gives the plot's top.
fn events(
    figure: &mut Figure,
    drawing: &Drawing<'_>,
    range: DayRange,
    x: Scale,
    top: f64,
    (_, right): (f64, f64),
) -> f64 {
    let mut rows: Vec<f64> = Vec::new();
    let mut marks = Vec::new();
    let inside = drawing
        .definition
        .events()
        .filter(|(day, _)| range.contains(*day));
    for (day, label) in inside {
        let at = x.place(f64::from(day.number()));
        let words = format!("{label}, {}", wording::day(day));
        let width = text_width(&words, TICK);
        // Right of its line, or left of it where it would run into the lines' labels.
        let start = if at + 5.0 + width <= right {
            at + 5.0
        } else {
            (at - 5.0 - width).max(MARGIN)
        };
        let row = rows
            .iter()
            .position(|end| start > *end)
            .unwrap_or(rows.len());
        if row == rows.len() {
            rows.push(0.0);
        }
        rows[row] = start + width + 8.0;
        marks.push((at, start, row, words));
    }
    let plot_top = top + rows.len() as f64 * 18.0 + 4.0;
    for (at, start, row, words) in marks {
        let y = top + row as f64 * 18.0 + 12.0;
        figure.rule((at, y - 10.0), (at, plot_top + PLOT_HEIGHT), "jt-event");
        figure.text((start, y), Anchor::Start, TICK, "jt-eventlabel", words);
    }
    plot_top
}

/// Moves places apart until they are `step` from each other, as little as can be, inside the bounds.
///
/// Places that would collide are pooled into one block around their mean, block by block (pool adjacent violators).
pub(crate) fn spread(places: &[f64], step: f64, (top, bottom): (f64, f64)) -> Vec<f64> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|a, b| places[*a].total_cmp(&places[*b]).then(a.cmp(b)));
    // A block: how many places, and the mean of what each would like the block's first place to be.
    let mut blocks: Vec<(usize, f64)> = Vec::new();
    for at in &order {
        blocks.push((1, places[*at]));
        while let [.., (n, first), (m, next)] = blocks[..] {
            if next - first >= n as f64 * step {
                break;
            }
            let pooled = (first * n as f64 + (next - n as f64 * step) * m as f64) / (n + m) as f64;
            blocks.truncate(blocks.len() - 2);
            blocks.push((n + m, pooled));
        }
    }
    let mut flat = Vec::with_capacity(places.len());
    for (n, first) in blocks {
        flat.extend((0..n).map(|k| first + k as f64 * step));
    }
    // Pushed in from both ends; with more labels than room they run over the lower one, which the caller leaves space for.
    let count = flat.len();
    for (k, place) in flat.iter_mut().enumerate() {
        let highest = bottom - (count - 1 - k) as f64 * step;
        *place = place.min(highest).max(top + k as f64 * step);
    }
    let mut out = vec![0.0; count];
    for (at, place) in order.into_iter().zip(flat) {
        out[at] = place;
    }
    out
}

fn describe(lines: &[IndexLine], range: DayRange) -> String {
    let ends: Vec<String> = lines
        .iter()
        .map(|line| {
            format!(
                "{} ends at {} ({})",
                line.title,
                wording::decimal(line.last, 0),
                wording::change_in_short(line.change)
            )
        })
        .collect();
    format!(
        "Line chart, {}: {}-day average of new postings a day by category, {}. {}.",
        wording::days(range),
        AVERAGE_DAYS,
        index_lines::base_words(lines),
        ends.join("; ")
    )
}
