//! Daily counts in, the trailing 84-day average of a cohort and of its share out, a value and an interval for each day. Knows no chart and no claim.

use model::{Day, DayRange};

use crate::change::{WINDOW_DAYS, trailing_means};
use crate::coverage::Covering;
use crate::interval::{self, LogChange, WindowTotals};
use crate::pay::Daily;
use crate::study::Study;

/// An interval for each day; `None` on a day that has none.
pub(crate) type Band = Vec<Option<(f64, f64)>>;

/// The default interval of each mean of a line: of the twelve whole weeks that end on its day. Empty where none has one.
pub(crate) fn band(
    daily: &Daily,
    panel_days: DayRange,
    values: &[Option<f64>],
    days: DayRange,
) -> Band {
    let weeks = weeks_that_end(daily);
    let of_day = |day: Day, mean: f64| {
        let weeks = window((daily, &weeks), panel_days, day)?;
        around(mean, interval::of_one_mean(&WindowTotals { mean, weeks })?)
    };
    of_each(days, values, of_day)
}

/// The same of each share of a line, its numerator and denominator over the same weeks. `whole` are the means of the universe.
pub(crate) fn band_of_shares(
    (part, universe): (&Daily, &Daily),
    panel_days: DayRange,
    (shares, whole): (&[Option<f64>], &[Option<f64>]),
    days: DayRange,
) -> Band {
    let (of_part, of_universe) = (weeks_that_end(part), weeks_that_end(universe));
    let of_day = |day: Day, share: f64| {
        let mean = (*whole.get(days.index_of(day)?)?)?;
        let totals = |of: (&Daily, &[Option<f64>]), mean: f64| {
            let weeks = window(of, panel_days, day)?;
            Some(WindowTotals { mean, weeks })
        };
        let part = totals((part, &of_part), share * mean)?;
        let universe = totals((universe, &of_universe), mean)?;
        around(share, interval::of_one_ratio(&part, &universe)?)
    };
    of_each(days, shares, of_day)
}

fn of_each(
    days: DayRange,
    values: &[Option<f64>],
    of_day: impl Fn(Day, f64) -> Option<(f64, f64)>,
) -> Band {
    let pairs = days.days().zip(values);
    let band: Band = pairs.map(|(day, value)| of_day(day, (*value)?)).collect();
    if band.iter().all(Option::is_none) {
        return Vec::new();
    }
    band
}

/// The ends on the scale of the value, which lies between them.
fn around(value: f64, log: LogChange) -> Option<(f64, f64)> {
    let reach = log.critical * log.standard_error?;
    let (low, high) = ((log.value - reach).exp(), (log.value + reach).exp());
    high.is_finite()
        .then_some((low.min(value), high.max(value)))
}

/// The total of the week that ends on each day and of which every day was seen, once for all the windows that it lies in.
fn weeks_that_end(daily: &Daily) -> Vec<Option<f64>> {
    let week =
        |end: usize| -> Option<f64> { daily.get(end.checked_sub(7)?..end)?.iter().copied().sum() };
    (1..=daily.len()).map(week).collect()
}

/// The twelve weeks of the average that ends on a day; `None` where one of them was seen for too few days. What a week with a hole holds
/// follows from the weekdays of its window.
fn window(
    (daily, weeks): (&Daily, &[Option<f64>]),
    panel_days: DayRange,
    day: Day,
) -> Option<Vec<Option<f64>>> {
    let width = usize::try_from(WINDOW_DAYS).unwrap_or(84);
    let last = panel_days.index_of(day)?;
    let first = (last + 7).checked_sub(width)?;
    let whole: Option<Vec<f64>> = (first..=last).step_by(7).map(|end| weeks[end]).collect();
    if let Some(whole) = whole {
        return Some(whole.into_iter().map(Some).collect());
    }
    let weeks = WindowTotals::from_observed(&daily[first - 6..=last]).weeks;
    weeks.iter().all(Option::is_some).then_some(weeks)
}

/// One mean a day of `days`, of a cohort or of the universe; `None` before the first 84 days of the reach are full and after its end.
pub(crate) fn of_days(
    study: &Study<'_>,
    cohort: Option<usize>,
    covering: &Covering,
    days: DayRange,
) -> Vec<Option<f64>> {
    let mut values = vec![None; days.len()];
    let Some(reach) = covering.days else {
        return values;
    };
    let panel = study.panel;
    let Some(observed_from) = panel.days.index_of(reach.first()) else {
        return values;
    };
    let means = trailing_means(&study.observed(cohort, covering), observed_from);
    for (day, mean) in panel.days.days().zip(means) {
        if let Some(place) = days.index_of(day).filter(|_| reach.contains(day)) {
            values[place] = mean;
        }
    }
    values
}
