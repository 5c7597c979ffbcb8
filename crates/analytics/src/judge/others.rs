//! Claims that are no change and no order: a ratio, a number, an existence, an arithmetic, a cause.

use model::{Day, DayRange};

use super::comparisons::ended;
use super::{Draft, position, unborn};
use crate::change::{last_average, why_no_windows};
use crate::claims::check::{self, MONTHS_TOLERANCE};
use crate::claims::{Cohort, Expected, Text};
use crate::findings::{Estimate, Reading, Verdict};
use crate::interval;
use crate::study::Study;
use crate::verdict;
use crate::wording::{self, both, said};

/// The months between two days against those stated.
pub(super) fn months(from: Day, to: Day, stated: f64) -> Draft {
    let found = check::months(from, to);
    let (months, claimed) = (both::decimal(found, 1), both::decimal(stated, 0));
    let there = said!(
        "From {from} to {to} there are {months} months",
        "从{from}到{to}有 {months} 个月",
        from,
        to,
        months,
    );
    let ruling = if (found - stated).abs() <= MONTHS_TOLERANCE {
        (Verdict::Reproduced, ended(&there))
    } else {
        let reason = said!(
            "{there}, not {claimed}.",
            "{there}，而不是 {claimed} 个月。",
            there,
            claimed,
        );
        (Verdict::UntestableAsStated, reason)
    };
    let claimed = said!("{claimed} months", "{claimed} 个月", claimed);
    Draft::bare(claimed, String::new())
        .with(ruling)
        .found(said!(
            "The two days are {days} days apart, or {months} months.",
            "这两天相隔 {days} 天，即 {months} 个月。",
            days = to - from,
            months,
        ))
}

/// A cause.
pub(super) fn causal(why: &Text) -> Draft {
    Draft::bare(said!("a cause", "原因"), String::new())
        .with((Verdict::UntestableAsStated, why.clone()))
        .found(said!(
            "Counts of postings show what changed, not why.",
            "职位数量能显示变化了什么，不能显示为什么变化。"
        ))
}

/// One number of postings against another in the last 84 days.
pub(super) fn ratio(
    study: &Study<'_>,
    numerator: &Cohort,
    denominator: &Cohort,
    expected: &Expected,
    window: DayRange,
) -> Draft {
    let limit = if expected.direction() < 0.0 {
        said!(
            "less than {limit} to 1",
            "小于 {limit} 比 1",
            limit = both::decimal(expected.high + 1.0, 2),
        )
    } else {
        said!(
            "more than {limit} to 1",
            "大于 {limit} 比 1",
            limit = both::decimal(expected.low + 1.0, 2),
        )
    };
    let draft = Draft::bare(limit.clone(), numerator.query.clone());
    let positions = position(study, numerator).and_then(|a| Ok((a, position(study, denominator)?)));
    let (above, below) = match positions {
        Ok(positions) => positions,
        Err(reason) => return draft.with((Verdict::Inconclusive, reason)),
    };
    let Some(last) = last_average(window) else {
        return draft.with((Verdict::NotCovered, why_no_windows(window)));
    };
    let covering = match study.covering_of(&[above, below], &[last]) {
        Ok(covering) => covering,
        Err(reason) => return draft.with((Verdict::NotCovered, reason)),
    };
    let totals = [above, below].map(|cohort| study.totals(cohort, &covering, last));
    let n = [above, below].map(|cohort| study.postings(cohort, &covering, last));
    let change = interval::of_one_ratio(&totals[0], &totals[1]);
    let estimate = change.and_then(|change| change.estimate(n[0] + n[1]));
    let born = unborn(numerator, window.first()).or_else(|| unborn(denominator, window.first()));
    let shown = estimate.filter(|_| !n.iter().any(|n| wording::is_small(*n)));
    let finding = said!(
        "In the last 84 days there are {above} postings for {numerator} and {below} for {denominator}{ratio}.",
        "最近 84 天有 {above} 个“{numerator}”职位和 {below} 个“{denominator}”职位{ratio}。",
        above = both::cell(n[0]),
        numerator = numerator.title,
        below = both::cell(n[1]),
        denominator = denominator.title,
        ratio = shown.map_or_else(Text::default, |estimate| {
            said!(": {ratio}", "：{ratio}", ratio = to_one(&estimate))
        }),
    );
    let ruling = if let Some(reason) = born.or_else(|| few_of_either(n)) {
        (Verdict::Void, reason)
    } else {
        rule_on_ratio(estimate.as_ref(), expected, &limit)
    };
    Draft {
        readings: vec![Reading {
            name: "ratio_minus_one_last_84_days".to_owned(),
            why_not: estimate
                .is_none()
                .then(|| said!("One of the two numbers is zero.", "两个数中有一个为零。")),
            estimate,
        }],
        n: (n[1], n[0]),
        ..draft
    }
    .with(ruling)
    .found(finding)
}

/// A ratio needs enough in sum: that the rarer kind is rare is what such a claim says.
fn few_of_either(n: [u64; 2]) -> Option<Text> {
    (n[0] + n[1] < verdict::LEAST_POSTINGS).then(|| {
        // Their sum would give a small one away beside the other.
        said!(
            "The last 84 days hold {above} postings of the one kind and {below} of the other; together {least} are needed.",
            "最近 84 天一类职位有 {above} 个，另一类有 {below} 个；合计需要 {least} 个。",
            above = both::cell(n[0]),
            below = both::cell(n[1]),
            least = both::count(verdict::LEAST_POSTINGS),
        )
    })
}

fn to_one(estimate: &Estimate) -> Text {
    let ratio = |value: f64| both::decimal(value + 1.0, 2);
    match estimate.low.zip(estimate.high) {
        Some((low, high)) => said!(
            "{ratio} to 1 (from {low} to {high})",
            "{ratio} 比 1（{low} 至 {high}）",
            ratio = ratio(estimate.value),
            low = ratio(low),
            high = ratio(high),
        ),
        None => said!(
            "{ratio} to 1",
            "{ratio} 比 1",
            ratio = ratio(estimate.value)
        ),
    }
}

fn rule_on_ratio(
    estimate: Option<&Estimate>,
    expected: &Expected,
    limit: &Text,
) -> (Verdict, Text) {
    let Some((estimate, (low, high))) =
        estimate.and_then(|estimate| Some((estimate, estimate.low.zip(estimate.high)?)))
    else {
        let reason = said!(
            "One of the two numbers is zero or the weeks are too few, so there is no interval.",
            "两个数中有一个为零，或周数太少，因此没有区间。"
        );
        return (Verdict::Inconclusive, reason);
    };
    let found = to_one(estimate);
    if low >= expected.low && high <= expected.high {
        let reason = said!(
            "The ratio is {found}, all of it {limit}.",
            "比率为 {found}，全部{limit}。",
            found,
            limit,
        );
        return (Verdict::Reproduced, reason);
    }
    let down = expected.direction() < 0.0;
    if (down && low > expected.pivot) || (!down && high < expected.pivot) {
        let reason = said!(
            "The ratio is {found}, on the other side of 1 from {limit}.",
            "比率为 {found}，与论断（{limit}）分处 1 的两侧。",
            found,
            limit,
        );
        return (Verdict::Contradicted, reason);
    }
    if (down && high < expected.pivot) || (!down && low > expected.pivot) {
        let reason = said!(
            "The ratio is {found}: the direction holds, but not all of it is {limit}.",
            "比率为 {found}：方向成立，但并非全部{limit}。",
            found,
            limit,
        );
        return (Verdict::DirectionOnly, reason);
    }
    let reason = said!(
        "The ratio is {found}, which decides nothing about {limit}.",
        "比率为 {found}，无法判定是否{limit}。",
        found,
        limit,
    );
    (Verdict::Inconclusive, reason)
}

/// How many postings the window holds.
pub(super) fn count(study: &Study<'_>, value: u64, tolerance: f64, window: DayRange) -> Draft {
    let claimed = said!("about {n}", "约 {n}", n = both::count(value));
    let draft = Draft::bare(claimed, String::new());
    let covering = match study.covering(&[window]) {
        Ok(covering) => covering,
        Err(reason) => return draft.with((Verdict::NotCovered, reason)),
    };
    let n = study.postings(None, &covering, window);
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
    let (ratio, a_day) = (
        n as f64 / value.max(1) as f64,
        n as f64 / window.len() as f64,
    );
    let found = said!(
        "The universe holds {n} postings in these {days} days, {a_day} a day, {share} of those claimed",
        "总体在这 {days} 天中有 {n} 个职位，每天 {a_day} 个，为所称数量的 {share}",
        n = both::count(n),
        days = window.len(),
        a_day = both::decimal(a_day, 0),
        share = both::share(ratio),
    );
    let ruling = if (ratio - 1.0).abs() <= tolerance {
        (Verdict::Reproduced, ended(&found))
    } else {
        let reason = said!(
            "{found}, so it is not the article's collection.",
            "{found}，因此这不是文章所用的数据。",
            found
        );
        (Verdict::Inconclusive, reason)
    };
    Draft { n: (n, n), ..draft }
        .with(ruling)
        .found(ended(&found))
}

/// Whether the window holds at least one posting of the cohort.
pub(super) fn exists(study: &Study<'_>, cohort: &Cohort, window: DayRange) -> Draft {
    let draft = Draft::bare(said!("at least one", "至少一个"), cohort.query.clone());
    let at = match position(study, cohort) {
        Ok(at) => at,
        Err(reason) => return draft.with((Verdict::Inconclusive, reason)),
    };
    let covering = match study.covering(&[window]) {
        Ok(covering) => covering,
        Err(reason) => return draft.with((Verdict::NotCovered, reason)),
    };
    // A birth inside the window makes growth mechanical, but not existence; one after it makes every match false.
    if let Some((tag, birth)) = cohort.births.iter().find(|(_, day)| *day > window.last()) {
        let reason = said!(
            "{tag} was born on {birth}, after the window's last day.",
            "{tag}于{birth}才出现，晚于窗口的最后一天。",
            tag,
            birth,
        );
        return draft.with((Verdict::Void, reason));
    }
    let (n, all) = (
        study.postings(at, &covering, window),
        study.postings(None, &covering, window),
    );
    let found = said!(
        "{n} of {all} postings ask for {title}.",
        "{all} 个职位中有 {n} 个要求{title}。",
        n = both::cell(n),
        all = both::count(all),
        title = cohort.title,
    );
    let ruling = if n == 0 {
        let reason = said!(
            "None of {all} postings asks for {title}, which does not show that none was ever posted.",
            "{all} 个职位中没有一个要求{title}，但这并不说明从未有人发布过。",
            all = both::count(all),
            title = cohort.title,
        );
        (Verdict::Inconclusive, reason)
    } else {
        (Verdict::Reproduced, found.clone())
    };
    Draft { n: (n, n), ..draft }.with(ruling).found(found)
}
