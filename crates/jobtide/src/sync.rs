//! Brings folds and index up to the store: what the store holds beyond them goes through the intake, and what is read meanwhile behind it.
//!
//! Folds that are missing or damaged say nothing about what the index holds, so that both are made anew (`folds` says how they are kept).

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use anyhow::Context;
use fold::Folder;
use indexer::{Reader, Writer};
use model::PostingKey;
use store::Store;
use tagger::Tagger;

use crate::beside::beside;
use crate::intake::{self, Intake, Taken, text_of};
use crate::progress::{Stage, Stages, Telling};
use crate::settings::Settings;
use crate::{folds, interrupt, output, progress};

/// So few records are folded and indexed whether or not somebody wants an end: it is a matter of a moment, and what was
/// read is found at once.
const IN_HAND: u64 = 20_000;
/// Threads that share a pass over columns. A third would wait for the memory that two read.
const COUNTING_THREADS: usize = 2;

/// What a catch-up did.
pub struct Synced {
    /// Postings added to the index.
    pub added: u64,
    /// Records of the store that could not be read.
    pub unreadable: u64,
    /// Whether the index now holds all that the store holds.
    pub complete: bool,
}

impl Synced {
    /// Nothing was left to do.
    fn nothing() -> Synced {
        Synced {
            added: 0,
            unreadable: 0,
            complete: true,
        }
    }
}

/// Opens the store; a store in use by another run is an error of its own status.
pub fn open_store(settings: &Settings) -> anyhow::Result<Store> {
    std::fs::create_dir_all(&settings.data)
        .with_context(|| format!("cannot make the folder {}", settings.data.display()))?;
    Store::open(&settings.store()).map_err(|error| match error {
        store::Error::Locked { .. } => crate::exit::locked(error),
        other => other.into(),
    })
}

/// Writes down how far the store reaches, for readers, who never open it.
fn publish_reach(settings: &Settings, store: &Store) -> anyhow::Result<()> {
    let path = settings.reach_of_store();
    std::fs::write(&path, store.last_sequence().to_string())
        .with_context(|| format!("cannot write {}", path.display()))
}

/// Opens the index for reading; says so where it lacks postings that the store holds, since an import was cut short or is running.
pub fn open_reader(settings: &Settings) -> anyhow::Result<Reader> {
    let reader = Reader::open(&settings.index())?;
    let stored = std::fs::read_to_string(settings.reach_of_store())
        .ok()
        .and_then(|text| text.parse::<u64>().ok());
    let indexed = reader.info().last_sequence;
    if let Some(missing) = stored
        .and_then(|stored| stored.checked_sub(indexed))
        .filter(|missing| *missing > 0)
    {
        settings.hint(&format!(
            "the index lacks {} that the store holds: an import is running or was cut short (run it again, or `jobtide rebuild`)",
            output::counted(missing, "record")
        ));
    }
    Ok(reader)
}

/// The index for a pass over columns of millions of postings, shared among threads.
pub fn open_counter(settings: &Settings) -> anyhow::Result<Reader> {
    Ok(open_reader(settings)?.on_threads(COUNTING_THREADS)?)
}

/// Catches up. An index of another schema, of other tag rules or of another store is made anew, so that a report never mixes two.
pub fn catch_up(settings: &Settings, store: &Store) -> anyhow::Result<Synced> {
    publish_reach(settings, store)?;
    let writer = open_writer(settings, store)?;
    let indexed = writer.last_sequence();
    let agree = settings.folds().exists() && !settings.moved().exists();
    if writer.needs_rebuild().is_none() && indexed > 0 && indexed == store.last_sequence() && agree
    {
        return Ok(Synced::nothing());
    }
    drop(writer);
    with(settings, store, &Stages::default(), |_| Ok(()))
}

/// Catches up, lets `bring` put more into the store and hand it on, and commits all of it together. Nothing is brought where the
/// catching up was interrupted.
///
/// # Errors
/// Those of `bring`, of the store and of the index.
pub fn with<'a>(
    settings: &Settings,
    store: &'a Store,
    stages: &'a Stages,
    bring: impl FnOnce(&mut Intake<'a>) -> anyhow::Result<()>,
) -> anyhow::Result<Synced> {
    publish_reach(settings, store)?;
    let Opened {
        folder,
        saved,
        writer,
        mut synced,
    } = opened(settings, store)?;
    if !synced.complete {
        return Ok(synced);
    }
    let indexed = writer.last_sequence();
    let (walked, mut taken) = intake::through(store, (folder, writer), stages, |intake| {
        let walked = walk(settings, store, indexed, intake)?;
        if walked.complete {
            bring(intake)?;
        }
        Ok(walked)
    })?;
    synced.unreadable += walked.unreadable;
    synced.complete = walked.complete;
    synced.added += taken.added;
    taken.moved.extend(folds::read_moved(settings));
    // What the index is told must be on disk first: its note of the last sequence may not run ahead of the store.
    store.flush()?;
    publish_reach(settings, store)?;
    if folds::is_worth_saving(store, &taken.folder, saved) {
        folds::write_moved(settings, &taken.moved)?;
        folds::save(settings, &taken.folder)?;
    }
    let bar = progress::moment("committing", settings.quiet);
    settled(store, taken)?.1.finish()?;
    remove(&settings.moved())?;
    bar.finish_and_clear();
    Ok(synced)
}

/// Folds and index that agree with each other, and what was done to make them.
struct Opened {
    folder: Folder,
    /// Up to which sequence number they are saved.
    saved: u64,
    writer: Writer,
    synced: Synced,
}

fn opened(settings: &Settings, store: &Store) -> anyhow::Result<Opened> {
    let writer = open_writer(settings, store)?;
    let indexed = writer.last_sequence();
    let folder = match writer.needs_rebuild() {
        Some(why) => Err(why),
        None => match folds::read(settings, store, indexed) {
            Err(_) if indexed == 0 => Ok((Folder::new(&store.identity()), 0)),
            found => found.map_err(|why| format!("{why:#}")),
        },
    };
    let why = match folder {
        Err(why) => why,
        Ok((folder, saved)) => {
            return Ok(Opened {
                folder,
                saved,
                writer,
                synced: Synced::nothing(),
            });
        }
    };
    drop(writer);
    settings.hint(&format!("making the index anew: {why}"));
    let synced = rebuild(settings, store)?;
    let writer = open_writer(settings, store)?;
    let (folder, saved) = match synced.complete {
        true => folds::read(settings, store, writer.last_sequence())?,
        false => (Folder::new(&store.identity()), 0),
    };
    Ok(Opened {
        folder,
        saved,
        writer,
        synced,
    })
}

fn open_writer(settings: &Settings, store: &Store) -> Result<Writer, indexer::Error> {
    writer_in(&settings.index(), settings, store)
}

fn writer_in(dir: &Path, settings: &Settings, store: &Store) -> Result<Writer, indexer::Error> {
    let (tagger, store) = (Tagger::embedded(), store.identity());
    Writer::open_within(settings.index_memory, dir, tagger, &store)
}

/// Makes folds and index anew, the index beside the live one, and swaps it in; readers keep the old one until then.
pub fn rebuild(settings: &Settings, store: &Store) -> anyhow::Result<Synced> {
    let fresh = settings.data.join("index.new");
    if fresh.exists() {
        std::fs::remove_dir_all(&fresh)
            .with_context(|| format!("cannot remove {}", fresh.display()))?;
    }
    let folder = Folder::new(&store.identity());
    settings.hint_at_limits();
    let writer = writer_in(&fresh, settings, store)?;
    let stages = Stages::default();
    let (mut synced, taken) = intake::through(store, (folder, writer), &stages, |intake| {
        walk(settings, store, 0, intake)
    })?;
    if synced.complete {
        synced.added = taken.added;
        let bar = progress::moment("committing", settings.quiet);
        let (folder, writer) = settled(store, taken)?;
        writer.finish()?;
        // Without folds an index is made anew, so that a crash in between leaves none that disagree with it.
        remove(&settings.folds())?;
        remove(&settings.moved())?;
        indexer::swap_in(&fresh, &settings.index())?;
        folds::save(settings, &folder)?;
        bar.finish_and_clear();
    }
    Ok(synced)
}

/// Hands over what the store holds behind a sequence number, read by a thread of its own.
fn walk(
    settings: &Settings,
    store: &Store,
    start: u64,
    intake: &mut Intake<'_>,
) -> anyhow::Result<Synced> {
    let end = store.last_sequence();
    let mut synced = Synced::nothing();
    if start >= end {
        return Ok(synced);
    }
    let stages = intake.stages();
    let bar = progress::postings(end - start, settings.quiet);
    let mut telling = Telling::new(stages, bar.clone());
    let is_long = end - start > IN_HAND;
    beside(
        |hand_on| {
            let mut began = Instant::now();
            for record in store.after(start) {
                stages.worked(Stage::Reading, began, 1);
                if (is_long && interrupt::asked()) || hand_on(record).is_break() {
                    return;
                }
                began = Instant::now();
            }
        },
        |records| {
            let count = records.len();
            for record in records {
                match record {
                    // An empty index holds nothing that could be replaced.
                    Ok((sequence, posting)) => intake.take(sequence, posting, start > 0)?,
                    // One record that cannot be read must not keep the rest from being found.
                    Err(error) => {
                        synced.unreadable += 1;
                        bar.suspend(|| {
                            output::say(&format!("jobtide: left out of the index: {error}"));
                        });
                    }
                }
            }
            bar.inc(count as u64);
            telling.tell();
            Ok(())
        },
    )?;
    bar.finish_and_clear();
    synced.complete = !(is_long && interrupt::asked());
    if synced.complete {
        intake.reaches(end);
    }
    Ok(synced)
}

/// Indexes anew what follows another leader now. What the index does not reach yet comes with its leader when it does: added here, it would
/// make the index say that it reaches so far.
fn settled(store: &Store, taken: Taken) -> anyhow::Result<(Folder, Writer)> {
    let Taken {
        folder,
        mut writer,
        moved,
        ..
    } = taken;
    let reached = writer.last_sequence();
    index_again(
        store,
        &folder,
        &mut writer,
        moved.range(..=reached).copied(),
    )?;
    Ok((folder, writer))
}

fn index_again(
    store: &Store,
    folder: &Folder,
    writer: &mut Writer,
    sequences: impl IntoIterator<Item = u64>,
) -> Result<(), indexer::Error> {
    for sequence in sequences {
        if let Some(posting) = text_of(store, sequence) {
            let leader = folder.leader_of(&posting.key);
            writer.add(sequence, &posting, leader.as_ref())?;
        }
    }
    Ok(())
}

/// Takes postings that the store holds still out of index and folds, with all that the index's files keep of them; where one
/// of them stood for others, the next one does. `false` where it was interrupted before that.
///
/// Index and folds are caught up first. The index is committed before the folds are saved, as always: a crash in between
/// leaves folds that move the same postings again.
pub fn take_out(
    settings: &Settings,
    store: &Store,
    keys: &BTreeSet<PostingKey>,
) -> anyhow::Result<bool> {
    // An index whose making was cut short would keep its part of them.
    let unfinished = settings.data.join("index.new");
    if unfinished.exists() {
        std::fs::remove_dir_all(&unfinished)
            .with_context(|| format!("cannot remove {}", unfinished.display()))?;
    }
    if !catch_up(settings, store)?.complete {
        return Ok(false);
    }
    let mut writer = open_writer(settings, store)?;
    let (mut folder, _) = folds::read(settings, store, writer.last_sequence())?;
    for key in keys {
        folder.remove(key);
        writer.remove(key)?;
    }
    let moved = folder.settle(&mut |sequence| text_of(store, sequence));
    index_again(store, &folder, &mut writer, moved)?;
    writer.purge()?;
    folds::save(settings, &folder)?;
    Ok(true)
}

/// Postings that are folded together with one of these and are none of them; none where there are no folds to ask.
pub fn company_of(
    settings: &Settings,
    store: &Store,
    keys: &BTreeSet<PostingKey>,
) -> Vec<PostingKey> {
    let Ok((folder, _)) = folds::read(settings, store, store.last_sequence()) else {
        return Vec::new();
    };
    let mut company = BTreeSet::new();
    for group in folder.groups() {
        let all = group.members.into_iter().chain([group.leader]);
        let (gone, rest): (Vec<_>, Vec<_>) =
            all.map(|one| one.key).partition(|key| keys.contains(key));
        if !gone.is_empty() {
            company.extend(rest);
        }
    }
    company.into_iter().collect()
}

fn remove(path: &Path) -> anyhow::Result<()> {
    if path.exists() {
        std::fs::remove_file(path).with_context(|| format!("cannot remove {}", path.display()))?;
    }
    Ok(())
}
