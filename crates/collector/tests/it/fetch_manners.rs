//! What is owed to those who run a server: its wish for rest, its `robots.txt`, and one request at a time.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use collector::{FetchFault, FetchSettings, Fetcher, HostMemory, Request, Source};
use feedserver::{Answer, Route, Server, Site, http_date};
use testkit::FIXED_NOW;

use crate::fetch::{FEED, RSS, WEEK, at, fetch_known, fetcher, noted, quick, run, serve, source};

fn obedient() -> FetchSettings {
    FetchSettings {
        robots_for_local: true,
        ..quick()
    }
}

fn with_robots(text: &str) -> Server {
    let site = Site::new().robots(text);
    Server::start(site.route(Route::under("/").always(Answer::ok(RSS, FEED)))).unwrap()
}

fn try_at(fetcher: &Fetcher, url: &str, now: i64) -> Result<(), FetchFault> {
    let known = BTreeMap::new();
    fetch_known(
        fetcher,
        &source(url),
        &Request::get(url, "list"),
        &known,
        now,
    )
    .map(|_| ())
}

#[test]
fn a_wish_for_rest_closes_the_gate_for_its_path_and_outlives_the_run() {
    for status in [429, 503, 403] {
        let server = serve([
            Route::get("/api/jobs").always(Answer::status(status).header("Retry-After", "600")),
            Route::under("/").always(Answer::ok(RSS, FEED)),
        ]);
        let first = fetcher(quick());
        let until = match try_at(&first, &server.url("/api/jobs"), FIXED_NOW) {
            Err(FetchFault::Status {
                status: own,
                retry_at: Some(until),
                ..
            }) if own == status => until,
            other => panic!("{other:?}"),
        };
        assert!((FIXED_NOW + 600..FIXED_NOW + 660).contains(&until));
        let stored = serde_json::to_string(&first.host_memory()).unwrap();
        let memory: HostMemory = serde_json::from_str(&stored).unwrap();
        let next = Fetcher::new(quick(), memory).unwrap();
        noted(&server, 1);
        // Nothing is sent to the next page of the same API; another path of the host is served as before.
        let gated = try_at(&next, &server.url("/api/jobs?page=2"), FIXED_NOW + 300);
        assert_eq!(gated.unwrap_err().retry_at(), Some(until));
        assert_eq!(server.requests().len(), 1);
        assert!(try_at(&next, &server.url("/feeds/rust.xml"), FIXED_NOW + 300).is_ok());
        let fault = try_at(&next, &server.url("/api/jobs"), until).unwrap_err();
        assert!(
            matches!(fault, FetchFault::Status { .. }),
            "asked again: {fault}"
        );
    }
}

#[test]
fn the_time_of_rest_is_read_as_written_and_has_an_end() {
    let now = u64::try_from(FIXED_NOW).unwrap();
    let longest = Some(FIXED_NOW + WEEK);
    let cases = [
        ("120", Some(FIXED_NOW + 120)),
        (&http_date(now + 3600), Some(FIXED_NOW + 3600)),
        ("Friday, 01-Mar-24 00:10:00 GMT", Some(FIXED_NOW + 600)),
        ("Fri Mar  1 00:10:00 2024", Some(FIXED_NOW + 600)),
        ("99999999999999999999999", longest),
        ("Sat, 01 Jan 2041 00:00:00 GMT", longest),
        // What cannot be read is a wish for rest all the same: a board's twenty other companies are not asked meanwhile.
        ("0", Some(FIXED_NOW + 900)),
        ("-5", Some(FIXED_NOW + 900)),
        ("soon", Some(FIXED_NOW + 900)),
        (&http_date(now - 3600), Some(FIXED_NOW + 900)),
    ];
    for (stated, expected) in cases {
        let answer = Answer::status(429).header("Retry-After", stated);
        let server = serve([Route::get("/feed").always(answer)]);
        let fault = try_at(&fetcher(quick()), &server.url("/feed"), FIXED_NOW).unwrap_err();
        let late = fault
            .retry_at()
            .zip(expected)
            .map(|(at, expected)| at - expected);
        assert_eq!(fault.retry_at().is_some(), expected.is_some(), "{stated}");
        assert!(
            late.is_none_or(|late| (0..60).contains(&late)),
            "{stated}: {fault}"
        );
    }
}

/// The examples of RFC 9309 and of Google's tests for it: a file, a path, whether it is allowed.
const ROBOTS: &[(&str, &str, bool)] = &[
    // 2.2.1: the group that names us counts, in any case; else the one for all; else nothing is forbidden.
    (
        "User-agent: JobTide\nDisallow: /a\n\nUser-agent: *\nDisallow: /",
        "/b",
        true,
    ),
    ("User-agent: jobtide/2.0\nDisallow: /a", "/a", false),
    ("User-agent: jobtideplus\nDisallow: /", "/a", true),
    ("User-agent: tide\nDisallow: /", "/a", true),
    ("User-agent: other\nDisallow: /", "/a", true),
    ("User-agent: *\nDisallow: /", "/a", false),
    // Groups for the same agent are one; a group may have several agents.
    (
        "User-agent: jobtide\nDisallow: /a\nUser-agent: *\nDisallow: /c\nUser-agent: jobtide\nDisallow: /b",
        "/b",
        false,
    ),
    (
        "User-agent: jobtide\nDisallow: /a\nUser-agent: *\nDisallow: /c\nUser-agent: jobtide\nDisallow: /b",
        "/c",
        true,
    ),
    (
        "User-agent: other\nUser-agent: jobtide\nDisallow: /a",
        "/a",
        false,
    ),
    (
        "User-agent: other\nSitemap: x\nCrawl-delay: 0\nUser-agent: jobtide\nDisallow: /a",
        "/a",
        false,
    ),
    ("Disallow: /a\nUser-agent: *\nAllow: /", "/a", true),
    // 2.2.2: the longest match counts, and of two as long the one that allows.
    (
        "User-agent: *\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif",
        "/example/page/disallowed.gif",
        false,
    ),
    (
        "User-agent: *\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif",
        "/example/page/",
        true,
    ),
    ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", true),
    ("User-agent: *\nDisallow: /x\nAllow: /x/y", "/x/y/z", true),
    ("User-agent: *\nDisallow:", "/a", true),
    ("User-agent: *\nDisallow: /a", "/A", true),
    ("User-agent: *\nDisallow: /a?b=", "/a?b=1", false),
    // Percent signs mean the same on both sides, except where they hide a `*`, a `$` or a slash.
    ("User-agent: *\nDisallow: /%61dmin", "/admin", false),
    ("User-agent: *\nDisallow: /admin", "/%61dmin", false),
    (
        "User-agent: *\nDisallow: /foo/bar?baz=http://foo.bar",
        "/foo/bar?baz=http://foo.bar",
        false,
    ),
    (
        "User-agent: *\nDisallow: /foo/bar/\u{30c4}",
        "/foo/bar/%E3%83%84",
        false,
    ),
    (
        "User-agent: *\nDisallow: /foo/bar/%E3%83%84",
        "/foo/bar/%e3%83%84",
        false,
    ),
    (
        "User-agent: *\nDisallow: /foo/bar/%62%61%7A",
        "/foo/bar/baz",
        false,
    ),
    ("User-agent: *\nDisallow: /a%2Fb", "/a/b", true),
    (
        "User-agent: *\nDisallow: /path/file-with-a-%2A.html",
        "/path/file-with-a-*.html",
        false,
    ),
    (
        "User-agent: *\nDisallow: /path/file-with-a-%2A.html",
        "/path/file-with-a-b.html",
        true,
    ),
    (
        "User-agent: *\nDisallow: /path/foo-%24",
        "/path/foo-$",
        false,
    ),
    ("User-agent: *\nDisallow: /path/foo-%24", "/path/foo-", true),
    // 2.2.3: `*` is any text, a last `$` the end.
    ("User-agent: *\nDisallow: /*.php$", "/dir/index.php", false),
    ("User-agent: *\nDisallow: /*.php$", "/index.php?x=1", true),
    ("User-agent: *\nDisallow: /*.php", "/index.php5", false),
    (
        "User-agent: *\nDisallow: /fish*.php",
        "/fishheads/catfish.php?id=1",
        false,
    ),
    ("User-agent: *\nDisallow: /fish*.php", "/Fish.PHP", true),
    (
        "User-agent: *\nDisallow: /this/*/exactly\nAllow: /*/other",
        "/this/is/exactly/it",
        false,
    ),
    (
        "User-agent: *\nDisallow: *a*a*a*a*a*a*a*a*b$",
        "/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac",
        true,
    ),
    ("User-agent: *\nDisallow: /a$b", "/a$b/c", false),
    ("User-agent: *\nDisallow: /ab*ba$", "/aba", true),
    // The file as it comes: BOM, CR alone, comments, blanks around the colon, junk, and no slash at the head.
    ("\u{feff}User-agent: *\nDisallow: /a", "/a", false),
    ("User-agent: *\rDisallow: /a\rDisallow: /b", "/b", false),
    ("User-agent: * # all\r\nDisallow : /a # why", "/a", false),
    ("user-AGENT:jobtide\n<html>\ndisallow:a", "/a", false),
    ("<!doctype html><p>User-agent: *<p>Disallow: /", "/a", true),
];

#[test]
fn robots_are_read_as_the_standard_has_it() {
    let mut wrong = Vec::new();
    for (text, path, allowed) in ROBOTS {
        let server = with_robots(text);
        let result = try_at(&fetcher(obedient()), &server.url(path), FIXED_NOW);
        let right = match &result {
            Ok(()) => *allowed,
            Err(FetchFault::Robots { .. }) => !allowed,
            Err(_) => false,
        };
        if !right {
            wrong.push(format!("{text:?} {path}: {result:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_line_that_forbids_is_named() {
    let server = with_robots("# jobs\r\nUser-agent: *\r\nDisallow: /api # please\r\n");
    let fault = try_at(&fetcher(obedient()), &server.url("/api/jobs"), FIXED_NOW).unwrap_err();
    assert!(fault.to_string().contains("line 3 of"), "{fault}");
    assert!(fault.to_string().ends_with("`Disallow: /api`"), "{fault}");
    assert_eq!(server.count("/api/jobs"), 0);
    // A source that its operator runs is not bound by it.
    assert!(try_at(&fetcher(quick()), &server.url("/api/jobs"), FIXED_NOW).is_ok());
}

#[test]
fn no_file_allows_and_a_server_in_trouble_forbids() {
    let cases = [
        (Answer::status(404), true),
        (Answer::status(403), true),
        (Answer::status(429), false),
        (Answer::status(500), false),
        (Answer::retry_later(503, 60), false),
        (Answer::hang_up(), false),
        (Answer::redirect(301, "/elsewhere.txt"), false),
        (Answer::redirect(301, "/robots.txt"), true),
        (Answer::ok("text/plain", "x".repeat(600 << 10)), true),
        (
            Answer::ok(
                "text/plain",
                format!("User-agent: *\nDisallow: /\n{}", "#".repeat(600 << 10)),
            ),
            false,
        ),
        (
            Answer::ok(
                "text/plain",
                format!("User-agent: *\n{}\nDisallow: /", "#".repeat(600 << 10)),
            ),
            true,
        ),
    ];
    for (at, (answer, allowed)) in cases.into_iter().enumerate() {
        let server = serve([
            Route::get("/robots.txt").always(answer),
            Route::get("/elsewhere.txt")
                .always(Answer::ok("text/plain", "User-agent: *\nDisallow: /")),
            Route::get("/feed").always(Answer::ok(RSS, FEED)),
        ]);
        let fetcher = fetcher(obedient());
        let result = try_at(&fetcher, &server.url("/feed"), FIXED_NOW);
        assert_eq!(result.is_ok(), allowed, "case {at}: {result:?}");
        if !allowed {
            assert_eq!(server.count("/feed"), 0, "case {at}");
        }
    }
}

#[test]
fn robots_are_asked_for_once_a_day_and_an_old_copy_serves_while_the_server_is_down() {
    let server = with_robots("User-agent: *\nDisallow: /private");
    let first = fetcher(obedient());
    let get = |fetcher: &Fetcher, path: &str, now| try_at(fetcher, &server.url(path), now);
    assert!(get(&first, "/feed", FIXED_NOW).is_ok());
    let stored = serde_json::to_string(&first.host_memory()).unwrap();
    let second = Fetcher::new(obedient(), serde_json::from_str(&stored).unwrap()).unwrap();
    assert!(get(&second, "/private/x", FIXED_NOW + 86_000).is_err());
    assert!(get(&second, "/feed", FIXED_NOW + 86_000).is_ok());
    noted(&server, 3);
    assert_eq!(server.count("/robots.txt"), 1);
    server.serve(
        Site::new()
            .route(Route::get("/robots.txt").always(Answer::status(500)))
            .route(Route::under("/").always(Answer::ok(RSS, FEED))),
    );
    let later = FIXED_NOW + 90_000;
    assert!(get(&second, "/feed", later).is_ok());
    assert!(matches!(
        get(&second, "/private/x", later),
        Err(FetchFault::Robots { .. })
    ));
    noted(&server, 5);
    assert_eq!(
        server.count("/robots.txt"),
        2,
        "and not for every request while it is down"
    );
}

#[test]
fn robots_of_the_host_that_a_redirect_leads_to_count_too() {
    let target = with_robots("User-agent: *\nDisallow: /feed");
    let to = at("declared.jobs", &target, "/feed");
    let server = serve([Route::get("/feed").always(Answer::redirect(302, &to))]);
    let url = at("declared.jobs", &server, "/feed");
    let fault = try_at(&fetcher(obedient()), &url, FIXED_NOW).unwrap_err();
    assert!(matches!(fault, FetchFault::Robots { .. }), "{fault}");
    assert_eq!(target.count("/feed"), 0);
}

/// Fetches all addresses side by side.
fn all_at_once(fetcher: &Fetcher, gap_ms: u64, urls: &[String]) {
    let known = BTreeMap::new();
    let asked: Vec<(Source, Request)> = urls
        .iter()
        .map(|url| {
            let mut source = source(url);
            source.gap_ms = gap_ms;
            (source, Request::get(url, "list"))
        })
        .collect();
    run(async {
        let fetches = asked
            .iter()
            .map(|(source, request)| fetcher.fetch(source, request, &known, FIXED_NOW));
        for result in futures_util::future::join_all(fetches).await {
            result.unwrap();
        }
    });
}

#[test]
fn a_gap_lies_between_two_starts() {
    let server = serve([Route::under("/").always(Answer::ok(RSS, FEED))]);
    let urls: Vec<String> = (0..4)
        .map(|page| server.url(&format!("/feed?{page}")))
        .collect();
    let started = Instant::now();
    all_at_once(&fetcher(quick()), 100, &urls);
    assert!(started.elapsed() >= Duration::from_millis(300));
    // A delay that `robots.txt` asks for widens the gap, from the request for that file on.
    let server = with_robots("User-agent: *\nCrawl-delay: 0.2\nDisallow:");
    let started = Instant::now();
    all_at_once(
        &fetcher(obedient()),
        0,
        &[server.url("/a"), server.url("/b")],
    );
    assert!(started.elapsed() >= Duration::from_millis(400));
}

#[test]
fn a_host_has_one_request_under_way_and_hosts_are_served_side_by_side() {
    // (hosts, requests at once, requests that were under way together)
    let cases = [
        (["declared.jobs", "localhost", "127.0.0.1"], 8, 3),
        (["declared.jobs", "localhost", "127.0.0.1"], 1, 1),
        (["declared.jobs", "declared.jobs", "declared.jobs"], 8, 1),
    ];
    for (hosts, requests_at_once, expected) in cases {
        let (inside, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let seen = Arc::clone(&most);
        let script = move |_: &feedserver::Request| {
            let now = inside.fetch_add(1, Ordering::SeqCst) + 1;
            most.fetch_max(now, Ordering::SeqCst);
            // Whoever may come beside this one has time to; those who wait for all three wait as long as it takes.
            let patience = Duration::from_millis(if expected == 1 { 100 } else { 10_000 });
            let until = Instant::now() + patience;
            while most.load(Ordering::SeqCst) < 3 && Instant::now() < until {
                std::thread::sleep(Duration::from_millis(2));
            }
            inside.fetch_sub(1, Ordering::SeqCst);
            Answer::ok(RSS, FEED)
        };
        let server = serve([Route::under("/").with(script)]);
        let fetcher = fetcher(FetchSettings {
            requests_at_once,
            idle_timeout: Duration::from_secs(20),
            ..quick()
        });
        all_at_once(&fetcher, 0, &hosts.map(|host| at(host, &server, "/feed")));
        assert_eq!(
            seen.load(Ordering::SeqCst),
            expected,
            "{hosts:?}, {requests_at_once}"
        );
    }
}
