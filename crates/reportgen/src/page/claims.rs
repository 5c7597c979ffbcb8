//! Judged claims in, what a page says of each out. Knows no section.

use analytics::findings::{Estimate, JudgedClaim, Verdict};

use super::{ClaimView, EvidenceView, Fact, NotCovered, NotCoveredClaim, OverviewRow, ReadingView};
use crate::suppression::SMALLEST_CELL;
use crate::{escape, wording};

/// Splits claims into those to show in full and those that the data does not reach.
pub(crate) fn split<'a>(
    claims: impl Iterator<Item = &'a JudgedClaim>,
    window_days: u32,
) -> (Vec<ClaimView>, Option<NotCovered>) {
    let (unreached, reached): (Vec<&JudgedClaim>, Vec<&JudgedClaim>) =
        claims.partition(|claim| claim.verdict == Verdict::NotCovered);
    let shown = reached.iter().map(|c| view(c, window_days)).collect();
    (shown, not_covered(&unreached))
}

fn not_covered(claims: &[&JudgedClaim]) -> Option<NotCovered> {
    let first = claims.first()?;
    let is_shared = claims.iter().all(|claim| claim.reason == first.reason);
    Some(NotCovered {
        heading: wording::counted(
            claims.len() as u64,
            "sentence that the data here does not reach",
            "sentences that the data here does not reach",
        ),
        reason: is_shared.then(|| first.reason.en.clone()),
        claims: claims
            .iter()
            .map(|claim| NotCoveredClaim {
                anchor: anchor(&claim.id),
                id: shown_id(claim),
                sentence: claim.sentence.en.clone(),
                reason: (!is_shared).then(|| claim.reason.en.clone()),
            })
            .collect(),
    })
}

/// A claim on another window keeps the number of the one that it repeats; its days stand beside it.
fn shown_id(claim: &JudgedClaim) -> String {
    claim.original.as_ref().unwrap_or(&claim.id).clone()
}

fn anchor(id: &str) -> String {
    format!("claim-{}", escape::element_id(id))
}

fn view(claim: &JudgedClaim, window_days: u32) -> ClaimView {
    let (verdict, _, family) = wording::verdict(claim.verdict);
    let readings: Vec<ReadingView> = claim
        .readings
        .iter()
        .map(|reading| ReadingView {
            name: wording::reading(&reading.name),
            result: match (&reading.estimate, &reading.why_not) {
                // A change between counts that are withheld would give them away.
                (Some(_), _) if is_small(claim) => "withheld".to_owned(),
                (Some(estimate), _) => change(estimate),
                (None, Some(why)) => why.en.clone(),
                (None, None) => "no estimate".to_owned(),
            },
            missing: reading.estimate.is_none() || is_small(claim),
        })
        .collect();
    let evidence: Vec<EvidenceView> = claim
        .evidence
        .iter()
        .map(|posting| EvidenceView {
            title: posting.title.clone(),
            day: posting.day.clone(),
            href: posting.url.as_deref().and_then(escape::safe_url),
        })
        .collect();
    let query = Some(claim.evidence_query.trim())
        .filter(|query| !query.is_empty())
        .map(str::to_owned);
    ClaimView {
        anchor: anchor(&claim.id),
        id: shown_id(claim),
        sentence: claim.sentence.en.clone(),
        verdict: verdict.to_owned(),
        family: family.to_owned(),
        finding: claim.finding.en.clone(),
        reason: claim.reason.en.clone(),
        window: wording::days(claim.window),
        facts: facts(claim, window_days),
        has_more: !readings.is_empty() || !evidence.is_empty() || query.is_some(),
        readings,
        query,
        evidence,
    }
}

/// One row a claim for the table at the head of the page; none where the data reaches no claim, since the headline says so.
pub(crate) fn overview(claims: &[JudgedClaim]) -> Vec<OverviewRow> {
    if claims.iter().all(|c| c.verdict == Verdict::NotCovered) {
        return Vec::new();
    }
    claims
        .iter()
        .map(|claim| {
            let (verdict, _, family) = wording::verdict(claim.verdict);
            OverviewRow {
                anchor: anchor(&claim.id),
                id: shown_id(claim),
                sentence: claim.sentence.en.clone(),
                verdict: verdict.to_owned(),
                family: family.to_owned(),
            }
        })
        .collect()
}

fn small(n: u64) -> bool {
    (1..SMALLEST_CELL).contains(&n)
}

fn is_small(claim: &JudgedClaim) -> bool {
    small(claim.n_start) || small(claim.n_end)
}

fn facts(claim: &JudgedClaim, window_days: u32) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut add = |name: String, value: String| facts.push(Fact { name, value });
    if !claim.claimed.is_empty() {
        add("claimed".to_owned(), claim.claimed.en.clone());
    }
    let is_small = is_small(claim);
    if let Some(estimate) = claim.estimate.as_ref().filter(|_| !is_small) {
        add("found".to_owned(), change(estimate));
    }
    if let Some(deciding) = claim.deciding.as_ref().filter(|_| !is_small) {
        let name = wording::reading(&claim.deciding_reading);
        let name = if name.is_empty() {
            "deciding".to_owned()
        } else {
            format!("deciding ({name})")
        };
        add(name, change(deciding));
    }
    if claim.n_start > 0 || claim.n_end > 0 {
        let n = |n: u64| {
            if small(n) {
                wording::FEWER.to_owned()
            } else {
                wording::count(n)
            }
        };
        add(
            format!("postings, first and last {window_days} days"),
            format!("{} → {}", n(claim.n_start), n(claim.n_end)),
        );
    }
    if let Some(effect) = claim.minimum_detectable_effect.filter(|_| !is_small) {
        add(
            "smallest change that would show".to_owned(),
            analytics::wording::share(effect),
        );
    }
    facts
}

fn change(estimate: &Estimate) -> String {
    wording::change_with_interval(estimate)
}
