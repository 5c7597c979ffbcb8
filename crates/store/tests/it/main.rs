//! The store from outside: put, get, walk, lock, crash and old formats. Synthetic postings only; knows no other room.
#![allow(clippy::unwrap_used)]

mod market;
mod put_and_get;
