//! Claims of series that others publish, and such series as controls of postings. An index has no postings: its windows are held to days with values.

use model::DayRange;

use super::changes::{Deciding, reading};
use super::surroundings::{Held, Windows};
use super::{Context, Draft, Request};
use crate::change::{Alignment, WindowPair, why_no_windows};
use crate::claims::{ChangeClaim, ClaimFile, Text};
use crate::coverage::COVERED_SHARE;
use crate::external::ExternalSeries;
use crate::findings::{ExternalUse, Reading, Verdict};
use crate::interval::{self, WindowTotals};
use crate::pay::Daily;
use crate::specification::{Denominator, Quantity};
use crate::study::{self, Outcome};
use crate::verdict;
use crate::wording::{both, said};

/// A day with a value, which is what a window of an index holds.
const LEAST_VALUES: f64 = 1.0;

/// The claim that an external series changed; held against another series too, where the claim names one.
pub(super) fn change(
    context: &Context<'_>,
    (id, against): (&str, Option<&str>),
    claim: &ChangeClaim,
    window: DayRange,
) -> Draft {
    let draft = Draft::bare(verdict::wording_of(&claim.expected), String::new());
    let found = context.request.series(id);
    let found = found.and_then(|series| Ok((series, quantity(series, None)?)));
    let (series, quantity) = match found {
        Ok(found) => found,
        Err(reason) => return draft.with((Verdict::NotCovered, reason)),
    };
    let by_alignment: Vec<(Alignment, Outcome)> = Alignment::ALL
        .iter()
        .map(|alignment| (*alignment, outcome(&quantity, *alignment, window)))
        .collect();
    let held_against = against.map(|other| {
        let other = context.request.series(other)?;
        self::quantity(series, Some(other))
    });
    let mut draft = draft;
    draft.claimed_value = claim.expected.point;
    draft.readings = by_alignment
        .iter()
        .map(|(alignment, outcome)| reading(alignment.name(), outcome))
        .collect();
    draft.readings.extend(held_against.as_ref().map(|held| {
        let change = held
            .as_ref()
            .map_err(Clone::clone)
            .and_then(|held| outcome(held, Alignment::SeasonMatched, window));
        reading("season_matched_against", &change)
    }));
    let of = |alignment: Alignment| outcome(&quantity, alignment, window);
    let own = match of(claim.own_reading) {
        Ok(own) => own,
        Err(reason) => return draft.with((Verdict::NotCovered, reason)),
    };
    draft.n = (own.n_start, own.n_end);
    draft.estimate = Some(own.estimate);
    let matched = of(Alignment::SeasonMatched)
        .ok()
        .filter(|matched| matched.estimate.low.is_some());
    let (measured, alignment) = match matched {
        Some(matched) => (matched, Alignment::SeasonMatched),
        None => (own, claim.own_reading),
    };
    let Some(pair) = alignment.windows(window) else {
        return draft.with((Verdict::NotCovered, why_no_windows(window)));
    };
    draft = draft.found(finding(
        series,
        claim.own_reading,
        &own,
        &measured,
        alignment,
    ));
    let chosen = Deciding {
        measured,
        name: alignment.name(),
        windows: (pair, Windows::Of(window)),
        why_own: (alignment != Alignment::SeasonMatched).then(|| {
            said!(
                "the series does not reach a year back",
                "该序列没有上年同期的值"
            )
        }),
    };
    let against = held_against.and_then(Result::ok);
    let held = Held {
        quantities: std::iter::once(quantity).chain(against).collect(),
        least: LEAST_VALUES,
    };
    draft.open(context, claim, (own, chosen), &held)
}

fn finding(
    series: &ExternalSeries,
    own_reading: Alignment,
    own: &study::Measured,
    deciding: &study::Measured,
    alignment: Alignment,
) -> Text {
    let decided = match alignment == own_reading {
        true => Text::default(),
        false => said!(
            "; {name} {change}",
            "；{name} {change}",
            name = both::reading(alignment.name()),
            change = both::change(&deciding.estimate),
        ),
    };
    let found = said!(
        "The change of {title} is {change} ({own_name}){decided}. The series is published by others ({attribution}); no posting behind it is here.",
        "{title}的变化为 {change}（{own_name}）{decided}。该序列由他人发布（{attribution}）；这里没有其背后的职位。",
        title = series.title,
        change = both::change(&own.estimate),
        own_name = both::reading(own_reading.name()),
        decided,
        attribution = series.attribution,
    );
    match series.trailing_days {
        0 | 1 => found,
        days => found.then(&said!(
            "Each value is a mean over {days} days, which makes neighbouring weeks more alike than they were.",
            "每个值都是 {days} 天的均值，这使相邻各周比实际更相似。",
            days = usize::from(days),
        )),
    }
}

/// The change of postings against the study's external control, where it names one.
pub(super) fn control(
    context: &Context<'_>,
    cohort: Option<usize>,
    window: DayRange,
) -> Option<Reading> {
    let id = context.header.external_control.as_ref()?;
    let study = &context.study;
    let change = || {
        let pair = Alignment::SeasonMatched
            .windows(window)
            .ok_or_else(|| why_no_windows(window))?;
        let covering = study.covering_of(&[cohort], &[pair.start, pair.end])?;
        let series = context.request.series(id)?;
        let base = series
            .on(study.panel.days)
            .ok_or_else(|| too_rare(series))?;
        let postings = study.observed(cohort, &covering);
        let quantity = Quantity {
            denominator: Denominator::External,
            duplicates_count: false,
            first: study.panel.days.first(),
            postings: postings.clone(),
            values: postings,
            base: Some(base),
        };
        let n = [pair.start, pair.end].map(|days| study.postings(cohort, &covering, days));
        between(&quantity, pair, Some((n[0], n[1])))
    };
    Some(reading("season_matched_external", &change()))
}

/// The series that a study and its claims name and that are at hand.
pub(super) fn used(claims: &ClaimFile, request: &Request, days: DayRange) -> Vec<ExternalUse> {
    let named = claims.series().into_iter();
    let found = named.filter_map(|id| request.series(id).ok());
    found
        .map(|series| ExternalUse {
            id: series.id.clone(),
            title: series.title.clone(),
            attribution: series.attribution.clone(),
            unit: series.unit.clone(),
            seasonally_adjusted: series.seasonally_adjusted,
            days: series.span(),
            is_control: claims.study.external_control.as_deref() == Some(series.id.as_str()),
            average: series.averages(days).unwrap_or_default(),
        })
        .collect()
}

/// The daily values of a series, or their ratio to those of another; an index has no weight of its own.
fn quantity(series: &ExternalSeries, against: Option<&ExternalSeries>) -> Result<Quantity, Text> {
    let (first, values) = series.daily().ok_or_else(|| too_rare(series))?;
    let last = first + (i32::try_from(values.len()).unwrap_or(i32::MAX) - 1);
    let base = match against {
        None => None,
        Some(other) => {
            let days = DayRange::new(first, last).ok_or_else(|| too_rare(series))?;
            Some(other.on(days).ok_or_else(|| too_rare(other))?)
        }
    };
    Ok(Quantity {
        denominator: match against {
            None => Denominator::Raw,
            Some(_) => Denominator::External,
        },
        duplicates_count: false,
        first,
        postings: values.iter().map(|value| value.map(|_| 1.0)).collect(),
        values,
        base,
    })
}

fn too_rare(series: &ExternalSeries) -> Text {
    said!(
        "`{id}` has fewer than one value a week; an average of 84 days would be made up.",
        "`{id}` 每周不到一个值；84 天的均值会是编造的。",
        id = series.id,
    )
}

fn outcome(quantity: &Quantity, alignment: Alignment, window: DayRange) -> Outcome {
    let pair = alignment
        .windows(window)
        .ok_or_else(|| why_no_windows(window))?;
    between(quantity, pair, None)
}

/// The change between two windows; `n` are their days with values unless it is given.
fn between(quantity: &Quantity, pair: WindowPair, n: Option<(u64, u64)>) -> Outcome {
    let start = seen(quantity, pair.start)?;
    let end = seen(quantity, pair.end)?;
    let days = |window: &(Daily, Option<Daily>)| window.0.iter().flatten().count() as u64;
    let n = n.unwrap_or((days(&start), days(&end)));
    let [values, bases] = [&start, &end].map(|(values, base)| {
        let base = base.as_ref().map(|base| WindowTotals::from_observed(base));
        (WindowTotals::from_observed(values), base)
    });
    let change = match (&values.1, &bases.1) {
        (Some(before), Some(after)) => {
            interval::of_ratios((&values.0, before), (&bases.0, after), pair.pairing())
        }
        _ => interval::of_means(&values.0, &bases.0, pair.pairing()),
    };
    let change = change.ok_or_else(|| {
        said!(
            "The values of a window are not above zero, so there is no change in percent.",
            "有一个窗口的值不大于零，因此没有百分比变化。"
        )
    })?;
    study::measured(change, n)
}

/// The values of a window and of its base, on the days that have both.
fn seen(quantity: &Quantity, days: DayRange) -> Result<(Daily, Option<Daily>), Text> {
    let at = |day: model::Day| {
        let at = usize::try_from(day - quantity.first).ok()?;
        let value = quantity.values.get(at).copied().flatten()?;
        match &quantity.base {
            None => Some((value, None)),
            Some(base) => Some((value, Some(base.get(at).copied().flatten()?))),
        }
    };
    let both: Vec<Option<(f64, Option<f64>)>> = days.days().map(at).collect();
    let known = both.iter().flatten().count();
    #[expect(clippy::cast_precision_loss, reason = "days are few")]
    let share = known as f64 / days.len() as f64;
    if share < COVERED_SHARE {
        return Err(said!(
            "There are values on {known} of the {all} days {days}; four fifths are needed.",
            "{days}的 {all} 天中有 {known} 天有值；需要五分之四。",
            known,
            all = days.len(),
            days,
        ));
    }
    let values = both.iter().map(|one| one.map(|(value, _)| value)).collect();
    let base = quantity.base.as_ref().map(|_| {
        both.iter()
            .map(|one| one.and_then(|(_, base)| base))
            .collect()
    });
    Ok((values, base))
}
