//! The literals that announce patterns in; the words of a text that begin with one of them out. Knows no pattern.
//!
//! An Aho-Corasick automaton would find literals anywhere, and pays for that with a memory access a byte, each waiting for the one
//! before; but a literal counts only where a word begins, and the first three letters rule out six words of seven.

use std::collections::{BTreeMap, BTreeSet};

/// Slots for the first three letters of a literal: sixteen KiB, which stay in the nearest cache.
const SLOTS: usize = 1 << 13;

/// Bits of a letter in a key: its byte in lower case, and whether it belongs to a word.
const LETTER: u32 = 9;
const WORD: u64 = 1 << 8;

/// For each byte its letter.
const LETTERS: [u16; 256] = {
    let mut letters = [0; 256];
    let mut byte = 0;
    while byte < letters.len() {
        let own = byte as u8;
        let word = if is_word(own) { 1 << 8 } else { 0 };
        letters[byte] = own.to_ascii_lowercase() as u16 | word;
        byte += 1;
    }
    letters
};

/// Literals by their first letters.
pub(crate) struct Literals {
    texts: Vec<String>,
    /// For each slot the place in `lists`; the first list is empty.
    slots: Box<[u16; SLOTS]>,
    /// The literals that may begin so.
    lists: Vec<Vec<Head>>,
}

/// The first eight bytes of a literal, in lower case.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Head {
    /// The literal's number.
    number: usize,
    bytes: u64,
    /// Those of the eight that there are.
    mask: u64,
}

impl Literals {
    /// Their case does not matter where it is that of an ASCII letter.
    pub(crate) fn new(texts: Vec<String>) -> Literals {
        let mut by_slot: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (number, text) in texts.iter().enumerate() {
            // Whatever follows a literal of two letters or one.
            let given = text.len().min(3);
            let key = text.bytes().take(given).fold(0, pushed);
            let endings = (0..3 - given).fold(vec![key], |keys, _| {
                let next = |key| (0..=u8::MAX).map(move |byte| pushed(key, byte));
                keys.into_iter().flat_map(next).collect()
            });
            for key in endings {
                by_slot.entry(slot(key)).or_default().insert(number);
            }
        }
        let mut slots = Box::new([0; SLOTS]);
        let mut lists = vec![Vec::new()];
        for (slot, numbers) in by_slot {
            slots[slot] = u16::try_from(lists.len()).unwrap_or(0);
            let heads = numbers.into_iter().map(|number| Head::of(number, &texts));
            lists.push(heads.collect());
        }
        Literals {
            texts,
            slots,
            lists,
        }
    }

    /// Calls `found` with the number of each literal with which a word of the text begins, and with the literal's first byte and
    /// the byte after it; by their place in the text.
    pub(crate) fn each_in(&self, text: &str, mut found: impl FnMut(usize, usize, usize)) {
        let bytes = text.as_bytes();
        // The latest four letters. No literal begins before the text: there, all but the last letter belong to a word.
        let mut key = (WORD << LETTER | WORD) << LETTER;
        for at in 0..bytes.len() + 2 {
            key = pushed(key, bytes.get(at).copied().unwrap_or(0));
            let list = self.slots[slot(key)];
            // One branch and not two: where a word ends cannot be foreseen, and a wrong guess costs more than both tests.
            let begins = key & (WORD << (3 * LETTER)) == 0;
            if (list != 0) & begins {
                let start = at.saturating_sub(2);
                self.confirm(list, &bytes[start..], &mut |number, length| {
                    found(number, start, start + length);
                });
            }
        }
    }

    /// Apart from the pass over the text, so that this stays a short loop whose state is held in registers.
    #[inline(never)]
    fn confirm(&self, list: u16, rest: &[u8], found: &mut dyn FnMut(usize, usize)) {
        let own = first_eight(rest);
        for head in &self.lists[usize::from(list)] {
            if own & head.mask != head.bytes {
                continue;
            }
            let literal = self.texts[head.number].as_bytes();
            let whole = rest.get(..literal.len());
            if whole.is_some_and(|whole| whole.eq_ignore_ascii_case(literal)) {
                found(head.number, literal.len());
            }
        }
    }
}

impl Head {
    fn of(number: usize, texts: &[String]) -> Head {
        let length = texts[number].len();
        Head {
            number,
            bytes: first_eight(texts[number].as_bytes()),
            mask: first_eight(&[0xFF; 8][..length.min(8)]),
        }
    }
}

/// In lower case, with zeros after the end.
fn first_eight(bytes: &[u8]) -> u64 {
    let mut eight = [0; 8];
    if let Some(first) = bytes.first_chunk() {
        eight = *first;
    } else {
        eight[..bytes.len()].copy_from_slice(bytes);
    }
    u64::from_le_bytes(eight.map(|byte: u8| byte.to_ascii_lowercase()))
}

/// The latest letters after one more.
fn pushed(key: u64, byte: u8) -> u64 {
    key << LETTER | u64::from(LETTERS[usize::from(byte)])
}

/// The slot of the latest three letters, spread by the golden ratio; other letters may share it.
fn slot(key: u64) -> usize {
    let letters = key << (64 - 3 * LETTER);
    (letters.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - SLOTS.ilog2())) as usize
}

/// ASCII only, as in the patterns.
const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
