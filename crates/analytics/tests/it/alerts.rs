//! What the watch over the last half year names: a planted turn, a cohort that vanishes, and hardly anything on markets in which nothing moves.

use analytics::claims::tag_cohort_id;
use analytics::{ClaimFile, Findings, Request, article_window, judge};
use model::{Panel, TagId};

use crate::market::{Market, around, day, days};

fn findings(panel: &Panel, tags: &[(String, TagId)]) -> Findings {
    let file = ClaimFile::parse("none.toml", "", &[]).unwrap();
    let tags = tags.iter();
    let request = Request {
        universe: "all".to_owned(),
        window: Some(article_window()),
        tags: tags
            .map(|(slug, id)| (slug.clone(), slug.as_str().into(), *id))
            .collect(),
        ..Request::default()
    };
    judge(&file, panel, &request)
}

fn tags(slugs: &[&str]) -> Vec<(String, TagId)> {
    let numbered = slugs.iter().enumerate();
    numbered
        .map(|(at, slug)| ((*slug).to_owned(), TagId::new(at).unwrap()))
        .collect()
}

/// Two years in which writing loses a quarter in the last thirteen weeks, and one tag ends in the last four.
fn turned(first: &str) -> Panel {
    Market::new(days(first, "2024-02-14"), |on| around(500.0, on, 1))
        .cohort("writing", |on| {
            let level = if on >= day("2023-11-16") { 45.0 } else { 60.0 };
            around(level, on, 2)
        })
        .cohort("translation", |on| around(40.0, on, 3))
        .cohort("tag:chatbot", |on| {
            let level = if on >= day("2024-01-18") { 0.0 } else { 9.0 };
            around(level, on, 4)
        })
        .cohort("tag:steady", |on| around(9.0, on, 5))
        .cohort("tag:rare", |on| u32::from(on.number() % 9 == 0))
        .panel
}

#[test]
fn a_planted_turn_is_named_and_so_is_what_vanishes() {
    let slugs = tags(&["chatbot", "steady", "rare"]);
    let watched = findings(&turned("2022-02-16"), &slugs).watched.unwrap();
    // The rare tag has too few postings, and weeks without any.
    assert_eq!((watched.cohorts, watched.false_alarm), (4, 0.05));
    assert_eq!(watched.watched, days("2023-08-17", "2024-02-14"));
    assert_eq!(watched.history, days("2022-02-17", "2023-08-16"));
    let found: Vec<(&str, bool, bool)> = watched
        .alerts
        .iter()
        .map(|alert| (alert.id.as_str(), alert.is_tag, alert.is_rise))
        .collect();
    assert_eq!(found, [("writing", false, false), ("chatbot", true, false)]);
    let writing = &watched.alerts[0];
    // The last day of a week that ended after the turn, and within six weeks of it.
    assert!(writing.week >= day("2023-11-22") && writing.week <= day("2023-12-27"));
    assert_eq!((writing.week - watched.watched.last()) % 7, 0);
    assert!((writing.level - 0.12).abs() < 0.002, "{}", writing.level);
    assert!((writing.since - 0.105).abs() < 0.002, "{}", writing.since);
    assert!(writing.n > 9_000 && writing.n < 10_000, "{}", writing.n);
    assert_eq!(writing.title.en, "Writing");
}

#[test]
fn what_is_not_yet_there_is_not_watched_as_a_fall() {
    // The window ends before the tag does, so nothing of that is known.
    let panel = turned("2022-02-16");
    let file = ClaimFile::parse("none.toml", "", &[]).unwrap();
    let request = Request {
        universe: "all".to_owned(),
        window: Some(days("2022-11-01", "2023-11-15")),
        ..Request::default()
    };
    let watched = judge(&file, &panel, &request).watched.unwrap();
    assert_eq!(watched.watched.last(), day("2023-11-15"));
    assert!(watched.alerts.is_empty(), "{watched:?}");
    // With less than a year of weeks there is no level to hold them against.
    assert_eq!(findings(&turned("2023-03-01"), &[]).watched, None);
    assert_eq!(findings(&Panel::empty(article_window()), &[]).watched, None);
}

/// Null markets of 400 postings a day. Of 600 of three sizes 28 named anything, 4.7 %.
#[test]
fn a_market_in_which_nothing_moves_is_silent_as_often_as_stated() {
    let slugs = tags(&synth::Market::tag_slugs());
    let market = |seed: u64, planted: bool| {
        let market = match planted {
            true => synth::Market::planted(seed, 400.0),
            false => synth::Market::null(seed, 400.0),
        };
        let mut panel = market.panel(&slugs);
        // Pay is not watched, and takes most of the time.
        panel.pay = model::PostedPay::default();
        for cohort in &mut panel.cohorts {
            if slugs.iter().any(|(slug, _)| *slug == cohort.id) {
                cohort.id = tag_cohort_id(&cohort.id);
            }
        }
        findings(&panel, &slugs).watched.unwrap()
    };
    let loud = (1..=60).filter(|seed| !market(*seed, false).alerts.is_empty());
    let loud = loud.count();
    assert!(loud <= 3, "{loud} of 60");
    let planted = market(1, true);
    let named = |id: &str, is_rise| {
        let mut alerts = planted.alerts.iter();
        alerts.any(|alert| alert.id == id && alert.is_rise == is_rise)
    };
    assert!(named("writing", false) && named("video", true) && named("chatbot", true));
}
