//! What was forgotten is given by no way, superseded records included, and the rest of the log is as it was.

use model::{DateKind, Posting, Published};
use store::{Forgotten, Store};

use crate::market::{TempDir, posting, postings};

fn dated(kind: DateKind, n: u64) -> Posting {
    Posting {
        published: Published {
            kind,
            ..posting(n).published
        },
        ..posting(n)
    }
}

/// 300 observed postings, of which every third was replaced by an exact date.
fn store(dir: &TempDir) -> Store {
    let store = Store::open(dir.path()).unwrap();
    let observed: Vec<Posting> = (0..300).map(|n| dated(DateKind::Observed, n)).collect();
    let exact = (0..300).filter(|n| n % 3 == 0);
    let exact: Vec<Posting> = exact.map(|n| dated(DateKind::Exact, n)).collect();
    store.put(&observed).unwrap();
    store.put(&exact).unwrap();
    store.flush().unwrap();
    store
}

fn is_one_of(numbers: &[u64]) -> impl FnMut(&Posting) -> bool {
    let keys: Vec<_> = numbers.iter().map(|n| posting(*n).key).collect();
    move |posting| keys.contains(&posting.key)
}

#[test]
fn nothing_of_a_posting_is_left_and_the_others_stay_where_they_were() {
    let dir = TempDir::new("forget");
    let store = store(&dir);
    let before: Vec<(u64, Posting)> = store.after(0).map(Result::unwrap).collect();
    // 3 and 6 have a superseded record each; 7 has none.
    let forgotten = store.forget(&mut is_one_of(&[3, 6, 7])).unwrap();
    assert_eq!(
        forgotten,
        Forgotten {
            postings: 3,
            superseded: 2,
            unreadable_blocks: 0
        }
    );
    let check = |store: &Store| {
        assert_eq!((store.len(), store.last_sequence()), (297, 400));
        let mut goes = is_one_of(&[3, 6, 7]);
        let expected = before.iter().filter(|(_, posting)| !goes(posting));
        let after: Vec<(u64, Posting)> = store.after(0).map(Result::unwrap).collect();
        assert!(after.iter().eq(expected));
        for (sequence, posting) in &after {
            let got = store.get(&posting.key).unwrap();
            assert_eq!(got.as_ref(), Some(&(*sequence, posting.clone())));
        }
        assert_eq!(store.get(&posting(3).key).unwrap(), None);
    };
    check(&store);
    assert_eq!(
        store.forget(&mut is_one_of(&[3, 6, 7])).unwrap(),
        Forgotten::default()
    );
    drop(store);
    check(&Store::open(dir.path()).unwrap());
}

#[test]
fn a_superseded_record_goes_alone_where_only_it_is_meant() {
    let dir = TempDir::new("forget-superseded");
    let store = store(&dir);
    let mut goes =
        |one: &Posting| one.published.kind == DateKind::Observed && one.key == posting(9).key;
    let forgotten = store.forget(&mut goes).unwrap();
    assert_eq!((forgotten.postings, forgotten.superseded), (0, 1));
    assert_eq!(store.len(), 300);
    let kept = store.get(&posting(9).key).unwrap().unwrap().1;
    assert_eq!(kept, dated(DateKind::Exact, 9));
}

#[test]
fn a_store_of_which_all_was_forgotten_goes_on_behind_its_last_number() {
    let dir = TempDir::new("forget-all");
    let store = store(&dir);
    let forgotten = store.forget(&mut |_| true).unwrap();
    assert_eq!((forgotten.postings, forgotten.superseded), (300, 100));
    assert!(store.is_empty());
    assert_eq!(store.after(0).count(), 0);
    drop(store);
    let store = Store::open(dir.path()).unwrap();
    let outcome = store.put(&postings(500, 502)).unwrap();
    assert_eq!((outcome.new, outcome.last_sequence), (2, 402));
    assert_eq!(store.after(0).count(), 2);
    // What is put again is new: nothing remembers it here.
    assert_eq!(store.put(&postings(3, 4)).unwrap().new, 1);
}
