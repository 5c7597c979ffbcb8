//! The public boundary of the room: cases from files, the shipped profiles, paths, and the real archives where they are.
#![allow(clippy::unwrap_used)]

mod archive;
mod board_samples;
mod cases;
mod declared;
mod employers;
mod feed_samples;
mod feedparser;
mod fetch;
mod fetch_bodies;
mod fetch_guard;
mod fetch_manners;
mod forget;
mod kinds;
mod lines;
mod nasty_feeds;
mod paths;
mod poll;
mod printed;
mod profiles;
mod real_data;
mod schedule;
mod stated;
mod stream;
mod terms;
