//! Median hourly pay at both ends of the window in, a slope for each category out, with whiskers and labels on both sides. Knows no statistic.

use analytics::claims::Text;
use analytics::findings::{CohortFinding, Estimate};
use analytics::said;

use super::axis::Scale;
use super::change_bars::windows;
use super::figure::{Anchor, Figure, Path, px};
use super::heading::{self, LABEL, MARGIN, TICK, WIDTH};
use super::labels::{self, LABEL_STEP, Label, spread};
use super::titles;
use super::{AVERAGE_DAYS, Drawing, index_lines, words};
use crate::suppression;

const HEIGHT: f64 = 380.0;
/// Whiskers stand side by side, so that none hides another.
const WHISKER_STEP: f64 = 6.0;
/// Each side's labels get at most this much room.
const WIDEST_LABEL: f64 = 270.0;

struct Row {
    title: Text,
    start: Estimate,
    end: Estimate,
    /// Whether pay moved by more than chance explains, and which way: the shift's interval says so.
    class: &'static str,
}

pub(crate) fn draw(id: &str, drawing: &Drawing<'_>) -> Result<Figure, String> {
    let findings = drawing.findings;
    let mut paid = findings.categories.iter();
    let currency = paid
        .find(|row| suppression::pay_is_shown(row))
        .and_then(|row| row.pay_currency.clone());
    let rows = rows(drawing, currency.as_deref());
    if rows.is_empty() {
        return Err(drawing.say(&said!(
            "There is no chart of pay levels: no category has enough postings with an hourly range at both ends of the window {window}.",
            "没有薪酬水平图：在窗口{window}的两端，没有类别有足够标明时薪区间的职位。",
            window = words::days(findings.window)
        )));
    }
    let left_out = findings.categories.len() - rows.len();
    let mut figure = Figure::new(id, WIDTH, drawing.language);
    let title = title(drawing, &rows);
    let subtitle = said!(
        "Median of the middles of posted hourly ranges, {currency} an hour, {windows}. Whisker: {interval}; grey: the typical shift's interval includes zero",
        "标明时薪区间中点的中位数，{currency}/小时，{windows}。竖须：{interval}；灰色：典型变动的区间包含零",
        currency = currency.clone().unwrap_or_default(),
        windows = windows(drawing),
        interval = words::interval()
    );
    let top = heading::open(&mut figure, &drawing.say(&title), &drawing.say(&subtitle)) + 22.0;
    let height = HEIGHT.max(rows.len() as f64 * LABEL_STEP + 10.0);
    let is_clipped = plot(&mut figure, drawing, &rows, (top, top + height));
    let told: Vec<Text> = rows
        .iter()
        .map(|row| {
            said!(
                "{title} from {start} to {end}",
                "{title}从 {start} 到 {end}",
                title = row.title,
                start = words::number(row.start.value, 2),
                end = words::number(row.end.value, 2)
            )
        })
        .collect();
    figure.description = drawing.say(&said!(
        "Slope chart of median posted hourly pay by category: {told}.",
        "各类别标明时薪中位数的斜率图：{told}。",
        told = words::listed(&told)
    ));
    let mut remarks = not_drawn(drawing, (left_out, currency.as_deref()));
    remarks.extend(is_clipped.then(|| {
        said!(
            "a whisker that reaches the upper or lower edge goes on beyond it",
            "触及上下边缘的竖须延伸到刻度之外"
        )
    }));
    heading::close(&mut figure, top + height + 8.0, &drawing.source(), &remarks);
    Ok(figure)
}

/// What is left out: for want of postings, or since its pay is stated in another currency, which no scale puts beside this one.
fn not_drawn(drawing: &Drawing<'_>, (left_out, currency): (usize, Option<&str>)) -> Vec<Text> {
    let paid = drawing.findings.categories.iter();
    let foreign = paid
        .filter(|row| suppression::pay_is_shown(row) && row.pay_currency.as_deref() != currency);
    let foreign = foreign.count();
    let few = heading::not_drawn(left_out - foreign, words::CATEGORIES);
    let other = (foreign > 0).then(|| {
        said!(
            "not drawn: {n} whose pay is in another currency",
            "未绘出：{n}，薪酬为其他货币",
            n = words::counted(foreign, words::CATEGORIES)
        )
    });
    few.into_iter().chain(other).collect()
}

/// The categories whose pay may be shown and is in this currency.
fn rows(drawing: &Drawing<'_>, currency: Option<&str>) -> Vec<Row> {
    let row = |row: &CohortFinding| {
        let (start, end) = row.median_hourly_pay?;
        let shift = row.hourly_pay_shift;
        let is_shown = suppression::pay_is_shown(row) && row.pay_currency.as_deref() == currency;
        is_shown.then(|| Row {
            title: row.title.clone(),
            start,
            end,
            class: match (shift.and_then(|e| e.low), shift.and_then(|e| e.high)) {
                (Some(low), _) if low > 0.0 => "jt-c1",
                (_, Some(high)) if high < 0.0 => "jt-c2",
                _ => "jt-c0",
            },
        })
    };
    drawing.findings.categories.iter().filter_map(row).collect()
}

fn title(drawing: &Drawing<'_>, rows: &[Row]) -> Text {
    let shifts = drawing.findings.categories.iter().filter_map(|category| {
        let is_drawn = rows.iter().any(|row| row.title == category.title);
        let shift = category.hourly_pay_shift.as_ref().filter(|_| is_drawn)?;
        Some((&category.title, shift))
    });
    let an_hour = |value: f64| {
        let value = super::words::signed(value, 2);
        said!("{value} an hour", "每小时 {value}", value)
    };
    match titles::extremes(shifts) {
        (Some((title, shift)), _) => said!(
            "Typical posted pay fell most in {title}: {shift}",
            "{title}的典型标明时薪降幅最大：{shift}",
            title,
            shift = an_hour(shift.value)
        ),
        (None, Some((title, shift))) => said!(
            "Typical posted pay fell nowhere clearly, and rose most in {title}: {shift}",
            "典型标明时薪无一明显下降，{title}升幅最大：{shift}",
            title,
            shift = an_hour(shift.value)
        ),
        (None, None) => said!(
            "In no category did typical posted pay move by more than chance explains",
            "没有类别的典型标明时薪变动超出偶然"
        ),
    }
}

/// Slopes with whiskers and labels; says whether any whisker leaves the scale.
fn plot(
    figure: &mut Figure,
    drawing: &Drawing<'_>,
    rows: &[Row],
    (top, bottom): (f64, f64),
) -> bool {
    let label = |row: &Row, estimate: &Estimate| {
        let number = words::number(estimate.value, 2);
        Label::within(&drawing.say(&row.title), number, WIDEST_LABEL)
    };
    let starts: Vec<Label> = rows.iter().map(|row| label(row, &row.start)).collect();
    let ends: Vec<Label> = rows.iter().map(|row| label(row, &row.end)).collect();
    let zone = rows.len() as f64 * WHISKER_STEP;
    let left = MARGIN + labels::widest(&starts) + 20.0;
    let right = WIDTH - MARGIN - labels::widest(&ends) - 20.0;
    let y = scale(rows, (bottom - 4.0, top + 4.0));
    heads(figure, drawing, (left, right), top);
    let mut is_clipped = false;
    // Grey ones first, so that no coloured one is crossed by them.
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|at| rows[*at].class != "jt-c0");
    for at in order {
        let row = &rows[at];
        let offset = (at as f64 + 0.5) * WHISKER_STEP;
        let (x1, x2) = (left + offset, right - zone + offset);
        for (x, estimate) in [(x1, &row.start), (x2, &row.end)] {
            is_clipped |= whisker(figure, x, estimate, y, row.class);
        }
        let (y1, y2) = (y.place(row.start.value), y.place(row.end.value));
        let d = format!("M{} {}L{} {}", px(x1), px(y1), px(x2), px(y2));
        figure.path(d, format!("jt-line {}", row.class));
    }
    let offset = |at: usize| (at as f64 + 0.5) * WHISKER_STEP;
    let places = |of: fn(&Row) -> f64| {
        let wanted: Vec<f64> = rows.iter().map(|row| y.place(of(row))).collect();
        let given = spread(&wanted, LABEL_STEP, (top + 4.0, bottom - 4.0));
        wanted.into_iter().zip(given).enumerate()
    };
    for (at, (wanted, given)) in places(|row| row.start.value) {
        thread(
            figure,
            [
                (left - 12.0, given),
                (left, wanted),
                (left + offset(at) - 3.0, wanted),
            ],
        );
        let class = format!("jt-label {}", rows[at].class);
        let place = (left - 15.0, given + LABEL * 0.35);
        figure.label(place, Anchor::End, &class, &starts[at]);
    }
    for (at, (wanted, given)) in places(|row| row.end.value) {
        thread(
            figure,
            [
                (right - zone + offset(at) + 3.0, wanted),
                (right, wanted),
                (right + 12.0, given),
            ],
        );
        let class = format!("jt-label {}", rows[at].class);
        let place = (right + 15.0, given + LABEL * 0.35);
        figure.label(place, Anchor::Start, &class, &ends[at]);
    }
    is_clipped
}

/// From a label to its end of a slope, which stands somewhere among the whiskers.
fn thread(figure: &mut Figure, [a, b, c]: [(f64, f64); 3]) {
    let d = format!(
        "M{} {}L{} {}L{} {}",
        px(a.0),
        px(a.1),
        px(b.0),
        px(b.1),
        px(c.0),
        px(c.1)
    );
    figure.ribbons.push(Path {
        d,
        class: "jt-leader".to_owned(),
    });
}

/// All medians, with their whiskers as far as these do not press the slopes flat.
fn scale(rows: &[Row], places: (f64, f64)) -> Scale {
    let both = || rows.iter().flat_map(|row| [&row.start, &row.end]);
    let (least, most) = both().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), e| {
        (low.min(e.value), high.max(e.value))
    });
    let slack = 0.6 * (most - least).max(1.0);
    let low = both()
        .filter_map(|e| e.low)
        .fold(least, f64::min)
        .max(least - slack);
    let high = both()
        .filter_map(|e| e.high)
        .fold(most, f64::max)
        .min(most + slack);
    Scale::linear((low, high), places)
}

fn whisker(figure: &mut Figure, x: f64, estimate: &Estimate, y: Scale, class: &str) -> bool {
    let at = y.place(estimate.value);
    figure.path(
        index_lines::dots(std::iter::once((x, at))),
        format!("jt-dots {class}"),
    );
    let Some((low, high)) = estimate.low.zip(estimate.high) else {
        return false;
    };
    figure.ribbons.push(Path {
        d: format!("M{} {}V{}", px(x), px(y.place(low)), px(y.place(high))),
        class: format!("jt-whisker jt-line {class}"),
    });
    y.is_beyond(low) || y.is_beyond(high)
}

/// What the two sides are, above them.
fn heads(figure: &mut Figure, drawing: &Drawing<'_>, (left, right): (f64, f64), top: f64) {
    let days = AVERAGE_DAYS as usize;
    let sides = [
        (
            left,
            Anchor::Start,
            said!("first {days} days", "最初 {days} 天", days),
        ),
        (
            right,
            Anchor::End,
            said!("last {days} days", "最后 {days} 天", days),
        ),
    ];
    for (x, anchor, words) in sides {
        figure.text(
            (x, top - 10.0),
            anchor,
            TICK,
            "jt-tick",
            drawing.say(&words),
        );
    }
}
