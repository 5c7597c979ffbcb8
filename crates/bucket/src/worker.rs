//! Something to await comes in from a plain thread, its outcome goes out. Knows no bucket.

use std::future::Future;
use std::io;
use std::sync::mpsc;

use tokio::runtime::{Builder, Runtime};

/// The thread that speaks to the server, so that the rest may stay synchronous. It works also between two calls, so that connections are kept alive, and
/// whoever waits for it may itself be a thread of another runtime.
pub(crate) struct Worker(Option<Runtime>);

impl Worker {
    pub(crate) fn start() -> io::Result<Worker> {
        let mut builder = Builder::new_multi_thread();
        builder.worker_threads(1).thread_name("bucket").enable_all();
        Ok(Worker(Some(builder.build()?)))
    }

    /// Runs it to its end.
    pub(crate) fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> io::Result<T> {
        let (answer, outcome) = mpsc::sync_channel(1);
        if let Some(runtime) = &self.0 {
            runtime.spawn(async move {
                let _ = answer.send(work.await);
            });
        }
        let lost = |_| io::Error::other("the thread that speaks to the server ended");
        outcome.recv().map_err(lost)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            // Waiting here would be refused where another runtime's thread drops it, and nothing is under way that is still wanted.
            runtime.shutdown_background();
        }
    }
}
