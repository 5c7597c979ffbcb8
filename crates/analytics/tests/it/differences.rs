//! Where packages differ by their defaults: each default is a golden of its own, and ours is held against the one that it follows.

use analytics::bootstrap::{block_length, stationary};
use analytics::comparative::difference_in_differences;
use analytics::hodges_lehmann::shift;
use analytics::rank;
use analytics::regression::least_squares::{self, Covariance};
use analytics::seasonal::stl::{Smoothing, stl};
use serde_json::Value;

use crate::golden_series::{DAYS, assert_near, logs, uniform};
use crate::market::floats;
use crate::regression::{least_squares_of_logs, units};

fn reference() -> Value {
    let text = include_str!("../../../../fixtures/analytics/differences.json");
    serde_json::from_str(text).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

/// 1e-9, as against statsmodels. R prewhitens and takes a lag of its own choice unless it is told not to; `adjust` is what statsmodels
/// calls `use_correction`.
#[test]
fn golden_newey_west_of_r_without_prewhitening() {
    let (columns, logs) = least_squares_of_logs();
    let golden = &reference()["newey_west_r"];
    let errors = |corrected| {
        let covariance = Covariance::NeweyWest {
            lags: 14,
            corrected,
        };
        let fit = least_squares::fit(&columns, &logs, covariance).unwrap();
        fit.standard_errors
    };
    assert_near("plain", &errors(false), &floats(&golden["plain"]), 1e-9);
    assert_near(
        "adjusted",
        &errors(true),
        &floats(&golden["adjusted"]),
        1e-9,
    );
    for other in ["prewhitened", "default"] {
        let theirs = floats(&golden[other]);
        let apart = errors(false).into_iter().zip(theirs);
        // The weekdays' errors, which prewhitening narrows most.
        assert!(
            apart
                .skip(2)
                .take(6)
                .all(|(ours, theirs)| theirs < 0.98 * ours),
            "{other}"
        );
    }
}

/// 1e-8. Ours takes a lag for nothing inside `±2 √(log10 n / n)`, as arch does; `b.star` of R's np inside 1.96 times that.
#[test]
fn golden_block_length_by_the_band_of_arch() {
    for (name, alike) in [("alike", true), ("apart", false)] {
        let golden = &reference()["blocks"][name];
        let (mut noise, mut last) = (Vec::new(), 0.0);
        for draw in uniform(golden["seed"].as_u64().unwrap()).take(400) {
            last = 0.375 * last + draw - 0.5;
            noise.push(last);
        }
        let found = block_length(&noise).unwrap();
        let ours = [found.stationary, found.circular];
        let [arch, np] = ["arch", "np"].map(|package| floats(&golden[package]));
        assert_near(name, &ours, &arch, 1e-8);
        assert_eq!(
            (ours[0] - np[0]).abs() < 1e-8,
            alike,
            "{name}: {ours:?} {np:?}"
        );
    }
}

/// 1e-4 relative, where pyfixest stops. Its factor is `G/(G−1) · (n−1)/(n−k)`, and a fixed effect that lies within clusters is not counted in k.
#[test]
fn golden_small_sample_factor_of_clustered_errors() {
    let golden = &reference()["crv1"];
    let [default, none, counted] =
        ["default", "none", "nested_counted"].map(|name| number(&golden[name]));
    let (clusters, rows) = (12.0, 12.0 * 66.0);
    let factor = |k: f64| clusters / (clusters - 1.0) * (rows - 1.0) / (rows - k);
    let found = difference_in_differences(&units()).unwrap().standard_error;
    // The effect and 66 weeks; the twelve units, one of them the base, are the clusters themselves.
    let expected = [(default, factor(67.0), 1e-4), (counted, factor(78.0), 1e-4)];
    for (theirs, factor, tolerance) in expected {
        assert!(
            (theirs / none / factor.sqrt() - 1.0).abs() < tolerance,
            "{theirs}"
        );
    }
    assert!((found / default - 1.0).abs() < 1e-4, "{found}");
    assert!((found / counted - 1.0).abs() > 5e-3, "{found}");
}

/// 1e-8 of a sum of squares. Period 7 and smoother 7 mean a trend of 15 and a low-pass of 9; robust means two inner and fifteen outer loops, else five and none.
#[test]
fn golden_defaults_of_stl() {
    let golden = &reference()["stl"];
    let of = |robust| Smoothing {
        period: 7,
        seasonal: 7,
        robust,
    };
    assert_eq!(of(true).trend(), 15);
    let mut sums = Vec::new();
    for (name, robust) in [("false", false), ("true", true)] {
        let fit = stl(&logs(), of(robust)).unwrap();
        let squares: f64 = fit.remainder.iter().map(|one| one * one).sum();
        assert!((squares - number(&golden[name]["remainder_squares"])).abs() < 1e-8);
        let last = floats(&golden[name]["seasonal_last7"]);
        assert_near(name, &fit.seasonal[DAYS - 7..], &last, 1e-9);
        sums.push(squares);
    }
    assert!((sums[1] - number(&golden["true_spelt_out"])).abs() < 1e-8);
    assert!((sums[0] - sums[1]).abs() > 0.1, "{sums:?}");
}

/// Monte Carlo with another generator: ends within 1.5 of some 80, where the two differ by 6. The percentile interval leans with a skewed statistic, the basic one against it.
#[test]
fn golden_percentile_and_basic_bootstrap_lean_apart() {
    let golden = &reference()["bootstrap_of_mean"];
    let amounts = uniform(3)
        .take(20)
        .map(|one| (10.0 * (4.0 * one).exp()).floor());
    let amounts: Vec<f64> = amounts.collect();
    let mean = amounts.iter().sum::<f64>() / 20.0;
    assert!((mean - number(&golden["mean"])).abs() < 1e-12);
    let mut drawn = Vec::new();
    // Blocks of one are draws of single values.
    stationary(20, 1.0, 20_000, rank::SEED, |positions| {
        let sum: f64 = positions.iter().map(|at| amounts[*at]).sum();
        drawn.push(sum / 20.0);
    });
    drawn.sort_by(f64::total_cmp);
    let percentile = [drawn[500], drawn[19_500]];
    let basic = [2.0 * mean - percentile[1], 2.0 * mean - percentile[0]];
    assert_near(
        "percentile",
        &percentile,
        &floats(&golden["percentile"]),
        1.5,
    );
    assert_near("basic", &basic, &floats(&golden["basic"]), 1.5);
    assert!(percentile[1] - basic[1] > 4.0 && percentile[0] - basic[0] > 4.0);
}

/// Amounts on a few round rates. Ours is an interval of order statistics, whose ends are differences that occur; R looks for a root beside them
/// to within 1e-4, so that an end that lies on a tie at zero falls to one side of it.
#[test]
fn golden_shift_of_tied_amounts() {
    let theirs = floats(&reference()["wilcox_r"]);
    let a = [(1500, 8), (2000, 12), (2500, 6), (3000, 2)];
    let b = [(1000, 5), (1500, 11), (2000, 9), (2500, 4)];
    let found = shift(&a, &b).unwrap();
    let ours = [found.value, found.low.unwrap(), found.high.unwrap()].map(|one| one / 100.0);
    assert_eq!(ours, [-5.0, -5.0, 0.0]);
    assert_near("ties", &ours, &theirs, 1e-4);
    assert!(
        theirs[2] < 0.0,
        "R's interval excludes the tie at zero, ours holds it"
    );
}
