//! A set of shingles in, 160 bytes out from which a likeness can be guessed without the texts (MinHash). Decides nothing: it only spares comparisons.

use crate::hash::finish;
use crate::text::Shingles;

/// Rows of a band: two texts of likeness J share a band with the chance J^8.
const ROWS: usize = 8;

/// Bands of a sketch. A pair at J = 0.85 shares at least one of 20 with the chance 1 - (1 - 0.85^8)^20 = 99.8 %, a pair at 0.5
/// with 7.5 %.
pub(crate) const BANDS: usize = 20;

const HASHES: usize = ROWS * BANDS;

/// So many of the 160 minima must agree, that is 77 %: at J = 0.85 their mean is 136 and their spread 4.5, so that this loses
/// 0.2 % of such pairs and spares three quarters of the comparisons at 0.75.
const LEAST_AGREEING: u32 = 123;

/// Per hash function: what is added (XOR) and the odd number that is multiplied with.
const FUNCTIONS: ([u32; HASHES], [u32; HASHES]) = functions();

#[expect(
    clippy::cast_possible_truncation,
    reason = "the low and the high half are wanted"
)]
const fn functions() -> ([u32; HASHES], [u32; HASHES]) {
    let mut flips = [0; HASHES];
    let mut factors = [0; HASHES];
    let mut at = 0;
    while at < HASHES {
        let random = finish((at as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        flips[at] = random as u32;
        factors[at] = (random >> 32) as u32 | 1;
        at += 1;
    }
    (flips, factors)
}

/// The least of 160 hashes over a set, one byte of each, eight to a band. A byte is enough: two minima that differ agree in it
/// once in 256, far less than what chance does to the sketch anyway, and four bytes would be 640 a posting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sketch(pub(crate) [u64; BANDS]);

impl Sketch {
    pub(crate) fn of(shingles: &Shingles) -> Sketch {
        let (flips, factors) = &FUNCTIONS;
        let mut least = [u32::MAX; HASHES];
        for shingle in &shingles.0 {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a shingle's hash is good in every bit"
            )]
            let shingle = *shingle as u32;
            for at in 0..HASHES {
                let hash = (shingle ^ flips[at]).wrapping_mul(factors[at]);
                least[at] = least[at].min(hash);
            }
        }
        let mut bands = [0; BANDS];
        for (band, rows) in bands.iter_mut().zip(least.chunks_exact(ROWS)) {
            for row in rows {
                *band = *band << 8 | (finish(u64::from(*row)) & 0xFF);
            }
        }
        Sketch(bands)
    }

    /// How many minima of two sketches agree, where their texts may be alike enough: they share a band, and enough agree.
    ///
    /// Depends on the two alone and not on how the pair was met, so that the outcome of a fold is free of order.
    pub(crate) fn agreeing(&self, other: &Sketch) -> Option<u32> {
        const LOW: u64 = 0x7F7F_7F7F_7F7F_7F7F;
        let mut shares_a_band = false;
        let mut equal_bytes = 0_u64;
        for (a, b) in self.0.iter().zip(&other.0) {
            let differing = a ^ b;
            shares_a_band |= differing == 0;
            // The high bit of each byte that is 0, that is of each minimum that agrees; 20 bands overflow no byte.
            let zero = !(((differing & LOW) + LOW) | differing | LOW);
            equal_bytes += zero >> 7;
        }
        let agreeing = equal_bytes.to_le_bytes().into_iter().map(u32::from).sum();
        (shares_a_band && agreeing >= LEAST_AGREEING).then_some(agreeing)
    }
}
