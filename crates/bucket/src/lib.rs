//! A lake's files in and out of a bucket behind an S3 API: whole objects, ranges of them, the manifest replaced under a condition. It knows no content.
//!
//! What a lake asks of a place ([`lake::Place`]), and why a bucket keeps it:
//!
//! - *A path names a whole file or none.* One PUT is there whole or not at all, and an upload in parts becomes an object only when it is completed. What a run
//!   that was cut short left is named by no manifest, and the next writing run removes it; parts without an object are for the bucket's lifecycle rule.
//! - *Of two runs that replace the manifest one is told.* Nothing can be locked, so the manifest is put under the condition that it still has the entity tag
//!   that was read. See [`Bucket`]'s `claim` for why this is enough.
//!
//! docs/lake.md says what an operator has to set.

mod address;
mod ahead;
mod bucket;
mod error;
mod refusal;
mod scratch;
mod upload;
mod worker;

pub use bucket::{Bucket, objects};
pub use error::Error;
