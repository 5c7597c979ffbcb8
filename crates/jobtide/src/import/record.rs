//! What one import or refresh did: counts, problems by kind, and the record of it beside the store. Knows no reader and no store.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use model::{Platform, Problem, ProblemKind, SourceId};
use serde::{Deserialize, Serialize};

/// What an import did.
#[derive(Debug, Default, Clone, Serialize)]
pub struct Summary {
    /// The profile's name.
    pub profile: String,
    /// Where the postings are offered.
    pub platform: String,
    /// Whom to credit where its postings are shown, and under which licence they are; empty where the profile says nothing.
    pub credit: String,
    /// The files, as they were named.
    pub files: Vec<String>,
    /// Rows that the reader met, whatever became of them.
    pub read: u64,
    /// Postings that the store did not have.
    pub new: u64,
    /// Postings that the store had with a worse date, which now have this one.
    pub updated: u64,
    /// Postings that the store had already, or that came twice.
    pub known: u64,
    /// Rows that the profile leaves out (replies, deleted items).
    pub left_out: u64,
    /// Postings left out because they were forgotten.
    pub forgotten: u64,
    /// Rows that brought no posting but a problem.
    pub lost: u64,
    /// Problems by kind, those of whole files and of pay included.
    pub problems: BTreeMap<&'static str, u64>,
    /// Where all problems are written, one JSON object a line.
    pub problems_file: Option<PathBuf>,
    /// Postings added to the index.
    pub indexed: u64,
    /// Postings of the store that could not be read for the index.
    pub unreadable: u64,
    /// Whether Ctrl-C ended it early.
    pub interrupted: bool,
    /// Milliseconds that each stage worked, waiting for the others left out: the one that worked most held the others up.
    pub worked_ms: BTreeMap<&'static str, u64>,
}

impl Summary {
    /// Counts a problem. One without a row is about a whole file; pay that does not parse loses the pay and not the row.
    pub fn count(&mut self, problem: &Problem) {
        *self.problems.entry(problem.kind.slug()).or_default() += 1;
        if loses_its_row(problem) {
            self.read += 1;
            self.lost += 1;
        }
    }

    /// Whether not one row of what was read brought a posting.
    pub fn is_failure(&self) -> bool {
        self.is_partial() && self.new + self.updated + self.known == 0
    }

    /// Whether something was not done that the person asked for.
    pub fn is_partial(&self) -> bool {
        self.lost > 0
            || self.unreadable > 0
            || self.problems.contains_key(ProblemKind::Unreadable.slug())
    }
}

/// Whether a problem stands for a row that brought no posting.
pub fn loses_its_row(problem: &Problem) -> bool {
    problem.row.is_some() && problem.kind != ProblemKind::BadPay
}

/// What would mend problems of a kind, where something would.
pub fn mend(kind: &str) -> &'static str {
    match kind {
        "no_date" => {
            " (no date and no snapshot day: pass --as-of YYYY-MM-DD, the day on which the archive was taken)"
        }
        "future_date" => " (more than 48 hours ahead: is the profile's date format or zone right?)",
        "bad_pay" => " (the postings are kept, without pay)",
        "missing_field" => " (does the profile name the right columns?)",
        _ => "",
    }
}

/// The two files of one run's record: the summary, and the problems as they come.
pub struct Record {
    stem: PathBuf,
    problems: Option<BufWriter<File>>,
}

impl Record {
    /// Records are numbered, so that two imports within a second do not overwrite each other.
    pub fn begin(folder: &Path, profile: &str) -> anyhow::Result<Record> {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        // One more than the highest, and not than their count: old records may have been removed.
        let number = std::fs::read_dir(folder)?
            .filter_map(Result::ok)
            .filter_map(|entry| number_of(&entry.path()))
            .max()
            .map_or(1, |last| last + 1);
        Ok(Record {
            stem: folder.join(format!("{number:06}-{profile}")),
            problems: None,
        })
    }

    /// Writes a problem down and gives the file's path.
    pub fn write(&mut self, problem: &Problem) -> anyhow::Result<PathBuf> {
        let path = self.stem.with_extension("problems.jsonl");
        let writer = match &mut self.problems {
            Some(writer) => writer,
            None => {
                let file = File::create(&path)
                    .with_context(|| format!("cannot write {}", path.display()))?;
                self.problems.insert(BufWriter::new(file))
            }
        };
        serde_json::to_writer(&mut *writer, problem)?;
        writer.write_all(b"\n")?;
        Ok(path)
    }

    /// Writes the summary, at the very end, when all of it is known.
    pub fn finish(mut self, summary: &impl Serialize) -> anyhow::Result<()> {
        if let Some(writer) = &mut self.problems {
            writer.flush()?;
        }
        let path = self.stem.with_extension("json");
        std::fs::write(&path, serde_json::to_vec_pretty(summary)?)
            .with_context(|| format!("cannot write {}", path.display()))
    }
}

/// The number that a record's file begins with.
fn number_of(path: &Path) -> Option<u64> {
    let (number, _) = path.file_name()?.to_str()?.split_once('-')?;
    number.parse().ok()
}

/// Removes all but the newest records: a timer makes some thousands a year.
pub fn keep_newest(folder: &Path, keep: u64) -> anyhow::Result<()> {
    let paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .with_context(|| format!("cannot list {}", folder.display()))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    let newest = paths.iter().filter_map(|path| number_of(path)).max();
    for path in &paths {
        if number_of(path).is_some_and(|own| own + keep <= newest.unwrap_or(0)) {
            std::fs::remove_file(path)
                .with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    Ok(())
}

/// What a report wants of the record of one import.
#[derive(Deserialize)]
pub struct Written {
    /// The number of the import.
    #[serde(skip)]
    number: u64,
    profile: String,
    platform: Platform,
    #[serde(default)]
    credit: String,
    files: BTreeSet<String>,
    problems: BTreeMap<String, u64>,
}

/// The records of all imports, the first first.
pub fn all(folder: &Path) -> anyhow::Result<Vec<Written>> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Ok(Vec::new());
    };
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "json")
    });
    // The names begin with the number of the import, so later ones come later.
    paths.sort();
    let read = |path: &PathBuf| {
        let bytes =
            std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut written: Written = serde_json::from_slice(&bytes)
            .with_context(|| format!("{} is no record of an import; remove it", path.display()))?;
        written.number = number_of(path).unwrap_or(0);
        Ok(written)
    };
    paths.iter().map(read).collect()
}

/// The number of the last of some imports, 0 where there is none.
pub fn last(records: &[Written]) -> u64 {
    records.iter().map(|one| one.number).max().unwrap_or(0)
}

/// Problems by kind over the archives of some platforms up to an import. An archive that was imported again counts as it was read last.
pub fn problems_of(records: &[Written], platforms: &[Platform], until: u64) -> Vec<(String, u64)> {
    let mut last: BTreeMap<(&str, &BTreeSet<String>), &BTreeMap<String, u64>> = BTreeMap::new();
    for one in records {
        if one.number <= until && platforms.contains(&one.platform) {
            last.insert((&one.profile, &one.files), &one.problems);
        }
    }
    let mut total: BTreeMap<&String, u64> = BTreeMap::new();
    for (kind, count) in last.into_values().flatten() {
        *total.entry(kind).or_default() += count;
    }
    let total = total.into_iter();
    total.map(|(kind, count)| (kind.clone(), count)).collect()
}

/// Whom to credit for a source's postings, as the profile of its last import said; empty where none is asked for or it is no archive.
pub fn credit_of<'r>(records: &'r [Written], source: &SourceId) -> &'r str {
    let own = |one: &&Written| one.profile == source.as_str();
    records.iter().rev().find(own).map_or("", |one| &one.credit)
}
