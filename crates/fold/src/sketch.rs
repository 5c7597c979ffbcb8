//! Shingles in, 80 bytes out from which a likeness can be guessed without the texts (MinHash). Decides nothing: it only spares comparisons.

use std::hint::select_unpredictable;

use crate::hash::finish;

/// Rows of a band: two texts of likeness J share a band with the chance J^8.
const ROWS: usize = 8;

/// Bands of a sketch. A pair at J = 0.85 shares at least one of 20 with the chance 1 - (1 - 0.85^8)^20 = 99.8 %, a pair at 0.5
/// with 7.5 %.
pub(crate) const BANDS: usize = 20;

/// Each shingle is thrown so many times, each time into one of [`BINS`] by a hash of its own; the least of a bin stays. So it
/// costs two steps where a function for each of the 160 minima would cost 160, and finds no less.
const ROUNDS: usize = 2;

/// Few enough that a text of a hundred words fills most of them: what is empty is filled from others.
const BINS: usize = 80;

/// Least hashes in a sketch.
const MINIMA: usize = ROUNDS * BINS;

/// So many of the 160 minima must agree: at J = 0.85 their mean is 137.5 (136, and one in 16 of the others by chance) and their
/// spread at most 4.5. Bands and this together lose at most 0.7 % of such pairs and spare 64 in 100 comparisons at 0.75, as the
/// test below counts them.
const LEAST_AGREEING: u32 = 125;

/// Bits of a minimum that are kept. Two that differ agree in them once in 16, which moves the means by little; all 32 would be
/// 640 bytes a posting.
const BITS: usize = 4;

/// Minima in a number of 64 bits.
const IN_A_WORD: usize = 64 / BITS;

const WORDS: usize = MINIMA / IN_A_WORD;

/// The odd number that each round multiplies with.
const FACTORS: [u64; ROUNDS] = [finish(1) | 1, finish(0x9E37_79B9_7F4A_7C15) | 1];

/// No shingle fell here.
const EMPTY: u32 = u32::MAX;

/// Four bits of each minimum; eight minima are a band, so that a word holds two bands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sketch(pub(crate) [u64; WORDS]);

impl Sketch {
    /// Of at least one shingle, in any order and however often each.
    pub(crate) fn of(shingles: &[u64]) -> Sketch {
        if shingles.is_empty() {
            return Sketch::default();
        }
        let mut least = [[EMPTY; BINS]; ROUNDS];
        for shingle in shingles {
            for (round, factor) in least.iter_mut().zip(FACTORS) {
                let hash = shingle.wrapping_mul(factor);
                // The upper 16 bits choose the bin, 31 below them are its hash and never EMPTY.
                let (bin, hash) = (
                    (((hash >> 48) * BINS as u64) >> 16) as usize,
                    (hash << 16 >> 33) as u32,
                );
                round[bin] = round[bin].min(hash);
            }
        }
        for round in &mut least {
            fill(round);
        }
        let mut words = [0; WORDS];
        // A band takes two bins of each round, since rounds know nothing of each other and bins of one round do.
        for band in 0..BANDS {
            for row in 0..ROWS {
                let bin = band + BANDS * (row / ROUNDS);
                // A factor of its own for each bin: one that was filled from another must not agree by that one's chance.
                let salted = least[row % ROUNDS][bin].wrapping_mul(2 * bin as u32 + 0x9E37_79B1);
                let kept = u64::from(salted >> (32 - BITS));
                words[band / 2] |= kept << (BITS * (ROWS * (band % 2) + row));
            }
        }
        Sketch(words)
    }

    /// A band of the sketch.
    pub(crate) fn band(&self, band: usize) -> u64 {
        self.0[band / 2] >> (BITS * ROWS * (band % 2)) & u64::from(u32::MAX)
    }

    /// How many minima of two sketches agree, where their texts may be alike enough: they share a band, and enough agree.
    ///
    /// Depends on the two alone and not on how the pair was met, so that the outcome of a fold is free of order.
    pub(crate) fn agreeing(&self, other: &Sketch) -> Option<u32> {
        const LOWEST: u64 = 0x1111_1111_1111_1111;
        let mut shares_a_band = false;
        // Ten words overflow no four bits.
        let mut unlike = 0_u64;
        for (a, b) in self.0.iter().zip(&other.0) {
            let differing = a ^ b;
            shares_a_band |= differing & u64::from(u32::MAX) == 0 || differing >> 32 == 0;
            let either = differing | differing >> 1;
            unlike += (either | either >> 2) & LOWEST;
        }
        let pairs = (unlike & 0x0F0F_0F0F_0F0F_0F0F) + (unlike >> 4 & 0x0F0F_0F0F_0F0F_0F0F);
        let unlike: u32 = pairs.to_le_bytes().into_iter().map(u32::from).sum();
        let agreeing = MINIMA as u32 - unlike;
        (shares_a_band && agreeing >= LEAST_AGREEING).then_some(agreeing)
    }
}

/// Where an empty bin looks first.
const PROBES: [[u8; FIRST_PROBES]; BINS] = probes();

/// A text of 65 words leaves 44 in 100 bins empty, and these probes with them 4.
const FIRST_PROBES: usize = 3;

const fn next_probe(state: u64) -> u64 {
    finish(state.wrapping_add(0x9E37_79B9_7F4A_7C15))
}

const fn probes() -> [[u8; FIRST_PROBES]; BINS] {
    let mut probes = [[0; FIRST_PROBES]; BINS];
    let mut bin = 0;
    while bin < BINS {
        let (mut state, mut at) = (bin as u64, 0);
        while at < FIRST_PROBES {
            state = next_probe(state);
            probes[bin][at] = (state % BINS as u64) as u8;
            at += 1;
        }
        bin += 1;
    }
    probes
}

/// Gives each empty bin the hash of one that is not, chosen by the bin's number alone: two short texts then choose the same, and
/// agree there as often as they are alike.
fn fill(round: &mut [u32; BINS]) {
    let full = *round;
    for (bin, (hash, probes)) in round.iter_mut().zip(&PROBES).enumerate() {
        // Whether a bin is empty is as good as random, and a branch would be guessed wrong half the time.
        for probe in probes {
            let other = full[usize::from(*probe)];
            *hash = select_unpredictable(*hash == EMPTY, other, *hash);
        }
        let mut state = !(bin as u64);
        while *hash == EMPTY {
            state = next_probe(state);
            *hash = full[(state % BINS as u64) as usize];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Sketch;
    use crate::hash::finish;

    /// Of so many pairs of sets of which `both` of `either` shingles are shared, how many sketches let pass.
    fn passing(pairs: u64, both: u64, either: u64) -> u64 {
        let alike = |pair: &u64| {
            let shingle = |at: u64| finish(pair << 32 | at);
            let shared = (0..both).map(shingle);
            let halfway = both + (either - both) / 2;
            let a: Vec<u64> = shared.clone().chain((both..halfway).map(shingle)).collect();
            let b: Vec<u64> = shared.chain((halfway..either).map(shingle)).collect();
            Sketch::of(&a).agreeing(&Sketch::of(&b)).is_some()
        };
        (0..pairs).filter(alike).count() as u64
    }

    #[test]
    fn at_the_least_likeness_99_in_100_pass_whatever_the_length() {
        for either in [20, 40, 60, 100, 200, 400, 1_000, 3_000] {
            let passed = passing(4_000, either * 17 / 20, either);
            let unlike = passing(4_000, either * 3 / 4, either);
            println!("{either}: {passed} at 0.85, {unlike} at 0.75");
            assert!(passed >= 3_960, "{passed} of 4000 with {either} shingles");
        }
    }
}
