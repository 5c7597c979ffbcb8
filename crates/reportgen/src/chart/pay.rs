//! One distribution of posted pay in, a picture of its bars with the median and its interval out. Knows no index and no report, and computes no statistic.

use analytics::claims::{Language, Text};
use analytics::pay::distribution::{PayBar, PayDistribution};
use analytics::said;
use model::{Currency, PayKind, Period};

use super::axis::{self, Scale};
use super::figure::{Anchor, Figure, text_width};
use super::heading::{self, MARGIN, Row, Source, TICK, TICK_ROOM, WIDTH};
use super::marks::{self, Upright};
use super::wrapping::fit;
use super::{lines, names, words};
use crate::pictures;
use crate::wording::both;

const PLOT_HEIGHT: f64 = 300.0;
/// Above the highest bar lies the interval of the median.
const HEADROOM: f64 = 18.0;
/// Fewer bars get room beside them, so that one bar is not as wide as the picture.
const FEWEST_SLOTS: usize = 5;

/// What a chart of pay is drawn from.
#[derive(Clone, Copy, Debug)]
pub struct PayChart<'a> {
    /// What was asked for: a query, as it was written or in words.
    pub query: &'a str,
    /// The pay of one kind, period and currency; two are two pictures.
    pub pay: &'a PayDistribution,
    /// What the picture's words are in.
    pub language: Language,
    /// Whether any of it comes from a market that was made up, which the picture then says.
    pub synthetic: bool,
    /// The version for the source line.
    pub code_version: &'a str,
}

/// How many postings pay how much, as an SVG that stands alone, its style inside. The same arguments give the same bytes.
///
/// # Errors
/// One sentence, in the chart's language, why there is nothing to draw.
pub fn pay_chart(chart: &PayChart<'_>) -> Result<String, String> {
    pictures::alone(figure(chart)?)
}

fn figure(chart: &PayChart<'_>) -> Result<Figure, String> {
    let (pay, language) = (chart.pay, chart.language);
    let name = names::of(chart.query, language);
    let (Some(first), Some(last), true) = (pay.bars.first(), pay.bars.last(), pay.n > 0) else {
        let why = said!(
            "There is no chart of pay for {name}: no posting states any.",
            "没有{name}的薪酬图：没有职位标明薪酬。",
            name = names::short(&name)
        );
        return Err(why.of(language).to_owned());
    };
    let id = format!(
        "fig-pay-{}-{}",
        pay.period.slug(),
        pay.currency.code().to_ascii_lowercase()
    );
    let mut figure = Figure::new(&id, WIDTH, language);
    let title = title(pay, &name);
    let subtitle = subtitle(pay, &name);
    let top = heading::open(&mut figure, title.of(language), subtitle.of(language));

    let counts = counts(&pay.bars);
    let left = MARGIN + counts.room + 8.0;
    let x = Scale::linear(amounts(first, last, pay.bars.len()), (left, WIDTH - MARGIN));
    let plot_height = PLOT_HEIGHT + HEADROOM;
    let top = marks::draw(&mut figure, uprights(pay, x, language), (top, plot_height));
    let bottom = top + plot_height;
    let y = Scale::linear((0.0, counts.top), (bottom, top + HEADROOM));
    lines::value_axis(
        &mut figure,
        y,
        (MARGIN, WIDTH - MARGIN),
        (counts.ticks, true),
        None,
    );
    figure.grid((MARGIN, bottom), (WIDTH - MARGIN, bottom), "jt-base");
    for bar in pay.bars.iter().filter(|bar| bar.n > 0) {
        let (from, to) = (x.place(bar.from), x.place(bar.to));
        let height = bottom - y.place(bar.n as f64);
        // A gap of one between bars, and none of them too thin to be seen.
        let width = (to - from - 1.0).max(0.8);
        figure.bar((from + 0.5, bottom - height), (width, height), "jt-paid");
    }
    interval(&mut figure, pay, x, top + HEADROOM / 2.0);
    let foot = amount_axis(&mut figure, pay, x, (bottom, language));
    figure.description = describe(pay, &name).of(language).to_owned();
    let source = Source {
        postings: pay.n,
        universe: None,
        days: None,
        synthetic: chart.synthetic,
        code_version: chart.code_version,
        language,
    };
    heading::close(&mut figure, foot, &source, &[]);
    Ok(figure)
}

/// An amount of money as a currency has it: two decimals or none, and none where they would be noise.
fn amount(value: f64) -> Text {
    let is_whole = (value - value.round()).abs() < 0.005;
    let decimals = if is_whole || value >= 1_000.0 { 0 } else { 2 };
    Text::same(words::number(value, decimals))
}

/// What an amount is in.
fn unit(period: Period, currency: Currency) -> Text {
    let code = currency.code();
    match period {
        Period::Hour => said!("{code} an hour", "{code}/小时", code),
        Period::Day => said!("{code} a day", "{code}/天", code),
        Period::Week => said!("{code} a week", "{code}/周", code),
        Period::Month => said!("{code} a month", "{code}/月", code),
        Period::Year => said!("{code} a year", "{code}/年", code),
        Period::Project => said!("{code} a project", "{code}/项目", code),
    }
}

fn kind(kind: PayKind) -> Text {
    match kind {
        PayKind::Hourly => said!("Posted hourly pay", "标明的时薪"),
        PayKind::Fixed => said!("Posted budgets", "标明的项目预算"),
        PayKind::Salary => said!("Posted salaries", "标明的薪资"),
    }
}

fn title(pay: &PayDistribution, name: &str) -> Text {
    let median = said!(
        "{name}: median pay {median} {unit}",
        "{name}：薪酬中位数 {median} {unit}",
        name = names::short(name),
        median = amount(pay.median.value),
        unit = unit(pay.period, pay.currency)
    );
    match both::interval(&pay.median, amount) {
        Some(interval) => said!(
            "{median} ({interval})",
            "{median}（{interval}）",
            median,
            interval
        ),
        None => median,
    }
}

fn subtitle(pay: &PayDistribution, name: &str) -> Text {
    let of = said!(
        "{kind} of {n}, the middle of each range",
        "{n}{kind}，取各区间的中点",
        kind = kind(pay.kind),
        n = words::all_postings(pay.n)
    );
    let mut parts = vec![of];
    // What the title had to cut.
    if names::short(name) != name {
        parts.push(said!(
            "Query: {query}",
            "查询：{query}",
            query = fit(name, heading::LABEL, heading::WIDEST_UNIVERSE)
        ));
    }
    if pay.median.low.is_some() {
        parts.push(said!(
            "Line across: {interval} of the median, postings taken as independent",
            "横线：中位数的 {interval}，视各职位相互独立",
            interval = words::interval()
        ));
    }
    words::in_a_row(&parts)
}

/// The axis of counts.
struct Counts {
    /// The value at its upper end.
    top: f64,
    /// How many ticks to ask for, so that all are whole numbers.
    ticks: usize,
    /// How wide the widest of their words is.
    room: f64,
}

fn counts(bars: &[PayBar]) -> Counts {
    let most = bars.iter().map(|bar| bar.n).max().unwrap_or(0).max(1) as f64;
    let is_whole = |tick: &f64| (tick - tick.round()).abs() < 1e-6;
    let of = |ticks: usize| axis::widened(0.0, most, ticks).1;
    let scale = |ticks: usize| Scale::linear((0.0, of(ticks)), (0.0, 1.0)).ticks(ticks);
    let ticks = (1..=6)
        .rev()
        .find(|ticks| scale(*ticks).iter().all(is_whole))
        .unwrap_or(1);
    let widths = scale(ticks).into_iter();
    Counts {
        top: of(ticks),
        ticks,
        room: widths
            .map(|tick| text_width(&words::tick(tick), TICK))
            .fold(0.0, f64::max),
    }
}

/// The amounts from left to right: those of the bars, and room beside them where they are few.
fn amounts(first: &PayBar, last: &PayBar, bars: usize) -> (f64, f64) {
    let width = first.to - first.from;
    let beside = FEWEST_SLOTS.saturating_sub(bars) as f64 * width;
    let low = first.from - (beside / 2.0).min(first.from.max(0.0));
    (low, last.to + beside - (first.from - low))
}

/// The median and the quartiles.
fn uprights(pay: &PayDistribution, x: Scale, language: Language) -> Vec<Upright> {
    let marked = [
        (
            pay.median.value,
            said!(
                "median {value}",
                "中位数 {value}",
                value = words::with_interval(&pay.median, amount)
            ),
            "jt-mark",
        ),
        (
            pay.lower_quartile,
            said!(
                "lower quartile {value}",
                "下四分位数 {value}",
                value = amount(pay.lower_quartile)
            ),
            "jt-quartile",
        ),
        (
            pay.upper_quartile,
            said!(
                "upper quartile {value}",
                "上四分位数 {value}",
                value = amount(pay.upper_quartile)
            ),
            "jt-quartile",
        ),
    ];
    let marked = marked.into_iter().map(|(value, words, class)| Upright {
        at: x.place(value),
        words: words.of(language).to_owned(),
        class,
    });
    marked.collect()
}

/// The interval of the median, with an end at either side.
fn interval(figure: &mut Figure, pay: &PayDistribution, x: Scale, at: f64) {
    let Some((low, high)) = pay.median.low.zip(pay.median.high) else {
        return;
    };
    let (from, to) = (x.place(low), x.place(high));
    figure.rule((from, at), (to, at), "jt-interval");
    for end in [from, to] {
        figure.rule((end, at - 4.0), (end, at + 4.0), "jt-interval");
    }
}

/// Amounts below the bars, below these what the open bars hold, and the unit last. Gives the foot of it.
fn amount_axis(
    figure: &mut Figure,
    pay: &PayDistribution,
    x: Scale,
    (bottom, language): (f64, Language),
) -> f64 {
    let bounds = (MARGIN, WIDTH - MARGIN);
    let mut ticks = Row::new(bounds);
    for tick in x.ticks(8) {
        let at = x.place(tick);
        figure.rule((at, bottom), (at, bottom + 5.0), "jt-tickmark");
        let words = words::tick(tick);
        if let Some(at) = ticks.take(at, &words) {
            figure.text((at, bottom + 19.0), Anchor::Middle, TICK, "jt-tick", words);
        }
    }
    let mut y = bottom + 19.0;
    let (first, last) = open_ends(pay);
    let mut open = Vec::new();
    open.extend(first.then_some(0));
    open.extend(last.then_some(pay.bars.len() - 1));
    open.dedup();
    if !open.is_empty() {
        y += TICK_ROOM;
    }
    let mut row = Row::new(bounds);
    for at in open {
        let bar = &pay.bars[at];
        let words = range(pay, at);
        let words = words.of(language);
        if let Some(at) = row.take(x.place(f64::midpoint(bar.from, bar.to)), words) {
            figure.text((at, y), Anchor::Middle, TICK, "jt-tick", words);
        }
    }
    y += TICK_ROOM;
    let middle = f64::midpoint(x.place(f64::NEG_INFINITY), x.place(f64::INFINITY));
    let unit = unit(pay.period, pay.currency);
    figure.text(
        (middle, y),
        Anchor::Middle,
        TICK,
        "jt-tick",
        unit.of(language),
    );
    y + 8.0
}

/// Whether the first bar also holds what lies below it, and the last what lies above it.
fn open_ends(pay: &PayDistribution) -> (bool, bool) {
    let first = pay.bars.first().filter(|bar| bar.open);
    let last = pay.bars.last().filter(|bar| bar.open);
    (
        first.is_some_and(|bar| pay.lowest < bar.from),
        last.is_some_and(|bar| pay.highest >= bar.to),
    )
}

/// The amounts of the bar at a place.
fn range(pay: &PayDistribution, at: usize) -> Text {
    let bar = &pay.bars[at];
    let open = open_ends(pay);
    let (below, above) = (at == 0 && open.0, at + 1 == pay.bars.len() && open.1);
    let (from, to) = (amount(bar.from), amount(bar.to));
    match (below, above) {
        (true, false) => said!("less than {to}", "低于 {to}", to),
        (false, true) => said!("{from} and more", "{from} 及以上", from),
        (false, false) => both::span(&from, &to),
        // One bar holds all there is.
        (true, true) => both::span(&amount(pay.lowest), &amount(pay.highest)),
    }
}

fn describe(pay: &PayDistribution, name: &str) -> Text {
    let told: Vec<Text> = pay
        .bars
        .iter()
        .enumerate()
        .map(|(at, bar)| {
            let n = words::count(bar.n);
            said!("{range}: {n}", "{range}：{n}", range = range(pay, at), n)
        })
        .collect();
    said!(
        "Bar chart of how many postings pay how much, {unit}, for {name}: {told}. Median {median}, quartiles {lower} and {upper}.",
        "条形图，{name}：多少职位支付多少（{unit}）：{told}。中位数 {median}，四分位数 {lower} 与 {upper}。",
        unit = unit(pay.period, pay.currency),
        name = names::short(name),
        told = words::listed(&told),
        median = words::with_interval(&pay.median, amount),
        lower = amount(pay.lower_quartile),
        upper = amount(pay.upper_quartile)
    )
}
