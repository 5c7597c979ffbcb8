//! One panel for each verdict that can be given, on claims about one category.

use analytics::{ClaimFile, JudgedClaim, Request, Verdict, judge};
use model::Day;

use crate::market::{Market, around, day, days, noise, tags};

const CLAIM: &str = "[study]\nwindow = { first = \"2022-11-01\", last = \"2024-02-14\" }\n[[claim]]\nid = \"X1\"\nsection = \"counts\"\nkind = \"descriptive\"\nsentence = \"It changed.\"\n[claim.test]\n";

fn verdict(test: &str, panel: &model::Panel) -> JudgedClaim {
    let claims = ClaimFile::parse("x.toml", &format!("{CLAIM}{test}"), &tags()).unwrap();
    let request = Request {
        universe: "market:freelance".to_owned(),
        window: None,
        tags: Vec::new(),
        unfolded: None,
        external: Vec::new(),
    };
    judge(&claims, panel, &request).claims.remove(0)
}

fn writing(expected: &str) -> String {
    format!(
        "statistic = \"ma84_change\"\ncategories = [\"writing\"]\ntolerance = 0.03\nexpected = {expected}\n"
    )
}

/// Writing that changes on 2023-07-01 by a part, in a universe that does not; weeks swing by `swing`.
fn changing(change: f64, swing: f64) -> Market {
    let turn = day("2023-07-01");
    let level = move |day: Day| {
        let week = day - (day.number() - 4).rem_euclid(7);
        let level = if day < turn {
            40.0
        } else {
            40.0 * (1.0 + change)
        };
        level * (1.0 + swing * (2.0 * noise(week, 9) - 1.0))
    };
    Market::new(days("2021-10-01", "2024-02-14"), |day| {
        around(400.0, day, 1)
    })
    .cohort("writing", move |day| around(level(day), day, 2))
}

fn expect(expected: Verdict, test: &str, market: &Market) -> JudgedClaim {
    let judged = verdict(test, &market.panel);
    assert_eq!(judged.verdict, expected, "{}", judged.reason);
    judged
}

#[test]
fn untestable_as_stated_for_a_cause_and_for_wrong_dates() {
    let market = changing(0.0, 0.1);
    let cause = "statistic = \"causal\"\nwhy = \"Counts show no cause.\"\n";
    expect(Verdict::UntestableAsStated, cause, &market);
    let months = |stated: &str| {
        format!(
            "statistic = \"months_between\"\nfrom = \"2022-11-30\"\nto = \"2023-08-01\"\nstated = {stated}\n"
        )
    };
    let judged = expect(Verdict::UntestableAsStated, &months("10.0"), &market);
    assert!(
        judged.reason.en.contains("8.0 months, not 10"),
        "{}",
        judged.reason
    );
    expect(Verdict::Reproduced, &months("8.0"), &market);
}

#[test]
fn not_covered_where_the_start_window_is_missing() {
    let market = Market::new(days("2023-03-01", "2024-02-14"), |day| {
        around(400.0, day, 1)
    })
    .cohort("writing", |day| around(40.0, day, 2));
    let judged = expect(
        Verdict::NotCovered,
        &writing("{ op = \"=\", value = -0.33 }"),
        &market,
    );
    assert_eq!(judged.estimate, None);
    assert_eq!(
        judged.reason.en,
        "The postings do not reach 2022-11-01..2023-01-23 (at least 80 % of its days are needed; the best source covers 0 %)."
    );
    assert!(
        judged
            .readings
            .iter()
            .all(|reading| reading.why_not.is_some())
    );
}

#[test]
fn void_with_few_postings_and_with_a_tag_born_inside() {
    let few = Market::new(days("2021-10-01", "2024-02-14"), |day| {
        around(400.0, day, 1)
    })
    .cohort("writing", |day| u32::from(day.number() % 2 == 0))
    .cohort("tag:ai_agent", |day| around(40.0, day, 2));
    let judged = expect(Verdict::Void, &writing("{ op = \"<\", value = 0.0 }"), &few);
    assert!(
        judged.reason.en.contains("each needs 200"),
        "{}",
        judged.reason
    );
    let agents = "statistic = \"ma84_change\"\ntags = [\"ai_agent\"]\nexpected = { op = \">\", value = 0.0 }\n";
    let judged = expect(Verdict::Void, agents, &few);
    assert!(judged.reason.en.contains("2023-03-30"), "{}", judged.reason);
    assert!(judged.estimate.is_some(), "the estimate stands beside it");
}

#[test]
fn underpowered_where_a_small_claim_meets_a_wide_interval() {
    let claim = writing("{ op = \"=\", value = 0.04 }");
    let judged = expect(Verdict::Underpowered, &claim, &changing(0.0, 0.5));
    assert!(judged.minimum_detectable_effect.unwrap() > 0.04);
    // The far end is the size of a range: nothing larger is claimed.
    expect(
        Verdict::Underpowered,
        &writing("{ op = \"in\", low = -0.04, high = 0.0 }"),
        &changing(0.0, 0.5),
    );
}

#[test]
fn a_direction_alone_stays_open_while_its_interval_holds_zero() {
    let judged = expect(
        Verdict::Inconclusive,
        &writing("{ op = \">\", value = 0.0 }"),
        &changing(-0.06, 0.4),
    );
    assert!(
        judged
            .reason
            .en
            .contains("holds 0.0 %, so the direction stays open"),
        "{}",
        judged.reason
    );
}

#[test]
fn contradicted_on_the_other_side_and_beyond_a_limit() {
    expect(
        Verdict::Contradicted,
        &writing("{ op = \"=\", value = 0.2 }"),
        &changing(-0.4, 0.1),
    );
    expect(
        Verdict::Contradicted,
        &writing("{ op = \">\", value = -0.16 }"),
        &changing(-0.4, 0.1),
    );
}

#[test]
fn fragile_where_another_reading_has_another_sign() {
    // Half as many before the window: against those days the end is a rise.
    let turns = [day("2022-10-31"), day("2023-07-01")];
    let level = move |day: Day| match day {
        day if day < turns[0] => 20.0,
        day if day < turns[1] => 40.0,
        _ => 26.8,
    };
    let market = changing(0.0, 0.0).cohort("translation", move |day| around(level(day), day, 2));
    let test = "statistic = \"ma84_change\"\ncategories = [\"translation\"]\ntolerance = 0.03\nexpected = { op = \"=\", value = -0.33 }\n";
    let judged = expect(Verdict::Fragile, test, &market);
    assert!(
        judged.reason.en.contains("the sign flips in 25."),
        "{}",
        judged.reason
    );
}

#[test]
fn fragile_where_chance_alone_would_do() {
    let judged = expect(
        Verdict::Fragile,
        &writing("{ op = \"<\", value = 0.0 }"),
        &changing(-0.06, 0.4),
    );
    let robustness = judged.robustness.unwrap();
    assert_eq!(robustness.family, "categories");
    assert_eq!(robustness.q_value, robustness.p_value, "a family of one");
    assert!(
        judged.reason.en.contains("but its q-value is 0.46"),
        "{}",
        judged.reason
    );
}

#[test]
fn one_odd_day_does_not_make_a_change_fragile() {
    let mut market = changing(-0.33, 0.05);
    let first = market.panel.days.index_of(day("2022-11-01")).unwrap();
    market.panel.counts[0][0].counts[first] = 3;
    let judged = expect(
        Verdict::Robust,
        &writing("{ op = \"=\", value = -0.33 }"),
        &market,
    );
    let odd = judged
        .readings
        .iter()
        .find(|reading| reading.name == "min_periods_1");
    assert!(odd.unwrap().estimate.unwrap().value > 0.0, "{judged:?}");
}

#[test]
fn a_year_earlier_with_few_postings_does_not_decide() {
    // One posting a day in the winter before: 84 of them stand against thousands.
    let begin = day("2022-03-01");
    let mut market = changing(-0.33, 0.05);
    let days = market.panel.days.days();
    for (day, count) in days.zip(&mut market.panel.counts[0][0].counts) {
        if day < begin {
            *count = 1;
        }
    }
    let window = "window = { first = \"2022-06-01\", last = \"2023-02-14\" }\n[claim.test]\n";
    let claim = CLAIM.replace("[claim.test]\n", window);
    let claims = format!("{claim}{}", writing("{ op = \"<\", value = 0.5 }"));
    let claims = ClaimFile::parse("x.toml", &claims, &tags()).unwrap();
    let request = Request {
        universe: "market:freelance".to_owned(),
        window: None,
        tags: Vec::new(),
        unfolded: None,
        external: Vec::new(),
    };
    let judged = judge(&claims, &market.panel, &request).claims.remove(0);
    assert_eq!(judged.deciding_reading, "first_full_window");
    assert!(
        judged
            .reason
            .en
            .contains("a year earlier there are too few"),
        "{}",
        judged.reason
    );
    assert_eq!(judged.verdict, Verdict::Robust, "{}", judged.reason);
}

#[test]
fn direction_only_where_the_size_is_far_off() {
    expect(
        Verdict::DirectionOnly,
        &writing("{ op = \"=\", value = -0.33 }"),
        &changing(-0.12, 0.02),
    );
}

#[test]
fn robust_within_tolerance_and_above_a_limit() {
    let judged = expect(
        Verdict::Robust,
        &writing("{ op = \"=\", value = -0.33 }"),
        &changing(-0.33, 0.05),
    );
    assert_eq!(judged.deciding_reading, "season_matched_share");
    expect(
        Verdict::Robust,
        &writing("{ op = \">\", value = -0.16 }"),
        &changing(0.1, 0.05),
    );
}

/// Two windows that the claim states, the second at the end of what is known: four of seven shifts and three centres are twelve
/// specifications, too few to make a claim robust.
#[test]
fn reproduced_where_too_few_specifications_stand_beside_it() {
    let stated = |start: &str, end: &str| {
        format!(
            "statistic = \"change_between\"\ncategories = [\"writing\"]\nof = \"share\"\nstart = {{ first = \"{start}\", last = \"2023-06-30\" }}\nend = {{ first = \"2023-11-23\", last = \"{end}\" }}\ntolerance = 0.04\nexpected = {{ op = \"=\", value = -0.33 }}\n"
        )
    };
    let market = changing(-0.33, 0.05);
    let judged = expect(
        Verdict::Reproduced,
        &stated("2023-04-01", "2024-02-14"),
        &market,
    );
    assert_eq!(judged.window, days("2023-04-01", "2024-02-14"));
    let robustness = judged.robustness.unwrap();
    assert_eq!((robustness.specifications, robustness.tried), (12, 21));
    expect(
        Verdict::Robust,
        &stated("2023-04-01", "2024-01-16"),
        &market,
    );
}

#[test]
fn inconclusive_where_the_claim_is_inside_but_the_estimate_is_not_near() {
    expect(
        Verdict::Inconclusive,
        &writing("{ op = \"=\", value = -0.42 }"),
        &changing(-0.2, 0.7),
    );
}

#[test]
fn inconclusive_says_outside_where_the_interval_does_not_hold_the_claim() {
    let judged = expect(
        Verdict::Inconclusive,
        &writing("{ op = \"=\", value = -0.6 }"),
        &changing(0.0, 0.1),
    );
    let (low, high) = judged
        .deciding
        .unwrap()
        .low
        .zip(judged.deciding.unwrap().high)
        .unwrap();
    assert!(low < 0.0 && 0.0 < high && low > -0.6, "{judged:?}");
    assert!(
        judged.reason.en.contains("lies outside the interval")
            && judged.reason.en.contains("that interval holds 0.0 %"),
        "{}",
        judged.reason
    );
}

#[test]
fn own_reading_decides_and_is_named_where_a_year_earlier_is_missing() {
    let turn = day("2023-07-01");
    let market = Market::new(days("2022-12-10", "2024-02-14"), |day| {
        around(400.0, day, 1)
    })
    .cohort("writing", |day| {
        around(if day < turn { 40.0 } else { 27.0 }, day, 2)
    });
    let test = "statistic = \"ma84_change\"\ncategories = [\"writing\"]\ntolerance = 0.05\nexpected = { op = \"=\", value = -0.33 }\n";
    let claims = format!(
        "{}window = {{ first = \"2022-12-10\", last = \"2023-11-14\" }}\n[claim.test]\n{test}",
        CLAIM.trim_end_matches("[claim.test]\n")
    );
    let claims = ClaimFile::parse("x.toml", &claims, &tags()).unwrap();
    let request = Request {
        universe: "market:freelance".to_owned(),
        window: None,
        tags: Vec::new(),
        unfolded: None,
        external: Vec::new(),
    };
    let judged = judge(&claims, &market.panel, &request).claims.remove(0);
    assert_eq!(judged.deciding_reading, "first_full_window");
    assert!(
        judged.reason.en.contains("a year earlier is not covered"),
        "{}",
        judged.reason
    );
    assert_eq!(judged.verdict, Verdict::Robust, "{}", judged.reason);
}
