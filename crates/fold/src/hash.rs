//! Bytes and numbers in, 64-bit hashes out that are the same on every machine and in every version, since they stand in files.

/// Folds one more number into a hash (FNV's step, on whole numbers).
#[inline]
pub(crate) fn mix(hash: u64, more: u64) -> u64 {
    (hash ^ more)
        .wrapping_mul(0x0000_0100_0000_01B3)
        .rotate_left(23)
        ^ more
}

/// Spreads every bit over all others (the finalizer of splitmix64), so that any part of the result may be used.
#[inline]
pub(crate) const fn finish(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    hash ^ (hash >> 31)
}

/// A hash of several texts, put together in `scratch`. With 5 million of them the odds that any two meet are one in a million.
pub(crate) fn of_texts(texts: &[&str], scratch: &mut Vec<u8>) -> u64 {
    scratch.clear();
    for text in texts {
        scratch.extend_from_slice(&(text.len() as u64).to_le_bytes());
        scratch.extend_from_slice(text.as_bytes());
    }
    let mut first = [0; 8];
    first.copy_from_slice(&blake3::hash(scratch).as_bytes()[..8]);
    u64::from_le_bytes(first)
}
