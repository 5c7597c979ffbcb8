//! A query in, every hit in order out, one at a time. Holds places and ranks of some thousand hits at once, never their texts.

use std::ops::ControlFlow;

use crate::page::{Found, PageCollector, Ranked};
use crate::query::Query;
use crate::ranking::Ranking;
use crate::reader::order;
use crate::snippet::Highlighter;
use crate::{Error, Hit, Reader, Sort};

/// Hits that the first pass over the index ranks: whoever breaks off early has not waited for the order of all.
const FIRST: usize = 1_000;

/// Each pass ranks so many times as many, up to [`MOST`].
const GROWTH: usize = 8;

/// Hits that one pass ranks at most: 40 bytes each and segment. A pass over five million postings costs a fraction of what reading
/// as many texts costs.
const MOST: usize = 50_000;

impl Reader {
    /// Calls `take` with every hit, in the order that pages have, until it breaks off; gives how many it was called with.
    ///
    /// Snippets and titles are marked. Memory does not grow with the number of hits: they are ranked some thousands at a time,
    /// each pass going on where the one before ended, and one text is read at a time.
    ///
    /// # Errors
    /// Faults of the folder.
    pub fn each_hit(
        &self,
        query: &Query,
        sort: Sort,
        take: &mut dyn FnMut(Hit) -> ControlFlow<()>,
    ) -> Result<u64, Error> {
        let compiled = self.compiled_as(query, Ranking::default())?;
        let mut highlighter = Highlighter::new(&query.node);
        let mut after: Option<Ranked> = None;
        let mut given = 0;
        let mut at_once = FIRST;
        loop {
            let collector = PageCollector {
                sort: order(query, sort),
                keep: at_once,
                after,
                facets: None,
                tags: &self.info.tags,
                counted: self.counted(query),
            };
            let found: Found = self
                .searcher
                .search(&compiled, &collector)
                .map_err(Error::index(&self.dir))?;
            for (rank, address) in &found.best {
                let score = (sort == Sort::Relevance).then(|| rank.score());
                let hit = self.hit(*address, score, Some(&mut highlighter))?;
                given += 1;
                if take(hit).is_break() {
                    return Ok(given);
                }
            }
            if found.best.len() < at_once {
                return Ok(given);
            }
            after = found.best.last().copied();
            at_once = (GROWTH * at_once).min(MOST);
        }
    }
}
