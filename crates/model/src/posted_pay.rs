//! Pay groups in, the posted pay of a panel out: lists by cohort and source, twelve bytes a group. Knows no posting and no statistic.
//!
//! Most postings of a market state one of a few thousand ranges, so a group names its range by a number. A panel of five million
//! postings holds ten million groups; written out they take a gigabyte, and most of the time of a report is then the kernel's.

use serde::{Serialize, Serializer};

use crate::{Currency, Day, DayRange, PayGroup, PayKind, Period};

/// What a posting says that it pays; in the order of [`PayGroup`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PayRange {
    /// Hourly, fixed or salary.
    pub kind: PayKind,
    /// What the amounts pay for.
    pub period: Period,
    /// The currency.
    pub currency: Currency,
    /// The low end in hundredths.
    pub low: i64,
    /// The high end in hundredths.
    pub high: i64,
}

/// How often a range was posted on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PayCell {
    /// The day.
    pub day: Day,
    /// Position of the range in [`PostedPay::ranges`].
    pub range: u32,
    /// How many postings.
    pub n: u32,
}

/// The pay of one cohort from one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayList {
    /// Position of the cohort in [`crate::Panel::cohorts`]; `None` for the universe.
    pub cohort: Option<usize>,
    /// Position of the source in [`crate::Panel::sources`].
    pub source: usize,
    /// In the order of their days and ranges.
    pub cells: Vec<PayCell>,
}

impl PayList {
    /// The cells of some days.
    #[must_use]
    pub fn on(&self, days: DayRange) -> &[PayCell] {
        let from = self.cells.partition_point(|cell| cell.day < days.first());
        let rest = &self.cells[from..];
        &rest[..rest.partition_point(|cell| cell.day <= days.last())]
    }
}

/// All pay groups of a panel, in their order.
#[derive(Clone, Debug, Default)]
pub struct PostedPay {
    ranges: Vec<PayRange>,
    lists: Vec<PayList>,
}

impl PostedPay {
    /// Pay from its parts; `None` where ranges, lists or cells are out of order, or a cell names a range that is not there.
    #[must_use]
    pub fn of(ranges: Vec<PayRange>, lists: Vec<PayList>) -> Option<PostedPay> {
        let in_order = ranges.is_sorted_by(|a, b| a < b)
            && lists.is_sorted_by(|a, b| (a.cohort, a.source) < (b.cohort, b.source));
        let is_whole = |list: &PayList| {
            list.cells.is_sorted()
                && list
                    .cells
                    .iter()
                    .all(|cell| (cell.range as usize) < ranges.len())
        };
        (in_order && lists.iter().all(is_whole)).then_some(PostedPay { ranges, lists })
    }

    /// The ranges that cells name, in their order.
    #[must_use]
    pub fn ranges(&self) -> &[PayRange] {
        &self.ranges
    }

    /// The lists, by cohort (the universe first) and source.
    #[must_use]
    pub fn lists(&self) -> &[PayList] {
        &self.lists
    }

    /// The lists of one cohort, by source.
    #[must_use]
    pub fn lists_of(&self, cohort: Option<usize>) -> &[PayList] {
        let from = self.lists.partition_point(|list| list.cohort < cohort);
        let rest = &self.lists[from..];
        &rest[..rest.partition_point(|list| list.cohort == cohort)]
    }

    /// Every group, sorted.
    pub fn groups(&self) -> impl Iterator<Item = PayGroup> {
        self.lists.iter().flat_map(|list| {
            list.cells.iter().map(|cell| {
                let range = &self.ranges[cell.range as usize];
                PayGroup {
                    cohort: list.cohort,
                    source: list.source,
                    day: cell.day,
                    kind: range.kind,
                    period: range.period,
                    currency: range.currency,
                    low: range.low,
                    high: range.high,
                    n: cell.n,
                }
            })
        })
    }

    /// Whether nothing is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lists.iter().all(|list| list.cells.is_empty())
    }

    /// The pay of both. `place` says where a list of the other's belongs, as cohort and source, or that it belongs nowhere.
    #[must_use]
    pub fn plus(
        mut self,
        mut other: PostedPay,
        place: impl Fn(Option<usize>, usize) -> Option<(Option<usize>, usize)>,
    ) -> PostedPay {
        let mut ranges = [self.ranges.as_slice(), &other.ranges].concat();
        ranges.sort_unstable();
        ranges.dedup();
        self.name_by(&ranges);
        other.name_by(&ranges);
        let mut lists = self.lists;
        for list in other.lists {
            let Some((cohort, source)) = place(list.cohort, list.source) else {
                continue;
            };
            match lists.binary_search_by_key(&(cohort, source), |own| (own.cohort, own.source)) {
                Ok(at) => {
                    let own = std::mem::take(&mut lists[at].cells);
                    lists[at].cells = merged(own, list.cells);
                }
                Err(at) => lists.insert(
                    at,
                    PayList {
                        cohort,
                        source,
                        ..list
                    },
                ),
            }
        }
        PostedPay { ranges, lists }
    }

    /// Names ranges by their places in another list that holds them all; the order of cells stays.
    fn name_by(&mut self, ranges: &[PayRange]) {
        let place = |range: &PayRange| ranges.partition_point(|other| other < range);
        let places: Vec<u32> = self
            .ranges
            .iter()
            .map(|range| u32::try_from(place(range)).unwrap_or(u32::MAX))
            .collect();
        for cell in self.lists.iter_mut().flat_map(|list| &mut list.cells) {
            cell.range = places[cell.range as usize];
        }
    }
}

/// Sorted cells of two lists in one, equal days and ranges added up.
fn merged(own: Vec<PayCell>, other: Vec<PayCell>) -> Vec<PayCell> {
    let mut all = own;
    all.extend(other);
    // Stable sorting finds the two runs and merges them.
    all.sort_by_key(|cell| (cell.day, cell.range));
    all.dedup_by(|next, kept| {
        let same = (next.day, next.range) == (kept.day, kept.range);
        kept.n += if same { next.n } else { 0 };
        same
    });
    all
}

/// Groups in any order. Equal ones stay apart.
impl FromIterator<PayGroup> for PostedPay {
    fn from_iter<T: IntoIterator<Item = PayGroup>>(groups: T) -> PostedPay {
        let mut groups: Vec<PayGroup> = groups.into_iter().collect();
        groups.sort_unstable();
        let mut ranges: Vec<PayRange> = groups.iter().map(range_of).collect();
        ranges.sort_unstable();
        ranges.dedup();
        let of_list = |run: &[PayGroup]| PayList {
            cohort: run[0].cohort,
            source: run[0].source,
            cells: run
                .iter()
                .map(|group| PayCell {
                    day: group.day,
                    range: u32::try_from(ranges.partition_point(|one| *one < range_of(group)))
                        .unwrap_or(u32::MAX),
                    n: group.n,
                })
                .collect(),
        };
        let runs = groups.chunk_by(|a, b| (a.cohort, a.source) == (b.cohort, b.source));
        let lists = runs.map(of_list).collect();
        PostedPay { ranges, lists }
    }
}

fn range_of(group: &PayGroup) -> PayRange {
    PayRange {
        kind: group.kind,
        period: group.period,
        currency: group.currency,
        low: group.low,
        high: group.high,
    }
}

impl PartialEq for PostedPay {
    /// By groups: a range that no cell names makes no difference.
    fn eq(&self, other: &PostedPay) -> bool {
        self.groups().eq(other.groups())
    }
}

impl Eq for PostedPay {}

impl Serialize for PostedPay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.groups())
    }
}
