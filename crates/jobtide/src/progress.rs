//! Progress for people: a bar on a terminal, nothing elsewhere. Counts the bytes that pass a reader.

use std::io::Read;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar over bytes, with rate and remaining time. indicatif hides it where stderr is no terminal.
pub fn bytes(total: u64, quiet: bool) -> ProgressBar {
    styled(
        total,
        quiet,
        "{msg:24!} {bar:30} {bytes}/{total_bytes} {bytes_per_sec} {eta} left",
    )
}

/// A bar over postings, with rate and remaining time.
pub fn postings(total: u64, quiet: bool) -> ProgressBar {
    styled(
        total,
        quiet,
        "{msg:24!} {bar:30} {human_pos}/{human_len} {per_sec} {eta} left",
    )
}

/// A count of documents, of which nobody knows how many there are.
pub fn documents(quiet: bool) -> ProgressBar {
    let target = if quiet {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let bar = ProgressBar::with_draw_target(None, target);
    if let Ok(style) = ProgressStyle::with_template("{msg:24!} {human_pos} documents {per_sec}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn styled(total: u64, quiet: bool, template: &str) -> ProgressBar {
    let target = if quiet {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let bar = ProgressBar::with_draw_target(Some(total), target);
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
