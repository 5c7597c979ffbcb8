//! A folder as bytes and back. The bytes say their format and carry a checksum; whatever is wrong with them is an error, never a fold.
//!
//! Layout, numbers little-endian: `jtfold`, format (1 byte), store (length u32, text), last sequence u64, entries (count u64;
//! key, block, sequence u64 each), blocks (count u64; hash u64, count u64, members: entry u32, day i32, kind u8,
//! market u8, content u64, 20 bands u64, component u32, leader u32, key as length u32 and text), 16 bytes of BLAKE3 over all
//! before. A member's sequence stands with its entry.

use crate::block::{Block, Member};
use crate::error::Error;
use crate::folder::{Entry, Folder};
use crate::sketch::{BANDS, Sketch};

const MAGIC: &[u8] = b"jtfold";

/// Raised whenever the bytes or the rule change their meaning: folds of another rule are made anew.
const FORMAT: u8 = 2;

const CHECKSUM: usize = 16;

/// No member of a shared block.
const ALONE: u32 = u32::MAX;

impl Folder {
    /// The whole state. [`Folder::settle`] comes first: bytes that a replacement left open are refused when they are read.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(64 + self.entries.len() * 24);
        out.extend_from_slice(MAGIC);
        out.push(FORMAT);
        text(&mut out, &self.store);
        out.extend_from_slice(&self.last_sequence.to_le_bytes());
        // Entries that were forgotten are left out, so that numbers move up.
        let mut places = vec![ALONE; self.entries.len()];
        let live: Vec<&Entry> = self
            .entries
            .iter()
            .filter(|entry| entry.sequence > 0)
            .collect();
        let mut place = 0;
        for (at, entry) in self.entries.iter().enumerate() {
            if entry.sequence > 0 {
                places[at] = place;
                place += 1;
            }
        }
        count(&mut out, live.len());
        for entry in live {
            for number in [entry.key, entry.block, entry.sequence] {
                out.extend_from_slice(&number.to_le_bytes());
            }
        }
        // A block that nobody is in any more would only keep the hash of an organisation that is to be forgotten.
        let blocks = self.blocks.iter().filter(|block| !block.members.is_empty());
        count(&mut out, blocks.clone().count());
        for block in blocks {
            out.extend_from_slice(&block.hash.to_le_bytes());
            count(&mut out, block.members.len());
            for member in &block.members {
                write_member(&mut out, member, &places);
            }
        }
        let checksum = blake3::hash(&out);
        out.extend_from_slice(&checksum.as_bytes()[..CHECKSUM]);
        out
    }

    /// A folder as [`Folder::to_bytes`] wrote it.
    ///
    /// # Errors
    /// [`Error::Format`] for bytes of another version, [`Error::Damaged`] for any others.
    pub fn from_bytes(bytes: &[u8]) -> Result<Folder, Error> {
        let rest = bytes
            .strip_prefix(MAGIC)
            .ok_or(Error::Damaged("they do not start as folds do"))?;
        let found = *rest.first().ok_or(Error::Damaged("they end too early"))?;
        if found != FORMAT {
            return Err(Error::Format {
                found,
                known: FORMAT,
            });
        }
        let end = bytes
            .len()
            .checked_sub(CHECKSUM)
            .ok_or(Error::Damaged("they end too early"))?;
        let (body, checksum) = bytes.split_at(end);
        if blake3::hash(body).as_bytes()[..CHECKSUM] != *checksum {
            return Err(Error::Damaged("the checksum differs"));
        }
        let mut input = Input(body.get(MAGIC.len() + 1..).unwrap_or_default());
        // A body of the right checksum that does not read was written by another program.
        read(&mut input).ok_or(Error::Damaged("their parts contradict each other"))
    }
}

fn count(out: &mut Vec<u8>, count: usize) {
    out.extend_from_slice(&(count as u64).to_le_bytes());
}

fn text(out: &mut Vec<u8>, text: &str) {
    let length = u32::try_from(text.len()).unwrap_or(0);
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(&text.as_bytes()[..length as usize]);
}

fn write_member(out: &mut Vec<u8>, member: &Member, places: &[u32]) {
    let entry = places.get(member.entry as usize).copied().unwrap_or(ALONE);
    out.extend_from_slice(&entry.to_le_bytes());
    out.extend_from_slice(&member.day.to_le_bytes());
    out.push(member.kind);
    out.push(member.market);
    out.extend_from_slice(&member.content.to_le_bytes());
    for band in member.sketch.0 {
        out.extend_from_slice(&band.to_le_bytes());
    }
    out.extend_from_slice(&member.component.to_le_bytes());
    out.extend_from_slice(&member.leader.to_le_bytes());
    text(out, &member.key);
}

fn read(input: &mut Input<'_>) -> Option<Folder> {
    let store = input.text()?.to_owned();
    let last_sequence = input.u64()?;
    let length = input.count(24)?;
    let mut entries = Vec::with_capacity(length);
    for _ in 0..length {
        entries.push(Entry {
            key: input.u64()?,
            block: input.u64()?,
            sequence: input.u64()?,
            member: ALONE,
        });
    }
    let length = input.count(16)?;
    let mut blocks = Vec::with_capacity(length);
    for _ in 0..length {
        let hash = input.u64()?;
        let length = input.count(8 * BANDS)?;
        let mut members = Vec::with_capacity(length);
        for place in 0..length {
            members.push(read_member(input, &mut entries, hash, place)?);
        }
        blocks.push(Block::restored(hash, members)?);
    }
    if !input.0.is_empty() {
        return None;
    }
    Folder::restored(store, last_sequence, entries, blocks)
}

fn read_member(
    input: &mut Input<'_>,
    entries: &mut [Entry],
    block: u64,
    place: usize,
) -> Option<Member> {
    let number = input.u32()?;
    let day = i32::from_le_bytes(input.take()?);
    let (kind, market, content) = (input.u8()?, input.u8()?, input.u64()?);
    let mut bands = [0; BANDS];
    for band in &mut bands {
        *band = input.u64()?;
    }
    let (component, leader) = (input.u32()?, input.u32()?);
    let key = input.text()?.into();
    let entry = entries
        .get_mut(number as usize)
        .filter(|entry| entry.block == block && entry.member == ALONE)?;
    entry.member = u32::try_from(place).ok()?;
    Some(Member {
        entry: number,
        sequence: entry.sequence,
        key,
        day,
        kind,
        market,
        content,
        sketch: Sketch(bands),
        component,
        leader,
    })
}

/// What is left to read.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    fn u8(&mut self) -> Option<u8> {
        self.take::<1>().map(|[byte]| byte)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.take().map(u64::from_le_bytes)
    }

    /// A count of things of at least so many bytes, that many of which are really there.
    fn count(&mut self, bytes_each: usize) -> Option<usize> {
        let count = usize::try_from(self.u64()?).ok()?;
        (count.checked_mul(bytes_each)? <= self.0.len()).then_some(count)
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = self.u32()? as usize;
        let text = self.0.get(..length)?;
        self.0 = self.0.get(length..)?;
        std::str::from_utf8(text).ok()
    }
}
