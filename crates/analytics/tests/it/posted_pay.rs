//! Pay: ranges as intervals and quantiles against lifelines, numpy and scipy; rates that a user gives.
#![allow(clippy::disallowed_methods)]

use analytics::pay::posted_ranges::{self, PostedRange};
use analytics::pay::quantiles;
use analytics::pay::rates::{LONGEST_AGE_DAYS, RateTable};
use model::PayGroup;
use serde_json::Value;

use crate::market::day;

fn reference() -> Value {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../fixtures/analytics/pay.json"
    );
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn ranges(case: &Value) -> Vec<PostedRange> {
    let rows = case["rows"].as_array().unwrap().iter();
    rows.map(|row| PostedRange {
        low: row[0].as_f64().unwrap(),
        high: row[1].as_f64().unwrap(),
        n: u32::try_from(row[2].as_u64().unwrap()).unwrap(),
        cluster: usize::try_from(row[3].as_u64().unwrap()).unwrap(),
    })
    .collect()
}

/// The optimum to 1e-7 (scipy's simplex stops there), lifelines' to 1e-4 (its own tolerance), errors to 1e-5 (numeric derivatives there).
#[test]
fn golden_posted_ranges() {
    for (name, case) in reference()["posted_ranges"].as_object().unwrap() {
        let found = posted_ranges::fit(&ranges(case)).unwrap();
        let near = |value: f64, key: &Value, tolerance: f64| {
            let expected = key.as_f64().unwrap();
            assert!(
                (value - expected).abs() < tolerance,
                "{name}: {value}, {expected}"
            );
        };
        near(found.mu, &case["mu"], 1e-7);
        near(found.sigma, &case["sigma"], 1e-7);
        near(found.standard_error, &case["standard_error"], 1e-5);
        near(found.clustered.unwrap(), &case["clustered"], 1e-5);
        if name != "wide" {
            near(found.mu, &case["lifelines"]["mu"], 1e-4);
            near(found.sigma, &case["lifelines"]["sigma"], 1e-4);
        }
    }
}

#[test]
fn posted_ranges_scale_do_not_depend_on_order_and_need_two_that_differ() {
    let case = &reference()["posted_ranges"]["ranges"];
    let ranges = ranges(case);
    let found = posted_ranges::fit(&ranges).unwrap();
    let twice: Vec<PostedRange> = ranges
        .iter()
        .rev()
        .map(|one| PostedRange {
            low: one.low * 2.0,
            high: one.high * 2.0,
            ..*one
        })
        .collect();
    let doubled = posted_ranges::fit(&twice).unwrap();
    assert!((doubled.mu - found.mu - 2.0f64.ln()).abs() < 1e-9);
    assert!((doubled.sigma - found.sigma).abs() < 1e-9);
    assert!((doubled.clustered.unwrap() - found.clustered.unwrap()).abs() < 1e-9);
    let range = |low: f64, high: f64| PostedRange {
        low,
        high,
        n: 5,
        cluster: 0,
    };
    for none in [
        vec![],
        vec![range(10.0, 20.0)],
        // Both hold every amount from 15 to 20, so the spread may be nothing.
        vec![range(10.0, 20.0), range(15.0, 30.0)],
        vec![range(20.0, 10.0), range(15.0, 30.0)],
        vec![range(-1.0, 10.0), range(15.0, 30.0)],
        vec![range(f64::NAN, 10.0), range(15.0, 30.0)],
        vec![range(0.0, 0.0), range(15.0, 30.0)],
    ] {
        assert_eq!(posted_ranges::fit(&none), None, "{none:?}");
    }
    let open = [range(0.0, 10.0), range(15.0, 30.0), range(12.0, 14.0)];
    let found = posted_ranges::fit(&open).unwrap();
    assert!(found.clustered.is_none() && found.mu.exp() > 8.0 && found.mu.exp() < 20.0);
}

/// Exact: both take order statistics.
#[test]
fn golden_quantiles() {
    for case in reference()["quantiles"].as_array().unwrap() {
        let amounts: Vec<(i64, u64)> = serde_json::from_value(case["amounts"].clone()).unwrap();
        for expected in case["quantiles"].as_array().unwrap() {
            let part = expected["part"].as_f64().unwrap();
            let found = quantiles::quantile(&amounts, part).unwrap();
            assert_eq!(Some(found.value), expected["value"].as_f64(), "{part}");
            assert_eq!(found.low, expected["low"].as_f64(), "{part}");
            assert_eq!(found.high, expected["high"].as_f64(), "{part}");
            let (value, low, high) = match quantiles::change(&found, &found) {
                Some(change) => change,
                None => continue,
            };
            assert!(value.abs() < 1e-12 && low <= 0.0 && high >= 0.0);
        }
    }
    assert_eq!(quantiles::quantile(&[], 0.5), None);
    assert_eq!(quantiles::quantile(&[(1, 1)], 1.0), None);
}

const RATES: &str = r#"
base = "USD"
longest_age_days = 10
[[rate]]
day = "2023-01-02"
currency = "EUR"
value = 1.1
[[rate]]
day = "2023-01-09"
currency = "EUR"
value = 1.2
"#;

#[test]
fn currencies_are_converted_where_a_rate_is_given_and_else_apart() {
    let table = RateTable::parse("rates.toml", RATES).unwrap();
    let (eur, gbp, usd) = (
        "EUR".parse().unwrap(),
        "GBP".parse().unwrap(),
        "USD".parse().unwrap(),
    );
    assert_eq!(table.on(eur, day("2023-01-01")), None);
    assert_eq!(table.on(eur, day("2023-01-08")), Some(1.1));
    assert_eq!(table.on(eur, day("2023-01-19")), Some(1.2));
    assert_eq!(table.on(eur, day("2023-01-20")), None, "too old");
    assert_eq!(table.on(usd, day("2020-01-01")), Some(1.0));
    let silent = RATES.replace("longest_age_days = 10\n", "");
    let by_default = RateTable::parse("rates.toml", &silent).unwrap();
    let last = day("2023-01-09") + LONGEST_AGE_DAYS;
    assert_eq!(by_default.on(eur, last), Some(1.2));
    assert_eq!(by_default.on(eur, last + 1), None, "too old by default");
    let group = |currency, low| PayGroup {
        cohort: None,
        source: 0,
        day: day("2023-01-09"),
        kind: model::PayKind::Hourly,
        period: model::Period::Hour,
        currency,
        low,
        high: 2 * low,
        n: 3,
    };
    let posted = [group(eur, 1_000), group(gbp, 900), group(usd, 800)];
    let found: Vec<PayGroup> = table
        .convert(&posted.into_iter().collect())
        .groups()
        .collect();
    let mut expected = vec![group(usd, 1_200), group(gbp, 900), group(usd, 800)];
    expected.sort_unstable();
    assert_eq!(found, expected);

    let complaint = |text: &str| {
        RateTable::parse("rates.toml", text)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        complaint(&RATES.replace("1.1", "-1.1")),
        "rates.toml: rate 1: `value` is not a number above zero"
    );
    assert_eq!(
        complaint(&RATES.replace("\"EUR\"", "\"USD\"")),
        "rates.toml: rate 1: `currency` is the base, USD; remove it"
    );
    assert_eq!(
        complaint(&RATES.replace("2023-01-09", "2023-01-02")),
        "rates.toml: rate 2: EUR on 2023-01-02 occurs twice; remove one"
    );
    assert!(complaint("base = 3").starts_with("rates.toml: "));
}

#[test]
fn a_distribution_pools_neither_kinds_nor_periods_nor_currencies_and_keeps_every_posting() {
    use model::Period;
    let mut panel = model::Panel::empty(crate::market::days("2024-01-01", "2024-01-31"));
    let mut posted = Vec::new();
    let mut post = |period: Period, currency: &str, (low, high): (i64, i64), n: u32| {
        posted.push(PayGroup {
            cohort: None,
            source: 0,
            day: day("2024-01-09"),
            kind: period.kind(),
            period,
            currency: currency.parse().unwrap(),
            low: low * 100,
            high: high * 100,
            n,
        });
    };
    for dollars in 10..60 {
        post(Period::Hour, "USD", (dollars, dollars + 10), 2);
    }
    // One posting that would leave all others in one bar.
    post(Period::Hour, "USD", (90_000, 90_000), 1);
    post(Period::Hour, "EUR", (30, 30), 7);
    post(Period::Month, "USD", (4_000, 5_000), 3);
    post(Period::Year, "USD", (80_000, 90_000), 4);
    panel.pay = posted.into_iter().collect();
    let found = analytics::pay::distribution::distributions(&panel);
    let named: Vec<(Period, String, u64)> = found
        .iter()
        .map(|one| (one.period, one.currency.to_string(), one.n))
        .collect();
    let expected = [
        (Period::Hour, "USD", 101),
        (Period::Hour, "EUR", 7),
        (Period::Year, "USD", 4),
        (Period::Month, "USD", 3),
    ];
    assert_eq!(
        named,
        expected.map(|(period, code, n)| (period, code.to_owned(), n))
    );
    let hourly = &found[0];
    assert_eq!((hourly.lowest, hourly.highest), (15.0, 90_000.0));
    assert_eq!(hourly.median.value, 40.0);
    assert_eq!((hourly.lower_quartile, hourly.upper_quartile), (27.0, 52.0));
    assert!(hourly.median.low.unwrap() < 40.0 && hourly.median.high.unwrap() > 40.0);
    assert!((8..=20).contains(&hourly.bars.len()), "{:?}", hourly.bars);
    let width = hourly.bars[0].to - hourly.bars[0].from;
    assert!(
        hourly
            .bars
            .iter()
            .all(|bar| (bar.to - bar.from - width).abs() < 1e-9)
    );
    let last = hourly.bars.last().unwrap();
    assert!(last.open && last.to < 100.0, "{last:?}");
    for one in &found {
        assert_eq!(one.bars.iter().map(|bar| bar.n).sum::<u64>(), one.n);
    }
    assert_eq!(found[1].bars.len(), 1, "{:?}", found[1].bars);
}
