//! A setting, draws and a seed in; how often each candidate held the truth, and how wide it was, out. Knows no page.

use std::thread;

use crate::intervals::{CANDIDATES, Ends};
use crate::settings::{self, Setting, TRUE_RATIO};

/// What became of one candidate in one setting.
#[derive(Clone, Copy, Debug)]
pub struct Tally {
    /// Part of the draws whose interval held the truth; a draw without an interval did not.
    pub coverage: f64,
    /// Mean width of the intervals, in the logarithm.
    pub width: f64,
}

/// One tally for each candidate, in their order.
pub fn of_all(setting: &Setting, draws: u64, seed: u64) -> Vec<Tally> {
    let threads = thread::available_parallelism().map_or(1, |n| n.get() as u64);
    let share = draws.div_ceil(threads);
    // Each draw has its own stream, and results are put together in the order of draws, so that threads change nothing.
    let results: Vec<Vec<Option<Ends>>> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|worker| {
                let own = (worker * share)..((worker + 1) * share).min(draws);
                scope.spawn(move || {
                    own.map(|draw| ends(setting, seed, draw))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap_or_default())
            .collect()
    });
    (0..CANDIDATES.len())
        .map(|candidate| tally(results.iter().map(|draw| draw[candidate]), draws))
        .collect()
}

fn ends(setting: &Setting, seed: u64, draw: u64) -> Vec<Option<Ends>> {
    let [start, end] = settings::windows(setting, seed, draw);
    let candidates = CANDIDATES.iter();
    candidates
        .map(|candidate| (candidate.ends)(&start, &end, draw))
        .collect()
}

fn tally(intervals: impl Iterator<Item = Option<Ends>>, draws: u64) -> Tally {
    let truth = TRUE_RATIO.ln();
    let (mut held, mut found, mut width) = (0, 0, 0.0);
    for (low, high) in intervals.flatten() {
        held += u64::from(low <= truth && truth <= high);
        found += 1;
        width += high - low;
    }
    Tally {
        coverage: held as f64 / draws as f64,
        width: width / found.max(1) as f64,
    }
}
