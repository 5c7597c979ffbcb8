//! The public boundary of the room: cases from files, the shipped profiles, paths, and the real archives where they are.
#![allow(clippy::unwrap_used)]

mod cases;
mod declared;
mod employers;
mod fetch;
mod fetch_bodies;
mod fetch_guard;
mod fetch_manners;
mod kinds;
mod paths;
mod printed;
mod profiles;
mod real_data;
mod stated;
mod stream;
