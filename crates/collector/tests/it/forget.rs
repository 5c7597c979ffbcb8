//! What is left of documents and of their files once something in them is forgotten.

use std::collections::BTreeMap;
use std::fs;

use collector::{
    Archive, ArchivedDocument, Item, Left, RawDocument, Source, Trace, find_kind, without,
};
use model::Posting;

use crate::kinds::{FETCHED_AT, case};
use crate::lines::Folder;

fn archived(document: &RawDocument) -> ArchivedDocument {
    ArchivedDocument {
        poll: FETCHED_AT,
        unchanged: false,
        forgotten: None,
        body_hash: String::new(),
        document: document.clone(),
    }
}

fn read(source: &Source, document: &RawDocument) -> Vec<Posting> {
    let items = (source.kind.read)(source, document).items;
    let postings = items.into_iter().filter_map(|item| match item {
        Item::Posting(posting) => Some(*posting),
        _ => None,
    });
    postings.collect()
}

/// Each posting of each case of each kind is forgotten in its turn.
#[test]
fn a_cut_takes_one_posting_and_no_other_from_the_documents_of_every_kind() {
    let mut outcome: BTreeMap<String, [u64; 2]> = BTreeMap::new();
    for folder in fs::read_dir(testkit::fixture("collector/kinds")).unwrap() {
        let folder = folder.unwrap();
        let name = folder.file_name().to_string_lossy().into_owned();
        for path in fs::read_dir(folder.path()).unwrap() {
            let path = path.unwrap().path();
            if !path.to_string_lossy().contains(".in.") {
                continue;
            }
            let bytes = fs::read(&path).unwrap();
            let Ok((source, _, document)) = case(find_kind(&name).unwrap(), &path, &bytes) else {
                continue;
            };
            let all = read(&source, &document);
            for gone in &all {
                let goes = |posting: &Posting| posting.key == gone.key;
                let rest: Vec<Posting> = all.iter().filter(|one| !goes(one)).cloned().collect();
                let counts = outcome.entry(name.clone()).or_default();
                match without(Some(&source), &archived(&document), &goes, &[]) {
                    Left::All => panic!("{} keeps {}", path.display(), gone.key),
                    Left::Some(cut) => {
                        assert_eq!(read(&source, &cut), rest, "{}", path.display());
                        assert!(cut.body.len() < document.body.len());
                        counts[0] += 1;
                    }
                    Left::Nothing(left) => {
                        assert!(left.body.is_empty() && left.final_url.is_empty());
                        assert_eq!(left.request.role, document.request.role);
                        counts[1] += u64::from(!rest.is_empty());
                    }
                }
            }
        }
    }
    let [cut, whole] = outcome.values().fold([0, 0], |sum, counts| {
        [sum[0] + counts[0], sum[1] + counts[1]]
    });
    println!("cut {cut}, whole although others were in it {whole}: {outcome:?}");
    assert!(cut > 9 * whole, "cut {cut}, whole {whole}: {outcome:?}");
}

fn jobs(titles: &[&str]) -> Vec<u8> {
    let records: Vec<String> = titles
        .iter()
        .enumerate()
        .map(|(at, title)| {
            format!(
                "{{\"id\": {n}1, \"title\": \"{title}\", \"content\": \"[a], {{b}} \\\\\\\" c\", \"first_published\": \"2026-11-0{n}T00:00:00Z\", \"absolute_url\": \"https:\\/\\/acme.example\\/jobs\\/{n}1\"}}",
                n = at + 1
            )
        })
        .collect();
    format!(
        "{{\"meta\": {{\"of\": [1, 2, 3]}},\n \"jobs\": [\n{} ] }}\n",
        records.join(" ,\n")
    )
    .into_bytes()
}

fn board(body: &[u8]) -> (Source, RawDocument) {
    let kind = find_kind("greenhouse").unwrap();
    let path = std::path::Path::new("made-up.in.json");
    let (source, _, document) = case(kind, path, body).unwrap();
    (source, document)
}

#[test]
fn of_the_arrays_of_one_length_the_one_that_the_reader_reads_is_cut() {
    let (source, document) = board(&jobs(&["Baker", "Cook", "Diver"]));
    for (place, expected) in [
        (0, ["Cook", "Diver"]),
        (1, ["Baker", "Diver"]),
        (2, ["Baker", "Cook"]),
    ] {
        let key = read(&source, &document)[place].key.clone();
        let Left::Some(cut) = without(
            Some(&source),
            &archived(&document),
            &|one| one.key == key,
            &[],
        ) else {
            panic!("not cut");
        };
        let value: serde_json::Value = serde_json::from_slice(&cut.body).unwrap();
        let titles: Vec<&str> = value["jobs"]
            .as_array()
            .unwrap()
            .iter()
            .map(|job| job["title"].as_str().unwrap())
            .collect();
        assert_eq!(titles, expected);
        assert_eq!(value["meta"]["of"].as_array().unwrap().len(), 3);
    }
    let none = without(Some(&source), &archived(&document), &|_| false, &[]);
    assert!(matches!(none, Left::All));
    let all = without(Some(&source), &archived(&document), &|_| true, &[]);
    assert!(matches!(all, Left::Nothing(_)));
}

#[test]
fn a_document_that_nobody_can_read_goes_where_it_shows_a_trace() {
    let (source, document) = board(&jobs(&["Baker", "Cook"]));
    let all = read(&source, &document);
    let traces = [Trace::of(&all[1])];
    let of_nobody =
        |document: &RawDocument| without(None, &archived(document), &|_| false, &traces);
    assert!(matches!(of_nobody(&document), Left::Nothing(_)));
    // The address of another begins with the same letters.
    let longer = String::from_utf8(document.body.clone())
        .unwrap()
        .replace("jobs\\/21\"", "jobs\\/212\"");
    let other = RawDocument {
        body: longer.into_bytes(),
        ..document.clone()
    };
    assert!(matches!(of_nobody(&other), Left::All));
    // Told to be unchanged: only its address says what it is of.
    let page = RawDocument {
        final_url: "https://acme.example/jobs/21".to_owned(),
        body: Vec::new(),
        ..document.clone()
    };
    assert!(matches!(of_nobody(&page), Left::Nothing(_)));
    // Who can read it is believed.
    let read = without(Some(&source), &archived(&document), &|_| false, &traces);
    assert!(matches!(read, Left::All));
}

#[test]
fn a_file_is_written_anew_around_what_stays_as_it_was() {
    let folder = Folder::new("revise");
    let archive = Archive::new(&folder.0);
    let (source, document) = board(&jobs(&["Baker", "Cook"]));
    let mut writer = archive.writer(&source.name, FETCHED_AT);
    let documents: Vec<RawDocument> = (0..4)
        .map(|at| RawDocument {
            fetched_at: FETCHED_AT + at,
            ..document.clone()
        })
        .collect();
    for document in &documents {
        writer.append(document, None).unwrap();
    }
    writer
        .append(
            &RawDocument {
                fetched_at: FETCHED_AT + 4,
                ..document
            },
            Some("00ff"),
        )
        .unwrap();
    writer.finish().unwrap();
    let path = folder.0.join(format!("{}/2026-11-20.jdoc", source.name));
    let before = fs::read(&path).unwrap();
    let today = "2026-11-21".parse().unwrap();
    let revise = |asked: &mut dyn FnMut(i64) -> bool| {
        archive.revise(&source.name, None, today, &mut |archived| {
            let at = archived.document.fetched_at - FETCHED_AT;
            let goes = |_: &Posting| true;
            match asked(at).then(|| without(Some(&source), archived, &goes, &[])) {
                Some(Left::Some(rest) | Left::Nothing(rest)) => Some(rest),
                Some(Left::All) | None => None,
            }
        })
    };
    assert!(revise(&mut |_| false).unwrap().is_empty());
    assert_eq!(fs::read(&path).unwrap(), before);
    // As a revision leaves it that was stopped.
    let unfinished = path.with_extension("jdoc.new");
    fs::write(&unfinished, "half").unwrap();
    assert!(revise(&mut |at| at == 1 || at == 3).unwrap().is_empty());
    assert!(!unfinished.exists());
    let all: Vec<ArchivedDocument> = archive
        .documents(&source.name, None)
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(all.len(), 5);
    for (at, archived) in all.iter().enumerate() {
        if at == 1 || at == 3 {
            assert_eq!(archived.forgotten, Some(today));
            assert!(archived.is_emptied() && archived.document.body.is_empty());
            assert_eq!(
                (archived.poll, archived.document.fetched_at),
                (FETCHED_AT, FETCHED_AT + at as i64)
            );
        } else if at < 4 {
            assert_eq!(
                (&archived.document, archived.forgotten),
                (&documents[at], None)
            );
        } else {
            assert_eq!(
                (archived.unchanged, archived.body_hash.as_str()),
                (true, "00ff")
            );
        }
    }
    // What was emptied is not asked about for ever, and damage is named and stays.
    let mut bytes = fs::read(&path).unwrap();
    let end = bytes.len();
    bytes[end - 10] ^= 1;
    fs::write(&path, &bytes).unwrap();
    let problems = revise(&mut |at| at == 0).unwrap();
    assert_eq!(problems.len(), 1, "{problems:?}");
    let after = fs::read(&path).unwrap();
    assert_eq!(after[after.len() - 40..], bytes[end - 40..]);
}
