//! `jobtide search` as a source of data: all hits by stream, orders, colours and the status that says whether anything was found.

use std::process::Command;

use crate::market;

#[test]
fn exports_hold_all_hits_and_the_same_ones() {
    let place = market::imported("search-export");
    let total = place.json(0, &["search", "welder", "--json"])["total"]
        .as_u64()
        .unwrap();
    assert_eq!(total, 2_100);
    let csv = place.stdout(0, &["search", "welder", "--csv", "--sort", "date"]);
    let lines = place.stdout(0, &["search", "welder", "--jsonl", "--sort", "date"]);
    assert_eq!((csv.lines().count(), lines.lines().count()), (2_101, 2_100));
    for (row, line) in csv.lines().skip(1).zip(lines.lines()) {
        let hit: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(hit["schema"], "jobtide.hit/1");
        assert!(
            row.starts_with(hit["key"].as_str().unwrap()),
            "{row} {line}"
        );
    }
    let page = [
        "search", "welder", "--jsonl", "--sort", "date", "--offset", "5", "--limit", "3",
    ];
    let part: Vec<&str> = lines.lines().skip(5).take(3).collect();
    assert_eq!(place.stdout(0, &page).lines().collect::<Vec<_>>(), part);
}

#[test]
fn the_best_paid_come_first_where_they_are_asked_for() {
    let place = market::imported("search-pay");
    let found = place.json(
        0,
        &["search", "*", "--sort", "pay", "--limit", "3", "--json"],
    );
    for hit in found["hits"].as_array().unwrap() {
        assert_eq!(hit["pay"]["low"], 50.0, "{hit}");
        assert_eq!(hit["pay"]["kind"], "hourly", "{hit}");
    }
}

#[test]
fn the_status_says_whether_anything_was_found_where_it_is_asked_to() {
    let place = market::imported("search-status");
    for form in [&[][..], &["--json"], &["--csv"], &["--jsonl"]] {
        place.stdout(0, &[&["search", "nowhere"], form].concat());
        place.stdout(1, &[&["search", "nowhere", "--exit-status"], form].concat());
        place.stdout(0, &[&["search", "welder", "--exit-status"], form].concat());
    }
}

#[test]
fn colour_is_where_it_is_asked_for_and_nowhere_else() {
    let place = market::imported("search-colour");
    let coloured = |flags: &[&str], environment: &[(&str, &str)]| {
        let output = Command::new(env!("CARGO_BIN_EXE_jobtide"))
            .args(["search", "welder", "--limit", "1"])
            .args(flags)
            .current_dir(place.path())
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR_FORCE")
            .envs(environment.iter().copied())
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap().contains('\u{1b}')
    };
    assert!(!coloured(&[], &[]), "a pipe");
    assert!(coloured(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(coloured(&[], &[("CLICOLOR_FORCE", "1"), ("TERM", "dumb")]));
    assert!(!coloured(
        &[],
        &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]
    ));
    assert!(coloured(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(!coloured(&["--color=never"], &[("CLICOLOR_FORCE", "1")]));
}
