//! Claims that set some categories against others: whether postings and pay moved together, and whether some fared otherwise after an event.

use model::{Category, Day, DayRange};

use super::draft::Open;
use super::orders::{Windows, count_entry, enough, pay_entry};
use super::{Context, Draft, too_few};
use crate::association;
use crate::change::{Alignment, why_no_windows};
use crate::claims::{ChangeClaim, Cohort, DifferenceClaim, Relation};
use crate::comparative::{self, Difference, Units};
use crate::findings::{Reading, Robustness, Verdict};
use crate::interval::LogChange;
use crate::specification::points;
use crate::study::Measured;
use crate::verdict;
use crate::wording;

/// A relation is found, and a comparison spoilt, where chance alone would do as much in fewer than one case of twenty.
const SURE: f64 = 0.05;

/// Fewer pairs than this show no relation.
pub(super) const LEAST_PAIRS: usize = 6;

/// Weeks before the event that are compared with those after it, at most.
const WEEKS_BEFORE: i32 = 52;

/// Fewer whole weeks than this on either side are no comparison.
const LEAST_WEEKS: usize = 8;

/// The claim that categories whose postings changed more favourably are those whose pay did, or are not.
pub(super) fn counts_with_pay(
    context: &Context<'_>,
    expected: Relation,
    window: DayRange,
) -> Draft {
    let claimed = match expected {
        Relation::Positive => "more postings go with more pay",
        Relation::Negative => "more postings go with less pay",
        Relation::None => "no clear relation",
    };
    let draft = Draft::bare(claimed.to_owned(), String::new());
    let study = &context.study;
    let windows = match Windows::of(study, window) {
        Ok(windows) => windows,
        Err(reason) => return draft.with((Verdict::NotCovered, reason)),
    };
    let mut n = (0, 0);
    let mut pairs: Vec<(f64, f64)> = Vec::new();
    for (category, at) in context.categories() {
        let counts = count_entry(study, category.title(), at, &windows);
        let pay = pay_entry(study, category.title(), at, &windows);
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
        let reason = format!(
            "Of the study's categories {} hold enough postings and hourly ranges in both windows; {LEAST_PAIRS} are needed.",
            pairs.len()
        );
        return draft.with((Verdict::Void, reason));
    }
    let (counts, pay): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
    let Some(found) = association::spearman(&counts, &pay) else {
        return draft.with((Verdict::Inconclusive, "All changes are alike.".to_owned()));
    };
    let said = format!(
        "Over {} categories the rank correlation of the two changes is {:.2}; orders drawn at random differ from zero as far in {}",
        counts.len(),
        found.value,
        wording::share(found.p_value)
    );
    let ruling = related(&found, expected, &said);
    draft.with(ruling).found(format!("{said}."))
}

/// What a rank correlation says of the relation that was claimed.
pub(super) fn related(
    found: &association::Association,
    expected: Relation,
    said: &str,
) -> (Verdict, String) {
    let clear = found.p_value < SURE;
    match expected {
        Relation::None if clear => (
            Verdict::Contradicted,
            format!("{said}, so there is a relation."),
        ),
        Relation::None => (Verdict::Reproduced, format!("{said}, so none is clear.")),
        Relation::Positive | Relation::Negative => {
            let right = (found.value > 0.0) == (expected == Relation::Positive);
            match (clear, right) {
                (true, true) => (Verdict::Reproduced, format!("{said}.")),
                (true, false) => (
                    Verdict::Contradicted,
                    format!("{said}, the other way than claimed."),
                ),
                (false, _) => (
                    Verdict::Inconclusive,
                    format!("{said}, so nothing is decided."),
                ),
            }
        }
    }
}

/// Weekly counts of some categories around an event.
fn weekly(context: &Context<'_>, categories: &[Category], days: DayRange) -> Option<Vec<Vec<f64>>> {
    let study = &context.study;
    let covering = study.covering(&[days]).ok()?;
    let unit = |category: &Category| {
        let at = study.panel.cohort(category.slug())?;
        Some(study.totals(Some(at), &covering, days).weeks)
    };
    let units: Option<Vec<Vec<f64>>> = categories.iter().map(unit).collect();
    // A week that was not seen is missing in every category alike, so weeks stand side by side.
    units.filter(|units| units.iter().all(|unit| unit.len() == units[0].len()))
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
    let ruled = |draft: Draft, verdict, reason: &str| draft.with((verdict, reason.to_owned()));
    let Some(parts) = around(claim.event, window) else {
        return ruled(
            draft,
            Verdict::NotCovered,
            "The event does not lie inside the window, so nothing stands before or after it.",
        );
    };
    let categories: Vec<Category> = claim
        .treated
        .iter()
        .chain(&claim.control)
        .copied()
        .collect();
    let sides = parts.map(|days| weekly(context, &categories, days));
    let [Some(before), Some(after)] = sides else {
        let reason = context
            .study
            .covering(&parts)
            .err()
            .unwrap_or_else(|| why_no_windows(window));
        return draft.with((Verdict::NotCovered, reason));
    };
    let weeks = [&before, &after].map(|side| side.first().map_or(0, Vec::len));
    if weeks[0].min(weeks[1]) < LEAST_WEEKS {
        let reason = format!(
            "There are {} whole weeks before the event and {} after it; each side needs {LEAST_WEEKS}.",
            weeks[0], weeks[1]
        );
        return draft.with((Verdict::NotCovered, reason));
    }
    let n = totals(&before, &after, claim.treated.len());
    let draft = Draft { n, ..draft };
    if let Some(reason) = too_few(n, "postings of the treated") {
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
        Err(why) => ruled(
            draft,
            Verdict::Inconclusive,
            &format!("No effect can be computed: {why}."),
        ),
    }
}

/// Up to a year before the event and the days from it to the window's end; `None` where it lies outside the window.
fn around(event: Day, window: DayRange) -> Option<[DayRange; 2]> {
    let before = DayRange::new(event + -7 * WEEKS_BEFORE, event + -1)?;
    let after = DayRange::new(event, window.last())?;
    window.contains(event).then_some([before, after])
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
            return self.with((
                Verdict::Inconclusive,
                "The effect is too large for a number.".to_owned(),
            ));
        };
        let said = format!(
            "Against the control the treated changed by {} after the event ({} units, {} weeks before and {} after; randomisation p {}; trend before the event p {})",
            wording::change(&estimate),
            units.counts.len(),
            units.first_post,
            units.counts[0].len() - units.first_post,
            found
                .randomisation_p
                .map_or_else(|| "unknown".to_owned(), wording::probability),
            found
                .pre_trend_p
                .map_or_else(|| "unknown".to_owned(), wording::probability),
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
        let mut draft = self.found(format!("{said}."));
        if let Some(p) = found.pre_trend_p.filter(|p| *p < SURE) {
            let reason = format!(
                "The treated and the control moved apart before the event already (p {}), so what came after it shows no effect of it.",
                wording::probability(p)
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
        let agree = others
            .iter()
            .filter(|one| (**one - pivot) * direction > 0.0)
            .count();
        #[expect(clippy::cast_precision_loss, reason = "units are few")]
        let agreement = (!others.is_empty()).then(|| agree as f64 / others.len() as f64);
        draft.robustness = Some(Robustness {
            // With few units the order of all choices is honest where the normal approximation is not.
            p_value: found.randomisation_p,
            specifications: others.len(),
            tried: units.counts.len(),
            agreement,
            spread: super::surroundings::spread(&others),
            curve: points(&others),
            ..Robustness::without_placebo("A comparison of units is no change between two windows.")
        });
        draft.open = Some(Open {
            claim: ChangeClaim {
                cohort: Cohort::named("the treated"),
                expected: claim.expected,
                accepted_low: claim.accepted_low,
                accepted_high: claim.accepted_high,
                own_reading: Alignment::FirstFullWindow,
            },
            own: measured,
            deciding: measured,
            name: FIXED_EFFECTS.to_owned(),
            why_own: None,
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
