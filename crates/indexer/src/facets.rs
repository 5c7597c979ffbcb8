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
}

fn seen<K: Ord>(counts: impl Iterator<Item = (K, u64)>) -> BTreeMap<K, u64> {
    counts.filter(|(_, n)| *n > 0).collect()
}

/// What is counted while the hits of one segment pass.
pub(crate) struct FacetCounts {
    sources: ByName,
    platforms: ByName,
    markets: ByName,
    countries: ByName,
    tags: ByBit,
    polarities: ByBit,
    categories: BlockColumn,
    by_category: Vec<u64>,
    pay_periods: BlockColumn,
    by_period: Vec<u64>,
    without_pay: u64,
    /// From the segment's first day on.
    first_day: u64,
    by_day: Vec<u64>,
}

impl FacetCounts {
    pub(crate) fn new(
        segment: &SegmentReader,
        moments: &BlockColumn,
    ) -> tantivy::Result<FacetCounts> {
        let (first, last) = moments.bounds();
        let first_day = first / 86_400;
        let days = (last / 86_400).saturating_sub(first_day) + 1;
        Ok(FacetCounts {
            sources: ByName::new(segment, column::SOURCE)?,
            platforms: ByName::new(segment, column::PLATFORM)?,
            markets: ByName::new(segment, column::MARKET)?,
            countries: ByName::new(segment, column::COUNTRY_NAME)?,
            tags: ByBit::new(segment, column::DEMAND)?,
            polarities: ByBit::new(segment, column::POLARITY)?,
            categories: BlockColumn::numbers(segment, column::CATEGORY)?,
            by_category: vec![0; Category::ALL.len()],
            pay_periods: BlockColumn::numbers(segment, column::PAY_PERIOD)?,
            by_period: vec![0; Period::ALL.len()],
            without_pay: 0,
            first_day,
            by_day: vec![0; usize::try_from(days).unwrap_or(1)],
        })
    }

    pub(crate) fn count(&mut self, docs: &[DocId], moments: &BlockColumn) {
        let mut names = [
            &mut self.sources,
            &mut self.platforms,
            &mut self.markets,
            &mut self.countries,
        ];
        let mut bits = [&mut self.tags, &mut self.polarities];
        // One column after the other: each is decoded in a run, and its counts stay in the processor's cache.
        for by_name in &mut names {
            by_name.column.numbers.load(docs);
            for place in 0..docs.len() {
                by_name.count(place);
            }
        }
        for by_bit in &mut bits {
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
        self.categories.load(docs);
        self.pay_periods.load(docs);
        for place in 0..docs.len() {
            add(&mut self.by_category, self.categories.at(place));
            match self.pay_periods.get(place) {
                Some(period) => add(&mut self.by_period, period),
                None => self.without_pay += 1,
            }
            let day = moments.at(place) / 86_400;
            add(&mut self.by_day, day.saturating_sub(self.first_day));
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
        let polarities = Polarity::ALL.iter().map(|one| polarity_name(*one));
        let mut polarity = seen(polarities.zip(self.polarities.counts));
        if self.polarities.none > 0 {
            polarity.insert(NOT_STATED.to_owned(), self.polarities.none);
        }
        let day = |offset: usize| i32::try_from(self.first_day + offset as u64).unwrap_or(i32::MAX);
        SegmentFacets {
            category: seen(slugs.zip(self.by_category)),
            tag: seen(self.tags.counts.into_iter().enumerate()),
            untagged: self.tags.none,
            polarity,
            source: self.sources.finish(),
            platform: self.platforms.finish(),
            market: self.markets.finish(),
            country: self.countries.finish(),
            pay,
            day: seen(
                self.by_day
                    .into_iter()
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
        let mut tag = ranked(self.tag.into_iter().map(|(bit, n)| (slug(bit), n)));
        if self.untagged > 0 {
            tag.push((NOT_STATED.to_owned(), self.untagged));
        }
        Facets {
            category: ranked(self.category),
            tag,
            polarity: ranked_with_none_last(self.polarity),
            source: ranked(self.source),
            platform: ranked(self.platform),
            market: ranked(self.market),
            country: ranked_with_none_last(one_spelling(self.country)),
            pay: ranked_with_none_last(self.pay),
            month: months.into_iter().collect(),
        }
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
