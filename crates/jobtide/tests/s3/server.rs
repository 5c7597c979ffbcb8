//! The server of `server.py`: started on a free port, told its faults, asked what it counted. Knows no lake.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// A Python with moto; where it is set, no test is skipped.
const PYTHON: &str = "JOBTIDE_PYTHON";
/// moto shows nothing to nobody, and checks no signature.
const SOMEBODY: &str = "AWS4-HMAC-SHA256 Credential=anybody/20240214/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=none";
const PATIENCE: Duration = Duration::from_secs(90);

pub struct Server {
    pub address: String,
    child: Child,
    /// The server ends when this is closed, also where the test is killed.
    _held: Option<ChildStdin>,
}

/// Asks once, and gives status line and body.
fn ask(address: &str, method: &str, path: &str, body: &str) -> (String, Vec<u8>) {
    let mut stream = TcpStream::connect(address).unwrap();
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: {SOMEBODY}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap();
    let head = String::from_utf8_lossy(&answer[..end]);
    let status = head.lines().next().unwrap().to_owned();
    (status, answer[end + 4..].to_vec())
}

fn python(test: &str) -> Option<PathBuf> {
    let named = std::env::var_os(PYTHON).filter(|path| !path.is_empty());
    let python = named
        .clone()
        .map_or_else(|| "python3".into(), PathBuf::from);
    let mut look = Command::new(&python);
    look.args(["-c", "import moto.server"])
        .stderr(Stdio::null());
    if look.status().is_ok_and(|status| status.success()) {
        return Some(python);
    }
    let line = format!(
        "SKIPPED {test}: {} has no moto; `cargo xtask s3-test` installs it, or name a Python that has by {PYTHON}",
        python.display()
    );
    assert!(named.is_none(), "{line}");
    // Straight to stderr, since the test harness would swallow it from a passing test.
    let _ = std::io::stderr().write_all(format!("\n{line}\n").as_bytes());
    None
}

impl Server {
    pub fn start(test: &str) -> Option<Server> {
        let mut command = Command::new(python(test)?);
        command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/s3/server.py"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut address = String::new();
        let said = child.stdout.take().unwrap();
        BufReader::new(said).read_line(&mut address).unwrap();
        let server = Server {
            address: address.trim().to_owned(),
            _held: child.stdin.take(),
            child,
        };
        let (status, _) = ask(&server.address, "PUT", "/lakes", "");
        assert!(status.contains("200"), "{status}");
        Some(server)
    }

    /// Sets the faults, none for `{}`, and all counts to nought.
    pub fn faults(&self, faults: &Value) {
        ask(&self.address, "POST", "/_faults", &faults.to_string());
    }

    /// What was counted since.
    pub fn counts(&self) -> Value {
        serde_json::from_slice(&ask(&self.address, "GET", "/_faults", "").1).unwrap()
    }

    /// An object or a listing; empty where there is none.
    pub fn get(&self, path: &str) -> Vec<u8> {
        let (status, body) = ask(&self.address, "GET", path, "");
        match status.split(' ').nth(1) {
            Some("200") => body,
            Some("404") => Vec::new(),
            _ => panic!("{path}: {status}"),
        }
    }

    /// Uploads in parts that are neither finished nor given up.
    pub fn unfinished(&self) -> usize {
        let listing = self.get("/lakes?uploads");
        String::from_utf8(listing)
            .unwrap()
            .matches("<Upload>")
            .count()
    }

    /// Waits until so many of a count are reached, while a run goes on.
    pub fn wait_for(&self, count: &str, many: u64, run: &mut Child) {
        let begun = Instant::now();
        while self.counts()[count].as_u64().unwrap() < many {
            assert!(run.try_wait().unwrap().is_none(), "the run ended before");
            assert!(begun.elapsed() < PATIENCE, "{}", self.counts());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
