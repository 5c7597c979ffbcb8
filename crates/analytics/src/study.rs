//! A panel made ready for questions: reach of the sources, pay by cohort, and changes between two windows. Knows no claim and no verdict.

mod hourly;

use std::collections::BTreeMap;

use model::{Currency, Day, DayRange, Panel, PayKind, Series};

use crate::change::{Alignment, WindowPair, relative};
use crate::claims::Text;
use crate::coverage::{self, Coverage, Covering};
use crate::findings::Estimate;
use crate::interval::{self, LogChange, WindowTotals};
use crate::pay::{self, Daily, Hourly};
use crate::rate_ratio::{self, Rate};
use crate::wording::{both, said};

/// A change with what its verdict needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// The change as a fraction.
    pub estimate: Estimate,
    /// The change in logarithms with its errors, where it has a logarithm.
    pub change: Option<LogChange>,
    /// Postings in the start window.
    pub n_start: u64,
    /// Postings in the end window.
    pub n_end: u64,
}

impl Measured {
    /// The standard error of the log change, where there is one.
    #[must_use]
    pub fn standard_error(&self) -> Option<f64> {
        self.change.and_then(|change| change.standard_error)
    }

    /// The two-sided p-value of a change to `pivot` (a fraction; zero for no change), below 0.05 exactly where the interval excludes it.
    #[must_use]
    pub fn p_value(&self, pivot: f64) -> Option<f64> {
        let change = self.change?;
        let error = change.standard_error.filter(|error| *error > 0.0)?;
        interval::p_value((change.value - pivot.ln_1p()) / error, change.critical)
    }
}

/// A change, or the sentence that says why there is none.
pub type Outcome = Result<Measured, Text>;

/// A panel with the reach of its sources and the currency of its pay.
///
/// A cohort is its position in [`Panel::cohorts`]; `None` is the universe.
pub struct Study<'a> {
    /// The panel.
    pub panel: &'a Panel,
    /// Reach of each source.
    pub coverage: Coverage,
    /// The commonest currency of hourly pay, in which all pay figures are.
    pub currency: Option<Currency>,
}

impl<'a> Study<'a> {
    /// Prepares a panel, in one pass over its counts and one over its pay.
    #[must_use]
    pub fn of(panel: &'a Panel) -> Study<'a> {
        // By range first: a large panel holds millions of groups of few ranges.
        let ranges = panel.pay.ranges();
        let mut stated = vec![0u64; ranges.len()];
        for cell in panel.pay.lists().iter().flat_map(|list| &list.cells) {
            stated[cell.range as usize] += u64::from(cell.n);
        }
        let mut currencies: BTreeMap<Currency, u64> = BTreeMap::new();
        for (range, n) in ranges.iter().zip(stated) {
            if range.kind == PayKind::Hourly && n > 0 {
                *currencies.entry(range.currency).or_default() += n;
            }
        }
        let currency = currencies
            .into_iter()
            .max_by_key(|(code, n)| (*n, std::cmp::Reverse(*code)))
            .map(|(code, _)| code);
        Study {
            panel,
            coverage: Coverage::of(panel),
            currency,
        }
    }

    /// Daily series of a cohort, one a source; empty where the panel has no such cohort.
    #[must_use]
    pub fn series(&self, cohort: Option<usize>) -> &'a [Series] {
        match cohort {
            None => &self.panel.universe,
            Some(at) => self.panel.counts.get(at).map_or(&[], Vec::as_slice),
        }
    }

    /// The sources that cover all the windows, or why none does.
    ///
    /// # Errors
    /// Where no source covers four fifths of the days of every window.
    pub fn covering(&self, windows: &[DayRange]) -> Result<Covering, Text> {
        self.covering_of(&[], windows)
    }

    /// The same where some cohorts are asked for: a day of which too little of one of them was seen is in no mean of any, so that a share
    /// has the same days above and below.
    ///
    /// # Errors
    /// As [`Study::covering`].
    pub fn covering_of(
        &self,
        cohorts: &[Option<usize>],
        windows: &[DayRange],
    ) -> Result<Covering, Text> {
        let every: Vec<usize> = (0..self.panel.sources.len()).collect();
        // The universe's own weights are taken in any case, and where all is seen none are needed.
        let asked = cohorts.iter().filter(|cohort| cohort.is_some());
        let asked = asked.filter(|_| !self.coverage.is_whole(&every));
        let weights = asked.map(|one| self.coverage.weights_of(self.panel, self.series(*one)));
        let weights: Vec<Vec<f64>> = weights.collect();
        let covering = self.coverage.covering_of(&weights, windows);
        if !covering.sources.is_empty() {
            return Ok(covering);
        }
        let least = windows
            .iter()
            .min_by(|a, b| {
                let share = |days: &DayRange| self.coverage.best_share(*days);
                share(a).total_cmp(&share(b))
            })
            .copied();
        let needed = both::whole_share(coverage::COVERED_SHARE);
        Err(match least {
            None => said!("No window was named.", "没有指定窗口。"),
            // Each window is reached by some source, only no one source reaches them all.
            Some(days) if self.coverage.best_share(days) >= coverage::COVERED_SHARE => {
                let named: Vec<Text> = windows.iter().map(|days| both::days(*days)).collect();
                said!(
                    "No one source reaches all of {named} (at least {needed} of the days of each are needed, of each weekday one, and as much of the postings asked for).",
                    "没有一个来源覆盖全部这些窗口：{named}（每个窗口至少需要覆盖 {needed} 的天数，每个星期几至少一天，所查职位也需覆盖同样比例）。",
                    named = both::list(&named),
                    needed,
                )
            }
            Some(days) => said!(
                "The postings do not reach {days} (at least {needed} of its days are needed; the best source covers {best}).",
                "职位数据没有覆盖{days}（至少需要覆盖其中 {needed} 的天数；最好的来源覆盖了 {best}）。",
                days,
                needed,
                best = both::whole_share((self.coverage.best_share(days) * 100.0).floor() / 100.0),
            ),
        })
    }

    /// Postings of a cohort on some days, from the covering sources and on the days that they share.
    #[must_use]
    pub fn postings(&self, cohort: Option<usize>, covering: &Covering, days: DayRange) -> u64 {
        let counts = self.panel.sum(self.series(cohort), &covering.sources);
        covering
            .observed(days)
            .filter_map(|day| counts.get(self.panel.days.index_of(day)?))
            .sum()
    }

    /// The days of a window that the sources of its changes reach but did not see for the most part, and that no mean holds.
    #[must_use]
    pub fn left_out(&self, window: DayRange) -> usize {
        let pair = Alignment::FirstFullWindow.windows(window);
        let covering = pair
            .map(|pair| self.coverage.covering(&[pair.start, pair.end]))
            .filter(|covering| !covering.sources.is_empty())
            .unwrap_or_else(|| self.coverage.covering(&[window]));
        let holes = covering.holes.iter();
        holes
            .filter(|day| {
                window.contains(**day) && covering.days.is_some_and(|reach| reach.contains(**day))
            })
            .count()
    }

    /// A cohort's window: mean a day and whole weeks, over the days that the covering sources share. A day that was seen in part counts as
    /// a whole one, by what its sources bring of the cohort.
    #[must_use]
    pub fn totals(
        &self,
        cohort: Option<usize>,
        covering: &Covering,
        days: DayRange,
    ) -> WindowTotals {
        let daily = covering
            .days
            .and_then(|reach| coverage::intersection(reach, days))
            .map(|days| self.daily(cohort, covering, days));
        WindowTotals::from_observed(&daily.unwrap_or_default())
    }

    /// The postings of a cohort on each day of the panel, as [`Study::totals`] takes them; `None` where the covering sources do not reach,
    /// have a hole or saw too little of the cohort.
    #[must_use]
    pub fn observed(&self, cohort: Option<usize>, covering: &Covering) -> Daily {
        self.reached(covering, self.daily(cohort, covering, self.panel.days))
    }

    /// The same as they were counted: nothing is made up for what was not seen of a day.
    #[must_use]
    pub fn counted(&self, cohort: Option<usize>, covering: &Covering) -> Daily {
        self.reached(covering, self.raw(cohort, covering, self.panel.days))
    }

    fn reached(&self, covering: &Covering, daily: Daily) -> Daily {
        let reached = |day| covering.days.is_some_and(|reach| reach.contains(day));
        let days = self.panel.days.days().zip(daily);
        days.map(|(day, count)| count.filter(|_| reached(day)))
            .collect()
    }

    /// The sum of hourly midpoints and the number of ranges of a cohort on each day of the panel, as [`Study::observed`].
    #[must_use]
    pub fn observed_pay(
        &self,
        cohort: Option<usize>,
        covering: &Covering,
    ) -> Option<(Daily, Daily)> {
        let hourly = Hourly::of(&self.panel.pay, cohort, self.currency?);
        let days = self.panel.days;
        let (mut amounts, mut postings) = pay::daily(&hourly, days, covering);
        let reached = |day| covering.days.is_some_and(|reach| reach.contains(day));
        for (at, day) in days.days().enumerate() {
            if !reached(day) {
                amounts[at] = None;
                postings[at] = None;
            }
        }
        Some((amounts, postings))
    }

    /// One number for each day, of a part of a day that of the whole; `None` on a hole, and where too little of the cohort was seen.
    fn daily(&self, cohort: Option<usize>, covering: &Covering, days: DayRange) -> Daily {
        let raw = self.raw(cohort, covering, days);
        if self.coverage.is_whole(&covering.sources) {
            return raw;
        }
        let weights = self.coverage.weights_of(self.panel, self.series(cohort));
        let whole = |(day, count): (Day, Option<f64>)| {
            let seen = self.coverage.seen_of(&covering.sources, &weights, day);
            count
                .filter(|_| coverage::is_enough(seen))
                .map(|count| count / seen)
        };
        days.days().zip(raw).map(whole).collect()
    }

    /// One number for each day as counted; `None` on a hole.
    fn raw(&self, cohort: Option<usize>, covering: &Covering, days: DayRange) -> Daily {
        let mut daily = vec![0.0; days.len()];
        let offset = days.first() - self.panel.days.first();
        for one in self.series(cohort) {
            if !covering.sources.contains(&one.source) {
                continue;
            }
            for (at, sum) in (offset..).zip(daily.iter_mut()) {
                let count = usize::try_from(at).ok().and_then(|at| one.counts.get(at));
                *sum += count.map_or(0.0, |count| f64::from(*count));
            }
        }
        days.days()
            .zip(daily)
            .map(|(day, count)| (!covering.holes.contains(&day)).then_some(count))
            .collect()
    }

    /// The change of a cohort's mean daily count.
    ///
    /// # Errors
    /// The sentence that says why there is none: not covered, or nothing in the start window.
    pub fn count_change(&self, cohort: Option<usize>, pair: WindowPair) -> Outcome {
        let covering = self.covering_of(&[cohort], &[pair.start, pair.end])?;
        let n = self.both(cohort, &covering, pair);
        let start = self.totals(cohort, &covering, pair.start);
        let end = self.totals(cohort, &covering, pair.end);
        match interval::of_means(&start, &end, pair.pairing()) {
            Some(change) => measured(change, n),
            None => without_logarithm(start.mean, end.mean, n),
        }
    }

    /// The change of a cohort's share of the universe.
    ///
    /// # Errors
    /// As [`Study::count_change`].
    pub fn share_change(&self, cohort: Option<usize>, pair: WindowPair) -> Outcome {
        self.change_against(cohort, &[None], pair)
    }

    /// The change of a cohort's postings against those of others together: their share in all, or a control.
    ///
    /// # Errors
    /// As [`Study::count_change`].
    pub fn change_against(
        &self,
        cohort: Option<usize>,
        base: &[Option<usize>],
        pair: WindowPair,
    ) -> Outcome {
        let asked: Vec<Option<usize>> = base.iter().copied().chain([cohort]).collect();
        let covering = self.covering_of(&asked, &[pair.start, pair.end])?;
        let n = self.both(cohort, &covering, pair);
        let based = |days| {
            let each = base.iter().map(|one| self.totals(*one, &covering, days));
            each.reduce(|sum, one| sum.plus(&one))
                .ok_or_else(|| said!("There is nothing to compare with.", "没有可供比较的对象。"))
        };
        let [start, end] = [pair.start, pair.end].map(|days| self.totals(cohort, &covering, days));
        let (base_start, base_end) = (based(pair.start)?, based(pair.end)?);
        match interval::of_ratios((&start, &base_start), (&end, &base_end), pair.pairing()) {
            Some(change) => measured(change, n),
            None if base_start.mean > 0.0 && base_end.mean > 0.0 => {
                without_logarithm(start.mean / base_start.mean, end.mean / base_end.mean, n)
            }
            None => Err(said!(
                "A window holds no posting to compare with.",
                "有一个窗口没有可供比较的职位。"
            )),
        }
    }

    /// The rate ratio of a cohort's share, end to start, with its exact interval.
    ///
    /// # Errors
    /// Where the windows are not covered or the start window holds none.
    pub fn rate_ratio(&self, cohort: Option<usize>, pair: WindowPair) -> Result<Estimate, Text> {
        let covering = self.covering_of(&[cohort], &[pair.start, pair.end])?;
        let rate = |days| Rate {
            count: self.postings(cohort, &covering, days),
            total: self.postings(None, &covering, days),
        };
        let (start, end) = (rate(pair.start), rate(pair.end));
        rate_ratio::exact(start, end).ok_or_else(|| {
            said!(
                "The start window holds {start} postings and the end window {end}, so there is no ratio.",
                "起始窗口有 {start} 个职位，结束窗口有 {end} 个，因此没有比率。",
                start = both::cell(start.count),
                end = both::cell(end.count),
            )
        })
    }

    fn both(&self, cohort: Option<usize>, covering: &Covering, pair: WindowPair) -> (u64, u64) {
        (
            self.postings(cohort, covering, pair.start),
            self.postings(cohort, covering, pair.end),
        )
    }
}

/// A change with its numbers, where it is finite.
pub(crate) fn measured(change: LogChange, (n_start, n_end): (u64, u64)) -> Outcome {
    let estimate = change.estimate(n_start + n_end).ok_or_else(|| {
        said!(
            "The change is too large for a number.",
            "变化太大，无法用数字表示。"
        )
    })?;
    Ok(Measured {
        estimate,
        change: Some(change),
        n_start,
        n_end,
    })
}

/// A fall to zero is −100 % without an interval; a rise from zero is no number.
fn without_logarithm(start: f64, end: f64, (n_start, n_end): (u64, u64)) -> Outcome {
    let value = relative(start, end).ok_or_else(|| {
        said!(
            "The start window holds no posting and the end window {end}, so there is no change in percent.",
            "起始窗口没有职位，结束窗口有 {end} 个，因此没有百分比变化。",
            end = both::cell(n_end),
        )
    })?;
    Ok(Measured {
        estimate: Estimate {
            value,
            n: n_start + n_end,
            low: None,
            high: None,
        },
        change: None,
        n_start,
        n_end,
    })
}

/// The change of a cohort's mean daily count between two windows, from the sources that cover both; `None` where there is none.
#[must_use]
pub fn window_change(
    panel: &Panel,
    cohort: Option<usize>,
    start: DayRange,
    end: DayRange,
) -> Option<Estimate> {
    let change = Study::of(panel).count_change(cohort, WindowPair { start, end });
    change.ok().map(|measured| measured.estimate)
}

/// The change of a cohort's share of the universe; `None` where there is none.
#[must_use]
pub fn share_change(
    panel: &Panel,
    cohort: Option<usize>,
    start: DayRange,
    end: DayRange,
) -> Option<Estimate> {
    let change = Study::of(panel).share_change(cohort, WindowPair { start, end });
    change.ok().map(|measured| measured.estimate)
}

/// The change of the mean of midpoints of posted hourly ranges; `None` where there is none.
#[must_use]
pub fn pay_change(
    panel: &Panel,
    cohort: Option<usize>,
    start: DayRange,
    end: DayRange,
) -> Option<Estimate> {
    let change = Study::of(panel).pay_change(cohort, WindowPair { start, end });
    change.ok().map(|measured| measured.estimate)
}

/// The rate ratio of a cohort's share, end to start, with its exact interval; `None` where there is none.
#[must_use]
pub fn rate_ratio_of(
    panel: &Panel,
    cohort: Option<usize>,
    start: DayRange,
    end: DayRange,
) -> Option<Estimate> {
    Study::of(panel)
        .rate_ratio(cohort, WindowPair { start, end })
        .ok()
}
