//! The built xtask is started with a stand-in for the product; what reaches it and what comes back is compared.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Output, Stdio};

/// xtask with a product that does what `behaviour` says (see `stand-in.sh`).
fn xtask(behaviour: &str, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let stand_in = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/stand-in.sh");
    command
        .args(words)
        .env("JOBTIDE_BIN", stand_in)
        .env("STAND_IN", behaviour);
    command
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn words_stdin_and_working_folder_reach_the_product_untouched() {
    let here = std::fs::canonicalize(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let words = ["search", "two words", "--limit", "5", "", "--help", "*"];
    let mut child = xtask("repeat", &words)
        .current_dir(&here)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"from stdin").unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let expected = format!(
        "[search][two words][--limit][5][][--help][*]{}\nfrom stdin",
        here.display()
    );
    assert_eq!(out(&output), expected);
    assert_eq!(err(&output), "");
}

#[test]
fn the_exit_status_is_the_product_s_own() {
    for status in [0, 3, 4, 130] {
        let output = xtask(&status.to_string(), &["report"]).output().unwrap();
        assert_eq!(output.status.code(), Some(status));
    }
}

#[test]
fn a_signal_ends_the_product_and_the_caller_sees_it() {
    // SIGTERM and not SIGINT, which shells ignore in what they start in the background.
    let output = xtask("terminate", &["import", "x"]).output().unwrap();
    assert_eq!(output.status.signal(), Some(15));
}

#[test]
fn a_product_that_cannot_be_started_is_named() {
    let output = xtask("0", &["search", "x"])
        .env("JOBTIDE_BIN", "nowhere/jobtide")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("nowhere/jobtide"));
}

#[test]
fn an_unknown_verb_is_wrong_usage_and_starts_nothing() {
    let output = xtask("repeat", &["serach", "x"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(out(&output), "");
    assert!(err(&output).contains("did you mean `search`"));
}

#[test]
fn without_words_both_kinds_of_verbs_are_listed() {
    for words in [&[][..], &["help"], &["--help"]] {
        let output = xtask("1", words).output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        let help = out(&output);
        assert!(
            help.contains("cargo xtask search") && help.contains("cargo xtask tidy"),
            "{help}"
        );
    }
}
