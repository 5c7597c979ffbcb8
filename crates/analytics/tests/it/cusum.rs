//! CUSUM tests against statsmodels, and how often the watch raises an alarm where it should and where it should not. Draws from a seeded series.

use analytics::breaks::cusum::{LEAST_HISTORY, look_back, watch};
use analytics::breaks::segments;

use crate::golden_series::uniform;

fn reference() -> serde_json::Value {
    serde_json::from_str(include_str!("../../../../fixtures/analytics/breaks.json")).unwrap()
}

/// Even noise, a step at 50, and a stretch from 30 to 55 that lies higher.
fn noisy(name: &str) -> Vec<f64> {
    let level = |at: usize| match name {
        "step" => f64::from(u8::from(at >= 50)) * 0.35,
        "bump" => f64::from(u8::from((30..55).contains(&at))) * 1.5,
        _ => 0.0,
    };
    let noise = uniform(5).take(80).enumerate();
    noise.map(|(at, noise)| noise + level(at)).collect()
}

/// 1e-12: sums in the same order; the reference keeps fourteen digits.
#[test]
fn golden_ols_cusum() {
    for name in ["even", "step", "bump"] {
        let (found, given) = (look_back(&noisy(name)).unwrap(), &reference()[name]);
        for (ours, theirs) in [(found.statistic, "cusum"), (found.p_value, "p_value")] {
            let expected = given[theirs].as_f64().unwrap();
            assert!((ours - expected).abs() < 1e-12, "{name} {theirs}: {ours}");
        }
    }
    let at = look_back(&noisy("step")).unwrap().at;
    assert!((45..=55).contains(&at), "{at}");
}

/// Whole numbers: the same choice or not.
#[test]
fn golden_numbers_of_breaks() {
    for name in ["even", "step", "bump"] {
        let found = segments::numbers(&noisy(name), 12, 4).unwrap();
        let given = |key: &str| reference()[name][key].as_u64().unwrap();
        assert_eq!(found.bic as u64, given("breaks_by_bic"), "{name}");
        assert_eq!(found.lwz as u64, given("breaks_by_lwz"), "{name}");
    }
}

/// Weekly logs with first-order autoregressive noise of spread 0.1.
fn weeks(draws: &mut impl Iterator<Item = f64>, n: usize, carried: f64) -> Vec<f64> {
    let mut noise = 0.0;
    (0..n)
        .map(|_| {
            let normal = draws.by_ref().take(12).sum::<f64>() - 6.0;
            noise = carried * noise + 0.1 * (1.0 - carried * carried).sqrt() * normal;
            4.0 + noise
        })
        .collect()
}

#[test]
fn a_level_that_stays_seldom_raises_an_alarm_in_two_years() {
    for carried in [0.0, 0.5] {
        let mut draws = uniform(17);
        let alarms = (0..300).filter(|_| {
            let path = weeks(&mut draws, 104 + 104, carried);
            let watch = watch(&path[..104], &path[104..], 0.05).unwrap();
            watch.alarm.is_some()
        });
        let part = alarms.count() as f64 / 300.0;
        // 5 % over all time is less in two years; the spread is estimated too, which costs some of that again.
        assert!(part <= 0.07, "{carried}: {part}");
    }
}

#[test]
fn a_fall_by_a_quarter_raises_an_alarm_within_the_half_year() {
    let mut draws = uniform(23);
    let mut late = 0;
    for _ in 0..100 {
        let mut path = weeks(&mut draws, 104 + 36, 0.3);
        path[114..].iter_mut().for_each(|week| *week -= 0.29);
        let watch = watch(&path[..104], &path[104..], 0.05).unwrap();
        late += usize::from(watch.alarm.is_none());
        assert!(watch.alarm.is_none_or(|at| at < 10) || watch.is_rise() == Some(false));
    }
    assert!(late <= 5, "{late} of 100 not seen after 26 weeks");
}

#[test]
fn band_is_that_of_the_closed_form_and_follows_the_unit() {
    // With no autocorrelation to carry, c σ √m (1 + 1/m) at the first look; c is 2.2414 for 5 % (sup of |W|, Feller).
    let history: Vec<f64> = (0..50).map(|at| f64::from(at % 2)).collect();
    let seen = watch(&history, &[0.5, 8.5, 9.0], 0.05).unwrap();
    let spread = (12.5_f64 / 49.0).sqrt();
    let expected = 2.2414 * spread * 50.0_f64.sqrt() * (1.0 + 1.0 / 50.0);
    assert!((seen.band[0] - expected).abs() < 1e-3, "{seen:?}");
    assert_eq!(seen.sums, [0.0, 8.0, 16.5]);
    assert_eq!((seen.alarm, seen.is_rise()), (Some(2), Some(true)));
    let halved: Vec<f64> = history.iter().map(|one| 3.0 - one / 2.0).collect();
    let other = watch(&halved, &[2.75, -1.25, -1.5], 0.05).unwrap();
    assert_eq!((other.alarm, other.is_rise()), (Some(2), Some(false)));
}

#[test]
fn too_little_is_not_watched() {
    let history = noisy("even");
    assert_eq!(watch(&history[..LEAST_HISTORY - 1], &[1.0], 0.05), None);
    assert_eq!(watch(&[0.1; 60], &[1.0], 0.05), None);
    assert_eq!(watch(&history, &[f64::NAN], 0.05), None);
    assert_eq!(watch(&[f64::NAN; 60], &[1.0], 0.05), None);
    assert_eq!(watch(&history, &[1.0], 0.0), None);
    assert_eq!(watch(&history, &[], 0.05).unwrap().alarm, None);
    for values in [vec![], vec![1.0], vec![0.1; 30], vec![f64::INFINITY; 30]] {
        assert_eq!(look_back(&values), None);
    }
}
