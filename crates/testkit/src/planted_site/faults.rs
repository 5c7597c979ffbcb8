//! The sources with a fault each: feeds of ten postings whose answers are bent, moved, damaged or refused. Knows no board.

use std::time::Duration;

use feedserver::boards::{self, Job};
use feedserver::{Answer, Route};

use super::{Ends, Plan, feed};

/// Adds them all.
pub(super) fn add(plan: &mut Plan, jobs: &[Job]) {
    add_harmless_faults(plan, jobs);
    add_redirects(plan, jobs);
    add_damage(plan, jobs);
    add_refusals(plan, jobs);
}

/// Says gzip to whoever takes it, and is plain either way.
fn lying_gzip(jobs: &[Job]) -> Route {
    let (lie, truth) = (feed(jobs).lying_gzip(), feed(jobs));
    Route::get("/faults/lying-gzip").with(move |request| {
        let accepts = request.header("accept-encoding").unwrap_or_default();
        if accepts.contains("gzip") {
            lie.clone()
        } else {
            truth.clone()
        }
    })
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
    plan.feed(
        "lying-gzip",
        "/faults/lying-gzip",
        "says gzip, is plain",
        complete,
        10,
        [lying_gzip(jobs)],
    );
    plan.bent(
        "wrong-charset",
        "/faults/wrong-charset",
        "UTF-8 labelled UTF-16",
        complete,
        jobs,
        |feed| feed.content_type("application/rss+xml; charset=utf-16"),
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
    plan.feed(
        "giant-headers",
        "/faults/giant-headers",
        "headers of a megabyte",
        Ends::Failed,
        0,
        [Route::get("/faults/giant-headers").always(feed(jobs).giant_headers(1 << 20))],
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
        "/busy/feed",
        "429 once, Retry-After in seconds",
        refused,
        0,
        then_feed("/busy/feed", Answer::retry_later(429, 2)),
    );
    plan.feed(
        "busy-until",
        "/busy-until/feed",
        "503 once, Retry-After as a date",
        refused,
        0,
        then_feed("/busy-until/feed", Answer::retry_at(503, 2)),
    );
    plan.feed(
        "hangs-up",
        "/faults/hangs-up",
        "hangs up once",
        refused,
        0,
        then_feed("/faults/hangs-up", Answer::hang_up()),
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
}
