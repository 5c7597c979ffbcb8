//! Where no request may go, and what may not be carried there: private places in every spelling, and credentials in every hiding place.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use collector::{FetchFault, Fetched, Request, Source};
use feedserver::{Answer, Route, Server};
use testkit::FIXED_NOW;

use crate::fetch::{FEED, RSS, at, fetch, fetch_known, fetcher, noted, quick, serve, source};

/// A source that is not declared local.
fn public(url: &str) -> Source {
    Source {
        local: false,
        ..source(url)
    }
}

fn refused(url: &str) -> String {
    match fetch(&fetcher(quick()), &public(url), url) {
        Err(fault @ FetchFault::Forbidden { .. }) => fault.to_string(),
        other => panic!("{url}: {other:?}"),
    }
}

#[test]
fn a_literal_address_of_a_private_place_is_refused_in_every_spelling() {
    let hosts = [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "017700000001",
        "127.0.0.1.",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[2002:7f00:1::]",
        "[::ffff:0:127.0.0.1]",
        "0.0.0.0",
        "0",
        "[::]",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.1.1",
        "169.254.169.254",
        "100.100.100.200",
        "168.63.129.16",
        "[fd00:ec2::254]",
        "[fd12:3456::1]",
        "[fe80::1]",
        "[fec0::1]",
        "224.0.0.1",
        "[ff02::1]",
        "192.0.2.1",
        "198.51.100.7",
        "203.0.113.9",
        "198.18.0.1",
        "[2001:db8::1]",
        "[3fff::1]",
        "192.0.0.8",
        "255.255.255.255",
        "240.0.0.1",
        "[100::1]",
        "[2001::1]",
        "[64:ff9b:1::1]",
        "[::ffff:169.254.169.254]",
    ];
    for host in hosts {
        let said = refused(&format!("http://{host}:9/feed"));
        assert!(said.contains(" is "), "{said}");
    }
    assert!(refused("http://169.254.169.254/latest").contains("a cloud's metadata service"));
}

#[test]
fn only_http_is_spoken() {
    for url in [
        "file:///etc/passwd",
        "ftp://host.jobs/feed",
        "gopher://host.jobs/",
        "data:,x",
    ] {
        let fault = fetch(&fetcher(quick()), &public(url), url).unwrap_err();
        assert!(
            matches!(fault, FetchFault::BadRequest { .. }),
            "{url}: {fault}"
        );
    }
    let long = format!("http://host.jobs/{}", "x".repeat(9000));
    let fault = fetch(&fetcher(quick()), &public(&long), &long).unwrap_err();
    assert!(
        fault.to_string().contains("longer than 8192 bytes"),
        "{fault}"
    );
    assert!(fault.to_string().len() < 500, "{fault}");
}

#[test]
fn a_name_that_resolves_to_a_private_place_is_refused() {
    let server = serve([Route::get("/feed").always(Answer::ok(RSS, FEED))]);
    // A pinned name, and one that the system resolves.
    for host in ["declared.jobs", "localhost"] {
        let said = refused(&at(host, &server, "/feed"));
        assert!(
            said.contains(host) && said.contains("is this machine"),
            "{said}"
        );
    }
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn a_redirect_may_not_lead_to_another_private_place() {
    let target = serve([Route::get("/feed").always(Answer::ok(RSS, FEED))]);
    let port = target.addr().port();
    let hosts = [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "017700000001",
        "localhost",
        "other.jobs",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
    ];
    for host in hosts {
        let to = format!("http://{host}:{port}/feed");
        let server = serve([Route::get("/feed").always(Answer::redirect(302, &to))]);
        let url = at("declared.jobs", &server, "/feed");
        let fault = fetch(&fetcher(quick()), &source(&url), &url).unwrap_err();
        assert!(
            matches!(fault, FetchFault::Forbidden { .. }),
            "{host}: {fault}"
        );
        assert_eq!(noted(&server, 1).len(), 1);
    }
    assert_eq!(target.requests().len(), 0);
    // Another port of the host that was declared is the operator's own.
    let server = serve([Route::get("/feed").always(Answer::redirect(
        302,
        &at("declared.jobs", &target, "/feed"),
    ))]);
    let url = at("declared.jobs", &server, "/feed");
    assert!(fetch(&fetcher(quick()), &source(&url), &url).is_ok());
}

#[test]
fn a_link_in_a_document_of_a_local_source_may_not_lead_to_its_neighbours() {
    let neighbour = serve([Route::get("/admin").always(Answer::ok(RSS, FEED))]);
    let source = source("http://declared.jobs/feed");
    let link = at("other.jobs", &neighbour, "/admin");
    let fault = fetch(&fetcher(quick()), &source, &link).unwrap_err();
    assert!(matches!(fault, FetchFault::Forbidden { .. }), "{fault}");
    assert_eq!(neighbour.requests().len(), 0);
}

const KEY: &str = "k3y-0123456789";
const TOKEN: &str = "t0ken-abcdef";

/// A source with credentials in its headers, its address and its user.
fn with_credentials(host: &str, server: &Server, path: &str) -> Source {
    let url = format!(
        "http://reader:pa55word-x@{host}:{}{path}?q=rust&securityToken={TOKEN}&page=1",
        server.addr().port()
    );
    let mut source = source(&url);
    source.headers = BTreeMap::from([
        ("Authorization".to_owned(), format!("Bearer {KEY}")),
        ("Accept".to_owned(), "application/json".to_owned()),
    ]);
    source
}

fn shows_no_secret(text: &str) {
    for secret in [KEY, TOKEN, "pa55word-x", "reader:"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

fn everything(fetched: &Fetched) -> String {
    let document = &fetched.document;
    format!("{fetched:?} {}", String::from_utf8_lossy(&document.body))
}

#[test]
fn credentials_go_home_and_are_seen_nowhere_else() {
    let echo = format!("<link rel=\"self\" href=\"/feed?securityToken={TOKEN}\"/>{FEED}");
    let answer = Answer::ok(RSS, echo)
        .header("X-Asked", &format!("/feed?securityToken={TOKEN}"))
        .header("Link", &format!("</feed?key={KEY}>; rel=next"));
    let server = serve([Route::get("/feed").always(answer)]);
    let source = with_credentials("declared.jobs", &server, "/feed");
    let url = source.url.clone().unwrap();
    let fetched = fetch(&fetcher(quick()), &source, &url).unwrap();
    let asked = &noted(&server, 1)[0].request;
    assert_eq!(asked.query, format!("q=rust&securityToken={TOKEN}&page=1"));
    assert_eq!(
        asked.header("authorization"),
        Some(format!("Bearer {KEY}").as_str())
    );
    assert_eq!(asked.header("accept"), Some("application/json"));
    shows_no_secret(&everything(&fetched));
    let document = &fetched.document;
    assert!(
        fetched.validators.is_some(),
        "a declared secret still has one address"
    );
    let shown = at(
        "declared.jobs",
        &server,
        "/feed?q=rust&securityToken=REDACTED&page=1",
    );
    assert_eq!(document.final_url, shown);
    assert_eq!(document.request.url, shown);
    assert!(String::from_utf8_lossy(&document.body).contains("securityToken=REDACTED"));
    // A reader knows only what is shown; the next page that it asks for goes out with what was taken from it.
    server.forget();
    let next = shown.replace("page=1", "page=2");
    let known = BTreeMap::new();
    fetch_known(
        &fetcher(quick()),
        &source,
        &Request::get(next, "list"),
        &known,
        FIXED_NOW,
    )
    .unwrap();
    let asked = &noted(&server, 1)[0].request;
    assert_eq!(asked.query, format!("q=rust&securityToken={TOKEN}&page=2"));
    assert!(asked.header("authorization").is_some());
}

#[test]
fn credentials_do_not_follow_a_redirect_to_another_host() {
    // Another port of the same name is another origin, and one that may be reached here.
    let other = serve([Route::get("/feed").always(Answer::ok(RSS, FEED))]);
    let port = other.addr().port();
    let to =
        format!("http://u:p@declared.jobs:{port}/feed?a=1&securityToken={TOKEN}&back={KEY}&b=2");
    let server = serve([
        Route::get("/feed").always(Answer::redirect(302, &to)),
        Route::get("/path").always(Answer::redirect(
            302,
            &format!("http://declared.jobs:{port}/{TOKEN}/x"),
        )),
        Route::get("/near").always(Answer::redirect(302, "/feed")),
    ]);
    for path in ["/feed", "/near"] {
        other.forget();
        let source = with_credentials("declared.jobs", &server, path);
        let url = source.url.clone().unwrap();
        let fetched = fetch(&fetcher(quick()), &source, &url).unwrap();
        shows_no_secret(&everything(&fetched));
        let asked = &noted(&other, 1)[0].request;
        assert_eq!(asked.query, "a=1&b=2");
        assert_eq!(asked.header("authorization"), None);
        shows_no_secret(&format!("{asked:?}"));
    }
    other.forget();
    let source = with_credentials("declared.jobs", &server, "/path");
    let fault = fetch(&fetcher(quick()), &source, &source.url.clone().unwrap()).unwrap_err();
    assert!(matches!(fault, FetchFault::BadRedirect { .. }), "{fault}");
    shows_no_secret(&format!("{fault} {fault:?}"));
    assert_eq!(other.requests().len(), 0);
}

#[test]
fn a_link_to_another_host_gets_no_credentials() {
    let other = serve([Route::get("/detail").always(Answer::ok("text/html", "x"))]);
    let server = serve([]);
    let source = with_credentials("declared.jobs", &server, "/feed");
    let link = at(
        "declared.jobs",
        &other,
        &format!("/detail?id=7&ref={TOKEN}"),
    );
    fetch(&fetcher(quick()), &source, &link).unwrap();
    let asked = &noted(&other, 1)[0].request;
    assert_eq!(asked.query, "id=7");
    assert_eq!(asked.header("authorization"), None);
}

#[test]
fn no_fault_shows_credentials() {
    let server = serve([
        Route::get("/missing").always(Answer::status(404)),
        Route::get("/busy").always(Answer::retry_later(429, 60)),
        Route::get("/circle").always(Answer::redirect(
            302,
            &format!("/circle?securityToken={TOKEN}"),
        )),
        Route::get("/packed").always(Answer::ok(RSS, FEED).header("Content-Encoding", "br")),
        Route::get("/silent").always(Answer::hang_up()),
    ]);
    let fetcher = fetcher(quick());
    for path in [
        "/missing", "/busy", "/busy", "/circle", "/packed", "/silent",
    ] {
        let source = with_credentials("declared.jobs", &server, path);
        let fault = fetch(&fetcher, &source, &source.url.clone().unwrap()).unwrap_err();
        assert!(fault.to_string().contains(path), "{fault}");
        shows_no_secret(&format!("{fault} {fault:?}"));
    }
    let broken = format!("//reader:pa55word-x@[/feed?securityToken={TOKEN}");
    let fault = fetch(&fetcher, &source(&broken), &broken).unwrap_err();
    shows_no_secret(&format!("{fault} {fault:?}"));
}

#[test]
fn links_that_look_the_same_when_redacted_share_no_validators() {
    // A `key` in a document's link is some number of the site's own; it is shown as a secret, and sent as it is.
    let server = serve([Route::get("/job").always(Answer::ok("text/html", "x").etag("\"1\""))]);
    let source = source(&server.url("/feed"));
    let url = server.url("/job?key=17&page=2");
    let fetched = fetch(&fetcher(quick()), &source, &url).unwrap();
    assert_eq!(
        fetched.document.final_url,
        server.url("/job?key=REDACTED&page=2")
    );
    assert_eq!(fetched.validators, None);
    assert_eq!(noted(&server, 1)[0].request.query, "key=17&page=2");
}

/// Collects everything that is logged, as text.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl tracing::field::Visit for Log {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        let mut log = self.0.lock().unwrap();
        log.push_str(&format!("{field}={value:?} "));
    }
}

impl tracing::Subscriber for Log {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        span.record(&mut self.clone());
        tracing::span::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::span::Id, values: &tracing::span::Record<'_>) {
        values.record(&mut self.clone());
    }
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut self.clone());
    }
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

#[test]
fn no_log_line_shows_credentials() {
    let server = serve([
        Route::get("/feed").always(Answer::ok(RSS, FEED)),
        Route::get("/moved").always(Answer::redirect(
            302,
            &format!("/feed?securityToken={TOKEN}"),
        )),
        Route::get("/busy").always(Answer::retry_later(429, 60)),
        Route::get("/robots.txt").always(Answer::status(404)),
    ]);
    let log = Log::default();
    tracing::subscriber::with_default(log.clone(), || {
        let mut settings = quick();
        settings.robots_for_local = true;
        let fetcher = fetcher(settings);
        for path in ["/feed", "/moved", "/busy"] {
            let source = with_credentials("declared.jobs", &server, path);
            let _ = fetch(&fetcher, &source, &source.url.clone().unwrap());
        }
    });
    let log = log.0.lock().unwrap().clone();
    assert!(
        log.contains("securityToken=REDACTED") && log.contains("status=429"),
        "{log}"
    );
    shows_no_secret(&log);
}

#[test]
fn a_header_that_says_who_asks_cannot_be_declared() {
    let server = serve([Route::get("/feed").always(Answer::ok(RSS, FEED))]);
    let url = server.url("/feed");
    for (name, value) in [
        ("User-Agent", "Mozilla/5.0"),
        ("Host", "a"),
        ("X Y", "1"),
        ("X-Y", "1\r\n2"),
    ] {
        let mut source = source(&url);
        source.headers = BTreeMap::from([(name.to_owned(), value.to_owned())]);
        let fault = fetch(&fetcher(quick()), &source, &url).unwrap_err();
        assert!(
            fault.to_string().contains(&format!("header `{name}`")),
            "{fault}"
        );
    }
    assert_eq!(server.requests().len(), 0);
}
