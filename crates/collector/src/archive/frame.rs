//! Where the documents of a file begin and end, and what lies between them that is none. Knows bytes and no document.
//!
//! Before each zstd frame stands a skippable frame of 24 bytes that says how long it is:
//!
//! ```text
//! 50 2a 4d 18 | 10 00 00 00 | "jobtide1" | length, u64 little-endian | zstd frame of that length
//! ```
//!
//! So a file can be walked without unpacking it, and where bytes are damaged the next document is found by its mark.

use std::io::{self, Read, Seek, SeekFrom};

/// Bytes of the skippable frame.
pub(super) const MARK: usize = 24;

const MAGIC: [u8; 16] = [
    0x50, 0x2a, 0x4d, 0x18, 16, 0, 0, 0, b'j', b'o', b'b', b't', b'i', b'd', b'e', b'1',
];

/// The skippable frame before a zstd frame of this length.
pub(super) fn mark(length: u64) -> [u8; MARK] {
    let mut mark = [0; MARK];
    mark[..MAGIC.len()].copy_from_slice(&MAGIC);
    mark[MAGIC.len()..].copy_from_slice(&length.to_le_bytes());
    mark
}

/// A part of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The zstd frame of a document.
    Document {
        /// Where the zstd frame begins.
        at: u64,
        /// Its length.
        length: u64,
    },
    /// Bytes that are no document, with whole documents behind them.
    Damage {
        /// Where they begin.
        at: u64,
        /// Where the next document's mark stands.
        until: u64,
    },
    /// The file ends in bytes that are no whole document: whoever wrote it was stopped.
    Torn {
        /// Where they begin.
        at: u64,
    },
}

/// The part of a file of `size` bytes that begins at `at`; `None` at its end.
pub(super) fn part_at(
    file: &mut (impl Read + Seek),
    size: u64,
    at: u64,
) -> io::Result<Option<Part>> {
    if at >= size {
        return Ok(None);
    }
    if let Some(length) = whole_document_at(file, size, at)? {
        let at = at + MARK as u64;
        return Ok(Some(Part::Document { at, length }));
    }
    let mut from = at + 1;
    while let Some(until) = find_magic(file, from)? {
        // The bytes of a mark may stand inside a document by chance.
        if whole_document_at(file, size, until)?.is_some() {
            return Ok(Some(Part::Damage { at, until }));
        }
        from = until + 1;
    }
    Ok(Some(Part::Torn { at }))
}

/// The length of the zstd frame behind the mark at `at`, where there is one and the file holds all of it.
fn whole_document_at(file: &mut (impl Read + Seek), size: u64, at: u64) -> io::Result<Option<u64>> {
    let start = at + MARK as u64;
    if start > size {
        return Ok(None);
    }
    let mut found = [0; MARK];
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut found)?;
    let (magic, length) = found.split_at(MAGIC.len());
    let mut number = [0; 8];
    number.copy_from_slice(length);
    let length = u64::from_le_bytes(number);
    let fits = start.checked_add(length).is_some_and(|end| end <= size);
    Ok((magic == MAGIC && fits).then_some(length))
}

/// Where the bytes of a mark stand next.
fn find_magic(file: &mut (impl Read + Seek), from: u64) -> io::Result<Option<u64>> {
    file.seek(SeekFrom::Start(from))?;
    let mut window = Vec::new();
    let mut start = from;
    loop {
        let more = file.by_ref().take(64 * 1024).read_to_end(&mut window)?;
        if let Some(place) = window.windows(MAGIC.len()).position(|part| part == MAGIC) {
            return Ok(Some(start + place as u64));
        }
        if more == 0 {
            return Ok(None);
        }
        let done = window.len().saturating_sub(MAGIC.len() - 1);
        window.drain(..done);
        start += done as u64;
    }
}
