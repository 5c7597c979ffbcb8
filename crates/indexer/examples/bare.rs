//! tantivy alone, for `cargo xtask bench --all`: a corpus of JSON lines into an index, and an index asked in a process of its own.
//!
//! `bare build CORPUS.jsonl DIR`, `bare search DIR QUERY`, `bare columns DIR`, and `bare warm DIR TIMES QUERIES`, which times our page
//! and tantivy's own beside each other, query by query of a file. Figures are JSON on stdout.
// An example is a program: it reads its words and prints.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::unwrap_used
)]

use std::io::BufRead;
use std::path::Path;
use std::time::Instant;

use indexer::{Query, Reader, SearchRequest, Sort, Vocabulary, bare};
use model::{
    Currency, DateKind, Day, Label, Market, Pay, PayKind, Period, Platform, Posting, PostingKey,
    Published, SourceId,
};
use serde::Deserialize;

/// The allocator that the product has.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["build", corpus, dir] => {
            let postings = bare::build(Path::new(dir), read(corpus)).unwrap();
            println!("{{\"postings\":{postings}}}");
        }
        ["search", dir, text] => {
            let reader = Reader::open(Path::new(dir)).unwrap();
            let found = reader.bare_page(&query(&reader, text), 10).unwrap();
            println!("{{\"matches\":{},\"fields\":{}}}", found.0, found.1);
        }
        ["columns", dir] => {
            let reader = Reader::open(Path::new(dir)).unwrap();
            println!("{{\"sum\":{}}}", reader.bare_columns().unwrap());
        }
        ["warm", dir, times, queries] => warm(dir, times.parse().unwrap(), queries),
        _ => {
            eprintln!(
                "bare: takes build CORPUS DIR, search DIR QUERY, columns DIR or warm DIR TIMES QUERIES"
            );
            std::process::exit(2);
        }
    }
}

fn query(reader: &Reader, text: &str) -> Query {
    let tags = reader.info().tags;
    let today = Day::from_ymd(2024, 3, 1).unwrap();
    Query::parse(text, &Vocabulary { tags: &tags }, today).unwrap()
}

/// Each line of the file is a kind and a query, a tab between them; each query is asked so often of both, in turns.
fn warm(dir: &str, times: usize, queries: &str) {
    let reader = Reader::open(Path::new(dir)).unwrap();
    let request = SearchRequest {
        sort: Sort::Relevance,
        limit: 10,
        highlight: true,
        ..SearchRequest::default()
    };
    for line in std::fs::read_to_string(queries).unwrap().lines() {
        let (kind, text) = line.split_once('\t').unwrap();
        let query = query(&reader, text);
        let (mut ours, mut bare) = (Vec::new(), Vec::new());
        for time in 0..=times {
            let start = Instant::now();
            let page = reader.search(&query, &request).unwrap();
            let middle = Instant::now();
            let found = reader.bare_page(&query, 10).unwrap();
            let end = Instant::now();
            assert_eq!(page.total, found.0 as u64, "{text}");
            // The first time warms both.
            if time > 0 {
                ours.push((middle - start).as_secs_f64());
                bare.push((end - middle).as_secs_f64());
            }
        }
        let line = serde_json::json!({ "kind": kind, "query": text, "ours": ours, "bare": bare });
        println!("{line}");
    }
}

#[derive(Deserialize)]
struct Line {
    id: String,
    url: Option<String>,
    title: String,
    body: String,
    published: String,
    broad: Option<String>,
    leaf: Option<String>,
    skills: Vec<String>,
    pay_kind: Option<String>,
    low: Option<f64>,
    high: Option<f64>,
    country: Option<String>,
    organisation: Option<String>,
}

fn read(corpus: &str) -> impl Iterator<Item = Posting> {
    let file = std::fs::File::open(corpus).unwrap();
    let mut reader = std::io::BufReader::with_capacity(1 << 20, file);
    let platform: Platform = "synthetic".parse().unwrap();
    let source: SourceId = "bare".parse().unwrap();
    let mut line = String::new();
    std::iter::from_fn(move || {
        line.clear();
        if reader.read_line(&mut line).unwrap() == 0 {
            return None;
        }
        let one: Line = serde_json::from_str(&line).unwrap();
        let kind = match one.pay_kind.as_deref() {
            Some("hourly") => Some((PayKind::Hourly, Period::Hour)),
            Some("fixed") => Some((PayKind::Fixed, Period::Project)),
            _ => None,
        };
        let pay = kind.zip(one.low.or(one.high)).zip(one.high);
        #[expect(clippy::cast_possible_truncation, reason = "rates are small")]
        let pay = pay.and_then(|(((kind, period), low), high)| {
            let [low, high] = [low, high].map(|rate| (rate * 100.0).round() as i64);
            Pay::from_hundredths(kind, low, high, Currency::USD, period).ok()
        });
        Some(Posting {
            key: PostingKey::from_native_id(&platform, &one.id).unwrap(),
            source: source.clone(),
            platform: platform.clone(),
            market: Market::Freelance,
            title: one.title,
            body: one.body,
            skills: one.skills,
            label: one.leaf.map(|leaf| Label {
                broad: one.broad,
                leaf,
            }),
            published: Published {
                kind: DateKind::Exact,
                day: one.published[..10].parse().unwrap(),
                at: None,
            },
            pay,
            country: one.country,
            organisation: one.organisation,
            url: one.url,
        })
    })
}
