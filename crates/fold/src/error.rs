//! What can be wrong with the bytes of a saved folder.

/// Why saved folds cannot be used; they are derived, so that the answer is always to make them anew.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Another version of the program wrote them.
    #[error("the folds have format {found} and not {known}")]
    Format {
        /// The version that stands in the bytes.
        found: u8,
        /// The version that this program writes.
        known: u8,
    },
    /// The bytes are not what was written.
    #[error("the folds are damaged: {0}")]
    Damaged(&'static str),
    /// They could not be read to their end; what the system says.
    #[error("the folds cannot be read: {0}")]
    Unread(String),
}
