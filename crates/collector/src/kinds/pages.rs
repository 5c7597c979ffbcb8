//! Pages of HTML: schema.org JobPosting and declared selectors; their terms, first requests and readers.

mod html;
mod json_ld;
mod mend;
mod selectors;
mod site;

use super::Kind;

/// The kinds of this room.
pub(super) static KINDS: &[Kind] = &[html::KIND, json_ld::KIND];
