//! `jobtide report`: definition and claims to a panel, the panel to findings, findings to files. Never opens the store.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use analytics::claims::Language;
use analytics::{Findings, Verdict};
use anyhow::{Context, anyhow};
use model::{DayRange, Panel};
use reportgen::{Formats, Manifest, ReportDefinition, Templates};
use serde::Serialize;
use tagger::Tagger;

use crate::arguments::Report;
use crate::exit::{self, Exit};
use crate::import;
use crate::judging::{self, Asked, Judged};
use crate::output::{self, Out};
use crate::settings::{Settings, nearest};

/// What to make.
pub struct Wanted {
    /// The definition's name.
    pub name: String,
    /// The window, or `None` for the article's where it is covered, else all that is.
    pub window: Option<DayRange>,
    /// A universe in place of the definition's.
    pub universe: Option<String>,
    /// A folder in place of `reports/<name>/<period>`.
    pub out: Option<PathBuf>,
    /// Whether duplicates count as postings of their own.
    pub no_fold: bool,
    /// The file of exchange rates by which pay is converted.
    pub rates: Option<PathBuf>,
}

/// What was made.
pub struct Made {
    /// The folder that holds the files.
    pub folder: PathBuf,
    /// What the report says.
    pub findings: Findings,
    /// What it was computed from.
    pub panel: Panel,
}

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
    universe: &'a str,
    window: DayRange,
    postings: u64,
    total: usize,
    claims: Vec<Claim<'a>>,
}

/// Runs the command.
pub fn run(settings: &Settings, wanted: &Report) -> anyhow::Result<Exit> {
    let window = match (&wanted.period, wanted.from, wanted.to) {
        (Some(period), _, _) => Some(DayRange::from_period(period).map_err(exit::usage)?),
        (None, Some(from), Some(to)) => Some(
            DayRange::new(from, to)
                .ok_or_else(|| exit::usage(anyhow!("--from {from} comes after --to {to}")))?,
        ),
        _ => None,
    };
    let made = make(
        settings,
        &Wanted {
            name: wanted.name.clone(),
            window,
            universe: wanted.universe.clone(),
            out: wanted.out.clone(),
            no_fold: wanted.no_fold,
            rates: wanted.rates.clone(),
        },
    )?;
    let findings = &made.findings;
    let judged = findings.claims.iter().chain(&findings.on_your_window);
    let mut out = Out::stdout();
    if settings.json {
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
            universe: &findings.universe,
            window: findings.window,
            postings: findings.postings,
            total: claims.len(),
            claims,
        };
        out.json("jobtide.report/1", &document)?;
        return Ok(Exit::Done);
    }
    out.line(&format!(
        "{}, {}, {}",
        findings.universe,
        findings.window,
        output::counted(findings.postings, "posting")
    ));
    if findings.postings == 0 {
        settings.hint("no posting of this universe lies in this window; `jobtide search` with the same query shows which days it has");
    }
    for (heading, claims) in [
        ("the article's sentences", &findings.claims),
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
    out.line(&made.folder.join("report.html").display().to_string());
    out.line(&made.folder.join("report.md").display().to_string());
    Ok(Exit::Done)
}

/// A verdict as reports print it: `NOT COVERED`.
pub fn words(verdict: Verdict) -> String {
    match serde_json::to_value(verdict) {
        Ok(serde_json::Value::String(name)) => name.replace('_', " "),
        _ => format!("{verdict:?}"),
    }
}

/// Judges and writes a report.
pub fn make(settings: &Settings, wanted: &Wanted) -> anyhow::Result<Made> {
    let started = Instant::now();
    let files = Files::load(settings, &wanted.name)?;
    let definition = ReportDefinition::parse(&files.shown("report.toml"), &files.report_toml)?;
    let claims = judging::claims(&files.shown("claims.toml"), &files.claims_toml)?;
    let judged = judging::judge(
        settings,
        &claims,
        Asked {
            universe: wanted
                .universe
                .as_deref()
                .unwrap_or_else(|| definition.universe()),
            window: wanted.window,
            no_fold: wanted.no_fold,
            rates: wanted.rates.as_deref(),
        },
    )?;
    let Judged {
        panel, findings, ..
    } = judged;

    let manifest = Manifest {
        as_of: panel.days.last().to_string(),
        code_version: env!("CARGO_PKG_VERSION").to_owned(),
        rules_hash: Tagger::embedded().rules_hash().to_owned(),
        postings_hash: judged.postings_hash,
        parameters: vec![
            (
                "exchange rates".into(),
                wanted
                    .rates
                    .as_deref()
                    .and_then(std::path::Path::file_name)
                    .map_or_else(
                        || "none: currencies stand apart".into(),
                        |name| name.to_string_lossy().into_owned().into(),
                    ),
            ),
            ("universe".into(), findings.universe.clone().into()),
            ("window".into(), findings.window.to_string().into()),
            (
                "bootstrap draws".into(),
                analytics::rank::DRAWS.to_string().into(),
            ),
            (
                "bootstrap seed".into(),
                analytics::rank::SEED.to_string().into(),
            ),
        ],
        duplicates: judged.duplicates,
        synthetic: panel
            .platforms
            .iter()
            .any(|platform| platform.as_str() == synth::PLATFORM),
        problems: import::problems_of(&settings.imports(), &panel.platforms)?,
        ..Manifest::default()
    };
    let rendered = reportgen::render(&reportgen::Request {
        definition: &definition,
        findings: &findings,
        manifest: &manifest,
        templates: &files.templates,
        languages: &[Language::En],
        formats: Formats::ALL,
        previous: None,
    })?;
    let folder = wanted.out.clone().unwrap_or_else(|| {
        settings
            .reports
            .join(&wanted.name)
            .join(folder_name(wanted, findings.window))
    });
    for file in &rendered {
        write(&folder.join(&file.path), &file.bytes)?;
    }
    write_facts_of_the_run(&folder, settings, started)?;
    Ok(Made {
        folder,
        findings,
        panel,
    })
}

/// The period's name, and behind it the universe where it is not the definition's own, so that two universes do not overwrite each other; the same for duplicates that count.
fn folder_name(wanted: &Wanted, window: DayRange) -> String {
    let mut name = window.period_name();
    if let Some(universe) = &wanted.universe {
        let plain = |c: char| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        };
        let words: String = universe.chars().map(plain).collect();
        let parts: Vec<&str> = words.split('-').filter(|part| !part.is_empty()).collect();
        name.push('_');
        name.push_str(&parts.join("-"));
    }
    if wanted.no_fold {
        name.push_str("_no-fold");
    }
    name
}

/// Facts that differ from run to run stand apart from the report, whose bytes depend on postings and rules alone.
fn write_facts_of_the_run(
    folder: &Path,
    settings: &Settings,
    started: Instant,
) -> anyhow::Result<()> {
    #[derive(Serialize)]
    struct Run {
        schema: &'static str,
        command: Vec<String>,
        unix_seconds: i64,
        duration_seconds: f64,
    }
    let run = Run {
        schema: "jobtide.report.run/1",
        command: std::env::args().collect(),
        unix_seconds: settings.now,
        duration_seconds: started.elapsed().as_secs_f64(),
    };
    write(&folder.join("run.json"), &serde_json::to_vec_pretty(&run)?)
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    }
    std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

/// A report's files: what is embedded, overridden file by file by what stands in its folder.
struct Files {
    folder: PathBuf,
    report_toml: String,
    claims_toml: String,
    templates: Templates,
}

impl Files {
    fn load(settings: &Settings, name: &str) -> anyhow::Result<Files> {
        let folder = settings.reports.join(name);
        let shipped = reportgen::shipped(name);
        if shipped.is_none() && !folder.join("report.toml").is_file() {
            let hint = nearest(name, reportgen::shipped_names())
                .map(|near| format!("; did you mean `{near}`?"))
                .unwrap_or_default();
            return Err(exit::usage(anyhow!(
                "no report is called `{name}`: {} does not exist{hint}",
                folder.join("report.toml").display()
            )));
        }
        let mut templates = Templates::embedded();
        for (file, text) in shipped.iter().flat_map(|shipped| shipped.templates) {
            templates.override_with(file, (*text).to_owned());
        }
        if let Ok(entries) = std::fs::read_dir(&folder) {
            let mut paths: Vec<PathBuf> = entries
                .filter_map(|entry| entry.ok().map(|entry| entry.path()))
                .collect();
            paths.sort();
            for path in paths
                .iter()
                .filter(|path| path.extension().is_some_and(|extension| extension == "hbs"))
            {
                if let Some(file) = path.file_name().and_then(|file| file.to_str()) {
                    templates.override_with(file, read(path)?);
                }
            }
        }
        let own = |file: &str, shipped: Option<&'static str>| {
            let path = folder.join(file);
            match shipped {
                Some(text) if !path.is_file() => Ok(text.to_owned()),
                _ => read(&path),
            }
        };
        Ok(Files {
            report_toml: own("report.toml", shipped.map(|shipped| shipped.report_toml))?,
            claims_toml: own("claims.toml", shipped.map(|shipped| shipped.claims_toml))?,
            folder,
            templates,
        })
    }

    fn shown(&self, file: &str) -> String {
        self.folder.join(file).display().to_string()
    }
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}
