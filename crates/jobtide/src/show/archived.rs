//! A posting's key, source and day in, the first archived document out that today's readers find it in. Asks no server and opens no store.

use collector::{Archive, ArchivedDocument, Item, Source};
use indexer::Hit;
use workbench::{ArchiveSearch, ArchivedIn};

use crate::settings::Settings;
use crate::{live, moments};

/// So many bytes of bodies are read for it: a second or two. Most postings stand in the first document after their day.
const MOST_BYTES: usize = 64 << 20;

/// Looks through what the source fetched from the day before the posting's on, since days of other zones begin earlier; `None` where
/// nothing of it is archived.
pub fn search(
    settings: &Settings,
    source: &Source,
    hit: &Hit,
) -> anyhow::Result<Option<ArchiveSearch>> {
    let archive = Archive::new(settings.archive());
    if !archive.sources()?.contains(&source.name) {
        return Ok(None);
    }
    let mut search = ArchiveSearch {
        document: None,
        documents_read: 0,
        cut_short: false,
    };
    let mut bytes = 0;
    // Damage is `reread`'s to report; the posting may stand in what is whole.
    let documents = archive
        .documents(&source.name, Some(hit.day + -1))?
        .flatten();
    for archived in documents.filter(|archived| !archived.unchanged) {
        bytes += archived.document.body.len();
        if bytes > MOST_BYTES && search.documents_read > 0 {
            search.cut_short = true;
            break;
        }
        search.documents_read += 1;
        let reading = live::read(source, &archived.document);
        let holds = reading.is_some_and(|reading| {
            let mut items = reading.items.iter();
            items.any(|item| matches!(item, Item::Posting(posting) if posting.key == hit.key))
        });
        if holds {
            search.document = Some(named(&archived));
            break;
        }
    }
    Ok(Some(search))
}

fn named(archived: &ArchivedDocument) -> ArchivedIn {
    ArchivedIn {
        url: archived.document.final_url.clone(),
        fetched_at: moments::stamp(archived.document.fetched_at),
        body_hash: archived.body_hash.clone(),
    }
}
