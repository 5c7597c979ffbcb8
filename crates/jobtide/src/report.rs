//! `jobtide report`: definition and claims to a panel, the panel to findings, findings to files. Never opens the store.

mod editions;
mod feed;
mod files;
mod list;
mod png;
mod prepare;
mod show;

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::time::Instant;

use analytics::Findings;
use analytics::claims::Language;
use anyhow::{Context, anyhow};
use model::{DayRange, Panel};
use reportgen::{Formats, Previous, RenderedFile, ReportDays};
use serde::Serialize;

pub use editions::named;
#[cfg(all(feature = "png", feature = "serve"))]
pub use png::of as png_of;
pub use prepare::{Prepared, prepare};
pub use show::words;

use crate::arguments::{CountedBy, Report, ReportCommand};
use crate::exit::{self, Exit};
use crate::judging::Again;
use crate::settings::Settings;

/// Which days a report shall be about.
#[derive(Clone, Copy, Debug)]
pub enum Asked {
    /// Those of the definition's rule.
    Rule,
    /// A period or days; the rule says what window it stands in.
    Days(DayRange),
    /// Both period and window, as a manifest has them.
    Both(ReportDays),
}

/// What to make.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The definition's name.
    pub name: String,
    /// The days.
    pub days: Asked,
    /// A universe in place of the definition's.
    pub universe: Option<String>,
    /// What the report is about, where it is about a query; else another word for the universe.
    pub query: Option<String>,
    /// The languages, or `None` for the definition's.
    pub languages: Option<Vec<Language>>,
    /// The kinds of file.
    pub formats: Formats,
    /// A folder in place of `reports/<name>/<period>`.
    pub out: Option<PathBuf>,
    /// Whether duplicates count as postings of their own.
    pub no_fold: bool,
    /// The file of exchange rates by which pay is converted.
    pub rates: Option<PathBuf>,
    /// What an earlier run saw, where its report is made again.
    pub again: Option<Again>,
    /// What counts in place of the index.
    pub counted_by: CountedBy,
}

impl Wanted {
    /// The report of this name, in every respect as its definition has it.
    pub fn plain(name: &str) -> Wanted {
        Wanted {
            name: name.to_owned(),
            days: Asked::Rule,
            universe: None,
            query: None,
            languages: None,
            formats: Formats::ALL,
            out: None,
            no_fold: false,
            rates: None,
            again: None,
            counted_by: CountedBy::default(),
        }
    }
}

/// What was made.
pub struct Made {
    /// The folder that holds the files.
    pub folder: PathBuf,
    /// The files' paths in it.
    pub files: Vec<String>,
    /// What the report is called after.
    pub period: DayRange,
    /// The query that it is about.
    pub query: Option<String>,
    /// What the report says.
    pub findings: Findings,
    /// What it was computed from.
    pub panel: Panel,
}

impl Made {
    /// The pages for readers, each language after the other.
    pub fn pages(&self) -> impl Iterator<Item = PathBuf> {
        let pages = self.files.iter().filter(|file| {
            file.starts_with("report.") && (file.ends_with(".html") || file.ends_with(".md"))
        });
        pages.map(|file| self.folder.join(file))
    }
}

/// Runs the command.
pub fn run(settings: &Settings, wanted: &Report) -> anyhow::Result<Exit> {
    match &wanted.command {
        Some(ReportCommand::New(new)) => return list::new(settings, new),
        None if wanted.list => return list::list(settings),
        None => {}
    }
    png::check(wanted.png)?;
    let days = match (&wanted.period, wanted.from, wanted.to) {
        (Some(period), _, _) => Asked::Days(DayRange::from_period(period).map_err(exit::usage)?),
        (None, Some(from), Some(to)) => Asked::Days(
            DayRange::new(from, to)
                .ok_or_else(|| exit::usage(anyhow!("--from {from} comes after --to {to}")))?,
        ),
        _ => Asked::Rule,
    };
    let made = make(
        settings,
        &Wanted {
            name: wanted.name.clone(),
            days,
            universe: wanted.universe.clone(),
            query: wanted.query.clone(),
            languages: (!wanted.lang.is_empty()).then(|| wanted.lang.clone()),
            formats: match wanted.formats.is_empty() {
                true => Formats::ALL,
                false => Formats::of(wanted.formats.iter().map(|kind| kind.name())),
            },
            out: wanted.out.clone(),
            no_fold: wanted.no_fold,
            rates: wanted.rates.clone(),
            again: None,
            counted_by: wanted.counted_by.clone(),
        },
    )?;
    let drawn = png::beside(settings, &made.folder, &made.files, wanted.png)?;
    let shown = show::show(settings, &made)?;
    Ok(if drawn == Exit::Done { shown } else { drawn })
}

/// Judges and writes a report.
pub fn make(settings: &Settings, wanted: &Wanted) -> anyhow::Result<Made> {
    let started = Instant::now();
    let mut prepared = prepare(settings, wanted)?;
    editions::keep(&prepared)?;
    let previous = editions::previous(settings, &prepared);
    let rendered = render(&mut prepared, previous.as_ref())?;
    let folder = &prepared.folder;
    remove_former(folder, &rendered)?;
    for file in &rendered {
        write(&folder.join(&file.path), &file.bytes)?;
    }
    write_facts_of_the_run(folder, settings, started)?;
    feed::renew(settings)?;
    Ok(Made {
        folder: prepared.folder,
        files: rendered.into_iter().map(|file| file.path).collect(),
        period: prepared.period,
        query: prepared.manifest.recipe.query,
        findings: prepared.findings,
        panel: prepared.panel,
    })
}

/// The files of a report.
pub fn render(
    prepared: &mut Prepared,
    previous: Option<&Previous>,
) -> anyhow::Result<Vec<RenderedFile>> {
    prepared.manifest.previous = previous.map(Previous::reference);
    Ok(reportgen::render(&reportgen::Request {
        definition: &prepared.definition,
        findings: &prepared.findings,
        manifest: &prepared.manifest,
        templates: &prepared.templates,
        languages: &prepared.languages,
        formats: prepared.formats,
        previous,
    })?)
}

/// Takes away what the report that stood here had and the new one has not, so that no page of other numbers is left beside it.
fn remove_former(folder: &Path, rendered: &[RenderedFile]) -> anyhow::Result<()> {
    let Ok(bytes) = std::fs::read(folder.join("manifest.json")) else {
        return Ok(());
    };
    let present: BTreeSet<&str> = rendered.iter().map(|file| file.path.as_str()).collect();
    // A manifest of an older form names its files, too.
    let former = reportgen::named_files(&bytes);
    let gone = former.iter().map(String::as_str);
    for file in gone.filter(|file| !present.contains(file) && stays_inside(file)) {
        let path = folder.join(file);
        if path.is_file() {
            std::fs::remove_file(&path)
                .with_context(|| format!("cannot remove {}", path.display()))?;
        }
        png::remove(&path)?;
    }
    Ok(())
}

/// Whether a path that a manifest names leads nowhere but into the report's folder.
pub fn stays_inside(file: &str) -> bool {
    let mut parts = Path::new(file).components();
    parts.all(|part| matches!(part, Component::Normal(_)))
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
