//! What stands beside the tables: lines with their bands, what was seen of each day and what may still arrive, months.

use analytics::{Findings, Request, judge};
use model::{Panel, Series, TagId};

use crate::market::{Market, around, claim_file, day, days};

fn findings(panel: &Panel) -> Findings {
    let request = Request {
        universe: "all".to_owned(),
        window: Some(days("2023-02-10", "2023-12-31")),
        tags: vec![(
            "chatbot".to_owned(),
            "Chatbots".into(),
            TagId::new(0).unwrap(),
        )],
        ..Request::default()
    };
    judge(&claim_file(), panel, &request)
}

fn archive() -> Panel {
    Market::new(days("2022-12-20", "2023-12-31"), |on| around(300.0, on, 1))
        .cohort("writing", |on| around(50.0, on, 2))
        .pay(|on| vec![(10 + i64::from(on.weekday_from_monday()), 30, 1)])
        .cohort("tag:chatbot", |on| around(4.0, on, 3))
        .panel
}

/// The archive as a source that was polled: wholly, but for two days of which half was seen and all of June, and until noon of 20 December.
fn polled() -> Panel {
    let mut panel = archive();
    let noon = day("2023-12-20").unix_seconds() + 43_200;
    let stretches: Vec<(i64, i64)> = panel
        .days
        .days()
        .filter(|on| on.month_label() != "2023-06")
        .map(|on| {
            let half = [day("2023-08-03"), day("2023-08-04")].contains(&on);
            let seconds = if half { 43_200 } else { 86_400 };
            (on.unix_seconds(), (on.unix_seconds() + seconds).min(noon))
        })
        .filter(|(first, last)| first < last)
        .collect();
    let source = panel.sources[0].clone();
    panel.watch(&source, &stretches);
    panel
}

#[test]
fn a_band_is_the_default_interval_of_the_twelve_weeks_that_end_on_its_day() {
    let panel = archive();
    let findings = findings(&panel);
    let line = &findings.averages[0];
    assert_eq!(line.values.len(), line.interval.len());
    assert_eq!(line.values.len(), findings.days.len());
    for (value, band) in line.values.iter().zip(&line.interval) {
        assert_eq!(value.is_some(), band.is_some());
        let (Some(value), Some((low, high))) = (value, band) else {
            continue;
        };
        assert!(low < value && value < high, "{low} {value} {high}");
    }
    // Once more by hand, as docs/coverage.md has it.
    let at = findings.days.index_of(day("2023-10-05")).unwrap();
    let counts = &panel.counts[0][0].counts[at - 83..=at];
    let weeks: Vec<f64> = counts
        .chunks(7)
        .map(|week| week.iter().map(|count| f64::from(*count)).sum())
        .collect();
    let mean = weeks.iter().sum::<f64>() / 12.0;
    let z: Vec<f64> = weeks.iter().map(|week| week / mean - 1.0).collect();
    let gamma = |lag: usize| (lag..12).map(|t| z[t] * z[t - lag]).sum::<f64>() / 12.0;
    let tail: f64 = (1..=3)
        .map(|lag| 2.0 * (1.0 - lag as f64 / 4.0) * gamma(lag))
        .sum();
    let b: f64 = 4.0 / 12.0;
    let critical = 1.96 + 2.9694 * b + 0.4160 * b * b - 0.5324 * b * b * b;
    let reach = critical * ((gamma(0) + tail) / 11.0).sqrt();
    let (low, high) = line.interval[at].unwrap();
    assert!((low - mean / 7.0 * (-reach).exp()).abs() < 1e-9, "{low}");
    assert!((high - mean / 7.0 * reach.exp()).abs() < 1e-9, "{high}");
}

#[test]
fn a_line_and_its_band_stop_where_the_days_were_not_seen() {
    let findings = findings(&polled());
    let line = &findings.averages[0];
    let on = |text: &str| findings.days.index_of(day(text)).unwrap();
    // All of June is more than a fifth of 84 days, so no mean that holds it is shown; a week of unseen days has no total.
    for unseen in ["2023-06-20", "2023-08-10"] {
        assert_eq!(
            (line.values[on(unseen)], line.interval[on(unseen)]),
            (None, None)
        );
    }
    assert!(line.values[on("2023-09-10")].is_some());
    assert_eq!(line.interval[on("2023-09-10")], None);
    assert!(line.interval[on("2023-09-25")].is_some());
    // Nothing was seen after 20 December, and of that day too little.
    assert!(line.values[on("2023-12-19")].is_some() && line.values[on("2023-12-20")].is_none());
}

#[test]
fn what_was_seen_and_what_may_still_arrive() {
    let found = findings(&polled());
    let seen = |text: &str| found.seen[found.days.index_of(day(text)).unwrap()];
    assert_eq!(found.seen.len(), found.days.len());
    assert_eq!(seen("2023-08-02"), Some(1.0));
    assert_eq!(seen("2023-08-03"), Some(0.5));
    assert_eq!(seen("2023-06-11"), Some(0.0));
    assert_eq!(seen("2023-12-21"), None);
    // Half of the 20th was polled, so the rest of it may still come.
    assert_eq!(found.arriving_from, Some(day("2023-12-20")));

    let found = findings(&archive());
    assert_eq!(found.arriving_from, None);
    assert!(found.seen.iter().all(|seen| *seen == Some(1.0)));

    // A second source of a ninth of the postings, polled to the end: each is weighed by its postings, and the one behind decides.
    let mut two = polled();
    two.sources.push("small".parse().unwrap());
    two.completeness.push(Some(vec![100; two.days.len()]));
    let small = |counts: &[u32]| counts.iter().map(|count| count / 9).collect();
    let of = |series: &Series| Series {
        source: 1,
        counts: small(&series.counts),
    };
    let (universe, writing) = (of(&two.universe[0]), of(&two.counts[0][0]));
    two.universe.push(universe);
    two.counts[0].push(writing);
    let found = findings(&two);
    let august = found.seen[found.days.index_of(day("2023-08-03")).unwrap()].unwrap();
    assert!((august - 0.55).abs() < 0.01, "{august}");
    assert_eq!(found.arriving_from, Some(day("2023-12-20")));
}

#[test]
fn months_are_whole_ones_and_are_counted_where_they_were_seen() {
    let panel = polled();
    let monthly = findings(&panel).monthly;
    // December 2022 begins before the panel.
    assert_eq!(monthly.months.first(), Some(&day("2023-01-01")));
    assert_eq!(monthly.months.len(), 12);
    let at = |text: &str| {
        monthly
            .months
            .iter()
            .position(|on| *on == day(text))
            .unwrap()
    };
    assert_eq!(monthly.universe[at("2023-06-01")], None);
    // Nineteen of its thirty-one days.
    assert_eq!(monthly.universe[at("2023-12-01")], None);
    let sum = |counts: &[u32], except: &dyn Fn(&str) -> bool| -> u64 {
        let days = panel.days.days().zip(counts);
        days.filter(|(on, _)| on.month_label() == "2023-08" && !except(&on.to_string()))
            .map(|(_, count)| u64::from(*count))
            .sum()
    };
    let unseen = |on: &str| ["2023-08-03", "2023-08-04"].contains(&on);
    let august = at("2023-08-01");
    let counts = &panel.universe[0].counts;
    assert_eq!(monthly.universe[august], Some(sum(counts, &unseen)));
    let writing = &monthly.categories[0];
    assert_eq!(
        (writing.id.as_str(), writing.title.en.as_str()),
        ("writing", "Writing")
    );
    assert_eq!(
        writing.counts[august],
        Some(sum(&panel.counts[0][0].counts, &unseen))
    );
    let chatbot = &monthly.tags[0];
    assert_eq!(chatbot.title.en, "Chatbots");
    assert_eq!(
        chatbot.counts[august],
        Some(sum(&panel.counts[1][0].counts, &unseen))
    );
}

#[test]
fn medians_of_pay_have_the_interval_of_order_statistics() {
    let found = findings(&archive());
    let row = found
        .categories
        .iter()
        .find(|row| row.id == "writing")
        .unwrap();
    let (start, end) = row.median_hourly_pay.unwrap();
    assert_eq!(Some(start.value), row.median_hourly_pay_start);
    assert_eq!(Some(end.value), row.median_hourly_pay_end);
    // Each weekday's midpoint comes 12 times, so ranks 33 and 52 of 84 lie a weekday to each side of the middle one at most.
    assert_eq!((start.n, start.value), (84, 21.5));
    assert_eq!((start.low, start.high), (Some(21.0), Some(22.0)));
    let tag = &found.tags[0];
    assert_eq!(tag.median_hourly_pay, None);
}
