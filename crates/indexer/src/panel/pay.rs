//! Posted pay of one pass: one entry a posting and cohort in, sorted groups of equal ones out. Knows columns and places, no query.
//!
//! Entries are sorted and not hashed: a cohort's postings lie nearly in the order of their days, each group is small, and a table of
//! millions of cells would miss the cache at every one (a report of a million postings spent two thirds of its time there).

use model::{Day, PayGroup, Period};
use tantivy::{DocId, SegmentReader};

use crate::columns::BlockColumn;
use crate::document::{currency, pay_period};
use crate::schema::column;

/// Day, kind, period and currency in one number, in the order of [`PayGroup`]; then the amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PayKey {
    head: u64,
    low: u64,
    high: u64,
}

const CURRENCY_BITS: u32 = 24;
const PERIOD_BITS: u32 = 3;

/// Equal entries, and how many they are.
pub(super) type PayCount = (PayKey, u32);

/// The columns of pay, and the places of periods in the order of groups.
pub(super) struct PayColumns {
    period: BlockColumn,
    low: BlockColumn,
    high: BlockColumn,
    currency: BlockColumn,
    order: Vec<Period>,
}

/// The periods by kind, as groups are sorted.
fn periods_in_order() -> Vec<Period> {
    let mut order = Period::ALL.to_vec();
    order.sort_by_key(|period| (period.kind(), *period));
    order
}

impl PayColumns {
    pub(super) fn of(segment: &SegmentReader) -> tantivy::Result<PayColumns> {
        Ok(PayColumns {
            period: BlockColumn::numbers(segment, column::PAY_PERIOD)?,
            low: BlockColumn::numbers(segment, column::PAY_LOW)?,
            high: BlockColumn::numbers(segment, column::PAY_HIGH)?,
            currency: BlockColumn::numbers(segment, column::PAY_CURRENCY)?,
            order: periods_in_order(),
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
    pub(super) fn at(&self, place: usize, day: u64) -> Option<PayKey> {
        let low = self.low.get(place)?;
        let period = pay_period(self.period.at(place));
        let rank = self.order.iter().position(|one| *one == period)?;
        let head = (day << PERIOD_BITS | rank as u64) << CURRENCY_BITS | self.currency.at(place);
        Some(PayKey {
            head,
            low,
            high: self.high.at(place),
        })
    }
}

/// Entries in any order as sorted counts.
pub(super) fn counted(mut entries: Vec<PayKey>) -> Vec<PayCount> {
    entries.sort_unstable();
    let groups = entries.chunk_by(|a, b| a == b);
    groups
        .map(|group| (group[0], u32::try_from(group.len()).unwrap_or(u32::MAX)))
        .collect()
}

/// The sorted counts of several segments as one.
pub(super) fn merged(mut segments: Vec<Vec<PayCount>>) -> Vec<PayCount> {
    if segments.len() == 1 {
        return segments.remove(0);
    }
    let mut all = segments.concat();
    // Stable sorting finds the runs and merges them.
    all.sort();
    let groups = all.chunk_by(|(a, _), (b, _)| a == b);
    groups
        .map(|group| (group[0].0, group.iter().map(|(_, n)| n).sum()))
        .collect()
}

/// Counts as the panel holds them, of a cohort and a source.
pub(super) fn groups(
    counts: Vec<PayCount>,
    cohort: Option<usize>,
    source: usize,
) -> impl Iterator<Item = PayGroup> {
    let order = periods_in_order();
    counts.into_iter().filter_map(move |(key, n)| {
        let currency_code = key.head & ((1 << CURRENCY_BITS) - 1);
        let rest = key.head >> CURRENCY_BITS;
        let period = *order.get(usize::try_from(rest & ((1 << PERIOD_BITS) - 1)).ok()?)?;
        Some(PayGroup {
            cohort,
            source,
            day: Day::from_number(i32::try_from(rest >> PERIOD_BITS).ok()?)?,
            kind: period.kind(),
            period,
            currency: currency(currency_code)?,
            low: i64::try_from(key.low).ok()?,
            high: i64::try_from(key.high).ok()?,
            n,
        })
    })
}
