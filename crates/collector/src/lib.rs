//! Bytes of archives and a profile in, postings and problems out. Knows no store, no index and no category; the only room that will fetch.
//!
//! ```text
//! bytes --decode--> UTF-8 --csv | json | feed--> Record --assemble(Profile)--> Posting | Problem
//! ```
//!
//! Reading never fails as a whole: what cannot be read becomes a [`model::Problem`] beside the postings.
//! Memory is bounded by the largest single record, not by the file.

mod archive;
mod document;
mod fetch;
mod forget;
mod kinds;
mod paths;
mod poll;
mod profile;
mod read;
mod schedule;
mod source;

pub use archive::{Archive, ArchiveError, ArchiveReader, ArchiveWriter, ArchivedDocument};
pub use document::{RawDocument, Reading, Request};
pub use fetch::{
    FetchFault, FetchSettings, Fetched, Fetcher, HostMemory, Validators, is_placeholder,
};
pub use forget::{Left, Trace, contains_whole, without};
pub use kinds::{Kind, Lists, Terms, find_kind, kinds};
pub use paths::{PathError, expand_paths};
pub use poll::{PollError, PollEvent, PollSettings, Probed, check_source, poll_sources, reread};
pub use profile::{
    Profile, ProfileError, UnknownProfile, find_profile, profile_text, shipped_profiles,
};
pub use read::{
    Entry, Feed, FileContext, Item, Markup, NoDate, PayHints, pay_of_text, published_of_text,
    read_archive, read_feed, text_of_html,
};
pub use schedule::{
    Coverage, Largest, Moved, PollResult, Retired, SeenPosting, SourceState, StateError, Totals,
};
pub use source::{Companies, Declaration, Declared, Source, SourceError, declared_sources};
