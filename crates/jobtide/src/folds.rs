//! The folds between two runs: read as far as they are needed, and saved when that is worth it. Knows no index.
//!
//! `data/folds` is written whole, so that it grows with all that is there and not with what came. It may therefore end behind the index: what
//! the log holds beyond it is folded again when it is read, which gives what was there before, since who stands for whom does not
//! depend on how an archive was cut into runs.
//!
//! Where it is saved it may reach beyond the index for a moment. Postings of the index whose leader changed by what came since its last commit
//! are then listed in `data/folds.moved`, which is written before the folds and removed after the commit: a crash in between
//! leaves folds that know more than the index, and the list says what it takes to make the index agree.

use std::collections::BTreeSet;
use std::fs::File;

use anyhow::Context;
use fold::Folder;
use store::Store;

use crate::intake::text_of;
use crate::replace;
use crate::settings::Settings;

/// So many records beyond what is saved are folded again in about a tenth of a second.
const MOST_UNSAVED: u64 = 20_000;

/// To fold a record again takes about as long as to write and read so many that are saved.
const RECORDS_SAVED: u64 = 64;

/// The saved folds, brought up to a sequence number of the log, and how far they were saved.
///
/// # Errors
/// Where there are none, or they are damaged or another store's.
pub fn read(settings: &Settings, store: &Store, reach: u64) -> anyhow::Result<(Folder, u64)> {
    let path = settings.folds();
    let opened = File::open(&path).and_then(|file| Ok((file.metadata()?.len(), file)));
    let (length, file) = opened.with_context(|| format!("cannot read {}", path.display()))?;
    let mut folder = Folder::read(file, length)?;
    anyhow::ensure!(
        folder.store() == store.identity(),
        "the folds were made from another store"
    );
    let saved = folder.last_sequence();
    anyhow::ensure!(
        saved <= store.last_sequence(),
        "the folds reach to {saved} and the store to {}",
        store.last_sequence()
    );
    if saved < reach {
        let mut texts = |sequence| text_of(store, sequence);
        for record in store.after(saved) {
            match record {
                Ok((sequence, _)) if sequence > reach => break,
                // Whom it moved the index knows already, as far as it reaches.
                Ok((sequence, posting)) => drop(folder.add(sequence, &posting, &mut texts)),
                // Whoever walks over it to index it says so.
                Err(_) => {}
            }
        }
        folder.settle(&mut texts);
        folder.reaches(reach);
    }
    Ok((folder, saved))
}

/// Whether folds that reach further than they are saved cost more to make up for than to save.
pub fn is_worth_saving(store: &Store, folder: &Folder, saved: u64) -> bool {
    let unsaved = folder.last_sequence().saturating_sub(saved);
    unsaved >= MOST_UNSAVED || (unsaved > 0 && unsaved * RECORDS_SAVED >= store.len())
}

/// Replaces the saved folds whole, so that a crash leaves the old ones or the new ones.
///
/// # Errors
/// Where the disk refuses.
pub fn save(settings: &Settings, folder: &Folder) -> anyhow::Result<()> {
    replace::by(&settings.folds(), |file| folder.write(file))
}

/// Writes down which postings of the index follow another leader now; nothing where there are none.
///
/// # Errors
/// Where the disk refuses.
pub fn write_moved(settings: &Settings, moved: &BTreeSet<u64>) -> anyhow::Result<()> {
    if moved.is_empty() {
        return Ok(());
    }
    let lines: String = moved
        .iter()
        .map(|sequence| format!("{sequence}\n"))
        .collect();
    replace::whole(&settings.moved(), lines.as_bytes())
}

/// The postings that a run that was killed had still to index anew; a line that is none says nothing that the folds do not hold.
pub fn read_moved(settings: &Settings) -> Vec<u64> {
    let text = std::fs::read_to_string(settings.moved()).unwrap_or_default();
    text.lines().filter_map(|line| line.parse().ok()).collect()
}
