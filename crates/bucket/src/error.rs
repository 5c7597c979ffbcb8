//! Why a bucket could not be made use of at all. What a server says about an object is a `lake::Error`.

use std::io;

/// What stands in the way before the first request.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The name is none of a bucket.
    #[error("{name}: {what}; name it s3://bucket or s3://bucket/prefix")]
    Address {
        /// As it was given.
        name: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The environment does not say how to reach it.
    #[error("{name}: {what}")]
    Environment {
        /// The bucket.
        name: String,
        /// What is missing or wrong, and what to set.
        what: String,
    },
    /// This machine refused a thread.
    #[error("{name}: cannot start the thread that speaks to the server: {source}")]
    Worker {
        /// The bucket.
        name: String,
        /// What was said.
        source: io::Error,
    },
}
