//! Bytes in, one compressed value out, and back: the frame around blocks and notes. Knows not what it frames.
//!
//! ```text
//!   0        1                    5
//!   +--------+--------------------+---------------------------+
//!   | format | raw length, u32 LE | zstd frame with checksum  |
//!   +--------+--------------------+---------------------------+
//! ```

use std::cell::RefCell;

use zstd::bulk::{Compressor, Decompressor};

use crate::key::BadValue;

const HEADER: usize = 5;

/// Decompresses with the thread's own context: making one costs half as much as decompressing a block with it.
fn decompressed(compressed: &[u8], length: usize) -> std::io::Result<Vec<u8>> {
    thread_local! {
        static CONTEXT: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
    }
    CONTEXT.with_borrow_mut(|context| {
        let zstd = match context {
            Some(zstd) => zstd,
            None => context.insert(Decompressor::new()?),
        };
        zstd.decompress(compressed, length)
    })
}

/// What is framed.
pub(crate) struct Frame {
    /// What errors call it.
    pub(crate) name: &'static str,
    /// The newest format that this version reads and the one that it writes.
    pub(crate) format: u8,
    /// The most raw bytes, so that a damaged length asks for no absurd memory.
    pub(crate) most_bytes: usize,
}

impl Frame {
    /// The value that stands for these bytes.
    pub(crate) fn pack(
        &self,
        raw: &[u8],
        compressor: &mut Compressor<'_>,
    ) -> std::io::Result<Vec<u8>> {
        let length = u32::try_from(raw.len()).map_err(std::io::Error::other)?;
        let compressed = compressor.compress(raw)?;
        let mut bytes = Vec::with_capacity(HEADER + compressed.len());
        bytes.push(self.format);
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(&compressed);
        Ok(bytes)
    }

    /// The bytes that a value stands for.
    pub(crate) fn unpack(&self, bytes: &[u8]) -> Result<Vec<u8>, BadValue> {
        let name = self.name;
        let Some((header, compressed)) = bytes.split_at_checked(HEADER) else {
            return Err(BadValue::Length(bytes.len()));
        };
        let found = header[0];
        if found > self.format {
            return Err(BadValue::Newer {
                found,
                known: self.format,
            });
        }
        if found != self.format {
            return Err(BadValue::Other(format!("no {name} has format {found}")));
        }
        let length = u32::from_le_bytes([header[1], header[2], header[3], header[4]]) as usize;
        if length > self.most_bytes {
            return Err(BadValue::Other(format!(
                "a {name} of {length} bytes is never written"
            )));
        }
        let raw = decompressed(compressed, length)
            .map_err(|error| BadValue::Other(format!("it does not decompress ({error})")))?;
        if raw.len() == length {
            Ok(raw)
        } else {
            Err(BadValue::Length(raw.len()))
        }
    }
}
