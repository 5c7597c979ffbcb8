//! Findings and a report definition in, named files of bytes out: Markdown, one-file HTML, SVG charts, CSV. Computes no statistic, writes no file.

mod chart;
mod csv;
mod definition;
mod error;
mod escape;
mod inclusion;
mod manifest;
mod page;
mod shipped;
mod suppression;
mod templates;
mod wording;

pub use definition::ReportDefinition;
pub use error::Error;
pub use manifest::{Duplicates, Manifest};
pub use shipped::{Shipped, shipped, shipped_names};
pub use templates::Templates;

use std::collections::BTreeMap;

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

/// Makes every file of a report: `report.md`, `report.html`, `fig/*.svg`, `data/*.csv` and `manifest.json`.
///
/// The same arguments give the same bytes. A chart without data is left out, and its place says why.
///
/// # Errors
/// Where a template does not parse, includes itself or something missing, or names a field that does not exist.
pub fn render(
    definition: &ReportDefinition,
    findings: &Findings,
    manifest: &Manifest,
    templates: &Templates,
) -> Result<Vec<RenderedFile>, Error> {
    let compiled = templates.compile()?;
    let mut files = Vec::new();
    let charts = charts(definition, findings, manifest, &compiled, &mut files)?;
    for (path, bytes) in [
        (
            "data/averages.csv",
            csv::averages(findings, chart::AVERAGE_DAYS),
        ),
        ("data/categories.csv", csv::categories(findings)),
        ("data/claims.csv", csv::claims(findings)),
        ("data/tags.csv", csv::tags(findings)),
    ] {
        files.push(RenderedFile {
            path: path.to_owned(),
            bytes,
        });
    }
    let names: Vec<String> = files.iter().map(|file| file.path.clone()).collect();
    let mut page = page::build(definition, findings, manifest, &charts, &names);
    let markdown = tidy_blank_lines(&compiled.markdown("report", &page)?);
    page.style = PAGE_STYLE.to_owned();
    page.chart_style = CHART_STYLE.to_owned();
    let html = compiled.html("report", &page)?;
    for (path, text) in [("report.md", markdown), ("report.html", html)] {
        files.push(RenderedFile {
            path: path.to_owned(),
            bytes: text.into_bytes(),
        });
    }
    let names = files.iter().map(|file| file.path.as_str()).collect();
    let bytes = manifest::write(manifest, definition.title(), findings, names)?;
    files.push(RenderedFile {
        path: "manifest.json".to_owned(),
        bytes,
    });
    Ok(files)
}

/// Draws every chart that a section asks for, once; the pictures go to `files`.
fn charts(
    definition: &ReportDefinition,
    findings: &Findings,
    manifest: &Manifest,
    compiled: &Compiled,
    files: &mut Vec<RenderedFile>,
) -> Result<BTreeMap<Chart, FigureView>, Error> {
    let drawing = Drawing {
        definition,
        findings,
        synthetic: manifest.synthetic,
        code_version: &manifest.code_version,
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
            file: name.file.to_owned(),
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
                    path: name.file.to_owned(),
                    bytes: compiled.svg("chart", &figure)?.into_bytes(),
                });
            }
            Err(why) => view.absent = Some(why),
        }
        views.insert(*kind, view);
    }
    Ok(views)
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
