//! The rules that turn an estimate, an interval and a claim into a verdict, tried in one order. Knows numbers; knows no panel.
//!
//! ROBUST is out of reach until the specification curve and q-values exist. FRAGILE is given where the sign differs among the readings of
//! the 84-day average that hold enough postings: with five of them or fewer, one that differs is more than a tenth.

use crate::claims::{ChangeClaim, Expected};
use crate::findings::{Estimate, Reading, Verdict};
use crate::study::Measured;
use crate::wording;

/// Postings that either window must hold.
pub const LEAST_POSTINGS: u64 = 200;

/// Standard errors that a change must measure to be found in four of five cases: the 97.5 % and 80 % normal quantiles.
const DETECTABLE_ERRORS: f64 = 1.96 + 0.84;

/// Rank claims below this probability are contradicted.
pub const CONTRADICTED_PROBABILITY: f64 = 0.05;

/// The minimum detectable effect at 80 % power as a fraction, in the direction of the claim.
#[must_use]
pub fn minimum_detectable_effect(standard_error: f64, direction: f64) -> f64 {
    (direction * DETECTABLE_ERRORS * standard_error).exp_m1()
}

/// The size claimed, in logarithms: the distance from the pivot to the claimed value, or to the far end of a claimed range.
///
/// A range without a far end claims at least its near end (`fell by more than 20 %`). `None` for a direction alone: it claims no size,
/// so no data can be too weak for it; what its interval does not show stays open.
fn claimed_size(expected: &Expected) -> Option<f64> {
    let (near, far) = if expected.direction() > 0.0 {
        (expected.low, expected.high)
    } else {
        (expected.high, expected.low)
    };
    let end = if far.is_finite() { far } else { near };
    let size = (end.ln_1p() - expected.pivot.ln_1p()).abs();
    (size > 0.0).then_some(size)
}

/// What a change claim is decided from.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// What is claimed.
    pub claim: &'a ChangeClaim,
    /// The estimate under the claim's own reading.
    pub own: &'a Measured,
    /// The measure whose interval decides, with its name.
    pub deciding: (&'a Measured, &'a str),
    /// The readings whose signs vote.
    pub voting: &'a [Reading],
}

/// The verdict on a covered claim of a change with enough postings, and why.
#[must_use]
pub fn decide(case: &Case<'_>) -> (Verdict, String) {
    let expected = &case.claim.expected;
    let (direction, pivot) = (expected.direction(), expected.pivot);
    let (measured, name) = case.deciding;
    let own = case.own.estimate.value;
    let claimed = wording_of(expected);
    let accepted = (case.claim.accepted_low..=case.claim.accepted_high).contains(&own);
    let name = name.replace('_', " ");
    let bounds = measured.estimate.low.zip(measured.estimate.high);
    let (Some((low, high)), Some(error)) = (bounds, measured.standard_error) else {
        let reason = format!(
            "The estimate is {} against {claimed}, but no interval can be given, so nothing is decided.",
            wording::percent(own)
        );
        return (Verdict::Inconclusive, reason);
    };
    let ends = format!(
        "the interval from {} to {} ({name})",
        wording::percent(low),
        wording::percent(high)
    );
    let holds_pivot = low <= pivot && pivot <= high;
    let detectable = minimum_detectable_effect(error, direction);
    let size = claimed_size(expected);
    if holds_pivot && size.is_some_and(|size| detectable.ln_1p().abs() > size) {
        let reason = format!(
            "The claim is {claimed}, the smallest change that could be found is {}, and {ends} holds {}.",
            wording::percent(detectable),
            wording::percent(pivot)
        );
        return (Verdict::Underpowered, reason);
    }
    if (direction > 0.0 && high < pivot) || (direction < 0.0 && low > pivot) {
        let reason = format!(
            "The claim is {claimed}, but {} lies wholly on the other side of {}.",
            ends,
            wording::percent(pivot)
        );
        return (Verdict::Contradicted, reason);
    }
    let sided = |value: f64| (value - pivot) * direction > 0.0;
    if accepted
        && sided(own)
        && let Some(reason) = flips(case.voting, &sided, own, &claimed)
    {
        return (Verdict::Fragile, reason);
    }
    if size.is_none() && holds_pivot {
        let reason = format!(
            "The claim is {claimed}, but {ends} holds {}, so the direction stays open.",
            wording::percent(pivot)
        );
        return (Verdict::Inconclusive, reason);
    }
    let inside = expected.low <= high && low <= expected.high;
    if !holds_pivot && !inside && !accepted {
        let reason = format!(
            "The direction holds, but {claimed} lies outside {ends} and too far from the estimate of {}.",
            wording::percent(own)
        );
        return (Verdict::DirectionOnly, reason);
    }
    if accepted {
        let reason = format!(
            "The estimate of {} agrees with the claim of {claimed}; {ends} {} {}.",
            wording::percent(own),
            if holds_pivot { "holds" } else { "excludes" },
            wording::percent(pivot)
        );
        return (Verdict::Reproduced, reason);
    }
    let place = if inside { "inside" } else { "outside" };
    let joint = if inside { "but" } else { "and" };
    let reason = format!(
        "The claim of {claimed} lies {place} {ends}, {joint} the estimate under the claim's own reading is {}{}.",
        wording::percent(own),
        if holds_pivot && !inside {
            format!("; that interval holds {}", wording::percent(pivot))
        } else {
            String::new()
        }
    );
    (Verdict::Inconclusive, reason)
}

/// The sentence that names the readings of another sign, if there are any.
fn flips(
    readings: &[Reading],
    sided: &impl Fn(f64) -> bool,
    own: f64,
    claimed: &str,
) -> Option<String> {
    let computed: Vec<(&str, &Estimate)> = readings
        .iter()
        .filter_map(|reading| Some((reading.name.as_str(), reading.estimate.as_ref()?)))
        .collect();
    let against: Vec<String> = computed
        .iter()
        .filter(|(_, estimate)| !sided(estimate.value))
        .map(|(name, estimate)| {
            let name = name.replace('_', " ");
            format!("{name} ({})", wording::percent(estimate.value))
        })
        .collect();
    (!against.is_empty()).then(|| {
        format!(
            "The estimate of {} agrees with the claim of {claimed}, but {} of {} readings have another sign: {}.",
            wording::percent(own),
            against.len(),
            computed.len(),
            wording::list(&against)
        )
    })
}

/// The claimed value in words: `−33.0 %`, `more than 0.0 %`, `between −10.0 % and 0.0 %`.
#[must_use]
pub fn wording_of(expected: &Expected) -> String {
    let percent = wording::percent;
    match expected.point {
        Some(value) => percent(value),
        None if expected.high.is_infinite() => format!("more than {}", percent(expected.low)),
        None if expected.low.is_infinite() => format!("less than {}", percent(expected.high)),
        None => format!(
            "between {} and {}",
            percent(expected.low),
            percent(expected.high)
        ),
    }
}

/// The verdict on a statement whose probability was drawn, and why. `holds` is whether the estimates say so, `found` what they say.
#[must_use]
pub fn decide_by_probability(
    holds: bool,
    probability: f64,
    needed: f64,
    found: &str,
) -> (Verdict, String) {
    let drawn = wording::share(probability);
    if probability < CONTRADICTED_PROBABILITY {
        let reason = format!("{found}; the claim holds in {drawn} of the draws, under 5.0 %.");
        return (Verdict::Contradicted, reason);
    }
    if holds && probability >= needed {
        let reason = format!("{found}; the claim holds in {drawn} of the draws.");
        return (Verdict::Reproduced, reason);
    }
    let reason = if holds {
        format!(
            "{found}; the claim holds in {drawn} of the draws, where {} would decide.",
            wording::share(needed)
        )
    } else {
        format!(
            "{found}, which is not what the claim says, though part of it holds in {drawn} of the draws."
        )
    };
    (Verdict::Inconclusive, reason)
}
