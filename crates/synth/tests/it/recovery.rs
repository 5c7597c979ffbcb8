//! Large draws recover the planted figures within their Monte Carlo error, and panels agree with postings.

use std::collections::BTreeMap;

use model::{CohortSpec, DayRange, Panel, PayGroup, PayKind, TagId};
use synth::{Market, PlantedFigure, Statistic};

fn tags() -> Vec<(String, TagId)> {
    let slugs = Market::tag_slugs().into_iter().enumerate();
    slugs
        .map(|(n, slug)| (slug.to_owned(), TagId::new(n).unwrap()))
        .collect()
}

/// Sums of one figure's two windows: counts, or pay midpoints and their number.
fn sums(panel: &Panel, figure: &PlantedFigure, window: DayRange) -> (f64, f64) {
    let cohort = panel.cohort(&figure.cohort).unwrap();
    let total = |series: &[model::Series]| -> f64 {
        let counts = panel.sum(series, &[0, 1]);
        let days = panel.days.days().zip(counts);
        let inside = days.filter(|(day, _)| window.contains(*day));
        inside.map(|(_, n)| n as f64).sum()
    };
    match figure.statistic {
        Statistic::CountChange => (total(&panel.counts[cohort]), 1.0),
        Statistic::RateRatio => (total(&panel.counts[cohort]), total(&panel.universe)),
        Statistic::PayChange => panel
            .pay
            .groups()
            .filter(|g| g.cohort == Some(cohort) && g.kind == PayKind::Hourly)
            .filter(|g| window.contains(g.day))
            .fold((0.0, 0.0), |(sum, n), g| {
                let times = f64::from(g.n);
                (sum + times * (g.low + g.high) as f64 / 2.0, n + times)
            }),
    }
}

/// The figures as drawn, summed over seeds, with `pace` postings a day. Null and planted markets differ in nothing but their effects.
fn drawn(market: impl Fn(u64) -> Market, seeds: u64, pay: bool) -> BTreeMap<String, f64> {
    let truth = market(0).truth();
    let mut all: BTreeMap<String, [f64; 4]> = BTreeMap::new();
    for seed in 0..seeds {
        for window in 0..2 {
            let (start, end) = truth[0].windows;
            let days = [start, end][window];
            let panel = market(seed).panel_over(days, &tags(), pay);
            for figure in &truth {
                let (sum, weight) = sums(&panel, figure, days);
                let kept = all.entry(figure.id.clone()).or_default();
                kept[2 * window] += sum;
                kept[2 * window + 1] += weight;
            }
        }
    }
    let ratio = |[s, sw, e, ew]: [f64; 4]| (e / ew) / (s / sw);
    all.into_iter()
        .map(|(id, kept)| (id, ratio(kept)))
        .collect()
}

/// The planted value as a ratio of the end to the start.
fn as_ratio(figure: &PlantedFigure) -> f64 {
    match figure.statistic {
        Statistic::RateRatio => figure.planted,
        Statistic::CountChange | Statistic::PayChange => 1.0 + figure.planted,
    }
}

#[test]
fn counts_and_tags_of_large_markets_recover_the_planted_figures() {
    // Four markets of 10,000 a day. A window's mean count has a swing of 0.07·√(5.7/84)/√4 ≈ 0.009 in the logarithm, so the change has
    // 0.013; a tag's ratio is noisier by its start count, at least 3,000. Four standard errors are allowed.
    let market = |seed| Market::planted(seed, 10_000.0);
    let drawn = drawn(market, 4, false);
    for figure in market(0).truth() {
        let tolerance = match figure.statistic {
            Statistic::CountChange => 0.052,
            Statistic::RateRatio => 0.09,
            Statistic::PayChange => continue,
        };
        let error = (drawn[&figure.id] / as_ratio(&figure)).ln();
        assert!(error.abs() < tolerance, "{}: {error:+.4}", figure.id);
    }
}

#[test]
fn pay_of_a_large_market_recovers_the_planted_figures() {
    // Two markets of 1,500 a day: at least 5,000 ranges in a window, whose midpoints vary by 0.42 of their mean: 0.0084 for a change.
    let market = |seed| Market::planted(seed, 1_500.0);
    let drawn = drawn(market, 2, true);
    for figure in market(0).truth() {
        if figure.statistic == Statistic::PayChange {
            let error = (drawn[&figure.id] / as_ratio(&figure)).ln();
            assert!(error.abs() < 0.034, "{}: {error:+.4}", figure.id);
        }
    }
}

#[test]
fn a_market_without_effects_shows_only_its_seasons() {
    let market = |seed| Market::null(seed, 5_000.0);
    let drawn = drawn(market, 4, false);
    for figure in market(0).truth() {
        let tolerance = match figure.statistic {
            Statistic::CountChange => 0.052,
            Statistic::RateRatio => 0.12,
            Statistic::PayChange => continue,
        };
        let error = (drawn[&figure.id] / as_ratio(&figure)).ln();
        assert!(error.abs() < tolerance, "{}: {error:+.4}", figure.id);
    }
}

#[test]
fn the_panel_is_the_tally_of_the_postings() {
    let market = Market::planted(3, 8.0);
    let tags = tags();
    let panel = market.panel(&tags);
    let mut counts = vec![vec![[0u32; 2]; panel.days.len()]; panel.cohorts.len()];
    let mut pay: BTreeMap<PayGroup, u32> = BTreeMap::new();
    for one in market.postings().filter(|one| !one.repost) {
        let day = one.posting.published.day;
        let source = one.channel as usize;
        assert_eq!(panel.sources[source], one.posting.source);
        let tag = one
            .tag
            .map(|slug| tags.iter().find(|(name, _)| name == slug).unwrap().1);
        let demand = tag.into_iter().collect();
        let holds = |cohort: &CohortSpec| cohort.holds(one.category, demand, demand);
        let held = (0..panel.cohorts.len()).filter(|n| holds(&panel.cohorts[*n]));
        for cohort in held.clone() {
            counts[cohort][panel.days.index_of(day).unwrap()][source] += 1;
        }
        if let Some(stated) = one.posting.pay {
            for cohort in held.map(Some).chain([None]) {
                let group = PayGroup {
                    cohort,
                    source,
                    day,
                    kind: stated.kind(),
                    period: stated.period(),
                    currency: stated.currency(),
                    low: stated.low_hundredths(),
                    high: stated.high_hundredths(),
                    n: 0,
                };
                *pay.entry(group).or_default() += 1;
            }
        }
    }
    for (cohort, series) in panel.counts.iter().enumerate() {
        for one in series {
            let tallied: Vec<u32> = counts[cohort].iter().map(|day| day[one.source]).collect();
            assert_eq!(one.counts, tallied, "{}", panel.cohorts[cohort].id);
        }
    }
    let tallied = pay.into_iter().map(|(group, n)| PayGroup { n, ..group });
    let found: Vec<PayGroup> = panel.pay.groups().collect();
    assert_eq!(found, tallied.collect::<Vec<_>>());
    assert!(found.is_sorted(), "pay groups come sorted");
}
