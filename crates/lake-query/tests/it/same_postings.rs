//! What is said of the postings of a lake beside their panels, against what the index says: the newest, the hash of all, the values of a field.

use std::collections::BTreeSet;

use indexer::{Panels, Query};
use model::DayRange;

use crate::Both;
use crate::same_panel::QUERIES;

/// Every query, some of them with duplicates too.
fn queries(both: &Both) -> impl Iterator<Item = (String, Query)> {
    let alone = QUERIES.iter().map(|text| (*text).to_owned());
    let every_fourth = QUERIES.iter().step_by(4);
    let with_duplicates = every_fourth.map(|text| format!("({text}) is:any"));
    let all = alone.chain(with_duplicates);
    all.map(|text| (text.clone(), both.query(&text)))
}

#[test]
fn every_query_has_the_hash_that_the_index_gives() {
    let both = Both::new("hash");
    let mut different = BTreeSet::new();
    for (text, query) in queries(&both) {
        let expected = both.reader.fingerprint(&query).unwrap();
        assert_eq!(both.lake.fingerprint(&query).unwrap(), expected, "{text}");
        different.insert(expected);
    }
    assert!(
        different.len() > 30,
        "{} hashes tell too little",
        different.len()
    );
}

#[test]
fn every_query_shows_the_postings_that_the_index_shows_first() {
    let both = Both::new("newest");
    let days = |name: &str| Some(DayRange::from_period(name).unwrap());
    let mut shown = 0;
    // A statement has its price however few postings there are, so that each query is asked in one way, and each way by many.
    let ways = [
        (None, 5),
        (days("2023-02-11_2023-08-20"), 5),
        (None, 60),
        (days("2023-03"), 60),
        (None, 1),
        (days("2023-05-07_2023-05-07"), 5),
        (days("1999"), 5),
    ];
    for ((text, query), (days, limit)) in queries(&both).zip(ways.into_iter().cycle()) {
        let expected = Panels::newest(&both.reader, &query, days, limit).unwrap();
        let found = both.lake.newest(&query, days, limit).unwrap();
        assert_eq!(found, expected, "{text} {days:?} {limit}");
        shown += found.len();
    }
    assert!(shown > 500, "only {shown} postings were shown");
}

#[test]
fn the_newest_are_looked_for_in_the_last_days_first() {
    let both = Both::new("last");
    both.lake.newest(&both.query("*"), None, 5).unwrap();
    let cost = both.last_cost();
    assert!(
        cost.files < 3 && cost.postings < both.lake.manifest().postings / 4,
        "{cost:?}"
    );
    // Beyond the first step, no day is read twice.
    let before = both.costs.lock().unwrap().len();
    let found = both
        .lake
        .newest(&both.query("key:none/none"), None, 5)
        .unwrap();
    let costs = both.costs.lock().unwrap()[before..].to_vec();
    assert!(found.is_empty() && costs.len() > 2, "{costs:?}");
}

#[test]
fn every_query_has_the_values_that_the_index_counts() {
    let both = Both::new("values");
    let mut counted = 0;
    let fields = ["category", "country", "source", "tag"];
    for ((text, query), field) in queries(&both).zip(fields.into_iter().cycle()) {
        let expected = both.reader.values(&query, field).unwrap();
        let found = both.lake.values(&query, field).unwrap();
        assert_eq!(found, expected, "{text} by {field}");
        counted += found.len();
    }
    assert!(counted > 200, "only {counted} values were counted");
    let error = both.lake.values(&both.query("*"), "date").unwrap_err();
    assert!(error.to_string().contains("by the index alone"), "{error}");
}

#[test]
fn it_says_of_itself_what_the_index_says() {
    let both = Both::new("info");
    let (index, lake) = (both.reader.info(), both.lake.info());
    assert_eq!(
        (lake.postings, lake.rules_hash, lake.tags),
        (index.postings, index.rules_hash, index.tags)
    );
}
