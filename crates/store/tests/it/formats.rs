//! Stores that earlier versions wrote, opened for ever: `fixtures/store/<version>/` holds each as it was left on disk.

use std::path::Path;

use model::Posting;
use store::Store;

use crate::market::{TempDir, postings};

fn copy(from: &Path, to: &Path) {
    for file in ["conf", "db"] {
        std::fs::copy(from.join(file), to.join(file)).unwrap();
    }
}

#[test]
fn a_store_of_format_v1_is_read_and_written_on() {
    let dir = TempDir::new("v1");
    copy(&testkit::fixture("store/v1"), dir.path());
    let text = std::fs::read_to_string(testkit::fixture("store/v1.postings.jsonl")).unwrap();
    let expected: Vec<Posting> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
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
}
