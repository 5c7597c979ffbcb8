//! Findings and a report definition in, named files of bytes out: Markdown, one-file HTML, SVG charts, CSV; charts of any query too. Computes no statistic, writes no file.

mod atom;
mod changes;
mod chart;
mod claims_json;
mod csv;
mod definition;
mod dictionary;
mod error;
mod escape;
mod feed;
mod inclusion;
mod manifest;
mod months;
mod page;
mod period;
mod pictures;
mod shipped;
pub mod site;
mod suppression;
mod templates;
mod wording;

pub use atom::{AtomEntry, AtomFeed, AtomLink, atom};
pub use changes::{
    Cause, Changes, ClaimName, Counted, Figure, Flip, MonthRevision, Previous, Quantity, Revision,
    since,
};
pub use chart::pay::{PayChart, pay_chart};
pub use chart::trend::{TrendChart, trend_chart};
pub use claims_json::Basis;
pub use definition::ReportDefinition;
pub use error::Error;
pub use escape::plain;
pub use feed::{FeedEntry, feed};
pub use manifest::{
    Attribution, Duplicates, Manifest, NamedHash, Polled, PreviousReport, Recipe, StoredFile,
    StoredManifest, are_of_one_form, hash_of, named_files,
};
pub use period::{PeriodRule, ReportDays};
pub use shipped::{SKELETON, Shipped, shipped, shipped_names};
pub use templates::Templates;

use analytics::claims::Language;
use analytics::findings::Findings;

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

    /// The kinds by their names, `md`, `html`, `csv` and `json`, in this order.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let kinds = [
            ("md", self.markdown),
            ("html", self.html),
            ("csv", self.csv),
            ("json", self.json),
        ];
        kinds
            .into_iter()
            .filter_map(|(name, wanted)| wanted.then_some(name))
    }

    /// The kinds of these names; names that there are none of are passed over.
    #[must_use]
    pub fn of<'n>(names: impl IntoIterator<Item = &'n str>) -> Formats {
        let mut formats = Formats {
            markdown: false,
            html: false,
            csv: false,
            json: false,
        };
        for name in names {
            match name {
                "md" => formats.markdown = true,
                "html" => formats.html = true,
                "csv" => formats.csv = true,
                "json" => formats.json = true,
                _ => {}
            }
        }
        formats
    }
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
    let mut files = Vec::new();
    let mut pages = Vec::new();
    let tables: Vec<&str> = match request.formats.csv {
        true => csv::TABLES.iter().map(|table| table.path).collect(),
        false => Vec::new(),
    };
    for language in request.languages {
        let quotes = page::Quotes::of(findings, manifest, *language);
        let compiled = request.templates.compile(*language, quotes)?;
        let pictures = pictures::draw(request, *language, &compiled, &mut files)?;
        let mut page = page::build(&page::Setting {
            request,
            language: *language,
            charts: &pictures.charts,
            pictures: &pictures.claims,
            files: &tables,
        });
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
        files.extend(csv::TABLES.iter().map(|table| RenderedFile {
            path: table.path.to_owned(),
            bytes: table.bytes(findings),
        }));
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
    let bytes = manifest::write(manifest, definition, findings, &files)?;
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
