//! Today's readers over archived documents: the archive in, the same events as of live polls out. Opens no socket.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use model::Day;

use super::contain::read_on_thread;
use super::event::PollEvent;
use super::gather::Gathering;
use crate::archive::{Archive, ArchiveError, ArchivedDocument};
use crate::document::Reading;
use crate::fetch::redact;
use crate::read::Item;
use crate::schedule::SourceState;
use crate::source::Source;

/// Reads what was archived of these sources again, source by source, in the order of fetching, from the UTC day
/// `since` on. Documents of one poll come together, and a poll ends with its record, judged by the polls before it
/// that were read again too.
///
/// The states say what these polls alone would have left behind; they are not meant to be saved over those of live
/// polls. Polls that fetched nothing left no trace in the archive, and so none here. Damage in the archive is an item
/// of its own. A reader may take `deadline` for one document.
///
/// # Errors
/// Where a folder of the archive cannot be listed.
pub fn reread(
    archive: &Archive,
    sources: &[Source],
    since: Option<Day>,
    deadline: Duration,
    sink: &mut dyn FnMut(PollEvent) -> ControlFlow<()>,
) -> Result<(), ArchiveError> {
    for source in sources {
        let mut again = Again {
            source: Arc::new(source.clone()),
            state: SourceState::default(),
            poll: None,
            deadline,
        };
        for item in archive.documents(&source.name, since)? {
            let flow = match item {
                Ok(document) => again.take(document, sink),
                Err(problem) => sink(PollEvent::Read {
                    source: source.name.clone(),
                    document: problem.origin.clone(),
                    items: vec![Item::Problem(problem)],
                }),
            };
            if flow.is_break() {
                return Ok(());
            }
        }
        if again.end(sink).is_break() {
            return Ok(());
        }
    }
    Ok(())
}

struct Again {
    source: Arc<Source>,
    state: SourceState,
    poll: Option<(i64, Gathering)>,
    deadline: Duration,
}

impl Again {
    fn take(
        &mut self,
        archived: ArchivedDocument,
        sink: &mut dyn FnMut(PollEvent) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        if self
            .poll
            .as_ref()
            .is_none_or(|(at, _)| *at != archived.poll)
        {
            self.end(sink)?;
            sink(PollEvent::Started {
                source: self.source.name.clone(),
            })?;
            let state = Arc::new(self.state.clone());
            let gathering = Gathering::again(Arc::clone(&self.source), state, archived.poll);
            self.poll = Some((archived.poll, gathering));
        }
        let Some((_, gathering)) = &mut self.poll else {
            return ControlFlow::Continue(());
        };
        let emptied = archived.is_emptied();
        let document = Arc::new(archived.document);
        gathering.answered(&document.request);
        if archived.unchanged {
            gathering.unchanged(&document, None);
            return ControlFlow::Continue(());
        }
        let reading = if emptied {
            Reading {
                fault: Some("it was emptied, since something in it had to be forgotten".to_owned()),
                ..Reading::default()
            }
        } else {
            read_on_thread(self.deadline, &self.source, &document)
        };
        let items = gathering.read(&document, reading, None);
        sink(PollEvent::Read {
            source: self.source.name.clone(),
            document: redact(&document.final_url),
            items,
        })
    }

    fn end(&mut self, sink: &mut dyn FnMut(PollEvent) -> ControlFlow<()>) -> ControlFlow<()> {
        let Some((at, gathering)) = self.poll.take() else {
            return ControlFlow::Continue(());
        };
        let result = gathering.finish(at, true);
        let poll = self.state.judge(&self.source, &result);
        self.state = self.state.after(&self.source, &result, at);
        sink(PollEvent::Ended {
            poll: Box::new(poll),
            state: Box::new(self.state.clone()),
        })
    }
}
