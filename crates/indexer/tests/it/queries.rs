//! Queries as people write them, over the synthetic corpus: how each is read, what it finds, or what the message says.

use std::fmt::Write;

use indexer::{Query, Reader, SearchRequest, Sort, Vocabulary};

use crate::corpus::{corpus, today};

fn answer(reader: &Reader, line: &str) -> String {
    let tags = reader.info().tags;
    let vocabulary = Vocabulary { tags: &tags };
    let mut out = format!("> {line}\n");
    let query = match Query::parse(line, &vocabulary, today()) {
        Ok(query) => query,
        Err(error) => {
            let _ = writeln!(out, "  error: {error}\n");
            return out;
        }
    };
    let _ = writeln!(out, "  {}", query.interpreted());
    let permalink = query.canonical();
    let again = Query::parse(&permalink, &vocabulary, today()).unwrap();
    assert_eq!(again.interpreted(), query.interpreted(), "{line}");
    assert_eq!(again.canonical(), permalink, "{line}");
    if permalink != line {
        let _ = writeln!(out, "  written {permalink}");
    }
    for note in query.notes() {
        let _ = writeln!(out, "  note: {note}");
    }
    let request = SearchRequest {
        sort: Sort::Date,
        limit: 5,
        highlight: true,
        ..SearchRequest::default()
    };
    let page = reader.search(&query, &request).unwrap();
    let _ = writeln!(out, "  {} found", page.total);
    for hit in page.hits {
        let _ = writeln!(out, "  - {} {}", hit.day, hit.title);
    }
    if page.total == 0
        && let Some(better) = reader.suggest(&query)
    {
        let _ = writeln!(out, "  did you mean: {better}");
    }
    out.push('\n');
    out
}

#[test]
fn queries_are_read_as_meant() {
    let (_folder, reader) = corpus("queries");
    testkit::check_cases("indexer/queries", |_, bytes| {
        let text = std::str::from_utf8(bytes).unwrap();
        text.lines().map(|line| answer(&reader, line)).collect()
    });
}

#[test]
fn each_language_and_product_finds_its_one_posting() {
    let (_folder, reader) = corpus("names");
    let tags = reader.info().tags;
    let vocabulary = Vocabulary { tags: &tags };
    for (name, key) in [
        ("c", "upwork/lang-c"),
        ("C++", "upwork/lang-cpp"),
        ("c#", "upwork/lang-csharp"),
        (".NET", "upwork/lang-dotnet"),
        ("node.js", "upwork/lang-node"),
        ("gpt-4o", "upwork/gpt4o"),
        ("机器学习", "upwork/zh"),
    ] {
        let query = Query::parse(name, &vocabulary, today()).unwrap();
        let request = SearchRequest {
            limit: 9,
            ..SearchRequest::default()
        };
        let hits = reader.search(&query, &request).unwrap().hits;
        let keys: Vec<&str> = hits.iter().map(|hit| hit.key.as_str()).collect();
        assert_eq!(keys, [key], "{name}");
    }
}

/// Snippets of up to three hits by relevance, marks in square brackets.
fn snippets(reader: &Reader, line: &str) -> String {
    let tags = reader.info().tags;
    let query = Query::parse(line, &Vocabulary { tags: &tags }, today()).unwrap();
    let request = SearchRequest {
        sort: Sort::Relevance,
        limit: 3,
        highlight: true,
        ..SearchRequest::default()
    };
    let mut out = format!("> {line}\n");
    for hit in reader.search(&query, &request).unwrap().hits {
        let mut text = hit.snippet.text.clone();
        for (from, to) in hit.snippet.marks.iter().rev() {
            text.insert(*to, ']');
            text.insert(*from, '[');
        }
        let _ = writeln!(out, "  {}: {text}", hit.title);
    }
    out.push('\n');
    out
}

#[test]
fn snippets_mark_what_was_found() {
    let (_folder, reader) = corpus("snippets");
    testkit::check_cases("indexer/snippets", |_, bytes| {
        let text = std::str::from_utf8(bytes).unwrap();
        text.lines().map(|line| snippets(&reader, line)).collect()
    });
}
