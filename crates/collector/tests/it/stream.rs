//! Reading is by stream: an endless archive gives its first records, and stops when the sink does.

use std::io::{self, Read};
use std::ops::ControlFlow;

use collector::{FileContext, Item, Profile, read_archive};

/// A beginning, then the same record for ever.
struct Endless {
    ready: Vec<u8>,
    record: Vec<u8>,
    given: usize,
}

impl Read for Endless {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.given == self.ready.len() {
            self.ready.clone_from(&self.record);
            self.given = 0;
        }
        let rest = &self.ready[self.given..];
        let count = rest.len().min(out.len());
        out[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        Ok(count)
    }
}

fn postings_before_the_break(format: &str, start: &str, record: &str) -> usize {
    let text = format!(
        "describe = \"endless\"\nformat = \"{format}\"\nfiles = [\"*\"]\nplatform = \"own\"\nmarket = \"board\"\n\
         title = \"title\"\n[[published]]\nfield = \"day\"\n"
    );
    let profile = Profile::from_toml("own", "own.toml", &text).unwrap();
    let context = FileContext {
        name: "endless",
        as_of: None,
        now: testkit::FIXED_NOW,
    };
    let reader = Endless {
        ready: start.into(),
        record: record.into(),
        given: 0,
    };
    let mut postings = 0;
    read_archive(Box::new(reader), &profile, &context, &mut |item| {
        match item {
            Item::Posting(_) => postings += 1,
            other => panic!("{other:?}"),
        }
        if postings == 5_000 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    postings
}

#[test]
fn endless_archives_of_every_format_stop_with_the_sink() {
    let element = "<item><title>T</title><day>2024-02-01</day></item>";
    let object = r#"{"title":"T","day":"2024-02-01"}"#;
    let cases = [
        ("csv", "title,day\n".to_owned(), "T,2024-02-01\n".to_owned()),
        ("json", format!("[{object}"), format!(",{object}")),
        ("jsonl", format!("{object}\n"), format!("{object}\n")),
        ("feed", "<rss><channel>".to_owned(), element.to_owned()),
    ];
    for (format, start, record) in cases {
        assert_eq!(
            postings_before_the_break(format, &start, &record),
            5_000,
            "{format}"
        );
    }
}

/// A quote that never closes would otherwise gather the rest of the file in memory.
#[test]
fn a_record_without_end_is_given_up() {
    let text = "describe = \"endless\"\nformat = \"csv\"\nfiles = [\"*\"]\nplatform = \"own\"\nmarket = \"board\"\ntitle = \"title\"\n";
    let profile = Profile::from_toml("own", "own.toml", text).unwrap();
    let context = FileContext {
        name: "endless",
        as_of: None,
        now: testkit::FIXED_NOW,
    };
    let reader = Endless {
        ready: b"title\n\"".to_vec(),
        record: b"never closed ".to_vec(),
        given: 0,
    };
    let mut problems = Vec::new();
    read_archive(Box::new(reader), &profile, &context, &mut |item| {
        if let Item::Problem(problem) = item {
            problems.push(problem.to_string());
        }
        ControlFlow::Continue(())
    });
    assert_eq!(
        problems,
        ["endless: the file cannot be read to its end: a record is longer than 16777216 bytes"]
    );
}
