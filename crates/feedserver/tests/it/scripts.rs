//! Which request gets which answer: routes, sequences, validators, hosts and the record of what was asked.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use feedserver::{Answer, Route, Server, Site};

use crate::{get, serve};

#[test]
fn validators_are_compared_verbatim_and_a_changing_one_never_matches() {
    let feed = Answer::ok("application/rss+xml", "<rss/>");
    let site = Site::new()
        .route(Route::get("/etag").always(feed.clone().etag("W/\"7\"").last_modified("yesterday")))
        .route(
            Route::get("/date").always(feed.clone().last_modified("Sun, 06 Nov 2044 08:49:37 GMT")),
        )
        .route(Route::get("/restless").always(feed.changing_validators()));
    let server = Server::start(site).unwrap();
    for (path, headers, status) in [
        ("/etag", "If-None-Match: W/\"7\"\r\n", 304),
        ("/etag", "If-None-Match: \"7\"\r\n", 200),
        ("/etag", "If-Modified-Since: yesterday\r\n", 304),
        // The entity tag has the word where both are sent.
        (
            "/etag",
            "If-None-Match: \"7\"\r\nIf-Modified-Since: yesterday\r\n",
            200,
        ),
        (
            "/date",
            "If-Modified-Since: Sun, 06 Nov 2044 08:49:37 GMT\r\n",
            304,
        ),
        (
            "/date",
            "If-Modified-Since: Sun, 6 Nov 2044 08:49:37 GMT\r\n",
            200,
        ),
    ] {
        assert_eq!(get(&server, path, headers).0, status, "{path} {headers}");
    }
    let tag = |head: &str| {
        let line = head
            .lines()
            .find(|line| line.starts_with("etag: "))
            .unwrap();
        line[6..].to_owned()
    };
    let first = tag(&get(&server, "/restless", "").1);
    let (status, head, _) = get(&server, "/restless", &format!("If-None-Match: {first}\r\n"));
    assert_eq!(status, 200);
    assert_ne!(tag(&head), first);
}

#[test]
fn answers_follow_their_script_and_routes_see_query_method_and_host() {
    let say = |word: &str| Answer::from(word);
    let site = Site::new()
        .route(Route::get("/turns").sequence(vec![Answer::status(500), say("one"), say("two")]))
        .route(
            Route::get("/busy")
                .first(2, Answer::retry_later(429, 7))
                .then(say("free")),
        )
        .route(Route::get("/page").query("page", "2").always(say("second")))
        .route(Route::get("/page").always(say("first")))
        .route(
            Route::get("/robots.txt")
                .host("localhost")
                .always(say("elsewhere")),
        )
        .robots("here")
        .route(Route::post("/page").always(say("posted")))
        .route(Route::under("/files/").with(|request| Answer::from(request.path.as_str())));
    let server = Server::start(site).unwrap();
    let text = |target: &str, headers: &str| {
        let (status, _, body) = get(&server, target, headers);
        format!("{status} {}", String::from_utf8(body).unwrap().trim())
    };
    for expected in [
        "500 500 Internal Server Error",
        "200 one",
        "200 two",
        "200 two",
    ] {
        assert_eq!(text("/turns", ""), expected);
    }
    let (status, head, _) = get(&server, "/busy", "");
    assert!(
        status == 429 && head.contains("\r\nretry-after: 7\r\n"),
        "{head}"
    );
    assert!(text("/busy", "").starts_with("429"));
    assert_eq!(text("/busy", ""), "200 free");
    assert_eq!(text("/page?page=2", ""), "200 second");
    assert_eq!(text("/page?page=3", ""), "200 first");
    assert_eq!(text("/robots.txt", ""), "200 here");
    assert_eq!(text("/files/a/b", ""), "200 /files/a/b");
    assert_eq!(text("/nowhere", ""), "404 404 Not Found");
    assert_eq!(server.count("/turns"), 4);
    let recorded = server.requests();
    assert_eq!(recorded[0].request.path, "/turns");
    assert_eq!((recorded[0].status, recorded[1].sent), (500, 3));
}

#[test]
fn one_connection_carries_many_requests_and_posts() {
    let server =
        serve(Route::post("/jobs").with(|request| {
            Answer::from(format!("{:?}", request.posted_number("offset")).as_str())
        }));
    let stream = TcpStream::connect(server.addr()).unwrap();
    let mut reader = BufReader::new(&stream);
    for offset in [0, 20] {
        let body = format!("{{\"offset\":{offset}}}");
        write!(
            &stream,
            "POST /jobs HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut length = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            if let Some(number) = line.strip_prefix("content-length: ") {
                length = number.trim().parse().unwrap();
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut answer = vec![0; length];
        reader.read_exact(&mut answer).unwrap();
        assert_eq!(answer, format!("Some({offset})").into_bytes());
    }
}

#[test]
fn a_network_never_sees_it() {
    let refused = Server::start_at(Site::new(), "0.0.0.0:0".parse().unwrap());
    assert!(refused.is_err_and(|error| error.to_string().contains("loopback")));
}
