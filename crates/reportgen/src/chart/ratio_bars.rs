//! Rate ratios of AI skills in, bars on a logarithmic scale with start and end rates beside them out. Knows no statistic.

use analytics::findings::{CohortFinding, Estimate};

use super::axis::Scale;
use super::change_bars::whisker_ends;
use super::figure::{Anchor, Bar, Figure, Px, fit, text_width};
use super::heading::{self, LABEL, MARGIN, TICK, WIDTH};
use super::{AVERAGE_DAYS, Drawing};
use crate::suppression;
use crate::wording;

const ROW: f64 = 28.0;
const BAR: f64 = 16.0;
const WIDEST_NAME: f64 = 250.0;
/// More rows than this are a table, not a picture.
const MOST_ROWS: usize = 20;

pub(crate) fn draw(id: &str, drawing: &Drawing<'_>) -> Result<Figure, String> {
    let findings = drawing.findings;
    let withheld = suppression::of_rows(&findings.tags);
    let mut rows: Vec<(&CohortFinding, Estimate)> = findings
        .tags
        .iter()
        .zip(&withheld)
        .filter(|(_, hide)| !hide.comparison())
        .filter_map(|(row, _)| Some((row, row.rate_ratio.filter(|e| e.value > 0.0)?)))
        .collect();
    if rows.is_empty() {
        return Err(format!(
            "There is no chart of AI skills: none is asked for in enough postings of both the first and the last {AVERAGE_DAYS} days of the window {}.",
            wording::days(findings.window)
        ));
    }
    // The commonest are kept, so that rare skills with wild ratios do not crowd them out.
    rows.sort_by(|a, b| b.0.n.cmp(&a.0.n).then(a.0.id.cmp(&b.0.id)));
    rows.truncate(MOST_ROWS);
    rows.sort_by(|a, b| b.1.value.total_cmp(&a.1.value).then(a.0.id.cmp(&b.0.id)));
    let left_out = findings.tags.len() - rows.len();

    let mut figure = Figure::new(id, WIDTH);
    let subtitle = format!(
        "Share of postings that ask for a skill, last {AVERAGE_DAYS} days over first {AVERAGE_DAYS} days of {}, logarithmic scale. Line: {}; grey: it includes no change",
        wording::days(findings.window),
        wording::INTERVAL
    );
    let top = heading::open(&mut figure, &title(&rows), &subtitle) + 18.0;
    let bottom = top + rows.len() as f64 * ROW;
    let labels: Vec<(String, String)> = rows.iter().map(|(row, e)| label(row, e)).collect();
    let widest = |texts: &mut dyn Iterator<Item = f64>| texts.fold(0.0, f64::max);
    let names =
        widest(&mut rows.iter().map(|(row, _)| text_width(&row.title.en, LABEL))).min(WIDEST_NAME);
    let head = format!("per {} postings", wording::count(10_000));
    let rates = widest(&mut labels.iter().map(|(_, rate)| text_width(rate, LABEL)))
        .max(text_width(&head, TICK));
    let ratios = widest(&mut labels.iter().map(|(ratio, _)| text_width(ratio, LABEL)))
        .max(text_width("ratio", TICK));
    let left = MARGIN + names + 12.0;
    let right = WIDTH - MARGIN - rates - 16.0 - ratios - 16.0;
    let x = Scale::logarithmic(range(&rows), (left + 8.0, right));
    axis(&mut figure, x, (top, bottom));
    let ratio_at = right + 16.0 + ratios;
    figure.text((ratio_at, top - 6.0), Anchor::End, TICK, "jt-tick", "ratio");
    figure.text(
        (WIDTH - MARGIN, top - 6.0),
        Anchor::End,
        TICK,
        "jt-tick",
        head,
    );

    let mut is_clipped = false;
    for (at, (row, estimate)) in rows.iter().enumerate() {
        let middle = top + at as f64 * ROW + ROW / 2.0;
        let baseline = middle + LABEL * 0.35;
        is_clipped |= bar(&mut figure, estimate, x, middle);
        figure.text(
            (left, baseline),
            Anchor::End,
            LABEL,
            "jt-name",
            fit(&row.title.en, LABEL, names),
        );
        let (ratio, rate) = &labels[at];
        figure.text(
            (ratio_at, baseline),
            Anchor::End,
            LABEL,
            "jt-value",
            ratio.clone(),
        );
        figure.text(
            (WIDTH - MARGIN, baseline),
            Anchor::End,
            LABEL,
            "jt-rate",
            rate.clone(),
        );
    }
    let told: Vec<String> = rows
        .iter()
        .map(|(row, e)| {
            format!(
                "{} {}",
                row.title.en,
                wording::with_interval(e, wording::ratio)
            )
        })
        .collect();
    figure.description = format!("Bar chart of rate ratios by AI skill: {}.", told.join("; "));
    let mut remarks = Vec::new();
    if left_out > 0 {
        remarks.push(format!(
            "not drawn: {} that are rarer or without an estimate that can be shown",
            wording::counted(left_out as u64, "skill", "skills")
        ));
    }
    if is_clipped {
        remarks.push("an arrow marks an interval that leaves the scale".to_owned());
    }
    heading::close(&mut figure, bottom + 22.0, drawing, &remarks);
    Ok(figure)
}

fn title(rows: &[(&CohortFinding, Estimate)]) -> String {
    match rows.first() {
        Some((row, e)) if e.low.is_some_and(|low| low > 1.0) => format!(
            "{}: asked for {} times as often as at the start",
            row.title.en,
            wording::times(e.value)
        ),
        _ => "No AI skill is clearly asked for more often than at the start".to_owned(),
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

/// All ratios and intervals, but at most ten times beyond the outermost ratio.
fn range(rows: &[(&CohortFinding, Estimate)]) -> (f64, f64) {
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
    let mut last_end = f64::NEG_INFINITY;
    for tick in x.ticks(8) {
        let at = x.place(tick);
        let class = if (tick - 1.0).abs() < 1e-9 {
            "jt-base"
        } else {
            "jt-grid"
        };
        figure.grid((at, top - 2.0), (at, bottom), class);
        let words = if tick >= 1.0 {
            format!("×{}", wording::decimal(tick, 0))
        } else {
            format!("×{tick}")
        };
        let half = text_width(&words, TICK) / 2.0;
        if at - half > last_end + 4.0 {
            figure.text((at, bottom + 17.0), Anchor::Middle, TICK, "jt-tick", words);
            last_end = at + half;
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
    figure.bars.push(Bar {
        x: Px(one.min(end)),
        y: Px(middle - BAR / 2.0),
        width: Px((end - one).abs()),
        height: Px(BAR),
        class,
    });
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
