//! A query and a plan in, the panel that the index would give out: counted by SQL over the cubes of a lake where these can say it, else over its files; and what a
//! report says beside it of the same postings, the newest of them and the hash of all. Holds no index, writes nothing, and answers nothing nearly.
//!
//! The SQL is the part on which engines agree (docs/lake.md): flags for tags, no bit operators, no lists, no medians; a panel wants counts and posted ranges
//! alone. What it says of words is a function of our own, so that text means what it means to the index; so are the order of postings and what each adds to their hash.

mod cells;
mod cost;
mod cube;
mod engine;
mod error;
mod files;
mod fingerprint;
mod functions;
mod hits;
mod lake_panels;
mod mixing;
mod sql;
mod stores;
mod tally;

pub use cost::Cost;
pub use engine::{Elsewhere, Engine, Lost};
pub use error::Error;
pub use functions::functions;
pub use lake_panels::LakePanels;
pub use stores::environment;
