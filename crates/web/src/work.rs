//! A question in, its answer out, off the threads that serve connections: so many at once, so many waiting, so long. Knows no index.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::fault::Fault;
use crate::limits::Limits;

/// Seconds after which a reader who was sent away may come back.
const COME_BACK: u32 = 2;

/// Who may work.
pub struct Work {
    running: Arc<Semaphore>,
    waiting: Semaphore,
    downloads: Arc<Semaphore>,
    limits: Limits,
}

impl Work {
    /// With these limits.
    pub fn new(limits: Limits) -> Work {
        Work {
            running: Arc::new(Semaphore::new(limits.running)),
            waiting: Semaphore::new(limits.running + limits.waiting),
            downloads: Arc::new(Semaphore::new(limits.downloads)),
            limits,
        }
    }

    /// Runs a question on a thread that may block.
    ///
    /// A question that is given up goes on to its end, since nothing can stop it; its place is free only then, so that impatient
    /// readers cannot pile up more work than there are places.
    pub async fn run<T: Send + 'static>(
        &self,
        question: impl FnOnce() -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let busy = || {
            Fault::later(
                "busy",
                "too many questions at once; ask again in a moment",
                COME_BACK,
            )
        };
        let _place = self.waiting.try_acquire().map_err(|_| busy())?;
        let answer = async {
            let running = Arc::clone(&self.running);
            let permit = running.acquire_owned().await.map_err(|_| busy())?;
            let joined = tokio::task::spawn_blocking(move || {
                let _permit = permit;
                question()
            });
            joined
                .await
                .unwrap_or_else(|error| Err(Fault::ours("the answer failed", &error)))
        };
        timeout(self.limits.time, answer).await.unwrap_or_else(|_| {
            Err(Fault::later(
                "too_slow",
                format!(
                    "the answer takes more than {} seconds; ask for less, or again when fewer ask",
                    self.limits.time.as_secs()
                ),
                COME_BACK,
            ))
        })
    }

    /// A place for a download of a whole list.
    pub fn download(&self) -> Result<OwnedSemaphorePermit, Fault> {
        let permit = Arc::clone(&self.downloads).try_acquire_owned();
        permit.map_err(|_| {
            Fault::later(
                "busy",
                "other downloads are running; try again when they are done",
                COME_BACK,
            )
        })
    }
}
