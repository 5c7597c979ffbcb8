//! Near-duplicates over the whole way: folded once whatever came first, counted or not as asked, and mended after a crash.

use std::fs;

use crate::Workplace;

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

[[published]]
field = "posted"
format = "%Y-%m-%d"
"#;

/// A row of sixty words and one more.
fn row(id: &str, day: &str, client: &str, last: &str) -> String {
    let words: Vec<String> = (0..60).map(|at| format!("word{at}")).collect();
    format!("{id},Gardener,{} {last},{client},{day}\n", words.join(" "))
}

fn import(place: &Workplace, rows: &[String]) {
    let text = format!("id,title,text,client,posted\n{}", rows.concat());
    fs::write(place.path().join("mine.csv"), text).unwrap();
    fs::write(place.path().join("mine.toml"), PROFILE).unwrap();
    place.stdout(0, &["import", "mine.csv", "--profile", "./mine.toml", "-q"]);
}

fn total(place: &Workplace, query: &str) -> u64 {
    let found = place.json(0, &["search", query, "--json", "-q"]);
    found["total"].as_u64().unwrap()
}

fn rows() -> Vec<String> {
    vec![
        row("1", "2024-05-01", "Acme", "a"),
        row("2", "2024-05-03", "ACME Inc", "b"),
        row("3", "2024-05-20", "Acme", "a"),
        row("4", "2024-05-03", "Other", "a"),
        row("5", "2024-07-01", "Acme", "a"),
    ]
}

#[test]
fn a_job_offered_thrice_counts_once_and_is_shown_and_can_be_counted() {
    let place = Workplace::new("duplicates");
    import(&place, &rows());
    assert_eq!((total(&place, "*"), total(&place, "is:any")), (3, 5));
    assert_eq!(
        (total(&place, "is:repost"), total(&place, "is:copy")),
        (2, 0)
    );
    let shown = place.json(0, &["duplicates", "--json", "-q"]);
    let group = &shown["groups"][0];
    assert_eq!(
        (&shown["folded"], &shown["total"], &group["size"]),
        (&2.into(), &1.into(), &3.into())
    );
    assert_eq!(group["leader"]["key"], "mine/1");
    let last = &group["members"][0];
    assert_eq!(
        (&last["key"], &last["days_after"], &last["similarity"]),
        (&"mine/3".into(), &19.into(), &1.0.into())
    );
    let other = place.json(0, &["duplicates", "--source", "nobody", "--json", "-q"]);
    assert_eq!(other["folded"], 0);
    let hit = &place.json(0, &["search", "key:mine/1", "--json"])["hits"][0];
    assert_eq!(hit["copies"], 2);

    let trend = |more: &[&str]| {
        let words = [&["trend", "gardener", "--json", "-q"], more].concat();
        place.json(0, &words)["lines"][0]["postings"].clone()
    };
    assert_eq!((trend(&[]), trend(&["--no-fold"])), (3.into(), 5.into()));
    for (more, postings, says) in [
        (
            &["--out", "folded"][..],
            3,
            "Fewer than 10 postings repeat another one's text and are in no count",
        ),
        (
            &["--out", "whole", "--no-fold"],
            5,
            "Fewer than 10 postings repeat another one's text and are counted all the same",
        ),
    ] {
        let words = [
            &[
                "report",
                "--universe",
                "platform:mine",
                "--from",
                "2024-05-01",
                "--to",
                "2024-07-01",
                "--json",
                "-q",
            ],
            more,
        ]
        .concat();
        assert_eq!(place.json(0, &words)["postings"], postings);
        let page = fs::read_to_string(place.path().join(more[1]).join("report.md")).unwrap();
        assert!(page.contains(says), "{page}");
    }
}

#[test]
fn later_and_earlier_imports_fold_alike_and_a_crash_at_any_point_is_mended() {
    let place = Workplace::new("folds");
    let folds = place.path().join("data/folds");
    let mut backwards = rows();
    backwards.reverse();
    let mut saved = Vec::new();
    for row in &backwards {
        import(&place, std::slice::from_ref(row));
        saved.push(fs::read(&folds).unwrap());
    }
    let answer = |place: &Workplace| {
        let all = place.json(0, &["search", "is:any", "--json", "-q"]);
        let mut led: Vec<(String, String)> = all["hits"]
            .as_array()
            .unwrap()
            .iter()
            .map(|hit| (hit["key"].to_string(), hit["leader"].to_string()))
            .collect();
        led.sort();
        led
    };
    let expected = answer(&place);
    assert_eq!((total(&place, "*"), expected.len()), (3, 5));
    assert_eq!(
        expected[2],
        ("\"mine/3\"".to_owned(), "\"mine/1\"".to_owned())
    );

    // Folds that are missing, behind the index or damaged, as after a crash: the next run makes both anew.
    let more = [row("6", "2024-07-02", "Other", "c")];
    for (at, state) in [None, Some(&saved[1][..]), Some(&b"nothing"[..])]
        .into_iter()
        .enumerate()
    {
        match state {
            None => fs::remove_file(&folds).unwrap(),
            Some(bytes) => fs::write(&folds, bytes).unwrap(),
        }
        import(&place, &[more[0].replacen('6', &format!("6{at}"), 1)]);
        assert_eq!(total(&place, "is:repost"), 2 + at as u64);
        assert_eq!(answer(&place)[..5], expected);
    }
    // And `rebuild` gives the same.
    place.stdout(0, &["rebuild", "-q"]);
    assert_eq!(answer(&place)[..5], expected);
}
