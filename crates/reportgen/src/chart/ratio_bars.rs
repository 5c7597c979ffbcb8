//! Rate ratios of AI skills in, bars on a logarithmic scale with start and end rates beside them out. Knows no statistic.

use analytics::claims::Text;
use analytics::findings::{CohortFinding, Estimate, Findings};
use analytics::said;

use super::axis::Scale;
use super::change_bars::{clipped_words, whisker_ends, windows};
use super::figure::{Anchor, Figure, text_width};
use super::heading::{self, LABEL, MARGIN, Row as TickRow, TICK, WIDTH};
use super::wrapping::fit;
use super::{AVERAGE_DAYS, Drawing, words};
use crate::suppression;
use crate::wording;

const ROW: f64 = 28.0;
const BAR: f64 = 16.0;
const WIDEST_NAME: f64 = 250.0;
/// More rows than this are a table, not a picture.
const MOST_ROWS: usize = 20;
/// The rates beside the bars are per so many postings, as [`CohortFinding`] gives them.
const RATE_OF: u64 = 10_000;

pub(crate) type Skill<'a> = (&'a CohortFinding, Estimate);

pub(crate) fn draw(id: &str, drawing: &Drawing<'_>) -> Result<Figure, String> {
    let findings = drawing.findings;
    let rows = rows(findings);
    if rows.is_empty() {
        return Err(drawing.say(&said!(
            "There is no chart of AI skills: none is asked for in enough postings of both the first and the last {days} days of the window {window}.",
            "没有 AI 技能图：在窗口{window}内，没有技能在最初与最后 {days} 天都有足够的职位要求。",
            days = AVERAGE_DAYS as usize,
            window = words::days(findings.window)
        )));
    }
    let left_out = findings.tags.len() - rows.len();
    let mut figure = Figure::new(id, WIDTH, drawing.language);
    let subtitle = said!(
        "Share of postings that ask for a skill, {windows}, logarithmic scale. Line: {interval}; grey: it includes no change",
        "要求某项技能的职位占比，{windows}，对数刻度。横线：{interval}；灰色：区间包含无变化",
        windows = windows(drawing),
        interval = words::interval()
    );
    let title = title(&rows);
    let top = heading::open(&mut figure, &drawing.say(&title), &drawing.say(&subtitle)) + 18.0;
    let bottom = top + rows.len() as f64 * ROW;
    let is_clipped = plot(&mut figure, drawing, &rows, (top, bottom));
    let told: Vec<Text> = rows
        .iter()
        .map(|(row, estimate)| {
            let ratio = words::with_interval(estimate, |value| Text::same(wording::ratio(value)));
            said!(
                "{title} {ratio}",
                "{title} {ratio}",
                title = row.title,
                ratio
            )
        })
        .collect();
    figure.description = drawing.say(&said!(
        "Bar chart of rate ratios by AI skill: {told}.",
        "各项 AI 技能占比之比的条形图：{told}。",
        told = words::listed(&told)
    ));
    let mut remarks = Vec::new();
    if left_out > 0 {
        remarks.push(said!(
            "not drawn: {n}, rarer or without an estimate that can be shown",
            "未绘出：{n}，较少见或没有可公布的估计",
            n = words::counted(left_out, words::SKILLS)
        ));
    }
    remarks.extend(is_clipped.then(clipped_words));
    heading::close(&mut figure, bottom + 22.0, &drawing.source(), &remarks);
    Ok(figure)
}

/// The commonest are kept, so that rare skills with wild ratios do not crowd them out.
pub(crate) fn rows(findings: &Findings) -> Vec<Skill<'_>> {
    let withheld = suppression::of_rows(&findings.tags);
    let mut rows: Vec<Skill<'_>> = findings
        .tags
        .iter()
        .zip(&withheld)
        .filter(|(_, hide)| !hide.comparison())
        .filter_map(|(row, _)| Some((row, row.rate_ratio.filter(|e| e.value > 0.0)?)))
        .collect();
    rows.sort_by(|a, b| b.0.n.cmp(&a.0.n).then(a.0.id.cmp(&b.0.id)));
    rows.truncate(MOST_ROWS);
    rows.sort_by(|a, b| b.1.value.total_cmp(&a.1.value).then(a.0.id.cmp(&b.0.id)));
    rows
}

/// Names, bars, ratios and rates from left to right; says whether any interval leaves the scale.
fn plot(
    figure: &mut Figure,
    drawing: &Drawing<'_>,
    rows: &[Skill<'_>],
    (top, bottom): (f64, f64),
) -> bool {
    let labels: Vec<(String, String)> = rows.iter().map(|(row, e)| label(row, e)).collect();
    let widest = |texts: &mut dyn Iterator<Item = f64>| texts.fold(0.0, f64::max);
    let name = |row: &CohortFinding| drawing.say(&row.title);
    let names = widest(&mut rows.iter().map(|(row, _)| text_width(&name(row), LABEL)));
    let names = names.min(WIDEST_NAME);
    let rate_head = drawing.say(&said!(
        "per {n} postings",
        "每 {n} 个职位",
        n = words::count(RATE_OF)
    ));
    let ratio_head = drawing.say(&said!("ratio", "之比"));
    let rates = widest(&mut labels.iter().map(|(_, rate)| text_width(rate, LABEL)));
    let rates = rates.max(text_width(&rate_head, TICK));
    let ratios = widest(&mut labels.iter().map(|(ratio, _)| text_width(ratio, LABEL)));
    let ratios = ratios.max(text_width(&ratio_head, TICK));
    let left = MARGIN + names + 12.0;
    let right = WIDTH - MARGIN - rates - 16.0 - ratios - 16.0;
    let x = Scale::logarithmic(range(rows), (left + 8.0, right));
    axis(figure, x, (top, bottom));
    let ratio_at = right + 16.0 + ratios;
    let end = WIDTH - MARGIN;
    figure.text(
        (ratio_at, top - 6.0),
        Anchor::End,
        TICK,
        "jt-tick",
        ratio_head,
    );
    figure.text((end, top - 6.0), Anchor::End, TICK, "jt-tick", rate_head);
    let mut is_clipped = false;
    for (at, ((row, estimate), (ratio, rate))) in rows.iter().zip(labels).enumerate() {
        let middle = top + at as f64 * ROW + ROW / 2.0;
        let baseline = middle + LABEL * 0.35;
        is_clipped |= bar(figure, estimate, x, middle);
        let name = fit(&name(row), LABEL, names);
        figure.text((left, baseline), Anchor::End, LABEL, "jt-name", name);
        figure.text((ratio_at, baseline), Anchor::End, LABEL, "jt-value", ratio);
        figure.text((end, baseline), Anchor::End, LABEL, "jt-rate", rate);
    }
    is_clipped
}

/// The largest ratio among those that exclude no change: a larger one may be a rare skill's and unclear.
fn title(rows: &[Skill<'_>]) -> Text {
    let clear = |(_, e): &&Skill<'_>| e.low.is_some_and(|low| low > 1.0);
    match rows.iter().find(clear) {
        Some((row, e)) => said!(
            "{skill}: asked for {times} times as often as at the start",
            "{skill}：要求频率为起初的 {times} 倍",
            skill = row.title,
            times = wording::times(e.value)
        ),
        None => said!(
            "No AI skill is clearly asked for more often than at the start",
            "没有哪项 AI 技能的要求明显多于起初"
        ),
    }
}

fn label(row: &CohortFinding, estimate: &Estimate) -> (String, String) {
    let rate = match (row.per_ten_thousand_start, row.per_ten_thousand_end) {
        (Some(start), Some(end)) => format!(
            "{} → {}",
            wording::per_ten_thousand(start),
            wording::per_ten_thousand(end)
        ),
        _ => String::new(),
    };
    (wording::ratio(estimate.value), rate)
}

/// All ratios and intervals, but at most four times beyond the outermost ratio.
fn range(rows: &[Skill<'_>]) -> (f64, f64) {
    let (least, most) = rows.iter().fold((1.0, 1.0), |(low, high), (_, e)| {
        (f64::min(low, e.value), f64::max(high, e.value))
    });
    let low = rows
        .iter()
        .filter_map(|(_, e)| e.low)
        .fold(least, f64::min)
        .max(least / 4.0);
    let high = rows
        .iter()
        .filter_map(|(_, e)| e.high)
        .fold(most, f64::max)
        .min(most * 4.0);
    (low / 1.05, high * 1.05)
}

fn axis(figure: &mut Figure, x: Scale, (top, bottom): (f64, f64)) {
    let mut row = TickRow::new((MARGIN, WIDTH - MARGIN));
    for tick in x.ticks(8) {
        let at = x.place(tick);
        let class = if (tick - 1.0).abs() < 1e-9 {
            "jt-base"
        } else {
            "jt-grid"
        };
        figure.grid((at, top - 2.0), (at, bottom), class);
        let words = format!("×{}", words::tick(tick));
        if let Some(at) = row.take(at, &words) {
            figure.text((at, bottom + 17.0), Anchor::Middle, TICK, "jt-tick", words);
        }
    }
}

fn bar(figure: &mut Figure, estimate: &Estimate, x: Scale, middle: f64) -> bool {
    let one = x.place(1.0);
    let end = x.place(estimate.value);
    let class = match (estimate.low, estimate.high) {
        (Some(low), _) if low > 1.0 => "jt-rose",
        (_, Some(high)) if high < 1.0 => "jt-fell",
        _ => "jt-unclear",
    };
    let corner = (one.min(end), middle - BAR / 2.0);
    figure.bar(corner, ((end - one).abs(), BAR), class);
    let (Some(low), Some(high)) = (estimate.low, estimate.high) else {
        return false;
    };
    figure.rule(
        (x.place(low), middle),
        (x.place(high), middle),
        "jt-interval",
    );
    whisker_ends(figure, x, (low, high), middle)
}
