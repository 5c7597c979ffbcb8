//! Averages by category in, one picture of all lines out, labelled at their ends. Knows no statistic.

use analytics::claims::Text;
use analytics::findings::{CohortFinding, Findings};
use analytics::said;
use model::{Day, DayRange};

use super::axis::{self, Scale};
use super::figure::{Anchor, Figure, Path};
use super::heading::{self, LABEL, MARGIN, TICK, WIDTH};
use super::index_lines::{self, Drawn, IndexLine};
use super::labels::{self, LABEL_STEP, Label, spread};
use super::time::{self, Seen, TimeAxis};
use super::{AVERAGE_DAYS, Drawing, titles, words};
use crate::suppression;

pub(crate) const PLOT_HEIGHT: f64 = 400.0;
/// Six colours can be told apart; further lines are grey.
const COLOURED: usize = 6;
/// The ribbons of more lines than this would be mud; the small panels show each by itself.
pub(crate) const MOST_RIBBONS: usize = 2;
/// Above this ratio of highest to lowest a linear scale would press most lines flat.
const LARGEST_LINEAR_RATIO: f64 = 6.0;
/// A line has at most this many points: more could not be told apart at this width.
pub(crate) const MOST_POINTS: usize = 320;

pub(crate) fn draw(id: &str, drawing: &Drawing<'_>) -> Result<Figure, String> {
    let findings = drawing.findings;
    let (mut lines, missing) = index_lines::build(findings);
    if lines.is_empty() {
        return Err(drawing.say(&said!(
            "There is no chart of the averages: no category has {days} covered days with enough postings inside the window {window}.",
            "没有移动平均图：在窗口{window}内，没有类别有 {days} 个已覆盖且职位足够的日子。",
            days = AVERAGE_DAYS as usize,
            window = words::days(findings.window)
        )));
    }
    let own = lines.len();
    let mut coloured = largest_movers(&lines);
    // Beside the categories, in a stroke of its own, what the study holds them against.
    lines.extend(index_lines::controls(findings));
    coloured.resize(lines.len(), None);
    let has_ribbons = own <= MOST_RIBBONS && lines.iter().any(|line| !line.interval.is_empty());
    let labels: Vec<Label> = lines
        .iter()
        .map(|line| {
            let change = words::change(line.change);
            Label::new(&drawing.say(&line.title), drawing.say(&change))
        })
        .collect();

    let mut figure = Figure::new(id, WIDTH, drawing.language);
    let is_drawn = |row: &CohortFinding| lines[..own].iter().any(|line| line.id == row.id);
    let drawn = suppression::shown(findings, |row| row.change.as_ref())
        .into_iter()
        .filter(|(row, _)| is_drawn(row))
        .map(|(row, estimate)| (&row.title, estimate));
    // A category that has no line may have moved further than those that have one.
    let mut changed = findings
        .categories
        .iter()
        .filter(|row| row.change.is_some());
    let all_drawn = missing == 0 && changed.all(is_drawn);
    let title = index_lines::title(
        &lines[..own],
        |line| line.change,
        titles::of_moves(drawn, all_drawn),
    );
    let range = span(&lines, findings.days, drawing);
    let subtitle = subtitle(drawing, &lines, own, (range, has_ribbons));
    let top = heading::open(&mut figure, &drawing.say(&title), &drawing.say(&subtitle));
    let right = WIDTH - MARGIN - labels::widest(&labels) - 22.0;
    let axis = TimeAxis::new(range, (MARGIN, right), (MARGIN, WIDTH - MARGIN));
    let height = PLOT_HEIGHT.max(labels.len() as f64 * LABEL_STEP + 10.0);
    let events = time::events_in(drawing.language, drawing.definition, range);
    let top = axis.events(&mut figure, &events, (top, height));
    let bottom = top + height;
    let ribboned = if has_ribbons { own } else { 0 };
    let y = value_scale(&lines, Drawn::WithRibbons(ribboned), (bottom, top));
    value_axis(
        &mut figure,
        y,
        (MARGIN, right),
        (8, true),
        Some(index_lines::BASE),
    );
    let strip = axis.strip(&mut figure, &Seen::of(findings, range), bottom);
    axis.ticks(&mut figure, bottom + strip, 9, drawing.language);
    strokes(
        &mut figure,
        drawing,
        &lines,
        (own, ribboned),
        (&coloured, axis, y),
    );
    let ends: Vec<f64> = lines.iter().map(|line| y.place(line.last)).collect();
    end_labels(
        &mut figure,
        &ends,
        &labels,
        (&coloured, right),
        (top, bottom),
    );
    figure.description = drawing.say(&describe(&lines, range));
    let mut remarks: Vec<Text> = heading::days_before_the_window(range, drawing)
        .into_iter()
        .collect();
    remarks.extend(heading::not_drawn(missing, words::CATEGORIES));
    let controls = findings.external.iter().filter(|one| one.is_control);
    remarks.extend(controls.map(|one| {
        said!(
            "dashed: {title} ({attribution})",
            "虚线：{title}（{attribution}）",
            title = one.title,
            attribution = one.attribution
        )
    }));
    heading::close(
        &mut figure,
        bottom + strip + 26.0,
        &drawing.source(),
        &remarks,
    );
    Ok(figure)
}

fn subtitle(
    drawing: &Drawing<'_>,
    lines: &[IndexLine],
    own: usize,
    (range, has_ribbons): (DayRange, bool),
) -> Text {
    let base = index_lines::base_words(lines);
    let days = AVERAGE_DAYS as usize;
    let mut parts = vec![match is_logarithmic(lines, Drawn::Lines) {
        true => said!(
            "New postings a day, {days}-day average, {base}, logarithmic scale",
            "每日新职位，{days} 天移动平均，{base}，对数刻度",
            days,
            base
        ),
        false => said!(
            "New postings a day, {days}-day average, {base}",
            "每日新职位，{days} 天移动平均，{base}",
            days,
            base
        ),
    }];
    if has_ribbons {
        parts.push(words::band());
    }
    if own > COLOURED {
        parts.push(said!(
            "Coloured: the {n} largest changes, whether or not chance explains them",
            "着色：变化最大的 {n} 条，不论偶然能否解释",
            n = COLOURED
        ));
    }
    parts.extend(time::arriving_words(drawing.findings.arriving_from, range));
    parts.extend(Seen::of(drawing.findings, range).words());
    words::in_a_row(&parts)
}

/// Ribbons of the first `ribboned` lines, and all strokes: grey ones first, so that no coloured one is crossed by them.
fn strokes(
    figure: &mut Figure,
    drawing: &Drawing<'_>,
    lines: &[IndexLine],
    (own, ribboned): (usize, usize),
    (coloured, axis, y): (&[Option<usize>], TimeAxis, Scale),
) {
    let days = drawing.findings.days;
    let from = days.index_of(axis.range.first()).unwrap_or(0);
    let place = |at: usize, value: f64| (axis.place(day_at(days, at)), y.place(value));
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by_key(|at| coloured[*at].is_some());
    for at in order {
        let line = &lines[at];
        let colour = colour_class(coloured[at]);
        if at < ribboned {
            figure.ribbons.push(Path {
                d: index_lines::ribbon(&line.interval, from, MOST_POINTS / 2, place),
                class: format!("jt-ribbon {colour}"),
            });
        }
        let control = if at < own { "" } else { " jt-dashed" };
        let class = format!("jt-line {colour}{control}");
        stroke(
            figure,
            arriving(drawing.findings),
            &line.values,
            (from, MOST_POINTS),
            place,
            &class,
        );
    }
}

/// The place among the days of the first from which postings are still arriving.
pub(crate) fn arriving(findings: &Findings) -> Option<usize> {
    findings.days.index_of(findings.arriving_from?)
}

/// One line, dotted from the place on from which postings are still arriving.
pub(crate) fn stroke(
    figure: &mut Figure,
    arriving: Option<usize>,
    values: &[Option<f64>],
    (from, most): (usize, usize),
    place: impl Fn(usize, f64) -> (f64, f64),
    class: &str,
) {
    // The last whole day belongs to both, so that they meet.
    let split = arriving.map_or(values.len(), |at| at.min(values.len()));
    let whole = index_lines::path(&values[..split], from, most, &place);
    if !whole.is_empty() {
        figure.path(whole, class);
    }
    if let Some(at) = arriving.filter(|at| *at < values.len()) {
        let rest = index_lines::path(values, from.max(at.saturating_sub(1)), most, &place);
        if !rest.is_empty() {
            figure.path(rest, format!("{class} jt-arriving"));
        }
    }
}

pub(crate) fn day_at(days: DayRange, at: usize) -> Day {
    days.first() + i32::try_from(at).unwrap_or(0)
}

/// The labels right of a plot, each at the height at which its line ends or as close to it as the others let it be.
pub(crate) fn end_labels(
    figure: &mut Figure,
    ends: &[f64],
    labels: &[Label],
    (coloured, right): (&[Option<usize>], f64),
    (top, bottom): (f64, f64),
) {
    let places = spread(ends, LABEL_STEP, (top + 6.0, bottom - 2.0));
    for (at, label) in labels.iter().enumerate() {
        labels::leader(figure, (right + 3.0, ends[at]), (right + 15.0, places[at]));
        figure.label(
            (right + 18.0, places[at] + LABEL * 0.35),
            Anchor::Start,
            &format!("jt-label {}", colour_class(coloured[at])),
            label,
        );
    }
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
        .map_or(days.first(), |at| day_at(days, at));
    let first = drawing
        .definition
        .events()
        .map(|(day, _)| day)
        .filter(|day| days.contains(*day))
        .fold(first, Day::min);
    DayRange::new(first, days.last()).unwrap_or(days)
}

fn is_logarithmic(lines: &[IndexLine], drawn: Drawn) -> bool {
    let (low, high) = index_lines::extent(lines, drawn);
    low > 0.0 && high / low > LARGEST_LINEAR_RATIO
}

/// The scale of the values, the same for the one picture and for the panels. Ribbons are let in, but none may press the lines flat.
pub(crate) fn value_scale(lines: &[IndexLine], drawn: Drawn, places: (f64, f64)) -> Scale {
    let (least, most) = index_lines::extent(lines, drawn);
    let ribboned = match drawn {
        Drawn::WithRibbons(ribboned) => ribboned,
        Drawn::Lines | Drawn::WithAdjusted => 0,
    };
    let slack = 0.5 * (most - least).max(5.0);
    let ends = lines[..ribboned]
        .iter()
        .flat_map(|line| line.interval.iter().flatten());
    let (low, high) = ends.fold((least, most), |(low, high), (from, to)| {
        (f64::min(low, *from), f64::max(high, *to))
    });
    let (low, high) = (low.max(least - slack), high.min(most + slack));
    if is_logarithmic(lines, drawn) {
        Scale::logarithmic((low.max(least * 0.7) * 0.95, high * 1.05), places)
    } else {
        Scale::linear(axis::widened(low.max(0.0), high, 6), places)
    }
}

/// Lines across, that of the base stronger, with their values above them at the left: drawn last and with a halo, so that the lines of the chart do not cross them out.
pub(crate) fn value_axis(
    figure: &mut Figure,
    y: Scale,
    (left, right): (f64, f64),
    (most, has_words): (usize, bool),
    base: Option<f64>,
) {
    let mut last = f64::INFINITY;
    for tick in y.ticks(most) {
        let at = y.place(tick);
        let is_base = base.is_some_and(|base| (tick - base).abs() < 1e-6);
        let class = if is_base { "jt-base" } else { "jt-grid" };
        figure.grid((left, at), (right, at), class);
        if has_words && last - at >= heading::TICK_ROOM {
            let words = words::tick(tick);
            figure.text(
                (left, at - 4.0),
                Anchor::Start,
                TICK,
                "jt-tick jt-halo",
                words,
            );
            last = at;
        }
    }
}

fn describe(lines: &[IndexLine], range: DayRange) -> Text {
    let ends: Vec<Text> = lines
        .iter()
        .map(|line| {
            said!(
                "{title} ends at {last} ({change})",
                "{title}止于 {last}（{change}）",
                title = line.title,
                last = words::number(line.last, 0),
                change = words::change(line.change)
            )
        })
        .collect();
    said!(
        "Line chart, {range}: {days}-day average of new postings a day by category, {base}. {ends}.",
        "折线图，{range}：各类别每日新职位的 {days} 天移动平均，{base}。{ends}。",
        range = words::days(range),
        days = AVERAGE_DAYS as usize,
        base = index_lines::base_words(lines),
        ends = words::listed(&ends)
    )
}
