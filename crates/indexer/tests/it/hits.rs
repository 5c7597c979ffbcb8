//! One posting whole, all hits by stream, the order by pay, and what is marked in titles.

use std::ops::ControlFlow;

use indexer::{Hit, Query, Reader, SearchRequest, Sort, Vocabulary, Writer};
use model::{Currency, Pay, PayKind, Period, Posting, PostingKey};
use tagger::Tagger;

use crate::corpus::{Folder, corpus, postings, today};

fn parsed(reader: &Reader, text: &str) -> Query {
    let tags = reader.info().tags;
    Query::parse(text, &Vocabulary { tags: &tags }, today()).unwrap()
}

fn pay(kind: PayKind, period: Period, currency: &str, low: i64, high: i64) -> Option<Pay> {
    Pay::from_hundredths(kind, low, high, currency.parse().unwrap(), period).ok()
}

/// Three thousand postings over several commits, so that the index has several segments; days, pay and words repeat.
fn many(name: &str) -> (Folder, Reader) {
    let folder = Folder::new(name);
    let first = postings().remove(0);
    let mut writer = Writer::open(folder.path(), Tagger::embedded(), "a store").unwrap();
    for n in 0..3_000_u32 {
        let amount = 1_000 + i64::from(n % 37) * 100;
        let posting = Posting {
            key: PostingKey::from_text(&format!("upwork/{n}")).unwrap(),
            title: format!("Posting {n}"),
            body: "ferry ".repeat(1 + n as usize % 5) + if n % 3 == 0 { "lighthouse" } else { "" },
            pay: match n % 6 {
                0 => None,
                1 => pay(PayKind::Fixed, Period::Project, "USD", amount, amount),
                2 => pay(PayKind::Salary, Period::Year, "EUR", amount, 9 * amount),
                3 => pay(PayKind::Salary, Period::Month, "USD", amount, amount),
                4 => pay(PayKind::Hourly, Period::Hour, "AUD", amount, amount),
                _ => pay(PayKind::Hourly, Period::Hour, "USD", amount, 2 * amount),
            },
            published: model::Published {
                day: first.published.day + i32::try_from(n % 11).unwrap(),
                ..first.published
            },
            ..first.clone()
        };
        writer.add(u64::from(n) + 1, &posting, None).unwrap();
        if n % 700 == 0 {
            writer.commit().unwrap();
        }
    }
    writer.finish().unwrap();
    let reader = Reader::open(folder.path()).unwrap();
    (folder, reader)
}

fn streamed(reader: &Reader, query: &Query, sort: Sort, at_most: usize) -> Vec<Hit> {
    let mut hits = Vec::new();
    let given = reader
        .each_hit(query, sort, &mut |hit| {
            hits.push(hit);
            if hits.len() < at_most {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        })
        .unwrap();
    assert_eq!(given, hits.len() as u64);
    hits
}

fn page(reader: &Reader, query: &Query, sort: Sort, offset: usize, limit: usize) -> Vec<Hit> {
    let request = SearchRequest {
        sort,
        limit,
        offset,
        highlight: true,
        ..SearchRequest::default()
    };
    reader.search(query, &request).unwrap().hits
}

#[test]
fn the_stream_of_all_hits_has_the_order_of_the_pages() {
    let (_folder, reader) = many("stream");
    let shown =
        |hits: &[Hit]| -> Vec<String> { hits.iter().map(|hit| format!("{hit:?}")).collect() };
    for text in [
        "*",
        "ferry",
        "ferry -lighthouse",
        "lighthouse OR pay:hourly",
    ] {
        let query = parsed(&reader, text);
        for sort in [Sort::Date, Sort::Relevance, Sort::Pay] {
            let all = streamed(&reader, &query, sort, usize::MAX);
            assert!(
                all.len() > 1_400,
                "{text}: a second pass is needed to show anything"
            );
            let mut pages = page(&reader, &query, sort, 0, 1_234);
            pages.extend(page(&reader, &query, sort, 1_234, 9_999));
            assert_eq!(shown(&all), shown(&pages), "{text} {sort:?}");
        }
        assert_eq!(streamed(&reader, &query, Sort::Date, 7).len(), 7);
    }
    assert!(streamed(&reader, &parsed(&reader, "nothing"), Sort::Date, 9).is_empty());
}

#[test]
fn the_best_paid_comes_first_within_its_kind_and_currency() {
    let (_folder, reader) = many("by-pay");
    let hits = streamed(&reader, &parsed(&reader, "*"), Sort::Pay, usize::MAX);
    let group = |pay: &Pay| {
        let place = match pay.period() {
            Period::Hour => 1,
            Period::Project => 2,
            Period::Year => 3,
            Period::Month => 4,
            Period::Week => 5,
            Period::Day => 6,
        };
        (place, pay.currency() != Currency::USD, pay.currency())
    };
    let order: Vec<_> = hits
        .iter()
        .map(|hit| {
            let amount = hit
                .pay
                .map(|pay| -(pay.low_hundredths() + pay.high_hundredths()));
            (
                hit.pay.is_none(),
                hit.pay.as_ref().map(group),
                amount,
                std::cmp::Reverse(hit.day),
            )
        })
        .collect();
    assert!(order.is_sorted());
    assert!(
        hits[0]
            .pay
            .is_some_and(|pay| pay.high_hundredths() == 2 * 4_600)
    );
    assert_eq!(hits.iter().filter(|hit| hit.pay.is_none()).count(), 500);
    assert!(hits.iter().all(|hit| hit.score.is_none()));
}

#[test]
fn a_posting_is_given_whole_with_the_keys_of_its_duplicates() {
    let folder = Folder::new("whole");
    let all = postings();
    let mut writer = Writer::open(folder.path(), Tagger::embedded(), "a store").unwrap();
    for (at, posting) in all.iter().enumerate() {
        let leader = (1..4).contains(&at).then_some(&all[0].key);
        writer.add(at as u64 + 1, posting, leader).unwrap();
    }
    writer.finish().unwrap();
    let reader = Reader::open(folder.path()).unwrap();
    for posting in &all {
        let whole = reader.posting(&posting.key).unwrap().unwrap();
        assert_eq!(
            (&whole.hit.key, &whole.hit.title, &whole.body, &whole.skills),
            (&posting.key, &posting.title, &posting.body, &posting.skills)
        );
        assert_eq!(whole.published, posting.published);
        assert_eq!(
            (whole.hit.day, whole.hit.date_kind),
            (posting.published.day, posting.published.kind)
        );
        assert_eq!(
            (whole.hit.pay, &whole.hit.country),
            (posting.pay, &posting.country)
        );
        assert_eq!(
            (&whole.hit.organisation, &whole.hit.label),
            (&posting.organisation, &posting.label)
        );
        assert!(whole.hit.title_marks.is_empty() && whole.hit.snippet.text.is_empty());
        let json = serde_json::to_value(&whole).unwrap();
        assert_eq!(json["key"], posting.key.as_str());
        assert_eq!(json["body"], posting.body);
    }
    let leader = reader.posting(&all[0].key).unwrap().unwrap();
    let mut copies: Vec<PostingKey> = all[1..4]
        .iter()
        .map(|posting| posting.key.clone())
        .collect();
    copies.sort();
    assert_eq!((leader.hit.copies, &leader.duplicates), (3, &copies));
    let copy = reader.posting(&all[1].key).unwrap().unwrap();
    assert_eq!(
        (copy.hit.leader.as_ref(), copy.duplicates.len()),
        (Some(&all[0].key), 0)
    );
    let absent = PostingKey::from_text("upwork/no-such-posting").unwrap();
    assert!(reader.posting(&absent).unwrap().is_none());
}

#[test]
fn titles_are_marked_where_they_match() {
    let (_folder, reader) = corpus("titles");
    for (text, marked) in [
        (
            "engineers title:senior",
            "[Senior] Software [Engineer], Payments",
        ),
        (
            "softwr~2 title:senior",
            "[Senior] [Software] Engineer, Payments",
        ),
        (
            "softw* title:payments",
            "Senior [Software] Engineer, [Payments]",
        ),
        ("\"machine learning\"", "[Machine] [learning] engineer"),
        ("naive", "Répertoire for a [naïve] quartet"),
        ("学习课程", "机器[学习课程]助教"),
        ("エンジニア", "フロントエンド[エンジニア]募集"),
        ("body:engineer title:trading", "[Trading] engine"),
    ] {
        let hits = page(&reader, &parsed(&reader, text), Sort::Relevance, 0, 9);
        let titles: Vec<String> = hits
            .iter()
            .map(|hit| {
                let mut title = hit.title.clone();
                for (from, to) in hit.title_marks.iter().rev() {
                    title.insert(*to, ']');
                    title.insert(*from, '[');
                }
                title
            })
            .collect();
        assert!(
            titles.iter().any(|title| title == marked),
            "{text}: {titles:?}"
        );
    }
}
