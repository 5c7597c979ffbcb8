//! Block lengths and the stationary bootstrap against arch.

use analytics::bootstrap::{block_length, stationary};
use analytics::rank;
use analytics::seasonal::stl::{Smoothing, stl};

use crate::golden_series::logs;
use crate::market::{day, days, golden};

fn decomposed() -> analytics::seasonal::stl::Decomposition {
    let smoothing = Smoothing {
        period: 7,
        seasonal: 7,
        robust: true,
    };
    stl(&logs(), smoothing).unwrap()
}

/// 1e-8: the remainder carries the rounding of fifteen rounds of reweighting.
#[test]
fn golden_opt_block() {
    let found = block_length(&decomposed().remainder).unwrap();
    let golden = &golden()["opt_block"];
    for (ours, theirs) in [
        (found.stationary, "stationary"),
        (found.circular, "circular"),
    ] {
        let theirs = golden[theirs].as_f64().unwrap();
        assert!((ours / theirs - 1.0).abs() < 1e-8, "{ours} {theirs}");
    }
    assert_eq!(block_length(&[1.0; 40]), None);
    assert_eq!(block_length(&[1.0, 2.0]), None);
}

/// Monte Carlo with another generator: the error within 5 %, the quantiles within 0.002, as the reference says.
#[test]
fn golden_stationary_bootstrap() {
    let parts = decomposed();
    let first = day("2021-10-30");
    let mean = |levels: &[f64], days: model::DayRange| {
        let from = usize::try_from(days.first() - first).unwrap();
        levels[from..from + days.len()].iter().sum::<f64>() / days.len() as f64
    };
    let statistic = |levels: &[f64]| {
        let ends = [
            days("2022-08-10", "2022-11-01"),
            days("2023-11-23", "2024-02-14"),
        ];
        let [start, end] = ends.map(|days| mean(levels, days));
        (end / start).ln()
    };
    let golden = &golden()["stationary_bootstrap"];
    let reference = |name: &str| golden[name].as_f64().unwrap();
    let point = statistic(&logs().iter().map(|log| log.exp()).collect::<Vec<f64>>());
    assert!((point - reference("point")).abs() < 1e-9, "{point}");
    let mut drawn = Vec::new();
    stationary(838, 10.0, 4000, rank::SEED, |positions| {
        let levels: Vec<f64> = positions
            .iter()
            .enumerate()
            .map(|(t, at)| (parts.trend[t] + parts.seasonal[t] + parts.remainder[*at]).exp())
            .collect();
        drawn.push(statistic(&levels));
    });
    drawn.sort_by(f64::total_cmp);
    let mean = drawn.iter().sum::<f64>() / 4000.0;
    let variance = drawn.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / 3999.0;
    assert!(
        (variance.sqrt() / reference("se") - 1.0).abs() < 0.05,
        "{}",
        variance.sqrt()
    );
    assert!((drawn[100] - reference("pct2.5")).abs() < 0.002);
    assert!((drawn[3900] - reference("pct97.5")).abs() < 0.002);
}
