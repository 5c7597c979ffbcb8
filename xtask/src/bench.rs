//! `bench --all`: the programs and the peers made ready, and the status of the runner that measures them. Knows no figure.

use std::ffi::OsString;
use std::process::Command;

use crate::{program, python};

/// The word that asks for the whole comparison.
pub const ALL: &str = "--all";
/// The runner, and what it needs.
const RUNNER: &str = "crates/testkit/bench/run.py";
const NEEDS: &str = "crates/testkit/bench/requirements.txt";
/// Python's packages go where no tree is, and so do corpora of gigabytes.
const PACKAGES: &str = "target/bench/python";
const WORK: &str = "target/bench/work";
/// The page that is written, unless the words say otherwise.
const PAGE: &str = "docs/benchmarks.md";

/// Measures the whole program; further words go to the runner (`--sizes`, `--runs`, `--peers`, `--write`, `--work`).
pub fn run(words: &[OsString]) -> u8 {
    program::run_ready(made_ready(words))
}

fn made_ready(words: &[OsString]) -> Result<Command, String> {
    let root = program::root();
    let needs = root.join(NEEDS).display().to_string();
    let place = root.join(PACKAGES);
    let python = python::installed(&place, "python3", &["--requirement", &needs])?;
    let binary = program::product()
        .map_err(|status| format!("jobtide could not be built, cargo ended with {status}"))?;
    let mut build = program::cargo("build");
    build.args([
        "--release",
        "--quiet",
        "--package",
        "indexer",
        "--package",
        "synth",
        "--example",
        "bare",
        "--example",
        "corpus",
    ]);
    let status = program::status(&mut build);
    if status != 0 {
        return Err(format!(
            "the yardsticks could not be built, cargo ended with {status}"
        ));
    }
    let mut command = Command::new(python);
    command.arg(root.join(RUNNER));
    if let Some(programs) = binary.parent() {
        command.arg("--programs").arg(programs);
    }
    for (option, value) in [("--work", root.join(WORK)), ("--write", root.join(PAGE))] {
        command.arg(option).arg(value);
    }
    // Of an option that is given twice the last counts.
    command.args(words.iter().filter(|word| *word != ALL));
    Ok(command)
}
