//! A posting for which another one stands is found where it is asked for, and is in no other page, count or hash.

use indexer::{Query, Reader, SearchRequest, Vocabulary, Writer};
use model::{Category, CohortSpec, PanelPlan, Posting, PostingKey};
use tagger::Tagger;

use crate::corpus::{self, Folder, postings, today};

/// The corpus, of which the second and the third posting are copies of the first.
fn folded(name: &str) -> (Folder, Reader, Vec<Posting>) {
    let folder = Folder::new(name);
    let all = postings();
    let mut writer = Writer::open(folder.path(), Tagger::embedded(), "a store").unwrap();
    for (at, posting) in all.iter().enumerate() {
        let leader = (1..3).contains(&at).then_some(&all[0].key);
        writer.add(at as u64 + 1, posting, leader).unwrap();
    }
    writer.finish().unwrap();
    let reader = Reader::open(folder.path()).unwrap();
    (folder, reader, all)
}

fn parsed(text: &str) -> Query {
    Query::parse(text, &Vocabulary { tags: &[] }, today()).unwrap()
}

fn found(reader: &Reader, query: &Query) -> u64 {
    let request = SearchRequest::default();
    reader.search(query, &request).unwrap().total
}

#[test]
fn duplicates_are_left_out_unless_the_query_speaks_of_them() {
    let (_folder, reader, all) = folded("speaks");
    let count = all.len() as u64;
    let first = all[0].key.as_str();
    let second = all[1].key.as_str();
    for (text, expected) in [
        ("*", count - 2),
        ("is:duplicate", 2),
        ("is:original", count - 2),
        ("is:any", count),
        ("* is:any", count),
        ("-is:duplicate", count - 2),
        ("-is:original", 2),
        ("is:repost OR is:copy", 2),
        ("is:repost is:copy", 0),
        ("is:duplicate OR is:original", count),
        ("is:duplicate is:original", 0),
        (&format!("leader:{first}"), 2),
        (&format!("leader:{first} -key:{second}"), 1),
        (&format!("key:{second}"), 1),
        (&format!("key:{second} is:original"), 0),
    ] {
        assert_eq!(found(&reader, &parsed(text)), expected, "{text}");
    }
    assert_eq!(
        found(&reader, &Query::everything().with_duplicates()),
        count
    );
    let joined = Query::everything().and(parsed("is:any"));
    assert_eq!(found(&reader, &joined), count);
    assert_eq!(found(&reader, &parsed("is:any").universe()), count);
}

#[test]
fn panels_and_hashes_count_them_only_where_they_are_asked_to() {
    let (_folder, reader, all) = folded("counted");
    let plan = PanelPlan {
        days: None,
        cohorts: Vec::new(),
        pay: false,
        stock: false,
    };
    let counted = |query: &Query| {
        let panel = reader.panel(query, &plan).unwrap();
        let dated: u32 = panel
            .universe
            .iter()
            .flat_map(|series| &series.counts)
            .sum();
        u64::from(dated) + panel.undated
    };
    let count = all.len() as u64;
    let everything = Query::everything();
    let with = everything.clone().with_duplicates();
    assert_eq!((counted(&everything), counted(&with)), (count - 2, count));
    assert_ne!(
        reader.fingerprint(&everything).unwrap(),
        reader.fingerprint(&with).unwrap()
    );
}

#[test]
fn a_panel_with_duplicates_is_the_one_without_and_theirs() {
    let (_folder, reader, _) = folded("apart");
    let plan = |days| PanelPlan {
        days,
        cohorts: Category::ALL
            .iter()
            .map(|one| CohortSpec::category(*one))
            .collect(),
        pay: true,
        stock: false,
    };
    let everything = Query::everything();
    let folded = reader.panel(&everything, &plan(None)).unwrap();
    let plan = plan(Some(folded.days));
    let apart = reader.panel(&parsed("is:duplicate"), &plan).unwrap();
    assert!(!apart.sources.is_empty());
    let whole = reader.panel(&everything.with_duplicates(), &plan).unwrap();
    assert_ne!(folded, whole);
    assert_eq!(folded.plus(apart), whole);
}

/// The hash tells every posting that a panel counts otherwise from what it was, and is free of the order in which they came.
#[test]
fn a_hash_holds_all_that_a_panel_reads() {
    let hash = |name: &str, postings: &[Posting]| {
        let folder = Folder::new(name);
        corpus::index(folder.path(), postings);
        let reader = Reader::open(folder.path()).unwrap();
        reader.fingerprint(&Query::everything()).unwrap()
    };
    let all = postings();
    let usual = hash("hash-usual", &all);
    let turned: Vec<Posting> = all.iter().rev().cloned().collect();
    assert_eq!(hash("hash-turned", &turned), usual);
    let paid = all.iter().position(|one| one.pay.is_some()).unwrap();
    type Change = fn(&mut Posting);
    let changes: [(&str, usize, Change); 4] = [
        ("pay", paid, |one| one.pay = None),
        ("tags", 0, |one| {
            one.title = "Build a chatbot with the OpenAI API".to_owned();
        }),
        ("source", 0, |one| one.source = "another".parse().unwrap()),
        ("platform", 0, |one| {
            one.platform = "another".parse().unwrap();
        }),
    ];
    for (name, at, change) in changes {
        let mut changed = all.clone();
        change(&mut changed[at]);
        assert_ne!(changed[at], all[at], "{name}");
        assert_ne!(hash(&format!("hash-{name}"), &changed), usual, "{name}");
    }
}

#[test]
fn a_hit_says_for_how_many_it_stands_and_who_stands_for_it() {
    let (folder, reader, all) = folded("copies");
    let hit = |reader: &Reader, key: &PostingKey| {
        let request = SearchRequest {
            limit: 1,
            ..SearchRequest::default()
        };
        let page = reader
            .search(&parsed(&format!("key:{key}")), &request)
            .unwrap();
        page.hits.into_iter().next().unwrap()
    };
    let (first, second) = (hit(&reader, &all[0].key), hit(&reader, &all[1].key));
    assert_eq!((first.copies, first.leader), (2, None));
    assert_eq!(
        (second.copies, second.leader.as_ref()),
        (0, Some(&all[0].key))
    );
    assert_eq!(
        reader.body(&all[1].key).unwrap().as_ref(),
        Some(&all[1].body)
    );

    // Added again without a leader, it stands for itself again.
    let mut writer = Writer::open(folder.path(), Tagger::embedded(), "a store").unwrap();
    writer.add(99, &all[1], None).unwrap();
    writer.finish().unwrap();
    let reader = Reader::open(folder.path()).unwrap();
    assert_eq!(hit(&reader, &all[0].key).copies, 1);
    assert_eq!(found(&reader, &parsed("*")), all.len() as u64 - 1);
}
