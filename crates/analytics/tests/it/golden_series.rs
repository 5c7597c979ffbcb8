//! The series and the panel behind the golden values, rebuilt from their formulas without a random generator.

use model::Day;

use crate::market::day;

/// Uniform numbers of the linear congruential generator of the reference.
pub fn uniform(seed: u64) -> impl Iterator<Item = f64> {
    let mut state = seed;
    std::iter::repeat_with(move || {
        state = (1_103_515_245 * state + 12_345) % 2_147_483_648;
        state as f64 / 2_147_483_648.0
    })
}

/// The daily series with its first day: a Saturday, one step down by a quarter at day 640.
pub fn series() -> (Day, Vec<f64>) {
    let first = day("2021-10-30");
    let weekday = [0.55, 0.60, 1.05, 1.15, 1.20, 1.15, 1.00];
    let daily = (0..838i32).zip(uniform(20_221_130)).map(|(t, uniform)| {
        let of_year = f64::from((first + t).of_year());
        let season = 1.0 + 0.10 * (2.0 * std::f64::consts::PI * (of_year - 40.0) / 365.25).cos();
        let level = 400.0 * if t >= 640 { 0.75 } else { 1.0 };
        (level * weekday[t as usize % 7] * season * (0.9 + 0.2 * uniform) + 0.5).floor()
    });
    (first, daily.collect())
}

/// Twelve units over 66 weeks, three of them struck from week 20 on.
pub fn panel() -> Vec<Vec<f64>> {
    let mut noise = uniform(7);
    let unit = |c: u32| {
        let weeks = (0..66u32).map(|w| {
            let week = f64::from(w);
            let struck = if c < 3 && w >= 20 { 0.72 } else { 1.0 };
            let season = 1.0 + 0.15 * (2.0 * std::f64::consts::PI * week / 52.0).sin();
            let mean = (80.0 + 25.0 * f64::from(c)) * season * (1.0 + 0.002 * week) * struck;
            (mean * (0.85 + 0.3 * noise.next().unwrap()) + 0.5).floor()
        });
        weeks.collect()
    };
    (0..12).map(unit).collect()
}

/// Days of the series.
pub const DAYS: usize = 838;

/// The counts of the series alone.
pub fn counts() -> Vec<f64> {
    series().1
}

/// Their logarithms.
pub fn logs() -> Vec<f64> {
    counts().iter().map(|count| count.ln()).collect()
}

/// Asserts that two slices agree to within `tolerance`, element by element.
pub fn assert_near(name: &str, values: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(values.len(), expected.len(), "{name}: lengths");
    for (at, (value, expected)) in values.iter().zip(expected).enumerate() {
        assert!(
            (value - expected).abs() <= tolerance,
            "{name}[{at}]: {value} against {expected}"
        );
    }
}
