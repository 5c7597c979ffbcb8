//! RSS, Atom and JSON feeds, generic and by platform: their terms, first requests and readers.

use super::Kind;

/// The kinds of this room.
pub(super) static KINDS: &[Kind] = &[];
