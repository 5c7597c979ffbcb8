//! Several records of one key in every order: the better dated one is what the store gives, once, whichever came first.

use std::collections::BTreeSet;

use model::{DateKind, Day, Label, Posting, PostingKey, Published};
use store::{PutOutcome, Store};

use crate::market::{TempDir, posting, postings};

/// Posting 6 with every field stated, dated like this, its texts naming the import.
fn dated(kind: DateKind, day: i32, import: &str) -> Posting {
    let day = Day::from_number(18_262 + day).unwrap();
    Posting {
        published: Published {
            kind,
            day,
            at: None,
        },
        title: format!("title of {import}"),
        body: format!("body of {import}"),
        skills: vec![format!("skill of {import}")],
        label: Some(Label {
            broad: None,
            leaf: format!("label of {import}"),
        }),
        country: Some(format!("country of {import}")),
        organisation: Some(format!("organisation of {import}")),
        url: Some(format!("https://example.org/{import}")),
        ..posting(6)
    }
}

/// The same posting without anything that may be absent.
fn bare(posting: Posting) -> Posting {
    Posting {
        body: String::new(),
        skills: Vec::new(),
        label: None,
        pay: None,
        country: None,
        organisation: None,
        url: None,
        ..posting
    }
}

fn walk(store: &Store, after: u64) -> Vec<(u64, Posting)> {
    store.after(after).map(Result::unwrap).collect()
}

/// What the walk gives, having checked that it gives every key once and agrees with `get` and `len`.
fn consistent(store: &Store) -> Vec<(u64, Posting)> {
    let walked = walk(store, 0);
    let keys: BTreeSet<&PostingKey> = walked.iter().map(|(_, posting)| &posting.key).collect();
    assert_eq!(keys.len(), walked.len(), "a key came twice");
    assert_eq!(store.len(), walked.len() as u64);
    for (sequence, posting) in &walked {
        let got = store.get(&posting.key).unwrap();
        assert_eq!(got.as_ref(), Some(&(*sequence, posting.clone())));
    }
    walked
}

fn counts(new: u64, known: u64, updated: u64, last_sequence: u64) -> PutOutcome {
    PutOutcome {
        new,
        known,
        updated,
        last_sequence,
    }
}

#[test]
fn an_exact_date_replaces_an_observed_one_and_is_seen_by_who_was_up_to_date() {
    let dir = TempDir::new("observed-exact");
    let observed = dated(DateKind::Observed, 5, "snapshot");
    let exact = dated(DateKind::Exact, 9, "archive");
    {
        let store = Store::open(dir.path()).unwrap();
        // The superseded record lies inside a block of others.
        store.put(&postings(100, 110)).unwrap();
        assert_eq!(
            store.put(std::slice::from_ref(&observed)).unwrap(),
            counts(1, 0, 0, 11)
        );
        store.put(&postings(110, 115)).unwrap();
        assert_eq!(
            store.put(&[exact.clone(), posting(100)]).unwrap(),
            counts(0, 1, 1, 17)
        );
        assert_eq!(walk(&store, 16), [(17, exact.clone())]);
        store.flush().unwrap();
    }
    let store = Store::open(dir.path()).unwrap();
    assert_eq!((store.len(), store.last_sequence()), (16, 17));
    let sequences: Vec<u64> = consistent(&store).iter().map(|(at, _)| *at).collect();
    let expected: Vec<u64> = (1..=10).chain(12..=17).collect();
    assert_eq!(sequences, expected);
    assert_eq!(store.get(&exact.key).unwrap(), Some((17, exact.clone())));
    // The worse date comes back with a second import of its archive, and changes nothing.
    assert_eq!(store.put(&[observed, exact]).unwrap(), counts(0, 2, 0, 17));
}

#[test]
fn a_date_that_is_not_better_leaves_the_record_alone() {
    let stored = dated(DateKind::Exact, 9, "archive");
    let not_better = [
        dated(DateKind::Observed, 1, "snapshot"),
        dated(DateKind::Bound, 1, "feed"),
        dated(DateKind::Exact, 10, "later"),
        dated(DateKind::Exact, 9, "same-day"),
    ];
    let dir = TempDir::new("not-better");
    let store = Store::open(dir.path()).unwrap();
    store.put(std::slice::from_ref(&stored)).unwrap();
    assert_eq!(store.put(&not_better).unwrap(), counts(0, 4, 0, 1));
    assert_eq!(consistent(&store), [(1, stored)]);
}

#[test]
fn of_two_days_of_one_kind_the_earlier_wins() {
    for kind in [DateKind::Exact, DateKind::Bound, DateKind::Observed] {
        let dir = TempDir::new("earlier");
        let store = Store::open(dir.path()).unwrap();
        let earlier = dated(kind, 3, "earlier");
        store.put(&[dated(kind, 9, "later")]).unwrap();
        assert_eq!(
            store.put(std::slice::from_ref(&earlier)).unwrap(),
            counts(0, 0, 1, 2),
            "{kind:?}"
        );
        assert_eq!(consistent(&store), [(2, earlier)], "{kind:?}");
    }
}

#[test]
fn a_better_date_takes_over_what_its_record_lacks() {
    let observed = dated(DateKind::Observed, 5, "snapshot");
    let exact = bare(dated(DateKind::Exact, 9, "archive"));
    let filled = Posting {
        title: exact.title.clone(),
        published: exact.published,
        ..observed.clone()
    };
    let one_batch = TempDir::new("fill-one");
    let store = Store::open(one_batch.path()).unwrap();
    let outcome = store.put(&[observed.clone(), exact.clone()]).unwrap();
    assert_eq!(outcome, counts(1, 0, 1, 1));
    assert_eq!(consistent(&store), [(1, filled.clone())]);

    let two_batches = TempDir::new("fill-two");
    let store = Store::open(two_batches.path()).unwrap();
    store.put(&[observed]).unwrap();
    store.put(&[exact]).unwrap();
    assert_eq!(consistent(&store), [(2, filled)]);
}

/// The six orders of three.
const ORDERS: [[usize; 3]; 6] = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
];

#[test]
fn three_records_of_one_key_give_the_same_posting_in_every_order_and_batching() {
    use DateKind::{Bound, Exact, Observed};
    let sets = [
        [(Exact, 4), (Bound, 2), (Observed, 1)],
        [(Exact, 4), (Exact, 5), (Observed, 1)],
        [(Bound, 7), (Bound, 8), (Observed, 3)],
        [(Observed, 1), (Observed, 2), (Observed, 3)],
        [(Exact, -4), (Exact, 0), (Exact, 4)],
    ];
    for set in sets {
        // The first of each set is the best.
        let [best, second, third] = set;
        let records = [
            dated(best.0, best.1, "best"),
            dated(second.0, second.1, "second"),
            dated(third.0, third.1, "third"),
        ];
        for order in ORDERS {
            // Bit by bit: whether a batch ends behind the first, and behind the second record.
            for ends in 0..4 {
                let dir = TempDir::new("orders");
                let store = Store::open(dir.path()).unwrap();
                let mut sum = PutOutcome::default();
                let mut batch = Vec::new();
                for (place, record) in order.into_iter().enumerate() {
                    batch.push(records[record].clone());
                    if place == 2 || ends & (1 << place) != 0 {
                        let outcome = store.put(&batch).unwrap();
                        sum.new += outcome.new;
                        sum.known += outcome.known;
                        sum.updated += outcome.updated;
                        batch.clear();
                    }
                }
                assert_eq!(sum.new, 1, "{set:?} {order:?} {ends}");
                assert_eq!(sum.known + sum.updated, 2, "{set:?} {order:?} {ends}");
                let [(_, kept)] = &consistent(&store)[..] else {
                    panic!("{set:?} {order:?} {ends}: not one posting");
                };
                assert_eq!(kept, &records[0], "{set:?} {order:?} {ends}");
            }
        }
    }
}

#[test]
fn a_whole_market_is_updated_across_blocks() {
    let dir = TempDir::new("market-updates");
    let store = Store::open(dir.path()).unwrap();
    let observed = |n| Posting {
        published: Published {
            kind: DateKind::Observed,
            ..posting(n).published
        },
        ..posting(n)
    };
    let exact = |n| Posting {
        published: Published {
            kind: DateKind::Exact,
            ..posting(n).published
        },
        ..posting(n)
    };
    store
        .put(&(0..500).map(observed).collect::<Vec<_>>())
        .unwrap();
    let better: Vec<Posting> = (0..500).filter(|n| n % 5 != 0).map(exact).collect();
    assert_eq!(store.put(&better).unwrap(), counts(0, 0, 400, 900));
    let walked: Vec<Posting> = consistent(&store).into_iter().map(|(_, it)| it).collect();
    let untouched = (0..500).filter(|n| n % 5 == 0).map(observed);
    assert!(walked == untouched.chain(better).collect::<Vec<_>>());
}

#[test]
fn an_identity_is_made_once_and_is_each_stores_own() {
    let (one, other) = (TempDir::new("identity"), TempDir::new("identity"));
    let first = Store::open(one.path()).unwrap().identity();
    assert!(
        first.len() == 16 && first.bytes().all(|byte| byte.is_ascii_hexdigit()),
        "{first}"
    );
    let store = Store::open(one.path()).unwrap();
    store.put(&postings(0, 3)).unwrap();
    assert_eq!(store.identity(), first);
    drop(store);
    assert_eq!(Store::open(one.path()).unwrap().identity(), first);
    assert_ne!(Store::open(other.path()).unwrap().identity(), first);
}
