//! What can go wrong with a lake, each named by place and path. Knows no cause but those of the place and of Parquet.

use std::io;

/// Why a lake could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The place where the files lie refused.
    #[error("{path}: {source}")]
    Io {
        /// Place and path within it.
        path: String,
        /// What was said.
        source: io::Error,
    },
    /// There is no lake.
    #[error("{place}: there is no lake here; make one by `jobtide lake write {place}`")]
    Missing {
        /// The place.
        place: String,
    },
    /// Another run writes.
    #[error("{place}: another run writes to this lake; wait for its end")]
    Locked {
        /// The place.
        place: String,
    },
    /// Somebody else replaced the manifest since it was read; nothing of this run is in the lake.
    #[error("{place}: another run wrote to this lake meanwhile; run the same command again")]
    Overtaken {
        /// The place.
        place: String,
    },
    /// A file that is not what the manifest says, or no Parquet of ours.
    #[error("{path}: {what}")]
    Damaged {
        /// Place and path within it.
        path: String,
        /// What is wrong with it, and what to do.
        what: String,
    },
    /// The manifest is of another form.
    #[error("{path}: the lake has the form `{found}`, and this program reads `{known}`")]
    Format {
        /// Place and path of the manifest.
        path: String,
        /// The form that it names.
        found: String,
        /// The form that is known here.
        known: &'static str,
    },
    /// The tags in the files come from other rules.
    #[error(
        "{place}: the tags come from the rules {found}, and this program has {known}; `jobtide lake compact --all {place}` tags all postings anew"
    )]
    OtherRules {
        /// The place.
        place: String,
        /// The hash that the lake names.
        found: String,
        /// The hash of the rules here.
        known: String,
    },
}

impl Error {
    /// An error of input or output, at a path.
    pub(crate) fn io(path: impl Into<String>) -> impl FnOnce(io::Error) -> Error {
        let path = path.into();
        move |source| Error::Io { path, source }
    }

    /// A file that cannot be what it should be.
    pub(crate) fn damaged(path: &str, what: impl ToString) -> Error {
        Error::Damaged {
            path: path.to_owned(),
            what: what.to_string(),
        }
    }
}
