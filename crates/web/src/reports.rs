//! The folder of reports in; those that are finished as a list, and their files one by one, out. Reads nothing outside of it, and writes nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::extract::{Path as InPath, State};
use axum::http::{HeaderName, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use reportgen::StoredManifest;
use reportgen::site::{Cell, Link, Listing, Table};
use serde::Serialize;
use utoipa::ToSchema;
use workbench::{Document, Enveloped};

use crate::address::segment;
use crate::fault::{Fault, Faults};
use crate::frame;
use crate::parameters::Parameters;
use crate::search::json;
use crate::site::Site;

/// What says that a folder holds a finished report.
const MANIFEST: &str = "manifest.json";
/// The endings of a report's files, and what they are served as. Nothing else is.
const KINDS: &[(&str, &str)] = &[
    ("html", "text/html; charset=utf-8"),
    ("md", "text/plain; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("json", "application/json"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
];
/// A page of a report has its style inside, and loads nothing but its own pictures.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// Larger files are no report's.
const LARGEST: u64 = 64 << 20;

/// A finished report.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportRow {
    /// The report.
    name: String,
    /// The period that it is about.
    period: String,
    /// The day that it took for today.
    as_of: String,
    /// Whether any of its postings was made up.
    synthetic: bool,
    /// Its page, an address of this site; `None` where it was made without one.
    page: Option<String>,
    /// Its files, in its folder.
    files: Vec<String>,
}

/// The finished reports.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportsDocument {
    /// How many.
    total: usize,
    /// The reports by name, of each the last period first.
    reports: Vec<ReportRow>,
}

impl Document for ReportsDocument {
    const SCHEMA: &'static str = "jobtide.reports/1";
}

/// The finished reports.
#[utoipa::path(
    get,
    path = "/api/v1/reports",
    operation_id = "reports",
    responses((status = 200, description = "The finished reports", body = inline(Enveloped<'static, ReportsDocument>)), Faults)
)]
pub async fn api(State(site): State<Arc<Site>>, uri: Uri) -> Result<Response, Fault> {
    Parameters::of(&uri, &[])?;
    let folder = site.given.reports.clone();
    site.work.run(move || json(&finished(&folder))).await
}

/// `/reports`.
pub async fn page(State(site): State<Arc<Site>>, uri: Uri) -> Result<Response, Fault> {
    Parameters::of(&uri, &[])?;
    let own = Arc::clone(&site);
    let question = move || {
        let document = finished(&own.given.reports);
        let view = view(&document);
        let commit = own.seen();
        let mut frame = frame::frame(&own, commit.as_deref(), (&view.heading, "/reports", ""));
        let made_up = document.reports.iter().any(|row| row.synthetic);
        if made_up && frame.watermark.is_none() {
            frame.watermark = Some(frame::WATERMARK.to_owned());
        }
        frame::page(&own, &frame, &view)
    };
    site.work.run(question).await
}

/// `/reports/{name}/{period}/{path}`.
pub async fn file(
    State(site): State<Arc<Site>>,
    InPath((name, period, path)): InPath<(String, String, String)>,
) -> Result<Response, Fault> {
    let folder = site.given.reports.clone();
    site.work
        .run(move || served(&folder, &[&name, &period], &path))
        .await
}

/// The names in a folder that can stand in an address, in order; none where it cannot be read.
fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.path().is_dir());
    let names = folders.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| is_plain(name)).collect();
    names.sort();
    names
}

fn finished(folder: &Path) -> ReportsDocument {
    let mut reports = Vec::new();
    for name in names_in(folder) {
        let own = folder.join(&name);
        for period in names_in(&own).into_iter().rev() {
            let path = own.join(&period).join(MANIFEST);
            let Ok(bytes) = fs::read(&path) else {
                continue;
            };
            match StoredManifest::parse(&path.display().to_string(), &bytes) {
                Ok(manifest) => reports.push(row(&name, period, manifest)),
                // One that another version wrote is no reason to show none.
                Err(error) => tracing::warn!("{error}"),
            }
        }
    }
    ReportsDocument {
        total: reports.len(),
        reports,
    }
}

fn row(name: &str, period: String, manifest: StoredManifest) -> ReportRow {
    let files: Vec<String> = manifest.files.into_iter().map(|file| file.path).collect();
    let page = files.iter().find(|file| *file == "report.html");
    ReportRow {
        page: page.map(|page| href(name, &period, page)),
        name: name.to_owned(),
        period,
        as_of: manifest.as_of,
        synthetic: manifest.synthetic,
        files,
    }
}

fn href(name: &str, period: &str, file: &str) -> String {
    let file: Vec<String> = file.split('/').map(segment).collect();
    let (name, period) = (segment(name), segment(period));
    format!("/reports/{name}/{period}/{}", file.join("/"))
}

fn view(document: &ReportsDocument) -> Listing {
    let rows: Vec<Vec<Cell>> = document
        .reports
        .iter()
        .map(|row| {
            let head = Cell::head(format!("{} {}", row.name, row.period));
            let link = |file: &str| {
                let there = row.files.iter().any(|own| own == file);
                match there {
                    true => Cell::words(file).to(href(&row.name, &row.period, file)),
                    false => Cell::words("–"),
                }
            };
            vec![
                match &row.page {
                    Some(page) => head.to(page.as_str()),
                    None => head,
                },
                Cell::words(row.as_of.as_str()),
                Cell::words(if row.synthetic { "synthetic" } else { "" }),
                link("report.zh-CN.html"),
                link("report.md"),
                link("claims.json"),
            ]
        })
        .collect();
    let columns = [
        "Report",
        "As of",
        "Data",
        "In Chinese",
        "Markdown",
        "Verdicts",
    ];
    Listing {
        heading: "Reports".to_owned(),
        words: vec![
            "What `jobtide report` has written, as it stands in the folder of reports.".to_owned(),
        ],
        links: vec![Link::new("JSON", "/api/v1/reports")],
        tables: match rows.is_empty() {
            true => Vec::new(),
            false => vec![Table::new("Finished reports", &columns, rows)],
        },
        absent: "No report is finished yet; `jobtide report` writes one.".to_owned(),
        rules_heading: String::new(),
        rules: Vec::new(),
    }
}

/// Whether a part of a path is a name and nothing more: not hidden, no step upwards, no other folder's separator.
fn is_plain(part: &str) -> bool {
    let odd = |c: char| c.is_control() || matches!(c, '/' | '\\' | ':');
    !part.is_empty() && !part.starts_with('.') && !part.contains(odd)
}

/// The file at a path in the folder of a report's period, where that is finished and the path stays inside.
fn inside(folder: &Path, [name, period]: &[&str; 2], path: &str) -> Option<PathBuf> {
    let mut parts = [*name, *period].into_iter().chain(path.split('/'));
    if !parts.all(is_plain) {
        return None;
    }
    let report = folder.join(name).join(period);
    if !report.join(MANIFEST).is_file() {
        return None;
    }
    // A link in the folder may lead out of it; where it really leads is asked of the system.
    let root = fs::canonicalize(&report).ok()?;
    let home = fs::canonicalize(folder).ok()?;
    let file = fs::canonicalize(report.join(path)).ok()?;
    (root.starts_with(home) && file.starts_with(root) && file.is_file()).then_some(file)
}

fn served(folder: &Path, report: &[&str; 2], path: &str) -> Result<Response, Fault> {
    let absent =
        || Fault::absent("no finished report has this file; the page of reports lists them");
    let file = inside(folder, report, path).ok_or_else(absent)?;
    let ending = file.extension().and_then(|ending| ending.to_str());
    let kind = KINDS.iter().find(|(own, _)| Some(*own) == ending);
    let (_, kind) = kind.ok_or_else(absent)?;
    let length = fs::metadata(&file).map_or(u64::MAX, |facts| facts.len());
    if length > LARGEST {
        return Err(absent());
    }
    let bytes = fs::read(&file)
        .map_err(|error| Fault::ours("a file of the report could not be read", &error))?;
    let headers: [(HeaderName, HeaderValue); 2] = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(POLICY),
        ),
    ];
    Ok((headers, bytes).into_response())
}

#[cfg(test)]
mod tests {
    use super::{inside, is_plain};

    #[test]
    fn a_path_that_leads_out_is_no_file() {
        for part in ["", ".", "..", ".git", "a/b", "a\\b", "C:", "a\0b", "a\nb"] {
            assert!(!is_plain(part), "{part:?}");
        }
        let folder =
            std::env::temp_dir().join(format!("jobtide-web-inside-{}", std::process::id()));
        let report = folder.join("reports/monthly/2024-02");
        std::fs::create_dir_all(report.join("charts")).unwrap();
        std::fs::write(report.join("manifest.json"), "{}").unwrap();
        std::fs::write(report.join("charts/a.svg"), "<svg/>").unwrap();
        std::fs::write(folder.join("secret.json"), "{}").unwrap();
        std::fs::write(folder.join("reports/monthly/report.toml"), "").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.join("secret.json"), report.join("out.json")).unwrap();
        let reports = folder.join("reports");
        let monthly = ["monthly", "2024-02"];
        assert!(inside(&reports, &monthly, "charts/a.svg").is_some());
        for path in [
            "",
            "charts",
            "../report.toml",
            "out.json",
            "../../../secret.json",
            "/etc/passwd",
        ] {
            assert!(inside(&reports, &monthly, path).is_none(), "{path}");
        }
        for report in [
            ["monthly", ".."],
            ["..", "reports"],
            ["monthly/2024-02", "charts"],
            ["", ""],
        ] {
            assert!(inside(&reports, &report, "a.svg").is_none(), "{report:?}");
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
