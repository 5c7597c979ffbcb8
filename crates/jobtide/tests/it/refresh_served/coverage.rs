//! What the polls did not see is said wherever their postings are counted.

use feedserver::boards::{Job, jobs, rss_document};

use super::{configure, now, refresh};
use crate::Workplace;

const DAY: u64 = 86_400;

/// Four jobs a day, the newest so many days ago.
fn daily(all: &[Job], newest: u64) -> Vec<Job> {
    let age = |place: u64| newest * DAY + place * DAY / 4;
    let moved = (0..).zip(all).map(|(place, job)| Job {
        published: now() - age(place),
        ..job.clone()
    });
    moved.collect()
}

#[test]
fn a_stretch_that_no_poll_saw_is_a_hole_in_status_trend_and_report() {
    let place = Workplace::new("refresh-coverage");
    // The feed shows its last 500 postings, and nobody saved it for 75 days in between.
    let all = jobs(1_000, now());
    for (name, saved) in [
        ("1.xml", daily(&all[..500], 200)),
        ("2.xml", daily(&all[500..], 0)),
    ] {
        std::fs::write(place.path().join(name), rss_document(&saved, None)).unwrap();
    }
    configure(
        &place,
        "[[source]]\nname = \"gappy\"\nkind = \"rss\"\nmarket = \"freelance\"\nreplay = [\"*.xml\"]\n",
    );
    let summary = refresh(&place, 0);
    let gap = &summary["polls"][1]["gap"];
    let days = (gap[1].as_u64().unwrap() - gap[0].as_u64().unwrap()).div_euclid(DAY);
    assert_eq!((days, &summary["new"]), (75, &1_000.into()), "{summary}");
    // Files that were read are not read again, and what no file holds is not claimed.
    assert_eq!(refresh(&place, 0)["new"], 0);

    let listed = place.stdout(0, &["sources"]);
    assert!(listed.contains("75 days lost"), "{listed}");
    let status = place.json(0, &["status", "--json"]);
    let weeks = status["sources"][0]["weeks"].as_array().unwrap();
    let unseen = weeks.iter().filter(|share| **share == 0.0).count();
    let whole = weeks.iter().filter(|share| **share == 1.0).count();
    assert!((9..=11).contains(&unseen) && whole > 30, "{status}");
    let strip = place.stdout(0, &["status"]);
    assert!(strip.contains(&"·".repeat(unseen)), "{strip}");

    let trend = place.json(0, &["trend", "*", "--no-fold", "--json"]);
    let left_out = trend["lines"][0]["days_left_out"].as_u64().unwrap();
    assert!((74..=76).contains(&left_out), "{trend}");
    let shown = place.stdout(0, &["trend", "*", "--no-fold"]);
    assert!(
        shown.contains(&format!("{left_out} days are in no mean")),
        "{shown}"
    );

    place.stdout(0, &["report", "--no-fold", "--out", "page"]);
    let page = std::fs::read_to_string(place.path().join("page/report.md")).unwrap();
    let row = page
        .lines()
        .find(|line| line.starts_with("| `gappy`"))
        .unwrap();
    let cells: Vec<&str> = row.split('|').map(str::trim).collect();
    let not_seen: u64 = cells[5].parse().unwrap();
    assert!((left_out..=left_out + 2).contains(&not_seen), "{row}");
}
