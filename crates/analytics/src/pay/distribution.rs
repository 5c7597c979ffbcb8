//! Posted pay of a panel in, its distribution by kind, period and currency out: median, quartiles, a histogram. Compares no windows.
//!
//! The amount of a posting is the midpoint of its range. Hourly, fixed and salary are never pooled, nor are currencies or periods: a
//! salary by the month and one by the year are two distributions.

use std::collections::BTreeMap;

use model::{Currency, Panel, PayKind, Period};
use serde::Serialize;
use utoipa::ToSchema;

use super::{UNIT, quantiles};
use crate::findings::Estimate;
use crate::hodges_lehmann;

/// About so many bars are asked for; the width is then made round.
const BARS: f64 = 14.0;
/// Bars end where this part of the postings lies beyond, at either side: one posting of a million would leave all others in one bar.
const BEYOND: f64 = 0.02;

/// The posted pay of one kind, period and currency, in units of the currency.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct PayDistribution {
    /// Hourly, fixed or salary.
    #[schema(value_type = String)]
    pub kind: PayKind,
    /// What an amount pays for.
    #[schema(value_type = String)]
    pub period: Period,
    /// The currency.
    #[schema(value_type = String)]
    pub currency: Currency,
    /// How many postings state it.
    pub n: u64,
    /// The lowest midpoint.
    pub lowest: f64,
    /// The highest.
    pub highest: f64,
    /// The median of midpoints with its 95 % interval of order statistics, which takes postings as independent.
    pub median: Estimate,
    /// The smallest midpoint at or below which a quarter lies.
    pub lower_quartile: f64,
    /// The same for three quarters.
    pub upper_quartile: f64,
    /// Bars of one width, in order; the first and the last hold all that lies beyond them.
    pub bars: Vec<PayBar>,
}

/// How many midpoints lie in `from <= amount < to`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct PayBar {
    /// The low end; of the first bar nothing lies below it, unless `open`.
    pub from: f64,
    /// The high end.
    pub to: f64,
    /// Postings.
    pub n: u64,
    /// Whether the bar also holds what lies beyond its outer end.
    pub open: bool,
}

/// The distributions of the universe's pay, the one with most postings first.
#[must_use]
pub fn distributions(panel: &Panel) -> Vec<PayDistribution> {
    let ranges = panel.pay.ranges();
    let mut stated = vec![0u64; ranges.len()];
    let universe = panel.pay.lists_of(None).iter();
    for cell in universe.flat_map(|list| &list.cells) {
        stated[cell.range as usize] += u64::from(cell.n);
    }
    let mut amounts: BTreeMap<(Period, Currency), BTreeMap<i64, u64>> = BTreeMap::new();
    for (range, n) in ranges.iter().zip(stated).filter(|(_, n)| *n > 0) {
        let of_kind = amounts.entry((range.period, range.currency)).or_default();
        *of_kind.entry(range.low + range.high).or_default() += n;
    }
    let mut found: Vec<PayDistribution> = amounts
        .into_iter()
        .filter_map(|((period, currency), amounts)| {
            let amounts: Vec<(i64, u64)> = amounts.into_iter().collect();
            of_amounts((period, currency), &amounts)
        })
        .collect();
    found.sort_by_key(|one| std::cmp::Reverse(one.n));
    found
}

#[expect(clippy::cast_precision_loss, reason = "pay stays far below 2^52")]
fn units(midpoint: i64) -> f64 {
    midpoint as f64 / UNIT
}

fn of_amounts(
    (period, currency): (Period, Currency),
    amounts: &[(i64, u64)],
) -> Option<PayDistribution> {
    let n = amounts.iter().map(|(_, n)| n).sum();
    let quantile = |part: f64| quantiles::quantile(amounts, part);
    let value = hodges_lehmann::median(amounts)? / UNIT;
    let ends = quantile(0.5)?;
    Some(PayDistribution {
        kind: period.kind(),
        period,
        currency,
        n,
        lowest: units(amounts.first()?.0),
        highest: units(amounts.last()?.0),
        median: super::around_median(value, n, &ends),
        lower_quartile: quantile(0.25)?.value / UNIT,
        upper_quartile: quantile(0.75)?.value / UNIT,
        bars: bars(
            amounts,
            quantile(BEYOND)?.value / UNIT,
            quantile(1.0 - BEYOND)?.value / UNIT,
        ),
    })
}

/// 1, 2 or 5 times a power of ten, at least a hundredth.
fn round_width(width: f64) -> f64 {
    let power = 10f64.powf(width.max(0.01).log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .iter()
        .map(|step| step * power)
        .find(|step| *step >= width)
        .unwrap_or(10.0 * power)
}

/// An end as the currency has it: a product of a tenth has digits behind that nobody meant.
fn to_hundredths(amount: f64) -> f64 {
    (amount * 100.0).round() / 100.0
}

fn bars(amounts: &[(i64, u64)], low: f64, high: f64) -> Vec<PayBar> {
    let width = round_width((high - low) / BARS);
    let first = (low / width).floor();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "there are about as many bars as were asked for"
    )]
    let last_place = ((high / width).floor() - first) as usize;
    #[expect(clippy::cast_precision_loss, reason = "bars are few")]
    let mut bars: Vec<PayBar> = (0..=last_place)
        .map(|at| PayBar {
            from: to_hundredths((first + at as f64) * width),
            to: to_hundredths((first + at as f64 + 1.0) * width),
            n: 0,
            open: false,
        })
        .collect();
    for (midpoint, n) in amounts {
        let place = (units(*midpoint) / width).floor() - first;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "the place is kept inside the bars"
        )]
        let at = place.clamp(0.0, last_place as f64) as usize;
        #[expect(clippy::cast_precision_loss, reason = "bars are few")]
        let beyond = place < 0.0 || place > last_place as f64;
        bars[at].n += n;
        bars[at].open |= beyond;
    }
    bars
}
