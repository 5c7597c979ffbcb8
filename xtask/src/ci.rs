//! The checks of a merge request, in order; each announced and timed, the first failure ends the run with its status. Knows no check from within.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::program::{self, Bless, Rooms};
use crate::{cluster_test, s3_test, tidy};

/// A step: its name, how to run it alone, and what it does.
type Step = (&'static str, &'static str, fn(Rooms) -> u8);

/// Cheap ones first, so that a slip of form is named within seconds.
const STEPS: &[Step] = &[
    ("fmt", "cargo fmt --all --check", fmt),
    ("tidy", "cargo xtask tidy", |_| tidy::status()),
    (
        "clippy",
        "cargo clippy --all-targets -- -D warnings",
        clippy,
    ),
    ("doc", "RUSTDOCFLAGS='-D warnings' cargo doc --no-deps", doc),
    ("test", "cargo xtask test", test),
    ("demo", "cargo xtask demo", demo),
];

/// What comes after them where every room is built.
const OF_ALL: [Step; 2] = [
    ("s3-test", "cargo xtask s3-test", |_| s3_test::run(&[])),
    ("cluster-test", "cargo xtask cluster-test", |_| {
        cluster_test::run(&[])
    }),
];

/// Runs the steps, on these rooms.
pub fn run(rooms: Rooms) -> ExitCode {
    // The demo works in `target/` of the folder that it is started in.
    if let Err(error) = std::env::set_current_dir(program::root()) {
        eprintln!("xtask: {}: {error}", program::root().display());
        return ExitCode::FAILURE;
    }
    let started = Instant::now();
    let mut times = Vec::new();
    let mut steps = STEPS.to_vec();
    if rooms == Rooms::All {
        steps.extend(OF_ALL);
    }
    for (position, (name, line, step)) in steps.iter().enumerate() {
        eprintln!("\n== {} of {}: {name}: {line}", position + 1, steps.len());
        let step_started = Instant::now();
        let status = step(rooms);
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

fn fmt(_: Rooms) -> u8 {
    program::status(program::cargo("fmt").args(["--all", "--check"]))
}

fn clippy(rooms: Rooms) -> u8 {
    let mut command = program::cargo("clippy");
    command.args(rooms.words());
    program::status(command.args(["--all-targets", "--", "-D", "warnings"]))
}

fn doc(rooms: Rooms) -> u8 {
    let mut command = program::cargo("doc");
    command.args(rooms.words()).arg("--no-deps");
    program::status(command.env("RUSTDOCFLAGS", "-D warnings"))
}

fn test(rooms: Rooms) -> u8 {
    program::cargo_test(&[], Bless::No, rooms)
}

fn demo(_: Rooms) -> u8 {
    program::run_product(&["demo"])
}
