//! Pages of HTML: schema.org JobPosting and declared selectors; their terms, first requests and readers.

use super::Kind;

/// The kinds of this room.
pub(super) static KINDS: &[Kind] = &[];
