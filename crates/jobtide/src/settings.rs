//! Arguments, environment and `jobtide.toml` become one resolved plan: where data and reports lie, what the time is.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, anyhow};
use collector::{Companies, FetchSettings, ProfileError};
use jiff::Timestamp;
use model::Day;
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::arguments::Shared;
use crate::exit;

/// The configuration file's name, looked for in the working folder and then upwards.
const FILE: &str = "jobtide.toml";

/// What the shipped configuration holds; refused by `refresh`, since nobody could be reached under it.
const PLACEHOLDER_CONTACT: &str = "you@example.com";

/// `jobtide.toml`, as written. An unknown key is an error, since a misspelt key that is ignored is worse.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Configuration {
    /// Store, index and archive; relative to the file.
    data: Option<PathBuf>,
    /// Report definitions and what they produced; relative to the file.
    reports: Option<PathBuf>,
    /// Who answers for the polling: a mail or web address, sent with every request.
    contact: Option<String>,
    /// Whether the starter set of sources is wanted.
    starter: Option<bool>,
    /// Which shipped company boards are wanted.
    companies: Option<WrittenCompanies>,
    /// Bounds of memory.
    #[serde(default)]
    limits: MemoryLimits,
    /// Limits of fetching.
    #[serde(default)]
    refresh: Limits,
    /// Read by `collector`, which knows the kinds; here it is only no unknown key.
    #[serde(default)]
    #[allow(dead_code)]
    source: Option<IgnoredAny>,
}

/// `companies = true`, or a list of names.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "true, false or a list of names")]
enum WrittenCompanies {
    Group(bool),
    Named(Vec<String>),
}

impl From<WrittenCompanies> for Companies {
    fn from(written: WrittenCompanies) -> Companies {
        match written {
            WrittenCompanies::Group(true) => Companies::All,
            WrittenCompanies::Group(false) => Companies::None,
            WrittenCompanies::Named(names) => Companies::Named(names),
        }
    }
}

/// `[limits]`: what bounds the program's memory. Whole numbers, with their unit in the key's name.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct MemoryLimits {
    index_memory_mib: Option<u16>,
    engine_memory_mib: Option<u32>,
}

/// `[refresh]`: what bounds a run of polls. Whole numbers, with their unit in the key's name.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Limits {
    requests_at_once: Option<u16>,
    max_body_mib: Option<u16>,
    connect_timeout_seconds: Option<u16>,
    idle_timeout_seconds: Option<u16>,
    total_timeout_seconds: Option<u16>,
}

/// What is written about polling, as far as it needs no kind to be understood.
#[derive(Clone, Debug)]
pub struct Polling {
    /// The configuration file and its text; `None` where there is no file.
    pub file: Option<(PathBuf, String)>,
    /// The folder that relative paths in it start from.
    pub root: PathBuf,
    /// Who answers for the polling.
    pub contact: String,
    /// Whether the starter set is wanted.
    pub starter: bool,
    /// Which company boards are wanted.
    pub companies: Companies,
    limits: Limits,
}

impl Polling {
    /// The limits and the name that requests carry.
    pub fn fetch(&self) -> FetchSettings {
        let mut fetch = FetchSettings::new(&self.contact);
        let limits = &self.limits;
        let at_least_one = |number: u16| usize::from(number.max(1));
        let seconds = |number: u16| Duration::from_secs(u64::from(number.max(1)));
        if let Some(number) = limits.requests_at_once {
            fetch.requests_at_once = at_least_one(number);
        }
        if let Some(mib) = limits.max_body_mib {
            fetch.max_body = at_least_one(mib) << 20;
        }
        if let Some(number) = limits.connect_timeout_seconds {
            fetch.connect_timeout = seconds(number);
        }
        if let Some(number) = limits.idle_timeout_seconds {
            fetch.idle_timeout = seconds(number);
        }
        if let Some(number) = limits.total_timeout_seconds {
            fetch.total_timeout = seconds(number);
        }
        fetch
    }
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
    /// How much is logged: 0 nothing, 1 what happens, 2 every detail.
    pub verbose: u8,
    /// Unix seconds, read once.
    pub now: i64,
    /// What is written about polling.
    pub polling: Polling,
    /// Bytes of what the index collects in memory before it writes a segment.
    pub index_memory: usize,
    /// Bytes that an engine over a lake holds before it spills.
    #[cfg_attr(
        not(feature = "engines"),
        allow(dead_code, reason = "read by what this program was built without")
    )]
    pub engine_memory: usize,
}

/// What the measurements of engines over a lake needed at most, and no more than small machines have.
const ENGINE_MEMORY_MIB: u32 = 2_048;

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
        let (root, text, configuration) = match &file {
            Some(file) => {
                let root = file
                    .parent()
                    .filter(|parent| !parent.as_os_str().is_empty());
                let root = root.unwrap_or(&here).to_path_buf();
                let (text, configuration) = read(file)?;
                (root, text, configuration)
            }
            None => (here, String::new(), Configuration::default()),
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
            verbose: shared.verbose,
            now: Timestamp::now().as_second(),
            index_memory: index_memory(&configuration.limits, file.as_deref())?,
            engine_memory: (configuration
                .limits
                .engine_memory_mib
                .unwrap_or(ENGINE_MEMORY_MIB) as usize)
                << 20,
            polling: Polling {
                file: file.map(|file| (file, text)),
                contact: configuration
                    .contact
                    .unwrap_or_else(|| PLACEHOLDER_CONTACT.to_owned()),
                starter: configuration.starter.unwrap_or(true),
                companies: configuration
                    .companies
                    .map(Companies::from)
                    .unwrap_or_default(),
                limits: configuration.refresh,
                root,
            },
        })
    }

    /// Says that a bound of the configuration costs time, where it does.
    pub fn hint_at_limits(&self) {
        if self.index_memory < indexer::MEMORY {
            self.hint(&format!(
                "[limits] index_memory_mib is {}: smaller segments are written and merged more often, which slows this down ({} is the default)",
                self.index_memory >> 20,
                indexer::MEMORY >> 20
            ));
        }
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

    /// Which postings of the index a run that was killed had still to bring into line with the folds; there only then.
    pub fn moved(&self) -> PathBuf {
        self.data.join("folds.moved")
    }

    /// Where the hashes of what was forgotten lie.
    pub fn forgotten(&self) -> PathBuf {
        self.data.join("forgotten.jsonl")
    }

    /// Where the records of imports lie.
    pub fn imports(&self) -> PathBuf {
        self.data.join("imports")
    }

    /// Where the records of refreshes lie.
    pub fn refreshes(&self) -> PathBuf {
        self.data.join("refreshes")
    }

    /// Where engines and executors keep what does not fit into memory.
    #[cfg_attr(
        not(feature = "engines"),
        allow(dead_code, reason = "read by what this program was built without")
    )]
    pub fn engines(&self) -> PathBuf {
        self.data.join("engines")
    }

    /// Where saved searches lie.
    pub fn watches(&self) -> PathBuf {
        self.data.join("watches")
    }

    /// Where fetched documents are kept.
    pub fn archive(&self) -> PathBuf {
        self.data.join("archive")
    }

    /// The folder of the series of others.
    pub fn series(&self) -> PathBuf {
        self.data.join("series")
    }

    /// Where the state of the sources is written for readers, who never open the store.
    pub fn published_sources(&self) -> PathBuf {
        self.data.join("sources.json")
    }

    /// Says a line on stderr, unless quiet.
    pub fn hint(&self, line: &str) {
        if !self.quiet {
            crate::output::say(line);
        }
    }
}

fn read(file: &Path) -> anyhow::Result<(String, Configuration)> {
    let text =
        std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let configuration = toml::from_str(&text).map_err(|error| {
        let file = file.display().to_string();
        exit::usage(ProfileError::from_toml(&file, &text, &error))
    })?;
    Ok((text, configuration))
}

/// Whether something may be called so that becomes the name of a file or folder: lower-case letters, digits and hyphens.
pub fn is_plain_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c);
    !name.is_empty() && name.chars().all(plain) && !name.starts_with('-')
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

fn index_memory(limits: &MemoryLimits, file: Option<&Path>) -> anyhow::Result<usize> {
    let Some(mib) = limits.index_memory_mib else {
        return Ok(indexer::MEMORY);
    };
    let bytes = usize::from(mib) << 20;
    if bytes < indexer::LEAST_MEMORY {
        return Err(exit::usage(anyhow!(
            "{}: [limits] index_memory_mib is {mib}, and the index cannot work with less than {}",
            file.unwrap_or(Path::new(FILE)).display(),
            indexer::LEAST_MEMORY >> 20
        )));
    }
    Ok(bytes)
}
