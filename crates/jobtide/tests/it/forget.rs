//! `jobtide forget` end to end: what was forgotten is found nowhere, comes back by no way, and a run that was killed is finished by the next.

mod killed;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use feedserver::boards::{Job, greenhouse, jobs};
use feedserver::{Server, Site};
use serde_json::Value;

use crate::Workplace;

/// A moment in the past, so that no date lies ahead.
const NEWEST: u64 = 1_750_000_000;
/// In no other text.
const WORD: &str = "zyzzyvafern";

const PROFILE: &str = r#"
describe = "Postings with their clients"
format = "csv"
files = ["*.csv"]
platform = "mine"
market = "freelance"
id = { field = "id" }
title = "title"
body = { field = "text" }
organisation = { field = "client" }
url = "address"

[[published]]
field = "posted"
format = "%Y-%m-%d"
"#;

/// A row of sixty words and one more.
fn row(id: &str, day: &str, client: &str, last: &str) -> String {
    let words: Vec<String> = (0..60).map(|at| format!("word{at}")).collect();
    let text = words.join(" ");
    format!("{id},Gardener {id},{text} {last},\"{client}\",{day},https://mine.example/jobs/{id}\n")
}

fn write_archive(place: &Workplace, rows: &[String]) {
    let text = format!("id,title,text,client,posted,address\n{}", rows.concat());
    fs::write(place.path().join("mine.csv"), text).unwrap();
    fs::write(place.path().join("mine.toml"), PROFILE).unwrap();
}

fn import(place: &Workplace) -> Value {
    let words = [
        "import",
        "mine.csv",
        "--profile",
        "./mine.toml",
        "--json",
        "-q",
    ];
    place.json(0, &words)
}

fn forget(place: &Workplace, status: i32, what: &str, more: &[&str]) -> Value {
    place.json(status, &[&["forget", what, "--json", "-q"], more].concat())
}

/// A board of twelve, one of which has the word in its text.
fn board_jobs() -> Vec<Job> {
    let mut all = jobs(12, NEWEST);
    all[4].paragraphs[1] = format!("You will water the {WORD} <every> day & night.");
    all
}

/// The key of the one with the word.
fn key_of(all: &[Job]) -> String {
    format!("greenhouse/{}", all[4].number)
}

fn configure(place: &Workplace, server: &Server) {
    let text = format!(
        "starter = false\n\n[[source]]\nname = \"board\"\nkind = \"greenhouse\"\nboard = \"board\"\nurl = \"{}\"\nlocal = true\n",
        server.url("/board")
    );
    fs::write(place.path().join("jobtide.toml"), text).unwrap();
}

fn refresh(place: &Workplace) -> Value {
    place.json(0, &["refresh", "--all", "--json", "-q"])
}

fn total(place: &Workplace, query: &str) -> u64 {
    let found = place.json(0, &["search", query, "--limit", "0", "--json", "-q"]);
    found["total"].as_u64().unwrap()
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_in(&path));
        } else {
            files.push(path);
        }
    }
    files
}

/// Where in `data/` a word stands still: in the store by every way that leads into it, in the index's segments, in a document
/// of the archive, header or body, or in any other file as it lies there.
fn traces(place: &Workplace, word: &str) -> Vec<String> {
    let data = place.path().join("data");
    let mut found = Vec::new();
    let mut note = |place: String, text: &str| {
        if text.contains(word) {
            found.push(format!("{place}: {word}"));
        }
    };
    let store = store::Store::open(&data.join("store")).unwrap();
    for (sequence, posting) in store.after(0).map(Result::unwrap) {
        note(
            format!("sequence {sequence}"),
            &serde_json::to_string(&posting).unwrap(),
        );
    }
    for (name, text) in store.notes("").unwrap() {
        note(format!("note {name}"), &String::from_utf8_lossy(&text));
    }
    // Nothing that is superseded or replaced hides behind what is given either.
    let mut hidden =
        store.forget(&mut |posting| serde_json::to_string(posting).unwrap().contains(word));
    assert_eq!(hidden.as_mut().unwrap(), &store::Forgotten::default());
    drop(store);
    let archive = collector::Archive::new(data.join("archive"));
    for source in archive.sources().unwrap() {
        for document in archive.documents(&source, None).unwrap() {
            let document = document.unwrap();
            note(format!("document of {source}"), &format!("{document:?}"));
            let body = String::from_utf8_lossy(&document.document.body).into_owned();
            note(format!("body of {source}"), &body);
        }
    }
    for path in files_in(&data) {
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        // What is compressed was looked at above, and what sled leaves lying until it writes there again is in docs/forget.md.
        if !path.starts_with(data.join("store")) && !path.starts_with(data.join("archive")) {
            note(path.display().to_string(), &text);
        }
    }
    found
}

/// That no segment of the index holds a deleted posting, and no file belongs to a segment of before.
fn assert_purged(place: &Workplace) {
    let folder = place.path().join("data/index");
    let meta: Value =
        serde_json::from_str(&fs::read_to_string(folder.join("meta.json")).unwrap()).unwrap();
    let mut live = BTreeSet::new();
    for segment in meta["segments"].as_array().unwrap() {
        assert!(segment["deletes"].is_null(), "{segment}");
        live.insert(segment["segment_id"].as_str().unwrap().replace('-', ""));
    }
    for path in files_in(&folder) {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let segment = name.split('.').next().unwrap();
        if segment.len() == 32 {
            assert!(live.contains(segment), "{name} belongs to no segment");
        }
    }
}

fn assert_gone(place: &Workplace, words: &[&str]) {
    for word in words {
        assert_eq!(traces(place, word), [""; 0]);
    }
    assert_purged(place);
}

#[test]
fn a_forgotten_posting_is_nowhere_and_comes_back_by_no_way() {
    let place = Workplace::new("forget");
    let all = board_jobs();
    let server = Server::start(Site::new().route(greenhouse("/board", &all))).unwrap();
    configure(&place, &server);
    assert_eq!(refresh(&place)["new"], 12);
    write_archive(
        &place,
        &[
            row("77001", "2024-05-01", "Acme", WORD),
            row("77002", "2024-05-01", "Beta", "b"),
        ],
    );
    assert_eq!(import(&place)["new"], 2);
    // A record of ours that names it, as a page that could not be had would.
    let record = place
        .path()
        .join("data/refreshes/000099-refresh.problems.jsonl");
    let named = "{\"kind\":\"unreadable\",\"origin\":\"https://mine.example/jobs/77001\",\"row\":null,\"what\":\"gone\",\"value\":\"\"}\n";
    fs::write(&record, named).unwrap();
    let report = place.path().join("reports/monthly/2024-05/data");
    fs::create_dir_all(&report).unwrap();
    fs::write(report.join("claims.csv"), "claim,key\none,mine/77001\n").unwrap();
    assert_eq!(total(&place, WORD), 2);

    let key = key_of(&all);
    let keys = [key.as_str(), "mine/77001"];
    asks_first(&place, keys[0], &all[4].title);
    let first = forget(&place, 0, keys[0], &["--yes"]);
    assert_eq!(
        (&first["schema"], &first["done"]),
        (&"jobtide.forget/1".into(), &true.into())
    );
    assert_eq!(
        (
            &first["total"],
            &first["documents"]["cut"],
            &first["documents"]["emptied"]
        ),
        (&1.into(), &1.into(), &0.into()),
        "{first}"
    );
    let second = forget(&place, 0, keys[1], &["--yes"]);
    assert_eq!(
        (&second["total"], &second["records"]),
        (&1.into(), &1.into()),
        "{second}"
    );
    assert!(
        second["reports"][0]
            .as_str()
            .unwrap()
            .ends_with("monthly/2024-05"),
        "{second}"
    );
    assert!(report.join("claims.csv").exists(), "reports are the user's");
    assert_eq!((total(&place, WORD), total(&place, "is:any")), (0, 12));
    let words = [
        WORD,
        "mine/77001",
        "mine.example/jobs/77001",
        "Gardener 77001",
        &format!("\"{key}\""),
        all[4].title.as_str(),
    ];
    assert_gone(&place, &words);

    comes_back_by_no_way(&place, server, &all, &words);
    // And asking again says that there is nothing left.
    let third = forget(&place, 0, keys[0], &["--yes"]);
    assert_eq!(
        (&third["total"], &third["documents"]["total"]),
        (&0.into(), &0.into())
    );
    assert!(third["forgotten_before"].is_string(), "{third}");
}

/// Without a terminal nobody can be asked, and whoever only looks changes nothing.
fn asks_first(place: &Workplace, key: &str, title: &str) {
    let refused = place.stderr(2, &["forget", key]);
    assert!(
        refused.contains("--yes") && refused.contains("--dry-run"),
        "{refused}"
    );
    let shown = place.stdout(0, &["forget", key, "--dry-run"]);
    for part in [
        title,
        "2025-",
        "board",
        key,
        "1 document of the archive",
        "dry run",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert_eq!(total(place, WORD), 2, "nothing was done yet");
    assert!(!place.path().join("data/forgotten.jsonl").exists());
}

/// The index from the store, the archive read again, the same import, the next poll of the same board, and a new store.
fn comes_back_by_no_way(place: &Workplace, server: Server, all: &[Job], words: &[&str]) {
    place.stdout(0, &["rebuild", "-q"]);
    let reread = place.json(0, &["reread", "--json", "-q"]);
    assert_eq!(
        (
            &reread["new"],
            &reread["known"],
            &reread["forgotten"],
            &reread["emptied"]
        ),
        (&0.into(), &11.into(), &0.into(), &0.into()),
        "{reread}"
    );
    let again = import(place);
    assert_eq!(
        (&again["new"], &again["known"], &again["forgotten"]),
        (&0.into(), &1.into(), &1.into())
    );
    let told = place.stdout(0, &["import", "mine.csv", "--profile", "./mine.toml", "-q"]);
    assert!(
        told.contains("1 left out because they were forgotten"),
        "{told}"
    );
    drop(server);
    let server = Server::start(Site::new().route(greenhouse("/board", all))).unwrap();
    configure(place, &server);
    let polled = refresh(place);
    assert_eq!(
        (&polled["new"], &polled["known"], &polled["forgotten"]),
        (&0.into(), &11.into(), &1.into()),
        "{polled}"
    );
    assert_gone(place, words);
    assert_eq!(total(place, "is:any"), 12);
    // Even into a new store.
    fs::remove_dir_all(place.path().join("data/store")).unwrap();
    fs::remove_dir_all(place.path().join("data/index")).unwrap();
    assert_eq!(place.json(0, &["reread", "--json", "-q"])["new"], 11);
    assert_eq!(import(place)["new"], 1);
    assert_gone(place, words);
}

#[test]
fn a_document_that_cannot_be_cut_goes_whole_and_reread_says_so() {
    let place = Workplace::new("forget-whole");
    let all = board_jobs();
    let server = Server::start(Site::new().route(greenhouse("/board", &all))).unwrap();
    configure(&place, &server);
    refresh(&place);
    // Declared no more, so that nobody knows how to read it.
    fs::write(place.path().join("jobtide.toml"), "starter = false\n").unwrap();
    let done = forget(&place, 0, &key_of(&all), &["--yes"]);
    assert_eq!(done["documents"]["emptied"], 1, "{done}");
    assert_gone(&place, &[WORD, all[4].title.as_str()]);
    assert_eq!(total(&place, "is:any"), 11, "the store loses nothing by it");
    configure(&place, &server);
    let told = place.jobtide(&["reread"]);
    let told = String::from_utf8_lossy(&told.stderr).into_owned();
    assert!(told.contains("1 document holds nothing any more"), "{told}");
    assert_eq!(place.json(0, &["reread", "--json", "-q"])["emptied"], 1);
}

#[test]
fn an_organisation_is_found_by_its_name_and_asked_about_where_it_may_be_two() {
    let place = Workplace::new("forget-organisation");
    write_archive(
        &place,
        &[
            row("1", "2024-05-01", "Acme GmbH", "a"),
            row("2", "2024-05-03", "ACME, GmbH", "b"),
            row("3", "2024-05-04", "Acme Inc.", "c"),
            row("4", "2024-05-05", "Beta", WORD),
            row("5", "2024-05-06", "beta", WORD),
        ],
    );
    import(&place);
    assert_eq!(total(&place, "is:duplicate"), 3);
    let unknown = place.stderr(2, &["forget", "Acmee GmbH", "--yes"]);
    assert!(unknown.contains("did you mean `Acme GmbH`"), "{unknown}");
    let unknown = place.stderr(2, &["forget", "mine/11", "--yes"]);
    assert!(unknown.contains("did you mean `mine/1`"), "{unknown}");
    let two = place.stderr(2, &["forget", "Acme", "--yes"]);
    assert!(
        two.contains("`Acme GmbH` (1)")
            && two.contains("`Acme Inc.` (1)")
            && two.contains("--exact"),
        "{two}"
    );
    // One of three that are folded goes: the next one stands for the last.
    let one = forget(&place, 0, "mine/1", &["--yes"]);
    assert_eq!(
        one["same_text"],
        serde_json::json!(["mine/2", "mine/3"]),
        "{one}"
    );
    let led = place.json(0, &["search", "leader:mine/2", "--json", "-q"]);
    assert_eq!(led["hits"][0]["key"], "mine/3", "{led}");
    let exact = forget(&place, 0, "acme gmbh", &["--exact", "--yes"]);
    assert_eq!(
        (&exact["what"], &exact["total"]),
        (&"spelling".into(), &1.into()),
        "{exact}"
    );
    assert_eq!(total(&place, "mine is:any organisation:\"Acme Inc.\""), 0);
    assert_eq!(total(&place, "key:mine/3"), 1, "it leads itself now");
    // Capitals make no second firm.
    let beta = forget(&place, 0, "BETA", &["--yes"]);
    assert_eq!(
        (&beta["what"], &beta["total"]),
        (&"organisation".into(), &2.into()),
        "{beta}"
    );
    assert_gone(&place, &[WORD, "Beta", "beta", "GmbH"]);
    // Another of theirs is left out although its key is new; of the other Acme it is not.
    write_archive(
        &place,
        &[
            row("6", "2024-06-01", "Beta Ltd", "d"),
            row("7", "2024-06-01", "Acme Inc", "e"),
            row("8", "2024-06-01", "Acme GmbH", "f"),
        ],
    );
    let more = import(&place);
    assert_eq!(
        (&more["new"], &more["forgotten"]),
        (&1.into(), &2.into()),
        "{more}"
    );
}

#[test]
fn a_store_in_use_is_left_alone() {
    let place = Workplace::new("forget-locked");
    write_archive(&place, &[row("1", "2024-05-01", "Acme", WORD)]);
    import(&place);
    let held = store::Store::open(&place.path().join("data/store")).unwrap();
    place.stderr(5, &["forget", "mine/1", "--yes"]);
    drop(held);
    assert_eq!(total(&place, WORD), 1);
    let list = place.path().join("data/forgotten.jsonl");
    fs::write(&list, "{\"what\":\n").unwrap();
    let told = place.stderr(1, &["import", "mine.csv", "--profile", "./mine.toml"]);
    assert!(told.contains("forgotten.jsonl, line 1"), "{told}");
}
