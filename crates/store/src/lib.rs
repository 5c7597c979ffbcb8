//! The store room: postings come in by the batch, and go out by key and by sequence number. It knows no feed, no tag and no index.

mod block;
mod engine;
mod error;
mod key;
mod store;
mod walk;

pub use error::Error;
pub use store::{PutOutcome, Store};
