//! A posting's title and body in, its words, its 5-word shingles and the likeness of two sets of them out. Knows no posting beside it.

use model::Posting;

use crate::hash::{finish, mix};

/// Words in a shingle: two texts share one only where they run alike for a whole phrase.
pub const WORDS_A_SHINGLE: usize = 5;

/// A shorter body says too little to tell two jobs apart ("see our page for details").
pub const LEAST_WORDS_OF_A_BODY: usize = 20;

/// From here on scripts are written without spaces between words, so that each sign is a word of its own.
const FIRST_SIGN_WITHOUT_SPACES: char = '\u{2E80}';

/// Calls `take` with the hash of each word: letters and digits in lower case, everything else divides.
fn each_word(text: &str, take: &mut impl FnMut(u64)) {
    const EMPTY: u64 = 0xCBF2_9CE4_8422_2325;
    let mut word = EMPTY;
    let mut letters = false;
    for c in text.chars() {
        if c >= FIRST_SIGN_WITHOUT_SPACES && c.is_alphanumeric() {
            if letters {
                take(finish(word));
            }
            take(finish(mix(EMPTY, u64::from(u32::from(c)))));
            (word, letters) = (EMPTY, false);
        } else if c.is_alphanumeric() {
            if c.is_ascii() {
                word = mix(word, u64::from(c.to_ascii_lowercase()));
            } else {
                for lower in c.to_lowercase() {
                    word = mix(word, u64::from(lower));
                }
            }
            letters = true;
        } else if letters {
            take(finish(word));
            (word, letters) = (EMPTY, false);
        }
    }
    if letters {
        take(finish(word));
    }
}

/// The distinct shingles of a posting's title and body, ascending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shingles(pub(crate) Box<[u64]>);

impl Shingles {
    /// `None` where the body has fewer than [`LEAST_WORDS_OF_A_BODY`] words: nothing is folded without one.
    pub(crate) fn of(posting: &Posting) -> Option<Shingles> {
        Shingles::of_text(&posting.title, &posting.body)
    }

    fn of_text(title: &str, body: &str) -> Option<Shingles> {
        let mut words = Vec::with_capacity(body.len() / 5 + 16);
        each_word(title, &mut |word| words.push(word));
        let title = words.len();
        each_word(body, &mut |word| words.push(word));
        if words.len() - title < LEAST_WORDS_OF_A_BODY {
            return None;
        }
        let mut shingles: Vec<u64> = words
            .windows(WORDS_A_SHINGLE)
            .map(|words| finish(words.iter().fold(0, |hash, word| mix(hash, *word))))
            .collect();
        shingles.sort_unstable();
        shingles.dedup();
        Some(Shingles(shingles.into_boxed_slice()))
    }

    /// A hash of the whole set: equal for texts that say the same.
    pub(crate) fn content(&self) -> u64 {
        finish(self.0.iter().fold(0, |hash, one| mix(hash, *one)))
    }

    /// The Jaccard index: what both have, of what either has.
    pub(crate) fn jaccard(&self, other: &Shingles) -> f64 {
        let (a, b) = (&self.0, &other.0);
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
}

/// Whether a posting's body is long enough to tell it from others.
pub(crate) fn has_body(posting: &Posting) -> bool {
    let mut words = 0;
    each_word(&posting.body, &mut |_| words += 1);
    words >= LEAST_WORDS_OF_A_BODY
}

/// How alike two texts are, each a title and a body: the Jaccard index of their 5-word shingles; `None` where one lacks a body.
#[must_use]
pub fn similarity(a: [&str; 2], b: [&str; 2]) -> Option<f64> {
    let [a, b] = [a, b].map(|[title, body]| Shingles::of_text(title, body));
    Some(a?.jaccard(&b?))
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
    let plain = plain(name);
    let mut words: Vec<&str> = plain.split(' ').collect();
    while words.len() > 1 && words.last().is_some_and(|last| LEGAL_FORMS.contains(last)) {
        words.pop();
    }
    words.join(" ")
}

/// Letters and digits in lower case, single spaces for all else.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}
