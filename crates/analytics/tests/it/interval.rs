//! The interval against numbers computed with numpy, and its odd inputs.

use analytics::interval::{self, LogChange, WindowTotals};

use crate::market::{floats, reference};

fn check(change: &LogChange, expected: &serde_json::Value) {
    let estimate = change.estimate(1).unwrap();
    let pairs = [
        ("log_change", change.value),
        ("se", change.standard_error.unwrap()),
        ("critical", change.critical),
        ("change", estimate.value),
        ("low", estimate.low.unwrap()),
        ("high", estimate.high.unwrap()),
    ];
    for (name, value) in pairs {
        let expected = expected[name].as_f64().unwrap();
        assert!(
            (value - expected).abs() < 1e-12,
            "{name}: {value} against {expected}"
        );
    }
}

#[test]
fn count_and_share_intervals_agree_with_numpy() {
    let reference = reference();
    let given = &reference["interval"];
    let totals = |name: &str| WindowTotals::from_days(&floats(&given[name]));
    let (start, end) = (totals("start"), totals("end"));
    let (base_start, base_end) = (totals("universe_start"), totals("universe_end"));
    check(
        &interval::of_means(&start, &end, analytics::interval::Pairing::None).unwrap(),
        &given["count"],
    );
    let share = interval::of_ratios(
        (&start, &base_start),
        (&end, &base_end),
        analytics::interval::Pairing::None,
    )
    .unwrap();
    check(&share, &given["share"]);
    let daily = floats(&given["end"]);
    let short = WindowTotals::from_days(&daily[daily.len() - 43..]);
    let uneven = interval::of_means(&start, &short, analytics::interval::Pairing::None).unwrap();
    check(&uneven, &given["count_last_43_days"]);
    let b = given["critical_b_one_third"].as_f64().unwrap();
    assert!((interval::critical_value(4.0 / 12.0) - b).abs() < 1e-15);
}

#[test]
fn a_count_interval_is_a_share_interval_of_a_constant_universe() {
    let given = &reference()["interval"];
    let (start, end) = (floats(&given["start"]), floats(&given["end"]));
    let totals = |days: &[f64]| WindowTotals::from_days(days);
    let constant = totals(&[500.0; 84]);
    let count = interval::of_means(
        &totals(&start),
        &totals(&end),
        analytics::interval::Pairing::None,
    )
    .unwrap();
    let share = interval::of_ratios(
        (&totals(&start), &constant),
        (&totals(&end), &constant),
        analytics::interval::Pairing::None,
    )
    .unwrap();
    assert!((count.value - share.value).abs() < 1e-12);
    let errors = count.standard_error.zip(share.standard_error).unwrap();
    assert!((errors.0 - errors.1).abs() < 1e-12);
}

#[test]
fn monthly_bursts_give_a_share_interval() {
    // One thread a month: most weeks hold nothing, so a mean of weekly shares does not exist.
    let burst = |level: f64| -> Vec<f64> {
        (0..84)
            .map(|day| {
                if day % 28 < 3 {
                    level + f64::from(day % 5)
                } else {
                    0.0
                }
            })
            .collect()
    };
    let totals = |level| WindowTotals::from_days(&burst(level));
    let change = interval::of_ratios(
        (&totals(20.0), &totals(200.0)),
        (&totals(30.0), &totals(210.0)),
        analytics::interval::Pairing::None,
    )
    .unwrap();
    let estimate = change.estimate(1).unwrap();
    assert!(estimate.low.unwrap() < estimate.value && estimate.value < estimate.high.unwrap());
}

#[test]
fn zero_and_short_windows_give_no_interval_and_no_nan() {
    let some = WindowTotals::from_days(&[3.0; 84]);
    let none = WindowTotals::from_days(&[0.0; 84]);
    assert_eq!(
        interval::of_means(&none, &some, analytics::interval::Pairing::None),
        None
    );
    assert_eq!(
        interval::of_means(&some, &none, analytics::interval::Pairing::None),
        None
    );
    assert_eq!(
        interval::of_ratios(
            (&some, &none),
            (&some, &some),
            analytics::interval::Pairing::None
        ),
        None
    );
    let day = WindowTotals::from_days(&[3.0]);
    let change = interval::of_means(&day, &some, analytics::interval::Pairing::None).unwrap();
    assert_eq!(change.standard_error, None);
    let estimate = change.estimate(6).unwrap();
    assert_eq!((estimate.low, estimate.high), (None, None));
    assert_eq!(WindowTotals::from_days(&[]).mean, 0.0);
}
