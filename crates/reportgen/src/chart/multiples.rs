//! Averages by category in, one small panel for each on a shared scale out: as they are, or beside themselves without their season. Knows no statistic.

use analytics::claims::Text;
use analytics::said;

use super::figure::{Figure, Path};
use super::heading::{self, WIDTH};
use super::index_lines::{self, Drawn, IndexLine};
use super::lines::{arriving, day_at, span, stroke, value_scale};
use super::panels::{self, Panel};
use super::time::{self, Seen};
use super::{AVERAGE_DAYS, Drawing, words};

/// A panel is a third as wide as a picture, and so are its lines in points.
const MOST_POINTS: usize = 130;

/// Each category's average with the ribbon of its intervals.
pub(crate) fn draw(id: &str, drawing: &Drawing<'_>) -> Result<Figure, String> {
    let findings = drawing.findings;
    let (lines, missing) = index_lines::build(findings);
    if lines.is_empty() {
        return Err(drawing.say(&said!(
            "There are no panels by category: no category has {days} covered days with enough postings inside the window {window}.",
            "没有分类小图：在窗口{window}内，没有类别有 {days} 个已覆盖且职位足够的日子。",
            days = AVERAGE_DAYS as usize,
            window = words::days(findings.window)
        )));
    }
    let lower = lines.iter().filter(|line| line.change < 0.0).count();
    let of_categories = said!(
        "Of {categories}, {lower} ended below their first {days} days",
        "{categories}中，{lower} 个止于最初 {days} 天之下",
        categories = words::counted(lines.len(), words::CATEGORIES),
        lower,
        days = AVERAGE_DAYS as usize
    );
    let title = index_lines::title(&lines, |line| line.change, of_categories);
    let mut parts = vec![average_words(&lines), direction_words()];
    if lines.iter().any(|line| !line.interval.is_empty()) {
        parts.push(words::band());
    }
    let titles = |line: &IndexLine| (line.title.clone(), words::change(line.change));
    let fill = |figure: &mut Figure, line: &IndexLine, panel: Panel| {
        let (from, place) = placing(drawing, panel);
        let class = direction_class(line.change);
        let ribbon = index_lines::ribbon(&line.interval, from, MOST_POINTS / 2, place);
        if !ribbon.is_empty() {
            figure.ribbons.push(Path {
                d: ribbon,
                class: format!("jt-ribbon {class}"),
            });
        }
        let class = format!("jt-line {class}");
        stroke(
            figure,
            arriving(drawing.findings),
            &line.values,
            (from, MOST_POINTS),
            place,
            &class,
        );
    };
    let drawn = Drawn::WithRibbons(lines.len());
    Ok(panels(
        id,
        drawing,
        (&lines, drawn, missing),
        (title, parts),
        titles,
        fill,
    ))
}

/// Each category's average, thin, and the same without its season, bold.
pub(crate) fn adjusted(id: &str, drawing: &Drawing<'_>) -> Result<Figure, String> {
    let findings = drawing.findings;
    let (lines, mut missing) = index_lines::build(findings);
    let all = lines.len();
    let lines: Vec<IndexLine> = lines
        .into_iter()
        .filter(|line| !line.adjusted.is_empty())
        .collect();
    missing += all - lines.len();
    if lines.is_empty() {
        return Err(drawing.say(&said!(
            "There is no chart without the season: no category has a line long enough to know its season from, inside the window {window}.",
            "没有季节调整图：在窗口{window}内，没有类别的序列长到足以得知其季节性。",
            window = words::days(findings.window)
        )));
    }
    let change = |line: &IndexLine| line.adjusted_change.unwrap_or(line.change);
    let lower = lines.iter().filter(|line| change(line) < 0.0).count();
    let of_categories = said!(
        "Without the season, {lower} of {categories} ended below their first {days} days",
        "去除季节性后，{categories}中有 {lower} 个止于最初 {days} 天之下",
        categories = words::counted(lines.len(), words::CATEGORIES),
        lower,
        days = AVERAGE_DAYS as usize
    );
    let title = index_lines::title(&lines, change, of_categories);
    let parts = vec![
        average_words(&lines),
        said!(
            "Bold: seasonally adjusted, with its change; thin: as counted",
            "粗线：经季节调整，并标其变化；细线：原始计数"
        ),
        direction_words(),
    ];
    let titles = |line: &IndexLine| (line.title.clone(), words::change(change(line)));
    let fill = |figure: &mut Figure, line: &IndexLine, panel: Panel| {
        let (from, place) = placing(drawing, panel);
        stroke(
            figure,
            arriving(drawing.findings),
            &line.values,
            (from, MOST_POINTS),
            place,
            "jt-line jt-raw",
        );
        let class = format!("jt-line {}", direction_class(change(line)));
        stroke(
            figure,
            arriving(drawing.findings),
            &line.adjusted,
            (from, MOST_POINTS),
            place,
            &class,
        );
    };
    Ok(panels(
        id,
        drawing,
        (&lines, Drawn::WithAdjusted, missing),
        (title, parts),
        titles,
        fill,
    ))
}

fn average_words(lines: &[IndexLine]) -> Text {
    said!(
        "{days}-day average of new postings a day, {base}; one scale for all",
        "每日新职位的 {days} 天移动平均，{base}；各图刻度相同",
        days = AVERAGE_DAYS as usize,
        base = index_lines::base_words(lines)
    )
}

fn direction_words() -> Text {
    said!("Orange: fell, blue: rose", "橙色：下降，蓝色：上升")
}

fn direction_class(change: f64) -> &'static str {
    if change < 0.0 { "jt-c2" } else { "jt-c1" }
}

/// The first day drawn as a place in the lines, and where a value of a day stands in a panel.
fn placing(
    drawing: &Drawing<'_>,
    panel: Panel,
) -> (usize, impl Fn(usize, f64) -> (f64, f64) + Copy) {
    let days = drawing.findings.days;
    let from = days.index_of(panel.axis.range.first()).unwrap_or(0);
    let place =
        move |at: usize, value: f64| (panel.axis.place(day_at(days, at)), panel.y.place(value));
    (from, place)
}

fn panels(
    id: &str,
    drawing: &Drawing<'_>,
    (lines, drawn, missing): (&[IndexLine], Drawn, usize),
    (title, mut parts): (Text, Vec<Text>),
    panel_title: impl Fn(&IndexLine) -> (Text, Text),
    fill: impl Fn(&mut Figure, &IndexLine, Panel),
) -> Figure {
    let range = span(lines, drawing.findings.days, drawing);
    parts.extend(panels::event_words(drawing, range));
    parts.extend(time::arriving_words(drawing.findings.arriving_from, range));
    parts.extend(Seen::of(drawing.findings, range).words());
    let mut figure = Figure::new(id, WIDTH, drawing.language);
    let subtitle = words::in_a_row(&parts);
    let top = heading::open(&mut figure, &drawing.say(&title), &drawing.say(&subtitle));
    let titles: Vec<(Text, Text)> = lines.iter().map(panel_title).collect();
    let foot = panels::lay(
        &mut figure,
        drawing,
        (&titles, range, top),
        |places| value_scale(lines, drawn, places),
        |figure, at, panel| fill(figure, &lines[at], panel),
    );
    let told: Vec<Text> = titles
        .iter()
        .map(|(title, change)| said!("{title} {change}", "{title} {change}", title, change))
        .collect();
    figure.description = drawing.say(&said!(
        "{n} small line charts on one scale, {range}: {average}. {told}.",
        "{n} 幅刻度相同的小折线图，{range}：{average}。{told}。",
        n = lines.len(),
        range = words::days(range),
        average = average_words(lines),
        told = words::listed(&told)
    ));
    let mut remarks: Vec<Text> = heading::days_before_the_window(range, drawing)
        .into_iter()
        .collect();
    remarks.extend(heading::not_drawn(missing, words::CATEGORIES));
    heading::close(&mut figure, foot + 24.0, &drawing.source(), &remarks);
    figure
}
