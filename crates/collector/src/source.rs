//! A declared source, checked: `[[source]]` tables in, values that fetching and the readers work from out. Knows no state and no clock.

mod declared;
mod shipped;
mod written;

use std::collections::BTreeMap;

use model::{Market, Platform, SourceId};

use crate::kinds::Kind;
use crate::profile::Profile;

pub use declared::{Companies, Declaration, Declared, SourceError, declared_sources};

/// One source as it was declared, with the terms of its kind filled in.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its name, which its postings carry.
    pub name: SourceId,
    /// Who reads it.
    pub kind: &'static Kind,
    /// The address, where the kind wants one.
    pub url: Option<String>,
    /// The board, company or search word, where the kind wants one.
    pub board: Option<String>,
    /// Files to replay in place of fetching: each is one poll, in the order of the day in their names, then of their names.
    pub replay: Vec<String>,
    /// Where the jobs are offered; the kind's own unless declared.
    pub platform: Platform,
    /// What sort of market that is; the kind's own unless declared.
    pub market: Market,
    /// The employer behind a company board, where the documents do not name it.
    pub organisation: Option<String>,
    /// Words of the operator's own, for `--tag`.
    pub tags: Vec<String>,
    /// Whether `refresh` polls it.
    pub enabled: bool,
    /// Whether it may lie on this machine or in a private network.
    pub local: bool,
    /// Seconds between polls when all goes well; never below what the kind's terms allow unless the source is local.
    pub every: u64,
    /// Milliseconds between two requests to its host.
    pub gap_ms: u64,
    /// At most so many documents a poll.
    pub max_documents: u32,
    /// Whether to ask for one more document a posting where the list holds no texts; the kind's own habit unless declared.
    pub details: Option<bool>,
    /// Request headers, values with `env:NAME` already replaced; never logged, never archived, never sent to another host.
    pub headers: BTreeMap<String, String>,
    /// CSS selectors by field, for the kinds that read HTML.
    pub select: BTreeMap<String, String>,
    /// The profile that reads it, for the kind `profile`.
    pub profile: Option<std::sync::Arc<Profile>>,
}
