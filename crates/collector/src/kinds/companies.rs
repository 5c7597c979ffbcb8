//! The boards of single companies, by the system that serves them: their terms, first requests and readers.

mod amazon;
mod ashby;
mod eightfold;
mod greenhouse;
mod lever;
mod oracle_hcm;
mod personio;
mod recruitee;
mod smartrecruiters;
mod successfactors;
mod teamtailor;
mod workable;
mod workday;

use super::Kind;

/// The kinds of this room.
pub(super) static KINDS: &[Kind] = &[
    amazon::KIND,
    ashby::KIND,
    eightfold::KIND,
    greenhouse::KIND,
    lever::KIND,
    oracle_hcm::KIND,
    personio::KIND,
    recruitee::KIND,
    smartrecruiters::KIND,
    successfactors::KIND,
    teamtailor::KIND,
    workable::KIND,
    workday::KIND,
];
