//! Batches in, the same postings out by key and by sequence, in this run and the next.

use store::{Error, PutOutcome, Store};

use crate::market::{Dice, TempDir, posting, postings};

#[test]
fn what_is_put_comes_back_by_key_and_in_order_after_reopening() {
    let dir = TempDir::new("round-trip");
    let wanted = postings(0, 300);
    {
        let store = Store::open(dir.path()).unwrap();
        assert!(store.is_empty());
        assert_eq!(store.last_sequence(), 0);
        assert_eq!(store.after(0).count(), 0);
        // Batches below, at and above the size of a block.
        let mut start = 0;
        for size in [1, 64, 65, 170] {
            let outcome = store.put(&wanted[start..start + size]).unwrap();
            start += size;
            assert_eq!(
                (outcome.new, outcome.known, outcome.last_sequence),
                (size as u64, 0, start as u64)
            );
        }
        store.flush().unwrap();
    }
    let store = Store::open(dir.path()).unwrap();
    assert_eq!((store.len(), store.last_sequence()), (300, 300));
    let walked: Vec<_> = store.after(0).map(Result::unwrap).collect();
    let expected: Vec<_> = (1..).zip(wanted.iter().cloned()).collect();
    assert_eq!(walked, expected);
    for (sequence, posting) in &expected {
        assert_eq!(
            store.get(&posting.key).unwrap().as_ref(),
            Some(&(*sequence, posting.clone()))
        );
    }
    assert_eq!(store.get(&posting(300).key).unwrap(), None);
}

#[test]
fn a_walk_starts_right_behind_any_sequence() {
    let dir = TempDir::new("after");
    let store = Store::open(dir.path()).unwrap();
    for batch in [0..10, 10..150, 150..151, 151..300] {
        store.put(&postings(batch.start, batch.end)).unwrap();
    }
    for start in (0..=301).chain([u64::MAX - 1, u64::MAX]) {
        let walked: Vec<u64> = store.after(start).map(|item| item.unwrap().0).collect();
        let expected: Vec<u64> = (1..=300).filter(|sequence| *sequence > start).collect();
        assert_eq!(walked, expected, "after {start}");
    }
}

#[test]
fn a_known_key_adds_nothing_and_changes_nothing() {
    let dir = TempDir::new("known");
    let store = Store::open(dir.path()).unwrap();
    store.put(&postings(0, 5)).unwrap();
    let mut changed = posting(3);
    changed.title = "another title under the same key".to_owned();
    let twice = [changed, posting(7), posting(8), posting(7)];
    assert_eq!(
        store.put(&twice).unwrap(),
        PutOutcome {
            new: 2,
            known: 2,
            updated: 0,
            last_sequence: 7
        }
    );
    assert_eq!(store.get(&posting(3).key).unwrap(), Some((4, posting(3))));
    assert_eq!(
        store.put(&twice).unwrap(),
        PutOutcome {
            new: 0,
            known: 4,
            updated: 0,
            last_sequence: 7
        }
    );
    assert_eq!(store.put(&[]).unwrap().last_sequence, 7);
    let walked: Vec<u64> = store.after(0).map(|item| item.unwrap().0).collect();
    assert_eq!(walked, [1, 2, 3, 4, 5, 6, 7]);
}

#[test]
fn postings_far_larger_than_a_block_are_kept() {
    let dir = TempDir::new("large");
    let mut batch = postings(0, 40);
    for (place, size) in [(3, 70_000), (4, 600_000), (39, 5_000_000)] {
        let mut dice = Dice(place as u64 + 1);
        batch[place].body = (0..size)
            .map(|_| char::from(b' ' + u8::try_from(dice.roll(90)).unwrap()))
            .collect();
    }
    Store::open(dir.path()).unwrap().put(&batch).unwrap();
    let store = Store::open(dir.path()).unwrap();
    let walked: Vec<_> = store.after(0).map(|item| item.unwrap().1).collect();
    assert!(walked == batch, "the walk gave other postings");
    assert_eq!(store.get(&batch[39].key).unwrap().unwrap().0, 40);
}

#[test]
fn a_posting_too_large_to_keep_is_named_and_its_batch_left_out() {
    let dir = TempDir::new("too-large");
    let store = Store::open(dir.path()).unwrap();
    store.put(&postings(0, 3)).unwrap();
    let mut batch = postings(3, 200);
    batch[150].body = "x".repeat(65 * 1024 * 1024);
    let error = store.put(&batch).unwrap_err();
    assert!(
        matches!(&error, Error::TooLarge { key, .. } if *key == batch[150].key),
        "{error}"
    );
    assert_eq!(
        (store.len(), store.last_sequence(), store.after(0).count()),
        (3, 3, 3)
    );
    batch.remove(150);
    assert_eq!(store.put(&batch).unwrap().last_sequence, 199);
    assert_eq!(store.after(0).filter(Result::is_ok).count(), 199);
}
