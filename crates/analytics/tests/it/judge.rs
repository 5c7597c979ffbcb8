//! All shipped claims on whole panels: the article's market, another window, and markets that hold next to nothing.

use analytics::{Findings, JudgedClaim, Request, Verdict, article_window, judge};
use model::{Category, Day, DayRange, Panel};

use crate::market::{Market, around, claim_file, day, days, tags, titles};

pub fn request(window: Option<DayRange>) -> Request {
    Request {
        universe: "market:freelance".to_owned(),
        window,
        tags: titles(),
        unfolded: None,
        external: Vec::new(),
    }
}

/// Change of a category in the market of the article.
fn planted(id: &str) -> f64 {
    match id {
        "writing" => -0.33,
        "translation" => -0.19,
        "customer_service" => -0.16,
        "social_media" => -0.01,
        "video" => 0.39,
        "graphic_design" => 0.08,
        "web_design" => 0.10,
        "backend" => 0.06,
        "web_dev" => 0.04,
        _ => 0.05,
    }
}

fn planted_pay(id: &str) -> f64 {
    match id {
        "translation" => -0.24,
        "video" => -0.15,
        "market_research" => -0.12,
        _ => 0.04,
    }
}

/// A market in which everything changed on one day, each cohort by what was planted.
pub fn market(span: DayRange, turn: Day, level: f64) -> Panel {
    let mut market = Market::new(span, |day| around(level * 16.0, day, 0));
    for (key, spec) in (1..).zip(claim_file().cohorts()) {
        let is_category = Category::ALL
            .iter()
            .any(|category| category.slug() == spec.id);
        let small = Category::ALL[12..]
            .iter()
            .any(|category| category.slug() == spec.id);
        let base = if small { level / 4.0 } else { level };
        let growth = if is_category { planted(&spec.id) } else { 1.0 };
        let pay = planted_pay(&spec.id);
        market = market
            .cohort(&spec.id, |day| {
                around(
                    if day < turn {
                        base
                    } else {
                        base * (1.0 + growth)
                    },
                    day,
                    key,
                )
            })
            .pay(|day| {
                let rate = if day < turn { 20.0 } else { 20.0 * (1.0 + pay) };
                let low = (rate * 0.75 + f64::from(day.weekday_from_monday()) / 7.0) as i64;
                vec![(low, (rate * 1.25) as i64, 4)]
            });
    }
    market.panel
}

fn claim<'a>(claims: &'a [JudgedClaim], id: &str) -> &'a JudgedClaim {
    claims.iter().find(|claim| claim.id == id).unwrap()
}

/// Every number is finite and inside its bounds, every verdict has a reason, and nothing is missing without one.
fn sound(findings: &Findings) {
    let text = serde_json::to_string(findings).unwrap();
    assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
    for claim in findings.claims.iter().chain(&findings.on_your_window) {
        let ends = claim.reason.en.ends_with('.') && claim.finding.en.ends_with('.');
        assert!(ends && !claim.sentence.en.contains('{'), "{claim:?}");
        let readings = claim.readings.iter();
        for reading in readings.clone() {
            assert_eq!(
                reading.estimate.is_none(),
                reading.why_not.is_some(),
                "{claim:?}"
            );
        }
        let estimates = readings.filter_map(|reading| reading.estimate);
        for estimate in estimates.chain(claim.estimate).chain(claim.deciding) {
            assert!(estimate.value.is_finite());
            if let Some((low, high)) = estimate.low.zip(estimate.high) {
                assert!(low <= estimate.value && estimate.value <= high, "{claim:?}");
            }
        }
    }
    for row in findings.categories.iter().chain(&findings.tags) {
        assert!(Some(row.n) >= row.n_start.max(row.n_end), "{row:?}");
    }
}

#[test]
fn the_market_of_the_article_is_judged_as_planted() {
    let panel = market(days("2021-06-01", "2024-02-14"), day("2023-07-01"), 60.0);
    let findings = judge(&claim_file(), &panel, &request(None));
    sound(&findings);
    assert_eq!(findings.window, article_window());
    assert!(findings.on_your_window.is_empty());
    let verdict = |id: &str| claim(&findings.claims, id).verdict;
    for id in ["C01", "C02", "C03", "C04"] {
        let claim = claim(&findings.claims, id);
        assert_eq!(claim.verdict, Verdict::Robust, "{id}: {}", claim.reason);
        let robustness = claim.robustness.as_ref().unwrap();
        let others = ("categories", Some(1.0), None);
        let found = (
            robustness.family.as_str(),
            robustness.agreement,
            robustness.placebo.as_ref(),
        );
        assert_eq!(found, others, "{robustness:?}");
        assert!(robustness.family_size >= 10 && robustness.why_no_placebo.is_some());
        assert!(robustness.q_value >= robustness.p_value);
        let names: Vec<&str> = robustness
            .intervals
            .iter()
            .map(|beside| beside.name.as_str())
            .collect();
        let all = ["newey_west_fixed_b", "newey_west_normal", "weekly_welch_t"];
        assert_eq!(names, all);
    }
    for id in ["C13", "C19", "C20", "C21", "C38"] {
        let claim = claim(&findings.claims, id);
        assert_eq!(claim.verdict, Verdict::Reproduced, "{id}: {}", claim.reason);
    }
    // Three fell beyond doubt and three are allowed; in a draw of ten a fourth did.
    let signs = claim(&findings.claims, "C14");
    assert_eq!(signs.verdict, Verdict::Inconclusive, "{}", signs.reason);
    assert!(
        signs.finding.en.contains("at most 3 fell beyond doubt in"),
        "{}",
        signs.finding
    );
    assert_eq!(verdict("C18"), Verdict::UntestableAsStated);
    assert_eq!(verdict("C40"), Verdict::UntestableAsStated);
    assert_eq!(verdict("C27"), Verdict::NotCovered);
    assert_eq!(verdict("C29"), Verdict::Void);
    assert_eq!(verdict("C26"), Verdict::Contradicted);
    let writing = claim(&findings.claims, "C01");
    assert_eq!(writing.deciding_reading, "season_matched_share");
    assert_eq!(
        writing.evidence_query,
        "category:writing date:2022-11-01..2024-02-14"
    );
    for id in ["C15", "C18", "C27", "C40"] {
        assert_eq!(claim(&findings.claims, id).evidence_query, "", "{id}");
    }
    let drained = |id: &str| {
        let finding = &claim(&findings.claims, id).finding;
        finding
            .en
            .contains("(“AI Apps & Integration”) was born on 2023-12-19, inside the window.")
    };
    assert!(drained("C07") && drained("C08") && drained("C35") && !drained("C05"));
    assert_eq!(
        (findings.categories.len(), findings.tags.len()),
        (20, tags().len())
    );
    let line = &findings.averages[0];
    assert_eq!(line.values.len(), findings.days.len());
    assert!(line.values[82].is_none() && line.values[83].is_some());
    assert_eq!(
        findings,
        judge(&claim_file(), &panel, &request(None)),
        "the same twice"
    );
}

#[test]
fn another_window_gets_the_sentences_again_and_the_article_none() {
    let panel = market(days("2014-06-01", "2016-12-31"), day("2016-01-01"), 60.0);
    let window = days("2014-11-01", "2016-02-14");
    let findings = judge(&claim_file(), &panel, &request(Some(window)));
    sound(&findings);
    for judged in &findings.claims {
        let logic = matches!(judged.id.as_str(), "C18" | "C40");
        let expected = if logic {
            Verdict::UntestableAsStated
        } else {
            Verdict::NotCovered
        };
        assert_eq!(judged.verdict, expected, "{}: {}", judged.id, judged.reason);
    }
    let again = claim(&findings.on_your_window, "C01@2014-11-01_2016-02-14");
    assert_eq!(again.original.as_deref(), Some("C01"));
    assert_eq!(
        again.sentence.en,
        "Postings for writing fell by 33 % between 2014-11-01 and 2016-02-14."
    );
    assert_ne!(again.verdict, Verdict::NotCovered);
    let image = claim(&findings.on_your_window, "C28@2014-11-01_2016-02-14");
    assert_eq!(image.verdict, Verdict::Void, "{}", image.reason);
    assert!(
        findings
            .on_your_window
            .iter()
            .all(|claim| claim.window == window)
    );
    let whole = judge(&claim_file(), &panel, &request(None));
    assert_eq!(whole.window, panel.days);
}

#[test]
fn a_window_too_short_for_two_averages_has_no_change_and_no_other_window_in_its_place() {
    let panel = market(days("2021-06-01", "2024-02-14"), day("2023-07-01"), 60.0);
    for (last, is_long) in [("2023-07-18", true), ("2023-07-17", false)] {
        let window = days("2023-02-01", last);
        let findings = judge(&claim_file(), &panel, &request(Some(window)));
        sound(&findings);
        assert_eq!(findings.on_your_window.is_empty(), !is_long);
        let writing = &findings.categories[0];
        assert_eq!(writing.n_start.is_some(), is_long);
        assert_eq!(writing.n_end.is_some(), is_long);
        assert_eq!(writing.change.is_some(), is_long, "{writing:?}");
    }
}

#[test]
fn demand_at_companies_is_judged_by_its_share() {
    // Twice as many postings of everything: the count doubles, the share stays.
    let turn = day("2023-07-01");
    let level = |base: f64| move |day: Day| if day < turn { base } else { 2.0 * base };
    let panel = Market::new(days("2021-06-01", "2024-02-14"), |day| {
        around(level(900.0)(day), day, 1)
    })
    .cohort("tag:machine_learning", |day| {
        around(level(90.0)(day), day, 2)
    })
    .panel;
    let companies = Request {
        universe: "market:company".to_owned(),
        ..request(None)
    };
    let findings = judge(&claim_file(), &panel, &companies);
    let judged = claim(&findings.claims, "C27");
    assert_eq!(judged.verdict, Verdict::Robust, "{}", judged.reason);
    assert!(judged.estimate.unwrap().value.abs() < 0.05, "{judged:?}");
    assert!(
        judged
            .finding
            .en
            .starts_with("The change of the share of all postings is"),
        "{}",
        judged.finding
    );
}

#[test]
fn poor_panels_are_judged_without_a_number_that_is_none() {
    let window = Some(article_window());
    let empty = market(days("2022-11-01", "2024-02-14"), day("2023-07-01"), 0.0);
    let four_days = market(days("2022-12-31", "2023-01-03"), day("2023-01-02"), 500.0);
    let mut bare = empty.clone();
    (bare.sources, bare.universe) = (Vec::new(), Vec::new());
    (bare.cohorts, bare.counts) = (Vec::new(), Vec::new());
    bare.pay = model::PostedPay::default();
    let gone = Market::new(days("2021-11-01", "2024-02-14"), |_| 90)
        .cohort("writing", |day| {
            if day < "2023-07-01".parse().unwrap() {
                9
            } else {
                0
            }
        })
        .cohort("backend", |day| {
            if day < "2023-07-01".parse().unwrap() {
                0
            } else {
                9
            }
        })
        .panel;
    for panel in [&empty, &four_days, &bare, &gone] {
        for window in [None, window, Some(days("2023-01-01", "2023-01-02"))] {
            sound(&judge(&claim_file(), panel, &request(window)));
        }
    }
    let findings = judge(&claim_file(), &gone, &request(None));
    let writing = findings
        .categories
        .iter()
        .find(|row| row.id == "writing")
        .unwrap();
    let fall = writing.change.unwrap();
    assert_eq!((fall.value, fall.low), (-1.0, None));
    let backend = findings
        .categories
        .iter()
        .find(|row| row.id == "backend")
        .unwrap();
    assert_eq!((backend.change, backend.rate_ratio), (None, None));
}
