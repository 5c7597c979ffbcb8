//! Entries that wait in memory and in files until a flush: every key is found meanwhile and afterwards, with its latest record.

use std::collections::BTreeMap;

use model::{DateKind, Day, Posting, PostingKey};
use store::Store;

use crate::market::{Dice, TempDir, posting};

/// A posting with a date that gets better each time it is put again.
fn dated(number: u64, day: i32) -> Posting {
    let mut posting = posting(number);
    posting.published.kind = DateKind::Exact;
    posting.published.day = Day::from_number(day).unwrap();
    posting
}

fn check(store: &Store, expected: &BTreeMap<PostingKey, (u64, Posting)>) {
    assert_eq!(store.len(), expected.len() as u64);
    for (key, held) in expected {
        assert_eq!(store.get(key).unwrap().as_ref(), Some(held), "{key}");
    }
    assert_eq!(store.get(&posting(999_999).key).unwrap(), None);
}

#[test]
fn keys_in_memory_in_files_and_in_the_tree_are_found_with_their_latest_record() {
    let dir = TempDir::new("waiting");
    let mut dice = Dice(5);
    let mut expected = BTreeMap::new();
    let mut day = 19_000;
    for flushes in 0..3 {
        let store = Store::open(dir.path()).unwrap();
        check(&store, &expected);
        // Twenty wait in memory, so that most of what follows lies in two dozen files, the first of them written before the tree was
        // asked often enough for a filter.
        store.let_wait(20);
        for _ in 0..25 {
            day -= 1;
            let batch: Vec<Posting> = (0..30).map(|_| dated(dice.roll(2_000), day)).collect();
            let (outcome, kept) = store.put_kept(batch).unwrap();
            assert_eq!(kept.len() as u64, outcome.new + outcome.updated);
            for one in kept {
                let key = one.posting.key.clone();
                assert_eq!(one.replaces, expected.contains_key(&key), "{key}");
                expected.insert(key, (one.sequence, one.posting));
            }
        }
        check(&store, &expected);
        // One is only closed.
        if flushes != 1 {
            store.flush().unwrap();
            check(&store, &expected);
        }
    }
    check(&Store::open(dir.path()).unwrap(), &expected);
    // A few at a time stay out of the tree until they are many, and are there in every run.
    for _ in 0..30 {
        let store = Store::open(dir.path()).unwrap();
        day -= 1;
        let batch: Vec<Posting> = (0..4).map(|_| dated(dice.roll(3_000), day)).collect();
        for one in store.put_kept(batch).unwrap().1 {
            let key = one.posting.key.clone();
            assert_eq!(one.replaces, expected.contains_key(&key), "{key}");
            expected.insert(key, (one.sequence, one.posting));
        }
        store.flush().unwrap();
        drop(store);
        check(&Store::open(dir.path()).unwrap(), &expected);
    }
}
