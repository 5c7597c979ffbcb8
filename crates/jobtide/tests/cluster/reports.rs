//! The shipped report from every engine: the same bytes, save what a run says of itself and the name of the engine.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use crate::{Place, say};

/// Facts of a run.
const RUN: &str = "run.json";

fn files(folder: &Path, below: &str, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{below}{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            files(&path, &format!("{name}/"), found);
        } else if name != RUN {
            found.insert(name, std::fs::read(&path).unwrap());
        }
    }
}

fn made(place: &Place, name: &str, engine: &[&str]) -> (BTreeMap<String, Vec<u8>>, String) {
    let mut words = vec!["report", "ai-and-jobs", "--out", name, "-q"];
    words.extend(engine);
    place.done(&words);
    read(place, name)
}

/// All files of a report, and what its manifest says counted it.
fn read(place: &Place, name: &str) -> (BTreeMap<String, Vec<u8>>, String) {
    let mut found = BTreeMap::new();
    files(&place.path().join(name), "", &mut found);
    let manifest = String::from_utf8(found["manifest.json"].clone()).unwrap();
    let (engines, rest): (Vec<&str>, Vec<&str>) = manifest
        .lines()
        .partition(|line| line.trim().starts_with("\"engine\""));
    found.insert("manifest.json".to_owned(), rest.join("\n").into_bytes());
    (found, engines.concat())
}

/// The report as the index makes it.
const EXPECTED: &str = "by-index";

/// Holds the report that an engine makes from a lake against the one of the index, and gives the number of files.
pub fn is_the_same(place: &Place, name: &str, engine: &str, lake: &str) -> usize {
    let (expected, _) = read(place, EXPECTED);
    let (found, counted_by) = made(place, name, &["--engine", engine, "--lake", lake]);
    let named = engine.split(':').next().unwrap();
    assert!(counted_by.contains(named), "{counted_by}");
    assert!(found.keys().eq(expected.keys()), "{name} has other files");
    for (path, bytes) in &found {
        assert!(*bytes == expected[path], "{name}/{path} has other bytes");
    }
    expected.len()
}

pub fn are_the_same(place: &Place, address: &str, started: Instant) {
    let (expected, engine) = made(place, EXPECTED, &[]);
    assert!(engine.contains("tantivy"), "{engine}");
    let mut files = 0;
    for (name, engine) in [("by-datafusion", "datafusion"), ("by-ballista", address)] {
        files = is_the_same(place, name, engine, "lake");
        // Made again from the lake, it is the same file by file.
        place.done(&["verify", name, "--engine", engine, "--lake", "lake", "-q"]);
    }
    let evidence = String::from_utf8(expected["claims.json"].clone()).unwrap();
    assert!(
        evidence.contains("\"key\""),
        "no posting is shown behind a sentence"
    );
    say(
        started,
        &format!("{files} files of the report are the same from every engine"),
    );
}
