//! Posted pay of one pass: one entry a posting and cohort in, the posted pay of a panel out. Knows columns and places, no query.
//!
//! Postings state few different ranges, so that an entry is one number: its day and the number of its range. Entries are sorted and not
//! hashed: a cohort's postings lie nearly in the order of their days, each group is small, and a table of millions of cells would
//! miss the cache at every one.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use model::{Day, PayCell, PayList, PayRange, Period, PostedPay};
use tantivy::{DocId, SegmentReader};

use crate::columns::BlockColumn;
use crate::document::{currency, pay_period};
use crate::schema::column;

/// A range as the columns hold it: number of its period, currency, low end, high end.
type Stated = (u64, u64, u64, u64);

/// The day in the upper half, the number of the range in the lower.
pub(super) type PayEntry = u64;

const RANGE_BITS: u32 = 32;

/// Equal entries, and how many they are.
type PayCount = (PayEntry, u32);

/// The columns of pay, and the ranges that were met in them.
pub(super) struct PayColumns {
    period: BlockColumn,
    low: BlockColumn,
    high: BlockColumn,
    currency: BlockColumn,
    numbers: HashMap<Stated, u32, BuildHasherDefault<Mixed>>,
    met: Vec<Stated>,
}

impl PayColumns {
    pub(super) fn of(segment: &SegmentReader) -> tantivy::Result<PayColumns> {
        Ok(PayColumns {
            period: BlockColumn::numbers(segment, column::PAY_PERIOD)?,
            low: BlockColumn::numbers(segment, column::PAY_LOW)?,
            high: BlockColumn::numbers(segment, column::PAY_HIGH)?,
            currency: BlockColumn::numbers(segment, column::PAY_CURRENCY)?,
            numbers: HashMap::default(),
            met: Vec::new(),
        })
    }

    pub(super) fn load(&mut self, docs: &[DocId]) {
        for column in [
            &mut self.period,
            &mut self.low,
            &mut self.high,
            &mut self.currency,
        ] {
            column.load(docs);
        }
    }

    /// The entry of the posting at this place of the block; `None` where it states no pay.
    pub(super) fn at(&mut self, place: usize, day: u64) -> Option<PayEntry> {
        let low = self.low.get(place)?;
        let stated = (
            self.period.at(place),
            self.currency.at(place),
            low,
            self.high.at(place),
        );
        let met = &mut self.met;
        let number = *self.numbers.entry(stated).or_insert_with(|| {
            met.push(stated);
            u32::try_from(met.len() - 1).unwrap_or(u32::MAX)
        });
        Some(day << RANGE_BITS | u64::from(number))
    }

    /// The ranges in their order, and for each number the place among them; `None` for what is no range.
    fn in_order(&self) -> (Vec<PayRange>, Vec<Option<u64>>) {
        let found: Vec<Option<PayRange>> = self.met.iter().map(range).collect();
        let mut ranges: Vec<PayRange> = found.iter().flatten().copied().collect();
        ranges.sort_unstable();
        ranges.dedup();
        let place = |range: &Option<PayRange>| {
            let range = range.as_ref()?;
            Some(ranges.partition_point(|one| one < range) as u64)
        };
        let places = found.iter().map(place).collect();
        (ranges, places)
    }
}

fn range(stated: &Stated) -> Option<PayRange> {
    let (period, code, low, high) = *stated;
    let period: Period = pay_period(period);
    Some(PayRange {
        kind: period.kind(),
        period,
        currency: currency(code)?,
        low: i64::try_from(low).ok()?,
        high: i64::try_from(high).ok()?,
    })
}

/// Hashes a few numbers. They come from our own columns, and a table that is slow for chosen ones does no harm.
#[derive(Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
        let mixed = (self.0 ^ number).wrapping_mul(ODD);
        self.0 = mixed ^ (mixed >> 32);
    }
}

/// The pay of one segment: ranges in their order, and for each place of its lists sorted counts.
#[derive(Default)]
pub(super) struct SegmentPay {
    ranges: Vec<PayRange>,
    counts: Vec<Vec<PayCount>>,
}

impl SegmentPay {
    /// Entries in any order, by list.
    pub(super) fn of(columns: &PayColumns, lists: Vec<Vec<PayEntry>>) -> SegmentPay {
        let (ranges, places) = columns.in_order();
        SegmentPay {
            counts: lists
                .into_iter()
                .map(|list| counted(list, &places))
                .collect(),
            ranges,
        }
    }
}

fn counted(mut entries: Vec<PayEntry>, places: &[Option<u64>]) -> Vec<PayCount> {
    entries.retain_mut(|entry| {
        let (day, number) = (*entry >> RANGE_BITS, *entry as u32);
        let place = places[number as usize];
        *entry = day << RANGE_BITS | place.unwrap_or_default();
        place.is_some()
    });
    entries.sort_unstable();
    let groups = entries.chunk_by(|a, b| a == b);
    groups
        .map(|group| (group[0], u32::try_from(group.len()).unwrap_or(u32::MAX)))
        .collect()
}

/// The pay of all segments as a panel holds it. `place` says which list of a segment is that of a cohort and source, where it has one;
/// `lists` names those of the panel in their order.
pub(super) fn merged(
    segments: &mut [SegmentPay],
    lists: impl Iterator<Item = (Option<usize>, usize)>,
    place: impl Fn(usize, Option<usize>, usize) -> Option<usize>,
) -> Option<PostedPay> {
    let mut ranges: Vec<PayRange> = segments
        .iter()
        .flat_map(|segment| segment.ranges.iter().copied())
        .collect();
    ranges.sort_unstable();
    ranges.dedup();
    let places: Vec<Vec<u32>> = segments
        .iter()
        .map(|segment| {
            let place = |range: &PayRange| ranges.partition_point(|one| one < range);
            let places = segment.ranges.iter().map(place);
            places
                .map(|place| u32::try_from(place).unwrap_or(u32::MAX))
                .collect()
        })
        .collect();
    let mut merged = Vec::new();
    for (cohort, source) in lists {
        let mut cells: Vec<PayCell> = Vec::new();
        for (at, segment) in segments.iter_mut().enumerate() {
            let Some(own) = place(at, cohort, source).and_then(|own| segment.counts.get_mut(own))
            else {
                continue;
            };
            let counts = std::mem::take(own);
            cells.reserve_exact(counts.len());
            cells.extend(counts.into_iter().filter_map(|(entry, n)| {
                Some(PayCell {
                    day: Day::from_number(i32::try_from(entry >> RANGE_BITS).ok()?)?,
                    range: places[at][entry as u32 as usize],
                    n,
                })
            }));
        }
        if !cells.is_empty() {
            merged.push(PayList {
                cohort,
                source,
                cells: in_order(cells),
            });
        }
    }
    PostedPay::of(ranges, merged)
}

/// Cells of several segments, one sorted run after the other, as one run.
fn in_order(mut cells: Vec<PayCell>) -> Vec<PayCell> {
    // Stable sorting finds the runs and merges them.
    cells.sort_by_key(|cell| (cell.day, cell.range));
    cells.dedup_by(|next, kept| {
        let same = (next.day, next.range) == (kept.day, kept.range);
        kept.n += if same { next.n } else { 0 };
        same
    });
    cells
}
