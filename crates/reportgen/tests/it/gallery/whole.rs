//! The gallery's findings with as many claims as the largest report has, for the example that writes whole pages and for the bench.

use analytics::findings::{BesideInterval, ChoiceFinding, Findings};

use crate::gallery;

/// As many claims on each window as the largest report has.
const CLAIMS: usize = 45;

/// A report with as many claims as there are, each with everything that a fold-out can hold.
pub fn whole() -> Findings {
    let mut findings = gallery::full();
    let few = findings.claims.clone();
    let mut chance = gallery::Chance(11);
    for at in few.len()..CLAIMS {
        let mut claim = few[at % few.len()].clone();
        claim.id = format!("Z{at:02}");
        claim.robustness = Some(gallery::robustness(&mut chance, -0.3 + at as f64 * 0.01));
        findings.claims.push(claim);
    }
    for around in findings
        .claims
        .iter_mut()
        .filter_map(|claim| claim.robustness.as_mut())
    {
        around.intervals = ["newey_west_fixed_b", "newey_west_normal", "weekly_welch_t"]
            .map(|name| BesideInterval {
                name: name.to_owned(),
                low: -0.4,
                high: -0.24,
            })
            .to_vec();
        let options = [
            ("reading", "season_matched"),
            ("reading", "first_full_window"),
            ("width_days", "84"),
            ("shift_days", "-14"),
            ("denominator", "control"),
            ("duplicates", "folded"),
            ("centre", "trimmed"),
        ];
        around.choices = options
            .map(|(choice, option)| ChoiceFinding {
                choice,
                option: option.to_owned(),
                specifications: 672,
                median: -0.31,
                agreement: 0.94,
            })
            .to_vec();
    }
    findings.on_your_window = findings
        .claims
        .iter()
        .map(|claim| {
            let mut claim = claim.clone();
            claim.original = Some(claim.id.clone());
            claim.id = format!("{}@2022-11-01_2024-02-14", claim.id);
            claim
        })
        .collect();
    findings
}
