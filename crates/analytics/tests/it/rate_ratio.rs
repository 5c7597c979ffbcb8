//! Rate ratios against scipy's exact binomial test and the golden Poisson ratio.

use analytics::rate_ratio::{self, Rate};

use crate::market::{golden, reference};

#[test]
fn golden_poisson_ratio() {
    let golden = golden();
    let ratio = &golden["poisson_ratio"];
    let x = |name: &str| ratio[name].as_u64().unwrap();
    let (log, error) = rate_ratio::log_ratio_of_counts(x("x1"), x("x0")).unwrap();
    assert!((log - ratio["log_rr"].as_f64().unwrap()).abs() < 1e-14);
    assert!((error - ratio["se"].as_f64().unwrap()).abs() < 1e-14);
}

#[test]
fn exact_interval_agrees_with_scipy() {
    for case in reference()["rate_ratio"].as_array().unwrap() {
        let number = |name: &str| case[name].as_u64().unwrap();
        let start = Rate {
            count: number("x0"),
            total: number("n0"),
        };
        let end = Rate {
            count: number("x1"),
            total: number("n1"),
        };
        let estimate = rate_ratio::exact(start, end).unwrap();
        let found = [
            ("ratio", estimate.value),
            ("low", estimate.low.unwrap()),
            ("high", estimate.high.unwrap()),
        ];
        for (name, value) in found {
            let expected = case[name].as_f64().unwrap();
            assert!(
                (value - expected).abs() <= 1e-9 * expected.abs().max(1e-3),
                "{case}: {name} {value}"
            );
        }
        assert_eq!(estimate.n, number("x0") + number("x1"));
    }
}

#[test]
fn nothing_in_the_start_window_gives_no_ratio() {
    let rate = |count, total| Rate { count, total };
    assert_eq!(rate_ratio::exact(rate(0, 100), rate(5, 100)), None);
    assert_eq!(rate_ratio::exact(rate(5, 100), rate(5, 0)), None);
    assert_eq!(rate_ratio::exact(rate(0, 0), rate(0, 0)), None);
    assert_eq!(rate_ratio::log_ratio_of_counts(0, 3), None);
    let gone = rate_ratio::exact(rate(5, 100), rate(0, 100)).unwrap();
    assert_eq!((gone.value, gone.low), (0.0, Some(0.0)));
    assert!(gone.high.unwrap() > 0.0);
}
