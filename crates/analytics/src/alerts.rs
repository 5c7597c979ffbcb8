//! Daily counts in, the cohorts whose share of all postings left its band during the last half year, out. Knows categories and tags; judges no claim.
//!
//! Weekly logarithms of shares are held against the level of the weeks before ([`cusum::watch_these`]). The stated probability is that *any* of the cohorts
//! is ever named while all stay level: it is divided among them (Bonferroni), which holds however they move together.
//!
//! A cohort's yearly season is taken off where its history has seen it twice: harmonics that are fitted to the history alone and carried
//! on. Not the decomposition of [`crate::seasons`], which follows every week so closely that a history looks quieter than it was and alarms
//! come too often.

use model::{Category, DayRange};

use crate::breaks::cusum::{self, LEAST_HISTORY, TakenOff};
use crate::claims::tag_cohort_id;
use crate::coverage::Covering;
use crate::findings::{Alert, CohortFinding, Watched};
use crate::pay::Daily;
use crate::seasonal::weekly;
use crate::study::Study;
use crate::verdict::LEAST_POSTINGS;

/// The weeks that are watched: half a year.
const WATCHED_WEEKS: usize = 26;

/// The probability that anything is named while nothing moves.
const FALSE_ALARM: f64 = 0.05;

/// Weeks seen for fewer days say too little, as everywhere.
const LEAST_DAYS_OF_WEEK: usize = 4;

/// One cohort's path.
struct Path<'a> {
    row: &'a CohortFinding,
    is_tag: bool,
    /// Weekly logarithms of its share, without its season where that is known; the last [`WATCHED_WEEKS`] are watched.
    logs: Vec<f64>,
    /// What that season's error adds.
    taken: TakenOff,
    /// Postings of the cohort and of all, of the history and since.
    totals: [(f64, f64); 2],
}

/// What was watched over the whole weeks that end with the last day seen of some days; `None` where they are fewer than a year, or no cohort has
/// enough postings.
pub(crate) fn watched(
    study: &Study<'_>,
    covering: &Covering,
    days: DayRange,
    (categories, tags): (&[CohortFinding], &[CohortFinding]),
) -> Option<Watched> {
    let panel_days = study.panel.days;
    let all = study.observed(None, covering);
    let shown = panel_days
        .index_of(days.last())
        .map_or(all.len(), |at| at + 1);
    let end = all[..shown].iter().rposition(Option::is_some)? + 1;
    let article = Category::of_the_article();
    let of_article = |row: &&CohortFinding| article.iter().any(|one| one.slug() == row.id);
    let categories = categories.iter().filter(of_article);
    let categories = categories.map(|row| (row, row.id.clone(), false));
    let tags = tags.iter().map(|row| (row, tag_cohort_id(&row.id), true));
    let paths = categories.chain(tags).filter_map(|(row, id, is_tag)| {
        let own = study.observed(Some(study.panel.cohort(&id)?), covering);
        path((row, is_tag), &weeks((&own, &all), end))
    });
    let paths: Vec<Path<'_>> = paths.collect();
    let longest = paths.iter().map(|path| path.logs.len()).max()?;
    let day = |weeks: usize| -> Option<model::Day> {
        let back = i32::try_from(end.checked_sub(7 * weeks)?).ok()?;
        Some(panel_days.first() + back)
    };
    #[expect(clippy::cast_precision_loss, reason = "cohorts are few")]
    let each = FALSE_ALARM / paths.len() as f64;
    let mut alerts: Vec<Alert> = paths
        .iter()
        .filter_map(|path| {
            let (history, new) = path.logs.split_at(path.logs.len() - WATCHED_WEEKS);
            let watch = cusum::watch_these(history, new, each, &path.taken)?;
            let week = day(WATCHED_WEEKS - 1 - watch.alarm?)? - 1;
            alert(path, week, watch.is_rise()?)
        })
        .collect();
    // A stable sort: those of one week stay in the order of the tables.
    alerts.sort_by_key(|alert| alert.week);
    Some(Watched {
        history: DayRange::new(day(longest)?, day(WATCHED_WEEKS)? - 1)?,
        watched: DayRange::new(day(WATCHED_WEEKS)?, day(0)? - 1)?,
        cohorts: paths.len(),
        false_alarm: FALSE_ALARM,
        alerts,
    })
}

/// Totals of a cohort and of all by week, over the days seen; the latest week first, and as many as were seen one after the other.
fn weeks((own, all): (&Daily, &Daily), end: usize) -> Vec<(f64, f64)> {
    let mut weeks = Vec::new();
    let mut end = end;
    while let Some(from) = end.checked_sub(7) {
        let seen = (from..end).filter_map(|at| Some((own[at]?, all[at]?)));
        let seen: Vec<(f64, f64)> = seen.collect();
        let total = seen
            .iter()
            .fold((0.0, 0.0), |sum, day| (sum.0 + day.0, sum.1 + day.1));
        if seen.len() < LEAST_DAYS_OF_WEEK || total.1 <= 0.0 {
            break;
        }
        weeks.push(total);
        end = from;
    }
    weeks
}

/// The path of a cohort that can be watched: its history holds no empty week and enough postings.
fn path<'a>((row, is_tag): (&'a CohortFinding, bool), weeks: &[(f64, f64)]) -> Option<Path<'a>> {
    let (new, before) = weeks.split_at_checked(WATCHED_WEEKS)?;
    let filled = before.iter().take_while(|week| week.0 > 0.0).count();
    let history = &before[..filled];
    let sum = |weeks: &[(f64, f64)]| {
        let sums = |sum: (f64, f64), week: &(f64, f64)| (sum.0 + week.0, sum.1 + week.1);
        weeks.iter().fold((0.0, 0.0), sums)
    };
    let totals = [sum(history), sum(new)];
    #[expect(clippy::cast_precision_loss, reason = "the bound is a small number")]
    let few = totals[0].0 < LEAST_POSTINGS as f64;
    if history.len() < LEAST_HISTORY || few {
        return None;
    }
    // An empty week among those watched counts as half a posting: a cohort that vanishes must not drop out of the watch.
    let log = |week: &(f64, f64)| (week.0.max(0.5) / week.1).ln();
    let mut logs: Vec<f64> = new.iter().chain(history).rev().map(log).collect();
    let season = weekly::carried_on(&logs[..history.len()], WATCHED_WEEKS);
    let taken = season.map_or_else(TakenOff::default, |season| {
        let pairs = logs.iter_mut().zip(season.of_weeks);
        pairs.for_each(|(log, season)| *log -= season);
        TakenOff {
            terms: season.waves,
            of_sums: season.of_sums,
        }
    });
    Some(Path {
        row,
        is_tag,
        logs,
        taken,
        totals,
    })
}

fn alert(path: &Path<'_>, week: model::Day, is_rise: bool) -> Option<Alert> {
    let [history, new] = path.totals;
    let share = |(own, all): (f64, f64)| Some(own / all).filter(|share| share.is_finite());
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "counts are whole numbers far below 2^52"
    )]
    let n = new.0 as u64;
    Some(Alert {
        id: path.row.id.clone(),
        title: path.row.title.clone(),
        is_tag: path.is_tag,
        week,
        is_rise,
        level: share(history)?,
        since: share(new)?,
        n,
    })
}
