//! Least squares and Poisson fits against statsmodels and pyfixest, comparisons of units, and degenerate input.

use analytics::comparative::{
    Units, difference_in_differences, event_study, randomisation_p, synthetic_control,
};
use analytics::regression::least_squares::{self, Covariance};
use analytics::regression::negative_binomial;
use analytics::regression::poisson::{self, Errors};

use crate::golden_series::{panel, series};
use crate::market::{floats, golden};

fn near(ours: f64, theirs: f64, tolerance: f64) {
    let distance = (ours - theirs).abs() / theirs.abs().max(1e-3);
    assert!(distance < tolerance, "{ours} is not {theirs}");
}

/// The nine columns and the response of the golden least squares.
pub fn least_squares_of_logs() -> (Vec<Vec<f64>>, Vec<f64>) {
    let (first, daily) = series();
    let n = daily.len();
    let mut columns = vec![vec![1.0; n], (0..n).map(|t| t as f64 / 365.25).collect()];
    for weekday in 1..7 {
        let is = |t: usize| (first + t as i32).weekday_from_monday() == weekday;
        columns.push((0..n).map(|t| f64::from(u8::from(is(t)))).collect());
    }
    columns.push((0..n).map(|t| f64::from(u8::from(t >= 640))).collect());
    (columns, daily.iter().map(|count| count.ln()).collect())
}

/// Normal equations against statsmodels' pseudo-inverse: 1e-9, the digits that nine columns leave.
#[test]
fn golden_ols_hac() {
    let (columns, logs) = least_squares_of_logs();
    for (name, corrected) in [("correction_False", false), ("correction_True", true)] {
        let covariance = Covariance::NeweyWest {
            lags: 14,
            corrected,
        };
        let fit = least_squares::fit(&columns, &logs, covariance).unwrap();
        let golden = &golden()["ols_hac"][name];
        for (ours, theirs) in fit.coefficients.iter().zip(floats(&golden["params"])) {
            near(*ours, theirs, 1e-9);
        }
        for (ours, theirs) in fit.standard_errors.iter().zip(floats(&golden["bse"])) {
            near(*ours, theirs, 1e-9);
        }
    }
}

pub fn units() -> Units {
    Units {
        counts: panel(),
        treated: (0..12).map(|unit| unit < 3).collect(),
        first_post: 20,
    }
}

/// The four columns and the counts of the golden Poisson and negative binomial fits.
fn stacked() -> (Vec<Vec<f64>>, Vec<f64>) {
    let units = units();
    let rows = |of: &dyn Fn(usize, usize) -> f64| -> Vec<f64> {
        (0..12)
            .flat_map(|c| (0..66).map(move |w| (c, w)))
            .map(|(c, w)| of(c, w))
            .collect()
    };
    let is = |holds: bool| f64::from(u8::from(holds));
    let columns = vec![
        rows(&|_, _| 1.0),
        rows(&|c, w| is(c < 3 && w >= 20)),
        rows(&|c, _| is(c < 3)),
        rows(&|_, w| is(w >= 20)),
    ];
    (columns, rows(&|c, w| units.counts[c][w]))
}

/// Both settle at the same maximum; statsmodels stops at a deviance change of 1e-8, so 1e-7.
#[test]
fn golden_glm_poisson() {
    let (columns, counts) = stacked();
    let fit = poisson::fit(&columns, &counts, Errors::Robust).unwrap();
    let golden = &golden()["glm_poisson"];
    for (ours, theirs) in fit.coefficients.iter().zip(floats(&golden["params"])) {
        near(*ours, theirs, 1e-7);
    }
    near(
        fit.dispersion,
        golden["pearson_chi2_over_df"].as_f64().unwrap(),
        1e-7,
    );
}

/// The likelihood to 1e-9; its maximum is flat and the reference stops at a gradient of 1e-5, so 1e-4 for coefficients and overdispersion.
#[test]
fn golden_nb2() {
    let (columns, counts) = stacked();
    let fit = negative_binomial::fit(&columns, &counts).unwrap();
    let golden = &golden()["nb2"];
    let theirs = floats(&golden["params"]);
    for (ours, theirs) in fit.coefficients.iter().chain([&fit.alpha]).zip(theirs) {
        near(*ours, theirs, 1e-4);
    }
    near(fit.log_likelihood, golden["llf"].as_f64().unwrap(), 1e-9);
}

/// pyfixest stops its demeaning at 1e-6 to 1e-8, so 1e-6 for the effect and 1e-4 for its error.
#[test]
fn golden_fepois_did() {
    let units = units();
    let golden = &golden()["fepois_did"];
    assert_eq!(
        units.counts.iter().flatten().sum::<f64>(),
        golden["sum_y"].as_f64().unwrap()
    );
    let found = difference_in_differences(&units).unwrap();
    near(found.effect, golden["coef"].as_f64().unwrap(), 1e-6);
    near(
        found.standard_error,
        golden["se_crv1_c"].as_f64().unwrap(),
        1e-4,
    );
    // Three of twelve can be chosen in 220 ways, and no other choice differs as far.
    near(found.randomisation_p.unwrap(), 1.0 / 220.0, 1e-12);
}

/// As for the difference in differences.
#[test]
fn golden_fepois_event() {
    let study = event_study(&units(), 8).unwrap();
    let golden = &golden()["fepois_event"];
    assert_eq!(study.bins.len(), 8);
    for bin in &study.bins {
        let theirs = floats(&golden[format!("es::{}", bin.since)]);
        near(bin.effect, theirs[0], 1e-5);
        near(bin.standard_error, theirs[1], 1e-4);
    }
    assert!(study.pre_trend_p.is_some());
}

/// Two solvers of one convex problem whose minimum is flat: 1e-4 for the weights, as the reference says.
#[test]
fn golden_synthetic_control() {
    let logs: Vec<Vec<f64>> = panel()
        .iter()
        .map(|unit| unit.iter().map(|count| count.ln()).collect())
        .collect();
    let found = synthetic_control::fit(&logs[0], &logs[3..], 20).unwrap();
    let golden = &golden()["synthetic_control"];
    for (ours, theirs) in found.weights.iter().zip(floats(&golden["weights"])) {
        assert!((ours - theirs).abs() < 1e-4, "{ours} {theirs}");
    }
    near(
        found.pre_mean_square,
        golden["pre_mspe"].as_f64().unwrap(),
        1e-8,
    );
    near(
        found.mean_gap,
        golden["post_mean_gap_log"].as_f64().unwrap(),
        1e-4,
    );
    assert!((found.weights.iter().sum::<f64>() - 1.0).abs() < 1e-9);
}

#[test]
fn a_comparison_does_not_depend_on_order_or_scale() {
    let found = difference_in_differences(&units()).unwrap();
    let mut turned = units();
    turned.counts.reverse();
    turned.treated.reverse();
    turned
        .counts
        .iter_mut()
        .flatten()
        .for_each(|count| *count *= 3.0);
    let again = difference_in_differences(&turned).unwrap();
    near(again.effect, found.effect, 1e-9);
    near(again.standard_error, found.standard_error, 1e-6);
    assert_eq!(again.randomisation_p, found.randomisation_p);
}

#[test]
fn what_cannot_be_fitted_gives_none_and_no_nan() {
    let hac = Covariance::NeweyWest {
        lags: 3,
        corrected: true,
    };
    let ones = vec![1.0; 9];
    assert_eq!(
        least_squares::fit(&[ones.clone(), ones.clone()], &ones, hac),
        None
    );
    assert_eq!(
        least_squares::fit(std::slice::from_ref(&ones), &[], hac),
        None
    );
    assert_eq!(least_squares::slope(&[1.0, 2.0], 3), None);
    assert!(least_squares::slope(&[2.0; 12], 3).unwrap().value.abs() < 1e-12);
    let none = (std::slice::from_ref(&ones), [0.0; 9]);
    assert_eq!(poisson::fit(none.0, &none.1, Errors::Robust), None);
    assert_eq!(negative_binomial::fit(none.0, &none.1), None);
    let spoiled = |spoil: &dyn Fn(&mut Units)| {
        let mut units = units();
        spoil(&mut units);
        units
    };
    let cases = [
        spoiled(&|units| units.counts[4].fill(0.0)),
        spoiled(&|units| units.treated.fill(true)),
        spoiled(&|units| units.first_post = 66),
        spoiled(&|units| units.counts[2].truncate(3)),
        spoiled(&|units| {
            units.counts.clear();
            units.treated.clear();
        }),
    ];
    for units in cases {
        assert!(difference_in_differences(&units).is_err());
        assert_eq!(randomisation_p(&units), None);
    }
    assert_eq!(synthetic_control::fit(&ones, &[], 3), None);
    let flat = synthetic_control::fit(&ones, std::slice::from_ref(&ones), 3).unwrap();
    assert_eq!((flat.weights, flat.mean_gap), (vec![1.0], 0.0));
}

/// The same fit with errors free of clusters, `n/(n − k)` in both; 1e-4 relative, since the reference stops its iterations early.
#[test]
fn golden_fepois_did_hetero() {
    let panel = panel();
    let (units, weeks) = (panel.len(), panel[0].len());
    let rows = units * weeks;
    let column = |holds: &dyn Fn(usize, usize) -> bool| -> Vec<f64> {
        (0..rows)
            .map(|row| f64::from(u8::from(holds(row / weeks, row % weeks))))
            .collect()
    };
    let mut columns = vec![column(&|unit, week| unit < 3 && week >= 20)];
    for one in 0..units {
        columns.push(column(&|unit, _| unit == one));
    }
    for one in 1..weeks {
        columns.push(column(&|_, week| week == one));
    }
    let counts: Vec<f64> = panel.iter().flatten().copied().collect();
    let found = poisson::fit(&columns, &counts, poisson::Errors::Robust).unwrap();
    let golden = &golden()["fepois_did"];
    near(
        found.coefficients[0],
        golden["coef"].as_f64().unwrap(),
        1e-6,
    );
    near(
        found.standard_error(0),
        golden["se_hetero"].as_f64().unwrap(),
        1e-4,
    );
}
