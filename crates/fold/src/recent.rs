//! Shingles of the postings that were compared last, by sequence number. Bounded; forgets the older half at once.

#![allow(
    clippy::disallowed_types,
    reason = "only looked up; what is forgotten when depends on the order of arrival alone and changes no outcome"
)]

use std::collections::HashMap;
use std::sync::Arc;

use crate::text::Shingles;

/// Shingles in each half: 16 MB, about 6,000 long postings.
const MOST_SHINGLES: usize = 2 << 20;

/// What a comparison needs of the other posting, at hand without asking for its text again.
#[derive(Default)]
pub(crate) struct Recent {
    young: HashMap<u64, Arc<Shingles>>,
    old: HashMap<u64, Arc<Shingles>>,
    held: usize,
}

impl Recent {
    pub(crate) fn put(&mut self, sequence: u64, shingles: Arc<Shingles>) {
        if self.held + shingles.0.len() > MOST_SHINGLES {
            self.old = std::mem::take(&mut self.young);
            self.held = 0;
        }
        self.held += shingles.0.len();
        self.young.insert(sequence, shingles);
    }

    pub(crate) fn get(&mut self, sequence: u64) -> Option<Arc<Shingles>> {
        if let Some(found) = self.young.get(&sequence) {
            return Some(Arc::clone(found));
        }
        let found = self.old.remove(&sequence)?;
        self.put(sequence, Arc::clone(&found));
        Some(found)
    }
}
