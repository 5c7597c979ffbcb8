//! Judged claims in, the three to five that stand at the head of the page out. Judges nothing.

use analytics::claims::Text;
use analytics::findings::{Findings, JudgedClaim, Verdict};

use super::{LeadingView, Setting, claims};
use crate::definition::ReportDefinition;
use crate::suppression::Hidden;
use crate::wording::both;

/// How many claims stand at the head of a page whose definition names none.
const MOST: usize = 5;

/// The claims at the head of the page.
pub(crate) fn build(setting: &Setting<'_>, hidden: &Hidden<'_>) -> Vec<LeadingView> {
    chosen(setting.request.definition, setting.request.findings)
        .into_iter()
        .map(|claim| view(claim, setting, hidden))
        .collect()
}

/// The claims that a report leads with, on its page and in a feed: those that the definition names, else the first whose verdict says
/// something.
///
/// Where the postings do not reach a claim's own days, the same sentence on the report's window stands for it.
pub(crate) fn chosen<'a>(
    definition: &ReportDefinition,
    findings: &'a Findings,
) -> Vec<&'a JudgedClaim> {
    let named = definition.headline();
    if named.is_empty() {
        return telling(findings);
    }
    let claims = named
        .iter()
        .filter_map(|id| findings.claims.iter().find(|claim| claim.id == *id));
    claims.map(|claim| reached(findings, claim)).collect()
}

/// The claim, or the same sentence on the report's window where the data does not reach the claim's own.
fn reached<'a>(findings: &'a Findings, claim: &'a JudgedClaim) -> &'a JudgedClaim {
    if claim.verdict != Verdict::NotCovered {
        return claim;
    }
    let twin = |other: &&JudgedClaim| other.original.as_deref() == Some(claim.id.as_str());
    findings.on_your_window.iter().find(twin).unwrap_or(claim)
}

/// The first claims that the data speaks to, in the order of how much it says: what is settled first, then what is left open.
fn telling(findings: &Findings) -> Vec<&JudgedClaim> {
    let rank = |claim: &JudgedClaim| match claim.verdict {
        Verdict::Reproduced
        | Verdict::Robust
        | Verdict::DirectionOnly
        | Verdict::Fragile
        | Verdict::Contradicted => Some(0),
        Verdict::Underpowered | Verdict::Inconclusive => Some(1),
        Verdict::Void | Verdict::NotCovered | Verdict::UntestableAsStated => None,
    };
    let mut ranked: Vec<(u8, &JudgedClaim)> = findings
        .claims
        .iter()
        .map(|claim| reached(findings, claim))
        .filter_map(|claim| Some((rank(claim)?, claim)))
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.truncate(MOST);
    ranked.into_iter().map(|(_, claim)| claim).collect()
}

fn view(claim: &JudgedClaim, setting: &Setting<'_>, hidden: &Hidden<'_>) -> LeadingView {
    let language = setting.language;
    let words = both::verdict(claim.verdict);
    let withheld = hidden.claim(claim);
    let estimate = claim.estimate.as_ref().filter(|_| !withheld);
    let missing = match withheld {
        true => both::withheld(),
        false => both::no_estimate(),
    };
    let number = estimate.map_or_else(|| missing, |e| both::percent(e.value));
    let interval = estimate
        .and_then(|e| both::interval(e, both::percent))
        .unwrap_or_else(|| Text::same("\u{2013}"));
    let n = match estimate {
        Some(e) => both::count(e.n),
        None if withheld => both::withheld(),
        // A claim about one number of postings has it at both ends.
        None if claim.n_start == claim.n_end => both::count(claim.n_end),
        None => both::count(claim.n_start + claim.n_end),
    };
    LeadingView {
        anchor: claims::anchor(&claim.id),
        id: claims::shown_id(claim),
        sentence: claim.sentence.of(language).to_owned(),
        verdict: words.name.of(language).to_owned(),
        family: words.family.to_owned(),
        number: number.of(language).to_owned(),
        interval: interval.of(language).to_owned(),
        n: n.of(language).to_owned(),
    }
}
