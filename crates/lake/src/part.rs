//! Rows in their order in, finished files in their months out, each named in a list. Files are written aside and put in place whole. Knows no manifest.

use std::fs::File;
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;

use crate::Error;
use crate::encode::{self, Rules};
use crate::manifest::DataFile;
use crate::place::Place;
use crate::row::Row;
use crate::schema;

/// Rows that are encoded together.
const BATCH: usize = 8_192;
/// A file ends after the batch with which it has so many rows or bytes: one of the size that object stores and engines like best.
const FILE_ROWS: usize = 1 << 20;
const FILE_BYTES: usize = 512 << 20;

/// A finished file: its bytes and their hash.
pub(crate) struct Finished {
    pub(crate) bytes: u64,
    pub(crate) blake3: String,
}

/// Whether nothing is won by writing a file anew with others.
pub(crate) fn is_full(file: &DataFile) -> bool {
    file.rows >= FILE_ROWS as u64 || file.bytes >= FILE_BYTES as u64
}

/// The generation that a file of postings or of a cube was written for; `None` for other files.
pub(crate) fn generation_of(path: &str) -> Option<u64> {
    let (_, name) = path.rsplit_once("/g")?;
    name.ends_with(".parquet").then_some(())?;
    name.split('-').next()?.parse().ok()
}

/// Puts a file that was written aside in its place, under a name that holds the generation and its hash.
pub(crate) fn place_file(
    place: &dyn Place,
    finished: &Path,
    path: impl FnOnce(&str) -> String,
) -> Result<(String, Finished), Error> {
    let mut hasher = blake3::Hasher::new();
    let mut hash = || {
        let mut file = File::open(finished)?;
        std::io::copy(&mut file, &mut hasher)?;
        file.metadata().map(|facts| facts.len())
    };
    let bytes = hash().map_err(Error::io(finished.display().to_string()))?;
    let blake3 = hasher.finalize().to_hex().to_string();
    let path = path(&blake3[..8]);
    place.put(finished, &path)?;
    Ok((path, Finished { bytes, blake3 }))
}

/// A Parquet file that is being written aside.
pub(crate) struct Aside {
    pub(crate) path: PathBuf,
    writer: ArrowWriter<File>,
}

impl Aside {
    pub(crate) fn create(
        path: PathBuf,
        schema: SchemaRef,
        properties: WriterProperties,
    ) -> Result<Aside, Error> {
        let named = path.display().to_string();
        let file = File::create(&path).map_err(Error::io(named.clone()))?;
        let writer = ArrowWriter::try_new(file, schema, Some(properties))
            .map_err(|error| Error::damaged(&named, error))?;
        Ok(Aside { path, writer })
    }

    pub(crate) fn write(&mut self, batch: &RecordBatch) -> Result<(), Error> {
        let named = self.path.display().to_string();
        let written = self.writer.write(batch);
        written.map_err(|error| Error::damaged(&named, error))
    }

    fn bytes(&self) -> usize {
        self.writer.bytes_written() + self.writer.in_progress_size()
    }

    pub(crate) fn close(self) -> Result<PathBuf, Error> {
        let named = self.path.display().to_string();
        let closed = self.writer.close();
        closed.map_err(|error| Error::damaged(&named, error))?;
        Ok(self.path)
    }
}

/// The file that is open, and what it holds.
struct Part {
    aside: Aside,
    month: String,
    rows: usize,
}

/// Writes rows that come month by month, in each by their moment.
pub(crate) struct Parts<'a> {
    place: &'a dyn Place,
    scratch: &'a Path,
    rules: Rules<'a>,
    schema: SchemaRef,
    generation: u64,
    held: Vec<Row>,
    part: Option<Part>,
    days: Option<(model::Day, model::Day)>,
    pub(crate) files: Vec<DataFile>,
}

impl<'a> Parts<'a> {
    pub(crate) fn new(
        place: &'a dyn Place,
        scratch: &'a Path,
        rules: Rules<'a>,
        generation: u64,
    ) -> Parts<'a> {
        let tags = rules.tagger.rules().iter().map(|rule| rule.slug.as_str());
        let schema = schema::postings(tags);
        Parts {
            place,
            scratch,
            rules,
            schema,
            generation,
            held: Vec::with_capacity(BATCH),
            part: None,
            days: None,
            files: Vec::new(),
        }
    }

    pub(crate) fn push(&mut self, row: Row) -> Result<(), Error> {
        let month = |row: &Row| row.posting.published.day.first_of_month();
        if self
            .held
            .last()
            .is_some_and(|last| month(last) != month(&row))
        {
            self.encode()?;
            self.close()?;
        }
        self.held.push(row);
        if self.held.len() < BATCH {
            return Ok(());
        }
        self.encode()?;
        let is_full = |part: &Part| part.rows >= FILE_ROWS || part.aside.bytes() >= FILE_BYTES;
        if self.part.as_ref().is_some_and(is_full) {
            self.close()?;
        }
        Ok(())
    }

    fn encode(&mut self) -> Result<(), Error> {
        let (Some(first), Some(last)) = (self.held.first(), self.held.last()) else {
            return Ok(());
        };
        let (first, last) = (first.posting.published.day, last.posting.published.day);
        self.days = Some((self.days.map_or(first, |days| days.0), last));
        let batch = encode::batch(&self.schema, &self.held, self.rules)
            .map_err(|error| Error::damaged(&self.place.name(), error))?;
        let part = match &mut self.part {
            Some(part) => part,
            none => {
                let path = self.scratch.join(format!("part-{}", self.files.len()));
                let properties = schema::posting_properties(self.rules.tagger)?;
                none.insert(Part {
                    aside: Aside::create(path, SchemaRef::clone(&self.schema), properties)?,
                    month: first.month_label(),
                    rows: 0,
                })
            }
        };
        part.aside.write(&batch)?;
        part.rows += self.held.len();
        self.held.clear();
        Ok(())
    }

    fn close(&mut self) -> Result<(), Error> {
        let (Some(part), Some((first_day, last_day))) = (self.part.take(), self.days.take()) else {
            return Ok(());
        };
        let finished = part.aside.close()?;
        let (number, generation) = (self.files.len(), self.generation);
        let (path, finished) = place_file(self.place, &finished, |hash| {
            format!(
                "month={}/g{generation:06}-{number}-{hash}.parquet",
                part.month
            )
        })?;
        self.files.push(DataFile {
            path,
            month: part.month,
            rows: part.rows as u64,
            bytes: finished.bytes,
            blake3: finished.blake3,
            first_day,
            last_day,
        });
        Ok(())
    }

    /// Writes what is held and gives the list of files.
    pub(crate) fn finish(mut self) -> Result<Vec<DataFile>, Error> {
        self.encode()?;
        self.close()?;
        Ok(self.files)
    }
}
