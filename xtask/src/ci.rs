//! The checks of a merge request, in order; each announced and timed, the first failure ends the run with its status. Knows no check from within.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::program::{self, Bless};
use crate::tidy;

/// A step: its name, how to run it alone, and what it does.
type Step = (&'static str, &'static str, fn() -> u8);

/// Cheap ones first, so that a slip of form is named within seconds.
const STEPS: &[Step] = &[
    ("fmt", "cargo fmt --all --check", fmt),
    ("tidy", "cargo xtask tidy", tidy::status),
    (
        "clippy",
        "cargo clippy --workspace --all-targets -- -D warnings",
        clippy,
    ),
    (
        "doc",
        "RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps",
        doc,
    ),
    ("test", "cargo xtask test", test),
    ("demo", "cargo xtask demo", demo),
];

/// Runs the steps.
pub fn run() -> ExitCode {
    // The demo works in `target/` of the folder that it is started in.
    if let Err(error) = std::env::set_current_dir(program::root()) {
        eprintln!("xtask: {}: {error}", program::root().display());
        return ExitCode::FAILURE;
    }
    let started = Instant::now();
    let mut times = Vec::new();
    for (position, (name, line, step)) in STEPS.iter().enumerate() {
        eprintln!("\n== {} of {}: {name}: {line}", position + 1, STEPS.len());
        let step_started = Instant::now();
        let status = step();
        times.push(format!("{name} {}", minutes(step_started.elapsed())));
        if status != 0 {
            eprintln!("\n== {name} failed with status {status}; run it alone: {line}");
            eprintln!("== {}", times.join(", "));
            return program::exit(status);
        }
    }
    eprintln!(
        "\n== ci passed in {}: {}",
        minutes(started.elapsed()),
        times.join(", ")
    );
    ExitCode::SUCCESS
}

fn minutes(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds / 60 {
        0 => format!("{:.1} s", time.as_secs_f64()),
        minutes => format!("{minutes} min {:02} s", seconds % 60),
    }
}

fn fmt() -> u8 {
    program::status(program::cargo("fmt").args(["--all", "--check"]))
}

fn clippy() -> u8 {
    program::status(program::cargo("clippy").args([
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))
}

fn doc() -> u8 {
    program::status(
        program::cargo("doc")
            .args(["--workspace", "--no-deps"])
            .env("RUSTDOCFLAGS", "-D warnings"),
    )
}

fn test() -> u8 {
    program::cargo_test(&[], Bless::No)
}

fn demo() -> u8 {
    program::run_product(&["demo"])
}
