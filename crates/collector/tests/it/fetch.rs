//! Fetching from a local server: whole documents, what is unchanged, and where redirects lead. The other `fetch_*` files build on its sources.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use collector::{
    FetchFault, FetchSettings, Fetched, Fetcher, HostMemory, Kind, Lists, Reading, Request, Source,
    Terms, Validators, is_placeholder,
};
use feedserver::{Answer, Recorded, Route, Server, Site};
use model::Market;
use testkit::FIXED_NOW;

pub const FEED: &str = "<rss version=\"2.0\"><channel><title>jobs</title></channel></rss>";
pub const RSS: &str = "application/rss+xml";
pub const WEEK: i64 = 7 * 24 * 3600;

static KIND: Kind = Kind {
    name: "tried",
    describe: "a source of these tests",
    platform: "tried",
    market: Market::Board,
    lists: Lists::Latest,
    board: None,
    needs_url: true,
    terms: Terms {
        polls_a_day: 24,
        gap_ms: 0,
        delay_hours: 0,
        attribution: "",
        note: "",
    },
    first: |source| {
        let urls = source.url.iter();
        Ok(urls.map(|url| Request::get(url, "list")).collect())
    },
    read: |_, _| Reading::default(),
};

/// A source at an address, local and without a gap unless a test says otherwise.
pub fn source(url: &str) -> Source {
    Source {
        name: "tried".parse().unwrap(),
        kind: &KIND,
        url: Some(url.to_owned()),
        board: None,
        replay: Vec::new(),
        platform: "tried".parse().unwrap(),
        market: Market::Board,
        organisation: None,
        tags: Vec::new(),
        enabled: true,
        local: true,
        every: 3600,
        gap_ms: 0,
        max_documents: 10,
        headers: BTreeMap::new(),
        select: BTreeMap::new(),
        profile: None,
        details: None,
    }
}

/// Settings whose times suit a test.
pub fn quick() -> FetchSettings {
    let mut settings = FetchSettings::new("jobs@crawler.net");
    settings.connect_timeout = Duration::from_secs(5);
    settings.idle_timeout = Duration::from_secs(5);
    settings.total_timeout = Duration::from_secs(20);
    settings.first_jitter = Duration::ZERO;
    // Names that need no resolver: one host that a source may declare, and one that it did not.
    let loopback = [127, 0, 0, 1].into();
    settings.pinned = ["declared.jobs", "other.jobs"]
        .into_iter()
        .map(|name| (name.to_owned(), loopback))
        .collect();
    settings
}

pub fn fetcher(settings: FetchSettings) -> Fetcher {
    Fetcher::new(settings, HostMemory::default()).unwrap()
}

pub fn serve(routes: impl IntoIterator<Item = Route>) -> Server {
    Server::start(Site::new().routes(routes)).unwrap()
}

/// A path of the server under a name that only these tests know.
pub fn at(host: &str, server: &Server, path: &str) -> String {
    format!("http://{host}:{}{path}", server.addr().port())
}

/// Runs one fetch with nothing known.
pub fn fetch(fetcher: &Fetcher, source: &Source, url: &str) -> Result<Fetched, FetchFault> {
    fetch_known(
        fetcher,
        source,
        &Request::get(url, "list"),
        &BTreeMap::new(),
        FIXED_NOW,
    )
}

pub fn fetch_known(
    fetcher: &Fetcher,
    source: &Source,
    request: &Request,
    known: &BTreeMap<String, Validators>,
    now: i64,
) -> Result<Fetched, FetchFault> {
    run(fetcher.fetch(source, request, known, now))
}

pub fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

/// A source at this path of the server, fetched once.
pub fn once(server: &Server, path: &str) -> Result<Fetched, FetchFault> {
    let url = server.url(path);
    fetch(&fetcher(quick()), &source(&url), &url)
}

/// The requests of a server in the order in which they came, once it has noted so many; an answer is noted after its last byte, which the client may have first.
pub fn noted(server: &Server, count: usize) -> Vec<Recorded> {
    let patience = Instant::now() + Duration::from_secs(20);
    while server.requests().len() < count && Instant::now() < patience {
        std::thread::sleep(Duration::from_millis(2));
    }
    let mut requests = server.requests();
    requests.sort_by_key(|request| request.at);
    requests
}

fn kept(fetched: &Fetched) -> BTreeMap<String, Validators> {
    let validators = fetched.validators.clone().unwrap();
    BTreeMap::from([(fetched.document.final_url.clone(), validators)])
}

#[test]
fn a_document_carries_what_was_asked_and_what_came() {
    let answer = Answer::ok(RSS, FEED)
        .header("Set-Cookie", "session=1")
        .header("X-Note", "kept");
    let server = serve([Route::get("/feed").always(answer)]);
    let fetched = once(&server, "/feed#part").unwrap();
    let document = &fetched.document;
    assert_eq!(document.status, 200);
    assert_eq!(document.body, FEED.as_bytes());
    assert_eq!(document.final_url, server.url("/feed"));
    assert_eq!(document.header("x-note"), Some("kept"));
    assert_eq!(document.header("set-cookie"), None);
    assert_eq!(document.cut, None);
    assert!((FIXED_NOW..FIXED_NOW + 60).contains(&document.fetched_at));
    assert!(!fetched.unchanged);
    assert_eq!(fetched.permanent, None);
    let asked = &noted(&server, 1)[0].request;
    let agent = asked.header("user-agent").unwrap();
    assert!(
        agent.starts_with("jobtide/") && agent.ends_with("(+jobs@crawler.net)"),
        "{agent}"
    );
    assert_eq!(asked.header("cookie"), None);
    assert_eq!(asked.header("if-none-match"), None);
}

#[test]
fn validators_go_back_word_for_word() {
    // Weak, with spaces, a quote and a byte beyond ASCII; and a date that no parser would write again.
    let etags = [
        "W/\"a b\"",
        "unquoted",
        "\"caf\u{e9}\"",
        "\"\"",
        "W/\"x--gzip\"",
    ];
    for etag in etags {
        let date = "Sat, 01 Jan 2041 00:00:00 +0000";
        let answer = Answer::ok(RSS, FEED)
            .header("ETag", etag)
            .header("Last-Modified", date);
        let server = serve([Route::get("/feed")
            .first(1, answer)
            .then(Answer::status(304))]);
        let url = server.url("/feed");
        let fetcher = fetcher(quick());
        let first = fetch(&fetcher, &source(&url), &url).unwrap();
        // As it is stored between runs.
        let stored = serde_json::to_string(&kept(&first)).unwrap();
        let known = serde_json::from_str(&stored).unwrap();
        let request = Request::get(&url, "list");
        let second =
            fetch_known(&fetcher, &source(&url), &request, &known, FIXED_NOW + 60).unwrap();
        assert!(second.unchanged, "{etag}");
        assert_eq!(second.document.status, 304);
        assert_eq!(
            second.validators, first.validators,
            "a 304 leaves the week running"
        );
        let asked = &noted(&server, 2)[1].request;
        assert_eq!(asked.header("if-none-match"), Some(etag));
        assert_eq!(asked.header("if-modified-since"), Some(date));
    }
}

#[test]
fn the_same_body_is_unchanged_whatever_the_validators_say() {
    let server = serve([Route::get("/feed").always(Answer::ok(RSS, FEED).changing_validators())]);
    let url = server.url("/feed");
    let (fetcher, request) = (fetcher(quick()), Request::get(&url, "list"));
    let first = fetch(&fetcher, &source(&url), &url).unwrap();
    let second = fetch_known(
        &fetcher,
        &source(&url),
        &request,
        &kept(&first),
        FIXED_NOW + 60,
    );
    let second = second.unwrap();
    assert_eq!(second.document.status, 200);
    assert!(second.unchanged);
    assert_ne!(
        second.validators.as_ref().unwrap().etag,
        first.validators.as_ref().unwrap().etag
    );
    server.serve(Site::new().route(Route::get("/feed").always(Answer::ok(RSS, "<rss/>"))));
    let third = fetch_known(
        &fetcher,
        &source(&url),
        &request,
        &kept(&second),
        FIXED_NOW + 120,
    );
    assert!(!third.unwrap().unchanged);
}

#[test]
fn once_a_week_the_document_is_asked_for_whole() {
    let server = serve([Route::get("/feed").always(Answer::ok(RSS, FEED).etag("\"1\""))]);
    let url = server.url("/feed");
    let (fetcher, request) = (fetcher(quick()), Request::get(&url, "list"));
    let known = kept(&fetch(&fetcher, &source(&url), &url).unwrap());
    let again = |now| fetch_known(&fetcher, &source(&url), &request, &known, now).unwrap();
    assert_eq!(again(FIXED_NOW + WEEK - 60).document.status, 304);
    let whole = again(FIXED_NOW + WEEK + 60);
    assert_eq!(whole.document.status, 200);
    assert!(whole.unchanged, "the body is the same all the same");
    assert!(whole.validators.unwrap().whole_at >= FIXED_NOW + WEEK + 60);
    // A clock that ran ahead once does not keep the document away until it is right again.
    assert_eq!(again(FIXED_NOW - WEEK).document.status, 200);
}

#[test]
fn nothing_unchanged_can_be_said_to_those_who_named_nothing() {
    let server = serve([Route::get("/feed").always(Answer::status(304))]);
    let fault = once(&server, "/feed").unwrap_err();
    assert!(
        matches!(fault, FetchFault::UnaskedNotModified { .. }),
        "{fault}"
    );
}

#[test]
fn a_post_is_never_conditional() {
    let server =
        serve([Route::post("/jobs").always(Answer::ok("application/json", "{}").etag("\"1\""))]);
    let url = server.url("/jobs");
    let mut request = Request::get(&url, "list");
    request.post = Some("{\"offset\":0}".to_owned());
    let known = Validators {
        etag: Some("\"1\"".to_owned()),
        whole_at: FIXED_NOW,
        ..Validators::default()
    };
    let known = BTreeMap::from([(url.clone(), known)]);
    let fetched = fetch_known(
        &fetcher(quick()),
        &source(&url),
        &request,
        &known,
        FIXED_NOW,
    );
    assert_eq!(fetched.unwrap().validators, None);
    let asked = &noted(&server, 1)[0].request;
    assert_eq!(asked.body, b"{\"offset\":0}");
    assert_eq!(asked.header("content-type"), Some("application/json"));
    assert_eq!(asked.header("if-none-match"), None);
}

#[test]
fn only_a_chain_of_lasting_redirects_is_a_new_address() {
    let server = serve([
        Route::get("/moved").always(Answer::redirect(301, "/again")),
        Route::get("/again").always(Answer::redirect(308, "feed")),
        Route::get("/lent").always(Answer::redirect(302, "/moved")),
        Route::get("/feed").always(Answer::ok(RSS, FEED).etag("\"1\"")),
    ]);
    let moved = once(&server, "/moved").unwrap();
    assert_eq!(moved.permanent, Some(server.url("/feed")));
    assert_eq!(moved.document.final_url, server.url("/feed"));
    assert_eq!(moved.document.request.url, server.url("/moved"));
    assert_eq!(once(&server, "/lent").unwrap().permanent, None);
    // Validators belong to the address that answered, and are sent there and nowhere else.
    noted(&server, 7);
    server.forget();
    let url = server.url("/moved");
    let request = Request::get(&url, "list");
    let second = fetch_known(
        &fetcher(quick()),
        &source(&url),
        &request,
        &kept(&moved),
        FIXED_NOW,
    );
    assert!(second.unwrap().unchanged);
    let asked = noted(&server, 3);
    let sent: Vec<_> = asked
        .iter()
        .map(|one| one.request.header("if-none-match"))
        .collect();
    assert_eq!(sent, [None, None, Some("\"1\"")]);
}

#[test]
fn redirects_without_an_end_are_a_fault() {
    let server = serve([
        Route::get("/a").always(Answer::redirect(302, "/b")),
        Route::get("/b").always(Answer::redirect(302, "/a")),
        Route::under("/deeper")
            .with(|request| Answer::redirect(302, &format!("{}x", request.path))),
        Route::get("/nowhere").always(Answer::status(302)),
        Route::get("/file").always(Answer::redirect(302, "file:///etc/passwd")),
    ]);
    let circle = once(&server, "/a").unwrap_err();
    assert!(circle.to_string().contains("circle"), "{circle}");
    assert_eq!(noted(&server, 2).len(), 2);
    server.forget();
    let endless = once(&server, "/deeper").unwrap_err();
    assert!(
        matches!(endless, FetchFault::TooManyRedirects { .. }),
        "{endless}"
    );
    assert_eq!(
        noted(&server, 11).len(),
        11,
        "the first request and ten redirects"
    );
    for path in ["/nowhere", "/file"] {
        let fault = once(&server, path).unwrap_err();
        assert!(matches!(fault, FetchFault::BadRedirect { .. }), "{fault}");
    }
}

#[test]
fn a_status_without_a_document_is_a_fault_that_says_what_to_do() {
    let server = serve([
        Route::get("/gone").always(Answer::status(410)),
        Route::get("/missing").always(Answer::status(404)),
        Route::get("/part").always(Answer::status(206)),
        Route::get("/silent").always(Answer::hang_up()),
    ]);
    assert!(once(&server, "/gone").unwrap_err().is_gone());
    let missing = once(&server, "/missing").unwrap_err().to_string();
    assert!(
        missing.contains("status 404 (not found; check the address"),
        "{missing}"
    );
    assert!(matches!(
        once(&server, "/part"),
        Err(FetchFault::Status { status: 206, .. })
    ));
    assert!(matches!(
        once(&server, "/silent"),
        Err(FetchFault::Network { .. })
    ));
    server.die();
    assert!(matches!(
        once(&server, "/gone"),
        Err(FetchFault::Network { .. })
    ));
    let source = source("feeds/jobs.xml");
    let fault = fetch(&fetcher(quick()), &source, "feeds/jobs.xml").unwrap_err();
    assert!(matches!(fault, FetchFault::BadRequest { .. }), "{fault}");
}

#[test]
fn a_contact_that_reaches_nobody_is_a_placeholder() {
    for contact in [
        "",
        " ",
        "you@example.org",
        "https://example.com/bot",
        "me@mail.example.co.uk",
        "someone",
        "jobs@localhost",
        "https://",
        "a@b.invalid",
        "@",
    ] {
        assert!(is_placeholder(contact), "{contact}");
    }
    for contact in [
        "jobs@crawler.net",
        "https://crawler.net/bot?x=1",
        "a@mail.crawler.co.uk",
    ] {
        assert!(!is_placeholder(contact), "{contact}");
    }
}

#[test]
fn a_fetch_may_move_between_threads() {
    fn may_move<T: Send>(_: &T) {}
    let (fetcher, source) = (fetcher(quick()), source("http://declared.jobs/"));
    let (request, known) = (
        Request::get("http://declared.jobs/", "list"),
        BTreeMap::new(),
    );
    may_move(&fetcher.fetch(&source, &request, &known, FIXED_NOW));
}
