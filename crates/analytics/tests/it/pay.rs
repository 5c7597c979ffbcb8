//! Pay: the golden Hodges-Lehmann shift, its weighted form against all pairs, and the change of the mean.

use analytics::hodges_lehmann::{self, median, shift};
use analytics::{pay_change, study::Study, study::pay_change as by_path};
use model::{Currency, Day, PayGroup};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::market::{Market, days, floats, golden, noise};

/// Distinct amounts with how often they occur, in hundredths.
fn multiplicities(values: &[f64]) -> Vec<(i64, u64)> {
    let mut sorted: Vec<i64> = values.iter().map(|value| (value * 100.0) as i64).collect();
    sorted.sort_unstable();
    let mut groups: Vec<(i64, u64)> = Vec::new();
    for value in sorted {
        match groups.last_mut() {
            Some((last, n)) if *last == value => *n += 1,
            _ => groups.push((value, 1)),
        }
    }
    groups
}

#[test]
fn golden_hodges_lehmann_shift_and_interval() {
    let golden = golden();
    let golden = &golden["hodges_lehmann"];
    let a = multiplicities(&floats(&golden["A"]));
    let b = multiplicities(&floats(&golden["B"]));
    let found = shift(&a, &b).unwrap();
    let ends = floats(&golden["ci95"]);
    assert_eq!(
        found.value / 100.0,
        golden["shift_B_minus_A"].as_f64().unwrap()
    );
    assert_eq!(found.low.unwrap() / 100.0, ends[0]);
    assert_eq!(found.high.unwrap() / 100.0, ends[1]);
    let rank = hodges_lehmann::lower_rank(12, 11).unwrap();
    assert_eq!(u128::from(golden["C_alpha"].as_u64().unwrap()), rank);
}

#[test]
fn weighted_selection_finds_what_sorting_all_pairs_finds() {
    let mut random = ChaCha8Rng::seed_from_u64(11);
    for (m, n) in [(1, 1), (7, 30), (40, 41), (64, 3)] {
        let mut draw = |count: usize| -> Vec<f64> {
            (0..count)
                .map(|_| f64::from(random.random_range(5..40i32)))
                .collect()
        };
        let (a, b) = (draw(m), draw(n));
        let mut pairs: Vec<f64> = a
            .iter()
            .flat_map(|x| b.iter().map(move |y| y - x))
            .collect();
        pairs.sort_by(f64::total_cmp);
        let (lower, upper) = (pairs[(m * n - 1) / 2], pairs[m * n / 2]);
        let found = shift(&multiplicities(&a), &multiplicities(&b)).unwrap();
        assert_eq!(
            found.value / 100.0,
            f64::midpoint(lower, upper),
            "{m} by {n}"
        );
    }
}

#[test]
fn empty_samples_have_neither_shift_nor_median() {
    assert_eq!(shift(&[], &[(1, 1)]), None);
    assert_eq!(median(&[]), None);
    assert_eq!(median(&[(100, 1), (300, 1)]), Some(200.0));
    let one = shift(&[(1, 1)], &[(4, 1)]).unwrap();
    assert_eq!((one.value, one.low, one.high), (3.0, None, None));
}

/// A year and more of one category whose ranges fall by a quarter at half time.
fn market(order: i64) -> Market {
    let half: Day = "2023-06-25".parse().unwrap();
    Market::new(days("2022-11-01", "2024-02-14"), |_| 50)
        .cohort("translation", |_| 12)
        .pay(move |day| {
            let base = if day < half { 40 } else { 30 };
            let spread = if noise(day, 3) < 0.5 { 4 } else { 8 };
            let groups = vec![(base - spread, base + spread, 4), (base, base, 5)];
            if order < 0 {
                groups.into_iter().rev().collect()
            } else {
                groups
            }
        })
}

#[test]
fn mean_of_midpoints_falls_by_a_quarter_with_a_narrow_interval() {
    let market = market(1);
    let (start, end) = (
        days("2022-11-01", "2023-01-23"),
        days("2023-11-23", "2024-02-14"),
    );
    let change = pay_change(&market.panel, Some(0), start, end).unwrap();
    assert!((change.value + 0.25).abs() < 1e-9, "{change:?}");
    assert_eq!(change.n, 2 * 84 * 9);
    assert!(change.low.unwrap() <= change.value && change.value <= change.high.unwrap());
    let pair = analytics::WindowPair { start, end };
    let study = Study::of(&market.panel);
    let (before, after) = study.pay_windows(Some(0), pair).unwrap();
    assert_eq!((before.median(), after.median()), (Some(40.0), Some(30.0)));
    let shift = analytics::pay::midpoint_shift(&before, &after).unwrap();
    assert_eq!(shift.value, -10.0);
}

#[test]
fn order_of_pay_groups_and_other_currencies_change_nothing() {
    let (start, end) = (
        days("2022-11-01", "2023-01-23"),
        days("2023-11-23", "2024-02-14"),
    );
    let mut shuffled = market(-1).panel;
    let mut groups: Vec<PayGroup> = shuffled.pay.groups().collect();
    let mut euros = groups[0];
    euros.currency = "EUR".parse::<Currency>().unwrap();
    euros.low = 1;
    groups.insert(3, euros);
    groups.reverse();
    shuffled.pay = groups.into_iter().collect();
    let plain = by_path(&market(1).panel, Some(0), start, end);
    assert_eq!(by_path(&shuffled, Some(0), start, end), plain);
    let unpaid = Market::new(days("2022-11-01", "2024-02-14"), |_| 50).cohort("translation", |_| 9);
    assert_eq!(pay_change(&unpaid.panel, Some(0), start, end), None);
}
