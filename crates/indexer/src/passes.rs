//! How a pass over columns is shared among threads: a segment at a time, and what comes out joined in the order of segments. Knows no column.

use tantivy::Executor;
use tantivy::collector::Collector;
use tantivy::query::EnableScoring;

use crate::query::Query;
use crate::{Error, Reader};

impl Reader {
    /// The same reader, whose panels and fingerprints are counted on so many threads; what comes out is the same. For whoever counts
    /// much once: a single look at a small index is not worth the threads.
    ///
    /// # Errors
    /// Where the machine gives no threads.
    pub fn on_threads(mut self, threads: usize) -> Result<Reader, Error> {
        let pool = Executor::multi_thread(threads, "jobtide-pass-");
        self.threads = pool.map_err(Error::index(&self.dir))?;
        Ok(self)
    }

    /// What a collector of columns, not of scores, finds among the postings that match.
    pub(crate) fn passed<C: Collector>(
        &self,
        query: &Query,
        collector: &C,
    ) -> Result<C::Fruit, Error> {
        self.passed_over(&*self.compiled(query)?, collector)
    }

    /// The same over what a query matches that was compiled before.
    pub(crate) fn passed_over<C: Collector>(
        &self,
        compiled: &dyn tantivy::query::Query,
        collector: &C,
    ) -> Result<C::Fruit, Error> {
        let unscored = EnableScoring::disabled_from_searcher(&self.searcher);
        self.searcher
            .search_with_executor(compiled, collector, &self.threads, unscored)
            .map_err(Error::index(&self.dir))
    }
}
