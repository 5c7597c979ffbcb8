//! A file of the lake in, its rows or some of its columns out, batch by batch. Knows no manifest.

use std::io::{self, Read};
use std::sync::Arc;

use arrow_array::{BooleanArray, RecordBatch};
use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowPredicateFn, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder, RowFilter,
};
use parquet::errors::ParquetError;
use parquet::file::metadata::PageIndexPolicy;
use parquet::file::reader::{ChunkReader, Length};

use crate::Error;
use crate::decode::{self, Batch};
use crate::place::{Place, Readable};
use crate::row::Row;

/// Rows that are decoded together; with their texts a few megabytes.
const BATCH: usize = 2_048;
/// Bytes that are asked for at once where a reader says only where it begins.
const AHEAD: u64 = 64 << 10;

/// What a place opened, as the reader of Parquet wants it.
#[derive(Clone)]
pub(crate) struct Chunks(Arc<dyn Readable>);

/// A stream from some place on.
pub(crate) struct Stream {
    file: Arc<dyn Readable>,
    at: u64,
    ahead: Bytes,
}

impl Read for Stream {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.ahead.is_empty() {
            let length = AHEAD.min(self.file.size().saturating_sub(self.at));
            if length == 0 {
                return Ok(0);
            }
            let length = usize::try_from(length).unwrap_or(0);
            self.ahead = self.file.range(self.at, length)?;
            self.at += length as u64;
        }
        let count = out.len().min(self.ahead.len());
        out[..count].copy_from_slice(&self.ahead.split_to(count));
        Ok(count)
    }
}

impl Length for Chunks {
    fn len(&self) -> u64 {
        self.0.size()
    }
}

impl ChunkReader for Chunks {
    type T = Stream;

    fn get_read(&self, start: u64) -> Result<Stream, ParquetError> {
        Ok(Stream {
            file: Arc::clone(&self.0),
            at: start,
            ahead: Bytes::new(),
        })
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        Ok(self.0.range(start, length)?)
    }
}

/// Which rows are wanted, by one column.
pub(crate) enum Wanted {
    /// All.
    Every,
    /// Those whose key hashes to one of these; ascending.
    Keys(Arc<Vec<u64>>),
    /// Those of one of these blocks; ascending, with their sign.
    Blocks(Arc<Vec<i64>>),
}

/// A number for a key, the same on every machine.
pub(crate) fn key_hash(key: &str) -> u64 {
    let hash = blake3::hash(key.as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hash.as_bytes()[..8]);
    u64::from_le_bytes(first)
}

/// A file and where it lies, for errors.
pub(crate) struct Table {
    named: String,
    builder: ParquetRecordBatchReaderBuilder<Chunks>,
}

impl Table {
    /// Opens a file and reads its footer.
    pub(crate) fn open(place: &dyn Place, path: &str) -> Result<Table, Error> {
        let named = format!("{}/{path}", place.name());
        let file = Chunks(Arc::from(place.open(path)?));
        let options = ArrowReaderOptions::new().with_page_index_policy(PageIndexPolicy::Optional);
        let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options)
            .map_err(|error| Error::damaged(&named, error))?
            .with_batch_size(BATCH);
        Ok(Table { named, builder })
    }

    /// Rows, by the footer.
    pub(crate) fn rows(&self) -> u64 {
        let rows = self.builder.metadata().file_metadata().num_rows();
        u64::try_from(rows).unwrap_or(0)
    }

    fn mask(&self, names: &[&str]) -> Result<ProjectionMask, Error> {
        let schema = self.builder.schema();
        let places = names.iter().map(|name| {
            let place = schema.index_of(name);
            place.map_err(|_| {
                let what =
                    format!("the file has no column `{name}`; it was not written by this program");
                Error::damaged(&self.named, what)
            })
        });
        let places: Vec<usize> = places.collect::<Result<_, _>>()?;
        Ok(ProjectionMask::roots(self.builder.parquet_schema(), places))
    }

    /// Some columns of some rows, batch by batch.
    pub(crate) fn batches(self, names: &[&str], wanted: &Wanted) -> Result<Batches, Error> {
        let mask = self.mask(names)?;
        let filter = match wanted {
            Wanted::Every => None,
            Wanted::Keys(hashes) => {
                let hashes = Arc::clone(hashes);
                let of = self.mask(&["key"])?;
                Some(RowFilter::new(vec![Box::new(ArrowPredicateFn::new(
                    of,
                    move |batch| {
                        let keys = Batch(&batch).texts("key").map_err(other)?;
                        let hit = |key: Option<&str>| hashes.binary_search(&key_hash(key?)).ok();
                        Ok(keys.iter().map(|key| Some(hit(key).is_some())).collect())
                    },
                ))]))
            }
            Wanted::Blocks(blocks) => {
                let blocks = Arc::clone(blocks);
                let of = self.mask(&["fold_block"])?;
                Some(RowFilter::new(vec![Box::new(ArrowPredicateFn::new(
                    of,
                    move |batch| {
                        let own = Batch(&batch).numbers("fold_block").map_err(other)?;
                        let hit = |block: Option<i64>| blocks.binary_search(&block?).ok();
                        Ok(own
                            .iter()
                            .map(|block| Some(hit(block).is_some()))
                            .collect::<BooleanArray>())
                    },
                ))]))
            }
        };
        let mut builder = self.builder.with_projection(mask);
        if let Some(filter) = filter {
            builder = builder.with_row_filter(filter);
        }
        let reader = builder
            .build()
            .map_err(|error| Error::damaged(&self.named, error))?;
        Ok(Batches {
            named: self.named,
            reader,
        })
    }

    /// The rows that are wanted, in the order of the file.
    pub(crate) fn each_row(
        self,
        wanted: &Wanted,
        take: &mut dyn FnMut(Row) -> Result<(), Error>,
    ) -> Result<(), Error> {
        for batch in self.batches(&decode::READ, wanted)? {
            let (named, batch) = batch?;
            for row in decode::rows(&batch).map_err(|what| Error::damaged(&named, what))? {
                take(row)?;
            }
        }
        Ok(())
    }
}

fn other(what: String) -> arrow_schema::ArrowError {
    arrow_schema::ArrowError::SchemaError(what)
}

/// Batches of a file, each with the file's name for errors.
pub(crate) struct Batches {
    named: String,
    reader: ParquetRecordBatchReader,
}

impl Iterator for Batches {
    type Item = Result<(String, RecordBatch), Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.reader.next()?;
        Some(match batch {
            Ok(batch) => Ok((self.named.clone(), batch)),
            Err(error) => Err(Error::damaged(&self.named, error)),
        })
    }
}
