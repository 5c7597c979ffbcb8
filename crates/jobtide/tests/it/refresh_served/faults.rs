//! What a fault does to the store and to the next poll: nothing to the one, no more than it must to the other.

use feedserver::{Answer, Route, Server, Site};

use super::{configure, feed, feeds, fresh_jobs, poll, refresh, stored};
use crate::Workplace;

#[test]
fn a_host_that_dies_and_comes_back_is_read_again() {
    let place = Workplace::new("refresh-died");
    let jobs = fresh_jobs(30);
    let site = |jobs: &[_]| Site::new().route(Route::get("/feed").always(feed(jobs).etag("\"1\"")));
    let server = Server::start(site(&jobs[10..])).unwrap();
    configure(&place, &feeds(&server, &[("feed", "/feed")]));
    assert_eq!(refresh(&place, 0)["new"], 20);

    server.die();
    let dead = refresh(&place, 1);
    assert!(dead["failed"]["feed"].is_string(), "{dead}");
    assert_eq!(stored(&place).len(), 20, "what was read stays");
    let listed = place.json(0, &["sources", "--json"]);
    assert!(listed.to_string().contains("\"failures\":1"), "{listed}");

    server.come_back().unwrap();
    server.serve(Site::new().route(Route::get("/feed").always(feed(&jobs[..25]).etag("\"2\""))));
    let alive = refresh(&place, 0);
    assert_eq!(
        (&alive["new"], &poll(&alive, "feed")["end"]),
        (&10.into(), &"complete".into())
    );
    assert_eq!(stored(&place).len(), 30);
}

#[test]
fn an_unchanged_feed_is_asked_with_its_own_words_and_brings_nothing() {
    let place = Workplace::new("refresh-unchanged");
    let jobs = fresh_jobs(10);
    let date = "Thu, 01 Jan 2041 00:00:00 GMT";
    let server = Server::start(
        Site::new()
            .route(Route::get("/steady").always(feed(&jobs).etag("W/\"a b\"").last_modified(date)))
            .route(Route::get("/restless").always(feed(&jobs).changing_validators())),
    )
    .unwrap();
    configure(
        &place,
        &feeds(&server, &[("steady", "/steady"), ("restless", "/restless")]),
    );
    refresh(&place, 0);
    server.forget();
    let second = refresh(&place, 0);
    assert_eq!(second["new"], 0);
    for source in ["steady", "restless"] {
        assert_eq!(poll(&second, source)["end"], "unchanged", "{second}");
    }
    let requests = server.requests();
    let steady = requests
        .iter()
        .find(|one| one.request.path == "/steady")
        .unwrap();
    assert_eq!(steady.status, 304);
    assert_eq!(steady.request.header("if-none-match"), Some("W/\"a b\""));
    assert_eq!(steady.request.header("if-modified-since"), Some(date));
}

#[test]
fn half_a_feed_keeps_what_is_whole_and_the_rest_comes_with_the_next_poll() {
    let place = Workplace::new("refresh-half");
    let jobs = fresh_jobs(10);
    let server = Server::start(
        Site::new().route(
            Route::get("/feed")
                .first(1, feed(&jobs).etag("\"1\"").truncated_to(3_000))
                .then(feed(&jobs).etag("\"1\"")),
        ),
    )
    .unwrap();
    configure(&place, &feeds(&server, &[("feed", "/feed")]));
    let half = refresh(&place, 3);
    assert!(half["partial"]["feed"].is_string(), "{half}");
    let kept = stored(&place).len();
    assert!((1..10).contains(&kept), "{kept} of ten");
    // Its validators must not stand for the whole: the second poll asks without them.
    refresh(&place, 0);
    assert_eq!(stored(&place).len(), 10);
}

#[test]
fn a_poll_of_many_pages_that_breaks_off_is_partial() {
    let place = Workplace::new("refresh-broken-page");
    let jobs = fresh_jobs(60);
    let server = Server::start(
        Site::new()
            .route(
                Route::get("/feed")
                    .query("page", "3")
                    .always(Answer::status(500)),
            )
            .route(feedserver::boards::rss_pages("/feed", &jobs, 20)),
    )
    .unwrap();
    configure(&place, &feeds(&server, &[("feed", "/feed")]));
    let summary = refresh(&place, 3);
    assert_eq!(poll(&summary, "feed")["unique"], 40);
    assert!(
        summary["partial"]["feed"].as_str().unwrap().contains("500"),
        "{summary}"
    );
}

#[test]
fn what_was_fetched_is_read_again_from_the_archive_alone() {
    let place = Workplace::new("refresh-reread");
    let jobs = fresh_jobs(45);
    let server = Server::start(
        Site::new()
            .route(feedserver::boards::rss_pages("/feed", &jobs, 20))
            .route(feedserver::boards::himalayas("/jobs/api", &jobs)),
    )
    .unwrap();
    let board = format!(
        "[[source]]\nname = \"board\"\nkind = \"himalayas\"\nurl = \"{}\"\nlocal = true\n",
        server.url("/jobs/api")
    );
    configure(&place, &(feeds(&server, &[("feed", "/feed")]) + &board));
    refresh(&place, 0);
    let first = stored(&place);
    assert_eq!(first.len(), 90);
    drop(server);
    for folder in ["data/store", "data/index"] {
        std::fs::remove_dir_all(place.path().join(folder)).unwrap();
    }
    let again = place.json(0, &["reread", "--json", "-q"]);
    assert_eq!(again["new"], 90, "{again}");
    assert_eq!(stored(&place), first);
}
