//! Changes and lines without their season: against other programs, and on planted seasons that an unadjusted change takes for one.

use analytics::seasonal::{level_shift, mstl, weekly};
use analytics::{ClaimFile, Findings, JudgedClaim, Request, judge};
use model::{Category, Day, DayRange};

use crate::golden_series::{assert_near, uniform};
use crate::market::{Market, around, day, days, floats};

fn reference() -> serde_json::Value {
    serde_json::from_str(include_str!("../../../../fixtures/analytics/seasons.json")).unwrap()
}

/// The path of `make_seasons.py`.
fn path() -> Vec<f64> {
    let weeks = (0..214u32).zip(uniform(31));
    let log = |(week, noise): (u32, f64)| {
        let turn = 2.0 * std::f64::consts::PI * f64::from(week) / (365.25 / 7.0);
        let fallen = if week >= 150 { 0.3 } else { 0.0 };
        5.0 + 0.2 * turn.cos() - 0.1 * (2.0 * turn).sin() - fallen + 0.2 * (noise - 0.5)
    };
    weeks.map(log).collect()
}

/// 1e-9, as every STL here: the same smoothing in another order of sums.
#[test]
fn golden_yearly_season_of_weeks_by_loess() {
    let found = mstl::mstl(&path(), &[52]).unwrap();
    assert_near(
        "season",
        &found.seasonal[0].1,
        &floats(&reference()["stl_52"]),
        1e-9,
    );
}

/// 1e-9: one solves normal equations, the other takes singular values.
#[test]
fn golden_yearly_season_of_weeks_by_harmonics() {
    let (path, given) = (path(), reference());
    let carried = weekly::carried_on(&path, 26).unwrap();
    let errors = floats(&given["error_of_sums"]);
    assert_near("errors", &carried.of_sums, &errors, 1e-9);
    let carried = carried.of_weeks;
    assert_near("carried on", &carried, &floats(&given["carried_on"]), 1e-9);
    assert_near(
        "fine",
        &weekly::fine(&path).unwrap(),
        &floats(&given["fine"]),
        1e-9,
    );
    let left = weekly::adjusted(&path).unwrap();
    let again: Vec<f64> = left.iter().zip(&carried).map(|(a, b)| a + b).collect();
    assert_near("adjusted", &again, &path, 1e-12);
    assert_eq!(
        weekly::carried_on(&path[..weekly::LEAST_WEEKS - 1], 3),
        None
    );
    assert_eq!(weekly::fine(&path[..weekly::LEAST_WEEKS - 1]), None);
}

/// The week is a whole number; 1e-9 for the rest: running sums against a fit for each week.
#[test]
fn golden_jump_of_the_level() {
    let (found, given) = (level_shift::likeliest(&path()).unwrap(), reference());
    let given = |key: &str| given["jump"][key].as_f64().unwrap();
    assert_eq!((found.at as f64, found.at), (given("at"), 150));
    assert_near(
        "jump",
        &[found.size, found.t],
        &[given("size"), given("t")],
        1e-9,
    );
    assert!(found.is_sure());
    let level = level_shift::likeliest(&found.taken_off(&path())).unwrap();
    assert!(!level.is_sure(), "{level:?}");
    assert_eq!(level_shift::likeliest(&path()[..77]), None);
    assert_eq!(level_shift::likeliest(&[f64::NAN; 200]), None);
    assert_eq!(level_shift::likeliest(&[0.0; 200]), None);
}

const WINDOW: (&str, &str) = ("2022-08-20", "2024-02-14");

/// A deep season with its low at New Year; the window begins near its height and ends in its low.
fn season(day: Day) -> f64 {
    let turn = 2.0 * std::f64::consts::PI * f64::from(day.of_year()) / 365.25;
    (-0.3 * turn.cos() + 0.05 * (2.0 * turn).sin()).exp()
}

/// What each category was planted to do on 1 June 2023.
const PLANTED: [(&str, f64); 4] = [
    ("writing", -0.25),
    ("translation", 0.15),
    ("web_dev", 0.0),
    ("sales", 0.10),
];

fn claims() -> ClaimFile {
    let mut text = String::from("[study]\ncategories = [");
    text.extend(PLANTED.iter().map(|(id, _)| format!("\"{id}\",")));
    text.push_str("]\n");
    let of = |id: &str, statistic: &str, categories: &str| {
        format!(
            "[[claim]]\nid = \"{id}\"\nsection = \"counts\"\nkind = \"descriptive\"\nsentence = \"It fell.\"\nwindow = {{ first = \"{}\", last = \"{}\" }}\n[claim.test]\nstatistic = \"{statistic}\"\n{categories}\nexpected = {{ op = \"<\", value = 0 }}\n",
            WINDOW.0, WINDOW.1
        )
    };
    for (id, _) in PLANTED {
        text += &of(id, "ma84_change", &format!("categories = [\"{id}\"]"));
    }
    text += &of("share", "share_change", "categories = [\"writing\"]");
    text += &of("total", "total_change", "");
    text += &of("pay", "hourly_pay_change", "categories = [\"writing\"]");
    ClaimFile::parse("planted.toml", &text, &[]).unwrap()
}

/// Categories with one season, which other postings share, from some day to the window's end.
fn findings(first: &str) -> Findings {
    let span = days(first, WINDOW.1);
    let level = |on: Day, key: u64, change: f64| {
        let changed = if on >= day("2023-06-01") {
            1.0 + change
        } else {
            1.0
        };
        around(120.0 * changed * season(on), on, key)
    };
    let sum = |on: Day| -> u32 {
        let planted = (3..).zip(PLANTED);
        let own: u32 = planted
            .map(|(key, (_, change))| level(on, key, change))
            .sum();
        own + 12 * level(on, 9, 0.0)
    };
    let mut market = Market::new(span, sum);
    for (key, (id, change)) in (3..).zip(PLANTED) {
        market = market.cohort(id, |on| level(on, key, change));
    }
    let request = Request {
        universe: "all".to_owned(),
        window: Some(days(WINDOW.0, WINDOW.1)),
        ..Request::default()
    };
    judge(&claims(), &market.panel, &request)
}

fn claim<'f>(findings: &'f Findings, id: &str) -> &'f JudgedClaim {
    findings.claims.iter().find(|claim| claim.id == id).unwrap()
}

fn reading(findings: &Findings, id: &str, name: &str) -> Result<[f64; 3], String> {
    let readings = &claim(findings, id).readings;
    let found = readings.iter().find(|one| one.name == name).unwrap();
    let why = || found.why_not.as_ref().unwrap();
    let estimate = found.estimate.ok_or_else(|| why().en.clone())?;
    assert!(found.why_not.is_none());
    Ok([
        estimate.low.unwrap(),
        estimate.value,
        estimate.high.unwrap(),
    ])
}

#[test]
fn a_planted_change_is_recovered_where_the_season_hides_it() {
    // Four years for the season of each, two and a half and a year and a half for the one that all share.
    for (first, near) in [("2020-01-01", 0.05), ("2021-08-01", 0.03), (WINDOW.0, 0.06)] {
        let found = findings(first);
        for (id, planted) in PLANTED {
            let [_, unadjusted, _] = reading(&found, id, "first_full_window").unwrap();
            assert!(
                (unadjusted - planted).abs() > 0.15,
                "{first} {id}: {unadjusted}"
            );
            let [low, value, high] = reading(&found, id, "seasonally_adjusted").unwrap();
            assert!((value - planted).abs() < near, "{first} {id}: {value}");
            assert!(
                low < planted && planted < high,
                "{first} {id}: {low} {high}"
            );
        }
        let [low, total, high] = reading(&found, "total", "seasonally_adjusted").unwrap();
        assert!(
            low < 0.0 && 0.0 < high && total.abs() < near,
            "{first}: {total}"
        );
    }
}

#[test]
fn a_share_has_a_season_of_its_own_or_none_at_all() {
    let planted = |total: f64| 0.75 / (1.0 + total) - 1.0;
    let [_, value, _] = reading(&findings("2020-01-01"), "share", "seasonally_adjusted").unwrap();
    assert!((value - planted(0.0)).abs() < 0.04, "{value}");
    let shared = reading(&findings(WINDOW.0), "share", "seasonally_adjusted").unwrap_err();
    assert!(shared.contains("a share has none to take out"), "{shared}");
}

#[test]
fn less_than_a_year_is_said_and_pay_has_no_season() {
    let short = findings("2023-03-01");
    for id in ["writing", "share", "total"] {
        let readings = &claim(&short, id).readings;
        let found = readings
            .iter()
            .find(|one| one.name == "seasonally_adjusted")
            .unwrap();
        assert_eq!(found.estimate, None);
        let why = found.why_not.as_ref().unwrap();
        assert!(
            why.en.contains("do not reach") || why.en.contains("Less than a year"),
            "{why}"
        );
    }
    let pay = &claim(&short, "pay").readings;
    assert!(pay.iter().all(|one| one.name != "seasonally_adjusted"));
    assert!(short.averages.iter().all(|line| line.adjusted.is_empty()));
}

#[test]
fn an_adjusted_line_is_level_where_nothing_but_the_season_moves() {
    for first in ["2020-01-01", WINDOW.0] {
        let found = findings(first);
        let line = found
            .averages
            .iter()
            .find(|line| line.id == Category::WebDev.slug())
            .unwrap();
        assert_eq!(line.adjusted.len(), found.days.len());
        let swing = |values: &[Option<f64>]| {
            let known: Vec<f64> = values.iter().flatten().copied().collect();
            let (low, high) = known.iter().fold((f64::MAX, 0.0f64), |ends, value| {
                (ends.0.min(*value), ends.1.max(*value))
            });
            high / low
        };
        assert!(swing(&line.values) > 1.5, "{}", swing(&line.values));
        assert!(
            swing(&line.adjusted) < 1.12,
            "{first}: {}",
            swing(&line.adjusted)
        );
        for (value, adjusted) in line.values.iter().zip(&line.adjusted) {
            assert!(adjusted.is_none() || value.is_some());
        }
        let all: DayRange = found.days;
        assert_eq!(all.last(), day(WINDOW.1));
    }
}
