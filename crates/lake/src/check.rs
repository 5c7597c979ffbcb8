//! A lake in, what is wrong with it out: whether each file that the manifest names is there, whole and unchanged, and whether its cubes are of its
//! files. Repairs nothing.

use arrow_array::Array;
use serde::Serialize;

use crate::Error;
use crate::decode::Batch;
use crate::file::{Table, Wanted};
use crate::lake::Lake;
use crate::manifest::{CubeFile, CubeKind, DataFile};
use crate::part;
use crate::place::Readable;

/// Bytes that are hashed at a time.
const STEP: u64 = 1 << 20;

/// Something that is not as the manifest says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The file, from the root of the lake.
    pub path: String,
    /// What is wrong with it.
    pub what: String,
}

/// What was looked at and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Files of postings and of cubes that were read whole.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Postings.
    pub postings: u64,
    /// Files that the manifest does not name: of a run that was cut short, or replaced since. The next writing run removes them.
    pub unnamed: Vec<String>,
    /// What is wrong; empty where the lake is whole.
    pub faults: Vec<Fault>,
}

fn hash(file: &dyn Readable) -> std::io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    let mut at = 0;
    while at < file.size() {
        let length = STEP.min(file.size() - at);
        hasher.update(&file.range(at, usize::try_from(length).unwrap_or(0))?);
        at += length;
    }
    Ok(hasher.finalize().to_hex().to_string())
}

/// A file that the manifest names, whichever it is of.
struct Named<'a> {
    path: &'a str,
    rows: u64,
    bytes: u64,
    blake3: &'a str,
}

impl Lake<'_> {
    /// Reads every file and holds it against the manifest.
    ///
    /// # Errors
    /// Where the place cannot be listed; a file that cannot be read is a fault in the report.
    pub fn verify(&self) -> Result<Report, Error> {
        let mut report = Report::default();
        for file in self.place.list("")? {
            let is_named = self.manifest.paths().any(|path| path == file.path);
            if part::generation_of(&file.path).is_some() && !is_named {
                report.unnamed.push(file.path);
            }
        }
        for file in &self.manifest.files {
            report.postings += file.rows;
            let named = Named {
                path: &file.path,
                rows: file.rows,
                bytes: file.bytes,
                blake3: &file.blake3,
            };
            self.check(&named, &mut report, |table| days(file, table));
        }
        for cube in &self.manifest.cubes {
            let named = Named {
                path: &cube.path,
                rows: cube.rows,
                bytes: cube.bytes,
                blake3: &cube.blake3,
            };
            self.check(&named, &mut report, |table| self.cells(cube, table));
        }
        self.check_cubes(&mut report);
        if report.postings != self.manifest.postings {
            let (files, all) = (report.postings, self.manifest.postings);
            report.faults.push(Fault {
                path: crate::manifest::PATH.to_owned(),
                what: format!("it counts {all} postings, and its files {files}"),
            });
        }
        Ok(report)
    }

    fn check(
        &self,
        named: &Named<'_>,
        report: &mut Report,
        more: impl FnOnce(Table) -> Result<Option<String>, Error>,
    ) {
        let look = || -> Result<Option<String>, Error> {
            let file = self.place.open(named.path)?;
            if file.size() != named.bytes {
                let (is, was) = (file.size(), named.bytes);
                return Ok(Some(format!("it has {is} bytes instead of {was}")));
            }
            if hash(file.as_ref()).map_err(Error::io(named.path))? != named.blake3 {
                return Ok(Some("its bytes are not those that were written".to_owned()));
            }
            let table = Table::open(self.place.as_ref(), named.path)?;
            if table.rows() != named.rows {
                let (is, was) = (table.rows(), named.rows);
                return Ok(Some(format!("it has {is} rows instead of {was}")));
            }
            more(table)
        };
        report.files += 1;
        report.bytes += named.bytes;
        let what = match look() {
            Ok(None) => return,
            Ok(Some(what)) => what,
            Err(error) => error.to_string(),
        };
        report.faults.push(Fault {
            path: named.path.to_owned(),
            what,
        });
    }

    /// Whether the cells of counts add up to the postings of their month.
    fn cells(&self, cube: &CubeFile, table: Table) -> Result<Option<String>, Error> {
        if cube.cube != CubeKind::Counts {
            return Ok(None);
        }
        let mut sum = 0;
        for batch in table.batches(&["tag", "postings"], &Wanted::Every)? {
            let (named, batch) = batch?;
            let bad = |what| Error::damaged(&named, what);
            let tags = Batch(&batch).texts("tag").map_err(bad)?;
            let postings = Batch(&batch).numbers("postings").map_err(bad)?;
            let any = (0..tags.len()).filter(|row| tags.is_null(*row));
            sum += any
                .map(|row| postings.value(row).unsigned_abs())
                .sum::<u64>();
        }
        let files = self.manifest.files_of(&cube.month);
        let rows: u64 = files.map(|file| file.rows).sum();
        Ok((sum != rows).then(|| format!("its cells count {sum} postings, and the files {rows}")))
    }

    /// Whether each month has both cubes, of the files that it has now.
    fn check_cubes(&self, report: &mut Report) {
        for month in self.manifest.months() {
            for kind in CubeKind::ALL {
                let mut cubes = self.manifest.cubes.iter();
                let found = cubes.find(|cube| cube.cube == kind && cube.month == month);
                let what = match found {
                    Some(cube) if cube.of == self.manifest.month_hash(month) => continue,
                    Some(_) => "it was counted from other files than the month has now",
                    None => "the manifest names none for a month that has postings",
                };
                report.faults.push(Fault {
                    path: format!("cubes/{}/month={month}", kind.slug()),
                    what: what.to_owned(),
                });
            }
        }
    }
}

/// Whether the days of a file are those that it is filed under.
fn days(file: &DataFile, table: Table) -> Result<Option<String>, Error> {
    let mut found: Option<(i32, i32)> = None;
    for batch in table.batches(&["day"], &Wanted::Every)? {
        let (named, batch) = batch?;
        let days = Batch(&batch).days("day");
        let days = days.map_err(|what| Error::damaged(&named, what))?;
        for day in days.values() {
            let (first, last) = found.unwrap_or((*day, *day));
            found = Some((first.min(*day), last.max(*day)));
        }
    }
    let said = (file.first_day.number(), file.last_day.number());
    let is_of_month = [file.first_day, file.last_day].map(model::Day::month_label);
    let is_wrong = found != Some(said) || is_of_month.iter().any(|month| *month != file.month);
    Ok(is_wrong.then(|| format!("its days are not {} to {}", file.first_day, file.last_day)))
}
