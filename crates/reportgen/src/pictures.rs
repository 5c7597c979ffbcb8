//! A request in, every chart of a report out, as files beside the page and as views for it. Knows no sentence of the page.

use std::collections::BTreeMap;

use analytics::claims::Language;

use crate::chart::{self, Drawing, Figure};
use crate::definition::Chart;
use crate::error::Error;
use crate::page::FigureView;
use crate::suppression::Hidden;
use crate::templates::{self, Compiled};
use crate::{CHART_STYLE, RenderedFile, Request, in_language};

/// What the pages of one language show.
pub(crate) struct Pictures {
    /// The charts that sections ask for.
    pub(crate) charts: BTreeMap<Chart, FigureView>,
    /// The pictures of single claims, by their ids.
    pub(crate) claims: BTreeMap<String, Vec<FigureView>>,
}

/// Draws every chart that a section asks for, once, and the pictures of each claim; the files go to `files`.
pub(crate) fn draw(
    request: &Request<'_>,
    language: Language,
    compiled: &Compiled,
    files: &mut Vec<RenderedFile>,
) -> Result<Pictures, Error> {
    let drawing = Drawing {
        definition: request.definition,
        findings: request.findings,
        synthetic: request.manifest.synthetic,
        code_version: &request.manifest.code_version,
        language,
    };
    let mut charts = BTreeMap::new();
    let sections = request.definition.sections().iter();
    for kind in sections.flat_map(|section| &section.charts) {
        if charts.contains_key(kind) {
            continue;
        }
        let name = chart::name(*kind);
        let view = FigureView {
            id: name.id.to_owned(),
            title: String::new(),
            svg: None,
            file: in_language(name.file, language),
            data: request.formats.csv.then(|| name.data.to_owned()),
            description: String::new(),
            absent: None,
            numbers: None,
        };
        let view = match chart::draw(*kind, &drawing) {
            Ok(figure) => put(figure, view, compiled, files)?,
            Err(why) => FigureView {
                absent: Some(why),
                ..view
            },
        };
        charts.insert(*kind, view);
    }
    Ok(Pictures {
        charts,
        claims: of_claims(&drawing, request, compiled, files)?,
    })
}

/// Draws what surrounds the change of each claim whose numbers may be shown.
///
/// A page holds the pictures of a sentence once, on its own window where they are there, so that it stays below a megabyte; those of the
/// same sentence on the report's window are then linked.
fn of_claims(
    drawing: &Drawing<'_>,
    request: &Request<'_>,
    compiled: &Compiled,
    files: &mut Vec<RenderedFile>,
) -> Result<BTreeMap<String, Vec<FigureView>>, Error> {
    let findings = request.findings;
    let hidden = Hidden::of(findings);
    let mut claims = BTreeMap::new();
    for claim in findings.claims.iter().chain(&findings.on_your_window) {
        if hidden.claim(claim) {
            continue;
        }
        let mut views = Vec::new();
        for picture in chart::claim::pictures(claim, drawing) {
            let view = FigureView {
                id: picture.figure.id.clone(),
                title: String::new(),
                svg: None,
                file: in_language(&picture.file, drawing.language),
                data: None,
                description: String::new(),
                absent: None,
                numbers: None,
            };
            let mut view = put(picture.figure, view, compiled, files)?;
            let own = claim.original.as_ref().and_then(|id| claims.get(id));
            if own.is_some_and(|own: &Vec<FigureView>| !own.is_empty()) {
                view.svg = None;
            }
            views.push(view);
        }
        claims.insert(claim.id.clone(), views);
    }
    Ok(claims)
}

/// A figure as a file with its style inside, and as a view whose style the page holds once.
fn put(
    mut figure: Figure,
    view: FigureView,
    compiled: &Compiled,
    files: &mut Vec<RenderedFile>,
) -> Result<FigureView, Error> {
    let view = FigureView {
        title: figure.title.clone(),
        description: figure.description.clone(),
        svg: Some(compiled.svg("chart", &figure)?),
        ..view
    };
    figure.style = Some(CHART_STYLE.to_owned());
    files.push(RenderedFile {
        path: view.file.clone(),
        bytes: compiled.svg("chart", &figure)?.into_bytes(),
    });
    Ok(view)
}

/// A picture that belongs to no report, with its style inside.
pub(crate) fn alone(mut figure: Figure) -> Result<String, String> {
    figure.style = Some(CHART_STYLE.to_owned());
    templates::picture(&figure).map_err(|error| error.to_string())
}
