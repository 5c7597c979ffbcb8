//! `jobtide series`: indices of others, read from CSV files into the data folder, listed, shown and removed. Also gives them to `judge`. Computes nothing.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use analytics::external::{self, About, Columns, ExternalSeries, Revision};
use anyhow::{Context, anyhow};
use model::Day;
use serde::Serialize;

use crate::arguments::{ImportSeries, SeriesCommand};
use crate::exit::{self, Exit};
use crate::output::{self, Out};
use crate::replace;
use crate::settings::{self, Settings};

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    title: &'a str,
    attribution: &'a str,
    unit: Option<&'a str>,
    step: external::Step,
    first: Option<Day>,
    last: Option<Day>,
    values: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<Revision>,
}

#[derive(Serialize)]
struct Listing<'a> {
    total: usize,
    series: Vec<Row<'a>>,
}

/// Runs `jobtide series`.
pub fn run(settings: &Settings, wanted: &SeriesCommand) -> anyhow::Result<Exit> {
    match wanted {
        SeriesCommand::Import(wanted) => import(settings, wanted),
        SeriesCommand::List => {
            let all = all(settings)?;
            list(
                settings,
                all.iter().map(|series| row(series, None)).collect(),
            )
        }
        SeriesCommand::Show { id } => show(settings, id),
        SeriesCommand::Remove { id } => remove(settings, id),
    }
}

/// Every series of the data folder, by name.
pub fn all(settings: &Settings) -> anyhow::Result<Vec<ExternalSeries>> {
    let folder = settings.series();
    let entries = match std::fs::read_dir(&folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.with_context(|| format!("cannot read {}", folder.display()))?,
    };
    let mut all = Vec::new();
    for entry in entries {
        let path = entry
            .with_context(|| format!("cannot read {}", folder.display()))?
            .path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            all.push(read(&path)?);
        }
    }
    all.sort_by(|a: &ExternalSeries, b| a.id.cmp(&b.id));
    Ok(all)
}

fn read(path: &Path) -> anyhow::Result<ExternalSeries> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_slice(&bytes).with_context(|| {
        format!(
            "{} is not a series; remove it and import the series again",
            path.display()
        )
    })
}

fn path_of(settings: &Settings, id: &str) -> PathBuf {
    settings.series().join(format!("{id}.json"))
}

/// One series by its name, or the complaint with the nearest one.
fn find(settings: &Settings, id: &str) -> anyhow::Result<ExternalSeries> {
    let all = all(settings)?;
    if let Some(found) = all.iter().find(|series| series.id == id) {
        return Ok(found.clone());
    }
    let names = all.iter().map(|series| series.id.as_str());
    Err(exit::usage(match settings::nearest(id, names) {
        Some(near) => anyhow!("there is no series `{id}`; did you mean `{near}`?"),
        None => anyhow!("there is no series `{id}`; `jobtide series list` names those there are"),
    }))
}

fn import(settings: &Settings, wanted: &ImportSeries) -> anyhow::Result<Exit> {
    let path = &wanted.file;
    let bytes = std::fs::read(path)
        .with_context(|| format!("cannot read {}", path.display()))
        .map_err(exit::usage)?;
    let name = |part: Option<&std::ffi::OsStr>| {
        part.map_or_else(String::new, |part| part.to_string_lossy().into_owned())
    };
    let about = About {
        file: name(path.file_name()),
        id: wanted.id.clone().unwrap_or_else(|| name(path.file_stem())),
        attribution: wanted.attribution.clone(),
        unit: wanted.unit.clone(),
        seasonally_adjusted: match (wanted.adjusted, wanted.unadjusted) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        },
        trailing_days: wanted.trailing_days,
    };
    let columns = Columns {
        date: wanted.date.clone(),
        values: wanted.value.clone(),
        only: wanted.only.clone(),
    };
    let found = external::read(&bytes, &columns, &about).map_err(exit::usage)?;
    let before = all(settings)?;
    let folder = settings.series();
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make {}", folder.display()))?;
    let mut rows = Vec::new();
    for series in &found.series {
        let older = before.iter().find(|older| older.id == series.id);
        write(&path_of(settings, &series.id), series)?;
        let revision = older.map(|older| external::revision(older, series));
        rows.push(row(series, revision));
    }
    for problem in &found.problems {
        output::say(&format!(
            "jobtide: {}, line {}: {}",
            path.display(),
            problem.line,
            problem.what
        ));
    }
    list(settings, rows)?;
    Ok(match found.problems.is_empty() {
        true => Exit::Done,
        false => Exit::Partly,
    })
}

/// A reader finds the old one or the new one, never a half.
fn write(path: &Path, series: &ExternalSeries) -> anyhow::Result<()> {
    replace::whole(path, &serde_json::to_vec(series)?)
}

fn row(series: &ExternalSeries, revision: Option<Revision>) -> Row<'_> {
    let span = series.span();
    Row {
        id: &series.id,
        title: &series.title,
        attribution: &series.attribution,
        unit: series.unit.as_deref(),
        step: series.step(),
        first: span.map(|days| days.first()),
        last: span.map(|days| days.last()),
        values: series.values.len(),
        revision,
    }
}

fn list(settings: &Settings, rows: Vec<Row<'_>>) -> anyhow::Result<Exit> {
    let mut out = Out::stdout();
    if settings.json {
        let listing = Listing {
            total: rows.len(),
            series: rows,
        };
        out.json("jobtide.series/1", &listing)?;
        return Ok(Exit::Done);
    }
    let cells: Vec<Vec<String>> = rows.iter().map(cells).collect();
    let head = [
        "series",
        "days",
        "values",
        "every",
        "revised",
        "attribution",
    ];
    out.text(&output::table(&head, &cells, &[2]));
    Ok(Exit::Done)
}

fn cells(row: &Row<'_>) -> Vec<String> {
    let days = row.first.zip(row.last);
    vec![
        row.id.to_owned(),
        days.map_or_else(String::new, |(first, last)| format!("{first} to {last}")),
        output::thousands(row.values as u64),
        match row.step {
            external::Step::Day => "day",
            external::Step::Week => "week",
            external::Step::Rarer => "more rarely",
        }
        .to_owned(),
        row.revision.map_or_else(String::new, revised),
        row.attribution.to_owned(),
    ]
}

/// What a newer file changed in the series that it replaced.
fn revised(revision: Revision) -> String {
    let Revision {
        added,
        removed,
        changed,
        largest,
    } = revision;
    if (added, removed, changed) == (0, 0, 0) {
        return "nothing".to_owned();
    }
    let by = largest
        .filter(|_| changed > 0)
        .map_or_else(String::new, |part| match part < 0.001 {
            true => " by less than 0.1 %".to_owned(),
            false => format!(" by up to {}", analytics::wording::share(part)),
        });
    format!("{added} new, {removed} gone, {changed} changed{by}")
}

fn show(settings: &Settings, id: &str) -> anyhow::Result<Exit> {
    let series = find(settings, id)?;
    let mut out = Out::stdout();
    if settings.json {
        out.json("jobtide.series.one/1", &series)?;
        return Ok(Exit::Done);
    }
    output::say(&format!("{}: {}", series.title, series.attribution));
    out.line("date,value");
    for (day, value) in &series.values {
        out.line(&format!("{day},{value}"));
    }
    Ok(Exit::Done)
}

fn remove(settings: &Settings, id: &str) -> anyhow::Result<Exit> {
    let series = find(settings, id)?;
    let path = path_of(settings, &series.id);
    std::fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
    settings.hint(&format!("removed {id}"));
    Ok(Exit::Done)
}
