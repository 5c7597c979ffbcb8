//! Entries in the tree, many neighbouring keys to a value: entries in the order of their keys in; one key's entry, or all, out. Knows not what waits.
//!
//! ```text
//!   'l' | first key  ->  a frame (see `frame`) around n times
//!   +-------------------+-----+--------------------+
//!   | length, u16 LE    | key | entry (see `key`)  |   in the order of the keys
//!   +-------------------+-----+--------------------+
//! ```
//!
//! A key belongs to the last leaf that does not start behind it. The first leaf has no first key, so that there is one for every key.
//!
//! A leaf that grows too large becomes several, all of which become visible together as far as they hold what it held. What only came can
//! follow one by one: a crash leaves it on the log, and it comes again.

use std::io::Read;

use sled::IVec;
use zstd::bulk::Compressor;

use crate::engine::Engine;
use crate::error::Error;
use crate::frame::Frame;
use crate::key::{self, BadValue, Entry};

const LEAF: Frame = Frame {
    name: "leaf of entries",
    format: 1,
    // Twice as many entries as a leaf is made with, with the longest keys that a length can say.
    most_bytes: 2 * FILL * (2 + 65_535 + Entry::BYTES),
};

/// So many entries stay when a leaf of twice as many is cut.
const FILL: usize = 128;

/// A key and its entry, as leaves and the files of those that wait have them.
pub(crate) type Record = (Vec<u8>, Vec<u8>);

/// Writes a record behind what is there; a key of more than 65,535 bytes has none.
pub(crate) fn add_record(out: &mut Vec<u8>, key: &[u8], entry: &[u8]) -> std::io::Result<()> {
    let length = u16::try_from(key.len()).map_err(std::io::Error::other)?;
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(key);
    out.extend_from_slice(entry);
    Ok(())
}

/// Reads the next record; `None` at the end.
pub(crate) fn read_record(from: &mut impl Read) -> std::io::Result<Option<Record>> {
    let mut length = [0; 2];
    match from.read_exact(&mut length) {
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let mut key = vec![0; usize::from(u16::from_le_bytes(length))];
    let mut entry = vec![0; Entry::BYTES];
    from.read_exact(&mut key)?;
    from.read_exact(&mut entry)?;
    Ok(Some((key, entry)))
}

/// A leaf out of its frame.
struct Leaf {
    /// Its key in the tree.
    key: IVec,
    raw: Vec<u8>,
}

impl Leaf {
    fn read(engine: &Engine, (key, bytes): (IVec, IVec)) -> Result<Leaf, Error> {
        match LEAF.unpack(&bytes) {
            Ok(raw) => Ok(Leaf { key, raw }),
            Err(bad) => Err(unreadable(engine, &key, &bad)),
        }
    }

    /// The records, of which one that is cut off is an error.
    fn records(&self) -> impl Iterator<Item = Result<(&[u8], &[u8]), BadValue>> {
        let mut rest = &self.raw[..];
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let split = split_record(rest).map(|(key, entry, behind)| {
                rest = behind;
                (key, entry)
            });
            if split.is_none() {
                rest = &[];
            }
            Some(split.ok_or(BadValue::Length(self.raw.len())))
        })
    }
}

fn split_record(bytes: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let (length, rest) = bytes.split_at_checked(2)?;
    let length = usize::from(u16::from_le_bytes([length[0], length[1]]));
    let (key, rest) = rest.split_at_checked(length)?;
    let (entry, rest) = rest.split_at_checked(Entry::BYTES)?;
    Some((key, entry, rest))
}

fn unreadable(engine: &Engine, leaf: &[u8], bad: &BadValue) -> Error {
    let first = String::from_utf8_lossy(leaf.get(1..).unwrap_or_default());
    let place = match &*first {
        "" => "its first entries are".to_owned(),
        first => format!("the entries from {first} on are"),
    };
    match bad {
        BadValue::Newer { found, known } => Error::Format {
            place: format!("what holds the entries from \"{first}\" on"),
            found: *found,
            known: *known,
        },
        bad => Error::Damaged {
            dir: engine.dir().to_path_buf(),
            what: format!("{place} unreadable: {bad}"),
        },
    }
}

/// The leaf that a key belongs to; `None` where there is no leaf at all.
fn leaf_of(engine: &Engine, key: &[u8]) -> Result<Option<Leaf>, Error> {
    // Nothing lies between a key and itself with a zero behind it.
    let behind = [key::LEAVES_START, key, &[0]].concat();
    let found = engine.last_in(key::LEAVES_START..&behind)?;
    found.map(|pair| Leaf::read(engine, pair)).transpose()
}

/// Where the leaf behind this one starts; `None` behind the last.
fn next_leaf(engine: &Engine, leaf: &[u8]) -> Result<Option<(IVec, IVec)>, Error> {
    engine.first_in(&[leaf, &[0]].concat()..key::LEAVES_END)
}

/// A key's entry.
pub(crate) fn get(engine: &Engine, key: &[u8]) -> Result<Option<Entry>, Error> {
    let Some(leaf) = leaf_of(engine, key)? else {
        return Ok(None);
    };
    let bad = |bad| unreadable(engine, &leaf.key, &bad);
    for record in leaf.records() {
        let (found, entry) = record.map_err(bad)?;
        if found == key {
            return Entry::from_bytes(entry).map(Some).map_err(bad);
        }
        if found > key {
            break;
        }
    }
    Ok(None)
}

/// Every key, in order.
pub(crate) fn each_key(engine: &Engine, each: &mut dyn FnMut(&[u8])) -> Result<(), Error> {
    let mut next = engine.first_in(key::LEAVES_START..key::LEAVES_END)?;
    while let Some(pair) = next {
        let leaf = Leaf::read(engine, pair)?;
        for record in leaf.records() {
            each(record.map_err(|bad| unreadable(engine, &leaf.key, &bad))?.0);
        }
        next = next_leaf(engine, &leaf.key)?;
    }
    Ok(())
}

/// The leaves without these keys (in order), each with its key in the tree.
pub(crate) fn without(
    engine: &Engine,
    compressor: &mut Compressor<'_>,
    keys: &[&[u8]],
) -> Result<Vec<(IVec, Vec<u8>)>, Error> {
    let mut changed = Vec::new();
    let mut keys = keys.iter().peekable();
    while let Some(first) = keys.peek() {
        let Some(leaf) = leaf_of(engine, first)? else {
            break;
        };
        let next = next_leaf(engine, &leaf.key)?;
        let mut gone = Vec::new();
        while let Some(key) = keys.next_if(|key| is_before(key, next.as_ref())) {
            gone.push(*key);
        }
        let mut rest = Vec::with_capacity(leaf.raw.len());
        for record in leaf.records() {
            let (key, entry) = record.map_err(|bad| unreadable(engine, &leaf.key, &bad))?;
            if gone.binary_search(&key).is_err() {
                add_record(&mut rest, key, entry).map_err(|source| io(engine, source))?;
            }
        }
        let packed = LEAF.pack(&rest, compressor);
        changed.push((leaf.key, packed.map_err(|source| io(engine, source))?));
    }
    Ok(changed)
}

fn is_before(key: &[u8], leaf: Option<&(IVec, IVec)>) -> bool {
    leaf.is_none_or(|(start, _)| key < &start[1..])
}

fn io(engine: &Engine, source: std::io::Error) -> Error {
    Error::Io {
        dir: engine.dir().to_path_buf(),
        source,
    }
}

/// Takes entries in the order of their keys into the leaves.
pub(crate) struct Insertion<'a> {
    engine: &'a Engine,
    compressor: &'a mut Compressor<'static>,
    open: Option<Open>,
}

/// The leaf that is being written anew.
struct Open {
    key: IVec,
    /// The leaf behind it.
    next: Option<(IVec, IVec)>,
    /// Its records that are still to be merged.
    old: std::iter::Peekable<std::vec::IntoIter<Record>>,
    /// What is to become of it, the records that are in no piece yet.
    raw: Vec<u8>,
    /// Where each of them ends.
    ends: Vec<usize>,
    /// So many of them there are up to the last that it held.
    up_to_old: usize,
    /// Pieces that wait until all that it held is in one.
    pieces: sled::Batch,
    /// Whether no piece was made yet: the first takes its place.
    is_whole: bool,
}

impl Open {
    fn add(&mut self, key: &[u8], entry: &[u8]) -> std::io::Result<()> {
        add_record(&mut self.raw, key, entry)?;
        self.ends.push(self.raw.len());
        Ok(())
    }
}

impl<'a> Insertion<'a> {
    pub(crate) fn new(engine: &'a Engine, compressor: &'a mut Compressor<'static>) -> Self {
        Insertion {
            engine,
            compressor,
            open: None,
        }
    }

    /// Sets a key's entry; keys ascend.
    pub(crate) fn set(&mut self, key: &[u8], entry: &[u8]) -> Result<(), Error> {
        let fits = |open: &Open| is_before(key, open.next.as_ref());
        let mut open = match self.open.take() {
            Some(open) if fits(&open) => open,
            other => {
                self.close(other)?;
                self.open_for(key)?
            }
        };
        while let Some((older, its)) = open.old.next_if(|(older, _)| older.as_slice() <= key) {
            if older != key {
                self.add_old(&mut open, &older, &its)?;
            }
        }
        self.add(&mut open, key, entry)?;
        self.open = Some(open);
        Ok(())
    }

    /// Writes what is left; without it the last leaf stays as it was.
    pub(crate) fn finish(mut self) -> Result<(), Error> {
        let open = self.open.take();
        self.close(open)
    }

    fn open_for(&self, key: &[u8]) -> Result<Open, Error> {
        let found = leaf_of(self.engine, key)?;
        let leaf = found.unwrap_or_else(|| Leaf {
            key: key::LEAVES_START.into(),
            raw: Vec::new(),
        });
        let next = next_leaf(self.engine, &leaf.key)?;
        let mut old = Vec::new();
        for record in leaf.records() {
            let (key, entry) = record.map_err(|bad| unreadable(self.engine, &leaf.key, &bad))?;
            old.push((key.to_vec(), entry.to_vec()));
        }
        Ok(Open {
            key: leaf.key,
            next,
            old: old.into_iter().peekable(),
            raw: Vec::new(),
            ends: Vec::new(),
            up_to_old: 0,
            pieces: sled::Batch::default(),
            is_whole: true,
        })
    }

    fn add(&mut self, open: &mut Open, key: &[u8], entry: &[u8]) -> Result<(), Error> {
        open.add(key, entry)
            .map_err(|source| io(self.engine, source))?;
        if open.ends.len() == 2 * FILL {
            self.cut(open, FILL)?;
        }
        Ok(())
    }

    fn add_old(&mut self, open: &mut Open, key: &[u8], entry: &[u8]) -> Result<(), Error> {
        open.up_to_old = open.ends.len() + 1;
        self.add(open, key, entry)
    }

    /// Makes a leaf of the first records that wait.
    fn cut(&mut self, open: &mut Open, records: usize) -> Result<(), Error> {
        let end = records.checked_sub(1).map_or(0, |last| open.ends[last]);
        let packed = LEAF.pack(&open.raw[..end], self.compressor);
        let packed = packed.map_err(|source| io(self.engine, source))?;
        if std::mem::take(&mut open.is_whole) {
            open.pieces.insert(&open.key, packed);
        } else if let Some((key, ..)) = split_record(&open.raw[..end]) {
            open.pieces
                .insert([key::LEAVES_START, key].concat(), packed);
        }
        open.raw.drain(..end);
        open.ends.drain(..records);
        open.ends.iter_mut().for_each(|place| *place -= end);
        open.up_to_old = open.up_to_old.saturating_sub(records);
        // A piece is seen as far as the next one begins: what the leaf held further on would be seen no more.
        if open.up_to_old == 0 && open.old.peek().is_none() {
            self.engine.apply(std::mem::take(&mut open.pieces))?;
        }
        Ok(())
    }

    fn close(&mut self, open: Option<Open>) -> Result<(), Error> {
        let Some(mut open) = open else {
            return Ok(());
        };
        while let Some((key, entry)) = open.old.next() {
            self.add_old(&mut open, &key, &entry)?;
        }
        let left = open.ends.len();
        self.cut(&mut open, left)
    }
}
