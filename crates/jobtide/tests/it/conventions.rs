//! What every command keeps: streams, statuses, schema names, suggestions, and a quiet end in a closed pipe.

use std::process::{Command, Stdio};

use crate::{Workplace, thread};

#[test]
fn help_goes_to_stdout_with_examples_and_the_statuses() {
    let place = Workplace::new("help");
    let help = place.stdout(0, &["--help"]);
    assert!(
        help.contains("Examples:") && help.contains("Exit status:"),
        "{help}"
    );
    for command in [
        "import",
        "search",
        "show",
        "trend",
        "pay",
        "tags",
        "categories",
        "completions",
        "report",
    ] {
        assert!(
            place.stdout(0, &[command, "--help"]).contains("Examples:"),
            "{command}"
        );
    }
}

#[test]
fn a_misspelt_word_is_answered_with_the_nearest() {
    let place = Workplace::new("typo");
    assert!(place.stderr(2, &["serch", "x"]).contains("search"));
    assert!(
        place
            .stderr(2, &["import", &thread(), "--profile", "hn-whoishirng"])
            .contains("hn-whoishiring")
    );
    std::fs::write(place.path().join("jobtide.toml"), "dta = \"x\"\n").unwrap();
    let complaint = place.stderr(2, &["profiles"]);
    assert!(
        complaint.contains("jobtide.toml")
            && complaint.contains("dta")
            && complaint.contains("data"),
        "{complaint}"
    );
}

#[test]
fn every_listing_has_a_schema_and_a_total() {
    let place = Workplace::new("schema");
    place.stdout(
        0,
        &["import", &thread(), "--profile", "hn-whoishiring", "-q"],
    );
    for (schema, arguments) in [
        ("jobtide.profiles/1", vec!["profiles", "--json"]),
        ("jobtide.tags/2", vec!["tags", "--json"]),
        ("jobtide.categories/1", vec!["categories", "--json"]),
        ("jobtide.pay/1", vec!["pay", "python", "--json"]),
        ("jobtide.watch/1", vec!["watch", "run", "--json"]),
        ("jobtide.search/1", vec!["search", "python", "--json"]),
        ("jobtide.trend/2", vec!["trend", "python", "--json"]),
    ] {
        let text = place.stdout(0, &arguments);
        // serde_json keeps the last of two equal keys, so the text itself is asked.
        assert_eq!(text.matches("\n  \"total\":").count(), 1, "{arguments:?}");
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(document["schema"], schema);
        assert!(document["total"].is_u64(), "{arguments:?}");
    }
}

#[test]
fn reading_before_any_import_says_what_to_do() {
    let place = Workplace::new("empty");
    assert!(place.stderr(1, &["search", "x"]).contains("jobtide import"));
}

#[test]
fn a_closed_pipe_ends_the_program_without_a_panic() {
    let place = Workplace::new("pipe");
    let mut child = Command::new(env!("CARGO_BIN_EXE_jobtide"))
        .args(["tags", "--json"])
        .current_dir(place.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(141), "{stderr}");
    assert_eq!(stderr, "");
}

#[test]
fn a_store_in_use_is_status_five() {
    let place = Workplace::new("lock");
    place.stdout(
        0,
        &["import", &thread(), "--profile", "hn-whoishiring", "-q"],
    );
    let held = store::Store::open(&place.path().join("data/store")).unwrap();
    let complaint = place.stderr(5, &["import", &thread(), "--profile", "hn-whoishiring"]);
    assert!(complaint.contains("store"), "{complaint}");
    // Readers never open the store.
    assert!(
        place
            .stdout(0, &["search", "python"])
            .contains("2 postings")
    );
    drop(held);
}
