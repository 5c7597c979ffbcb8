//! Stores that earlier versions wrote, opened for ever: `fixtures/store/<version>/` holds each as it was left on disk.

use std::path::Path;

use model::{DateKind, Day, Posting};
use store::Store;

use crate::market::{TempDir, postings};

fn copy(from: &Path, to: &Path) {
    for file in ["conf", "db"] {
        std::fs::copy(from.join(file), to.join(file)).unwrap();
    }
}

fn postings_of(file: &str) -> Vec<Posting> {
    let text = std::fs::read_to_string(testkit::fixture(file)).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn a_store_of_format_v1_is_read_and_written_on() {
    let dir = TempDir::new("v1");
    copy(&testkit::fixture("store/v1"), dir.path());
    let expected = postings_of("store/v1.postings.jsonl");
    assert_eq!(expected.len(), 150);
    let store = Store::open(dir.path()).unwrap();
    assert_eq!((store.len(), store.last_sequence()), (150, 150));
    let walked: Vec<Posting> = store.after(0).map(|item| item.unwrap().1).collect();
    assert_eq!(walked, expected);
    for (sequence, posting) in (1..).zip(&expected) {
        assert_eq!(store.get(&posting.key).unwrap().unwrap().0, sequence);
    }
    let outcome = store.put(&expected).unwrap();
    assert_eq!((outcome.new, outcome.known), (0, 150));
    assert_eq!(
        store
            .put(&postings(900_000, 900_010))
            .unwrap()
            .last_sequence,
        160
    );
    assert_eq!(store.after(0).filter(Result::is_ok).count(), 160);
    // Its entries hold no dates; the postings themselves are asked.
    let mut better = expected[70].clone();
    better.published.kind = DateKind::Exact;
    better.published.day = Day::from_number(0).unwrap();
    let outcome = store.put(std::slice::from_ref(&better)).unwrap();
    assert_eq!((outcome.updated, outcome.last_sequence), (1, 161));
    assert_eq!((store.len(), store.after(0).count()), (160, 160));
    assert_eq!(store.get(&better.key).unwrap(), Some((161, better)));
    let identity = store.identity();
    drop(store);
    assert_eq!(Store::open(dir.path()).unwrap().identity(), identity);
}

/// 150 postings, of which every tenth was replaced by an exact date later on.
fn is_read_and_written_on(version: &str, identity: &str) {
    let dir = TempDir::new(version);
    copy(&testkit::fixture(&format!("store/{version}")), dir.path());
    let expected = postings_of(&format!("store/{version}.postings.jsonl"));
    let store = Store::open(dir.path()).unwrap();
    assert_eq!(store.identity(), identity);
    assert_eq!((store.len(), store.last_sequence()), (150, 165));
    let walked: Vec<Posting> = store.after(0).map(|item| item.unwrap().1).collect();
    assert_eq!(walked, expected);
    let outcome = store.put(&expected).unwrap();
    assert_eq!((outcome.new, outcome.known), (0, 150));
    let outcome = store.put(&postings(900_000, 900_010)).unwrap();
    assert_eq!((outcome.new, outcome.last_sequence), (10, 175));
}

#[test]
fn a_store_of_format_v2_is_read_and_written_on() {
    is_read_and_written_on("v2", "a3141d5aa760ba45");
}

#[test]
fn a_store_of_format_v3_is_read_and_written_on() {
    is_read_and_written_on("v3", "220bb046d27c823a");
}

#[test]
fn a_store_of_format_v4_is_read_and_written_on() {
    is_read_and_written_on("v4", "dde0ec804ac0727d");
}
