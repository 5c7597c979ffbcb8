//! `jobtide reread`: today's readers over what was fetched before, into the store and the index. Asks no server for anything.

use collector::{Archive, ArchivedDocument, Item, Source};
use model::{Posting, Problem, ProblemKind, SourceId};
use serde::Serialize;
use store::Store;

use crate::arguments::Reread;
use crate::exit::Exit;
use crate::import::record::{self, Record, loses_its_row};
use crate::import::{BATCH, SHOWN_PROBLEMS};
use crate::output::{self, Out};
use crate::settings::Settings;
use crate::{interrupt, live, progress, sync};

/// So many records are kept.
const RECORDS_KEPT: u64 = 500;

#[derive(Default, Serialize)]
struct Summary {
    /// Documents read.
    total: u64,
    /// Documents of which the archive holds nothing readable, or whose reader failed.
    unread: u64,
    postings: u64,
    new: u64,
    updated: u64,
    known: u64,
    left_out: u64,
    lost: u64,
    /// Sources that are archived and declared no more, so that nobody knows how to read them.
    undeclared: Vec<SourceId>,
    indexed: u64,
    interrupted: bool,
}

/// Runs the command.
pub fn run(settings: &Settings, wanted: &Reread) -> anyhow::Result<Exit> {
    let declared = live::declared(settings)?;
    for name in &wanted.source {
        live::find(&declared, name)?;
    }
    let archive = Archive::new(settings.archive());
    let store = sync::open_store(settings)?;
    let mut run = Run {
        store: &store,
        batch: Vec::with_capacity(BATCH),
        record: Record::begin(&settings.refreshes(), "reread")?,
        problems: 0,
        summary: Summary::default(),
    };
    let bar = progress::documents(settings.quiet);
    for name in archive.sources()? {
        let is_wanted = |wanted: &String| wanted == name.as_str();
        if !wanted.source.is_empty() && !wanted.source.iter().any(is_wanted) {
            continue;
        }
        let Some(source) = declared.iter().find(|source| source.name == name) else {
            run.summary.undeclared.push(name);
            continue;
        };
        bar.set_message(name.to_string());
        for document in archive.documents(&name, wanted.since)? {
            bar.inc(1);
            match document {
                Ok(document) => run.read(source, &document)?,
                Err(damage) => run.unread(&damage)?,
            }
            if interrupt::asked() {
                break;
            }
        }
        if interrupt::asked() {
            break;
        }
    }
    bar.finish_and_clear();
    let (mut summary, record) = run.finish()?;
    store.flush()?;
    summary.indexed = sync::catch_up(settings, &store)?.added;
    summary.interrupted = interrupt::asked();
    record.finish(&summary)?;
    record::keep_newest(&settings.refreshes(), RECORDS_KEPT)?;
    report(settings, &summary)?;
    Ok(match &summary {
        summary if summary.interrupted => Exit::Interrupted,
        summary if summary.unread > 0 || !summary.undeclared.is_empty() => Exit::Partly,
        _ => Exit::Done,
    })
}

struct Run<'a> {
    store: &'a Store,
    batch: Vec<Posting>,
    record: Record,
    problems: u64,
    summary: Summary,
}

impl Run<'_> {
    fn read(&mut self, source: &Source, archived: &ArchivedDocument) -> anyhow::Result<()> {
        if archived.unchanged {
            return Ok(());
        }
        let document = &archived.document;
        self.summary.total += 1;
        let Some(reading) = live::read(source, document) else {
            return self.unread(&Problem::new(
                ProblemKind::Unreadable,
                &document.final_url,
                None,
                "the reader failed on this document",
                "",
            ));
        };
        for item in reading.items {
            match item {
                Item::Posting(posting) => {
                    self.summary.postings += 1;
                    self.batch.push(*posting);
                    if self.batch.len() >= BATCH {
                        self.put()?;
                    }
                }
                Item::LeftOut => self.summary.left_out += 1,
                Item::Problem(problem) => {
                    self.summary.lost += u64::from(loses_its_row(&problem));
                    self.note(&problem)?;
                }
            }
        }
        Ok(())
    }

    fn unread(&mut self, problem: &Problem) -> anyhow::Result<()> {
        self.summary.unread += 1;
        self.note(problem)
    }

    fn note(&mut self, problem: &Problem) -> anyhow::Result<()> {
        self.problems += 1;
        if self.problems <= SHOWN_PROBLEMS {
            output::say(&format!("jobtide: {problem}"));
        }
        self.record.write(problem).map(drop)
    }

    fn put(&mut self) -> anyhow::Result<()> {
        let outcome = self.store.put(&self.batch)?;
        self.batch.clear();
        self.summary.new += outcome.new;
        self.summary.updated += outcome.updated;
        self.summary.known += outcome.known;
        Ok(())
    }

    fn finish(mut self) -> anyhow::Result<(Summary, Record)> {
        self.put()?;
        Ok((self.summary, self.record))
    }
}

fn report(settings: &Settings, summary: &Summary) -> anyhow::Result<()> {
    let mut out = Out::stdout();
    if settings.json {
        return out.json("jobtide.reread/1", summary);
    }
    out.line(&format!(
        "{} read again: {}, {} new, {} with a better date, {} already known, {} not read",
        output::counted(summary.total, "document"),
        output::counted(summary.postings, "posting"),
        output::thousands(summary.new),
        output::thousands(summary.updated),
        output::thousands(summary.known),
        output::thousands(summary.lost),
    ));
    drop(out);
    for name in &summary.undeclared {
        output::say(&format!(
            "jobtide: {name} is archived and declared no more; declare it again (`enabled = false` will do) to have it read"
        ));
    }
    if summary.interrupted {
        settings.hint("interrupted; what was read is kept, run the same command again to go on");
    }
    Ok(())
}
