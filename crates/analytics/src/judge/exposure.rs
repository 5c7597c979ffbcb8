//! The claim that categories with other scores changed otherwise: rank correlation and the line of change on score. Knows no cause.

use model::DayRange;

use super::comparisons::{LEAST_PAIRS, ended, no_relation, orders, related};
use super::orders::{Windows, count_entry, enough};
use super::{Context, Draft};
use crate::association::{self, Association};
use crate::claims::{Relation, Text};
use crate::exposure::{self, dose};
use crate::findings::{Estimate, Reading, Verdict};
use crate::wording::{both, said};

/// Change of postings against the scores on one measure, over the study's categories that have both.
pub(super) fn correlation(
    context: &Context<'_>,
    measure: &str,
    expected: Relation,
    window: DayRange,
) -> Draft {
    let claimed = match expected {
        Relation::Positive => said!("higher scores go with more postings", "得分越高，职位增多"),
        Relation::Negative => said!("higher scores go with fewer postings", "得分越高，职位减少"),
        Relation::None => no_relation(),
    };
    let draft = Draft::bare(claimed, String::new());
    let study = &context.study;
    let windows = match Windows::of(study, window) {
        Ok(windows) => windows,
        Err(reason) => return draft.with((Verdict::NotCovered, reason)),
    };
    let scores = exposure::by_category(context.scores, measure);
    let (mut n, mut without_score) = ((0, 0), Vec::new());
    let (mut score, mut change, mut weight) = (Vec::new(), Vec::new(), Vec::new());
    for (category, at) in context.categories() {
        let title = both::category_title(category);
        let entry = count_entry(study, &title, at, &windows);
        let Some(entry) = entry.filter(|entry| enough(entry.n)) else {
            continue;
        };
        let Some(found) = scores.get(&category) else {
            without_score.push(title);
            continue;
        };
        n = (n.0 + entry.n.0, n.1 + entry.n.1);
        score.push(*found);
        change.push(entry.change());
        // The variance of a log ratio of two counts is 1/a + 1/b, so this is its inverse where counts are counts and no more.
        #[expect(clippy::cast_precision_loss, reason = "postings are below 2^52")]
        weight.push(1.0 / (1.0 / entry.n.0 as f64 + 1.0 / entry.n.1 as f64));
    }
    let draft = Draft { n, ..draft };
    if score.len() < LEAST_PAIRS {
        let reason = said!(
            "Of the study's categories {found} have a score on {measure} and enough postings in both windows; {least} are needed.",
            "该研究的类别中有 {found} 个既有 `{measure}` 得分，又在两个窗口都有足够的职位；需要 {least} 个。",
            found = score.len(),
            measure,
            least = LEAST_PAIRS,
        );
        return draft.with((Verdict::Void, reason));
    }
    let (Some(spearman), Some(kendall)) = (
        association::spearman(&score, &change),
        association::kendall(&score, &change),
    ) else {
        let reason = said!(
            "All scores or all changes are alike.",
            "所有得分或所有变化都相同。"
        );
        return draft.with((Verdict::Inconclusive, reason));
    };
    let said = correlated(measure, score.len(), &spearman, &kendall);
    let line = dose::response(&score, &change, &weight);
    let ruling = related(&spearman, expected, &said);
    let unit = line.as_ref().map_or_else(Text::default, a_unit);
    let lacking = match without_score.is_empty() {
        true => Text::default(),
        false => said!(
            "; without a score: {categories}",
            "；没有得分的类别：{categories}",
            categories = both::list(&without_score),
        ),
    };
    let found = said!(
        "{said}{unit}{lacking}",
        "{said}{unit}{lacking}",
        said,
        unit,
        lacking
    );
    let mut draft = draft.with(ruling).found(ended(&found));
    draft.readings = vec![Reading {
        name: "dose_response".to_owned(),
        estimate: line.and_then(|line| {
            let (value, low, high) = (line.slope.exp_m1(), line.low.exp_m1(), line.high.exp_m1());
            let finite = [value, low, high].iter().all(|end| end.is_finite());
            finite.then_some(Estimate {
                value,
                n: n.0 + n.1,
                low: Some(low),
                high: Some(high),
            })
        }),
        why_not: line
            .is_none()
            .then(|| said!("The scores do not vary.", "得分没有差异。")),
    }];
    draft
}

/// How change goes with a measure over so many categories, in words.
fn correlated(measure: &str, n: usize, spearman: &Association, kendall: &Association) -> Text {
    said!(
        "Over {n} categories the rank correlation of change with {measure} is {rho} (Kendall {tau}); {orders} order the two as far from zero in {share}",
        "在 {n} 个类别中，变化与 `{measure}` 的秩相关为 {rho}（肯德尔系数 {tau}）；{orders}中有 {share} 离零同样远",
        n,
        measure,
        rho = both::decimal(spearman.value, 2),
        tau = both::decimal(kendall.value, 2),
        orders = orders(spearman),
        share = both::share(spearman.p_value),
    )
}

/// What a unit of score goes with, in words.
fn a_unit(line: &dose::Dose) -> Text {
    said!(
        "; a unit of it goes with a change of {slope} ({low} to {high})",
        "；得分每高一个单位，变化为 {slope}（{low} 至 {high}）",
        slope = both::percent(line.slope.exp_m1()),
        low = both::percent(line.low.exp_m1()),
        high = both::percent(line.high.exp_m1()),
    )
}
