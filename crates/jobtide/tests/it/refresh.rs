//! `jobtide refresh` and its kin against a server on this machine: what is stored, what is said, and with which status.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use feedserver::{Answer, Route, Server, Site, boards};

use crate::Workplace;

/// A moment in the past, so that no date lies ahead.
const NEWEST: u64 = 1_750_000_000;

fn board(name: &str, address: &str) -> String {
    format!(
        "[[source]]\nname = \"{name}\"\nkind = \"greenhouse\"\nboard = \"{name}\"\nurl = \"{address}\"\nlocal = true\ntags = [\"ours\"]\n\n"
    )
}

fn configure(place: &Workplace, sources: &str) {
    let text = format!("starter = false\n\n{sources}");
    std::fs::write(place.path().join("jobtide.toml"), text).unwrap();
}

fn total(place: &Workplace, query: &str) -> u64 {
    let found = place.json(0, &["search", query, "--limit", "0", "--json", "-q"]);
    found["total"].as_u64().unwrap()
}

#[test]
fn what_is_new_is_stored_once_and_an_unchanged_answer_brings_nothing() {
    let place = Workplace::new("refresh-twice");
    let jobs = boards::jobs(30, NEWEST);
    let server = Server::start(Site::new().route(boards::greenhouse("/acme", &jobs))).unwrap();
    configure(&place, &board("acme", &server.url("/acme")));

    let first = place.json(0, &["refresh", "--json", "-q"]);
    assert_eq!(first["schema"], "jobtide.refresh/1");
    assert_eq!(
        (&first["new"], &first["indexed"]),
        (&30.into(), &30.into()),
        "{first}"
    );
    assert_eq!(first["polls"][0]["new"], 30);
    assert_eq!(total(&place, "source:acme"), 30);

    let waiting = place.stdout(0, &["refresh", "-q"]);
    assert_eq!(waiting, "nothing is due\n");
    let again = place.json(0, &["refresh", "--all", "--json", "-q"]);
    assert_eq!(
        (&again["total"], &again["new"]),
        (&1.into(), &0.into()),
        "{again}"
    );
    assert_eq!(again["polls"][0]["end"], "unchanged", "{again}");

    // Readers are told without the store: by the table, by the strip and by the file.
    let listed = place.json(0, &["sources", "--json"]);
    let acme = &listed["sources"][0];
    assert_eq!(
        (&acme["state"], &acme["postings"]),
        (&"ok".into(), &30.into()),
        "{listed}"
    );
    let status = place.json(0, &["status", "--json"]);
    assert_eq!(
        (&status["fresh"], &status["total"]),
        (&true.into(), &30.into()),
        "{status}"
    );
    let text = std::fs::read_to_string(place.path().join("data/sources.json")).unwrap();
    let published: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        published["sources"][0]["last_polls"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert!(
        !published["sources"][0]["covered"]
            .as_array()
            .unwrap()
            .is_empty(),
        "{published}"
    );
}

#[test]
fn the_archive_is_read_again_into_an_empty_store() {
    let place = Workplace::new("reread");
    let jobs = boards::jobs(12, NEWEST);
    let server = Server::start(Site::new().route(boards::greenhouse("/acme", &jobs))).unwrap();
    configure(&place, &board("acme", &server.url("/acme")));
    place.json(0, &["refresh", "--json", "-q"]);
    drop(server);
    let none = place.json(0, &["reread", "--json", "-q"]);
    assert_eq!(
        (&none["known"], &none["new"]),
        (&12.into(), &0.into()),
        "{none}"
    );
    for lost in ["data/store", "data/index"] {
        std::fs::remove_dir_all(place.path().join(lost)).unwrap();
    }
    let again = place.json(0, &["reread", "--source", "acme", "--json", "-q"]);
    assert_eq!(
        (&again["total"], &again["new"]),
        (&1.into(), &12.into()),
        "{again}"
    );
    assert_eq!(total(&place, "source:acme"), 12);
}

#[test]
fn nobodys_server_is_asked_in_nobodys_name() {
    let place = Workplace::new("refresh-contact");
    let live = "[[source]]\nname = \"acme\"\nkind = \"greenhouse\"\nboard = \"acme\"\n";
    configure(&place, live);
    let told = place.stderr(2, &["refresh"]);
    assert!(
        told.contains("contact") && told.contains("jobtide.toml") && told.contains("acme"),
        "{told}"
    );
    assert!(
        !place.path().join("data/store").exists(),
        "a refused run leaves nothing behind"
    );
    assert!(
        place
            .stderr(2, &["sources", "check", "acme"])
            .contains("contact")
    );
    let told = place.stderr(2, &["refresh", "--source", "acm"]);
    assert!(told.contains("did you mean `acme`?"), "{told}");
}

#[test]
fn a_source_that_fails_is_named_and_keeps_nobody_else_out() {
    let place = Workplace::new("refresh-partly");
    let jobs = boards::jobs(5, NEWEST);
    let site = Site::new()
        .route(boards::greenhouse("/acme", &jobs))
        .route(Route::get("/broken").always(Answer::status(500)));
    let server = Server::start(site).unwrap();
    let sources = board("acme", &server.url("/acme")) + &board("broken", &server.url("/broken"));
    configure(&place, &sources);
    let told = place.stderr(3, &["refresh"]);
    assert!(
        told.contains("broken  failed, ") && told.contains("500"),
        "{told}"
    );
    assert_eq!(total(&place, "*"), 5);
    let alone = place.json(
        1,
        &["refresh", "--all", "--source", "broken", "--json", "-q"],
    );
    assert!(alone["failed"]["broken"].is_string(), "{alone}");
    // Who asks for a log of JSON lines gets nothing else on stderr.
    let log = place.stderr(
        1,
        &[
            "refresh",
            "--all",
            "--source",
            "broken",
            "--log-format",
            "json",
        ],
    );
    let lines = log.lines().map(serde_json::from_str::<serde_json::Value>);
    assert!(
        lines.clone().count() > 1 && lines.into_iter().all(|line| line.is_ok()),
        "{log}"
    );
    let listed = place.stdout(0, &["sources"]);
    assert!(listed.contains("failing"), "{listed}");
}

#[test]
fn a_check_shows_what_would_be_read_and_stores_nothing() {
    let place = Workplace::new("sources-check");
    let jobs = boards::jobs(14, NEWEST);
    let server = Server::start(Site::new().route(boards::greenhouse("/acme", &jobs))).unwrap();
    configure(&place, &board("acme", &server.url("/acme")));
    let shown = place.stdout(0, &["sources", "check", "acme"]);
    assert!(
        shown.contains(&jobs[0].title) && shown.contains("14 postings parsed"),
        "{shown}"
    );
    assert!(!place.path().join("data").exists());
    let kinds = place.json(0, &["sources", "kinds", "--json"]);
    assert_eq!(
        kinds["total"].as_u64(),
        kinds["kinds"].as_array().map(|all| all.len() as u64)
    );
}

/// A board that answers after so many seconds, and a sign that it was asked: the server's own list is of answers.
fn slow(path: &str, seconds: u64) -> (Route, Arc<AtomicBool>) {
    let asked = Arc::new(AtomicBool::new(false));
    let sign = Arc::clone(&asked);
    let route = Route::get(path).with(move |_| {
        sign.store(true, Ordering::SeqCst);
        Answer::json(&serde_json::json!({"jobs": []})).after(Duration::from_secs(seconds))
    });
    (route, asked)
}

fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let patience = Instant::now();
    while !is_so() {
        assert!(patience.elapsed() < Duration::from_secs(30), "{what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Starts a refresh and waits until it asks the slow board.
fn start(place: &Workplace, asked: &AtomicBool) -> std::process::Child {
    let child = Command::new(env!("CARGO_BIN_EXE_jobtide"))
        .arg("refresh")
        .current_dir(place.path())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    wait_until("the board was never asked", || asked.load(Ordering::SeqCst));
    child
}

#[test]
fn a_second_refresh_is_told_that_the_first_is_running() {
    let place = Workplace::new("refresh-locked");
    let (route, asked) = slow("/slow", 20);
    let server = Server::start(Site::new().route(route)).unwrap();
    configure(&place, &board("slow", &server.url("/slow")));
    let mut first = start(&place, &asked);
    assert!(
        place
            .stderr(5, &["refresh"])
            .contains("held by another run")
    );
    place.stderr(5, &["reread"]);
    // Readers are not kept out.
    place.stdout(0, &["sources"]);
    first.kill().unwrap();
    first.wait().unwrap();
}

#[test]
fn ctrl_c_ends_a_refresh_and_keeps_what_was_read() {
    let place = Workplace::new("refresh-interrupt");
    let jobs = boards::jobs(7, NEWEST);
    let (route, asked) = slow("/slow", 60);
    // One host is asked for one document at a time, and hosts are told apart by their names.
    let server = Server::start(Site::new().route(boards::greenhouse("/acme", &jobs))).unwrap();
    let other = Server::start(Site::new().route(route)).unwrap();
    let slow = other.url("/slow").replace("127.0.0.1", "localhost");
    let sources = board("acme", &server.url("/acme")) + &board("slow", &slow);
    configure(&place, &sources);
    let mut child = start(&place, &asked);
    let told = BufReader::new(child.stderr.take().unwrap());
    let read = told
        .lines()
        .map(Result::unwrap)
        .find(|line| line.contains("7 new"));
    assert!(read.is_some(), "the other board was never read");
    let sent = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(total(&place, "source:acme"), 7);
}
