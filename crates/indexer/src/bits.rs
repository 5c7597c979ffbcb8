//! A set of one segment's postings, a bit each. Knows no query and no column.

use std::ops::Range;

use tantivy::DocId;

/// Postings that [`DocBits::each_block`] hands over at once.
pub(crate) const BLOCK: usize = 512;

/// A set of postings of one segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DocBits {
    words: Vec<u64>,
}

impl DocBits {
    pub(crate) fn none(max_doc: u32) -> DocBits {
        DocBits {
            words: vec![0; max_doc.div_ceil(u64::BITS) as usize],
        }
    }

    pub(crate) fn all(max_doc: u32) -> DocBits {
        let mut all = DocBits::none(max_doc);
        all.words.fill(u64::MAX);
        let beyond = max_doc % u64::BITS;
        if let Some(last) = all.words.last_mut().filter(|_| beyond > 0) {
            *last = (1 << beyond) - 1;
        }
        all
    }

    /// Does nothing with a posting that the segment cannot hold.
    #[inline]
    pub(crate) fn insert(&mut self, doc: DocId) {
        if let Some(word) = self.words.get_mut((doc / u64::BITS) as usize) {
            *word |= 1 << (doc % u64::BITS);
        }
    }

    pub(crate) fn remove(&mut self, doc: DocId) {
        if let Some(word) = self.words.get_mut((doc / u64::BITS) as usize) {
            *word &= !(1 << (doc % u64::BITS));
        }
    }

    #[inline]
    pub(crate) fn holds(&self, doc: DocId) -> bool {
        let word = self.words.get((doc / u64::BITS) as usize);
        word.is_some_and(|word| word >> (doc % u64::BITS) & 1 == 1)
    }

    /// Takes out what the other set does not hold.
    pub(crate) fn keep_only(&mut self, other: &DocBits) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    pub(crate) fn len(&self) -> u64 {
        let ones = self.words.iter().map(|word| u64::from(word.count_ones()));
        ones.sum()
    }

    /// Calls `take` with the postings of these words, in order, up to [`BLOCK`] at once.
    fn each_block_of(&self, words: Range<usize>, take: &mut dyn FnMut(&[DocId])) {
        let mut block = [0; BLOCK];
        let mut filled = 0;
        let words = words.start.min(self.words.len())..words.end.min(self.words.len());
        for at in words {
            let mut word = self.words[at];
            if word == 0 {
                continue;
            }
            if filled + u64::BITS as usize > BLOCK {
                take(&block[..filled]);
                filled = 0;
            }
            let first = at as u32 * u64::BITS;
            if word == u64::MAX {
                for (doc, place) in (first..).zip(&mut block[filled..filled + 64]) {
                    *place = doc;
                }
                filled += u64::BITS as usize;
                continue;
            }
            while word != 0 {
                block[filled] = first + word.trailing_zeros();
                filled += 1;
                word &= word - 1;
            }
        }
        if filled > 0 {
            take(&block[..filled]);
        }
    }

    /// Calls `take` with all postings, in order, up to [`BLOCK`] at once.
    pub(crate) fn each_block(&self, take: &mut dyn FnMut(&[DocId])) {
        self.each_block_of(0..self.words.len(), take);
    }

    /// The same with those of one stretch of [`BLOCK`] postings, numbered from 0: at most one call.
    pub(crate) fn each_in_stretch(&self, stretch: usize, take: &mut dyn FnMut(&[DocId])) {
        let words = BLOCK / u64::BITS as usize;
        self.each_block_of(stretch * words..(stretch + 1) * words, take);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(bits: &DocBits) -> Vec<DocId> {
        let mut all = Vec::new();
        bits.each_block(&mut |docs| {
            assert!(!docs.is_empty() && docs.len() <= BLOCK);
            all.extend_from_slice(docs);
        });
        all
    }

    #[test]
    fn a_set_lists_what_was_put_in_and_no_more_than_the_segment_holds() {
        for max_doc in [0, 1, 63, 64, 65, 511, 512, 513, 2_000] {
            let all = DocBits::all(max_doc);
            assert_eq!(listed(&all), (0..max_doc).collect::<Vec<_>>());
            assert_eq!(all.len(), u64::from(max_doc));
            let mut some = DocBits::none(max_doc);
            let wanted = (0..max_doc).filter(|doc| doc % 7 == 3 || doc / 64 == 2);
            wanted.clone().for_each(|doc| some.insert(doc));
            some.insert(max_doc + 64);
            assert_eq!(listed(&some), wanted.clone().collect::<Vec<_>>());
            let mut kept = all;
            kept.remove(3);
            kept.keep_only(&some);
            assert_eq!(
                listed(&kept),
                wanted.filter(|doc| *doc != 3).collect::<Vec<_>>()
            );
            assert!(!kept.holds(3) && !kept.holds(max_doc + 64));
            assert_eq!(kept.holds(10), max_doc > 10);
        }
    }

    #[test]
    fn stretches_together_are_the_whole() {
        let all = DocBits::all(1_200);
        let mut found = Vec::new();
        for stretch in 0..4 {
            all.each_in_stretch(stretch, &mut |docs| found.push((docs[0], docs.len())));
        }
        assert_eq!(found, [(0, 512), (512, 512), (1_024, 176)]);
    }
}
