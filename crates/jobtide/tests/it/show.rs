//! `jobtide show`: one posting whole, with the words of its tags, its duplicates and what is to be done where there is none.

use feedserver::{Route, Server, Site};

use crate::market::{self, Line};
use crate::{Workplace, refresh_served, thread};

#[test]
fn a_posting_is_shown_whole_with_the_words_of_its_tags() {
    let place = market::imported("show");
    let document = place.json(0, &["show", "board/c0", "--json"]);
    assert_eq!(document["schema"], "jobtide.posting/1");
    let body = document["body"].as_str().unwrap();
    let skills = document["skills"].as_array().unwrap();
    let spans = document["spans"].as_array().unwrap();
    for span in spans {
        let text = match span["field"].as_str().unwrap() {
            "title" => document["title"].as_str().unwrap(),
            "body" => body,
            _ => skills[usize::try_from(span["skill"].as_u64().unwrap()).unwrap()]
                .as_str()
                .unwrap(),
        };
        let at = |name: &str| usize::try_from(span[name].as_u64().unwrap()).unwrap();
        assert_eq!(span["words"], text[at("start")..at("end")], "{span}");
    }
    let sense = |tag: &str, field: &str| {
        let found = spans
            .iter()
            .find(|span| span["tag"] == tag && span["field"] == field);
        found.map(|span| span["polarity"].as_str().unwrap())
    };
    assert_eq!(sense("chatgpt", "body"), Some("FORBID"), "{spans:?}");
    assert_eq!(sense("chatbot", "body"), Some("BUILD"), "{spans:?}");
    assert!(sense("chatbot", "skills").is_some(), "{spans:?}");
    let text = place.stdout(0, &["show", "board/c0"]);
    for part in [
        "Chatbot developer",
        "400 USD fixed",
        "FORBID",
        "No ChatGPT, please.",
        "imported, not polled",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains('\u{1b}'), "{text}");
    let coloured = place.stdout(0, &["show", "board/c0", "--color", "always"]);
    assert!(
        coloured.contains("\u{1b}[1;33mNo ChatGPT\u{1b}[0m"),
        "{coloured}"
    );
}

#[test]
fn an_address_finds_its_posting_and_a_wrong_key_what_to_do() {
    let place = market::imported("show-address");
    let found = place.json(
        0,
        &[
            "show",
            "https://board.example/jobs/w3-1?utm_source=x",
            "--json",
        ],
    );
    assert_eq!(found["key"], "board/w3-1");
    let complaint = place.stderr(2, &["show", "https://other.example/jobs/w3-1"]);
    assert!(complaint.contains("jobtide search"), "{complaint}");
    assert!(
        place
            .stderr(2, &["show", "bord/w3-1"])
            .contains("did you mean the platform `board`")
    );
    let complaint = place.stderr(2, &["show", "board/none"]);
    assert!(complaint.contains("PLATFORM/ID"), "{complaint}");
}

#[test]
fn duplicates_name_each_other_and_foreign_text_moves_no_cursor() {
    let place = Workplace::new("show-duplicates");
    let body = "Paint the whole town red, street by street and house by house, and bring a friend with a ladder of twelve metres, since the church is high. We pay for paint and brushes; you pay for what falls on the mayor. The work begins in spring when the snow is gone from the roofs and ends before the fair in autumn.";
    let line = |id, day| Line {
        id,
        title: "Painter \u{1b}[2J\u{202e}evil",
        body,
        day,
        more: ",\"by\":\"Town \\u001b]0;x\\u0007hall\"",
    };
    market::import(
        &place,
        "town",
        &[line("1", "2024-03-01"), line("2", "2024-03-05")],
    );
    let leader = place.json(0, &["show", "board/1", "--json"]);
    assert_eq!(
        leader["duplicates"],
        serde_json::json!(["board/2"]),
        "{leader}"
    );
    let copy = place.json(0, &["show", "board/2", "--json"]);
    assert_eq!(copy["stands_for_it"]["key"], "board/1", "{copy}");
    let text = place.stdout(0, &["show", "board/2"]);
    assert!(text.contains("this posting stands for it"), "{text}");
    for never in ['\u{1b}', '\u{7}', '\u{202e}'] {
        assert!(!text.contains(never), "{text:?}");
        assert!(!place.stdout(0, &["search", "painter"]).contains(never));
    }
}

#[test]
fn text_is_broken_to_the_width_of_the_terminal() {
    let place = Workplace::new("show-width");
    place.stdout(
        0,
        &["import", &thread(), "--profile", "hn-whoishiring", "-q"],
    );
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_jobtide"))
        .args(["show", "hn/9471302"])
        .env("COLUMNS", "50")
        .current_dir(place.path())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let body: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("  ") && line.contains(' '))
        .collect();
    assert!(
        body.iter().any(|line| line.contains("Build a chatbot")),
        "{text}"
    );
    for line in body {
        assert!(line.chars().count() <= 50, "{line}");
    }
}

#[test]
fn the_archived_document_is_the_first_that_a_reader_finds_the_posting_in() {
    let place = Workplace::new("show-archive");
    let jobs = refresh_served::fresh_jobs(5);
    let route = Route::get("/feed").always(refresh_served::feed(&jobs));
    let server = Server::start(Site::new().route(route)).unwrap();
    refresh_served::configure(
        &place,
        &refresh_served::feeds(&server, &[("polled", "/feed")]),
    );
    refresh_served::refresh(&place, 0);
    let found = place.json(0, &["search", "*", "--limit", "1", "--json"]);
    let key = found["hits"][0]["key"].as_str().unwrap();
    let shown = place.json(0, &["show", key, "--json"]);
    let archive = &shown["archive"];
    assert_eq!(
        archive["document"]["url"],
        server.url("/feed").as_str(),
        "{archive}"
    );
    assert_eq!(
        (&archive["documents_read"], &archive["cut_short"]),
        (&1.into(), &false.into()),
        "{archive}"
    );
    assert_eq!(
        shown["source_state"]["state"], "ok",
        "{}",
        shown["source_state"]
    );
    let text = place.stdout(0, &["show", key]);
    assert!(
        text.contains("archived: first in what") && text.contains("polled (ok, last read"),
        "{text}"
    );
    std::fs::remove_dir_all(place.path().join("data/archive/polled")).unwrap();
    assert!(place.json(0, &["show", key, "--json"])["archive"].is_null());
}
