//! The one pass over all hits of a search that ranks, counts and facets them. Knows no query and no stored text.
//!
//! A pass notes the hits of a segment as a set of bits, which is what tantivy's own counting costs. What a page says beside their
//! number (the first and the last day, the newest of equals) is then read from the few stretches of postings that can hold it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::query::Weight;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use crate::answer::{Facets, Sort};
use crate::bits::{BLOCK, DocBits};
use crate::columns::BlockColumn;
use crate::counted::{Counted, Stretches};
use crate::facets::{FacetCounts, SegmentFacets, Wanted};
use crate::schema::column;

const DAY_SECONDS: u64 = 86_400;

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
    pub(crate) facets: Option<Wanted>,
    /// Slugs of the tags by bit.
    pub(crate) tags: &'a [String],
    pub(crate) counted: Counted<'a>,
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

/// The best of one segment.
struct Best {
    segment: SegmentOrdinal,
    keep: usize,
    after: Option<Ranked>,
    ties: BlockColumn,
    kept: BinaryHeap<Reverse<Ranked>>,
    /// What the worst of them has, once there are enough.
    floor: Option<(Merit, u64)>,
}

impl Best {
    /// Whether a posting with this merit and no later moment may be kept.
    fn admits(&self, merit: Merit, moment: u64) -> bool {
        self.keep > 0 && self.floor.is_none_or(|floor| (merit, moment) >= floor)
    }

    fn offer(&mut self, merit: Merit, moment: u64, doc: DocId) {
        // The tie-breaker is read only where it can matter.
        if !self.admits(merit, moment) {
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
        if self.kept.len() >= self.keep {
            let worst = self.kept.peek().map(|Reverse(worst)| *worst);
            if worst.is_some_and(|worst| one <= worst) {
                return;
            }
            self.kept.pop();
        }
        self.kept.push(Reverse(one));
        if self.kept.len() >= self.keep {
            let worst = self.kept.peek();
            self.floor = worst.map(|Reverse((rank, _))| (rank.merit, rank.moment));
        }
    }
}

pub(crate) struct PageOfSegment {
    sort: Sort,
    /// The postings that count; `None` where all do.
    counted: Option<Arc<DocBits>>,
    stretches: Option<Arc<Stretches>>,
    found: DocBits,
    best: Best,
    /// The score of the worst of the best, once there are enough.
    least: Score,
    moments: BlockColumn,
    pay: Option<PayColumns>,
    days: Option<(u64, u64)>,
    facets: Option<FacetCounts>,
}

impl PageOfSegment {
    /// A posting whose score is high enough to be among the best.
    #[inline(never)]
    fn offer_scored(&mut self, doc: DocId, score: Score) {
        if self.counted.as_ref().is_some_and(|them| !them.holds(doc)) {
            return;
        }
        let merit = (u64::from(score.to_bits()), 0);
        // Where a word says the same of thousands of postings, most of them are older than the best for sure.
        if let Some(stretches) = &self.stretches {
            let (_, newest) = stretches.bounds[doc as usize / BLOCK];
            if !self.best.admits(merit, newest) {
                return;
            }
        }
        self.best.offer(merit, self.moments.of(doc), doc);
        if let Some(((bits, _), _)) = self.best.floor {
            self.least = f32::from_bits(u32::try_from(bits).unwrap_or(0));
        }
    }

    /// Reads the columns of every hit.
    fn read_all(&mut self) {
        let PageOfSegment {
            sort,
            found,
            best,
            moments,
            pay,
            days,
            facets,
            ..
        } = self;
        found.each_block(&mut |docs| {
            moments.load(docs);
            if let Some(pay) = pay {
                pay.load(docs);
            }
            for (place, doc) in docs.iter().enumerate() {
                let moment = moments.at(place);
                let (first, last) = days.unwrap_or((moment, moment));
                *days = Some((first.min(moment), last.max(moment)));
                if *sort != Sort::Relevance {
                    let merit = pay.as_ref().map_or((0, 0), |pay| pay.merit(place));
                    best.offer(merit, moment, *doc);
                }
            }
            if let Some(facets) = facets {
                facets.count(docs, moments);
            }
        });
    }

    /// The same days, and in the order of days the same best, from the stretches that can hold them.
    fn read_stretches(&mut self, stretches: &Stretches) {
        let PageOfSegment {
            sort,
            found,
            best,
            moments,
            days,
            ..
        } = self;
        let mut first: Option<u64> = None;
        for at in &stretches.oldest_first {
            let (oldest, _) = stretches.bounds[*at];
            if first.is_some_and(|first| oldest / DAY_SECONDS >= first / DAY_SECONDS) {
                break;
            }
            found.each_in_stretch(*at, &mut |docs| {
                moments.load(docs);
                let least = (0..docs.len()).map(|place| moments.at(place)).min();
                first = first.into_iter().chain(least).min();
            });
        }
        let mut last: Option<u64> = None;
        for at in &stretches.newest_first {
            let (oldest, newest) = stretches.bounds[*at];
            let is_late = last.is_none_or(|last| newest / DAY_SECONDS > last / DAY_SECONDS);
            let may_be_best = *sort == Sort::Date && best.admits((0, 0), newest);
            // Later stretches are older still.
            if !(is_late || may_be_best) {
                break;
            }
            let is_wanted = may_be_best && best.after.is_none_or(|(rank, _)| oldest <= rank.moment);
            if !(is_late || is_wanted) {
                continue;
            }
            found.each_in_stretch(*at, &mut |docs| {
                moments.load(docs);
                for (place, doc) in docs.iter().enumerate() {
                    let moment = moments.at(place);
                    last = last.max(Some(moment));
                    if is_wanted {
                        best.offer((0, 0), moment, *doc);
                    }
                }
            });
        }
        *days = first.zip(last);
    }
}

impl SegmentCollector for PageOfSegment {
    type Fruit = SegmentPage;

    #[inline]
    fn collect(&mut self, doc: DocId, score: Score) {
        self.found.insert(doc);
        let score = score.max(0.0);
        if score >= self.least {
            self.offer_scored(doc, score);
        }
    }

    fn harvest(mut self) -> SegmentPage {
        if let Some(counted) = &self.counted {
            self.found.keep_only(counted);
        }
        let total = self.found.len();
        match self.stretches.clone() {
            Some(stretches) if self.facets.is_none() && self.pay.is_none() => {
                self.read_stretches(&stretches);
            }
            _ => self.read_all(),
        }
        let day = |moment: u64| i32::try_from(moment / DAY_SECONDS).unwrap_or(i32::MAX);
        SegmentPage {
            total,
            kept: self.best.kept.into_iter().map(|Reverse(one)| one).collect(),
            days: self.days.map(|(first, last)| (day(first), day(last))),
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
        let segments = self.counted.segments;
        let moments = segments.moments(segment, reader)?;
        let facets = self
            .facets
            .map(|wanted| FacetCounts::new(reader, &moments, wanted));
        Ok(PageOfSegment {
            sort: self.sort,
            counted: self.counted.of(segment, reader)?,
            stretches: segments.known_stretches(segment),
            found: DocBits::none(reader.max_doc()),
            best: Best {
                segment,
                keep: self.keep,
                after: self.after,
                ties: segments.ties(segment, reader)?,
                kept: BinaryHeap::new(),
                floor: None,
            },
            least: if self.keep == 0 { Score::INFINITY } else { 0.0 },
            moments,
            pay: match self.sort {
                Sort::Pay => Some(PayColumns::new(reader)?),
                Sort::Date | Sort::Relevance => None,
            },
            days: None,
            facets: facets.transpose()?,
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
            facets: self.facets.map(|_| facets.finish(self.tags)),
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
            weight.for_each(reader, &mut |doc, score| child.collect(doc, score))?;
        } else {
            child.found = self.counted.matching(weight, segment, reader)?;
        }
        let (reads, max_doc) = (child.found.len(), reader.max_doc());
        let segments = self.counted.segments;
        child.stretches = segments.stretches(segment, &child.moments, max_doc, reads);
        Ok(child.harvest())
    }
}
