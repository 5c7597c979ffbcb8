//! Up to 64 postings as one value: postings and their sequence numbers in, bytes out, and back. Knows no tree and no disk.
//!
//! ```text
//!   raw, once out of its frame:
//!   +-----------+-------------------------------------+------------------------+
//!   | n, u16 LE | n times (offset u16 LE, length u32) | n times a posting, JSON|
//!   +-----------+-------------------------------------+------------------------+
//!                       offset = sequence - the block's first sequence
//! ```
//!
//! Offsets are written out, not counted, so that a block can be replaced by one that lacks a posting.

use model::Posting;
use zstd::bulk::Compressor;

use crate::frame::Frame;
use crate::key::BadValue;

const BLOCK: Frame = Frame {
    name: "block",
    format: 1,
    most_bytes: MOST_BYTES,
};

/// How many postings a block holds at most.
const MOST_POSTINGS: usize = 64;

/// A block is closed once its text is this long. sled splits a leaf at 16 values, and a leaf beyond a quarter of its
/// 512 KiB segment goes to a file of its own, which the cache counts as nothing and never lets go: 16 blocks of 16 KiB,
/// compressed two to one, stay just below that.
const FULL_AT: usize = 16 * 1024;

/// The longest text that a block may hold, so that a damaged length asks for no absurd memory.
pub(crate) const MOST_BYTES: usize = 64 * 1024 * 1024;

const SLOT: usize = 6;
const ZSTD_LEVEL: i32 = 1;

/// Collects encoded postings until the block is full.
pub(crate) struct Draft {
    first: u64,
    slots: Vec<(u16, u32)>,
    texts: Vec<u8>,
}

impl Draft {
    pub(crate) fn new(first: u64) -> Draft {
        Draft {
            first,
            slots: Vec::with_capacity(MOST_POSTINGS),
            texts: Vec::with_capacity(FULL_AT),
        }
    }

    pub(crate) fn first(&self) -> u64 {
        self.first
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    pub(crate) fn is_full(&self) -> bool {
        self.slots.len() >= MOST_POSTINGS || self.texts.len() >= FULL_AT
    }

    /// Adds a posting; `Err` holds its size where that is more than a block can hold.
    pub(crate) fn add(&mut self, sequence: u64, posting: &Posting) -> Result<(), usize> {
        let start = self.texts.len();
        // Writing to memory fails for no posting: every field of it is a string, a number or a list of them.
        let written = serde_json::to_writer(&mut self.texts, posting);
        let length = self.texts.len() - start;
        let (Ok(offset), Ok(size)) = (u16::try_from(sequence - self.first), u32::try_from(length))
        else {
            self.texts.truncate(start);
            return Err(length);
        };
        if written.is_err() || length > MOST_BYTES - FULL_AT - 1024 {
            self.texts.truncate(start);
            return Err(length);
        }
        self.slots.push((offset, size));
        Ok(())
    }

    /// Takes over a posting of another block as it is written there, so that fields which this version does not know stay.
    fn keep(&mut self, sequence: u64, text: &[u8]) {
        // Both fitted into the block that they come from, which has the same first sequence number.
        let offset = u16::try_from(sequence - self.first).unwrap_or(u16::MAX);
        let size = u32::try_from(text.len()).unwrap_or(u32::MAX);
        self.slots.push((offset, size));
        self.texts.extend_from_slice(text);
    }

    pub(crate) fn to_bytes(&self, compressor: &mut Compressor<'_>) -> std::io::Result<Vec<u8>> {
        let mut raw = Vec::with_capacity(2 + self.slots.len() * SLOT + self.texts.len());
        let count = u16::try_from(self.slots.len()).unwrap_or(u16::MAX);
        raw.extend_from_slice(&count.to_le_bytes());
        for (offset, length) in &self.slots {
            raw.extend_from_slice(&offset.to_le_bytes());
            raw.extend_from_slice(&length.to_le_bytes());
        }
        raw.extend_from_slice(&self.texts);
        BLOCK.pack(&raw, compressor)
    }
}

/// A compressor as blocks need it; the checksum turns a flipped bit into an error instead of another text.
pub(crate) fn compressor() -> std::io::Result<Compressor<'static>> {
    let mut compressor = Compressor::new(ZSTD_LEVEL)?;
    compressor.include_checksum(true)?;
    Ok(compressor)
}

/// A decompressed block; its postings are parsed one by one, when they are asked for.
pub(crate) struct Block {
    raw: Vec<u8>,
    /// Sequence number, and where the text lies in `raw`.
    slots: Vec<(u64, std::ops::Range<usize>)>,
}

impl Block {
    pub(crate) fn from_bytes(first: u64, bytes: &[u8]) -> Result<Block, BadValue> {
        let raw = BLOCK.unpack(bytes)?;
        let slots = slots(first, &raw).ok_or_else(|| {
            BadValue::Other("the block's table of postings does not fit its text".to_owned())
        })?;
        Ok(Block { raw, slots })
    }

    /// The sequence number in this place; `None` behind the last.
    pub(crate) fn sequence(&self, place: usize) -> Option<u64> {
        self.slots.get(place).map(|(sequence, _)| *sequence)
    }

    /// The sequence numbers from the first to the last; `None` where the block is empty.
    pub(crate) fn reach(&self) -> Option<std::ops::RangeInclusive<u64>> {
        let (first, _) = self.slots.first()?;
        let (last, _) = self.slots.last()?;
        Some(*first..=*last)
    }

    /// Where a sequence number stands, if it does.
    pub(crate) fn place_of(&self, sequence: u64) -> Option<usize> {
        self.slots
            .binary_search_by_key(&sequence, |(here, _)| *here)
            .ok()
    }

    /// The posting in this place.
    pub(crate) fn posting(&self, place: usize) -> Result<Posting, BadValue> {
        let text = self
            .slots
            .get(place)
            .map(|(_, range)| &self.raw[range.clone()]);
        serde_json::from_slice(text.unwrap_or_default())
            .map_err(|error| BadValue::Other(format!("its text is no posting ({error})")))
    }
}

impl Block {
    /// The same block without the postings in these places (ascending), under the same first sequence number.
    pub(crate) fn without(&self, first: u64, places: &[usize]) -> Draft {
        let mut draft = Draft::new(first);
        for (place, (sequence, range)) in self.slots.iter().enumerate() {
            if places.binary_search(&place).is_err() {
                draft.keep(*sequence, &self.raw[range.clone()]);
            }
        }
        draft
    }
}

/// Reads the table; `None` where it does not describe the bytes exactly.
fn slots(first: u64, raw: &[u8]) -> Option<Vec<(u64, std::ops::Range<usize>)>> {
    let (count, rest) = raw.split_at_checked(2)?;
    let count = usize::from(u16::from_le_bytes([count[0], count[1]]));
    let (table, _) = rest.split_at_checked(count * SLOT)?;
    let mut start = 2 + table.len();
    let mut slots = Vec::with_capacity(count);
    for slot in table.chunks_exact(SLOT) {
        let offset = u16::from_le_bytes([slot[0], slot[1]]);
        let length = u32::from_le_bytes([slot[2], slot[3], slot[4], slot[5]]) as usize;
        let end = start.checked_add(length).filter(|end| *end <= raw.len())?;
        slots.push((first.checked_add(u64::from(offset))?, start..end));
        start = end;
    }
    (start == raw.len()).then_some(slots)
}
