//! The one pass over all hits of a search that ranks, counts and facets them. Knows no query and no stored text.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use model::{Category, Day, TagSet};
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::query::Weight;
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use crate::answer::{Facets, Sort};
use crate::columns::{BlockColumn, NameColumn};
use crate::schema::{NOT_STATED, column};

/// The rank of a posting; the greatest comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// Bits of the score, which is never negative, so that bits order as numbers do; 0 when sorted by date.
    score: u32,
    moment: u64,
    tie: Reverse<u64>,
}

/// What one pass found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) total: u64,
    /// Best first.
    pub(crate) best: Vec<(f32, DocAddress)>,
    pub(crate) days: Option<(i32, i32)>,
    pub(crate) facets: Option<Facets>,
}

/// Ranks, counts and facets in one pass.
pub(crate) struct PageCollector<'a> {
    pub(crate) sort: Sort,
    /// How many of the best are kept.
    pub(crate) keep: usize,
    pub(crate) facets: bool,
    /// Slugs of the tags by bit.
    pub(crate) tags: &'a [String],
}

pub(crate) struct PageOfSegment {
    segment: SegmentOrdinal,
    keep: usize,
    total: u64,
    moments: BlockColumn,
    ties: BlockColumn,
    kept: BinaryHeap<Reverse<(Rank, DocAddress)>>,
    days: Option<(i32, i32)>,
    facets: Option<FacetCounts>,
    /// Hits with scores wait here until a block is full.
    block: Vec<DocId>,
    scores: Vec<Score>,
}

struct FacetCounts {
    categories: BlockColumn,
    demands: BlockColumn,
    sources: NameColumn,
    platforms: NameColumn,
    by_category: Vec<u64>,
    by_tag: Vec<u64>,
    untagged: u64,
    by_source: Vec<u64>,
    by_platform: Vec<u64>,
    /// From the segment's first day on.
    first_day: u64,
    by_day: Vec<u64>,
}

impl FacetCounts {
    fn new(segment: &SegmentReader, moments: &BlockColumn) -> tantivy::Result<FacetCounts> {
        let sources = NameColumn::new(segment, column::SOURCE)?;
        let platforms = NameColumn::new(segment, column::PLATFORM)?;
        let (first, last) = moments.bounds();
        let first_day = first / 86_400;
        let days = (last / 86_400).saturating_sub(first_day) + 1;
        Ok(FacetCounts {
            categories: BlockColumn::numbers(segment, column::CATEGORY)?,
            demands: BlockColumn::numbers(segment, column::DEMAND)?,
            by_category: vec![0; Category::ALL.len()],
            by_tag: vec![0; 64],
            untagged: 0,
            by_source: vec![0; sources.names.len()],
            by_platform: vec![0; platforms.names.len()],
            sources,
            platforms,
            first_day,
            by_day: vec![0; usize::try_from(days).unwrap_or(1)],
        })
    }

    fn count(&mut self, docs: &[DocId], moments: &BlockColumn) {
        for numbers in [&mut self.categories, &mut self.demands] {
            numbers.load(docs);
        }
        self.sources.numbers.load(docs);
        self.platforms.numbers.load(docs);
        let add = |counts: &mut Vec<u64>, at: u64| {
            if let Some(count) = usize::try_from(at).ok().and_then(|at| counts.get_mut(at)) {
                *count += 1;
            }
        };
        for place in 0..docs.len() {
            add(&mut self.by_category, self.categories.at(place));
            add(&mut self.by_source, self.sources.numbers.at(place));
            add(&mut self.by_platform, self.platforms.numbers.at(place));
            let day = moments.at(place) / 86_400;
            add(&mut self.by_day, day.saturating_sub(self.first_day));
            let demand = TagSet(self.demands.at(place));
            self.untagged += u64::from(demand.0 == 0);
            for tag in demand.iter() {
                self.by_tag[tag.number()] += 1;
            }
        }
    }
}

impl PageOfSegment {
    fn take(&mut self, docs: &[DocId], scores: &[Score]) {
        self.total += docs.len() as u64;
        self.moments.load(docs);
        for (place, doc) in docs.iter().enumerate() {
            let moment = self.moments.at(place);
            let day = i32::try_from(moment / 86_400).unwrap_or(i32::MAX);
            let (first, last) = self.days.unwrap_or((day, day));
            self.days = Some((first.min(day), last.max(day)));
            let score = scores
                .get(place)
                .map_or(0, |score| score.max(0.0).to_bits());
            self.offer(score, moment, *doc);
        }
        if let Some(facets) = &mut self.facets {
            facets.count(docs, &self.moments);
        }
    }

    fn offer(&mut self, score: u32, moment: u64, doc: DocId) {
        let full = self.kept.len() >= self.keep;
        let worst = self.kept.peek().map(|Reverse((rank, _))| *rank);
        // The tie-breaker is read only where it can matter.
        if full && worst.is_none_or(|worst| (score, moment) < (worst.score, worst.moment)) {
            return;
        }
        let rank = Rank {
            score,
            moment,
            tie: Reverse(self.ties.of(doc)),
        };
        if full {
            if worst.is_some_and(|worst| rank <= worst) {
                return;
            }
            self.kept.pop();
        }
        self.kept
            .push(Reverse((rank, DocAddress::new(self.segment, doc))));
    }

    fn take_waiting(&mut self) {
        let docs = std::mem::take(&mut self.block);
        let scores = std::mem::take(&mut self.scores);
        self.take(&docs, &scores);
        (self.block, self.scores) = (docs, scores);
        self.block.clear();
        self.scores.clear();
    }
}

impl SegmentCollector for PageOfSegment {
    type Fruit = SegmentPage;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.block.push(doc);
        self.scores.push(score);
        if self.block.len() == COLLECT_BLOCK_BUFFER_LEN {
            self.take_waiting();
        }
    }

    fn collect_block(&mut self, docs: &[DocId]) {
        self.take(docs, &[]);
    }

    fn harvest(mut self) -> SegmentPage {
        self.take_waiting();
        SegmentPage {
            total: self.total,
            kept: self.kept.into_iter().map(|Reverse(one)| one).collect(),
            days: self.days,
            facets: self.facets.map(SegmentFacets::from),
        }
    }
}

/// What one segment adds.
pub(crate) struct SegmentPage {
    total: u64,
    kept: Vec<(Rank, DocAddress)>,
    days: Option<(i32, i32)>,
    facets: Option<SegmentFacets>,
}

/// One segment's counts, by names that hold in every segment.
#[derive(Default)]
struct SegmentFacets {
    category: BTreeMap<String, u64>,
    tag: BTreeMap<usize, u64>,
    untagged: u64,
    source: BTreeMap<String, u64>,
    platform: BTreeMap<String, u64>,
    day: BTreeMap<i32, u64>,
}

impl From<FacetCounts> for SegmentFacets {
    fn from(counts: FacetCounts) -> SegmentFacets {
        let named = |names: Vec<String>, counts: Vec<u64>| {
            names
                .into_iter()
                .zip(counts)
                .filter(|(_, n)| *n > 0)
                .collect()
        };
        let slugs = Category::ALL
            .iter()
            .map(|category| category.slug().to_owned());
        let day = |(offset, n): (usize, u64)| {
            let day = counts.first_day + offset as u64;
            (i32::try_from(day).unwrap_or(i32::MAX), n)
        };
        SegmentFacets {
            category: named(slugs.collect(), counts.by_category),
            tag: counts
                .by_tag
                .into_iter()
                .enumerate()
                .filter(|(_, n)| *n > 0)
                .collect(),
            untagged: counts.untagged,
            source: named(counts.sources.names, counts.by_source),
            platform: named(counts.platforms.names, counts.by_platform),
            day: counts
                .by_day
                .into_iter()
                .enumerate()
                .filter(|(_, n)| *n > 0)
                .map(day)
                .collect(),
        }
    }
}

impl SegmentFacets {
    fn add(&mut self, other: SegmentFacets) {
        fn join<K: Ord>(all: &mut BTreeMap<K, u64>, more: BTreeMap<K, u64>) {
            for (name, n) in more {
                *all.entry(name).or_default() += n;
            }
        }
        join(&mut self.category, other.category);
        join(&mut self.tag, other.tag);
        join(&mut self.source, other.source);
        join(&mut self.platform, other.platform);
        join(&mut self.day, other.day);
        self.untagged += other.untagged;
    }

    fn finish(self, tags: &[String]) -> Facets {
        fn ranked(counts: impl IntoIterator<Item = (String, u64)>) -> Vec<(String, u64)> {
            let mut all: Vec<(String, u64)> = counts.into_iter().collect();
            all.sort_by(|(a, n), (b, m)| m.cmp(n).then_with(|| a.cmp(b)));
            all
        }
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
            source: ranked(self.source),
            platform: ranked(self.platform),
            month: months.into_iter().collect(),
        }
    }
}

impl Collector for PageCollector<'_> {
    type Fruit = Found;
    type Child = PageOfSegment;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<PageOfSegment> {
        let moments = BlockColumn::numbers(reader, column::MOMENT)?;
        let facets = match self.facets {
            true => Some(FacetCounts::new(reader, &moments)?),
            false => None,
        };
        Ok(PageOfSegment {
            segment,
            keep: self.keep,
            total: 0,
            moments,
            ties: BlockColumn::numbers(reader, column::KEY_HASH)?,
            kept: BinaryHeap::new(),
            days: None,
            facets,
            block: Vec::with_capacity(COLLECT_BLOCK_BUFFER_LEN),
            scores: Vec::with_capacity(COLLECT_BLOCK_BUFFER_LEN),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Relevance
    }

    fn merge_fruits(&self, segments: Vec<SegmentPage>) -> tantivy::Result<Found> {
        let mut total = 0;
        let mut kept = Vec::new();
        let mut days: Option<(i32, i32)> = None;
        let mut facets = SegmentFacets::default();
        for segment in segments {
            total += segment.total;
            kept.extend(segment.kept);
            if let Some((first, last)) = segment.days {
                let (least, greatest) = days.unwrap_or((first, last));
                days = Some((least.min(first), greatest.max(last)));
            }
            facets.add(segment.facets.unwrap_or_default());
        }
        kept.sort_by(|a, b| b.cmp(a));
        kept.truncate(self.keep);
        let best = kept
            .into_iter()
            .map(|(rank, address)| (f32::from_bits(rank.score), address));
        Ok(Found {
            total,
            best: best.collect(),
            days,
            facets: self.facets.then(|| facets.finish(self.tags)),
        })
    }

    fn collect_segment(
        &self,
        weight: &dyn Weight,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<SegmentPage> {
        let mut child = self.for_segment(segment, reader)?;
        if self.requires_scoring() {
            let alive = reader.alive_bitset();
            weight.for_each(reader, &mut |doc, score| {
                if alive.is_none_or(|alive| alive.is_alive(doc)) {
                    child.collect(doc, score);
                }
            })?;
        } else {
            each_block(weight, reader, &mut |docs| child.take(docs, &[]))?;
        }
        Ok(child.harvest())
    }
}

/// Calls `take` with blocks of matching postings that are not deleted. The library's own loop falls back to single postings as
/// soon as one of the segment is deleted, which is three times slower.
pub(crate) fn each_block(
    weight: &dyn Weight,
    reader: &SegmentReader,
    take: &mut dyn FnMut(&[DocId]),
) -> tantivy::Result<()> {
    let Some(alive) = reader.alive_bitset() else {
        return weight.for_each_no_score(reader, take);
    };
    let mut living = Vec::with_capacity(COLLECT_BLOCK_BUFFER_LEN);
    weight.for_each_no_score(reader, &mut |docs| {
        living.clear();
        living.extend(docs.iter().copied().filter(|doc| alive.is_alive(*doc)));
        take(&living);
    })
}
