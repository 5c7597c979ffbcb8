//! A study asked for posted hourly pay: windows, changes, and how many postings state it. Knows no claim and no verdict.

use model::{DayRange, PayKind};

use super::{Outcome, Study, measured};
use crate::change::WindowPair;
use crate::claims::Text;
use crate::coverage::{self, Covering};
use crate::pay::{self, Hourly, PayWindow};
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
        let hourly = Hourly::of(&self.panel.pay, cohort, currency);
        let window = |days: DayRange| {
            let days = covering
                .days
                .and_then(|reach| coverage::intersection(reach, days))
                .unwrap_or(days);
            PayWindow::of(&hourly, days, &covering)
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
        let hourly = Hourly::of(&self.panel.pay, cohort, currency);
        let windows = covering.sources.iter().map(|source| {
            let own = Covering {
                sources: vec![*source],
                ..covering.clone()
            };
            let window = |days: DayRange| PayWindow::of(&hourly, days, &own);
            (window(pair.start), window(pair.end))
        });
        Ok(windows.collect())
    }

    /// Postings of a cohort that state an hourly range in whatever currency, as [`Study::postings`].
    #[must_use]
    pub fn hourly_ranges(&self, cohort: Option<usize>, covering: &Covering, days: DayRange) -> u64 {
        let (pay, reach) = (&self.panel.pay, covering.days);
        let Some(days) = reach.and_then(|reach| coverage::intersection(reach, days)) else {
            return 0;
        };
        let lists = pay.lists_of(cohort).iter();
        let covered = lists.filter(|list| covering.sources.contains(&list.source));
        let cells = covered.flat_map(|list| list.on(days));
        let counted = cells.filter(|cell| {
            pay.ranges()[cell.range as usize].kind == PayKind::Hourly
                && !covering.holes.contains(&cell.day)
        });
        counted.map(|cell| u64::from(cell.n)).sum()
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
