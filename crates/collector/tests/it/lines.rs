//! A kind of these tests: a line `id unix-seconds title` is a posting, a line that begins with `!` an order to the reader.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use collector::{
    HostMemory, Item, Kind, Lists, PollEvent, PollSettings, RawDocument, Reading, Request, Source,
    SourceState, Terms, poll_sources,
};
use model::{DateKind, Day, Market, Poll, Posting, PostingKey, Problem, ProblemKind, Published};
use testkit::FIXED_NOW;

use crate::fetch::quick;

pub static LINES: Kind = Kind {
    name: "lines",
    describe: "lines of text",
    platform: "lines",
    market: Market::Board,
    board: None,
    needs_url: true,
    lists: Lists::Latest,
    terms: Terms {
        polls_a_day: 24,
        gap_ms: 0,
        delay_hours: 0,
        attribution: "",
        note: "",
    },
    first: |source| {
        let url = source.url.as_ref().ok_or("url is missing")?;
        Ok(vec![Request::get(url, "list")])
    },
    read,
};

/// The same of a board that shows what is open.
pub static OPEN_LINES: Kind = Kind {
    lists: Lists::Open,
    ..LINES
};

pub fn source(name: &str, url: &str) -> Source {
    Source {
        name: name.parse().unwrap(),
        kind: &LINES,
        platform: "lines".parse().unwrap(),
        ..crate::fetch::source(url)
    }
}

fn read(source: &Source, document: &RawDocument) -> Reading {
    let mut reading = Reading::default();
    for (row, line) in String::from_utf8_lossy(&document.body).lines().enumerate() {
        let words: Vec<&str> = line.splitn(3, ' ').collect();
        match words[..] {
            ["!list", url] => reading.follow.push(Request::get(url, "list")),
            ["!detail", url] => reading.follow.push(Request::get(url, "detail")),
            ["!claims", number] => reading.claimed = number.parse().ok(),
            ["!capped"] => reading.capped = true,
            ["!panic"] => panic!("a reader of these tests panics"),
            ["!sleep"] => std::thread::sleep(Duration::from_secs(6)),
            [id, at, title] => {
                reading
                    .items
                    .push(Item::Posting(Box::new(posting(source, id, at, title))));
            }
            _ => reading.items.push(Item::Problem(Problem::new(
                ProblemKind::Malformed,
                &document.final_url,
                Some(row as u64 + 1),
                "not a line of ours",
                line,
            ))),
        }
    }
    reading
}

fn posting(source: &Source, id: &str, at: &str, title: &str) -> Posting {
    let at: i64 = at.parse().unwrap();
    Posting {
        key: PostingKey::from_native_id(&source.platform, id).unwrap(),
        source: source.name.clone(),
        platform: source.platform.clone(),
        market: source.market,
        title: title.to_owned(),
        body: String::new(),
        skills: Vec::new(),
        label: None,
        published: Published {
            kind: DateKind::Exact,
            day: Day::from_unix_seconds(at).unwrap(),
            at: Some(at),
        },
        pay: None,
        country: None,
        organisation: None,
        url: None,
    }
}

/// A folder of its own, removed when the test ends.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("jobtide-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub static NOW: AtomicI64 = AtomicI64::new(FIXED_NOW);

pub fn settings(folder: &Folder) -> PollSettings {
    let mut settings = PollSettings::new(quick(), folder.0.clone());
    settings.clock = || NOW.load(Ordering::Relaxed);
    settings
}

/// What a run came to, by source.
#[derive(Default)]
pub struct Outcome {
    pub postings: BTreeMap<String, Vec<String>>,
    pub problems: Vec<Problem>,
    pub polls: BTreeMap<String, Vec<Poll>>,
    pub states: BTreeMap<String, SourceState>,
}

impl Outcome {
    pub fn take(&mut self, event: PollEvent) -> ControlFlow<()> {
        match event {
            PollEvent::Started { .. } => {}
            PollEvent::Read { source, items, .. } => {
                let own = self.postings.entry(source.to_string()).or_default();
                for item in items {
                    match item {
                        Item::Posting(posting) => own.push(posting.title),
                        Item::Problem(problem) => self.problems.push(problem),
                        Item::LeftOut => {}
                    }
                }
            }
            PollEvent::Ended { poll, state } => {
                let name = poll.source.to_string();
                self.polls.entry(name.clone()).or_default().push(*poll);
                self.states.insert(name, *state);
            }
        }
        ControlFlow::Continue(())
    }

    pub fn last(&self, name: &str) -> &Poll {
        self.polls[name].last().unwrap()
    }
}

pub fn run(jobs: Vec<(Source, SourceState)>, settings: &PollSettings) -> Outcome {
    let mut outcome = Outcome::default();
    let stop = AtomicBool::new(false);
    poll_sources(jobs, settings, HostMemory::default(), &stop, &mut |event| {
        outcome.take(event)
    })
    .unwrap();
    outcome
}
