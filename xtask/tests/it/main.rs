//! The built xtask is started with a stand-in for the product; what reaches it and what comes back is compared.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder of the test's own, with a shell script that stands in for `jobtide`.
fn stand_in(test: &str, script: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("jobtide");
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

fn xtask(product: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(words).env("JOBTIDE_BIN", product);
    command
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn words_stdin_and_working_folder_reach_the_product_untouched() {
    let product = stand_in("untouched", "printf '[%s]' \"$@\"; pwd; cat");
    let folder = product.parent().unwrap();
    let mut child = xtask(
        &product,
        &["search", "two words", "--limit", "5", "", "--help", "*"],
    )
    .current_dir(folder)
    .stdin(Stdio::piped())
    .stdout(Stdio::piped())
    .spawn()
    .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(b"from stdin")
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let here = fs::canonicalize(folder).unwrap();
    let expected = format!(
        "[search][two words][--limit][5][][--help][*]{}\nfrom stdin",
        here.display()
    );
    assert_eq!(text(&output), expected);
    assert!(output.stderr.is_empty());
}

#[test]
fn the_exit_status_is_the_product_s_own() {
    for status in [0, 3, 4, 130] {
        let product = stand_in(&format!("status-{status}"), &format!("exit {status}"));
        let output = xtask(&product, &["report"]).output().unwrap();
        assert_eq!(output.status.code(), Some(status));
    }
}

#[test]
fn a_signal_ends_the_product_and_the_caller_sees_it() {
    use std::os::unix::process::ExitStatusExt;
    let product = stand_in("signal", "kill -INT $$");
    let output = xtask(&product, &["import", "x"]).output().unwrap();
    assert_eq!(output.status.signal(), Some(2));
}

#[test]
fn a_product_that_cannot_be_started_is_named() {
    let output = xtask(Path::new("nowhere/jobtide"), &["search", "x"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("nowhere/jobtide"));
}

#[test]
fn an_unknown_verb_is_wrong_usage_and_starts_nothing() {
    let product = stand_in("unknown", "echo started");
    let output = xtask(&product, &["serach", "x"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(text(&output), "");
    assert!(String::from_utf8_lossy(&output.stderr).contains("did you mean `search`"));
}

#[test]
fn without_words_both_kinds_of_verbs_are_listed() {
    let product = stand_in("help", "echo started");
    for words in [&[][..], &["help"], &["--help"]] {
        let output = xtask(&product, words).output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        let help = text(&output);
        assert!(
            help.contains("cargo xtask search") && help.contains("cargo xtask tidy"),
            "{help}"
        );
    }
}
