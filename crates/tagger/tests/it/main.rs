//! Posting texts in, tags and categories out, through the public boundary alone.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

mod categories;
mod probes;
