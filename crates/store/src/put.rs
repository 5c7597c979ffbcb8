//! Postings in, batch by batch, onto the end of the log: what of a batch is new, what is better dated, and what of it is written. Knows no walk.

use std::borrow::Cow;
use std::collections::HashMap;

use model::Posting;

use crate::block::{self, Block, Draft};
use crate::entries::Lag;
use crate::error::Error;
use crate::key::{self, Entry};
use crate::merge::{self, Dated};
use crate::note::NOTE;
use crate::store::{Store, Writer};

/// A record that a batch is to write.
struct Pending<'a> {
    posting: Cow<'a, Posting>,
    /// Where it, or the first of its key, stands in what was put.
    place: usize,
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

/// A posting that was written.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its number in the log.
    pub sequence: u64,
    /// As it was written: where it took the place of a worse dated record, with what it lacked itself.
    pub posting: Posting,
    /// Whether a record of the same key was there before.
    pub replaces: bool,
}

impl Store {
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
        let (pending, mut outcome) = self.weigh(postings, &mut writer)?;
        outcome.last_sequence = writer.head.last;
        let notes = notes(&outcome);
        if !pending.is_empty() || !notes.is_empty() {
            self.write(&pending, &notes, &mut writer)?;
        }
        outcome.last_sequence = writer.head.last;
        Ok(outcome)
    }

    /// [`Store::put`] for whoever goes on with the postings: gives back those that were written, as they were written, in the order of
    /// their sequence numbers.
    ///
    /// # Errors
    /// As for [`Store::put`].
    pub fn put_kept(&self, postings: Vec<Posting>) -> Result<(PutOutcome, Vec<Kept>), Error> {
        let mut writer = self.sound_writer()?;
        let (pending, mut outcome) = self.weigh(&postings, &mut writer)?;
        let before = writer.head.last;
        if !pending.is_empty() {
            self.write(&pending, &[], &mut writer)?;
        }
        outcome.last_sequence = writer.head.last;
        drop(writer);
        let written: Vec<_> = pending
            .into_iter()
            .map(|one| {
                let filled = match one.posting {
                    Cow::Owned(filled) => Some(filled),
                    Cow::Borrowed(_) => None,
                };
                (one.place, filled, one.supersedes.is_some())
            })
            .collect();
        // Places ascend, so that one walk over what was put finds them all.
        let mut postings = postings.into_iter().enumerate();
        let kept =
            (before + 1..)
                .zip(written)
                .filter_map(|(sequence, (place, filled, replaces))| {
                    let (_, own) = postings.by_ref().find(|(at, _)| *at == place)?;
                    Some(Kept {
                        sequence,
                        posting: filled.unwrap_or(own),
                        replaces,
                    })
                });
        let kept = kept.collect();
        Ok((outcome, kept))
    }

    /// Decides what of a batch is to be written, each key once.
    fn weigh<'a>(
        &self,
        postings: &'a [Posting],
        writer: &mut Writer,
    ) -> Result<(Vec<Pending<'a>>, PutOutcome), Error> {
        let mut outcome = PutOutcome::default();
        let mut pending: Vec<Pending<'a>> = Vec::with_capacity(postings.len());
        let mut places = HashMap::with_capacity(postings.len());
        let mut last_read = None;
        for (place, posting) in postings.iter().enumerate() {
            let dated = Dated::of(&posting.published);
            if let Some(&earlier) = places.get(&posting.key) {
                let earlier: &mut Pending<'a> = &mut pending[earlier];
                if dated.is_better_than(Dated::of(&earlier.posting.published)) {
                    earlier.posting = Cow::Owned(merge::fill(posting, &earlier.posting));
                    outcome.updated += 1;
                } else {
                    outcome.known += 1;
                }
                continue;
            }
            let record = match self.entry_of(&posting.key, writer)? {
                None => {
                    outcome.new += 1;
                    Pending {
                        posting: Cow::Borrowed(posting),
                        place,
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
                            place,
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
        // First, since nothing of the batch may be kept where it fails.
        self.spill(&mut writer.entries)?;
        let mut batch = sled::Batch::default();
        let mut head = writer.head;
        let mut draft = Draft::new(head.last + 1);
        // The first entry that stays out of the tree says so there, beside the postings that it belongs to.
        if writer.entries.is_empty() && !pending.is_empty() {
            batch.insert(key::LAGGING, Lag(head.last).to_bytes());
        }
        for Pending {
            posting,
            supersedes,
            ..
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
        let before = writer.head.last;
        self.apply(batch, head, writer)?;
        for (sequence, one) in (before + 1..).zip(pending) {
            let dated = Dated::of(&one.posting.published);
            writer.entries.set(&one.posting.key, sequence, dated);
        }
        Ok(())
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
}
