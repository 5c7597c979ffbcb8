//! Claims of a path: its slope, the day on which that turned, that it was flat. Weekly logarithms in, drafts out.

use model::{Day, DayRange};

use super::draft::Open;
use super::surroundings::{Subject, quantities, spread};
use super::{Context, Draft, born_inside, too_few};
use crate::breaks::{self, Shape};
use crate::change::{Alignment, WindowPair};
use crate::claims::{BreakClaim, ChangeClaim, Cohort, FlatClaim, Measure, SlopeClaim};
use crate::findings::{Estimate, Reading, Robustness, Verdict};
use crate::interval::{LAGS, LogChange};
use crate::multiplicity;
use crate::regression::least_squares::{self, Slope};
use crate::seasonal::weekly as season;
use crate::specification::{Denominator, Quantity, points};
use crate::study::Measured;
use crate::verdict;
use crate::wording;

/// Weeks of a mean month.
const MONTH_WEEKS: f64 = 365.25 / 12.0 / 7.0;

/// A break is found where chance alone would show one as large in fewer than one case of twenty.
const SURE: f64 = 0.05;

/// Days by which each end of the window is moved for the specification curve.
const SHIFTS: [i32; 5] = [-28, -14, 0, 14, 28];

/// A cohort's weekly path over a window.
struct Path {
    /// Logarithms, one a week, without the season where that can be told.
    logs: Vec<f64>,
    /// The first day of the first week.
    first: Day,
    name: &'static str,
    quantities: Vec<Quantity>,
    /// Postings in the first and in the second half.
    n: (u64, u64),
}

impl Path {
    fn day(&self, week: usize) -> Day {
        self.first + i32::try_from(7 * week).unwrap_or(i32::MAX)
    }
}

/// Why there is no path to speak of, with the postings counted.
type Refusal = ((u64, u64), (Verdict, String));

/// The path, or the ruling that there is none to speak of.
fn path(
    context: &Context<'_>,
    cohort: &Cohort,
    of: Measure,
    window: DayRange,
) -> Result<Path, Refusal> {
    let study = &context.study;
    let none = |verdict, reason| ((0, 0), (verdict, reason));
    let at = super::position(study, cohort).map_err(|why| none(Verdict::Inconclusive, why))?;
    let covering = study
        .covering(&[window])
        .map_err(|why| none(Verdict::NotCovered, why))?;
    let half = i32::try_from(window.len() / 2).unwrap_or(i32::MAX);
    let halves = DayRange::new(window.first(), window.first() + (half - 1))
        .zip(DayRange::new(window.first() + half, window.last()))
        .ok_or_else(|| none(Verdict::NotCovered, "The window has one day.".to_owned()))?;
    let n = [halves.0, halves.1].map(|days| study.postings(at, &covering, days));
    let n = (n[0], n[1]);
    let few = || {
        too_few(n, "postings").map(|reason| {
            reason
                .replace("start window", "first half of the window")
                .replace("end window", "second half")
        })
    };
    if let Some(reason) = born_inside(cohort, window).or_else(few) {
        return Err((n, (Verdict::Void, reason)));
    }
    let subject = match of {
        Measure::Count => Subject::Count,
        Measure::Share => Subject::Share,
    };
    let whole = WindowPair {
        start: window,
        end: window,
    };
    let quantities = quantities(context, subject, cohort, whole);
    let wanted = match of {
        Measure::Count => Denominator::Raw,
        Measure::Share => Denominator::Share,
    };
    let quantity = quantities.iter().find(|one| one.denominator == wanted);
    let found = quantity.and_then(|quantity| weekly(quantity, window, true));
    let Some((logs, adjusted)) = found else {
        let reason = "A week of the window holds no posting or was not seen, so the path has no logarithm there.";
        return Err((n, (Verdict::Inconclusive, reason.to_owned())));
    };
    Ok(Path {
        first: window.first() + i32::try_from(window.len() % 7).unwrap_or(0),
        logs,
        name: match (of, adjusted) {
            (Measure::Count, true) => "weekly_count_without_season",
            (Measure::Count, false) => "weekly_count",
            (Measure::Share, true) => "weekly_share_without_season",
            (Measure::Share, false) => "weekly_share",
        },
        quantities,
        n,
    })
}

/// The weekly logarithms of a quantity over a window, and whether the season was taken off: it can be where the longest unbroken path
/// that ends with the window spans two years.
fn weekly(quantity: &Quantity, window: DayRange, adjust: bool) -> Option<(Vec<f64>, bool)> {
    let weeks = window.len() / 7;
    let path = quantity.weekly_logs(window.last());
    if path.len() < weeks || weeks == 0 {
        return None;
    }
    let own = path.len() - weeks;
    let adjusted = if adjust {
        season::adjusted(&path)
    } else {
        None
    };
    Some(match adjusted {
        Some(adjusted) => (adjusted[own..].to_vec(), true),
        None => (path[own..].to_vec(), false),
    })
}

fn monthly(slope: &Slope) -> LogChange {
    LogChange {
        value: slope.value * MONTH_WEEKS,
        standard_error: Some(slope.standard_error * MONTH_WEEKS).filter(|error| *error > 0.0),
        critical: slope.critical,
        independent: None,
    }
}

fn measured(path: &Path) -> Option<Measured> {
    let change = monthly(&least_squares::slope(&path.logs, LAGS)?);
    Some(Measured {
        estimate: change.estimate(path.n.0 + path.n.1)?,
        change: Some(change),
        n_start: path.n.0,
        n_end: path.n.1,
    })
}

fn what(of: Measure) -> &'static str {
    match of {
        Measure::Count => "number of postings",
        Measure::Share => "share of all postings",
    }
}

impl Draft {
    fn of_path(mut self, path: &Path, measured: &Measured, of: Measure) -> Draft {
        self.n = path.n;
        self.estimate = Some(measured.estimate);
        self.deciding = Some(measured.estimate);
        path.name.clone_into(&mut self.deciding_reading);
        self.readings = vec![Reading {
            name: format!("{}_a_month", path.name),
            estimate: Some(measured.estimate),
            why_not: None,
        }];
        self.found(format!(
            "The {} changes by {} a month over {} weeks ({}).",
            what(of),
            wording::change(&measured.estimate),
            path.logs.len(),
            path.name.replace('_', " ")
        ))
    }
}

const SHORT: &str = "The window has too few weeks for a slope.";

/// A claim about the slope of a path.
pub(super) fn slope(context: &Context<'_>, claim: &SlopeClaim, window: DayRange) -> Draft {
    let claimed = format!("{} a month", verdict::wording_of(&claim.expected));
    let draft = Draft::bare(claimed, claim.cohort.query.clone());
    let path = match path(context, &claim.cohort, claim.of, window) {
        Ok(path) => path,
        Err((n, ruling)) => return Draft { n, ..draft }.with(ruling),
    };
    let Some(measured) = measured(&path) else {
        return draft.with((Verdict::NotCovered, SHORT.to_owned()));
    };
    let expected = &claim.expected;
    let mut draft = draft.of_path(&path, &measured, claim.of);
    draft.claimed_value = expected.point;
    let error = measured.standard_error();
    let effect = error.map(|error| verdict::minimum_detectable_effect(error, expected.direction()));
    draft.minimum_detectable_effect = effect.filter(|effect| effect.is_finite());
    let change = ChangeClaim {
        cohort: claim.cohort.clone(),
        expected: *expected,
        accepted_low: expected.low,
        accepted_high: expected.high,
        own_reading: Alignment::FirstFullWindow,
    };
    draft.robustness = Some(robustness(&path, &change, window, &measured));
    draft.open = Some(Open {
        claim: change,
        own: measured,
        deciding: measured,
        name: path.name.to_owned(),
        why_own: None,
    });
    draft
}

/// The slope over windows with other ends, under each denominator, with and without duplicates and the season.
fn robustness(
    path: &Path,
    claim: &ChangeClaim,
    window: DayRange,
    measured: &Measured,
) -> Robustness {
    let (mut slopes, mut tried) = (Vec::new(), 0);
    for quantity in &path.quantities {
        for (first, last) in SHIFTS.iter().flat_map(|a| SHIFTS.map(|b| (*a, b))) {
            for adjust in [false, true] {
                tried += 1;
                let days = DayRange::new(window.first() + first, window.last() + last);
                let logs = days.and_then(|days| weekly(quantity, days, adjust));
                // A path that is too short for its season to be told is the same with and without.
                let logs = logs.filter(|(_, adjusted)| *adjusted == adjust);
                let slope = logs.and_then(|(logs, _)| least_squares::slope(&logs, LAGS));
                slopes.extend(slope.map(|slope| (slope.value * MONTH_WEEKS).exp_m1()));
            }
        }
    }
    slopes.sort_by(f64::total_cmp);
    let (direction, pivot) = (claim.expected.direction(), claim.expected.pivot);
    let agree = slopes
        .iter()
        .filter(|one| (**one - pivot) * direction > 0.0)
        .count();
    #[expect(clippy::cast_precision_loss, reason = "specifications are few")]
    let agreement = (!slopes.is_empty()).then(|| agree as f64 / slopes.len() as f64);
    Robustness {
        p_value: measured.p_value(pivot),
        specifications: slopes.len(),
        tried,
        agreement,
        spread: spread(&slopes),
        curve: points(&slopes),
        ..Robustness::without_placebo("A slope is no change between two windows.")
    }
}

/// A claim that a path neither rose nor fell by more than a margin: two one-sided tests.
pub(super) fn flat(context: &Context<'_>, claim: &FlatClaim, window: DayRange) -> Draft {
    let margin = wording::share(claim.margin);
    let draft = Draft::bare(
        format!("no more than {margin} a month either way"),
        claim.cohort.query.clone(),
    );
    let path = match path(context, &claim.cohort, claim.of, window) {
        Ok(path) => path,
        Err((n, ruling)) => return Draft { n, ..draft }.with(ruling),
    };
    let Some((measured, change)) = measured(&path).and_then(|one| Some((one, one.change?))) else {
        return draft.with((Verdict::NotCovered, SHORT.to_owned()));
    };
    let draft = draft.of_path(&path, &measured, claim.of);
    let found = wording::change(&measured.estimate);
    let edge = claim.margin.ln_1p();
    let ends = measured
        .estimate
        .low
        .zip(measured.estimate.high)
        .zip(change.standard_error);
    let Some(((low, high), error)) = ends else {
        let reason = format!("The slope is {found}, and no interval can be given.");
        return draft.with((Verdict::Inconclusive, reason));
    };
    let p = multiplicity::equivalence(change.value, error, edge, change.critical);
    let detectable = verdict::minimum_detectable_effect(error, 1.0);
    let outside = low.ln_1p() > edge || high.ln_1p() < -edge;
    draft.with(match p {
        _ if outside => (
            Verdict::Contradicted,
            format!("The slope is {found} a month, wholly outside {margin} either way."),
        ),
        Some(p) if p < SURE => (
            Verdict::Reproduced,
            format!(
                "The slope is {found} a month; two one-sided tests put it inside {margin} either way (p {}).",
                wording::probability(p)
            ),
        ),
        _ if low <= 0.0 && high >= 0.0 && detectable.ln_1p() > edge => (
            Verdict::Underpowered,
            format!(
                "The slope is {found} a month, and the smallest that could be found is {}, more than the margin of {margin}.",
                wording::percent(detectable)
            ),
        ),
        _ => (
            Verdict::Inconclusive,
            format!("The slope is {found} a month, neither inside nor outside {margin} either way."),
        ),
    })
}

/// A claim that the slope turned on some days.
pub(super) fn slope_break(context: &Context<'_>, claim: &BreakClaim, window: DayRange) -> Draft {
    let turn = if claim.direction < 0.0 {
        "lower"
    } else {
        "higher"
    };
    let claimed = format!(
        "a {turn} slope from a day between {} and {}",
        claim.first, claim.last
    );
    let draft = Draft::bare(claimed, claim.cohort.query.clone());
    let path = match path(context, &claim.cohort, claim.of, window) {
        Ok(path) => path,
        Err((n, ruling)) => return Draft { n, ..draft }.with(ruling),
    };
    let n = path.n.0 + path.n.1;
    let draft = Draft {
        n: path.n,
        deciding_reading: path.name.to_owned(),
        ..draft
    };
    let Some(found) = breaks::one(&path.logs, Shape::Slope) else {
        let reason = format!(
            "A break needs {} weeks that vary; there are {}.",
            breaks::LEAST_VALUES,
            path.logs.len()
        );
        return draft.with((Verdict::NotCovered, reason));
    };
    let level = breaks::one(&path.logs, Shape::Level);
    let a_month = |slope: f64| (slope * MONTH_WEEKS).exp_m1();
    let (before, after) = (found.slope_before, found.slope_before + found.change);
    let (low, high) = (path.day(found.low), path.day(found.high));
    let said = format!(
        "The likeliest turn of the slope lies in the week of {} (95 % between {low} and {high}; p {}), from {} to {} a month",
        path.day(found.at),
        wording::probability(found.p_value),
        wording::percent(a_month(before)),
        wording::percent(a_month(after)),
    );
    let beside = level.map_or_else(String::new, |level| {
        format!(
            "; the likeliest jump of the level in the week of {} ({}; p {})",
            path.day(level.at),
            wording::percent(level.change.exp_m1()),
            wording::probability(level.p_value)
        )
    });
    let readings = [
        ("slope_before_a_month", before),
        ("slope_after_a_month", after),
    ];
    let draft = Draft {
        readings: readings
            .into_iter()
            .map(|(name, slope)| Reading {
                name: name.to_owned(),
                estimate: Some(Estimate {
                    value: a_month(slope),
                    n,
                    low: None,
                    high: None,
                }),
                why_not: None,
            })
            .collect(),
        ..draft
    }
    .found(format!("{said}{beside} ({}).", path.name.replace('_', " ")));
    let there = low <= claim.last && claim.first <= high;
    let right = found.change * claim.direction > 0.0;
    draft.with(if found.p_value >= SURE {
        let reason = format!("{said}: chance alone would show as much, so no turn is found.");
        (Verdict::Inconclusive, reason)
    } else if there && right {
        (Verdict::Reproduced, format!("{said}."))
    } else if right {
        (
            Verdict::Contradicted,
            format!("{said}, on other days than claimed."),
        )
    } else {
        (
            Verdict::Contradicted,
            format!("{said}, the other way than claimed."),
        )
    })
}
