//! Where else a forgotten posting may be named: our own records of imports, refreshes and sources, which lose it, and reports, which are the user's and are listed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Context;
use collector::Trace;
use model::PostingKey;
use serde_json::Value;
use store::Store;

use crate::settings::Settings;
use crate::states;

/// What stands in a record where something was named that is forgotten.
const FORGOTTEN: &str = "(forgotten)";

/// Kinds of file in which a report may name a posting.
const PAGES: [&str; 6] = ["csv", "html", "json", "jsonl", "md", "svg"];

/// By what the forgotten postings are known.
pub struct Names<'a> {
    /// Their keys.
    pub keys: &'a BTreeSet<PostingKey>,
    /// Their addresses, ids and titles.
    pub traces: &'a [Trace],
}

impl Names<'_> {
    fn are_in(&self, text: &str) -> bool {
        self.keys
            .iter()
            .any(|key| collector::contains_whole(text, key.as_str()))
            || self.traces.iter().any(|trace| trace.is_in(text))
    }
}

/// The folders of finished reports that name one of them.
pub fn reports(settings: &Settings, names: &Names<'_>) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = BTreeSet::new();
    for report in entries(&settings.reports)? {
        for period in entries(&report)?.into_iter().filter(|path| path.is_dir()) {
            let mut folders = vec![period.clone()];
            while let Some(folder) = folders.pop() {
                for path in entries(&folder)? {
                    if path.is_dir() {
                        folders.push(path);
                    } else if is_page(&path) && names.are_in(&read(&path)?.replace("&amp;", "&")) {
                        found.insert(period.clone());
                    }
                }
            }
        }
    }
    Ok(found.into_iter().collect())
}

/// Takes the names out of the records of imports and refreshes, and out of what readers are told of the sources; gives the
/// number of files that had any.
pub fn clean_files(settings: &Settings, names: &Names<'_>) -> anyhow::Result<u64> {
    let mut paths = vec![settings.published_sources()];
    paths.extend(entries(&settings.imports())?);
    paths.extend(entries(&settings.refreshes())?);
    let mut changed = 0;
    for path in paths.iter().filter(|path| path.is_file() && is_page(path)) {
        let text = read(path)?;
        if !names.are_in(&text.replace("\\/", "/")) {
            continue;
        }
        let is_lines = path.extension().is_some_and(|own| own == "jsonl");
        let mut clean = String::new();
        if is_lines {
            for line in text.lines() {
                clean += &cleaned(line.as_bytes(), names, false)
                    .and_then(|bytes| String::from_utf8(bytes).ok())
                    .unwrap_or_default();
                clean.push('\n');
            }
        } else if let Some(bytes) = cleaned(text.as_bytes(), names, true) {
            clean = String::from_utf8(bytes)?;
        }
        let fresh = path.with_extension("new");
        std::fs::write(&fresh, clean)
            .and_then(|()| std::fs::rename(&fresh, path))
            .with_context(|| format!("cannot write {}", path.display()))?;
        changed += 1;
    }
    Ok(changed)
}

/// Takes the names out of what the store remembers of sources and their polls.
pub fn clean_notes(store: &Store, names: &Names<'_>) -> anyhow::Result<()> {
    let notes = states::of_sources(store)?;
    let changed = notes.into_iter().filter_map(|(name, bytes)| {
        let clean = cleaned(&bytes, names, false)?;
        (clean != bytes).then_some((name, Some(clean)))
    });
    let changed: Vec<states::Note> = changed.collect();
    store.put_noted(&[], &changed)?;
    Ok(())
}

/// JSON without the names; `None` where it is no JSON.
fn cleaned(bytes: &[u8], names: &Names<'_>, pretty: bool) -> Option<Vec<u8>> {
    let mut value: Value = serde_json::from_slice(bytes).ok()?;
    if !clean(&mut value, names) {
        return Some(bytes.to_vec());
    }
    if pretty {
        serde_json::to_vec_pretty(&value).ok()
    } else {
        serde_json::to_vec(&value).ok()
    }
}

fn clean(value: &mut Value, names: &Names<'_>) -> bool {
    match value {
        Value::String(text) if names.are_in(text) => {
            FORGOTTEN.clone_into(text);
            true
        }
        Value::Array(all) => all
            .iter_mut()
            .fold(false, |any, one| clean(one, names) | any),
        Value::Object(all) => {
            let before = all.len();
            // An address that is a key stands for what is remembered of its page.
            all.retain(|key, _| !names.are_in(key));
            let fewer = all.len() < before;
            all.values_mut()
                .fold(fewer, |any, one| clean(one, names) | any)
        }
        _ => false,
    }
}

fn is_page(path: &Path) -> bool {
    let extension = path.extension().and_then(|own| own.to_str());
    extension.is_some_and(|own| PAGES.contains(&own))
}

fn read(path: &Path) -> anyhow::Result<String> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// What lies in a folder, in order; nothing where there is none.
fn entries(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let listed = std::fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
    let mut paths: Vec<PathBuf> =
        listed.with_context(|| format!("cannot list {}", folder.display()))?;
    paths.sort();
    Ok(paths)
}
