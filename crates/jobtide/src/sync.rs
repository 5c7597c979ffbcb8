//! Brings folds and index up to the store: what the store holds beyond them is folded, then added to the index and committed.
//!
//! The folds in `data/folds` reach at least as far as the index, and what the index holds agrees with them. To keep it so, older
//! postings whose leader changed are indexed and committed before the folds are saved, and new postings after that. A crash before
//! the saving folds the same postings again and moves the same ones; a crash behind it leaves only new postings to add. Folds that
//! are missing, damaged or behind the index say nothing about what it holds, so that both are made anew.

use std::collections::BTreeSet;
use std::io::Write;

use anyhow::Context;
use fold::Folder;
use indexer::{Reader, Writer};
use model::{Posting, PostingKey};
use store::Store;
use tagger::Tagger;

use crate::settings::Settings;
use crate::{interrupt, output, progress};

/// How many postings stand between two commits, so that an interrupted catch-up keeps most of its work.
const POSTINGS_A_COMMIT: u64 = 200_000;

/// So few records are folded and indexed whether or not somebody wants an end: it is a matter of a moment, and what was
/// read is found at once.
const IN_HAND: u64 = 20_000;

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

/// Catches up. An index of another schema, of other tag rules or of another store is made anew, so that a report never mixes two.
pub fn catch_up(settings: &Settings, store: &Store) -> anyhow::Result<Synced> {
    publish_reach(settings, store)?;
    let mut writer = Writer::open(&settings.index(), Tagger::embedded(), &store.identity())?;
    if let Some(why) = writer.needs_rebuild() {
        drop(writer);
        settings.hint(&format!("making the index anew: {why}"));
        return rebuild(settings, store);
    }
    let indexed = writer.last_sequence();
    if indexed > 0 && indexed == store.last_sequence() && settings.folds().exists() {
        return Ok(Synced::nothing());
    }
    let mut folder = match read_folds(settings, store, indexed) {
        Ok(folder) => folder,
        Err(_) if indexed == 0 => Folder::new(&store.identity()),
        Err(why) => {
            drop(writer);
            settings.hint(&format!("making the index anew: {why:#}"));
            return rebuild(settings, store);
        }
    };
    let Some(moved) = fold_rest(settings, store, &mut folder) else {
        return Ok(Synced {
            complete: false,
            ..Synced::nothing()
        });
    };
    for sequence in moved.range(..=indexed) {
        if let Some(posting) = text_of(store, *sequence) {
            let leader = folder.leader_of(&posting.key);
            writer.add(*sequence, &posting, leader.as_ref())?;
        }
    }
    writer.commit()?;
    save_folds(settings, &folder)?;
    fill(settings, store, &folder, writer)
}

/// Makes folds and index anew, the index beside the live one, and swaps it in; readers keep the old one until then.
pub fn rebuild(settings: &Settings, store: &Store) -> anyhow::Result<Synced> {
    let fresh = settings.data.join("index.new");
    if fresh.exists() {
        std::fs::remove_dir_all(&fresh)
            .with_context(|| format!("cannot remove {}", fresh.display()))?;
    }
    let mut folder = Folder::new(&store.identity());
    if fold_rest(settings, store, &mut folder).is_none() {
        return Ok(Synced {
            complete: false,
            ..Synced::nothing()
        });
    }
    let writer = Writer::open(&fresh, Tagger::embedded(), &store.identity())?;
    let synced = fill(settings, store, &folder, writer)?;
    if synced.complete {
        // Without folds an index is made anew, so that a crash in between leaves none that disagree with it.
        let folds = settings.folds();
        if folds.exists() {
            std::fs::remove_file(&folds)
                .with_context(|| format!("cannot remove {}", folds.display()))?;
        }
        indexer::swap_in(&fresh, &settings.index())?;
        save_folds(settings, &folder)?;
    }
    Ok(synced)
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
    let mut writer = Writer::open(&settings.index(), Tagger::embedded(), &store.identity())?;
    let mut folder = read_folds(settings, store, writer.last_sequence())?;
    for key in keys {
        folder.remove(key);
        writer.remove(key)?;
    }
    for sequence in folder.settle(&mut |sequence| text_of(store, sequence)) {
        if let Some(posting) = text_of(store, sequence) {
            let leader = folder.leader_of(&posting.key);
            writer.add(sequence, &posting, leader.as_ref())?;
        }
    }
    writer.purge()?;
    save_folds(settings, &folder)?;
    Ok(true)
}

/// Postings that are folded together with one of these and are none of them; none where there are no folds to ask.
pub fn company_of(
    settings: &Settings,
    store: &Store,
    keys: &BTreeSet<PostingKey>,
) -> Vec<PostingKey> {
    let Ok(folder) = read_folds(settings, store, 0) else {
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

/// Folds what the store holds beyond the folds; gives the sequence numbers of postings whose leader changed on the way, or
/// nothing where it was interrupted.
fn fold_rest(settings: &Settings, store: &Store, folder: &mut Folder) -> Option<BTreeSet<u64>> {
    let start = folder.last_sequence();
    let end = store.last_sequence();
    let mut moved = BTreeSet::new();
    let bar = progress::postings(end.saturating_sub(start), settings.quiet);
    bar.set_message("folding");
    let mut texts = |sequence| text_of(store, sequence);
    // A record that cannot be read is named when the index is filled.
    for (sequence, posting) in store.after(start).flatten() {
        if end.saturating_sub(start) > IN_HAND && interrupt::asked() {
            bar.finish_and_clear();
            return None;
        }
        moved.extend(folder.add(sequence, &posting, &mut texts).moved);
        bar.inc(1);
    }
    moved.extend(folder.settle(&mut texts));
    folder.reaches(end);
    bar.finish_and_clear();
    Some(moved)
}

/// The posting with this sequence number, unless it was superseded or cannot be read.
fn text_of(store: &Store, sequence: u64) -> Option<Posting> {
    let (found, posting) = store.after(sequence.checked_sub(1)?).next()?.ok()?;
    (found == sequence).then_some(posting)
}

/// The saved folds, where they say something about an index that reaches so far.
fn read_folds(settings: &Settings, store: &Store, indexed: u64) -> anyhow::Result<Folder> {
    let path = settings.folds();
    let bytes = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let folder = Folder::from_bytes(&bytes)?;
    anyhow::ensure!(
        folder.store() == store.identity(),
        "the folds were made from another store"
    );
    anyhow::ensure!(
        (indexed..=store.last_sequence()).contains(&folder.last_sequence()),
        "the folds reach to {} and the index to {indexed}",
        folder.last_sequence()
    );
    Ok(folder)
}

/// Replaces the saved folds whole, so that a crash leaves the old ones or the new ones.
fn save_folds(settings: &Settings, folder: &Folder) -> anyhow::Result<()> {
    let path = settings.folds();
    let fresh = path.with_extension("new");
    let write = || {
        let mut file = std::fs::File::create(&fresh)?;
        file.write_all(&folder.to_bytes())?;
        file.sync_all()?;
        std::fs::rename(&fresh, &path)
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}

fn fill(
    settings: &Settings,
    store: &Store,
    folder: &Folder,
    mut writer: Writer,
) -> anyhow::Result<Synced> {
    let start = writer.last_sequence();
    let missing = store.last_sequence().saturating_sub(start);
    let mut synced = Synced::nothing();
    let bar = progress::postings(missing, settings.quiet);
    bar.set_message("indexing");
    for record in store.after(start) {
        if missing > IN_HAND && interrupt::asked() {
            synced.complete = false;
            break;
        }
        match record {
            Ok((sequence, posting)) => {
                let leader = folder.leader_of(&posting.key);
                writer.add(sequence, &posting, leader.as_ref())?;
                synced.added += 1;
                bar.inc(1);
                if synced.added.is_multiple_of(POSTINGS_A_COMMIT) {
                    writer.commit()?;
                }
            }
            // One record that cannot be read must not keep the rest from being found.
            Err(error) => {
                synced.unreadable += 1;
                bar.suspend(|| output::say(&format!("jobtide: left out of the index: {error}")));
            }
        }
    }
    bar.set_message("committing");
    writer.finish()?;
    bar.finish_and_clear();
    Ok(synced)
}
