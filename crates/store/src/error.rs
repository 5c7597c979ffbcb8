//! What can go wrong in the store, each with the place and the way out. Knows no command and no exit status.

use std::path::PathBuf;

use model::PostingKey;

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another process has the store open.
    #[error(
        "{}: the store is held by another run; wait until that run has ended, then start this one again (search, trend and report need no store and work meanwhile)",
        dir.display()
    )]
    Locked {
        /// The store's folder.
        dir: PathBuf,
    },
    /// Something in the store was written by a newer version of this program.
    #[error(
        "{place} has format {found}, and this version reads formats up to {known}; use the version that wrote it, or a newer one"
    )]
    Format {
        /// What has that format: the store as a whole, or one value of it.
        place: String,
        /// The format's number.
        found: u8,
        /// The newest number that this version reads.
        known: u8,
    },
    /// One value cannot be read; everything else can.
    #[error(
        "sequence {sequence} (and what shares its block) cannot be read: {what}; the rest of the store is sound, and importing the same archives into a fresh folder brings the lost postings back"
    )]
    Corrupt {
        /// The posting's sequence number, or the first of the block where the whole block is unreadable.
        sequence: u64,
        /// What is wrong with the value.
        what: String,
    },
    /// The folder as a whole cannot be read or trusted.
    #[error(
        "{}: the store is damaged: {what}; put back a copy of the folder, or move it away and import the archives again",
        dir.display()
    )]
    Damaged {
        /// The store's folder.
        dir: PathBuf,
        /// What was found.
        what: String,
    },
    /// A posting whose text no block can hold.
    #[error("the posting {key} is too large to keep ({bytes} bytes, at most {most}); leave it out")]
    TooLarge {
        /// Which posting.
        key: PostingKey,
        /// Its encoded size.
        bytes: usize,
        /// The largest size that is kept.
        most: usize,
    },
    /// A note that is larger than any that is kept.
    #[error("the note `{name}` is too large to keep ({bytes} bytes, at most {most})")]
    NoteTooLarge {
        /// Its name.
        name: String,
        /// Its size.
        bytes: usize,
        /// The largest size that is kept.
        most: usize,
    },
    /// One note cannot be read; everything else can.
    #[error("the note `{name}` cannot be read: {what}; the postings are not concerned")]
    BadNote {
        /// Its name.
        name: String,
        /// What is wrong with it.
        what: String,
    },
    /// The disk or the file system refused.
    #[error("{}: {source}", dir.display())]
    Io {
        /// The store's folder.
        dir: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}
