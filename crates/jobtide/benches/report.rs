//! How long a report takes from a cold start, how much memory it needs at most, and what a bare search over the same index costs beside it. Makes its store once, from a synthetic market.
//!
//! `JOBTIDE_BENCH_POSTINGS=1000000 cargo xtask bench jobtide` takes a million postings; without it there are a hundred thousand.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods)]

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use synth::Market;

const PROGRAM: &str = env!("CARGO_BIN_EXE_jobtide");
const RUNS: usize = 5;
/// The market has 1,506 days; a posting a day brings about so many in all, growth and weekdays included.
const DAYS: f64 = 1_490.0;

fn main() {
    // `cargo bench -- --list` and filters mean the other bench of this crate.
    if std::env::args().any(|word| word == "--list" || word == "--test") {
        return;
    }
    let wanted: f64 = std::env::var("JOBTIDE_BENCH_POSTINGS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(100_000.0);
    let place = store(wanted);
    let search = measured(&place, &["search", "chatbot", "--limit", "1"]);
    let trend = measured(&place, &["trend", "chatbot"]);
    let english = measured(&place, &["report", "--lang", "en", "--out", "out-en"]);
    let both = measured(
        &place,
        &["report", "--lang", "en,zh-CN", "--out", "out-both"],
    );
    println!("a process of its own each time, {RUNS} runs, medians; {wanted:.0} postings wanted");
    println!("| what | seconds | times a search | peak memory |\n|---|---|---|---|");
    for (name, run) in [
        ("search, one hit", &search),
        ("trend", &trend),
        ("report, English", &english),
        ("report, both languages", &both),
    ] {
        println!(
            "| {name} | {:.2} | {:.1} | {} |",
            run.time.as_secs_f64(),
            run.time.as_secs_f64() / search.time.as_secs_f64(),
            run.peak_kb
                .map_or_else(|| "unknown".to_owned(), |kb| format!("{} MB", kb / 1024))
        );
    }
}

struct Run {
    time: Duration,
    peak_kb: Option<u64>,
}

/// The store and index of the market, made where they are not there yet.
fn store(wanted: f64) -> PathBuf {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-report-{wanted:.0}"));
    if place.join("ready").is_file() {
        return place;
    }
    let _ = std::fs::remove_dir_all(&place);
    std::fs::create_dir_all(&place).unwrap();
    let market = Market::planted(1, wanted / DAYS);
    std::fs::write(place.join("market.toml"), synth::JSONL_PROFILE).unwrap();
    std::fs::write(place.join("feed.toml"), synth::RSS_PROFILE).unwrap();
    let mut lines = BufWriter::new(File::create(place.join("market.jsonl")).unwrap());
    for line in market.jsonl() {
        lines.write_all(&line).unwrap();
    }
    lines.into_inner().unwrap().sync_all().unwrap();
    for (name, page) in market.rss_pages(10_000) {
        std::fs::write(place.join(name), page).unwrap();
    }
    run(
        &place,
        &["import", "market.jsonl", "--profile", "market.toml"],
    );
    run(&place, &["import", "*.xml", "--profile", "feed.toml"]);
    std::fs::write(place.join("ready"), "").unwrap();
    place
}

fn run(place: &Path, words: &[&str]) {
    let status = Command::new(PROGRAM)
        .args(words)
        .current_dir(place)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "{words:?} ended with {status}");
}

/// The median of some runs, each a process that finds nothing in its own memory; the files may be in the system's.
fn measured(place: &Path, words: &[&str]) -> Run {
    let mut runs: Vec<Run> = (0..RUNS).map(|_| once(place, words)).collect();
    runs.sort_by_key(|run| run.time);
    let peak_kb = runs.iter().filter_map(|run| run.peak_kb).max();
    Run {
        time: runs[RUNS / 2].time,
        peak_kb,
    }
}

fn once(place: &Path, words: &[&str]) -> Run {
    let started = Instant::now();
    let mut child = Command::new(PROGRAM)
        .args(words)
        .current_dir(place)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // The system keeps the highest mark for as long as the process is there; the last look before its end is near enough.
    let status = format!("/proc/{}/status", child.id());
    let mut peak_kb = None;
    loop {
        peak_kb = high_water(&status).or(peak_kb);
        if let Some(ended) = child.try_wait().unwrap() {
            assert!(ended.success(), "{words:?} ended with {ended}");
            break;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    Run {
        time: started.elapsed(),
        peak_kb,
    }
}

fn high_water(status: &str) -> Option<u64> {
    let text = std::fs::read_to_string(status).ok()?;
    let line = text.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
