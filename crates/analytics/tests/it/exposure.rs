//! Exposure: rank correlations and the weighted line against scipy and statsmodels, and a claim of exposure on a market whose changes follow the scores.
#![allow(clippy::disallowed_methods)]

use analytics::association::{self, Association};
use analytics::claims::ClaimFile;
use analytics::exposure::dose;
use analytics::{Request, Verdict, judge};
use serde_json::Value;

use crate::market;

fn reference() -> Value {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../fixtures/analytics/exposure.json"
    );
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    let all = value.as_array().unwrap();
    all.iter().map(|one| one.as_f64().unwrap()).collect()
}

/// Coefficients to 1e-12; exact p-values likewise, drawn ones within four standard errors of both draws.
#[test]
fn golden_rank_correlations() {
    let golden = reference();
    for (name, case) in golden["rank"].as_object().unwrap() {
        let (x, y) = (numbers(&case["x"]), numbers(&case["y"]));
        let held = |found: Association, coefficient: &str| {
            let value = case[coefficient].as_f64().unwrap();
            assert!((found.value - value).abs() < 1e-12, "{name}: {found:?}");
            let p = case[format!("{coefficient}_p")].as_f64().unwrap();
            let near = match found.is_exact {
                true => 1e-12,
                false => 4.0 * (p * (1.0 - p) * (1.0 / 19_999.0 + 1.0 / 100_000.0)).sqrt() + 1e-4,
            };
            assert!((found.p_value - p).abs() < near, "{name}: {found:?}, {p}");
        };
        held(association::spearman(&x, &y).unwrap(), "spearman");
        held(association::kendall(&x, &y).unwrap(), "kendall");
    }
    assert_eq!(association::spearman(&[1.0, 2.0, 3.0], &[1.0; 3]), None);
    assert_eq!(association::spearman(&[1.0, 2.0], &[1.0, 2.0]), None);
    assert_eq!(
        association::kendall(&[1.0, f64::NAN, 3.0], &[1.0, 2.0, 3.0]),
        None
    );
}

/// 1e-9 relative: both solve the same least squares by other factorisations.
#[test]
fn golden_dose_response() {
    let golden = &reference()["dose"];
    let found = dose::response(
        &numbers(&golden["score"]),
        &numbers(&golden["log_change"]),
        &numbers(&golden["weight"]),
    )
    .unwrap();
    for (key, value) in [
        ("slope", found.slope),
        ("intercept", found.intercept),
        ("standard_error", found.standard_error),
        ("low", found.low),
        ("high", found.high),
        ("p_value", found.p_value),
        ("r_squared", found.r_squared),
    ] {
        let expected = golden[key].as_f64().unwrap();
        assert!(
            (value - expected).abs() < 1e-9 * expected.abs(),
            "{key}: {value}, {expected}"
        );
    }
    assert_eq!(
        dose::response(&[1.0; 4], &[1.0, 2.0, 3.0, 4.0], &[1.0; 4]),
        None
    );
}

#[test]
fn the_order_of_the_pairs_does_not_matter() {
    let x: Vec<f64> = (0..14).map(|at| f64::from(at * 5 % 14)).collect();
    let y: Vec<f64> = (0..14).map(|at| f64::from(at * 3 % 11)).collect();
    let turned = |values: &[f64]| values.iter().rev().copied().collect::<Vec<f64>>();
    assert_eq!(
        association::spearman(&x, &y),
        association::spearman(&turned(&x), &turned(&y))
    );
}

/// The planted changes of the synthetic market, with scores that follow them.
fn claims(scores: &str, measure: &str) -> String {
    format!(
        r#"
[study]
title = "Exposure"
window = {{ first = "2022-11-01", last = "2024-02-14" }}

{scores}

[[claim]]
id = "X1"
section = "s"
kind = "comparative"
sentence = "What machines can do fell."
[claim.test]
statistic = "exposure_correlation"
measure = "{measure}"
expected = "negative"
"#
    )
}

#[test]
fn a_claim_of_exposure_is_judged_and_a_wrong_score_is_named() {
    let market = synth::Market::planted(7, 600.0);
    let panel = market.panel(&[]);
    let mut scores = String::new();
    for figure in market.truth() {
        if figure.statistic == synth::Statistic::CountChange {
            scores.push_str(&format!(
                "[[score]]\ncategory = \"{}\"\nmeasures = {{ own = {:.3} }}\n",
                figure.cohort, -figure.planted
            ));
        }
    }
    let judged = |text: &str| {
        let file = ClaimFile::parse("claims.toml", text, &market::tags()).unwrap();
        judge(&file, &panel, &Request::default()).claims.remove(0)
    };
    let found = judged(&claims(&scores, "own"));
    assert_eq!(found.verdict, Verdict::Reproduced, "{}", found.reason);
    assert!(
        found
            .finding
            .en
            .contains("a unit of it goes with a change of −"),
        "{}",
        found.finding
    );
    let few: String = scores
        .lines()
        .take(9)
        .map(|line| format!("{line}\n"))
        .collect();
    assert_eq!(judged(&claims(&few, "own")).verdict, Verdict::Void);

    let complaint = |text: &str| {
        let error = ClaimFile::parse("claims.toml", text, &market::tags()).unwrap_err();
        error.to_string()
    };
    assert_eq!(
        complaint(&claims(&scores, "other")),
        "claims.toml: claim X1: `measure` is `other`, and no `[[score]]` of the file has it"
    );
    let wrong = "[[score]]\ncategory = \"wrting\"\nmeasures = { own = 1 }\n";
    assert!(
        complaint(&claims(wrong, "own")).starts_with("claims.toml: score 1: "),
        "{}",
        complaint(&claims(wrong, "own"))
    );
    let wrong = "[[score]]\ncategory = \"writing\"\nweight = 0\nmeasures = { own = 1 }\n";
    assert_eq!(
        complaint(&claims(wrong, "own")),
        "claims.toml: score 1: `weight` is not a number above zero"
    );
}
