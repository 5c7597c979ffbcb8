//! Folders of reports come in; a browser and its packages are made ready, and the status of `check.mjs` goes out. Knows no rule of a page.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::program;

/// The scripts, with what they need of npm beside them.
pub const SCRIPTS: &str = "crates/testkit/browser";
/// Where the packages go, since a tree is no place for them.
pub const PACKAGES: &str = "target/browser";
/// Where the demo writes its report.
const DEMO: &str = "target/demo/report";
/// Debian's packages: the browser, the fonts of both languages, and the reader of PDF files.
const DEBIAN: &[&str] = &[
    "chromium",
    "fonts-liberation",
    "fonts-noto-cjk",
    "poppler-utils",
];
/// One browser under the names that distributions give it.
const BROWSERS: &[&str] = &["chromium", "chromium-browser", "google-chrome"];
/// The first Node.js that all the packages take (`engines` in package.json).
const NODE: (u32, u32) = (20, 19);

/// Checks the reports in the folders that the words name, or the demo's.
pub fn run(words: &[OsString]) -> u8 {
    program::run_ready(ready().map(|browser| check(words, &browser)))
}

fn check(words: &[OsString], browser: &Path) -> Command {
    let root = program::root();
    let mut command = Command::new("node");
    command.arg(root.join(SCRIPTS).join("check.mjs"));
    command.arg("--packages").arg(root.join(PACKAGES));
    command.arg("--chromium").arg(browser).args(words);
    if !names_something(words) {
        command.arg(root.join(DEMO));
    }
    command
}

/// Whether the words name a folder or ask for the self-test; the word after an option that takes a value is no folder.
fn names_something(words: &[OsString]) -> bool {
    let mut words = words.iter().map(|word| word.to_string_lossy());
    while let Some(word) = words.next() {
        match word.as_ref() {
            "--out" => drop(words.next()),
            "--self-test" => return true,
            option if option.starts_with("--") => {}
            _ => return true,
        }
    }
    false
}

/// Brings what is missing, or says what to install; gives the browser.
///
/// # Errors
/// Names what is missing where it cannot be installed.
pub fn ready() -> Result<PathBuf, String> {
    if browser().is_none() || found("pdftotext").is_none() || !has_chinese_fonts() {
        install()?;
    }
    let browser = browser().ok_or_else(|| please("is still no chromium"))?;
    let node = printed("node", &["--version"]);
    if !node.as_deref().is_some_and(new_enough) || found("npm").is_none() {
        let (major, minor) = NODE;
        return Err(format!(
            "node is {}; install Node.js {major}.{minor} or later with npm",
            node.as_deref().unwrap_or("not here")
        ));
    }
    packages(&program::root())?;
    Ok(browser)
}

fn please(what: &str) -> String {
    format!(
        "there {what}; install the packages {} (names of Debian)",
        DEBIAN.join(", ")
    )
}

fn install() -> Result<(), String> {
    let root = printed("id", &["-u"]).as_deref() == Some("0");
    if !root || found("apt-get").is_none() {
        return Err(please(
            "is no chromium, no pdftotext or no font for Chinese",
        ));
    }
    eprintln!("xtask: installing {}", DEBIAN.join(", "));
    for words in [
        &["-qq", "update"][..],
        &["-qq", "install", "-y", "--no-install-recommends"],
    ] {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive").args(words);
        if words.contains(&"install") {
            command.args(DEBIAN);
        }
        // What is said on stdout is the check's.
        let output = command.stdout(Stdio::null()).stderr(Stdio::inherit());
        if program::status(output) != 0 {
            return Err(please("was a failure of apt-get"));
        }
    }
    Ok(())
}

/// The packages of the lock file, installed once; a changed lock file installs them anew.
fn packages(root: &Path) -> Result<(), String> {
    let (from, to) = (root.join(SCRIPTS), root.join(PACKAGES));
    let read = |path: PathBuf| {
        fs::read(&path).map_err(|error| format!("{}: {error}; restore the file", path.display()))
    };
    let lock = read(from.join("package-lock.json"))?;
    // npm writes this file last, so that an installation that was broken off has none.
    let whole = to.join("node_modules/.package-lock.json").exists();
    if whole && fs::read(to.join("package-lock.json")).is_ok_and(|there| there == lock) {
        return Ok(());
    }
    let manifest = read(from.join("package.json"))?;
    fs::create_dir_all(&to)
        .and_then(|()| fs::write(to.join("package.json"), manifest))
        .and_then(|()| fs::write(to.join("package-lock.json"), lock))
        .map_err(|error| format!("{}: {error}", to.display()))?;
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    match program::status(npm.current_dir(&to).stdout(Stdio::null())) {
        0 => Ok(()),
        status => Err(format!(
            "npm ci in {} ended with {status}; what it says above is the reason",
            to.display()
        )),
    }
}

fn browser() -> Option<PathBuf> {
    BROWSERS.iter().find_map(|name| found(name))
}

fn found(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
}

/// Without one, Chinese labels are measured as empty boxes, and the check would pass or fail for nothing.
fn has_chinese_fonts() -> bool {
    printed("fc-list", &[":lang=zh-cn", "family"]).is_some_and(|fonts| !fonts.is_empty())
}

/// What a program prints, without the line's end; `None` where it cannot be started.
fn printed(name: &str, words: &[&str]) -> Option<String> {
    let output = Command::new(name).args(words).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether a line like `v20.20.2` is at least [`NODE`].
fn new_enough(version: &str) -> bool {
    let mut parts = version
        .trim_start_matches('v')
        .split('.')
        .map(|part| part.parse().unwrap_or(0));
    let (major, minor) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    (major, minor) >= NODE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(line: &[&str]) -> bool {
        let words: Vec<OsString> = line.iter().map(OsString::from).collect();
        names_something(&words)
    }

    #[test]
    fn the_demo_is_checked_only_where_no_folder_is_named() {
        assert!(!named(&[]) && !named(&["--out", "pictures"]));
        for line in [
            &["reports/monthly"][..],
            &["--out", "pictures", "reports/monthly"],
            &["--self-test"],
        ] {
            assert!(named(line), "{line:?}");
        }
    }

    #[test]
    fn versions_are_compared_as_numbers() {
        for enough in ["v20.19.0", "v20.20.2", "v22.1.0", "v100.0.0"] {
            assert!(new_enough(enough), "{enough}");
        }
        for old in ["v20.9.1", "v18.19.0", "v9.0.0", ""] {
            assert!(!new_enough(old), "{old}");
        }
    }

    #[test]
    fn the_node_that_is_asked_for_is_the_one_of_the_manifest() {
        let manifest = fs::read_to_string(program::root().join(SCRIPTS).join("package.json"))
            .expect("a manifest");
        let (major, minor) = NODE;
        assert!(manifest.contains(&format!("\"node\": \">={major}.{minor}\"")));
    }
}
