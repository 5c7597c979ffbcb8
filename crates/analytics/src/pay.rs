//! Posted hourly pay of one window: weekly sums for the mean's interval, and multiplicities for median and shift. Knows posted pay; chooses no window and no source.
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

use model::{Currency, DayRange, PayKind, PayRange, PostedPay};
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
    /// The hourly pay of a cohort on the given days, from the covering sources, in one currency.
    #[must_use]
    pub fn of(hourly: &Hourly<'_>, days: DayRange, covering: &Covering) -> PayWindow {
        let counted: Vec<(usize, Counted)> = hourly.counted(days, covering).collect();
        let (amounts, postings) = summed(days, covering, counted.iter().copied());
        // Weeks are counted back from the last day, as everywhere.
        let week = |at: usize| (days.len() - 1 - at) / 7;
        let weekly = counted
            .iter()
            .map(|(at, one)| (week(*at), one.range, one.n));
        let ranges = hourly.by_week(days.len().div_ceil(7), weekly.collect());
        let of = |at: u32| &hourly.pay.ranges()[at as usize];
        let midpoints = ranges
            .iter()
            .map(|(_, at, n)| (of(*at).low + of(*at).high, u64::from(*n)));
        PayWindow {
            amounts: WindowTotals::from_observed(&amounts),
            postings: WindowTotals::from_observed(&postings),
            n: counted.iter().map(|(_, one)| u64::from(one.n)).sum(),
            midpoints: added_up(midpoints),
            ranges: ranges
                .iter()
                .map(|(week, at, n)| range(*week, of(*at), *n))
                .collect(),
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

/// Equal amounts once with the sum of their numbers, in rising order.
fn added_up(entries: impl Iterator<Item = (i64, u64)>) -> Vec<(i64, u64)> {
    let mut all: Vec<(i64, u64)> = entries.collect();
    all.sort_unstable();
    all.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        kept.1 += if same { next.1 } else { 0 };
        same
    });
    all
}

fn range(cluster: usize, range: &PayRange, n: u32) -> PostedRange {
    #[expect(clippy::cast_precision_loss, reason = "pay stays far below 2^52")]
    let (low, high) = (range.low as f64, range.high as f64);
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

/// The hourly pay of a cohort in one currency.
#[derive(Clone, Debug)]
pub struct Hourly<'a> {
    pay: &'a PostedPay,
    cohort: Option<usize>,
    /// The places of the currency's hourly ranges among all.
    ranges: std::ops::Range<usize>,
}

/// What the sums need of a group.
#[derive(Clone, Copy)]
struct Counted {
    range: u32,
    midpoint: i64,
    n: u32,
}

impl<'a> Hourly<'a> {
    /// What a cohort's postings state by the hour.
    #[must_use]
    pub fn of(pay: &'a PostedPay, cohort: Option<usize>, currency: Currency) -> Hourly<'a> {
        let all = pay.ranges();
        let of = |range: &PayRange| (range.kind, range.currency);
        // The hour is the only period of its kind, so that one currency's ranges lie together.
        let wanted = (PayKind::Hourly, currency);
        let first = all.partition_point(|range| of(range) < wanted);
        Hourly {
            pay,
            cohort,
            ranges: first..all.partition_point(|range| of(range) <= wanted),
        }
    }

    /// Entries of week, range and number in the order of weeks and ranges, equal ones added up.
    fn by_week(&self, weeks: usize, mut entries: Vec<(usize, u32, u32)>) -> Vec<(usize, u32, u32)> {
        let width = self.ranges.len();
        // Where ranges are few, a table of them is smaller than what there is to sort.
        if weeks * width <= 4 * entries.len() {
            let first = self.ranges.start;
            let mut table = vec![0u32; weeks * width];
            for (week, range, n) in entries.drain(..) {
                table[week * width + (range as usize - first)] += n;
            }
            let cells = table.into_iter().enumerate().filter(|(_, n)| *n > 0);
            entries.extend(cells.map(|(at, n)| {
                let range = u32::try_from(first + at % width).unwrap_or(u32::MAX);
                (at / width, range, n)
            }));
            return entries;
        }
        entries.sort_unstable();
        entries.dedup_by(|next, kept| {
            let same = (next.0, next.1) == (kept.0, kept.1);
            kept.2 += if same { next.2 } else { 0 };
            same
        });
        entries
    }

    /// The groups that count, with the places of their days among the given ones.
    fn counted(
        &self,
        days: DayRange,
        covering: &Covering,
    ) -> impl Iterator<Item = (usize, Counted)> {
        let lists = self.pay.lists_of(self.cohort).iter();
        let covered = lists.filter(|list| covering.sources.contains(&list.source));
        let cells = covered.flat_map(move |list| list.on(days));
        cells.filter_map(move |cell| {
            let at = cell.range as usize;
            if !self.ranges.contains(&at) || covering.holes.contains(&cell.day) {
                return None;
            }
            let range = &self.pay.ranges()[at];
            let counted = Counted {
                range: cell.range,
                midpoint: range.low + range.high,
                n: cell.n,
            };
            Some((days.index_of(cell.day)?, counted))
        })
    }
}

/// One number for each day; `None` on a day that was not seen.
pub type Daily = Vec<Option<f64>>;

/// For each day the sum of midpoints of hourly ranges in units of the currency, and how many postings state one; `None` on holes.
#[must_use]
pub fn daily(hourly: &Hourly<'_>, days: DayRange, covering: &Covering) -> (Daily, Daily) {
    summed(days, covering, hourly.counted(days, covering))
}

fn summed(
    days: DayRange,
    covering: &Covering,
    counted: impl Iterator<Item = (usize, Counted)>,
) -> (Daily, Daily) {
    let observed = days
        .days()
        .map(|day| (!covering.holes.contains(&day)).then_some(0.0));
    let mut amounts: Daily = observed.collect();
    let mut postings = amounts.clone();
    for (at, one) in counted {
        if let (Some(amounts), Some(postings)) = (&mut amounts[at], &mut postings[at]) {
            #[expect(
                clippy::cast_precision_loss,
                reason = "hourly pay stays far below 2^52"
            )]
            let amount = one.midpoint as f64 / UNIT;
            *amounts += amount * f64::from(one.n);
            *postings += f64::from(one.n);
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
