//! Sources that came late and days that polls missed: neither may look like growth or like a fall, for the universe or for a cohort that one source brings.

use analytics::change::trailing_means;
use analytics::comparative::{Units, difference_in_differences};
use analytics::interval::{self, Pairing, WindowTotals};
use analytics::{ClaimFile, Request, judge, share_change, window_change};
use model::{Day, DayRange, Panel, Series};

use crate::market::{Market, around, day, days, noise};

const START: (&str, &str) = ("2024-01-01", "2024-03-24");
const END: (&str, &str) = ("2024-10-09", "2024-12-31");

/// Adds a source with its counts of the universe and of the only cohort.
fn add(panel: &mut Panel, name: &str, counts: [&dyn Fn(Day) -> u32; 2]) {
    let source = panel.sources.len();
    panel.sources.push(name.parse().unwrap());
    let [universe, cohort] = counts.map(|count| Series {
        source,
        counts: panel.days.days().map(count).collect(),
    });
    panel.universe.push(universe);
    panel.counts[0].push(cohort);
}

/// Says that a source was polled on each day but some.
fn poll(panel: &mut Panel, name: &str, missed: impl Fn(Day) -> bool) {
    let seen = panel.days.days().filter(|on| !missed(*on));
    let seen: Vec<(i64, i64)> = seen
        .map(|on| (on.unix_seconds(), on.unix_seconds() + 86_400))
        .collect();
    panel.watch(&name.parse().unwrap(), &seen);
}

#[test]
fn a_board_of_a_hundred_days_is_no_growth_of_lines_months_and_watch() {
    let span = days("2023-11-28", "2024-12-31");
    let mut panel = Market::new(span, |on| around(10.0, on, 1))
        .cohort("writing", |on| around(5.0, on, 2))
        .panel;
    let begin = day("2024-09-23");
    let late = |level: f64, key| {
        move |on: Day| {
            if on < begin {
                0
            } else {
                around(level, on, key)
            }
        }
    };
    add(&mut panel, "late", [&late(1_000.0, 3), &late(500.0, 4)]);
    // A month's report asks for the fifteen months that end with it.
    let request = Request {
        window: Some(days("2023-10-01", "2024-12-31")),
        ..Request::default()
    };
    let file = ClaimFile::parse("none.toml", "", &[]).unwrap();
    let found = judge(&file, &panel, &request);
    let months: Vec<u64> = found.monthly.universe.iter().flatten().copied().collect();
    assert!(months.len() >= 12, "{months:?}");
    assert!(months.iter().all(|n| *n < 400), "{months:?}");
    let line: Vec<f64> = found.averages[0].values.iter().flatten().copied().collect();
    assert!(
        !line.is_empty() && line.iter().all(|mean| *mean < 7.0),
        "{line:?}"
    );
    assert!(
        found
            .watched
            .is_none_or(|watched| watched.alerts.is_empty())
    );
}

#[test]
fn a_source_that_brings_most_of_a_cohort_is_missed_by_the_cohort() {
    let mut panel = Market::new(days("2024-01-01", "2024-12-31"), |on| around(850.0, on, 1))
        .cohort("writing", |on| around(4.0, on, 2))
        .panel;
    // Sixteen of the last 84 days, never twice on one weekday in a row.
    let end = days(END.0, END.1);
    let missed = |on: Day| end.contains(on) && (on - end.first()) % 5 == 4;
    let count = |level: f64, key| {
        move |on: Day| {
            if missed(on) {
                0
            } else {
                around(level, on, key)
            }
        }
    };
    add(&mut panel, "small", [&count(150.0, 3), &count(36.0, 4)]);
    poll(&mut panel, "small", missed);
    let start = days(START.0, START.1);
    for change in [
        window_change(&panel, Some(0), start, end).unwrap(),
        share_change(&panel, Some(0), start, end).unwrap(),
        window_change(&panel, None, start, end).unwrap(),
    ] {
        // The noise of 68 days is 0.02; unseen days taken for empty ones make it −0.16.
        assert!(change.value.abs() < 0.05, "{change:?}");
    }
}

#[test]
fn a_day_seen_in_part_is_scaled_and_not_taken_for_a_poor_one() {
    let end = days(END.0, END.1);
    let part = move |on: Day| if end.contains(on) { 0.84 } else { 1.0 };
    let mut panel = Market::new(days("2024-01-01", "2024-12-31"), |on| {
        around(500.0 * part(on), on, 1)
    })
    .cohort("writing", |on| around(50.0 * part(on), on, 2))
    .panel;
    let stretches: Vec<(i64, i64)> = panel
        .days
        .days()
        .map(|on| {
            (
                on.unix_seconds(),
                on.unix_seconds() + (86_400.0 * part(on)) as i64,
            )
        })
        .collect();
    panel.watch(&"archive".parse().unwrap(), &stretches);
    let change = window_change(&panel, Some(0), days(START.0, START.1), end).unwrap();
    assert!(change.value.abs() < 0.02, "{change:?}");
}

/// A week with a Saturday and a Sunday of a third of the other days.
fn weekly(on: Day, level: f64) -> u32 {
    let weekend = on.weekday_from_monday() >= 5;
    (if weekend { level / 3.0 } else { level }) as u32
}

#[test]
fn missed_saturdays_raise_nothing_and_where_each_was_missed_nothing_is_said() {
    let end = days(END.0, END.1);
    let market = |kept: i32| {
        let missed = move |on: Day| {
            end.contains(on) && on.weekday_from_monday() == 5 && (end.last() - on) / 7 >= kept
        };
        let mut panel = Market::new(days("2024-01-01", "2024-12-31"), |on| {
            if missed(on) { 0 } else { weekly(on, 300.0) }
        })
        .panel;
        poll(&mut panel, "archive", missed);
        window_change(&panel, None, days(START.0, START.1), end)
    };
    let change = market(2).unwrap();
    assert!(change.value.abs() < 1e-9, "{change:?}");
    assert!(
        change.high.unwrap() < 0.01,
        "a week with a hole is a week as it was: {change:?}"
    );
    assert_eq!(market(0), None);
    let line: Vec<Option<u64>> = (0..84i32)
        .map(|at| (at % 7 != 5 || at > 70).then_some(if at % 7 >= 5 { 100 } else { 300 }))
        .collect();
    let means = trailing_means(
        &line
            .iter()
            .map(|one| one.map(|n| n as f64))
            .collect::<Vec<_>>(),
        0,
    );
    assert!(
        (means[83].unwrap() - 1_700.0 / 7.0).abs() < 1e-9,
        "{means:?}"
    );
}

/// The same swings of weeks in both years: only their difference is noise, whichever weeks are missing.
#[test]
fn weeks_of_two_years_stand_beside_their_own_where_others_are_missing() {
    let daily = |missing: &[usize], level: f64| -> Vec<Option<f64>> {
        let of_day = |at: usize| {
            let week = at / 7;
            let swing = 1.0 + 0.5 * (week as f64 * 1.7).sin();
            (!missing.contains(&week)).then_some(level * swing)
        };
        (0..84).map(of_day).collect()
    };
    let start = WindowTotals::from_observed(&daily(&[2], 100.0));
    let end = WindowTotals::from_observed(&daily(&[9], 120.0));
    let change = interval::of_means(&start, &end, Pairing::SameDates).unwrap();
    let whole = WindowTotals::from_observed(&daily(&[], 100.0));
    let apart = interval::of_means(&whole, &end, Pairing::None).unwrap();
    let (paired, apart) = (
        change.standard_error.unwrap(),
        apart.standard_error.unwrap(),
    );
    assert!(paired < 0.2 * apart, "{paired} against {apart}");
}

#[test]
fn a_trend_before_the_event_is_tested_with_few_units() {
    let units = |drift: f64| {
        let unit = |at: usize| -> Vec<f64> {
            let struck = at < 3;
            let week = |week: i32| {
                let on = day("2024-01-01") + week;
                let swing = 1.0 + 0.1 * (noise(on, at as u64) - 0.5);
                let moved = if struck { drift * f64::from(week) } else { 0.0 };
                (400.0 * swing * moved.exp()).round()
            };
            (0..80).map(week).collect()
        };
        Units {
            counts: (0..8).map(unit).collect(),
            treated: (0..8).map(|at| at < 3).collect(),
            first_post: 52,
        }
    };
    let even = difference_in_differences(&units(0.0)).unwrap();
    assert!(even.pre_trend_p.unwrap() > 0.05, "{even:?}");
    let drifting = difference_in_differences(&units(-0.01)).unwrap();
    assert!(drifting.pre_trend_p.unwrap() < 0.05, "{drifting:?}");
}

/// A window's last day is the last that its lines know: what came later must not change a season that was taken off before.
#[test]
fn a_season_knows_no_day_after_the_window() {
    let line = |last: &str| {
        let span = days("2021-01-01", last);
        let level = |on: Day| 50.0 * (1.0 + 0.3 * (f64::from(on.of_year()) / 58.1).cos());
        let bent = move |on: Day| {
            if on > day("2023-12-31") {
                3.0 * level(on)
            } else {
                level(on)
            }
        };
        let panel = Market::new(span, |on| around(600.0, on, 1))
            .cohort("writing", |on| around(bent(on), on, 2))
            .cohort("legal", |on| around(bent(on), on, 3))
            .panel;
        let window: DayRange = days("2022-12-01", "2023-12-31");
        let request = Request {
            window: Some(window),
            ..Request::default()
        };
        let text = "[study]\ncategories = [\"writing\", \"legal\"]\n";
        let file = ClaimFile::parse("none.toml", text, &[]).unwrap();
        judge(&file, &panel, &request).averages[0].adjusted.clone()
    };
    let known = line("2023-12-31");
    assert!(known.iter().flatten().count() > 300);
    assert_eq!(known, line("2024-10-31"));
}
