//! The store itself: batches of postings in, postings by key and by sequence number out. Knows no feed, no tag and no index.

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use model::{Posting, PostingKey};

use crate::block::{self, Block, Draft};
use crate::engine::Engine;
use crate::error::Error;
use crate::key::{self, BadValue, Entry, Head};
use crate::walk::Walk;

/// The truth about every posting that was ever put.
pub struct Store {
    engine: Engine,
    writer: Mutex<Writer>,
}

/// What a put needs to itself.
struct Writer {
    head: Head,
    compressor: zstd::bulk::Compressor<'static>,
    /// Set when a batch failed half way: sled's view in memory is then unknown until the store is opened again.
    failed: bool,
}

/// What became of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PutOutcome {
    /// Postings that were added.
    pub new: u64,
    /// Postings whose key was there already, or came earlier in the same batch; what was there is unchanged.
    pub known: u64,
    /// The store's last sequence number after the batch.
    pub last_sequence: u64,
}

impl Store {
    /// Opens the store in a folder, and makes both where they are absent.
    ///
    /// # Errors
    /// [`Error::Locked`] while another process has it open, [`Error::Format`] where a newer version wrote it,
    /// [`Error::Damaged`] where it cannot be trusted, [`Error::Io`] where the disk refuses.
    pub fn open(dir: &Path) -> Result<Store, Error> {
        let engine = Engine::open(dir)?;
        let head = read_head(&engine)?;
        let compressor = block::compressor().map_err(|source| Error::Io {
            dir: dir.to_path_buf(),
            source,
        })?;
        Ok(Store {
            engine,
            writer: Mutex::new(Writer {
                head,
                compressor,
                failed: false,
            }),
        })
    }

    /// Adds the postings that are not there yet, in their order; all of them become visible together.
    ///
    /// Until [`Store::flush`] the newest batches may be lost with the process, though never in part: whoever writes a
    /// sequence number elsewhere (an index's payload) flushes first.
    ///
    /// # Errors
    /// Where the disk refuses or a posting is too large; then nothing of the batch is kept.
    pub fn put(&self, postings: &[Posting]) -> Result<PutOutcome, Error> {
        let mut writer = self.writer();
        if writer.failed {
            return Err(Error::Damaged {
                dir: self.engine.dir().to_path_buf(),
                what: "an earlier batch failed half way, so that this run cannot go on writing (the folder itself recovers when it is opened again)".to_owned(),
            });
        }
        let mut outcome = PutOutcome::default();
        let mut batch = sled::Batch::default();
        let mut head = writer.head;
        let mut draft = Draft::new(head.last + 1);
        let mut in_batch = HashSet::with_capacity(postings.len());
        for posting in postings {
            let entry_key = key::of_entry(&posting.key);
            if !in_batch.insert(&posting.key) || self.engine.get(&entry_key)?.is_some() {
                outcome.known += 1;
                continue;
            }
            let sequence = head.last + 1;
            draft
                .add(sequence, posting)
                .map_err(|bytes| Error::TooLarge {
                    key: posting.key.clone(),
                    bytes,
                    most: block::MOST_BYTES,
                })?;
            batch.insert(entry_key, Entry { sequence }.to_bytes());
            head.last = sequence;
            head.postings += 1;
            outcome.new += 1;
            if draft.is_full() {
                self.close(&mut draft, &mut writer, &mut batch)?;
                draft = Draft::new(head.last + 1);
            }
        }
        if outcome.new > 0 {
            self.close(&mut draft, &mut writer, &mut batch)?;
            batch.insert(key::HEAD, head.to_bytes());
            if let Err(error) = self.engine.apply(batch) {
                writer.failed = true;
                return Err(error);
            }
            writer.head = head;
        }
        outcome.last_sequence = writer.head.last;
        Ok(outcome)
    }

    fn close(
        &self,
        draft: &mut Draft,
        writer: &mut Writer,
        batch: &mut sled::Batch,
    ) -> Result<(), Error> {
        if !draft.is_empty() {
            let bytes = draft
                .to_bytes(&mut writer.compressor)
                .map_err(|source| Error::Io {
                    dir: self.engine.dir().to_path_buf(),
                    source,
                })?;
            batch.insert(&key::of_block(draft.first()), bytes);
        }
        Ok(())
    }

    /// The sequence number of the posting that was added last; 0 where none was ever added.
    #[must_use]
    pub fn last_sequence(&self) -> u64 {
        self.writer().head.last
    }

    /// How many postings there are.
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
        let Some(value) = self.engine.get(&key::of_entry(key))? else {
            return Ok(None);
        };
        let sequence = Entry::from_bytes(&value)
            .map_err(|bad| Error::Damaged {
                dir: self.engine.dir().to_path_buf(),
                what: format!("the entry of {key} is unreadable: {bad}"),
            })?
            .sequence;
        let missing = || {
            BadValue::Other(format!("{key} points there and no block holds it"))
                .at_sequence(sequence)
        };
        let after = key::of_block(sequence.saturating_add(1));
        let Some((block_key, bytes)) = self.engine.last_in(key::BLOCKS_START..&after)? else {
            return Err(missing());
        };
        let first = key::block_first(&block_key).ok_or_else(missing)?;
        let block = Block::from_bytes(first, &bytes).map_err(|bad| bad.at_sequence(sequence))?;
        let place = block.place_of(sequence).ok_or_else(missing)?;
        let posting = block
            .posting(place)
            .map_err(|bad| bad.at_sequence(sequence))?;
        Ok(Some((sequence, posting)))
    }

    /// Every posting added after this sequence number, in ascending order, read block by block.
    ///
    /// A posting or block that cannot be read is an error in its place, and the walk goes on behind it; only where sled
    /// itself fails does it end. Postings put meanwhile may or may not be part of it.
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
        self.engine.flush()
    }

    /// A put that panicked left the head as it was, so a poisoned lock is as good as another.
    fn writer(&self) -> MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads how far the log goes, and refuses a folder whose blocks go further: the next put would write over them.
fn read_head(engine: &Engine) -> Result<Head, Error> {
    let damaged = |what: String| Error::Damaged {
        dir: engine.dir().to_path_buf(),
        what,
    };
    let head = match engine.get(key::HEAD)? {
        None => Head::default(),
        Some(bytes) => Head::from_bytes(&bytes).map_err(|bad| match bad {
            BadValue::Newer { found, known } => Error::Format {
                place: format!("the store in {}", engine.dir().display()),
                found,
                known,
            },
            other => damaged(format!("its head is unreadable: {other}")),
        })?,
    };
    let last_block = engine.last_in(key::BLOCKS_START..key::BLOCKS_END)?;
    match last_block.and_then(|(block_key, _)| key::block_first(&block_key)) {
        Some(first) if first > head.last => Err(damaged(format!(
            "it holds a block that starts with sequence {first}, and its head ends at {}",
            head.last
        ))),
        _ => Ok(head),
    }
}
