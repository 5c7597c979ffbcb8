//! Bytes in, gzip in the forms that servers send it out. Knows no header.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

/// One gzip member.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Writing into memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// The bytes cut into so many parts, each a gzip member of its own, one after the other: legal, and read short by many clients.
pub(crate) fn gzip_members(bytes: &[u8], members: usize) -> Vec<u8> {
    let length = bytes.len().div_ceil(members.max(1)).max(1);
    bytes.chunks(length).flat_map(gzip).collect()
}

/// Writes so many zeros as one gzip stream and says how many went in before the sink refused.
pub(crate) fn bomb(sink: impl Write, decoded: u64) -> (u64, io::Result<()>) {
    static BLOCK: [u8; 64 * 1024] = [0; 64 * 1024];
    let mut encoder = GzEncoder::new(sink, Compression::best());
    let mut written = 0;
    while written < decoded {
        let length =
            usize::try_from(decoded - written).map_or(BLOCK.len(), |rest| rest.min(BLOCK.len()));
        if let Err(error) = encoder.write_all(&BLOCK[..length]) {
            return (written, Err(error));
        }
        written += length as u64;
    }
    (written, encoder.finish().map(drop))
}
