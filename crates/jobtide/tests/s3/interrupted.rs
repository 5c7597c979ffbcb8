//! Uploads that fail, runs that are killed and answers that are lost: the manifest is the one before or the one after, and what it names is whole.

use std::process::Stdio;

use serde_json::json;

use crate::{LAKE, MANIFEST, Workplace, importing};

/// The lake is as it was, the next run goes through, and the one after that has nothing left to remove.
fn is_as_before_and_goes_on(place: &Workplace, before: &[u8], archive: &str) {
    place.server.faults(&json!({}));
    assert!(place.server.get(MANIFEST) == before, "the manifest changed");
    let report = place.verified();
    let left = report["unnamed"].as_array().unwrap().len();
    assert!(left > 0, "nothing of the run that was cut short: {report}");
    place.import(archive, LAKE);
    // What the run before replaced or left goes with the next that writes.
    place.import("two.jsonl", LAKE);
    place.import("two.jsonl", LAKE);
    let report = place.verified();
    let unnamed = report["unnamed"].to_string();
    assert!(!unnamed.contains("/g000002-"), "{unnamed}");
    place.import("one.jsonl", "folder");
    place.import(archive, "folder");
    place.import("two.jsonl", "folder");
    assert_eq!(place.read_back(LAKE, "a"), place.read_back("folder", "b"));
}

fn with_a_lake(name: &str) -> Option<(Workplace, Vec<u8>)> {
    let place = Workplace::new(name)?;
    place.import("one.jsonl", LAKE);
    let before = place.server.get(MANIFEST);
    assert!(!before.is_empty());
    Some((place, before))
}

#[test]
fn an_upload_that_fails_in_the_middle_leaves_the_lake_as_it_was() {
    for how in ["500", "cut"] {
        let Some((place, before)) = with_a_lake(&format!("failed-{how}")) else {
            return;
        };
        place
            .server
            .faults(&json!({"puts_from": 5, "puts_how": how}));
        let words = importing("two.jsonl", LAKE);
        let mut command = place.command(&words);
        command.env("JOBTIDE_S3_PATIENCE", "1");
        let output = crate::ended(1, &words, command.output().unwrap());
        let said = String::from_utf8(output.stderr).unwrap();
        let cause = match how {
            "500" => "500 Internal Server Error, InternalError",
            _ => "no answer from the server",
        };
        assert!(
            said.contains("s3://lakes/of/tests/") && said.contains(cause),
            "{said}"
        );
        assert!(said.contains("run the same command again"), "{said}");
        is_as_before_and_goes_on(&place, &before, "all.jsonl");
    }
}

#[test]
fn parts_of_an_upload_that_fails_are_given_up() {
    let Some((place, before)) = with_a_lake("parts") else {
        return;
    };
    place.write_large();
    // The first put is that of the probe.
    place
        .server
        .faults(&json!({"puts_from": 3, "puts_how": "500"}));
    let words = importing("large.jsonl", LAKE);
    let mut command = place.command(&words);
    command.env("JOBTIDE_S3_PATIENCE", "1");
    crate::ended(1, &words, command.output().unwrap());
    let counts = place.server.counts();
    assert!(
        counts["methods"]["POST"].as_u64() >= Some(1),
        "no parts: {counts}"
    );
    assert_eq!(place.server.unfinished(), 0);
    place.server.faults(&json!({}));
    assert!(place.server.get(MANIFEST) == before, "the manifest changed");
    place.import("large.jsonl", LAKE);
    place.verified();
}

#[test]
fn a_run_that_is_killed_in_an_upload_leaves_the_lake_as_it_was() {
    let Some((place, before)) = with_a_lake("killed") else {
        return;
    };
    place
        .server
        .faults(&json!({"puts_from": 6, "puts_how": "hang"}));
    let mut command = place.command(&importing("two.jsonl", LAKE));
    let command = command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut run = command.spawn().unwrap();
    place.server.wait_for("failed", 1, &mut run);
    run.kill().unwrap();
    run.wait().unwrap();
    is_as_before_and_goes_on(&place, &before, "all.jsonl");
    let left = place.path().join("data/lake.writing");
    assert_eq!(
        std::fs::read_dir(left).unwrap().count(),
        0,
        "scratch is left"
    );
}

#[test]
fn a_manifest_whose_answer_was_lost_counts_as_written() {
    let Some(place) = Workplace::new("lost") else {
        return;
    };
    // The first manifest and one that is replaced are put under different conditions.
    for (archive, generation) in [("one.jsonl", 1), ("all.jsonl", 2)] {
        place
            .server
            .faults(&json!({"lose_answer": "manifest.json"}));
        place.import(archive, LAKE);
        assert_eq!(place.server.counts()["failed"], 1);
        place.server.faults(&json!({}));
        let manifest: serde_json::Value =
            serde_json::from_slice(&place.server.get(MANIFEST)).unwrap();
        assert_eq!(manifest["generation"], generation);
        place.verified();
    }
    assert_eq!(place.import("all.jsonl", LAKE)["new"], 0);
}
