//! A query and what it has shown before in, the hits that are new out, and all that it has shown by then. Knows no clock and no sequence.
//!
//! What is new is told by keys and not by sequence numbers, since a posting that comes again with a better date gets a new number, and an
//! older one may match only since the rules changed: neither may be shown twice, and neither may be missed.

use std::cmp::Reverse;
use std::ops::ControlFlow;
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use crate::columns::BlockColumn;
use crate::query::Query;
use crate::schema::column;
use crate::snippet::Highlighter;
use crate::{Error, Hit, Reader};

/// Hex digits of a number.
const DIGITS: usize = 16;

/// Which postings were shown, as sorted numbers of their keys: eight bytes each, and no text. Beside a million others one new
/// posting in ten million million has a number that is taken, and is missed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Shared, since each segment's collector looks into it and may not borrow.
    keys: Arc<Vec<u64>>,
}

impl Seen {
    /// How many postings.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether none was shown.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The set as text: sixteen hex digits a posting.
    #[must_use]
    pub fn to_text(&self) -> String {
        let digits = self.keys.iter().map(|key| format!("{key:016x}"));
        digits.collect()
    }

    /// A set from its text; `None` where it is none.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Seen> {
        let parts = text.as_bytes().chunks(DIGITS);
        let number = |part: &[u8]| {
            let digits = std::str::from_utf8(part).ok()?;
            let whole =
                digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            whole.then(|| u64::from_str_radix(digits, 16).ok())?
        };
        let keys = parts.map(number).collect::<Option<Vec<u64>>>()?;
        let is_sorted = keys.windows(2).all(|pair| pair[0] < pair[1]);
        is_sorted.then(|| Seen {
            keys: Arc::new(keys),
        })
    }

    fn holds(&self, key: u64) -> bool {
        self.keys.binary_search(&key).is_ok()
    }
}

/// A posting that was not shown, newest first.
type Unseen = (Reverse<u64>, u64, DocAddress);

impl Reader {
    /// Adds everything that a query finds to what was seen, and calls `take` with each hit that was not among it, newest first, until it
    /// breaks off. Gives how many were new.
    ///
    /// What it breaks off before counts as seen too. Only what was not seen is read, one text at a time; it costs 32 bytes a new posting.
    ///
    /// # Errors
    /// Faults of the folder; `seen` is then as it was.
    pub fn each_unseen(
        &self,
        query: &Query,
        seen: &mut Seen,
        take: &mut dyn FnMut(Hit) -> ControlFlow<()>,
    ) -> Result<u64, Error> {
        let mut found = self
            .searcher
            .search(&self.compiled(query)?, &UnseenCollector(seen.clone()))
            .map_err(Error::index(&self.dir))?;
        found.sort_unstable();
        let mut highlighter = Highlighter::new(&query.node);
        for (_, _, address) in &found {
            if take(self.hit(*address, None, Some(&mut highlighter))?).is_break() {
                break;
            }
        }
        let keys = Arc::make_mut(&mut seen.keys);
        keys.extend(found.iter().map(|(_, key, _)| *key));
        keys.sort_unstable();
        keys.dedup();
        Ok(found.len() as u64)
    }
}

struct UnseenCollector(Seen);

struct UnseenOfSegment {
    seen: Seen,
    segment: SegmentOrdinal,
    keys: BlockColumn,
    moments: BlockColumn,
    found: Vec<Unseen>,
}

impl Collector for UnseenCollector {
    type Fruit = Vec<Unseen>;
    type Child = UnseenOfSegment;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<UnseenOfSegment> {
        Ok(UnseenOfSegment {
            seen: self.0.clone(),
            segment,
            keys: BlockColumn::numbers(reader, column::KEY_HASH)?,
            moments: BlockColumn::numbers(reader, column::MOMENT)?,
            found: Vec::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, found: Vec<Vec<Unseen>>) -> tantivy::Result<Vec<Unseen>> {
        Ok(found.into_iter().flatten().collect())
    }
}

impl SegmentCollector for UnseenOfSegment {
    type Fruit = Vec<Unseen>;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.collect_block(&[doc]);
    }

    fn collect_block(&mut self, docs: &[DocId]) {
        self.keys.load(docs);
        self.moments.load(docs);
        for (place, doc) in docs.iter().enumerate() {
            let key = self.keys.at(place);
            if !self.seen.holds(key) {
                let address = DocAddress::new(self.segment, *doc);
                self.found
                    .push((Reverse(self.moments.at(place)), key, address));
            }
        }
    }

    fn harvest(self) -> Vec<Unseen> {
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::Seen;

    #[test]
    fn a_set_is_read_back_and_anything_else_is_none() {
        let text = "000000000000000100000000000000ff";
        let seen = Seen::from_text(text).expect("two numbers");
        assert_eq!((seen.len(), seen.to_text().as_str()), (2, text));
        assert!(seen.holds(255) && !seen.holds(2));
        assert_eq!(Seen::from_text(""), Some(Seen::default()));
        for wrong in [
            "1",
            "000000000000000x",
            "+00000000000000f",
            "00000000000000ff0000000000000001",
            "00000000000000ff00000000000000ff",
        ] {
            assert_eq!(Seen::from_text(wrong), None, "{wrong}");
        }
    }
}
