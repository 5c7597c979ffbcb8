//! The postings that match a query in, one hash of the set out: free of their order, of segments and of the time of import. Knows the columns that a panel counts, and no text.

use model::{Category, Pay, Published, TagSet};
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader, TantivyError};

use crate::columns::{BlockColumn, NameColumn};
use crate::document::{
    currency_number, date_kind_number, day_number, moment_number, pay_numbers, pay_period_number,
    text_hash,
};
use crate::schema::column;

/// The form of the hash, which stands before its digits: hashes of two forms say nothing about each other. The first, without a number,
/// put the bytes of each posting through BLAKE3, which took a sixth of a report of five million postings.
const FORM: u32 = 2;

/// The hash of a set of postings from the sum, beyond 128 bits cut off, of what each [`Hashed::mixed`] is.
#[must_use]
pub fn fingerprint_of(sum: u128) -> String {
    format!("{FORM}-{sum:032x}")
}

/// What of a posting goes into the hash of a set, where it comes from elsewhere than the columns of an index.
#[derive(Clone, Copy, Debug)]
pub struct Hashed {
    /// [`text_hash`] of its key.
    pub key: u64,
    /// When it was published or seen.
    pub published: Published,
    /// What the tagger took it for.
    pub category: Category,
    /// Tags in the sense of demand.
    pub demand: TagSet,
    /// Tags in any sense.
    pub mention: TagSet,
    /// Pay as posted.
    pub pay: Option<Pay>,
    /// [`text_hash`] of its source.
    pub source: u64,
    /// [`text_hash`] of its platform.
    pub platform: u64,
}

impl Hashed {
    /// What it adds to the sum.
    #[must_use]
    pub fn mixed(&self) -> u128 {
        let period = self.pay.map(|pay| pay_period_number(pay.period()));
        let ends = self.pay.as_ref().map(pay_numbers);
        let currency = self.pay.map(|pay| currency_number(pay.currency()));
        // As NUMBERS has them; a number that is not one of theirs is seen by the test that holds a lake against an index.
        let numbers: [Option<u64>; NUMBERS.len()] = [
            Some(self.key),
            Some(moment_number(&self.published)),
            Some(day_number(&self.published)),
            Some(date_kind_number(self.published.kind)),
            Some(u64::from(self.category.number())),
            Some(self.demand.0),
            Some(self.mention.0),
            period,
            ends.map(|[low, _]| low),
            ends.map(|[_, high]| high),
            currency,
        ];
        let names = [Some(self.source), Some(self.platform)];
        let all = numbers.into_iter().chain(names);
        whole(all.fold(0, |before, number| mix(before, value(number))))
    }
}

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
        Ok(HashedNames {
            numbers,
            hashes: names.iter().map(|name| text_hash(name)).collect(),
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

fn value(number: Option<u64>) -> u128 {
    number.map_or(ABSENT, u128::from)
}

/// What is mixed of a posting after its last value, which has been through one step and needs as much as the others.
fn whole(mixed: u128) -> u128 {
    mix(mix(mixed, ABSENT), ABSENT)
}

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
                *mixed = mix(*mixed, value(column.get(place)));
            }
        }
        for column in &mut self.names {
            column.numbers.load(docs);
            for (place, mixed) in self.mixed.iter_mut().enumerate() {
                *mixed = mix(*mixed, u128::from(column.at(place)));
            }
        }
        for mixed in &self.mixed {
            self.sum = self.sum.wrapping_add(whole(*mixed));
        }
    }

    fn harvest(self) -> u128 {
        self.sum
    }
}
