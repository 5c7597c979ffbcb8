//! What can go wrong in the processes of a cluster. Knows no query.

use ballista_core::error::BallistaError;

/// Why a scheduler or an executor ended, or a session could not be had.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file operation or a socket failed.
    #[error("{what}: {source}")]
    Io {
        /// The folder or address.
        what: String,
        /// The system's answer.
        source: std::io::Error,
    },
    /// Ballista's answer.
    #[error("{what}: {source}")]
    Ballista {
        /// Which process, and where.
        what: String,
        /// The answer.
        source: Box<BallistaError>,
    },
    /// DataFusion's answer, where a session was begun.
    #[error("{what}: {source}")]
    Session {
        /// With whom.
        what: String,
        /// The answer.
        source: Box<datafusion::error::DataFusionError>,
    },
}

impl Error {
    pub(crate) fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Error {
        let what = what.into();
        move |source| Error::Io { what, source }
    }

    pub(crate) fn ballista(what: impl Into<String>) -> impl FnOnce(BallistaError) -> Error {
        let what = what.into();
        move |source| Error::Ballista {
            what,
            source: Box::new(source),
        }
    }
}
