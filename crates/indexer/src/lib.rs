//! Tagged postings in; pages of hits and panels of counts for any query out. Keeps nothing that the store lacks, and computes no statistic.
//!
//! The folder is tantivy's. A commit carries a note of the last sequence number of the store that it holds and of the tag rules
//! in force, so a writer knows where to go on, and whether everything must be tagged anew. Readers see the last commit and need
//! neither the store nor the writer.

mod answer;
#[doc(hidden)]
pub mod bare;
mod bits;
mod columns;
mod compile;
mod counted;
mod document;
mod error;
mod facets;
mod fingerprint;
mod mark;
mod newest;
mod page;
mod panel;
mod panels;
mod passes;
mod query;
mod ranking;
mod reader;
mod schema;
mod seen;
mod snippet;
mod stream;
mod suggest;
mod text_test;
mod tokenizer;
mod whole;
mod writer;

pub use answer::{Facets, Hit, PayInUnits, SearchPage, SearchRequest, Sort};
pub use document::{normalised, text_hash};
pub use error::Error;
pub use facets::ranked_values;
pub use fingerprint::{Hashed, fingerprint_of};
pub use mark::commit_mark;
pub use panels::{Panels, Shown};
pub use query::{Node, PayBounds, Query, QueryError, TextField, ValueField, Vocabulary};
pub use ranking::Ranking;
pub use reader::{Info, Reader};
pub use schema::{ANY, COPY, DUPLICATE, NOT_STATED, ORIGINAL, REPOST};
pub use seen::Seen;
pub use snippet::Snippet;
pub use text_test::{TextTest, Words};
pub use whole::Whole;
pub use writer::{LEAST_MEMORY, MEMORY, Writer, swap_in};
