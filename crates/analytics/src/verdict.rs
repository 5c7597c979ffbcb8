//! The rules that turn an estimate, an interval and a claim into a verdict, tried in one order. Knows numbers; knows no panel.
//!
//! FRAGILE and ROBUST rest on two things beside the interval: the part of the specification curve that agrees in sign, and the q-value
//! among the claims of the same family, so that the best of twelve chance changes is not taken for a finding.

use crate::claims::{ChangeClaim, Expected, Text};
use crate::findings::Verdict;
use crate::interval::LogChange;
use crate::study::Measured;
use crate::wording::{both, said};

/// Postings that either window must hold.
pub const LEAST_POSTINGS: u64 = 200;

/// Rank claims below this probability are contradicted.
pub const CONTRADICTED_PROBABILITY: f64 = 0.05;

/// The part of the specifications that has to agree in sign.
pub const NEEDED_AGREEMENT: f64 = 0.9;

/// Fewer specifications than this cannot make a claim robust.
pub const LEAST_SPECIFICATIONS: usize = 20;

/// The largest q-value of a change that counts as found.
pub const LARGEST_Q: f64 = 0.10;

/// The minimum detectable effect at 80 % power as a fraction, in the direction of the claim (+1 or −1); `None` without a standard error, or
/// where it is no number.
#[must_use]
pub fn minimum_detectable_effect(change: &LogChange, direction: f64) -> Option<f64> {
    let effect = (direction * change.detectable()?).exp_m1();
    Some(effect).filter(|effect| effect.is_finite())
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
    /// Whether the measure lacks something without which nothing is robust, be the curve as it may.
    pub never_robust: bool,
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
pub fn decide(case: &Case<'_>) -> (Verdict, Text) {
    let expected = &case.claim.expected;
    let (direction, pivot) = (expected.direction(), expected.pivot);
    let (measured, name) = case.deciding;
    let value = case.own.estimate.value;
    let accepted = (case.claim.accepted_low..=case.claim.accepted_high).contains(&value);
    let bounds = measured.estimate.low.zip(measured.estimate.high);
    let words = Words {
        own: both::percent(value),
        claimed: wording_of(expected),
        pivot: both::percent(pivot),
    };
    let change = measured
        .change
        .filter(|change| change.standard_error.is_some());
    let (Some((low, high)), Some(change)) = (bounds, change) else {
        return (Verdict::Inconclusive, words.no_interval());
    };
    let ends = said!(
        "the interval from {low} to {high} ({name})",
        "从 {low} 到 {high} 的区间（{name}）",
        low = both::percent(low),
        high = both::percent(high),
        name = both::reading(name),
    );
    let holds_pivot = low <= pivot && pivot <= high;
    let size = claimed_size(expected);
    // An effect that is too large for a number is larger than any claim.
    let detectable = minimum_detectable_effect(&change, direction);
    let detectable = detectable.unwrap_or(f64::INFINITY * direction);
    if holds_pivot && size.is_some_and(|size| detectable.ln_1p().abs() > size) {
        return (Verdict::Underpowered, words.too_weak(detectable, &ends));
    }
    if (direction > 0.0 && high < pivot) || (direction < 0.0 && low > pivot) {
        return (Verdict::Contradicted, words.other_side(&ends));
    }
    let sided = |value: f64| (value - pivot) * direction > 0.0;
    if accepted
        && sided(value)
        && let Some(doubt) = doubt(case.agreement, case.q)
    {
        return (Verdict::Fragile, words.doubted(&doubt));
    }
    if size.is_none() && holds_pivot {
        return (Verdict::Inconclusive, words.open_direction(&ends));
    }
    let inside = expected.low <= high && low <= expected.high;
    // An interval that reaches into a claimed range is no support where the estimate lies outside it: a claim of more than a fifth is
    // not met by a twentieth. A claimed number lies inside or not.
    let met = accepted || (inside && expected.point.is_some());
    if !holds_pivot && !met {
        let reason = match inside {
            true => words.misses(&ends),
            false => words.other_size(&ends),
        };
        return (Verdict::DirectionOnly, reason);
    }
    if !holds_pivot
        && met
        && !case.never_robust
        && let Some(support) = support(case.agreement, case.q)
    {
        return (Verdict::Robust, words.supported(&ends, &support));
    }
    if accepted {
        return (Verdict::Reproduced, words.agrees(&ends, holds_pivot));
    }
    let reason = words.not_near(&ends, inside, holds_pivot);
    (Verdict::Inconclusive, reason)
}

/// The numbers of a case in words, and the reasons that are made of them. `ends` is the interval that decides, in words.
struct Words {
    /// The estimate under the claim's own reading.
    own: Text,
    claimed: Text,
    pivot: Text,
}

impl Words {
    fn no_interval(&self) -> Text {
        said!(
            "The estimate is {own} against {claimed}, but no interval can be given, so nothing is decided.",
            "估计值为 {own}，论断为 {claimed}，但给不出区间，因此无法判定。",
            own = self.own,
            claimed = self.claimed,
        )
    }

    fn too_weak(&self, detectable: f64, ends: &Text) -> Text {
        said!(
            "The claim is {claimed}, the smallest change that could be found is {detectable}, and {ends} holds {pivot}.",
            "论断为 {claimed}，能够发现的最小变化为 {detectable}，而{ends}包含 {pivot}。",
            claimed = self.claimed,
            detectable = both::percent(detectable),
            ends,
            pivot = self.pivot,
        )
    }

    fn other_side(&self, ends: &Text) -> Text {
        said!(
            "The claim is {claimed}, but {ends} lies wholly on the other side of {pivot}.",
            "论断为 {claimed}，但{ends}完全位于 {pivot} 的另一侧。",
            claimed = self.claimed,
            ends,
            pivot = self.pivot,
        )
    }

    fn doubted(&self, doubt: &Text) -> Text {
        said!(
            "The estimate of {own} agrees with the claim of {claimed}, but {doubt}.",
            "估计值 {own} 与论断（{claimed}）相符，但{doubt}。",
            own = self.own,
            claimed = self.claimed,
            doubt,
        )
    }

    fn open_direction(&self, ends: &Text) -> Text {
        said!(
            "The claim is {claimed}, but {ends} holds {pivot}, so the direction stays open.",
            "论断为 {claimed}，但{ends}包含 {pivot}，因此方向未定。",
            claimed = self.claimed,
            ends,
            pivot = self.pivot,
        )
    }

    fn other_size(&self, ends: &Text) -> Text {
        said!(
            "The direction holds, but {claimed} lies outside {ends} and too far from the estimate of {own}.",
            "方向成立，但论断（{claimed}）在{ends}之外，离估计值 {own} 也太远。",
            claimed = self.claimed,
            ends,
            own = self.own,
        )
    }

    fn misses(&self, ends: &Text) -> Text {
        said!(
            "The direction holds, since {ends} excludes {pivot}, but the estimate of {own} misses the claim of {claimed}.",
            "方向成立，因为{ends}不包含 {pivot}，但估计值 {own} 不符合论断（{claimed}）。",
            ends,
            pivot = self.pivot,
            own = self.own,
            claimed = self.claimed,
        )
    }

    fn supported(&self, ends: &Text, support: &Text) -> Text {
        said!(
            "The estimate is {own} against {claimed}; {ends} excludes {pivot}, and {support}.",
            "估计值为 {own}，论断为 {claimed}；{ends}不包含 {pivot}，并且{support}。",
            own = self.own,
            claimed = self.claimed,
            ends,
            pivot = self.pivot,
            support,
        )
    }

    fn agrees(&self, ends: &Text, holds_pivot: bool) -> Text {
        said!(
            "The estimate of {own} agrees with the claim of {claimed}; {ends} {holds} {pivot}.",
            "估计值 {own} 与论断（{claimed}）相符；{ends}{holds} {pivot}。",
            own = self.own,
            claimed = self.claimed,
            ends,
            holds = match holds_pivot {
                true => said!("holds", "包含"),
                false => said!("excludes", "不包含"),
            },
            pivot = self.pivot,
        )
    }

    fn not_near(&self, ends: &Text, inside: bool, holds_pivot: bool) -> Text {
        let (place, joint) = match inside {
            true => (said!("inside", "之内"), said!("but", "但")),
            false => (said!("outside", "之外"), said!("and", "而且")),
        };
        let also = match holds_pivot && !inside {
            true => said!(
                "; that interval holds {pivot}",
                "；该区间包含 {pivot}",
                pivot = self.pivot
            ),
            false => Text::default(),
        };
        said!(
            "The claim of {claimed} lies {place} {ends}, {joint} the estimate under the claim's own reading is {own}{also}.",
            "论断（{claimed}）在{ends}{place}，{joint}论断自身口径下的估计值为 {own}{also}。",
            claimed = self.claimed,
            place,
            ends,
            joint,
            own = self.own,
            also,
        )
    }
}

/// What speaks against a change that has the claimed sign, in words, if anything does.
fn doubt(agreement: Option<Agreement>, q: Option<(f64, usize)>) -> Option<Text> {
    let flips = agreement.filter(|agreement| agreement.share < NEEDED_AGREEMENT);
    let flips = flips.map(|agreement| {
        said!(
            "the sign flips in {share} of {n} specifications",
            "在 {n} 种设定中有 {share} 的符号相反",
            share = both::share(1.0 - agreement.share),
            n = both::count(agreement.n as u64),
        )
    });
    let chance = q.filter(|(q, _)| *q > LARGEST_Q);
    let chance = chance.map(|(q, family)| {
        let (q, largest) = (both::decimal(q, 2), both::decimal(LARGEST_Q, 2));
        match family {
            1 => said!(
                "its q-value is {q}, above {largest}",
                "其 q 值为 {q}，高于 {largest}",
                q,
                largest,
            ),
            _ => said!(
                "its q-value among {family} claims of its family is {q}, above {largest}",
                "其 q 值在同族的 {family} 个论断中为 {q}，高于 {largest}",
                family,
                q,
                largest,
            ),
        }
    });
    match (flips, chance) {
        (Some(flips), Some(chance)) => Some(said!(
            "{flips} and {chance}",
            "{flips}，并且{chance}",
            flips,
            chance
        )),
        (flips, chance) => flips.or(chance),
    }
}

/// What makes a change robust, in words; `None` where something is lacking.
fn support(agreement: Option<Agreement>, q: Option<(f64, usize)>) -> Option<Text> {
    let agreement = agreement?;
    let (q, _) = q?;
    let holds = agreement.n >= LEAST_SPECIFICATIONS
        && agreement.share >= NEEDED_AGREEMENT
        && q <= LARGEST_Q;
    holds.then(|| {
        said!(
            "{share} of {n} specifications agree in sign, with a q-value of {q}",
            "{n} 种设定中有 {share} 的符号一致（q 值：{q}）",
            share = both::share(agreement.share),
            n = both::count(agreement.n as u64),
            q = both::probability(q),
        )
    })
}

/// The claimed value in words: `−33.0 %`, `more than 0.0 %`, `between −10.0 % and 0.0 %`.
#[must_use]
pub fn wording_of(expected: &Expected) -> Text {
    let (low, high) = (both::percent(expected.low), both::percent(expected.high));
    match expected.point {
        Some(value) => both::percent(value),
        None if expected.high.is_infinite() => said!("more than {low}", "大于 {low}", low),
        None if expected.low.is_infinite() => said!("less than {high}", "小于 {high}", high),
        None => said!(
            "between {low} and {high}",
            "介于 {low} 与 {high} 之间",
            low,
            high
        ),
    }
}

/// The verdict on a statement whose probability was drawn, and why. `holds` is whether the estimates say so, `found` what they say; beside the
/// probability stands what was drawn, which may be less than the claim, in words (`the claim holds`).
#[must_use]
pub fn decide_by_probability(
    holds: bool,
    (probability, what): (f64, &Text),
    needed: f64,
    found: &Text,
) -> (Verdict, Text) {
    let drawn = both::share(probability);
    if probability < CONTRADICTED_PROBABILITY {
        let reason = said!(
            "{found}; {what} in {drawn} of the draws, under {least}.",
            "{found}；{what}占抽样的 {drawn}，不到 {least}。",
            found,
            what,
            drawn,
            least = both::share(CONTRADICTED_PROBABILITY),
        );
        return (Verdict::Contradicted, reason);
    }
    if holds && probability >= needed {
        let reason = said!(
            "{found}; {what} in {drawn} of the draws.",
            "{found}；{what}占抽样的 {drawn}。",
            found,
            what,
            drawn,
        );
        return (Verdict::Reproduced, reason);
    }
    let reason = if holds {
        said!(
            "{found}; {what} in {drawn} of the draws, where {needed} would decide.",
            "{found}；{what}占抽样的 {drawn}，而达到 {needed} 才能判定。",
            found,
            what,
            drawn,
            needed = both::share(needed),
        )
    } else {
        said!(
            "{found}, which is not what the claim says, though {what} in {drawn} of the draws.",
            "{found}，这与论断所说的不符，尽管{what}占抽样的 {drawn}。",
            found,
            what,
            drawn,
        )
    };
    (Verdict::Inconclusive, reason)
}
