//! The nouns of Jobtide, each valid by construction: postings, pay, days, sources, categories, tags, problems and panels. Knows no clock, disk, network or configuration.

mod category;
mod day;
mod key;
mod merge;
mod panel;
mod pay;
mod period;
mod poll;
mod posted_pay;
mod posting;
mod problem;
mod source;
mod tag;
#[cfg(test)]
mod tests;

pub use category::{Category, UnknownCategory};
pub use day::{BadDay, Day, DayRange};
pub use key::PostingKey;
pub use merge::{Dated, fill};
pub use panel::{CohortSpec, Panel, PanelPlan, PayGroup, Sense, Series};
pub use pay::{BadPay, Currency, Pay, PayKind, Period};
pub use period::BadPeriod;
pub use poll::{Poll, PollEnd};
pub use posted_pay::{PayCell, PayList, PayRange, PostedPay};
pub use posting::{DateKind, Label, Posting, Published};
pub use problem::{Problem, ProblemKind};
pub use source::{BadSlug, Market, Platform, SourceId, UnknownMarket};
pub use tag::{Polarity, TagId, TagSet, UnknownPolarity};
