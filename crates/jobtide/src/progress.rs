//! Progress for people: a bar on a terminal, nothing elsewhere. Counts the bytes that pass a reader, and how busy each stage is.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar over bytes, with rate and remaining time. indicatif hides it where stderr is no terminal.
pub fn bytes(total: u64, quiet: bool) -> ProgressBar {
    drawn(
        Some(total),
        quiet,
        "{bar:20} {bytes}/{total_bytes} {bytes_per_sec} {eta} left  {msg}",
    )
}

/// A bar over postings, with rate and remaining time.
pub fn postings(total: u64, quiet: bool) -> ProgressBar {
    drawn(
        Some(total),
        quiet,
        "{bar:20} {human_pos}/{human_len} {per_sec} {eta} left  {msg}",
    )
}

/// A count of documents, of which nobody knows how many there are.
pub fn documents(quiet: bool) -> ProgressBar {
    drawn(None, quiet, "{msg:24!} {human_pos} documents {per_sec}")
}

/// Something that takes a moment, with no count at all.
pub fn moment(what: &'static str, quiet: bool) -> ProgressBar {
    drawn(None, quiet, "{spinner} {msg}").with_message(what)
}

fn drawn(total: Option<u64>, quiet: bool, template: &str) -> ProgressBar {
    let target = if quiet {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let bar = ProgressBar::with_draw_target(total, target);
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// A reader whose bytes move a bar.
pub struct Counted<R> {
    reader: R,
    bar: ProgressBar,
}

impl<R> Counted<R> {
    /// Counts what is read from `reader` on `bar`.
    pub fn new(reader: R, bar: ProgressBar) -> Counted<R> {
        Counted { reader, bar }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.bar.inc(read as u64);
        Ok(read)
    }
}

/// The stages that work side by side while postings come in.
#[derive(Clone, Copy, Debug)]
pub enum Stage {
    /// Bytes to postings.
    Reading,
    /// Held against what is known, and into the store.
    Storing,
    /// Held against each other.
    Folding,
    /// Tags, and into the index.
    Indexing,
}

/// How long each stage worked and on how many postings, waiting for others left out.
#[derive(Debug, Default)]
pub struct Stages {
    nanoseconds: [AtomicU64; 4],
    postings: [AtomicU64; 4],
}

impl Stages {
    const NAMES: [&'static str; 4] = ["reading", "storing", "folding", "indexing"];

    /// A stage worked from then until now.
    pub fn worked(&self, stage: Stage, began: Instant, postings: usize) {
        let nanoseconds = u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.nanoseconds[stage as usize].fetch_add(nanoseconds, Ordering::Relaxed);
        self.postings[stage as usize].fetch_add(postings as u64, Ordering::Relaxed);
    }

    /// Milliseconds that each stage worked in all, by its name.
    pub fn milliseconds(&self) -> BTreeMap<&'static str, u64> {
        let worked = self
            .nanoseconds
            .iter()
            .map(|one| one.load(Ordering::Relaxed) / 1_000_000);
        Self::NAMES.into_iter().zip(worked).collect()
    }

    fn so_far(&self) -> [(u64, u64); 4] {
        let read = |at: usize| {
            [&self.nanoseconds[at], &self.postings[at]].map(|one| one.load(Ordering::Relaxed))
        };
        [0, 1, 2, 3].map(|at| read(at).into())
    }
}

/// How many postings each stage took in a second, and in what part of the time it worked: the one that always did holds up the others.
fn told(before: [(u64, u64); 4], now: [(u64, u64); 4], over: Duration) -> String {
    let seconds = over.as_secs_f64().max(1e-3);
    let stages = Stages::NAMES.iter().zip(before.iter().zip(now));
    let stages = stages.map(|(name, (before, now))| {
        #[expect(clippy::cast_precision_loss, reason = "for people to read")]
        let (worked, postings) = ((now.0 - before.0) as f64, (now.1 - before.1) as f64);
        let busy = (worked / 1e9 / seconds).min(1.0) * 100.0;
        format!("{name} {:.0}/s {busy:.0} %", postings / seconds)
    });
    stages.collect::<Vec<_>>().join(", ")
}

/// Says on a bar, twice a second at most, what the stages do.
pub struct Telling<'a> {
    stages: &'a Stages,
    bar: ProgressBar,
    last: Instant,
    then: [(u64, u64); 4],
}

impl Telling<'_> {
    /// Nothing has been said yet.
    pub fn new(stages: &Stages, bar: ProgressBar) -> Telling<'_> {
        Telling {
            stages,
            bar,
            last: Instant::now(),
            then: stages.so_far(),
        }
    }

    /// Says it, where it is time.
    pub fn tell(&mut self) {
        let over = self.last.elapsed();
        if over >= Duration::from_millis(500) {
            let now = self.stages.so_far();
            self.bar.set_message(told(self.then, now, over));
            (self.last, self.then) = (Instant::now(), now);
        }
    }
}
