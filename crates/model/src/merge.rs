//! Two records of one posting as one: an incoming and an earlier record in, the better dated one with its gaps filled out. Knows no disk.

use crate::{DateKind, Day, Posting, Published};

/// What decides between two records of one posting: the kind of date first, then the day.
///
/// The second within the day is left out: everything is counted by the day, so that it would replace records for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dated {
    /// What the day means.
    pub kind: DateKind,
    /// The UTC day.
    pub day: Day,
}

impl Dated {
    /// What decides of a date.
    #[must_use]
    pub fn of(published: &Published) -> Dated {
        Dated {
            kind: published.kind,
            day: published.day,
        }
    }

    /// Whether this says more about the first publication: exact before bound before observed, then the earlier day.
    #[must_use]
    pub fn is_better_than(self, other: Dated) -> bool {
        let rank = |dated: Dated| match dated.kind {
            DateKind::Exact => 0,
            DateKind::Bound => 1,
            DateKind::Observed => 2,
        };
        (rank(self), self.day) < (rank(other), other.day)
    }
}

/// The better dated record, with what it lacks taken from the other.
///
/// Title, source, platform, market and date are never absent, so that they are always the better record's.
#[must_use]
pub fn fill(better: &Posting, other: &Posting) -> Posting {
    let mut filled = better.clone();
    if filled.body.is_empty() {
        filled.body.clone_from(&other.body);
    }
    if filled.skills.is_empty() {
        filled.skills.clone_from(&other.skills);
    }
    filled.label = filled.label.or_else(|| other.label.clone());
    filled.pay = filled.pay.or(other.pay);
    filled.country = filled.country.or_else(|| other.country.clone());
    filled.organisation = filled.organisation.or_else(|| other.organisation.clone());
    filled.url = filled.url.or_else(|| other.url.clone());
    filled
}
