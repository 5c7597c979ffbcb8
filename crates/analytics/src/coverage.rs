//! How long each source reaches inside a panel, and which sources cover two windows. Knows daily counts; knows no cohort and no claim.
//!
//! A source's first and last day do not tell its reach: an archive of four days may hold jobs that were first posted two years
//! before. The reach is found in three steps.
//! 1. The *typical week* is the number of postings in the seven days around the typical posting: `Σ w² / Σ w` over weekly totals, so
//!    that a hundred weeks of one straggler each weigh nothing beside the week that holds the rest.
//! 2. A day counts where the seven days that begin or end on it hold at least a twentieth of a typical
//!    week. (In an archive of four days of a freelance platform, stragglers reach 0.7 % of it; the thinnest of 72 monthly threads 6.4 %.)
//! 3. Days that count are joined over gaps of up to three times the source's *typical gap*, at least 3 and at most 35 days; the
//!    piece with the most postings is the reach. The typical gap is the median, over stretches of 35 days, of the longest gap that
//!    begins in each: one day for a daily feed, three for one that rests at weekends, some twenty for monthly threads. A quantile of
//!    all gaps would not do: the days of a thread's own burst outnumber the silence after it.
//!
//! So a straggler can lengthen the reach by six days at the most, and a source whose volume grew twentyfold keeps its youth.
//!
//! Of a source that is polled more is known: what each poll covered ([`Panel::completeness`]). Its reach is from the first to the
//! last day of which its polls covered four fifths, and the days between that they did not cover are its *holes*. A day on which
//! the sources of a change, weighted by their postings a day, are covered for less than four fifths is left out of every mean: what
//! was published then was not seen, and a low count would say that nothing was. A source may be a seventh of all postings and nine
//! tenths of a category, so days are weighed by the postings of each cohort that is asked for as well as by all. What is missing
//! on a day that stays (under a fifth) is no reason to lose the day, but it would lower every mean a little: `study` divides by what was seen.
//!
//! Means are of whole weeks, so a window of which one weekday was never seen is not covered either, however many days it holds.

use std::collections::{BTreeMap, BTreeSet};

use model::{Day, DayRange, Panel, Series};

/// The part of a window's days that must be covered.
pub const COVERED_SHARE: f64 = 0.8;

const BUSY_SHARE: f64 = 0.05;
const GAP_FACTOR: usize = 3;
const SHORTEST_BRIDGE_DAYS: usize = 3;
const LONGEST_BRIDGE_DAYS: usize = 35;

/// Reach of every source of a panel, and its holes.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    /// For each position in [`Panel::sources`]: the reach, and the postings of the source.
    pub sources: Vec<(Option<DayRange>, u64)>,
    /// For each position: the days inside the reach that its polls did not cover whole, and how much of them they did, 0 to 1.
    partly: Vec<BTreeMap<Day, f64>>,
    /// For each position: postings of the universe on a day that was seen whole.
    weights: Vec<f64>,
}

impl Coverage {
    /// The reach of each source from the universe's daily counts.
    #[must_use]
    pub fn of(panel: &Panel) -> Coverage {
        let mut sources = Vec::new();
        let mut partly = Vec::new();
        for source in 0..panel.sources.len() {
            let counts = panel.sum(&panel.universe, &[source]);
            let polled = panel.completeness.get(source).and_then(Option::as_ref);
            let days = match polled {
                Some(completeness) => watched_reach(panel.days, completeness),
                None => reach(panel.days.first(), &counts),
            };
            partly.push(
                days.zip(polled)
                    .map_or_else(BTreeMap::new, |(reach, completeness)| {
                        partly_seen(panel.days, reach, completeness)
                    }),
            );
            sources.push((days, counts.iter().sum()));
        }
        let mut coverage = Coverage {
            sources,
            partly,
            weights: Vec::new(),
        };
        coverage.weights = coverage.weights_of(panel, &panel.universe);
        coverage
    }

    /// What each source brings of some series on a day that it saw whole: its postings inside its reach over the days seen of it.
    #[must_use]
    pub fn weights_of(&self, panel: &Panel, series: &[Series]) -> Vec<f64> {
        let of_source = |source: usize| {
            let reach = self.sources[source].0?;
            let partly = &self.partly[source];
            let missing: f64 = partly.values().map(|seen| 1.0 - seen).sum();
            #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
            let (n, days) = (
                postings(panel, series, &[source], reach) as f64,
                reach.len() as f64 - missing,
            );
            (days > 0.0).then(|| n / days)
        };
        (0..self.sources.len())
            .map(|source| of_source(source).unwrap_or(0.0))
            .collect()
    }

    /// Whether every source saw each day of its reach whole, as archives do.
    #[must_use]
    pub fn is_whole(&self, sources: &[usize]) -> bool {
        sources.iter().all(|source| self.partly[*source].is_empty())
    }

    /// The part of what some sources bring by `weights` that they saw of a day, 0 to 1; 1 where they bring nothing.
    #[must_use]
    pub fn seen_of(&self, sources: &[usize], weights: &[f64], day: Day) -> f64 {
        let (mut seen, mut total) = (0.0, 0.0);
        for source in sources {
            let part = self.partly[*source].get(&day).copied().unwrap_or(1.0);
            seen += weights[*source] * part;
            total += weights[*source];
        }
        if total > 0.0 { seen / total } else { 1.0 }
    }

    /// Days inside the reach of one source that its polls covered for less than four fifths.
    pub fn holes_of(&self, source: usize) -> impl Iterator<Item = Day> {
        let own = self.partly.get(source).into_iter().flatten();
        own.filter(|(_, seen)| !is_enough(**seen))
            .map(|(day, _)| *day)
    }

    /// The days on which some sources together are covered for less than four fifths, each weighed by its postings, or by those of one
    /// of the cohorts whose weights are given.
    #[must_use]
    fn holes(&self, sources: &[usize], cohorts: &[Vec<f64>]) -> BTreeSet<Day> {
        let days = sources
            .iter()
            .flat_map(|source| self.partly[*source].keys());
        let days: BTreeSet<Day> = days.copied().collect();
        let weightings = || std::iter::once(&self.weights).chain(cohorts);
        days.into_iter()
            .filter(|day| {
                weightings().any(|weights| !is_enough(self.seen_of(sources, weights, *day)))
            })
            .collect()
    }

    /// The part of a window's days on which a source reaches and has no hole.
    fn observed_share(&self, source: usize, reach: DayRange, window: DayRange) -> f64 {
        let holes = self
            .holes_of(source)
            .filter(|day| reach.contains(*day) && window.contains(*day))
            .count();
        #[expect(clippy::cast_precision_loss, reason = "days are few")]
        let lost = holes as f64 / window.len() as f64;
        covered_share(reach, window) - lost
    }

    /// The sources that cover all the windows, and the days on which all of them reach.
    ///
    /// A source with more postings goes first; one that would leave too few common days is left out.
    #[must_use]
    pub fn covering(&self, windows: &[DayRange]) -> Covering {
        self.covering_of(&[], windows)
    }

    /// The same for some cohorts, by what each source brings of them ([`Coverage::weights_of`]).
    #[must_use]
    pub fn covering_of(&self, cohorts: &[Vec<f64>], windows: &[DayRange]) -> Covering {
        let mut order: Vec<usize> = (0..self.sources.len()).collect();
        order.sort_by_key(|source| std::cmp::Reverse(self.sources[*source].1));
        let mut covering = Covering {
            sources: Vec::new(),
            days: None,
            holes: BTreeSet::new(),
        };
        for source in order {
            let Some(reach) = self.sources[source].0 else {
                continue;
            };
            let common = match covering.days {
                None => Some(reach),
                Some(days) => intersection(days, reach),
            };
            let Some(common) = common else { continue };
            // Holes of sources that miss different days add up, so the sources together are asked as well.
            let mut together = covering.sources.clone();
            together.push(source);
            let holes = self.holes(&together, cohorts);
            let observes = |window: &DayRange| {
                let lost = |day: &&Day| common.contains(**day) && window.contains(**day);
                #[expect(clippy::cast_precision_loss, reason = "days are few")]
                let lost = holes.iter().filter(lost).count() as f64 / window.len() as f64;
                covered_share(common, *window) - lost >= COVERED_SHARE
                    && sees_each_weekday(common, *window, &holes)
                    && self.observed_share(source, common, *window) >= COVERED_SHARE
            };
            if windows.iter().all(observes) {
                covering = Covering {
                    sources: together,
                    days: Some(common),
                    holes,
                };
            }
        }
        covering.sources.sort_unstable();
        covering
    }

    /// The largest part of a window that one source covers, 0 to 1.
    #[must_use]
    pub fn best_share(&self, window: DayRange) -> f64 {
        let reaches = self.sources.iter().enumerate();
        reaches
            .filter_map(|(source, (reach, _))| {
                reach.map(|reach| self.observed_share(source, reach, window))
            })
            .fold(0.0, f64::max)
    }

    /// How much of each of some days the covering sources saw, 0 to 1, each weighed by its postings; an archive has seen what it reaches.
    ///
    /// `None` outside their common days, and where none of them reaches.
    #[must_use]
    pub fn seen(&self, panel: &Panel, covering: &Covering, days: DayRange) -> Vec<Option<f64>> {
        let of_source = |source: usize, day: Day| -> Option<(f64, f64)> {
            let (reach, _) = self.sources[source];
            reach.filter(|reach| reach.contains(day))?;
            let polled = panel.completeness.get(source).and_then(Option::as_ref);
            let hundredths = match polled {
                Some(completeness) => *completeness.get(panel.days.index_of(day)?)?,
                None => 100,
            };
            // A source that brought nothing yet was watched all the same.
            let weight = self.weights[source].max(f64::EPSILON);
            Some((weight, weight * (f64::from(hundredths) / 100.0)))
        };
        days.days()
            .map(|day| {
                covering.days.filter(|common| common.contains(day))?;
                let sources = covering.sources.iter();
                let (weight, seen) = sources
                    .filter_map(|source| of_source(*source, day))
                    .fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
                (weight > 0.0).then(|| (seen / weight).min(1.0))
            })
            .collect()
    }

    /// The first day of which postings of some sources may still arrive: the last that polls of one of them saw anything of, or the day
    /// after it where they saw it whole. `None` where none of them is polled.
    #[must_use]
    pub fn arriving_from(&self, panel: &Panel, sources: &[usize]) -> Option<Day> {
        let of_source = |source: &usize| {
            let completeness = panel.completeness.get(*source)?.as_ref()?;
            // A source that was never seen for a day says nothing of when the others' postings are in.
            self.sources[*source].0?;
            let polled = panel.days.days().zip(completeness);
            let (last, seen) = polled.filter(|(_, hundredths)| **hundredths > 0).last()?;
            Some(if *seen >= 100 { last + 1 } else { last })
        };
        sources.iter().filter_map(of_source).min()
    }

    /// The longest reach of one source if it has room for two windows of 84 days, else from the first to the last day that any source reaches.
    #[must_use]
    pub fn span(&self) -> Option<DayRange> {
        let reaches = self.sources.iter().filter_map(|(reach, _)| *reach);
        let longest = reaches.max_by_key(|reach| (reach.len(), reach.last()))?;
        if longest.len() >= 168 {
            return Some(longest);
        }
        self.reach()
    }

    /// From the first to the last day that any source reaches.
    #[must_use]
    pub fn reach(&self) -> Option<DayRange> {
        let reaches = || self.sources.iter().filter_map(|(reach, _)| *reach);
        let first = reaches().map(DayRange::first).min()?;
        let last = reaches().map(DayRange::last).max()?;
        DayRange::new(first, last)
    }
}

/// Sources that cover some windows, in the order of their positions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covering {
    /// Positions in [`Panel::sources`].
    pub sources: Vec<usize>,
    /// The days on which all of them reach; `None` where there is no source.
    pub days: Option<DayRange>,
    /// Days that they did not see for the most part; no mean holds them.
    pub holes: BTreeSet<Day>,
}

impl Covering {
    /// The days of a window that the sources reach and have no hole on.
    pub fn observed(&self, window: DayRange) -> impl Iterator<Item = Day> {
        let days = self.days.and_then(|reach| intersection(reach, window));
        days.into_iter()
            .flat_map(DayRange::days)
            .filter(|day| !self.holes.contains(day))
    }
}

/// From the first to the last day that polls covered for four fifths or more.
fn watched_reach(days: DayRange, completeness: &[u8]) -> Option<DayRange> {
    let mut covered = days
        .days()
        .zip(completeness)
        .filter(|(_, hundredths)| is_covered(**hundredths))
        .map(|(day, _)| day);
    let first = covered.next()?;
    DayRange::new(first, covered.last().unwrap_or(first))
}

fn partly_seen(days: DayRange, reach: DayRange, completeness: &[u8]) -> BTreeMap<Day, f64> {
    days.days()
        .zip(completeness)
        .filter(|(day, hundredths)| reach.contains(*day) && **hundredths < 100)
        .map(|(day, hundredths)| (day, f64::from(*hundredths) / 100.0))
        .collect()
}

fn is_covered(hundredths: u8) -> bool {
    f64::from(hundredths) >= COVERED_SHARE * 100.0
}

/// Whether a part of a day is four fifths of it; what rounding takes from a sum of parts decides nothing.
pub(crate) fn is_enough(seen: f64) -> bool {
    seen >= COVERED_SHARE - 1e-9
}

/// Whether each weekday that a window holds was seen on one of its days at least.
fn sees_each_weekday(reach: DayRange, window: DayRange, holes: &BTreeSet<Day>) -> bool {
    let mut seen = [false; 7];
    let mut held = [false; 7];
    for day in window.days() {
        let weekday = usize::from(day.weekday_from_monday());
        held[weekday] = true;
        seen[weekday] |= reach.contains(day) && !holes.contains(&day);
    }
    held.iter().zip(seen).all(|(held, seen)| seen || !held)
}

fn covered_share(reach: DayRange, window: DayRange) -> f64 {
    let days = intersection(reach, window).map_or(0, DayRange::len);
    #[expect(clippy::cast_precision_loss, reason = "days are few")]
    let share = days as f64 / window.len() as f64;
    share
}

/// The days that two ranges share.
#[must_use]
pub fn intersection(a: DayRange, b: DayRange) -> Option<DayRange> {
    DayRange::new(a.first().max(b.first()), a.last().min(b.last()))
}

/// The reach of one source from its daily counts; `None` where it has no posting.
#[must_use]
pub fn reach(first: Day, counts: &[u64]) -> Option<DayRange> {
    let sums = |from: usize, to: usize| counts[from..to.min(counts.len())].iter().sum::<u64>();
    let weeks: Vec<u64> = (0..counts.len()).map(|day| sums(day, day + 7)).collect();
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
    let typical = {
        // Sliding sums weigh every posting seven times, above and below alike.
        let squares: f64 = weeks.iter().map(|week| (*week as f64).powi(2)).sum();
        let total: f64 = weeks.iter().map(|week| *week as f64).sum();
        if total > 0.0 {
            squares / total
        } else {
            return None;
        }
    };
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
    let busy = |week: u64| week as f64 >= BUSY_SHARE * typical;
    let counted: Vec<usize> = (0..counts.len())
        .filter(|day| counts[*day] > 0 && (busy(weeks[*day]) || busy(weeks[day.saturating_sub(6)])))
        .collect();
    let bridge = longest_bridge(&counted);
    let mut pieces: Vec<(usize, usize, u64)> = Vec::new();
    for day in counted {
        match pieces.last_mut() {
            Some((_, last, postings)) if day - *last <= bridge => {
                *last = day;
                *postings += counts[day];
            }
            _ => pieces.push((day, day, counts[day])),
        }
    }
    let (from, to, _) = pieces
        .into_iter()
        .max_by_key(|(from, to, postings)| (*postings, to - from, *to))?;
    let day = |at: usize| i32::try_from(at).ok().map(|at| first + at);
    DayRange::new(day(from)?, day(to)?)
}

/// The longest gap between days that count over which a source is taken as watched though silent.
fn longest_bridge(counted: &[usize]) -> usize {
    let Some(first) = counted.first() else {
        return SHORTEST_BRIDGE_DAYS;
    };
    let mut longest: BTreeMap<usize, usize> = BTreeMap::new();
    for pair in counted.windows(2) {
        let gap = longest
            .entry((pair[0] - first) / LONGEST_BRIDGE_DAYS)
            .or_default();
        *gap = (*gap).max(pair[1] - pair[0]);
    }
    let mut gaps: Vec<usize> = longest.into_values().collect();
    gaps.sort_unstable();
    // The lower of two middle values: with two stretches, one hole is no habit.
    let typical = gaps.get(gaps.len().saturating_sub(1) / 2).copied();
    (GAP_FACTOR * typical.unwrap_or(1)).clamp(SHORTEST_BRIDGE_DAYS, LONGEST_BRIDGE_DAYS)
}

/// Postings of some series over the given sources and days.
#[must_use]
pub fn postings(panel: &Panel, series: &[Series], sources: &[usize], days: DayRange) -> u64 {
    let Some(days) = intersection(days, panel.days) else {
        return 0;
    };
    let (Some(from), Some(to)) = (
        panel.days.index_of(days.first()),
        panel.days.index_of(days.last()),
    ) else {
        return 0;
    };
    series
        .iter()
        .filter(|one| sources.contains(&one.source))
        .flat_map(|one| one.counts.get(from..=to).unwrap_or_default())
        .map(|count| u64::from(*count))
        .sum()
}
