//! Claims of slopes, turns, flatness and comparisons on markets whose truth is known.

use analytics::{ClaimFile, JudgedClaim, Request, Verdict, judge};
use model::Day;

use crate::market::{Market, around, day, days, tags};

/// A universe of 4,000 a day; writing holds `of_writing` of them, legal a steady twentieth.
fn market(of_writing: impl Fn(Day) -> f64) -> Market {
    Market::new(days("2021-06-01", "2024-02-14"), |day| {
        around(4000.0, day, 1)
    })
    .cohort("writing", move |day| {
        around(4000.0 * of_writing(day), day, 2)
    })
    .cohort("legal", |day| around(200.0, day, 3))
    .cohort("engineering", |day| around(300.0, day, 4))
    .cohort("sales", |day| around(250.0, day, 5))
}

fn verdict(test: &str, window: (&str, &str), market: &Market) -> JudgedClaim {
    let (first, last) = window;
    let text = format!(
        "[study]\nevent = \"2022-11-30\"\ncontrol = [\"engineering\", \"legal\"]\nwindow = {{ first = \"{first}\", last = \"{last}\" }}\n[[claim]]\nid = \"X1\"\nsection = \"counts\"\nkind = \"slope\"\nsentence = \"It moved by {{estimate}}, from {{low}} to {{high}} ({{n}}).\"\n[claim.test]\n{test}"
    );
    let claims = ClaimFile::parse("x.toml", &text, &tags()).unwrap();
    let request = Request {
        universe: "market:freelance".to_owned(),
        window: None,
        tags: Vec::new(),
        unfolded: None,
        external: Vec::new(),
    };
    judge(&claims, &market.panel, &request).claims.remove(0)
}

const WINDOW: (&str, &str) = ("2022-11-01", "2024-02-14");

#[test]
fn a_falling_share_has_a_slope_a_month() {
    let start = day("2022-11-01");
    let falling = market(|day| 0.1 * (-0.01 * f64::from((day - start).max(0)) / 30.4375).exp());
    let slope = |op: &str| {
        format!(
            "statistic = \"slope\"\ncategories = [\"writing\"]\nof = \"share\"\nexpected = {{ op = \"{op}\", value = 0.0 }}\n"
        )
    };
    let judged = verdict(&slope("<"), WINDOW, &falling);
    assert_eq!(judged.verdict, Verdict::Robust, "{}", judged.reason);
    assert_eq!(judged.deciding_reading, "weekly_share_without_season");
    let value = judged.estimate.unwrap().value;
    assert!((value + 0.01).abs() < 0.003, "{value}");
    assert!(
        judged.sentence.en.starts_with("It moved by −1."),
        "{}",
        judged.sentence
    );
    assert_eq!(judged.robustness.unwrap().family, "paths");
    let judged = verdict(&slope(">"), WINDOW, &falling);
    assert_eq!(judged.verdict, Verdict::Contradicted, "{}", judged.reason);
    let judged = verdict(&slope("<"), ("2019-11-01", "2021-02-14"), &falling);
    assert_eq!(judged.verdict, Verdict::NotCovered, "{}", judged.reason);
}

#[test]
fn flat_is_shown_and_not_merely_not_refuted() {
    let flat = |margin: &str| {
        format!(
            "statistic = \"flat\"\ncategories = [\"writing\"]\nof = \"share\"\nmargin_a_month = {margin}\n"
        )
    };
    let steady = market(|_| 0.1);
    let judged = verdict(&flat("0.02"), WINDOW, &steady);
    assert_eq!(judged.verdict, Verdict::Reproduced, "{}", judged.reason);
    let judged = verdict(&flat("0.0001"), WINDOW, &steady);
    assert_eq!(judged.verdict, Verdict::Underpowered, "{}", judged.reason);
    let start = day("2022-11-01");
    let falling = market(|day| 0.1 * (-0.05 * f64::from((day - start).max(0)) / 30.4375).exp());
    let judged = verdict(&flat("0.02"), WINDOW, &falling);
    assert_eq!(judged.verdict, Verdict::Contradicted, "{}", judged.reason);
}

#[test]
fn a_turn_is_dated_and_held_against_the_days_claimed() {
    let turn = day("2023-08-01");
    let bent = market(|day| 0.1 * (-0.08 * f64::from((day - turn).max(0)) / 30.4375).exp());
    let test = |first: &str, last: &str, after: &str| {
        format!(
            "statistic = \"slope_break\"\ncategories = [\"writing\"]\nof = \"share\"\nfirst = \"{first}\"\nlast = \"{last}\"\nslope_after = \"{after}\"\n"
        )
    };
    let judged = verdict(&test("2023-07-15", "2023-09-15", "lower"), WINDOW, &bent);
    assert_eq!(judged.verdict, Verdict::Reproduced, "{}", judged.reason);
    let judged = verdict(&test("2023-01-15", "2023-02-15", "lower"), WINDOW, &bent);
    assert_eq!(judged.verdict, Verdict::Contradicted, "{}", judged.reason);
    let judged = verdict(&test("2023-07-15", "2023-09-15", "higher"), WINDOW, &bent);
    assert_eq!(judged.verdict, Verdict::Contradicted, "{}", judged.reason);
    let judged = verdict(
        &test("2023-07-15", "2023-09-15", "lower"),
        WINDOW,
        &market(|_| 0.1),
    );
    assert_eq!(judged.verdict, Verdict::Inconclusive, "{}", judged.reason);
}

#[test]
fn the_struck_are_held_against_the_others() {
    let event = day("2022-11-30");
    let fallen = market(|day| if day < event { 0.1 } else { 0.07 });
    let test = "statistic = \"difference_in_differences\"\ntreated = [\"writing\"]\ncontrol = [\"engineering\", \"legal\", \"sales\"]\nexpected = { op = \"=\", value = -0.3 }\ntolerance = 0.03\n";
    let judged = verdict(test, WINDOW, &fallen);
    let value = judged.estimate.unwrap().value;
    assert!((value + 0.3).abs() < 0.02, "{value}");
    // One of four units cannot be told from chance by any order of them.
    assert_eq!(judged.verdict, Verdict::Inconclusive, "{}", judged.reason);
    assert!(judged.reason.en.contains("p 0.25"), "{}", judged.reason);
    // Where writing fell long before the event, what came after it shows nothing of it.
    let early = market(|day| if day < event + -150 { 0.1 } else { 0.05 });
    let judged = verdict(test, WINDOW, &early);
    assert_ne!(judged.verdict, Verdict::Robust, "{}", judged.reason);
}
