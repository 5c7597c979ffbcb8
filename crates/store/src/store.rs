//! The store itself: batches of postings and notes in, postings by key and by sequence number and notes by name out. Knows no feed, no tag and no index.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use model::{Posting, PostingKey};

use crate::block::{self, Block, Draft};
use crate::engine::Engine;
use crate::error::Error;
use crate::head::{read_head, read_or_make_identity};
use crate::key::{self, BadValue, Entry, Head, Identity};
use crate::merge::{self, Dated};
use crate::note::{NOTE, read_note};
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
    compressor: zstd::bulk::Compressor<'static>,
    /// Set when a batch failed half way: sled's view in memory is then unknown until the store is opened again.
    failed: bool,
}

/// A record that a batch is to write.
struct Pending<'a> {
    posting: Cow<'a, Posting>,
    /// The sequence number of the record that it supersedes.
    supersedes: Option<u64>,
}

/// What became of a batch; the three counts add up to the batch's length.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PutOutcome {
    /// Postings whose key was not there.
    pub new: u64,
    /// Postings whose key was there already, or came earlier in the same batch, with a date as good or better; what was
    /// there is unchanged.
    pub known: u64,
    /// Postings whose key was there already, or came earlier in the same batch, with a worse date, and that replaced it.
    pub updated: u64,
    /// The store's last sequence number after the batch.
    pub last_sequence: u64,
}

impl Store {
    /// Opens the store in a folder, and makes both where they are absent. A store of format 1 becomes one of format 2,
    /// which the version that wrote it no longer opens; its blocks and entries stay as they are.
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
        Ok(Store {
            engine,
            identity,
            writer: Mutex::new(Writer {
                head,
                compressor,
                failed: false,
            }),
        })
    }

    /// 16 hexadecimal digits that were made with the store and never change: whoever derives something from a store (an
    /// index) keeps them beside the sequence number, and notices when it is given another store. A copy of the folder has
    /// the same digits.
    #[must_use]
    pub fn identity(&self) -> String {
        format!("{:016x}", self.identity.0)
    }

    /// Adds the postings that are not there yet, in their order, and those that are there with a worse date; all of them
    /// become visible together.
    ///
    /// # One key, several records
    ///
    /// A date is better where its kind is (exact before bound before observed), or where the kind is the same and the day
    /// earlier: a posting counts on the day it was first published, whichever import came first. The better dated record
    /// replaces the other whole, under a new sequence number, except that it takes over what it lacks itself (body,
    /// skills, label, pay, country, organisation, url). So the date and every field that the best dated record states do
    /// not depend on the order of imports. What does depend on it: a record that is not better dated never fills a gap of
    /// the one that is there, and of two records with the same kind and day the first stays.
    ///
    /// Until [`Store::flush`] the newest batches may be lost with the process, though never in part: whoever writes a
    /// sequence number elsewhere (an index's payload) flushes first.
    ///
    /// # Errors
    /// Where the disk refuses, a key's entry is unreadable, or a posting is too large; then nothing of the batch is kept.
    /// A record that cannot be read does not stop its better dated successor, which then replaces it whole.
    pub fn put(&self, postings: &[Posting]) -> Result<PutOutcome, Error> {
        self.put_noted(postings, &[])
    }

    /// [`Store::put`], and notes that become visible together with the postings: `None` removes a note, of two with one name the last counts.
    ///
    /// A note is what somebody else wants to find again exactly as far as the postings are there: the state of a source after
    /// the poll that brought them.
    ///
    /// # Errors
    /// As for [`Store::put`], and [`Error::NoteTooLarge`]; then nothing of the batch is kept.
    pub fn put_noted(
        &self,
        postings: &[Posting],
        notes: &[(String, Option<Vec<u8>>)],
    ) -> Result<PutOutcome, Error> {
        self.put_noting(postings, |_| notes.to_vec())
    }

    /// [`Store::put_noted`] with notes that say what became of the batch: the closure is told its counts before anything is
    /// written (`last_sequence` is still the one before it).
    ///
    /// # Errors
    /// As for [`Store::put_noted`].
    pub fn put_noting(
        &self,
        postings: &[Posting],
        notes: impl FnOnce(&PutOutcome) -> Vec<(String, Option<Vec<u8>>)>,
    ) -> Result<PutOutcome, Error> {
        let mut writer = self.sound_writer()?;
        let (pending, mut outcome) = self.weigh(postings)?;
        outcome.last_sequence = writer.head.last;
        let notes = notes(&outcome);
        if !pending.is_empty() || !notes.is_empty() {
            self.write(&pending, &notes, &mut writer)?;
        }
        outcome.last_sequence = writer.head.last;
        Ok(outcome)
    }

    /// Decides what of a batch is to be written, each key once.
    fn weigh<'a>(&self, postings: &'a [Posting]) -> Result<(Vec<Pending<'a>>, PutOutcome), Error> {
        let mut outcome = PutOutcome::default();
        let mut pending: Vec<Pending<'a>> = Vec::with_capacity(postings.len());
        let mut places = HashMap::with_capacity(postings.len());
        let mut last_read = None;
        for posting in postings {
            let dated = Dated::of(&posting.published);
            if let Some(&place) = places.get(&posting.key) {
                let earlier: &mut Pending<'a> = &mut pending[place];
                if dated.is_better_than(Dated::of(&earlier.posting.published)) {
                    earlier.posting = Cow::Owned(merge::fill(posting, &earlier.posting));
                    outcome.updated += 1;
                } else {
                    outcome.known += 1;
                }
                continue;
            }
            let record = match self.entry(&posting.key)? {
                None => {
                    outcome.new += 1;
                    Pending {
                        posting: Cow::Borrowed(posting),
                        supersedes: None,
                    }
                }
                Some(entry) => match self.successor(posting, &entry, &mut last_read)? {
                    None => {
                        outcome.known += 1;
                        continue;
                    }
                    Some(posting) => {
                        outcome.updated += 1;
                        Pending {
                            posting,
                            supersedes: Some(entry.sequence),
                        }
                    }
                },
            };
            places.insert(&posting.key, pending.len());
            pending.push(record);
        }
        Ok((pending, outcome))
    }

    /// What is to stand in place of the record that an entry points to; `None` where that record stays.
    fn successor<'a>(
        &self,
        posting: &'a Posting,
        entry: &Entry,
        last_read: &mut Option<Block>,
    ) -> Result<Option<Cow<'a, Posting>>, Error> {
        let dated = Dated::of(&posting.published);
        if entry.dated.is_some_and(|held| !dated.is_better_than(held)) {
            return Ok(None);
        }
        match self.record(&posting.key, entry.sequence, last_read) {
            Ok(held) if dated.is_better_than(Dated::of(&held.published)) => {
                Ok(Some(Cow::Owned(merge::fill(posting, &held))))
            }
            Ok(_) => Ok(None),
            // The entry's date alone decides; an entry of format 1 has none, and what cannot be compared stays.
            Err(Error::Corrupt { .. } | Error::Format { .. }) => {
                Ok(entry.dated.map(|_| Cow::Borrowed(posting)))
            }
            Err(error) => Err(error),
        }
    }

    fn write(
        &self,
        pending: &[Pending<'_>],
        notes: &[(String, Option<Vec<u8>>)],
        writer: &mut Writer,
    ) -> Result<(), Error> {
        let mut batch = sled::Batch::default();
        let mut head = writer.head;
        let mut draft = Draft::new(head.last + 1);
        for Pending {
            posting,
            supersedes,
        } in pending
        {
            let sequence = head.last + 1;
            draft
                .add(sequence, posting)
                .map_err(|bytes| Error::TooLarge {
                    key: posting.key.clone(),
                    bytes,
                    most: block::MOST_BYTES,
                })?;
            let entry = Entry::to_bytes(sequence, Dated::of(&posting.published));
            batch.insert(key::of_entry(&posting.key), entry);
            head.last = sequence;
            match supersedes {
                Some(old) => batch.insert(&key::of_superseded(*old), &[]),
                None => head.postings += 1,
            }
            if draft.is_full() {
                self.close(&mut draft, writer, &mut batch)?;
                draft = Draft::new(head.last + 1);
            }
        }
        self.close(&mut draft, writer, &mut batch)?;
        self.add_notes(notes, writer, &mut batch)?;
        self.apply(batch, head, writer)
    }

    pub(crate) fn close(
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

    fn add_notes(
        &self,
        notes: &[(String, Option<Vec<u8>>)],
        writer: &mut Writer,
        batch: &mut sled::Batch,
    ) -> Result<(), Error> {
        for (name, text) in notes {
            let Some(text) = text else {
                batch.remove(key::of_note(name));
                continue;
            };
            if text.len() > NOTE.most_bytes {
                return Err(Error::NoteTooLarge {
                    name: name.clone(),
                    bytes: text.len(),
                    most: NOTE.most_bytes,
                });
            }
            let bytes = NOTE
                .pack(text, &mut writer.compressor)
                .map_err(|source| Error::Io {
                    dir: self.engine.dir().to_path_buf(),
                    source,
                })?;
            batch.insert(key::of_note(name), bytes);
        }
        Ok(())
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

    pub(crate) fn entry(&self, key: &PostingKey) -> Result<Option<Entry>, Error> {
        let Some(value) = self.engine.get(&key::of_entry(key))? else {
            return Ok(None);
        };
        Entry::from_bytes(&value)
            .map(Some)
            .map_err(|bad| Error::Damaged {
                dir: self.engine.dir().to_path_buf(),
                what: format!("the entry of {key} is unreadable: {bad}"),
            })
    }

    /// The posting with this sequence number, to which this key's entry points. The block stays in `last_read`:
    /// an archive that is imported again asks for its postings in the order in which they lie.
    fn record(
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
    fn writer(&self) -> MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
