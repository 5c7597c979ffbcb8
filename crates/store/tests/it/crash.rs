//! A writer that is killed at seeded moments, and what the next run finds: a batch is there whole or not at all.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use model::Posting;
use store::{Error, Store};

use crate::market::{Dice, TempDir, posting};

/// Set for the process that is killed; names its folder.
const FOLDER: &str = "JOBTIDE_STORE_CRASH_FOLDER";
const KILLS: u64 = 5;

/// The `place`th posting of a batch; it says which batch it belongs to and how many postings that has.
fn posting_of_batch(sequence: u64, batch: u64, size: u64) -> Posting {
    let mut posting = posting(sequence);
    posting.organisation = Some(format!("{batch}/{size}"));
    posting
}

fn batch_and_size(posting: &Posting) -> (u64, u64) {
    let label = posting.organisation.as_deref().unwrap();
    let (batch, size) = label.split_once('/').unwrap();
    (batch.parse().unwrap(), size.parse().unwrap())
}

/// The process to be killed runs this test alone, with the folder in its environment; in a normal run it has nothing to do.
#[test]
fn writer() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let store = Store::open(Path::new(&folder)).unwrap();
    let last = store.last_sequence();
    let mut batch = store
        .after(last.saturating_sub(1))
        .last()
        .map_or(0, |item| batch_and_size(&item.unwrap().1).0);
    let mut dice = Dice(last + 1);
    let begun = Instant::now();
    // The bound keeps an orphan from filling the disk, should the killer itself be killed.
    while begun.elapsed() < Duration::from_secs(20) {
        batch += 1;
        let size = 1 + dice.roll(400);
        let first = store.last_sequence() + 1;
        let postings: Vec<Posting> = (first..first + size)
            .map(|sequence| posting_of_batch(sequence, batch, size))
            .collect();
        let outcome = store.put(&postings).unwrap();
        if batch.is_multiple_of(3) {
            store.flush().unwrap();
            // The test harness leaves its own line unfinished.
            let line = format!("\nflushed {}\n", outcome.last_sequence);
            std::io::stdout().write_all(line.as_bytes()).unwrap();
        }
    }
}

fn start_writer(folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["crash::writer", "--exact", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Lets a writer flush a few times, kills it some moments later, and says what it had flushed last.
fn run_and_kill(folder: &Path, dice: &mut Dice) -> u64 {
    let mut child = start_writer(folder);
    let mut lines = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map(Result::unwrap);
    let mut flushed = 0;
    let mut take = |line: String| {
        let number = line
            .strip_prefix("flushed ")
            .map(|digits| digits.parse().unwrap());
        flushed = number.unwrap_or(flushed);
        number.is_some()
    };
    for _ in 0..=dice.roll(8) {
        assert!(lines.by_ref().any(&mut take), "the writer ended by itself");
    }
    std::thread::sleep(Duration::from_micros(dice.roll(60_000)));
    child.kill().unwrap();
    let status = child.wait().unwrap();
    assert!(
        !status.success(),
        "the writer was to be killed, and ended: {status}"
    );
    lines.for_each(|line| {
        take(line);
    });
    flushed
}

/// Reads everything back and returns the last sequence number.
fn check(folder: &Path, flushed: u64) -> u64 {
    let store = Store::open(folder).unwrap();
    let last = store.last_sequence();
    assert!(
        last >= flushed,
        "{flushed} was flushed, and the log ends at {last}"
    );
    assert_eq!(store.len(), last);
    let mut batches: Vec<(u64, u64, u64)> = Vec::new();
    for (expected, item) in (1..).zip(store.after(0)) {
        let (sequence, found) = item.unwrap();
        assert_eq!(sequence, expected, "a hole in the sequence");
        let (batch, size) = batch_and_size(&found);
        assert_eq!(found, posting_of_batch(sequence, batch, size));
        match batches.last_mut() {
            Some((here, _, count)) if *here == batch => *count += 1,
            _ => batches.push((batch, size, 1)),
        }
        // Every key near the end of the log, where the kill fell, and some of the rest.
        if sequence + 2_000 > last || sequence.is_multiple_of(37) {
            assert_eq!(store.get(&found.key).unwrap(), Some((sequence, found)));
        }
    }
    assert_eq!(batches.iter().map(|(_, _, count)| count).sum::<u64>(), last);
    for (place, (batch, size, count)) in (1..).zip(batches) {
        assert_eq!((batch, count), (place, size), "a torn or lost batch");
    }
    for sequence in last + 1..last + 1_000 {
        assert_eq!(
            store.get(&posting(sequence).key).unwrap(),
            None,
            "a key without a record"
        );
    }
    last
}

#[test]
fn a_store_that_another_process_writes_to_is_refused() {
    let dir = TempDir::new("held");
    let mut child = start_writer(dir.path());
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().starts_with("flushed ")));
    let held = Store::open(dir.path()).err();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(matches!(held, Some(Error::Locked { .. })), "{held:?}");
}

#[test]
fn a_killed_writer_leaves_whole_batches_and_loses_nothing_flushed() {
    let dir = TempDir::new("crash");
    let mut dice = Dice(20_240_229);
    let mut before = 0;
    for kill in 1..=KILLS {
        let flushed = run_and_kill(dir.path(), &mut dice);
        let last = check(dir.path(), flushed);
        assert!(last > before, "kill {kill}: nothing was written");
        before = last;
    }
}
