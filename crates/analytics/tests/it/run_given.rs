//! What a claim file leaves to the run: the report's window, and a query in place of `{query}`.

use analytics::claims::Window;
use analytics::{ClaimFile, Findings, Request, Verdict, article_window, judge};
use model::DayRange;

use crate::market::{Market, around, day, days};

const FILE: &str = r#"
[study]
title = "What became of {query}"
window = "report"
universe = "market:freelance"

[[claim]]
id = "Q1"
section = "counts"
kind = "descriptive"
sentence.en = "Postings for {query} fell between {start} and {end}."
sentence.zh-CN = "{query} 的职位在 {start} 至 {end} 减少了。"
[claim.test]
statistic = "ma84_change"
query = "{query}"
title = "{query}"
expected = { op = "<", value = 0 }

[[claim]]
id = "Q2"
section = "counts"
kind = "descriptive"
sentence = "It fell by a fifth."
window = { first = "2023-01-01", last = "2023-12-31" }
elsewhere = "It fell by a fifth between {start} and {end}."
[claim.test]
statistic = "ma84_change"
query = "{query}"
own_reading = "season_matched"
expected = { op = "=", value = -0.2 }
tolerance = 0.05
"#;

const QUERY: &str = r#"title:"wordpress \ theme" OR writer"#;

fn file() -> ClaimFile {
    ClaimFile::parse_with("one.toml", FILE, &[], Some(QUERY)).unwrap()
}

/// A cohort of the query's claims that lost a fifth in June 2023.
fn findings(window: Option<DayRange>) -> Findings {
    let span = days("2022-01-01", "2024-06-30");
    let mut market = Market::new(span, |on| around(900.0, on, 1));
    for (key, (id, _)) in (2..).zip(file().queries()) {
        market = market.cohort(&id, |on| {
            let level = if on < day("2023-06-01") { 100.0 } else { 80.0 };
            around(level, on, key)
        });
    }
    let request = Request {
        universe: "market:freelance".to_owned(),
        window,
        ..Request::default()
    };
    judge(&file(), &market.panel, &request)
}

#[test]
fn a_claim_of_the_report_is_judged_once_on_its_window_under_its_own_id() {
    let window = days("2023-02-01", "2024-05-31");
    let found = findings(Some(window));
    let own = &found.claims[0];
    assert_eq!(
        (own.id.as_str(), &own.original, own.window),
        ("Q1", &None, window)
    );
    assert_eq!(own.verdict, Verdict::Robust, "{}", own.reason);
    assert!(
        own.sentence
            .en
            .ends_with("fell between 2023-02-01 and 2024-05-31.")
    );
    // The other states its days, so it is judged there and again on the report's.
    assert_eq!(found.claims[1].window, days("2023-01-01", "2023-12-31"));
    let ids: Vec<&str> = found
        .on_your_window
        .iter()
        .map(|claim| claim.id.as_str())
        .collect();
    assert_eq!(ids, ["Q2@2023-02-01_2024-05-31"]);
    assert_eq!(
        found.claims[1].estimate,
        own_reading(&found, "season_matched")
    );
}

fn own_reading(found: &Findings, name: &str) -> Option<analytics::Estimate> {
    let readings = &found.claims[1].readings;
    readings
        .iter()
        .find(|reading| reading.name == name)?
        .estimate
}

#[test]
fn without_a_window_the_default_is_the_reports_and_a_short_one_is_not_covered() {
    let found = findings(None);
    assert_eq!(
        (found.window, found.claims[0].window),
        (article_window(), article_window())
    );
    let short = findings(Some(days("2024-03-01", "2024-06-30")));
    assert_eq!(short.claims[0].verdict, Verdict::NotCovered);
    assert!(short.on_your_window.is_empty());
}

#[test]
fn a_query_stands_wherever_the_file_leaves_room_for_one() {
    let file = file();
    assert_eq!(file.study.window, Some(Window::Report));
    let title = &file.study.title;
    assert_eq!(format!("{title}"), format!("What became of {QUERY}"));
    let one = format!("({QUERY})");
    let expected =
        [("Q1", one.as_str()), ("Q2", &one)].map(|(id, query)| (id.to_owned(), query.to_owned()));
    assert_eq!(file.queries(), expected);
    let sentence = &file.claims[0].sentence;
    assert!(
        sentence
            .en
            .starts_with(&format!("Postings for {QUERY} fell"))
    );
    assert!(sentence.zh_cn.as_ref().unwrap().starts_with(QUERY));
    assert_eq!(file.claims[0].window, Window::Report);
}

#[test]
fn what_is_not_given_or_given_wrongly_is_said() {
    let message = |text: &str| match ClaimFile::parse("one.toml", text, &[]) {
        Ok(_) => "read".to_owned(),
        Err(error) => error.to_string(),
    };
    let without = message(FILE);
    assert!(
        without.starts_with("one.toml: ") && without.contains("`--query`"),
        "{without}"
    );
    let written = FILE.replace("{query}", "writer");
    assert_eq!(message(&written), "read");
    let cases = [
        (written.replace("\"report\"", "\"reports\""), "one.toml: [study]: `window` is `reports`"),
        (
            written.replace("window = { first = \"2023-01-01\", last = \"2023-12-31\" }", "window = \"report\""),
            "one.toml: claim Q2: the claim is about the report's window",
        ),
        (
            written.replace("first = \"2023-01-01\"", "frist = \"2023-01-01\""),
            "one.toml: claim Q2: `window`: ",
        ),
        (
            written
                .replace("elsewhere = \"It fell by a fifth between {start} and {end}.\"\n", "")
                .replace("window = { first = \"2023-01-01\", last = \"2023-12-31\" }", "window = \"report\"")
                .replace("own_reading = \"season_matched\"", "of = \"count\"\nstart = { first = \"2023-01-01\", last = \"2023-03-31\" }\nend = { first = \"2023-06-01\", last = \"2023-08-31\" }")
                .replacen("statistic = \"ma84_change\"", "statistic = \"XX\"", 1)
                .replace("statistic = \"ma84_change\"", "statistic = \"change_between\"")
                .replace("statistic = \"XX\"", "statistic = \"ma84_change\""),
            "one.toml: claim Q2: the statistic names its two windows itself; remove `window",
        ),
    ];
    for (text, expected) in cases {
        let said = message(&text);
        assert!(
            said.starts_with(expected),
            "expected `{expected}` in: {said}"
        );
    }
}
