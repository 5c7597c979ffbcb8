//! The postings that match a query in, one hash of the set out: free of their order, of segments and of the time of import. Knows the columns that a panel counts, and no text.

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader, TantivyError};

use crate::columns::{BlockColumn, NameColumn};
use crate::schema::column;

/// Adds up a mixed word for each posting: a sum does not depend on order, and mixing keeps two changed postings from cancelling out.
pub(crate) struct FingerprintCollector;

/// What tells a posting from another, and all that a panel reads of it: a posting that was read anew with another category or pay is
/// another one.
const NUMBERS: [&str; 11] = [
    column::KEY_HASH,
    column::MOMENT,
    column::DAY,
    column::DATE_KIND,
    column::CATEGORY,
    column::DEMAND,
    column::MENTION,
    column::PAY_PERIOD,
    column::PAY_LOW,
    column::PAY_HIGH,
    column::PAY_CURRENCY,
];

/// A column of names, each as a hash of its own: their numbers differ from segment to segment.
struct HashedNames {
    numbers: BlockColumn,
    hashes: Vec<[u8; 8]>,
}

impl HashedNames {
    fn new(segment: &SegmentReader, name: &str) -> Result<HashedNames, TantivyError> {
        let NameColumn { numbers, names } = NameColumn::new(segment, name)?;
        let hash = |name: &String| {
            let mut short = [0; 8];
            short.copy_from_slice(&blake3::hash(name.as_bytes()).as_bytes()[..8]);
            short
        };
        Ok(HashedNames {
            numbers,
            hashes: names.iter().map(hash).collect(),
        })
    }

    fn at(&self, place: usize) -> [u8; 8] {
        let number = usize::try_from(self.numbers.at(place)).ok();
        number
            .and_then(|at| self.hashes.get(at).copied())
            .unwrap_or_default()
    }
}

pub(crate) struct FingerprintOfSegment {
    numbers: Vec<BlockColumn>,
    names: Vec<HashedNames>,
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
        let numbers = NUMBERS
            .iter()
            .map(|name| BlockColumn::numbers(reader, name));
        let names = [column::SOURCE, column::PLATFORM];
        let names = names.iter().map(|name| HashedNames::new(reader, name));
        Ok(FingerprintOfSegment {
            numbers: numbers.collect::<Result<_, _>>()?,
            names: names.collect::<Result<_, _>>()?,
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
        for column in &mut self.numbers {
            column.load(docs);
        }
        for column in &mut self.names {
            column.numbers.load(docs);
        }
        let mut word = Vec::with_capacity(9 * NUMBERS.len() + 16);
        for place in 0..docs.len() {
            word.clear();
            for column in &self.numbers {
                let value = column.get(place);
                word.push(u8::from(value.is_some()));
                word.extend_from_slice(&value.unwrap_or_default().to_le_bytes());
            }
            for column in &self.names {
                word.extend_from_slice(&column.at(place));
            }
            let mut mixed = [0; 16];
            mixed.copy_from_slice(&blake3::hash(&word).as_bytes()[..16]);
            self.sum = self.sum.wrapping_add(u128::from_le_bytes(mixed));
        }
    }

    fn harvest(self) -> u128 {
        self.sum
    }
}
