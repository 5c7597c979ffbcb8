//! What the documents show is tried: the example of docs/profiles.md is imported as it stands there.

use crate::Workplace;

/// The text of the first block of a language in a Markdown document.
fn block<'a>(document: &'a str, language: &str) -> &'a str {
    let start = format!("```{language}\n");
    let from = document.find(&start).unwrap() + start.len();
    let length = document[from..].find("```").unwrap();
    &document[from..from + length]
}

#[test]
fn the_example_profile_reads_the_example_archive() {
    let place = Workplace::new("documents");
    let document = std::fs::read_to_string(testkit::root().join("docs/profiles.md")).unwrap();
    std::fs::write(place.path().join("mine.csv"), block(&document, "csv")).unwrap();
    std::fs::write(place.path().join("mine.toml"), block(&document, "toml")).unwrap();
    let summary = place.json(
        0,
        &[
            "import",
            "mine.csv",
            "--profile",
            "./mine.toml",
            "--json",
            "-q",
        ],
    );
    assert_eq!(
        (&summary["read"], &summary["new"], &summary["left_out"]),
        (&3.into(), &2.into(), &1.into()),
        "{summary}"
    );
    let found = place.json(
        0,
        &[
            "search",
            "source:mine pay:hourly country:poland skill:Polish",
            "--json",
        ],
    );
    let hit = &found["hits"][0];
    assert_eq!(
        (&hit["title"], &hit["label"]["leaf"]),
        (&"Translate a leaflet".into(), &"Translation".into()),
        "{found}"
    );
    assert_eq!(
        (&hit["pay"]["low"], &hit["pay"]["currency"]),
        (&20.0.into(), &"EUR".into()),
        "{found}"
    );
}

#[test]
fn a_better_date_wins_whichever_came_first() {
    let place = Workplace::new("dates");
    let profile = |published: &str| {
        format!(
            "describe = \"x\"\nformat = \"jsonl\"\nfiles = [\"*.jsonl\"]\nplatform = \"own\"\nmarket = \"board\"\nid = {{ field = \"id\" }}\ntitle = \"title\"\n{published}"
        )
    };
    std::fs::write(place.path().join("seen.toml"), profile("")).unwrap();
    std::fs::write(
        place.path().join("dated.toml"),
        profile("[[published]]\nfield = \"day\"\nformat = \"%Y-%m-%d\"\n"),
    )
    .unwrap();
    std::fs::write(
        place.path().join("one.jsonl"),
        "{\"id\":\"7\",\"title\":\"Welder\",\"day\":\"2024-02-03\"}\n",
    )
    .unwrap();
    let seen = place.json(
        0,
        &[
            "import",
            "one.jsonl",
            "--profile",
            "./seen.toml",
            "--as-of",
            "2024-03-01",
            "--json",
            "-q",
        ],
    );
    assert_eq!(seen["new"], 1, "{seen}");
    let dated = place.json(
        0,
        &[
            "import",
            "one.jsonl",
            "--profile",
            "./dated.toml",
            "--json",
            "-q",
        ],
    );
    assert_eq!(
        (&dated["new"], &dated["updated"], &dated["indexed"]),
        (&0.into(), &1.into(), &1.into()),
        "{dated}"
    );
    assert_eq!(
        place.json(
            0,
            &["search", "welder date:2024-02-03 kind:exact", "--json"]
        )["total"],
        1
    );
    let again = place.json(
        0,
        &[
            "import",
            "one.jsonl",
            "--profile",
            "./seen.toml",
            "--as-of",
            "2024-03-01",
            "--json",
            "-q",
        ],
    );
    assert_eq!(
        (&again["updated"], &again["known"]),
        (&0.into(), &1.into()),
        "{again}"
    );
    assert_eq!(place.json(0, &["search", "welder", "--json"])["total"], 1);
}
