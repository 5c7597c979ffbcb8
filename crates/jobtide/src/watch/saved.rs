//! The folder of the watches in, saved searches and what they have shown out; each is replaced whole. Asks no index.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use indexer::Seen;
use model::PostingKey;
use serde::{Deserialize, Serialize};

use crate::settings::{Settings, is_plain_name, nearest};
use crate::{exit, replace};

/// The name of the form of what was shown.
const SCHEMA: &str = "jobtide.watch.state/1";
/// The endings of a watch's two files.
const DEFINITION: &str = "toml";
const STATE: &str = "state.json";

/// A saved search.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Definition {
    query: String,
}

/// A posting that a watch found, for its feed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Found {
    /// Which.
    pub key: PostingKey,
    /// When the watch first showed it, in Unix seconds.
    pub at: i64,
}

/// What a watch has shown.
#[derive(Debug, Serialize, Deserialize)]
struct Written {
    schema: String,
    query: String,
    first_run: i64,
    last_run: i64,
    latest: Vec<Found>,
    seen: String,
}

/// What a watch has shown.
#[derive(Clone, Debug)]
pub struct State {
    /// The query that it was shown for.
    pub query: String,
    /// Unix seconds.
    pub first_run: i64,
    /// Unix seconds.
    pub last_run: i64,
    /// The last that were new, newest first.
    pub latest: Vec<Found>,
    /// All that it has shown or taken as known.
    pub seen: Seen,
}

/// One watch.
#[derive(Clone, Debug)]
pub struct Watch {
    /// Its name, which is its files' name.
    pub name: String,
    /// Its query as it was written.
    pub query: String,
    /// What it has shown; `None` before its first run.
    pub state: Option<State>,
}

fn path(settings: &Settings, name: &str, ending: &str) -> PathBuf {
    settings.watches().join(format!("{name}.{ending}"))
}

/// Refuses what can be no name, since it becomes the name of a file.
fn checked(name: &str) -> anyhow::Result<&str> {
    if is_plain_name(name) {
        return Ok(name);
    }
    Err(exit::usage(anyhow!(
        "`{name}` cannot be a watch's name; write lower-case letters, digits and hyphens, such as chatbots"
    )))
}

/// The names of all watches, in order.
pub fn names(settings: &Settings) -> anyhow::Result<Vec<String>> {
    let folder = settings.watches();
    let entries = match std::fs::read_dir(&folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.with_context(|| format!("cannot list {}", folder.display()))?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let file = entry.with_context(|| format!("cannot list {}", folder.display()))?;
        let path = file.path();
        if path.extension().is_some_and(|ending| ending == DEFINITION)
            && let Some(name) = path.file_stem().and_then(|stem| stem.to_str())
        {
            names.push(name.to_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// Refuses a name that no watch has, and says which was probably meant.
pub fn known<'n>(name: &'n str, names: &[String]) -> anyhow::Result<&'n str> {
    if names.iter().any(|one| one == name) {
        return Ok(name);
    }
    let hint = nearest(name, names.iter().map(String::as_str)).map_or_else(
        || "; `jobtide watch list` lists them".to_owned(),
        |near| format!("; did you mean `{near}`?"),
    );
    Err(exit::usage(anyhow!("no watch is called `{name}`{hint}")))
}

/// Saves a new watch.
pub fn add(settings: &Settings, name: &str, query: &str) -> anyhow::Result<PathBuf> {
    let path = path(settings, checked(name)?, DEFINITION);
    if path.exists() {
        return Err(exit::usage(anyhow!(
            "there is a watch `{name}` already ({}); remove it first, or choose another name",
            path.display()
        )));
    }
    let folder = settings.watches();
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let definition = Definition {
        query: query.to_owned(),
    };
    replace::whole(&path, toml::to_string(&definition)?.as_bytes())?;
    Ok(path)
}

/// Removes a watch and what it has shown.
pub fn remove(settings: &Settings, name: &str) -> anyhow::Result<()> {
    // The definition goes last, so that a watch half removed is still listed and can be removed.
    for ending in [STATE, DEFINITION] {
        let path = path(settings, name, ending);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            other => other.with_context(|| format!("cannot remove {}", path.display()))?,
        }
    }
    Ok(())
}

/// Reads a watch.
pub fn read(settings: &Settings, name: &str) -> anyhow::Result<Watch> {
    let file = path(settings, name, DEFINITION);
    let text = std::fs::read_to_string(&file)
        .with_context(|| format!("cannot read {}", file.display()))?;
    let definition: Definition =
        toml::from_str(&text).with_context(|| format!("{} is no watch", file.display()))?;
    Ok(Watch {
        name: name.to_owned(),
        query: definition.query,
        state: read_state(&path(settings, name, STATE))?,
    })
}

fn read_state(path: &Path) -> anyhow::Result<Option<State>> {
    let bytes = match std::fs::read(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        other => other.with_context(|| format!("cannot read {}", path.display()))?,
    };
    let parsed = serde_json::from_slice::<Written>(&bytes).ok();
    let state = parsed.and_then(|written| {
        Some(State {
            seen: Seen::from_text(&written.seen)?,
            query: written.query,
            first_run: written.first_run,
            last_run: written.last_run,
            latest: written.latest,
        })
    });
    state.map(Some).with_context(|| {
        format!(
            "{} does not say what was shown; remove it, and the next run takes what is there as known",
            path.display()
        )
    })
}

/// Writes down what a watch has shown.
pub fn save(settings: &Settings, name: &str, state: &State) -> anyhow::Result<()> {
    let written = Written {
        schema: SCHEMA.to_owned(),
        query: state.query.clone(),
        first_run: state.first_run,
        last_run: state.last_run,
        latest: state.latest.clone(),
        seen: state.seen.to_text(),
    };
    replace::whole(&path(settings, name, STATE), &serde_json::to_vec(&written)?)
}
