//! What surrounds a change: its specification curve, the intervals beside the default one, and the placebo in time. Decides nothing.

use model::DayRange;

use super::{Context, control};
use crate::change::{Alignment, WindowPair};
use crate::claims::{ChangeClaim, Cohort, Text};
use crate::coverage::Covering;
use crate::findings::{BesideInterval, PlaceboFinding, Robustness};
use crate::interval::LogChange;
use crate::pay::Daily;
use crate::placebo::Placebo;
use crate::specification::{Curve, Denominator, Quantity, READINGS, spread};
use crate::study::{Measured, Study};
use crate::verdict::{Agreement, LEAST_POSTINGS};
use crate::wording::said;

/// What a claim is a change of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// Postings of a cohort.
    Count,
    /// Their part of all.
    Share,
    /// All postings.
    Total,
    /// The mean of hourly midpoints.
    Pay,
}

impl Subject {
    fn denominators(self) -> &'static [Denominator] {
        match self {
            Subject::Count => &[
                Denominator::Raw,
                Denominator::Share,
                Denominator::Control,
                Denominator::External,
            ],
            Subject::Share => &[Denominator::Share],
            Subject::Total | Subject::Pay => &[Denominator::Raw],
        }
    }
}

/// The windows over which a curve is drawn: of a reading, or the two that the claim states.
#[derive(Clone, Copy)]
pub(super) enum Windows {
    Of(DayRange),
    Stated(WindowPair),
}

#[expect(clippy::cast_precision_loss, reason = "the bound is a small number")]
const LEAST: f64 = LEAST_POSTINGS as f64;

/// What a curve and a placebo are drawn over: a quantity under each denominator, and the least that a window holds of it.
pub(super) struct Held {
    pub(super) quantities: Vec<Quantity>,
    pub(super) least: f64,
}

impl Held {
    /// The postings of a claim's cohort.
    pub(super) fn of(
        context: &Context<'_>,
        subject: Subject,
        claim: &ChangeClaim,
        pair: WindowPair,
    ) -> Held {
        Held {
            quantities: quantities(context, subject, &claim.cohort, pair),
            least: LEAST,
        }
    }
}

/// The readings over which a claim's curve is drawn: all, or where it states that it compares a season with the same a year earlier, those that
/// do. What happened between the two ends of another window is no answer to "than a year before".
fn readings(claim: &ChangeClaim) -> &'static [Alignment] {
    match claim.own_reading {
        Alignment::SeasonMatched => &[Alignment::SeasonMatched],
        _ => &READINGS,
    }
}

/// The surroundings of one change. `pair` are the windows whose change decides, and whose distance the placebo takes.
pub(super) fn of(
    context: &Context<'_>,
    Held { quantities, least }: &Held,
    claim: &ChangeClaim,
    windows: Windows,
    (pair, deciding): (WindowPair, &Measured),
) -> Robustness {
    let least = *least;
    let curve = match windows {
        Windows::Of(window) => Curve::of(quantities, window, least, readings(claim)),
        Windows::Stated(pair) => Curve::between(quantities, pair, least),
    };
    let expected = &claim.expected;
    let first = match windows {
        Windows::Of(window) => window.first(),
        Windows::Stated(pair) => pair.end.first(),
    };
    // The change that decides is one of shares, where there are any.
    let held = quantities
        .iter()
        .find(|one| one.denominator == Denominator::Share)
        .or(quantities.first());
    let event = context.header.event.unwrap_or(first);
    let placebo = held.map_or_else(
        || Err(said!("Nothing was counted.", "没有计数。")),
        |held| Placebo::of(held, pair, event, least),
    );
    Robustness {
        p_value: deciding.p_value(expected.pivot),
        specifications: curve.specifications.len(),
        tried: curve.tried,
        agreement: curve.agreement(expected.direction(), expected.pivot),
        spread: spread(&curve.changes()),
        curve: curve.points(),
        choices: curve.choices(expected.direction(), expected.pivot),
        intervals: deciding.change.map_or_else(Vec::new, intervals),
        why_no_placebo: placebo.as_ref().err().cloned(),
        placebo: placebo.ok().and_then(|placebo| {
            Some(PlaceboFinding {
                pairs: placebo.changes.len(),
                p: placebo.p,
                spread: spread(&placebo.changes)?,
                real: placebo.real,
                changes: placebo.changes,
            })
        }),
        ..Robustness::without_placebo(Text::default())
    }
}

impl Robustness {
    /// Nothing yet, and why there will be no placebo.
    pub(super) fn without_placebo(why: Text) -> Robustness {
        Robustness {
            family: String::new(),
            family_size: 0,
            p_value: None,
            q_value: None,
            specifications: 0,
            tried: 0,
            agreement: None,
            spread: None,
            curve: Vec::new(),
            choices: Vec::new(),
            intervals: Vec::new(),
            placebo: None,
            why_no_placebo: Some(why),
        }
    }

    /// How much of the curve agrees, as the rules take it.
    pub(super) fn agreeing(&self) -> Option<Agreement> {
        self.agreement.map(|share| Agreement {
            share,
            n: self.specifications,
        })
    }
}

/// The default interval and two that others would have taken.
fn intervals(change: LogChange) -> Vec<BesideInterval> {
    /// The 97.5 % quantile of the normal distribution.
    const NORMAL: f64 = 1.959_963_984_540_054;
    let newey_west = |critical| change.standard_error.map(|error| error * critical);
    let welch = change.independent.and_then(|(error, weeks)| {
        // Two windows of n weeks have at least n − 1 degrees of freedom, and 2n − 2 where they vary alike, as the reference takes it.
        #[expect(clippy::cast_precision_loss, reason = "weeks are few")]
        let freedom = (2 * weeks).checked_sub(2).filter(|one| *one > 0)? as f64;
        let student = statrs::distribution::StudentsT::new(0.0, 1.0, freedom).ok()?;
        let critical = statrs::distribution::ContinuousCDF::inverse_cdf(&student, 0.975);
        Some(error * critical)
    });
    [
        ("newey_west_fixed_b", newey_west(change.critical)),
        ("newey_west_normal", newey_west(NORMAL)),
        ("weekly_welch_t", welch),
    ]
    .into_iter()
    .filter_map(|(name, reach)| {
        let ends = reach.map(|reach| {
            (
                (change.value - reach).exp_m1(),
                (change.value + reach).exp_m1(),
            )
        });
        let (low, high) = ends.filter(|(low, high)| low.is_finite() && high.is_finite())?;
        Some(BesideInterval {
            name: name.to_owned(),
            low,
            high,
        })
    })
    .collect()
}

/// The daily quantities of a cohort: under each denominator, with and without duplicates.
pub(super) fn quantities(
    context: &Context<'_>,
    subject: Subject,
    cohort: &Cohort,
    pair: WindowPair,
) -> Vec<Quantity> {
    let studies = [
        (Some(&context.study), false),
        (context.unfolded.as_ref(), true),
    ];
    let mut quantities = Vec::new();
    for (study, duplicates_count) in studies {
        let Some(study) = study else { continue };
        let at = super::position(study, cohort);
        let covering = at.and_then(|at| {
            let covering = study.covering_of(&[at], &[pair.start, pair.end])?;
            Ok((at, covering))
        });
        let Ok((at, covering)) = covering else {
            continue;
        };
        for denominator in subject.denominators() {
            let Some(mut quantity) = quantity(study, subject, at, &covering, *denominator, context)
            else {
                continue;
            };
            quantity.duplicates_count = duplicates_count;
            quantities.push(quantity);
        }
    }
    quantities
}

fn quantity(
    study: &Study<'_>,
    subject: Subject,
    cohort: Option<usize>,
    covering: &Covering,
    denominator: Denominator,
    context: &Context<'_>,
) -> Option<Quantity> {
    let first = study.panel.days.first();
    if subject == Subject::Pay {
        let (values, postings) = study.observed_pay(cohort, covering)?;
        return Some(Quantity {
            denominator,
            duplicates_count: false,
            first,
            values,
            base: Some(postings.clone()),
            postings,
        });
    }
    let values = study.observed(cohort, covering);
    let base = match denominator {
        Denominator::Raw => None,
        Denominator::Share => Some(study.observed(None, covering)),
        Denominator::External => {
            let id = context.header.external_control.as_ref()?;
            let series = context.request.series(id).ok()?;
            Some(series.on(study.panel.days)?)
        }
        Denominator::Control => {
            let control = control(study, context.header);
            let mut days: Option<Daily> = None;
            for one in control {
                let more = study.observed(one, covering);
                days = Some(match days {
                    None => more,
                    Some(sum) => {
                        let both = sum.into_iter().zip(more);
                        both.map(|(a, b)| Some(a? + b?)).collect()
                    }
                });
            }
            Some(days?)
        }
    };
    Some(Quantity {
        denominator,
        duplicates_count: false,
        first,
        postings: values.clone(),
        values,
        base,
    })
}
