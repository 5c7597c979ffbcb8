//! One source polled over the network: its requests in turn, each document archived before it is read.

use std::sync::Arc;

use tokio::sync::{Semaphore, mpsc, watch};

use super::contain::read_within;
use super::event::{PollEvent, PollSettings};
use super::gather::Gathering;
use crate::archive::{Archive, ArchiveError, ArchiveWriter};
use crate::document::{RawDocument, Request};
use crate::fetch::{Fetched, Fetcher};
use crate::read::Item;
use crate::schedule::{PollResult, SourceState};
use crate::source::Source;

/// What all polls of a run share.
pub(super) struct Run {
    pub(super) fetcher: Fetcher,
    pub(super) settings: PollSettings,
    pub(super) archive: Archive,
    pub(super) events: mpsc::Sender<PollEvent>,
    pub(super) stop: watch::Receiver<bool>,
    /// Sources under way.
    pub(super) turns: Semaphore,
    /// Readers at work: more than there are processors would only wait for each other, deadlines running.
    pub(super) readers: Semaphore,
}

impl Run {
    pub(super) fn is_stopped(&self) -> bool {
        *self.stop.borrow()
    }

    pub(super) async fn tell(&self, event: PollEvent) {
        // Nobody listens any more where the caller broke off; then the run is being stopped as well.
        let _ = self.events.send(event).await;
    }

    pub(super) async fn end(
        &self,
        source: &Source,
        state: &SourceState,
        result: &PollResult,
    ) -> SourceState {
        let poll = state.judge(source, result);
        let next = state.after(source, result, (self.settings.clock)());
        if let Some(retired) = next.retired.as_ref().filter(|_| state.retired.is_none()) {
            tracing::error!(reason = %retired.reason, "the source is gone for good and is retired");
        } else if let Some(error) = &poll.error {
            tracing::warn!(%error, "the poll is not complete");
        }
        if let Some((from, to)) = poll.gap {
            tracing::warn!(
                from,
                to,
                "postings were lost between this poll and the one before"
            );
        }
        tracing::info!(end = ?poll.end, items = poll.items, documents = poll.documents, next_due = next.next_due, "polled");
        let event = PollEvent::Ended {
            poll: Box::new(poll),
            state: Box::new(next.clone()),
        };
        self.tell(event).await;
        next
    }

    async fn read_items(&self, source: &Source, document: &RawDocument, items: Vec<Item>) {
        let event = PollEvent::Read {
            source: source.name.clone(),
            document: document.final_url.clone(),
            items,
        };
        self.tell(event).await;
    }
}

/// Polls a source once.
pub(super) async fn poll(run: &Run, source: Arc<Source>, state: Arc<SourceState>) {
    let at = (run.settings.clock)();
    let mut gathering = Gathering::begin(Arc::clone(&source), Arc::clone(&state), at);
    let mut writer = Some(run.archive.writer(&source.name, at));
    while let Some(request) = gathering.next() {
        let Some(fetched) = fetch(run, &source, &state, &request).await else {
            // What was read was handed out. Of a poll that its caller ended nothing is judged: the source did not fail, and
            // it is due as before.
            if let Some(writer) = writer {
                let _ = tokio::task::spawn_blocking(move || writer.finish()).await;
            }
            return;
        };
        let fetched = match fetched {
            Ok(fetched) => fetched,
            Err(fault) => {
                tracing::debug!(%fault, "no document");
                if let Some(item) = gathering.fault(&request, &fault) {
                    let event = PollEvent::Read {
                        source: source.name.clone(),
                        document: crate::fetch::redact(&request.url),
                        items: vec![item],
                    };
                    run.tell(event).await;
                }
                continue;
            }
        };
        if let Some(to) = &fetched.permanent {
            gathering.note_move(&request, to);
        }
        let document = Arc::new(fetched.document);
        let same_as = same_as(&fetched.validators, fetched.unchanged);
        if let Err(error) = archive(&mut writer, Arc::clone(&document), same_as).await {
            gathering.fail(format!("not read, since it could not be archived: {error}"));
            break;
        }
        if fetched.unchanged {
            gathering.unchanged(&document, fetched.validators);
            continue;
        }
        let reading = {
            let _turn = run.readers.acquire().await;
            let deadline = run.settings.reader_deadline;
            read_within(deadline, Arc::clone(&source), Arc::clone(&document)).await
        };
        let items = gathering.read(&document, reading, fetched.validators);
        run.read_items(&source, &document, items).await;
    }
    if let Some(writer) = writer {
        let done = tokio::task::spawn_blocking(move || writer.finish()).await;
        if let Ok(Err(error)) = done {
            gathering.fail(error.to_string());
        }
    }
    let result = gathering.finish(at, false);
    run.end(&source, &state, &result).await;
}

/// The document, or `None` where the run is stopped first: a request that is under way is given up.
async fn fetch(
    run: &Run,
    source: &Source,
    state: &SourceState,
    request: &Request,
) -> Option<Result<Fetched, crate::fetch::FetchFault>> {
    let mut stop = run.stop.clone();
    let now = (run.settings.clock)();
    tokio::select! {
        biased;
        _ = stop.wait_for(|stop| *stop) => None,
        fetched = run.fetcher.fetch(source, request, &state.validators, now) => Some(fetched),
    }
}

fn same_as(validators: &Option<crate::fetch::Validators>, unchanged: bool) -> Option<String> {
    let hash = validators.as_ref().map(|own| own.body_hash.clone());
    unchanged.then(|| hash.unwrap_or_default())
}

/// Writes the document on a thread that may wait for the disk.
async fn archive(
    writer: &mut Option<ArchiveWriter>,
    document: Arc<RawDocument>,
    same_as: Option<String>,
) -> Result<(), String> {
    let Some(mut own) = writer.take() else {
        return Err("an earlier document could not be archived".to_owned());
    };
    let work = tokio::task::spawn_blocking(move || -> (ArchiveWriter, Result<_, ArchiveError>) {
        let outcome = own.append(&document, same_as.as_deref());
        (own, outcome)
    });
    let (own, outcome) = work.await.map_err(|error| error.to_string())?;
    *writer = Some(own);
    if let Some(mended) = outcome.map_err(|error| error.to_string())? {
        tracing::warn!("{mended}");
    }
    Ok(())
}
