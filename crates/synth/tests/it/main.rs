//! The planted market at its public boundary: what it says it planted against what it emits.
#![allow(clippy::unwrap_used)]

mod files;
mod recovery;
mod texts;
mod truth;
