//! `jobtide verify`: a report's manifest in, the same report made again in memory, which files differ and why out. Writes nothing.

use std::path::{Path, PathBuf};

use analytics::claims::Language;
use anyhow::{Context, anyhow};
use model::{Day, DayRange};
use reportgen::{
    Formats, Manifest, NamedHash, ReportDays, StoredManifest, are_of_one_form, hash_of,
};
use serde::Serialize;

use crate::arguments::Verify;
use crate::exit::{self, Exit};
use crate::judging::Again;
use crate::output::{self, Out};
use crate::report::{self, Asked, Wanted};
use crate::settings::Settings;

/// A file that is not what the same parameters give today.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Difference {
    path: String,
    what: &'static str,
}

#[derive(Serialize)]
struct Document<'a> {
    manifest: String,
    same: bool,
    files: usize,
    total: usize,
    differences: &'a [Difference],
    causes: &'a [String],
}

/// Runs the command.
pub fn run(settings: &Settings, wanted: &Verify) -> anyhow::Result<Exit> {
    let path = match wanted.path.is_dir() {
        true => wanted.path.join("manifest.json"),
        false => wanted.path.clone(),
    };
    let shown = path.display().to_string();
    let bytes = std::fs::read(&path)
        .with_context(|| format!("cannot read {shown}"))
        .map_err(exit::usage)?;
    let stored = StoredManifest::parse(&shown, &bytes).map_err(exit::usage)?;
    let folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
    let mut causes = Vec::new();
    if let Some(rates) = &stored.parameters.rates {
        causes.extend(changed_rates(rates));
    }
    let mut prepared = report::prepare(settings, &again(&stored, &folder, wanted)?)?;
    let previous = stored
        .previous
        .as_ref()
        .map(|wanted| report::named(settings, &prepared, wanted));
    if matches!(previous, Some(None)) {
        causes
            .push("the earlier report that it was held against is no longer beside it".to_owned());
    }
    let made = report::render(&mut prepared, previous.flatten().as_ref())?;
    causes.extend(differing(&stored, &prepared.manifest));

    let mut differences = Vec::new();
    for file in &made {
        let listed = stored.files.iter().find(|one| one.path == file.path);
        let disk = std::fs::read(folder.join(&file.path)).ok();
        let what = match (&disk, listed) {
            (Some(disk), _) if *disk == file.bytes => continue,
            (None, _) => "is missing",
            (Some(disk), Some(listed)) if hash_of(disk) != listed.blake3 => "was edited on disk",
            // The manifest's own hash stands nowhere.
            (Some(_), None) if file.path == "manifest.json" => "is not what it would be today",
            (Some(_), None) => "is not in the manifest",
            (Some(_), Some(_)) => "is not what it would be today",
        };
        differences.push(Difference {
            path: file.path.clone(),
            what,
        });
    }
    let known = |path: &str| made.iter().any(|file| file.path == path);
    for file in stored.files.iter().filter(|file| !known(&file.path)) {
        differences.push(Difference {
            path: file.path.clone(),
            what: "would not be made today",
        });
    }
    let document = Document {
        manifest: shown,
        same: differences.is_empty(),
        files: made.len(),
        total: differences.len(),
        differences: &differences,
        causes: &causes,
    };
    show(settings, &document)
}

fn show(settings: &Settings, document: &Document<'_>) -> anyhow::Result<Exit> {
    let mut out = Out::stdout();
    let exit = match document.same {
        true => Exit::Done,
        false => Exit::CheckFailed,
    };
    if settings.json {
        out.json("jobtide.verify/1", document)?;
        return Ok(exit);
    }
    for one in document.differences {
        out.line(&format!("{} {}", one.path, one.what));
    }
    for cause in document.causes {
        out.line(&format!("because {cause}"));
    }
    let files = output::counted(document.files as u64, "file");
    out.line(&match document.same {
        true => format!("{}: {files} made again, each the same", document.manifest),
        false => format!(
            "{}: {files} made again, {} of them or of the listed ones differ",
            document.manifest, document.total
        ),
    });
    Ok(exit)
}

/// What was asked for, out of a manifest.
fn again(stored: &StoredManifest, folder: &Path, wanted: &Verify) -> anyhow::Result<Wanted> {
    let recipe = &stored.parameters;
    let period = DayRange::from_period(&recipe.period).map_err(exit::usage)?;
    let day = |text: &str| text.parse::<Day>().map_err(exit::usage);
    let (first, last) = (day(&recipe.window_first)?, day(&recipe.window_last)?);
    let window = DayRange::new(first, last).ok_or_else(|| {
        exit::usage(anyhow!(
            "the manifest's window ends on {last}, before it begins on {first}"
        ))
    })?;
    let languages = recipe.languages.iter().map(|tag| {
        Language::from_tag(tag).ok_or_else(|| {
            exit::usage(anyhow!(
                "the manifest names the language `{tag}`, which this version does not write"
            ))
        })
    });
    Ok(Wanted {
        name: recipe.name.clone(),
        days: Asked::Both(ReportDays { period, window }),
        universe: recipe.universe.clone(),
        query: recipe.query.clone(),
        languages: Some(languages.collect::<anyhow::Result<_>>()?),
        formats: Formats::of(recipe.formats.iter().map(String::as_str)),
        out: Some(folder.to_path_buf()),
        no_fold: recipe.no_fold,
        rates: recipe
            .rates
            .as_ref()
            .map(|rates| PathBuf::from(&rates.name)),
        again: Some(Again {
            as_of: day(&stored.as_of)?,
            today: recipe.today.as_deref().map(day).transpose()?,
            imports: recipe.imports,
            polled: recipe.polled.clone(),
        }),
        counted_by: wanted.counted_by.clone(),
    })
}

/// Whether the table of exchange rates is still the one that was used.
fn changed_rates(rates: &NamedHash) -> Option<String> {
    let held = std::fs::read(&rates.name).ok()?;
    (hash_of(&held) != rates.hash).then(|| format!("the exchange rates in {} changed", rates.name))
}

/// Everything that the report rests on and that is another now.
fn differing(stored: &StoredManifest, now: &Manifest) -> Vec<String> {
    let comparable = are_of_one_form(&stored.postings_hash, &now.postings_hash);
    let pairs = [
        (
            "the postings changed",
            &stored.postings_hash,
            // What cannot be compared has a sentence of its own.
            match comparable {
                true => &now.postings_hash,
                false => &stored.postings_hash,
            },
        ),
        (
            "what the polls saw of its days changed",
            &stored.coverage_hash,
            &now.coverage_hash,
        ),
        (
            "the rules for tags and categories changed",
            &stored.rules_hash,
            &now.rules_hash,
        ),
        (
            "the program has another version",
            &stored.code_version,
            &now.code_version,
        ),
        ("another engine counted", &stored.engine, &now.engine),
        (
            "report.toml changed",
            &stored.definition_hash,
            &now.definition_hash,
        ),
        ("claims.toml changed", &stored.claims_hash, &now.claims_hash),
        (
            "the templates changed",
            &stored.templates_hash,
            &now.templates_hash,
        ),
    ];
    let mut causes: Vec<String> = pairs
        .into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(what, before, after)| match before.len() + after.len() {
            // Versions can be read, hashes cannot.
            0..=40 => format!("{what} ({before} then, {after} now)"),
            _ => what.to_owned(),
        })
        .collect();
    if !comparable {
        causes.push(
            "the hash of the postings is of another form, which another version of the program wrote; whether they changed is not known"
                .to_owned(),
        );
    }
    if stored.parameters.series != now.recipe.series {
        causes.push("the series of others changed".to_owned());
    }
    causes
}
