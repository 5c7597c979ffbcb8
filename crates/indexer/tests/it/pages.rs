//! What a page says of its hits, held against a plain walk over the postings: their number, their days and the newest of equals.

use std::cmp::Reverse;

use indexer::{Query, Reader, SearchRequest, Sort, Vocabulary, Writer};
use model::{Posting, PostingKey, Published};
use tagger::Tagger;

use crate::corpus::{Folder, postings, today};

/// So many that a segment has several stretches.
const POSTINGS: u32 = 6_000;

struct Market {
    _folder: Folder,
    postings: Vec<Posting>,
    dir: std::path::PathBuf,
}

fn is_duplicate(n: u32) -> bool {
    n % 41 == 7
}

/// Postings that lie nearly in the order of their moments, as an archive's do; some are duplicates, some were replaced by a posting
/// of another day, so that their first self is in no count.
fn market(name: &str) -> Market {
    let folder = Folder::new(name);
    let first = postings().remove(0);
    let mut writer = Writer::open(folder.path(), Tagger::embedded(), "a store").unwrap();
    let mut made = Vec::new();
    let mut sequence = 0;
    let mut add = |writer: &mut Writer, n: u32, posting: &Posting| {
        sequence += 1;
        let leader = is_duplicate(n).then_some(&first.key);
        writer.add(sequence, posting, leader).unwrap();
    };
    for n in 0..POSTINGS {
        let day = first.published.day + i32::try_from(n / 60 + n % 5).unwrap();
        // As long as every other, and its own stem as they are, so that the score is the same.
        let place = match (n % 997 == 5, n % 2 == 0) {
            (true, _) => "beach",
            (false, true) => "east",
            (false, false) => "west",
        };
        made.push(Posting {
            key: PostingKey::from_text(&format!("upwork/{n}")).unwrap(),
            title: "Crossing".to_owned(),
            body: format!("ferry to the {place}"),
            skills: Vec::new(),
            country: (n % 3 == 0).then(|| "Norway".to_owned()),
            published: Published {
                day,
                at: (n % 4 > 0).then(|| day.unix_seconds() + i64::from(n * 7 % 86_400)),
                ..first.published
            },
            ..first.clone()
        });
        add(&mut writer, n, &made[n as usize]);
        if n % 2_500 == 2_499 {
            writer.commit().unwrap();
        }
    }
    // The first and the last days lose what they held.
    for n in (0..300).chain(POSTINGS - 200..POSTINGS).step_by(2) {
        let posting = &mut made[n as usize];
        posting.published.day = first.published.day + 40;
        posting.published.at = None;
        add(&mut writer, n, &made[n as usize]);
    }
    writer.finish().unwrap();
    let dir = folder.path().to_path_buf();
    Market {
        _folder: folder,
        postings: made,
        dir,
    }
}

/// Newest first, ties by the number of the key.
fn expected(market: &Market, wanted: impl Fn(u32, &Posting) -> bool) -> Vec<&Posting> {
    let mut found: Vec<&Posting> = (0..)
        .zip(&market.postings)
        .filter(|(n, posting)| wanted(*n, posting))
        .map(|(_, posting)| posting)
        .collect();
    found.sort_by_key(|posting| {
        let published = &posting.published;
        let moment = published.at.unwrap_or(published.day.unix_seconds());
        let hash = blake3::hash(posting.key.as_str().as_bytes());
        let number = hash.as_bytes()[..8].try_into().map(u64::from_le_bytes);
        (Reverse(moment), number.unwrap())
    });
    found
}

fn check(market: &Market, reader: &Reader, text: &str, wanted: impl Fn(u32, &Posting) -> bool) {
    let query = Query::parse(text, &Vocabulary { tags: &[] }, today()).unwrap();
    let expected = expected(market, wanted);
    let days = || expected.iter().map(|posting| posting.published.day);
    for sort in [Sort::Date, Sort::Relevance] {
        for (offset, limit, facets) in [
            (0, 10, false),
            (0, 10, true),
            (35, 700, false),
            (0, 0, false),
        ] {
            let request = SearchRequest {
                sort,
                limit,
                offset,
                facets,
                highlight: true,
            };
            let page = reader.search(&query, &request).unwrap();
            let what = format!("{text} {sort:?} {offset} {limit} {facets}");
            assert_eq!(page.total, expected.len() as u64, "{what}");
            assert_eq!(
                (page.first_day, page.last_day),
                (days().min(), days().max()),
                "{what}"
            );
            let keys: Vec<&PostingKey> = page.hits.iter().map(|hit| &hit.key).collect();
            let best = expected.iter().skip(offset).take(limit);
            let is_same = keys == best.map(|one| &one.key).collect::<Vec<_>>();
            assert!(is_same, "{what}: other hits, or another order");
            assert_eq!(
                page.hits.iter().all(|hit| hit.score.is_some()),
                sort == Sort::Relevance || page.hits.is_empty(),
                "{what}"
            );
        }
    }
}

#[test]
fn a_page_is_what_a_walk_over_all_postings_finds() {
    let market = market("pages");
    let norway = |posting: &Posting| posting.country.is_some();
    let rare = |posting: &Posting| posting.body.ends_with("beach");
    // Whoever asks for much first leaves notes in the reader that whoever asks for little then uses; neither may change a page.
    for much_first in [true, false] {
        let reader = Reader::open(&market.dir).unwrap();
        let much = || {
            check(&market, &reader, "*", |n, _| !is_duplicate(n));
            check(&market, &reader, "ferry", |n, _| !is_duplicate(n));
        };
        if much_first {
            much();
        }
        // The same score for every hit: the bodies are equally long.
        check(&market, &reader, "bea*", |n, one| {
            rare(one) && !is_duplicate(n)
        });
        check(&market, &reader, "fer*", |n, _| !is_duplicate(n));
        check(&market, &reader, "country:norway", |n, one| {
            norway(one) && !is_duplicate(n)
        });
        check(&market, &reader, "country:norway is:any", |_, one| {
            norway(one)
        });
        check(&market, &reader, "is:any", |_, _| true);
        check(&market, &reader, "is:duplicate", |n, _| is_duplicate(n));
        check(&market, &reader, "-country:norway", |n, one| {
            !norway(one) && !is_duplicate(n)
        });
        check(&market, &reader, "country:nowhere", |_, _| false);
        if !much_first {
            much();
        }
    }
}

#[test]
fn one_facet_alone_is_the_facet_among_all() {
    let market = market("one-facet");
    let reader = Reader::open(&market.dir).unwrap();
    for text in ["*", "country:norway", "beach", "nothing"] {
        let query = Query::parse(text, &Vocabulary { tags: &[] }, today()).unwrap();
        let request = SearchRequest {
            facets: true,
            ..SearchRequest::default()
        };
        let page = reader.search(&query, &request).unwrap();
        let facets = page.facets.unwrap();
        for (field, values) in facets.by_field() {
            let found = reader.values(&query, field).unwrap();
            assert_eq!(found, values, "{text} {field}");
        }
        assert!(reader.values(&query, "body").unwrap().is_empty());
    }
}
