//! Index numbers and shares against numpy and statsmodels.

use analytics::indices::{Cell, indices};
use analytics::proportion::{difference, dissimilarity, wilson};
use analytics::rate_ratio::Rate;

use crate::market::{floats, golden};

fn cells() -> Vec<Cell> {
    let golden = golden();
    let [p0, p1, q0, q1] =
        ["p0", "p1", "q0", "q1"].map(|name| floats(&golden["index_numbers"][name]));
    (0..p0.len())
        .map(|at| Cell {
            price_start: p0[at],
            price_end: p1[at],
            quantity_start: q0[at],
            quantity_end: q1[at],
        })
        .collect()
}

/// A handful of products: 1e-14.
#[test]
fn golden_index_numbers() {
    let found = indices(&cells()).unwrap();
    let golden = golden();
    for (name, ours) in [
        ("unit_value", found.unit_value),
        ("laspeyres", found.laspeyres),
        ("paasche", found.paasche),
        ("fisher", found.fisher),
        ("tornqvist", found.tornqvist),
    ] {
        let theirs = golden["index_numbers"][name].as_f64().unwrap();
        assert!((ours - theirs).abs() < 1e-14, "{name}: {ours} {theirs}");
    }
    assert!((found.fisher * found.mix - found.unit_value).abs() < 1e-15);
}

#[test]
fn pay_alone_has_no_mix_and_a_mix_alone_no_pay() {
    let raised: Vec<Cell> = cells()
        .into_iter()
        .map(|cell| Cell {
            price_end: 1.1 * cell.price_start,
            quantity_end: 3.0 * cell.quantity_start,
            ..cell
        })
        .collect();
    let found = indices(&raised).unwrap();
    assert!((found.fisher - 1.1).abs() < 1e-12 && (found.mix - 1.0).abs() < 1e-12);
    let moved: Vec<Cell> = cells()
        .into_iter()
        .map(|cell| Cell {
            price_end: cell.price_start,
            ..cell
        })
        .collect();
    let found = indices(&moved).unwrap();
    assert!((found.tornqvist - 1.0).abs() < 1e-12 && found.mix < 0.95);
    assert_eq!(indices(&[]), None);
    let mut free = cells();
    free[0].price_end = 0.0;
    assert_eq!(indices(&free), None);
}

/// The same formulas: 1e-14.
#[test]
fn golden_wilson_and_dissimilarity() {
    let golden = golden();
    let found = wilson(Rate {
        count: 37,
        total: 50,
    })
    .unwrap();
    let theirs = floats(&golden["wilson_37_of_50"]);
    assert!((found.low.unwrap() - theirs[0]).abs() < 1e-14, "{found:?}");
    assert!((found.high.unwrap() - theirs[1]).abs() < 1e-14, "{found:?}");
    let [p, q] = ["p", "q"].map(|name| floats(&golden["dissimilarity"][name]));
    let half = golden["dissimilarity"]["half_sum_abs"].as_f64().unwrap();
    assert!((dissimilarity(&p, &q).unwrap() - half).abs() < 1e-14);
    assert_eq!(dissimilarity(&p, &q[..2]), None);
    assert_eq!(dissimilarity(&[0.0], &[1.0]), None);
}

#[test]
fn shares_stay_between_none_and_all() {
    for (count, total) in [(0, 5), (5, 5), (1, 1_000_000)] {
        let found = wilson(Rate { count, total }).unwrap();
        let (low, high) = (found.low.unwrap(), found.high.unwrap());
        assert!(0.0 <= low && low <= found.value && found.value <= high && high <= 1.0);
    }
    assert_eq!(wilson(Rate { count: 0, total: 0 }), None);
    // Newcombe's own example (1998): 56/70 less 48/80 is 0.2, from 0.0524 to 0.3339.
    let (start, end) = (
        Rate {
            count: 48,
            total: 80,
        },
        Rate {
            count: 56,
            total: 70,
        },
    );
    let found = difference(start, end).unwrap();
    assert!((found.value - 0.2).abs() < 1e-12);
    assert!((found.low.unwrap() - 0.0524).abs() < 5e-5, "{found:?}");
    assert!((found.high.unwrap() - 0.3339).abs() < 5e-5, "{found:?}");
}
