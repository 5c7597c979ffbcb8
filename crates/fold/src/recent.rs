//! What was worked out of the last postings, by sequence number: sketches of very many, shingles and keys of some thousands. Bounded, and what is not there is asked for.

use model::{Posting, PostingKey};

use crate::sketch::Sketch;
use crate::text::{self, Reader};

/// Postings whose sketch is kept at most, in 12 MB: more than five million postings in six years have in 30 days. A power of two.
pub(crate) const MOST_SKETCHES: usize = 1 << 17;

/// Sketches that there is room for at first.
const FEWEST_SKETCHES: usize = 1 << 8;

/// Postings whose shingles are kept. A power of two.
const MOST_TEXTS: usize = 1 << 12;

/// A longer text is asked for again, so that all of them are 32 MB at most, and some four usually.
const LONGEST_TEXT: usize = 1 << 10;

/// What stands for a text where only a likely likeness is asked.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    pub(crate) sequence: u32,
    /// Hash of its shingles.
    pub(crate) content: u64,
    pub(crate) sketch: Sketch,
}

/// Shingles ascending, and the key.
#[derive(Default)]
struct Text {
    sequence: u32,
    is_sorted: bool,
    shingles: Vec<u64>,
    key: String,
}

/// Each has one place, by its number; a newer one takes it over.
pub(crate) struct Recent {
    /// A power of two.
    most_sketches: usize,
    seen: Vec<Seen>,
    texts: Vec<Text>,
    reader: Reader,
}

/// Gives the posting with a sequence number, as it was added; `None` where it cannot be read or was superseded.
///
/// Asked for what is no longer at hand: of postings whose neighbour in time comes long after them, and of those that seem
/// alike and were added long ago. An archive in the order of its days asks for next to none.
pub type Texts<'a> = dyn FnMut(u64) -> Option<Posting> + 'a;

impl Recent {
    /// Keeps so many sketches, or as many as the next power of two.
    pub(crate) fn new(most_sketches: usize) -> Recent {
        Recent {
            most_sketches: most_sketches.next_power_of_two(),
            seen: Vec::new(),
            texts: Vec::new(),
            reader: Reader::default(),
        }
    }

    /// Reads a posting and keeps what was read; `None` where its body is too short.
    pub(crate) fn read(&mut self, sequence: u32, posting: &Posting) -> Option<Seen> {
        let shingles = self.reader.shingles(&posting.title, &posting.body)?;
        let seen = Seen {
            sequence,
            content: text::content(shingles),
            sketch: Sketch::of(shingles),
        };
        if shingles.len() <= LONGEST_TEXT {
            if self.texts.is_empty() {
                self.texts.resize_with(MOST_TEXTS, Text::default);
            }
            let text = &mut self.texts[sequence as usize % MOST_TEXTS];
            text.sequence = sequence;
            text.is_sorted = false;
            text.shingles.clear();
            text.shingles.extend_from_slice(shingles);
            text.key.clear();
            text.key.push_str(posting.key.as_str());
        }
        self.keep(seen);
        Some(seen)
    }

    /// Keeps a sketch.
    pub(crate) fn keep(&mut self, seen: Seen) {
        if self.seen.is_empty() {
            let room = FEWEST_SKETCHES.min(self.most_sketches);
            self.seen.resize(room, Seen::default());
        }
        while self.at_place(seen.sequence).sequence > 0
            && self.at_place(seen.sequence).sequence != seen.sequence
            && self.seen.len() < self.most_sketches
        {
            let before = std::mem::take(&mut self.seen);
            self.seen = vec![Seen::default(); 2 * before.len()];
            for one in before.into_iter().filter(|one| one.sequence > 0) {
                let place = one.sequence as usize % self.seen.len();
                self.seen[place] = one;
            }
        }
        let place = seen.sequence as usize % self.seen.len();
        self.seen[place] = seen;
    }

    fn at_place(&self, sequence: u32) -> &Seen {
        &self.seen[sequence as usize % self.seen.len()]
    }

    /// A posting's sketch, if it is at hand.
    pub(crate) fn look(&self, sequence: u32) -> Option<&Seen> {
        if self.seen.is_empty() {
            return None;
        }
        Some(self.at_place(sequence)).filter(|one| one.sequence == sequence)
    }

    /// A posting's sketch, from what is at hand or from its text; `None` where that is not to be had.
    pub(crate) fn seen(&mut self, sequence: u32, texts: &mut Texts<'_>) -> Option<Seen> {
        if let Some(seen) = self.look(sequence) {
            return Some(*seen);
        }
        self.read(sequence, &texts(u64::from(sequence))?)
    }

    /// A posting's key, likewise.
    pub(crate) fn key(&mut self, sequence: u32, texts: &mut Texts<'_>) -> Option<PostingKey> {
        match self.texts.get(sequence as usize % MOST_TEXTS) {
            Some(text) if text.sequence == sequence => PostingKey::from_text(&text.key),
            _ => Some(texts(u64::from(sequence))?.key),
        }
    }

    /// Copies a posting's shingles, ascending and each once, from what is at hand or from its text; `None` where that is not
    /// to be had.
    pub(crate) fn shingles(
        &mut self,
        sequence: u32,
        texts: &mut Texts<'_>,
        into: &mut Vec<u64>,
    ) -> Option<()> {
        into.clear();
        let place = sequence as usize % MOST_TEXTS;
        if !matches!(self.texts.get(place), Some(text) if text.sequence == sequence) {
            let posting = texts(u64::from(sequence))?;
            self.read(sequence, &posting)?;
            let read = self.texts.get(place).map(|text| text.sequence);
            if read != Some(sequence) {
                into.extend_from_slice(self.reader.last());
                text::sort(into);
                return Some(());
            }
        }
        let text = &mut self.texts[place];
        if !text.is_sorted {
            text::sort(&mut text.shingles);
            text.is_sorted = true;
        }
        into.extend_from_slice(&text.shingles);
        Some(())
    }
}
