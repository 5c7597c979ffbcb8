//! The layouts of keys and of the small values: sequence numbers and posting keys in, bytes out, and back. Knows nothing of blocks' contents.
//!
//! One tree holds everything, told apart by the first byte, because one sled batch is atomic within one tree:
//!
//! ```text
//!   key                                  value
//!   +-----+----------------------------+
//!   | 'b' | first sequence, u64 BE     |  a block of up to 64 postings (see `block`)
//!   +-----+----------------------------+
//!   | 'e' |                               how far entries reach, where they lag behind the log
//!   +-----+----------------------------+
//!   | 'h' |                               the head
//!   +-----+----------------------------+
//!   | 'i' |                               the identity
//!   +-----+----------------------------+
//!   | 'k' | posting key, UTF-8         |  an entry, where a format before 4 wrote it
//!   +-----+----------------------------+
//!   | 'l' | posting key, UTF-8         |  the entries from that key on: where each posting lies, and its date (see `leaf`)
//!   +-----+----------------------------+
//!   | 'n' | name of a note, UTF-8      |  a note (see `note`)
//!   +-----+----------------------------+
//!   | 's' | sequence, u64 BE           |  nothing: the record with that sequence number was superseded
//!   +-----+----------------------------+
//! ```
//!
//! Notes came after format 2 and raised no number: a version that knows none passes them over, and neither loses nor misreads anything by it.
//! Other first bytes are free.

use model::{DateKind, Day};

use crate::error::Error;
use crate::merge::Dated;

/// The newest format of head, identity and entries that this version reads and the one that it writes.
///
/// Format 1 had no dates in its entries, no superseded records and no identity; in format 2 entries never lagged; before 4 each had a key of
/// its own. The head's fields are the same in all; its number was raised so that a version that would miss a superseded record, or an
/// entry, refuses the folder.
pub(crate) const FORMAT: u8 = 4;

/// The key of the head.
pub(crate) const HEAD: &[u8] = b"h";

/// The key of the note that entries lag behind the log (see `entries`).
pub(crate) const LAGGING: &[u8] = b"e";

/// The key of the identity.
pub(crate) const IDENTITY: &[u8] = b"i";

/// The range of keys that holds all blocks: from here up to, not including, [`BLOCKS_END`].
pub(crate) const BLOCKS_START: &[u8] = b"b";
/// The end of the blocks.
pub(crate) const BLOCKS_END: &[u8] = b"c";

/// The key of the block that starts with this sequence number. Big endian, so that bytes sort as numbers do.
pub(crate) fn of_block(first: u64) -> [u8; 9] {
    let mut key = [b'b'; 9];
    key[1..].copy_from_slice(&first.to_be_bytes());
    key
}

/// The sequence number with which a block starts; `None` where the key is no block's.
pub(crate) fn block_first(key: &[u8]) -> Option<u64> {
    let digits = key.strip_prefix(b"b")?;
    Some(u64::from_be_bytes(digits.try_into().ok()?))
}

/// The key of the marker that the record with this sequence number was superseded.
pub(crate) fn of_superseded(sequence: u64) -> [u8; 9] {
    let mut key = [b's'; 9];
    key[1..].copy_from_slice(&sequence.to_be_bytes());
    key
}

/// The end of the markers.
pub(crate) const SUPERSEDED_END: &[u8] = b"t";

/// The sequence number of a superseded record; `None` where the key is no such marker's.
pub(crate) fn superseded(key: &[u8]) -> Option<u64> {
    let digits = key.strip_prefix(b"s")?;
    Some(u64::from_be_bytes(digits.try_into().ok()?))
}

/// The range of keys that holds the entries of earlier formats: from here up to, not including, [`LEAVES_START`].
pub(crate) const OLD_ENTRIES_START: &[u8] = b"k";

/// The range of keys that holds all entries: from here up to, not including, [`LEAVES_END`].
pub(crate) const LEAVES_START: &[u8] = b"l";
/// The end of the entries.
pub(crate) const LEAVES_END: &[u8] = b"m";

/// The key of the note of this name, and where the names that begin so start.
pub(crate) fn of_note(name: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(1 + name.len());
    key.push(b'n');
    key.extend_from_slice(name.as_bytes());
    key
}

/// The name of a note; `None` where the key is no note's.
pub(crate) fn note_name(key: &[u8]) -> Option<&str> {
    std::str::from_utf8(key.strip_prefix(b"n")?).ok()
}

/// Where a posting lies, and its date, so that a known posting is compared without reading its block.
///
/// ```text
///   0      1                     9      10               14
///   +------+---------------------+------+----------------+
///   | 0x04 | sequence, u64 BE    | kind | day, i32 BE    |
///   +------+---------------------+------+----------------+
///     kind: 0 exact, 1 bound, 2 observed, 3 unknown; day: days since 1970-01-01. Format 1 ends behind the sequence; 2 and 3 are the same.
/// ```
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) sequence: u64,
    /// `None` where format 1 wrote the entry first; the posting itself then says.
    pub(crate) dated: Option<Dated>,
}

/// The kind of a date that is not known.
const UNKNOWN_DATE: u8 = 3;

impl Entry {
    /// How long the newest format is.
    pub(crate) const BYTES: usize = 14;

    /// The bytes of the newest format.
    pub(crate) fn to_bytes(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(Entry::BYTES);
        bytes.push(FORMAT);
        bytes.extend_from_slice(&self.sequence.to_be_bytes());
        bytes.push(match self.dated.map(|dated| dated.kind) {
            Some(DateKind::Exact) => 0,
            Some(DateKind::Bound) => 1,
            Some(DateKind::Observed) => 2,
            None => UNKNOWN_DATE,
        });
        let day = self.dated.map_or(0, |dated| dated.day.number());
        bytes.extend_from_slice(&day.to_be_bytes());
        bytes
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Entry, BadValue> {
        let (format, fields) = versioned(bytes)?;
        let wrong = || BadValue::Length(bytes.len());
        let (sequence, date) = fields.split_at_checked(8).ok_or_else(wrong)?;
        let sequence = u64::from_be_bytes(sequence.try_into().map_err(|_| wrong())?);
        let dated = match (format, date) {
            (1, []) => None,
            (4.., [UNKNOWN_DATE, ..]) => None,
            (2.., [kind, day @ ..]) => Some(dated(
                *kind,
                i32::from_be_bytes(day.try_into().map_err(|_| wrong())?),
            )?),
            _ => return Err(wrong()),
        };
        Ok(Entry { sequence, dated })
    }
}

fn dated(kind: u8, number: i32) -> Result<Dated, BadValue> {
    let kind = match kind {
        0 => DateKind::Exact,
        1 => DateKind::Bound,
        2 => DateKind::Observed,
        _ => return Err(BadValue::Other(format!("no kind of date is {kind}"))),
    };
    let day = Day::from_number(number)
        .ok_or_else(|| BadValue::Other(format!("day {number} is out of range")))?;
    Ok(Dated { kind, day })
}

/// How far the log goes.
///
/// ```text
///   0      1                       9                     17
///   +------+-----------------------+---------------------+
///   | 0x04 | last sequence, u64 BE | postings, u64 BE    |
///   +------+-----------------------+---------------------+
/// ```
///
/// The last sequence never falls, not even when the posting that had it is removed: readers remember it. Superseded
/// records are not counted among the postings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) last: u64,
    pub(crate) postings: u64,
}

impl Head {
    pub(crate) fn to_bytes(self) -> Vec<u8> {
        let mut bytes = vec![FORMAT];
        bytes.extend_from_slice(&self.last.to_be_bytes());
        bytes.extend_from_slice(&self.postings.to_be_bytes());
        bytes
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Head, BadValue> {
        let (_, fields) = versioned(bytes)?;
        let wrong = || BadValue::Length(fields.len());
        let (last, postings) = fields.split_at_checked(8).ok_or_else(wrong)?;
        Ok(Head {
            last: u64::from_be_bytes(last.try_into().map_err(|_| wrong())?),
            postings: u64::from_be_bytes(postings.try_into().map_err(|_| wrong())?),
        })
    }
}

/// The store's name for itself: the format, then a u64 BE.
pub(crate) struct Identity(pub(crate) u64);

impl Identity {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![FORMAT];
        bytes.extend_from_slice(&self.0.to_be_bytes());
        bytes
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Identity, BadValue> {
        let (_, fields) = versioned(bytes)?;
        let digits = fields
            .try_into()
            .map_err(|_| BadValue::Length(fields.len()))?;
        Ok(Identity(u64::from_be_bytes(digits)))
    }
}

/// The version byte, and what follows it.
pub(crate) fn versioned(bytes: &[u8]) -> Result<(u8, &[u8]), BadValue> {
    match bytes.split_first() {
        Some((&found, fields)) if (1..=FORMAT).contains(&found) => Ok((found, fields)),
        Some((&found, _)) if found > FORMAT => Err(BadValue::Newer {
            found,
            known: FORMAT,
        }),
        _ => Err(BadValue::Length(0)),
    }
}

/// Why a value is not what its key promises.
#[derive(Debug)]
pub(crate) enum BadValue {
    /// Written by a newer version.
    Newer { found: u8, known: u8 },
    /// Of a length that no version wrote.
    Length(usize),
    /// Unreadable in another way.
    Other(String),
}

impl BadValue {
    /// The error of a value that holds the posting with this sequence number, or starts with it.
    pub(crate) fn at_sequence(self, sequence: u64) -> Error {
        match self {
            BadValue::Newer { found, known } => Error::Format {
                place: format!("the posting with sequence {sequence}"),
                found,
                known,
            },
            other => Error::Corrupt {
                sequence,
                what: other.to_string(),
            },
        }
    }
}

impl std::fmt::Display for BadValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            BadValue::Newer { found, known } => write!(f, "format {found} is newer than {known}"),
            BadValue::Length(length) => {
                write!(f, "{length} bytes are not the length of such a value")
            }
            BadValue::Other(what) => f.write_str(what),
        }
    }
}
