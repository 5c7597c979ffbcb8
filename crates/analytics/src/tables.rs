//! The tables and lines of a report: one row a category or tag over the window, one line a category. Judges nothing.

use model::{Category, DayRange, Panel, TagId};

use crate::averages;
use crate::change::{Alignment, WINDOW_DAYS};
use crate::claims::{Text, tag_cohort_id};
use crate::coverage::{self, COVERED_SHARE, Covering};
use crate::findings::{AverageLine, CohortFinding};
use crate::pay::{self, Daily};
use crate::seasons::{Seasons, taken_off};
use crate::study::{Outcome, Study};
use crate::wording::both;

/// The days of the lines: from the panel's first day to the window's last.
pub(crate) fn line_days(panel: &Panel, window: DayRange) -> DayRange {
    DayRange::new(panel.days.first().min(window.first()), window.last()).unwrap_or(window)
}

/// One row for each category that the panel holds, the article's twelve first.
pub(crate) fn categories(study: &Study<'_>, window: DayRange) -> Vec<CohortFinding> {
    Category::ALL
        .iter()
        .filter_map(|category| {
            let at = study.panel.cohort(category.slug())?;
            let title = both::category_title(*category);
            Some(row(study, at, category.slug(), title, window))
        })
        .collect()
}

/// One row for each tag that the panel holds, in the order asked for.
pub(crate) fn tags(
    study: &Study<'_>,
    window: DayRange,
    tags: &[(String, Text, TagId)],
) -> Vec<CohortFinding> {
    tags.iter()
        .filter_map(|(slug, title, _)| {
            let at = study.panel.cohort(&tag_cohort_id(slug))?;
            Some(row(study, at, slug, title.clone(), window))
        })
        .collect()
}

fn row(study: &Study<'_>, at: usize, id: &str, title: Text, window: DayRange) -> CohortFinding {
    let cohort = Some(at);
    let every: Vec<usize> = (0..study.panel.sources.len()).collect();
    let mut row = CohortFinding {
        id: id.to_owned(),
        title,
        n: coverage::postings(study.panel, study.series(cohort), &every, window),
        n_start: None,
        n_end: None,
        change: None,
        change_of_share: None,
        season_matched: None,
        rate_ratio: None,
        per_ten_thousand_start: None,
        per_ten_thousand_end: None,
        mean_hourly_pay_change: None,
        hourly_pay_shift: None,
        median_hourly_pay_start: None,
        median_hourly_pay_end: None,
        median_hourly_pay: None,
        pay_currency: study.currency.map(|currency| currency.to_string()),
    };
    let estimate = |outcome: Outcome| outcome.ok().map(|measured| measured.estimate);
    if let Some(pair) = Alignment::SeasonMatched.windows(window) {
        row.season_matched = estimate(study.share_change(cohort, pair));
    }
    let Some(pair) = Alignment::FirstFullWindow.windows(window) else {
        return row;
    };
    let Ok(covering) = study.covering_of(&[cohort], &[pair.start, pair.end]) else {
        return row;
    };
    let n = |cohort, days| study.postings(cohort, &covering, days);
    let (n_start, n_end) = (n(cohort, pair.start), n(cohort, pair.end));
    (row.n_start, row.n_end) = (Some(n_start), Some(n_end));
    row.per_ten_thousand_start = per_ten_thousand(n_start, n(None, pair.start));
    row.per_ten_thousand_end = per_ten_thousand(n_end, n(None, pair.end));
    row.change = estimate(study.count_change(cohort, pair));
    row.change_of_share = estimate(study.share_change(cohort, pair));
    row.rate_ratio = study.rate_ratio(cohort, pair).ok();
    row.mean_hourly_pay_change = estimate(study.pay_change(cohort, pair));
    if let Ok((start, end)) = study.pay_windows(cohort, pair) {
        row.hourly_pay_shift = pay::midpoint_shift(&start, &end);
        let medians = [start.median_estimate(), end.median_estimate()];
        [row.median_hourly_pay_start, row.median_hourly_pay_end] =
            medians.map(|median| median.map(|median| median.value));
        row.median_hourly_pay = medians[0].zip(medians[1]);
    }
    row
}

/// Postings per 10,000; `None` where there are none to divide by.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
pub(crate) fn per_ten_thousand(n: u64, total: u64) -> Option<f64> {
    (total > 0).then(|| n as f64 / total as f64 * 10_000.0)
}

/// The sources that the lines, the months and the watch are of: those that the changes use; where none covers their windows, those that
/// cover the span of all that there is, and at the least the largest source. Not all: one that began later would look like growth.
pub(crate) fn covering(study: &Study<'_>, window: DayRange) -> Covering {
    let covering = Alignment::FirstFullWindow
        .windows(window)
        .and_then(|pair| study.covering(&[pair.start, pair.end]).ok());
    covering.unwrap_or_else(|| {
        let coverage = &study.coverage;
        let span = coverage.span().map(|span| coverage.covering(&[span]));
        let largest = coverage
            .sources
            .iter()
            .max_by_key(|(_, postings)| *postings);
        let largest = || {
            coverage.covering(
                &largest
                    .and_then(|(reach, _)| *reach)
                    .into_iter()
                    .collect::<Vec<_>>(),
            )
        };
        span.filter(|covering| !covering.sources.is_empty())
            .unwrap_or_else(largest)
    })
}

/// The trailing 84-day mean of each of the article's categories on some days, with its interval.
pub(crate) fn averages(
    study: &Study<'_>,
    covering: &Covering,
    days: DayRange,
    seasons: &Seasons,
) -> Vec<AverageLine> {
    Category::of_the_article()
        .iter()
        .filter_map(|category| {
            let at = study.panel.cohort(category.slug())?;
            let names = (category.slug(), both::category_title(*category));
            Some(cohort_line((study, seasons), at, covering, days, names))
        })
        .collect()
}

/// The means of a line of the same counts without their season; empty where none is known.
fn adjusted(
    study: &Study<'_>,
    (at, covering): (usize, &Covering),
    daily: &Daily,
    seasons: &Seasons,
    (values, days): (&[Option<f64>], DayRange),
) -> Vec<Option<f64>> {
    // The line shows where the season is known, be it on its last day alone.
    let last = DayRange::new(days.last(), days.last()).unwrap_or(days);
    let Ok(factors) = seasons.of_counts(study, (Some(at), covering), last) else {
        return Vec::new();
    };
    let adjusted = taken_off(daily, &factors.of_days);
    let width = usize::try_from(WINDOW_DAYS).unwrap_or(84);
    let of_day = |day| {
        let end = study.panel.days.index_of(day)? + 1;
        let window = adjusted.get(end.checked_sub(width)?..end)?;
        let known = window.iter().flatten();
        let (sum, n) = known.fold((0.0, 0.0), |(sum, n), one| (sum + one, n + 1.0));
        // The season may be known from a later day on than the counts.
        (n >= COVERED_SHARE * f64::from(WINDOW_DAYS)).then(|| sum / n)
    };
    let pairs = days.days().zip(values);
    let line: Vec<Option<f64>> = pairs
        .map(|(day, value)| value.and_then(|_| of_day(day)))
        .collect();
    if line.iter().all(Option::is_none) {
        return Vec::new();
    }
    line
}

/// The line of the query that the run named.
pub(crate) fn asked(
    (study, seasons): (&Study<'_>, &Seasons),
    covering: &Covering,
    days: DayRange,
    asked: Option<(String, &str)>,
) -> Option<AverageLine> {
    let (id, query) = asked?;
    let at = study.panel.cohort(&id)?;
    let title = Text {
        en: query.to_owned(),
        zh_cn: Some(query.to_owned()),
    };
    Some(cohort_line(
        (study, seasons),
        at,
        covering,
        days,
        ("query", title),
    ))
}

/// A cohort's line with all that belongs to it.
fn cohort_line(
    (study, seasons): (&Study<'_>, &Seasons),
    at: usize,
    covering: &Covering,
    days: DayRange,
    (id, title): (&str, Text),
) -> AverageLine {
    let values = averages::of_days(study, Some(at), covering, days);
    let daily = study.observed(Some(at), covering);
    AverageLine {
        id: id.to_owned(),
        title,
        interval: averages::band(&daily, study.panel.days, &values, days),
        adjusted: adjusted(study, (at, covering), &daily, seasons, (&values, days)),
        values,
    }
}
