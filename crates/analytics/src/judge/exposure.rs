//! The claim that categories with other scores changed otherwise: rank correlation and the line of change on score. Knows no cause.

use model::DayRange;

use super::comparisons::{LEAST_PAIRS, related};
use super::orders::{Windows, count_entry, enough};
use super::{Context, Draft};
use crate::association;
use crate::claims::{Relation, Text};
use crate::exposure::{self, dose};
use crate::findings::{Estimate, Reading, Verdict};
use crate::wording;

/// Change of postings against the scores on one measure, over the study's categories that have both.
pub(super) fn correlation(
    context: &Context<'_>,
    measure: &str,
    expected: Relation,
    window: DayRange,
) -> Draft {
    let claimed = match expected {
        Relation::Positive => "higher scores go with more postings",
        Relation::Negative => "higher scores go with fewer postings",
        Relation::None => "no clear relation",
    };
    let draft = Draft::bare(claimed.to_owned(), String::new());
    let study = &context.study;
    let windows = match Windows::of(study, window) {
        Ok(windows) => windows,
        Err(reason) => return draft.with((Verdict::NotCovered, reason)),
    };
    let scores = exposure::by_category(context.scores, measure);
    let (mut n, mut without_score) = ((0, 0), Vec::new());
    let (mut score, mut change, mut weight) = (Vec::new(), Vec::new(), Vec::new());
    for (category, at) in context.categories() {
        let entry = count_entry(study, category.title(), at, &windows);
        let Some(entry) = entry.filter(|entry| enough(entry.n)) else {
            continue;
        };
        let Some(found) = scores.get(&category) else {
            without_score.push(category.title().to_owned());
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
        let reason = format!(
            "Of the study's categories {} have a score on {measure} and enough postings in both windows; {LEAST_PAIRS} are needed.",
            score.len()
        );
        return draft.with((Verdict::Void, reason));
    }
    let (Some(spearman), Some(kendall)) = (
        association::spearman(&score, &change),
        association::kendall(&score, &change),
    ) else {
        let reason = "All scores or all changes are alike.".to_owned();
        return draft.with((Verdict::Inconclusive, reason));
    };
    let mut said = format!(
        "Over {} categories the rank correlation of change with {measure} is {:.2} (Kendall {:.2}); {} order the two as far from zero in {}",
        score.len(),
        spearman.value,
        kendall.value,
        if spearman.is_exact {
            "all orders"
        } else {
            "orders drawn at random"
        },
        wording::share(spearman.p_value)
    );
    let line = dose::response(&score, &change, &weight);
    let ruling = related(&spearman, expected, &said);
    if let Some(line) = &line {
        said.push_str(&format!(
            "; a unit of it goes with a change of {} ({} to {})",
            wording::percent(line.slope.exp_m1()),
            wording::percent(line.low.exp_m1()),
            wording::percent(line.high.exp_m1())
        ));
    }
    if !without_score.is_empty() {
        said.push_str(&format!(
            "; without a score: {}",
            wording::list(&without_score)
        ));
    }
    let mut draft = draft.with(ruling).found(format!("{said}."));
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
            .then(|| Text::english("The scores do not vary.")),
    }];
    draft
}
