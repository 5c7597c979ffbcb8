//! What polls did not see: a day of a source that was not fully seen is in no mean, and is not taken for a day without postings.

use analytics::coverage::Coverage;
use analytics::study::Study;
use analytics::{share_change, window_change};
use model::{Day, Panel};

use crate::market::{Market, around, day, days};

const START: (&str, &str) = ("2024-01-01", "2024-03-24");
const END: (&str, &str) = ("2024-10-09", "2024-12-31");

/// A steady source of which nothing was seen on every fifth day or so of December, and half of the day on 20 November.
fn polled() -> Panel {
    let unseen = |on: Day| on >= day("2024-12-01") && on.number() % 4 == 0;
    let half = day("2024-11-20");
    let count = move |on: Day, level: f64, key| match on {
        on if unseen(on) => 0,
        on if on == half => around(level, on, key) / 2,
        on => around(level, on, key),
    };
    let mut panel = Market::new(days("2024-01-01", "2024-12-31"), |on| count(on, 200.0, 1))
        .cohort("writing", |on| count(on, 40.0, 2))
        .panel;
    let stretches: Vec<(i64, i64)> = panel
        .days
        .days()
        .filter(|on| !unseen(*on))
        .map(|on| {
            let whole = if on == half { 43_200 } else { 86_400 };
            (on.unix_seconds(), on.unix_seconds() + whole)
        })
        .collect();
    let source = panel.sources[0].clone();
    panel.watch(&source, &stretches);
    panel
}

#[test]
fn an_unseen_day_is_not_a_day_without_postings() {
    let panel = polled();
    let (start, end) = (days(START.0, START.1), days(END.0, END.1));
    let seen = window_change(&panel, Some(0), start, end).unwrap();
    assert!(seen.value.abs() < 0.02, "{seen:?}");
    assert!(seen.low.is_some(), "a week with a hole is still a week");

    let mut blind = panel.clone();
    blind.completeness.clear();
    let fooled = window_change(&blind, Some(0), start, end).unwrap();
    assert!(
        fooled.value < -0.07,
        "the holes must look like a fall: {fooled:?}"
    );

    // n is what the means rest on.
    assert!(seen.n < fooled.n, "the half day is in no mean and in no n");
    let share = share_change(&panel, Some(0), start, end).unwrap();
    assert!(share.value.abs() < 0.02, "{share:?}");
}

#[test]
fn holes_are_counted_and_a_window_with_too_many_is_not_covered() {
    let panel = polled();
    let study = Study::of(&panel);
    let whole = panel.days;
    let holes = study.coverage.holes_of(0).count();
    assert_eq!(
        holes,
        study.left_out(whole),
        "one source: its holes are the panel's"
    );
    assert!((7..=9).contains(&holes), "{holes}");
    let december = days("2024-12-01", "2024-12-31");
    assert!(Coverage::of(&panel).best_share(december) < 0.8);
    assert!(study.covering(&[december]).is_err());
}

#[test]
fn a_source_is_not_there_before_its_first_poll() {
    let mut panel = polled();
    let source = panel.sources[0].clone();
    let from = day("2024-06-01").unix_seconds();
    panel.watch(&source, &[(from, day("2024-12-31").unix_seconds())]);
    let reach = Coverage::of(&panel).sources[0].0.unwrap();
    assert_eq!(reach, days("2024-06-01", "2024-12-30"));
    let (start, end) = (days(START.0, START.1), days(END.0, END.1));
    assert!(window_change(&panel, Some(0), start, end).is_none());
}

#[test]
fn a_small_source_with_holes_does_not_blind_a_large_one() {
    let mut panel = polled();
    panel.completeness.clear();
    // The same counts once more, a thousandth of the size, with the holes; the large source has none.
    let small = model::Series {
        source: 1,
        counts: panel.days.days().map(|_| 1).collect(),
    };
    panel.sources.push("small".parse().unwrap());
    panel.universe.push(small.clone());
    panel.counts[0].push(small);
    let half_days: Vec<(i64, i64)> = panel
        .days
        .days()
        .map(|on| {
            let seconds = if on.number() % 8 == 0 { 1 } else { 86_400 };
            (on.unix_seconds(), on.unix_seconds() + seconds)
        })
        .collect();
    panel.watch(&"small".parse().unwrap(), &half_days);
    let covering = Coverage::of(&panel).covering(&[days(START.0, START.1)]);
    assert_eq!(covering.sources, [0, 1]);
    assert!(covering.holes.is_empty());
}
