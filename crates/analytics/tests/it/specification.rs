//! The shape of a specification curve and what each choice does to it, counted again by hand from the curve itself.

use analytics::change::Alignment;
use analytics::findings::CURVE_POINTS;
use analytics::specification::{Centre, Curve, Denominator, Quantity, READINGS, points};
use model::Day;

use crate::market::{day, days, noise};

/// Two years that end with a fall, as they are and as a part of a base that grows.
fn quantities() -> Vec<Quantity> {
    let first = day("2022-01-01");
    let level = |day: Day| 60.0 - 30.0 * f64::from(u8::from(day >= "2023-06-01".parse().unwrap()));
    let values: Vec<Option<f64>> = (0..730)
        .map(|at| first + at)
        .map(|day| Some((level(day) * (0.5 + noise(day, 1))).round()))
        .collect();
    let base = (0..730).map(|at| Some(900.0 + f64::from(at))).collect();
    let raw = Quantity {
        denominator: Denominator::Raw,
        duplicates_count: false,
        first,
        values: values.clone(),
        base: None,
        postings: values,
    };
    let share = Quantity {
        denominator: Denominator::Share,
        base: Some(base),
        ..raw.clone()
    };
    vec![raw, share]
}

fn curve() -> Curve {
    let quantities = quantities();
    Curve::of(
        &quantities,
        days("2022-07-01", "2023-11-30"),
        200.0,
        &READINGS,
    )
}

#[test]
fn a_long_curve_is_kept_at_evenly_spaced_ranks_and_a_short_one_whole() {
    let curve = curve();
    let changes: Vec<f64> = curve.specifications.iter().map(|one| one.change).collect();
    assert!(changes.len() > 2 * CURVE_POINTS, "{}", changes.len());
    let kept = curve.points();
    assert_eq!(kept.len(), CURVE_POINTS);
    assert_eq!((kept[0], kept[100]), (changes[0], *changes.last().unwrap()));
    assert!(kept.is_sorted());
    let whole: Vec<f64> = (0..301).map(f64::from).collect();
    let expected: Vec<f64> = (0..101).map(|rank| f64::from(3 * rank)).collect();
    assert_eq!(points(&whole), expected);
    assert_eq!(points(&changes[..CURVE_POINTS]), changes[..CURVE_POINTS]);
    assert!(points(&[]).is_empty());
}

#[test]
fn each_choice_parts_the_curve_and_counts_its_side() {
    let curve = curve();
    let choices = curve.choices(-1.0, -0.55);
    for choice in [
        "reading",
        "width_days",
        "shift_days",
        "denominator",
        "centre",
    ] {
        let parts = choices.iter().filter(|one| one.choice == choice);
        let total: usize = parts.map(|one| one.specifications).sum();
        assert_eq!(total, curve.specifications.len(), "{choice}");
    }
    // Duplicates were never counted here, so folding them moves nothing.
    assert!(choices.iter().all(|one| one.choice != "duplicates"));
    let named = |choice: &str| -> Vec<&str> {
        let parts = choices.iter().filter(|one| one.choice == choice);
        parts.map(|one| one.option.as_str()).collect()
    };
    assert_eq!(named("centre"), ["mean", "median", "trimmed"]);
    assert_eq!(named("denominator"), ["raw", "share"]);
    assert_eq!(named("width_days"), ["28", "56", "84", "112", "168"]);
    let tried: Vec<&str> = [
        Alignment::TrailingWithPreperiod,
        Alignment::FirstFullWindow,
        Alignment::CentredTruncated,
        Alignment::SeasonMatched,
    ]
    .map(Alignment::name)
    .to_vec();
    assert_eq!(named("reading"), tried);
    let part: Vec<f64> = curve
        .specifications
        .iter()
        .filter(|one| one.centre == Centre::Median)
        .map(|one| one.change)
        .collect();
    let found = choices.iter().find(|one| one.option == "median").unwrap();
    let below = part.iter().filter(|change| **change < -0.55).count();
    assert!((found.agreement - below as f64 / part.len() as f64).abs() < 1e-12);
    let middle = (part[(part.len() - 1) / 2] + part[part.len() / 2]) / 2.0;
    assert!((found.median - middle).abs() < 1e-12, "{found:?}");
    assert!(found.agreement > 0.0 && found.agreement < 1.0, "{found:?}");
}
