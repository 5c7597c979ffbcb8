//! Made-up findings that a picture finds hard to hold: crowds, holes, single lines, numbers and titles at the ends of what can be.

use analytics::claims::Text;
use analytics::findings::{Alert, AverageLine, Estimate, Findings};

use super::{Chance, both, full, monthly};
use crate::market::{self, days, estimate};

/// All lines end within a hair of each other, names are long, and events lie close together.
pub fn crowded() -> Findings {
    let mut findings = full();
    findings.categories.pop();
    for (at, line) in findings.averages.iter_mut().enumerate() {
        line.title = both(
            &format!("A category with a long name, number {at}"),
            &format!("名称很长很长的第 {at} 个职位类别"),
        );
        for value in line.values.iter_mut().flatten() {
            *value = 20.0 + at as f64 * 0.001;
        }
    }
    for (at, row) in findings.categories.iter_mut().enumerate() {
        row.title = both(
            &format!("A category with a name that is far too long for its column, number {at}"),
            &format!("名称对这一列来说实在是太长太长太长了的职位类别，第 {at} 号"),
        );
        row.change = Some(estimate(-0.9 + at as f64 * 0.9, 40.0, 500));
        row.median_hourly_pay = Some((estimate(20.0, 2.0, 300), estimate(20.1, 2.0, 300)));
    }
    let tags = findings.tags.clone();
    findings.tags = (0..36)
        .map(|at| {
            let mut row = tags[at % tags.len()].clone();
            row.id = format!("tag_{at}");
            row.title = both(
                &format!("A skill with a rather long name, number {at}"),
                &format!("名称相当长的第 {at} 项技能"),
            );
            row.n = 900 - at as u64;
            row
        })
        .collect();
    findings.monthly = monthly(&findings, &mut Chance(3));
    if let Some(watched) = &mut findings.watched {
        let one = watched.alerts[0].clone();
        let alerts = findings.tags.iter().take(14);
        watched.alerts = alerts
            .map(|tag| Alert {
                id: tag.id.clone(),
                title: tag.title.clone(),
                ..one.clone()
            })
            .collect();
    }
    findings
}

/// Days that were not seen, and a month that is still arriving.
pub fn holes() -> Findings {
    let mut findings = full();
    let mut chance = Chance(11);
    let mut at = 400;
    while at < findings.days.len() {
        let long = 1 + chance.below(20);
        for day in at..(at + long).min(findings.days.len()) {
            findings.seen[day] = Some(chance.between(0.0, 0.79));
            for line in &mut findings.averages {
                line.values[day] = None;
                line.interval[day] = None;
                line.adjusted[day] = None;
            }
        }
        at += long + 40 + chance.below(90);
    }
    for day in 0..300 {
        findings.seen[day] = None;
    }
    findings.arriving_from = Some(market::day("2024-01-05"));
    findings
}

/// So many lines of what somebody asked about.
pub fn lines_of(n: usize) -> Findings {
    let mut findings = full();
    let keep: Vec<AverageLine> = findings.averages.drain(..).skip(1).take(n).collect();
    findings.averages = keep
        .into_iter()
        .enumerate()
        .map(|(at, line)| AverageLine {
            id: format!("query_{at}"),
            title: both(
                if at == 0 {
                    "prompt engineer"
                } else {
                    "copywriter"
                },
                if at == 0 {
                    "提示词工程师"
                } else {
                    "文案"
                },
            ),
            ..line
        })
        .collect();
    findings.arriving_from = Some(market::day("2023-12-20"));
    findings
}

/// Numbers at the ends of what can be.
pub fn extreme() -> Findings {
    let mut findings = full();
    for (at, line) in findings.averages.iter_mut().enumerate() {
        for (day, value) in line.values.iter_mut().enumerate() {
            let slope = if at == 0 { 4.0 } else { 0.1 * at as f64 };
            *value = value.map(|v| v * (slope * day as f64 / 400.0).exp());
        }
        for ends in line.interval.iter_mut().flatten() {
            *ends = (0.0001, 1e9);
        }
    }
    for (at, row) in findings.categories.iter_mut().enumerate() {
        let value = [-1.0, 120.0, 0.0, 0.004, 3.0, -0.5][at % 6];
        row.change = Some(estimate(value, 400.0 * (at % 3) as f64, 500));
        row.change_of_share = Some(Estimate {
            value,
            n: 20,
            low: None,
            high: None,
        });
        let pay = [0.01, 9_000.0, 25.0][at % 3];
        row.median_hourly_pay = Some((estimate(pay, pay / 2.0, 300), estimate(25.0, 20.0, 300)));
    }
    for row in &mut findings.tags {
        row.rate_ratio = Some(Estimate {
            value: 1_234.5,
            n: 300,
            low: Some(0.0001),
            high: Some(1e9),
        });
    }
    for claim in &mut findings.claims {
        claim.claimed_value = Some(20.0);
        if let Some(robustness) = &mut claim.robustness {
            robustness.curve = vec![0.0, 0.0, 0.0];
            robustness.spread = Some([0.0; 3]);
            if let Some(placebo) = &mut robustness.placebo {
                placebo.changes = vec![0.5];
                placebo.real = -0.99;
            }
        }
    }
    findings
}

/// A window of barely two averages, a single month, a single row.
pub fn short() -> Findings {
    let mut findings = full();
    let span = days("2023-08-20", "2024-02-14");
    let offset = (span.first() - findings.days.first()) as usize;
    findings.days = span;
    findings.window = span;
    for line in &mut findings.averages {
        line.values.drain(..offset);
        line.interval.drain(..offset);
        line.adjusted.drain(..offset);
        line.values[..83].fill(None);
    }
    findings.seen.drain(..offset);
    findings.categories.truncate(1);
    findings.tags.truncate(1);
    findings.claims.truncate(1);
    findings.monthly = monthly(&findings, &mut Chance(5));
    let keep = findings.monthly.months.len() - 1;
    findings.monthly.months.drain(..keep);
    findings.monthly.universe.drain(..keep);
    for row in findings
        .monthly
        .tags
        .iter_mut()
        .chain(&mut findings.monthly.categories)
    {
        row.counts.drain(..keep);
    }
    findings
}

/// What people put into titles and queries.
pub fn hostile() -> Findings {
    let mut findings = full();
    let bad = "</text><script>alert(1)</script>\u{7}\u{202e}\"&'|{{x}} `y` ]]> <!-- ";
    findings.universe = format!("{bad}{}", "w".repeat(400));
    for (at, line) in findings.averages.iter_mut().enumerate() {
        line.title = Text::english(format!("{at}{bad}{bad}"));
    }
    for row in findings.categories.iter_mut().chain(&mut findings.tags) {
        row.title = Text::english(format!("{bad}{}", row.n));
    }
    for claim in &mut findings.claims {
        claim.sentence = Text::english(format!("{bad}{}", "x".repeat(300)));
    }
    let alerts = findings
        .watched
        .iter_mut()
        .flat_map(|watched| &mut watched.alerts);
    for alert in alerts {
        alert.title = Text::english(bad);
    }
    let tags = findings.monthly.tags.iter_mut();
    for row in tags {
        row.title = Text::english(bad);
    }
    findings
}
