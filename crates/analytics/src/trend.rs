//! A query's panel and its universe's panel in, monthly counts and the change over the covered span out: what `jobtide trend` prints. Knows no claim.

use std::collections::BTreeMap;

use model::{CohortSpec, DayRange, Panel, Series};
use serde::Serialize;

use crate::change::{Alignment, WINDOW_DAYS};
use crate::findings::Estimate;
use crate::study::{Outcome, Study};
use crate::tables::per_ten_thousand;

/// One calendar month.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MonthRow {
    /// `2024-02`.
    pub month: String,
    /// Postings that the query finds.
    pub count: u64,
    /// Postings of the universe.
    pub universe: u64,
    /// Postings per 10,000 of the universe; `None` where it holds none.
    pub share_per_10k: Option<f64>,
}

/// A query over time. A change is a fraction.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Trend {
    /// Postings that the query finds, in all months.
    pub n: u64,
    /// Every month from the universe's first to its last.
    pub months: Vec<MonthRow>,
    /// The days over which the change is measured: the longest reach of one source.
    pub span: Option<DayRange>,
    /// Change of the mean daily count, first 84 days to last.
    pub change: Option<Estimate>,
    /// Change of the share of the universe, the same windows.
    pub change_of_share: Option<Estimate>,
    /// Change of the mean daily count, last 84 days against the same dates a year earlier.
    pub season_matched: Option<Estimate>,
    /// Change of the share of the universe, the same windows.
    pub season_matched_share: Option<Estimate>,
    /// Days of the span that are left out of every mean, since the sources may have missed more than a fifth of what was published then.
    pub left_out: usize,
    /// Why a change is missing, one sentence each.
    pub why_not: Vec<String>,
}

/// The trend of a query. `cohort` is the panel of the query, `universe` that of the same universe without the query's words.
///
/// Which source reaches how far is read from the universe, so that a rare word does not look like a gap.
#[must_use]
pub fn trend(cohort: &Panel, universe: &Panel) -> Trend {
    let joined = join(cohort, universe);
    let study = Study::of(&joined);
    let months = months(&joined);
    let span = study.coverage.span();
    let mut why_not = Vec::new();
    let mut take = |outcome: Option<Outcome>| match outcome {
        Some(Ok(measured)) => Some(measured.estimate),
        Some(Err(reason)) => {
            if !why_not.contains(&reason.en) {
                why_not.push(reason.en);
            }
            None
        }
        None => None,
    };
    let room =
        span.filter(|span| i32::try_from(span.len()).is_ok_and(|days| days >= 2 * WINDOW_DAYS));
    let pair = |alignment: Alignment| room.and_then(|span| alignment.windows(span));
    let (full, matched) = (
        pair(Alignment::FirstFullWindow),
        pair(Alignment::SeasonMatched),
    );
    let change = take(full.map(|pair| study.count_change(Some(0), pair)));
    let change_of_share = take(full.map(|pair| study.share_change(Some(0), pair)));
    let season_matched = take(matched.map(|pair| study.count_change(Some(0), pair)));
    let season_matched_share = take(matched.map(|pair| study.share_change(Some(0), pair)));
    if room.is_none() {
        why_not.push(span.map_or_else(
            || "The universe holds no exactly dated posting.".to_owned(),
            |span| {
                format!(
                    "No source reaches over two averages of 84 days; the days covered are {span}, {} in all.",
                    span.len()
                )
            },
        ));
    }
    Trend {
        n: months.iter().map(|month| month.count).sum(),
        months,
        span,
        change,
        change_of_share,
        season_matched,
        season_matched_share,
        left_out: span.map_or(0, |span| study.left_out(span)),
        why_not,
    }
}

/// One panel with the universe's days and sources, and the query as its only cohort.
fn join(cohort: &Panel, universe: &Panel) -> Panel {
    let offset = cohort.days.first() - universe.days.first();
    let series = cohort.universe.iter().filter_map(|one| {
        let name = cohort.sources.get(one.source)?;
        let source = universe.sources.iter().position(|other| other == name)?;
        let mut counts = vec![0u32; universe.days.len()];
        for (at, count) in (offset..).zip(&one.counts) {
            if let Some(day) = usize::try_from(at).ok().and_then(|at| counts.get_mut(at)) {
                *day = *count;
            }
        }
        Some(Series { source, counts })
    });
    Panel {
        cohorts: vec![CohortSpec::everything("query")],
        counts: vec![series.collect()],
        pay: Vec::new(),
        ..universe.clone()
    }
}

fn months(panel: &Panel) -> Vec<MonthRow> {
    let every: Vec<usize> = (0..panel.sources.len()).collect();
    let query = panel.sum(&panel.counts[0], &every);
    let universe = panel.sum(&panel.universe, &every);
    let mut months: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for (at, day) in panel.days.days().enumerate() {
        let month = months.entry(day.month_label()).or_default();
        month.0 += query.get(at).copied().unwrap_or_default();
        month.1 += universe.get(at).copied().unwrap_or_default();
    }
    months
        .into_iter()
        .map(|(month, (count, universe))| MonthRow {
            month,
            count,
            universe,
            share_per_10k: per_ten_thousand(count, universe),
        })
        .collect()
}
