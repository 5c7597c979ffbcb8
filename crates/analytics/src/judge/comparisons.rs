//! Claims that set some categories against others: whether postings and pay moved together, and whether some fared otherwise after an event.

use model::{Category, Day, DayRange};

use super::draft::Open;
use super::orders::{Windows, count_entry, enough, pay_entry};
use super::{Context, Draft, too_few};
use crate::association;
use crate::change::{Alignment, why_no_windows};
use crate::claims::{ChangeClaim, Cohort, DifferenceClaim, Relation, Text};
use crate::comparative::{self, Difference, Units};
use crate::findings::{Reading, Robustness, Verdict};
use crate::interval::LogChange;
use crate::specification::{self, points};
use crate::study::Measured;
use crate::verdict;
use crate::wording::{both, said};

/// A relation is found, and a comparison spoilt, where chance alone would do as much in fewer than one case of twenty.
const SURE: f64 = 0.05;

/// Fewer pairs than this show no relation.
pub(super) const LEAST_PAIRS: usize = 6;

/// Weeks before the event that are compared with those after it, at most.
const MOST_WEEKS_BEFORE: usize = 52;

/// Fewer whole weeks than this on either side are no comparison.
const LEAST_WEEKS: usize = 8;

/// The claim that categories whose postings changed more favourably are those whose pay did, or are not.
pub(super) fn counts_with_pay(
    context: &Context<'_>,
    expected: Relation,
    window: DayRange,
) -> Draft {
    let claimed = match expected {
        Relation::Positive => said!("more postings go with more pay", "职位增多伴随薪酬上升"),
        Relation::Negative => said!("more postings go with less pay", "职位增多伴随薪酬下降"),
        Relation::None => no_relation(),
    };
    let draft = Draft::bare(claimed, String::new());
    let study = &context.study;
    let windows = match Windows::of(study, window) {
        Ok(windows) => windows,
        Err(reason) => return draft.with((Verdict::NotCovered, reason)),
    };
    let mut n = (0, 0);
    let mut pairs: Vec<(f64, f64)> = Vec::new();
    for (category, at) in context.categories() {
        let title = both::category_title(category);
        let counts = count_entry(study, &title, at, &windows);
        let pay = pay_entry(study, &title, at, &windows);
        let both = counts
            .zip(pay)
            .filter(|(counts, pay)| enough(counts.n) && enough(pay.n));
        if let Some((counts, pay)) = both {
            n = (n.0 + pay.n.0, n.1 + pay.n.1);
            pairs.push((counts.change(), pay.change()));
        }
    }
    let draft = Draft { n, ..draft };
    if pairs.len() < LEAST_PAIRS {
        let reason = said!(
            "Of the study's categories {found} hold enough postings and {what} in both windows; {least} are needed.",
            "该研究的类别中有 {found} 个在两个窗口都有足够的职位和{what}；需要 {least} 个。",
            found = pairs.len(),
            what = study.with_hourly_range(),
            least = LEAST_PAIRS,
        );
        return draft.with((Verdict::Void, reason));
    }
    let (counts, pay): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
    let Some(found) = association::spearman(&counts, &pay) else {
        let reason = said!("All changes are alike.", "所有变化都相同。");
        return draft.with((Verdict::Inconclusive, reason));
    };
    let said = said!(
        "Over {n} categories the rank correlation of the two changes is {value}; {orders} order the two as far from zero in {share}",
        "在 {n} 个类别中，两种变化的秩相关为 {value}；{orders}中有 {share} 离零同样远",
        n = counts.len(),
        value = both::decimal(found.value, 2),
        orders = orders(&found),
        share = both::share(found.p_value),
    );
    let ruling = related(&found, expected, &said);
    draft.with(ruling).found(ended(&said))
}

/// The orders among which a rank correlation was held, in words.
pub(super) fn orders(found: &association::Association) -> Text {
    match found.is_exact {
        true => said!("all orders", "所有次序"),
        false => said!("orders drawn at random", "随机抽取的次序"),
    }
}

/// What is claimed where nothing goes together.
pub(super) fn no_relation() -> Text {
    said!("no clear relation", "没有明确关系")
}

/// What was found, as a sentence of its own.
pub(super) fn ended(said: &Text) -> Text {
    said!("{said}.", "{said}。", said)
}

/// What a rank correlation says of the relation that was claimed.
pub(super) fn related(
    found: &association::Association,
    expected: Relation,
    said: &Text,
) -> (Verdict, Text) {
    let clear = found.p_value < SURE;
    match expected {
        Relation::None if clear => (
            Verdict::Contradicted,
            said!(
                "{said}, so there is a relation.",
                "{said}，因此存在关系。",
                said
            ),
        ),
        Relation::None => (
            Verdict::Reproduced,
            said!(
                "{said}, so none is clear.",
                "{said}，因此没有明确关系。",
                said
            ),
        ),
        Relation::Positive | Relation::Negative => {
            let right = (found.value > 0.0) == (expected == Relation::Positive);
            match (clear, right) {
                (true, true) => (Verdict::Reproduced, ended(said)),
                (true, false) => (Verdict::Contradicted, other_way(said)),
                (false, _) => (
                    Verdict::Inconclusive,
                    said!(
                        "{said}, so nothing is decided.",
                        "{said}，因此无法判定。",
                        said
                    ),
                ),
            }
        }
    }
}

/// That what was found has another direction than what was claimed.
pub(super) fn other_way(said: &Text) -> Text {
    said!(
        "{said}, the other way than claimed.",
        "{said}，方向与论断相反。",
        said
    )
}

/// Weekly counts of some categories before and after an event, from the same sources on both sides.
///
/// # Errors
/// Why there are none.
fn weekly(
    context: &Context<'_>,
    categories: &[Category],
    (event, window): (Day, DayRange),
) -> Result<[Vec<Vec<f64>>; 2], Text> {
    let study = &context.study;
    let position = |category: &Category| {
        let id = category.slug();
        study
            .panel
            .cohort(id)
            .map(Some)
            .ok_or_else(|| super::no_cohort(id))
    };
    let cohorts: Vec<Option<usize>> = categories.iter().map(position).collect::<Result<_, _>>()?;
    // As much before the event as the sources reach, up to a year.
    let mut parts = (LEAST_WEEKS..=MOST_WEEKS_BEFORE)
        .rev()
        .filter_map(|weeks| around(event, weeks, window));
    let least = around(event, LEAST_WEEKS, window).ok_or_else(|| why_no_windows(window))?;
    let found = parts.find_map(|parts| Some((parts, study.covering_of(&cohorts, &parts).ok()?)));
    let (parts, covering) = match found {
        Some(found) => found,
        None => (least, study.covering_of(&cohorts, &least)?),
    };
    let side = |days: DayRange| -> Vec<Vec<f64>> {
        let units = cohorts
            .iter()
            .map(|at| study.totals(*at, &covering, days).weeks);
        let units: Vec<Vec<Option<f64>>> = units.collect();
        let weeks = units.iter().map(Vec::len).min().unwrap_or(0);
        // A week of which too little was seen in one category is left out in all, so that weeks stand side by side.
        let seen = |week: &usize| units.iter().all(|unit| unit[*week].is_some());
        let seen: Vec<usize> = (0..weeks).filter(seen).collect();
        let unit = |unit: &Vec<Option<f64>>| seen.iter().filter_map(|week| unit[*week]).collect();
        units.iter().map(unit).collect()
    };
    Ok(parts.map(side))
}

/// A claim that some categories fared otherwise than others after an event.
pub(super) fn difference(
    context: &Context<'_>,
    claim: &DifferenceClaim,
    window: DayRange,
) -> Draft {
    let queries: Vec<String> = claim
        .treated
        .iter()
        .map(|one| format!("category:{one}"))
        .collect();
    let draft = Draft::bare(
        verdict::wording_of(&claim.expected),
        format!("({})", queries.join(" OR ")),
    );
    if !window.contains(claim.event) {
        let reason = said!(
            "The event does not lie inside the window, so nothing stands before or after it.",
            "事件不在窗口之内，因此没有之前或之后可比。"
        );
        return draft.with((Verdict::NotCovered, reason));
    }
    let categories: Vec<Category> = claim
        .treated
        .iter()
        .chain(&claim.control)
        .copied()
        .collect();
    let [before, after] = match weekly(context, &categories, (claim.event, window)) {
        Ok(sides) => sides,
        Err(reason) => return draft.with((Verdict::NotCovered, reason)),
    };
    let weeks = [&before, &after].map(|side| side.first().map_or(0, Vec::len));
    if weeks[0].min(weeks[1]) < LEAST_WEEKS {
        let reason = said!(
            "There are {before} whole weeks before the event and {after} after it; each side needs {least}.",
            "事件之前有 {before} 个整周，之后有 {after} 个；两侧各需要 {least} 个。",
            before = weeks[0],
            after = weeks[1],
            least = LEAST_WEEKS,
        );
        return draft.with((Verdict::NotCovered, reason));
    }
    let n = totals(&before, &after, claim.treated.len());
    let draft = Draft { n, ..draft };
    if let Some(reason) = too_few(n, &said!("postings of the treated", "处理组的职位")) {
        return draft.with((Verdict::Void, reason));
    }
    let units = Units {
        treated: (0..categories.len())
            .map(|at| at < claim.treated.len())
            .collect(),
        first_post: weeks[0],
        counts: before
            .into_iter()
            .zip(after)
            .map(|(a, b)| [a, b].concat())
            .collect(),
    };
    match comparative::difference_in_differences(&units) {
        Ok(found) => draft.compared(claim, &units, &found),
        Err(why) => draft.with((
            Verdict::Inconclusive,
            said!(
                "No effect can be computed: {why}.",
                "无法计算效应：{why}。",
                why
            ),
        )),
    }
}

/// So many weeks before the event and the days from it to the window's end.
fn around(event: Day, weeks: usize, window: DayRange) -> Option<[DayRange; 2]> {
    let before = DayRange::new(event + -7 * i32::try_from(weeks).ok()?, event + -1)?;
    let after = DayRange::new(event, window.last())?;
    Some([before, after])
}

/// Postings of the treated before and after.
fn totals(before: &[Vec<f64>], after: &[Vec<f64>], treated: usize) -> (u64, u64) {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float saturates"
    )]
    let sum = |side: &[Vec<f64>]| side.iter().take(treated).flatten().sum::<f64>().round() as u64;
    (sum(before), sum(after))
}

impl Draft {
    fn compared(mut self, claim: &DifferenceClaim, units: &Units, found: &Difference) -> Draft {
        let change = LogChange {
            value: found.effect,
            standard_error: Some(found.standard_error).filter(|error| *error > 0.0),
            critical: found.critical,
            independent: None,
        };
        let Some(estimate) = change.estimate(self.n.0 + self.n.1) else {
            let reason = said!(
                "The effect is too large for a number.",
                "效应太大，无法用数字表示。"
            );
            return self.with((Verdict::Inconclusive, reason));
        };
        let p_value = |p: Option<f64>| match p {
            Some(p) => both::probability(p),
            None => said!("unknown", "未知"),
        };
        let said = said!(
            "Against the control the treated changed by {change} after the event ({units} units, {before} weeks before and {after} after; randomisation p {p}; trend before the event p {trend})",
            "与对照组相比，处理组在事件之后变化了 {change}（{units} 个单位，之前 {before} 周，之后 {after} 周；随机化 p 值：{p}；事件之前趋势的 p 值：{trend}）",
            change = both::change(&estimate),
            units = units.counts.len(),
            before = units.first_post,
            after = units.counts[0].len() - units.first_post,
            p = p_value(found.randomisation_p),
            trend = p_value(found.pre_trend_p),
        );
        self.claimed_value = claim.expected.point;
        self.estimate = Some(estimate);
        self.deciding = Some(estimate);
        FIXED_EFFECTS.clone_into(&mut self.deciding_reading);
        self.readings = vec![Reading {
            name: FIXED_EFFECTS.to_owned(),
            estimate: Some(estimate),
            why_not: None,
        }];
        let mut draft = self.found(ended(&said));
        let Some(trend) = found.pre_trend_p else {
            let reason = said!(
                "There are too few units or weeks to test whether the treated and the control moved together before the event, so what came after it shows no effect of it.",
                "单位或周数太少，无法检验处理组与对照组在事件之前是否同步，因此之后的变化不能说明事件的效应。"
            );
            return draft.with((Verdict::Inconclusive, reason));
        };
        if trend < SURE {
            let reason = said!(
                "The treated and the control moved apart before the event already (p {p}), so what came after it shows no effect of it.",
                "处理组与对照组在事件之前就已经分化（p 值：{p}），因此之后的变化不能说明事件的效应。",
                p = both::probability(trend),
            );
            return draft.with((Verdict::Inconclusive, reason));
        }
        // The interval by clusters holds the truth in 45 to 90 % of cases where few units are treated; the order of all choices is exact.
        if found.randomisation_p.is_none_or(|p| p > SURE) {
            let reason = said!(
                "Units chosen at random differ as far from the others (p {p}, where {sure} would decide), so nothing is decided.",
                "随机挑选的单位与其余单位的差异同样大（p 值：{p}；达到 {sure} 才能判定），因此无法判定。",
                p = p_value(found.randomisation_p),
                sure = both::decimal(SURE, 2),
            );
            return draft.with((Verdict::Inconclusive, reason));
        }
        let measured = Measured {
            estimate,
            change: Some(change),
            n_start: draft.n.0,
            n_end: draft.n.1,
        };
        let others = without_each(units);
        let (direction, pivot) = (claim.expected.direction(), claim.expected.pivot);
        draft.robustness = Some(Robustness {
            // With few units the order of all choices is honest where the normal approximation is not.
            p_value: found.randomisation_p,
            specifications: others.len(),
            tried: units.counts.len(),
            agreement: specification::agreement(&others, direction, pivot),
            spread: specification::spread(&others),
            curve: points(&others),
            ..Robustness::without_placebo(said!(
                "A comparison of units is no change between two windows.",
                "单位之间的比较不是两个窗口之间的变化。"
            ))
        });
        draft.open = Some(Open {
            claim: ChangeClaim {
                cohort: Cohort::named(said!("the treated", "处理组")),
                expected: claim.expected,
                accepted_low: claim.accepted_low,
                accepted_high: claim.accepted_high,
                own_reading: Alignment::FirstFullWindow,
            },
            own: measured,
            deciding: measured,
            name: FIXED_EFFECTS.to_owned(),
            why_own: None,
            never_robust: false,
        });
        draft
    }
}

const FIXED_EFFECTS: &str = "poisson_with_fixed_effects";

/// The effect without each unit in turn, as fractions, sorted.
fn without_each(units: &Units) -> Vec<f64> {
    let without = |gone: usize| {
        let mut less = units.clone();
        less.counts.remove(gone);
        less.treated.remove(gone);
        let found = comparative::difference_in_differences(&less).ok()?;
        Some(found.effect.exp_m1()).filter(|effect| effect.is_finite())
    };
    let mut effects: Vec<f64> = (0..units.counts.len()).filter_map(without).collect();
    effects.sort_by(f64::total_cmp);
    effects
}
