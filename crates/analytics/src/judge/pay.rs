//! What stands beside the mean of midpoints in a claim of pay: ranges as intervals, quantiles, shift, fixed composition, and how many postings show pay. Decides nothing.

use super::Context;
use crate::change::{WindowPair, relative};
use crate::claims::Text;
use crate::findings::{Estimate, Reading};
use crate::indices::{self, Cell, Indices};
use crate::pay::{self, PayWindow};
use crate::proportion;
use crate::rate_ratio::Rate;
use crate::study::Study;
use crate::wording::{self, both, said};

/// A cell with fewer ranges than this in a window has no mean to speak of.
const LEAST_IN_CELL: u64 = 10;

type Windows = (PayWindow, PayWindow);

/// The readings of a change of pay that do not decide.
pub(super) fn readings(
    context: &Context<'_>,
    cohort: Option<usize>,
    pair: WindowPair,
) -> Vec<Reading> {
    let study = &context.study;
    let windows = study.pay_windows(cohort, pair);
    let of = |what: fn(&PayWindow, &PayWindow) -> Option<Estimate>| {
        windows
            .as_ref()
            .ok()
            .and_then(|(start, end)| what(start, end))
    };
    let none = || {
        let covered = windows.as_ref().err().cloned();
        covered.unwrap_or_else(|| {
            said!(
                "A window holds too few hourly ranges.",
                "有一个窗口的时薪范围太少。"
            )
        })
    };
    let own = [
        ("median", of(median)),
        ("hodges_lehmann", of(shift)),
        (
            "quantile_25",
            of(|start, end| pay::quantile_change(start, end, 0.25)),
        ),
        (
            "quantile_75",
            of(|start, end| pay::quantile_change(start, end, 0.75)),
        ),
        ("ranges_as_intervals", of(pay::range_change)),
    ];
    let reading =
        |why_not: &dyn Fn() -> Text, (name, estimate): (&str, Option<Estimate>)| Reading {
            name: name.to_owned(),
            why_not: estimate.is_none().then(why_not),
            estimate,
        };
    let composition = composition(context, cohort, pair).into_iter();
    let composition = composition.map(|one| reading(&no_two_parts, one));
    let own = own.into_iter().map(|one| reading(&none, one));
    own.chain(composition).collect()
}

fn no_two_parts() -> Text {
    said!(
        "There are no two parts (categories of all postings, or sources of a cohort) with enough hourly ranges in both windows.",
        "没有两个部分（全部职位的类别，或一个群组的来源）在两个窗口都有足够的时薪范围。"
    )
}

/// The change of the median midpoint; without an interval where an order statistic is missing.
fn median(start: &PayWindow, end: &PayWindow) -> Option<Estimate> {
    let value = relative(start.median()?, end.median()?)?;
    let around = pay::quantile_change(start, end, 0.5);
    Some(Estimate {
        value,
        n: start.n + end.n,
        // Between two middle amounts the median is their mean, which the order statistic is not.
        low: around.and_then(|one| one.low).map(|low| low.min(value)),
        high: around.and_then(|one| one.high).map(|high| high.max(value)),
    })
}

/// The Hodges-Lehmann shift as a part of the start median.
fn shift(start: &PayWindow, end: &PayWindow) -> Option<Estimate> {
    let shift = pay::midpoint_shift(start, end)?;
    let base = start.median().filter(|median| *median > 0.0)?;
    Some(Estimate {
        value: shift.value / base,
        n: shift.n,
        low: shift.low.map(|low| low / base),
        high: shift.high.map(|high| high / base),
    })
}

/// The indices of the means of the parts less 1, by name, and what the shift between the parts adds to Fisher's.
///
/// Parts are the study's categories where the claim is about all postings, else the sources of the cohort.
fn composition(
    context: &Context<'_>,
    cohort: Option<usize>,
    pair: WindowPair,
) -> [(&'static str, Option<Estimate>); 5] {
    let found = indexed(context, cohort, pair);
    let change = |of: fn(&Indices) -> f64| {
        found.as_ref().map(|(indices, n)| Estimate {
            value: of(indices) - 1.0,
            n: *n,
            low: None,
            high: None,
        })
    };
    [
        ("fixed_composition_fisher", change(|one| one.fisher)),
        ("fixed_composition_laspeyres", change(|one| one.laspeyres)),
        ("fixed_composition_paasche", change(|one| one.paasche)),
        ("fixed_composition_tornqvist", change(|one| one.tornqvist)),
        ("mix_effect", change(|one| one.mix)),
    ]
}

/// The indices over the parts that hold enough, and the postings of all.
fn indexed(
    context: &Context<'_>,
    cohort: Option<usize>,
    pair: WindowPair,
) -> Option<(Indices, u64)> {
    let study = &context.study;
    let parts: Vec<Windows> = match cohort {
        None => context
            .categories()
            .into_iter()
            .filter_map(|(_, at)| study.pay_windows(Some(at), pair).ok())
            .collect(),
        Some(_) => study.pay_windows_by_source(cohort, pair).ok()?,
    };
    let cell = |(start, end): &Windows| {
        let is_enough = start.n.min(end.n) >= LEAST_IN_CELL;
        #[expect(clippy::cast_precision_loss, reason = "postings are below 2^52")]
        is_enough.then(|| Cell {
            price_start: start.amounts.mean / start.postings.mean,
            price_end: end.amounts.mean / end.postings.mean,
            quantity_start: start.n as f64,
            quantity_end: end.n as f64,
        })
    };
    let cells: Vec<Cell> = parts.iter().filter_map(cell).collect();
    let n = parts.iter().map(|(start, end)| start.n + end.n).sum();
    let found = (cells.len() >= 2)
        .then(|| indices::indices(&cells))
        .flatten()?;
    Some((found, n))
}

/// How many postings show hourly pay in the two windows, as a sentence for behind a finding.
pub(super) fn shown(study: &Study<'_>, cohort: Option<usize>, pair: WindowPair) -> Option<Text> {
    let covering = study.covering_of(&[cohort], &[pair.start, pair.end]).ok()?;
    let rate = |days| Rate {
        count: study.hourly_ranges(cohort, &covering, days),
        total: study.postings(cohort, &covering, days),
    };
    let (start, end) = (rate(pair.start), rate(pair.end));
    let is_small = |rate: Rate| {
        wording::is_small(rate.count) || wording::is_small(rate.total - rate.count.min(rate.total))
    };
    if is_small(start) || is_small(end) {
        return None;
    }
    let (before, after) = (proportion::wilson(start)?, proportion::wilson(end)?);
    let change = proportion::difference(start, end)?;
    Some(said!(
        "An hourly range is shown by {before} of its postings in the start window and by {after} in the end window, a change of {change} points ({low} to {high}).",
        "起始窗口有 {before} 的职位写明时薪范围，结束窗口有 {after}，变化 {change} 个百分点（{low} 至 {high}）。",
        before = both::share(before.value),
        after = both::share(after.value),
        change = both::points(change.value),
        low = both::points(change.low?),
        high = both::points(change.high?),
    ))
}
