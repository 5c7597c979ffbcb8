//! `jobtide judge` and `jobtide claims check`: a claim file to a table of verdicts, or to what can be said of it without a posting. Computes nothing itself.

use std::path::Path;

use analytics::claims::Text;
use analytics::claims::check::{self, Remark, Weight};
use analytics::{ClaimFile, Estimate, JudgedClaim};
use anyhow::{Context, anyhow};
use model::DayRange;
use serde::Serialize;

use crate::arguments::{CheckClaims, Judge};
use crate::exit::{self, Exit};
use crate::judging::{self, Asked, Window};
use crate::output::{self, Out};
use crate::report::words;
use crate::settings::Settings;

/// The report whose claims are judged where no file is named.
const SHIPPED: &str = "ai-and-jobs";

#[derive(Serialize)]
struct Document<'a> {
    file: &'a str,
    title: &'a Text,
    universe: &'a str,
    window: DayRange,
    postings: u64,
    postings_hash: &'a str,
    series: Vec<Series<'a>>,
    total: usize,
    claims: Vec<&'a JudgedClaim>,
}

/// A series of others that the claims use, without its values.
#[derive(Serialize)]
struct Series<'a> {
    id: &'a str,
    title: &'a str,
    attribution: &'a str,
    days: Option<DayRange>,
}

#[derive(Serialize)]
struct Checked<'a> {
    file: &'a str,
    claims: usize,
    total: usize,
    remarks: &'a [Remark],
}

fn read(file: Option<&Path>) -> anyhow::Result<(String, ClaimFile)> {
    let (name, text) = match file {
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("cannot read {}", path.display()))
                .map_err(exit::usage)?;
            (path.display().to_string(), text)
        }
        None => {
            let shipped = reportgen::shipped(SHIPPED).context("the shipped report is missing")?;
            (
                format!("{SHIPPED}/claims.toml"),
                shipped.claims_toml.to_owned(),
            )
        }
    };
    let claims = judging::claims(&name, &text, None)?;
    Ok((name, claims))
}

/// Runs `jobtide judge`.
pub fn judge(settings: &Settings, wanted: &Judge) -> anyhow::Result<Exit> {
    let window = match (wanted.from, wanted.to) {
        (Some(from), Some(to)) => Some(
            DayRange::new(from, to)
                .ok_or_else(|| exit::usage(anyhow!("--from {from} comes after --to {to}")))?,
        ),
        _ => None,
    };
    let (name, file) = read(wanted.file.as_deref())?;
    let universe = wanted.query.as_deref().or(file.study.universe.as_deref());
    let judged = judging::judge(
        settings,
        &file,
        Asked {
            universe: universe.unwrap_or("*"),
            window: window.map_or(Window::Study, Window::Days),
            no_fold: wanted.no_fold,
            rates: wanted.rates.as_deref(),
            again: None,
            counted_by: &wanted.counted_by,
        },
    )?;
    let findings = &judged.findings;
    // With a window of one's own the sentences on it are the answer; without, those on the study's.
    let shown = match window {
        Some(_) if !findings.on_your_window.is_empty() => &findings.on_your_window,
        _ => &findings.claims,
    };
    let every: Vec<&JudgedClaim> = findings
        .claims
        .iter()
        .chain(&findings.on_your_window)
        .collect();
    let document = Document {
        file: &name,
        title: &file.study.title,
        universe: &findings.universe,
        window: findings.window,
        postings: findings.postings,
        postings_hash: &judged.postings_hash,
        series: findings
            .external
            .iter()
            .map(|one| Series {
                id: &one.id,
                title: &one.title,
                attribution: &one.attribution,
                days: one.days,
            })
            .collect(),
        total: every.len(),
        claims: every,
    };
    let mut out = Out::stdout();
    if let Some(path) = &wanted.out {
        let text = workbench::enveloped(SCHEMA, &document)?;
        std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    if settings.json {
        out.json(SCHEMA, &document)?;
        return Ok(Exit::Done);
    }
    let about = match file.needs_postings() {
        true => format!(
            "{}, {}, {}",
            findings.universe,
            findings.window,
            output::counted(findings.postings, "posting")
        ),
        false => file.study.title.en.clone(),
    };
    out.line(&about);
    let rows: Vec<Vec<String>> = shown.iter().map(row).collect();
    let head = [
        "claim", "verdict", "estimate", "interval", "q", "agree", "n", "sentence",
    ];
    out.text(&output::table(&head, &rows, &[2, 4, 5, 6]));
    let mut credited: Vec<&str> = findings
        .external
        .iter()
        .map(|one| one.attribution.as_str())
        .collect();
    credited.sort_unstable();
    credited.dedup();
    for attribution in credited {
        out.line(&format!("Series: {attribution}"));
    }
    if wanted.why {
        for claim in shown {
            out.line(&format!("{}  {}", claim.id, claim.reason));
        }
    }
    Ok(Exit::Done)
}

/// The name of the published schema, `docs/judge.schema.json`.
const SCHEMA: &str = "jobtide.judge/1";

fn row(claim: &JudgedClaim) -> Vec<String> {
    let percent = analytics::wording::percent;
    let interval = |one: &Estimate| {
        one.low
            .zip(one.high)
            .map(|(low, high)| format!("{} to {}", percent(low), percent(high)))
    };
    let robustness = claim.robustness.as_ref();
    let or_empty = |text: Option<String>| text.unwrap_or_default();
    vec![
        claim.original.as_ref().unwrap_or(&claim.id).clone(),
        words(claim.verdict),
        or_empty(claim.estimate.map(|one| percent(one.value))),
        or_empty(claim.deciding.as_ref().and_then(interval)),
        or_empty(
            robustness
                .and_then(|one| one.q_value)
                .map(|q| format!("{q:.2}")),
        ),
        or_empty(
            robustness
                .and_then(|one| one.agreement)
                .map(analytics::wording::share),
        ),
        postings(claim),
        claim.sentence.en.clone(),
    ]
}

/// Postings in the two windows; one number where the claim is about one.
fn postings(claim: &JudgedClaim) -> String {
    let cell = analytics::wording::cell;
    match (claim.n_start, claim.n_end) {
        (start, end) if start == end => cell(start),
        (start, end) => format!("{} → {}", cell(start), cell(end)),
    }
}

/// Runs `jobtide claims check`.
pub fn check(settings: &Settings, wanted: &CheckClaims) -> anyhow::Result<Exit> {
    let (name, file) = read(wanted.file.as_deref())?;
    let remarks = check::check(&file);
    let faults = remarks
        .iter()
        .filter(|one| one.weight == Weight::Fault)
        .count();
    let mut out = Out::stdout();
    if settings.json {
        let document = Checked {
            file: &name,
            claims: file.claims.len(),
            total: remarks.len(),
            remarks: &remarks,
        };
        out.json("jobtide.claims.check/1", &document)?;
    } else {
        for remark in &remarks {
            let weight = match remark.weight {
                Weight::Fault => "fault",
                Weight::Note => "note",
            };
            out.line(&format!("{}  {weight}  {}", remark.claim, remark.text));
        }
        out.line(&format!(
            "{name}: {}, {}",
            output::counted(file.claims.len() as u64, "claim"),
            output::counted(faults as u64, "fault")
        ));
    }
    Ok(if faults == 0 {
        Exit::Done
    } else {
        Exit::CheckFailed
    })
}
