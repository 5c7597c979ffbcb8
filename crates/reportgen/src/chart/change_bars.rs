//! Changes by category in, bars to both sides of zero with their intervals out: of counts and of hourly pay. Knows no statistic.

use analytics::claims::Text;
use analytics::findings::{CohortFinding, Estimate};
use analytics::said;
use analytics::wording::both;

use super::axis::Scale;
use super::figure::{Anchor, Figure, px, text_width};
use super::heading::{self, LABEL, MARGIN, Row as TickRow, TICK, WIDTH};
use super::wrapping::fit;
use super::{AVERAGE_DAYS, Drawing, titles, words};
use crate::suppression;

const ROW: f64 = 30.0;
const BAR: f64 = 18.0;
const WIDEST_NAME: f64 = 260.0;

struct Row {
    title: Text,
    estimate: Estimate,
}

impl Row {
    fn of((row, estimate): (&CohortFinding, &Estimate)) -> Row {
        Row {
            title: row.title.clone(),
            estimate: *estimate,
        }
    }
}

/// What a chart of changes is headed with.
struct Head {
    title: Text,
    subtitle: Text,
    left_out: usize,
}

/// Changes of the number of postings.
pub(crate) fn counts(id: &str, drawing: &Drawing<'_>) -> Result<Figure, String> {
    let words = Words {
        none: said!("There is no chart of changes", "没有变化图"),
        title: |categories, fell, rose| {
            said!(
                "Of {categories}, {fell} fell and {rose} rose by more than their intervals",
                "{categories}中，{fell} 个下降、{rose} 个上升，幅度超出各自的区间",
                categories,
                fell,
                rose
            )
        },
        subtitle: said!(
            "Change of new postings, {windows}",
            "新职位数的变化，{windows}",
            windows = windows(drawing)
        ),
    };
    of_postings(id, drawing, |row| row.change.as_ref(), words)
}

/// Changes of the share of all postings.
pub(crate) fn shares(id: &str, drawing: &Drawing<'_>) -> Result<Figure, String> {
    let words = Words {
        none: said!("There is no chart of shares", "没有占比图"),
        title: |categories, fell, rose| {
            said!(
                "Of {categories}, {fell} lost and {rose} gained share by more than their intervals",
                "{categories}中，{fell} 个占比下降、{rose} 个占比上升，幅度超出各自的区间",
                categories,
                fell,
                rose
            )
        },
        subtitle: said!(
            "Change of the share of all new postings, {windows}",
            "占全部新职位比例的变化，{windows}",
            windows = windows(drawing)
        ),
    };
    of_postings(id, drawing, |row| row.change_of_share.as_ref(), words)
}

/// What a chart of postings says of itself.
struct Words {
    /// That there is none.
    none: Text,
    /// The categories shown, how many went down and how many up.
    title: fn(Text, usize, usize) -> Text,
    subtitle: Text,
}

/// One bar for each category that may be shown and has the estimate.
fn of_postings(
    id: &str,
    drawing: &Drawing<'_>,
    estimate: impl Fn(&CohortFinding) -> Option<&Estimate>,
    words: Words,
) -> Result<Figure, String> {
    let shown = suppression::shown(drawing.findings, estimate);
    let rows: Vec<Row> = shown.into_iter().map(Row::of).collect();
    if rows.is_empty() {
        return Err(no_windows(drawing, &words.none));
    }
    let left_out = drawing.findings.categories.len() - rows.len();
    let (fell, rose) = titles::clear_moves(rows.iter().map(|row| &row.estimate));
    let head = Head {
        title: (words.title)(shown_categories(rows.len(), left_out), fell, rose),
        subtitle: words.subtitle,
        left_out,
    };
    Ok(draw(id, drawing, rows, head))
}

/// Changes of the mean hourly pay.
pub(crate) fn pay(id: &str, drawing: &Drawing<'_>) -> Result<Figure, String> {
    let findings = drawing.findings;
    let paid = |row: &CohortFinding| {
        let estimate = row.mean_hourly_pay_change?;
        suppression::pay_is_shown(row).then(|| Row {
            title: row.title.clone(),
            estimate,
        })
    };
    let rows: Vec<Row> = findings.categories.iter().filter_map(paid).collect();
    if rows.is_empty() {
        return Err(drawing.say(&said!(
            "There is no chart of pay: no category has enough postings with an hourly range in both the first and the last part of the window.",
            "没有薪酬图：没有类别在窗口的首尾两段都有足够标明时薪区间的职位。"
        )));
    }
    let moved = rows.iter().map(|row| (&row.title, &row.estimate));
    let title = match titles::extremes(moved).0 {
        Some((category, estimate)) => said!(
            "Posted hourly pay fell most in {category} ({change})",
            "{category}的标明时薪降幅最大（{change}）",
            category,
            change = words::change(estimate.value)
        ),
        None => said!(
            "No category's posted hourly pay fell by more than chance explains",
            "没有类别的标明时薪降幅超出偶然"
        ),
    };
    let subtitle = said!(
        "Change of the mean posted hourly pay, {windows}",
        "标明时薪均值的变化，{windows}",
        windows = windows(drawing)
    );
    let left_out = findings.categories.len() - rows.len();
    let head = Head {
        title,
        subtitle,
        left_out,
    };
    Ok(draw(id, drawing, rows, head))
}

fn no_windows(drawing: &Drawing<'_>, what: &Text) -> String {
    drawing.say(&said!(
        "{what}: no category has enough postings in both the first and the last {days} days of the window {window}.",
        "{what}：在窗口{window}内，没有类别在最初与最后 {days} 天都有足够的职位。",
        what,
        days = AVERAGE_DAYS as usize,
        window = words::days(drawing.findings.window)
    ))
}

/// The two windows that a change is between.
pub(crate) fn windows(drawing: &Drawing<'_>) -> Text {
    said!(
        "last {days} days against first {days} days of {window}",
        "{window}的最后 {days} 天与最初 {days} 天相比",
        days = AVERAGE_DAYS as usize,
        window = words::days(drawing.findings.window)
    )
}

fn shown_categories(shown: usize, left_out: usize) -> Text {
    let categories = words::counted(shown, words::CATEGORIES);
    match left_out {
        0 => categories,
        _ => said!(
            "{categories} that can be shown",
            "可公布的 {categories}",
            categories
        ),
    }
}

fn draw(id: &str, drawing: &Drawing<'_>, mut rows: Vec<Row>, head: Head) -> Figure {
    rows.sort_by(|a, b| {
        b.estimate
            .value
            .total_cmp(&a.estimate.value)
            .then(a.title.en.cmp(&b.title.en))
    });
    let mut figure = Figure::new(id, WIDTH, drawing.language);
    let subtitle = said!(
        "{subtitle}. Line: {interval}; grey: it includes zero",
        "{subtitle}。横线：{interval}；灰色：区间包含零",
        subtitle = head.subtitle,
        interval = words::interval()
    );
    let top = heading::open(
        &mut figure,
        &drawing.say(&head.title),
        &drawing.say(&subtitle),
    );
    let bottom = top + rows.len() as f64 * ROW;
    let names = rows
        .iter()
        .map(|row| text_width(&drawing.say(&row.title), LABEL))
        .fold(0.0, f64::max)
        .min(WIDEST_NAME);
    let left = MARGIN + names + 12.0;
    let value = |row: &Row| drawing.say(&words::change(row.estimate.value));
    // The value stands beyond the end of its interval, so both ends of the scale leave room for one.
    let widest = rows
        .iter()
        .map(|row| text_width(&value(row), LABEL))
        .fold(0.0, f64::max);
    let x = Scale::linear(
        range(&rows),
        (left + widest + 20.0, WIDTH - MARGIN - widest - 8.0),
    );
    axis(&mut figure, drawing, x, (top, bottom));
    let mut is_clipped = false;
    for (at, row) in rows.iter().enumerate() {
        let middle = top + at as f64 * ROW + ROW / 2.0;
        is_clipped |= bar(&mut figure, row, x, (middle, value(row)));
        figure.text(
            (left, middle + LABEL * 0.35),
            Anchor::End,
            LABEL,
            "jt-name",
            fit(&drawing.say(&row.title), LABEL, names),
        );
    }
    let told: Vec<Text> = rows
        .iter()
        .map(|row| {
            let change = both::change(&row.estimate);
            said!(
                "{title} {change}",
                "{title} {change}",
                title = row.title,
                change
            )
        })
        .collect();
    figure.description = drawing.say(&said!(
        "Bar chart of changes by category: {told}.",
        "各类别变化的条形图：{told}。",
        told = words::listed(&told)
    ));
    let mut remarks = Vec::new();
    if head.left_out > 0 {
        remarks.push(said!(
            "not drawn: {n} without an estimate that can be shown",
            "未绘出：{n}，没有可公布的估计",
            n = words::counted(head.left_out, words::CATEGORIES)
        ));
    }
    remarks.extend(is_clipped.then(clipped_words));
    heading::close(&mut figure, bottom + 22.0, &drawing.source(), &remarks);
    figure
}

/// What a source line says of arrow heads, where there are any.
pub(crate) fn clipped_words() -> Text {
    said!(
        "an arrow marks an interval that leaves the scale",
        "箭头表示区间超出刻度"
    )
}

fn axis(figure: &mut Figure, drawing: &Drawing<'_>, x: Scale, (top, bottom): (f64, f64)) {
    let mut row = TickRow::new((MARGIN, WIDTH - MARGIN));
    for tick in x.ticks(7) {
        let at = x.place(tick);
        let class = if tick.abs() < 1e-9 {
            "jt-base"
        } else {
            "jt-grid"
        };
        figure.grid((at, top - 2.0), (at, bottom), class);
        let words = drawing.say(&words::change(tick));
        if let Some(at) = row.take(at, &words) {
            figure.text((at, bottom + 17.0), Anchor::Middle, TICK, "jt-tick", words);
        }
    }
}

/// The scale's ends: all values with their intervals, but no interval may press the bars flat.
fn range(rows: &[Row]) -> (f64, f64) {
    let values = rows.iter().map(|row| row.estimate.value);
    let (least, most) = values.fold((0.0, 0.0), |(low, high), v| {
        (f64::min(low, v), f64::max(high, v))
    });
    let slack = 0.6 * (most - least).max(0.05);
    let low = rows
        .iter()
        .filter_map(|row| row.estimate.low)
        .fold(least, f64::min)
        .max(least - slack);
    let high = rows
        .iter()
        .filter_map(|row| row.estimate.high)
        .fold(most, f64::max)
        .min(most + slack);
    (low, high.max(low + 0.01))
}

/// One bar with its interval and value; says whether the interval leaves the scale.
fn bar(figure: &mut Figure, row: &Row, x: Scale, (middle, words): (f64, String)) -> bool {
    let Estimate {
        value, low, high, ..
    } = row.estimate;
    let zero = x.place(0.0);
    let end = x.place(value);
    let class = match (low, high) {
        (Some(low), _) if low > 0.0 => "jt-rose",
        (_, Some(high)) if high < 0.0 => "jt-fell",
        _ => "jt-unclear",
    };
    let corner = (zero.min(end), middle - BAR / 2.0);
    figure.bar(corner, ((end - zero).abs(), BAR), class);
    let mut outer = (end.min(zero), end.max(zero));
    let mut is_clipped = false;
    if let (Some(low), Some(high)) = (low, high) {
        let (from, to) = (x.place(low), x.place(high));
        figure.rule((from, middle), (to, middle), "jt-interval");
        is_clipped = whisker_ends(figure, x, (low, high), middle);
        outer = (outer.0.min(from), outer.1.max(to));
    }
    let (at, anchor) = if value < 0.0 {
        (outer.0 - 7.0, Anchor::End)
    } else {
        (outer.1 + 7.0, Anchor::Start)
    };
    figure.text(
        (at, middle + LABEL * 0.35),
        anchor,
        LABEL,
        "jt-value",
        words,
    );
    is_clipped
}

/// An arrow head at each end of an interval that leaves the scale.
pub(crate) fn whisker_ends(
    figure: &mut Figure,
    x: Scale,
    (low, high): (f64, f64),
    middle: f64,
) -> bool {
    let mut is_clipped = false;
    for (value, step) in [(low, 5.0), (high, -5.0)] {
        if x.is_beyond(value) {
            let at = x.place(value);
            figure.path(
                format!(
                    "M{} {}L{} {}L{} {}",
                    px(at + step),
                    px(middle - 4.0),
                    px(at),
                    px(middle),
                    px(at + step),
                    px(middle + 4.0)
                ),
                "jt-arrow",
            );
            is_clipped = true;
        }
    }
    is_clipped
}
