//! A query in, a page of the postings that it finds out. Knows no terminal and no page.

use indexer::{Query, SearchPage, SearchRequest};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Document, Error, Workbench};

/// A page of hits, and how the query was read.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchDocument {
    /// The query as it was written, with quotes and punctuation made plain.
    pub query: String,
    /// The query in words.
    pub interpreted: String,
    /// What was read otherwise than it may have been meant, one sentence each.
    pub notes: Vec<String>,
    /// How many hits were passed over.
    pub offset: usize,
    /// How many were asked for.
    pub limit: usize,
    /// The query as it was probably meant, where it finds nothing.
    pub did_you_mean: Option<String>,
    /// Where it finds nothing: how many duplicates it would find with `is:any`.
    pub folded: u64,
    /// The hits, and what is true of all postings that match.
    #[serde(flatten)]
    pub page: SearchPage,
}

impl Document for SearchDocument {
    const SCHEMA: &'static str = "jobtide.search/1";
}

impl Workbench {
    /// One page of hits.
    ///
    /// # Errors
    /// Faults of the index.
    pub fn search(&self, query: &Query, request: &SearchRequest) -> Result<SearchDocument, Error> {
        let page = self.reader.search(query, request)?;
        let found_nothing = page.total == 0;
        let folded = match found_nothing && !query.has_duplicates() {
            true => {
                let all = query.clone().with_duplicates();
                self.reader.search(&all, &SearchRequest::default())?.total
            }
            false => 0,
        };
        Ok(SearchDocument {
            query: query.text().to_owned(),
            interpreted: query.interpreted(),
            notes: query.notes().to_vec(),
            offset: request.offset,
            limit: request.limit,
            did_you_mean: found_nothing.then(|| self.reader.suggest(query)).flatten(),
            folded,
            page,
        })
    }
}
