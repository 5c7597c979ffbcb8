//! The planted figures are the article's, exactly, and a market without effects has only its seasons.

use model::{Category, DayRange};
use synth::{Market, PlantedFigure, Statistic};

#[test]
fn figures_of_the_article_are_planted_exactly() {
    let truth = Market::planted(1, 100.0).truth();
    assert_eq!(truth.len(), 12 + 12 + Market::tag_slugs().len());
    let stated: Vec<&PlantedFigure> = truth.iter().filter(|f| f.published.is_some()).collect();
    assert_eq!(stated.len(), 9, "eight counts and one ratio");
    for figure in stated {
        let published = figure.published.unwrap();
        assert!((figure.planted - published).abs() < 1e-12, "{figure:?}");
        assert!(!figure.chosen);
    }
    let planted = |id: &str| truth.iter().find(|f| f.id == id).unwrap().planted;
    assert!((planted("pay:translation") + 0.22).abs() < 1e-12);
    assert!((planted("tag:data_annotation") - 1.8).abs() < 1e-12);
    let social = planted("count:social_media");
    assert!(
        -0.10 < social && social < 0.0,
        "slightly negative: {social}"
    );
    assert!(planted("count:accounting") > 0.0 && planted("count:sales") > 0.0);
    assert!(planted("count:market_research") > -0.16);
}

fn range(first: &str, last: &str) -> DayRange {
    DayRange::new(first.parse().unwrap(), last.parse().unwrap()).unwrap()
}

#[test]
fn without_effects_the_season_matched_change_is_zero() {
    let market = Market::null(1, 100.0);
    let end = range("2023-11-23", "2024-02-14");
    let year_before = range("2022-11-23", "2023-02-14");
    for category in Category::of_the_article() {
        // Both windows hold twelve whole weeks, so the weekdays cancel nearly: not wholly, since they meet the holidays on other days.
        let change = market.expected_count_change(*category, year_before, end);
        assert!(change.unwrap().abs() < 0.005, "{category}: {change:?}");
    }
    for figure in market.truth() {
        assert_eq!(figure.published, None);
        match figure.statistic {
            Statistic::CountChange => assert!(figure.planted.abs() < 0.04, "{figure:?}"),
            Statistic::PayChange => assert!(figure.planted.abs() < 1e-12, "{figure:?}"),
            Statistic::RateRatio => assert!((figure.planted - 1.0).abs() < 1e-12, "{figure:?}"),
        }
    }
}

#[test]
fn nothing_has_changed_before_the_release() {
    let (planted, null) = (Market::planted(1, 100.0), Market::null(1, 100.0));
    let start = range("2020-11-01", "2021-01-23");
    let end = range("2022-08-01", "2022-10-23");
    for category in Category::of_the_article() {
        let change = |market: &Market| market.expected_count_change(*category, start, end).unwrap();
        assert!(
            (change(&planted) - change(&null)).abs() < 1e-12,
            "{category}"
        );
    }
    assert_eq!(
        null.expected_count_change(Category::Legal, start, end),
        None
    );
}
