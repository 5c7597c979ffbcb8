//! The columns of the hits in, counts by name out, first of one segment and then of all. Knows no query and no order of hits.

use std::collections::BTreeMap;

use model::{Category, Day, Period, Polarity};
use tantivy::{DocId, SegmentReader};

use crate::answer::Facets;
use crate::columns::{BlockColumn, NameColumn};
use crate::document::{normalised, pay_period};
use crate::schema::{NOT_STATED, column, polarity_name};

/// Counts by the names of one column, and of the postings without one.
struct ByName {
    column: NameColumn,
    counts: Vec<u64>,
    not_stated: u64,
}

impl ByName {
    fn new(segment: &SegmentReader, name: &str) -> tantivy::Result<ByName> {
        let column = NameColumn::new(segment, name)?;
        Ok(ByName {
            counts: vec![0; column.names.len()],
            column,
            not_stated: 0,
        })
    }

    fn count(&mut self, place: usize) {
        let number = self.column.numbers.get(place);
        let at = number.and_then(|number| usize::try_from(number).ok());
        match at.and_then(|at| self.counts.get_mut(at)) {
            Some(count) => *count += 1,
            None => self.not_stated += 1,
        }
    }

    fn finish(self) -> BTreeMap<String, u64> {
        let mut all = seen(self.column.names.into_iter().zip(self.counts));
        if self.not_stated > 0 {
            *all.entry(NOT_STATED.to_owned()).or_default() += self.not_stated;
        }
        all
    }
}

/// Counts by the bits of a word, and of the words without any.
struct ByBit {
    column: BlockColumn,
    counts: Vec<u64>,
    none: u64,
}

impl ByBit {
    fn new(segment: &SegmentReader, name: &str) -> tantivy::Result<ByBit> {
        Ok(ByBit {
            column: BlockColumn::numbers(segment, name)?,
            counts: vec![0; 64],
            none: 0,
        })
    }

    fn count(&mut self, place: usize) {
        let mut bits = self.column.at(place);
        self.none += u64::from(bits == 0);
        // From one set bit to the next: asking each of the 64 cost more than all the other columns together.
        while bits != 0 {
            self.counts[bits.trailing_zeros() as usize] += 1;
            bits &= bits - 1;
        }
    }

    /// Counts by bit, and of the words without any.
    fn finish(counts: Option<ByBit>) -> (Vec<u64>, u64) {
        counts.map_or_else(Default::default, |one| (one.counts, one.none))
    }
}

fn seen<K: Ord>(counts: impl Iterator<Item = (K, u64)>) -> BTreeMap<K, u64> {
    counts.filter(|(_, n)| *n > 0).collect()
}

/// Which facets are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    All,
    /// The one of this field, as [`Facets::by_field`] names it.
    One(&'static str),
}

/// What is counted while the hits of one segment pass; each where it is wanted.
pub(crate) struct FacetCounts {
    sources: Option<ByName>,
    platforms: Option<ByName>,
    markets: Option<ByName>,
    countries: Option<ByName>,
    tags: Option<ByBit>,
    polarities: Option<ByBit>,
    categories: Option<BlockColumn>,
    by_category: Vec<u64>,
    pay_periods: Option<BlockColumn>,
    by_period: Vec<u64>,
    without_pay: u64,
    /// From the segment's first day on.
    first_day: u64,
    by_day: Option<Vec<u64>>,
}

impl FacetCounts {
    pub(crate) fn new(
        segment: &SegmentReader,
        moments: &BlockColumn,
        wanted: Wanted,
    ) -> tantivy::Result<FacetCounts> {
        let (first, last) = moments.bounds();
        let first_day = first / 86_400;
        let days = (last / 86_400).saturating_sub(first_day) + 1;
        let wants = |field: &str| match wanted {
            Wanted::All => true,
            Wanted::One(one) => one == field,
        };
        let names = |field: &str, name: &str| {
            let counts = wants(field).then(|| ByName::new(segment, name));
            counts.transpose()
        };
        let bits = |field: &str, name: &str| {
            let counts = wants(field).then(|| ByBit::new(segment, name));
            counts.transpose()
        };
        let numbers = |field: &str, name: &str| {
            let numbers = wants(field).then(|| BlockColumn::numbers(segment, name));
            numbers.transpose()
        };
        Ok(FacetCounts {
            sources: names("source", column::SOURCE)?,
            platforms: names("platform", column::PLATFORM)?,
            markets: names("market", column::MARKET)?,
            countries: names("country", column::COUNTRY_NAME)?,
            tags: bits("tag", column::DEMAND)?,
            polarities: bits("polarity", column::POLARITY)?,
            categories: numbers("category", column::CATEGORY)?,
            by_category: vec![0; Category::ALL.len()],
            pay_periods: numbers("pay", column::PAY_PERIOD)?,
            by_period: vec![0; Period::ALL.len()],
            without_pay: 0,
            first_day,
            by_day: wants("date").then(|| vec![0; usize::try_from(days).unwrap_or(1)]),
        })
    }

    pub(crate) fn count(&mut self, docs: &[DocId], moments: &BlockColumn) {
        let names = [
            &mut self.sources,
            &mut self.platforms,
            &mut self.markets,
            &mut self.countries,
        ];
        // One column after the other: each is decoded in a run, and its counts stay in the processor's cache.
        for by_name in names.into_iter().flatten() {
            by_name.column.numbers.load(docs);
            for place in 0..docs.len() {
                by_name.count(place);
            }
        }
        let bits = [&mut self.tags, &mut self.polarities];
        for by_bit in bits.into_iter().flatten() {
            by_bit.column.load(docs);
            for place in 0..docs.len() {
                by_bit.count(place);
            }
        }
        let add = |counts: &mut Vec<u64>, at: u64| {
            if let Some(count) = usize::try_from(at).ok().and_then(|at| counts.get_mut(at)) {
                *count += 1;
            }
        };
        if let Some(categories) = &mut self.categories {
            categories.load(docs);
            for place in 0..docs.len() {
                add(&mut self.by_category, categories.at(place));
            }
        }
        if let Some(periods) = &mut self.pay_periods {
            periods.load(docs);
            for place in 0..docs.len() {
                match periods.get(place) {
                    Some(period) => add(&mut self.by_period, period),
                    None => self.without_pay += 1,
                }
            }
        }
        if let Some(by_day) = &mut self.by_day {
            for place in 0..docs.len() {
                let day = moments.at(place) / 86_400;
                add(by_day, day.saturating_sub(self.first_day));
            }
        }
    }

    pub(crate) fn finish(self) -> SegmentFacets {
        let slugs = Category::ALL
            .iter()
            .map(|category| category.slug().to_owned());
        // Salaries have several periods and are one kind.
        let mut pay: BTreeMap<String, u64> = BTreeMap::new();
        for (number, n) in (0..).zip(self.by_period).filter(|(_, n)| *n > 0) {
            let kind = pay_period(number).kind();
            *pay.entry(kind.slug().to_owned()).or_default() += n;
        }
        if self.without_pay > 0 {
            pay.insert(NOT_STATED.to_owned(), self.without_pay);
        }
        let names = Polarity::ALL.iter().map(|one| polarity_name(*one));
        let (counts, none) = ByBit::finish(self.polarities);
        let mut polarity = seen(names.zip(counts));
        if none > 0 {
            polarity.insert(NOT_STATED.to_owned(), none);
        }
        let (tags, untagged) = ByBit::finish(self.tags);
        let by_name = |counts: Option<ByName>| counts.map_or_else(BTreeMap::new, ByName::finish);
        let day = |offset: usize| i32::try_from(self.first_day + offset as u64).unwrap_or(i32::MAX);
        SegmentFacets {
            category: seen(slugs.zip(self.by_category)),
            tag: seen(tags.into_iter().enumerate()),
            untagged,
            polarity,
            source: by_name(self.sources),
            platform: by_name(self.platforms),
            market: by_name(self.markets),
            country: by_name(self.countries),
            pay,
            day: seen(
                self.by_day
                    .into_iter()
                    .flatten()
                    .enumerate()
                    .map(|(offset, n)| (day(offset), n)),
            ),
        }
    }
}

/// One segment's counts, by names that hold in every segment.
#[derive(Default)]
pub(crate) struct SegmentFacets {
    category: BTreeMap<String, u64>,
    tag: BTreeMap<usize, u64>,
    untagged: u64,
    polarity: BTreeMap<String, u64>,
    source: BTreeMap<String, u64>,
    platform: BTreeMap<String, u64>,
    market: BTreeMap<String, u64>,
    country: BTreeMap<String, u64>,
    pay: BTreeMap<String, u64>,
    day: BTreeMap<i32, u64>,
}

impl SegmentFacets {
    pub(crate) fn add(&mut self, other: SegmentFacets) {
        fn join<K: Ord>(all: &mut BTreeMap<K, u64>, more: BTreeMap<K, u64>) {
            for (name, n) in more {
                *all.entry(name).or_default() += n;
            }
        }
        join(&mut self.category, other.category);
        join(&mut self.tag, other.tag);
        join(&mut self.polarity, other.polarity);
        join(&mut self.source, other.source);
        join(&mut self.platform, other.platform);
        join(&mut self.market, other.market);
        join(&mut self.country, other.country);
        join(&mut self.pay, other.pay);
        join(&mut self.day, other.day);
        self.untagged += other.untagged;
    }

    pub(crate) fn finish(self, tags: &[String]) -> Facets {
        let mut months: BTreeMap<String, u64> = BTreeMap::new();
        for (number, n) in self.day {
            if let Some(day) = Day::from_number(number) {
                *months.entry(day.month_label()).or_default() += n;
            }
        }
        let slug = |bit: usize| {
            tags.get(bit)
                .cloned()
                .unwrap_or_else(|| format!("tag-{bit}"))
        };
        let mut tag: BTreeMap<String, u64> = BTreeMap::new();
        for (bit, n) in self.tag {
            *tag.entry(slug(bit)).or_default() += n;
        }
        if self.untagged > 0 {
            tag.insert(NOT_STATED.to_owned(), self.untagged);
        }
        Facets {
            category: ranked_values("category", self.category),
            tag: ranked_values("tag", tag),
            polarity: ranked_values("polarity", self.polarity),
            source: ranked_values("source", self.source),
            platform: ranked_values("platform", self.platform),
            market: ranked_values("market", self.market),
            country: ranked_values("country", self.country),
            pay: ranked_values("pay", self.pay),
            month: months.into_iter().collect(),
        }
    }
}

/// How many postings have each value of a field, in the order of [`Facets`]: the greatest count first, and what is not stated last.
#[must_use]
pub fn ranked_values(field: &str, counts: BTreeMap<String, u64>) -> Vec<(String, u64)> {
    match field {
        "country" => ranked_with_none_last(one_spelling(counts)),
        "tag" | "polarity" | "pay" => ranked_with_none_last(counts),
        _ => ranked(counts),
    }
}

/// The greatest count first.
fn ranked(counts: impl IntoIterator<Item = (String, u64)>) -> Vec<(String, u64)> {
    let mut all: Vec<(String, u64)> = counts.into_iter().collect();
    all.sort_by(|(a, n), (b, m)| m.cmp(n).then_with(|| a.cmp(b)));
    all
}

fn ranked_with_none_last(mut counts: BTreeMap<String, u64>) -> Vec<(String, u64)> {
    let not_stated = counts.remove_entry(NOT_STATED);
    let mut all = ranked(counts);
    all.extend(not_stated);
    all
}

/// Names that a query does not tell apart (`Côte d'Ivoire`, `cote d'ivoire`) as one, in the spelling that is most frequent.
fn one_spelling(names: BTreeMap<String, u64>) -> BTreeMap<String, u64> {
    let mut groups: BTreeMap<String, Vec<(String, u64)>> = BTreeMap::new();
    for (name, n) in names {
        groups.entry(normalised(&name)).or_default().push((name, n));
    }
    let joined = groups.into_iter().filter_map(|(searched, spellings)| {
        let n = spellings.iter().map(|(_, n)| n).sum();
        let (name, _) = ranked(spellings).into_iter().next()?;
        // A country that is written as "None" counts as not stated, since it is found so.
        Some((
            if searched == NOT_STATED {
                searched
            } else {
                name
            },
            n,
        ))
    });
    joined.collect()
}
