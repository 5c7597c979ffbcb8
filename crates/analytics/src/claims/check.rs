//! What can be said of a claim file without a posting: dates that do not fit, values that contradict each other, numbers that no reading could give. Computes no statistic.

use std::collections::BTreeMap;

use model::Category;
use serde::Serialize;

use super::{Claim, ClaimFile, Expected, Kind, OrderClaim, Statistic, Text};
use crate::change::{WINDOW_DAYS, last_average};
use crate::wording::{self, both, said};

/// Mean days of a month.
const MONTH_DAYS: f64 = 365.25 / 12.0;

/// A stated distance in months is right within half a month.
pub(crate) const MONTHS_TOLERANCE: f64 = 0.5;

/// How much a remark weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// The claim contradicts itself, another one or the calendar.
    Fault,
    /// Worth knowing before it is judged.
    Note,
}

/// One remark about one claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// The claim's id.
    pub claim: String,
    /// How much it weighs.
    pub weight: Weight,
    /// What there is to say, in one sentence.
    pub text: String,
}

/// The months from one day to another.
#[must_use]
pub fn months(from: model::Day, to: model::Day) -> f64 {
    f64::from(to - from) / MONTH_DAYS
}

/// Everything that there is to say, claim by claim in the order of the file.
#[must_use]
pub fn check(file: &ClaimFile) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for claim in &file.claims {
        let mut add = |weight, text: String| {
            remarks.push(Remark {
                claim: claim.id.clone(),
                weight,
                text,
            });
        };
        let faults = calendar(claim)
            .into_iter()
            .chain(impossible(claim))
            .chain(numbers_of_the_sentence(claim))
            .chain(
                order_faults(&file.claims, claim)
                    .into_iter()
                    .map(|fault| fault.en),
            );
        faults.for_each(|text| add(Weight::Fault, text));
        arithmetic(claim)
            .into_iter()
            .chain(birth(claim))
            .chain(length(claim))
            .chain(kind(claim))
            .for_each(|text| add(Weight::Note, text));
    }
    remarks
}

fn expected_of(claim: &Claim) -> Option<&Expected> {
    match &claim.statistic {
        Statistic::Slope(slope) => Some(&slope.expected),
        Statistic::DifferenceInDifferences(difference) => Some(&difference.expected),
        statistic => statistic.change().map(|change| &change.expected),
    }
}

fn calendar(claim: &Claim) -> Option<String> {
    let Statistic::MonthsBetween { from, to, stated } = &claim.statistic else {
        return None;
    };
    let found = months(*from, *to);
    ((found - stated).abs() > MONTHS_TOLERANCE)
        .then(|| format!("From {from} to {to} there are {found:.1} months, not {stated:.0}."))
}

/// A fall by more than everything, and a tolerance that takes in no change at all.
fn impossible(claim: &Claim) -> Vec<String> {
    let mut faults = Vec::new();
    let Some(expected) = expected_of(claim) else {
        return faults;
    };
    if expected.point.is_some_and(|point| point < -1.0) || expected.high < -1.0 {
        faults.push("Nothing can fall by more than 100 %.".to_owned());
    }
    let change = claim
        .statistic
        .change()
        .filter(|_| expected.point.is_some());
    if let Some(change) = change
        && change.accepted_low <= expected.pivot
        && expected.pivot <= change.accepted_high
    {
        faults.push(format!(
            "The accepted values from {} to {} hold no change at all, so the claim could not fail in its direction.",
            wording::percent(change.accepted_low),
            wording::percent(change.accepted_high)
        ));
    }
    faults
}

/// The percentages that a sentence states: `2,000 %` is 2000.
fn percentages(sentence: &str) -> Vec<f64> {
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let number = |word: &str| {
        word.replace([',', '−'], "")
            .trim_matches(['+', '-'])
            .parse::<f64>()
            .ok()
    };
    words
        .windows(2)
        .filter(|pair| pair[1].starts_with('%'))
        .filter_map(|pair| number(pair[0]))
        .collect()
}

fn numbers_of_the_sentence(claim: &Claim) -> Option<String> {
    let expected = expected_of(claim)?;
    let stated = percentages(&claim.sentence.en);
    let meant = [
        expected.point.unwrap_or(expected.low),
        expected.low,
        expected.high,
    ];
    let near = |percent: f64| {
        meant
            .iter()
            .any(|value| (value.abs() * 100.0 - percent).abs() < 0.05)
    };
    let stranger = stated.iter().find(|percent| !near(**percent))?;
    Some(format!(
        "The sentence says {stranger} %, which is none of the numbers of `expected`."
    ))
}

/// The changes that claims of one category state as numbers, of the same days and postings as another claim.
fn stated_changes(claims: &[Claim], like: &Claim) -> BTreeMap<Category, (f64, String)> {
    let comparable =
        |claim: &&Claim| claim.window == like.window && claim.universe == like.universe;
    let stated = claims.iter().filter(comparable).filter_map(|claim| {
        let Statistic::Ma84Change(change) = &claim.statistic else {
            return None;
        };
        let category = change.cohort.id.as_ref()?.parse().ok()?;
        Some((category, (change.expected.point?, claim.id.clone())))
    });
    stated.collect()
}

/// An order of changes against the changes that other claims of the file state: one sentence for each place where no numbers could fulfil both.
#[must_use]
pub fn order_faults(claims: &[Claim], claim: &Claim) -> Vec<Text> {
    let Statistic::RankOfChanges(order) = &claim.statistic else {
        return Vec::new();
    };
    let stated = &stated_changes(claims, claim);
    let mut faults = Vec::new();
    let known: Vec<(Category, f64)> = order
        .order
        .iter()
        .filter_map(|one| Some((*one, stated.get(one)?.0)))
        .collect();
    if order.ordered {
        faults.extend(
            known
                .windows(2)
                .filter(|pair| pair[0].1 > pair[1].1)
                .map(|pair| {
                    said!(
                        "{lower} comes before {higher}, but the values stated are {first} and {second}.",
                        "{lower}排在{higher}之前，但所述数值为 {first} 和 {second}。",
                        lower = both::category_title(pair[0].0),
                        higher = both::category_title(pair[1].0),
                        first = both::percent(pair[0].1),
                        second = both::percent(pair[1].1),
                    )
                }),
        );
    }
    faults.extend(outsiders(order, &known, stated));
    faults
}

/// Categories that are not named and are stated to lie lower than one that is.
fn outsiders(
    order: &OrderClaim,
    known: &[(Category, f64)],
    stated: &BTreeMap<Category, (f64, String)>,
) -> Vec<Text> {
    let highest = known
        .iter()
        .map(|(_, value)| *value)
        .fold(f64::NEG_INFINITY, f64::max);
    let all_known = known.len() == order.order.len() && order.from_rank == 1;
    stated
        .iter()
        .filter(|(category, (value, _))| {
            all_known && !order.order.contains(category) && *value < highest
        })
        .map(|(category, (value, id))| {
            said!(
                "{category} is not named, but {id} states {value} for it, which is lower than {highest}.",
                "{category}未被列出，但 {id} 给出的数值为 {value}，低于 {highest}。",
                category = both::category_title(*category),
                id,
                value = both::percent(*value),
                highest = both::percent(highest),
            )
        })
        .collect()
}

/// What the numbers come to in other words.
fn arithmetic(claim: &Claim) -> Option<String> {
    if let Statistic::Count { value, .. } = &claim.statistic {
        let days = claim.window.days()?.len();
        let days_whole = u64::try_from(days).unwrap_or(u64::MAX).max(1);
        let a_day = (value + days_whole / 2) / days_whole;
        return Some(format!(
            "{} over {days} days are {} a day.",
            wording::count(*value),
            wording::count(a_day)
        ));
    }
    let point = expected_of(claim)?.point.filter(|point| *point >= 1.0)?;
    Some(format!(
        "{} is × {:.0}.",
        wording::percent(point),
        point + 1.0
    ))
}

fn birth(claim: &Claim) -> Option<String> {
    let window = claim.window.days()?;
    let cohorts = claim.statistic.cohorts();
    let mut births = cohorts.iter().flat_map(|cohort| &cohort.births);
    let mechanical = !matches!(
        claim.statistic,
        Statistic::Exists(_) | Statistic::RankOfTags { .. }
    );
    let (slug, day) = births.find(|(_, day)| mechanical && *day > window.first())?;
    Some(format!(
        "{slug} was born on {day}, after the window's first day, so the claim will be VOID."
    ))
}

fn length(claim: &Claim) -> Option<String> {
    let averages = matches!(
        claim.statistic,
        Statistic::Ma84Change(_)
            | Statistic::ShareChange(_)
            | Statistic::HourlyPayChange(_)
            | Statistic::TotalChange(_)
            | Statistic::SeriesChange { .. }
    );
    let window = claim.window.days()?;
    let days = window.len();
    let least = usize::try_from(2 * WINDOW_DAYS).unwrap_or(usize::MAX);
    let short = last_average(window).is_none() || days < least;
    (averages && short).then(|| {
        format!("The window has {days} days; two averages of {WINDOW_DAYS} days need {least}.")
    })
}

/// A kind that its statistic cannot decide.
fn kind(claim: &Claim) -> Option<String> {
    let decided = matches!(claim.statistic, Statistic::Causal { .. });
    (claim.kind == Kind::Causal && !decided).then(|| {
        "The sentence is causal; what is computed can show a difference, not its cause.".to_owned()
    })
}
