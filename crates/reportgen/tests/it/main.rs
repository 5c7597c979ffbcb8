//! The public boundary of the report room: made-up findings in, files out.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

mod changes;
mod colours;
mod gallery;
mod golden;
mod hostile;
mod market;
mod pages;
mod pictures;
mod queries;
mod svg;
mod templates;
mod titles;
mod withheld;
