//! Facts about the nouns that the rest of the house leans on: calendar, keys, pay and the cohort rule.

use crate::{
    Category, CohortSpec, Currency, Day, DayRange, Pay, PayCell, PayGroup, PayKind, PayList,
    PayRange, Period, Platform, PostedPay, PostingKey, Sense, TagId, TagSet,
};

fn platform() -> Platform {
    "upwork".parse().unwrap()
}

#[test]
fn days_know_the_calendar() {
    let day: Day = "2022-11-30".parse().unwrap();
    assert_eq!(day.number(), 19_326);
    assert_eq!(day.weekday_from_monday(), 2);
    assert_eq!(day.of_year(), 334);
    assert_eq!(day.years_away(1).to_string(), "2023-11-30");
    assert_eq!(
        "2024-02-29"
            .parse::<Day>()
            .unwrap()
            .years_away(-1)
            .to_string(),
        "2023-02-28"
    );
    assert_eq!(Day::from_unix_seconds(-1), None);
    assert_eq!(
        Day::from_unix_seconds(1_296_491_026).unwrap().to_string(),
        "2011-01-31"
    );
    for number in [0, 1, 59, 60, 365, 11_016, 19_326, 30_000] {
        let day = Day::from_number(number).unwrap();
        let (year, month, of_month) = day.ymd();
        assert_eq!(Day::from_ymd(year, month, of_month), Some(day));
        assert_eq!(day.to_string().parse::<Day>().unwrap(), day);
    }
    for text in [
        "2023-02-29",
        "2023-1-01",
        "20230101",
        "1969-12-31",
        "2023-01-01T00:00:00Z",
    ] {
        assert!(text.parse::<Day>().is_err(), "{text}");
    }
}

#[test]
fn pay_keeps_the_range_and_refuses_what_is_no_pay() {
    let pay = Pay::new(PayKind::Hourly, 12.5, 30.0, Currency::USD, Period::Hour).unwrap();
    assert_eq!(pay.to_string(), "12.50–30 USD/hour");
    assert_eq!(
        serde_json::from_str::<Pay>(&serde_json::to_string(&pay).unwrap()).unwrap(),
        pay
    );
    for (kind, low, high, period) in [
        (PayKind::Hourly, 0.0, 10.0, Period::Hour),
        (PayKind::Hourly, 30.0, 10.0, Period::Hour),
        (PayKind::Hourly, f64::NAN, 10.0, Period::Hour),
        (PayKind::Hourly, 10.0, 20.0, Period::Year),
        (PayKind::Salary, 10.0, 20.0, Period::Hour),
        (PayKind::Fixed, 10.0, f64::INFINITY, Period::Project),
    ] {
        assert!(
            Pay::new(kind, low, high, Currency::USD, period).is_err(),
            "{kind:?} {low} {high} {period:?}"
        );
    }
    let forged = r#"{"kind":"hourly","low":500,"high":100,"currency":"USD","period":"hour"}"#;
    assert!(serde_json::from_str::<Pay>(forged).is_err());
}

#[test]
fn a_key_is_the_same_whichever_way_the_job_came() {
    let a = PostingKey::from_url(
        &platform(),
        "https://WWW.Example.com/jobs/7/?source=rss#top",
    )
    .unwrap();
    let b = PostingKey::from_url(&platform(), "http://www.example.com/jobs/7").unwrap();
    assert_eq!(a, b);
    assert_eq!(
        PostingKey::from_native_id(&platform(), " 42 ")
            .unwrap()
            .as_str(),
        "upwork/42"
    );
    assert_eq!(PostingKey::from_native_id(&platform(), "  "), None);
    let day = "2024-01-01".parse().unwrap();
    // Lengths are hashed with the parts, so that moving a word from title to body is another posting.
    assert_ne!(
        PostingKey::from_content(&platform(), "ab", "c", day),
        PostingKey::from_content(&platform(), "a", "bc", day)
    );
}

#[test]
fn a_cohort_needs_one_of_its_categories_and_one_of_its_tags() {
    let tag = TagId::new(3).unwrap();
    let demand: TagSet = [tag].into_iter().collect();
    let none = TagSet::default();
    let spec = CohortSpec {
        id: "x".to_owned(),
        categories: vec![Category::Writing, Category::Video],
        tags: demand,
        sense: Sense::Demand,
    };
    assert!(spec.holds(Category::Video, demand, demand));
    assert!(!spec.holds(Category::Sales, demand, demand));
    assert!(!spec.holds(Category::Video, none, demand));
    assert!(
        CohortSpec {
            sense: Sense::Mention,
            ..spec
        }
        .holds(Category::Video, none, demand)
    );
}

fn group(cohort: Option<usize>, source: usize, day: &str, low: i64, n: u32) -> PayGroup {
    PayGroup {
        cohort,
        source,
        day: day.parse().unwrap(),
        kind: PayKind::Hourly,
        period: Period::Hour,
        currency: Currency::USD,
        low,
        high: 2 * low,
        n,
    }
}

#[test]
fn posted_pay_gives_its_groups_back_in_order() {
    let mut groups = vec![
        group(Some(1), 0, "2024-01-02", 900, 1),
        group(None, 1, "2024-01-03", 500, 2),
        group(None, 0, "2024-01-03", 700, 1),
        group(None, 0, "2024-01-01", 900, 4),
        group(None, 0, "2024-01-01", 500, 3),
    ];
    let pay: PostedPay = groups.iter().copied().collect();
    groups.sort();
    assert_eq!(pay.groups().collect::<Vec<_>>(), groups);
    assert_eq!(pay.ranges().len(), 3, "each range once");
    let sources: Vec<usize> = pay.lists_of(None).iter().map(|list| list.source).collect();
    assert_eq!(sources, [0, 1]);
    assert!(pay.lists_of(Some(0)).is_empty());
    let days = DayRange::new("2024-01-02".parse().unwrap(), "2024-01-03".parse().unwrap());
    let on: Vec<u32> = pay.lists()[0]
        .on(days.unwrap())
        .iter()
        .map(|cell| cell.n)
        .collect();
    assert_eq!(on, [1]);
    assert!(PostedPay::default().is_empty() && !pay.is_empty());
}

#[test]
fn pay_of_two_panels_is_added_up_where_it_belongs() {
    let own = [
        group(None, 0, "2024-01-01", 500, 3),
        group(None, 0, "2024-01-03", 700, 1),
    ];
    let other = [
        group(None, 0, "2024-01-01", 500, 2),
        group(None, 0, "2024-01-02", 100, 1),
        group(None, 1, "2024-01-02", 800, 9),
        group(Some(0), 0, "2024-01-02", 100, 1),
    ];
    let of = |groups: &[PayGroup]| -> PostedPay { groups.iter().copied().collect() };
    let both = of(&own).plus(of(&other), |cohort, source| {
        (source == 0).then_some((cohort, 0))
    });
    let expected = [
        group(None, 0, "2024-01-01", 500, 5),
        group(None, 0, "2024-01-02", 100, 1),
        group(None, 0, "2024-01-03", 700, 1),
        group(Some(0), 0, "2024-01-02", 100, 1),
    ];
    assert_eq!(both, of(&expected));
}

#[test]
fn posted_pay_in_parts_is_refused_out_of_order() {
    let range = |low| PayRange {
        kind: PayKind::Hourly,
        period: Period::Hour,
        currency: Currency::USD,
        low,
        high: low,
    };
    let list = |source, ranges: &[u32]| PayList {
        cohort: None,
        source,
        cells: ranges
            .iter()
            .map(|range| PayCell {
                day: "2024-01-01".parse().unwrap(),
                range: *range,
                n: 1,
            })
            .collect(),
    };
    let ranges = || vec![range(1), range(2)];
    assert!(PostedPay::of(ranges(), vec![list(0, &[0, 1]), list(1, &[1])]).is_some());
    assert!(PostedPay::of(vec![range(2), range(1)], Vec::new()).is_none());
    assert!(PostedPay::of(ranges(), vec![list(0, &[1, 0])]).is_none());
    assert!(PostedPay::of(ranges(), vec![list(1, &[0]), list(0, &[0])]).is_none());
    assert!(PostedPay::of(ranges(), vec![list(0, &[2])]).is_none());
}
