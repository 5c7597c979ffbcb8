//! Seasonal decompositions against statsmodels, and their behaviour on series that hold too little. Draws only from the golden series.

use analytics::seasonal::mstl::mstl;
use analytics::seasonal::stl::{Smoothing, stl};

use crate::golden_series::{DAYS, assert_near, logs};
use crate::market::{floats, golden};

const WEEKLY: Smoothing = Smoothing {
    period: 7,
    seasonal: 7,
    robust: true,
};

fn squares(values: &[f64]) -> f64 {
    values.iter().map(|value| value * value).sum()
}

/// Tolerance 1e-9: the same algorithm in double precision; fifteen rounds of reweighting carry rounding along.
#[test]
fn golden_stl_of_a_week() {
    let fit = stl(&logs(), WEEKLY).unwrap();
    let given = &golden()["stl7_robust"];
    let check = |name: &str, values: &[f64]| {
        assert_near(name, values, &floats(&given[name]), 1e-9);
    };
    check("trend_first5", &fit.trend[..5]);
    check("trend_last5", &fit.trend[DAYS - 5..]);
    check("seasonal_first7", &fit.seasonal[..7]);
    check("seasonal_last7", &fit.seasonal[DAYS - 7..]);
    let sums = [squares(&fit.remainder), fit.weights.iter().sum()];
    let expected = [&given["resid_ss"], &given["weights_sum"]].map(|sum| sum.as_f64().unwrap());
    assert_near("sums", &sums, &expected, 1e-7);
}

/// Tolerance 1e-9: the same algorithm in double precision.
#[test]
fn golden_mstl_of_week_and_year() {
    let fit = mstl(&logs(), &[365, 7]).unwrap();
    let given = &golden()["mstl_7_365"];
    let check = |name: &str, values: &[f64]| {
        assert_near(name, values, &floats(&given[name]), 1e-9);
    };
    check("trend_first3", &fit.trend[..3]);
    check("trend_last3", &fit.trend[DAYS - 3..]);
    assert_eq!((fit.seasonal[0].0, fit.seasonal[1].0), (7, 365));
    check("seasonal7_first7", &fit.seasonal[0].1[..7]);
    check("seasonal365_first3", &fit.seasonal[1].1[..3]);
    let expected = given["resid_ss"].as_f64().unwrap();
    assert!((squares(&fit.remainder) - expected).abs() < 1e-9);
}

#[test]
fn decompositions_follow_scale_and_shift_and_add_up() {
    let series = logs();
    let moved: Vec<f64> = series.iter().map(|value| 3.0 * value - 2.0).collect();
    let (fit, of_moved) = (stl(&series, WEEKLY).unwrap(), stl(&moved, WEEKLY).unwrap());
    let scaled: Vec<f64> = fit.seasonal.iter().map(|value| 3.0 * value).collect();
    assert_near("seasonal", &of_moved.seasonal, &scaled, 1e-9);
    let adjusted: Vec<f64> = fit.adjusted().iter().map(|v| 3.0 * v - 2.0).collect();
    assert_near("adjusted", &of_moved.adjusted(), &adjusted, 1e-9);
    let whole = fit.adjusted().into_iter().zip(&fit.seasonal);
    let whole: Vec<f64> = whole.map(|(adjusted, season)| adjusted + season).collect();
    assert_near("whole", &whole, &series, 1e-12);
}

#[test]
fn decompositions_of_too_little_are_none_and_of_a_constant_are_flat() {
    for series in [vec![], vec![1.0; 13], vec![f64::NAN; 40]] {
        assert_eq!(stl(&series, WEEKLY), None);
        assert_eq!(mstl(&series, &[7]), None);
    }
    assert_eq!(mstl(&[1.0; 400], &[7, 365]), None);
    assert_eq!(mstl(&[1.0; 40], &[]), None);
    assert_eq!(mstl(&[1.0; 40], &[7, 7]), None);
    assert_eq!(
        stl(
            &[1.0; 40],
            Smoothing {
                period: 1,
                ..WEEKLY
            }
        ),
        None
    );
    for level in [0.0, 5.0] {
        let fit = stl(&[level; 40], WEEKLY).unwrap();
        assert_near("trend", &fit.trend, &[level; 40], 1e-12);
        assert_near("seasonal", &fit.seasonal, &[0.0; 40], 1e-12);
    }
}
