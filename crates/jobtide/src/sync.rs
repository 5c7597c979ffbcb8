//! Brings the index up to the store: whatever the store holds beyond the index's last sequence is added and committed.

use anyhow::Context;
use indexer::{Reader, Writer};
use store::Store;
use tagger::Tagger;

use crate::settings::Settings;
use crate::{interrupt, output, progress};

/// How many postings stand between two commits, so that an interrupted catch-up keeps most of its work.
const POSTINGS_A_COMMIT: u64 = 200_000;

/// What a catch-up did.
pub struct Synced {
    /// Postings added to the index.
    pub added: u64,
    /// Records of the store that could not be read.
    pub unreadable: u64,
    /// Whether the index now holds all that the store holds.
    pub complete: bool,
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
    let writer = Writer::open(&settings.index(), Tagger::embedded(), &store.identity())?;
    if let Some(why) = writer.needs_rebuild() {
        drop(writer);
        settings.hint(&format!("making the index anew: {why}"));
        return rebuild(settings, store);
    }
    fill(settings, store, writer)
}

/// Makes the index anew beside the live one and swaps it in; readers keep the old one until then.
pub fn rebuild(settings: &Settings, store: &Store) -> anyhow::Result<Synced> {
    let fresh = settings.data.join("index.new");
    if fresh.exists() {
        std::fs::remove_dir_all(&fresh)
            .with_context(|| format!("cannot remove {}", fresh.display()))?;
    }
    let synced = fill(
        settings,
        store,
        Writer::open(&fresh, Tagger::embedded(), &store.identity())?,
    )?;
    if synced.complete {
        indexer::swap_in(&fresh, &settings.index())?;
    }
    Ok(synced)
}

fn fill(settings: &Settings, store: &Store, mut writer: Writer) -> anyhow::Result<Synced> {
    let start = writer.last_sequence();
    let missing = store.last_sequence().saturating_sub(start);
    let mut synced = Synced {
        added: 0,
        unreadable: 0,
        complete: true,
    };
    // A new index is committed even when it is empty, so that its note says by which rules it was made.
    if missing == 0 && start > 0 {
        return Ok(synced);
    }
    let bar = progress::postings(missing, settings.quiet);
    bar.set_message("indexing");
    for record in store.after(start) {
        if interrupt::asked() {
            synced.complete = false;
            break;
        }
        match record {
            Ok((sequence, posting)) => {
                writer.add(sequence, &posting)?;
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
