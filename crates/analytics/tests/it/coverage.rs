//! How far sources reach: stragglers, monthly threads, growth, and sources that come late.

use analytics::coverage::{Coverage, reach};
use analytics::{share_change, window_change};
use model::{Day, Panel, Series};

use crate::market::{Market, around, day, days, noise};

#[test]
fn four_days_with_stragglers_of_two_years_reach_over_four_days_and_no_more_than_six_besides() {
    let span = days("2021-01-05", "2023-01-03");
    let counts: Vec<u64> = span
        .days()
        .map(|day| {
            let late = day >= "2022-12-31".parse().unwrap();
            if late {
                2_480
            } else {
                u64::from(day.number() % 12 == 0)
            }
        })
        .collect();
    let reach = reach(span.first(), &counts).unwrap();
    assert_eq!(reach.last(), span.last());
    assert!(reach.len() <= 10, "{reach}");
}

#[test]
fn monthly_threads_reach_from_the_first_to_the_last() {
    let span = days("2011-01-01", "2016-12-31");
    // Ever larger threads on the first three days of a month, a trickle after it.
    let counts: Vec<u64> = span
        .days()
        .map(|day| {
            let (year, _, of_month) = day.ymd();
            let size = 40 * (i64::from(year) - 2010) as u64;
            match of_month {
                1..=3 => size,
                4..=12 => 1,
                _ => 0,
            }
        })
        .collect();
    let reach = reach(span.first(), &counts).unwrap();
    assert_eq!(reach.first(), span.first());
    assert!(reach.last() >= day("2016-12-03"), "{reach}");
}

#[test]
fn threads_of_several_days_with_a_thin_tail_and_an_empty_last_week_reach_over_all_months() {
    let span = days("2011-01-01", "2016-12-31");
    let counts: Vec<u64> = span
        .days()
        .map(|day| {
            let (year, month, of_month) = day.ymd();
            let burst = 3 + (u32::from(month as u8) + year as u32) % 4;
            match u32::from(of_month as u8) {
                of_month if of_month <= burst => 100,
                of_month if of_month <= 24 => u64::from(noise(day, 5) < 0.7) * 2,
                _ => 0,
            }
        })
        .collect();
    let reach = reach(span.first(), &counts).unwrap();
    assert_eq!(reach.first(), span.first());
    assert!(reach.last() >= day("2016-12-03"), "{reach}");
}

#[test]
fn a_hole_in_a_daily_source_cuts_its_reach_and_a_weekend_does_not() {
    let span = days("2022-11-01", "2024-02-14");
    let hole = days("2023-01-01", "2023-02-03");
    let daily = |day: Day| if hole.contains(day) { 0 } else { 40 };
    let counts: Vec<u64> = span.days().map(daily).collect();
    // Thirty-four days without a collector are no fall of demand: the longer piece is the reach.
    assert_eq!(
        reach(span.first(), &counts),
        Some(days("2023-02-04", "2024-02-14"))
    );
    let weekdays = |day: Day| if day.weekday_from_monday() < 5 { 40 } else { 0 };
    let counts: Vec<u64> = span.days().map(weekdays).collect();
    assert_eq!(reach(span.first(), &counts), Some(span));
}

#[test]
fn an_even_source_reaches_to_its_very_ends_and_an_empty_one_nowhere() {
    let span = days("2022-11-01", "2024-02-14");
    let counts = vec![1u64; span.len()];
    assert_eq!(reach(span.first(), &counts), Some(span));
    assert_eq!(reach(span.first(), &vec![0; span.len()]), None);
    assert_eq!(reach(span.first(), &[]), None);
}

/// A panel whose second source begins in 2023-07 and brings as much again.
fn with_late_source() -> Panel {
    let mut panel = Market::new(days("2022-11-01", "2024-02-14"), |day| {
        around(200.0, day, 1)
    })
    .cohort("writing", |day| around(40.0, day, 2))
    .panel;
    let begin = day("2023-07-01");
    let late = |level: f64, key| {
        let count = move |day| {
            if day < begin {
                0
            } else {
                around(level, day, key)
            }
        };
        Series {
            source: 1,
            counts: panel.days.days().map(count).collect(),
        }
    };
    let (universe, writing) = (late(200.0, 3), late(40.0, 4));
    panel.sources.push("late".parse().unwrap());
    panel.universe.push(universe);
    panel.counts[0].push(writing);
    panel
}

#[test]
fn a_source_added_later_does_not_look_like_growth() {
    let panel = with_late_source();
    let (start, end) = (
        days("2022-11-01", "2023-01-23"),
        days("2023-11-23", "2024-02-14"),
    );
    let coverage = Coverage::of(&panel);
    assert_eq!(coverage.covering(&[start, end]).sources, [0]);
    assert_eq!(coverage.covering(&[end]).sources, [0, 1]);
    let change = window_change(&panel, Some(0), start, end).unwrap();
    assert!(change.value.abs() < 0.1, "{change:?}");
}

#[test]
fn order_of_sources_changes_nothing() {
    let panel = with_late_source();
    let mut swapped = panel.clone();
    swapped.sources.reverse();
    for series in swapped
        .universe
        .iter_mut()
        .chain(swapped.counts.iter_mut().flatten())
    {
        series.source = 1 - series.source;
    }
    let (start, end) = (
        days("2022-11-01", "2023-01-23"),
        days("2023-11-23", "2024-02-14"),
    );
    let change = share_change(&panel, Some(0), start, end);
    assert!(change.is_some());
    assert_eq!(change, share_change(&swapped, Some(0), start, end));
}

#[test]
fn a_window_covered_for_less_than_four_fifths_has_no_change() {
    let end = days("2023-11-23", "2024-02-14");
    let start = days("2022-11-01", "2023-01-23");
    let late =
        |first: &str| Market::new(days(first, "2024-02-14"), |day| around(200.0, day, 1)).panel;
    // 84 days less 16 are 81 %, less 17 they are 79.8 %.
    assert!(window_change(&late("2022-11-17"), None, start, end).is_some());
    assert!(window_change(&late("2022-11-18"), None, start, end).is_none());
}
