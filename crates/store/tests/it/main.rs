//! The store from outside: put, update, get, walk, lock, crash, damage and old formats. Synthetic postings only; knows no other room.
#![allow(clippy::unwrap_used)]

mod crash;
mod damage;
mod forget;
mod formats;
mod lock;
mod market;
mod notes;
mod put_and_get;
mod updates;
mod waiting;
