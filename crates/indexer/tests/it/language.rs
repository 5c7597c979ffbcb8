//! docs/query.md against the parser: every query in its tables is read as the page says, and the page names every field.

use std::fs;

use indexer::{Query, QueryError, Vocabulary};
use tagger::Tagger;

use crate::corpus::today;

fn page() -> String {
    fs::read_to_string(testkit::root().join("docs/query.md")).unwrap()
}

fn parse(text: &str) -> Result<Query, QueryError> {
    let tags: Vec<String> = Tagger::embedded()
        .rules()
        .iter()
        .map(|rule| rule.slug.clone())
        .collect();
    Query::parse(text, &Vocabulary { tags: &tags }, today())
}

/// The rows of the tables under this heading: what stands in backquotes in the first cell, and the second cell.
fn rows<'a>(page: &'a str, head: &str) -> Vec<(&'a str, &'a str)> {
    let mut rows = Vec::new();
    let mut within = false;
    for line in page.lines() {
        if !line.starts_with('|') {
            within = false;
        } else if line == head {
            within = true;
        } else if within && line.starts_with("| `") {
            let mut cells = line.trim_matches('|').split(" | ");
            let (query, said) = (cells.next().unwrap(), cells.next().unwrap());
            rows.push((
                query.trim().trim_matches('`'),
                said.trim().trim_matches('`'),
            ));
        }
    }
    rows
}

#[test]
fn every_query_of_the_page_is_read_as_it_says() {
    let page = page();
    let read = rows(&page, "| you write | it is read as |");
    assert!(
        read.len() >= 60,
        "only {} queries were found on the page",
        read.len()
    );
    for (query, said) in read {
        let parsed = parse(query).unwrap_or_else(|error| panic!("{query}: {error}"));
        assert_eq!(parsed.interpreted(), said, "{query}");
    }
    let spelt = rows(&page, "| you write | its permalink |");
    assert!(
        spelt.len() >= 6,
        "only {} permalinks were found on the page",
        spelt.len()
    );
    for (query, said) in spelt {
        assert_eq!(parse(query).unwrap().canonical(), said, "{query}");
    }
    let refused = rows(&page, "| you write | the answer |");
    assert!(
        refused.len() >= 6,
        "only {} faults were found on the page",
        refused.len()
    );
    for (query, said) in refused {
        let fault = parse(query).unwrap_err();
        let answer = match fault.suggestion {
            Some(meant) => format!("{}; did you mean {meant}", fault.message),
            None => fault.message,
        };
        assert_eq!(answer.replace('`', ""), said.replace('`', ""), "{query}");
    }
}

#[test]
fn the_page_names_every_field() {
    let message = parse("zzzzzzzz:x").unwrap_err().message;
    let (_, fields) = message.split_once("fields: ").unwrap();
    let page = page();
    let fields: Vec<&str> = fields.trim_end_matches(')').split(", ").collect();
    assert!(fields.len() > 20);
    for field in fields {
        assert!(
            page.contains(&format!("`{field}:")),
            "docs/query.md does not name {field}:"
        );
    }
}
