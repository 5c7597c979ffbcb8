//! The rule of a report and what was asked for in, the days of its period and of its window out. Knows the calendar, no posting and no clock.

use analytics::claims::Text;
use model::{Day, DayRange};

use crate::error::Error;

/// How many months a window holds that ends with a month or a quarter, where the definition does not say: a year to match the season, and
/// the 84 days at its beginning.
pub(crate) const SPAN_MONTHS: u16 = 15;

/// Which days a report is about that names none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeriodRule {
    /// The last whole calendar month that is covered, at the end of a window of so many months.
    Month {
        /// Months of the window, this one counted in.
        span_months: u16,
    },
    /// The last whole calendar quarter that is covered, likewise.
    Quarter {
        /// Months of the window, those of the quarter counted in.
        span_months: u16,
    },
    /// The article's window where it is covered, else all that is.
    Covered,
    /// These days.
    Fixed(DayRange),
}

/// The days of one report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportDays {
    /// What the report is called after.
    pub period: DayRange,
    /// The days that are analysed; they end with the period.
    pub window: DayRange,
}

impl ReportDays {
    /// Days that are period and window in one.
    #[must_use]
    pub fn of(days: DayRange) -> ReportDays {
        ReportDays {
            period: days,
            window: days,
        }
    }
}

impl PeriodRule {
    /// The rule in words.
    #[must_use]
    pub fn words(&self) -> Text {
        let both = |en: String, zh: String| Text {
            en,
            zh_cn: Some(zh),
        };
        match self {
            PeriodRule::Month { span_months } => both(
                format!("the last whole month, window of {span_months} months"),
                format!("最近一个完整的月份，分析窗口为 {span_months} 个月"),
            ),
            PeriodRule::Quarter { span_months } => both(
                format!("the last whole quarter, window of {span_months} months"),
                format!("最近一个完整的季度，分析窗口为 {span_months} 个月"),
            ),
            PeriodRule::Covered => both(
                "the article's window where it is covered, else all that is".to_owned(),
                "数据覆盖时取文章所述的时段，否则取全部已覆盖的日期".to_owned(),
            ),
            PeriodRule::Fixed(days) => both(
                format!("{} to {}", days.first(), days.last()),
                format!("{} 至 {}", days.first(), days.last()),
            ),
        }
    }

    /// The days of a report: those that were asked for by the name of a period, else by the rule, out of those that the postings cover.
    ///
    /// `None` where the rule is [`PeriodRule::Covered`] and nothing was asked for: which days those are, the study says.
    ///
    /// # Errors
    /// [`Error::Period`] where a month or quarter is not covered to its last day, or none is.
    pub fn days(
        &self,
        asked: Option<DayRange>,
        covered: Option<DayRange>,
    ) -> Result<Option<ReportDays>, Error> {
        let (what, months, span_months) = match (self, asked) {
            (PeriodRule::Month { span_months }, _) => ("month", 1, *span_months),
            (PeriodRule::Quarter { span_months }, _) => ("quarter", 3, *span_months),
            (_, Some(days)) => return Ok(Some(ReportDays::of(days))),
            (PeriodRule::Fixed(days), None) => return Ok(Some(ReportDays::of(*days))),
            (PeriodRule::Covered, None) => return Ok(None),
        };
        let reach = covered.ok_or_else(|| {
            Error::Period(format!(
                "there is no posting with an exact date, so no {what} is covered"
            ))
        })?;
        let period = match asked {
            // Days that are no calendar month or quarter are a window of their own.
            Some(days) if !is_calendar(days) => return Ok(Some(ReportDays::of(days))),
            Some(days) => days,
            None => last_whole(reach, months).ok_or_else(|| {
                Error::Period(format!(
                    "the postings reach from {} to {}, which holds no whole {what}; name days with --from and --to",
                    reach.first(),
                    reach.last()
                ))
            })?,
        };
        if period.first() < reach.first() || period.last() > reach.last() {
            return Err(Error::Period(format!(
                "the postings reach from {} to {}, so {} is not covered; name another period, or days with --from and --to",
                reach.first(),
                reach.last(),
                period.period_name()
            )));
        }
        let first = months_before(period.last(), span_months.saturating_sub(1));
        let first = first.min(period.first());
        Ok(Some(ReportDays {
            period,
            window: DayRange::new(first, period.last()).unwrap_or(period),
        }))
    }
}

/// Whether days are exactly a year, a quarter or a month.
fn is_calendar(days: DayRange) -> bool {
    !days.period_name().contains('_')
}

/// The first day of the month that lies so many months before a day's own.
fn months_before(day: Day, months: u16) -> Day {
    let mut first = day.first_of_month();
    for _ in 0..months {
        first = (first - 1).first_of_month();
    }
    first
}

/// The last run of so many months of the calendar (quarters begin with January, April, July and October) inside some days.
fn last_whole(reach: DayRange, months: u16) -> Option<DayRange> {
    let mut last = reach.last();
    if last.last_of_month() != last {
        last = last.first_of_month() - 1;
    }
    while i32::from(last.ymd().1) % i32::from(months) != 0 {
        last = last.first_of_month() - 1;
    }
    let first = months_before(last, months - 1);
    DayRange::new(first, last).filter(|days| reach.contains(days.first()))
}

#[cfg(test)]
mod tests {
    use model::DayRange;

    use super::PeriodRule;

    fn days(text: &str) -> DayRange {
        DayRange::from_period(text).unwrap()
    }

    #[test]
    fn the_last_whole_month_ends_a_window_of_fifteen() {
        let rule = PeriodRule::Month { span_months: 15 };
        let covered = Some(days("2022-01-05_2024-03-30"));
        let found = rule.days(None, covered).unwrap().unwrap();
        assert_eq!(found.period, days("2024-02"));
        assert_eq!(found.window, days("2022-12-01_2024-02-29"));
        let to_the_end = Some(days("2022-01-05_2024-03-31"));
        let found = rule.days(None, to_the_end).unwrap().unwrap();
        assert_eq!(found.period, days("2024-03"));
        let asked = rule.days(Some(days("2023-05")), covered).unwrap().unwrap();
        assert_eq!(asked.window, days("2022-03-01_2023-05-31"));
    }

    #[test]
    fn a_quarter_is_one_of_the_calendar() {
        let rule = PeriodRule::Quarter { span_months: 15 };
        let found = rule.days(None, Some(days("2022-01-05_2024-05-31")));
        assert_eq!(found.unwrap().unwrap().period, days("2024-Q1"));
        let none = rule.days(None, Some(days("2024-01-02_2024-05-31")));
        assert!(none.unwrap_err().to_string().contains("no whole quarter"));
    }

    #[test]
    fn what_is_not_covered_is_said_with_what_is() {
        let rule = PeriodRule::Month { span_months: 15 };
        let covered = Some(days("2022-01-05_2024-03-30"));
        for period in ["2024-03", "2022-01", "2031-01"] {
            let error = rule.days(Some(days(period)), covered).unwrap_err();
            let error = error.to_string();
            assert!(
                error.contains(period) && error.contains("2024-03-30"),
                "{error}"
            );
        }
        assert!(rule.days(None, None).is_err());
    }

    #[test]
    fn days_that_are_no_period_are_their_own_window() {
        let rule = PeriodRule::Month { span_months: 15 };
        let asked = days("2023-01-10_2023-12-09");
        let found = rule.days(Some(asked), Some(days("2023"))).unwrap().unwrap();
        assert_eq!((found.period, found.window), (asked, asked));
        assert_eq!(PeriodRule::Covered.days(None, None).unwrap(), None);
        let fixed = PeriodRule::Fixed(asked).days(None, None).unwrap().unwrap();
        assert_eq!(fixed.window, asked);
    }
}
