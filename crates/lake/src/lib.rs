//! Postings in, a folder of Parquet files that any engine reads out, with cubes beside them and a manifest that names what is whole; and
//! postings back again. It knows no store, no index and no query, and computes no statistic but counts.
//!
//! docs/lake.md describes files, manifest and cubes for other programs.

mod check;
mod cube;
mod decode;
mod encode;
mod error;
mod file;
mod folding;
mod json_rows;
mod lake;
mod local;
mod manifest;
mod part;
mod place;
mod row;
mod schema;
mod settle;
mod sorter;

pub use check::{Fault, Report};
pub use encode::Rules;
pub use error::Error;
pub use json_rows::JsonRows;
pub use lake::{Changed, Lake, Writer};
pub use local::Folder;
pub use manifest::{CubeFile, CubeKind, DataFile, Manifest, SCHEMA};
pub use place::{Listed, Place, Readable, Version};
pub use row::Row;
pub use settle::Outcome;
