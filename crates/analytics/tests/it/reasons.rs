//! What a verdict rests on and says: the windows that were compared, the readings that a claim states, what was drawn, what is withheld.

use analytics::{ClaimFile, JudgedClaim, Request, Verdict, judge};
use model::Day;

use crate::market::{Market, around, day, days, tags};

/// A claim on a window of its own, judged in a universe of freelance postings.
fn judged(window: (&str, &str), head: &str, test: &str, market: &Market) -> JudgedClaim {
    let (first, last) = window;
    let text = format!(
        "[study]\ncategories = [\"writing\", \"legal\"]\nwindow = {{ first = \"{first}\", last = \"{last}\" }}\n[[claim]]\nid = \"X1\"\nsection = \"counts\"\nkind = \"descriptive\"\nsentence = \"It changed.\"\n{head}\n[claim.test]\n{test}"
    );
    let claims = ClaimFile::parse("x.toml", &text, &tags()).unwrap();
    let request = Request {
        universe: "market:freelance".to_owned(),
        ..Request::default()
    };
    judge(&claims, &market.panel, &request).claims.remove(0)
}

const ARTICLE: (&str, &str) = ("2022-11-01", "2024-02-14");

fn steady(first: &str, cohort: &str, level: impl Fn(Day) -> f64) -> Market {
    Market::new(days(first, "2024-02-14"), |on| around(900.0, on, 1))
        .cohort(cohort, |on| around(level(on), on, 2))
        .cohort("legal", |on| around(80.0, on, 3))
}

#[test]
fn a_range_that_the_estimate_misses_has_its_direction_alone() {
    let fallen = steady("2021-06-01", "writing", |on| {
        if on < day("2023-07-01") { 80.0 } else { 66.0 }
    });
    let test = |limit: &str| {
        format!(
            "statistic = \"ma84_change\"\ncategories = [\"writing\"]\nexpected = {{ op = \"<\", value = {limit} }}\n"
        )
    };
    let found = judged(ARTICLE, "", &test("0.0"), &fallen);
    assert_eq!(found.verdict, Verdict::Robust, "{}", found.reason);
    let (low, value) = (
        found.deciding.unwrap().low.unwrap(),
        found.estimate.unwrap().value,
    );
    let between = (low + value) / 2.0;
    let found = judged(ARTICLE, "", &test(&format!("{between:.4}")), &fallen);
    assert_eq!(found.verdict, Verdict::DirectionOnly, "{}", found.reason);
    assert!(
        found.reason.en.contains("misses the claim"),
        "{}",
        found.reason
    );
}

#[test]
fn a_tag_that_is_born_between_the_windows_of_a_year_earlier_and_the_own_is_void() {
    // The last 84 days a year earlier begin on 2020-05-12, the window on 2020-06-15, and between them the tag is born.
    let market = Market::new(days("2019-06-01", "2021-08-03"), |on| around(900.0, on, 1))
        .cohort("tag:chatbot_ai", |on| around(40.0, on, 2));
    let test = "statistic = \"ma84_change\"\ntags = [\"chatbot_ai\"]\nexpected = { op = \">\", value = 0.0 }\n";
    let found = judged(("2020-06-15", "2021-08-03"), "", test, &market);
    assert_eq!(found.deciding_reading, "season_matched_share");
    assert_eq!(found.verdict, Verdict::Void, "{}", found.reason);
    assert!(found.reason.en.contains("2020-06-11"), "{}", found.reason);
}

#[test]
fn a_claim_of_a_year_earlier_is_held_against_years_alone() {
    let market = steady("2021-06-01", "writing", |_| 80.0);
    let test = "statistic = \"ma84_change\"\ncategories = [\"writing\"]\nown_reading = \"season_matched\"\nexpected = { op = \"<\", value = 0.0 }\n";
    let found = judged(ARTICLE, "", test, &market);
    let robustness = found.robustness.unwrap();
    assert!(robustness.specifications >= 20);
    let choices: Vec<&str> = robustness.choices.iter().map(|one| one.choice).collect();
    assert!(
        choices.contains(&"width_days") && !choices.contains(&"reading"),
        "{choices:?}"
    );
}

#[test]
fn a_slope_on_a_path_whose_season_nobody_knows_says_so_and_is_never_robust() {
    let start = day("2022-11-01");
    let falling = |on: Day| 80.0 * (-0.03 * f64::from((on - start).max(0)) / 30.4).exp();
    let test = |of: &str| {
        format!(
            "statistic = \"slope\"\ncategories = [\"writing\"]\nof = \"{of}\"\nexpected = {{ op = \"<\", value = 0.0 }}\n"
        )
    };
    let market = steady("2022-11-01", "writing", falling);
    let found = judged(ARTICLE, "", &test("share"), &market);
    assert_eq!(found.deciding_reading, "weekly_share");
    assert_eq!(found.verdict, Verdict::Reproduced, "{}", found.reason);
    assert!(
        found.reason.en.contains("to tell the season"),
        "{}",
        found.reason
    );
    // From a year on the categories share a season, which a count may take off.
    let found = judged(ARTICLE, "", &test("count"), &market);
    assert_eq!(found.deciding_reading, "weekly_count_without_season");
    assert!(
        !found.reason.en.contains("to tell the season"),
        "{}",
        found.reason
    );
}

#[test]
fn a_cause_is_untestable_in_any_universe() {
    let market = steady("2021-06-01", "writing", |_| 80.0);
    let test = "statistic = \"causal\"\nwhy = \"Counts show no cause.\"\n";
    let found = judged(ARTICLE, "universe = \"market:company\"", test, &market);
    assert_eq!(
        found.verdict,
        Verdict::UntestableAsStated,
        "{}",
        found.reason
    );
}

#[test]
fn an_order_against_the_numbers_stated_is_untestable() {
    let market = steady("2021-06-01", "writing", |_| 80.0);
    let text = "[study]\ncategories = [\"writing\", \"legal\"]\nwindow = { first = \"2022-11-01\", last = \"2024-02-14\" }\n".to_owned()
        + &[("C1", "writing", "-0.1"), ("C2", "legal", "-0.3")].map(|(id, category, value)| format!("[[claim]]\nid = \"{id}\"\nsection = \"s\"\nkind = \"descriptive\"\nsentence = \"It changed.\"\n[claim.test]\nstatistic = \"ma84_change\"\ncategories = [\"{category}\"]\ntolerance = 0.01\nexpected = {{ op = \"=\", value = {value} }}\n")).concat()
        + "[[claim]]\nid = \"C3\"\nsection = \"s\"\nkind = \"rank\"\nsentence = \"Writing fell most.\"\n[claim.test]\nstatistic = \"rank_of_changes\"\norder = [\"writing\", \"legal\"]\nprobability = 0.9\n";
    let claims = ClaimFile::parse("x.toml", &text, &tags()).unwrap();
    let found = judge(&claims, &market.panel, &Request::default())
        .claims
        .remove(2);
    assert_eq!(
        found.verdict,
        Verdict::UntestableAsStated,
        "{}",
        found.reason
    );
    assert!(found.reason.en.contains("comes before"), "{}", found.reason);
}

#[test]
fn a_sum_with_a_small_part_is_not_said() {
    let market = steady("2021-06-01", "tag:chatbot", |_| 1.5)
        .cohort("tag:openai_api", |on| u32::from(on.number() % 30 == 0));
    let test = "statistic = \"ratio_of_counts\"\nnumerator = [\"openai_api\"]\ndenominator = [\"chatbot\"]\nexpected = { op = \"<\", value = 0.5 }\n";
    let found = judged(ARTICLE, "", test, &market);
    assert_eq!(found.verdict, Verdict::Void, "{}", found.reason);
    assert!((1..10).contains(&found.n_end), "{}", found.n_end);
    let sum = (found.n_start + found.n_end).to_string();
    assert!(!found.reason.en.contains(&sum), "{}", found.reason);
    assert!(
        found.reason.en.contains("fewer than 10"),
        "{}",
        found.reason
    );
}

#[test]
fn an_order_says_that_the_set_was_drawn() {
    let market = steady("2021-06-01", "writing", |on| {
        if on < day("2023-07-01") { 80.0 } else { 50.0 }
    })
    .cohort("translation", |on| {
        around(if on < day("2023-07-01") { 80.0 } else { 50.0 }, on, 7)
    });
    let test =
        "statistic = \"rank_of_changes\"\norder = [\"writing\", \"legal\"]\nprobability = 0.9\n";
    let found = judged(ARTICLE, "", test, &market);
    let set = "the named, in whatever order among themselves, are there in";
    assert!(found.reason.en.contains(set), "{}", found.reason);
}
