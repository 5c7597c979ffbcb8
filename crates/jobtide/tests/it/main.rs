//! The binary as a person uses it: arguments and files in, stdout, stderr and exit status out.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod claims;
mod conventions;
mod documents;
mod duplicates;
mod forget;
mod interruption;
mod journey;
mod keyword_shares;
mod lake;
mod listings;
mod market;
mod pay;
mod pieces;
mod refresh;
mod refresh_served;
mod report;
mod report_again;
#[cfg(feature = "png")]
mod report_png;
mod search;
mod series;
#[cfg(feature = "serve")]
mod serve;
mod show;
mod trend;
mod watch;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A fresh folder that is removed at the end; tests run side by side, so each has its own.
pub struct Workplace(PathBuf);

impl Workplace {
    pub fn new(name: &str) -> Workplace {
        let folder = std::env::temp_dir().join(format!("jobtide-it-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Workplace(folder)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn jobtide(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_jobtide"))
            .args(arguments)
            .current_dir(&self.0)
            .env_remove("JOBTIDE_DATA")
            .env_remove("JOBTIDE_CONFIG")
            .env_remove("CLICOLOR_FORCE")
            .env_remove("COLUMNS")
            .output()
            .unwrap()
    }

    /// Runs, demands the status, and gives stdout back.
    pub fn stdout(&self, status: i32, arguments: &[&str]) -> String {
        let output = self.jobtide(arguments);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            output.status.code(),
            Some(status),
            "{arguments:?}: {stderr}"
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs, demands the status, and gives stderr back.
    pub fn stderr(&self, status: i32, arguments: &[&str]) -> String {
        let output = self.jobtide(arguments);
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(
            output.status.code(),
            Some(status),
            "{arguments:?}: {stderr}"
        );
        stderr
    }

    pub fn json(&self, status: i32, arguments: &[&str]) -> serde_json::Value {
        serde_json::from_str(&self.stdout(status, arguments)).unwrap()
    }
}

impl Drop for Workplace {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub fn thread() -> String {
    testkit::fixture("jobtide/thread-2015-05.json")
        .display()
        .to_string()
}
