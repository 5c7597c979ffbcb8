//! A report's name in, its definition, claims and templates out: what is embedded, overridden file by file by what stands in its folder.

use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use reportgen::{ReportDefinition, Templates, hash_of};

use crate::exit;
use crate::settings::{Settings, nearest};

/// A report's files.
pub struct Files {
    folder: PathBuf,
    /// The text of `report.toml`.
    pub report_toml: String,
    /// The text of `claims.toml`.
    pub claims_toml: String,
    /// The program's templates, with the report's own in their place.
    pub templates: Templates,
    templates_hash: String,
    /// The files of a shipped report that stand in its folder, too, and so take the place of what is embedded.
    pub overriding: Vec<String>,
    /// Whether the program brings a report of this name.
    pub is_shipped: bool,
}

impl Files {
    /// Reads a report's files.
    pub fn load(settings: &Settings, name: &str) -> anyhow::Result<Files> {
        let folder = settings.reports.join(name);
        let shipped = reportgen::shipped(name);
        if shipped.is_none() && !folder.join("report.toml").is_file() {
            let names = names(settings);
            let hint = nearest(name, names.iter().map(String::as_str))
                .map(|near| format!("; did you mean `{near}`?"))
                .unwrap_or_else(|| "; `jobtide report --list` lists them".to_owned());
            return Err(exit::usage(anyhow!(
                "no report is called `{name}`: {} does not exist{hint}",
                folder.join("report.toml").display()
            )));
        }
        let mut texts: Vec<(String, String)> = Vec::new();
        for (file, text) in shipped.iter().flat_map(|shipped| shipped.templates) {
            texts.push(((*file).to_owned(), (*text).to_owned()));
        }
        let mut overriding = Vec::new();
        for path in templates_in(&folder) {
            if let Some(file) = path.file_name().and_then(|file| file.to_str()) {
                texts.push((file.to_owned(), read(&path)?));
                overriding.push(file.to_owned());
            }
        }
        let mut own = |file: &str, shipped: Option<&'static str>| {
            let path = folder.join(file);
            match shipped {
                Some(text) if !path.is_file() => Ok(text.to_owned()),
                _ => {
                    overriding.push(file.to_owned());
                    read(&path)
                }
            }
        };
        let report_toml = own("report.toml", shipped.map(|shipped| shipped.report_toml))?;
        let claims_toml = own("claims.toml", shipped.map(|shipped| shipped.claims_toml))?;
        overriding.sort();
        let mut templates = Templates::embedded();
        for (file, text) in texts {
            templates.override_with(&file, text);
        }
        Ok(Files {
            templates_hash: templates.hash(),
            folder,
            report_toml,
            claims_toml,
            templates,
            overriding,
            is_shipped: shipped.is_some(),
        })
    }

    /// What the report says.
    pub fn definition(&self) -> anyhow::Result<ReportDefinition> {
        ReportDefinition::parse(&self.shown("report.toml"), &self.report_toml).map_err(exit::usage)
    }

    /// A file as messages name it.
    pub fn shown(&self, file: &str) -> String {
        self.folder.join(file).display().to_string()
    }

    /// The hashes of definition, claims and templates.
    pub fn hashes(&self) -> [String; 3] {
        [
            hash_of(self.report_toml.as_bytes()),
            hash_of(self.claims_toml.as_bytes()),
            self.templates_hash.clone(),
        ]
    }
}

/// Every report that there is, by name: the shipped ones and those with a folder.
pub fn names(settings: &Settings) -> Vec<String> {
    let mut names: Vec<String> = reportgen::shipped_names().map(str::to_owned).collect();
    for entry in std::fs::read_dir(&settings.reports).into_iter().flatten() {
        let Ok(entry) = entry else { continue };
        if entry.path().join("report.toml").is_file()
            && let Some(name) = entry.file_name().to_str()
        {
            names.push(name.to_owned());
        }
    }
    names.sort();
    names.dedup();
    names
}

fn templates_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let paths = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let mut paths: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "hbs"))
        .collect();
    paths.sort();
    paths
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}
