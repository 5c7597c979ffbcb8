//! Starts cargo and the product, and passes their exit status on. Knows where the release binary lies, not what it does.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus, Stdio};

/// Whether the tests accept what they put out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Bless {
    /// Differences fail.
    No,
    /// Differences are written into the fixtures.
    Yes,
}

/// Which rooms are built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rooms {
    /// All but the engines and the S3 client, which bring 300 crates and need a newer Rust.
    WithoutEngines,
    /// Every one, and the product with all that it can do.
    All,
}

/// The rooms that the default build links none of.
const ENGINES: [&str; 3] = ["bucket", "lake-query", "cluster"];

impl Rooms {
    /// The words by which cargo is told.
    pub fn words(self) -> Vec<&'static str> {
        let mut words = vec!["--workspace"];
        match self {
            Rooms::WithoutEngines => {
                words.extend(ENGINES.iter().flat_map(|name| ["--exclude", name]));
            }
            Rooms::All => words.extend(["--features", "jobtide/engines"]),
        }
        words
    }
}

/// The root of the source tree.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Cargo as it was started itself, for the root of the tree, from the caller's working folder.
///
/// What `cargo run` told this program about its own package is taken away again: build scripts that watch those
/// variables would otherwise run anew whenever cargo is started by hand in between.
pub fn cargo(verb: &str) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in env::vars_os() {
        let about_us = name.to_string_lossy();
        if about_us.starts_with("CARGO_PKG_") || about_us.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
        .arg(verb)
        .arg("--manifest-path")
        .arg(root().join("Cargo.toml"));
    command
}

/// Runs to the end and gives the status as a shell would: 128 and the signal's number where one ended the program.
pub fn status(command: &mut Command) -> u8 {
    match command.status() {
        Ok(status) => code(status),
        Err(error) => {
            eprintln!(
                "xtask: cannot start {}: {error}",
                command.get_program().display()
            );
            1
        }
    }
}

/// Runs what was made ready, or says what stood in the way of it.
pub fn run_ready(command: Result<Command, String>) -> u8 {
    match command {
        Ok(mut command) => status(&mut command),
        Err(complaint) => {
            eprintln!("xtask: {complaint}");
            1
        }
    }
}

/// An exit status as a shell would give it.
#[cfg(unix)]
pub fn code(status: ExitStatus) -> u8 {
    use std::os::unix::process::ExitStatusExt;
    let number = status
        .code()
        .or_else(|| status.signal().map(|signal| 128 + signal));
    number
        .and_then(|number| u8::try_from(number).ok())
        .unwrap_or(1)
}

/// An exit status; 1 where there is none.
#[cfg(not(unix))]
pub fn code(status: ExitStatus) -> u8 {
    status
        .code()
        .and_then(|number| u8::try_from(number).ok())
        .unwrap_or(1)
}

/// A status as this program's own.
pub fn exit(status: u8) -> ExitCode {
    ExitCode::from(status)
}

/// `cargo test` of these rooms, or of what the words choose.
pub fn cargo_test(words: &[OsString], bless: Bless, rooms: Rooms) -> u8 {
    let mut command = cargo("test");
    let chooses = |word: &OsString| {
        let word = word.to_string_lossy();
        word == "-p" || word.starts_with("--package") || word == "--workspace"
    };
    if !words.iter().take_while(|word| *word != "--").any(chooses) {
        command.args(rooms.words());
    }
    command.args(words);
    match bless {
        Bless::Yes => command.env("JOBTIDE_BLESS", "1"),
        // Left over in the caller's shell, it would turn every run into one that cannot fail.
        Bless::No => command.env_remove("JOBTIDE_BLESS"),
    };
    status(&mut command)
}

/// `cargo bench` of one crate (the first word) or of everything; further words go to the bench program.
pub fn cargo_bench(words: &[OsString]) -> u8 {
    let mut command = cargo("bench");
    let (chosen, rest) = match words.split_first() {
        Some((first, rest)) if !first.to_string_lossy().starts_with('-') => (Some(first), rest),
        _ => (None, words),
    };
    match chosen {
        Some(name) => command.arg("--package").arg(name),
        None => command.args(Rooms::WithoutEngines.words()),
    };
    // `--benches` would take the unit tests along, whose harness refuses the options of a bench program.
    command.args(["--bench", "*"]);
    if !rest.is_empty() {
        command
            .arg("--")
            .args(rest.iter().filter(|word| *word != "--"));
    }
    status(&mut command)
}

/// The local site with faults, built for development: it is started beside tests and demos, where a release build would be another wait.
pub fn feedserver(words: &[OsString]) -> u8 {
    let mut command = cargo("run");
    command.args([
        "--quiet",
        "--package",
        "testkit",
        "--bin",
        "feedserver",
        "--",
    ]);
    status(command.args(words))
}

/// Builds the product if need be and becomes it.
pub fn hand_over(words: &[OsString]) -> ExitCode {
    match product() {
        Ok(binary) => become_it(Command::new(binary).args(words)),
        Err(status) => exit(status),
    }
}

/// Builds the product if need be, runs it and gives its status.
pub fn run_product(words: &[&str]) -> u8 {
    match product() {
        Ok(binary) => status(Command::new(binary).args(words)),
        Err(status) => status,
    }
}

/// The product's binary: `JOBTIDE_BIN`, or the release build, brought up to date.
///
/// # Errors
/// The status of a build that failed.
pub fn product() -> Result<PathBuf, u8> {
    if let Some(binary) = env::var_os("JOBTIDE_BIN").filter(|path| !path.is_empty()) {
        return Ok(binary.into());
    }
    let binary = release_binary(
        env::current_exe().ok().as_deref(),
        env::var_os("CARGO_TARGET_DIR").as_deref(),
    );
    if !binary.exists() {
        eprintln!("building jobtide (the first time takes minutes)…");
    }
    let mut build = cargo("build");
    build.args(["--release", "--quiet", "--package", "jobtide"]);
    // stdin and stdout belong to the product.
    build.stdin(Stdio::null()).stdout(Stdio::null());
    match status(&mut build) {
        0 => Ok(binary),
        failed => Err(failed),
    }
}

/// Where cargo puts the release build: beside the profile's folder that this program lies in, wherever configuration or environment
/// moved the target folder to; else by the environment, else `target`.
fn release_binary(this_program: Option<&Path>, target_dir: Option<&OsStr>) -> PathBuf {
    let beside = this_program
        .filter(|path| path.file_stem() == Some(OsStr::new("xtask")))
        .and_then(|path| path.ancestors().nth(2))
        .map(Path::to_path_buf);
    let target = beside
        .or_else(|| target_dir.map(PathBuf::from))
        .unwrap_or_else(|| root().join("target"));
    target
        .join("release")
        .join(format!("jobtide{}", env::consts::EXE_SUFFIX))
}

/// On Unix this process becomes the product, so that signals and exit status need no passing on.
#[cfg(unix)]
fn become_it(command: &mut Command) -> ExitCode {
    use std::os::unix::process::CommandExt;
    let error = command.exec();
    eprintln!(
        "xtask: cannot start {}: {error}",
        command.get_program().display()
    );
    ExitCode::FAILURE
}

#[cfg(not(unix))]
fn become_it(command: &mut Command) -> ExitCode {
    exit(status(command))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_release_binary_lies_beside_this_program_wherever_the_target_folder_is() {
        let find = |program: &str, variable: Option<&str>| {
            release_binary(Some(Path::new(program)), variable.map(OsStr::new))
                .with_extension("")
                .to_string_lossy()
                .replace('\\', "/")
        };
        assert_eq!(find("/moved/debug/xtask", None), "/moved/release/jobtide");
        assert_eq!(
            find("/moved/triple/debug/xtask", Some("/other")),
            "/moved/triple/release/jobtide"
        );
        assert_eq!(
            find("/moved/debug/deps/xtask-1a2b", Some("/other")),
            "/other/release/jobtide"
        );
    }
}
