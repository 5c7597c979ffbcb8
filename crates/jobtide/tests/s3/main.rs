//! Lakes behind an S3 API, on a real server with faults: whatever it refuses, cuts off or loses, the manifest names whole objects and nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod interrupted;
mod refused;
mod server;
mod together;
mod written;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub use server::Server;

/// The lake of a test.
pub const LAKE: &str = "s3://lakes/of/tests";
/// Its manifest, for whoever asks the server without this program.
pub const MANIFEST: &str = "/lakes/of/tests/manifest.json";

/// A fresh folder that is removed at the end, archives in it, and a server of its own.
pub struct Workplace {
    folder: PathBuf,
    pub server: Server,
}

impl Workplace {
    /// `None`, said loudly, where there is no server.
    pub fn new(name: &str) -> Option<Workplace> {
        let server = Server::start(name)?;
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("s3-{name}"));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("market.toml"), synth::JSONL_PROFILE).unwrap();
        let lines: Vec<Vec<u8>> = synth::Market::planted(11, 1.0).jsonl().collect();
        let half = lines.len() / 2;
        for (name, lines) in [
            ("one.jsonl", &lines[..half]),
            ("two.jsonl", &lines[half..]),
            ("all.jsonl", &lines),
        ] {
            std::fs::write(folder.join(name), lines.concat()).unwrap();
        }
        Some(Workplace { folder, server })
    }

    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Postings of one month with texts that no compression makes small, so that their file goes up in parts.
    pub fn write_large(&self) {
        let mut state = 7_u64;
        let mut letter = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            char::from(b'0' + u8::try_from(state >> 58).unwrap())
        };
        let mut lines = String::new();
        for number in 0..280 {
            let body: String = (0..100_000)
                .map(|_| letter())
                .filter(|letter| *letter != '\\')
                .collect();
            let body = serde_json::to_string(&body).unwrap();
            lines.push_str(&format!(
                "{{\"id\":\"large{number}\",\"title\":\"large\",\"body\":{body},\"published\":\"2024-02-14T10:00:00Z\"}}\n"
            ));
        }
        std::fs::write(self.folder.join("large.jsonl"), lines).unwrap();
    }

    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jobtide"));
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("AWS_") || text.starts_with("JOBTIDE_") {
                command.env_remove(&name);
            }
        }
        command
            .args(words)
            .current_dir(&self.folder)
            .env(
                "AWS_ENDPOINT_URL",
                format!("http://{}", self.server.address),
            )
            .env("AWS_ALLOW_HTTP", "true")
            .env("AWS_ACCESS_KEY_ID", "anybody")
            .env("AWS_SECRET_ACCESS_KEY", "anything")
            .env("AWS_REGION", "us-east-1")
            .env("JOBTIDE_S3_PATIENCE", "20")
            .stdin(Stdio::null());
        command
    }

    /// Runs and demands the status.
    pub fn run(&self, status: i32, words: &[&str]) -> Output {
        ended(status, words, self.command(words).output().unwrap())
    }

    pub fn json(&self, words: &[&str]) -> serde_json::Value {
        serde_json::from_slice(&self.run(0, words).stdout).unwrap()
    }

    /// An archive straight into a lake.
    pub fn import(&self, archive: &str, lake: &str) -> serde_json::Value {
        self.json(&importing(archive, lake))
    }

    /// The report of a lake in which nothing is wrong.
    pub fn verified(&self) -> serde_json::Value {
        self.json(&["lake", "verify", LAKE, "--json", "-q"])
    }

    /// What a query brings of what a lake gives back, as far as it does not say when it was asked.
    pub fn read_back(&self, lake: &str, data: &str) -> serde_json::Value {
        self.run(0, &["lake", "read", lake, "-q", "--data", data]);
        let words = [
            "search", "is:any", "--json", "--limit", "1000", "--data", data,
        ];
        let mut found = self.json(&words);
        found["hits"].take()
    }
}

pub fn importing<'w>(archive: &'w str, lake: &'w str) -> [&'w str; 8] {
    [
        "import",
        archive,
        "--profile",
        "./market.toml",
        "--to-lake",
        lake,
        "--json",
        "-q",
    ]
}

/// Demands a status.
pub fn ended(status: i32, words: &[&str], output: Output) -> Output {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{words:?}: {stderr}");
    output
}

impl Drop for Workplace {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}
