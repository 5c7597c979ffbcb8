//! Weekday factors and pooled harmonics against statsmodels, on planted seasons, and on what holds too little. Draws only from the golden series.

use analytics::seasonal::harmonics::{Terms, pooled};
use analytics::seasonal::weekday::{Factors, Holiday, adjust, factors};
use model::Day;

use crate::golden_series::{DAYS, assert_near, counts, series, uniform};
use crate::market::{day, floats};

fn reference() -> serde_json::Value {
    serde_json::from_str(include_str!(
        "../../../../fixtures/analytics/harmonics.json"
    ))
    .unwrap()
}

fn observed(counts: &[f64]) -> Vec<Option<f64>> {
    counts.iter().copied().map(Some).collect()
}

fn holiday(name: &str, days: &[&str]) -> Holiday {
    Holiday {
        name: name.to_owned(),
        days: days.iter().map(|text| day(text)).collect(),
    }
}

/// 1e-9: the same likelihood, climbed another way; its rounds stop at steps of 1e-13.
#[test]
fn golden_weekday_and_holiday_factors() {
    let (first, counts) = series();
    let holidays = [
        holiday(
            "Christmas",
            &[
                "2021-12-25",
                "2021-12-26",
                "2022-12-25",
                "2022-12-26",
                "2023-12-25",
                "2023-12-26",
            ],
        ),
        holiday("New Year", &["2022-01-01", "2023-01-01", "2024-01-01"]),
        holiday("outside", &["2025-01-01"]),
    ];
    let found = factors(first, &observed(&counts), &holidays).unwrap();
    let given = &reference()["weekday"];
    let weekdays = floats(&given["monday_to_sunday"]);
    assert_near("weekdays", &found.weekdays, &weekdays, 1e-9);
    let names = ["christmas_25_and_26", "new_year"];
    let expected = names.map(|name| given[name].as_f64().unwrap());
    let holidays: Vec<f64> = found.holidays.iter().map(|(_, factor)| *factor).collect();
    assert_near("holidays", &holidays, &expected, 1e-9);
}

/// The three categories of `make_harmonics.py`; of the second, every fiftieth day was not observed.
fn categories() -> Vec<Vec<Option<f64>>> {
    let category = |number: u32| {
        let scale = 0.1 + 0.2 * f64::from(number);
        let days = counts().into_iter().zip(uniform(u64::from(11 + number)));
        let seen = days.enumerate().map(|(at, (count, uniform))| {
            let seen = number != 1 || at % 50 != 0;
            seen.then(|| (count * scale * (0.9 + 0.2 * uniform)).floor())
        });
        seen.collect()
    };
    (0..3).map(category).collect()
}

const THREE: Terms = Terms {
    harmonics: 3,
    trends: true,
};

/// 1e-8: two Newton climbs of the same likelihood, stopped at different steps.
#[test]
fn golden_pooled_harmonics() {
    let golden = &reference()["pooled"];
    for (trends, name) in [(true, "with_trends"), (false, "without_trends")] {
        let season = pooled(series().0, &categories(), Terms { trends, ..THREE }).unwrap();
        let own = season.levels.iter().zip(&season.trends);
        let mut found: Vec<f64> = own
            .flat_map(|(level, trend)| {
                let numbers = [level.unwrap(), trend.unwrap()];
                numbers.into_iter().take(if trends { 2 } else { 1 })
            })
            .collect();
        found.extend(&season.weekdays[1..]);
        found.extend(season.harmonics.iter().flat_map(|pair| [pair.0, pair.1]));
        assert_near(name, &found, &floats(&golden[name]["params"]), 1e-8);
        if trends {
            let expected = golden[name]["dispersion"].as_f64().unwrap();
            assert!((season.dispersion / expected - 1.0).abs() < 1e-8);
        }
    }
}

#[test]
fn a_planted_season_is_found_and_factors_average_to_one() {
    let first = day("2022-03-07");
    let swing = |day: Day| {
        let turn = 2.0 * std::f64::consts::PI * f64::from(day.of_year()) / 365.25;
        (0.3 * turn.cos() - 0.1 * (2.0 * turn).sin()).exp()
    };
    let category = |level: f64| -> Vec<Option<f64>> {
        let days = (0..500).map(|at| first + at);
        days.map(|day| {
            Some(
                level
                    * swing(day)
                    * if day.weekday_from_monday() > 4 {
                        0.5
                    } else {
                        1.0
                    },
            )
        })
        .collect()
    };
    let silent = vec![Some(0.0); 500];
    let given = [category(30.0), silent, category(2.0)];
    let season = pooled(first, &given, THREE).unwrap();
    assert_eq!((season.levels[1], season.trends[1]), (None, None));
    let (cosine, sine) = (season.harmonics[0].0, season.harmonics[1].1);
    assert!((cosine - 0.3).abs() < 1e-6 && (sine + 0.1).abs() < 1e-6);
    assert!((season.weekdays[6] - 0.5_f64.ln()).abs() < 1e-6);
    let year = season.factors(day("2022-01-03"), 364);
    let mean = year.iter().sum::<f64>() / 364.0;
    // 364 days are the whole weeks of 365.
    assert!((mean - 1.0).abs() < 2e-3, "{mean}");
    let swapped = [given[2].clone(), given[0].clone()];
    let again = pooled(first, &swapped, THREE).unwrap();
    assert_near(
        "order",
        &again.factors(first, 99),
        &season.factors(first, 99),
        1e-9,
    );
}

#[test]
fn adjusting_takes_weekdays_off_and_keeps_what_came() {
    let (first, counts) = series();
    let counts = observed(&counts);
    let plain = factors(first, &counts, &[]).unwrap();
    let adjusted = adjust(first, &counts, &plain);
    assert_eq!(adjusted.unadjusted, counts);
    let known: Vec<f64> = adjusted.adjusted.iter().map(|one| one.unwrap()).collect();
    let flat = factors(first, &observed(&known), &[]).unwrap();
    // Dividing is not refitting, so what is left is small and not nothing.
    assert_near("weekdays", &flat.weekdays, &[1.0; 7], 1e-3);
    let tripled: Vec<Option<f64>> = counts.iter().map(|one| one.map(|one| 3.0 * one)).collect();
    let scaled = factors(first, &tripled, &[]).unwrap();
    assert_near("scale", &scaled.weekdays, &plain.weekdays, 1e-9);
}

#[test]
fn a_holiday_without_postings_has_no_adjusted_count() {
    let (first, mut counts) = series();
    counts[56] = 0.0;
    let closed = [holiday("closed", &["2021-12-25"])];
    let found = factors(first, &observed(&counts), &closed).unwrap();
    assert_eq!(found.of(day("2021-12-25")), 0.0);
    let adjusted = adjust(first, &observed(&counts), &found).adjusted;
    assert_eq!(adjusted[56], None);
    assert!(adjusted.iter().flatten().all(|count| count.is_finite()));
}

#[test]
fn a_week_of_nothing_but_holiday_and_unseen_days_tells_no_factor() {
    let first = day("2023-01-02");
    let mut counts: Vec<Option<f64>> = (0..28).map(|at| Some(f64::from(at % 7 + 1))).collect();
    counts[7] = None;
    let whole: Vec<String> = (9..16).map(|date| format!("2023-01-{date:02}")).collect();
    let whole: Vec<&str> = whole.iter().map(String::as_str).collect();
    let found: Factors = factors(first, &counts, &[holiday("fair", &whole)]).unwrap();
    assert!(found.holidays.is_empty());
    let expected: Vec<f64> = (1..=7).map(|one| f64::from(one) / 4.0).collect();
    assert_near("weekdays", &found.weekdays, &expected, 1e-9);
}

#[test]
fn too_little_gives_no_factors_and_no_season() {
    let first = series().0;
    for counts in [
        vec![],
        vec![Some(1.0); 13],
        vec![Some(0.0); 400],
        vec![None; 400],
        vec![Some(-1.0); 400],
        vec![Some(f64::NAN); 400],
    ] {
        assert_eq!(factors(first, &counts, &[]), None);
        assert_eq!(pooled(first, &[counts], THREE), None);
    }
    assert_eq!(pooled(first, &[], THREE), None);
    let even = vec![Some(4.0); DAYS];
    assert_eq!(pooled(first, &[even[..364].to_vec()], THREE), None);
    assert_eq!(
        pooled(
            first,
            std::slice::from_ref(&even),
            Terms {
                harmonics: 0,
                ..THREE
            }
        ),
        None
    );
    let season = pooled(first, &[even], THREE).unwrap();
    assert_near("even", &season.factors(first, 30), &[1.0; 30], 1e-9);
}
