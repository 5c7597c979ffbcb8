//! What tantivy alone does with the same documents, the same queries and the same columns: the yardstick of the benches; nobody else should need it.
//!
//! The documents have the same fields, stems and stored texts, and the writer is tuned as ours is; what is left out is our own work on
//! them: no tag is looked for, no posting is compared with another, none is replaced.

use std::path::Path;

use model::{Category, Posting, TagSet};
use tagger::Analysed;
use tantivy::collector::{Collector, Count, SegmentCollector, TopDocs};
use tantivy::columnar::Column;
use tantivy::indexer::UserOperation;
use tantivy::query::AllQuery;
use tantivy::{
    COLLECT_BLOCK_BUFFER_LEN, DocId, Score, SegmentOrdinal, SegmentReader, TantivyDocument,
};

use crate::document::document;
use crate::schema::{self, column};
use crate::writer::{self, BATCH};
use crate::{Error, Query, Reader};

/// Indexes postings in an empty folder and commits once; gives their number.
///
/// # Errors
/// Faults of the folder.
pub fn build(dir: &Path, postings: impl Iterator<Item = Posting>) -> Result<u64, Error> {
    let (schema, fields) = schema::build();
    let index = writer::create_index(dir, schema)?;
    let mut writer = writer::index_writer(dir, &index, writer::MEMORY)?;
    let fault = Error::index(dir);
    let mut batch = Vec::with_capacity(BATCH);
    let mut added = 0;
    for posting in postings {
        // A category of some kind, so that the column holds as many different ones.
        let letters = posting.label.as_ref().map_or(0, |label| label.leaf.len());
        let analysed = Analysed {
            category: Category::ALL[letters % Category::ALL.len()],
            demand: TagSet::default(),
            mention: TagSet::default(),
            senses: Vec::new(),
        };
        let made = document(&fields, &posting, None, &analysed, &[]);
        let document = made.map_err(|source| Error::Damaged {
            dir: dir.to_path_buf(),
            what: format!("posting {}", posting.key),
            source,
        })?;
        batch.push(UserOperation::Add(document));
        added += 1;
        if batch.len() >= BATCH {
            writer.run(std::mem::take(&mut batch)).map_err(&fault)?;
        }
    }
    writer.run(batch).map_err(&fault)?;
    writer.commit().map_err(&fault)?;
    writer.wait_merging_threads().map_err(&fault)?;
    Ok(added)
}

impl Reader {
    /// Counts the matches of a query and gives the number of stored fields of the best, by tantivy's own collectors.
    ///
    /// # Errors
    /// Faults of the folder.
    #[doc(hidden)]
    pub fn bare_page(&self, query: &Query, limit: usize) -> Result<(usize, usize), Error> {
        let query = self.compiled(query)?;
        let fault = Error::index(&self.dir);
        if limit == 0 {
            let count = self.searcher.search(&query, &Count);
            return Ok((count.map_err(fault)?, 0));
        }
        let best = TopDocs::with_limit(limit).order_by_score();
        let found = self.searcher.search(&query, &(Count, best));
        let (count, best) = found.map_err(&fault)?;
        let mut fields = 0;
        for (_, address) in best {
            let document: TantivyDocument = self.searcher.doc(address).map_err(&fault)?;
            fields += document.len();
        }
        Ok((count, fields))
    }

    /// One pass over the columns of day and category of every posting: their sum, so that neither is left out.
    ///
    /// # Errors
    /// Faults of the folder.
    #[doc(hidden)]
    pub fn bare_columns(&self) -> Result<u64, Error> {
        let sum = self.searcher.search(&AllQuery, &SumOfColumns);
        sum.map_err(Error::index(&self.dir))
    }
}

struct SumOfColumns;

struct SumOfSegment {
    columns: [Column<u64>; 2],
    /// A block, as tantivy's own aggregations fetch it.
    values: Vec<Option<u64>>,
    sum: u64,
}

impl Collector for SumOfColumns {
    type Fruit = u64;
    type Child = SumOfSegment;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<SumOfSegment> {
        let column = |name| segment.fast_fields().u64(name);
        Ok(SumOfSegment {
            columns: [column(column::DAY)?, column(column::CATEGORY)?],
            values: vec![None; COLLECT_BLOCK_BUFFER_LEN],
            sum: 0,
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, sums: Vec<u64>) -> tantivy::Result<u64> {
        Ok(sums.into_iter().fold(0, u64::wrapping_add))
    }
}

impl SegmentCollector for SumOfSegment {
    type Fruit = u64;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.collect_block(&[doc]);
    }

    fn collect_block(&mut self, docs: &[DocId]) {
        for column in &self.columns {
            let values = &mut self.values[..docs.len()];
            values.fill(None);
            column.first_vals(docs, values);
            let values = values.iter().map(|value| value.unwrap_or(0));
            self.sum = values.fold(self.sum, u64::wrapping_add);
        }
    }

    fn harvest(self) -> u64 {
        self.sum
    }
}
