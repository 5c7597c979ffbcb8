//! What can go wrong between a question and its document.

use thiserror::Error;

/// A question that has no document.
#[derive(Debug, Error)]
pub enum Error {
    /// The query does not parse.
    #[error("the query does not parse\n{0}")]
    Query(#[from] indexer::QueryError),
    /// Too many lines for one picture.
    #[error("{given} queries are too many for one comparison; at most {most} can be told apart")]
    Lines {
        /// How many were given.
        given: usize,
        /// How many are allowed.
        most: usize,
    },
    /// A fault of the index.
    #[error(transparent)]
    Index(#[from] indexer::Error),
}
