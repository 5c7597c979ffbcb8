//! Further words come in; the test of `jobtide` that talks to a real S3 server is built and run, and its status goes out. Knows no bucket.

use std::ffi::OsString;
use std::process::Command;

use crate::{program, python};

/// The server, and where its packages go.
const NEEDS: &str = "crates/jobtide/tests/s3/requirements.txt";
const PACKAGES: &str = "target/s3-test/python";
/// What the test reads; where it is set, nothing is skipped.
const VARIABLE: &str = "JOBTIDE_PYTHON";

/// Runs the test; further words go to its harness.
pub fn run(words: &[OsString]) -> u8 {
    program::run_ready(made_ready(words))
}

fn made_ready(words: &[OsString]) -> Result<Command, String> {
    let root = program::root();
    let needs = root.join(NEEDS).display().to_string();
    let python = python::installed(&root.join(PACKAGES), "python3", &["--requirement", &needs])?;
    let mut command = program::cargo("test");
    command.args([
        "--package",
        "jobtide",
        "--features",
        "s3",
        "--test",
        "s3",
        "--",
    ]);
    command.args(words.iter().filter(|word| *word != "--"));
    command.env(VARIABLE, python);
    Ok(command)
}
