//! The files of a month in, its cells out: how many postings of a day, a source, a category and a tag there are, and what they pay. Additive, and
//! read from the files themselves, so that a cube says what they say. Knows no query.

mod table;

use std::collections::BTreeMap;

use arrow_array::{Array, RecordBatch};
use model::{PayKind, Period};

use crate::Error;
use crate::decode::{self, Bad, Batch};
use crate::file::{Table, Wanted};
use crate::manifest::Manifest;
use crate::place::Place;
use crate::schema::TagColumn;

/// The columns that every cell is of, beside those of tags.
const FACTS: [&str; 12] = [
    "day",
    "date_kind",
    "leader",
    "source",
    "platform",
    "market",
    "category",
    "pay_kind",
    "pay_period",
    "pay_currency",
    "pay_low_hundredths",
    "pay_high_hundredths",
];

/// What postings of a day have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Group {
    date_kind: String,
    duplicate: bool,
    source: String,
    platform: String,
    market: String,
    category: String,
}

/// A tag in a sense; `None` for any posting.
type Tagged = Option<(u16, u16)>;

/// A posted range.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Range {
    kind: PayKind,
    period: Period,
    currency: String,
    low: i64,
    high: i64,
}

/// Values that recur, by number in the order in which they were met.
struct Numbered<T> {
    numbers: BTreeMap<T, u32>,
}

impl<T: Ord + Clone> Numbered<T> {
    fn number(&mut self, value: T) -> u32 {
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        *self.numbers.entry(value).or_insert(next)
    }

    /// By number.
    fn values(self) -> Vec<T> {
        let mut values: Vec<(u32, T)> = self.numbers.into_iter().map(|(v, n)| (n, v)).collect();
        values.sort_by_key(|(number, _)| *number);
        values.into_iter().map(|(_, value)| value).collect()
    }
}

/// The cells of a month: a cell takes some 40 bytes, and there are as many as a month has kinds of postings, not postings.
pub(crate) struct Counted {
    tags: Vec<String>,
    senses: Vec<TagColumn>,
    groups: Numbered<Group>,
    ranges: Numbered<Range>,
    /// By day, group, tag.
    counts: BTreeMap<(i32, u32, Tagged), u64>,
    /// By day, group, tag, range.
    pay: BTreeMap<(i32, u32, Tagged, u32), u64>,
}

/// Counts a month.
pub(crate) fn count(place: &dyn Place, manifest: &Manifest, month: &str) -> Result<Counted, Error> {
    let mut counted = Counted {
        tags: manifest.tags.clone(),
        senses: TagColumn::all().collect(),
        groups: Numbered {
            numbers: BTreeMap::new(),
        },
        ranges: Numbered {
            numbers: BTreeMap::new(),
        },
        counts: BTreeMap::new(),
        pay: BTreeMap::new(),
    };
    let of_tags: Vec<Vec<String>> = counted
        .senses
        .iter()
        .map(|sense| counted.tags.iter().map(|tag| sense.name(tag)).collect())
        .collect();
    let names: Vec<&str> = FACTS
        .into_iter()
        .chain(of_tags.iter().flatten().map(String::as_str))
        .collect();
    for file in manifest.files_of(month) {
        for batch in Table::open(place, &file.path)?.batches(&names, &Wanted::Every)? {
            let (named, batch) = batch?;
            counted
                .add(&batch, &of_tags)
                .map_err(|what| Error::damaged(&named, what))?;
        }
    }
    Ok(counted)
}

/// What a row is counted under: its day, its group and what it pays.
type Base = (i32, u32, Option<u32>);

impl Counted {
    fn add(&mut self, batch: &RecordBatch, of_tags: &[Vec<String>]) -> Result<(), Bad> {
        let bases = self.bases(batch)?;
        for base in &bases {
            self.count(*base, None, true);
        }
        for (sense, names) in of_tags.iter().enumerate() {
            // Pay is asked for by demand or mention, never by a single sense.
            let is_sense = matches!(self.senses[sense], TagColumn::Sense(_));
            for (tag, name) in names.iter().enumerate() {
                let flags = Batch(batch).flags(name)?;
                let narrow = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
                let tagged = Some((narrow(tag), narrow(sense)));
                for row in flags.values().set_indices() {
                    self.count(bases[row], tagged, !is_sense);
                }
            }
        }
        Ok(())
    }

    fn count(&mut self, (day, group, paid): Base, tagged: Tagged, with_pay: bool) {
        *self.counts.entry((day, group, tagged)).or_default() += 1;
        if let Some(range) = paid.filter(|_| with_pay) {
            *self.pay.entry((day, group, tagged, range)).or_default() += 1;
        }
    }

    fn bases(&mut self, batch: &RecordBatch) -> Result<Vec<Base>, Bad> {
        let columns = Batch(batch);
        let days = columns.days("day")?;
        let leaders = columns.texts("leader")?;
        let [kinds, sources, platforms, markets, categories] =
            ["date_kind", "source", "platform", "market", "category"]
                .map(|name| columns.texts(name));
        let (kinds, sources, platforms) = (kinds?, sources?, platforms?);
        let (markets, categories) = (markets?, categories?);
        let pays = decode::pays(&columns)?;
        let mut bases = Vec::with_capacity(batch.num_rows());
        for (row, pay) in pays.into_iter().enumerate() {
            let group = self.groups.number(Group {
                date_kind: kinds.value(row).to_owned(),
                duplicate: leaders.is_valid(row),
                source: sources.value(row).to_owned(),
                platform: platforms.value(row).to_owned(),
                market: markets.value(row).to_owned(),
                category: categories.value(row).to_owned(),
            });
            let range = pay.map(|pay| {
                self.ranges.number(Range {
                    kind: pay.kind(),
                    period: pay.period(),
                    currency: pay.currency().code().to_owned(),
                    low: pay.low_hundredths(),
                    high: pay.high_hundredths(),
                })
            });
            bases.push((days.value(row), group, range));
        }
        Ok(bases)
    }
}
