//! Tests of the index through its public face: postings in, hits, panels and messages out.
#![allow(clippy::unwrap_used)]

mod corpus;
mod duplicates;
mod fingerprint;
mod hits;
mod language;
mod pages;
mod panel;
mod queries;
mod ranking;
mod unseen;
mod writing;
