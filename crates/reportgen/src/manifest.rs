//! What a report rests on: hashes, versions and parameters in, `manifest.json` out. Knows no clock: facts of a run stand elsewhere.

use analytics::findings::{Findings, SourceCoverage};
use serde::Serialize;

use crate::error::Error;

/// What decided a report's bytes, and nothing else: two runs over the same postings with the same rules give the same manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// The day that the report takes for today, `YYYY-MM-DD`.
    pub as_of: String,
    /// Version of the program.
    pub code_version: String,
    /// Hash of the tagging and category rules.
    pub rules_hash: String,
    /// Hash of the postings used, free of their order and of the time of import.
    pub postings_hash: String,
    /// Every parameter that changes a number, by name, in the order to show them in.
    pub parameters: Vec<(String, String)>,
    /// Whether any posting is synthetic: every page and chart then carries a watermark.
    pub synthetic: bool,
    /// The same job under several keys.
    pub duplicates: Duplicates,
    /// How many rows became problems instead of postings, by kind.
    pub problems: Vec<(String, u64)>,
}

/// Exactly dated postings of the universe for which another one stands, and whether they count all the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Duplicates {
    /// How many.
    pub postings: u64,
    /// Whether every count holds them.
    pub counted: bool,
}

#[derive(Serialize)]
struct Written<'a> {
    schema: &'static str,
    title: &'a str,
    universe: &'a str,
    window_first: String,
    window_last: String,
    as_of: &'a str,
    synthetic: bool,
    code_version: &'a str,
    rules_hash: &'a str,
    postings_hash: &'a str,
    postings: u64,
    undated: u64,
    duplicates: Duplicates,
    sources: &'a [SourceCoverage],
    parameters: Vec<Parameter<'a>>,
    problems: Vec<ProblemCount<'a>>,
    files: Vec<&'a str>,
}

#[derive(Serialize)]
struct Parameter<'a> {
    name: &'a str,
    value: &'a str,
}

#[derive(Serialize)]
struct ProblemCount<'a> {
    kind: &'a str,
    rows: u64,
}

/// `manifest.json`; `files` are the paths of the other files of the report.
pub(crate) fn write(
    manifest: &Manifest,
    title: &str,
    findings: &Findings,
    files: Vec<&str>,
) -> Result<Vec<u8>, Error> {
    let written = Written {
        schema: "jobtide.report.manifest/1",
        title,
        universe: &findings.universe,
        window_first: findings.window.first().to_string(),
        window_last: findings.window.last().to_string(),
        as_of: &manifest.as_of,
        synthetic: manifest.synthetic,
        code_version: &manifest.code_version,
        rules_hash: &manifest.rules_hash,
        postings_hash: &manifest.postings_hash,
        postings: findings.postings,
        undated: findings.undated,
        duplicates: manifest.duplicates,
        sources: &findings.sources,
        parameters: manifest
            .parameters
            .iter()
            .map(|(name, value)| Parameter { name, value })
            .collect(),
        problems: manifest
            .problems
            .iter()
            .map(|(kind, rows)| ProblemCount { kind, rows: *rows })
            .collect(),
        files,
    };
    let mut bytes = serde_json::to_vec_pretty(&written)?;
    bytes.push(b'\n');
    Ok(bytes)
}
