//! Postings in; which of them are the same job, and which one stands for all, out. Knows no store, no index and no clock.
//!
//! # The rule
//!
//! The exact key comes first: one key is one posting, and the store sees to that. Here it is asked which postings of
//! *different* keys are one job.
//!
//! 1. **Body.** A posting whose body has fewer than [`LEAST_WORDS_OF_A_BODY`] words is never folded, since a short text
//!    ("see our page") is the same for many jobs.
//! 2. **Block.** Two postings can only be one job where they have the same organisation (lower case, without punctuation and
//!    legal forms), or, where neither has one, the same title, country and source. The same words from two organisations
//!    are two jobs: texts are copied from templates.
//! 3. **Edge.** Two postings of a block that lie at most [`WINDOW_DAYS`] apart are joined where the Jaccard index of their
//!    5-word shingles (title and body, letters and digits in lower case) is at least [`LEAST_SIMILARITY`]. MinHash only
//!    spares comparisons: it finds at least 99 in 100 of such pairs, and what it finds is compared in full. Two postings of
//!    monthly threads are joined only within a month: each thread is a publication of its own.
//! 4. **Component.** Postings that edges connect, directly or over others, belong together.
//! 5. **Leader.** The postings of a component are put in order: exactly dated before bound before observed, company and
//!    government before other markets before boards, then the earlier day, then the key. The first is a leader, and every
//!    posting at most [`WINDOW_DAYS`] from *its* day follows it; of what remains the first is the next leader, and so on.
//!
//! Why so: *exactly dated first*, since only such postings are counted as newly published, and a job must not vanish from
//! the counts because a snapshot of it came from a better place. *Company before board*, so that an aggregator's copy folds
//! into the original, even where the copy is older by the clock of its source. *Days counted from the leader*, since edges
//! chain: a text that is posted every month for a year would else be one posting, and a year's demand one day's.
//!
//! Edges, components and leaders depend on the set of postings alone and not on the order in which they came, save in a block
//! where a posting is nearly like more than 64 others without being like them: there the 64 most promising are compared. Which posting
//! leads may change as postings come; [`Folder::add`] says for whom it did.
//!
//! # What it costs
//!
//! A posting costs 32 bytes and its places in two tables, alone or in company: 46 bytes with five million of them, and 22 in the
//! saved bytes. One that is folded with others keeps its key besides. Sketches of 80 bytes are kept of the latest 131,072
//! postings, shingles of the latest 4,096; where a large employer's month has more than 32, its sketches stand side by side until
//! no newcomer is of those days. What is not at hand is made anew from the text, so that it changes no outcome: an archive in
//! the order of its days, or against it, asks for no text, and one in no order for one in three postings.
//!
//! Measured over the synthetic market with `examples/archive.rs`, CPU of the folding thread on a machine that others used too:
//!
//! | postings | a posting | memory | saved bytes | saving |
//! |---|---|---|---|---|
//! | 961,083 | 3.1 to 3.8 us | 75 MB | 24 MB | 0.04 s |
//! | 4,804,814 | 5.3 us | 220 MB | 101 MB | 0.36 s |
//!
//! No posting of that market folds, so that joining is not in it. Loading fills the tables in a thread of its own and was not measured whole.
//!
//! A newcomer looks into the three stretches of 31 days around its own, and into more than 256 postings by bands of the sketch,
//! so that a large employer's block grows nearly in a line; where thousands of its texts are nearly alike, sketches are still
//! held against each other, at some ten nanoseconds a pair, and the number of full comparisons is bounded.

mod bands;
mod block;
mod bytes;
mod entry;
mod error;
mod folder;
mod hash;
mod large;
mod link;
mod recent;
mod search;
mod sketch;
mod text;

pub use block::Blocks;
pub use entry::WINDOW_DAYS;
pub use error::Error;
pub use folder::{Changes, Folder, Group, Grouped, Stats};
pub use recent::Texts;
pub use search::LEAST_SIMILARITY;
pub use text::{LEAST_WORDS_OF_A_BODY, WORDS_A_SHINGLE, organisation, plain, similarity};
