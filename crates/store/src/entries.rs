//! Entries that wait for their place in the tree: keys and where their postings lie in; one key's entry, and all in the order of their keys, out.
//!
//! Keys come in no order, and a tree that is written where each key happens to belong is written nearly whole again and again: of a
//! million postings the entries took three fifths of the work of a put and half of the disk. So they wait in memory and go into the tree
//! together, in the order of their keys, at a flush, once they are many; beyond half a million in sorted files (see `run`), since a tree that is gone
//! through ten times is ten times as much to write. What the tree lacks is said there, in the same batch as the
//! first posting whose entry waits, so that the next run reads the missing entries off the log, after a crash as after a few postings.
//!
//! Most keys that come are new. Filters say so without asking the tree: one for each run of entries that went into it, and one for what
//! was there before as soon as that is worth a pass over it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::hash::{BuildHasher, RandomState};
use std::path::Path;

use fastbloom::BloomFilter;
use hashbrown::HashTable;
use model::PostingKey;

use crate::engine::Engine;
use crate::error::Error;
use crate::key::{self, BadValue, Entry, Head};
use crate::leaf::{self, Insertion};
use crate::merge::Dated;
use crate::run::Run;
use crate::store::{Store, Writer};
use crate::walk::Walk;

/// So many entries wait in memory at most: about 60 bytes each.
const MOST_WAITING: usize = 500_000;

/// So many entries that wait are put into the tree when a run ends; to read them off the log takes about a tenth of a second.
const MANY: u64 = 20_000;

/// And so are those that are this part of all.
const A_PART: u64 = 64;

/// The part of keys that a filter takes for known though they are not; 15 bits a key.
const FALSELY_KNOWN: f64 = 0.001;

/// The tree is read whole for a filter once a run has asked it about this part of what it holds.
const WORTH_A_PASS: u64 = 20;

/// So many entries of an earlier format are taken over at a time.
const AT_A_TIME: usize = 10_000;

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
    entry: Entry,
}

/// Takes a key and the value of its entry.
type Give<'a> = dyn FnMut(&[u8], &[u8]) -> Result<(), Error> + 'a;

/// The entries that wait, and what is known of those in the tree.
pub(crate) struct Entries {
    /// The texts of their keys, one behind the other.
    texts: Vec<u8>,
    waiting: Vec<Waiting>,
    places: HashTable<u32>,
    hasher: RandomState,
    /// Those that waited before them, the latest last.
    runs: Vec<Run>,
    /// A filter over the keys of each.
    of_runs: Vec<BloomFilter>,
    /// Filters over every key in the tree; `None` while nobody has looked.
    known: Option<Vec<BloomFilter>>,
    /// How often the tree was asked about a key in this run.
    asked: u64,
    /// How many wait in memory.
    most: usize,
}

impl Entries {
    /// None wait; an empty store is known whole.
    pub(crate) fn of(head: Head) -> Entries {
        Entries {
            texts: Vec::new(),
            waiting: Vec::new(),
            places: HashTable::new(),
            hasher: RandomState::new(),
            runs: Vec::new(),
            of_runs: Vec::new(),
            known: (head == Head::default()).then(Vec::new),
            asked: 0,
            most: MOST_WAITING,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.runs.is_empty()
    }

    /// Whether no more are to wait in memory.
    pub(crate) fn is_full(&self) -> bool {
        self.waiting.len() >= self.most
    }

    /// Those in memory, in the order of their keys.
    fn sorted(&self) -> impl Iterator<Item = (&[u8], Entry)> {
        let mut order: Vec<usize> = (0..self.waiting.len()).collect();
        order.sort_unstable_by(|a, b| self.text(*a).cmp(self.text(*b)));
        order
            .into_iter()
            .map(|place| (self.text(place), self.waiting[place].entry))
    }

    /// Moves those in memory into a run of their own.
    pub(crate) fn spill(&mut self, folder: &Path) -> std::io::Result<()> {
        let run = Run::write(folder, self.sorted())?;
        self.of_runs.push(self.filter());
        self.runs.push(run);
        self.texts.clear();
        self.waiting.clear();
        self.places.clear();
        Ok(())
    }

    /// All that wait, each key once with its latest entry, in the order of their keys.
    fn each(
        &self,
        give: &mut Give<'_>,
        fault: impl Fn(std::io::Error) -> Error,
    ) -> Result<(), Error> {
        let mut memory = self
            .sorted()
            .map(|(key, entry)| (key.to_vec(), entry.to_bytes()));
        let mut runs = Vec::new();
        for run in &self.runs {
            runs.push(run.entries().map_err(&fault)?);
        }
        let mut next = |from: usize| match runs.get_mut(from) {
            Some(run) => run.next(),
            None => Ok(memory.next()),
        };
        // The least key first, and of one key the latest source.
        let mut heads = BinaryHeap::new();
        for from in 0..=self.runs.len() {
            if let Some((key, value)) = next(from).map_err(&fault)? {
                heads.push((Reverse(key), from, value));
            }
        }
        let mut last = None;
        while let Some((Reverse(key), from, value)) = heads.pop() {
            if let Some((following, its)) = next(from).map_err(&fault)? {
                heads.push((Reverse(following), from, its));
            }
            if last.as_ref() != Some(&key) {
                give(&key, &value)?;
                last = Some(key);
            }
        }
        Ok(())
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
        Some(self.waiting[self.place_of(key)?].entry)
    }

    /// Notes where a key's posting lies.
    pub(crate) fn set(&mut self, key: &PostingKey, sequence: u64, dated: Dated) {
        let entry = Entry {
            sequence,
            dated: Some(dated),
        };
        if let Some(place) = self.place_of(key) {
            self.waiting[place].entry = entry;
            return;
        }
        self.texts.extend_from_slice(key.as_str().as_bytes());
        self.waiting.push(Waiting {
            end: self.texts.len(),
            entry,
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
        Ok(known.is_none_or(|filters| {
            let all = filters.iter().chain(&self.of_runs);
            all.into_iter().any(|filter| filter.contains(text))
        }))
    }

    /// A filter over the keys in memory.
    fn filter(&self) -> BloomFilter {
        let mut filter = filter(self.waiting.len());
        for (key, _) in self.sorted() {
            filter.insert(key);
        }
        filter
    }
}

fn filter(keys: usize) -> BloomFilter {
    BloomFilter::with_false_pos(FALSELY_KNOWN).expected_items(keys.max(1))
}

fn filter_of_tree(engine: &Engine, head: Head) -> Result<BloomFilter, Error> {
    let mut all = filter(usize::try_from(head.postings).unwrap_or(usize::MAX));
    leaf::each_key(engine, &mut |key| {
        all.insert(key);
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
        let text = key.as_str().as_bytes();
        let runs = writer.entries.runs.iter().rev();
        let found = runs.map(|run| run.get(text)).find_map(Result::transpose);
        let Some(value) = found.transpose().map_err(|source| self.io(source))? else {
            writer.entries.asked += 1;
            return leaf::get(&self.engine, text);
        };
        Entry::from_bytes(&value)
            .map(Some)
            .map_err(|bad| Error::Damaged {
                dir: self.engine.dir().to_path_buf(),
                what: format!("the entry of {key} is unreadable: {bad}"),
            })
    }

    /// Puts the entries that wait into the tree where they are many: a few would each take a leaf of their own, which costs more than to read
    /// them off the log again in the next run.
    pub(crate) fn settle_many(&self, writer: &mut Writer) -> Result<(), Error> {
        let waiting = writer.entries.waiting.len() as u64;
        let are_many = waiting >= MANY || waiting * A_PART >= writer.head.postings;
        if are_many || !writer.entries.runs.is_empty() {
            self.settle(writer)?;
        }
        Ok(())
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
        let filter = writer.entries.filter();
        let Writer {
            compressor,
            entries,
            ..
        } = writer;
        let mut insertion = Insertion::new(&self.engine, compressor);
        entries.each(&mut |key, value| insertion.set(key, value), |source| {
            self.io(source)
        })?;
        insertion.finish()?;
        let mut known = writer.entries.known.take();
        if let Some(known) = &mut known {
            known.append(&mut writer.entries.of_runs);
            known.push(filter);
        }
        writer.entries = Entries {
            known,
            asked: writer.entries.asked,
            most: writer.entries.most,
            ..Entries::of(writer.head)
        };
        Ok(())
    }

    /// How many entries wait in memory before they go into a file; for tests, which have no half a million postings.
    #[doc(hidden)]
    pub fn let_wait(&self, most: usize) {
        self.writer().entries.most = most;
    }

    fn io(&self, source: std::io::Error) -> Error {
        Error::Io {
            dir: self.engine.dir().to_path_buf(),
            source,
        }
    }

    /// Makes room for more entries to wait.
    pub(crate) fn spill(&self, entries: &mut Entries) -> Result<(), Error> {
        if entries.is_full() {
            let spilled = entries.spill(self.engine.dir());
            spilled.map_err(|source| self.io(source))?;
        }
        Ok(())
    }

    /// Takes the entries of earlier formats, which had a key each, into leaves. Where one is unreadable all are read off the log again.
    pub(crate) fn adopt_old_entries(&self) -> Result<(), Error> {
        let mut writer = self.writer();
        let old = || key::OLD_ENTRIES_START..key::LEAVES_START;
        if self.engine.first_in(old())?.is_none() {
            return Ok(());
        }
        // A version that would not find the entries any more must refuse the folder.
        self.engine.insert(key::HEAD, writer.head.to_bytes())?;
        loop {
            let some = self.engine.first_some_in(old(), AT_A_TIME)?;
            if some.is_empty() {
                return Ok(());
            }
            let mut gone = sled::Batch::default();
            let mut insertion = Insertion::new(&self.engine, &mut writer.compressor);
            for (old_key, value) in some {
                match Entry::from_bytes(&value) {
                    Ok(entry) => insertion.set(&old_key[1..], &entry.to_bytes())?,
                    Err(_) => self.engine.insert(key::LAGGING, Lag(0).to_bytes())?,
                }
                gone.remove(old_key);
            }
            insertion.finish()?;
            self.engine.apply(gone)?;
        }
    }

    /// Reads the entries off the log that the last run left out of the tree, few as a rule, many where it was killed.
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
                    self.spill(&mut writer.entries)?;
                }
                // Whoever walks over it is told; that its key is met again as new costs nothing.
                Err(Error::Corrupt { .. } | Error::Format { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        self.settle_many(&mut writer)
    }
}

impl Drop for Store {
    /// A store that is closed in good order leaves little to be caught up.
    fn drop(&mut self) {
        if let Ok(mut writer) = self.sound_writer() {
            // Where it fails, the next run reads the entries off the log.
            let _ = self.settle_many(&mut writer);
        }
    }
}
