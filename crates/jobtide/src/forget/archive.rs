//! What the archive holds of postings that shall be forgotten: counted, or taken out. Knows no store and no index.

use std::collections::BTreeSet;

use collector::{Archive, Left, Source, Trace};
use model::{Day, Posting, Problem, SourceId};
use serde::Serialize;

use crate::settings::Settings;
use crate::{interrupt, progress};

/// Documents that hold what shall be forgotten.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Documents {
    /// All of them.
    pub total: u64,
    /// Those out of which only the items are cut.
    pub cut: u64,
    /// Those that go whole, and with them what else a `reread` would find in them.
    pub emptied: u64,
}

impl Documents {
    fn count(&mut self, left: &Left) {
        self.total += u64::from(!matches!(left, Left::All));
        self.cut += u64::from(matches!(left, Left::Some(_)));
        self.emptied += u64::from(matches!(left, Left::Nothing(_)));
    }
}

/// What is looked for.
pub struct Wish<'a> {
    /// How sources are read; archived ones that are not among them are searched for traces.
    pub declared: &'a [Source],
    /// Whether a posting shall be forgotten.
    pub goes: &'a dyn Fn(&Posting) -> bool,
    /// What those that are known leave in documents that no reader makes postings of.
    pub traces: &'a [Trace],
}

impl Wish<'_> {
    fn source(&self, name: &SourceId) -> Option<&Source> {
        self.declared.iter().find(|source| source.name == *name)
    }
}

/// Counts, and changes nothing; `None` where it was interrupted.
pub fn count(settings: &Settings, wish: &Wish<'_>) -> anyhow::Result<Option<Documents>> {
    let archive = Archive::new(settings.archive());
    let mut documents = Documents::default();
    let bar = progress::documents(settings.quiet);
    for name in archive.sources()? {
        bar.set_message(name.to_string());
        for document in archive.documents(&name, None)?.flatten() {
            let left = collector::without(wish.source(&name), &document, wish.goes, wish.traces);
            documents.count(&left);
            bar.inc(1);
            if interrupt::asked() {
                bar.finish_and_clear();
                return Ok(None);
            }
        }
    }
    bar.finish_and_clear();
    Ok(Some(documents))
}

/// Takes out of the archive what shall be forgotten, of all sources or of these, from the UTC day `since` on. Gives what
/// could not be read, and so may hold it still.
pub fn clean(
    settings: &Settings,
    wish: &Wish<'_>,
    only: Option<&BTreeSet<SourceId>>,
    since: Option<Day>,
) -> anyhow::Result<(Documents, Vec<Problem>)> {
    let archive = Archive::new(settings.archive());
    let today = settings.today()?;
    let mut documents = Documents::default();
    let mut unread = Vec::new();
    let bar = progress::documents(settings.quiet);
    for name in archive.sources()? {
        if only.is_some_and(|only| !only.contains(&name)) {
            continue;
        }
        bar.set_message(name.to_string());
        let problems = archive.revise(&name, since, today, &mut |document| {
            bar.inc(1);
            let left = collector::without(wish.source(&name), document, wish.goes, wish.traces);
            documents.count(&left);
            match left {
                Left::All => None,
                Left::Some(rest) | Left::Nothing(rest) => Some(rest),
            }
        })?;
        unread.extend(problems);
    }
    bar.finish_and_clear();
    Ok((documents, unread))
}
