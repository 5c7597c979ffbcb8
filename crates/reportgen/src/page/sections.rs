//! Definition, findings and drawn charts in, the whole page out: which claim stands in which section. Knows no geometry.

use std::collections::{BTreeMap, BTreeSet};

use analytics::claims::Language;
use analytics::findings::{Findings, JudgedClaim};

use super::{FigureView, Page, SectionView, claims, notes, summary, tables};
use crate::definition::{Chart, ReportDefinition, Section};
use crate::{Request, chart, wording};

/// Everything that the page templates need, without the style sheets.
pub(crate) fn build(
    request: &Request<'_>,
    language: Language,
    charts: &BTreeMap<Chart, FigureView>,
    files: &[&str],
) -> Page {
    let (definition, findings, manifest) = (request.definition, request.findings, request.manifest);
    let window_days = chart::AVERAGE_DAYS;
    let mut sections: Vec<SectionView> = placed(definition, &findings.claims)
        .into_iter()
        .map(|(section, judged)| view(&section, judged, findings, charts))
        .collect();
    if !findings.on_your_window.is_empty() {
        sections.push(on_your_window(findings, window_days));
    }
    Page {
        language: language.tag(),
        title: definition.title().of(language).to_owned(),
        headline: summary::headline(findings),
        watermark: manifest.synthetic.then(|| chart::WATERMARK.to_owned()),
        universe: findings.universe.clone(),
        window: wording::days(findings.window),
        as_of: manifest.as_of.clone(),
        article: summary::article(definition),
        covers: summary::covers(definition, findings, window_days),
        highlights: summary::highlights(findings),
        verdicts: summary::verdicts(findings),
        has_on_window: !findings.on_your_window.is_empty(),
        overview: claims::overview(&findings.claims),
        sections,
        notes: notes::build(findings, manifest, window_days, files),
        style: String::new(),
        chart_style: String::new(),
    }
}

fn view(
    section: &Section,
    judged: Vec<&JudgedClaim>,
    findings: &Findings,
    charts: &BTreeMap<Chart, FigureView>,
) -> SectionView {
    let (claims, not_covered) = claims::split(judged.into_iter(), chart::AVERAGE_DAYS);
    SectionView {
        id: section.id.clone(),
        title: section.title.en.clone(),
        lead: section.lead.as_ref().map(|lead| lead.en.clone()),
        figures: section
            .charts
            .iter()
            .filter_map(|kind| charts.get(kind).cloned())
            .collect(),
        tables: section
            .tables
            .iter()
            .map(|kind| tables::build(*kind, findings, chart::AVERAGE_DAYS))
            .collect(),
        is_empty: claims.is_empty()
            && not_covered.is_none()
            && section.charts.is_empty()
            && section.tables.is_empty(),
        claims,
        not_covered,
    }
}

fn on_your_window(findings: &Findings, window_days: u32) -> SectionView {
    let (claims, not_covered) = claims::split(findings.on_your_window.iter(), window_days);
    SectionView {
        id: "on-your-window".to_owned(),
        title: "The same sentences, on your window".to_owned(),
        lead: Some(format!(
            "Each sentence again, asked of {}; this says nothing about the days that the sentences themselves are about.",
            wording::days(findings.window)
        )),
        figures: Vec::new(),
        tables: Vec::new(),
        is_empty: false,
        claims,
        not_covered,
    }
}

/// Each section with its claims: those that it names, then those that name it, then, in a section of their own, the rest.
fn placed<'a>(
    definition: &ReportDefinition,
    judged: &'a [JudgedClaim],
) -> Vec<(Section, Vec<&'a JudgedClaim>)> {
    let named: BTreeSet<&str> = definition
        .sections()
        .iter()
        .flat_map(|section| section.claims.iter().map(String::as_str))
        .collect();
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    let mut out = Vec::new();
    for section in definition.sections() {
        let mut here: Vec<&JudgedClaim> = Vec::new();
        for id in &section.claims {
            here.extend(
                judged
                    .iter()
                    .filter(|c| c.id == *id && !taken.contains(c.id.as_str())),
            );
        }
        here.extend(judged.iter().filter(|c| {
            section.claim_sections.contains(&c.section)
                && !named.contains(c.id.as_str())
                && !taken.contains(c.id.as_str())
        }));
        taken.extend(here.iter().map(|c| c.id.as_str()));
        out.push((section.clone(), here));
    }
    let rest: Vec<&JudgedClaim> = judged
        .iter()
        .filter(|claim| !taken.contains(claim.id.as_str()))
        .collect();
    if !rest.is_empty() {
        let section = Section {
            id: "further".to_owned(),
            title: "Further sentences".into(),
            lead: None,
            claims: Vec::new(),
            claim_sections: Vec::new(),
            charts: Vec::new(),
            tables: Vec::new(),
        };
        out.push((section, rest));
    }
    out
}
