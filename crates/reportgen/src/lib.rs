//! Findings and a report definition in, named files of bytes out: Markdown, one-file HTML, SVG charts, CSV. Computes no statistic, writes no file.

mod changes;
mod chart;
mod claims_json;
mod csv;
mod definition;
mod error;
mod escape;
mod inclusion;
mod manifest;
mod months;
mod page;
mod period;
mod shipped;
mod suppression;
mod templates;
mod wording;

pub use changes::{
    Cause, Changes, ClaimName, Counted, Figure, Flip, MonthRevision, Previous, Quantity, Revision,
    since,
};
pub use claims_json::Basis;
pub use definition::ReportDefinition;
pub use error::Error;
pub use manifest::{Attribution, Duplicates, Manifest, NamedHash, PreviousReport, Recipe, hash_of};
pub use period::{PeriodRule, ReportDays};
pub use shipped::{Shipped, shipped, shipped_names};
pub use templates::Templates;

use std::collections::BTreeMap;

use analytics::claims::Language;
use analytics::findings::Findings;

use crate::chart::Drawing;
use crate::definition::Chart;
use crate::page::FigureView;
use crate::templates::Compiled;

const PAGE_STYLE: &str = include_str!("../style/page.css");
const CHART_STYLE: &str = include_str!("../style/chart.css");

/// One file of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedFile {
    /// Its path inside the report's folder, with `/` between the parts.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// What to render, and from what.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// What the report says and in which order.
    pub definition: &'a ReportDefinition,
    /// The numbers and verdicts.
    pub findings: &'a Findings,
    /// What they were computed from.
    pub manifest: &'a Manifest,
    /// The built-in templates with what the report's folder puts in their place.
    pub templates: &'a Templates,
    /// The languages, in the order in which their files come.
    pub languages: &'a [Language],
    /// The kinds of file.
    pub formats: Formats,
    /// The earlier report that this one is held against, where there is one.
    pub previous: Option<&'a Previous>,
}

/// Which kinds of file a report is made of; the manifest is always there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Formats {
    /// `report.md`, with its charts beside it.
    pub markdown: bool,
    /// `report.html`, one file.
    pub html: bool,
    /// `data/*.csv`.
    pub csv: bool,
    /// `claims.json`.
    pub json: bool,
}

impl Formats {
    /// Every kind.
    pub const ALL: Formats = Formats {
        markdown: true,
        html: true,
        csv: true,
        json: true,
    };
}

/// Makes every file of a report: `report.md`, `report.html`, `charts/*.svg`, `data/*.csv` and `manifest.json`; in a language other than
/// English `report.zh-CN.md` and so on.
///
/// The same arguments give the same bytes. A chart without data is left out, and its place says why.
///
/// # Errors
/// Where a template does not parse, includes itself or something missing, or names a field that does not exist.
pub fn render(request: &Request<'_>) -> Result<Vec<RenderedFile>, Error> {
    let (definition, findings, manifest) = (request.definition, request.findings, request.manifest);
    let compiled = request.templates.compile()?;
    let mut files = Vec::new();
    let mut pages = Vec::new();
    let tables: &[&str] = &[
        "data/averages.csv",
        "data/categories.csv",
        "data/claims.csv",
        "data/tags.csv",
    ];
    for language in request.languages {
        let charts = charts(request, *language, &compiled, &mut files)?;
        let mut page = page::build(request, *language, &charts, tables);
        if request.formats.markdown {
            let text = tidy_blank_lines(&compiled.markdown("report", &page)?);
            pages.push((in_language("report.md", *language), text));
        }
        if request.formats.html {
            page.style = PAGE_STYLE.to_owned();
            page.chart_style = CHART_STYLE.to_owned();
            let html = compiled.html("report", &page)?;
            pages.push((in_language("report.html", *language), html));
        }
    }
    if request.formats.csv {
        for path in tables {
            let bytes = match *path {
                "data/averages.csv" => csv::averages(findings, chart::AVERAGE_DAYS),
                "data/categories.csv" => csv::categories(findings),
                "data/claims.csv" => csv::claims(findings),
                _ => csv::tags(findings),
            };
            files.push(RenderedFile {
                path: (*path).to_owned(),
                bytes,
            });
        }
    }
    files.extend(pages.into_iter().map(|(path, text)| RenderedFile {
        path,
        bytes: text.into_bytes(),
    }));
    if request.formats.json {
        files.push(RenderedFile {
            path: "claims.json".to_owned(),
            bytes: claims_json::write(manifest, definition.title(), findings)?,
        });
    }
    let bytes = manifest::write(manifest, definition.title(), findings, &files)?;
    files.push(RenderedFile {
        path: "manifest.json".to_owned(),
        bytes,
    });
    Ok(files)
}

/// A file's name in a language: `report.md`, `report.zh-CN.md`.
pub(crate) fn in_language(path: &str, language: Language) -> String {
    match (language, path.rsplit_once('.')) {
        (Language::En, _) | (_, None) => path.to_owned(),
        (_, Some((stem, ending))) => format!("{stem}.{}.{ending}", language.tag()),
    }
}

/// Draws every chart that a section asks for, once; the pictures go to `files`.
fn charts(
    request: &Request<'_>,
    language: Language,
    compiled: &Compiled,
    files: &mut Vec<RenderedFile>,
) -> Result<BTreeMap<Chart, FigureView>, Error> {
    let definition = request.definition;
    let drawing = Drawing {
        definition,
        findings: request.findings,
        synthetic: request.manifest.synthetic,
        code_version: &request.manifest.code_version,
        language,
    };
    let mut views = BTreeMap::new();
    for kind in definition.sections().iter().flat_map(|s| &s.charts) {
        if views.contains_key(kind) {
            continue;
        }
        let name = chart::name(*kind);
        let mut view = FigureView {
            id: name.id.to_owned(),
            title: String::new(),
            svg: None,
            file: in_language(name.file, language),
            data: name.data.to_owned(),
            description: String::new(),
            absent: None,
        };
        match chart::draw(*kind, &drawing) {
            Ok(mut figure) => {
                view.title.clone_from(&figure.title);
                view.description.clone_from(&figure.description);
                view.svg = Some(compiled.svg("chart", &figure)?);
                figure.style = Some(CHART_STYLE.to_owned());
                files.push(RenderedFile {
                    path: view.file.clone(),
                    bytes: compiled.svg("chart", &figure)?.into_bytes(),
                });
            }
            Err(why) => view.absent = Some(why),
        }
        views.insert(*kind, view);
    }
    claim_pictures(&drawing, compiled, files)?;
    Ok(views)
}

/// Draws what surrounds the change of each claim, for who reads the report beside its files.
fn claim_pictures(
    drawing: &Drawing<'_>,
    compiled: &Compiled,
    files: &mut Vec<RenderedFile>,
) -> Result<(), Error> {
    let findings = drawing.findings;
    for claim in findings.claims.iter().chain(&findings.on_your_window) {
        for picture in chart::claim::pictures(claim, drawing) {
            let mut figure = picture.figure;
            figure.style = Some(CHART_STYLE.to_owned());
            files.push(RenderedFile {
                path: in_language(&picture.file, drawing.language),
                bytes: compiled.svg("chart", &figure)?.into_bytes(),
            });
        }
    }
    Ok(())
}

/// At most one blank line in a row: parts of a template that came out empty leave theirs behind.
fn tidy_blank_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = true;
    for line in text.lines() {
        let line = line.trim_end();
        if line.is_empty() {
            if !blank {
                out.push('\n');
            }
            blank = true;
        } else {
            out.push_str(line);
            out.push('\n');
            blank = false;
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}
