//! Claims of a path: its slope, the day on which that turned, that it was flat. Weekly logarithms in, drafts out.

pub(super) mod turns;

use model::{Day, DayRange};

use super::draft::{Open, because};
use super::surroundings::{Subject, quantities};
use super::{Context, Draft, unborn};
use crate::change::{Alignment, WindowPair};
use crate::claims::{ChangeClaim, Cohort, FlatClaim, Measure, SlopeClaim, Text};
use crate::findings::{Reading, Robustness, Verdict};
use crate::interval::{LAGS, LogChange};
use crate::multiplicity;
use crate::regression::least_squares::{self, Slope};
use crate::seasons::taken_off;
use crate::specification::{self, Denominator, Quantity, points};
use crate::study::Measured;
use crate::verdict::{self, LEAST_POSTINGS};
use crate::wording::{both, said};

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
    /// Whether the season was taken off.
    adjusted: bool,
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
type Refusal = ((u64, u64), (Verdict, Text));

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
        .covering_of(&[at], &[window])
        .map_err(|why| none(Verdict::NotCovered, why))?;
    let half = i32::try_from(window.len() / 2).unwrap_or(i32::MAX);
    let halves = DayRange::new(window.first(), window.first() + (half - 1))
        .zip(DayRange::new(window.first() + half, window.last()))
        .ok_or_else(|| {
            let reason = said!("The window has one day.", "窗口只有一天。");
            none(Verdict::NotCovered, reason)
        })?;
    let n = [halves.0, halves.1].map(|days| study.postings(at, &covering, days));
    let n = (n[0], n[1]);
    if let Some(reason) = unborn(cohort, window.first()).or_else(|| too_few_in_a_half(n)) {
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
    let found = quantity.and_then(|quantity| quantity.weekly_path(window, true));
    // A path too short for a season of its own may take off the one that all categories share; a share has none of that.
    let shared = found.as_ref().filter(|(_, adjusted)| !adjusted);
    let shared = shared.filter(|_| of == Measure::Count).and_then(|_| {
        let factors = context.seasons.of_counts(study, (at, &covering), window);
        let mut quantity = quantity?.clone();
        quantity.values = taken_off(&quantity.values, &factors.ok()?.of_days);
        let (logs, _) = quantity.weekly_path(window, false)?;
        Some((logs, true))
    });
    let found = shared.or(found);
    let Some((logs, adjusted)) = found else {
        let reason = said!(
            "A week of the window holds no posting or was not seen, so the path has no logarithm there.",
            "窗口中有一周没有职位或没有被看到，因此路径在那里没有对数。"
        );
        return Err((n, (Verdict::Inconclusive, reason)));
    };
    Ok(Path {
        first: window.first() + i32::try_from(window.len() % 7).unwrap_or(0),
        logs,
        adjusted,
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

/// Why a path is void by the number of postings in the halves of its window, if it is.
fn too_few_in_a_half(n: (u64, u64)) -> Option<Text> {
    (n.0.min(n.1) < LEAST_POSTINGS).then(|| {
        said!(
            "The first half of the window holds {first} postings and the second half {second}; each needs {least}.",
            "窗口的前半段有 {first} 个职位，后半段有 {second} 个；每段需要 {least} 个。",
            first = both::cell(n.0),
            second = both::cell(n.1),
            least = both::count(LEAST_POSTINGS),
        )
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
    let change = monthly(&least_squares::persistent_slope(&path.logs)?);
    Some(Measured {
        estimate: change.estimate(path.n.0 + path.n.1)?,
        change: Some(change),
        n_start: path.n.0,
        n_end: path.n.1,
    })
}

fn what(of: Measure) -> Text {
    match of {
        Measure::Count => said!("number of postings", "职位数"),
        Measure::Share => said!("share of all postings", "占全部职位的比重"),
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
        self.found(said!(
            "The {what} changes by {change} a month over {weeks} weeks ({name}).",
            "{what}在 {weeks} 周内每月变化 {change}（{name}）。",
            what = what(of),
            change = both::change(&measured.estimate),
            weeks = path.logs.len(),
            name = both::reading(path.name),
        ))
    }

    /// The same ruling, which says where it rests on a path whose season nobody can tell.
    fn ruled(self, path: &Path, (verdict, reason): (Verdict, Text)) -> Draft {
        let reason = match path.adjusted {
            true => reason,
            false => because(&reason, &no_season()),
        };
        self.with((verdict, reason))
    }
}

/// Why the season still stands in a path.
fn no_season() -> Text {
    said!(
        "too little is covered to tell the season, which may stand in this",
        "覆盖的时间太短，无法得知季节，其中可能含有季节性"
    )
}

fn too_short() -> Text {
    said!(
        "The window has too few weeks for a slope.",
        "窗口的周数太少，得不出斜率。"
    )
}

/// A claim about the slope of a path.
pub(super) fn slope(context: &Context<'_>, claim: &SlopeClaim, window: DayRange) -> Draft {
    let claimed = said!(
        "{change} a month",
        "每月{change}",
        change = verdict::wording_of(&claim.expected),
    );
    let draft = Draft::bare(claimed, claim.cohort.query.clone());
    let path = match path(context, &claim.cohort, claim.of, window) {
        Ok(path) => path,
        Err((n, ruling)) => return Draft { n, ..draft }.with(ruling),
    };
    let Some(measured) = measured(&path) else {
        return draft.with((Verdict::NotCovered, too_short()));
    };
    let expected = &claim.expected;
    let mut draft = draft.of_path(&path, &measured, claim.of);
    draft.claimed_value = expected.point;
    let effect = |change| verdict::minimum_detectable_effect(change, expected.direction());
    draft.minimum_detectable_effect = measured.change.as_ref().and_then(effect);
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
        why_own: (!path.adjusted).then(no_season),
        never_robust: !path.adjusted,
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
                let logs = days.and_then(|days| quantity.weekly_path(days, adjust));
                // A path that is too short for its season to be told is the same with and without.
                let logs = logs.filter(|(_, adjusted)| *adjusted == adjust);
                let slope = logs.and_then(|(logs, _)| least_squares::slope(&logs, LAGS));
                slopes.extend(slope.map(|slope| (slope.value * MONTH_WEEKS).exp_m1()));
            }
        }
    }
    slopes.sort_by(f64::total_cmp);
    let (direction, pivot) = (claim.expected.direction(), claim.expected.pivot);
    Robustness {
        p_value: measured.p_value(pivot),
        specifications: slopes.len(),
        tried,
        agreement: specification::agreement(&slopes, direction, pivot),
        spread: specification::spread(&slopes),
        curve: points(&slopes),
        ..Robustness::without_placebo(said!(
            "A slope is no change between two windows.",
            "斜率不是两个窗口之间的变化。"
        ))
    }
}

/// A claim that a path neither rose nor fell by more than a margin: two one-sided tests.
pub(super) fn flat(context: &Context<'_>, claim: &FlatClaim, window: DayRange) -> Draft {
    let margin = both::share(claim.margin);
    let claimed = said!(
        "no more than {margin} a month either way",
        "每月上下不超过 {margin}",
        margin
    );
    let draft = Draft::bare(claimed, claim.cohort.query.clone());
    let path = match path(context, &claim.cohort, claim.of, window) {
        Ok(path) => path,
        Err((n, ruling)) => return Draft { n, ..draft }.with(ruling),
    };
    let Some((measured, change)) = measured(&path).and_then(|one| Some((one, one.change?))) else {
        return draft.with((Verdict::NotCovered, too_short()));
    };
    let draft = draft.of_path(&path, &measured, claim.of);
    let found = both::change(&measured.estimate);
    let edge = claim.margin.ln_1p();
    let ends = measured
        .estimate
        .low
        .zip(measured.estimate.high)
        .zip(change.standard_error);
    let Some(((low, high), error)) = ends else {
        let reason = said!(
            "The slope is {found}, and no interval can be given.",
            "斜率为 {found}，给不出区间。",
            found
        );
        return draft.with((Verdict::Inconclusive, reason));
    };
    let p = multiplicity::equivalence(change.value, error, edge, change.critical);
    let detectable = verdict::minimum_detectable_effect(&change, 1.0).unwrap_or(f64::INFINITY);
    let outside = low.ln_1p() > edge || high.ln_1p() < -edge;
    let slope = said!("The slope is {found} a month", "斜率为每月 {found}", found);
    draft.ruled(&path, match p {
        _ if outside => (
            Verdict::Contradicted,
            said!(
                "{slope}, wholly outside {margin} either way.",
                "{slope}，完全在上下 {margin} 之外。",
                slope,
                margin,
            ),
        ),
        Some(p) if p < SURE => (
            Verdict::Reproduced,
            said!(
                "{slope}; two one-sided tests put it inside {margin} either way (p {p}).",
                "{slope}；两个单侧检验表明它在上下 {margin} 之内（p 值：{p}）。",
                slope,
                margin,
                p = both::probability(p),
            ),
        ),
        _ if low <= 0.0 && high >= 0.0 && detectable.ln_1p() > edge => (
            Verdict::Underpowered,
            said!(
                "{slope}, and the smallest that could be found is {detectable}, more than the margin of {margin}.",
                "{slope}，而能够发现的最小斜率为 {detectable}，大于界限 {margin}。",
                slope,
                detectable = both::percent(detectable),
                margin,
            ),
        ),
        _ => (
            Verdict::Inconclusive,
            said!(
                "{slope}, neither inside nor outside {margin} either way.",
                "{slope}，既不完全在上下 {margin} 之内，也不完全在其外。",
                slope,
                margin,
            ),
        ),
    })
}
