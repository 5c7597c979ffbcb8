//! One pass over the columns of all postings that match a query: daily counts by cohort and source, and posted pay. Reads no text.

mod classes;
mod pay;

use std::collections::BTreeSet;

use model::{
    Category, CohortSpec, DateKind, Day, DayRange, Panel, PanelPlan, Platform, PostedPay, Sense,
    Series, SourceId, TagSet,
};
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::query::Weight;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader, TantivyError};

use crate::columns::{BlockColumn, NameColumn};
use crate::counted::Counted;
use crate::document::date_kind_number;
use crate::schema::column;
use classes::{Classes, Membership, UNIVERSE};
use pay::{PayColumns, PayEntry, SegmentPay};

/// Counts what a plan asks for.
pub(crate) struct PanelCollector<'a> {
    plan: &'a PanelPlan,
    counted: Counted<'a>,
}

pub(crate) struct PanelOfSegment {
    classes: Classes,
    slots: usize,
    /// Days that count, as numbers; all the segment's where the plan leaves them open.
    first_day: u64,
    last_day: u64,
    days: BlockColumn,
    kinds: BlockColumn,
    /// These three where a cohort asks for them.
    categories: Option<BlockColumn>,
    demands: Option<BlockColumn>,
    mentions: Option<BlockColumn>,
    sources: NameColumn,
    platforms: NameColumn,
    pay: Option<PayColumns>,
    /// For source `s` and slot `c`, at `s * slots + c`: a count for each day from `first_day`; empty until something is counted.
    counts: Vec<Vec<u32>>,
    /// For each source, an entry for each posting that states pay, with its class.
    paid: Vec<Vec<(PayEntry, u32)>>,
    platform_seen: Vec<bool>,
    undated: u64,
    /// Whether those are counted too.
    stock: bool,
}

impl PanelOfSegment {
    fn take(&mut self, docs: &[DocId]) {
        for column in [
            &mut self.days,
            &mut self.kinds,
            &mut self.sources.numbers,
            &mut self.platforms.numbers,
        ] {
            column.load(docs);
        }
        let asked = [&mut self.categories, &mut self.demands, &mut self.mentions];
        for column in asked.into_iter().flatten() {
            column.load(docs);
        }
        if let Some(pay) = &mut self.pay {
            pay.load(docs);
        }
        let exact = date_kind_number(DateKind::Exact);
        for place in 0..docs.len() {
            if self.kinds.at(place) != exact {
                self.undated += 1;
                if !self.stock {
                    continue;
                }
            }
            let day = self.days.at(place);
            if (self.first_day..=self.last_day).contains(&day) {
                self.count(place, day);
            }
        }
    }

    fn count(&mut self, place: usize, day: u64) {
        let source = self.sources.numbers.at(place);
        if let Some(seen) = usize::try_from(self.platforms.numbers.at(place))
            .ok()
            .and_then(|at| self.platform_seen.get_mut(at))
        {
            *seen = true;
        }
        let number = |column: &Option<BlockColumn>| column.as_ref().map_or(0, |one| one.at(place));
        let demand = TagSet(number(&self.demands));
        let mention = TagSet(number(&self.mentions));
        let category = usize::try_from(number(&self.categories)).unwrap_or(0);
        let paid = self.pay.as_mut().and_then(|pay| pay.at(place, day));
        let class = self.classes.of(category, demand, mention);
        let source = usize::try_from(source).unwrap_or(0);
        let at = usize::try_from(day - self.first_day).unwrap_or(0);
        for slot in &self.classes.slots[class as usize] {
            let counts = &mut self.counts[source * self.slots + slot];
            if counts.is_empty() {
                let days = self.last_day - self.first_day + 1;
                counts.resize(usize::try_from(days).unwrap_or(0), 0);
            }
            counts[at] += 1;
        }
        if let Some(entry) = paid {
            self.paid[source].push((entry, class));
        }
    }
}

impl SegmentCollector for PanelOfSegment {
    type Fruit = SegmentPanel;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.take(&[doc]);
    }

    fn collect_block(&mut self, docs: &[DocId]) {
        self.take(docs);
    }

    fn harvest(self) -> SegmentPanel {
        let mut counts = self.counts.into_iter();
        let pay = self.pay.as_ref();
        let pay =
            pay.map(|columns| SegmentPay::of(columns, self.paid, &self.classes.slots, self.slots));
        let mut sources = Vec::new();
        for name in self.sources.names {
            sources.push(SourceOfSegment {
                name,
                counts: counts.by_ref().take(self.slots).collect(),
            });
        }
        let platforms = self.platforms.names.into_iter().zip(self.platform_seen);
        SegmentPanel {
            first_day: self.first_day,
            sources,
            pay: pay.unwrap_or_default(),
            platforms: platforms
                .filter(|(_, seen)| *seen)
                .map(|(name, _)| name)
                .collect(),
            undated: self.undated,
        }
    }
}

/// What one segment adds.
pub(crate) struct SegmentPanel {
    first_day: u64,
    /// By the segment's numbers.
    sources: Vec<SourceOfSegment>,
    /// For source `s` and slot `c`, at `s * slots + c`: the pay that its postings state.
    pay: SegmentPay,
    platforms: Vec<String>,
    undated: u64,
}

struct SourceOfSegment {
    name: String,
    /// For each slot, counts from the segment's first day.
    counts: Vec<Vec<u32>>,
}

/// The counts of all segments; `panel` is `None` where nothing was counted.
pub(crate) struct CountedPanel {
    pub(crate) panel: Option<Panel>,
    pub(crate) undated: u64,
}

impl<'a> PanelCollector<'a> {
    pub(crate) fn new(plan: &'a PanelPlan, counted: Counted<'a>) -> PanelCollector<'a> {
        PanelCollector { plan, counted }
    }

    /// A column that only cohorts look at.
    fn asked(
        &self,
        segment: &SegmentReader,
        name: &str,
        asks: impl Fn(&CohortSpec) -> bool,
    ) -> tantivy::Result<Option<BlockColumn>> {
        let is_asked = self.plan.cohorts.iter().any(asks);
        is_asked
            .then(|| BlockColumn::numbers(segment, name))
            .transpose()
    }

    fn memberships(&self) -> Vec<Vec<Membership>> {
        let admits = |category: &Category| {
            let cohorts = self.plan.cohorts.iter().enumerate();
            cohorts
                .filter(|(_, cohort)| {
                    cohort.categories.is_empty() || cohort.categories.contains(category)
                })
                .map(|(at, cohort)| Membership {
                    slot: at + 1,
                    tags: cohort.tags,
                    sense: cohort.sense,
                })
                .collect()
        };
        Category::ALL.iter().map(admits).collect()
    }
}

impl Collector for PanelCollector<'_> {
    type Fruit = CountedPanel;
    type Child = PanelOfSegment;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<PanelOfSegment> {
        let days = BlockColumn::numbers(segment, column::DAY)?;
        let (first_day, last_day) = match self.plan.days {
            Some(range) => {
                let number = |day: Day| u64::try_from(day.number()).unwrap_or(0);
                (number(range.first()), number(range.last()))
            }
            None => {
                let (first, last) = days.bounds();
                (first, last.max(first))
            }
        };
        let sources = NameColumn::new(segment, column::SOURCE)?;
        let platforms = NameColumn::new(segment, column::PLATFORM)?;
        let slots = self.plan.cohorts.len() + 1;
        let pay = match self.plan.pay {
            true => Some(PayColumns::of(segment)?),
            false => None,
        };
        Ok(PanelOfSegment {
            classes: Classes::new(self.memberships()),
            slots,
            first_day,
            last_day,
            days,
            kinds: BlockColumn::numbers(segment, column::DATE_KIND)?,
            categories: self.asked(segment, column::CATEGORY, |_| true)?,
            demands: self.asked(segment, column::DEMAND, |cohort| {
                cohort.tags.0 != 0 && cohort.sense == Sense::Demand
            })?,
            mentions: self.asked(segment, column::MENTION, |cohort| {
                cohort.tags.0 != 0 && cohort.sense == Sense::Mention
            })?,
            counts: vec![Vec::new(); sources.names.len() * slots],
            paid: vec![Vec::new(); sources.names.len()],
            platform_seen: vec![false; platforms.names.len()],
            sources,
            platforms,
            pay,
            undated: 0,
            stock: self.plan.stock,
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn collect_segment(
        &self,
        weight: &dyn Weight,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<SegmentPanel> {
        let mut child = self.for_segment(segment, reader)?;
        let found = self.counted.matching(weight, segment, reader)?;
        found.each_block(&mut |docs| child.take(docs));
        Ok(child.harvest())
    }

    fn merge_fruits(&self, segments: Vec<SegmentPanel>) -> tantivy::Result<CountedPanel> {
        let undated = segments.iter().map(|segment| segment.undated).sum();
        let Some(days) = self.plan.days.or_else(|| counted_days(&segments)) else {
            return Ok(CountedPanel {
                panel: None,
                undated,
            });
        };
        let sources = counted_sources(&segments);
        let slots = self.plan.cohorts.len() + 1;
        let mut series: Vec<Vec<Series>> = (0..slots)
            .map(|_| {
                let zero = |source| Series {
                    source,
                    counts: vec![0; days.len()],
                };
                (0..sources.len()).map(zero).collect()
            })
            .collect();
        let mut platforms = BTreeSet::new();
        let (mut pays, mut places) = (Vec::new(), Vec::new());
        for segment in segments {
            platforms.extend(segment.platforms);
            pays.push(segment.pay);
            let mut own = vec![None; sources.len()];
            for (number, source) in segment.sources.into_iter().enumerate() {
                let Ok(place) = sources.binary_search(&source.name) else {
                    continue;
                };
                own[place] = Some(number);
                for (slot, counts) in source.counts.iter().enumerate() {
                    add_counts(
                        &mut series[slot][place].counts,
                        counts,
                        segment.first_day,
                        days,
                    );
                }
            }
            places.push(own);
        }
        let pay = posted_pay(pays, &places, slots)?;
        let mut series = series.into_iter();
        let panel = Panel {
            days,
            sources: sources
                .iter()
                .filter_map(|name| name.parse::<SourceId>().ok())
                .collect(),
            platforms: platforms
                .iter()
                .filter_map(|name| name.parse::<Platform>().ok())
                .collect(),
            universe: series.next().unwrap_or_default(),
            cohorts: self.plan.cohorts.clone(),
            counts: series.collect(),
            pay,
            undated,
            completeness: Vec::new(),
        };
        Ok(CountedPanel {
            panel: Some(panel),
            undated,
        })
    }
}

/// The pay of all segments; `places` says for each segment and source of the panel which of the segment's sources it is.
fn posted_pay(
    mut pays: Vec<SegmentPay>,
    places: &[Vec<Option<usize>>],
    slots: usize,
) -> tantivy::Result<PostedPay> {
    let sources = places.first().map_or(0, Vec::len);
    let lists = (0..slots).flat_map(|slot| (0..sources).map(move |s| (slot.checked_sub(1), s)));
    let place = |segment: usize, cohort: Option<usize>, source: usize| {
        let slot = cohort.map_or(UNIVERSE, |cohort| cohort + 1);
        Some(places[segment][source]? * slots + slot)
    };
    let merged = pay::merged(&mut pays, lists, place);
    merged.ok_or_else(|| TantivyError::InternalError("pay of segments is out of order".to_owned()))
}

/// From the first to the last day on which anything was counted.
fn counted_days(segments: &[SegmentPanel]) -> Option<DayRange> {
    let mut found: Option<(u64, u64)> = None;
    for segment in segments {
        for source in &segment.sources {
            let counts = &source.counts[UNIVERSE];
            let first = counts.iter().position(|n| *n > 0);
            let last = counts.iter().rposition(|n| *n > 0);
            if let (Some(first), Some(last)) = (first, last) {
                let (first, last) = (
                    segment.first_day + first as u64,
                    segment.first_day + last as u64,
                );
                let (least, greatest) = found.unwrap_or((first, last));
                found = Some((least.min(first), greatest.max(last)));
            }
        }
    }
    let (first, last) = found?;
    DayRange::new(day(first)?, day(last)?)
}

/// Names of the sources of which a posting was counted, in order.
fn counted_sources(segments: &[SegmentPanel]) -> Vec<String> {
    let all = segments.iter().flat_map(|segment| &segment.sources);
    let counted: BTreeSet<&String> = all
        .filter(|source| !source.counts[UNIVERSE].is_empty())
        .map(|source| &source.name)
        .collect();
    counted.into_iter().cloned().collect()
}

fn day(number: u64) -> Option<Day> {
    Day::from_number(i32::try_from(number).ok()?)
}

fn add_counts(all: &mut [u32], more: &[u32], first_day: u64, days: DayRange) {
    for (offset, n) in more.iter().enumerate().filter(|(_, n)| **n > 0) {
        if let Some(at) = day(first_day + offset as u64).and_then(|day| days.index_of(day)) {
            all[at] += n;
        }
    }
}
