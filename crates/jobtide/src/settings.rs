//! Arguments, environment and `jobtide.toml` become one resolved plan: where data and reports lie, what the time is.

use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use jiff::Timestamp;
use model::Day;
use serde::Deserialize;

use crate::arguments::Shared;
use crate::exit;

/// The configuration file's name, looked for in the working folder and then upwards.
const FILE: &str = "jobtide.toml";

/// `jobtide.toml`, as written. An unknown key is an error, since a misspelt key that is ignored is worse.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Configuration {
    /// Store, index and archive; relative to the file.
    data: Option<PathBuf>,
    /// Report definitions and what they produced; relative to the file.
    reports: Option<PathBuf>,
}

/// What every command needs to know.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The folder of store, index and import records.
    pub data: PathBuf,
    /// The folder of report definitions and finished reports.
    pub reports: PathBuf,
    /// Whether stdout carries JSON.
    pub json: bool,
    /// Whether progress and hints are kept back.
    pub quiet: bool,
    /// Unix seconds, read once.
    pub now: i64,
}

impl Settings {
    /// Resolves the plan: flag, then environment (clap reads it), then `jobtide.toml`, then defaults beside it.
    pub fn resolve(shared: &Shared) -> anyhow::Result<Settings> {
        let here = std::env::current_dir().context("cannot tell the working folder")?;
        let file = match &shared.config {
            Some(file) if !file.is_file() => {
                return Err(exit::usage(anyhow!(
                    "{}: no such configuration file",
                    file.display()
                )));
            }
            Some(file) => Some(file.clone()),
            None => here
                .ancestors()
                .map(|folder| folder.join(FILE))
                .find(|path| path.is_file()),
        };
        let (root, configuration) = match &file {
            Some(file) => {
                let root = file
                    .parent()
                    .filter(|parent| !parent.as_os_str().is_empty());
                (root.unwrap_or(&here).to_path_buf(), read(file)?)
            }
            None => (here, Configuration::default()),
        };
        let beside = |path: Option<PathBuf>, default: &str| {
            root.join(path.unwrap_or_else(|| PathBuf::from(default)))
        };
        Ok(Settings {
            data: shared
                .data
                .clone()
                .unwrap_or_else(|| beside(configuration.data, "data")),
            reports: beside(configuration.reports, "reports"),
            json: shared.json,
            quiet: shared.quiet,
            now: Timestamp::now().as_second(),
        })
    }

    /// Today, UTC.
    pub fn today(&self) -> anyhow::Result<Day> {
        Day::from_unix_seconds(self.now).context("the clock shows a time outside 1970 to 2199")
    }

    /// Where the store lies.
    pub fn store(&self) -> PathBuf {
        self.data.join("store")
    }

    /// Where the index lies.
    pub fn index(&self) -> PathBuf {
        self.data.join("index")
    }

    /// Where the store's last sequence number is written for readers.
    pub fn reach_of_store(&self) -> PathBuf {
        self.data.join("stored-until")
    }

    /// Where the state of the fold lies.
    pub fn folds(&self) -> PathBuf {
        self.data.join("folds")
    }

    /// Where the records of imports lie.
    pub fn imports(&self) -> PathBuf {
        self.data.join("imports")
    }

    /// Says a line on stderr, unless quiet.
    pub fn hint(&self, line: &str) {
        if !self.quiet {
            crate::output::say(line);
        }
    }
}

fn read(file: &Path) -> anyhow::Result<Configuration> {
    let text =
        std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    toml::from_str(&text).map_err(|error| {
        exit::usage(anyhow!(
            "{}: {}",
            file.display(),
            error.to_string().trim_end()
        ))
    })
}

/// The nearest of some names, if one is near enough to be meant.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    names
        .into_iter()
        .map(|name| (strsim::jaro_winkler(word, name), name))
        .filter(|(score, _)| *score > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}
