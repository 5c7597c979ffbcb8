//! The one pass over all hits of a search that ranks, counts and facets them. Knows no query and no stored text.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::query::Weight;
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use crate::answer::{Facets, Sort};
use crate::columns::BlockColumn;
use crate::facets::{FacetCounts, SegmentFacets};
use crate::schema::column;

/// What a posting is ranked by before its date; the greatest comes first.
///
/// By date: nothing. By relevance: the bits of the score, which is never negative, so that bits order as numbers do. By pay: the
/// group of kind, period and currency, turned round so that the first group is the greatest and a posting without pay the least;
/// then the middle of the range, as the sum of its ends.
type Merit = (u64, u64);

/// The rank of a posting; the greatest comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank {
    merit: Merit,
    moment: u64,
    tie: Reverse<u64>,
}

impl Rank {
    /// The score of a posting that was ranked by relevance.
    pub(crate) fn score(&self) -> f32 {
        f32::from_bits(u32::try_from(self.merit.0).unwrap_or(0))
    }
}

/// A posting and its rank. No two are equal, so that a pass can go on where another ended.
pub(crate) type Ranked = (Rank, DocAddress);

/// What one pass found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) total: u64,
    /// Best first.
    pub(crate) best: Vec<Ranked>,
    pub(crate) days: Option<(i32, i32)>,
    pub(crate) facets: Option<Facets>,
}

/// Ranks, counts and facets in one pass.
pub(crate) struct PageCollector<'a> {
    pub(crate) sort: Sort,
    /// How many of the best are kept.
    pub(crate) keep: usize,
    /// Only what comes after this is kept; all is counted.
    pub(crate) after: Option<Ranked>,
    pub(crate) facets: bool,
    /// Slugs of the tags by bit.
    pub(crate) tags: &'a [String],
}

pub(crate) struct PageOfSegment {
    segment: SegmentOrdinal,
    keep: usize,
    after: Option<Ranked>,
    total: u64,
    moments: BlockColumn,
    ties: BlockColumn,
    pay: Option<PayColumns>,
    kept: BinaryHeap<Reverse<Ranked>>,
    days: Option<(i32, i32)>,
    facets: Option<FacetCounts>,
    /// Hits with scores wait here until a block is full.
    block: Vec<DocId>,
    scores: Vec<Score>,
}

/// The columns that the order by pay looks at.
struct PayColumns {
    groups: BlockColumn,
    lows: BlockColumn,
    highs: BlockColumn,
}

impl PayColumns {
    fn new(segment: &SegmentReader) -> tantivy::Result<PayColumns> {
        Ok(PayColumns {
            groups: BlockColumn::numbers(segment, column::PAY_GROUP)?,
            lows: BlockColumn::numbers(segment, column::PAY_LOW)?,
            highs: BlockColumn::numbers(segment, column::PAY_HIGH)?,
        })
    }

    fn load(&mut self, docs: &[DocId]) {
        for column in [&mut self.groups, &mut self.lows, &mut self.highs] {
            column.load(docs);
        }
    }

    fn merit(&self, place: usize) -> Merit {
        match self.groups.get(place) {
            Some(group) => (u64::MAX - group, self.lows.at(place) + self.highs.at(place)),
            None => (0, 0),
        }
    }
}

impl PageOfSegment {
    fn take(&mut self, docs: &[DocId], scores: &[Score]) {
        self.total += docs.len() as u64;
        self.moments.load(docs);
        if let Some(pay) = &mut self.pay {
            pay.load(docs);
        }
        for (place, doc) in docs.iter().enumerate() {
            let moment = self.moments.at(place);
            let day = i32::try_from(moment / 86_400).unwrap_or(i32::MAX);
            let (first, last) = self.days.unwrap_or((day, day));
            self.days = Some((first.min(day), last.max(day)));
            let merit = match (&self.pay, scores.get(place)) {
                (Some(pay), _) => pay.merit(place),
                (None, Some(score)) => (u64::from(score.max(0.0).to_bits()), 0),
                (None, None) => (0, 0),
            };
            self.offer(merit, moment, *doc);
        }
        if let Some(facets) = &mut self.facets {
            facets.count(docs, &self.moments);
        }
    }

    fn offer(&mut self, merit: Merit, moment: u64, doc: DocId) {
        let full = self.kept.len() >= self.keep;
        let worst = self.kept.peek().map(|Reverse(worst)| *worst);
        // The tie-breaker is read only where it can matter.
        if full && worst.is_none_or(|(worst, _)| (merit, moment) < (worst.merit, worst.moment)) {
            return;
        }
        let rank = Rank {
            merit,
            moment,
            tie: Reverse(self.ties.of(doc)),
        };
        let one = (rank, DocAddress::new(self.segment, doc));
        if self.after.is_some_and(|after| one >= after) {
            return;
        }
        if full {
            if worst.is_some_and(|worst| one <= worst) {
                return;
            }
            self.kept.pop();
        }
        self.kept.push(Reverse(one));
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
            facets: self.facets.map(FacetCounts::finish),
        }
    }
}

/// What one segment adds.
pub(crate) struct SegmentPage {
    total: u64,
    kept: Vec<Ranked>,
    days: Option<(i32, i32)>,
    facets: Option<SegmentFacets>,
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
            after: self.after,
            total: 0,
            moments,
            ties: BlockColumn::numbers(reader, column::KEY_HASH)?,
            pay: match self.sort {
                Sort::Pay => Some(PayColumns::new(reader)?),
                Sort::Date | Sort::Relevance => None,
            },
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
        Ok(Found {
            total,
            best: kept,
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
