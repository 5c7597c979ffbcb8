//! Store to lake and back, archives straight into a lake, a Parquet archive, and a run that is killed in the middle.

use std::process::{Command, Stdio};
use std::time::Duration;

use crate::{Workplace, thread};

fn market(name: &str, a_day: f64) -> Workplace {
    let place = Workplace::new(name);
    std::fs::write(place.path().join("market.toml"), synth::JSONL_PROFILE).unwrap();
    let lines: Vec<Vec<u8>> = synth::Market::planted(11, a_day).jsonl().collect();
    std::fs::write(place.path().join("all.jsonl"), lines.concat()).unwrap();
    let half = lines.len() / 2;
    std::fs::write(place.path().join("one.jsonl"), lines[..half].concat()).unwrap();
    std::fs::write(place.path().join("two.jsonl"), lines[half..].concat()).unwrap();
    place
}

/// What a query brings, as far as it does not say when it was asked.
fn found(place: &Workplace, data: &str, query: &str) -> serde_json::Value {
    let words = ["search", query, "--json", "--limit", "100", "--data", data];
    let mut found = place.json(0, &words);
    found["hits"].take()
}

#[test]
fn a_store_goes_into_a_lake_and_comes_back_the_same() {
    let place = market("lake-round", 4.0);
    place.stdout(
        0,
        &["import", "one.jsonl", "--profile", "./market.toml", "-q"],
    );
    let first = place.json(0, &["lake", "write", "lake", "--json", "-q"]);
    assert_eq!(first["new"], first["total"], "{first}");
    place.stdout(
        0,
        &["import", "two.jsonl", "--profile", "./market.toml", "-q"],
    );
    place.stdout(
        0,
        &["import", &thread(), "--profile", "hn-whoishiring", "-q"],
    );
    let second = place.json(0, &["lake", "write", "lake", "--json", "-q"]);
    assert!(second["new"].as_u64() > Some(1_000), "{second}");
    let all = place.json(0, &["search", "is:any", "--json"])["total"].clone();
    assert_eq!(second["total"], all);
    let nothing = place.json(0, &["lake", "write", "lake", "--json", "-q"]);
    assert_eq!(
        (&nothing["new"], &nothing["files_written"]),
        (&0.into(), &0.into())
    );
    assert!(
        place
            .stdout(0, &["lake", "verify", "lake"])
            .contains("all as the manifest says")
    );

    let compacted = place.json(0, &["lake", "compact", "lake", "--json", "-q"]);
    assert_eq!(compacted["total"], all);
    let back = place.json(
        0,
        &["lake", "read", "lake", "--json", "-q", "--data", "other"],
    );
    assert_eq!((&back["new"], &back["indexed"]), (&all, &all));
    for query in [
        "*",
        "is:any",
        "tag:chatbot",
        "category:writing",
        "source:hn-whoishiring",
        "is:duplicate",
    ] {
        assert_eq!(
            found(&place, "data", query),
            found(&place, "other", query),
            "{query}"
        );
    }
}

#[test]
fn an_archive_straight_into_a_lake_is_the_lake_of_its_store() {
    let place = market("lake-direct", 2.0);
    let direct = |archive: &str| {
        place.json(
            0,
            &[
                "import",
                archive,
                "--profile",
                "./market.toml",
                "--to-lake",
                "direct",
                "--json",
                "-q",
            ],
        )
    };
    let one = direct("one.jsonl");
    let all = direct("all.jsonl");
    let known = [&one, &all].map(|run| run["new"].as_u64().unwrap());
    assert!(all["known"].as_u64().unwrap() >= known[0], "{all}");
    assert!(!place.path().join("data/store").exists());
    place.stdout(
        0,
        &["import", "all.jsonl", "--profile", "./market.toml", "-q"],
    );
    place.stdout(0, &["lake", "write", "stored", "-q"]);
    for (lake, data) in [("direct", "a"), ("stored", "b")] {
        place.stdout(0, &["lake", "read", lake, "-q", "--data", data]);
    }
    assert_eq!(found(&place, "a", "is:any"), found(&place, "b", "is:any"));

    // A file of the lake is itself a Parquet archive, for whoever has a profile for it.
    let month = std::fs::read_dir(place.path().join("direct"))
        .unwrap()
        .filter_map(Result::ok);
    let month = month
        .map(|entry| entry.path())
        .find(|path| path.is_dir() && path.display().to_string().contains("month="))
        .unwrap();
    std::fs::write(place.path().join("columns.toml"), "describe = \"x\"\nformat = \"parquet\"\nfiles = [\"*.parquet\"]\nplatform = \"own\"\nmarket = \"board\"\nid = { field = \"key\" }\ntitle = \"title\"\nbody = \"body\"\n[[published]]\nfield = \"day\"\nformat = \"%Y-%m-%d\"\n").unwrap();
    let month = month.display().to_string();
    let read = place.json(
        0,
        &[
            "import",
            &month,
            "--profile",
            "./columns.toml",
            "--json",
            "-q",
            "--data",
            "c",
        ],
    );
    assert!(read["new"].as_u64() > Some(10), "{read}");
    assert_eq!(read["read"], read["new"], "{read}");
}

#[test]
fn a_run_that_is_killed_leaves_the_lake_as_it_was_and_the_next_one_goes_on() {
    let place = market("lake-killed", 8.0);
    place.stdout(
        0,
        &["import", "all.jsonl", "--profile", "./market.toml", "-q"],
    );
    place.stdout(
        0,
        &[
            "import",
            "one.jsonl",
            "--profile",
            "./market.toml",
            "--to-lake",
            "lake",
            "-q",
        ],
    );
    let manifest = place.path().join("lake/manifest.json");
    let before = std::fs::read(&manifest).unwrap();
    let mut killed = 0;
    for wait in [5, 40, 120, 250, 400, 700] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_jobtide"))
            .args(["lake", "write", "lake", "--since", "0", "-q"])
            .current_dir(place.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        if child.try_wait().unwrap().is_some() {
            break;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        if std::fs::read(&manifest).unwrap() != before {
            break;
        }
        killed += 1;
        place.stdout(0, &["lake", "verify", "lake", "-q"]);
    }
    assert!(killed > 0, "every run ended before it was killed");
    place.stdout(0, &["lake", "write", "lake", "--since", "0", "-q"]);
    let report = place.json(0, &["lake", "verify", "lake", "--json", "-q"]);
    let all = place.json(0, &["search", "is:any", "--json"])["total"].clone();
    assert_eq!(report["postings"], all, "{report}");
}

#[test]
fn a_damaged_file_is_named_and_a_place_that_is_none_too() {
    let place = market("lake-damaged", 1.0);
    place.stdout(
        0,
        &[
            "import",
            "one.jsonl",
            "--profile",
            "./market.toml",
            "--to-lake",
            "lake",
            "-q",
        ],
    );
    let manifest = std::fs::read(place.path().join("lake/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let path = manifest["files"][3]["path"].as_str().unwrap();
    std::fs::write(place.path().join("lake").join(path), "x").unwrap();
    let said = place.stdout(4, &["lake", "verify", "lake"]);
    assert!(
        said.contains(path) && said.contains("bytes instead of"),
        "{said}"
    );
    assert!(
        place
            .stderr(1, &["lake", "verify", "nowhere"])
            .contains("there is no lake here")
    );
    assert!(
        place
            .stderr(2, &["lake", "write", "ftp://x"])
            .contains("ftp://")
    );
    #[cfg(not(feature = "s3"))]
    assert!(
        place
            .stderr(2, &["lake", "verify", "s3://bucket/lake"])
            .contains("--features s3")
    );
}
