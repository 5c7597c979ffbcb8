//! A folder as bytes and back. The bytes say their format and carry a checksum; whatever is wrong with them is an error, never a fold.
//!
//! Layout, numbers little-endian: `jtfold`, format (1 byte), store (length u32, text), last sequence u64; how many cells and how
//! many entries (u64 each), the entries cell by cell (facts u32, whose bit 21 says that a cell begins and its block u64 follows;
//! key u64, sequence u32); sketches of those that a newcomer may soon be like (count u64; entry u32, content u64, 10 words u64);
//! components (count u64; members u32; of each entry u32, leader's place in its component u32, key as length u32 and text);
//! 16 bytes of BLAKE3 over all before. So a posting costs 16 bytes, and 8 where it is alone in its cell.

use std::collections::BTreeSet;
use std::io::{self, BufWriter, Read, Write};

use crate::entry::{Entries, Entry, Facts, NONE};
use crate::error::Error;
use crate::folder::Folder;
use crate::large::{LARGEST_SMALL, Large, Member};
use crate::recent::Seen;
use crate::sketch::Sketch;

const MAGIC: &[u8; 6] = b"jtfold";

/// Raised whenever the bytes or the rule change their meaning: folds of another rule are made anew.
const FORMAT: u8 = 3;

const CHECKSUM: usize = 16;

/// Bytes that are read, hashed or written at once.
const AT_ONCE: usize = 1 << 18;

/// Marks the first entry of a cell; facts take the bits below.
const CELL_BEGINS: u32 = 1 << 21;

/// Bytes of an entry but for its cell's block.
const ENTRY: usize = 16;

/// Bytes of a sketch with its entry and content.
const SKETCH: usize = 92;

/// The days of so many last postings are those of which more will come.
const LATEST: u32 = 1_000;

impl Folder {
    /// Writes the whole state. [`Folder::settle`] comes first: bytes that a replacement left open are refused when they are read.
    ///
    /// # Errors
    /// Those of what is written to.
    pub fn write(&self, to: impl Write) -> io::Result<()> {
        let mut out = BufWriter::with_capacity(AT_ONCE, Hashing::over(to));
        out.write_all(MAGIC)?;
        out.write_all(&[FORMAT])?;
        text(&mut out, &self.store)?;
        out.write_all(&self.last_sequence.to_le_bytes())?;
        count(&mut out, self.entries.cells())?;
        count(&mut out, self.entries.live())?;
        // Entries that were forgotten are left out, and those of a cell stand together, so that all get other numbers.
        let mut places = vec![NONE; self.entries.len()];
        let mut place = 0;
        for first in self.entries.firsts() {
            let mut begins = CELL_BEGINS;
            for at in self.entries.chain(Some(first)) {
                let entry = &self.entries[at];
                out.write_all(&(entry.facts.bits() | begins).to_le_bytes())?;
                if begins > 0 {
                    out.write_all(&entry.block.to_le_bytes())?;
                }
                out.write_all(&entry.key.to_le_bytes())?;
                out.write_all(&entry.sequence.to_le_bytes())?;
                begins = 0;
                places[at as usize] = place;
                place += 1;
            }
        }
        self.write_sketches(&places, &mut out)?;
        self.write_components(&places, &mut out)?;
        let Hashing { mut to, hasher } =
            out.into_inner().map_err(io::IntoInnerError::into_error)?;
        to.write_all(&hasher.finalize().as_bytes()[..CHECKSUM])?;
        to.flush()
    }

    /// Sketches that are at hand and of the days that the last postings had, or near to them.
    fn write_sketches(&self, places: &[u32], out: &mut impl Write) -> io::Result<()> {
        let live = || self.entries.iter();
        let last = live().map(|(_, entry)| entry.sequence).max().unwrap_or(0);
        let mut current = BTreeSet::new();
        for (_, entry) in live() {
            if entry.sequence > last.saturating_sub(LATEST) {
                current.extend([entry.facts.stretch(), entry.facts.stretch() - 1]);
            }
        }
        let mut sketches: Vec<(u32, u64, Sketch)> = Vec::new();
        for (at, entry) in live() {
            if let Some(seen) = self.recent.look(entry.sequence)
                && current.contains(&entry.facts.stretch())
            {
                sketches.push((places[at as usize], seen.content, seen.sketch));
            }
        }
        for one in self.large.members() {
            if current.contains(&one.facts.stretch())
                && self.recent.look(self.entries[one.entry].sequence).is_none()
            {
                sketches.push((places[one.entry as usize], one.content, one.sketch));
            }
        }
        sketches.sort_unstable_by_key(|(place, ..)| *place);
        count(out, sketches.len())?;
        for (place, content, sketch) in sketches {
            out.write_all(&place.to_le_bytes())?;
            out.write_all(&content.to_le_bytes())?;
            for word in sketch.0 {
                out.write_all(&word.to_le_bytes())?;
            }
        }
        Ok(())
    }

    fn write_components(&self, places: &[u32], out: &mut impl Write) -> io::Result<()> {
        let all = self.links.components.iter();
        let components = all.filter(|one| one.members.len() > 1);
        count(out, components.clone().count())?;
        let mut inside = vec![NONE; self.links.len()];
        for component in components {
            for (place, link) in (0..).zip(&component.members) {
                inside[*link as usize] = place;
            }
            let members = u32::try_from(component.members.len()).unwrap_or(NONE);
            out.write_all(&members.to_le_bytes())?;
            for at in &component.members {
                let link = self.links[*at];
                let entry = places.get(link.entry as usize).copied().unwrap_or(NONE);
                out.write_all(&entry.to_le_bytes())?;
                out.write_all(&inside[link.leader as usize].to_le_bytes())?;
                text(out, self.links.key(*at))?;
            }
        }
        Ok(())
    }

    /// A folder as [`Folder::write`] wrote it, from bytes of which there are so many.
    ///
    /// # Errors
    /// [`Error::Format`] for bytes of another version, [`Error::Damaged`] for any others, [`Error::Unread`] where they cannot be had.
    pub fn read(from: impl Read, length: u64) -> Result<Folder, Error> {
        let body = length
            .checked_sub(CHECKSUM as u64)
            .ok_or(Error::Damaged("they end too early"))?;
        let mut input = Input::over(from, body);
        let found = read_whole(&mut input);
        // What was not understood is read too: whether the bytes are what was written is told by all of them.
        let is_right = input.ends_right();
        if let Some(fault) = input.fault {
            return Err(Error::Unread(fault.to_string()));
        }
        match found {
            Err(Error::Damaged(_)) | Ok(_) if !is_right => {
                Err(Error::Damaged("the checksum differs"))
            }
            found => found,
        }
    }
}

/// Everything but the checksum.
fn read_whole<R: Read>(input: &mut Input<R>) -> Result<Folder, Error> {
    if input.take() != Some(*MAGIC) {
        return Err(Error::Damaged("they do not start as folds do"));
    }
    let [found] = input.take().ok_or(Error::Damaged("they end too early"))?;
    if found != FORMAT {
        return Err(Error::Format {
            found,
            known: FORMAT,
        });
    }
    // A body of the right checksum that does not read was written by another program.
    read(input).ok_or(Error::Damaged("their parts contradict each other"))
}

fn count(out: &mut impl Write, count: usize) -> io::Result<()> {
    out.write_all(&(count as u64).to_le_bytes())
}

fn text(out: &mut impl Write, text: &str) -> io::Result<()> {
    let length = u32::try_from(text.len()).unwrap_or(0);
    out.write_all(&length.to_le_bytes())?;
    out.write_all(&text.as_bytes()[..length as usize])
}

fn read<R: Read>(input: &mut Input<R>) -> Option<Folder> {
    let mut folder = Folder::new(&input.text()?);
    folder.last_sequence = input.u64()?;
    let cells = input.count(ENTRY + 8)?;
    let entries = input.count(ENTRY)?;
    // Some will come: a vector that is full from the start is copied for the first of them.
    let mut all = Vec::with_capacity(entries + entries / 16 + 16);
    let mut firsts = Vec::with_capacity(cells);
    let mut block = None;
    for at in 0..u32::try_from(entries).ok()? {
        let facts = input.u32()?;
        if facts & CELL_BEGINS != 0 {
            block = Some(input.u64()?);
            firsts.push(at);
        }
        let (key, sequence) = (input.u64()?, input.u32()?);
        all.push(Entry::new(key, block?, sequence, Facts::from_bits(facts)));
    }
    folder.entries = Entries::restored(all, &firsts)?;
    read_sketches(input, &mut folder)?;
    read_components(input, &mut folder)?;
    (input.left == 0).then_some(folder)
}

fn read_sketches<R: Read>(input: &mut Input<R>, folder: &mut Folder) -> Option<()> {
    let mut cell: Vec<Member> = Vec::new();
    for _ in 0..input.count(SKETCH)? {
        let (at, content) = (input.u32()?, input.u64()?);
        let mut sketch = Sketch::default();
        for word in &mut sketch.0 {
            *word = input.u64()?;
        }
        let entry = *folder.entries.get(at)?;
        let seen = Seen {
            sequence: entry.sequence,
            content,
            sketch,
        };
        let of_another = |one: &Member| folder.entries[one.entry].cell() != entry.cell();
        if cell.last().is_some_and(of_another) {
            folder.restore_cell(&mut cell);
        }
        cell.push(Member::new(at, entry.facts, &seen));
    }
    folder.restore_cell(&mut cell);
    Some(())
}

fn read_components<R: Read>(input: &mut Input<R>, folder: &mut Folder) -> Option<()> {
    let count = u32::try_from(input.count(4)?).ok()?;
    for component in 0..count {
        let size = input.u32()?;
        let first = u32::try_from(folder.links.len()).ok()?;
        for _ in 0..size {
            let (at, leader) = (input.u32()?, input.u32()?);
            let link = folder.links.add(at, &input.text()?)?;
            folder.entries.get(at).filter(|entry| entry.link == NONE)?;
            folder.entries[at].link = link;
            let leader = first.checked_add(leader).filter(|_| leader < size)?;
            folder.links.set(link, component, leader);
        }
        folder
            .links
            .restore(&folder.entries, (first..first + size).collect())?;
    }
    Some(())
}

impl Folder {
    /// Puts the sketches of a cell where they will be looked for.
    fn restore_cell(&mut self, cell: &mut Vec<Member>) {
        let members = std::mem::take(cell);
        let Some(first) = members.first() else {
            return;
        };
        let cell = self.entries[first.entry].cell();
        let whole = self.entries.chain(self.entries.first_of(cell)).count();
        if members.len() > LARGEST_SMALL && members.len() == whole {
            let identity = |at| self.links.identity(&self.entries, at);
            self.large.insert(Large::new(cell, members, identity));
            return;
        }
        for one in members {
            self.recent.keep(Seen {
                sequence: self.entries[one.entry].sequence,
                content: one.content,
                sketch: one.sketch,
            });
        }
    }
}

/// Hashes what passes through it.
struct Hashing<W> {
    to: W,
    hasher: blake3::Hasher,
}

impl<W> Hashing<W> {
    fn over(to: W) -> Hashing<W> {
        Hashing {
            to,
            hasher: blake3::Hasher::new(),
        }
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// What is left to read, of which a stretch is at hand: the whole would take as much memory again as the entries do.
struct Input<R> {
    from: R,
    hasher: blake3::Hasher,
    stretch: Vec<u8>,
    /// How much of the stretch was taken.
    taken: usize,
    /// Bytes that are still to be taken, those at hand among them; the checksum is none of them.
    left: u64,
    fault: Option<io::Error>,
}

impl<R: Read> Input<R> {
    fn over(from: R, left: u64) -> Input<R> {
        Input {
            from,
            hasher: blake3::Hasher::new(),
            stretch: Vec::new(),
            taken: 0,
            left,
            fault: None,
        }
    }

    /// The next bytes; `None` where there are none, or not so many.
    fn bytes(&mut self, length: usize) -> Option<&[u8]> {
        if self.stretch.len() - self.taken < length {
            self.fetch(length)?;
        }
        self.left = self.left.checked_sub(length as u64)?;
        let start = self.taken;
        self.taken += length;
        self.stretch.get(start..self.taken)
    }

    /// Has at least so many bytes at hand.
    #[cold]
    fn fetch(&mut self, length: usize) -> Option<()> {
        self.stretch.drain(..self.taken);
        self.taken = 0;
        let held = self.stretch.len();
        let more = usize::try_from(self.left).ok()?.checked_sub(held)?;
        let wanted = more.min(AT_ONCE.max(length)).max(length.checked_sub(held)?);
        (wanted <= more).then_some(())?;
        self.stretch.resize(held + wanted, 0);
        let fresh = &mut self.stretch[held..];
        if let Err(fault) = self.from.read_exact(fresh) {
            self.stretch.truncate(held);
            self.fault = Some(fault);
            return None;
        }
        self.hasher.update(fresh);
        Some(())
    }

    /// Reads to the end, and says whether the checksum there is that of all before.
    fn ends_right(&mut self) -> bool {
        while self.left > 0 {
            let step = usize::try_from(self.left).map_or(AT_ONCE, |left| left.min(AT_ONCE));
            if self.bytes(step).is_none() {
                return false;
            }
        }
        let mut checksum = [0; CHECKSUM];
        match self.from.read_exact(&mut checksum) {
            Ok(()) => self.hasher.finalize().as_bytes()[..CHECKSUM] == checksum,
            Err(fault) => {
                self.fault = Some(fault);
                false
            }
        }
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.bytes(N)?.first_chunk().copied()
    }

    fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.take().map(u64::from_le_bytes)
    }

    /// A count of things of at least so many bytes, that many of which are really there.
    fn count(&mut self, bytes_each: usize) -> Option<usize> {
        let count = self.u64()?;
        let bytes = count.checked_mul(bytes_each as u64)?;
        (bytes <= self.left).then(|| usize::try_from(count).ok())?
    }

    fn text(&mut self) -> Option<String> {
        let length = self.u32()? as usize;
        (length as u64 <= self.left).then_some(())?;
        String::from_utf8(self.bytes(length)?.to_vec()).ok()
    }
}
