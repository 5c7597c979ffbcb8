//! `jobtide serve` beside the terminal: the same documents to the last byte, an end by Ctrl-C, and no door open to others without a token.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::{Workplace, thread};

/// The program, serving; killed at the end if it has not ended before.
struct Serving {
    child: Child,
    address: String,
}

impl Serving {
    fn in_place(place: &Workplace, arguments: &[&str]) -> Serving {
        let mut child = Command::new(env!("CARGO_BIN_EXE_jobtide"))
            .arg("serve")
            .args(["--addr", "127.0.0.1:0"])
            .args(arguments)
            .current_dir(place.path())
            .env_remove("JOBTIDE_DATA")
            .env_remove("JOBTIDE_CONFIG")
            .env_remove("JOBTIDE_TOKEN")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let stderr = child.stderr.take().unwrap();
        BufReader::new(stderr).read_line(&mut line).unwrap();
        let address = line
            .trim()
            .strip_prefix("serving http://")
            .map(str::to_owned);
        let address = address.unwrap_or_else(|| panic!("{line}"));
        Serving { child, address }
    }

    /// Status and body.
    fn get(&self, target: &str, header: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        let host = &self.address;
        write!(
            stream,
            "GET {target} HTTP/1.0\r\nHost: {host}\r\n{header}\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, body.to_owned())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_api_says_what_the_terminal_says() {
    let place = Workplace::new("serve");
    place.stdout(
        0,
        &["import", &thread(), "--profile", "hn-whoishiring", "-q"],
    );
    let serving = Serving::in_place(&place, &[]);
    let same = |target: &str, arguments: &[&str]| {
        let printed = place.stdout(0, arguments);
        assert_eq!(serving.get(target, ""), (200, printed), "{target}");
    };
    same(
        "/api/v1/search?q=engineer&limit=5&offset=1&facets=true&sort=relevance",
        &[
            "search",
            "engineer",
            "--json",
            "--limit",
            "5",
            "--offset",
            "1",
            "--facets",
            "--sort",
            "relevance",
        ],
    );
    same("/api/v1/trend?q=engineer", &["trend", "engineer", "--json"]);
    same("/api/v1/pay?q=engineer", &["pay", "engineer", "--json"]);
    same("/api/v1/tags", &["tags", "--json"]);
    same("/api/v1/categories", &["categories", "--json"]);
    same("/api/v1/sources", &["sources", "--json"]);
    let (status, csv) = serving.get("/search.csv?q=engineer", "");
    let printed = place.stdout(0, &["search", "engineer", "--csv"]);
    assert_eq!((status, csv), (200, printed));
    // What a later command brings is seen without a word to the server.
    let before = serving.get("/api/v1/search", "").1;
    std::fs::write(
        place.path().join("mine.jsonl"),
        "{\"id\":\"7\",\"title\":\"A latecomer\",\"day\":\"2015-05-09\"}\n",
    )
    .unwrap();
    let profile = "describe = \"x\"\nformat = \"jsonl\"\nfiles = [\"*.jsonl\"]\nplatform = \"own\"\nmarket = \"board\"\nid = { field = \"id\" }\ntitle = \"title\"\n[[published]]\nfield = \"day\"\nformat = \"%Y-%m-%d\"\n";
    std::fs::write(place.path().join("mine.toml"), profile).unwrap();
    place.stdout(
        0,
        &["import", "mine.jsonl", "--profile", "./mine.toml", "-q"],
    );
    std::thread::sleep(Duration::from_millis(1_100));
    let after = serving.get("/api/v1/search", "").1;
    assert!(!before.contains("A latecomer") && after.contains("A latecomer"));
}

#[test]
fn an_interrupt_ends_it_with_status_0() {
    let place = Workplace::new("serve-end");
    let mut serving = Serving::in_place(&place, &[]);
    assert_eq!(serving.get("/healthz", "").0, 200);
    assert_eq!(serving.get("/", "").0, 503);
    let sent = Command::new("kill")
        .args(["-INT", &serving.child.id().to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
    assert_eq!(serving.child.wait().unwrap().code(), Some(0));
}

#[test]
fn beyond_this_machine_a_token_is_needed() {
    let place = Workplace::new("serve-token");
    for arguments in [
        &["serve", "--addr", "0.0.0.0:0"][..],
        &["serve", "--addr", "127.0.0.1:0", "--host", "desk.example"],
    ] {
        let complaint = place.stderr(2, arguments);
        assert!(complaint.contains("--token-file"), "{complaint}");
    }
    std::fs::write(place.path().join("short"), "1234\n").unwrap();
    let complaint = place.stderr(
        2,
        &["serve", "--addr", "0.0.0.0:0", "--token-file", "short"],
    );
    assert!(complaint.contains("can be guessed"), "{complaint}");
    assert!(!complaint.contains("1234"), "{complaint}");
    let complaint = place.stderr(2, &["serve", "--addr", "8080"]);
    assert!(complaint.contains("127.0.0.1:8080"), "{complaint}");
    let token = "0123456789abcdef";
    std::fs::write(place.path().join("long"), format!("{token}\n")).unwrap();
    let serving = Serving::in_place(&place, &["--token-file", "long"]);
    assert_eq!(serving.get("/api/v1/sources", "").0, 401);
    let header = format!("Authorization: Bearer {token}\r\n");
    assert_eq!(serving.get("/api/v1/sources", &header).0, 200);
}
