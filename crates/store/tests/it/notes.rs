//! Notes beside postings: visible together, replaced, removed and found by the beginning of their names.

use store::{Error, Store};

use crate::market::{TempDir, postings};

fn note(name: &str, text: &str) -> (String, Option<Vec<u8>>) {
    (name.to_owned(), Some(text.as_bytes().to_vec()))
}

#[test]
fn notes_come_back_by_name_and_by_the_beginning_of_the_name_after_reopening() {
    let dir = TempDir::new("notes");
    {
        let store = Store::open(dir.path()).unwrap();
        let notes = [
            note("poll/b/2", "two"),
            note("poll/b/1", "one"),
            note("poll/ba/1", "other"),
            note("state/b", ""),
        ];
        let outcome = store.put_noted(&postings(0, 3), &notes).unwrap();
        assert_eq!((outcome.new, outcome.last_sequence), (3, 3));
        store.flush().unwrap();
    }
    let store = Store::open(dir.path()).unwrap();
    assert_eq!(
        store.note("poll/b/1").unwrap().as_deref(),
        Some(&b"one"[..])
    );
    assert_eq!(store.note("state/b").unwrap().as_deref(), Some(&b""[..]));
    assert_eq!(store.note("state").unwrap(), None);
    assert_eq!(
        store.notes("poll/b/").unwrap(),
        [
            ("poll/b/1".to_owned(), b"one".to_vec()),
            ("poll/b/2".to_owned(), b"two".to_vec())
        ]
    );
    assert_eq!(store.note_names("").unwrap().len(), 4);
    // Notes are no postings: neither the count nor the walk knows them.
    assert_eq!((store.len(), store.after(0).count()), (3, 3));
}

#[test]
fn a_note_is_replaced_and_removed_without_a_posting() {
    let dir = TempDir::new("notes-replaced");
    let store = Store::open(dir.path()).unwrap();
    store
        .put_noted(&[], &[note("a", "old"), note("b", "kept")])
        .unwrap();
    let outcome = store.put_noted(&[], &[note("a", "new")]).unwrap();
    assert_eq!(outcome.last_sequence, 0);
    assert_eq!(store.note("a").unwrap().as_deref(), Some(&b"new"[..]));
    store.put_noted(&[], &[("a".to_owned(), None)]).unwrap();
    assert_eq!(store.note_names("").unwrap(), ["b"]);
}

#[test]
fn a_note_that_is_too_large_keeps_the_whole_batch_out() {
    let dir = TempDir::new("notes-large");
    let store = Store::open(dir.path()).unwrap();
    let large = vec![b'x'; 17 * 1024 * 1024];
    let refused = store.put_noted(
        &postings(0, 2),
        &[note("small", "s"), ("large".to_owned(), Some(large))],
    );
    assert!(
        matches!(&refused, Err(Error::NoteTooLarge { name, .. }) if name == "large"),
        "{refused:?}"
    );
    assert_eq!((store.len(), store.note_names("").unwrap().len()), (0, 0));
    // The refusal is no failure of the store: the next batch goes in.
    assert_eq!(
        store
            .put_noted(&postings(0, 2), &[note("small", "s")])
            .unwrap()
            .new,
        2
    );
}
