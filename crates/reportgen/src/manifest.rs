//! What a report rests on: hashes, versions and parameters in, `manifest.json` out. Knows no clock: facts of a run stand elsewhere.

use analytics::claims::Text;
use analytics::findings::Findings;
use model::{DayRange, SourceId};
use serde::{Deserialize, Serialize};

use crate::claims_json::StoredText;
use crate::definition::ReportDefinition;
use crate::error::Error;
use crate::suppression::{self, SMALLEST_CELL, shown_count};
use crate::{RenderedFile, feed};

/// What decided a report's bytes, and nothing else: two runs over the same postings with the same rules give the same manifest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The day that the report takes for today, `YYYY-MM-DD`.
    pub as_of: String,
    /// Version of the program.
    pub code_version: String,
    /// What counted the postings, by name.
    pub engine: String,
    /// Hash of the tagging and category rules.
    pub rules_hash: String,
    /// Hash of the postings used, free of their order and of the time of import.
    pub postings_hash: String,
    /// Hash of how much of each day the polls of each source saw; empty where no source is polled.
    pub coverage_hash: String,
    /// Hash of `report.toml`.
    pub definition_hash: String,
    /// Hash of `claims.toml`.
    pub claims_hash: String,
    /// Hash of all templates.
    pub templates_hash: String,
    /// Every parameter that changes a number, by name, in the order to show them in.
    pub parameters: Vec<(Text, Text)>,
    /// What was asked for; it makes the report again.
    pub recipe: Recipe,
    /// Whether any posting is synthetic: every page and chart then carries a watermark.
    pub synthetic: bool,
    /// The same job under several keys.
    pub duplicates: Duplicates,
    /// How many rows became problems instead of postings, by kind.
    pub problems: Vec<(String, u64)>,
    /// Whom to credit for the postings of a source, by its name; sources that ask for nothing are left out.
    pub attributions: Vec<Attribution>,
    /// Which sentences of an earlier report this one was held against.
    pub previous: Option<PreviousReport>,
}

/// Exactly dated postings of the universe for which another one stands, and whether they count all the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Duplicates {
    /// How many.
    pub postings: u64,
    /// Whether every count holds them.
    pub counted: bool,
}

/// Whom to credit where postings of a source are shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Attribution {
    /// The source.
    pub source: String,
    /// What its terms ask for.
    pub credit: String,
}

/// The parameters of a report: asked for again, they give the same bytes on the same postings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipe {
    /// The report's name.
    pub name: String,
    /// The period that the report is called after, as `--period` takes it.
    pub period: String,
    /// The first day of the window.
    pub window_first: String,
    /// Its last day.
    pub window_last: String,
    /// A universe in place of the definition's.
    pub universe: Option<String>,
    /// The query that the report is about.
    pub query: Option<String>,
    /// The languages by their tags.
    pub languages: Vec<String>,
    /// The kinds of file: `md`, `html`, `csv`, `json`.
    pub formats: Vec<String>,
    /// Whether duplicates count as postings of their own.
    pub no_fold: bool,
    /// The table of exchange rates.
    pub rates: Option<NamedHash>,
    /// The series of others that were at hand.
    pub series: Vec<NamedHash>,
    /// The day that relative days of its queries were counted back from; `None` where no query has any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub today: Option<String>,
    /// The number of the last import; what later ones could not read is not counted when the report is made again.
    #[serde(default)]
    pub imports: u64,
    /// What the polls of each source had seen.
    #[serde(default)]
    pub polled: Vec<Polled>,
}

/// How far the polls of a source had come when a report was made. It cannot be had later, since they go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Polled {
    /// The source.
    pub source: String,
    /// The last second of which a poll saw what was published, in Unix seconds.
    pub until: i64,
    /// Items that brought no posting, summed over all polls: one that is served for long is counted at each.
    pub problems: u64,
}

/// A file that a report rests on, with the hash of what it held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedHash {
    /// Its path or name.
    pub name: String,
    /// The hash of its bytes.
    pub hash: String,
}

/// An earlier report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviousReport {
    /// Its period.
    pub period: String,
    /// Its number among the kept versions of the same period; `None` where it is the report of an earlier period.
    pub vintage: Option<u32>,
    /// The hash of its `claims.json`.
    pub hash: String,
}

/// The name of the form of `manifest.json`.
const SCHEMA: &str = "jobtide.report.manifest/2";

/// A `manifest.json` as far as it is needed to make the report again and to list it; further keys are passed over.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct StoredManifest {
    schema: String,
    pub(crate) title: StoredText,
    pub(crate) summary: StoredText,
    /// The day that the report took for today.
    pub as_of: String,
    /// Whether any posting is synthetic.
    pub synthetic: bool,
    /// Version of the program.
    pub code_version: String,
    /// What counted the postings.
    pub engine: String,
    /// Hash of the tagging and category rules.
    pub rules_hash: String,
    /// Hash of the postings used.
    pub postings_hash: String,
    /// Hash of what the polls saw; empty where nothing was polled.
    #[serde(default)]
    pub coverage_hash: String,
    /// Hash of `report.toml`.
    pub definition_hash: String,
    /// Hash of `claims.toml`.
    pub claims_hash: String,
    /// Hash of all templates.
    pub templates_hash: String,
    /// What was asked for.
    pub parameters: Recipe,
    /// The earlier report that this one was held against.
    pub previous: Option<PreviousReport>,
    /// The other files.
    pub files: Vec<StoredFile>,
}

/// The paths of the files that a `manifest.json` of any form names, as far as they can be told.
#[must_use]
pub fn named_files(bytes: &[u8]) -> Vec<String> {
    let manifest: serde_json::Value = serde_json::from_slice(bytes).unwrap_or_default();
    let files = manifest["files"].as_array().into_iter().flatten();
    files
        .filter_map(|file| file["path"].as_str().map(str::to_owned))
        .collect()
}

/// A file of a report, as its manifest names it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct StoredFile {
    /// Its path inside the report's folder.
    pub path: String,
    /// The hash of its bytes.
    pub blake3: String,
}

impl StoredManifest {
    /// Reads a `manifest.json`; `file` is how messages name it.
    ///
    /// # Errors
    /// [`Error::NoManifest`] where it is none of this version.
    pub fn parse(file: &str, bytes: &[u8]) -> Result<StoredManifest, Error> {
        let fault = |message: String| Error::NoManifest {
            file: file.to_owned(),
            message,
        };
        let stored: StoredManifest =
            serde_json::from_slice(bytes).map_err(|error| fault(error.to_string()))?;
        match stored.schema == SCHEMA {
            true => Ok(stored),
            false => Err(fault(format!(
                "its schema is `{}` and not `{SCHEMA}`",
                stored.schema
            ))),
        }
    }
}

#[derive(Serialize)]
struct Written<'a> {
    schema: &'static str,
    title: &'a Text,
    summary: Text,
    universe: &'a str,
    window_first: String,
    window_last: String,
    as_of: &'a str,
    synthetic: bool,
    code_version: &'a str,
    engine: &'a str,
    rules_hash: &'a str,
    postings_hash: &'a str,
    coverage_hash: &'a str,
    definition_hash: &'a str,
    claims_hash: &'a str,
    templates_hash: &'a str,
    parameters: &'a Recipe,
    /// Counts from 1 to below this are `null` wherever they would stand.
    suppressed_below: u64,
    postings: Option<u64>,
    undated: Option<u64>,
    duplicates: WrittenDuplicates,
    sources: Vec<WrittenSource<'a>>,
    attributions: &'a [Attribution],
    problems: Vec<ProblemCount<'a>>,
    previous: &'a Option<PreviousReport>,
    files: Vec<WrittenFile<'a>>,
}

#[derive(Serialize)]
struct WrittenDuplicates {
    postings: Option<u64>,
    counted: bool,
}

/// As [`analytics::findings::SourceCoverage`], with a count that may be withheld.
#[derive(Serialize)]
struct WrittenSource<'a> {
    source: &'a SourceId,
    days: Option<DayRange>,
    postings: Option<u64>,
    used: bool,
    incomplete: Option<usize>,
}

#[derive(Serialize)]
struct ProblemCount<'a> {
    kind: &'a str,
    rows: u64,
}

#[derive(Serialize)]
struct WrittenFile<'a> {
    path: &'a str,
    bytes: usize,
    blake3: String,
}

/// The hash by which files and inputs are told apart, in hexadecimal digits.
#[must_use]
pub fn hash_of(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// Whether two hashes of postings can be held against each other. What stands before the dash is the form of a hash, and one of another
/// form, which another version of the program wrote, says nothing of the postings; no postings are none in any form.
#[must_use]
pub fn are_of_one_form(hash: &str, other: &str) -> bool {
    let form = |hash: &str| hash.split_once('-').map(|(form, _)| form.to_owned());
    hash.is_empty() || other.is_empty() || form(hash) == form(other)
}

fn sources(findings: &Findings) -> Vec<WrittenSource<'_>> {
    let withheld = suppression::of_sources(findings);
    let rows = findings.sources.iter().zip(withheld);
    rows.map(|(one, hide)| WrittenSource {
        source: &one.source,
        days: one.days,
        postings: (!hide).then_some(one.postings),
        used: one.used,
        incomplete: one.incomplete,
    })
    .collect()
}

/// `manifest.json`; `files` are the other files of the report.
pub(crate) fn write(
    manifest: &Manifest,
    definition: &ReportDefinition,
    findings: &Findings,
    files: &[RenderedFile],
) -> Result<Vec<u8>, Error> {
    let written = Written {
        schema: SCHEMA,
        title: definition.title(),
        summary: feed::summary(definition, findings),
        universe: &findings.universe,
        window_first: findings.window.first().to_string(),
        window_last: findings.window.last().to_string(),
        as_of: &manifest.as_of,
        synthetic: manifest.synthetic,
        code_version: &manifest.code_version,
        engine: &manifest.engine,
        rules_hash: &manifest.rules_hash,
        postings_hash: &manifest.postings_hash,
        coverage_hash: &manifest.coverage_hash,
        definition_hash: &manifest.definition_hash,
        claims_hash: &manifest.claims_hash,
        templates_hash: &manifest.templates_hash,
        parameters: &manifest.recipe,
        suppressed_below: SMALLEST_CELL,
        postings: shown_count(findings.postings),
        undated: shown_count(findings.undated),
        duplicates: WrittenDuplicates {
            postings: shown_count(manifest.duplicates.postings),
            counted: manifest.duplicates.counted,
        },
        sources: sources(findings),
        attributions: &manifest.attributions,
        problems: manifest
            .problems
            .iter()
            .map(|(kind, rows)| ProblemCount { kind, rows: *rows })
            .collect(),
        previous: &manifest.previous,
        files: files
            .iter()
            .map(|file| WrittenFile {
                path: &file.path,
                bytes: file.bytes.len(),
                blake3: hash_of(&file.bytes),
            })
            .collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&written)?;
    bytes.push(b'\n');
    Ok(bytes)
}
