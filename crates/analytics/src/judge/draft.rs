//! What was found about one claim before it is bound to its sentence, and the ruling of those that had to wait for the others of their family.

use std::collections::BTreeMap;

use crate::claims::{ChangeClaim, Claim, Text};
use crate::findings::{Estimate, Reading, Robustness, Verdict};
use crate::multiplicity;
use crate::study::Measured;
use crate::verdict::{self, Case};
use crate::wording::said;

/// What was found about one claim.
pub(super) struct Draft {
    pub(super) finding: Text,
    pub(super) claimed: Text,
    pub(super) claimed_value: Option<f64>,
    pub(super) estimate: Option<Estimate>,
    pub(super) deciding: Option<Estimate>,
    pub(super) deciding_reading: String,
    pub(super) minimum_detectable_effect: Option<f64>,
    pub(super) readings: Vec<Reading>,
    pub(super) n: (u64, u64),
    pub(super) verdict: Verdict,
    pub(super) reason: Text,
    pub(super) query: String,
    pub(super) robustness: Option<Robustness>,
    /// Where the verdict waits for the q-value in the claim's family.
    pub(super) open: Option<Open>,
}

/// A measured change whose verdict waits for its q-value.
pub(super) struct Open {
    pub(super) claim: ChangeClaim,
    pub(super) own: Measured,
    pub(super) deciding: Measured,
    pub(super) name: String,
    /// Why the claim's own reading has to decide, or what else the measure lacks, where it does.
    pub(super) why_own: Option<Text>,
    /// Whether something is lacking without which nothing is robust.
    pub(super) never_robust: bool,
}

impl Draft {
    /// A draft without estimates.
    pub(super) fn bare(claimed: Text, query: String) -> Draft {
        Draft {
            finding: Text::default(),
            claimed,
            claimed_value: None,
            estimate: None,
            deciding: None,
            deciding_reading: String::new(),
            minimum_detectable_effect: None,
            readings: Vec::new(),
            n: (0, 0),
            verdict: Verdict::Inconclusive,
            reason: Text::default(),
            query,
            robustness: None,
            open: None,
        }
    }

    pub(super) fn with(self, (verdict, reason): (Verdict, Text)) -> Draft {
        Draft {
            verdict,
            reason,
            ..self
        }
    }

    pub(super) fn found(self, finding: Text) -> Draft {
        Draft { finding, ..self }
    }
}

/// Takes q-values within each family and rules on the drafts that waited for them.
///
/// A family's members are the open claims alone: what is not covered or void was no look at the data.
pub(super) fn conclude(drafts: &mut [(&Claim, Draft)]) {
    let mut families: BTreeMap<&str, Vec<(usize, f64)>> = BTreeMap::new();
    for (at, (claim, draft)) in drafts.iter().enumerate() {
        let p = draft.robustness.as_ref().and_then(|one| one.p_value);
        if let Some(p) = p.filter(|_| draft.open.is_some()) {
            families.entry(&claim.family).or_default().push((at, p));
        }
    }
    let families: Vec<Vec<(usize, f64)>> = families.into_values().collect();
    for family in families {
        let ps: Vec<f64> = family.iter().map(|(_, p)| *p).collect();
        let qs = multiplicity::benjamini_hochberg(&ps);
        for ((at, _), q) in family.iter().zip(qs) {
            if let Some(robustness) = &mut drafts[*at].1.robustness {
                robustness.q_value = Some(q);
                robustness.family_size = family.len();
            }
        }
    }
    for (claim, draft) in drafts {
        if let Some(robustness) = &mut draft.robustness {
            robustness.family.clone_from(&claim.family);
        }
        if let Some(open) = draft.open.take() {
            (draft.verdict, draft.reason) = rule(&open, draft.robustness.as_ref());
        }
    }
}

/// The verdict by the rules; one that rests on the claim's own reading adds why.
fn rule(open: &Open, robustness: Option<&Robustness>) -> (Verdict, Text) {
    let q = robustness.and_then(|one| Some((one.q_value?, one.family_size)));
    let (verdict, reason) = verdict::decide(&Case {
        claim: &open.claim,
        own: &open.own,
        deciding: (&open.deciding, &open.name),
        never_robust: open.never_robust,
        agreement: robustness.and_then(Robustness::agreeing),
        q,
    });
    let reason = match &open.why_own {
        None => reason,
        Some(why) => because(&reason, why),
    };
    (verdict, reason)
}

/// A reason with what it rests on.
pub(super) fn because(reason: &Text, why: &Text) -> Text {
    said!(
        "{reason}; {why}.",
        "{reason}；{why}。",
        reason = reason.without_stop(),
        why,
    )
}
