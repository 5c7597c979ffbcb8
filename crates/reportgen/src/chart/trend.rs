//! Trends of queries in, one picture of their lines out, each labelled at its end. Knows no index and no report, and computes no statistic.

use analytics::Trend;
use analytics::claims::{Language, Text};
use analytics::said;
use analytics::wording::both;

use super::axis::{self, Scale};
use super::figure::{Figure, Path};
use super::heading::{self, MARGIN, Source, WIDTH};
use super::labels::{self, LABEL_STEP, Label};
use super::lines::{self, MOST_POINTS, MOST_RIBBONS, PLOT_HEIGHT};
use super::time::{self, Seen, TimeAxis};
use super::trend_lines::{self, Line, Lines};
use super::wrapping::fit;
use super::{AVERAGE_DAYS, index_lines, names, words};
use crate::definition::ReportDefinition;
use crate::{pictures, shipped};

/// Lines whose highest values are further apart than this are drawn on a logarithmic scale: on a linear one the lower would lie on its floor.
const LARGEST_LINEAR_RATIO: f64 = 20.0;
/// The report whose events a chart of any query marks.
const REPORT_ON_A_QUERY: &str = "one-query";

/// What a chart of queries over time is drawn from.
#[derive(Clone, Copy, Debug)]
pub struct TrendChart<'a> {
    /// What each line is called, such as its query, and its trend. All are of one universe; six can be told apart by their colours.
    pub lines: &'a [(&'a str, &'a Trend)],
    /// Whether to draw postings per 10,000 of the universe instead of postings a day.
    pub by_share: bool,
    /// What the picture's words are in.
    pub language: Language,
    /// Whether any of it comes from a market that was made up, which the picture then says.
    pub synthetic: bool,
    /// The version for the source line.
    pub code_version: &'a str,
    /// What the shares are of, in words.
    pub universe: &'a str,
}

/// The 84-day average of each query as an SVG that stands alone, its style inside. Where the days are too few for any average, its
/// calendar months. The same arguments give the same bytes.
///
/// # Errors
/// One sentence, in the chart's language, why there is nothing to draw.
pub fn trend_chart(chart: &TrendChart<'_>) -> Result<String, String> {
    pictures::alone(figure(chart)?)
}

fn figure(chart: &TrendChart<'_>) -> Result<Figure, String> {
    let language = chart.language;
    let drawn = trend_lines::build(chart).ok_or_else(|| nothing(chart))?;
    let range = drawn.range;
    let labels: Vec<Label> = drawn
        .lines
        .iter()
        .map(|line| names::label(&line.name, words::level(line.last)))
        .collect();
    let ribboned = match drawn.lines.len() <= MOST_RIBBONS {
        true => drawn.lines.len(),
        false => 0,
    };
    let seen = Seen::within(range, drawn.looked_at, drawn.holes.iter().copied());

    let id = if chart.by_share {
        "fig-trend-of-share"
    } else {
        "fig-trend"
    };
    let mut figure = Figure::new(id, WIDTH, language);
    let subtitle = subtitle(chart, &drawn, ribboned, &seen);
    let title = title(chart, &drawn.lines);
    let top = heading::open(&mut figure, title.of(language), subtitle.of(language));
    let right = WIDTH - MARGIN - labels::widest(&labels) - 22.0;
    let axis = TimeAxis::new(range, (MARGIN, right), (MARGIN, WIDTH - MARGIN));
    let height = PLOT_HEIGHT.max(labels.len() as f64 * LABEL_STEP + 10.0);
    let events = time::events_in(language, &report_on_a_query()?, range);
    let top = axis.events(&mut figure, &events, (top, height));
    let bottom = top + height;
    let y = scale(&drawn.lines, ribboned, (bottom, top));
    lines::value_axis(&mut figure, y, (MARGIN, right), (8, true), None);
    let strip = axis.strip(&mut figure, &seen, bottom);
    axis.ticks(&mut figure, bottom + strip, 9, language);
    strokes(&mut figure, &drawn, ribboned, (axis, y));
    let ends: Vec<f64> = drawn.lines.iter().map(|line| y.place(line.last)).collect();
    let colours: Vec<Option<usize>> = (0..ends.len()).map(Some).collect();
    lines::end_labels(
        &mut figure,
        &ends,
        &labels,
        (&colours, right),
        (top, bottom),
    );
    figure.description = describe(chart, &drawn).of(language).to_owned();
    let source = Source {
        postings: drawn.postings,
        universe: None,
        days: Some(drawn.days_counted),
        synthetic: chart.synthetic,
        code_version: chart.code_version,
        language,
    };
    let foot = bottom + strip + 26.0;
    heading::close(&mut figure, foot, &source, &remarks(&drawn));
    Ok(figure)
}

/// Why there is no picture.
fn nothing(chart: &TrendChart<'_>) -> String {
    let asked: Vec<Text> = chart
        .lines
        .iter()
        .map(|(query, _)| Text::same(names::short(&names::of(query, chart.language))))
        .collect();
    let why = match asked.is_empty() {
        true => said!(
            "There is no chart of a trend: no query was given.",
            "没有走势图：未给出查询。"
        ),
        false => said!(
            "There is no chart of {asked}: no posting with an exact date was found.",
            "没有{asked}的走势图：未找到日期确切的职位。",
            asked = both::list(&asked)
        ),
    };
    why.of(chart.language).to_owned()
}

fn report_on_a_query() -> Result<ReportDefinition, String> {
    let report = shipped(REPORT_ON_A_QUERY)
        .ok_or_else(|| format!("the report `{REPORT_ON_A_QUERY}` is not shipped"))?;
    ReportDefinition::parse(REPORT_ON_A_QUERY, report.report_toml)
        .map_err(|error| error.to_string())
}

/// What the lines did, as far as it is known; else what they are of.
fn title(chart: &TrendChart<'_>, lines: &[Line<'_>]) -> Text {
    let change = |line: &Line<'_>| match chart.by_share {
        true => line.trend.change_of_share,
        false => line.trend.change,
    };
    let told: Vec<Text> = lines
        .iter()
        .map(|line| {
            let change = match (change(line), lines.len()) {
                (Some(change), 1) => words::with_interval(&change, words::change),
                (Some(change), _) => words::change(change.value),
                (None, _) => said!("(no estimate)", "（无估计值）"),
            };
            let name = names::short(&line.name);
            said!("{name} {change}", "{name} {change}", name, change)
        })
        .collect();
    if lines.iter().any(|line| change(line).is_some()) {
        return said!(
            "{told}, last {days} days against first",
            "{told}，最后 {days} 天与最初相比",
            told = both::list(&told),
            days = AVERAGE_DAYS as usize
        );
    }
    let named: Vec<Text> = lines
        .iter()
        .map(|line| Text::same(names::short(&line.name)))
        .collect();
    let named = both::list(&named);
    match chart.by_share {
        true => said!(
            "Share of new postings: {named}",
            "新职位中的占比：{named}",
            named
        ),
        false => said!("New postings: {named}", "新职位：{named}", named),
    }
}

/// What is drawn, without its scale.
fn measure(chart: &TrendChart<'_>, by_month: bool) -> Text {
    let days = AVERAGE_DAYS as usize;
    match (chart.by_share, by_month) {
        (false, false) => said!(
            "New postings a day, {days}-day average",
            "每日新职位，{days} 天移动平均",
            days
        ),
        (true, false) => said!(
            "Postings per 10,000 of all new ones in the universe, {days}-day average",
            "统计范围内每 10,000 个新职位中的数量，{days} 天移动平均",
            days
        ),
        (false, true) => said!("New postings by calendar month", "每个日历月的新职位"),
        (true, true) => said!(
            "Postings per 10,000 of all new ones in the universe, by calendar month",
            "每个日历月中，统计范围内每 10,000 个新职位中的数量"
        ),
    }
}

fn subtitle(chart: &TrendChart<'_>, drawn: &Lines<'_>, ribboned: usize, seen: &Seen) -> Text {
    let measure = measure(chart, drawn.by_month);
    let mut parts = vec![match is_logarithmic(&drawn.lines) {
        true => said!(
            "{measure}, logarithmic scale",
            "{measure}，对数刻度",
            measure
        ),
        false => measure,
    }];
    parts.push(said!(
        "Universe: {universe}",
        "统计范围：{universe}",
        universe = fit(
            &names::of(chart.universe, chart.language),
            heading::LABEL,
            heading::WIDEST_UNIVERSE
        )
    ));
    if drawn.by_month {
        parts.push(said!(
            "The days are too few for an average of {days} days; the first and the last month may be counted in part",
            "天数不足以求 {days} 天移动平均；首月与末月可能只计入一部分",
            days = AVERAGE_DAYS as usize
        ));
    }
    let is_banded = |line: &Line<'_>| line.interval.iter().any(Option::is_some);
    if drawn.lines[..ribboned].iter().any(is_banded) {
        parts.push(words::band());
    }
    parts.extend(time::arriving_words(drawn.arriving_from, drawn.range));
    parts.extend(seen.words());
    words::in_a_row(&parts)
}

/// Ribbons below, then the strokes; where months are drawn, a point on each.
fn strokes(figure: &mut Figure, drawn: &Lines<'_>, ribboned: usize, (axis, y): (TimeAxis, Scale)) {
    let place = |at: usize, value: f64| (axis.place(drawn.days[at]), y.place(value));
    let most = if drawn.by_month {
        usize::MAX
    } else {
        MOST_POINTS
    };
    for (at, line) in drawn.lines.iter().enumerate() {
        let colour = lines::colour_class(Some(at));
        let ribbon = index_lines::ribbon(&line.interval, 0, most / 2, place);
        if at < ribboned && !ribbon.is_empty() {
            figure.ribbons.push(Path {
                d: ribbon,
                class: format!("jt-ribbon {colour}"),
            });
        }
        let class = format!("jt-line {colour}");
        lines::stroke(
            figure,
            drawn.arriving,
            &line.values,
            (0, most),
            place,
            &class,
        );
        if drawn.by_month {
            let points = line.values.iter().enumerate();
            let points = points.filter_map(|(at, value)| Some(place(at, (*value)?)));
            figure.path(
                index_lines::dots(points),
                format!("jt-dots jt-points {colour}"),
            );
        }
    }
}

/// The lowest and the highest value of a line.
fn extent(line: &Line<'_>) -> (f64, f64) {
    let ends = (f64::INFINITY, 0.0);
    line.values
        .iter()
        .flatten()
        .fold(ends, |(low, high), value| {
            (f64::min(low, *value), f64::max(high, *value))
        })
}

fn is_logarithmic(lines: &[Line<'_>]) -> bool {
    let extents = || lines.iter().map(extent);
    let lowest = extents().map(|(low, _)| low).fold(f64::INFINITY, f64::min);
    let tops = || extents().map(|(_, high)| high);
    let (least, most) = (
        tops().fold(f64::INFINITY, f64::min),
        tops().fold(0.0, f64::max),
    );
    lowest > 0.0 && most / least > LARGEST_LINEAR_RATIO
}

/// A scale from zero, so that twice as high is twice as many. Ribbons are let in, but none may press the lines flat.
fn scale(lines: &[Line<'_>], ribboned: usize, places: (f64, f64)) -> Scale {
    let widest = |ends: (f64, f64), more: (f64, f64)| (ends.0.min(more.0), ends.1.max(more.1));
    let (least, most) = lines.iter().map(extent).fold((f64::INFINITY, 0.0), widest);
    let ribbons = lines[..ribboned]
        .iter()
        .flat_map(|line| line.interval.iter().flatten().copied());
    let (low, high) = ribbons.fold((least, most), widest);
    let high = high.min(most * 1.5);
    if is_logarithmic(lines) {
        return Scale::logarithmic((low.max(least * 0.7) * 0.95, high * 1.05), places);
    }
    let top = if high > 0.0 { high } else { 1.0 };
    Scale::linear(axis::widened(0.0, top, 6), places)
}

fn describe(chart: &TrendChart<'_>, drawn: &Lines<'_>) -> Text {
    let told: Vec<Text> = drawn
        .lines
        .iter()
        .map(|line| {
            let name = names::short(&line.name);
            let last = words::level(line.last);
            let change = match chart.by_share {
                true => line.trend.change_of_share,
                false => line.trend.change,
            };
            match change {
                Some(change) => said!(
                    "{name} ends at {last} ({change} from the first {days} days to the last)",
                    "{name} 止于 {last}（最后 {days} 天与最初相比：{change}）",
                    name,
                    last,
                    days = AVERAGE_DAYS as usize,
                    change = both::change(&change)
                ),
                None => said!("{name} ends at {last}", "{name} 止于 {last}", name, last),
            }
        })
        .collect();
    said!(
        "Line chart, {range}: {measure}. {told}.",
        "折线图，{range}：{measure}。{told}。",
        range = words::days(drawn.range),
        measure = measure(chart, drawn.by_month),
        told = words::listed(&told)
    )
}

/// What the source line adds: how many postings each line rests on, and what has no line.
fn remarks(drawn: &Lines<'_>) -> Vec<Text> {
    let found: Vec<Text> = drawn
        .lines
        .iter()
        .map(|line| {
            said!(
                "{name} {n}",
                "{name} {n}",
                name = names::short(&line.name),
                n = words::count(line.trend.n)
            )
        })
        .collect();
    let mut remarks = vec![said!(
        "of these: {found}",
        "其中：{found}",
        found = words::listed(&found)
    )];
    let without: Vec<Text> = drawn
        .without
        .iter()
        .map(|name| Text::same(names::short(name)))
        .collect();
    if !without.is_empty() {
        remarks.push(said!(
            "not drawn: {without}, without a value on these days",
            "未绘出：{without}，在这些日子没有数值",
            without = both::list(&without)
        ));
    }
    remarks
}
