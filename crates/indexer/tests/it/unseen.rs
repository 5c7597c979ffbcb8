//! What a query has not shown before: whatever was added since, once, and nothing that is known under a better date.

use std::ops::ControlFlow;

use indexer::{Query, Reader, Seen, Writer};
use model::Posting;
use tagger::Tagger;

use crate::corpus::{Folder, postings};

/// Keys that a reader of the folder's last commit shows, in order.
fn shown(folder: &Folder, seen: &mut Seen) -> Vec<String> {
    let reader = Reader::open(folder.path()).unwrap();
    let mut keys = Vec::new();
    let new = reader
        .each_unseen(&Query::everything(), seen, &mut |hit| {
            keys.push(hit.key.to_string());
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(new, keys.len() as u64);
    keys
}

fn add(folder: &Folder, sequence: u64, postings: &[Posting]) {
    let mut writer = Writer::open(folder.path(), Tagger::embedded(), "a store").unwrap();
    for (at, posting) in (sequence..).zip(postings) {
        writer.add(at, posting, None).unwrap();
    }
    writer.finish().unwrap();
}

#[test]
fn every_posting_is_new_once_however_it_comes_again() {
    let folder = Folder::new("unseen");
    let all = postings();
    let (known, late) = all.split_at(all.len() - 3);
    let mut seen = Seen::default();
    assert!(seen.is_empty());
    add(&folder, 1, known);
    let first = shown(&folder, &mut seen);
    assert_eq!((first.len(), seen.len()), (known.len(), known.len()));
    assert_eq!(shown(&folder, &mut seen), Vec::<String>::new());
    // A better date is another record with another sequence number, and no other posting.
    let mut redated = known[0].clone();
    redated.published.day = redated.published.day + -30;
    redated.published.at = None;
    add(&folder, known.len() as u64 + 1, &[redated]);
    assert_eq!(shown(&folder, &mut seen), Vec::<String>::new());
    add(&folder, known.len() as u64 + 2, late);
    let mut new = shown(&folder, &mut seen);
    let days = |key: &String| {
        all.iter()
            .find(|one| one.key.as_str() == key)
            .unwrap()
            .published
            .day
    };
    assert!(
        new.is_sorted_by_key(|key| std::cmp::Reverse(days(key))),
        "newest first: {new:?}"
    );
    new.sort();
    let mut expected: Vec<String> = late.iter().map(|one| one.key.to_string()).collect();
    expected.sort();
    assert_eq!(new, expected);
    assert_eq!(Seen::from_text(&seen.to_text()), Some(seen));
}

#[test]
fn what_was_not_taken_counts_as_seen_too() {
    let folder = Folder::new("unseen-break");
    add(&folder, 1, &postings());
    let reader = Reader::open(folder.path()).unwrap();
    let (mut seen, mut calls) = (Seen::default(), 0);
    let new = reader.each_unseen(&Query::everything(), &mut seen, &mut |_| {
        calls += 1;
        ControlFlow::Break(())
    });
    assert_eq!((calls, new.unwrap()), (1, postings().len() as u64));
    assert_eq!(seen.len(), postings().len());
}
