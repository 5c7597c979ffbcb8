//! The synthetic postings that the tests search, and an index of them in a temporary folder.

use std::fs;
use std::path::{Path, PathBuf};

use indexer::{Reader, Writer};
use model::{Day, Posting};
use tagger::Tagger;

/// A folder that is removed at the end.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Folder {
        let path =
            std::env::temp_dir().join(format!("jobtide-indexer-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        Folder(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
        let _ = fs::remove_dir_all(self.0.with_extension("old"));
    }
}

pub fn today() -> Day {
    Day::from_unix_seconds(testkit::FIXED_NOW).unwrap()
}

/// The postings of `fixtures/indexer/corpus.jsonl`.
pub fn postings() -> Vec<Posting> {
    let text = fs::read_to_string(testkit::fixture("indexer/corpus.jsonl")).unwrap();
    text.lines()
        .enumerate()
        .map(|(line, json)| {
            serde_json::from_str(json).unwrap_or_else(|error| panic!("line {}: {error}", line + 1))
        })
        .collect()
}

pub fn index(dir: &Path, postings: &[Posting]) {
    let mut writer = Writer::open(dir, Tagger::embedded(), "a store").unwrap();
    for (at, posting) in postings.iter().enumerate() {
        writer.add(at as u64 + 1, posting, None).unwrap();
    }
    writer.finish().unwrap();
}

/// An index of the whole corpus.
pub fn corpus(name: &str) -> (Folder, Reader) {
    let folder = Folder::new(name);
    index(folder.path(), &postings());
    let reader = Reader::open(folder.path()).unwrap();
    (folder, reader)
}
