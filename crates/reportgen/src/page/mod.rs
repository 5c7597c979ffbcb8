//! What the page templates get: one struct a template, every number already worded. The files beside this one fill them in.

mod changes;
mod claims;
mod headline;
mod labels;
mod methods;
mod notes;
mod numbers;
mod quotes;
mod sections;
mod summary;
mod tables;
mod views;
mod watch;

pub(crate) use changes::figure as revised;
pub(crate) use claims::{finding, reason};
pub(crate) use headline::chosen;
pub(crate) use quotes::Quotes;
pub(crate) use sections::build;
pub(crate) use views::*;

use std::collections::BTreeMap;

use analytics::claims::Language;

use crate::Request;
use crate::definition::Chart;

/// What every part of a page is made from.
pub(crate) struct Setting<'a> {
    /// The report.
    pub(crate) request: &'a Request<'a>,
    /// What the page's words are in.
    pub(crate) language: Language,
    /// The charts that could be drawn, and why the others could not.
    pub(crate) charts: &'a BTreeMap<Chart, FigureView>,
    /// The pictures of single claims, by their ids.
    pub(crate) pictures: &'a BTreeMap<String, Vec<FigureView>>,
    /// The tables in `data/` that stand beside the page.
    pub(crate) files: &'a [&'a str],
}

impl Setting<'_> {
    /// A file beside the page, where the report has it.
    pub(crate) fn file(&self, path: &str) -> Option<String> {
        let made = path == "manifest.json" || self.files.contains(&path);
        made.then(|| path.to_owned())
    }
}
