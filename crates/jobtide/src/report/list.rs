//! `jobtide report --list` and `jobtide report new`: which reports there are, and the files of a new one. Judges nothing.

use anyhow::{Context, anyhow};
use serde::Serialize;

use super::files::{self, Files};
use crate::arguments::NewReport;
use crate::exit::{self, Exit};
use crate::output::{self, Out};
use crate::settings::{Settings, is_plain_name};

#[derive(Serialize)]
struct Listed {
    name: String,
    title: Option<analytics::claims::Text>,
    about: Option<analytics::claims::Text>,
    period: Option<analytics::claims::Text>,
    universe: Option<String>,
    needs_query: bool,
    from: &'static str,
    files: Vec<String>,
    fault: Option<String>,
}

#[derive(Serialize)]
struct Document {
    total: usize,
    reports: Vec<Listed>,
}

/// Lists the reports.
pub fn list(settings: &Settings) -> anyhow::Result<Exit> {
    let reports = files::names(settings);
    let reports: Vec<Listed> = reports
        .iter()
        .map(|name| listed(settings, name))
        .collect::<anyhow::Result<_>>()?;
    let mut out = Out::stdout();
    if settings.json {
        let document = Document {
            total: reports.len(),
            reports,
        };
        out.json("jobtide.report.list/1", &document)?;
        return Ok(Exit::Done);
    }
    let rows: Vec<Vec<String>> = reports
        .iter()
        .map(|one| {
            let origin = match one.from {
                "overridden" => format!("built in, with {} of its own", one.files.join(", ")),
                other => other.to_owned(),
            };
            let title = match (&one.title, &one.fault) {
                (Some(title), _) => title.en.clone(),
                (None, fault) => fault.clone().unwrap_or_default(),
            };
            let period = one.period.as_ref().map(|text| text.en.clone());
            vec![one.name.clone(), period.unwrap_or_default(), origin, title]
        })
        .collect();
    out.text(&output::table(
        &["report", "period", "from", "title"],
        &rows,
        &[],
    ));
    Ok(Exit::Done)
}

/// A report that cannot be read is listed with its fault: the others are still there.
fn listed(settings: &Settings, name: &str) -> anyhow::Result<Listed> {
    let files = Files::load(settings, name);
    let (from, own) = match &files {
        Ok(files) if files.is_shipped && files.overriding.is_empty() => ("built in", Vec::new()),
        Ok(files) if files.is_shipped => ("overridden", files.overriding.clone()),
        Ok(files) => ("folder", files.overriding.clone()),
        Err(_) => ("folder", Vec::new()),
    };
    let read = files.and_then(|files| files.definition());
    let (definition, fault) = match read {
        Ok(definition) => (Some(definition), None),
        Err(error) => (None, Some(exit::told(&error))),
    };
    let definition = definition.as_ref();
    Ok(Listed {
        name: name.to_owned(),
        title: definition.map(|one| one.title().clone()),
        about: definition.and_then(|one| one.about().cloned()),
        period: definition.map(|one| one.rule().words()),
        universe: definition.map(|one| one.universe().to_owned()),
        needs_query: definition.is_some_and(reportgen::ReportDefinition::needs_query),
        from,
        files: own,
        fault,
    })
}

/// Writes the files of a new report.
pub fn new(settings: &Settings, wanted: &NewReport) -> anyhow::Result<Exit> {
    let name = wanted.name.as_str();
    if !is_plain_name(name) {
        return Err(exit::usage(anyhow!(
            "`{name}` cannot be a report's name; write lower-case letters, digits and hyphens, such as my-market"
        )));
    }
    let folder = settings.reports.join(name);
    if name == "new" || reportgen::shipped(name).is_some() {
        return Err(exit::usage(anyhow!(
            "the name `{name}` is taken by the program; choose another"
        )));
    }
    if folder.exists() {
        return Err(exit::usage(anyhow!(
            "{} exists, and nothing is overwritten; choose another name or remove it",
            folder.display()
        )));
    }
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let mut out = Out::stdout();
    let mut written = Vec::new();
    for (file, text) in reportgen::SKELETON {
        let path = folder.join(file);
        std::fs::write(&path, text.replace("NAME", name))
            .with_context(|| format!("cannot write {}", path.display()))?;
        written.push(path.display().to_string());
    }
    if settings.json {
        let document = New {
            folder: folder.display().to_string(),
            total: written.len(),
            files: written,
        };
        out.json("jobtide.report.new/1", &document)?;
        return Ok(Exit::Done);
    }
    for path in written {
        out.line(&path);
    }
    settings.hint(&format!(
        "next: edit them, then jobtide report {name}; docs/reports.md says what every key takes"
    ));
    Ok(Exit::Done)
}

#[derive(Serialize)]
struct New {
    folder: String,
    total: usize,
    files: Vec<String>,
}
