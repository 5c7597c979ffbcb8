//! Posted pay of one pass: one entry a posting in, the posted pay of a panel out. Knows columns and places, no query.
//!
//! Postings state few different ranges, so that an entry is one number: its day and the number of its range. Entries are sorted once for
//! all cohorts, and not hashed: postings lie nearly in the order of their days, each group is small, and a table of millions of
//! cells would miss the cache at every one.

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

fn range_number(entry: PayEntry) -> u32 {
    u32::try_from(entry & u64::from(u32::MAX)).unwrap_or(u32::MAX)
}

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
pub(super) struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn write_u64(&mut self, number: u64) {
        const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
        let mixed = (self.0 ^ number).wrapping_mul(ODD);
        self.0 = mixed ^ (mixed >> 32);
    }
}

/// The pay of one segment: ranges in their order, and for source `s` and slot `c`, at `s * slots + c`, sorted cells.
#[derive(Default)]
pub(super) struct SegmentPay {
    ranges: Vec<PayRange>,
    cells: Vec<Vec<PayCell>>,
}

impl SegmentPay {
    /// Entries of each source in any order, each with its class; `classes` says in which of the slots a class counts.
    pub(super) fn of(
        columns: &PayColumns,
        sources: Vec<Vec<(PayEntry, u32)>>,
        classes: &[Vec<usize>],
        slots: usize,
    ) -> SegmentPay {
        let (ranges, places) = columns.in_order();
        let cells = sources.into_iter().flat_map(|entries| {
            let mut cells = vec![Vec::new(); slots];
            share_out(in_places(entries, &places), classes, &mut cells);
            cells
        });
        SegmentPay {
            cells: cells.collect(),
            ranges,
        }
    }
}

/// Entries with the places of their ranges in place of their numbers, sorted.
fn in_places(mut entries: Vec<(PayEntry, u32)>, places: &[Option<u64>]) -> Vec<(PayEntry, u32)> {
    entries.retain_mut(|(entry, _)| {
        let day = *entry >> RANGE_BITS;
        let place = places[range_number(*entry) as usize];
        *entry = day << RANGE_BITS | place.unwrap_or_default();
        place.is_some()
    });
    entries.sort_unstable();
    entries
}

/// Puts sorted entries into the slots of their classes, equal ones of a slot as one cell.
fn share_out(entries: Vec<(PayEntry, u32)>, classes: &[Vec<usize>], cells: &mut [Vec<PayCell>]) {
    for of_day in entries.chunk_by(|(a, _), (b, _)| a >> RANGE_BITS == b >> RANGE_BITS) {
        let number = i32::try_from(of_day[0].0 >> RANGE_BITS).ok();
        let Some(day) = number.and_then(Day::from_number) else {
            continue;
        };
        for same in of_day.chunk_by(|a, b| a == b) {
            let (entry, class) = same[0];
            let range = range_number(entry);
            let n = u32::try_from(same.len()).unwrap_or(u32::MAX);
            for slot in &classes[class as usize] {
                match cells[*slot].last_mut() {
                    Some(last) if (last.day, last.range) == (day, range) => last.n += n,
                    _ => cells[*slot].push(PayCell { day, range, n }),
                }
            }
        }
    }
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
            let Some(own) = place(at, cohort, source).and_then(|own| segment.cells.get_mut(own))
            else {
                continue;
            };
            let mut own = std::mem::take(own);
            for cell in &mut own {
                cell.range = places[at][cell.range as usize];
            }
            match cells.is_empty() {
                true => cells = own,
                false => cells.extend(own),
            }
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
