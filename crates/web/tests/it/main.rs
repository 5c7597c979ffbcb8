//! The server as browsers and programs meet it: bytes into a socket, bytes out of it, over an index of made-up postings.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod api;
mod guard;
mod limits;
mod market;
mod pages;
mod reports;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use indexer::Reader;
use model::Day;
use web::{Given, Hosts, Limits};
use workbench::{Known, SourceRow, SourcesDocument, Workbench};

/// What a test makes otherwise than the others.
pub struct Setup {
    pub given: Given,
    pub limits: Limits,
}

/// A server on a port of its own, over a folder of its own; both are gone at the end.
pub struct Served {
    pub address: SocketAddr,
    folder: PathBuf,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }

    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(own, _)| own == name);
        found.map_or("", |(_, value)| value)
    }
}

pub fn today() -> Day {
    Day::from_unix_seconds(testkit::FIXED_NOW).unwrap()
}

/// What the hallway would give for the index in `folder`.
pub fn given(folder: &Path) -> Given {
    let (index, marked) = (folder.join("index"), folder.join("index"));
    Given {
        open: Box::new(move || {
            let reader = Reader::open(&index).map_err(|error| error.to_string())?;
            let known = Known {
                watched: Vec::new(),
                today: today(),
                synthetic: "synthetic".parse().unwrap(),
            };
            Ok(Workbench::new(reader, known))
        }),
        mark: Box::new(move || indexer::commit_mark(&marked)),
        sources: Box::new(|| {
            Ok(SourcesDocument {
                total: 1,
                switched_off: 2,
                sources: vec![SourceRow {
                    name: "remotive".to_owned(),
                    kind: Some("remotive".to_owned()),
                    state: "failing",
                    last_success: None,
                    next_poll: None,
                    failures: 3,
                    last_error: Some("<b>502</b>".to_owned()),
                    postings: Some(7),
                    completeness: "complete".to_owned(),
                    attribution: String::new(),
                    tags: Vec::new(),
                }],
            })
        }),
        reports: folder.join("reports"),
        png: Some(Box::new(|svg| Ok([b"PNG of ", svg].concat()))),
        token: None,
        hosts: Hosts {
            names: Vec::new(),
            any_address: false,
        },
        version: "0.0.0",
    }
}

impl Served {
    /// Over the market, with whatever `change` makes different.
    pub fn with(name: &str, change: impl FnOnce(&mut Setup)) -> Served {
        let folder =
            std::env::temp_dir().join(format!("jobtide-web-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        market::index(&folder.join("index"), &market::postings());
        Served::over(folder, change)
    }

    /// Over a folder as it is.
    pub fn over(folder: PathBuf, change: impl FnOnce(&mut Setup)) -> Served {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let mut setup = Setup {
            given: given(&folder),
            limits: Limits {
                look: Duration::ZERO,
                ..Limits::default()
            },
        };
        change(&mut setup);
        let stop = Arc::new(AtomicBool::new(false));
        let wanted = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            web::serve(listener, setup.given, setup.limits, &wanted).unwrap();
        });
        Served {
            address,
            folder,
            stop,
            thread: Some(thread),
        }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn stop(&self) {
        self.stop.store(true, Ordering::SeqCst);
    }

    pub fn has_ended(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    pub fn connection(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        stream
    }

    /// Sends bytes, and reads until the other side closes.
    pub fn raw(&self, request: &[u8]) -> Answer {
        let mut stream = self.connection();
        // A server that has seen enough may close before all is sent.
        let _ = stream.write_all(request);
        read_answer(stream)
    }

    pub fn request(
        &self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let mut text = format!("{method} {target} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "Host") {
            text.push_str("Host: localhost\r\n");
        }
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        if !body.is_empty() {
            text.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        self.raw(format!("{text}\r\n{body}").as_bytes())
    }

    pub fn get(&self, target: &str) -> Answer {
        self.request("GET", target, &[], "")
    }

    /// Demands a page.
    pub fn page(&self, target: &str) -> String {
        let answer = self.get(target);
        assert_eq!(answer.status, 200, "{target}: {}", answer.text());
        assert_eq!(
            answer.header("content-type"),
            "text/html; charset=utf-8",
            "{target}"
        );
        answer.text()
    }

    /// Demands a document.
    pub fn document(&self, target: &str) -> serde_json::Value {
        let answer = self.get(target);
        assert_eq!(answer.status, 200, "{target}: {}", answer.text());
        assert_eq!(
            answer.header("content-type"),
            "application/json",
            "{target}"
        );
        answer.json()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.stop();
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            assert!(
                ended.is_ok() || std::thread::panicking(),
                "the server panicked"
            );
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

pub fn read_answer(mut stream: TcpStream) -> Answer {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let split = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let split = split.unwrap_or_else(|| panic!("no answer: {:?}", String::from_utf8_lossy(&bytes)));
    let head = String::from_utf8(bytes[..split].to_vec()).unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let chunked = headers.iter().any(|(_, value)| value == "chunked");
    let body = &bytes[split + 4..];
    Answer {
        status: status.parse().unwrap(),
        headers,
        body: if chunked { joined(body) } else { body.to_vec() },
    }
}

/// The chunks of a body as one.
fn joined(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap(), 16).unwrap();
        body.extend_from_slice(&rest[end + 2..end + 2 + size]);
        rest = &rest[end + 4 + size..];
    }
    body
}

/// A text as part of an address.
pub fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
