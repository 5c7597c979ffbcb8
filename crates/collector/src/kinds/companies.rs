//! The boards of single companies, by the system that serves them: their terms, first requests and readers.

mod greenhouse;
mod lever;

use super::Kind;

/// The kinds of this room.
pub(super) static KINDS: &[Kind] = &[greenhouse::KIND, lever::KIND];
