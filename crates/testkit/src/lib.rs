//! Fixture cases, a fixed now, where the real data lies, and a local site with every fault. For tests and benches only; knows no room.

mod planted_site;

pub use planted_site::{Ends, PlantedSource, planted_site, source_tables};

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The moment that every test takes for now: 2024-03-01T00:00:00Z in Unix seconds.
pub const FIXED_NOW: i64 = 1_709_251_200;

/// The project's root folder.
#[must_use]
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// A path below `fixtures/`.
#[must_use]
pub fn fixture(path: &str) -> PathBuf {
    root().join("fixtures").join(path)
}

/// A path in the folder of real data beside the checkout, or `None`, said loudly, where it is absent.
///
/// The line goes straight to stderr, since the test harness would swallow it from a passing test.
#[must_use]
pub fn shared_data(path: &str, test: &str) -> Option<PathBuf> {
    let found = root().join("../shared/data").join(path);
    if found.exists() {
        return Some(found);
    }
    let line = format!("\nSKIPPED {test}: ../shared/data/{path} is not here\n");
    let _ = std::io::stderr().write_all(line.as_bytes());
    None
}

/// Runs every `fixtures/<folder>/<fact>.in.*` through `run` and compares with `<fact>.out.txt`.
///
/// With `JOBTIDE_BLESS=1` in the environment the new output is written instead.
///
/// # Panics
/// Where the folder holds no case, a file cannot be read, or an output differs; all differences are named at once.
pub fn check_cases(folder: &str, run: impl Fn(&Path, &[u8]) -> String) {
    let dir = fixture(folder);
    let bless = std::env::var_os("JOBTIDE_BLESS").is_some();
    let mut inputs: Vec<PathBuf> = fs::read_dir(&dir)
        .unwrap_or_else(|error| panic!("{}: {error}", dir.display()))
        .map(|entry| entry.expect("a folder entry").path())
        .filter(|path| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().contains(".in."))
        })
        .collect();
    inputs.sort();
    assert!(
        !inputs.is_empty(),
        "{} holds no case (*.in.*)",
        dir.display()
    );
    let mut failures = Vec::new();
    for input in &inputs {
        let name = input
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let fact = name.split(".in.").next().unwrap_or(&name);
        let expected_path = dir.join(format!("{fact}.out.txt"));
        let bytes = fs::read(input).unwrap_or_else(|error| panic!("{}: {error}", input.display()));
        let actual = run(input, &bytes);
        if bless {
            fs::write(&expected_path, &actual)
                .unwrap_or_else(|error| panic!("{}: {error}", expected_path.display()));
            continue;
        }
        let expected = fs::read_to_string(&expected_path).unwrap_or_default();
        if actual != expected {
            failures.push(format!(
                "case {folder}/{fact}:\n--- expected\n{expected}\n--- actual\n{actual}"
            ));
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {} cases differ (accept with `cargo xtask bless`):\n{}",
        failures.len(),
        inputs.len(),
        failures.join("\n")
    );
}

/// Compares a file of the tree with what the code says it should hold. With `JOBTIDE_BLESS=1` in the environment the file is
/// written instead.
///
/// # Panics
/// Where the two differ, or the file cannot be read or written.
pub fn check_text(path: &str, text: &str) {
    let file = root().join(path);
    if std::env::var_os("JOBTIDE_BLESS").is_some() {
        std::fs::write(&file, text).expect("the file can be written");
    }
    let held = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        held == text,
        "{path} is not what the code says; run the test with JOBTIDE_BLESS=1 and read the difference"
    );
}
