//! `jobtide trend`: one query, several side by side, and one split by a field, as chart, table, CSV and JSON.

use crate::market;

#[test]
fn queries_stand_side_by_side_on_one_scale_with_their_changes() {
    let place = market::imported("trend-vs");
    let text = place.stdout(0, &["trend", "chatbot", "--vs", "welder -germany"]);
    assert!(text.contains("2 queries within all postings"), "{text}");
    let scales = text
        .lines()
        .filter(|line| line.starts_with("8") || line.starts_with("9"));
    assert_eq!(
        scales.filter(|line| line.contains('│')).count(),
        2,
        "{text}"
    );
    assert!(text.contains('█') && text.contains("2022-01"), "{text}");
    assert!(text.contains("month    universe  chatbot"), "{text}");
    assert_eq!(text.matches("84-day change over").count(), 2, "{text}");
    for line in text.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
    assert!(!text.contains('\u{1b}'), "no colour in a pipe");
    let coloured = place.stdout(
        0,
        &["trend", "chatbot", "--vs", "welder", "--color", "always"],
    );
    for colour in ["\u{1b}[36m", "\u{1b}[33m"] {
        assert!(coloured.contains(colour), "{coloured}");
    }
}

#[test]
fn the_numbers_of_every_form_are_the_same() {
    let place = market::imported("trend-forms");
    let arguments = ["trend", "chatbot", "--vs", "welder"];
    let document = place.json(0, &[&arguments[..], &["--json"]].concat());
    assert_eq!(document["schema"], "jobtide.trend/2");
    let csv = place.stdout(0, &[&arguments[..], &["--csv"]].concat());
    let mut rows = csv.lines();
    assert_eq!(
        rows.next(),
        Some("label,query,month,count,universe,share_per_10k")
    );
    for line in document["lines"].as_array().unwrap() {
        for month in line["months"].as_array().unwrap() {
            let label = line["label"].as_str().unwrap();
            let written = format!(
                "{label},{},{},{},{},{}",
                line["query"].as_str().unwrap(),
                month["month"].as_str().unwrap(),
                month["count"],
                month["universe"],
                month["share_per_10k"]
            );
            assert_eq!(rows.next(), Some(written.as_str()));
        }
    }
    assert_eq!(rows.next(), None);
    let text = place.stdout(0, &["trend", "chatbot"]);
    let month = &document["lines"][0]["months"][3];
    let row = format!(
        "{}  {:>8}  {:>8}  {:>10.1}",
        month["month"].as_str().unwrap(),
        month["count"],
        month["universe"],
        month["share_per_10k"].as_f64().unwrap()
    );
    assert!(text.contains(&row), "{row} in {text}");
}

#[test]
fn a_query_is_split_by_a_field_whose_values_may_hold_quotes() {
    let place = market::imported("trend-by");
    let document = place.json(0, &["trend", "welder", "--by", "country", "--json"]);
    assert_eq!(
        (&document["by"], &document["values"], &document["total"]),
        (&"country".into(), &3.into(), &3.into()),
        "{document}"
    );
    let sum: u64 = document["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["postings"].as_u64().unwrap())
        .sum();
    assert_eq!(sum, 2_100, "{document}");
    for (by, label) in [
        ("category", "engineering"),
        ("source", "board"),
        ("tag", "chatbot"),
    ] {
        let text = place.stdout(0, &["trend", "*", "--by", by]);
        assert!(
            text.contains(label) && text.contains(&format!("by {by}")),
            "{by}: {text}"
        );
    }
}

#[test]
fn what_cannot_be_asked_is_said_with_what_was_meant() {
    let place = market::imported("trend-errors");
    let complaint = place.stderr(2, &["trend", "welder", "--by", "categry"]);
    assert!(complaint.contains("category"), "{complaint}");
    let complaint = place.stderr(2, &["trend", "a", "--vs", "b", "--by", "tag"]);
    assert!(complaint.contains("cannot be used with"), "{complaint}");
    let mut many = vec!["trend", "a"];
    many.extend(["--vs", "b"].repeat(6));
    let complaint = place.stderr(2, &many);
    assert!(complaint.contains("7 queries are too many"), "{complaint}");
    let complaint = place.stderr(2, &["trend", "a", "--vs", "(b"]);
    assert!(complaint.contains('^'), "{complaint}");
    let nothing = place.jobtide(&["trend", "weldr"]);
    assert_eq!(nothing.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&nothing.stderr).contains("did you mean: welder"));
}
