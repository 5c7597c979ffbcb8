//! How many postings comes in; the test of `jobtide` that runs a cluster on this machine is built and run, and its status goes out. Knows no engine.

use std::ffi::OsString;

use crate::program;

/// As many as the acceptance of the engines asks for.
const POSTINGS: &str = "1000000";
/// What the test reads.
const VARIABLE: &str = "JOBTIDE_CLUSTER_POSTINGS";

/// Runs the test, in the profile of tests: an optimised build of the engines takes half an hour of two cores.
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
    let mut command = program::cargo("test");
    command.args([
        "--package",
        "jobtide",
        "--features",
        "engines",
        "--test",
        "cluster",
    ]);
    command.args(["--", "--nocapture"]);
    program::status(command.env(VARIABLE, postings))
}
