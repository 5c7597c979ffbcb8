//! `jobtide lake`, and `jobtide import --to-lake`: postings from the store or from archives into a lake, and from a lake into the store.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::Context;
use collector::Item;
use lake::{Changed, Folder, Lake, Outcome, Rules};
use serde::Serialize;
use tagger::Tagger;

use crate::arguments::{CompactLake, LakeCommand, ReadLake, VerifyLake, WriteLake};
use crate::beside::beside;
use crate::exit::Exit;
use crate::forget::list::List;
use crate::import::record::{Record, Summary};
use crate::import::{Archive, SHOWN_PROBLEMS, read_file};
use crate::output::{self, Out};
use crate::progress::{self, Stages};
use crate::settings::Settings;
use crate::{exit, interrupt, sync};

/// Postings of a lake that are put into the store together.
const BATCH: usize = 1_000;

/// Runs the command.
pub fn run(settings: &Settings, wanted: &LakeCommand) -> anyhow::Result<Exit> {
    match wanted {
        LakeCommand::Write(wanted) => write(settings, wanted),
        LakeCommand::Read(wanted) => read(settings, wanted),
        LakeCommand::Compact(wanted) => compact(settings, wanted),
        LakeCommand::Verify(wanted) => verify(settings, wanted),
    }
}

fn rules() -> Rules<'static> {
    Rules {
        tagger: Tagger::embedded(),
        plain: indexer::normalised,
    }
}

/// The place that a person named; what is not finished lies in the data folder where the place itself has no room for it.
pub fn place(settings: &Settings, name: &str) -> anyhow::Result<Box<dyn lake::Place>> {
    match name.split_once("://") {
        None => Ok(Box::new(Folder::new(name))),
        Some(("s3", _)) => bucket(settings, name),
        Some((scheme, _)) => Err(exit::usage(anyhow::anyhow!(
            "{name}: this build has no place `{scheme}://`; name a folder or s3://bucket/prefix"
        ))),
    }
}

#[cfg(feature = "s3")]
fn bucket(settings: &Settings, name: &str) -> anyhow::Result<Box<dyn lake::Place>> {
    let scratch = settings.data.join("lake.writing");
    let bucket = bucket::Bucket::open(name, Some(&scratch)).map_err(exit::usage)?;
    Ok(Box::new(bucket))
}

#[cfg(not(feature = "s3"))]
fn bucket(_: &Settings, name: &str) -> anyhow::Result<Box<dyn lake::Place>> {
    Err(exit::usage(anyhow::anyhow!(
        "{name}: this build has no place `s3://`; build one that has by `cargo build --release --features s3`, or name a folder"
    )))
}

/// A lake in use by another run has the status of a store in use.
fn marked(error: lake::Error) -> anyhow::Error {
    match error {
        lake::Error::Locked { .. } | lake::Error::Overtaken { .. } => exit::locked(error),
        other => other.into(),
    }
}

/// What a run that wrote says.
#[derive(Serialize)]
struct Written {
    #[serde(flatten)]
    outcome: Outcome,
    #[serde(flatten)]
    changed: Changed,
    /// Postings of the lake now.
    total: u64,
    /// Bytes of its files, cubes included.
    bytes: u64,
    /// Records of the store that could not be read.
    unreadable: u64,
}

impl Written {
    fn of(lake: &Lake<'_>, (outcome, changed): (Outcome, Changed), unreadable: u64) -> Written {
        Written {
            outcome,
            changed,
            total: lake.manifest().postings,
            bytes: lake.manifest().bytes(),
            unreadable,
        }
    }

    /// The second line: what was done to the files.
    fn files(&self) -> String {
        format!(
            "{} written for {}; the lake has {} in {}",
            output::counted(self.changed.files_written, "file"),
            output::counted(self.changed.months.len() as u64, "month"),
            output::counted(self.total, "posting"),
            output::counted(self.bytes, "byte"),
        )
    }
}

fn write(settings: &Settings, wanted: &WriteLake) -> anyhow::Result<Exit> {
    let place = place(settings, &wanted.place)?;
    let store = sync::open_store(settings)?;
    let mut lake = Lake::open_or_new(place, rules()).map_err(marked)?;
    let identity = store.identity();
    let held = lake.manifest().stores.get(&identity).copied();
    let since = wanted.since.or(held).unwrap_or(0);
    let reached = store.last_sequence();
    let bar = progress::postings(reached.saturating_sub(since), settings.quiet);
    let mut writer = lake.write().map_err(marked)?;
    let mut unreadable = 0;
    let mut ended = false;
    beside(
        |hand_on| {
            for record in store.after(since) {
                if interrupt::asked() || hand_on(record).is_break() {
                    return;
                }
            }
        },
        |records| {
            bar.inc(records.len() as u64);
            ended |= interrupt::asked();
            for record in records {
                match record {
                    Ok((_, posting)) => writer.add(posting)?,
                    Err(error) => {
                        unreadable += 1;
                        bar.suspend(|| output::say(&format!("jobtide: not written: {error}")));
                    }
                }
            }
            Ok(())
        },
    )?;
    bar.finish_and_clear();
    if ended || interrupt::asked() {
        output::say("jobtide: interrupted; the lake is as it was");
        return Ok(Exit::Interrupted);
    }
    let bar = progress::moment("folding and writing files", settings.quiet);
    // Where numbers before were passed over on purpose, the lake does not have all that comes before.
    let reached = (wanted.since.is_none_or(|since| since <= held.unwrap_or(0)))
        .then_some((identity.as_str(), reached));
    let done = writer.finish(reached).map_err(marked)?;
    bar.finish_and_clear();
    let written = Written::of(&lake, done, unreadable);
    let mut out = Out::stdout();
    if settings.json {
        out.json("jobtide.lake-write/1", &written)?;
    } else {
        out.line(&format!(
            "{} new, {} with a better date, {} already known",
            output::thousands(written.outcome.new),
            output::thousands(written.outcome.updated),
            output::thousands(written.outcome.known),
        ));
        out.line(&written.files());
    }
    Ok(match unreadable {
        0 => Exit::Done,
        _ => Exit::Partly,
    })
}

/// Archives straight into a lake, without a store; problems are written down and counted as by any import.
pub fn import(
    settings: &Settings,
    name: &str,
    archive: &Archive<'_>,
    files: &[PathBuf],
) -> anyhow::Result<Summary> {
    let mut lake = Lake::open_or_new(place(settings, name)?, rules()).map_err(marked)?;
    let total = files.iter().filter_map(|file| file.metadata().ok());
    let bar = progress::bytes(total.map(|facts| facts.len()).sum(), settings.quiet);
    let mut summary = Summary {
        profile: archive.profile.name().to_owned(),
        platform: archive.profile.platform().to_string(),
        credit: archive.profile.credit(),
        ..Summary::default()
    };
    let forgotten = List::read(settings)?;
    let mut record = Record::begin(&settings.imports(), archive.profile.name())?;
    let mut writer = lake.write().map_err(marked)?;
    summary.files = files
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    beside(
        |hand_on| {
            for file in files {
                read_file(file, archive, &bar, &mut |item| {
                    hand_on(item)?;
                    match interrupt::asked() {
                        true => ControlFlow::Break(()),
                        false => ControlFlow::Continue(()),
                    }
                });
                if interrupt::asked() {
                    return;
                }
            }
        },
        |items| {
            for item in items {
                match item {
                    Item::Posting(posting) => {
                        summary.read += 1;
                        match forgotten.has(&posting) {
                            true => summary.forgotten += 1,
                            false => writer.add(*posting)?,
                        }
                    }
                    Item::LeftOut => {
                        summary.read += 1;
                        summary.left_out += 1;
                    }
                    Item::Problem(problem) => {
                        summary.count(&problem);
                        if summary.problems.values().sum::<u64>() <= SHOWN_PROBLEMS {
                            bar.suspend(|| output::say(&format!("jobtide: {problem}")));
                        }
                        summary.problems_file = Some(record.write(&problem)?);
                    }
                }
            }
            Ok(())
        },
    )?;
    bar.finish_and_clear();
    summary.interrupted = interrupt::asked();
    if !summary.interrupted {
        let bar = progress::moment("folding and writing files", settings.quiet);
        let (outcome, changed) = writer.finish(None).map_err(marked)?;
        bar.finish_and_clear();
        (summary.new, summary.updated) = (outcome.new, outcome.updated);
        summary.known = outcome.known;
        let written = Written::of(&lake, (outcome, changed), 0);
        settings.hint(&written.files());
    }
    record.finish(&summary)?;
    Ok(summary)
}

#[derive(Serialize)]
struct Compacted {
    #[serde(flatten)]
    changed: Changed,
    total: u64,
    bytes: u64,
    forgotten: u64,
}

fn compact(settings: &Settings, wanted: &CompactLake) -> anyhow::Result<Exit> {
    let mut lake = Lake::open(place(settings, &wanted.place)?, rules()).map_err(marked)?;
    let forgotten = List::read(settings)?;
    let bar = progress::moment("writing files", settings.quiet);
    let mut gone = 0;
    let changed = lake.compact(wanted.all, &mut |posting| {
        let stays = !forgotten.has(posting);
        gone += u64::from(!stays);
        stays
    });
    let changed = changed.map_err(marked)?;
    bar.finish_and_clear();
    let written = Written::of(&lake, (Outcome::default(), changed), 0);
    let mut out = Out::stdout();
    if settings.json {
        let compacted = Compacted {
            total: written.total,
            bytes: written.bytes,
            forgotten: gone,
            changed: written.changed,
        };
        out.json("jobtide.lake-compact/1", &compacted)?;
    } else {
        out.line(&written.files());
        if gone > 0 {
            let gone = output::counted(gone, "posting");
            out.line(&format!("{gone} left out because they were forgotten"));
        }
    }
    Ok(Exit::Done)
}

fn verify(settings: &Settings, wanted: &VerifyLake) -> anyhow::Result<Exit> {
    let lake = Lake::open(place(settings, &wanted.place)?, rules()).map_err(marked)?;
    let bar = progress::moment("reading every file", settings.quiet);
    let report = lake.verify()?;
    bar.finish_and_clear();
    let mut out = Out::stdout();
    if settings.json {
        out.json("jobtide.lake-verify/1", &report)?;
    } else {
        out.line(&format!(
            "{} of {} in {}: {}",
            output::counted(report.files, "file"),
            output::counted(report.bytes, "byte"),
            output::counted(report.postings, "posting"),
            match report.faults.len() {
                0 => "all as the manifest says".to_owned(),
                many => output::counted(many as u64, "fault"),
            }
        ));
        for fault in &report.faults {
            out.line(&format!("  {}: {}", fault.path, fault.what));
        }
    }
    if !report.unnamed.is_empty() {
        let count = output::counted(report.unnamed.len() as u64, "file");
        settings.hint(&format!(
            "{count} that the manifest does not name; the next run that writes removes them"
        ));
    }
    Ok(match report.faults.is_empty() {
        true => Exit::Done,
        false => Exit::CheckFailed,
    })
}

#[derive(Serialize)]
struct Read {
    total: u64,
    new: u64,
    updated: u64,
    known: u64,
    forgotten: u64,
    indexed: u64,
    interrupted: bool,
}

fn read(settings: &Settings, wanted: &ReadLake) -> anyhow::Result<Exit> {
    let lake = Lake::open(place(settings, &wanted.place)?, rules()).map_err(marked)?;
    let store = sync::open_store(settings)?;
    let forgotten = List::read(settings)?;
    let scratch = settings.data.join("lake.reading");
    fresh(&scratch)?;
    let bar = progress::postings(lake.manifest().postings, settings.quiet);
    let mut done = Read {
        total: lake.manifest().postings,
        new: 0,
        updated: 0,
        known: 0,
        forgotten: 0,
        indexed: 0,
        interrupted: false,
    };
    let stages = Stages::default();
    let synced = sync::with(settings, &store, &stages, |intake| {
        let mut batch = Vec::with_capacity(BATCH);
        let mut put = |batch: &mut Vec<_>, done: &mut Read| -> anyhow::Result<()> {
            bar.inc(batch.len() as u64);
            let (outcome, kept) = store.put_kept(std::mem::take(batch))?;
            done.new += outcome.new;
            done.updated += outcome.updated;
            done.known += outcome.known;
            for one in kept {
                intake.take(one.sequence, one.posting, one.replaces)?;
            }
            Ok(())
        };
        lake.each_row(&scratch, |row| -> anyhow::Result<()> {
            // What was read so far is stored and indexed; the same command goes on.
            if interrupt::asked() {
                done.interrupted = true;
                return Ok(());
            }
            if forgotten.has(&row.posting) {
                done.forgotten += 1;
                return Ok(());
            }
            batch.push(row.posting);
            match batch.len() < BATCH {
                true => Ok(()),
                false => put(&mut batch, &mut done),
            }
        })?;
        put(&mut batch, &mut done)?;
        intake.reaches(store.last_sequence());
        bar.finish_and_clear();
        Ok(())
    })?;
    std::fs::remove_dir_all(&scratch)
        .with_context(|| format!("cannot remove {}", scratch.display()))?;
    done.indexed = synced.added;
    let mut out = Out::stdout();
    if settings.json {
        out.json("jobtide.lake-read/1", &done)?;
    } else {
        out.line(&format!(
            "{} read: {} new, {} with a better date, {} already known{}",
            output::counted(done.total, "posting"),
            output::thousands(done.new),
            output::thousands(done.updated),
            output::thousands(done.known),
            crate::forget::left_out(done.forgotten),
        ));
    }
    Ok(match done.interrupted || !synced.complete {
        true => Exit::Interrupted,
        false => Exit::Done,
    })
}

/// An empty folder.
fn fresh(folder: &Path) -> anyhow::Result<()> {
    let make = || {
        if folder.exists() {
            std::fs::remove_dir_all(folder)?;
        }
        std::fs::create_dir_all(folder)
    };
    make().with_context(|| format!("cannot make the folder {}", folder.display()))
}
