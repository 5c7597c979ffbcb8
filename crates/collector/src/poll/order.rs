//! The dates of a list's postings in, whether the newest come first out. Knows no document.

/// What the postings of a list's documents say so far of their order.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Order {
    first: Option<i64>,
    last: Option<i64>,
    rose: bool,
}

impl Order {
    /// Takes the next posting's exact time.
    pub(super) fn note(&mut self, at: i64) {
        self.rose |= self.last.is_some_and(|last| at > last);
        self.first = self.first.or(Some(at));
        self.last = Some(at);
    }

    /// Whether all came in order, and not all of one moment, which any order would be.
    pub(super) fn is_newest_first(self) -> bool {
        !self.rose && self.first > self.last
    }
}
