//! A seed in, findings with everything drawn by lot out. Knows no picture.

use analytics::findings::{Estimate, Findings};
use model::DayRange;

use super::{Case, Chance, EVENTS, case, full, robustness};
use crate::market::{self, estimate};

/// A market in which everything is drawn by lot.
pub fn by_lot(seed: u64) -> Case {
    let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    for _ in 0..8 {
        chance.next();
    }
    let mut findings = full();
    let keep = 1 + chance.below(12);
    findings.averages.truncate(keep);
    for line in &mut findings.averages {
        let slope = chance.between(-1.2, 1.6);
        let span = line.values.len() as f64;
        for (day, value) in line.values.iter_mut().enumerate() {
            *value = value.map(|v| v * (slope * day as f64 / span).exp());
        }
    }
    for row in findings.categories.iter_mut().take(12) {
        let scale = 10f64.powf(chance.between(-2.0, 1.0));
        row.change = Some(estimate(
            chance.between(-1.0, 1.5) * scale,
            chance.next() * scale,
            500,
        ));
        row.change_of_share = Some(estimate(chance.between(-1.0, 1.0), chance.next(), 500));
        row.mean_hourly_pay_change = Some(estimate(
            chance.between(-0.4, 0.4),
            chance.next() * 0.3,
            500,
        ));
        let pay = chance.between(5.0, 80.0);
        let later = pay * chance.between(0.7, 1.4);
        row.median_hourly_pay = Some((
            estimate(pay, chance.next() * 4.0, 300),
            estimate(later, chance.next() * 4.0, 300),
        ));
    }
    for row in &mut findings.tags {
        let ratio = 10f64.powf(chance.between(-1.5, 2.0));
        row.rate_ratio = Some(Estimate {
            value: ratio,
            n: 100,
            low: Some(ratio * chance.between(0.1, 1.0)),
            high: Some(ratio * chance.between(1.0, 9.0)),
        });
    }
    for claim in &mut findings.claims {
        let centre = chance.between(-0.6, 0.6);
        claim.robustness = Some(robustness(&mut chance, centre));
        claim.claimed_value = Some(chance.between(-0.7, 0.7));
        claim.deciding = Some(estimate(centre + chance.between(-0.1, 0.1), 0.1, 900));
    }
    if chance.next() < 0.3 {
        findings.arriving_from = Some(market::day("2023-12-01"));
    }
    if chance.next() < 0.4 {
        let at = chance.below(findings.seen.len() - 60);
        findings.seen[at..at + 40].fill(Some(0.3));
    }
    let first = chance.below(600);
    shift(&mut findings, first);
    Case {
        synthetic: chance.next() < 0.5,
        events: chance.below(EVENTS.len() + 1),
        ..case(&format!("lot {seed}"), findings)
    }
}

/// Leaves out so many of the first days.
fn shift(findings: &mut Findings, days: usize) {
    let first = findings.days.first() + i32::try_from(days).unwrap();
    findings.days = DayRange::new(first, findings.days.last()).unwrap();
    for line in &mut findings.averages {
        line.values.drain(..days);
        line.interval.drain(..days);
        line.adjusted.drain(..days);
    }
    findings.seen.drain(..days);
}
