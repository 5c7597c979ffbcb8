//! The main job: an archive in, found again, counted and judged; and the same archive twice adds nothing.

use crate::{Workplace, thread};

#[test]
fn an_archive_is_imported_searched_and_judged() {
    let place = Workplace::new("journey");
    let first = place.json(
        0,
        &[
            "import",
            &thread(),
            "--profile",
            "hn-whoishiring",
            "--json",
            "-q",
        ],
    );
    assert_eq!(
        (&first["read"], &first["new"], &first["left_out"]),
        (&10.into(), &8.into(), &2.into()),
        "{first}"
    );
    let again = place.json(
        0,
        &[
            "import",
            &thread(),
            "--profile",
            "hn-whoishiring",
            "--json",
            "-q",
        ],
    );
    assert_eq!(
        (&again["new"], &again["known"]),
        (&0.into(), &8.into()),
        "{again}"
    );

    let count = |query: &str| {
        place.json(0, &["search", query, "--json"])["total"]
            .as_u64()
            .unwrap()
    };
    assert_eq!(count("*"), 8);
    assert_eq!(count("c++"), 1);
    assert_eq!(count("c#"), 1);
    assert_eq!(count("机器学习"), 1);
    assert_eq!(count("tag:chatbot"), 1);
    assert_eq!(count("tag:chatgpt"), 0, "forbidden is not wanted");
    assert_eq!(count("mention:chatgpt"), 1);
    assert_eq!(count("date:2015-05 remote"), 3);
    assert_eq!(count("date:2015-05 -remote"), 5);
    let complaint = place.stderr(2, &["search", "tag:chatbt"]);
    assert!(
        complaint.contains('^') && complaint.contains("chatbot"),
        "{complaint}"
    );
    let csv = place.stdout(0, &["search", "python", "--csv"]);
    assert_eq!(csv.lines().count(), 3, "{csv}");

    let report = place.json(0, &["report", "--universe", "platform:hn", "--json", "-q"]);
    let folder = place.path().join(report["folder"].as_str().unwrap());
    let markdown = std::fs::read_to_string(folder.join("report.md")).unwrap();
    assert!(markdown.contains("NOT COVERED"), "{markdown}");
    let claims = std::fs::read_to_string(folder.join("data/claims.csv")).unwrap();
    assert!(
        !claims.contains("REPRODUCED"),
        "eight postings reproduce nothing: {claims}"
    );
    let html = std::fs::read_to_string(folder.join("report.html")).unwrap();
    assert!(!html.contains("<script"), "no script is needed");
}

#[test]
fn a_dry_run_stores_nothing() {
    let place = Workplace::new("dry");
    let shown = place.stdout(
        0,
        &[
            "import",
            &thread(),
            "--profile",
            "hn-whoishiring",
            "--dry-run",
        ],
    );
    assert!(
        shown.contains("Chatbot developer") && shown.contains("dry run"),
        "{shown}"
    );
    assert!(!place.path().join("data").exists());
}

#[test]
fn rows_without_a_date_are_named_with_what_would_mend_them() {
    let place = Workplace::new("undated");
    let file = place.path().join("undated.json");
    std::fs::write(&file, r#"[{"job_id":"~01","title":"Dashboard","description":"Build one.","skills":"['Tableau']"}]"#).unwrap();
    let path = file.display().to_string();
    let summary = place.json(
        1,
        &["import", &path, "--profile", "upwork-2024-json", "--json"],
    );
    assert_eq!(summary["problems"]["no_date"], 1, "{summary}");
    let complaint = place.stdout(1, &["import", &path, "--profile", "upwork-2024-json"]);
    assert!(complaint.contains("--as-of"), "{complaint}");
    let mended = place.json(
        0,
        &[
            "import",
            &path,
            "--profile",
            "upwork-2024-json",
            "--as-of",
            "2024-05-01",
            "--json",
        ],
    );
    assert_eq!(mended["new"], 1, "{mended}");
    // Seen in a snapshot is not newly published: found, but not counted.
    assert_eq!(
        place.json(0, &["search", "kind:observed", "--json"])["total"],
        1
    );
}
