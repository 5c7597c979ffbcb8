//! Live polls of many sources at once: sources and their states in, postings, poll records and new states out. Knows no store.

mod event;

pub use event::{PollError, PollEvent, PollSettings};
