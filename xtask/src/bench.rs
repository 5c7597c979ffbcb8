//! `bench --all` and `bench --scale`: the programs and the peers made ready, and the status of the runner that measures them. Knows no figure.

use std::ffi::OsString;
use std::process::Command;

use crate::{program, python};

/// The word that asks for the whole comparison.
const ALL: &str = "--all";
/// The word that asks for lake, index and engines at growing sizes.
const SCALE: &str = "--scale";
/// What the runners need.
const NEEDS: &str = "crates/testkit/bench/requirements.txt";
/// Python's packages go where no tree is, and so do corpora of gigabytes.
const PACKAGES: &str = "target/bench/python";

/// A runner, and where it works and which page it writes unless the words say otherwise.
struct Runner {
    asked_by: &'static str,
    script: &'static str,
    work: &'static str,
    page: &'static str,
}

const RUNNERS: &[Runner] = &[
    Runner {
        asked_by: ALL,
        script: "crates/testkit/bench/run.py",
        work: "target/bench/work",
        page: "docs/benchmarks.md",
    },
    Runner {
        asked_by: SCALE,
        script: "crates/testkit/bench/scale.py",
        work: "target/bench/scale",
        page: "docs/scale.md",
    },
];

/// Whether the words ask for a runner, and not for the benches of crates.
pub fn is_asked(words: &[OsString]) -> bool {
    RUNNERS.iter().any(|runner| asks(words, runner))
}

fn asks(words: &[OsString], runner: &Runner) -> bool {
    words.iter().any(|word| word == runner.asked_by)
}

/// Measures the whole program; further words go to the runner (`--sizes`, `--runs`, `--peers`, `--write`, `--work`).
pub fn run(words: &[OsString]) -> u8 {
    let mut asked = RUNNERS.iter().filter(|runner| asks(words, runner));
    match (asked.next(), asked.next()) {
        (Some(runner), None) => program::run_ready(made_ready(runner, words)),
        _ => program::run_ready(Err(format!("one of {ALL} and {SCALE}, not both"))),
    }
}

fn made_ready(runner: &Runner, words: &[OsString]) -> Result<Command, String> {
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
    command.arg(root.join(runner.script));
    if let Some(programs) = binary.parent() {
        command.arg("--programs").arg(programs);
    }
    for (option, value) in [("--work", runner.work), ("--write", runner.page)] {
        command.arg(option).arg(root.join(value));
    }
    // Of an option that is given twice the last counts.
    command.args(words.iter().filter(|word| *word != runner.asked_by));
    Ok(command)
}
