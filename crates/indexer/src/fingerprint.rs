//! The postings that match a query in, one hash of the set out: free of their order, of segments and of the time of import. Knows keys and days only.

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader, TantivyError};

use crate::columns::BlockColumn;
use crate::schema::column;

/// Adds up a mixed word for each posting: a sum does not depend on order, and mixing keeps two changed postings from cancelling out.
pub(crate) struct FingerprintCollector;

pub(crate) struct FingerprintOfSegment {
    keys: BlockColumn,
    moments: BlockColumn,
    sum: u128,
}

impl Collector for FingerprintCollector {
    type Fruit = u128;
    type Child = FingerprintOfSegment;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> Result<FingerprintOfSegment, TantivyError> {
        Ok(FingerprintOfSegment {
            keys: BlockColumn::numbers(reader, column::KEY_HASH)?,
            moments: BlockColumn::numbers(reader, column::MOMENT)?,
            sum: 0,
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, sums: Vec<u128>) -> Result<u128, TantivyError> {
        Ok(sums.into_iter().fold(0, u128::wrapping_add))
    }
}

impl SegmentCollector for FingerprintOfSegment {
    type Fruit = u128;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.collect_block(&[doc]);
    }

    fn collect_block(&mut self, docs: &[DocId]) {
        self.keys.load(docs);
        self.moments.load(docs);
        for place in 0..docs.len() {
            let mut word = [0; 16];
            word[..8].copy_from_slice(&self.keys.at(place).to_le_bytes());
            word[8..].copy_from_slice(&self.moments.at(place).to_le_bytes());
            let mut mixed = [0; 16];
            mixed.copy_from_slice(&blake3::hash(&word).as_bytes()[..16]);
            self.sum = self.sum.wrapping_add(u128::from_le_bytes(mixed));
        }
    }

    fn harvest(self) -> u128 {
        self.sum
    }
}
