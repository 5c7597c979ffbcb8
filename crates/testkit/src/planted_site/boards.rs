//! The sources whose only peculiarity is their board: each pages as its board does. Knows no fault.

use feedserver::boards::{self, Wall};

use super::{Ends, Plan, PlantedSource};

/// Adds boards, company systems and feeds.
pub(super) fn add(plan: &mut Plan, newest: u64) {
    add_boards(plan, newest);
    add_companies(plan, newest);
    add_feeds(plan, newest);
    add_pages(plan, newest);
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
            "freelancer",
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
            40,
            "threads found by time, comments below them",
        ),
        boards::hacker_news("/hn/api/v1", &jobs(40), 20),
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
        )
        .with("details = true\nmax_documents = 200\n"),
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
        )
        .with("details = true\n"),
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

fn add_pages(plan: &mut Plan, newest: u64) {
    let jobs = boards::jobs(25, newest);
    plan.add(
        source("html", "html", "/pages/list", 25, "a list in HTML, read by selectors").with(
            "select = { item = \"li.job\", title = \"a\", link = \"a\", date = \"time\", next = \"a.next\" }\n",
        ),
        boards::html_pages("/pages/list", &jobs, 20),
    );
    plan.add(
        source(
            "json-ld",
            "json-ld",
            "/pages/careers",
            25,
            "links, and JobPosting on the pages behind them",
        )
        .with("select = { link = \"li.job a\", next = \"a.next\" }\n"),
        boards::html_pages("/pages/careers", &jobs, 20),
    );
}
