//! `jobtide trend`: one query, several side by side, and one split by a field, as chart, table, CSV and JSON.

use crate::market;

#[test]
fn queries_stand_side_by_side_on_one_scale_with_their_changes() {
    let place = market::imported("trend-vs");
    let text = place.stdout(0, &["trend", "chatbot", "--vs", "welder -germany"]);
    assert!(text.contains("2 queries within every posting"), "{text}");
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
                "{label},{},{},{},{},",
                line["query"].as_str().unwrap(),
                month["month"].as_str().unwrap(),
                month["count"],
                month["universe"],
            );
            let row = rows.next().unwrap();
            let share = row.strip_prefix(&written).unwrap().parse::<f64>().unwrap();
            // The reader of JSON may be off by the last bit.
            let told = month["share_per_10k"].as_f64().unwrap();
            assert!((share - told).abs() < 1e-9, "{row} and {told}");
        }
    }
    assert_eq!(rows.next(), None);
    let text = place.stdout(0, &["trend", "chatbot"]);
    let month = &document["lines"][0]["months"][3];
    let row = [
        month["month"].as_str().unwrap().to_owned(),
        month["count"].to_string(),
        month["universe"].to_string(),
        format!("{:.1}", month["share_per_10k"].as_f64().unwrap()),
    ];
    let mut rows = text
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>());
    assert!(rows.any(|cells| cells == row), "{row:?} in {text}");
}

#[test]
fn a_query_is_split_by_a_field_and_a_value_that_no_query_can_spell_has_no_line() {
    let place = market::imported("trend-by");
    let document = place.json(0, &["trend", "welder", "--by", "country", "--json"]);
    assert_eq!(
        (&document["by"], &document["values"], &document["total"]),
        (&"country".into(), &3.into(), &2.into()),
        "{}",
        document["total"]
    );
    let sum: u64 = document["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["postings"].as_u64().unwrap())
        .sum();
    assert_eq!(
        sum, 1_401,
        "of 700 days, two of three countries: {document}"
    );
    for (by, label) in [
        ("category", "full_stack"),
        ("source", "board"),
        ("tag", "chatbot"),
    ] {
        let text = place.stdout(0, &["trend", "*", "--by", by]);
        assert!(
            text.contains(label) && text.contains(&format!("by {by}")),
            "{by}"
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
    let nothing = place.jobtide(&["trend", "chatbt"]);
    assert_eq!(nothing.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&nothing.stderr).contains("did you mean: chatbot"));
}

#[test]
fn the_picture_goes_to_a_file_or_alone_to_stdout() {
    let place = market::imported("trend-svg");
    let drawn = place.stdout(0, &["trend", "chatbot", "--vs", "welder", "--svg", "-"]);
    assert!(
        drawn.starts_with("<svg") && drawn.contains("</svg>"),
        "{drawn:.200}"
    );
    let text = place.stdout(
        0,
        &["trend", "chatbot", "--vs", "welder", "--svg", "trend.svg"],
    );
    assert!(text.contains("84-day change"), "{text}");
    let file = std::fs::read_to_string(place.path().join("trend.svg")).unwrap();
    assert_eq!(file, drawn);
    let both = place.stderr(2, &["trend", "chatbot", "--svg", "-", "--json"]);
    assert!(both.contains("one document"), "{both}");
    let nowhere = place.stderr(1, &["trend", "chatbot", "--svg", "no/such/folder.svg"]);
    assert!(nowhere.contains("no/such/folder.svg"), "{nowhere}");
}
