//! The table `test` of a claim: its keys in, a checked statistic out. Knows what each statistic may be asked; computes nothing.

mod windows;

use model::{Category, Day};
use serde::Deserialize;

use self::windows::{RawBetween, RawSamplings, RawSeries};
use super::super::cohort::RawCohort;
use super::super::{
    BreakClaim, ChangeClaim, Cohort, DifferenceClaim, Expected, FlatClaim, KnownTag, Measure,
    OrderClaim, Relation, SlopeClaim, Statistic, StudyHeader,
};
use super::{RawText, one_line};
use crate::change::Alignment;

/// What the sentence claims, in numbers. A change is a fraction.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawExpected {
    op: Op,
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
enum Op {
    #[serde(rename = "=")]
    Equal,
    #[serde(rename = ">")]
    More,
    #[serde(rename = "<")]
    Less,
    #[serde(rename = "in")]
    Between,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChange {
    expected: RawExpected,
    #[serde(default)]
    tolerance: f64,
    accepted: Option<(f64, f64)>,
    #[serde(default = "default_reading")]
    own_reading: Alignment,
}

fn default_reading() -> Alignment {
    Alignment::FirstFullWindow
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOrder {
    order: Vec<Category>,
    #[serde(default = "first_rank")]
    from_rank: usize,
    #[serde(default = "yes")]
    ordered: bool,
    #[serde(default)]
    falling: bool,
    probability: f64,
}

fn first_rank() -> usize {
    1
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDifference {
    treated: Vec<Category>,
    control: Option<Vec<Category>>,
    event: Option<Day>,
    expected: RawExpected,
    #[serde(default)]
    tolerance: f64,
    accepted: Option<(f64, f64)>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Turn {
    Lower,
    Higher,
}

#[derive(Deserialize)]
#[serde(tag = "statistic", rename_all = "snake_case", deny_unknown_fields)]
enum RawTest {
    #[serde(rename = "ma84_change")]
    Ma84Change(RawChange),
    ShareChange(RawChange),
    HourlyPayChange(RawChange),
    TotalChange(RawChange),
    SeriesChange(RawSeries),
    ShareAgainstSeries(RawSamplings),
    ChangeBetween(RawBetween),
    Slope {
        of: Measure,
        expected: RawExpected,
    },
    SlopeBreak {
        of: Measure,
        first: Day,
        last: Day,
        slope_after: Turn,
    },
    Flat {
        of: Measure,
        margin_a_month: f64,
    },
    DifferenceInDifferences(RawDifference),
    RankCorrelation {
        expected: Relation,
    },
    ExposureCorrelation {
        measure: String,
        expected: Relation,
    },
    RankOfChanges(RawOrder),
    RankOfPayChanges(RawOrder),
    SignCount {
        rising_at_least: usize,
        falling_at_most: usize,
    },
    RankOfVolume {},
    RankOfTags {
        first: Vec<String>,
        rivals: Vec<Vec<String>>,
    },
    RatioOfCounts {
        numerator: Vec<String>,
        denominator: Vec<String>,
        expected: RawExpected,
    },
    Count {
        value: u64,
        tolerance: f64,
    },
    Exists {},
    JointCountAndPay {},
    MonthsBetween {
        from: Day,
        to: Day,
        stated: f64,
    },
    Causal {
        why: RawText,
    },
}

/// Whether a statistic is about postings that the keys `categories`, `tags`, `sense`, `query` and `title` name.
enum Takes {
    Cohort,
    Universe,
    Nothing,
}

impl RawTest {
    fn takes(&self) -> Takes {
        match self {
            RawTest::Ma84Change(_)
            | RawTest::HourlyPayChange(_)
            | RawTest::ChangeBetween(_)
            | RawTest::Exists {} => Takes::Universe,
            RawTest::ShareChange(_)
            | RawTest::ShareAgainstSeries(_)
            | RawTest::Slope { .. }
            | RawTest::SlopeBreak { .. }
            | RawTest::Flat { .. }
            | RawTest::JointCountAndPay {} => Takes::Cohort,
            _ => Takes::Nothing,
        }
    }
}

impl Expected {
    fn of(raw: RawExpected) -> Result<Expected, String> {
        let need = |value: Option<f64>, key: &str| {
            value
                .filter(|value| value.is_finite())
                .ok_or_else(|| format!("`expected` needs the number `{key}`"))
        };
        let (point, low, high) = match raw.op {
            Op::Equal => {
                let value = need(raw.value, "value")?;
                (Some(value), value, value)
            }
            Op::More => (None, need(raw.value, "value")?, f64::INFINITY),
            Op::Less => (None, f64::NEG_INFINITY, need(raw.value, "value")?),
            Op::Between => (None, need(raw.low, "low")?, need(raw.high, "high")?),
        };
        if low > high {
            return Err("`expected` has its `low` above its `high`; exchange them".to_owned());
        }
        if point == Some(0.0) || (low < 0.0 && high > 0.0 && low.is_finite() && high.is_finite()) {
            return Err("`expected` claims no direction; name a range on one side of 0".to_owned());
        }
        // `> −0.16` and `< 0.10` are claims against a limit: the limit takes zero's place.
        let pivot = if low < 0.0 && high > 0.0 {
            if low.is_finite() { low } else { high }
        } else {
            0.0
        };
        Ok(Expected {
            point,
            low,
            high,
            pivot,
        })
    }
}

/// Reads the table of one claim's test; its cohort keys are taken out first, since every statistic of postings has the same.
pub(super) fn read(
    id: &str,
    mut table: toml::Table,
    study: &StudyHeader,
    tags: &[KnownTag],
) -> Result<Statistic, String> {
    let cohort = RawCohort::taken_from(&mut table).map_err(|error| one_line(error.message()))?;
    let raw = RawTest::deserialize(table).map_err(|error| one_line(error.message()))?;
    match raw.takes() {
        Takes::Nothing if matches!(raw, RawTest::TotalChange(_)) && !cohort.is_universe() => {
            return Err(
                "`total_change` is about all postings; remove `categories` and `tags`".to_owned(),
            );
        }
        Takes::Nothing if !cohort.is_universe() || cohort.title.is_some() => {
            return Err(
                "this statistic names its postings itself; remove `categories`, `tags`, `sense`, `query` and `title`"
                    .to_owned(),
            );
        }
        Takes::Cohort if cohort.is_universe() => {
            return Err(match raw {
                RawTest::ShareChange(_) => {
                    "`share_change` of all postings is none; name `categories` or `tags`"
                }
                _ => "this statistic needs postings of its own; name `categories`, `tags` or a `query`",
            }
            .to_owned());
        }
        _ => {}
    }
    let change = |raw: RawChange| {
        let accepted = (raw.tolerance, raw.accepted);
        change(
            cohort.cohort(id, tags)?,
            raw.expected,
            accepted,
            raw.own_reading,
        )
    };
    let of_tags = |part: &str, slugs: &[String]| {
        RawCohort::of_tags(slugs).cohort(&format!("{id}:{part}"), tags)
    };
    Ok(match raw {
        RawTest::Ma84Change(raw) => Statistic::Ma84Change(change(raw)?),
        RawTest::ShareChange(raw) => Statistic::ShareChange(change(raw)?),
        RawTest::HourlyPayChange(raw) => Statistic::HourlyPayChange(change(raw)?),
        RawTest::TotalChange(raw) => Statistic::TotalChange(change(raw)?),
        RawTest::SeriesChange(raw) => windows::series(raw)?,
        RawTest::ShareAgainstSeries(raw) => windows::samplings(cohort.cohort(id, tags)?, raw)?,
        RawTest::ChangeBetween(raw) => windows::between(cohort.cohort(id, tags)?, raw)?,
        RawTest::Slope { of, expected } => Statistic::Slope(SlopeClaim {
            cohort: cohort.cohort(id, tags)?,
            of,
            expected: Expected::of(expected)?,
        }),
        RawTest::SlopeBreak {
            of,
            first,
            last,
            slope_after,
        } => {
            if first > last {
                return Err("`first` lies after `last`; exchange them".to_owned());
            }
            Statistic::SlopeBreak(BreakClaim {
                cohort: cohort.cohort(id, tags)?,
                of,
                first,
                last,
                direction: match slope_after {
                    Turn::Lower => -1.0,
                    Turn::Higher => 1.0,
                },
            })
        }
        RawTest::Flat { of, margin_a_month } => {
            if !(margin_a_month > 0.0 && margin_a_month < 1.0) {
                return Err("`margin_a_month` is not a fraction between 0 and 1".to_owned());
            }
            Statistic::Flat(FlatClaim {
                cohort: cohort.cohort(id, tags)?,
                of,
                margin: margin_a_month,
            })
        }
        RawTest::DifferenceInDifferences(raw) => difference(raw, study)?,
        RawTest::RankCorrelation { expected } => Statistic::RankCorrelation { expected },
        RawTest::ExposureCorrelation { measure, expected } => {
            Statistic::ExposureCorrelation { measure, expected }
        }
        RawTest::RankOfChanges(raw) => Statistic::RankOfChanges(order(raw, study)?),
        RawTest::RankOfPayChanges(raw) => Statistic::RankOfPayChanges(order(raw, study)?),
        RawTest::SignCount {
            rising_at_least,
            falling_at_most,
        } => Statistic::SignCount {
            rising_at_least,
            falling_at_most,
        },
        RawTest::RankOfVolume {} => Statistic::RankOfVolume,
        RawTest::RankOfTags { first, rivals } => Statistic::RankOfTags {
            first: of_tags("first", &first)?,
            rivals: rivals
                .iter()
                .enumerate()
                .map(|(at, slugs)| of_tags(&format!("rival{}", at + 1), slugs))
                .collect::<Result<_, _>>()?,
        },
        RawTest::RatioOfCounts {
            numerator,
            denominator,
            expected,
        } => Statistic::RatioOfCounts {
            numerator: of_tags("numerator", &numerator)?,
            denominator: of_tags("denominator", &denominator)?,
            // Written as a ratio, kept as its distance from 1, so that equal numbers are the pivot.
            expected: Expected::of(RawExpected {
                value: expected.value.map(|ratio| ratio - 1.0),
                low: expected.low.map(|ratio| ratio - 1.0),
                high: expected.high.map(|ratio| ratio - 1.0),
                ..expected
            })?,
        },
        RawTest::Count { value, tolerance } => Statistic::Count { value, tolerance },
        RawTest::Exists {} => Statistic::Exists(cohort.cohort(id, tags)?),
        RawTest::JointCountAndPay {} => Statistic::JointCountAndPay(
            cohort
                .categories
                .iter()
                .map(|category| RawCohort::of_categories(&[*category]).cohort(id, tags))
                .collect::<Result<_, _>>()?,
        ),
        RawTest::MonthsBetween { from, to, stated } => {
            Statistic::MonthsBetween { from, to, stated }
        }
        RawTest::Causal { why } => Statistic::Causal { why: why.words() },
    })
}

fn change(
    cohort: Cohort,
    expected: RawExpected,
    accepted: (f64, Option<(f64, f64)>),
    own_reading: Alignment,
) -> Result<ChangeClaim, String> {
    let expected = Expected::of(expected)?;
    let (accepted_low, accepted_high) = accepted_range(&expected, accepted)?;
    Ok(ChangeClaim {
        cohort,
        expected,
        accepted_low,
        accepted_high,
        own_reading,
    })
}

fn accepted_range(
    expected: &Expected,
    (tolerance, stated): (f64, Option<(f64, f64)>),
) -> Result<(f64, f64), String> {
    if !(tolerance >= 0.0 && tolerance.is_finite()) {
        return Err("`tolerance` is not a number from 0 upwards".to_owned());
    }
    let (low, high) = stated.unwrap_or((expected.low - tolerance, expected.high + tolerance));
    if low.is_nan() || high.is_nan() || low > high {
        return Err("`accepted` is not a pair of numbers in rising order".to_owned());
    }
    Ok((low, high))
}

fn difference(raw: RawDifference, study: &StudyHeader) -> Result<Statistic, String> {
    let control = raw.control.unwrap_or_else(|| study.control.clone());
    if raw.treated.is_empty() || control.is_empty() {
        return Err(
            "`treated` and `control` each need a category; `control` may stand under `[study]`"
                .to_owned(),
        );
    }
    if let Some(both) = control.iter().find(|one| raw.treated.contains(one)) {
        return Err(format!(
            "`{both}` stands in `treated` and in `control`; remove one"
        ));
    }
    let event = raw.event.or(study.event);
    let event = event.ok_or("`event` is missing; write the day here or under `[study]`")?;
    let expected = Expected::of(raw.expected)?;
    let (accepted_low, accepted_high) = accepted_range(&expected, (raw.tolerance, raw.accepted))?;
    Ok(Statistic::DifferenceInDifferences(DifferenceClaim {
        treated: raw.treated,
        control,
        event,
        expected,
        accepted_low,
        accepted_high,
    }))
}

fn order(raw: RawOrder, study: &StudyHeader) -> Result<OrderClaim, String> {
    if let Some(stranger) = raw.order.iter().find(|one| !study.categories.contains(one)) {
        return Err(format!(
            "`order` names `{stranger}`, which is not one of the study's {} categories",
            study.categories.len()
        ));
    }
    if raw.order.is_empty() || raw.from_rank == 0 {
        return Err("`order` needs a category, and `from_rank` counts from 1".to_owned());
    }
    if !(raw.probability > 0.0 && raw.probability <= 1.0) {
        return Err("`probability` is not a number above 0 and up to 1".to_owned());
    }
    Ok(OrderClaim {
        order: raw.order,
        from_rank: raw.from_rank,
        ordered: raw.ordered,
        falling: raw.falling,
        probability: raw.probability,
    })
}
