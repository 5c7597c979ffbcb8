//! Small bases: numbers by hand and by scipy, and what stands beside the claim of a tag that began next to nothing.

use analytics::claims::KnownTag;
use analytics::rate_ratio::Rate;
use analytics::{ClaimFile, Request, judge, small_base};
use model::TagId;

fn rate(count: u64, total: u64) -> Rate {
    Rate { count, total }
}

/// 1e-9: the ends are those of the exact rate ratio, by scipy.stats.beta: see the line below.
#[test]
fn golden_added_postings_follow_the_exact_ratio() {
    // scipy 1.17.1: lo, hi = beta.ppf(.025, 120, 7), beta.ppf(.975, 121, 6); R = p / (1 - p) * 10_000 / 20_000; x1 * (1 - 1 / R)
    let found = small_base::added(rate(6, 10_000), rate(120, 20_000)).unwrap();
    assert!((found.value - 108.0).abs() < 1e-9, "{found:?}");
    assert!(
        (found.low.unwrap() - 93.106293110).abs() < 1e-6,
        "{found:?}"
    );
    assert!(
        (found.high.unwrap() - 115.682094634).abs() < 1e-6,
        "{found:?}"
    );
    assert_eq!(small_base::added(rate(0, 10), rate(3, 10)), None);
    let fell = small_base::added(rate(100, 1_000), rate(50, 1_000)).unwrap();
    assert!(
        (fell.value + 50.0).abs() < 1e-9 && fell.high.unwrap() < 0.0,
        "{fell:?}"
    );
}

#[test]
fn each_base_has_its_ratio() {
    let bases = [rate(1, 1_000), rate(4, 2_000), rate(0, 500)];
    let found = small_base::by_base(&bases, rate(21, 1_000));
    assert!((found[0].unwrap() - 21.0).abs() < 1e-12);
    assert!((found[1].unwrap() - 10.5).abs() < 1e-12);
    assert_eq!(found[2], None);
}

/// 1e-9: shares of 5 in 10,000 and 100 in 20,000, Newcombe's interval by statsmodels 0.15.0 `confint_proportions_2indep(method="newcomb")`.
#[test]
fn golden_false_matches_are_taken_off_with_their_uncertainty() {
    let found = small_base::corrected(rate(5, 10_000), rate(100, 20_000)).unwrap();
    assert!((found.count.value - 90.0).abs() < 1e-9);
    assert!((found.precision - 0.9).abs() < 1e-12);
    assert!(
        (found.count.low.unwrap() - 67.767738049).abs() < 1e-6,
        "{found:?}"
    );
    // The end would be 112.29, and no more than all of them can be true.
    assert_eq!(found.count.high, Some(100.0));
    let worse = small_base::corrected(rate(50, 1_000), rate(10, 1_000)).unwrap();
    assert_eq!((worse.count.value, worse.precision), (0.0, 0.0));
    assert_eq!(small_base::corrected(rate(1, 10), rate(0, 10)), None);
    assert_eq!(small_base::corrected(rate(0, 0), rate(1, 10)), None);
}

/// A tag with four false matches a day before its birth and ten times as many at the end.
#[test]
fn beside_a_change_of_a_tag_stand_base_months_and_what_matched_before_its_birth() {
    use crate::market::{Market, day, days};
    let birth = day("2022-11-30");
    let market = Market::new(days("2020-01-01", "2024-02-14"), |_| 1_000).cohort(
        "tag:ai_agent",
        move |at| match at {
            at if at < birth => 4,
            at if at < day("2023-01-01") => 6,
            at if at < day("2023-02-01") => 8,
            _ => 40,
        },
    );
    let text = "[study]\nwindow = { first = \"2022-12-01\", last = \"2024-02-14\" }\n[[claim]]\nid = \"X1\"\nsection = \"skills\"\nkind = \"descriptive\"\nsentence = \"It rose.\"\n[claim.test]\nstatistic = \"ma84_change\"\ntags = [\"ai_agent\"]\nexpected = { op = \">\", value = 0.0 }\n";
    let tags = [KnownTag {
        slug: "ai_agent".to_owned(),
        title: "AI agents".into(),
        id: TagId::new(0).unwrap(),
        birth: Some(birth),
    }];
    let claims = ClaimFile::parse("x.toml", text, &tags).unwrap();
    let found = judge(&claims, &market.panel, &Request::default())
        .claims
        .remove(0);
    let value = |name: &str| {
        let reading = found.readings.iter().find(|one| one.name == name);
        reading.and_then(|one| one.estimate).unwrap().value
    };
    assert!((value("base_month_highest") - (40.0 / 6.0 - 1.0)).abs() < 1e-9);
    assert!(
        (value("base_month_lowest") - 0.0).abs() < 1e-9,
        "February has its 40 already"
    );
    // Shares of the start window: 31 days of 6, 31 of 8 and 22 of 40, each less 4.
    let start = (31.0 * 2.0 + 31.0 * 4.0 + 22.0 * 36.0) / 84.0;
    assert!((value("without_false_matches") - (36.0 / start - 1.0)).abs() < 1e-9);
    assert!(
        found.finding.en.contains(
            "By the month that is taken as base the share is × 1.00 (2023-02) to × 6.67 (2022-12)."
        ),
        "{}",
        found.finding
    );
    assert!(
        found.finding.en.contains("4,256 of 1,064,000 postings match; at that rate 90.0 % of the matches in the end window are true."),
        "{}",
        found.finding
    );
}
