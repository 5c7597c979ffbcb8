//! Claims that are no change and no order: a ratio, a number, an existence, an arithmetic, a cause.

use model::{Day, DayRange};

use super::{Draft, born_inside, position, too_few};
use crate::change::{last_average, why_no_windows};
use crate::claims::check::{self, MONTHS_TOLERANCE};
use crate::claims::{Cohort, Expected, Text};
use crate::findings::{Estimate, Reading, Verdict};
use crate::interval;
use crate::study::Study;
use crate::verdict;
use crate::wording;

/// The months between two days against those stated.
pub(super) fn months(from: Day, to: Day, stated: f64) -> Draft {
    let months = check::months(from, to);
    let claimed = format!("{stated:.0} months");
    let ruling = if (months - stated).abs() <= MONTHS_TOLERANCE {
        let reason = format!("From {from} to {to} there are {months:.1} months.");
        (Verdict::Reproduced, reason)
    } else {
        let reason = format!("From {from} to {to} there are {months:.1} months, not {stated:.0}.");
        (Verdict::UntestableAsStated, reason)
    };
    Draft::bare(claimed, String::new())
        .with(ruling)
        .found(format!(
            "The two days are {} days apart, or {months:.1} months.",
            to - from
        ))
}

/// A cause.
pub(super) fn causal(why: &str) -> Draft {
    Draft::bare("a cause".to_owned(), String::new())
        .with((Verdict::UntestableAsStated, why.to_owned()))
        .found("Counts of postings show what changed, not why.".to_owned())
}

/// One number of postings against another in the last 84 days.
pub(super) fn ratio(
    study: &Study<'_>,
    numerator: &Cohort,
    denominator: &Cohort,
    expected: &Expected,
    window: DayRange,
) -> Draft {
    let limit = if expected.direction() < 0.0 {
        format!("less than {:.2} to 1", expected.high + 1.0)
    } else {
        format!("more than {:.2} to 1", expected.low + 1.0)
    };
    let draft = Draft::bare(limit.clone(), numerator.query.clone());
    let positions = position(study, numerator).and_then(|a| Ok((a, position(study, denominator)?)));
    let (above, below) = match positions {
        Ok(positions) => positions,
        Err(reason) => return draft.with((Verdict::Inconclusive, reason)),
    };
    let Some(last) = last_average(window) else {
        return draft.with((Verdict::NotCovered, why_no_windows(window)));
    };
    let covering = match study.covering(&[last]) {
        Ok(covering) => covering,
        Err(reason) => return draft.with((Verdict::NotCovered, reason)),
    };
    let totals = [above, below].map(|cohort| study.totals(cohort, &covering, last));
    let n = [above, below].map(|cohort| study.postings(cohort, &covering, last));
    let change = interval::of_one_ratio(&totals[0], &totals[1]);
    let estimate = change.and_then(|change| change.estimate(n[0] + n[1]));
    let born = born_inside(numerator, window).or_else(|| born_inside(denominator, window));
    let shown = estimate.filter(|_| !n.iter().any(|n| wording::is_small(*n)));
    let finding = format!(
        "In the last 84 days there are {} postings for {} and {} for {}{}.",
        wording::cell(n[0]),
        numerator.title,
        wording::cell(n[1]),
        denominator.title,
        shown.map_or_else(String::new, |estimate| format!(": {}", to_one(&estimate)))
    );
    let ruling = if let Some(reason) = born.or_else(|| few_of_either(n)) {
        (Verdict::Void, reason)
    } else {
        rule_on_ratio(estimate.as_ref(), expected, &limit)
    };
    Draft {
        readings: vec![Reading {
            name: "ratio_minus_one_last_84_days".to_owned(),
            why_not: estimate
                .is_none()
                .then(|| Text::english("One of the two numbers is zero.")),
            estimate,
        }],
        n: (n[1], n[0]),
        ..draft
    }
    .with(ruling)
    .found(finding)
}

/// A ratio needs enough in sum: that the rarer kind is rare is what such a claim says.
fn few_of_either(n: [u64; 2]) -> Option<String> {
    let sum = n[0] + n[1];
    too_few((sum, sum), "postings of both kinds").map(|_| {
        format!(
            "The last 84 days hold {} postings of both kinds; {} are needed.",
            wording::count(sum),
            wording::count(verdict::LEAST_POSTINGS)
        )
    })
}

fn to_one(estimate: &Estimate) -> String {
    let ratio = |value: f64| format!("{:.2}", value + 1.0);
    match estimate.low.zip(estimate.high) {
        Some((low, high)) => format!(
            "{} to 1 (from {} to {})",
            ratio(estimate.value),
            ratio(low),
            ratio(high)
        ),
        None => format!("{} to 1", ratio(estimate.value)),
    }
}

fn rule_on_ratio(
    estimate: Option<&Estimate>,
    expected: &Expected,
    limit: &str,
) -> (Verdict, String) {
    let Some((estimate, (low, high))) =
        estimate.and_then(|estimate| Some((estimate, estimate.low.zip(estimate.high)?)))
    else {
        let reason =
            "One of the two numbers is zero or the weeks are too few, so there is no interval.";
        return (Verdict::Inconclusive, reason.to_owned());
    };
    let found = to_one(estimate);
    if low >= expected.low && high <= expected.high {
        let reason = format!("The ratio is {found}, all of it {limit}.");
        return (Verdict::Reproduced, reason);
    }
    let down = expected.direction() < 0.0;
    if (down && low > expected.pivot) || (!down && high < expected.pivot) {
        let reason = format!("The ratio is {found}, on the other side of 1 from {limit}.");
        return (Verdict::Contradicted, reason);
    }
    if (down && high < expected.pivot) || (!down && low > expected.pivot) {
        let reason =
            format!("The ratio is {found}: the direction holds, but not all of it is {limit}.");
        return (Verdict::DirectionOnly, reason);
    }
    let reason = format!("The ratio is {found}, which decides nothing about {limit}.");
    (Verdict::Inconclusive, reason)
}

/// How many postings the window holds.
pub(super) fn count(study: &Study<'_>, value: u64, tolerance: f64, window: DayRange) -> Draft {
    let draft = Draft::bare(format!("about {}", wording::count(value)), String::new());
    let covering = match study.covering(&[window]) {
        Ok(covering) => covering,
        Err(reason) => return draft.with((Verdict::NotCovered, reason)),
    };
    let n = study.postings(None, &covering, window);
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
    let (ratio, a_day) = (
        n as f64 / value.max(1) as f64,
        n as f64 / window.len() as f64,
    );
    let found = format!(
        "The universe holds {} postings in these {} days, {a_day:.0} a day, {} of those claimed",
        wording::count(n),
        window.len(),
        wording::share(ratio)
    );
    let ruling = if (ratio - 1.0).abs() <= tolerance {
        (Verdict::Reproduced, format!("{found}."))
    } else {
        let reason = format!("{found}, so it is not the article's collection.");
        (Verdict::Inconclusive, reason)
    };
    Draft { n: (n, n), ..draft }
        .with(ruling)
        .found(format!("{found}."))
}

/// Whether the window holds at least one posting of the cohort.
pub(super) fn exists(study: &Study<'_>, cohort: &Cohort, window: DayRange) -> Draft {
    let draft = Draft::bare("at least one".to_owned(), cohort.query.clone());
    let at = match position(study, cohort) {
        Ok(at) => at,
        Err(reason) => return draft.with((Verdict::Inconclusive, reason)),
    };
    let covering = match study.covering(&[window]) {
        Ok(covering) => covering,
        Err(reason) => return draft.with((Verdict::NotCovered, reason)),
    };
    // A birth inside the window makes growth mechanical, but not existence; one after it makes every match false.
    if let Some((slug, birth)) = cohort.births.iter().find(|(_, day)| *day > window.last()) {
        let reason = format!("{slug} was born on {birth}, after the window's last day.");
        return draft.with((Verdict::Void, reason));
    }
    let (n, all) = (
        study.postings(at, &covering, window),
        study.postings(None, &covering, window),
    );
    let found = format!(
        "{} of {} postings ask for {}.",
        wording::cell(n),
        wording::count(all),
        cohort.title
    );
    let ruling = if n == 0 {
        let reason = format!(
            "None of {} postings asks for {}, which does not show that none was ever posted.",
            wording::count(all),
            cohort.title
        );
        (Verdict::Inconclusive, reason)
    } else {
        (Verdict::Reproduced, found.clone())
    };
    Draft { n: (n, n), ..draft }.with(ruling).found(found)
}
