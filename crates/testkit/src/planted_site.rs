//! A site of synthetic boards and of every fault that a server has, with what each source gives one poll. For tests and people; knows no room.

use std::fmt::Write;
use std::time::Duration;

use feedserver::boards::{self, Job, Wall};
use feedserver::{Answer, Route, Site};

/// One source of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlantedSource {
    /// Its name in the configuration.
    pub name: &'static str,
    /// Its kind there.
    pub kind: &'static str,
    /// Where it lies.
    pub path: &'static str,
    /// Further lines of its table.
    pub lines: &'static str,
    /// What is peculiar about it, for the index page.
    pub note: &'static str,
    /// Distinct postings that one poll can have from it.
    pub postings: u64,
    /// The least that a poll must say of it.
    pub ends: Ends,
}

/// How a poll of a source should end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// All was read.
    Complete,
    /// Something was read, and what is missing is named.
    Partial,
    /// Nothing was read, and why is named.
    Failed,
}

/// The site under construction.
struct Plan {
    site: Site,
    sources: Vec<PlantedSource>,
}

impl Plan {
    fn add(&mut self, source: PlantedSource, routes: impl IntoIterator<Item = Route>) {
        self.site = std::mem::take(&mut self.site).routes(routes);
        self.sources.push(source);
    }

    /// An RSS feed of ten postings whose answer is bent.
    fn bent(
        &mut self,
        name: &'static str,
        path: &'static str,
        note: &'static str,
        ends: Ends,
        jobs: &[Job],
        bend: impl Fn(Answer) -> Answer,
    ) {
        let answer = bend(feed(jobs));
        self.feed(
            name,
            path,
            note,
            ends,
            jobs.len() as u64,
            [Route::get(path).always(answer)],
        );
    }

    fn feed(
        &mut self,
        name: &'static str,
        path: &'static str,
        note: &'static str,
        ends: Ends,
        postings: u64,
        routes: impl IntoIterator<Item = Route>,
    ) {
        let source = PlantedSource {
            name,
            kind: "rss",
            path,
            lines: "",
            note,
            postings,
            ends,
        };
        self.add(source, routes);
    }
}

fn feed(jobs: &[Job]) -> Answer {
    Answer::ok(
        "application/rss+xml; charset=utf-8",
        boards::rss_document(jobs, None),
    )
}

/// The site and its sources. The newest postings are of the given moment (Unix seconds). Every call gives a fresh count of requests.
#[must_use]
pub fn planted_site(newest: u64) -> (Site, Vec<PlantedSource>) {
    let mut plan = Plan {
        site: Site::new().robots("User-agent: *\nDisallow: /private/\n"),
        sources: Vec::new(),
    };
    add_boards(&mut plan, newest);
    add_companies(&mut plan, newest);
    add_feeds(&mut plan, newest);
    let jobs = boards::jobs(10, newest);
    add_harmless_faults(&mut plan, &jobs);
    add_redirects(&mut plan, &jobs);
    add_damage(&mut plan, &jobs);
    add_refusals(&mut plan, &jobs);
    let index = index_page(&plan.sources);
    let site = plan
        .site
        .route(Route::get("/").always(Answer::ok("text/html; charset=utf-8", index)));
    (site, plan.sources)
}

fn source(
    name: &'static str,
    kind: &'static str,
    path: &'static str,
    postings: u64,
    note: &'static str,
) -> PlantedSource {
    PlantedSource {
        name,
        kind,
        path,
        lines: "",
        note,
        postings,
        ends: Ends::Complete,
    }
}

fn add_boards(plan: &mut Plan, newest: u64) {
    let jobs = |count| boards::jobs(count, newest);
    plan.add(
        source(
            "himalayas",
            "himalayas",
            "/himalayas/jobs/api",
            65,
            "a cursor, twenty a page",
        ),
        [boards::himalayas("/himalayas/jobs/api", &jobs(65))],
    );
    plan.add(
        source(
            "arbeitnow",
            "arbeitnow",
            "/arbeitnow/api/job-board-api",
            45,
            "the address of the next page",
        ),
        [boards::arbeitnow(
            "/arbeitnow/api/job-board-api",
            &jobs(45),
            20,
        )],
    );
    plan.add(
        source(
            "jobicy",
            "jobicy",
            "/jobicy/api/v2/remote-jobs",
            230,
            "a cursor, two hundred a page",
        ),
        [boards::jobicy("/jobicy/api/v2/remote-jobs", &jobs(230))],
    );
    plan.add(
        source(
            "remotive",
            "remotive",
            "/remotive/api/remote-jobs",
            30,
            "one page, naive dates",
        ),
        [boards::remotive("/remotive/api/remote-jobs", &jobs(30))],
    );
    plan.add(
        source(
            "remoteok",
            "remoteok",
            "/remoteok/api",
            30,
            "an array that begins with a legal notice",
        ),
        [boards::remoteok("/remoteok/api", &jobs(30))],
    );
    plan.add(
        source(
            "working-nomads",
            "workingnomads",
            "/workingnomads/api/exposed_jobs/",
            30,
            "one array",
        ),
        [boards::working_nomads(
            "/workingnomads/api/exposed_jobs/",
            &jobs(30),
        )],
    );
    plan.add(
        source(
            "freelancer",
            "freelancer-api",
            "/freelancer/api/projects/0.1/projects/active",
            230,
            "limit and offset",
        ),
        [boards::freelancer(
            "/freelancer/api/projects/0.1/projects/active",
            &jobs(230),
        )],
    );
    plan.add(
        source(
            "hacker-news",
            "hn",
            "/hn/api/v1",
            60,
            "threads found by time, comments below them",
        ),
        boards::hacker_news("/hn/api/v1", &jobs(60), 20),
    );
}

fn add_companies(plan: &mut Plan, newest: u64) {
    let jobs = |count| boards::jobs(count, newest);
    plan.add(
        source(
            "greenhouse",
            "greenhouse",
            "/greenhouse/v1/boards/synthetic/jobs",
            40,
            "bodies escaped once more",
        ),
        [boards::greenhouse(
            "/greenhouse/v1/boards/synthetic/jobs",
            &jobs(40),
        )],
    );
    plan.add(
        source(
            "lever",
            "lever",
            "/lever/v0/postings/synthetic",
            230,
            "skip and limit, no total",
        ),
        [boards::lever("/lever/v0/postings/synthetic", &jobs(230))],
    );
    plan.add(
        source(
            "ashby",
            "ashby",
            "/ashby/posting-api/job-board/synthetic",
            40,
            "one job is not listed",
        ),
        [boards::ashby(
            "/ashby/posting-api/job-board/synthetic",
            &jobs(40),
        )],
    );
    plan.add(
        source(
            "smartrecruiters",
            "smartrecruiters",
            "/smartrecruiters/v1/companies/synthetic/postings",
            120,
            "offset, and a document for each body",
        ),
        boards::smartrecruiters(
            "/smartrecruiters/v1/companies/synthetic/postings",
            &jobs(120),
        ),
    );
    plan.add(
        source(
            "workable",
            "workable",
            "/workable/api/v1/widget/accounts/synthetic",
            30,
            "days without a time",
        ),
        [boards::workable(
            "/workable/api/v1/widget/accounts/synthetic",
            &jobs(30),
        )],
    );
    plan.add(
        source(
            "recruitee",
            "recruitee",
            "/recruitee/api/offers/",
            30,
            "pay as texts",
        ),
        [boards::recruitee("/recruitee/api/offers/", &jobs(30))],
    );
    plan.add(
        source(
            "personio",
            "personio",
            "/personio/xml",
            30,
            "XML, one position twice",
        ),
        [boards::personio("/personio/xml", &jobs(30))],
    );
    plan.add(
        source(
            "workday",
            "workday",
            "/wday/cxs/synthetic/careers",
            65,
            "posted pages of twenty, the total on the first only",
        ),
        boards::workday("/wday/cxs/synthetic/careers", &jobs(65), Wall::None),
    );
    plan.add(
        source(
            "teamtailor",
            "teamtailor",
            "/teamtailor/jobs.json",
            30,
            "a JSON Feed with JobPosting inside",
        ),
        [boards::teamtailor("/teamtailor/jobs.json", &jobs(30), 20)],
    );
}

fn add_feeds(plan: &mut Plan, newest: u64) {
    let jobs = |count| boards::jobs(count, newest);
    plan.add(
        source("rss", "rss", "/feeds/rss", 25, "RSS 2.0"),
        [boards::rss("/feeds/rss", &jobs(25))],
    );
    plan.add(
        source("atom", "rss", "/feeds/atom", 25, "Atom 1.0"),
        [boards::atom("/feeds/atom", &jobs(25))],
    );
    plan.add(
        source("json-feed", "rss", "/feeds/json", 25, "JSON Feed 1.1"),
        [boards::json_feed("/feeds/json", &jobs(25))],
    );
    plan.add(
        source(
            "rss-pages",
            "rss",
            "/feeds/pages",
            75,
            "RSS in pages (RFC 5005)",
        ),
        [boards::rss_pages("/feeds/pages", &jobs(75), 20)],
    );
}

/// What a client must take without a word: everything arrives.
fn add_harmless_faults(plan: &mut Plan, jobs: &[Job]) {
    let complete = Ends::Complete;
    plan.bent(
        "steady",
        "/faults/steady",
        "validators; 304 when they are repeated verbatim",
        complete,
        jobs,
        |feed| {
            feed.etag("W/\"steady-1\"")
                .last_modified("Thu, 01 Jan 2041 00:00:00 GMT")
        },
    );
    plan.bent(
        "restless",
        "/faults/restless",
        "new validators every time, the same body",
        complete,
        jobs,
        Answer::changing_validators,
    );
    plan.bent(
        "slow",
        "/faults/slow",
        "eight hundred bytes every ten milliseconds",
        complete,
        jobs,
        |feed| feed.drip(800, Duration::from_millis(10)),
    );
    plan.bent(
        "no-length",
        "/faults/no-length",
        "the end of the connection is the end of the body",
        complete,
        jobs,
        Answer::without_length,
    );
    plan.bent(
        "chunked",
        "/faults/chunked",
        "in chunks",
        complete,
        jobs,
        Answer::chunked,
    );
    plan.bent("gzip", "/faults/gzip", "gzip", complete, jobs, Answer::gzip);
    plan.bent(
        "gzip-members",
        "/faults/gzip-members",
        "three gzip members, one after the other",
        complete,
        jobs,
        |feed| feed.gzip_members(3),
    );
    plan.bent(
        "gzip-twice",
        "/faults/gzip-twice",
        "`gzip, gzip`",
        complete,
        jobs,
        Answer::gzip_twice,
    );
    plan.bent(
        "lying-gzip",
        "/faults/lying-gzip",
        "says gzip, is plain",
        complete,
        jobs,
        Answer::lying_gzip,
    );
    plan.bent(
        "wrong-charset",
        "/faults/wrong-charset",
        "UTF-8 labelled UTF-16",
        complete,
        jobs,
        |feed| feed.content_type("application/rss+xml; charset=utf-16"),
    );
    let then_feed =
        |path: &'static str, first: Answer| [Route::get(path).first(1, first).then(feed(jobs))];
    plan.feed(
        "hangs-up",
        "/faults/hangs-up",
        "hangs up once",
        complete,
        10,
        then_feed("/faults/hangs-up", Answer::hang_up()),
    );
}

fn add_redirects(plan: &mut Plan, jobs: &[Job]) {
    let chain = [
        Route::get("/faults/moved").always(Answer::redirect(301, "/faults/moved/2")),
        Route::get("/faults/moved/2").always(Answer::redirect(308, "/faults/moved/3")),
        Route::get("/faults/moved/3").always(feed(jobs)),
    ];
    plan.feed(
        "moved",
        "/faults/moved",
        "301, then 308: for good",
        Ends::Complete,
        10,
        chain,
    );
    let detour = [
        Route::get("/faults/detour").always(Answer::redirect(302, "/faults/detour/2")),
        Route::get("/faults/detour/2").always(Answer::redirect(307, "/faults/detour/3")),
        Route::get("/faults/detour/3").always(feed(jobs)),
    ];
    plan.feed(
        "detour",
        "/faults/detour",
        "302, then 307: for now",
        Ends::Complete,
        10,
        detour,
    );
    let ring = [
        Route::get("/faults/ring").always(Answer::redirect(302, "/faults/ring/2")),
        Route::get("/faults/ring/2").always(Answer::redirect(302, "/faults/ring")),
    ];
    plan.feed(
        "ring",
        "/faults/ring",
        "redirects in a ring",
        Ends::Failed,
        0,
        ring,
    );
    let inwards = [Route::get("/faults/inwards").always(Answer::redirect(
        302,
        "http://169.254.169.254/latest/meta-data/",
    ))];
    plan.feed(
        "inwards",
        "/faults/inwards",
        "redirects to an address that clouds keep secrets at",
        Ends::Failed,
        0,
        inwards,
    );
}

fn add_damage(plan: &mut Plan, jobs: &[Job]) {
    let whole = boards::rss_document(jobs, None);
    // The cut lies within the eighth item, so that seven are whole.
    let cut = whole
        .match_indices("<item>")
        .nth(7)
        .map_or(whole.len(), |(at, _)| at + 40);
    let short = || feed(jobs).truncated_to(cut);
    plan.feed(
        "truncated",
        "/faults/truncated",
        "closes in the eighth item",
        Ends::Partial,
        7,
        [Route::get("/faults/truncated").always(short())],
    );
    plan.feed(
        "truncated-once",
        "/faults/truncated-once",
        "closes in the eighth item, the first time",
        Ends::Partial,
        7,
        [Route::get("/faults/truncated-once")
            .first(1, short())
            .then(feed(jobs))],
    );
    let bomb = Answer::bomb("application/rss+xml", 8 << 30);
    plan.feed(
        "bomb",
        "/faults/bomb",
        "eight gigabytes of zeros in eight megabytes",
        Ends::Failed,
        0,
        [Route::get("/faults/bomb").always(bomb)],
    );
    plan.bent(
        "giant-headers",
        "/faults/giant-headers",
        "headers of a megabyte",
        Ends::Failed,
        jobs,
        |feed| feed.giant_headers(1 << 20),
    );
    let page = Answer::ok(
        "text/html; charset=utf-8",
        "<!doctype html><html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>",
    );
    plan.feed(
        "challenge",
        "/faults/challenge",
        "200 and a page for people in place of a feed",
        Ends::Failed,
        0,
        [Route::get("/faults/challenge").always(page)],
    );
}

fn add_refusals(plan: &mut Plan, jobs: &[Job]) {
    let then_feed =
        |path: &'static str, first: Answer| [Route::get(path).first(1, first).then(feed(jobs))];
    let refused = Ends::Failed;
    plan.feed(
        "busy",
        "/faults/busy",
        "429 once, Retry-After in seconds",
        refused,
        0,
        then_feed("/faults/busy", Answer::retry_later(429, 2)),
    );
    plan.feed(
        "busy-until",
        "/faults/busy-until",
        "503 once, Retry-After as a date",
        refused,
        0,
        then_feed("/faults/busy-until", Answer::retry_at(503, 2)),
    );
    plan.feed(
        "broken",
        "/faults/broken",
        "500",
        refused,
        0,
        [Route::get("/faults/broken").always(Answer::status(500))],
    );
    plan.feed(
        "gone",
        "/faults/gone",
        "410",
        refused,
        0,
        [Route::get("/faults/gone").always(Answer::status(410))],
    );
    plan.feed("missing", "/faults/missing", "404", refused, 0, []);
    plan.feed(
        "private",
        "/private/feed",
        "robots.txt forbids it",
        refused,
        0,
        [Route::get("/private/feed").always(feed(jobs))],
    );
}

/// The tables of the sources, as they stand in `jobtide.toml`.
#[must_use]
pub fn source_tables(base_url: &str, sources: &[PlantedSource]) -> String {
    sources.iter().fold(String::new(), |mut toml, source| {
        let PlantedSource { name, kind, path, lines, note, .. } = source;
        let _ = write!(
            toml,
            "[[source]] # {note}\nname = \"{name}\"\nkind = \"{kind}\"\nurl = \"{base_url}{path}\"\nlocal = true\n{lines}\n"
        );
        toml
    })
}

fn index_page(sources: &[PlantedSource]) -> String {
    let mut html = String::from(
        "<!doctype html><html lang=\"en\"><head><title>Synthetic sources</title></head><body><h1>Synthetic sources</h1><table>",
    );
    for source in sources {
        let _ = write!(
            html,
            "<tr><td><a href=\"{path}\">{path}</a></td><td>{kind}</td><td>{note}</td></tr>",
            path = source.path,
            kind = source.kind,
            note = source.note,
        );
    }
    html.push_str("</table></body></html>\n");
    html
}
