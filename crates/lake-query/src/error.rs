//! What can go wrong between a lake and the engine that reads it. Knows no query language.

use datafusion::error::DataFusionError;

/// Why a lake could not be asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The manifest does not read.
    #[error(transparent)]
    Lake(#[from] lake::Error),
    /// A file operation failed.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: String,
        /// The system's answer.
        source: std::io::Error,
    },
    /// The tags of the lake come from other rules than those that the query was read by.
    #[error(
        "{path}: the lake was tagged by the rules {found}, and this program has {known}; run `jobtide lake compact --all` on it"
    )]
    OtherRules {
        /// The lake.
        path: String,
        /// The hash that the lake names.
        found: String,
        /// The hash of the rules here.
        known: String,
    },
    /// The engine cannot answer just as the index would.
    #[error(
        "{engine} cannot answer this as the index does: {why}; leave `--engine` out to ask the index"
    )]
    Inexact {
        /// The engine.
        engine: String,
        /// What it cannot say, and why.
        why: String,
    },
    /// What does the work was lost, and once more after the query was asked again.
    #[error("{engine}: {why}")]
    Lost {
        /// The engine.
        engine: String,
        /// Who was lost, and what to do.
        why: String,
    },
    /// The engine failed.
    #[error("{engine}: {source}")]
    Engine {
        /// The engine.
        engine: String,
        /// Its answer.
        source: Box<DataFusionError>,
    },
    /// What came back is not what was asked for; the lake is damaged.
    #[error("{path}: {what}; `jobtide lake verify` says which file is wrong")]
    Damaged {
        /// The lake.
        path: String,
        /// What does not fit.
        what: String,
    },
}
