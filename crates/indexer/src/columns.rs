//! The columns of one segment, read a block of postings at a time. Knows what they hold, not what is done with it.

use tantivy::columnar::Column;
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocId, SegmentReader, TantivyError};

/// A column and room for one block of its values.
pub(crate) struct BlockColumn {
    column: Column<u64>,
    values: Vec<Option<u64>>,
}

impl BlockColumn {
    pub(crate) fn new(column: Column<u64>) -> BlockColumn {
        BlockColumn {
            column,
            values: vec![None; COLLECT_BLOCK_BUFFER_LEN],
        }
    }

    pub(crate) fn numbers(
        segment: &SegmentReader,
        name: &str,
    ) -> Result<BlockColumn, TantivyError> {
        // A segment in which no posting has a value has no such column.
        let column = segment
            .fast_fields()
            .column_opt::<u64>(name)?
            .unwrap_or_else(|| Column::build_empty_column(segment.max_doc()));
        Ok(BlockColumn::new(column))
    }

    /// The least and the greatest value; meaningless in an empty segment.
    pub(crate) fn bounds(&self) -> (u64, u64) {
        (self.column.min_value(), self.column.max_value())
    }

    /// Reads the values of a block.
    pub(crate) fn load(&mut self, docs: &[DocId]) {
        if self.values.len() < docs.len() {
            self.values.resize(docs.len(), None);
        }
        self.values[..docs.len()].fill(None);
        self.column.first_vals(docs, &mut self.values[..docs.len()]);
    }

    /// The value of the posting at this place of the block, 0 where it has none.
    pub(crate) fn at(&self, place: usize) -> u64 {
        self.values[place].unwrap_or(0)
    }

    pub(crate) fn get(&self, place: usize) -> Option<u64> {
        self.values[place]
    }

    /// One posting's value, outside a block.
    pub(crate) fn of(&self, doc: DocId) -> u64 {
        self.column.first(doc).unwrap_or(0)
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
