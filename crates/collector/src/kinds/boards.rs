//! JSON boards, Hacker News threads and endpoints read by a profile: their terms, first requests and readers.

use super::Kind;

/// The kinds of this room.
pub(super) static KINDS: &[Kind] = &[];
