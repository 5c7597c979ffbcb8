//! Small texts that others keep in the store (the state of a source, the record of a poll) as one value each. Knows no posting.

use crate::error::Error;
use crate::frame::Frame;
use crate::key::BadValue;

/// Compressed, since sled sends a large leaf to a file of its own, and a source's state is mostly addresses and ids that
/// resemble each other.
pub(crate) const NOTE: Frame = Frame {
    name: "note",
    format: 1,
    most_bytes: 16 * 1024 * 1024,
};

/// The text of a note.
pub(crate) fn read_note(name: &str, value: &[u8]) -> Result<Vec<u8>, Error> {
    NOTE.unpack(value).map_err(|bad| match bad {
        BadValue::Newer { found, known } => Error::Format {
            place: format!("the note `{name}`"),
            found,
            known,
        },
        other => Error::BadNote {
            name: name.to_owned(),
            what: other.to_string(),
        },
    })
}
