//! `jobtide forget`: a posting, or all of an organisation, gone from index, folds, archive, records and store, and on a list that keeps it out. Asks first.
//!
//! The list comes first, so that nothing brings back what is half gone; the store comes last, since it knows by what a
//! posting is to be found elsewhere. So a run that is stopped anywhere is finished by the same command.

pub mod archive;
mod find;
pub mod list;
mod records;

use std::collections::BTreeSet;
use std::io::IsTerminal;

use anyhow::{Context, anyhow};
use collector::{Source, Trace};
use model::{Posting, PostingKey};
use serde::Serialize;
use store::Store;

use crate::arguments::Forget;
use crate::exit::{self, Exit};
use crate::output::{self, Out};
use crate::settings::Settings;
use crate::{live, sync};
use archive::{Documents, Wish};
use find::Going;
use list::{List, Target};
use records::Names;

/// So many postings are shown; `--json` lists all.
const SHOWN: usize = 20;

#[derive(Serialize)]
struct Document {
    /// `posting`, `organisation` or `spelling`.
    what: &'static str,
    /// Whether it is done, and not only shown.
    done: bool,
    /// When it was forgotten for the first time, where that was before.
    forgotten_before: Option<model::Day>,
    total: usize,
    postings: Vec<Going>,
    documents: Documents,
    /// Postings that say the same and stay.
    same_text: Vec<PostingKey>,
    /// Earlier records of the postings that lay in the store's log still.
    superseded: u64,
    /// Records of imports, refreshes and sources that lost a name.
    records: u64,
    /// Finished reports that name one of the postings.
    reports: Vec<std::path::PathBuf>,
    /// Parts of store and archive that cannot be read, and so not be searched.
    unreadable: u64,
}

/// Runs the command.
pub fn run(settings: &Settings, wanted: &Forget) -> anyhow::Result<Exit> {
    if !settings.store().exists() {
        return Err(anyhow!(
            "{}: there is no store, so that there is nothing to forget",
            settings.store().display()
        ));
    }
    let declared = live::declared(settings)?;
    let store = sync::open_store(settings)?;
    let list = List::read(settings)?;
    let target = find::target(&store, &list, wanted)?;
    let postings = find::postings(&store, &target)?;
    let plan = Plan::of(target, &postings);
    let goes = |posting: &Posting| plan.takes(posting) || list.has(posting);
    let Some(documents) = archive::count(settings, &plan.wish(&declared, &goes))? else {
        return Ok(Exit::Interrupted);
    };
    let mut document = Document {
        what: plan.word(),
        done: false,
        forgotten_before: list.day_of(&plan.target),
        total: postings.len(),
        postings: postings.iter().map(Going::of).collect(),
        documents,
        same_text: sync::company_of(settings, &store, &plan.keys),
        superseded: 0,
        records: 0,
        reports: records::reports(settings, &plan.names())?,
        unreadable: 0,
    };
    if !settings.json || (!wanted.yes && !wanted.dry_run) {
        preview(settings, &document);
    }
    if !wanted.dry_run {
        if !wanted.yes && !is_agreed(&document)? {
            output::say("nothing was changed");
            return Ok(Exit::Failed);
        }
        if !forget(settings, &store, list, &declared, &plan, &mut document)? {
            output::say("jobtide: interrupted; run the same command again to finish it");
            return Ok(Exit::Interrupted);
        }
    }
    report(settings, &document)?;
    Ok(match document.unreadable {
        0 => Exit::Done,
        _ => Exit::Partly,
    })
}

/// What goes, and by what it is known elsewhere.
struct Plan {
    target: Target,
    keys: BTreeSet<PostingKey>,
    traces: Vec<Trace>,
}

impl Plan {
    fn of(target: Target, postings: &[Posting]) -> Plan {
        let mut keys: BTreeSet<PostingKey> =
            postings.iter().map(|posting| posting.key.clone()).collect();
        if let Target::Posting(key) = &target {
            keys.insert(key.clone());
        }
        Plan {
            target,
            keys,
            traces: postings.iter().map(Trace::of).collect(),
        }
    }

    /// A record of a posting that goes goes with it, even where it names another organisation.
    fn takes(&self, posting: &Posting) -> bool {
        self.target.takes(posting) || self.keys.contains(&posting.key)
    }

    fn word(&self) -> &'static str {
        match self.target {
            Target::Posting(_) => "posting",
            Target::Organisation(_) => "organisation",
            Target::Spelling(_) => "spelling",
        }
    }

    fn names(&self) -> Names<'_> {
        Names {
            keys: &self.keys,
            traces: &self.traces,
        }
    }

    fn wish<'a>(&'a self, declared: &'a [Source], goes: &'a dyn Fn(&Posting) -> bool) -> Wish<'a> {
        Wish {
            declared,
            goes,
            traces: &self.traces,
        }
    }
}

/// Does it; `false` where it was interrupted before anything but the list was written.
fn forget(
    settings: &Settings,
    store: &Store,
    mut list: List,
    declared: &[Source],
    plan: &Plan,
    document: &mut Document,
) -> anyhow::Result<bool> {
    let keys = plan.keys.iter().cloned().map(Target::Posting);
    let targets = keys.chain([plan.target.clone()]);
    list.note(settings, targets, settings.today()?)?;
    if !sync::take_out(settings, store, &plan.keys)? {
        return Ok(false);
    }
    let goes = |posting: &Posting| list.has(posting);
    let wish = plan.wish(declared, &goes);
    let (documents, unread) = archive::clean(settings, &wish, None, None)?;
    document.documents = documents;
    for problem in &unread {
        output::say(&format!(
            "jobtide: {problem}; whether it holds what was forgotten cannot be said"
        ));
    }
    document.records = records::clean_files(settings, &plan.names())?;
    records::clean_notes(store, &plan.names())?;
    let forgotten = store.forget(&mut |posting| plan.takes(posting))?;
    document.superseded = forgotten.superseded;
    if forgotten.unreadable_blocks > 0 {
        output::say(&format!(
            "jobtide: {} of the store cannot be read, so that nobody can say what they hold; nothing shows it to anybody either",
            output::counted(forgotten.unreadable_blocks, "block")
        ));
    }
    document.unreadable = forgotten.unreadable_blocks + unread.len() as u64;
    document.done = true;
    Ok(true)
}

/// Takes out of the archive what these sources brought of what is on the list: it is archived before anybody can know what it holds.
pub fn clean_fetched(
    settings: &Settings,
    list: &List,
    declared: &[Source],
    sources: &BTreeSet<model::SourceId>,
    since: Option<model::Day>,
) -> anyhow::Result<()> {
    if sources.is_empty() {
        return Ok(());
    }
    let goes = |posting: &Posting| list.has(posting);
    let wish = Wish {
        declared,
        goes: &goes,
        traces: &[],
    };
    // What cannot be read is named when the archive is read, and is no news here.
    archive::clean(settings, &wish, Some(sources), since).map(drop)
}

/// The end of a summary's line: how many postings were left out since they are on the list; nothing where none was.
pub fn left_out(forgotten: u64) -> String {
    match forgotten {
        0 => String::new(),
        more => format!(
            ", {} left out because they were forgotten",
            output::thousands(more)
        ),
    }
}

/// Asks on a terminal. Elsewhere nobody could answer, and silence is no consent.
fn is_agreed(document: &Document) -> anyhow::Result<bool> {
    if !std::io::stdin().is_terminal() {
        return Err(exit::usage(anyhow!(
            "nobody is there to be asked whether to forget {}, since stdin is no terminal: add --yes to do it, or --dry-run to see what would go",
            output::counted(document.total as u64, "posting")
        )));
    }
    let answer = output::ask("Forget this for good? [y/N]").context("cannot read the answer")?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// What will go, for people: on stdout, or on stderr where stdout carries JSON.
fn preview(settings: &Settings, document: &Document) {
    let mut lines = vec![format!(
        "to forget: {}",
        output::counted(document.total as u64, "posting")
    )];
    for posting in document.postings.iter().take(SHOWN) {
        let by = posting.organisation.as_deref();
        let by = by.map_or_else(String::new, |name| format!(" · {name}"));
        lines.push(format!("  {}", posting.title));
        lines.push(format!(
            "    {} · {}{by} · {}",
            posting.day, posting.source, posting.key
        ));
    }
    if document.total > SHOWN {
        let hidden = (document.total - SHOWN) as u64;
        lines.push(format!("  and {} more", output::thousands(hidden)));
    }
    if let Some(day) = document.forgotten_before {
        lines.push(format!(
            "  on the list of what is forgotten since {day}; what a run that was stopped left is taken out now"
        ));
    }
    lines.push(archived(&document.documents));
    for key in &document.same_text {
        lines.push(format!("  stays, though it says the same: {key}"));
    }
    if settings.json {
        lines.iter().for_each(|line| output::say(line));
    } else {
        let mut out = Out::stdout();
        lines.iter().for_each(|line| out.line(line));
    }
}

/// What happens to the archive, in a line.
fn archived(documents: &Documents) -> String {
    if documents.total == 0 {
        return "  no document of the archive holds any of it".to_owned();
    }
    let mut line = format!(
        "  {} of the archive: {} cut",
        output::counted(documents.total, "document"),
        output::thousands(documents.cut)
    );
    if documents.emptied > 0 {
        line += &format!(
            ", {} emptied, so that what else they held cannot be read again (in the store it stays)",
            output::thousands(documents.emptied)
        );
    }
    line
}

fn report(settings: &Settings, document: &Document) -> anyhow::Result<()> {
    let mut out = Out::stdout();
    if settings.json {
        return out.json("jobtide.forget/1", document);
    }
    if document.done {
        let documents = &document.documents;
        out.line(&format!(
            "forgotten: {}, {} in the archive cut, {} emptied, {} cleaned",
            output::counted(document.total as u64, "posting"),
            output::counted(documents.cut, "document"),
            output::thousands(documents.emptied),
            output::counted(document.records, "record"),
        ));
    } else {
        out.line("dry run, nothing changed");
    }
    drop(out);
    for folder in &document.reports {
        output::say(&format!(
            "jobtide: {} names it and is yours; make the report again, or remove it",
            folder.display()
        ));
    }
    if document.done {
        settings.hint("archives that you keep elsewhere are as they were; an import leaves out what was forgotten");
    }
    Ok(())
}
