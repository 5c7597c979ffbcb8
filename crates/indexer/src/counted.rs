//! What an open reader keeps of its segments once somebody needed it: which postings count, and between which moments each stretch of them lies. Knows no query.
//!
//! A posting that was replaced, or for which another one stands, counts in nothing. As clauses of every query these two would be
//! asked anew for each posting that matches; as a set of bits they cost a segment a few microseconds, once.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use tantivy::columnar::Column;
use tantivy::query::{AllScorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{
    COLLECT_BLOCK_BUFFER_LEN, DocSet, Searcher, SegmentOrdinal, SegmentReader, TERMINATED, Term,
};

use crate::bits::{BLOCK, DocBits};
use crate::columns::{self, BlockColumn};
use crate::schema::{DUPLICATE, column};

/// Per cent of a segment's moments that are read before its stretches are made: all but the duplicates that a market has.
const WORTH: u64 = 75;

/// Sets and stretches of every segment of a reader.
pub(crate) struct Segments {
    fold: Field,
    kept: Vec<Kept>,
}

/// Of one segment. Two bits a posting, and thirty bytes a stretch.
#[derive(Default)]
struct Kept {
    /// Not replaced; `None` where that is all.
    alive: OnceLock<Option<Arc<DocBits>>>,
    /// The same without duplicates.
    standing: OnceLock<Option<Arc<DocBits>>>,
    stretches: OnceLock<Arc<Stretches>>,
    /// Moments that were read one by one for want of stretches.
    reads: AtomicU64,
    /// Columns that every page looks at: finding one in its file costs as much as a hundred of its values.
    moments: OnceLock<Column<u64>>,
    ties: OnceLock<Column<u64>>,
}

/// The bounds of the moments of each [`BLOCK`] postings of a segment. What was imported together is of about the same time, so
/// that most stretches cannot hold the newest of a query and need not be looked at.
pub(crate) struct Stretches {
    /// The least and the greatest moment.
    pub(crate) bounds: Vec<(u64, u64)>,
    /// The stretches, that with the least moment first.
    pub(crate) oldest_first: Vec<usize>,
    /// The stretches, that with the greatest moment first.
    pub(crate) newest_first: Vec<usize>,
}

/// Which postings count for one query.
#[derive(Clone, Copy)]
pub(crate) struct Counted<'a> {
    pub(crate) segments: &'a Segments,
    /// Whether duplicates do.
    pub(crate) duplicates: bool,
}

impl Segments {
    pub(crate) fn of(searcher: &Searcher, fold: Field) -> Segments {
        let segments = searcher.segment_readers().iter();
        Segments {
            fold,
            kept: segments.map(|_| Kept::default()).collect(),
        }
    }

    /// The stretches of a segment for a query that would else read the moments of so many postings.
    ///
    /// Their bounds take as much as reading every posting's moment once. So they are made when queries have read as many one by
    /// one: a process that asks once does not pay for the next, and one that asks on never pays more than twice.
    pub(crate) fn stretches(
        &self,
        segment: SegmentOrdinal,
        moments: &BlockColumn,
        max_doc: u32,
        reads: u64,
    ) -> Option<Arc<Stretches>> {
        let kept = &self.kept[segment as usize];
        if let Some(known) = kept.stretches.get() {
            return Some(Arc::clone(known));
        }
        let before = kept.reads.fetch_add(reads, Ordering::Relaxed);
        let is_worth_it = before + reads >= u64::from(max_doc) * WORTH / 100;
        is_worth_it.then(|| {
            let made = || Arc::new(Stretches::of(moments, max_doc));
            Arc::clone(kept.stretches.get_or_init(made))
        })
    }

    /// The same where somebody needed them before.
    pub(crate) fn known_stretches(&self, segment: SegmentOrdinal) -> Option<Arc<Stretches>> {
        self.kept[segment as usize].stretches.get().cloned()
    }

    /// The column of moments.
    pub(crate) fn moments(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<BlockColumn> {
        opened(&self.kept[segment as usize].moments, reader, column::MOMENT)
    }

    /// The column of tie-breakers.
    pub(crate) fn ties(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<BlockColumn> {
        opened(&self.kept[segment as usize].ties, reader, column::KEY_HASH)
    }
}

impl Stretches {
    fn of(moments: &BlockColumn, max_doc: u32) -> Stretches {
        let mut bounds = Vec::with_capacity(max_doc as usize / BLOCK + 1);
        moments.each_run(max_doc, &mut |values| {
            let least = values.iter().copied().min().unwrap_or(0);
            let greatest = values.iter().copied().max().unwrap_or(0);
            bounds.push((least, greatest));
        });
        let mut oldest_first: Vec<usize> = (0..bounds.len()).collect();
        let mut newest_first = oldest_first.clone();
        oldest_first.sort_by_key(|at| bounds[*at].0);
        newest_first.sort_by_key(|at| std::cmp::Reverse(bounds[*at].1));
        Stretches {
            bounds,
            oldest_first,
            newest_first,
        }
    }
}

impl Counted<'_> {
    /// The postings of a segment that count; `None` where all do.
    pub(crate) fn of(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<Option<Arc<DocBits>>> {
        let kept = &self.segments.kept[segment as usize];
        let alive = kept.alive.get_or_init(|| alive(reader).map(Arc::new));
        if self.duplicates {
            return Ok(alive.clone());
        }
        if let Some(standing) = kept.standing.get() {
            return Ok(standing.clone());
        }
        let standing = match without_duplicates(alive.as_deref(), reader, self.segments.fold)? {
            Some(standing) => Some(Arc::new(standing)),
            None => alive.clone(),
        };
        Ok(kept.standing.get_or_init(|| standing).clone())
    }

    /// The postings of a segment that match a query and count.
    pub(crate) fn matching(
        &self,
        weight: &dyn Weight,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<DocBits> {
        let counted = self.of(segment, reader)?;
        let mut scorer = weight.scorer(reader, 1.0)?;
        if scorer.is::<AllScorer>() {
            let all = || DocBits::all(reader.max_doc());
            return Ok(counted.map_or_else(all, |counted| DocBits::clone(&counted)));
        }
        let mut found = DocBits::none(reader.max_doc());
        let mut block = [0; COLLECT_BLOCK_BUFFER_LEN];
        loop {
            let filled = scorer.fill_buffer(&mut block);
            block[..filled].iter().for_each(|doc| found.insert(*doc));
            if filled < block.len() {
                break;
            }
        }
        if let Some(counted) = &counted {
            found.keep_only(counted);
        }
        Ok(found)
    }
}

fn opened(
    kept: &OnceLock<Column<u64>>,
    reader: &SegmentReader,
    name: &str,
) -> tantivy::Result<BlockColumn> {
    if let Some(column) = kept.get() {
        return Ok(BlockColumn::new(column.clone()));
    }
    let column = columns::numbers(reader, name)?;
    Ok(BlockColumn::new(kept.get_or_init(|| column).clone()))
}

fn alive(reader: &SegmentReader) -> Option<DocBits> {
    let bits = reader.alive_bitset()?;
    let mut alive = DocBits::none(reader.max_doc());
    bits.iter_alive().for_each(|doc| alive.insert(doc));
    Some(alive)
}

/// `None` where the segment holds no duplicate.
fn without_duplicates(
    alive: Option<&DocBits>,
    reader: &SegmentReader,
    fold: Field,
) -> tantivy::Result<Option<DocBits>> {
    let index = reader.inverted_index(fold)?;
    let term = Term::from_field_text(fold, DUPLICATE);
    let Some(mut duplicates) = index.read_postings(&term, IndexRecordOption::Basic)? else {
        return Ok(None);
    };
    let mut standing = alive
        .cloned()
        .unwrap_or_else(|| DocBits::all(reader.max_doc()));
    let mut doc = duplicates.doc();
    while doc != TERMINATED {
        standing.remove(doc);
        doc = duplicates.advance();
    }
    Ok(Some(standing))
}
