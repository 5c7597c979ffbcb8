//! JSON boards, Hacker News threads and endpoints read by a profile: their terms, first requests and readers.

mod arbeitnow;
mod endpoint;
mod freelancer;
mod hacker_news;
mod himalayas;
mod jobicy;
mod profiled;
mod remoteok;
mod remotive;
mod workingnomads;

use super::Kind;

/// The kinds of this room.
pub(super) static KINDS: &[Kind] = &[
    arbeitnow::KIND,
    freelancer::KIND,
    hacker_news::KIND,
    himalayas::KIND,
    jobicy::KIND,
    profiled::KIND,
    remoteok::KIND,
    remotive::KIND,
    workingnomads::KIND,
];
