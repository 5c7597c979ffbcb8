//! A posting's title and body in, its words, its 5-word shingles and the likeness of two sets of them out. Knows no posting beside it.

use crate::hash::{finish, mix};

/// Words in a shingle: two texts share one only where they run alike for a whole phrase.
pub const WORDS_A_SHINGLE: usize = 5;

/// A shorter body says too little to tell two jobs apart ("see our page for details").
pub const LEAST_WORDS_OF_A_BODY: usize = 20;

/// From here on scripts are written without spaces between words, so that each sign is a word of its own.
const FIRST_SIGN_WITHOUT_SPACES: char = '\u{2E80}';

/// What each ASCII byte is to a word: the letter or digit in lower case, or 0 for what divides. Bytes beyond ASCII are marked.
const CLASSES: [u8; 256] = classes();

/// A byte of a letter beyond ASCII, to be decoded.
const BEYOND: u8 = 0xFF;

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut at = 0_u8;
    loop {
        classes[at as usize] = if at >= 0x80 {
            BEYOND
        } else if at.is_ascii_alphanumeric() {
            at.to_ascii_lowercase()
        } else {
            0
        };
        if at == u8::MAX {
            return classes;
        }
        at += 1;
    }
}

/// A word as it is read: its bytes in lower case, eight at a time.
#[derive(Clone, Copy, Default)]
struct Word {
    hash: u64,
    /// Bytes that are not in the hash yet.
    rest: u64,
    length: u32,
}

impl Word {
    #[inline]
    fn push(&mut self, byte: u8) {
        self.rest = self.rest << 8 | u64::from(byte);
        self.length += 1;
        if self.length % 8 == 0 {
            self.hash = mix(self.hash, finish(self.rest));
            self.rest = 0;
        }
    }

    /// The word's hash, and an empty one in its place.
    #[inline]
    fn take(&mut self) -> u64 {
        let whole = std::mem::take(self);
        finish(mix(whole.hash, whole.rest).wrapping_add(u64::from(whole.length)))
    }
}

/// Adds the hash of each word: letters and digits in lower case, everything else divides.
fn add_words(text: &str, words: &mut Vec<u64>) {
    let bytes = text.as_bytes();
    let mut word = Word::default();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let class = CLASSES[usize::from(*byte)];
        if class == BEYOND {
            let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else {
                return;
            };
            at += c.len_utf8();
            add_beyond(c, &mut word, words);
            continue;
        }
        at += 1;
        if class != 0 {
            word.push(class);
        } else if word.length > 0 {
            words.push(word.take());
        }
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
