//! Building an index, and panels and searches over synthetic postings, beside what bare tantivy does with the same query on the same
//! index. A hundred thousand of them, or `JOBTIDE_BENCH_POSTINGS`. Prints; knows no real data.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use divan::counter::ItemsCount;
use indexer::{Query, Reader, SearchRequest, Sort, Vocabulary, Writer};
use model::{
    Category, CohortSpec, Currency, DateKind, Day, Market, PanelPlan, Pay, PayKind, Period,
    Posting, PostingKey, Published,
};
use tagger::Tagger;

/// How many postings are searched, unless the environment says otherwise.
const POSTINGS: usize = 100_000;
/// Queries by kind: everything, a common word, two words, a phrase, a rare word, a start of words, a misspelt word, a field, an exclusion.
const KINDS: &[&str] = &[
    "*",
    "developer",
    "developer python",
    "\"machine learning\"",
    "term4712",
    "dev*",
    "wordpres~1",
    "source:bench-1",
    "developer -python",
];
/// A rare query, a common one and one that matches all, as trends are drawn of.
const TRENDS: &[&str] = &["term4712", "developer", "*"];

fn postings() -> usize {
    let wanted = std::env::var("JOBTIDE_BENCH_POSTINGS").ok();
    wanted.map_or(POSTINGS, |number| number.parse().unwrap())
}
const BUILT: usize = 10_000;

const WORDS: &[&str] = &[
    "we",
    "need",
    "a",
    "developer",
    "for",
    "our",
    "shop",
    "with",
    "experience",
    "in",
    "python",
    "and",
    "writing",
    "articles",
    "about",
    "travel",
    "design",
    "logo",
    "team",
    "build",
    "customers",
    "support",
    "email",
    "video",
    "editing",
    "sales",
    "calls",
    "german",
    "translation",
    "website",
    "wordpress",
    "remote",
    "hours",
    "week",
    "long",
    "term",
    "project",
];

fn main() {
    divan::main();
}

/// A number that looks random and is the same in every run.
fn mixed(mut n: u64) -> u64 {
    n = (n ^ (n >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    n = (n ^ (n >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    n ^ (n >> 31)
}

fn posting(n: usize) -> Posting {
    let seed = n as u64 * 1000;
    let word = |at: u64| {
        let pick = mixed(seed + at);
        // Squaring makes some words much more frequent than others, and one in eight is rare.
        let place = ((pick % 1000) * (pick % 1000) / 1_000_000 * WORDS.len() as u64) / 1000;
        match pick % 8 {
            // About one posting in six speaks of machine learning, as among real ones.
            _ if pick % 800 == 1 => "machine learning".to_owned(),
            0 => format!("term{}", pick % 50_000),
            _ => {
                WORDS[usize::try_from((place + pick / 8) % WORDS.len() as u64).unwrap()].to_owned()
            }
        }
    };
    let text = |from: u64, count: u64| (from..from + count).map(word).collect::<Vec<_>>().join(" ");
    let platform = "bench".parse().unwrap();
    let low = i64::try_from(500 + mixed(seed) % 5000).unwrap();
    let pay = Pay::from_hundredths(
        PayKind::Hourly,
        low,
        low + 1000,
        Currency::USD,
        Period::Hour,
    );
    Posting {
        key: PostingKey::from_native_id(&platform, &n.to_string()).unwrap(),
        source: format!("bench-{}", n % 4).parse().unwrap(),
        platform,
        market: Market::Freelance,
        title: text(0, 6),
        body: text(10, 120),
        skills: vec![word(900), word(901)],
        label: None,
        published: Published {
            kind: DateKind::Exact,
            day: Day::from_ymd(2022, 1, 1).unwrap()
                + i32::try_from(mixed(seed + 999) % 800).unwrap(),
            at: None,
        },
        pay: pay.ok(),
        country: None,
        organisation: None,
        url: None,
    }
}

fn folder(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("jobtide-bench-{name}-{}", std::process::id()))
}

fn build(dir: &Path, count: usize) {
    let _ = std::fs::remove_dir_all(dir);
    let mut writer = Writer::open(dir, Tagger::embedded(), "a store").unwrap();
    for n in 0..count {
        writer.add(n as u64 + 1, &posting(n), None).unwrap();
    }
    writer.finish().unwrap();
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn build_ten_thousand(bencher: divan::Bencher<'_, '_>) {
    bencher
        .counter(ItemsCount::new(BUILT))
        .bench(|| build(&folder("build"), BUILT));
    let _ = std::fs::remove_dir_all(folder("build"));
}

fn reader() -> &'static Reader {
    static READER: OnceLock<Reader> = OnceLock::new();
    READER.get_or_init(|| {
        let dir = folder("read");
        build(&dir, postings());
        let reader = Reader::open(&dir).unwrap();
        // The open files outlive their names.
        let _ = std::fs::remove_dir_all(&dir);
        reader
    })
}

fn query(text: &str) -> Query {
    let tags = reader().info().tags;
    Query::parse(
        text,
        &Vocabulary { tags: &tags },
        Day::from_ymd(2024, 3, 1).unwrap(),
    )
    .unwrap()
}

#[divan::bench(args = ["*", "developer", "\"machine learning\"", "dev*"])]
fn panel_of_twenty_categories(bencher: divan::Bencher<'_, '_>, text: &str) {
    let query = query(text);
    let plan = PanelPlan {
        days: None,
        cohorts: Category::ALL
            .iter()
            .map(|category| CohortSpec::category(*category))
            .collect(),
        pay: false,
        stock: false,
    };
    bencher.bench(|| reader().panel(&query, &plan).unwrap());
}

#[divan::bench]
fn panel_with_pay(bencher: divan::Bencher<'_, '_>) {
    let query = query("*");
    let plan = PanelPlan {
        days: None,
        cohorts: Category::ALL
            .iter()
            .map(|category| CohortSpec::category(*category))
            .collect(),
        pay: true,
        stock: false,
    };
    bencher.bench(|| reader().panel(&query, &plan).unwrap());
}

#[divan::bench(args = ["*", "developer python", "\"machine learning\""])]
fn first_page_with_facets(bencher: divan::Bencher<'_, '_>, text: &str) {
    let query = query(text);
    let request = SearchRequest {
        sort: Sort::Date,
        limit: 10,
        facets: true,
        highlight: true,
        ..SearchRequest::default()
    };
    bencher.bench(|| reader().search(&query, &request).unwrap());
}

/// The first ten hits by relevance with snippets, as a person sees them.
#[divan::bench(args = KINDS)]
fn first_page(bencher: divan::Bencher<'_, '_>, text: &str) {
    let query = query(text);
    let request = SearchRequest {
        sort: Sort::Relevance,
        limit: 10,
        highlight: true,
        ..SearchRequest::default()
    };
    bencher.bench(|| reader().search(&query, &request).unwrap());
}

/// What bare tantivy needs for the same ten: its own collectors, and the stored documents.
#[divan::bench(args = KINDS)]
fn first_page_of_bare_tantivy(bencher: divan::Bencher<'_, '_>, text: &str) {
    let query = query(text);
    bencher.bench(|| reader().bare_page(&query, 10).unwrap());
}

/// Daily counts of a query, as `trend` takes them.
#[divan::bench(args = TRENDS)]
fn panel_of_a_trend(bencher: divan::Bencher<'_, '_>, text: &str) {
    let query = query(text);
    let plan = PanelPlan {
        days: None,
        cohorts: Vec::new(),
        pay: false,
        stock: false,
    };
    bencher.bench(|| reader().panel(&query, &plan).unwrap());
}

/// The pass over all matches that bare tantivy makes at the least: counting them.
#[divan::bench(args = TRENDS)]
fn count_of_bare_tantivy(bencher: divan::Bencher<'_, '_>, text: &str) {
    let query = query(text);
    bencher.bench(|| reader().bare_page(&query, 0).unwrap());
}
