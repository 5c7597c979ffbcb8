//! Live polls of many sources at once: sources and their states in, postings, poll records and new states out. Knows no store.
//!
//! ```text
//! first requests --fetch--> document --archive--> on disk --read--> items --> the caller
//!       ^                                                   |
//!       +------------------- follow ------------------------+        at the end: poll record and new state
//! ```
//!
//! Sources are polled side by side, each in its own order, on a runtime that lives for the call only; the caller hears
//! of everything on its own thread.

mod contain;
mod event;
mod freshness;
mod gather;
mod live;
mod order;
mod probe;
mod replay;
mod reread;

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::sync::{Semaphore, mpsc, watch};
use tracing::Instrument;

use crate::archive::Archive;
use crate::fetch::{Fetcher, HostMemory};
use crate::schedule::{PollResult, SourceState};
use crate::source::Source;

pub(crate) use contain::read as read_contained;
pub use event::{PollError, PollEvent, PollSettings};
pub use probe::{Probed, check_source};
pub use reread::reread;

/// Threads for the network; readers have threads of their own.
const WORKERS: usize = 2;
/// Events that may wait for the caller. A document's items are one event, so this bounds the memory too.
const WAITING_EVENTS: usize = 16;
/// How soon a stop is noticed.
const STOP_NOTICED: Duration = Duration::from_millis(100);

/// Polls these sources once, several at a time, and returns when all polls have ended.
///
/// `events` runs on the calling thread. Where it breaks, or `stop` becomes true, requests under way are given up,
/// documents at hand are read, and the polls end as partial without anything that would let a later poll skip what
/// this one did not read. What a state says is true only once the postings of its poll are kept: save it with the last
/// of them, or not at all.
///
/// # Errors
/// Only where nothing can be polled at all. What goes wrong with a source ends its poll, which says so.
pub fn poll_sources(
    jobs: Vec<(Source, SourceState)>,
    settings: &PollSettings,
    memory: HostMemory,
    stop: &AtomicBool,
    events: &mut dyn FnMut(PollEvent) -> ControlFlow<()>,
) -> Result<HostMemory, PollError> {
    let runtime = runtime()?;
    let (tell, mut hear) = mpsc::channel(WAITING_EVENTS);
    let (stopper, stopped) = watch::channel(false);
    let run = Arc::new(live::Run {
        fetcher: Fetcher::new(settings.fetch.clone(), memory)?,
        settings: settings.clone(),
        archive: Archive::new(&settings.archive),
        events: tell,
        stop: stopped,
        turns: Semaphore::new(settings.sources_at_once.max(1)),
        readers: Semaphore::new(std::thread::available_parallelism().map_or(WORKERS, Into::into)),
    });
    let everyone = runtime.spawn(all(run, jobs));
    let mut listening = true;
    loop {
        if stop.load(Ordering::Relaxed) || !listening {
            stopper.send_replace(true);
        }
        let heard =
            runtime.block_on(async { tokio::time::timeout(STOP_NOTICED, hear.recv()).await });
        match heard {
            Ok(Some(event)) if listening => listening = events(event).is_continue(),
            Ok(Some(_)) => {}
            Ok(None) => break,
            Err(_) => {}
        }
    }
    let memory = runtime.block_on(everyone).unwrap_or_default();
    // A reader that was left behind may never end; it must not keep the run from ending.
    runtime.shutdown_background();
    Ok(memory)
}

fn runtime() -> Result<Runtime, PollError> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .thread_name("poll")
        .enable_all()
        .build()
        .map_err(PollError::Threads)
}

async fn all(run: Arc<live::Run>, jobs: Vec<(Source, SourceState)>) -> HostMemory {
    let tasks: Vec<_> = jobs
        .into_iter()
        .map(|(source, state)| tokio::spawn(one(Arc::clone(&run), Arc::new(source), state)))
        .collect();
    for task in tasks {
        if let Err(error) = task.await {
            tracing::error!(%error, "a poll did not end well");
        }
    }
    run.fetcher.host_memory()
}

/// Waits for a turn and polls or replays one source. A fault of our own ends this poll only.
async fn one(run: Arc<live::Run>, source: Arc<Source>, state: SourceState) {
    let Ok(_turn) = run.turns.acquire().await else {
        return;
    };
    if run.is_stopped() {
        return;
    }
    let span = tracing::info_span!("poll", source = source.name.as_str());
    let started = PollEvent::Started {
        source: source.name.clone(),
    };
    run.tell(started).await;
    let state = Arc::new(state);
    let task = {
        let (run, source, state) = (Arc::clone(&run), Arc::clone(&source), Arc::clone(&state));
        let work = async move {
            if source.replay.is_empty() {
                live::poll(&run, source, state).await;
            } else {
                replay::replay(&run, source, state).await;
            }
        };
        tokio::spawn(work.instrument(span))
    };
    if let Err(error) = task.await {
        let mut result = PollResult::begun((run.settings.clock)());
        result.end = model::PollEnd::Failed;
        result.error = Some(format!("the poll did not end well: {error}"));
        run.end(&source, &state, &result).await;
    }
}
