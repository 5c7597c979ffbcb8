//! A report's folder and what it is about to say in, the earlier report that it is held against out. Keeps what would be overwritten as a vintage; compares nothing.

use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use model::{Day, DayRange};
use reportgen::{Previous, PreviousReport, hash_of};

use super::Prepared;
use crate::exit;
use crate::settings::Settings;

/// The folder of kept versions inside a report's folder.
const VINTAGES: &str = "vintages";
/// The file that a later report compares.
const CLAIMS: &str = "claims.json";

/// Keeps the report that stands in the folder if it rests on something else than the new one, under the next number; one that is about
/// something else is a wrong argument.
pub fn keep(prepared: &Prepared) -> anyhow::Result<()> {
    let path = prepared.folder.join(CLAIMS);
    let Ok(bytes) = std::fs::read(&path) else {
        return Ok(());
    };
    // What cannot be read might be anything, so it is kept rather than lost.
    if let Ok(standing) = Previous::parse(&path.display().to_string(), &bytes, None) {
        let same = standing.rests_on_the_same(&prepared.manifest, &prepared.findings);
        let edition = standing.is_edition_of(&prepared.manifest, &prepared.findings.universe);
        // A definition that names another universe now is another edition of the same report; what somebody asked for otherwise is not.
        let asked_otherwise = prepared.manifest.recipe.universe.is_some()
            || !standing.is_edition_of(&prepared.manifest, standing.universe());
        if !edition && asked_otherwise {
            return Err(exit::usage(anyhow!(
                "{} holds another report ({}); name another folder with --out, or remove that one",
                prepared.folder.display(),
                standing.subject()
            )));
        }
        if same && edition {
            return Ok(());
        }
    }
    let kept = vintages(&prepared.folder);
    let number = kept.last().map_or(1, |(last, _)| last + 1);
    // A run that failed after it kept the standing report left it where it stands.
    let newest = kept.last().and_then(|(_, path)| std::fs::read(path).ok());
    if newest.is_some_and(|newest| newest == bytes) {
        return Ok(());
    }
    let folder = prepared.folder.join(VINTAGES);
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let kept = folder.join(format!("{number}.json"));
    std::fs::write(&kept, bytes).with_context(|| format!("cannot write {}", kept.display()))
}

/// The earlier report: the newest kept version of this period that rests on something else, or else the report of the newest earlier
/// period. So a second run over the same postings finds the same one, and gives the same bytes.
pub fn previous(settings: &Settings, prepared: &Prepared) -> Option<Previous> {
    let (manifest, findings) = (&prepared.manifest, &prepared.findings);
    for (number, path) in vintages(&prepared.folder).into_iter().rev() {
        let Some(vintage) = read(settings, &path, Some(number)) else {
            continue;
        };
        if vintage.is_edition_of(manifest, &findings.universe)
            && !vintage.rests_on_the_same(manifest, findings)
        {
            return Some(vintage);
        }
    }
    let own = prepared.period.last();
    let mut best: Option<(Day, Previous)> = None;
    for path in earlier(settings, &manifest.recipe.name, &prepared.folder) {
        let Some(report) = read(settings, &path, None) else {
            continue;
        };
        let Ok(days) = DayRange::from_period(report.period()) else {
            continue;
        };
        let newer = best.as_ref().is_none_or(|(last, _)| days.last() > *last);
        if report.is_edition_of(manifest, &findings.universe) && days.last() < own && newer {
            best = Some((days.last(), report));
        }
    }
    best.map(|(_, report)| report)
}

/// The earlier report that a manifest names, if its bytes are still somewhere among the report's folders and kept versions.
pub fn named(
    settings: &Settings,
    prepared: &Prepared,
    wanted: &PreviousReport,
) -> Option<Previous> {
    let others = earlier(settings, &prepared.manifest.recipe.name, &prepared.folder);
    let kept = others.iter().filter_map(|path| path.parent());
    let kept = std::iter::once(prepared.folder.as_path()).chain(kept);
    let kept: Vec<PathBuf> = kept.flat_map(vintages).map(|(_, path)| path).collect();
    kept.iter().chain(&others).find_map(|path| {
        let bytes = std::fs::read(path).ok()?;
        if hash_of(&bytes) != wanted.hash {
            return None;
        }
        Previous::parse(&path.display().to_string(), &bytes, wanted.vintage).ok()
    })
}

fn read(settings: &Settings, path: &Path, vintage: Option<u32>) -> Option<Previous> {
    let bytes = std::fs::read(path).ok()?;
    match Previous::parse(&path.display().to_string(), &bytes, vintage) {
        Ok(previous) => Some(previous),
        Err(error) => {
            settings.hint(&error.to_string());
            None
        }
    }
}

/// The kept versions in a folder by number, the oldest first.
fn vintages(folder: &Path) -> Vec<(u32, PathBuf)> {
    let entries = std::fs::read_dir(folder.join(VINTAGES));
    let mut found: Vec<(u32, PathBuf)> = entries
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let number = path.file_name()?.to_str()?.strip_suffix(".json")?;
            Some((number.parse().ok()?, path))
        })
        .collect();
    found.sort();
    found
}

/// What the other folders of a report hold, in the order of their names.
fn earlier(settings: &Settings, name: &str, own: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(settings.reports.join(name));
    let mut paths: Vec<PathBuf> = entries
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path != own)
        .map(|path| path.join(CLAIMS))
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    paths
}
