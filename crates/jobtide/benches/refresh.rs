//! How fast a refresh fetches, archives and reads: five hundred feeds of a hundred items each, from a server on this machine.
#![allow(clippy::unwrap_used)]

use std::fmt::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use collector::{
    Companies, Declaration, FetchSettings, HostMemory, Item, PollEvent, PollSettings, Source,
    SourceState, declared_sources, poll_sources,
};
use divan::Bencher;
use divan::counter::ItemsCount;
use feedserver::boards::{jobs, rss};
use feedserver::{Server, Site};

const FEEDS: u64 = 500;
const ITEMS: u64 = 100;
/// The newest job; in the past on every machine.
const NEWEST: u64 = 1_709_251_200;

fn main() {
    divan::main();
}

fn served() -> (Server, Vec<Source>) {
    let all = jobs(FEEDS * ITEMS, NEWEST);
    let site = all
        .chunks(usize::try_from(ITEMS).unwrap())
        .enumerate()
        .fold(Site::new(), |site, (number, jobs)| {
            site.route(rss(&format!("/feed/{number}"), jobs))
        });
    let server = Server::start(site).unwrap();
    let tables = (0..FEEDS).fold(String::new(), |mut tables, number| {
        let url = server.url(&format!("/feed/{number}"));
        let _ = writeln!(
            tables,
            "[[source]]\nname = \"feed-{number}\"\nkind = \"rss\"\nurl = \"{url}\"\nlocal = true"
        );
        tables
    });
    let declaration = Declaration {
        file: "bench",
        text: &tables,
        base: Path::new("."),
        starter: false,
        companies: Companies::None,
        env: &|_| None,
    };
    let declared = declared_sources(&declaration).unwrap().sources;
    let ours = declared.into_iter().filter(|source| source.enabled);
    (server, ours.collect())
}

fn archive() -> PathBuf {
    std::env::temp_dir().join(format!("jobtide-bench-refresh-{}", std::process::id()))
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn five_hundred_feeds_of_a_hundred_items(bencher: Bencher<'_, '_>) {
    let (_server, sources) = served();
    bencher
        .counter(ItemsCount::new(FEEDS * ITEMS))
        .with_inputs(|| {
            let _ = std::fs::remove_dir_all(archive());
            let jobs = sources.iter().cloned();
            jobs.map(|source| (source, SourceState::default()))
                .collect()
        })
        .bench_values(|jobs: Vec<(Source, SourceState)>| {
            let mut settings = PollSettings::new(FetchSettings::new("bench"), archive());
            settings.fetch.first_jitter = Duration::ZERO;
            let mut postings = 0;
            let mut take = |event| {
                if let PollEvent::Read { items, .. } = event {
                    let read = items.iter().filter(|item| matches!(item, Item::Posting(_)));
                    postings += read.count() as u64;
                }
                ControlFlow::Continue(())
            };
            let never = AtomicBool::new(false);
            poll_sources(jobs, &settings, HostMemory::default(), &never, &mut take).unwrap();
            assert_eq!(postings, FEEDS * ITEMS, "nothing was lost");
        });
    let _ = std::fs::remove_dir_all(archive());
}
