//! What is written to a bucket is what is written to a folder, in parts or whole, also through throttling.

use serde_json::{Value, json};

use crate::{LAKE, MANIFEST, Workplace};

#[test]
fn a_bucket_holds_the_files_of_a_folder_and_gives_the_postings_back() {
    let Some(place) = Workplace::new("same") else {
        return;
    };
    for archive in ["one.jsonl", "all.jsonl"] {
        assert_eq!(place.import(archive, LAKE), place.import(archive, "folder"));
    }
    let manifest = std::fs::read(place.path().join("folder/manifest.json")).unwrap();
    assert!(place.server.get(MANIFEST) == manifest, "two manifests");
    let named: Value = serde_json::from_slice(&manifest).unwrap();
    let files = ["files", "cubes"].map(|list| named[list].as_array().unwrap().clone());
    for file in files.concat() {
        let path = file["path"].as_str().unwrap();
        let object = place.server.get(&format!("/lakes/of/tests/{path}"));
        let same = std::fs::read(place.path().join("folder").join(path)).unwrap();
        assert!(object == same, "{path}");
    }
    let report = place.verified();
    assert_eq!(
        report["files"].as_u64().unwrap() as usize,
        files.concat().len()
    );
    assert_eq!(place.read_back(LAKE, "a"), place.read_back("folder", "b"));

    let compacted = place.json(&["lake", "compact", LAKE, "--json", "-q"]);
    assert_eq!(compacted["total"], report["postings"]);
    place.verified();
    let left = place.path().join("data/lake.writing");
    assert_eq!(
        std::fs::read_dir(left).unwrap().count(),
        0,
        "scratch is left"
    );
}

#[test]
fn a_large_file_goes_up_in_parts_and_comes_back_in_stretches() {
    let Some(place) = Workplace::new("large") else {
        return;
    };
    place.write_large();
    place.import("large.jsonl", LAKE);
    let counts = place.server.counts();
    assert!(
        counts["methods"]["POST"].as_u64() >= Some(2),
        "no parts: {counts}"
    );
    place.import("large.jsonl", "folder");
    let manifest = std::fs::read(place.path().join("folder/manifest.json")).unwrap();
    assert!(place.server.get(MANIFEST) == manifest, "two manifests");
    place.server.faults(&json!({}));
    let report = place.verified();
    let counts = place.server.counts();
    let megabytes = report["bytes"].as_u64().unwrap() >> 20;
    assert!(megabytes >= 16, "{report}");
    // A list, a manifest, two files of cubes, and the file of postings read twice: once for its hash, once for a column.
    let requests = counts["requests"].as_u64().unwrap();
    assert!(requests <= 20, "{requests} requests for {megabytes} MiB");
}

#[test]
fn throttling_is_waited_for() {
    let Some(place) = Workplace::new("throttled") else {
        return;
    };
    place.server.faults(&json!({"slow_every": 3}));
    place.import("one.jsonl", LAKE);
    place.import("two.jsonl", LAKE);
    let report = place.verified();
    let slowed = place.server.counts()["slowed"].as_u64().unwrap();
    assert!(slowed > 20, "{slowed} requests were throttled");
    place.server.faults(&json!({}));
    place.import("all.jsonl", "folder");
    let folder = place.json(&["lake", "verify", "folder", "--json", "-q"]);
    assert_eq!(report["postings"], folder["postings"]);
}
