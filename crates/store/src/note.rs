//! Small texts that others keep in the store (the state of a source, the record of a poll) as one value each. Knows no posting.

use crate::frame::Frame;

/// Compressed, since sled sends a large leaf to a file of its own, and a source's state is mostly addresses and ids that
/// resemble each other.
pub(crate) const NOTE: Frame = Frame {
    name: "note",
    format: 1,
    most_bytes: 16 * 1024 * 1024,
};
