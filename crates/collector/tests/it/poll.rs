//! Sources polled over a local server: what is archived, read, followed and told, and what one bad source does to the others.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use collector::{
    Archive, HostMemory, PollEvent, Source, SourceState, check_source, find_kind, poll_sources,
    reread,
};
use feedserver::{Answer, Route};
use model::PollEnd;
use testkit::FIXED_NOW;

use crate::fetch::serve;
use crate::lines::{Folder, OPEN_LINES, Outcome, run, settings, source};

fn line(id: i64) -> String {
    format!("{id} {} posting {id}\n", FIXED_NOW - 10_000 + id)
}

fn lines(ids: std::ops::Range<i64>) -> String {
    ids.rev().map(line).collect()
}

fn text(body: impl Into<String>) -> Answer {
    Answer::ok("text/plain", body.into())
}

fn once(source: &Source, state: &SourceState, folder: &Folder) -> Outcome {
    run(vec![(source.clone(), state.clone())], &settings(folder))
}

#[test]
fn one_bad_source_harms_no_other() {
    let server = serve([
        Route::get("/good").always(text(lines(0..5))),
        Route::get("/panics").always(text("!panic\n")),
        Route::get("/cut").always(text(lines(0..9)).truncated_to(60)),
        Route::get("/gone").always(Answer::status(410)),
        Route::get("/missing").always(Answer::status(404)),
        Route::get("/busy").always(Answer::retry_later(429, 7200)),
    ]);
    let folder = Folder::new("poll-bad");
    let expected = [
        ("busy", PollEnd::Failed, "429"),
        ("cut", PollEnd::Partial, "cut short"),
        ("gone", PollEnd::Failed, "410"),
        ("good", PollEnd::Complete, ""),
        ("missing", PollEnd::Failed, "404"),
        ("panics", PollEnd::Failed, "panicked"),
    ];
    let jobs = expected.map(|(name, ..)| {
        let url = server.url(&format!("/{name}"));
        (source(name, &url), SourceState::default())
    });
    let outcome = run(jobs.into(), &settings(&folder));
    for (name, end, said) in expected {
        let poll = outcome.last(name);
        let error = poll.error.as_deref().unwrap_or_default();
        assert!(
            poll.end == end && error.contains(said) && error.is_empty() == said.is_empty(),
            "{poll:?}"
        );
    }
    assert_eq!(outcome.postings["good"].len(), 5);
    assert!(
        !outcome.postings["cut"].is_empty(),
        "what came before the cut is kept"
    );
    assert!(outcome.states["gone"].retired.is_some());
    assert!(outcome.states["missing"].retired.is_none());
    assert!(outcome.states["busy"].next_due >= FIXED_NOW + 7200);
    assert!(outcome.states["cut"].validators.is_empty());
}

#[test]
fn a_reader_that_does_not_end_is_left_behind() {
    let server = serve([Route::get("/sleeps").always(text(format!("{}!sleep\n", line(1))))]);
    let folder = Folder::new("poll-sleep");
    let mut settings = settings(&folder);
    settings.reader_deadline = Duration::from_millis(300);
    let slow = source("slow", &server.url("/sleeps"));
    let outcome = run(vec![(slow, SourceState::default())], &settings);
    let poll = outcome.last("slow");
    assert_eq!(poll.end, PollEnd::Failed);
    assert!(
        poll.error.as_ref().unwrap().contains("took longer"),
        "{poll:?}"
    );
}

#[test]
fn an_unchanged_source_is_archived_as_a_header_and_polled_conditionally() {
    let server = serve([Route::get("/feed").always(text(lines(0..5)).etag("\"one\""))]);
    let folder = Folder::new("poll-unchanged");
    let feed = source("feed", &server.url("/feed"));
    let first = once(&feed, &SourceState::default(), &folder);
    let second = once(&feed, &first.states["feed"], &folder);
    assert_eq!(second.last("feed").end, PollEnd::Unchanged);
    assert!(second.postings.is_empty());
    assert!(
        !second.states["feed"].validators.is_empty(),
        "the next poll is conditional too"
    );
    let archived: Vec<_> = Archive::new(&folder.0)
        .documents(&feed.name, None)
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let of = |unchanged: bool| {
        archived
            .iter()
            .find(|own| own.unchanged == unchanged)
            .unwrap()
    };
    assert_eq!((archived.len(), of(true).document.status), (2, 304));
    assert_eq!(of(true).body_hash, of(false).body_hash);
    assert!(of(true).document.body.is_empty());
}

#[test]
fn a_paged_feed_is_read_until_it_meets_what_is_known() {
    let page = |server: &str, number: i64, newest: i64| {
        let ids = newest - 3 * number - 3..newest - 3 * number;
        // What it claims to hold in all is no reason to read all of it at every poll.
        let next = number + 1;
        format!(
            "!claims 100000\n{}!list {server}/feed?page={next}\n",
            lines(ids)
        )
    };
    let newest = std::sync::Arc::new(std::sync::atomic::AtomicI64::new(100));
    let shared = std::sync::Arc::clone(&newest);
    let server = serve([Route::get("/feed").with(move |request| {
        let query = request.number("page").unwrap_or(0) as i64;
        let host = request.header("host").unwrap_or_default().to_owned();
        text(page(
            &format!("http://{host}"),
            query,
            shared.load(Ordering::Relaxed),
        ))
    })]);
    let folder = Folder::new("poll-pages");
    let mut feed = source("feed", &server.url("/feed"));
    feed.max_documents = 6;
    let first = once(&feed, &SourceState::default(), &folder);
    let poll = first.last("feed");
    assert_eq!(
        (poll.end, poll.documents, poll.unique, poll.capped),
        (PollEnd::Complete, 6, 18, true)
    );
    newest.store(104, Ordering::Relaxed);
    let second = once(&feed, &first.states["feed"], &folder);
    let poll = second.last("feed");
    assert_eq!((poll.documents, poll.unique, poll.gap), (3, 9, None));
    newest.store(160, Ordering::Relaxed);
    let third = once(&feed, &second.states["feed"], &folder);
    let lost = (FIXED_NOW - 10_000 + 103, FIXED_NOW - 10_000 + 142);
    assert_eq!(third.last("feed").gap, Some(lost));
    let fourth = once(&feed, &third.states["feed"], &folder);
    assert_eq!(fourth.last("feed").documents, 1);
    // A posting that was let in late stands on a page that is known; once a week it would be met.
    let mut old = third.states["feed"].clone();
    old.read_to_end = Some(FIXED_NOW - 8 * 24 * 3600);
    let fifth = once(&feed, &old, &folder);
    assert_eq!(fifth.last("feed").documents, 6);
}

/// A last page that has not changed brings no postings; were it asked for conditionally, the board would seem cut.
#[test]
fn a_list_in_pages_is_counted_whole_at_every_poll() {
    let server = serve([
        Route::get("/board").with(|request| {
            let host = request.header("host").unwrap_or_default().to_owned();
            text(format!(
                "!claims 10\n{}!list http://{host}/last\n",
                lines(5..10)
            ))
        }),
        Route::get("/last").always(text(lines(0..5)).etag("\"one\"")),
    ]);
    let folder = Folder::new("poll-last-page");
    let mut board = source("board", &server.url("/board"));
    board.kind = &OPEN_LINES;
    let mut state = SourceState::default();
    for _ in 0..2 {
        let polled = once(&board, &state, &folder);
        let poll = polled.last("board");
        assert_eq!((poll.end, poll.unique), (PollEnd::Complete, 10), "{poll:?}");
        state = polled.states["board"].clone();
    }
}

#[test]
fn a_long_list_of_details_is_read_to_its_end_over_several_polls() {
    let server = serve([
        Route::get("/list").with(|request| {
            let host = request.header("host").unwrap_or_default().to_owned();
            text(
                (0..5)
                    .map(|n| format!("!detail http://{host}/job/{n}\n"))
                    .collect::<String>(),
            )
        }),
        Route::get("/job/3").always(Answer::status(404)),
        Route::under("/job/").with(|request| {
            text(line(
                request.path.rsplit('/').next().unwrap().parse().unwrap(),
            ))
        }),
    ]);
    let folder = Folder::new("poll-details");
    let mut board = source("board", &server.url("/list"));
    board.max_documents = 3;
    let first = once(&board, &SourceState::default(), &folder);
    assert_eq!(first.last("board").end, PollEnd::Partial);
    let second = once(&board, &first.states["board"], &folder);
    assert_eq!(first.postings["board"], ["posting 0", "posting 1"]);
    assert_eq!(second.postings["board"], ["posting 2"]);
    assert_eq!(
        second.problems.len(),
        1,
        "a posting that was taken down is a problem of its own"
    );
    let third = once(&board, &second.states["board"], &folder);
    assert_eq!(third.postings["board"], ["posting 4"]);
}

#[test]
fn a_stop_is_no_failure_of_the_source_and_what_was_read_is_kept() {
    let server = serve([
        Route::get("/list").with(|request| {
            let host = request.header("host").unwrap_or_default().to_owned();
            text(format!("{}!list http://{host}/slow\n", line(1)))
        }),
        Route::get("/slow").always(text(line(2)).after(Duration::from_secs(4))),
    ]);
    let folder = Folder::new("poll-stop");
    let stop = AtomicBool::new(false);
    let mut outcome = Outcome::default();
    let jobs = vec![(
        source("board", &server.url("/list")),
        SourceState::default(),
    )];
    poll_sources(
        jobs,
        &settings(&folder),
        HostMemory::default(),
        &stop,
        &mut |event| {
            if matches!(event, PollEvent::Read { .. }) {
                stop.store(true, Ordering::Relaxed);
            }
            outcome.take(event)
        },
    )
    .unwrap();
    assert_eq!(outcome.postings["board"], ["posting 1"]);
    assert!(
        outcome.states.is_empty(),
        "a poll that was stopped says nothing"
    );
}

#[test]
fn a_caller_that_breaks_off_hears_no_more() {
    let server = serve([Route::get("/feed").always(text(lines(0..5)))]);
    let folder = Folder::new("poll-break");
    let jobs = (0..30).map(|n| {
        (
            source(&format!("feed-{n}"), &server.url("/feed")),
            SourceState::default(),
        )
    });
    let mut heard = 0;
    poll_sources(
        jobs.collect(),
        &settings(&folder),
        HostMemory::default(),
        &AtomicBool::new(false),
        &mut |_| {
            heard += 1;
            ControlFlow::Break(())
        },
    )
    .unwrap();
    assert_eq!(heard, 1);
}

#[test]
fn what_was_archived_is_read_again_as_it_was_polled() {
    let feed_answers = vec![
        text(lines(0..6)).etag("\"a\""),
        text(lines(4..10)).etag("\"b\""),
        text(lines(20..26)).etag("\"c\""),
    ];
    let server = serve([Route::get("/feed").sequence(feed_answers)]);
    let folder = Folder::new("poll-reread");
    let feed = source("feed", &server.url("/feed"));
    let mut live = Outcome::default();
    let mut state = SourceState::default();
    for poll in 0..3 {
        let mut settings = settings(&folder);
        settings.clock = [|| FIXED_NOW, || FIXED_NOW + 4000, || FIXED_NOW + 8000][poll];
        poll_sources(
            vec![(feed.clone(), state)],
            &settings,
            HostMemory::default(),
            &AtomicBool::new(false),
            &mut |event| live.take(event),
        )
        .unwrap();
        state = live.states["feed"].clone();
    }
    assert!(live.last("feed").gap.is_some());
    let mut again = Outcome::default();
    reread(
        &Archive::new(&folder.0),
        &[feed],
        None,
        Duration::from_secs(5),
        &mut |event| again.take(event),
    )
    .unwrap();
    assert_eq!(again.polls, live.polls);
    assert_eq!(again.postings, live.postings);
}

#[test]
fn a_look_at_a_source_keeps_nothing() {
    let server = serve([Route::get("/feed").always(text(lines(0..5)))]);
    let folder = Folder::new("poll-look");
    let feed = source("feed", &server.url("/feed"));
    let (probed, _) = check_source(&feed, &settings(&folder), HostMemory::default()).unwrap();
    assert_eq!(probed[0].as_ref().unwrap().reading.items.len(), 5);
    assert!(Archive::new(&folder.0).sources().unwrap().is_empty());
}

#[test]
fn an_archive_that_cannot_be_written_ends_the_poll_before_anything_is_read() {
    let server = serve([Route::get("/feed").always(text(lines(0..5)))]);
    let folder = Folder::new("poll-full");
    std::fs::write(folder.0.join("feed"), "a file where the folder should be").unwrap();
    let outcome = once(
        &source("feed", &server.url("/feed")),
        &SourceState::default(),
        &folder,
    );
    let poll = outcome.last("feed");
    assert_eq!((poll.end, outcome.postings.len()), (PollEnd::Failed, 0));
    assert!(
        poll.error
            .as_ref()
            .unwrap()
            .contains("could not be archived"),
        "{poll:?}"
    );
}

#[test]
fn credentials_stay_out_of_the_archive_and_of_what_is_told() {
    let server = serve([
        Route::get("/feed").always(text(lines(0..2)).header("set-cookie", "sid=hunter2hunter2")),
        Route::get("/bad").always(Answer::status(500)),
    ]);
    let folder = Folder::new("poll-secret");
    let mut jobs = Vec::new();
    for path in ["/feed", "/bad"] {
        let mut own = source(
            &path[1..],
            &server.url(&format!("{path}?token=hunter2hunter2")),
        );
        own.headers.insert(
            "authorization".to_owned(),
            "Bearer hunter2hunter2".to_owned(),
        );
        jobs.push((own, SourceState::default()));
    }
    let outcome = run(jobs, &settings(&folder));
    for name in ["feed", "bad"] {
        let told = format!(
            "{:?} {}",
            outcome.last(name),
            String::from_utf8(outcome.states[name].to_json()).unwrap()
        );
        assert!(!told.contains("hunter2"), "{told}");
    }
    let archived = Archive::new(&folder.0)
        .documents(&"feed".parse().unwrap(), None)
        .unwrap();
    for document in archived {
        assert!(!format!("{document:?}").contains("hunter2"));
    }
}

#[test]
fn replaying_the_saved_upwork_feeds_finds_the_gaps() {
    let Some(folder) =
        testkit::shared_data("upwork_rss_2024_lougse", "replaying_the_saved_upwork_feeds")
    else {
        return;
    };
    let archive = Folder::new("poll-replay");
    let mut upwork = source("upwork-rss", "");
    upwork.kind = find_kind("upwork-rss").unwrap();
    upwork.url = None;
    upwork.platform = "upwork".parse().unwrap();
    let glob = |ending: &str| format!("{}/*_RSS_*.{ending}", folder.display());
    let mut settings = settings(&archive);
    settings.clock = || FIXED_NOW + 365 * 24 * 3600;
    let expected = std::fs::read_to_string(testkit::fixture("collector/replay/gaps.txt")).unwrap();
    for globs in [vec![glob("json")], vec![glob("xml"), glob("json")]] {
        upwork.replay = globs;
        let outcome = run(vec![(upwork.clone(), SourceState::default())], &settings);
        let state = &outcome.states["upwork-rss"];
        let polls = &outcome.polls["upwork-rss"];
        assert_eq!(polls.len(), state.replayed.len());
        let gaps = polls
            .iter()
            .zip(&state.replayed)
            .filter_map(|(poll, file)| {
                let (from, to) = poll.gap?;
                Some((
                    file.rsplit('/').next()?.split('.').next()?.to_owned(),
                    from,
                    to,
                ))
            });
        let wanted = expected.lines().map(|line| {
            let words: Vec<&str> = line.split(' ').collect();
            (
                words[0].split('.').next().unwrap().to_owned(),
                words[1].parse().unwrap(),
                words[2].parse().unwrap(),
            )
        });
        assert_eq!(
            gaps.collect::<Vec<_>>(),
            wanted.collect::<Vec<(String, i64, i64)>>()
        );
        assert!(
            polls
                .iter()
                .all(|poll| poll.items == 30 && poll.end == PollEnd::Complete)
        );
        // What lies in a gap is covered by nothing, and a second run reads nothing again.
        let lost = polls
            .iter()
            .filter_map(|poll| poll.gap)
            .map(|(from, to)| state.covered.seconds_within(from, to));
        assert_eq!(lost.sum::<i64>(), 0);
        let again = run(vec![(upwork.clone(), state.clone())], &settings);
        assert!(again.postings.is_empty() && again.last("upwork-rss").end == PollEnd::Unchanged);
    }
}
