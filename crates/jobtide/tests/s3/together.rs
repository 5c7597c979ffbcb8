//! Two runs that write to one lake at once: one of them is told, and the lake is that of the other one.

use std::process::Stdio;

use serde_json::json;

use crate::{LAKE, MANIFEST, Workplace, ended, importing};

#[test]
fn of_two_that_write_at_once_one_is_told_that_it_was_overtaken() {
    let Some(place) = Workplace::new("together") else {
        return;
    };
    place.server.faults(&json!({"puts_delay": 0.1}));
    let archives = ["one.jsonl", "two.jsonl"];
    let mut runs = archives.map(|archive| {
        let mut command = place.command(&importing(archive, LAKE));
        let command = command.args(["--data", archive.strip_suffix(".jsonl").unwrap()]);
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap()
    });
    // Both are past the manifest that they read, and neither has replaced it.
    place.server.wait_for("puts", 4, &mut runs[0]);
    assert_eq!(place.server.get(MANIFEST), b"");
    let outputs = runs.map(|run| run.wait_with_output().unwrap());
    let codes = [&outputs[0], &outputs[1]].map(|output| output.status.code());
    let winner = codes.iter().position(|code| *code == Some(0));
    let winner = winner.unwrap_or_else(|| panic!("{codes:?}"));
    let [won, lost] = [&outputs[winner], &outputs[1 - winner]];
    let words = importing(archives[1 - winner], LAKE);
    let said = String::from_utf8(ended(5, &words, lost.clone()).stderr).unwrap();
    assert!(
        said.contains("another run wrote to this lake meanwhile"),
        "{said}"
    );

    place.server.faults(&json!({}));
    let won: serde_json::Value = serde_json::from_slice(&won.stdout).unwrap();
    let report = place.verified();
    assert_eq!(report["postings"], won["new"]);
    assert!(!report["unnamed"].as_array().unwrap().is_empty());
    place.import(archives[1 - winner], LAKE);
    let all = place.verified()["postings"].as_u64();
    place.import("all.jsonl", "folder");
    let folder = place.json(&["lake", "verify", "folder", "--json", "-q"]);
    assert_eq!(all, folder["postings"].as_u64());
}
