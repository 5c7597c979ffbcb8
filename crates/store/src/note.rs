//! Small texts that others keep in the store (the state of a source, the record of a poll): bytes in, one value out, and back. Knows no posting.
//!
//! ```text
//!   0      1                    5
//!   +------+--------------------+---------------------------+
//!   | 0x01 | raw length, u32 LE | zstd frame with checksum  |
//!   +------+--------------------+---------------------------+
//! ```
//!
//! Compressed, since sled sends a large leaf to a file of its own, and a source's state is mostly addresses and ids that resemble each other.

use zstd::bulk::{Compressor, Decompressor};

use crate::key::BadValue;

/// The newest note format that this version reads and the one that it writes.
const FORMAT: u8 = 1;

/// The longest text that a note may hold, so that a damaged length asks for no absurd memory.
pub(crate) const MOST_BYTES: usize = 16 * 1024 * 1024;

const HEADER: usize = 5;

/// The value that stands for these bytes, which are no more than [`MOST_BYTES`].
pub(crate) fn to_bytes(note: &[u8], compressor: &mut Compressor<'_>) -> std::io::Result<Vec<u8>> {
    let length = u32::try_from(note.len()).map_err(std::io::Error::other)?;
    let frame = compressor.compress(note)?;
    let mut bytes = Vec::with_capacity(HEADER + frame.len());
    bytes.push(FORMAT);
    bytes.extend_from_slice(&length.to_le_bytes());
    bytes.extend_from_slice(&frame);
    Ok(bytes)
}

/// The bytes that this value stands for.
pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Vec<u8>, BadValue> {
    let Some((header, frame)) = bytes.split_at_checked(HEADER) else {
        return Err(BadValue::Length(bytes.len()));
    };
    match header[0] {
        FORMAT => {}
        found if found > FORMAT => {
            return Err(BadValue::Newer {
                found,
                known: FORMAT,
            });
        }
        found => return Err(BadValue::Other(format!("no note has format {found}"))),
    }
    let length = u32::from_le_bytes([header[1], header[2], header[3], header[4]]) as usize;
    if length > MOST_BYTES {
        return Err(BadValue::Other(format!(
            "a note of {length} bytes is never written"
        )));
    }
    let note = Decompressor::new()
        .and_then(|mut zstd| zstd.decompress(frame, length))
        .map_err(|error| BadValue::Other(format!("it does not decompress ({error})")))?;
    if note.len() == length {
        Ok(note)
    } else {
        Err(BadValue::Length(note.len()))
    }
}
