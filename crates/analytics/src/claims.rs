//! Claims as data: sentence, cohort, statistic, window and what is expected of it. Knows which statistics exist; computes none.

mod read;

use std::collections::BTreeMap;

use model::{Category, CohortSpec, Day, DayRange, TagId, TagSet};
use serde::Deserialize;

use crate::change::Alignment;

/// A claim file that cannot be used, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The file is not TOML, or has a key that no claim file has.
    #[error("{file}: {what}; a claim file holds tables `[[claim]]` and nothing else")]
    File {
        /// The file's name.
        file: String,
        /// What the parser says.
        what: String,
    },
    /// A claim has a wrong, missing or unknown key.
    #[error("{file}: claim {id}: {what}")]
    Claim {
        /// The file's name.
        file: String,
        /// The claim's id, or its place if it has none.
        id: String,
        /// What is wrong, with the key, and what to write.
        what: String,
    },
}

/// What sort of sentence it is; the reports group by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A size or direction of one change.
    Descriptive,
    /// An order.
    Rank,
    /// A number of things.
    Count,
    /// One number against another.
    Ratio,
    /// That something exists.
    Existence,
    /// Several things at once.
    Joint,
    /// What another sentence rests on.
    Premise,
    /// Something that arithmetic decides.
    Logic,
    /// A cause.
    Causal,
}

/// The claimed values as a range, and the value against which their direction is meant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    /// The claimed value, where it is one number.
    pub point: Option<f64>,
    /// The lowest value that fulfils the claim; minus infinity where there is none.
    pub low: f64,
    /// The highest value that fulfils the claim.
    pub high: f64,
    /// Zero, or the limit itself where the claim is about another limit (`not below −16 %`).
    pub pivot: f64,
}

impl Expected {
    /// +1 where the claimed values lie above the pivot, −1 where they lie below.
    #[must_use]
    pub fn direction(&self) -> f64 {
        if self.low >= self.pivot { 1.0 } else { -1.0 }
    }
}

/// A set of postings that a claim is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cohort {
    /// The panel's id for it; `None` for the universe.
    pub id: Option<String>,
    /// In words (`writing`).
    pub title: String,
    /// A query for it inside the universe; empty for all of it.
    pub query: String,
    /// The births of its tags: a window that begins before one of them is void.
    pub births: Vec<(String, Day)>,
    spec: Option<CohortSpec>,
}

/// What is computed, with what it is held against.
#[derive(Clone, Debug, PartialEq)]
pub enum Statistic {
    /// The change of the 84-day average of a cohort's postings.
    Ma84Change(ChangeClaim),
    /// The change of the 84-day share that a cohort has in the universe.
    ShareChange(ChangeClaim),
    /// The change of the mean of midpoints of hourly ranges.
    HourlyPayChange(ChangeClaim),
    /// The change of the 84-day average of all postings.
    TotalChange(ChangeClaim),
    /// Which categories changed least favourably, from the lowest up; a position in `order` is a rank.
    RankOfChanges(OrderClaim),
    /// The same for hourly pay.
    RankOfPayChanges(OrderClaim),
    /// At least so many of the article's categories rose, and at most so many fell beyond doubt.
    SignCount {
        /// How many rose, at least.
        rising_at_least: usize,
        /// How many fell with an interval below zero, at most.
        falling_at_most: usize,
    },
    /// The article's categories are the largest.
    RankOfVolume,
    /// A tag comes first among rivals, in number at the end and in growth.
    RankOfTags {
        /// The tag that comes first.
        first: Cohort,
        /// The others.
        rivals: Vec<Cohort>,
    },
    /// One number of postings against another in the last 84 days.
    RatioOfCounts {
        /// The number above.
        numerator: Cohort,
        /// The number below.
        denominator: Cohort,
        /// Claimed ratio minus 1, so that it reads as a change.
        expected: Expected,
    },
    /// How many postings the window holds.
    Count {
        /// The number claimed.
        value: u64,
        /// Accepted distance as a part of it.
        tolerance: f64,
    },
    /// The window holds at least one.
    Exists(Cohort),
    /// Postings and pay of several categories all rose.
    JointCountAndPay(Vec<Cohort>),
    /// So many months between two days.
    MonthsBetween {
        /// The earlier day.
        from: Day,
        /// The later day.
        to: Day,
        /// Months stated.
        stated: f64,
    },
    /// A cause, which counts cannot show.
    Causal {
        /// Why not.
        why: String,
    },
}

/// A claim of one change.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeClaim {
    /// Whose change.
    pub cohort: Cohort,
    /// What is claimed.
    pub expected: Expected,
    /// Estimates from here ...
    pub accepted_low: f64,
    /// ... to here count as the claimed value.
    pub accepted_high: f64,
    /// The reading that the claim states or leaves open.
    pub own_reading: Alignment,
}

/// A claim of an order among the article's categories.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderClaim {
    /// Categories that are named, lowest change first.
    pub order: Vec<Category>,
    /// The rank of the first of them, counted from 1.
    pub from_rank: usize,
    /// Whether their order among themselves is claimed too.
    pub ordered: bool,
    /// Whether all of them are claimed to have fallen.
    pub falling: bool,
    /// The probability from which the order counts as held.
    pub probability: f64,
}

/// One sentence of the article with what it is held against.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// `C01`.
    pub id: String,
    /// The section of the report.
    pub section: String,
    /// What sort of sentence it is.
    pub kind: Kind,
    /// The sentence.
    pub sentence: String,
    /// The sentence for another window, with `{start}` and `{end}`; `None` where it makes sense only on its own.
    pub elsewhere: Option<String>,
    /// A sentence that belongs to every finding of it: what is not here, or how a related number is void.
    pub note: Option<String>,
    /// Platform labels that take postings from its cohort, with the days on which they were born.
    pub label_births: Vec<(String, Day)>,
    /// The query that names its universe, where that is not the report's.
    pub universe: Option<String>,
    /// The days it is about.
    pub window: DayRange,
    /// What is computed.
    pub statistic: Statistic,
}

/// A claim file, read and checked.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimFile {
    /// The claims in the order of the file.
    pub claims: Vec<Claim>,
    tags: Vec<Tag>,
}

/// A tag that claims may name.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Tag {
    slug: String,
    id: TagId,
    birth: Option<Day>,
}

impl ClaimFile {
    /// All cohorts that the claims and the tables need: every category, every tag (as `tag:<slug>`) and the claims' unions.
    #[must_use]
    pub fn cohorts(&self) -> Vec<CohortSpec> {
        let mut cohorts: Vec<CohortSpec> = Category::ALL
            .iter()
            .copied()
            .map(CohortSpec::category)
            .collect();
        for tag in &self.tags {
            cohorts.push(CohortSpec {
                tags: TagSet::from_iter([tag.id]),
                ..CohortSpec::everything(tag_cohort_id(&tag.slug))
            });
        }
        let mut unions: BTreeMap<String, CohortSpec> = BTreeMap::new();
        for claim in &self.claims {
            let specs = claim
                .cohorts()
                .into_iter()
                .filter_map(|cohort| cohort.spec.clone());
            unions.extend(specs.map(|spec| (spec.id.clone(), spec)));
        }
        cohorts.extend(unions.into_values());
        cohorts
    }
}

impl Claim {
    /// The cohorts that the claim names, the universe left out.
    #[must_use]
    pub fn cohorts(&self) -> Vec<&Cohort> {
        match &self.statistic {
            Statistic::Ma84Change(change)
            | Statistic::ShareChange(change)
            | Statistic::HourlyPayChange(change) => {
                vec![&change.cohort]
            }
            Statistic::RankOfTags { first, rivals } => {
                std::iter::once(first).chain(rivals).collect()
            }
            Statistic::RatioOfCounts {
                numerator,
                denominator,
                ..
            } => vec![numerator, denominator],
            Statistic::Exists(cohort) => vec![cohort],
            Statistic::JointCountAndPay(cohorts) => cohorts.iter().collect(),
            _ => Vec::new(),
        }
    }
}

/// The panel's id of a tag's cohort, which is also a query for it.
#[must_use]
pub fn tag_cohort_id(slug: &str) -> String {
    format!("tag:{slug}")
}
