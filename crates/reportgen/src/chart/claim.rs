//! A judged claim in, two small pictures of what surrounds its change out: other ways of counting, and earlier times. Knows no page.

use analytics::claims::Text;
use analytics::findings::{JudgedClaim, PlaceboFinding, Robustness};
use analytics::said;

use super::axis::{self, Scale};
use super::figure::{Anchor, Figure, Path, bold_width, px, text_width};
use super::heading::Row;
use super::labels::spread;
use super::wrapping::{at_most, fit, wrap, wrap_by};
use super::{Drawing, index_lines, watermark, words};
use crate::suppression;

const WIDTH: f64 = 400.0;
const MARGIN: f64 = 10.0;
const PLOT_HEIGHT: f64 = 96.0;
const TITLE: f64 = 13.0;
const SMALL: f64 = 11.0;
/// The axis's words stand at the left; dots and lines begin behind them.
const AXIS_WORDS: f64 = 52.0;
/// A hundred dots would touch each other at this width, and weigh more than all else.
const MOST_DOTS: usize = 33;
const LABEL_STEP: f64 = 14.0;
const BINS: usize = 24;
/// The source line is for who meets the picture alone; a longer one would outweigh what it is under.
const MOST_SOURCE_LINES: usize = 3;
const WIDEST_UNIVERSE: f64 = 180.0;

/// The changes under every way of counting, the lowest first, with the claimed one and the one that decides beside them; `None` where
/// there is no curve, or where it would rest on too few postings.
pub(crate) fn specification_curve(claim: &JudgedClaim, drawing: &Drawing<'_>) -> Option<Figure> {
    let robustness = shown(claim, drawing)?;
    let [low, median, high] = robustness.spread?;
    let curve = &robustness.curve;
    if curve.is_empty() {
        return None;
    }
    let n = robustness.specifications;
    let title = match robustness.agreement {
        Some(agreement) => said!(
            "{share} of {n} ways of counting have the claimed sign",
            "{n} 种计数方式中，{share} 与所称方向一致",
            share = words::share(agreement),
            n = words::count(n as u64)
        ),
        None => said!(
            "{n} ways of counting: the median change is {median}",
            "{n} 种计数方式：变化的中位数为 {median}",
            n = words::count(n as u64),
            median = words::change(median)
        ),
    };
    let mut marks = vec![(median, said!("median", "中位数"), "jt-median")];
    marks.extend(
        claim
            .deciding
            .map(|e| (e.value, said!("decides", "判定"), "jt-interval")),
    );
    marks.extend(
        claim
            .claimed_value
            .map(|value| (value, said!("claimed", "所称"), "jt-mark jt-dashed")),
    );

    let mut figure = open("curve", claim, drawing, &title);
    let top = figure.height.0 + 16.0;
    let bottom = top + PLOT_HEIGHT;
    let labels: Vec<String> = marks
        .iter()
        .map(|(value, name, _)| {
            let value = words::change(*value);
            drawing.say(&said!("{name} {value}", "{name} {value}", name, value))
        })
        .collect();
    let widest = labels
        .iter()
        .map(|label| text_width(label, SMALL))
        .fold(0.0, f64::max);
    let right = WIDTH - MARGIN - widest - 16.0;
    let of_marks = marks.iter().map(|(value, ..)| *value);
    let ends = of_marks.fold((low.min(0.0), high.max(0.0)), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    let y = Scale::linear(axis::widened(ends.0, ends.1, 3), (bottom, top));
    value_axis(&mut figure, drawing, y, right);
    dots(&mut figure, curve, y, right);
    let places: Vec<f64> = marks.iter().map(|(value, ..)| y.place(*value)).collect();
    let spread = spread(&places, LABEL_STEP, (top, bottom));
    for (((_, _, class), label), (at, to)) in
        marks.iter().zip(labels).zip(places.iter().zip(spread))
    {
        // Behind the axis's words, which a line would cross out.
        let d = format!("M{} {}H{}", px(MARGIN + AXIS_WORDS), px(*at), px(right));
        figure.path(d, *class);
        super::labels::leader(&mut figure, (right, *at), (right + 12.0, to));
        figure.text(
            (right + 14.0, to + SMALL * 0.35),
            Anchor::Start,
            SMALL,
            "jt-value",
            label,
        );
    }
    figure.description = drawing.say(&said!(
        "Specification curve of {id}: {n} changes from {low} to {high}, median {median}. {title}.",
        "{id} 的设定曲线：{n} 个变化，从 {low} 到 {high}，中位数 {median}。{title}。",
        id = claim.id,
        n = words::count(n as u64),
        low = words::change(low),
        high = words::change(high),
        median = words::change(median),
        title
    ));
    close(&mut figure, claim, drawing, bottom);
    Some(figure)
}

/// The changes between earlier windows of the same distance as bars, with the real one among them; `None` where there are none, or where
/// the change would rest on too few postings.
pub(crate) fn placebo(claim: &JudgedClaim, drawing: &Drawing<'_>) -> Option<Figure> {
    let placebo = shown(claim, drawing)?.placebo.as_ref()?;
    if placebo.changes.is_empty() {
        return None;
    }
    let title = said!(
        "Of {pairs} earlier changes and this one, {share} lie at least as far from zero",
        "此前 {pairs} 次变化连同本次，{share} 离零至少同样远",
        pairs = words::count(placebo.pairs as u64),
        share = words::share(placebo.p)
    );
    let mut figure = open("placebo", claim, drawing, &title);
    let real = drawing.say(&said!(
        "this change {change}",
        "本次变化 {change}",
        change = words::change(placebo.real)
    ));
    let top = figure.height.0 + 20.0;
    let bottom = top + PLOT_HEIGHT;
    bins(&mut figure, drawing, placebo, (top, bottom), real);
    let [low, median, high] = placebo.spread;
    figure.description = drawing.say(&said!(
        "Placebo distribution of {id}: {pairs} changes between earlier windows from {low} to {high}, median {median}; the real change is {real}.",
        "{id} 的安慰剂分布：更早窗口之间的 {pairs} 个变化，从 {low} 到 {high}，中位数 {median}；真实变化为 {real}。",
        id = claim.id,
        pairs = words::count(placebo.pairs as u64),
        low = words::change(low),
        high = words::change(high),
        median = words::change(median),
        real = words::change(placebo.real)
    ));
    close(&mut figure, claim, drawing, bottom + 18.0);
    Some(figure)
}

/// A picture of one claim, and the file that it has among a report's files.
#[derive(Clone, Debug)]
pub(crate) struct ClaimPicture {
    /// `charts/claims/C01-curve.svg`, before the language is added to it.
    pub(crate) file: String,
    pub(crate) figure: Figure,
}

/// The pictures that a claim has, in the order in which a page shows them.
pub(crate) fn pictures(claim: &JudgedClaim, drawing: &Drawing<'_>) -> Vec<ClaimPicture> {
    [
        ("curve", specification_curve(claim, drawing)),
        ("placebo", placebo(claim, drawing)),
    ]
    .into_iter()
    .filter_map(|(kind, figure)| {
        Some(ClaimPicture {
            file: format!("charts/claims/{}-{kind}.svg", stem(&claim.id)),
            figure: figure?,
        })
    })
    .collect()
}

/// A claim's id as part of a file's name or of an element's id: letters, digits and dashes.
pub(crate) fn stem(claim_id: &str) -> String {
    claim_id
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect()
}

/// What surrounds the claim, unless its numbers are withheld.
pub(crate) fn shown<'a>(claim: &'a JudgedClaim, drawing: &Drawing<'_>) -> Option<&'a Robustness> {
    let robustness = claim.robustness.as_ref()?;
    (!suppression::Hidden::of(drawing.findings).claim(claim)).then_some(robustness)
}

/// A picture with its title; its height so far is that of the title.
fn open(kind: &str, claim: &JudgedClaim, drawing: &Drawing<'_>, title: &Text) -> Figure {
    let id = format!("fig-{}-{kind}", stem(&claim.id));
    let mut figure = Figure::new(&id, WIDTH, drawing.language);
    figure.title = drawing.say(title);
    let room = WIDTH - 2.0 * MARGIN;
    let mut y = 4.0;
    for line in wrap_by(&figure.title.clone(), room, |line| bold_width(line, TITLE)) {
        y += TITLE * 1.25;
        figure.text((MARGIN, y), Anchor::Start, TITLE, "jt-title", line);
    }
    figure.height.0 = y + 8.0;
    figure
}

fn close(figure: &mut Figure, claim: &JudgedClaim, drawing: &Drawing<'_>, bottom: f64) {
    let source = drawing.say(&said!(
        "{n_start} postings at the start, {n_end} at the end; {universe}, {window}",
        "起初 {n_start} 个职位，最后 {n_end} 个；{universe}，{window}",
        n_start = words::count(claim.n_start),
        n_end = words::count(claim.n_end),
        universe = fit(&drawing.findings.universe, SMALL, WIDEST_UNIVERSE),
        window = words::days(claim.window)
    ));
    let source = format!("{source} · jobtide\u{a0}{}", drawing.code_version);
    let room = WIDTH - 2.0 * MARGIN;
    let lines = wrap(&source, SMALL, room);
    let mut y = bottom + 6.0;
    for line in at_most(lines, MOST_SOURCE_LINES, room, |line| {
        text_width(line, SMALL)
    }) {
        y += SMALL * 1.35;
        figure.text((MARGIN, y), Anchor::Start, SMALL, "jt-source", line);
    }
    let watermark = drawing.synthetic.then(|| drawing.say(&watermark()));
    figure.close(y + 8.0, watermark.as_deref());
}

fn value_axis(figure: &mut Figure, drawing: &Drawing<'_>, y: Scale, right: f64) {
    let mut last = f64::INFINITY;
    for tick in y.ticks(3) {
        let at = y.place(tick);
        let class = if tick.abs() < 1e-9 {
            "jt-base"
        } else {
            "jt-grid"
        };
        figure.grid((MARGIN, at), (right, at), class);
        if last - at >= SMALL + 4.0 {
            let words = drawing.say(&words::change(tick));
            figure.text(
                (MARGIN, at - 3.0),
                Anchor::Start,
                SMALL,
                "jt-tick jt-halo",
                words,
            );
            last = at;
        }
    }
}

/// Dots at evenly spaced ranks, each in the colour of its side.
fn dots(figure: &mut Figure, curve: &[f64], y: Scale, right: f64) {
    let last = curve.len() - 1;
    let steps = last.min(MOST_DOTS - 1);
    let x = Scale::linear(
        (0.0, steps.max(1) as f64),
        (MARGIN + AXIS_WORDS, right - 4.0),
    );
    let mut sides = [Vec::new(), Vec::new()];
    for step in 0..=steps {
        let change = curve[step * last / steps.max(1)];
        sides[usize::from(change >= 0.0)].push((x.place(step as f64), y.place(change)));
    }
    for (places, class) in sides.into_iter().zip(["jt-dots jt-c2", "jt-dots jt-c1"]) {
        if !places.is_empty() {
            figure.path(index_lines::dots(places.into_iter()), class);
        }
    }
}

/// How many of the earlier changes lie in each of so many equal parts of the axis, and where the real one lies.
fn bins(
    figure: &mut Figure,
    drawing: &Drawing<'_>,
    placebo: &PlaceboFinding,
    (top, bottom): (f64, f64),
    real: String,
) {
    let all = placebo.changes.iter().copied().chain([0.0, placebo.real]);
    let (low, high) = all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| {
        (low.min(v), high.max(v))
    });
    let (low, high) = axis::widened(low, high, 4);
    let x = Scale::linear((low, high), (MARGIN, WIDTH - MARGIN));
    let width = (high - low).max(1e-9) / BINS as f64;
    let mut counts = [0u32; BINS];
    for change in &placebo.changes {
        let bin = ((change - low) / width) as usize;
        counts[bin.min(BINS - 1)] += 1;
    }
    let most = counts.iter().copied().max().unwrap_or(1).max(1);
    // One path for all bars: as elements they would weigh more than the rest of the picture.
    let mut bars = String::new();
    for (bin, count) in counts.iter().enumerate().filter(|(_, n)| **n > 0) {
        let from = x.place(low + bin as f64 * width);
        let to = x.place(low + (bin + 1) as f64 * width);
        let height = px(f64::from(*count) / f64::from(most) * PLOT_HEIGHT);
        let wide = px((to - from - 1.0).max(0.5));
        bars.push_str(&format!(
            "M{} {}v-{height}h{wide}v{height}z",
            px(from),
            px(bottom)
        ));
    }
    figure.ribbons.push(Path {
        d: bars,
        class: "jt-bar jt-unclear".to_owned(),
    });
    figure.grid((MARGIN, bottom), (WIDTH - MARGIN, bottom), "jt-base");
    let mut row = Row::with_size((MARGIN, WIDTH - MARGIN), SMALL);
    for tick in x.ticks(4) {
        let words = drawing.say(&words::change(tick));
        if let Some(at) = row.take(x.place(tick), &words) {
            figure.text((at, bottom + 14.0), Anchor::Middle, SMALL, "jt-tick", words);
        }
    }
    let at = x.place(placebo.real);
    figure.path(super::time::upright(at, (top - 2.0, bottom)), "jt-mark");
    let half = text_width(&real, SMALL) / 2.0;
    let at = at.max(MARGIN + half).min(WIDTH - MARGIN - half);
    figure.text((at, top - 6.0), Anchor::Middle, SMALL, "jt-value", real);
}
