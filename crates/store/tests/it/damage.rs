//! Values and files that were altered behind the store's back: an error with a place, never a panic, and the rest is read.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use model::{DateKind, Day};
use store::{Error, Store};

use crate::market::{Dice, TempDir, posting, postings};

/// The layout's keys, restated: these tests must fail when it changes.
fn block_key(first: u64) -> Vec<u8> {
    [b"b".as_slice(), &first.to_be_bytes()].concat()
}

/// sled without the store; its threads may hold the folder for a moment after it was closed.
fn open_sled(dir: &Path) -> sled::Db {
    for _ in 0..100 {
        if let Ok(db) = sled::open(dir) {
            return db;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    sled::open(dir).unwrap()
}

fn alter(dir: &Path, key: &[u8], change: impl FnOnce(Vec<u8>) -> Vec<u8>) {
    let db = open_sled(dir);
    let old = db.get(key).unwrap().expect("the key is there").to_vec();
    db.insert(key, change(old)).unwrap();
    db.flush().unwrap();
}

/// A store of 300 postings, and the third of its blocks.
struct Filled {
    dir: TempDir,
    /// The sequence numbers in that block.
    third: std::ops::Range<u64>,
}

fn filled(name: &str) -> Filled {
    let dir = TempDir::new(name);
    {
        let store = Store::open(dir.path()).unwrap();
        store.put(&postings(1, 101)).unwrap();
        store.put(&postings(101, 301)).unwrap();
    }
    let db = open_sled(dir.path());
    let starts: Vec<u64> = db
        .scan_prefix(b"b")
        .keys()
        .map(|key| u64::from_be_bytes(key.unwrap()[1..].try_into().unwrap()))
        .collect();
    assert!(starts.len() > 4, "{starts:?}");
    let third = starts[2]..starts[3];
    assert!(third.end - third.start > 5, "{starts:?}");
    Filled { dir, third }
}

/// A block as the layout draws it, made by hand.
fn block(slots: &[(u16, &str)]) -> Vec<u8> {
    let mut raw = u16::try_from(slots.len()).unwrap().to_le_bytes().to_vec();
    for (offset, text) in slots {
        raw.extend(offset.to_le_bytes());
        raw.extend(u32::try_from(text.len()).unwrap().to_le_bytes());
    }
    for (_, text) in slots {
        raw.extend(text.as_bytes());
    }
    let mut bytes = vec![1];
    bytes.extend(u32::try_from(raw.len()).unwrap().to_le_bytes());
    bytes.extend(zstd::bulk::compress(&raw, 1).unwrap());
    bytes
}

#[test]
fn a_damaged_block_is_one_error_and_the_walk_goes_on_behind_it() {
    type Change = fn(Vec<u8>) -> Vec<u8>;
    let changes: BTreeMap<&str, Change> = BTreeMap::from([
        ("empty", (|_| Vec::new()) as Change),
        ("cut short", |old| old[..old.len() / 2].to_vec()),
        ("header only", |old| old[..5].to_vec()),
        ("a flipped bit", |mut old| {
            let middle = old.len() / 2;
            old[middle] ^= 4;
            old
        }),
        ("an absurd length", |mut old| {
            old[1..5].fill(0xFF);
            old
        }),
        ("a length too short", |mut old| {
            old[1..5].copy_from_slice(&7_u32.to_le_bytes());
            old
        }),
        ("version zero", |mut old| {
            old[0] = 0;
            old
        }),
        ("a table longer than its text", |_| {
            let mut raw = 3_u16.to_le_bytes().to_vec();
            raw.extend([0; 7]);
            let mut bytes = vec![1, 9, 0, 0, 0];
            bytes.extend(zstd::bulk::compress(&raw, 1).unwrap());
            bytes
        }),
    ]);
    for (fault, change) in changes {
        let Filled { dir, third } = filled("damaged-block");
        alter(dir.path(), &block_key(third.start), change);
        let store = Store::open(dir.path()).unwrap();
        let mut walked = Vec::new();
        let mut errors = Vec::new();
        for item in store.after(0) {
            match item {
                Ok((sequence, _)) => walked.push(sequence),
                Err(error) => errors.push(error),
            }
        }
        let sound: Vec<u64> = (1..third.start).chain(third.end..301).collect();
        assert_eq!(walked, sound, "{fault}");
        assert!(
            matches!(errors[..], [Error::Corrupt { sequence, .. }] if sequence == third.start),
            "{fault}: {errors:?}"
        );
        assert!(
            errors[0]
                .to_string()
                .starts_with(&format!("sequence {} ", third.start)),
            "{fault}: {}",
            errors[0]
        );
        let inside = third.start + 3;
        let got = store.get(&posting(inside).key);
        assert!(
            matches!(got, Err(Error::Corrupt { sequence, .. }) if sequence == inside),
            "{fault}: {got:?}"
        );
        assert_eq!(
            store.get(&posting(200).key).unwrap().unwrap().0,
            200,
            "{fault}"
        );
        assert_eq!(
            store.put(&postings(301, 303)).unwrap().last_sequence,
            302,
            "{fault}"
        );
    }
}

#[test]
fn one_text_that_is_no_posting_spares_its_neighbours_and_gaps_are_allowed() {
    let Filled { dir, third } = filled("gap");
    let first = third.start;
    let text = |n| serde_json::to_string(&posting(n)).unwrap();
    let (zeroth, second, fourth) = (text(first), text(first + 2), text(first + 4));
    let slots = [
        (0, zeroth.as_str()),
        (2, &second),
        (3, "{\"key\":\"planted/x\"}"),
        (4, &fourth),
    ];
    alter(dir.path(), &block_key(first), |_| block(&slots));
    let store = Store::open(dir.path()).unwrap();
    let walked: Vec<_> = store
        .after(first - 1)
        .map(|item| {
            item.map(|(sequence, _)| sequence)
                .map_err(|error| error.to_string())
        })
        .take(5)
        .collect();
    assert_eq!(walked[..2], [Ok(first), Ok(first + 2)]);
    let named = format!("sequence {} ", first + 3);
    assert!(
        walked[2].as_ref().unwrap_err().starts_with(&named),
        "{walked:?}"
    );
    assert_eq!(walked[3..], [Ok(first + 4), Ok(third.end)]);
    let neighbour = posting(first + 2);
    assert_eq!(
        store.get(&neighbour.key).unwrap(),
        Some((first + 2, neighbour))
    );
    let removed = store.get(&posting(first + 1).key);
    assert!(
        matches!(removed, Err(Error::Corrupt { sequence, .. }) if sequence == first + 1),
        "{removed:?}"
    );
}

#[test]
fn a_better_dated_record_replaces_one_that_cannot_be_read() {
    let Filled { dir, third } = filled("heal");
    alter(dir.path(), &block_key(third.start), |_| Vec::new());
    let store = Store::open(dir.path()).unwrap();
    let mut again = posting(third.start + 1);
    again.published.kind = DateKind::Exact;
    again.published.day = Day::from_number(0).unwrap();
    let outcome = store.put(std::slice::from_ref(&again)).unwrap();
    assert_eq!((outcome.updated, outcome.last_sequence), (1, 301));
    assert_eq!(store.get(&again.key).unwrap(), Some((301, again)));
    assert_eq!(store.len(), 300);
}

#[test]
fn what_a_newer_version_wrote_is_named_with_both_versions() {
    let newer = |mut old: Vec<u8>| {
        old[0] = 9;
        old
    };
    let Filled { dir, third } = filled("newer");
    alter(dir.path(), &block_key(third.start), newer);
    {
        let store = Store::open(dir.path()).unwrap();
        let errors: Vec<Error> = store.after(0).filter_map(Result::err).collect();
        assert!(
            matches!(
                &errors[..],
                [Error::Format {
                    found: 9,
                    known: 1,
                    ..
                }]
            ),
            "{errors:?}"
        );
        assert!(
            errors[0]
                .to_string()
                .contains(&format!("sequence {} has format 9", third.start)),
            "{}",
            errors[0]
        );
        let read = store.after(0).filter(Result::is_ok).count() as u64;
        assert_eq!(read, 300 - (third.end - third.start));
    }
    alter(dir.path(), b"h", newer);
    let error = Store::open(dir.path()).err().expect("the head is newer");
    assert!(
        matches!(
            error,
            Error::Format {
                found: 9,
                known: 4,
                ..
            }
        ),
        "{error:?}"
    );
    assert!(
        error.to_string().contains("use the version that wrote it"),
        "{error}"
    );
}

#[test]
fn blocks_beyond_the_head_are_refused_before_anything_writes_over_them() {
    let Filled { dir, .. } = filled("beyond");
    alter(dir.path(), b"h", |mut old| {
        old[1..9].copy_from_slice(&200_u64.to_be_bytes());
        old
    });
    let error = Store::open(dir.path()).err().expect("the head is behind");
    assert!(matches!(error, Error::Damaged { .. }), "{error:?}");
    assert!(
        error.to_string().contains("its head ends at 200"),
        "{error}"
    );
}

#[test]
fn a_file_with_holes_beaten_into_it_never_panics() {
    for seed in 1..=12 {
        let Filled { dir, .. } = filled("holes");
        let file = dir.path().join("db");
        let mut bytes = std::fs::read(&file).unwrap();
        let mut dice = Dice(seed * 7_919);
        for _ in 0..3 {
            let start = usize::try_from(dice.roll(bytes.len() as u64)).unwrap();
            let end = (start + 64).min(bytes.len());
            bytes[start..end].iter_mut().for_each(|byte| *byte ^= 0x5A);
        }
        std::fs::write(&file, bytes).unwrap();
        // Whatever survived is the same as it was; the rest is an error or missing.
        let Ok(store) = Store::open(dir.path()) else {
            continue;
        };
        for (sequence, found) in store.after(0).flatten() {
            assert_eq!(found, posting(sequence), "seed {seed}");
        }
        let _ = store.get(&posting(150).key);
    }
}
