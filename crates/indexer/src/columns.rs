//! The columns of one segment, read a block of postings at a time. Knows what they hold, not what is done with it.

use tantivy::columnar::{Cardinality, Column};
use tantivy::{DocId, SegmentReader, TantivyError};

use crate::bits::BLOCK;

/// A block that reaches over at most so many times as many postings as it names is read as a run: unpacking a run costs a
/// fraction of looking up each of its values.
const RUN: usize = 4;

/// A column and room for one block of its values.
pub(crate) struct BlockColumn {
    column: Column<u64>,
    /// Whether every posting has a value.
    full: bool,
    /// The one value that every posting has, where they have the same: most markets have one source, and one kind of date.
    only: Option<u64>,
    /// The block's values; 0 where there is none.
    values: Vec<u64>,
    /// Whether there is one, where not every posting has one.
    present: Vec<bool>,
    run: Vec<u64>,
    optional: Vec<Option<u64>>,
}

/// A column of numbers by its name.
pub(crate) fn numbers(segment: &SegmentReader, name: &str) -> Result<Column<u64>, TantivyError> {
    let column = segment.fast_fields().column_opt::<u64>(name)?;
    // A segment in which no posting has a value has no such column.
    Ok(column.unwrap_or_else(|| Column::build_empty_column(segment.max_doc())))
}

impl BlockColumn {
    pub(crate) fn new(column: Column<u64>) -> BlockColumn {
        let full = column.get_cardinality() == Cardinality::Full && column.num_docs() > 0;
        let only = (full && column.min_value() == column.max_value()).then(|| column.min_value());
        BlockColumn {
            column,
            full,
            only,
            values: Vec::new(),
            present: Vec::new(),
            run: Vec::new(),
            optional: Vec::new(),
        }
    }

    pub(crate) fn numbers(
        segment: &SegmentReader,
        name: &str,
    ) -> Result<BlockColumn, TantivyError> {
        Ok(BlockColumn::new(numbers(segment, name)?))
    }

    /// The least and the greatest value; meaningless in an empty segment.
    pub(crate) fn bounds(&self) -> (u64, u64) {
        (self.column.min_value(), self.column.max_value())
    }

    /// Reads the values of a block, whose postings are in order.
    pub(crate) fn load(&mut self, docs: &[DocId]) {
        if self.values.len() < docs.len() {
            self.values.resize(docs.len(), self.only.unwrap_or(0));
        }
        if self.only.is_some() {
            return;
        }
        let (Some(first), Some(last)) = (docs.first(), docs.last()) else {
            return;
        };
        if !self.full {
            self.load_optional(docs);
            return;
        }
        let values = &mut self.values[..docs.len()];
        let reach = (last - first) as usize + 1;
        if reach == docs.len() {
            self.column.values.get_range(u64::from(*first), values);
        } else if reach <= RUN * docs.len() {
            self.run.resize(reach, 0);
            self.column
                .values
                .get_range(u64::from(*first), &mut self.run);
            for (value, doc) in values.iter_mut().zip(docs) {
                *value = self.run[(doc - first) as usize];
            }
        } else {
            self.column.values.get_vals(docs, values);
        }
    }

    fn load_optional(&mut self, docs: &[DocId]) {
        self.optional.clear();
        self.optional.resize(docs.len(), None);
        self.column.first_vals(docs, &mut self.optional);
        self.present.clear();
        for (value, found) in self.values.iter_mut().zip(&self.optional) {
            *value = found.unwrap_or(0);
            self.present.push(found.is_some());
        }
    }

    /// The value of the posting at this place of the block, 0 where it has none.
    #[inline]
    pub(crate) fn at(&self, place: usize) -> u64 {
        self.values[place]
    }

    #[inline]
    pub(crate) fn get(&self, place: usize) -> Option<u64> {
        (self.full || self.present[place]).then(|| self.values[place])
    }

    /// One posting's value, outside a block.
    pub(crate) fn of(&self, doc: DocId) -> u64 {
        self.column.first(doc).unwrap_or(0)
    }

    /// Calls `take` with the values of every posting, 0 where it has none, [`BLOCK`] at once.
    pub(crate) fn each_run(&self, max_doc: u32, take: &mut dyn FnMut(&[u64])) {
        let mut values = [0; BLOCK];
        let mut first = 0;
        while first < max_doc {
            let end = max_doc.min(first + BLOCK as u32);
            let values = &mut values[..(end - first) as usize];
            if self.full {
                self.column.values.get_range(u64::from(first), values);
            } else {
                for (doc, value) in (first..end).zip(&mut *values) {
                    *value = self.of(doc);
                }
            }
            take(values);
            first = end;
        }
    }
}

/// A column of names: their numbers in this segment, and the names.
pub(crate) struct NameColumn {
    pub(crate) numbers: BlockColumn,
    pub(crate) names: Vec<String>,
}

impl NameColumn {
    pub(crate) fn new(segment: &SegmentReader, name: &str) -> Result<NameColumn, TantivyError> {
        let Some(column) = segment.fast_fields().str(name)? else {
            return Ok(NameColumn {
                numbers: BlockColumn::new(Column::build_empty_column(segment.max_doc())),
                names: vec![String::new()],
            });
        };
        let (dictionary, numbers) = column.into_parts();
        let mut names = Vec::with_capacity(dictionary.num_terms());
        let mut stream = dictionary.stream()?;
        while stream.advance() {
            names.push(String::from_utf8_lossy(stream.key()).into_owned());
        }
        Ok(NameColumn {
            numbers: BlockColumn::new(numbers),
            names,
        })
    }
}
