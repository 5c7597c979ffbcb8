//! Judged claims in, a strip for each out: its change under every way of counting, on one scale for all. Knows no statistic.

use analytics::claims::Text;
use analytics::findings::{JudgedClaim, Robustness};
use analytics::said;
use analytics::verdict::NEEDED_AGREEMENT;

use super::axis::{self, Scale};
use super::claim::shown;
use super::figure::{Anchor, Figure, px, text_width};
use super::heading::{self, LABEL, MARGIN, Row as TickRow, TICK, WIDTH};
use super::wrapping::{at_most, wrap};
use super::{Drawing, words};

const ROW: f64 = 46.0;
const NAMES: f64 = 300.0;
/// Above this, changes are drawn by their ratio: a thousand per cent beside ten would be all that is seen.
const LARGEST_LINEAR: f64 = 2.0;
/// A ratio of nothing has no logarithm; what is lower stands here.
const LEAST_RATIO: f64 = 0.02;
/// More strips than this are a table, not a picture.
const MOST_ROWS: usize = 14;

struct Strip<'a> {
    claim: &'a JudgedClaim,
    robustness: &'a Robustness,
    median: f64,
}

pub(crate) fn draw(id: &str, drawing: &Drawing<'_>) -> Result<Figure, String> {
    let (mut strips, of_headline) = strips(drawing);
    if strips.is_empty() {
        return Err(drawing.say(&said!(
            "There is no chart of the ways of counting: no sentence is about a change that could be counted in more than one.",
            "没有计数方式图：没有哪句话涉及可用多种方式计数的变化。"
        )));
    }
    let left_out = strips.len().saturating_sub(MOST_ROWS);
    strips.truncate(MOST_ROWS);
    let agree = strips
        .iter()
        .filter(|strip| {
            strip
                .robustness
                .agreement
                .is_some_and(|part| part >= NEEDED_AGREEMENT)
        })
        .count();
    let mut figure = Figure::new(id, WIDTH, drawing.language);
    let title = said!(
        "In at least {share} of the ways of counting the claimed sign holds: {agree} of {sentences}",
        "{sentences}中有 {agree} 句在至少 {share} 的计数方式下与所称方向一致",
        agree,
        sentences = words::counted(strips.len(), ["sentence", "sentences", "句话"]),
        share = words::share(NEEDED_AGREEMENT)
    );
    let subtitle = said!(
        "A stroke a way of counting, at evenly spaced ranks: orange where the number falls, blue where it rises. Upright: the median; diamond: the claimed change",
        "每一笔为一种计数方式，取等距名次：橙色为下降，蓝色为上升。竖线：中位数；菱形：所称变化"
    );
    let top = heading::open(&mut figure, &drawing.say(&title), &drawing.say(&subtitle)) + 18.0;
    let bottom = top + strips.len() as f64 * ROW;
    plot(&mut figure, drawing, &strips, (top, bottom));
    let told: Vec<Text> = strips.iter().map(told).collect();
    figure.description = drawing.say(&said!(
        "Changes of {n} under every way of counting, on one scale: {told}.",
        "{n} 在各种计数方式下的变化，刻度相同：{told}。",
        n = words::counted(strips.len(), ["sentence", "sentences", "句话"]),
        told = words::listed(&told)
    ));
    let mut remarks = Vec::new();
    if of_headline {
        remarks.push(said!(
            "drawn: the sentences of the headline",
            "仅绘出要点中的句子"
        ));
    }
    if left_out > 0 {
        remarks.push(said!(
            "not drawn: {n} further down the list",
            "未绘出：其后的 {n}",
            n = words::counted(left_out, ["sentence", "sentences", "句话"])
        ));
    }
    heading::close(&mut figure, bottom + 22.0, &drawing.source(), &remarks);
    Ok(figure)
}

/// The claims of the headline that have a curve, and whether they are only those; all claims where the headline names none of them.
fn strips<'a>(drawing: &Drawing<'a>) -> (Vec<Strip<'a>>, bool) {
    let strip = |claim: &'a JudgedClaim| {
        let robustness = shown(claim, drawing)?;
        let [_, median, _] = robustness.spread?;
        (!robustness.curve.is_empty()).then_some(Strip {
            claim,
            robustness,
            median,
        })
    };
    let all: Vec<Strip<'a>> = drawing.findings.claims.iter().filter_map(strip).collect();
    let headline = drawing.definition.headline();
    let is_of = |strip: &Strip<'_>| headline.contains(&strip.claim.id);
    match all.iter().any(is_of) {
        true => (all.into_iter().filter(is_of).collect(), true),
        false => (all, false),
    }
}

fn told(strip: &Strip<'_>) -> Text {
    let [low, median, high] = strip.robustness.spread.unwrap_or_default();
    let told = said!(
        "{id} from {low} to {high}, median {median}",
        "{id} 从 {low} 到 {high}，中位数 {median}",
        id = strip.claim.id,
        low = words::change(low),
        high = words::change(high),
        median = words::change(median)
    );
    match strip.robustness.agreement {
        Some(part) => said!(
            "{told}, {share} agree",
            "{told}，{share} 一致",
            told,
            share = words::share(part)
        ),
        None => told,
    }
}

/// Changes from left to right, by difference or by ratio.
#[derive(Clone, Copy)]
struct Changes {
    x: Scale,
    by_ratio: bool,
}

impl Changes {
    fn new(strips: &[Strip<'_>], places: (f64, f64)) -> Changes {
        let all = strips.iter().flat_map(|strip| {
            let ends = strip.robustness.spread.unwrap_or_default();
            ends.into_iter().chain(strip.claim.claimed_value)
        });
        let (low, high) = all.fold((0.0, 0.0), |(low, high), v| {
            (f64::min(low, v), f64::max(high, v))
        });
        let by_ratio = high > LARGEST_LINEAR;
        let x = match by_ratio {
            true => Scale::logarithmic(
                ((1.0 + low).max(LEAST_RATIO) / 1.05, (1.0 + high) * 1.05),
                places,
            ),
            false => Scale::linear(axis::widened(low, high, 7), places),
        };
        Changes { x, by_ratio }
    }

    fn place(self, change: f64) -> f64 {
        match self.by_ratio {
            true => self.x.place((1.0 + change).max(LEAST_RATIO)),
            false => self.x.place(change),
        }
    }

    fn ticks(self) -> Vec<f64> {
        let ticks = self.x.ticks(7).into_iter();
        ticks
            .map(|tick| if self.by_ratio { tick - 1.0 } else { tick })
            .collect()
    }
}

fn plot(
    figure: &mut Figure,
    drawing: &Drawing<'_>,
    strips: &[Strip<'_>],
    (top, bottom): (f64, f64),
) {
    let head = drawing.say(&said!("same sign", "方向一致"));
    let agreements: Vec<String> = strips
        .iter()
        .map(|strip| {
            let part = strip.robustness.agreement;
            part.map_or_else(String::new, |part| drawing.say(&words::share(part)))
        })
        .collect();
    let widest = agreements
        .iter()
        .map(|words| text_width(words, LABEL))
        .fold(0.0, f64::max);
    let end = WIDTH - MARGIN;
    let right = end - widest.max(text_width(&head, TICK)) - 18.0;
    let left = MARGIN + NAMES + 16.0;
    let changes = Changes::new(strips, (left, right));
    figure.text((end, top - 6.0), Anchor::End, TICK, "jt-tick", head);
    let mut row = TickRow::new((left - 20.0, right + 20.0));
    for tick in changes.ticks() {
        let at = changes.place(tick);
        let class = if tick.abs() < 1e-9 {
            "jt-base"
        } else {
            "jt-grid"
        };
        figure.grid((at, top), (at, bottom), class);
        let words = drawing.say(&words::change(tick));
        if let Some(at) = row.take(at, &words) {
            figure.text((at, bottom + 17.0), Anchor::Middle, TICK, "jt-tick", words);
        }
    }
    for (at, (strip, agreement)) in strips.iter().zip(agreements).enumerate() {
        let middle = top + (at as f64 + 0.5) * ROW;
        name(figure, drawing, strip.claim, middle);
        strokes(figure, strip, changes, middle);
        let baseline = middle + LABEL * 0.35;
        figure.text((end, baseline), Anchor::End, LABEL, "jt-value", agreement);
    }
}

/// A claim's id and sentence in two lines.
fn name(figure: &mut Figure, drawing: &Drawing<'_>, claim: &JudgedClaim, middle: f64) {
    let words = format!("{} {}", claim.id, drawing.say(&claim.sentence));
    let lines = wrap(&words, TICK, NAMES);
    let lines = at_most(lines, 2, NAMES, |line| text_width(line, TICK));
    let first = middle + TICK * 0.35 - (lines.len() as f64 - 1.0) * 7.5;
    for (at, line) in lines.into_iter().enumerate() {
        let y = first + at as f64 * 15.0;
        figure.text((MARGIN, y), Anchor::Start, TICK, "jt-name", line);
    }
}

fn strokes(figure: &mut Figure, strip: &Strip<'_>, changes: Changes, middle: f64) {
    let mut sides = [String::new(), String::new()];
    for change in &strip.robustness.curve {
        let side = &mut sides[usize::from(*change >= 0.0)];
        side.push_str(&format!(
            "M{} {}v16",
            px(changes.place(*change)),
            px(middle - 8.0)
        ));
    }
    for (d, class) in sides.into_iter().zip(["jt-rug jt-c2", "jt-rug jt-c1"]) {
        if !d.is_empty() {
            figure.path(d, class);
        }
    }
    let median = px(changes.place(strip.median));
    figure.path(format!("M{median} {}v24", px(middle - 12.0)), "jt-mark");
    if let Some(claimed) = strip.claim.claimed_value {
        let (x, y) = (changes.place(claimed), middle);
        let d = format!("M{} {}l5 6 -5 6 -5 -6Z", px(x), px(y - 6.0));
        figure.path(d, "jt-claimed");
    }
}
