//! A query's panel and its universe's panel in, monthly counts and the change over the covered span out: what `jobtide trend` prints. Knows no claim.

use std::collections::BTreeMap;

use model::{CohortSpec, Day, DayRange, Panel, PostedPay, Series};
use serde::Serialize;
use utoipa::ToSchema;

use crate::averages;
use crate::change::{Alignment, WINDOW_DAYS};
use crate::coverage::Covering;
use crate::findings::Estimate;
use crate::study::{Outcome, Study};
use crate::tables::per_ten_thousand;

/// Shares are told per so many postings of the universe.
const PER: f64 = 10_000.0;

/// One calendar month.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
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

/// The 84 days that end on one day. Counts are postings a day, shares postings per 10,000 of the universe; ends are those of the 95 %
/// interval, `None` where there are not twelve whole weeks to estimate it from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct AveragePoint {
    /// The last of the days.
    #[schema(value_type = String)]
    pub day: Day,
    /// The mean daily count.
    pub mean: f64,
    /// Its low end.
    pub mean_low: Option<f64>,
    /// Its high end.
    pub mean_high: Option<f64>,
    /// The mean's share of the universe's mean.
    pub share_per_10k: Option<f64>,
    /// Its low end.
    pub share_low: Option<f64>,
    /// Its high end.
    pub share_high: Option<f64>,
}

/// A query over time. A change is a fraction.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Trend {
    /// Postings that the query finds, in all months.
    #[serde(rename = "postings")]
    pub n: u64,
    /// Every month from the universe's first to its last.
    pub months: Vec<MonthRow>,
    /// The days over which the change is measured: the longest reach of one source.
    #[schema(value_type = Option<Object>)]
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
    #[serde(rename = "days_left_out")]
    pub left_out: usize,
    /// Those days, as runs in order.
    #[schema(value_type = Vec<Object>)]
    pub gaps: Vec<DayRange>,
    /// The average on each day of the span that has a full window behind it.
    pub average: Vec<AveragePoint>,
    /// The first day from which postings may still be arriving, where the universe thins out at its end.
    #[schema(value_type = Option<String>)]
    pub arriving_from: Option<Day>,
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
    let covering = span.and_then(|span| study.covering(&[span]).ok());
    Trend {
        gaps: span.map_or_else(Vec::new, |span| gaps(&study, span)),
        average: span
            .zip(covering.as_ref())
            .map_or_else(Vec::new, |(span, covering)| average(&study, covering, span)),
        arriving_from: covering
            .and_then(|covering| study.coverage.arriving_from(&joined, &covering.sources)),
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

/// The days that are in no mean, as runs.
fn gaps(study: &Study<'_>, span: DayRange) -> Vec<DayRange> {
    let Ok(covering) = study.covering(&[span]) else {
        return Vec::new();
    };
    let holes: Vec<Day> = covering.holes.iter().copied().collect();
    let runs = holes.chunk_by(|a, b| *b - *a == 1);
    runs.filter_map(|run| DayRange::new(*run.first()?, *run.last()?))
        .filter(|run| span.contains(run.first()))
        .collect()
}

fn average(study: &Study<'_>, covering: &Covering, span: DayRange) -> Vec<AveragePoint> {
    const PART: Option<usize> = Some(0);
    let panel_days = study.panel.days;
    let [means, whole] = [PART, None].map(|one| averages::of_days(study, one, covering, span));
    let [daily, universe] = [PART, None].map(|one| study.observed(one, covering));
    let shares: Vec<Option<f64>> = means
        .iter()
        .zip(&whole)
        .map(|(mean, whole)| {
            whole
                .filter(|whole| *whole > 0.0)
                .and_then(|whole| Some((*mean)? / whole))
        })
        .collect();
    let band = averages::band(&daily, panel_days, &means, span);
    let band_of_shares =
        averages::band_of_shares((&daily, &universe), panel_days, (&shares, &whole), span);
    let ends = |band: &averages::Band, at: usize| band.get(at).copied().flatten();
    let point = |(at, day): (usize, Day)| {
        let (of_mean, of_share) = (ends(&band, at), ends(&band_of_shares, at));
        Some(AveragePoint {
            day,
            mean: means[at]?,
            mean_low: of_mean.map(|(low, _)| low),
            mean_high: of_mean.map(|(_, high)| high),
            share_per_10k: shares[at].map(|share| share * PER),
            share_low: of_share.map(|(low, _)| low * PER),
            share_high: of_share.map(|(_, high)| high * PER),
        })
    };
    span.days().enumerate().filter_map(point).collect()
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
        pay: PostedPay::default(),
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
