//! What each knob of a ranking does to the list of a small index.

use indexer::{Query, Ranking, Reader, SearchRequest, Sort, Vocabulary};
use model::PostingKey;

use crate::corpus::{Folder, index, postings, today};

/// Titles and bodies, each with a knob to be found or lifted by.
const TEXTS: [(&str, &str); 6] = [
    ("Ferry", "plain words of a harbour town here"),
    ("Harbour", "ferry ferry ferry ferry ferry ferry here"),
    ("Accounting", "somebody for the books of a shop"),
    ("Accounts", "somebody for the calls of a shop"),
    ("Glass", "the red lamp of a kind here"),
    ("Wood", "lamp without a red red red"),
];

fn reader(name: &str) -> (Folder, Reader) {
    let folder = Folder::new(name);
    let first = postings().remove(0);
    let made: Vec<_> = TEXTS
        .iter()
        .enumerate()
        .map(|(n, (title, body))| model::Posting {
            key: PostingKey::from_text(&format!("upwork/{n}")).unwrap(),
            title: (*title).to_owned(),
            body: (*body).to_owned(),
            skills: Vec::new(),
            ..first.clone()
        })
        .collect();
    index(folder.path(), &made);
    let reader = Reader::open(folder.path()).unwrap();
    (folder, reader)
}

fn titles(reader: &Reader, text: &str, change: impl FnOnce(&mut Ranking)) -> Vec<String> {
    let mut ranking = Ranking::default();
    change(&mut ranking);
    let query = Query::parse(text, &Vocabulary { tags: &[] }, today()).unwrap();
    let request = SearchRequest {
        sort: Sort::Relevance,
        limit: 10,
        ..SearchRequest::default()
    };
    let page = reader.search_as(&query, &request, ranking).unwrap();
    page.hits.into_iter().map(|hit| hit.title).collect()
}

#[test]
fn a_title_outweighs_a_body_that_says_it_often_unless_told_otherwise() {
    let (_folder, reader) = reader("ranking-title");
    assert_eq!(titles(&reader, "ferry", |_| {}), ["Ferry", "Harbour"]);
    let flat = titles(&reader, "ferry", |ranking| ranking.title_boost = 0.1);
    assert_eq!(flat, ["Harbour", "Ferry"]);
}

#[test]
fn forms_of_a_word_are_left_out_or_come_after_the_written_one() {
    let (_folder, reader) = reader("ranking-forms");
    assert_eq!(titles(&reader, "accounting", |_| {}).len(), 2);
    let exact = titles(&reader, "accounting", |ranking| ranking.stem = false);
    assert_eq!(exact, ["Accounting"]);
    for (written, first) in [("accounting", "Accounting"), ("accounts", "Accounts")] {
        let list = titles(&reader, written, |ranking| ranking.written_bonus = 1.0);
        assert_eq!((list.len(), list[0].as_str()), (2, first));
    }
}

#[test]
fn a_phrase_may_be_looser_than_the_query_says() {
    let (_folder, reader) = reader("ranking-slop");
    assert!(titles(&reader, "\"lamp kind\"", |_| {}).is_empty());
    let loose = titles(&reader, "\"lamp kind\"", |ranking| ranking.slop = 2);
    assert_eq!(loose, ["Glass"]);
}

#[test]
fn neighbours_come_first_and_nothing_else_is_found() {
    let (_folder, reader) = reader("ranking-neighbours");
    assert_eq!(titles(&reader, "red lamp", |_| {}), ["Wood", "Glass"]);
    let lifted = titles(&reader, "red lamp", |ranking| ranking.neighbour_bonus = 1.0);
    assert_eq!(lifted, ["Glass", "Wood"]);
    // Across a title and a body there are no neighbours.
    let apart = titles(&reader, "title:wood lamp", |ranking| {
        ranking.neighbour_bonus = 1.0;
    });
    assert_eq!(apart, ["Wood"]);
}
