//! Whose turn it is: one request at a time to a host, a gap between two starts, so many in all. Knows hosts by name and nothing of what is sent.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex as Lane, OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// The lanes of all hosts.
pub(super) struct Pace {
    lanes: Mutex<BTreeMap<String, Arc<Lane<Option<Instant>>>>>,
    all: Arc<Semaphore>,
    first_jitter: Duration,
}

/// The right to send one request; given back when it is dropped, which is when the body has been read.
pub(super) struct Turn {
    _lane: OwnedMutexGuard<Option<Instant>>,
    _all: Option<OwnedSemaphorePermit>,
}

impl Pace {
    pub(super) fn new(requests_at_once: usize, first_jitter: Duration) -> Pace {
        Pace {
            lanes: Mutex::default(),
            all: Arc::new(Semaphore::new(requests_at_once.max(1))),
            first_jitter,
        }
    }

    /// Waits for the turn of a request to `host`, at least `gap` after the one before it began.
    pub(super) async fn turn(&self, host: &str, gap: Duration, source: &str) -> Turn {
        let lane = {
            let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(lanes.entry(host.to_owned()).or_default())
        };
        let mut last = lane.lock_owned().await;
        match *last {
            Some(started) => tokio::time::sleep_until(started + gap).await,
            None => tokio::time::sleep(jitter(source, self.first_jitter.min(gap))).await,
        }
        // Asked for only now, so that nobody who merely waits for a host holds back another.
        let permit = Arc::clone(&self.all).acquire_owned().await.ok();
        *last = Some(Instant::now());
        Turn {
            _lane: last,
            _all: permit,
        }
    }
}

/// A part of `whole` that the name decides: the same in each run, different between sources.
fn jitter(name: &str, whole: Duration) -> Duration {
    let hash = blake3::hash(name.as_bytes());
    let [a, b, ..] = *hash.as_bytes();
    whole * u32::from(u16::from_le_bytes([a, b])) / u32::from(u16::MAX)
}
