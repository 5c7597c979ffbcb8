//! Posted hourly pay of one window: weekly sums for the mean's interval, and multiplicities for median and shift. Knows pay groups; chooses no window and no source.
//!
//! The amount of a posting is the midpoint of its range, kept as `low + high` in hundredths, which is exact: its unit is half a
//! hundredth of the currency. The change of the mean of midpoints is the change of a ratio of totals (sum of midpoints over
//! number of postings), so it takes the interval of `interval::of_ratios`: the weeks are the clusters, and postings of one week,
//! which tend to move together, are not taken for independent.
//! Median and Hodges-Lehmann shift take postings as independent.

pub mod distribution;
pub mod posted_ranges;
pub mod quantiles;
pub mod rates;

use std::collections::BTreeMap;

use model::{Currency, DayRange, PayGroup, PayKind};
use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::coverage::Covering;
use crate::findings::Estimate;
use crate::hodges_lehmann;
use crate::interval::{self, LogChange, Pairing, WindowTotals};
use crate::pay::posted_ranges::PostedRange;

/// Half-hundredths in one unit of a currency.
const UNIT: f64 = 200.0;

/// The hourly pay of a cohort over some days, in one currency.
#[derive(Clone, Debug, PartialEq)]
pub struct PayWindow {
    /// Sums of midpoints.
    pub amounts: WindowTotals,
    /// Numbers of postings with a range.
    pub postings: WindowTotals,
    /// How many postings with a range.
    pub n: u64,
    /// `low + high` in hundredths, with how often it occurs, in rising order.
    pub midpoints: Vec<(i64, u64)>,
    /// The ranges themselves in hundredths, by week; each once a week with how often it was posted.
    pub ranges: Vec<PostedRange>,
}

impl PayWindow {
    /// The hourly pay among some groups, on the given days, from the covering sources, in one currency.
    #[must_use]
    pub fn of(
        groups: &[&PayGroup],
        days: DayRange,
        covering: &Covering,
        currency: Currency,
    ) -> PayWindow {
        let counted: Vec<(usize, &PayGroup)> = counted(groups, days, covering, currency).collect();
        let (amounts, postings) = summed(days, covering, counted.iter().copied());
        let mut midpoints: BTreeMap<i64, u64> = BTreeMap::new();
        let mut weekly: BTreeMap<(usize, i64, i64), u32> = BTreeMap::new();
        let mut n = 0;
        for (at, group) in counted {
            // Weeks are counted back from the last day, as everywhere.
            let week = (days.len() - 1 - at) / 7;
            *weekly.entry((week, group.low, group.high)).or_default() += group.n;
            *midpoints.entry(group.low + group.high).or_default() += u64::from(group.n);
            n += u64::from(group.n);
        }
        PayWindow {
            amounts: WindowTotals::from_observed(&amounts),
            postings: WindowTotals::from_observed(&postings),
            n,
            midpoints: midpoints.into_iter().collect(),
            ranges: weekly.into_iter().map(range).collect(),
        }
    }

    /// The median midpoint in units of the currency.
    #[must_use]
    pub fn median(&self) -> Option<f64> {
        hodges_lehmann::median(&self.midpoints).map(|median| median / UNIT)
    }

    /// The same with its 95 % interval of order statistics.
    #[must_use]
    pub fn median_estimate(&self) -> Option<Estimate> {
        let value = self.median()?;
        let ends = quantiles::quantile(&self.midpoints, 0.5)?;
        Some(around_median(value, self.n, &ends))
    }
}

/// A median in units of the currency with the interval of the half quantile.
fn around_median(value: f64, n: u64, ends: &quantiles::Quantile) -> Estimate {
    // Between two middle amounts the median is their mean and the quantile the lower; the ends hold both where there are any.
    Estimate {
        value,
        n,
        low: ends.low.map(|low| (low / UNIT).min(value)),
        high: ends.high.map(|high| (high / UNIT).max(value)),
    }
}

fn range(((cluster, low, high), n): ((usize, i64, i64), u32)) -> PostedRange {
    #[expect(clippy::cast_precision_loss, reason = "pay stays far below 2^52")]
    let (low, high) = (low as f64, high as f64);
    PostedRange {
        low,
        high,
        n,
        cluster,
    }
}

/// The change of the median of pay where a range is an interval that holds it, with an interval by Student's t over the weeks of the
/// shorter window; `None` where a window cannot be fitted or has fewer than two weeks.
#[must_use]
pub fn range_change(start: &PayWindow, end: &PayWindow) -> Option<Estimate> {
    let (a, b) = (
        posted_ranges::fit(&start.ranges)?,
        posted_ranges::fit(&end.ranges)?,
    );
    let error = a.clustered?.hypot(b.clustered?);
    #[expect(clippy::cast_precision_loss, reason = "weeks are few")]
    let freedom = (a.clusters.min(b.clusters) - 1) as f64;
    let student = StudentsT::new(0.0, 1.0, freedom).ok()?;
    let (change, reach) = (b.mu - a.mu, error * student.inverse_cdf(0.975));
    let ends = (
        change.exp_m1(),
        (change - reach).exp_m1(),
        (change + reach).exp_m1(),
    );
    [ends.0, ends.1, ends.2]
        .iter()
        .all(|one| one.is_finite())
        .then_some(Estimate {
            value: ends.0,
            n: start.n + end.n,
            low: Some(ends.1),
            high: Some(ends.2),
        })
}

/// The change of a quantile of the midpoints; `part` lies between 0 and 1.
#[must_use]
pub fn quantile_change(start: &PayWindow, end: &PayWindow, part: f64) -> Option<Estimate> {
    let of = |window: &PayWindow| quantiles::quantile(&window.midpoints, part);
    let (value, low, high) = quantiles::change(&of(start)?, &of(end)?)?;
    Some(Estimate {
        value,
        n: start.n + end.n,
        low: Some(low),
        high: Some(high),
    })
}

/// The groups that count, with the places of their days among the given ones.
fn counted<'g>(
    groups: &'g [&'g PayGroup],
    days: DayRange,
    covering: &'g Covering,
    currency: Currency,
) -> impl Iterator<Item = (usize, &'g PayGroup)> {
    groups.iter().filter_map(move |group| {
        // The day first: a window is a small part of a large panel, and most groups end here.
        let at = days.index_of(group.day)?;
        let fits = group.kind == PayKind::Hourly
            && group.currency == currency
            && covering.sources.contains(&group.source)
            && !covering.holes.contains(&group.day);
        fits.then_some((at, *group))
    })
}

/// One number for each day; `None` on a day that was not seen.
pub type Daily = Vec<Option<f64>>;

/// For each day the sum of midpoints of hourly ranges in units of the currency, and how many postings state one; `None` on holes.
#[must_use]
pub fn daily(
    groups: &[&PayGroup],
    days: DayRange,
    covering: &Covering,
    currency: Currency,
) -> (Daily, Daily) {
    let counted = counted(groups, days, covering, currency);
    summed(days, covering, counted)
}

fn summed<'g>(
    days: DayRange,
    covering: &Covering,
    counted: impl Iterator<Item = (usize, &'g PayGroup)>,
) -> (Daily, Daily) {
    let observed = days
        .days()
        .map(|day| (!covering.holes.contains(&day)).then_some(0.0));
    let mut amounts: Daily = observed.collect();
    let mut postings = amounts.clone();
    for (at, group) in counted {
        if let (Some(amounts), Some(postings)) = (&mut amounts[at], &mut postings[at]) {
            #[expect(
                clippy::cast_precision_loss,
                reason = "hourly pay stays far below 2^52"
            )]
            let amount = (group.low + group.high) as f64 / UNIT;
            *amounts += amount * f64::from(group.n);
            *postings += f64::from(group.n);
        }
    }
    (amounts, postings)
}

/// The log change of the mean of midpoints; `None` where a window has no pay.
#[must_use]
pub fn mean_change(start: &PayWindow, end: &PayWindow, pairing: Pairing) -> Option<LogChange> {
    interval::of_ratios(
        (&start.amounts, &start.postings),
        (&end.amounts, &end.postings),
        pairing,
    )
}

/// The Hodges-Lehmann shift of the midpoints in units of the currency an hour.
#[must_use]
pub fn midpoint_shift(start: &PayWindow, end: &PayWindow) -> Option<Estimate> {
    let shift = hodges_lehmann::shift(&start.midpoints, &end.midpoints)?;
    Some(Estimate {
        value: shift.value / UNIT,
        n: start.n + end.n,
        low: shift.low.map(|low| low / UNIT),
        high: shift.high.map(|high| high / UNIT),
    })
}
