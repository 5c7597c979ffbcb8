//! What stays true over commits, replacements, crashes and rebuilds.

use std::fs;

use indexer::{Error, Query, Reader, SearchRequest, Sort, Writer, swap_in};
use model::Posting;
use tagger::Tagger;

use crate::corpus::{Folder, index, postings};

fn titles(reader: &Reader) -> Vec<String> {
    let request = SearchRequest {
        limit: 100,
        ..SearchRequest::default()
    };
    let page = reader.search(&Query::everything(), &request).unwrap();
    page.hits.into_iter().map(|hit| hit.title).collect()
}

#[test]
fn a_commit_says_how_far_it_reaches() {
    let folder = Folder::new("reach");
    let absent = Reader::open(folder.path()).err().unwrap();
    assert!(absent.to_string().contains("jobtide import"), "{absent}");

    let all = postings();
    let mut writer = Writer::open(folder.path(), Tagger::embedded(), "a store").unwrap();
    assert_eq!((writer.last_sequence(), writer.needs_rebuild()), (0, None));
    writer.add(7, &all[0], None).unwrap();
    writer.commit().unwrap();
    writer.add(8, &all[1], None).unwrap();
    // Dropped without a commit, as by a crash.
    drop(writer);

    let writer = Writer::open(folder.path(), Tagger::embedded(), "a store").unwrap();
    assert_eq!(writer.last_sequence(), 7);
    let second = Writer::open(folder.path(), Tagger::embedded(), "a store")
        .err()
        .unwrap();
    assert!(matches!(second, Error::Locked { .. }), "{second}");
    drop(writer);

    let info = Reader::open(folder.path()).unwrap().info();
    assert_eq!((info.postings, info.last_sequence), (1, 7));
    assert_eq!(info.rules_hash, Tagger::embedded().rules_hash());
}

#[test]
fn the_same_key_replaces_within_a_commit_and_over_commits() {
    let folder = Folder::new("replace");
    let first = postings().remove(0);
    let titled = |title: &str| Posting {
        title: title.to_owned(),
        ..first.clone()
    };
    let mut writer = Writer::open(folder.path(), Tagger::embedded(), "a store").unwrap();
    writer.add(1, &titled("one"), None).unwrap();
    writer.add(2, &titled("two"), None).unwrap();
    writer.commit().unwrap();
    assert_eq!(titles(&Reader::open(folder.path()).unwrap()), ["two"]);
    writer.add(3, &titled("three"), None).unwrap();
    writer.finish().unwrap();
    assert_eq!(titles(&Reader::open(folder.path()).unwrap()), ["three"]);
}

#[test]
fn changed_rules_ask_for_a_rebuild() {
    let folder = Folder::new("rules");
    index(folder.path(), &postings());
    // The note of the last commit, with the hash of other rules in it.
    let meta = folder.path().join("meta.json");
    let hash = Tagger::embedded().rules_hash();
    let text = fs::read_to_string(&meta).unwrap();
    assert!(text.contains(hash));
    fs::write(&meta, text.replace(hash, "0123456789abcdef")).unwrap();

    let mut writer = Writer::open(folder.path(), Tagger::embedded(), "a store").unwrap();
    assert_eq!(
        writer.needs_rebuild().as_deref(),
        Some("the tag rules changed")
    );
    let refused = writer.add(99, &postings()[0], None).unwrap_err();
    assert!(
        refused.to_string().ends_with("run `jobtide rebuild`"),
        "{refused}"
    );
}

#[test]
fn a_reader_outlives_the_swap_of_its_folder() {
    let (live, new) = (Folder::new("live"), Folder::new("new"));
    let all = postings();
    index(live.path(), &all[..3]);
    let old = Reader::open(live.path()).unwrap();
    index(new.path(), &all);
    swap_in(new.path(), live.path()).unwrap();
    assert_eq!(titles(&old).len(), 3);
    assert_eq!(titles(&Reader::open(live.path()).unwrap()).len(), all.len());
    assert!(!new.path().exists());
}

#[test]
fn a_swap_cut_short_loses_nothing() {
    let live = Folder::new("short");
    index(live.path(), &postings());
    // As after a crash between the two renames.
    fs::rename(live.path(), live.path().with_extension("old")).unwrap();
    let count = postings().len();
    assert_eq!(titles(&Reader::open(live.path()).unwrap()).len(), count);
    drop(Writer::open(live.path(), Tagger::embedded(), "a store").unwrap());
    assert!(live.path().exists());
    assert_eq!(titles(&Reader::open(live.path()).unwrap()).len(), count);
}

#[test]
fn the_order_of_hits_does_not_depend_on_the_order_of_adding() {
    let (forward, backward) = (Folder::new("forward"), Folder::new("backward"));
    let mut all = postings();
    for posting in &mut all {
        posting.published.day = "2023-06-15".parse().unwrap();
        posting.published.at = None;
    }
    index(forward.path(), &all);
    all.reverse();
    index(backward.path(), &all);
    let readers = [forward.path(), backward.path()].map(|dir| Reader::open(dir).unwrap());
    assert_eq!(titles(&readers[0]), titles(&readers[1]));
    let pages = readers.each_ref().map(|reader| {
        let request = SearchRequest {
            sort: Sort::Relevance,
            offset: 2,
            limit: 5,
            ..SearchRequest::default()
        };
        let hits = reader.search(&Query::everything(), &request).unwrap().hits;
        hits.into_iter().map(|hit| hit.title).collect::<Vec<_>>()
    });
    assert_eq!(pages[0], pages[1]);
    assert_eq!(pages[0], titles(&readers[0])[2..7]);
}

/// Whether any document of any segment in the folder, deleted ones included, holds this in a stored field.
fn is_stored(dir: &std::path::Path, words: &str) -> bool {
    let index = tantivy::Index::open_in_dir(dir).unwrap();
    let searcher = index.reader().unwrap().searcher();
    searcher.segment_readers().iter().any(|segment| {
        let store = segment.get_store_reader(1).unwrap();
        (0..segment.max_doc()).any(|doc| {
            let doc: tantivy::TantivyDocument = store.get(doc).unwrap();
            doc.field_values().any(|(_, value)| {
                let text = tantivy::schema::Value::as_str(&value).map(str::as_bytes);
                let bytes = text.or_else(|| tantivy::schema::Value::as_bytes(&value));
                bytes.is_some_and(|bytes| {
                    bytes
                        .windows(words.len())
                        .any(|part| part == words.as_bytes())
                })
            })
        })
    })
}

#[test]
fn what_was_removed_or_replaced_is_in_no_file_after_a_purge() {
    let folder = Folder::new("purge");
    let mut all = postings();
    all[0].body = "a zyzzyva on every page".to_owned();
    index(folder.path(), &all);
    let open = || Writer::open(folder.path(), Tagger::embedded(), "a store").unwrap();
    let mut writer = open();
    writer.remove(&all[0].key).unwrap();
    // Of another only the earlier text is to go. It is no neighbour of the first: two threads make segments, and one of which all is gone
    // goes with the commit.
    let replaced = Posting {
        title: "Another title".to_owned(),
        ..all[2].clone()
    };
    writer.add(90, &replaced, None).unwrap();
    writer.commit().unwrap();
    drop(writer);
    let reader = Reader::open(folder.path()).unwrap();
    assert_eq!(titles(&reader).len(), all.len() - 1);
    assert!(
        is_stored(folder.path(), "zyzzyva"),
        "a commit deletes no text"
    );
    open().purge().unwrap();
    let key = format!("\"{}\"", all[0].key);
    for gone in ["zyzzyva", &key, &all[2].title] {
        assert!(!is_stored(folder.path(), gone), "{gone}");
    }
    assert_eq!(titles(&reader).len(), all.len() - 1, "readers outlive it");
    let info = Reader::open(folder.path()).unwrap().info();
    assert_eq!(
        (info.postings, info.last_sequence),
        (all.len() as u64 - 1, 90)
    );
    let live = tantivy::Index::open_in_dir(folder.path()).unwrap();
    let live = live.searchable_segment_ids().unwrap();
    let live: Vec<String> = live.iter().map(|id| id.uuid_string()).collect();
    for file in fs::read_dir(folder.path()).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let segment = name.split('.').next().unwrap().to_owned();
        assert!(
            segment.len() != 32 || live.contains(&segment),
            "{name} is of no segment"
        );
    }

    // Of a segment of which all is removed nothing stays.
    let mut writer = open();
    for posting in &all {
        writer.remove(&posting.key).unwrap();
    }
    writer.purge().unwrap();
    assert!(!is_stored(folder.path(), "Another title"));
    assert_eq!(
        Reader::open(folder.path()).unwrap().info().last_sequence,
        90
    );
}

#[test]
fn a_removal_that_was_stopped_within_its_commit_can_be_done_again() {
    let folder = Folder::new("stopped");
    let all = postings();
    index(folder.path(), &all);
    let meta = folder.path().join("meta.json");
    let before = fs::read(&meta).unwrap();
    let remove = || {
        let mut writer = Writer::open(folder.path(), Tagger::embedded(), "a store").unwrap();
        writer.remove(&all[0].key).unwrap();
        writer.commit()
    };
    remove().unwrap();
    // As where the run was stopped after the file that says what is deleted and before the one that names it.
    fs::write(&meta, before).unwrap();
    let count = || titles(&Reader::open(folder.path()).unwrap()).len();
    assert_eq!(count(), all.len());
    remove().unwrap();
    assert_eq!(count(), all.len() - 1);
}
