//! When a source is due again, what a poll has lost, and what of a server's word is believed.

use collector::{FetchFault, PollResult, SeenPosting, Source, SourceState};
use model::PollEnd;
use testkit::FIXED_NOW;

use crate::lines::{OPEN_LINES, source};

const HOUR: i64 = 3600;
const WEEK: i64 = 7 * 24 * HOUR;

fn seen(range: std::ops::Range<u64>) -> Vec<SeenPosting> {
    // A posting a minute; its key is its minute.
    let of = |key: u64| SeenPosting {
        key,
        at: Some(FIXED_NOW + 60 * key as i64),
    };
    range.map(of).collect()
}

fn result(at: i64, postings: Vec<SeenPosting>) -> PollResult {
    let mut result = PollResult::begun(at);
    result.documents = 1;
    result.items = postings.len() as u64;
    result.seen = postings;
    result
}

fn failed(at: i64) -> PollResult {
    let mut result = PollResult::begun(at);
    result.end = PollEnd::Failed;
    result.error = Some("https://a.jobs/: status 500".to_owned());
    result
}

fn at_minute(minute: i64) -> i64 {
    FIXED_NOW + 60 * minute
}

fn step(state: &mut SourceState, source: &Source, result: &PollResult) -> model::Poll {
    let poll = state.judge(source, result);
    *state = state.after(source, result, result.at);
    poll
}

#[test]
fn a_cap_without_overlap_is_a_gap_and_is_not_covered() {
    let source = source("feed", "https://a.jobs/feed");
    let mut state = SourceState::default();
    // Nobody said that the feed has a cap; it shows when other postings come in the same number.
    assert_eq!(
        step(&mut state, &source, &result(at_minute(10), seen(0..10))).gap,
        None
    );
    let poll = step(&mut state, &source, &result(at_minute(20), seen(8..18)));
    assert_eq!((poll.gap, poll.capped), (None, true));
    let poll = step(&mut state, &source, &result(at_minute(60), seen(45..55)));
    assert_eq!(poll.gap, Some((at_minute(17), at_minute(45))));
    let covered = [
        (at_minute(0), at_minute(20)),
        (at_minute(45), at_minute(60)),
    ];
    // The feed was looked at in minute 20 and held nothing newer than minute 17.
    assert_eq!(state.covered.stretches(), covered);
    assert_eq!(
        state.covered.seconds_within(at_minute(10), at_minute(50)),
        15 * 60
    );
    // An old posting that a site brings back is no overlap.
    let mut pinned = seen(90..99);
    pinned.extend(seen(3..4));
    let poll = step(&mut state, &source, &result(at_minute(100), pinned));
    assert_eq!(poll.gap, Some((at_minute(54), at_minute(90))));
}

#[test]
fn a_source_without_a_cap_loses_nothing_by_changing_wholly() {
    let source = source("board", "https://a.jobs/board");
    let mut state = SourceState::default();
    step(&mut state, &source, &result(at_minute(10), seen(0..10)));
    let poll = step(&mut state, &source, &result(at_minute(60), seen(45..52)));
    assert_eq!(poll.gap, None);
    assert_eq!(state.covered.stretches(), [(at_minute(0), at_minute(60))]);
}

/// What is open shows nothing of what was filled before the first poll, however old its postings are.
#[test]
fn a_list_of_what_is_open_covers_nothing_before_its_first_poll() {
    let mut board = source("board", "https://a.jobs/board");
    let covered_by = |source: &Source| {
        let mut state = SourceState::default();
        step(&mut state, source, &result(at_minute(100), seen(0..10)));
        step(&mut state, source, &result(at_minute(200), seen(0..11)));
        state.covered.stretches().to_vec()
    };
    assert_eq!(covered_by(&board), [(at_minute(0), at_minute(200))]);
    board.kind = &OPEN_LINES;
    assert_eq!(covered_by(&board), [(at_minute(100), at_minute(200))]);
}

#[test]
fn a_partial_poll_is_no_bridge_over_what_it_missed() {
    let source = source("feed", "https://a.jobs/feed");
    let mut state = SourceState::default();
    let mut first = result(at_minute(10), seen(0..10));
    first.capped = true;
    step(&mut state, &source, &first);
    let mut partial = result(at_minute(30), seen(20..30));
    partial.end = PollEnd::Partial;
    partial.error = Some("cut short".to_owned());
    assert_eq!(step(&mut state, &source, &partial).gap, None);
    assert_eq!(state.last_error.as_deref(), Some("cut short"));
    let mut third = result(at_minute(40), seen(25..35));
    third.capped = true;
    let poll = step(&mut state, &source, &third);
    assert_eq!(poll.gap, Some((at_minute(9), at_minute(25))));
    assert_eq!(state.last_error, None);
}

/// The first poll is cut short as often as any other; what the second one shows of the past is covered all the same.
#[test]
fn a_partial_poll_takes_nothing_from_what_the_next_one_covers() {
    let source = source("feed", "https://a.jobs/feed");
    let mut state = SourceState::default();
    let mut partial = result(at_minute(10), seen(0..10));
    partial.end = PollEnd::Partial;
    step(&mut state, &source, &partial);
    step(&mut state, &source, &result(at_minute(30), seen(0..20)));
    assert_eq!(state.covered.stretches(), [(at_minute(0), at_minute(30))]);
}

#[test]
fn a_failing_source_is_tried_ever_more_rarely_and_at_least_once_a_week() {
    let source = source("feed", "https://a.jobs/feed");
    let mut state = SourceState::default();
    step(&mut state, &source, &result(FIXED_NOW, seen(0..10)));
    let mut now = FIXED_NOW;
    let mut waits = Vec::new();
    for _ in 0..40 {
        now = now.max(state.next_due);
        step(&mut state, &source, &failed(now));
        waits.push(state.next_due - now);
    }
    assert!(
        waits[..7].windows(2).all(|two| two[0] < two[1]),
        "{waits:?}"
    );
    assert!(
        waits.iter().all(|wait| (HOUR..=WEEK).contains(wait)),
        "{waits:?}"
    );
    assert!(waits[39] > WEEK / 2 && state.retired.is_none());
    assert!(state.last_error.is_some());
    step(&mut state, &source, &result(now, seen(0..10)));
    assert_eq!((state.failures, state.last_error.as_deref()), (0, None));
}

#[test]
fn sources_that_fail_together_do_not_come_back_together() {
    let mut times: Vec<i64> = (0..50)
        .map(|number| {
            let source = source(&format!("feed-{number}"), "https://a.jobs/feed");
            let state = SourceState::default().after(&source, &failed(FIXED_NOW), FIXED_NOW);
            state.next_due
        })
        .collect();
    times.sort_unstable();
    times.dedup();
    assert!(times.len() > 40, "{} different times of 50", times.len());
}

#[test]
fn the_interval_follows_what_polls_bring() {
    let source = source("feed", "https://a.jobs/feed");
    let mut state = SourceState::default();
    step(&mut state, &source, &result(FIXED_NOW, seen(0..10)));
    assert_eq!(state.interval, 3600);
    for _ in 0..30 {
        let mut same = result(state.next_due, seen(0..10));
        same.end = PollEnd::Unchanged;
        step(&mut state, &source, &same);
        assert!(state.next_due - same.at <= 24 * HOUR);
    }
    assert_eq!(state.interval, 24 * 3600);
    // A new posting changes nothing; half a cap of them shows that some were nearly missed.
    let mut one = result(state.next_due, seen(1..11));
    one.capped = true;
    step(&mut state, &source, &one);
    assert_eq!(state.interval, 24 * 3600);
    let mut half = result(state.next_due, seen(6..16));
    half.capped = true;
    step(&mut state, &source, &half);
    assert_eq!(state.interval, 12 * 3600);
    let mut lost = result(state.next_due, seen(100..110));
    lost.capped = true;
    assert!(step(&mut state, &source, &lost).gap.is_some());
    assert_eq!(state.interval, 3600);
}

#[test]
fn what_a_server_asks_for_is_a_floor_and_no_more_than_a_week() {
    let source = source("feed", "https://a.jobs/feed");
    let wait = |change: fn(&mut PollResult)| {
        let mut own = result(FIXED_NOW, seen(0..10));
        change(&mut own);
        SourceState::default()
            .after(&source, &own, FIXED_NOW)
            .next_due
            - FIXED_NOW
    };
    assert!(wait(|_| {}) < 2 * HOUR);
    assert!(wait(|own| own.ask_every = Some(6 * 3600)) >= 6 * HOUR);
    assert!(wait(|own| own.retry_at = Some(FIXED_NOW + 5 * HOUR)) >= 5 * HOUR);
    let year = wait(|own| own.fresh_for = Some(365 * 24 * 3600));
    assert!((24 * HOUR..26 * HOUR).contains(&year), "{year}");
    assert!(wait(|own| own.ask_every = Some(u64::MAX)) <= WEEK + HOUR);
}

#[test]
fn a_permanent_redirect_is_used_after_three_polls_that_agree() {
    let (old, new) = ("https://a.jobs/feed", "https://b.jobs/feed");
    let source = source("feed", old);
    let mut state = SourceState::default();
    let moved = |to: Option<&str>| {
        let mut own = result(FIXED_NOW, seen(0..10));
        own.asked = vec![old.to_owned()];
        own.moved = to
            .map(|to| (old.to_owned(), to.to_owned()))
            .into_iter()
            .collect();
        own
    };
    for to in [
        Some(new),
        Some(new),
        Some("https://c.jobs/"),
        Some(new),
        Some(new),
        None,
        Some(new),
        Some(new),
    ] {
        step(&mut state, &source, &moved(to));
        assert_eq!(state.address_of(&source, old), old, "after {to:?}");
    }
    step(&mut state, &source, &moved(Some(new)));
    assert_eq!(state.address_of(&source, old), new);
    // Asked for there, it says no more that it moved.
    step(&mut state, &source, &moved(None));
    assert_eq!(state.address_of(&source, old), new);
    let mut with_key = source.clone();
    with_key
        .headers
        .insert("x-api-key".to_owned(), "secret".to_owned());
    assert_eq!(
        state.address_of(&with_key, old),
        old,
        "credentials were meant for the declared host"
    );
    for _ in 0..3 {
        step(&mut state, &source, &failed(FIXED_NOW));
    }
    assert_eq!(
        state.address_of(&source, old),
        old,
        "a new address that fails is given up"
    );
}

#[test]
fn a_source_that_is_gone_is_retired_until_a_poll_by_name_succeeds() {
    let source = source("feed", "https://a.jobs/feed");
    let mut gone = failed(FIXED_NOW);
    let fault = FetchFault::Gone {
        url: "https://a.jobs/feed".to_owned(),
    };
    gone.gone = Some(fault.to_string());
    let retired = SourceState::default().after(&source, &gone, FIXED_NOW);
    assert!(!retired.is_due(FIXED_NOW + 100 * WEEK));
    assert!(retired.retired.as_ref().unwrap().reason.contains("410"));
    let revived = retired.after(&source, &result(FIXED_NOW, seen(0..10)), FIXED_NOW);
    assert!(revived.is_due(FIXED_NOW + WEEK));
}

#[test]
fn nothing_is_believed_after_three_polls() {
    let source = source("board", "https://a.jobs/board");
    let mut state = SourceState::default();
    step(&mut state, &source, &result(FIXED_NOW, seen(0..10)));
    let ends: Vec<PollEnd> = (0..4)
        .map(|_| step(&mut state, &source, &result(FIXED_NOW, Vec::new())).end)
        .collect();
    use PollEnd::{Complete, Partial};
    assert_eq!(ends, [Partial, Partial, Complete, Complete]);
}

#[test]
fn a_board_that_claims_more_than_it_gives_is_partial_and_round_totals_are_suspect() {
    let source = source("board", "https://a.jobs/board");
    let judged = |claimed: u64, given: u64| {
        let mut own = result(FIXED_NOW, seen(0..given));
        own.claimed = Some(claimed);
        let poll = SourceState::default().judge(&source, &own);
        (poll.end, poll.suspicion.is_some())
    };
    assert_eq!(judged(300, 300), (PollEnd::Complete, false));
    assert_eq!(judged(300, 290), (PollEnd::Complete, false));
    assert_eq!(judged(300, 200), (PollEnd::Partial, false));
    assert_eq!(judged(2_000, 2_000), (PollEnd::Complete, true));
    assert_eq!(judged(5_400, 2_000), (PollEnd::Partial, true));
}

#[test]
fn a_state_survives_being_kept_and_later_builds_are_told_from_damage() {
    let source = source("feed", "https://a.jobs/feed");
    let mut state = SourceState::default();
    let mut own = result(at_minute(10), seen(0..10));
    own.asked = vec!["https://a.jobs/feed".to_owned()];
    own.moved = [(
        "https://a.jobs/feed".to_owned(),
        "https://b.jobs/".to_owned(),
    )]
    .into();
    step(&mut state, &source, &own);
    state.replayed.push("20240513.xml".to_owned());
    assert_eq!(SourceState::from_json(&state.to_json()).unwrap(), state);
    let sparse =
        SourceState::from_json(br#"{"version": 1, "failures": 2, "of_a_later_build": {}}"#);
    assert_eq!(sparse.unwrap().failures, 2);
    let errors = [&br#"{"version": 2}"#[..], b"{\"version\": ", b""];
    let errors = errors.map(|bytes| SourceState::from_json(bytes).unwrap_err().to_string());
    assert!(
        errors[0].contains("version 2") && errors[1].contains("damaged"),
        "{errors:?}"
    );
}

#[test]
fn a_clock_that_was_wrong_does_not_keep_a_source_from_its_polls() {
    let source = source("feed", "https://a.jobs/feed");
    let ahead = FIXED_NOW + 1000 * WEEK;
    let state = SourceState::default().after(&source, &result(ahead, seen(0..10)), ahead);
    assert!(state.is_due(FIXED_NOW));
    assert!(!state.is_due(ahead));
}
