//! One look at a source: its first documents fetched and read, nothing kept.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::contain::read_within;
use super::event::{PollError, PollSettings};
use super::replay;
use crate::document::{RawDocument, Reading};
use crate::fetch::{Fetcher, HostMemory};
use crate::source::Source;

/// A document that a source's poll would begin with.
#[derive(Debug)]
pub struct Probed {
    /// As it came.
    pub document: RawDocument,
    /// What would be read from it. Further documents that it leads to were not asked for.
    pub reading: Reading,
}

/// Fetches the documents that a poll of the source begins with, once and whole, and reads them; of a source that
/// replays files, the last file. Nothing is archived and no state changes, so that a look changes no poll after it.
/// A document that could not be had stands in the list as its fault, in one line without credentials.
///
/// # Errors
/// Where nothing can be fetched at all.
pub fn check_source(
    source: &Source,
    settings: &PollSettings,
    memory: HostMemory,
) -> Result<(Vec<Result<Probed, String>>, HostMemory), PollError> {
    let runtime = super::runtime()?;
    let fetcher = Fetcher::new(settings.fetch.clone(), memory)?;
    let source = Arc::new(source.clone());
    let probed = runtime.block_on(probe(&fetcher, &source, settings));
    runtime.shutdown_background();
    Ok((probed, fetcher.host_memory()))
}

async fn probe(
    fetcher: &Fetcher,
    source: &Arc<Source>,
    settings: &PollSettings,
) -> Vec<Result<Probed, String>> {
    let documents = if source.replay.is_empty() {
        fetched(fetcher, source, settings).await
    } else {
        vec![last_file(source, settings)]
    };
    let mut probed = Vec::new();
    for document in documents {
        let read = match document {
            Ok(document) => {
                let document = Arc::new(document);
                let (own, shared) = (Arc::clone(source), Arc::clone(&document));
                let reading = read_within(settings.reader_deadline, own, shared).await;
                Ok(Probed {
                    document: Arc::unwrap_or_clone(document),
                    reading,
                })
            }
            Err(error) => Err(error),
        };
        probed.push(read);
    }
    probed
}

async fn fetched(
    fetcher: &Fetcher,
    source: &Source,
    settings: &PollSettings,
) -> Vec<Result<RawDocument, String>> {
    let requests = match (source.kind.first)(source) {
        Ok(requests) => requests,
        Err(error) => return vec![Err(error)],
    };
    let mut documents = Vec::new();
    for request in requests {
        let now = (settings.clock)();
        let answer = fetcher.fetch(source, &request, &BTreeMap::new(), now).await;
        let document = answer.map(|fetched| fetched.document);
        documents.push(document.map_err(|fault| fault.to_string()));
    }
    documents
}

fn last_file(source: &Source, settings: &PollSettings) -> Result<RawDocument, String> {
    let files = replay::files_of(source)?;
    let last = files.last().ok_or("replay: no file matches")?;
    let limit = settings.fetch.max_body as u64;
    let name = last.display().to_string();
    replay::document_of(source, last, name, limit, (settings.clock)())
}
