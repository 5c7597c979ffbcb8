//! A posting's title and body in, its words, its 5-word shingles and the likeness of two sets of them out. Knows no posting beside it.

use crate::hash::{finish, mix};

/// Words in a shingle: two texts share one only where they run alike for a whole phrase.
pub const WORDS_A_SHINGLE: usize = 5;

/// A shorter body says too little to tell two jobs apart ("see our page for details").
pub const LEAST_WORDS_OF_A_BODY: usize = 20;

/// From here on scripts are written without spaces between words, so that each sign is a word of its own.
const FIRST_SIGN_WITHOUT_SPACES: char = '\u{2E80}';

/// The lowest bit of each byte.
const EACH: u64 = 0x0101_0101_0101_0101;

/// What makes a letter a lower-case one, in each byte.
const LOWER: u64 = 0x20 * EACH;

/// The highest bit of each byte.
const HIGH: u64 = 0x80 * EACH;

/// Marks the letters and digits among eight ASCII bytes, by the highest bit of each. Adding never carries into the next byte.
#[inline]
fn words_bytes(bytes: u64) -> u64 {
    let from = |bytes: u64, first: u8| bytes + u64::from(0x80 - first) * EACH;
    let lower = bytes | LOWER;
    let letters = from(lower, b'a') & !from(lower, b'z' + 1);
    let digits = from(bytes, b'0') & !from(bytes, b'9' + 1);
    (letters | digits) & HIGH
}

/// A word as it is read: its bytes in lower case, eight at a time.
#[derive(Clone, Copy, Default)]
struct Word {
    hash: u64,
    /// Bytes that are not in the hash yet, the first lowest.
    rest: u64,
    length: u32,
}

impl Word {
    fn push(&mut self, byte: u8) {
        self.rest |= u64::from(byte) << (8 * (self.length % 8));
        self.length += 1;
        if self.length.is_multiple_of(8) {
            self.hash = mix(self.hash, finish(self.rest));
            self.rest = 0;
        }
    }

    /// Adds the first `count` of eight bytes; those behind them are 0.
    #[inline]
    fn push_some(&mut self, bytes: u64, count: u32) {
        if !self.length.is_multiple_of(8) {
            for byte in &bytes.to_le_bytes()[..count as usize] {
                self.push(*byte);
            }
            return;
        }
        self.length += count;
        if count == 8 {
            self.hash = mix(self.hash, finish(bytes));
        } else {
            self.rest = bytes;
        }
    }

    /// The word's hash, and an empty one in its place.
    #[inline]
    fn take(&mut self) -> u64 {
        let whole = std::mem::take(self);
        finish(mix(whole.hash, whole.rest).wrapping_add(u64::from(whole.length)))
    }
}

/// Eight bytes from here on, zeros behind the end.
#[inline]
fn eight(bytes: &[u8], at: usize) -> u64 {
    let rest = &bytes[at..];
    match rest.first_chunk() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => {
            let mut padded = [0; 8];
            padded[..rest.len()].copy_from_slice(rest);
            u64::from_le_bytes(padded)
        }
    }
}

/// Adds the hash of each word: letters and digits in lower case, everything else divides. Goes by eight bytes, that is about by
/// words, as long as they are ASCII.
fn add_words(text: &str, words: &mut Vec<u64>) {
    let bytes = text.as_bytes();
    let mut word = Word::default();
    let mut at = 0;
    while at < bytes.len() {
        let next = eight(bytes, at);
        let beyond = next & HIGH;
        if beyond & 0x80 != 0 {
            let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else {
                return;
            };
            at += c.len_utf8();
            add_beyond(c, &mut word, words);
            continue;
        }
        // What stands behind a byte beyond ASCII is looked at when that has been read.
        let known = (beyond & beyond.wrapping_neg()).wrapping_sub(1);
        let ascii = next & known & !HIGH;
        let of_words = words_bytes(ascii) & known;
        let count = (!of_words & HIGH).trailing_zeros() / 8;
        if count > 0 {
            let kept = if count == 8 {
                u64::MAX
            } else {
                (1 << (8 * count)) - 1
            };
            word.push_some((ascii | LOWER) & kept, count);
            at += count as usize;
            if count == 8 {
                continue;
            }
        }
        let is_at_letter = beyond.trailing_zeros() / 8 == count && beyond != 0;
        if is_at_letter {
            continue;
        }
        if word.length > 0 {
            words.push(word.take());
        }
        // All that divides, up to the next word or what is beyond ASCII.
        let behind = (of_words | beyond) & !((1 << (8 * count)) - 1);
        at += (behind.trailing_zeros() / 8 - count) as usize;
    }
    if word.length > 0 {
        words.push(word.take());
    }
}

/// One character beyond ASCII.
fn add_beyond(c: char, word: &mut Word, words: &mut Vec<u64>) {
    let is_letter = c.is_alphanumeric();
    if !is_letter || c >= FIRST_SIGN_WITHOUT_SPACES {
        if word.length > 0 {
            words.push(word.take());
        }
        if !is_letter {
            return;
        }
    }
    let mut buffer = [0; 4];
    for lower in c.to_lowercase() {
        for byte in lower.encode_utf8(&mut buffer).bytes() {
            word.push(byte);
        }
    }
    if c >= FIRST_SIGN_WITHOUT_SPACES {
        words.push(word.take());
    }
}

/// Buffers that are used again from posting to posting.
#[derive(Default)]
pub(crate) struct Reader {
    words: Vec<u64>,
    shingles: Vec<u64>,
}

impl Reader {
    /// The hashes of a text's shingles in its order, each as often as it stands there; `None` where the body has fewer than
    /// [`LEAST_WORDS_OF_A_BODY`] words: nothing is folded without one.
    pub(crate) fn shingles(&mut self, title: &str, body: &str) -> Option<&[u64]> {
        /// The number whose powers tell a word's place in its shingle.
        const PLACE: u64 = 0x9E37_79B9_7F4A_7C15;
        const FIRST_PLACE: u64 = PLACE.wrapping_pow(WORDS_A_SHINGLE as u32);
        self.words.clear();
        add_words(title, &mut self.words);
        let title = self.words.len();
        add_words(body, &mut self.words);
        if self.words.len() - title < LEAST_WORDS_OF_A_BODY {
            return None;
        }
        self.shingles.clear();
        let mut sum = 0_u64;
        let (first, rest) = self.words.split_at(WORDS_A_SHINGLE);
        for word in first {
            sum = sum.wrapping_mul(PLACE).wrapping_add(*word);
        }
        self.shingles.push(finish(sum));
        self.shingles
            .extend(self.words.iter().zip(rest).map(|(gone, come)| {
                // The new word less the one that leaves does not wait for the sum before.
                let change = come.wrapping_sub(gone.wrapping_mul(FIRST_PLACE));
                sum = sum.wrapping_mul(PLACE).wrapping_add(change);
                finish(sum)
            }));
        Some(&self.shingles)
    }

    /// What was read last.
    pub(crate) fn last(&self) -> &[u64] {
        &self.shingles
    }
}

/// A hash of all shingles: equal for texts that say the same.
pub(crate) fn content(shingles: &[u64]) -> u64 {
    finish(shingles.iter().fold(0, |sum, one| sum.wrapping_add(*one)))
}

/// Brings shingles into the form that [`jaccard`] takes.
pub(crate) fn sort(shingles: &mut Vec<u64>) {
    shingles.sort_unstable();
    shingles.dedup();
}

/// The Jaccard index of two sets, each ascending: what both have, of what either has.
pub(crate) fn jaccard(a: &[u64], b: &[u64]) -> f64 {
    let (mut i, mut j, mut both) = (0, 0, 0usize);
    while i < a.len() && j < b.len() {
        // Without a branch on the comparison: which side is less is as good as random.
        let (left, right) = (a[i], b[j]);
        both += usize::from(left == right);
        i += usize::from(left <= right);
        j += usize::from(right <= left);
    }
    let either = a.len() + b.len() - both;
    #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52 shingles")]
    let jaccard = both as f64 / either.max(1) as f64;
    jaccard
}

/// How alike two texts are, each a title and a body: the Jaccard index of their 5-word shingles; `None` where one lacks a body.
#[must_use]
pub fn similarity(a: [&str; 2], b: [&str; 2]) -> Option<f64> {
    let [a, b] = [a, b].map(|[title, body]| {
        let mut shingles = Reader::default().shingles(title, body)?.to_vec();
        sort(&mut shingles);
        Some(shingles)
    });
    Some(jaccard(&a?, &b?))
}

/// Lower case, punctuation and legal forms off, single spaces: "Acme, Inc." and "ACME" are one organisation.
#[must_use]
pub fn organisation(name: &str) -> String {
    const LEGAL_FORMS: [&str; 19] = [
        "inc",
        "incorporated",
        "llc",
        "llp",
        "ltd",
        "limited",
        "gmbh",
        "corp",
        "corporation",
        "co",
        "plc",
        "ag",
        "bv",
        "oy",
        "ab",
        "srl",
        "sarl",
        "pty",
        "pvt",
    ];
    let mut plain = plain(name);
    while let Some((rest, last)) = plain.rsplit_once(' ') {
        if !LEGAL_FORMS.contains(&last) {
            break;
        }
        plain.truncate(rest.len());
    }
    plain
}

/// Letters and digits in lower case, single spaces for all else.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            // A name is ASCII nearly always, and the tables of Unicode cost ten times this.
            if c.is_ascii_alphanumeric() {
                out.push(c.to_ascii_lowercase());
            } else if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::{FIRST_SIGN_WITHOUT_SPACES, Word, add_words};

    /// Word by word as the rule says it, character by character.
    fn plainly(text: &str) -> Vec<u64> {
        let (mut words, mut word) = (Vec::new(), Word::default());
        for c in text.chars() {
            let is_word = c >= FIRST_SIGN_WITHOUT_SPACES && c.is_alphanumeric();
            if (is_word || !c.is_alphanumeric()) && word.length > 0 {
                words.push(word.take());
            }
            if c.is_alphanumeric() {
                let lower: String = c.to_lowercase().collect();
                lower.bytes().for_each(|byte| word.push(byte));
            }
            if is_word {
                words.push(word.take());
            }
        }
        if word.length > 0 {
            words.push(word.take());
        }
        words
    }

    #[test]
    fn words_by_eight_bytes_are_those_by_characters() {
        let parts = [
            "a",
            "Z9",
            "seven77",
            "eightght",
            "ninechars",
            "longer-than-sixteen-letters",
            "é",
            "Äpfel",
            "naïve",
            "我们",
            "@[`{/:",
            " ",
            "  ",
            ",\n",
            "…",
            "İ",
            "K",
            "sixteen_letters_",
            "ABCDEFGHIJKLMNOP",
            "\u{0}",
            "x",
            "\u{7f}",
        ];
        let mut state = 1_u64;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..state % 9 {
                state = crate::hash::finish(state);
                text.push_str(parts[usize::try_from(state % parts.len() as u64).unwrap()]);
            }
            state = crate::hash::finish(state);
            let mut words = Vec::new();
            add_words(&text, &mut words);
            assert_eq!(words, plainly(&text), "{text:?}");
        }
    }
}
