//! A study asked for posted hourly pay: windows, changes, and how many postings state it. Knows no claim and no verdict.

use model::{DayRange, PayGroup, PayKind};

use super::{Outcome, Study, measured};
use crate::change::WindowPair;
use crate::claims::Text;
use crate::coverage::{self, Covering};
use crate::pay::{self, PayWindow};
use crate::wording::{both, said};

impl Study<'_> {
    /// Hourly pay of a cohort in the two windows, from the sources that cover both.
    ///
    /// # Errors
    /// Where the windows are not covered or the panel holds no hourly pay.
    pub fn pay_windows(
        &self,
        cohort: Option<usize>,
        pair: WindowPair,
    ) -> Result<(PayWindow, PayWindow), Text> {
        let covering = self.covering_of(&[cohort], &[pair.start, pair.end])?;
        let currency = self.currency.ok_or_else(no_hourly_pay)?;
        let groups = self.pay.get(&cohort).map_or(&[][..], Vec::as_slice);
        let window = |days: DayRange| {
            let days = covering
                .days
                .and_then(|reach| coverage::intersection(reach, days))
                .unwrap_or(days);
            PayWindow::of(groups, days, &covering, currency)
        };
        Ok((window(pair.start), window(pair.end)))
    }

    /// The same for each source that covers both windows.
    ///
    /// # Errors
    /// As [`Study::pay_windows`].
    pub fn pay_windows_by_source(
        &self,
        cohort: Option<usize>,
        pair: WindowPair,
    ) -> Result<Vec<(PayWindow, PayWindow)>, Text> {
        let covering = self.covering_of(&[cohort], &[pair.start, pair.end])?;
        let currency = self.currency.ok_or_else(no_hourly_pay)?;
        let groups = self.pay.get(&cohort).map_or(&[][..], Vec::as_slice);
        let windows = covering.sources.iter().map(|source| {
            let own: Vec<&PayGroup> = groups
                .iter()
                .copied()
                .filter(|group| group.source == *source)
                .collect();
            let window = |days: DayRange| PayWindow::of(&own, days, &covering, currency);
            (window(pair.start), window(pair.end))
        });
        Ok(windows.collect())
    }

    /// Postings of a cohort that state an hourly range in whatever currency, as [`Study::postings`].
    #[must_use]
    pub fn hourly_ranges(&self, cohort: Option<usize>, covering: &Covering, days: DayRange) -> u64 {
        let groups = self.pay.get(&cohort).map_or(&[][..], Vec::as_slice);
        let seen = |day| {
            covering.days.is_some_and(|reach| reach.contains(day)) && !covering.holes.contains(&day)
        };
        let counted = groups.iter().filter(|group| {
            group.kind == PayKind::Hourly
                && days.contains(group.day)
                && covering.sources.contains(&group.source)
                && seen(group.day)
        });
        counted.map(|group| u64::from(group.n)).sum()
    }

    /// Postings that state an hourly range in the currency of all figures of pay, as what is counted.
    #[must_use]
    pub fn with_hourly_range(&self) -> Text {
        let Some(currency) = self.currency else {
            return said!("postings with an hourly range", "写明时薪范围的职位");
        };
        said!(
            "postings with an hourly range in {currency}",
            "以 {currency} 写明时薪范围的职位",
            currency = currency.to_string(),
        )
    }

    /// The change of the mean of midpoints of posted hourly ranges.
    ///
    /// # Errors
    /// As [`Study::pay_windows`], and where a window holds no hourly range.
    pub fn pay_change(&self, cohort: Option<usize>, pair: WindowPair) -> Outcome {
        let (start, end) = self.pay_windows(cohort, pair)?;
        let change = pay::mean_change(&start, &end, pair.pairing()).ok_or_else(|| {
            said!(
                "There are {start} {what} in the start window and {end} in the end window.",
                "{what}在起始窗口有 {start} 个，在结束窗口有 {end} 个。",
                what = self.with_hourly_range(),
                start = both::cell(start.n),
                end = both::cell(end.n),
            )
        })?;
        measured(change, (start.n, end.n))
    }
}

fn no_hourly_pay() -> Text {
    said!("No posting states hourly pay.", "没有职位写明时薪。")
}
