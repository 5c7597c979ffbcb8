//! Limits: long queries and addresses, questions beyond the places and beyond their time, downloads whose reader is gone.

use std::io::{Read, Write};
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::{Served, encoded};

#[test]
fn what_is_too_long_is_refused_before_it_costs_anything() {
    let served = Served::with("long", |_| {});
    let words = vec!["word"; 400].join(" OR ");
    for path in ["/", "/trend", "/pay"] {
        let answer = served.get(&format!("{path}?q={}", encoded(&words)));
        assert_eq!(answer.status, 422, "{path}");
        assert!(answer.text().contains("characters"), "{path}");
    }
    let target = format!("/api/v1/search?q={}", "a".repeat(20_000));
    let answer = served.get(&target);
    assert_eq!(
        (answer.status, answer.json()["error"]["code"].as_str()),
        (414, Some("address_too_long"))
    );
    let target = format!("/api/v1/search?q={}", "a".repeat(60_000));
    assert!(matches!(served.get(&target).status, 414 | 431));
    let header = "x".repeat(60_000);
    assert_eq!(
        served
            .request("GET", "/", &[("X-Long", &header)], "")
            .status,
        431
    );
    let form = format!("token={}", "x".repeat(100_000));
    assert_eq!(served.request("POST", "/token", &[], &form).status, 413);
    assert_eq!(served.get("/?page=501").status, 422);
    assert_eq!(served.get("/").status, 200);
}

/// A server whose state of the sources waits for a word.
fn waiting(
    name: &str,
    change: impl FnOnce(&mut crate::Setup),
) -> (Served, mpsc::Receiver<()>, mpsc::Sender<()>) {
    let (started, has_started) = mpsc::channel();
    let (go, may_go) = mpsc::channel::<()>();
    let (started, may_go) = (Mutex::new(started), Arc::new(Mutex::new(may_go)));
    let served = Served::with(name, move |setup| {
        setup.given.sources = Box::new(move || {
            started.lock().unwrap().send(()).unwrap();
            let _ = may_go.lock().unwrap().recv();
            Err("no more".to_owned())
        });
        change(setup);
    });
    (served, has_started, go)
}

#[test]
fn a_question_beyond_the_places_is_sent_away_with_a_time() {
    let (served, has_started, go) = waiting("places", |setup| {
        setup.limits.running = 1;
        setup.limits.waiting = 0;
    });
    let mut first = served.connection();
    first
        .write_all(b"GET /api/v1/sources HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .unwrap();
    has_started.recv_timeout(Duration::from_secs(30)).unwrap();
    let answer = served.get("/api/v1/search");
    assert_eq!(
        (answer.status, answer.json()["error"]["code"].as_str()),
        (503, Some("busy"))
    );
    assert_eq!(answer.header("retry-after"), "2");
    assert_eq!(served.get("/").status, 503);
    assert_eq!(served.get("/healthz").status, 200);
    go.send(()).unwrap();
    let mut rest = String::new();
    first.read_to_string(&mut rest).unwrap();
    assert_eq!(served.get("/api/v1/search").status, 200);
}

#[test]
fn a_question_beyond_its_time_is_given_up_and_keeps_its_place() {
    let (served, _has_started, go) = waiting("time", |setup| {
        setup.limits.running = 1;
        setup.limits.time = Duration::from_millis(300);
    });
    let answer = served.get("/api/v1/sources");
    assert_eq!(
        (answer.status, answer.json()["error"]["code"].as_str()),
        (503, Some("too_slow"))
    );
    assert_eq!(
        served.get("/api/v1/reports").status,
        503,
        "the place is not free yet"
    );
    go.send(()).unwrap();
    // The place is free as soon as the question has ended; how soon that is the system decides.
    let again = (0..100).any(|_| served.get("/api/v1/reports").status == 200);
    assert!(again, "the place never became free");
}

#[test]
fn a_download_whose_reader_goes_frees_its_place() {
    let served = Served::with("download", |setup| setup.limits.downloads = 1);
    for _ in 0..3 {
        let mut stream = served.connection();
        stream
            .write_all(b"GET /search.csv HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .unwrap();
        let mut some = [0; 512];
        stream.read_exact(&mut some).unwrap();
        drop(stream);
    }
    let whole = (0..100)
        .map(|_| served.get("/search.csv"))
        .find(|answer| answer.status == 200);
    assert_eq!(whole.unwrap().text().lines().count(), 562);
}

#[test]
fn a_slow_head_does_not_hold_a_connection() {
    let served = Served::with("slow", |setup| {
        setup.limits.head = Duration::from_millis(200);
    });
    let mut stream = served.connection();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: loc").unwrap();
    let mut rest = Vec::new();
    // Closed by the server; whether it says 408 before is its own affair.
    let _ = stream.read_to_end(&mut rest);
    assert!(!String::from_utf8_lossy(&rest).contains("200 OK"));
}
