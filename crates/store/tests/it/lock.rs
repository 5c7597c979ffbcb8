//! Two openings of one folder: the second is told what to do, and the folder is free once the first is closed.

use store::{Error, Store};

use crate::market::{TempDir, postings};

#[test]
fn a_second_opening_is_refused_until_the_first_is_closed() {
    let dir = TempDir::new("lock");
    for round in 1..=3 {
        let store =
            Store::open(dir.path()).unwrap_or_else(|error| panic!("round {round}: {error}"));
        store.put(&postings(round * 10, round * 10 + 10)).unwrap();
        let error = Store::open(dir.path()).err().expect("the folder is held");
        assert!(
            matches!(&error, Error::Locked { dir: named } if named == dir.path()),
            "{error:?}"
        );
        let text = error.to_string();
        assert!(text.contains("held by another run; wait until"), "{text}");
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let dir = TempDir::new("no-folder");
    let file = dir.path().join("a-file");
    std::fs::write(&file, "not a folder").unwrap();
    let error = Store::open(&file).err().expect("a file is no folder");
    assert!(matches!(error, Error::Io { .. }), "{error:?}");
    assert!(error.to_string().contains("a-file"), "{error}");
}
