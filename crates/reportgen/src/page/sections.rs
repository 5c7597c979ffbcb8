//! Definition, findings and drawn charts in, the whole page out: which claim stands in which section. Knows no geometry.

use analytics::said;
use std::collections::BTreeSet;

use analytics::findings::JudgedClaim;

use super::labels::Labels;
use super::{
    FigureView, Page, SectionView, Setting, changes, claims, headline, notes, numbers, summary,
    tables,
};
use crate::chart;
use crate::definition::{ReportDefinition, Section};
use crate::suppression::Hidden;
use crate::wording::{both, say};

/// Everything that the page templates need, without the style sheets.
pub(crate) fn build(setting: &Setting<'_>) -> Page {
    let (request, language) = (setting.request, setting.language);
    let (definition, findings, manifest) = (request.definition, request.findings, request.manifest);
    let window_days = chart::AVERAGE_DAYS;
    let hidden = Hidden::of(findings);
    let mut sections: Vec<SectionView> = placed(setting)
        .into_iter()
        .map(|(section, judged)| view(&section, judged, setting, &hidden))
        .collect();
    if !findings.on_your_window.is_empty() {
        sections.push(on_your_window(setting, &hidden));
    }
    Page {
        language: language.tag(),
        labels: Labels::of(language),
        title: definition.title().of(language).to_owned(),
        headline: summary::headline(findings, language),
        watermark: manifest
            .synthetic
            .then(|| chart::watermark().of(language).to_owned()),
        universe: findings.universe.clone(),
        window: both::days(findings.window).of(language).to_owned(),
        as_of: both::written_day(&manifest.as_of).of(language).to_owned(),
        article: summary::article(definition, language),
        leading: headline::build(setting, &hidden),
        covers: summary::covers(setting, window_days),
        changes: changes::build(setting),
        highlights: summary::highlights(findings, language),
        verdicts: summary::verdicts(findings, language),
        has_on_window: !findings.on_your_window.is_empty(),
        overview: summary::overview(findings, language),
        sections,
        notes: notes::build(setting, window_days),
        style: String::new(),
        chart_style: String::new(),
    }
}

fn view(
    section: &Section,
    judged: Vec<&JudgedClaim>,
    setting: &Setting<'_>,
    hidden: &Hidden<'_>,
) -> SectionView {
    let (claims, not_covered) = claims::split(judged.into_iter(), setting, hidden);
    let charts = section.charts.iter();
    let tables = section.tables.iter();
    SectionView {
        id: section.id.clone(),
        title: section.title.of(setting.language).to_owned(),
        lead: section
            .lead
            .as_ref()
            .map(|lead| lead.of(setting.language).to_owned()),
        figures: charts
            .filter_map(|kind| {
                let figure = setting.charts.get(kind)?.clone();
                let is_drawn = figure.svg.is_some();
                Some(FigureView {
                    numbers: is_drawn.then(|| numbers::behind(*kind, setting)),
                    ..figure
                })
            })
            .collect(),
        tables: tables
            .map(|kind| tables::build(*kind, setting, chart::AVERAGE_DAYS))
            .collect(),
        is_empty: claims.is_empty()
            && not_covered.is_none()
            && section.charts.is_empty()
            && section.tables.is_empty(),
        claims,
        not_covered,
    }
}

fn on_your_window(setting: &Setting<'_>, hidden: &Hidden<'_>) -> SectionView {
    let (findings, language) = (setting.request.findings, setting.language);
    let (claims, not_covered) = claims::split(findings.on_your_window.iter(), setting, hidden);
    SectionView {
        id: "on-your-window".to_owned(),
        title: say!(
            language,
            "The same sentences, on your window",
            "同样的说法，按您的窗口检验"
        ),
        lead: Some(say!(
            language,
            "Each sentence again, asked of {days}; this says nothing about the days that the sentences themselves are about.",
            "把每一句话改问 {days}；这并不说明各句自身所指的那段时间。",
            days = both::days(findings.window)
        )),
        figures: Vec::new(),
        tables: Vec::new(),
        is_empty: false,
        claims,
        not_covered,
    }
}

/// Each section with its claims: those that it names, then those that name it, then, in a section of their own, the rest.
fn placed<'a>(setting: &Setting<'a>) -> Vec<(Section, Vec<&'a JudgedClaim>)> {
    let definition: &ReportDefinition = setting.request.definition;
    let judged = setting.request.findings.claims.as_slice();
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
            title: said!("Further sentences", "其他说法"),
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
