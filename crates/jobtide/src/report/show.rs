//! A report that was made in, what the terminal or a program sees of it out. Reads no file.

use std::collections::BTreeMap;

use analytics::Verdict;
use model::DayRange;
use serde::Serialize;

use super::Made;
use crate::exit::Exit;
use crate::output::{self, Out};
use crate::settings::Settings;

#[derive(Serialize)]
struct Claim<'a> {
    id: &'a str,
    sentence: &'a str,
    verdict: Verdict,
    reason: &'a str,
}

#[derive(Serialize)]
struct Document<'a> {
    folder: String,
    files: &'a [String],
    universe: &'a str,
    query: Option<&'a str>,
    period: String,
    window: DayRange,
    postings: u64,
    total: usize,
    claims: Vec<Claim<'a>>,
}

/// Prints what was made.
pub fn show(settings: &Settings, made: &Made) -> anyhow::Result<Exit> {
    let findings = &made.findings;
    let mut out = Out::stdout();
    if settings.json {
        let judged = findings.claims.iter().chain(&findings.on_your_window);
        let claims: Vec<Claim<'_>> = judged
            .map(|claim| Claim {
                id: &claim.id,
                sentence: &claim.sentence.en,
                verdict: claim.verdict,
                reason: &claim.reason.en,
            })
            .collect();
        let document = Document {
            folder: made.folder.display().to_string(),
            files: &made.files,
            universe: &findings.universe,
            query: made.query.as_deref(),
            period: made.period.period_name(),
            window: findings.window,
            postings: findings.postings,
            total: claims.len(),
            claims,
        };
        out.json("jobtide.report/1", &document)?;
        return Ok(Exit::Done);
    }
    let about = match &made.query {
        Some(query) => format!("{query} in {}", findings.universe),
        None => findings.universe.clone(),
    };
    out.line(&format!(
        "{about}, {}, {}",
        findings.window,
        output::counted(findings.postings, "posting")
    ));
    if findings.postings == 0 {
        settings.hint("no posting of this universe lies in this window; `jobtide search` with the same query shows which days it has");
    }
    for (heading, claims) in [
        ("the report's sentences", &findings.claims),
        (
            "the same sentences on your window",
            &findings.on_your_window,
        ),
    ] {
        let mut verdicts: BTreeMap<String, u64> = BTreeMap::new();
        for claim in claims {
            *verdicts.entry(words(claim.verdict)).or_default() += 1;
        }
        if !verdicts.is_empty() {
            out.line(&format!("{heading}:"));
        }
        for (verdict, count) in &verdicts {
            out.line(&format!("  {count:>3}  {verdict}"));
        }
    }
    for page in made.pages() {
        out.line(&page.display().to_string());
    }
    Ok(Exit::Done)
}

/// A verdict as reports print it: `NOT COVERED`.
pub fn words(verdict: Verdict) -> String {
    match serde_json::to_value(verdict) {
        Ok(serde_json::Value::String(name)) => name.replace('_', " "),
        _ => format!("{verdict:?}"),
    }
}
