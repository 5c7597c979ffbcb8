//! Findings and a manifest in, `claims.json` out: every judged claim whole, what it rests on, and the months. Small counts are withheld; `read` gives back what a later report compares.

use analytics::claims::Text;
use analytics::findings::{Findings, JudgedClaim};
use analytics::wording::is_small;
use model::{Day, DayRange};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::Error;
use crate::manifest::{Manifest, NamedHash};
use crate::months::{self, MonthCell};
use crate::page;
use crate::suppression::{Hidden, SMALLEST_CELL, shown_count};

/// The name of the published schema, `docs/claims.schema.json`.
const SCHEMA: &str = "jobtide.report.claims/1";

/// What decides the numbers of a report: two reports that agree in all of it say the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// Hash of the postings used.
    pub postings_hash: String,
    /// Hash of what the polls saw of each day; empty where nothing was polled.
    #[serde(default)]
    pub coverage_hash: String,
    /// Hash of the tagging and category rules.
    pub rules_hash: String,
    /// Version of the program.
    pub code_version: String,
    /// Hash of the claim file.
    pub claims_hash: String,
    /// The table of exchange rates, where there is one.
    pub rates: Option<NamedHash>,
    /// The series of others that were at hand.
    pub series: Vec<NamedHash>,
    /// The first day of the window.
    pub window_first: String,
    /// Its last day.
    pub window_last: String,
}

impl Basis {
    pub(crate) fn of(manifest: &Manifest, window: DayRange) -> Basis {
        Basis {
            postings_hash: manifest.postings_hash.clone(),
            coverage_hash: manifest.coverage_hash.clone(),
            rules_hash: manifest.rules_hash.clone(),
            code_version: manifest.code_version.clone(),
            claims_hash: manifest.claims_hash.clone(),
            rates: manifest.recipe.rates.clone(),
            series: manifest.recipe.series.clone(),
            window_first: window.first().to_string(),
            window_last: window.last().to_string(),
        }
    }
}

#[derive(Serialize)]
struct Written<'a> {
    schema: &'static str,
    report: &'a str,
    title: &'a Text,
    period: &'a str,
    universe: &'a str,
    query: Option<&'a str>,
    no_fold: bool,
    as_of: &'a str,
    synthetic: bool,
    basis: Basis,
    /// Counts from 1 to below this are `null` wherever they would stand.
    suppressed_below: u64,
    postings: Option<u64>,
    claims: Vec<Value>,
    on_your_window: Vec<Value>,
    monthly: WrittenMonths<'a>,
}

#[derive(Serialize)]
struct WrittenMonths<'a> {
    months: Vec<String>,
    universe: WrittenCounts<'a>,
    categories: Vec<WrittenCounts<'a>>,
    tags: Vec<WrittenCounts<'a>>,
}

#[derive(Serialize)]
struct WrittenCounts<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a Text>,
    /// One number a month; `null` where it is not shown.
    counts: Vec<Option<u64>>,
    /// Which of them are withheld, and not unseen.
    suppressed: Vec<bool>,
}

/// `claims.json`.
pub(crate) fn write(
    manifest: &Manifest,
    title: &Text,
    findings: &Findings,
) -> Result<Vec<u8>, Error> {
    let recipe = &manifest.recipe;
    let hidden = Hidden::of(findings);
    let all = |claims: &[JudgedClaim]| {
        let claims = claims.iter().map(|one| claim(one, &hidden));
        claims.collect::<Result<Vec<_>, _>>()
    };
    let shown = months::shown(findings);
    let written = Written {
        schema: SCHEMA,
        report: &recipe.name,
        title,
        period: &recipe.period,
        universe: &findings.universe,
        query: recipe.query.as_deref(),
        no_fold: recipe.no_fold,
        as_of: &manifest.as_of,
        synthetic: manifest.synthetic,
        basis: Basis::of(manifest, findings.window),
        suppressed_below: SMALLEST_CELL,
        postings: shown_count(findings.postings),
        claims: all(&findings.claims)?,
        on_your_window: all(&findings.on_your_window)?,
        monthly: WrittenMonths {
            months: shown.months.iter().map(|day| day.month_label()).collect(),
            universe: counts(UNIVERSE, None, &shown.universe),
            categories: shown
                .categories
                .iter()
                .map(|(one, cells)| counts(&one.id, Some(&one.title), cells))
                .collect(),
            tags: shown
                .tags
                .iter()
                .map(|(one, cells)| counts(&one.id, Some(&one.title), cells))
                .collect(),
        },
    };
    let mut bytes = serde_json::to_vec_pretty(&written)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The id under which all postings stand.
const UNIVERSE: &str = "universe";

fn counts<'a>(id: &'a str, title: Option<&'a Text>, cells: &[MonthCell]) -> WrittenCounts<'a> {
    WrittenCounts {
        id,
        title,
        counts: cells.iter().map(|cell| cell.count()).collect(),
        suppressed: cells
            .iter()
            .map(|cell| *cell == MonthCell::Withheld)
            .collect(),
    }
}

/// A claim with all that stands behind it. Where its numbers are withheld, they are `null` like those of tables and pages: a change
/// between two counts of which one is shown would give the other away.
fn claim(claim: &JudgedClaim, hidden: &Hidden<'_>) -> Result<Value, Error> {
    let mut value = serde_json::to_value(claim)?;
    let is_hidden = hidden.claim(claim);
    if is_hidden || has_small_n(&value) {
        withhold(&mut value, &POSTINGS);
    }
    if is_hidden {
        withhold(&mut value, &NUMBERS);
        // A list of postings is a count of them.
        value["evidence"] = Value::Array(Vec::new());
        for (key, text) in [
            ("finding", page::finding(claim, true)),
            ("reason", page::reason(claim, true)),
        ] {
            value[key] = serde_json::to_value(text)?;
        }
    }
    Ok(value)
}

/// The keys under which numbers of postings stand.
const POSTINGS: [&str; 3] = ["n", "n_start", "n_end"];

/// The keys under which changes stand that would give a number of postings away.
const NUMBERS: [&str; 4] = [
    "estimate",
    "deciding",
    "minimum_detectable_effect",
    "robustness",
];

fn has_small_n(value: &Value) -> bool {
    match value {
        Value::Object(parts) => parts.iter().any(|(key, part)| {
            let small = part.as_u64().is_some_and(is_small);
            (small && POSTINGS.contains(&key.as_str())) || has_small_n(part)
        }),
        Value::Array(items) => items.iter().any(has_small_n),
        _ => false,
    }
}

fn withhold(value: &mut Value, keys: &[&str]) {
    match value {
        Value::Object(parts) => {
            for (key, part) in parts.iter_mut() {
                match keys.contains(&key.as_str()) {
                    true => *part = Value::Null,
                    false => withhold(part, keys),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| withhold(item, keys)),
        _ => {}
    }
}

/// A `claims.json` as far as a later report compares it; further keys are passed over, so that newer programs may add some.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct Stored {
    pub(crate) schema: String,
    pub(crate) report: String,
    pub(crate) period: String,
    pub(crate) universe: String,
    pub(crate) query: Option<String>,
    pub(crate) no_fold: bool,
    pub(crate) as_of: String,
    pub(crate) basis: Basis,
    pub(crate) claims: Vec<StoredClaim>,
    pub(crate) on_your_window: Vec<StoredClaim>,
    pub(crate) monthly: StoredMonths,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct StoredClaim {
    pub(crate) id: String,
    pub(crate) original: Option<String>,
    pub(crate) sentence: StoredText,
    pub(crate) verdict: String,
    pub(crate) window: StoredDays,
    pub(crate) estimate: Option<StoredEstimate>,
    pub(crate) deciding: Option<StoredEstimate>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct StoredText {
    pub(crate) en: String,
    #[serde(rename = "zh-CN")]
    pub(crate) zh_cn: Option<String>,
}

impl From<&StoredText> for Text {
    fn from(stored: &StoredText) -> Text {
        Text {
            en: stored.en.clone(),
            zh_cn: stored.zh_cn.clone(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct StoredDays {
    pub(crate) first: Day,
    pub(crate) last: Day,
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub(crate) struct StoredEstimate {
    pub(crate) value: f64,
    pub(crate) low: Option<f64>,
    pub(crate) high: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct StoredMonths {
    pub(crate) months: Vec<String>,
    pub(crate) universe: StoredCounts,
    pub(crate) categories: Vec<StoredCounts>,
    pub(crate) tags: Vec<StoredCounts>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct StoredCounts {
    pub(crate) id: String,
    pub(crate) counts: Vec<Option<u64>>,
}

/// Reads a `claims.json`; `file` is how messages name it.
pub(crate) fn read(file: &str, bytes: &[u8]) -> Result<Stored, Error> {
    let fault = |message: String| Error::Earlier {
        file: file.to_owned(),
        message,
    };
    let stored: Stored = serde_json::from_slice(bytes).map_err(|error| fault(error.to_string()))?;
    match stored.schema == SCHEMA {
        true => Ok(stored),
        false => Err(fault(format!(
            "its schema is `{}` and not `{SCHEMA}`",
            stored.schema
        ))),
    }
}
