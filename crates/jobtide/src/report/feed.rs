//! The manifests of all reports in, `reports/feed.xml` and its Chinese twin out, replaced whole. Knows no report's numbers.

use std::path::{Path, PathBuf};

use analytics::claims::Language;
use anyhow::Context;
use reportgen::FeedEntry;

use crate::replace;
use crate::settings::Settings;

/// Writes the feeds anew; where no report has a manifest there is none.
pub fn renew(settings: &Settings) -> anyhow::Result<()> {
    let mut entries = Vec::new();
    for report in folders(&settings.reports) {
        for period in folders(&report) {
            let Ok(bytes) = std::fs::read(period.join("manifest.json")) else {
                continue;
            };
            let parts = [&report, &period].map(|path| path.file_name().and_then(|n| n.to_str()));
            let [Some(report), Some(period)] = parts else {
                continue;
            };
            match FeedEntry::read(&format!("{report}/{period}"), &bytes) {
                Ok(entry) => entries.push(entry),
                Err(error) => settings.hint(&format!("left out of the feed: {error}")),
            }
        }
    }
    for (language, file) in [
        (Language::En, "feed.xml"),
        (Language::ZhCn, "feed.zh-CN.xml"),
    ] {
        let path = settings.reports.join(file);
        let Some(xml) = reportgen::feed(&entries, &settings.polling.contact, language) else {
            // A feed of reports that are gone would lead nowhere.
            if path.is_file() {
                std::fs::remove_file(&path)
                    .with_context(|| format!("cannot remove {}", path.display()))?;
            }
            continue;
        };
        replace::whole(&path, &xml)?;
    }
    Ok(())
}

/// The folders inside a folder, in the order of their names.
fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let paths = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let mut paths: Vec<PathBuf> = paths.filter(|path| path.is_dir()).collect();
    paths.sort();
    paths
}
