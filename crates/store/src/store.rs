//! The store itself: batches of postings and notes in, postings by key and by sequence number and notes by name out. Knows no feed, no tag and no index.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use model::{Posting, PostingKey};

use crate::block::{self, Block};
use crate::engine::Engine;
use crate::entries::Entries;
use crate::error::Error;
use crate::head::{read_head, read_or_make_identity};
use crate::key::{self, BadValue, Head, Identity};
use crate::note::read_note;
use crate::walk::Walk;

/// The truth about every posting that was ever put.
pub struct Store {
    pub(crate) engine: Engine,
    identity: Identity,
    writer: Mutex<Writer>,
}

/// What a put needs to itself.
pub(crate) struct Writer {
    pub(crate) head: Head,
    pub(crate) compressor: zstd::bulk::Compressor<'static>,
    /// Entries that are not in the tree yet.
    pub(crate) entries: Entries,
    /// Set when a batch failed half way: sled's view in memory is then unknown until the store is opened again.
    failed: bool,
}

impl Store {
    /// Opens the store in a folder, and makes both where they are absent. A store of an earlier format becomes one of
    /// the newest, which the version that wrote it no longer opens; its blocks stay as they are, its entries are written anew.
    ///
    /// # Errors
    /// [`Error::Locked`] while another process has it open, [`Error::Format`] where a newer version wrote it,
    /// [`Error::Damaged`] where it cannot be trusted, [`Error::Io`] where the disk refuses.
    pub fn open(dir: &Path) -> Result<Store, Error> {
        let engine = Engine::open(dir)?;
        let head = read_head(&engine)?;
        let identity = read_or_make_identity(&engine, head)?;
        let compressor = block::compressor().map_err(|source| Error::Io {
            dir: dir.to_path_buf(),
            source,
        })?;
        let store = Store {
            engine,
            identity,
            writer: Mutex::new(Writer {
                head,
                compressor,
                entries: Entries::of(head),
                failed: false,
            }),
        };
        store.adopt_old_entries()?;
        store.catch_entries_up()?;
        Ok(store)
    }

    /// 16 hexadecimal digits that were made with the store and never change: whoever derives something from a store (an
    /// index) keeps them beside the sequence number, and notices when it is given another store. A copy of the folder has
    /// the same digits.
    #[must_use]
    pub fn identity(&self) -> String {
        format!("{:016x}", self.identity.0)
    }

    /// The note of this name; `None` where there is none.
    ///
    /// # Errors
    /// [`Error::BadNote`] or [`Error::Format`] where it is there and cannot be read, [`Error::Io`] where the disk refuses.
    pub fn note(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        let found = self.engine.get(&key::of_note(name))?;
        found.map(|value| read_note(name, &value)).transpose()
    }

    /// All notes whose names begin so, with their names, in the order of the names' bytes.
    ///
    /// # Errors
    /// As for [`Store::note`], on the first that cannot be read.
    pub fn notes(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let pairs = self.engine.pairs_with(&key::of_note(prefix))?;
        let named = pairs.iter().filter_map(|(note_key, value)| {
            let name = key::note_name(note_key)?;
            Some(read_note(name, value).map(|text| (name.to_owned(), text)))
        });
        named.collect()
    }

    /// The names of all notes that begin so, in the order of their bytes.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn note_names(&self, prefix: &str) -> Result<Vec<String>, Error> {
        let pairs = self.engine.pairs_with(&key::of_note(prefix))?;
        let names = pairs
            .iter()
            .filter_map(|(note_key, _)| key::note_name(note_key));
        Ok(names.map(str::to_owned).collect())
    }

    /// The sequence number of the posting that was added or replaced last; 0 where none was ever added.
    #[must_use]
    pub fn last_sequence(&self) -> u64 {
        self.writer().head.last
    }

    /// How many postings there are, each key once.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.writer().head.postings
    }

    /// Whether there is no posting.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The posting with this key and its sequence number; `None` where there is none.
    ///
    /// # Errors
    /// [`Error::Corrupt`] or [`Error::Format`] where it is there and cannot be read, [`Error::Io`] where the disk refuses.
    pub fn get(&self, key: &PostingKey) -> Result<Option<(u64, Posting)>, Error> {
        let Some(entry) = self.entry(key)? else {
            return Ok(None);
        };
        let posting = self.record(key, entry.sequence, &mut None)?;
        Ok(Some((entry.sequence, posting)))
    }

    /// The posting with this sequence number, to which this key's entry points. The block stays in `last_read`:
    /// an archive that is imported again asks for its postings in the order in which they lie.
    pub(crate) fn record(
        &self,
        key: &PostingKey,
        sequence: u64,
        last_read: &mut Option<Block>,
    ) -> Result<Posting, Error> {
        let missing = || {
            BadValue::Other(format!("{key} points there and no block holds it"))
                .at_sequence(sequence)
        };
        let block = match last_read.take() {
            Some(block) if block.place_of(sequence).is_some() => block,
            _ => {
                let after = key::of_block(sequence.saturating_add(1));
                let Some((block_key, bytes)) = self.engine.last_in(key::BLOCKS_START..&after)?
                else {
                    return Err(missing());
                };
                let first = key::block_first(&block_key).ok_or_else(missing)?;
                Block::from_bytes(first, &bytes).map_err(|bad| bad.at_sequence(sequence))?
            }
        };
        let block = last_read.insert(block);
        let place = block.place_of(sequence).ok_or_else(missing)?;
        block
            .posting(place)
            .map_err(|bad| bad.at_sequence(sequence))
    }

    /// Every posting added or replaced after this sequence number, in ascending order, read block by block. A superseded
    /// record is passed over, so that each key comes once.
    ///
    /// A posting or block that cannot be read is an error in its place, and the walk goes on behind it; only where sled
    /// itself fails does it end. Postings put meanwhile may or may not be part of it; one
    /// that is replaced meanwhile may come twice, the better record last.
    pub fn after(&self, sequence: u64) -> impl Iterator<Item = Result<(u64, Posting), Error>> {
        // Asked first: a block that is damaged must not be met again by a reader who is past it.
        let more = sequence < self.last_sequence();
        more.then(|| Walk::new(&self.engine, sequence))
            .into_iter()
            .flatten()
    }

    /// Waits until everything put before is on the disk.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn flush(&self) -> Result<(), Error> {
        self.settle_many(&mut self.writer())?;
        self.engine.flush()
    }

    /// The writer, unless a batch of this run failed half way.
    pub(crate) fn sound_writer(&self) -> Result<MutexGuard<'_, Writer>, Error> {
        let writer = self.writer();
        if writer.failed {
            return Err(Error::Damaged {
                dir: self.engine.dir().to_path_buf(),
                what: "an earlier batch failed half way, so that this run cannot go on writing (the folder itself recovers when it is opened again)".to_owned(),
            });
        }
        Ok(writer)
    }

    /// Applies a batch with which the log's head becomes this one.
    pub(crate) fn apply(
        &self,
        mut batch: sled::Batch,
        head: Head,
        writer: &mut Writer,
    ) -> Result<(), Error> {
        batch.insert(key::HEAD, head.to_bytes());
        if let Err(error) = self.engine.apply(batch) {
            writer.failed = true;
            return Err(error);
        }
        writer.head = head;
        Ok(())
    }

    /// A put that panicked left the head as it was, so a poisoned lock is as good as another.
    pub(crate) fn writer(&self) -> MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
