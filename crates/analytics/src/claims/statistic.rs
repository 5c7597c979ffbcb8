//! What a claim computes and what it is held against, as values. Computes nothing.

use model::{Category, Day};
use serde::Deserialize;

use super::{Cohort, Text};
use crate::change::{Alignment, WindowPair};
use crate::wording::said;

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

/// What is counted of a cohort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Its postings.
    Count,
    /// Its part of all postings of the universe.
    Share,
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
    /// The change of a series that others publish, in the readings of the 84-day average.
    SeriesChange {
        /// The series' name.
        series: String,
        /// The name of a series against which it is held, too.
        against: Option<String>,
        /// What is claimed.
        change: ChangeClaim,
    },
    /// The change from a cohort's share among the postings to its share in numbers that others publish: two different samplings.
    ShareAgainstSeries(SamplingsClaim),
    /// The change between two stated windows.
    ChangeBetween {
        /// Whose change, and what is claimed.
        change: ChangeClaim,
        /// The two windows.
        pair: WindowPair,
        /// Of what.
        of: Measure,
    },
    /// The slope of the logarithm of weekly postings or of their share, a month.
    Slope(SlopeClaim),
    /// That the slope changed at some day.
    SlopeBreak(BreakClaim),
    /// That the slope is no further from zero than a margin.
    Flat(FlatClaim),
    /// What the treated categories did after an event against what the others did.
    DifferenceInDifferences(DifferenceClaim),
    /// That change of postings and change of pay go together over the categories, or do not.
    RankCorrelation {
        /// What is claimed.
        expected: Relation,
    },
    /// That change of postings goes with the categories' scores on a measure.
    ExposureCorrelation {
        /// The measure among those of the file's scores.
        measure: String,
        /// What is claimed.
        expected: Relation,
    },
    /// Which categories changed least favourably, from the lowest up; a position in `order` is a rank.
    RankOfChanges(OrderClaim),
    /// The same for hourly pay.
    RankOfPayChanges(OrderClaim),
    /// At least so many of the study's categories rose, and at most so many fell beyond doubt.
    SignCount {
        /// How many rose, at least.
        rising_at_least: usize,
        /// How many fell with an interval below zero, at most.
        falling_at_most: usize,
    },
    /// The study's categories are the largest.
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
        why: Text,
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

/// A claim of a slope a month.
#[derive(Clone, Debug, PartialEq)]
pub struct SlopeClaim {
    /// Whose slope.
    pub cohort: Cohort,
    /// Of what.
    pub of: Measure,
    /// What is claimed of the change a month, as a fraction.
    pub expected: Expected,
}

/// A claim that a slope changed.
#[derive(Clone, Debug, PartialEq)]
pub struct BreakClaim {
    /// Whose slope.
    pub cohort: Cohort,
    /// Of what.
    pub of: Measure,
    /// The first day of those on which it is said to have changed.
    pub first: Day,
    /// The last of them.
    pub last: Day,
    /// −1 where the slope is said to have become lower, +1 where higher.
    pub direction: f64,
}

/// A claim of a share that is counted in postings first and taken from published numbers later.
#[derive(Clone, Debug, PartialEq)]
pub struct SamplingsClaim {
    /// Whose share, and what is claimed.
    pub change: ChangeClaim,
    /// The days on which postings are counted, and those of the published numbers.
    pub pair: WindowPair,
    /// The series of the cohort's number of postings.
    pub series: String,
    /// The series of the number of all postings.
    pub total: String,
}

/// A claim that nothing moved.
#[derive(Clone, Debug, PartialEq)]
pub struct FlatClaim {
    /// Whose slope.
    pub cohort: Cohort,
    /// Of what.
    pub of: Measure,
    /// A change a month up to here counts as none, as a fraction.
    pub margin: f64,
}

/// A claim that some categories fared otherwise than others after an event.
#[derive(Clone, Debug, PartialEq)]
pub struct DifferenceClaim {
    /// The categories said to be struck.
    pub treated: Vec<Category>,
    /// Those they are held against.
    pub control: Vec<Category>,
    /// The day of the event.
    pub event: Day,
    /// What is claimed of the effect, as a fraction.
    pub expected: Expected,
    /// Estimates from here ...
    pub accepted_low: f64,
    /// ... to here count as the claimed value.
    pub accepted_high: f64,
}

/// How two rankings are said to go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// High with high.
    Positive,
    /// High with low.
    Negative,
    /// Not at all that one could see.
    None,
}

/// A claim of an order among the study's categories.
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

impl Statistic {
    /// The change that is claimed, where the claim is one of a change.
    #[must_use]
    pub fn change(&self) -> Option<&ChangeClaim> {
        match self {
            Statistic::Ma84Change(change)
            | Statistic::ShareChange(change)
            | Statistic::HourlyPayChange(change)
            | Statistic::TotalChange(change)
            | Statistic::SeriesChange { change, .. }
            | Statistic::ShareAgainstSeries(SamplingsClaim { change, .. })
            | Statistic::ChangeBetween { change, .. } => Some(change),
            _ => None,
        }
    }

    /// Whether postings are counted for it; dates, causes and series of others need none.
    #[must_use]
    pub fn needs_postings(&self) -> bool {
        !matches!(
            self,
            Statistic::SeriesChange { .. }
                | Statistic::MonthsBetween { .. }
                | Statistic::Causal { .. }
        )
    }

    /// The cohorts that the claim names, the universe left out.
    #[must_use]
    pub fn cohorts(&self) -> Vec<&Cohort> {
        match self {
            Statistic::Ma84Change(change)
            | Statistic::ShareChange(change)
            | Statistic::HourlyPayChange(change)
            | Statistic::ShareAgainstSeries(SamplingsClaim { change, .. })
            | Statistic::ChangeBetween { change, .. } => vec![&change.cohort],
            Statistic::Slope(claim) => vec![&claim.cohort],
            Statistic::SlopeBreak(claim) => vec![&claim.cohort],
            Statistic::Flat(claim) => vec![&claim.cohort],
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

    /// What would refute a claim of this kind, by the rules of the verdicts; a file may say it in its own words.
    #[must_use]
    pub fn refutation(&self) -> Text {
        match self {
            Statistic::Ma84Change(_) | Statistic::ShareChange(_) => {
                said!(
                    "A 95 % interval of the season-matched share that lies wholly on the other side.",
                    "占比同比的 95% 区间完全位于另一侧。"
                )
            }
            Statistic::HourlyPayChange(_)
            | Statistic::TotalChange(_)
            | Statistic::SeriesChange { .. } => {
                said!(
                    "A 95 % interval of the season-matched mean that lies wholly on the other side.",
                    "均值同比的 95% 区间完全位于另一侧。"
                )
            }
            Statistic::ChangeBetween { .. } | Statistic::ShareAgainstSeries(_) => {
                said!(
                    "A 95 % interval of the change between the two windows that lies wholly on the other side.",
                    "两个窗口之间变化的 95% 区间完全位于另一侧。"
                )
            }
            Statistic::RankOfChanges(_)
            | Statistic::RankOfPayChanges(_)
            | Statistic::RankOfVolume
            | Statistic::RankOfTags { .. }
            | Statistic::SignCount { .. }
            | Statistic::JointCountAndPay(_) => said!(
                "Fewer than 5 % of the draws in which it holds.",
                "论断成立的抽样不到 5%。"
            ),
            Statistic::Slope(_) => {
                said!(
                    "A 95 % interval of the slope that lies wholly on the other side.",
                    "斜率的 95% 区间完全位于另一侧。"
                )
            }
            Statistic::SlopeBreak(_) => {
                said!(
                    "A break beyond doubt on other days, or one that turns the other way.",
                    "在其他日期有确定无疑的断点，或断点的方向相反。"
                )
            }
            Statistic::Flat(_) => {
                said!(
                    "A 95 % interval of the slope that lies wholly outside the margin.",
                    "斜率的 95% 区间完全在界限之外。"
                )
            }
            Statistic::DifferenceInDifferences(_) => {
                said!(
                    "A 95 % interval of the effect that lies wholly on the other side.",
                    "效应的 95% 区间完全位于另一侧。"
                )
            }
            Statistic::RankCorrelation { .. } | Statistic::ExposureCorrelation { .. } => {
                said!(
                    "A rank correlation whose permutation p-value is below 0.05, and with another sign.",
                    "秩相关的置换 p 值低于 0.05，且符号不同。"
                )
            }
            Statistic::RatioOfCounts { .. } => {
                said!(
                    "A 95 % interval of the ratio that lies wholly on the other side of 1.",
                    "比率的 95% 区间完全位于 1 的另一侧。"
                )
            }
            Statistic::Count { .. } => said!(
                "A complete collection of another size.",
                "一份规模不同的完整数据。"
            ),
            Statistic::Exists(_) => said!(
                "A complete collection without such a posting.",
                "一份没有这种职位的完整数据。"
            ),
            Statistic::MonthsBetween { .. } => said!("The calendar.", "日历。"),
            Statistic::Causal { .. } => {
                said!(
                    "Nothing that is counted: it takes an experiment or a design in place of one.",
                    "任何计数都不能推翻：需要实验，或能代替实验的设计。"
                )
            }
        }
    }
}
