//! How many postings comes in; the test of `jobtide` that runs a cluster on this machine is built and run, and its status goes out. Knows no engine.

use std::ffi::OsString;

use crate::{program, python};

/// As many as the acceptance of the engines asks for.
const POSTINGS: &str = "1000000";
/// What the test reads.
const VARIABLE: &str = "JOBTIDE_CLUSTER_POSTINGS";
/// DuckDB and a server with an S3 API, and where their packages go; with a Python that has them nothing is skipped.
const NEEDS: [&str; 2] = [
    "crates/jobtide/tests/cluster/requirements.txt",
    "crates/jobtide/tests/s3/requirements.txt",
];
const PACKAGES: &str = "target/cluster-test/python";
const PYTHON: &str = "JOBTIDE_PYTHON";

/// Runs the test, optimised: the build takes half an hour of two cores, and without it a million postings take hours.
pub fn run(words: &[OsString]) -> u8 {
    let postings = match words {
        [] => POSTINGS.to_owned(),
        [option, number] if option == "--postings" => number.to_string_lossy().into_owned(),
        _ => {
            eprintln!("xtask: cluster-test takes --postings NUMBER and nothing else");
            return 2;
        }
    };
    if postings.parse::<u32>().is_err() {
        eprintln!("xtask: --postings: `{postings}` is no number of postings");
        return 2;
    }
    let needs = NEEDS.map(|needs| program::root().join(needs).display().to_string());
    let [engine, server] = &needs;
    let words = ["--requirement", engine, "--requirement", server];
    let python = match python::installed(&program::root().join(PACKAGES), "python3", &words) {
        Ok(python) => python,
        Err(complaint) => {
            eprintln!("xtask: {complaint}");
            return 1;
        }
    };
    let mut command = program::cargo("test");
    command.args([
        "--release",
        "--package",
        "jobtide",
        "--features",
        "engines",
        "--test",
        "cluster",
    ]);
    command.args(["--", "--nocapture"]);
    program::status(command.env(VARIABLE, postings).env(PYTHON, python))
}
