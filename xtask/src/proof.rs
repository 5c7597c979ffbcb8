//! Runs the simulations that say whether the verdicts can be trusted, and keeps the pages they print. Knows no statistic.

use std::ffi::OsString;
use std::fs;
use std::process::Stdio;
use std::time::Instant;

use crate::program;

/// Writes what is printed into the page of the documents.
const WRITE: &str = "--write";

/// How often each interval holds the truth.
pub fn coverage(words: &[OsString]) -> u8 {
    page("coverage", "docs/coverage.md", words)
}

/// What the judge makes of planted markets and of markets without effects.
pub fn planted(words: &[OsString]) -> u8 {
    page("planted", "docs/planted.md", words)
}

/// Runs an example of analytics; what it prints is passed on, or with `--write` goes into the page. Its status is given back
/// either way, so that a simulation that fails its bar still shows its table.
fn page(example: &str, path: &str, words: &[OsString]) -> u8 {
    let write = words.iter().any(|word| word == WRITE);
    let started = Instant::now();
    let mut command = program::cargo("run");
    command.args([
        "--quiet",
        // Hours of simulation are worth a build of their own.
        "--release",
        "--package",
        "analytics",
        "--example",
        example,
        "--",
    ]);
    command.args(words.iter().filter(|word| *word != WRITE));
    let status = if write {
        written(command.stdout(Stdio::piped()), path)
    } else {
        program::status(&mut command)
    };
    eprintln!(
        "xtask: {example} took {:.0} s",
        started.elapsed().as_secs_f64()
    );
    status
}

fn written(command: &mut std::process::Command, path: &str) -> u8 {
    let output = match command.stderr(Stdio::inherit()).output() {
        Ok(output) => output,
        Err(error) => {
            eprintln!("xtask: cannot start cargo: {error}");
            return 1;
        }
    };
    // Nothing was simulated where nothing was printed: the page that is there stays.
    if output.stdout.is_empty() {
        return program::code(output.status);
    }
    match fs::write(program::root().join(path), &output.stdout) {
        Ok(()) => {
            eprintln!("xtask: wrote {path}");
            program::code(output.status)
        }
        Err(error) => {
            eprintln!("xtask: {path}: {error}");
            1
        }
    }
}
