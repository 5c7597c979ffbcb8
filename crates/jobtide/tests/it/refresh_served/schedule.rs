//! When a server asks for rest it gets it, and a source that is not due is left alone.

use feedserver::{Answer, Route, Server, Site};

use super::{configure, feed, feeds, fresh_jobs, refresh};
use crate::Workplace;

#[test]
fn a_server_that_asks_for_rest_is_not_asked_again_and_the_others_are() {
    let place = Workplace::new("refresh-rest");
    let jobs = fresh_jobs(10);
    for busy in [
        Answer::retry_later(429, 3_600),
        Answer::retry_at(503, 3_600),
    ] {
        let server = Server::start(
            Site::new()
                .route(Route::get("/busy/feed").always(busy))
                .route(Route::get("/free/feed").always(feed(&jobs))),
        )
        .unwrap();
        configure(
            &place,
            &feeds(&server, &[("busy", "/busy/feed"), ("free", "/free/feed")]),
        );
        let summary = refresh(&place, 3);
        assert!(summary["failed"]["busy"].is_string(), "{summary}");
        // Nothing is due, so that nobody is asked.
        place.json(0, &["refresh", "--due", "--json", "-q"]);
        assert_eq!(
            (server.count("/busy/feed"), server.count("/free/feed")),
            (1, 1)
        );
        // A person who wants all of it is not let through either: the gate is the server's.
        refresh(&place, 3);
        assert_eq!(
            (server.count("/busy/feed"), server.count("/free/feed")),
            (1, 2)
        );
        let _ = std::fs::remove_dir_all(place.path().join("data"));
    }
}

#[test]
fn a_source_that_is_gone_for_good_is_retired_loudly() {
    let place = Workplace::new("refresh-gone");
    let server = Server::start(
        Site::new()
            .route(Route::get("/gone").always(Answer::status(410)))
            .route(Route::get("/feed").always(feed(&fresh_jobs(3)))),
    )
    .unwrap();
    configure(
        &place,
        &feeds(&server, &[("gone", "/gone"), ("feed", "/feed")]),
    );
    let told = place.stderr(3, &["refresh", "--all"]);
    assert!(told.contains("gone") && told.contains("retired"), "{told}");
    refresh(&place, 0);
    assert_eq!(server.count("/gone"), 1, "retired is not polled again");
}
