//! The rules that turn an estimate, an interval and a claim into a verdict, tried in one order. Knows numbers; knows no panel.
//!
//! FRAGILE and ROBUST rest on two things beside the interval: the part of the specification curve that agrees in sign, and the q-value
//! among the claims of the same family, so that the best of twelve chance changes is not taken for a finding.

use crate::claims::{ChangeClaim, Expected};
use crate::findings::Verdict;
use crate::study::Measured;
use crate::wording;

/// Postings that either window must hold.
pub const LEAST_POSTINGS: u64 = 200;

/// Standard errors that a change must measure to be found in four of five cases: the 97.5 % and 80 % normal quantiles.
const DETECTABLE_ERRORS: f64 = 1.96 + 0.84;

/// Rank claims below this probability are contradicted.
pub const CONTRADICTED_PROBABILITY: f64 = 0.05;

/// The part of the specifications that has to agree in sign.
pub const NEEDED_AGREEMENT: f64 = 0.9;

/// Fewer specifications than this cannot make a claim robust.
pub const LEAST_SPECIFICATIONS: usize = 20;

/// The largest q-value of a change that counts as found.
pub const LARGEST_Q: f64 = 0.10;

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
    /// How much of the specification curve agrees; `None` where no specification gives a number.
    pub agreement: Option<Agreement>,
    /// The q-value of the deciding change in its family, with the family's size.
    pub q: Option<(f64, usize)>,
}

/// How much of a specification curve has the claimed sign.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agreement {
    /// The part, 0 to 1.
    pub share: f64,
    /// Of how many.
    pub n: usize,
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
    let (Some((low, high)), Some(error)) = (bounds, measured.standard_error()) else {
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
        && let Some(doubt) = doubt(case.agreement, case.q)
    {
        let reason = format!(
            "The estimate of {} agrees with the claim of {claimed}, but {doubt}.",
            wording::percent(own)
        );
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
    if !holds_pivot
        && (accepted || inside)
        && let Some(support) = support(case.agreement, case.q)
    {
        let reason = format!(
            "The estimate is {} against {claimed}; {ends} excludes {}, and {support}.",
            wording::percent(own),
            wording::percent(pivot)
        );
        return (Verdict::Robust, reason);
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

/// What speaks against a change that has the claimed sign, in words, if anything does.
fn doubt(agreement: Option<Agreement>, q: Option<(f64, usize)>) -> Option<String> {
    let flips = agreement.filter(|agreement| agreement.share < NEEDED_AGREEMENT);
    let flips = flips.map(|agreement| {
        format!(
            "the sign flips in {} of {} specifications",
            wording::share(1.0 - agreement.share),
            wording::count(agreement.n as u64)
        )
    });
    let chance = q.filter(|(q, _)| *q > LARGEST_Q);
    let chance = chance.map(|(q, family)| match family {
        1 => format!("its q-value is {q:.2}, above {LARGEST_Q:.2}"),
        _ => format!(
            "its q-value among {family} claims of its family is {q:.2}, above {LARGEST_Q:.2}"
        ),
    });
    let both: Vec<String> = flips.into_iter().chain(chance).collect();
    (!both.is_empty()).then(|| wording::list(&both))
}

/// What makes a change robust, in words; `None` where something is lacking.
fn support(agreement: Option<Agreement>, q: Option<(f64, usize)>) -> Option<String> {
    let agreement = agreement?;
    let (q, _) = q?;
    let holds = agreement.n >= LEAST_SPECIFICATIONS
        && agreement.share >= NEEDED_AGREEMENT
        && q <= LARGEST_Q;
    holds.then(|| {
        format!(
            "{} of {} specifications agree in sign, with a q-value of {}",
            wording::share(agreement.share),
            wording::count(agreement.n as u64),
            wording::probability(q)
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
