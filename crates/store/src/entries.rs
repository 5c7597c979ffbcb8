//! Entries that wait for their place in the tree: keys and where their postings lie in; one key's entry, and all in the order of their keys, out.
//!
//! Keys come in no order, and a tree that is written where each key happens to belong is written nearly whole again and again: of a
//! million postings the entries took three fifths of the work of a put and half of the disk. So they wait in memory and go into the tree
//! together, in the order of their keys, at the latest at the next flush. What the tree lacks is said there, in the same batch as the
//! first posting whose entry waits, so that the next run finds a crash out and reads the missing entries off the log.
//!
//! Most keys that come are new. Filters say so without asking the tree: one for each run of entries that went into it, and one for what
//! was there before as soon as that is worth a pass over it.

use std::hash::{BuildHasher, RandomState};

use fastbloom::BloomFilter;
use hashbrown::HashTable;
use model::PostingKey;

use crate::engine::Engine;
use crate::error::Error;
use crate::key::{self, BadValue, Entry, Head};
use crate::merge::Dated;
use crate::store::{Store, Writer};
use crate::walk::Walk;

/// So many entries wait at most: about 60 bytes of memory each.
pub(crate) const MOST_WAITING: usize = 500_000;

/// The part of keys that a filter takes for known though they are not; 15 bits a key.
const FALSELY_KNOWN: f64 = 0.001;

/// The tree is read whole for a filter once a run has asked it about this part of what it holds.
const WORTH_A_PASS: u64 = 20;

/// The value of [`key::LAGGING`]: up to which sequence number the tree has entries.
pub(crate) struct Lag(pub(crate) u64);

impl Lag {
    /// The format, then a u64 BE.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![key::FORMAT];
        bytes.extend_from_slice(&self.0.to_be_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Result<Lag, BadValue> {
        let (_, digits) = key::versioned(bytes)?;
        let digits = digits.try_into();
        digits
            .map(|digits| Lag(u64::from_be_bytes(digits)))
            .map_err(|_| BadValue::Length(bytes.len()))
    }
}

/// Where a key's text ends, and its entry.
struct Waiting {
    end: usize,
    sequence: u64,
    dated: Dated,
}

/// The entries that wait, and what is known of those in the tree.
pub(crate) struct Entries {
    /// The texts of their keys, one behind the other.
    texts: Vec<u8>,
    waiting: Vec<Waiting>,
    places: HashTable<u32>,
    hasher: RandomState,
    /// Filters over every key in the tree; `None` while nobody has looked.
    known: Option<Vec<BloomFilter>>,
    /// How often the tree was asked about a key in this run.
    asked: u64,
}

impl Entries {
    /// None wait; an empty store is known whole.
    pub(crate) fn of(head: Head) -> Entries {
        Entries {
            texts: Vec::new(),
            waiting: Vec::new(),
            places: HashTable::new(),
            hasher: RandomState::new(),
            known: (head == Head::default()).then(Vec::new),
            asked: 0,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.waiting.len()
    }

    fn text(&self, place: usize) -> &[u8] {
        let start = place
            .checked_sub(1)
            .map_or(0, |before| self.waiting[before].end);
        &self.texts[start..self.waiting[place].end]
    }

    fn place_of(&self, key: &PostingKey) -> Option<usize> {
        let text = key.as_str().as_bytes();
        let found = self.places.find(self.hasher.hash_one(text), |place| {
            self.text(*place as usize) == text
        });
        found.map(|place| *place as usize)
    }

    fn get(&self, key: &PostingKey) -> Option<Entry> {
        let found = &self.waiting[self.place_of(key)?];
        Some(Entry {
            sequence: found.sequence,
            dated: Some(found.dated),
        })
    }

    /// Notes where a key's posting lies.
    pub(crate) fn set(&mut self, key: &PostingKey, sequence: u64, dated: Dated) {
        if let Some(place) = self.place_of(key) {
            let found = &mut self.waiting[place];
            (found.sequence, found.dated) = (sequence, dated);
            return;
        }
        self.texts.extend_from_slice(key.as_str().as_bytes());
        self.waiting.push(Waiting {
            end: self.texts.len(),
            sequence,
            dated,
        });
        let place = self.waiting.len() - 1;
        // Half a million wait at most.
        let number = u32::try_from(place).unwrap_or(u32::MAX);
        let hash = self.hasher.hash_one(key.as_str().as_bytes());
        let (texts, waiting, hasher) = (&self.texts, &self.waiting, &self.hasher);
        self.places.insert_unique(hash, number, |place| {
            let place = *place as usize;
            let start = place.checked_sub(1).map_or(0, |before| waiting[before].end);
            hasher.hash_one(&texts[start..waiting[place].end])
        });
    }

    /// Whether the tree has to be asked about a key.
    fn may_be_in_tree(
        &mut self,
        engine: &Engine,
        key: &PostingKey,
        head: Head,
    ) -> Result<bool, Error> {
        if self.known.is_none() && self.asked.saturating_mul(WORTH_A_PASS) > head.postings {
            self.known = Some(vec![filter_of_tree(engine, head)?]);
        }
        let known = self.known.as_ref();
        let text = key.as_str().as_bytes();
        Ok(known.is_none_or(|filters| filters.iter().any(|filter| filter.contains(text))))
    }
}

fn filter(keys: usize) -> BloomFilter {
    BloomFilter::with_false_pos(FALSELY_KNOWN).expected_items(keys.max(1))
}

fn filter_of_tree(engine: &Engine, head: Head) -> Result<BloomFilter, Error> {
    let mut all = filter(usize::try_from(head.postings).unwrap_or(usize::MAX));
    engine.each_key_in(key::ENTRIES_START..key::ENTRIES_END, &mut |entry| {
        all.insert(&entry[1..]);
    })?;
    Ok(all)
}

impl Store {
    /// A key's entry, whether it waits or is in the tree.
    pub(crate) fn entry(&self, key: &PostingKey) -> Result<Option<Entry>, Error> {
        self.entry_of(key, &mut self.writer())
    }

    /// [`Store::entry`] for whoever holds the writer.
    pub(crate) fn entry_of(
        &self,
        key: &PostingKey,
        writer: &mut Writer,
    ) -> Result<Option<Entry>, Error> {
        if let Some(entry) = writer.entries.get(key) {
            return Ok(Some(entry));
        }
        let head = writer.head;
        if !writer.entries.may_be_in_tree(&self.engine, key, head)? {
            return Ok(None);
        }
        writer.entries.asked += 1;
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

    /// Puts all entries that wait into the tree, which then lacks none.
    pub(crate) fn settle(&self, writer: &mut Writer) -> Result<(), Error> {
        if writer.entries.is_empty() {
            return Ok(());
        }
        self.insert_waiting(writer)?;
        self.engine.remove(key::LAGGING)
    }

    fn insert_waiting(&self, writer: &mut Writer) -> Result<(), Error> {
        let entries = &writer.entries;
        let mut order: Vec<usize> = (0..entries.len()).collect();
        order.sort_unstable_by(|a, b| entries.text(*a).cmp(entries.text(*b)));
        let mut filter = entries.known.as_ref().map(|_| filter(entries.len()));
        let mut tree_key = Vec::new();
        for place in order {
            let (text, waiting) = (entries.text(place), &entries.waiting[place]);
            tree_key.clear();
            tree_key.extend_from_slice(key::ENTRIES_START);
            tree_key.extend_from_slice(text);
            let value = Entry::to_bytes(waiting.sequence, waiting.dated);
            self.engine.insert(&tree_key, value)?;
            if let Some(filter) = &mut filter {
                filter.insert(text);
            }
        }
        let known = match (writer.entries.known.take(), filter) {
            (Some(mut known), Some(filter)) => {
                known.push(filter);
                Some(known)
            }
            _ => None,
        };
        let asked = writer.entries.asked;
        writer.entries = Entries {
            known,
            asked,
            ..Entries::of(writer.head)
        };
        Ok(())
    }

    /// Puts the entries into the tree that a run that was killed left out, from the log.
    pub(crate) fn catch_entries_up(&self) -> Result<(), Error> {
        let Some(bytes) = self.engine.get(key::LAGGING)? else {
            return Ok(());
        };
        let lag = Lag::from_bytes(&bytes).map_err(|bad| Error::Damaged {
            dir: self.engine.dir().to_path_buf(),
            what: format!("the note of how far its entries reach is unreadable: {bad}"),
        })?;
        let mut writer = self.writer();
        for record in Walk::new(&self.engine, lag.0) {
            match record {
                Ok((sequence, posting)) => {
                    let dated = Dated::of(&posting.published);
                    writer.entries.set(&posting.key, sequence, dated);
                    // The note that entries lag stays until the last of them is in.
                    if writer.entries.len() >= MOST_WAITING {
                        self.insert_waiting(&mut writer)?;
                    }
                }
                // Whoever walks over it is told; that its key is met again as new costs nothing.
                Err(Error::Corrupt { .. } | Error::Format { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        self.insert_waiting(&mut writer)?;
        self.engine.remove(key::LAGGING)
    }
}

impl Drop for Store {
    /// A store that is closed in good order leaves nothing to be caught up.
    fn drop(&mut self) {
        if let Ok(mut writer) = self.sound_writer() {
            // Where it fails, the next run reads the entries off the log.
            let _ = self.settle(&mut writer);
        }
    }
}
