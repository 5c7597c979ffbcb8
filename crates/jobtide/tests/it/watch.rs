//! `jobtide watch`: what is new since the last run, told by keys and never by the clock; nothing is lost and nothing shown twice.

use std::process::{Command, Stdio};

use crate::Workplace;
use crate::market::{self, Line};

fn line<'a>(id: &'a str, day: &'a str, body: &'a str) -> Line<'a> {
    Line {
        id,
        title: "Painter",
        body,
        day,
        more: "",
    }
}

/// Three painters, and a watch for them that has run once.
fn watched(name: &str) -> Workplace {
    let place = Workplace::new(name);
    let lines = [
        line("1", "2024-03-01", "Paint a barn red, twice."),
        line("2", "2024-03-02", "Paint a boat blue below the water."),
        line("3", "2024-03-03", "Paint a wall white and be quick."),
    ];
    market::import(&place, "first", &lines);
    place.stdout(0, &["watch", "add", "painters", "painter", "-roof"]);
    let text = place.stdout(0, &["watch", "run"]);
    assert_eq!(text, "painters: 3 postings taken as known\n");
    place
}

fn keys(document: &serde_json::Value) -> Vec<&str> {
    let hits = document["watches"][0]["hits"].as_array().unwrap();
    hits.iter()
        .map(|hit| hit["key"].as_str().unwrap())
        .collect()
}

#[test]
fn a_run_shows_what_was_imported_since_whatever_its_date() {
    let place = watched("watch-new");
    let nothing = place.json(0, &["watch", "run", "--json"]);
    assert_eq!(
        (&nothing["schema"], &nothing["total"]),
        (&"jobtide.watch/1".into(), &0.into())
    );
    let lines = [
        line("4", "2019-01-01", "Paint a mill, older than all the rest."),
        line("5", "2024-03-04", "Paint a roof from a ladder."),
        // Known, with an earlier date: the record is replaced and nothing new.
        line("3", "2024-02-03", "Paint a wall white and be quick."),
    ];
    market::import(&place, "second", &lines);
    let new = place.json(0, &["watch", "run", "painters", "--json"]);
    assert_eq!(keys(&new), ["board/4"], "{new}");
    assert_eq!(new["total"], 1);
    let again = place.stdout(1, &["watch", "run", "--exit-status", "-q"]);
    assert!(again.contains("painters: nothing new"), "{again}");
    let listed = place.json(0, &["watch", "list", "--json"]);
    assert_eq!(
        (
            &listed["schema"],
            &listed["watches"][0]["known"],
            &listed["watches"][0]["query"]
        ),
        (
            &"jobtide.watches/1".into(),
            &4.into(),
            &"painter NOT roof".into()
        ),
        "{listed}"
    );
}

#[test]
fn the_first_run_shows_everything_where_it_is_asked_to() {
    let place = watched("watch-all");
    place.stdout(0, &["watch", "add", "boats", "boat"]);
    let text = place.stdout(0, &["watch", "run", "boats", "--all"]);
    assert!(
        text.contains("Paint a boat blue") && text.contains("boats: 1 new"),
        "{text}"
    );
    // Another query is another search, and what it finds is not new.
    std::fs::write(
        place.path().join("data/watches/boats.toml"),
        "query = \"barn\"\n",
    )
    .unwrap();
    let text = place.stdout(0, &["watch", "run", "boats"]);
    assert_eq!(text, "boats: 1 posting taken as known\n");
}

#[test]
fn a_watch_that_does_not_parse_is_named_and_the_others_run() {
    let place = watched("watch-partly");
    std::fs::write(
        place.path().join("data/watches/broken.toml"),
        "query = \"tag:nothing\"\n",
    )
    .unwrap();
    std::fs::write(place.path().join("data/watches/odd.toml"), "qery = \"x\"\n").unwrap();
    let output = place.jobtide(&["watch", "run", "--json"]);
    assert_eq!(output.status.code(), Some(3));
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(
        complaint.contains("watch `broken`") && complaint.contains("odd.toml"),
        "{complaint}"
    );
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["watches"].as_array().unwrap().len(), 1);
    assert_eq!(document["failed"].as_array().unwrap().len(), 2);
    // A file that somebody sent may hold anything.
    std::fs::remove_file(place.path().join("data/watches/odd.toml")).unwrap();
    std::fs::write(
        place.path().join("data/watches/sent.toml"),
        "query = \"x \\u001b[2J \\u202e\"\n",
    )
    .unwrap();
    let listed = place.stdout(0, &["watch", "list"]);
    assert!(!listed.contains(['\u{1b}', '\u{202e}']), "{listed:?}");
}

#[test]
fn names_are_checked_and_the_nearest_is_offered() {
    let place = watched("watch-names");
    assert!(
        place
            .stderr(2, &["watch", "run", "paintrs"])
            .contains("did you mean `painters`")
    );
    assert!(
        place
            .stderr(2, &["watch", "remove", "x"])
            .contains("jobtide watch list")
    );
    assert!(
        place
            .stderr(2, &["watch", "add", "../x", "barn"])
            .contains("lower-case")
    );
    assert!(
        place
            .stderr(2, &["watch", "add", "painters", "barn"])
            .contains("already")
    );
    assert!(
        place
            .stderr(2, &["watch", "add", "tags", "tag:chatbt"])
            .contains("chatbot")
    );
    place.stdout(0, &["watch", "remove", "painters"]);
    assert_eq!(place.json(0, &["watch", "list", "--json"])["total"], 0);
    assert_eq!(
        std::fs::read_dir(place.path().join("data/watches"))
            .unwrap()
            .count(),
        0
    );
}

#[test]
fn hits_that_did_not_arrive_are_shown_again() {
    let place = watched("watch-pipe");
    let bodies: Vec<(String, String)> = (0..2_000)
        .map(|at| {
            (
                format!("n{at}"),
                format!("Paint house number {at} in this street."),
            )
        })
        .collect();
    let lines: Vec<Line<'_>> = bodies
        .iter()
        .map(|(id, body)| line(id, "2024-04-01", body))
        .collect();
    market::import(&place, "many", &lines);
    let mut child = Command::new(env!("CARGO_BIN_EXE_jobtide"))
        .args(["watch", "run"])
        .current_dir(place.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(141));
    // Nor do they count as shown where the feed cannot be written.
    place.stderr(1, &["watch", "run", "--atom", "no/such/folder.xml"]);
    assert_eq!(place.json(0, &["watch", "run", "--json"])["total"], 2_000);
    assert_eq!(place.json(0, &["watch", "run", "--json"])["total"], 0);
}

#[test]
fn a_feed_keeps_its_entries_and_foreign_text_stays_text() {
    let place = watched("watch-atom");
    let run = ["watch", "run", "--atom", "painters.xml"];
    place.stdout(0, &run);
    let read = || std::fs::read_to_string(place.path().join("painters.xml")).unwrap();
    let empty = read();
    assert!(
        empty.contains("<updated>") && !empty.contains("<entry>"),
        "{empty}"
    );
    let hostile = Line {
        title: "Painter </title><script>alert(1)</script> & \"co\"\u{202e}",
        ..line("<&>", "2024-04-01", "Paint nothing.")
    };
    market::import(&place, "hostile", &[hostile]);
    place.stdout(0, &run);
    let first = read();
    assert!(first.contains("Painter &lt;/title&gt;"), "{first}");
    assert!(
        !first.contains("<script") && !first.contains('\u{202e}'),
        "{first}"
    );
    place.stdout(0, &run);
    assert_eq!(
        read(),
        first,
        "without new postings the feed stays to the byte"
    );
    market::import(&place, "later", &[line("9", "2019-01-01", "Paint late.")]);
    place.stdout(0, &run);
    let second = read();
    assert_eq!(second.matches("<entry>").count(), 2, "{second}");
    let id = |feed: &str| {
        let entry = feed.rfind("<entry>").unwrap();
        feed[entry..].lines().nth(1).unwrap().to_owned()
    };
    assert_eq!(id(&second), id(&first), "an entry keeps its name");
}

#[test]
fn a_search_is_saved_before_there_is_an_index() {
    let place = Workplace::new("watch-early");
    let saved = place.json(0, &["watch", "add", "early", "tag:chatbot", "--json"]);
    assert_eq!(saved["schema"], "jobtide.watch.added/1");
    assert!(
        place
            .stderr(1, &["watch", "run"])
            .contains("jobtide import")
    );
}
