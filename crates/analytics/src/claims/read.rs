//! Claim files: TOML text in, checked claims out, or which file, claim and key is wrong and what to write instead. Computes nothing.

use std::collections::BTreeMap;

use model::{Category, CohortSpec, Day, DayRange, Sense, TagId, TagSet};
use serde::Deserialize;

use super::{
    ChangeClaim, Claim, ClaimFile, Cohort, Error, Expected, Kind, OrderClaim, Statistic, Tag,
    tag_cohort_id,
};
use crate::change::{Alignment, article_window};

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
struct RawFile {
    #[serde(default)]
    claim: Vec<toml::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawClaim {
    id: String,
    section: String,
    kind: Kind,
    sentence: String,
    elsewhere: Option<String>,
    note: Option<String>,
    #[serde(default)]
    label_births: BTreeMap<String, Day>,
    universe: Option<String>,
    window: Option<RawWindow>,
    test: RawTest,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWindow {
    first: Day,
    last: Day,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChange {
    #[serde(default)]
    categories: Vec<Category>,
    #[serde(default)]
    tags: Vec<String>,
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
#[serde(tag = "statistic", rename_all = "snake_case", deny_unknown_fields)]
enum RawTest {
    #[serde(rename = "ma84_change")]
    Ma84Change(RawChange),
    ShareChange(RawChange),
    HourlyPayChange(RawChange),
    TotalChange(RawChange),
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
    Exists {
        #[serde(default)]
        categories: Vec<Category>,
        #[serde(default)]
        tags: Vec<String>,
    },
    JointCountAndPay {
        categories: Vec<Category>,
    },
    MonthsBetween {
        from: Day,
        to: Day,
        stated: f64,
    },
    Causal {
        why: String,
    },
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

impl ClaimFile {
    /// Reads a claim file. `tags` are the rule file's: slug, number and birth (the day before which a match must be false).
    ///
    /// # Errors
    /// Where the text is not TOML or a claim has a wrong, missing or unknown key, category or tag; file, claim and key are named.
    pub fn parse(
        file_name: &str,
        text: &str,
        tags: &[(String, TagId, Option<Day>)],
    ) -> Result<ClaimFile, Error> {
        let raw: RawFile = toml::from_str(text).map_err(|error| Error::File {
            file: file_name.to_owned(),
            what: one_line(&error.to_string()),
        })?;
        let mut file = ClaimFile {
            claims: Vec::new(),
            tags: tags
                .iter()
                .map(|(slug, id, birth)| Tag {
                    slug: slug.clone(),
                    id: *id,
                    birth: *birth,
                })
                .collect(),
        };
        for (at, value) in raw.claim.into_iter().enumerate() {
            let id = value
                .get("id")
                .and_then(toml::Value::as_str)
                .map_or_else(|| format!("number {}", at + 1), str::to_owned);
            let fault = |what: String| Error::Claim {
                file: file_name.to_owned(),
                id: id.clone(),
                what,
            };
            let raw =
                RawClaim::deserialize(value).map_err(|error| fault(one_line(error.message())))?;
            if file.claims.iter().any(|claim| claim.id == raw.id) {
                return Err(fault(
                    "`id` occurs twice; give each claim its own".to_owned(),
                ));
            }
            let claim = file.claim(raw).map_err(fault)?;
            file.claims.push(claim);
        }
        Ok(file)
    }

    fn claim(&self, raw: RawClaim) -> Result<Claim, String> {
        let window = match raw.window {
            None => article_window(),
            Some(days) => DayRange::new(days.first, days.last)
                .ok_or("`window` has its `first` after its `last`; exchange them")?,
        };
        let statistic = self.statistic(&raw.id, raw.test)?;
        Ok(Claim {
            id: raw.id,
            section: raw.section,
            kind: raw.kind,
            sentence: raw.sentence,
            elsewhere: raw.elsewhere,
            note: raw.note,
            label_births: raw.label_births.into_iter().collect(),
            universe: raw.universe,
            window,
            statistic,
        })
    }

    fn statistic(&self, id: &str, test: RawTest) -> Result<Statistic, String> {
        Ok(match test {
            RawTest::Ma84Change(raw) => Statistic::Ma84Change(self.change(id, raw)?),
            RawTest::ShareChange(raw) if raw.categories.is_empty() && raw.tags.is_empty() => {
                return Err(
                    "`share_change` of all postings is none; name `categories` or `tags`"
                        .to_owned(),
                );
            }
            RawTest::ShareChange(raw) => Statistic::ShareChange(self.change(id, raw)?),
            RawTest::HourlyPayChange(raw) => Statistic::HourlyPayChange(self.change(id, raw)?),
            RawTest::TotalChange(raw) if raw.categories.is_empty() && raw.tags.is_empty() => {
                Statistic::TotalChange(self.change(id, raw)?)
            }
            RawTest::TotalChange(_) => {
                return Err(
                    "`total_change` is about all postings; remove `categories` and `tags`"
                        .to_owned(),
                );
            }
            RawTest::RankOfChanges(raw) => Statistic::RankOfChanges(order(raw)?),
            RawTest::RankOfPayChanges(raw) => Statistic::RankOfPayChanges(order(raw)?),
            RawTest::SignCount {
                rising_at_least,
                falling_at_most,
            } => Statistic::SignCount {
                rising_at_least,
                falling_at_most,
            },
            RawTest::RankOfVolume {} => Statistic::RankOfVolume,
            RawTest::RankOfTags { first, rivals } => Statistic::RankOfTags {
                first: self.cohort(&format!("{id}:first"), &[], &first)?,
                rivals: rivals
                    .iter()
                    .enumerate()
                    .map(|(at, tags)| self.cohort(&format!("{id}:rival{}", at + 1), &[], tags))
                    .collect::<Result<_, _>>()?,
            },
            RawTest::RatioOfCounts {
                numerator,
                denominator,
                expected,
            } => Statistic::RatioOfCounts {
                numerator: self.cohort(&format!("{id}:numerator"), &[], &numerator)?,
                denominator: self.cohort(&format!("{id}:denominator"), &[], &denominator)?,
                // Written as a ratio, kept as its distance from 1, so that equal numbers are the pivot.
                expected: Expected::of(RawExpected {
                    value: expected.value.map(|ratio| ratio - 1.0),
                    low: expected.low.map(|ratio| ratio - 1.0),
                    high: expected.high.map(|ratio| ratio - 1.0),
                    ..expected
                })?,
            },
            RawTest::Count { value, tolerance } => Statistic::Count { value, tolerance },
            RawTest::Exists { categories, tags } => {
                Statistic::Exists(self.cohort(id, &categories, &tags)?)
            }
            RawTest::JointCountAndPay { categories } => Statistic::JointCountAndPay(
                categories
                    .iter()
                    .map(|category| self.cohort(id, &[*category], &[]))
                    .collect::<Result<_, _>>()?,
            ),
            RawTest::MonthsBetween { from, to, stated } => {
                Statistic::MonthsBetween { from, to, stated }
            }
            RawTest::Causal { why } => Statistic::Causal { why },
        })
    }

    fn change(&self, id: &str, raw: RawChange) -> Result<ChangeClaim, String> {
        let expected = Expected::of(raw.expected)?;
        if !(raw.tolerance >= 0.0 && raw.tolerance.is_finite()) {
            return Err("`tolerance` is not a number from 0 upwards".to_owned());
        }
        let (accepted_low, accepted_high) = raw
            .accepted
            .unwrap_or((expected.low - raw.tolerance, expected.high + raw.tolerance));
        if accepted_low.is_nan() || accepted_high.is_nan() || accepted_low > accepted_high {
            return Err("`accepted` is not a pair of numbers in rising order".to_owned());
        }
        Ok(ChangeClaim {
            cohort: self.cohort(id, &raw.categories, &raw.tags)?,
            expected,
            accepted_low,
            accepted_high,
            own_reading: raw.own_reading,
        })
    }

    /// One category or tag keeps its own cohort; a union gets one under the claim's id.
    fn cohort(&self, id: &str, categories: &[Category], tags: &[String]) -> Result<Cohort, String> {
        let mut set = TagSet::default();
        let mut births = Vec::new();
        for slug in tags {
            let tag = self
                .tags
                .iter()
                .find(|tag| tag.slug == *slug)
                .ok_or_else(|| {
                    format!(
                        "`tags` names `{slug}`, which no rule defines; `jobtide tags` lists them"
                    )
                })?;
            set.insert(tag.id);
            births.extend(tag.birth.map(|birth| (slug.clone(), birth)));
        }
        let either = |field: &str, names: Vec<&str>| match names.as_slice() {
            [] => None,
            [one] => Some(format!("{field}:{one}")),
            several => {
                let parts: Vec<String> =
                    several.iter().map(|one| format!("{field}:{one}")).collect();
                Some(format!("({})", parts.join(" OR ")))
            }
        };
        let names: Vec<&str> = categories.iter().map(|category| category.slug()).collect();
        let slugs: Vec<&str> = tags.iter().map(String::as_str).collect();
        let query: Vec<String> = [either("category", names), either("tag", slugs.clone())]
            .into_iter()
            .flatten()
            .collect();
        let title: Vec<String> = categories
            .iter()
            .map(|category| category.title().to_lowercase())
            .chain(slugs.iter().map(|slug| slug.replace('_', " ")))
            .collect();
        let (id, spec) = match (categories, tags) {
            ([], []) => (None, None),
            ([one], []) => (Some(one.slug().to_owned()), None),
            ([], [one]) => (Some(tag_cohort_id(one)), None),
            _ => {
                let spec = CohortSpec {
                    id: id.to_owned(),
                    categories: categories.to_vec(),
                    tags: set,
                    sense: Sense::Demand,
                };
                (Some(id.to_owned()), Some(spec))
            }
        };
        Ok(Cohort {
            id,
            title: if title.is_empty() {
                "all".to_owned()
            } else {
                crate::wording::list(&title)
            },
            query: query.join(" "),
            births,
            spec,
        })
    }
}

fn order(raw: RawOrder) -> Result<OrderClaim, String> {
    let known = Category::of_the_article();
    if let Some(stranger) = raw.order.iter().find(|category| !known.contains(category)) {
        return Err(format!(
            "`order` names `{stranger}`, which is not one of the article's twelve categories"
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

/// A parser's message without its drawing of the line, in one line and without a full stop.
fn one_line(message: &str) -> String {
    let lines: Vec<&str> = message
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.contains('|'))
        .collect();
    lines.join(", ").trim_end_matches('.').to_owned()
}
