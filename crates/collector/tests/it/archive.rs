//! What the archive gives back after ordinary days, a writer that was stopped, and damage.

use std::fs;
use std::process::Command;

use collector::{Archive, ArchivedDocument, RawDocument, Request};
use model::{Problem, SourceId};
use testkit::FIXED_NOW;

use crate::lines::Folder;

fn name() -> SourceId {
    "feed".parse().unwrap()
}

fn document(number: i64, body: &[u8]) -> RawDocument {
    RawDocument {
        source: name(),
        request: Request {
            carry: Some("{\"place\":\"Łódź\"}".to_owned()),
            ..Request::get(format!("https://a.jobs/{number}"), "list")
        },
        final_url: format!("https://a.jobs/{number}?"),
        status: 200,
        headers: vec![("content-type".to_owned(), "text/xml".to_owned())],
        fetched_at: FIXED_NOW + number,
        body: body.to_vec(),
        cut: (number == 2).then(|| "the connection broke".to_owned()),
    }
}

fn bodies() -> Vec<Vec<u8>> {
    let noise = (0..100_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8);
    vec![
        b"<rss/>\n".to_vec(),
        Vec::new(),
        noise.collect(),
        b"last".to_vec(),
    ]
}

fn write(archive: &Archive, documents: &[RawDocument]) -> Option<String> {
    let mut writer = archive.writer(&name(), FIXED_NOW);
    let mended = documents
        .iter()
        .filter_map(|document| writer.append(document, None).unwrap())
        .next();
    writer.finish().unwrap();
    mended
}

fn read(archive: &Archive) -> (Vec<ArchivedDocument>, Vec<Problem>) {
    let (mut documents, mut problems) = (Vec::new(), Vec::new());
    for item in archive.documents(&name(), None).unwrap() {
        match item {
            Ok(document) => documents.push(document),
            Err(problem) => problems.push(problem),
        }
    }
    (documents, problems)
}

fn documents() -> Vec<RawDocument> {
    let bodies = bodies().into_iter().enumerate();
    bodies
        .map(|(number, body)| document(number as i64, &body))
        .collect()
}

fn only_file(folder: &Folder) -> std::path::PathBuf {
    folder.0.join("feed/2024-03-01.jdoc")
}

#[test]
fn documents_come_back_whole_and_in_order_over_days() {
    let folder = Folder::new("archive-order");
    let archive = Archive::new(&folder.0);
    assert!(archive.sources().unwrap().is_empty());
    let mut all = documents();
    all[3].fetched_at += 24 * 3600;
    all[1]
        .headers
        .push(("set-cookie".to_owned(), "secret".to_owned()));
    write(&archive, &all);
    let mut writer = archive.writer(&name(), FIXED_NOW + 90_000);
    let later = RawDocument {
        status: 304,
        ..document(90_000, b"")
    };
    writer.append(&later, Some("cafe")).unwrap();
    writer.finish().unwrap();
    all[1].headers.pop();
    all.push(later);
    let (read, problems) = read(&archive);
    assert_eq!(problems, []);
    let own: Vec<RawDocument> = read.iter().map(|own| own.document.clone()).collect();
    assert_eq!(own, all);
    let last = read.last().unwrap();
    assert!(last.unchanged && last.poll == FIXED_NOW + 90_000 && last.body_hash == "cafe");
    let since = "2024-03-02".parse().unwrap();
    assert_eq!(archive.documents(&name(), Some(since)).unwrap().count(), 2);
    assert_eq!(archive.sources().unwrap(), [name()]);
}

#[test]
fn a_document_that_was_not_finished_is_cut_off_wherever_its_writer_was_stopped() {
    let whole = Folder::new("archive-whole");
    let all = documents();
    write(&Archive::new(&whole.0), &all[..1]);
    let first = fs::read(only_file(&whole)).unwrap().len();
    write(&Archive::new(&whole.0), &all[1..2]);
    let bytes = fs::read(only_file(&whole)).unwrap();
    let folder = Folder::new("archive-torn");
    let archive = Archive::new(&folder.0);
    for length in first + 1..bytes.len() {
        fs::create_dir_all(folder.0.join("feed")).unwrap();
        fs::write(only_file(&folder), &bytes[..length]).unwrap();
        let (before, problems) = read(&archive);
        assert_eq!((before.len(), problems.len()), (1, 1), "cut at {length}");
        let mended = write(&archive, &all[3..]).unwrap();
        assert!(mended.contains("2024-03-01.jdoc"), "{mended}");
        let (after, problems) = read(&archive);
        assert_eq!((after.len(), problems.len()), (2, 0), "cut at {length}");
        assert_eq!(after[1].document, all[3]);
    }
}

#[test]
fn reading_goes_on_behind_damage_and_appending_takes_nothing_away() {
    let folder = Folder::new("archive-damage");
    let archive = Archive::new(&folder.0);
    let all = documents();
    write(&archive, &all);
    let bytes = fs::read(only_file(&folder)).unwrap();
    // Every byte of the first two documents in turn: of their marks, their frames, their checksums.
    for place in 0..400 {
        let mut damaged = bytes.clone();
        damaged[place] ^= 0x55;
        fs::write(only_file(&folder), &damaged).unwrap();
        let (read, problems) = read(&archive);
        let last = &read.last().unwrap().document;
        assert_eq!(last, &all[3], "byte {place}");
        assert!(
            read.len() >= 3 || !problems.is_empty(),
            "byte {place}: lost without a word"
        );
        assert!(read.len() >= 2, "byte {place}");
    }
    assert_eq!(write(&archive, &all[..1]), None);
    let (read, problems) = read(&archive);
    assert_eq!((read.len(), problems.len()), (4, 1));
}

#[test]
fn other_tools_read_the_archive_as_its_page_says() {
    let folder = Folder::new("archive-tools");
    let archive = Archive::new(&folder.0);
    let all = documents();
    write(&archive, &all);
    let file = fs::File::open(only_file(&folder)).unwrap();
    let plain = match Command::new("zstd").arg("-dc").stdin(file).output() {
        Ok(output) if output.status.success() => output.stdout,
        Ok(output) => panic!("{}", String::from_utf8_lossy(&output.stderr)),
        // A machine without the program reads frames with the library that made it.
        Err(_) => zstd_of(&fs::read(only_file(&folder)).unwrap()),
    };
    let mut rest = &plain[..];
    for document in &all {
        let end = rest.iter().position(|byte| *byte == b'\n').unwrap();
        let line = std::str::from_utf8(&rest[..end]).unwrap();
        let length = format!("\"length\":{}", document.body.len());
        assert!(
            line.contains(&length) && line.contains(&document.final_url),
            "{line}"
        );
        let body = &rest[end + 1..];
        assert_eq!(&body[..document.body.len()], document.body);
        rest = &body[document.body.len() + 1..];
    }
    assert!(rest.is_empty());
}

fn zstd_of(bytes: &[u8]) -> Vec<u8> {
    zstd::stream::decode_all(bytes).unwrap()
}
