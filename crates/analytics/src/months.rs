//! Daily counts in, postings by whole calendar month out. Knows which days were seen; compares nothing.

use model::{Day, DayRange};

use crate::claims::tag_cohort_id;
use crate::coverage::{COVERED_SHARE, Covering};
use crate::findings::{CohortFinding, Monthly, MonthlyCounts};
use crate::study::Study;

/// Postings by month of the universe, and of the cohorts that the tables have a row of, from the covering sources.
///
/// A month is a number where four fifths of its days were seen: of the postings of those days, since what was not seen is not made up.
pub(crate) fn monthly(
    study: &Study<'_>,
    covering: &Covering,
    days: DayRange,
    (categories, tags): (&[CohortFinding], &[CohortFinding]),
) -> Monthly {
    let months = whole_months(days);
    let counts = |cohort: Option<usize>| -> Vec<Option<u64>> {
        let daily = study.counted(cohort, covering);
        let of_month = |month: &DayRange| in_month(&daily, study.panel.days, *month);
        months.iter().map(of_month).collect()
    };
    let of_rows = |rows: &[CohortFinding], cohort: &dyn Fn(&str) -> String| {
        let rows = rows.iter().filter_map(|row| {
            Some(MonthlyCounts {
                counts: counts(Some(study.panel.cohort(&cohort(&row.id))?)),
                id: row.id.clone(),
                title: row.title.clone(),
            })
        });
        rows.collect()
    };
    Monthly {
        universe: counts(None),
        categories: of_rows(categories, &str::to_owned),
        tags: of_rows(tags, &tag_cohort_id),
        months: months.iter().map(|month| month.first()).collect(),
    }
}

/// The calendar months of which every day lies among some days.
fn whole_months(days: DayRange) -> Vec<DayRange> {
    let mut months = Vec::new();
    let mut first = days.first().first_of_month();
    while first <= days.last() {
        let last = first.last_of_month();
        let whole = days.first() <= first && last <= days.last();
        months.extend(DayRange::new(first, last).filter(|_| whole));
        first = last + 1;
    }
    months
}

fn in_month(daily: &[Option<f64>], panel_days: DayRange, month: DayRange) -> Option<u64> {
    let of_day = |day: Day| daily.get(panel_days.index_of(day)?).copied().flatten();
    let seen: Vec<f64> = month.days().filter_map(of_day).collect();
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "days are few, and counts are whole numbers far below 2^52"
    )]
    let (share, total) = (
        seen.len() as f64 / month.len() as f64,
        seen.iter().sum::<f64>() as u64,
    );
    (share >= COVERED_SHARE).then_some(total)
}
