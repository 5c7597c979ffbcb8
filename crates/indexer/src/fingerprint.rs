//! The postings that match a query in, one hash of the set out: free of their order, of segments and of the time of import. Knows the columns that a panel counts, and no text.

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader, TantivyError};

use crate::columns::{BlockColumn, NameColumn};
use crate::schema::column;

/// The form of the hash, which stands before its digits: hashes of two forms say nothing about each other. The first, without a number,
/// put the bytes of each posting through BLAKE3, which took a sixth of a report of five million postings.
pub(crate) const FORM: u32 = 2;

/// Adds up a mixed word for each posting: a sum does not depend on order, and mixing keeps two changed postings from cancelling out.
/// It tells what came and went by itself; it is no seal against somebody who makes up postings to fit.
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
    hashes: Vec<u64>,
}

impl HashedNames {
    fn new(segment: &SegmentReader, name: &str) -> Result<HashedNames, TantivyError> {
        let NameColumn { numbers, names } = NameColumn::new(segment, name)?;
        let hash = |name: &String| {
            let mut short = [0; 8];
            short.copy_from_slice(&blake3::hash(name.as_bytes()).as_bytes()[..8]);
            u64::from_le_bytes(short)
        };
        Ok(HashedNames {
            numbers,
            hashes: names.iter().map(hash).collect(),
        })
    }

    fn at(&self, place: usize) -> u64 {
        let number = usize::try_from(self.numbers.at(place)).ok();
        number
            .and_then(|at| self.hashes.get(at).copied())
            .unwrap_or_default()
    }
}

pub(crate) struct FingerprintOfSegment {
    numbers: Vec<BlockColumn>,
    names: Vec<HashedNames>,
    /// Of each posting of a block, what is mixed of it so far.
    mixed: Vec<u128>,
    sum: u128,
}

/// What a value stands for that a posting does not have: none that one has is as large.
const ABSENT: u128 = 1 << 64;

/// One value more of a posting. Each step can be undone, so that nothing is lost, and carries every bit up and the upper half down.
fn mix(before: u128, value: u128) -> u128 {
    const ODD: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;
    let product = (before ^ value).wrapping_mul(ODD);
    product ^ (product >> 64)
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
            mixed: Vec::new(),
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
        self.mixed.clear();
        self.mixed.resize(docs.len(), 0);
        for column in &mut self.numbers {
            column.load(docs);
            for (place, mixed) in self.mixed.iter_mut().enumerate() {
                *mixed = mix(*mixed, column.get(place).map_or(ABSENT, u128::from));
            }
        }
        for column in &mut self.names {
            column.numbers.load(docs);
            for (place, mixed) in self.mixed.iter_mut().enumerate() {
                *mixed = mix(*mixed, u128::from(column.at(place)));
            }
        }
        for mixed in &self.mixed {
            // The last value has been through one step, and needs as much as the others.
            let whole = mix(mix(*mixed, ABSENT), ABSENT);
            self.sum = self.sum.wrapping_add(whole);
        }
    }

    fn harvest(self) -> u128 {
        self.sum
    }
}
