//! The claim that a share of postings became another share in numbers that somebody else publishes. Two samplings have no curve in common and no honest interval: a direction is the most that is decided here.

use super::{Context, Draft, position, postings, too_few};
use crate::claims::{Expected, SamplingsClaim, Text};
use crate::findings::{Estimate, Reading, Robustness, Verdict};
use crate::interval::LogChange;
use crate::rate_ratio::{self, Rate};
use crate::verdict;
use crate::wording::{both, said};

/// The name of the only reading.
const READING: &str = "two_samplings";

/// The 97.5 % quantile of the normal distribution.
const NORMAL: f64 = 1.959_963_984_540_054;

pub(super) fn change(context: &Context<'_>, claim: &SamplingsClaim) -> Draft {
    let expected = &claim.change.expected;
    let draft = Draft::bare(
        verdict::wording_of(expected),
        claim.change.cohort.query.clone(),
    );
    let (start, end) = match rates(context, claim) {
        Ok(rates) => rates,
        Err(ruling) => return draft.with(ruling),
    };
    let n = (start.count, end.count);
    let mut draft = Draft { n, ..draft };
    draft.claimed_value = expected.point;
    if let Some(reason) = too_few(n, &postings()) {
        return draft.with((Verdict::Void, reason));
    }
    let ratio = rate_ratio::exact(start, end);
    let logs = rate_ratio::log_ratio_of_counts(end.count, start.count);
    let (Some(ratio), Some((_, error))) = (ratio, logs) else {
        let reason = said!(
            "A sampling holds nothing to compare with.",
            "有一种抽样没有可供比较的内容。"
        );
        return draft.with((Verdict::Inconclusive, reason));
    };
    let estimate = Estimate {
        value: ratio.value - 1.0,
        n: ratio.n,
        low: ratio.low.map(|low| low - 1.0),
        high: ratio.high.map(|high| high - 1.0),
    };
    let change = LogChange {
        value: ratio.value.ln(),
        standard_error: Some(error),
        critical: NORMAL,
        independent: None,
    };
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
    let share = |rate: Rate| both::share(rate.count as f64 / rate.total as f64);
    let attribution = context.request.series(&claim.series);
    let attribution = attribution.map_or("", |series| series.attribution.as_str());
    draft = draft.found(said!(
        "The share is {before} of {all_before} in {start} and {after} of {all_after} in {end}: {change}. These are two different samplings, the second published by others ({attribution}); what the one misses, the other may hold, and the interval knows nothing of that.",
        "占比在{start}为 {all_before} 个职位中的 {before}，在{end}为 {all_after} 个中的 {after}：{change}。这是两种不同的抽样，后者由他人发布（{attribution}）；一方遗漏的，另一方可能包含，而区间对此一无所知。",
        before = share(start),
        all_before = both::count(start.total),
        start = claim.pair.start,
        after = share(end),
        all_after = both::count(end.total),
        end = claim.pair.end,
        change = both::change(&estimate),
        attribution,
    ));
    draft.readings = vec![Reading {
        name: READING.to_owned(),
        estimate: Some(estimate),
        why_not: None,
    }];
    draft.estimate = Some(estimate);
    draft.deciding = Some(estimate);
    READING.clone_into(&mut draft.deciding_reading);
    draft.minimum_detectable_effect =
        verdict::minimum_detectable_effect(&change, expected.direction());
    // No p-value: it would be that of the counting alone.
    draft.robustness = Some(Robustness::without_placebo(said!(
        "Two samplings have no earlier windows in common.",
        "两种抽样没有共同的更早窗口。"
    )));
    draft.with(ruling(&estimate, expected))
}

/// The counts are Poisson, and how far two samplings differ in what they miss nobody knows: the interval is too narrow by an unknown part. A
/// direction is the most that it shows.
fn ruling(estimate: &Estimate, expected: &Expected) -> (Verdict, Text) {
    let found = both::change(estimate);
    let pivot = both::percent(expected.pivot);
    let ends = estimate.low.zip(estimate.high);
    let beyond = ends.is_some_and(|(low, high)| match expected.direction() > 0.0 {
        true => low > expected.pivot,
        false => high < expected.pivot,
    });
    if beyond {
        let reason = said!(
            "The change is {found}, and its interval lies on the claimed side of {pivot}; it counts chance alone and not how the two samplings differ, so no size is decided.",
            "变化为 {found}，其区间位于 {pivot} 的论断一侧；该区间只计入偶然性，不计两种抽样的差异，因此不判定大小。",
            found,
            pivot,
        );
        return (Verdict::DirectionOnly, reason);
    }
    let reason = said!(
        "The change is {found}, whose interval does not lie on the claimed side of {pivot}; it counts chance alone and not how the two samplings differ, so nothing is decided.",
        "变化为 {found}，其区间不在 {pivot} 的论断一侧；该区间只计入偶然性，不计两种抽样的差异，因此无法判定。",
        found,
        pivot,
    );
    (Verdict::Inconclusive, reason)
}

/// The two rates, or why there are none.
fn rates(context: &Context<'_>, claim: &SamplingsClaim) -> Result<(Rate, Rate), (Verdict, Text)> {
    let study = &context.study;
    let cohort =
        position(study, &claim.change.cohort).map_err(|reason| (Verdict::Inconclusive, reason))?;
    let not_covered = |reason: Text| (Verdict::NotCovered, reason);
    let days = claim.pair.start;
    let covering = study.covering(&[days]).map_err(not_covered)?;
    let published = |id: &str| {
        let series = context.request.series(id)?;
        series.count_on(claim.pair.end).ok_or_else(|| {
            said!(
                "The series `{id}` holds no numbers of postings in {days}.",
                "序列 `{id}` 在{days}没有职位数。",
                id,
                days = claim.pair.end,
            )
        })
    };
    let start = Rate {
        count: study.postings(cohort, &covering, days),
        total: study.postings(None, &covering, days),
    };
    let end = Rate {
        count: published(&claim.series).map_err(not_covered)?,
        total: published(&claim.total).map_err(not_covered)?,
    };
    if end.count > end.total {
        let reason = said!(
            "The series `{own}` exceeds its total `{total}`.",
            "序列 `{own}` 超过了它的总数 `{total}`。",
            own = claim.series,
            total = claim.total,
        );
        return Err((Verdict::Inconclusive, reason));
    }
    Ok((start, end))
}
