//! One posting in, one posting of each component that holds another like it out. Holds sketches against each other, and texts where they are promising.

use crate::entry::{Cell, Entries};
use crate::large::{LARGEST_SMALL, Large, LargeCells, Member};
use crate::link::Links;
use crate::recent::{Recent, Texts};
use crate::text::jaccard;

/// The Jaccard index from which two texts are the same.
pub const LEAST_SIMILARITY: f64 = 0.85;

/// So many minima that agree make a likeness of 0.85 all but certain (0.94 of them, three spreads above its mean): such pairs
/// are compared as they are met, the others in the order of their promise.
const SURELY_ALIKE: u32 = 151;

/// Comparisons in full that may come to nothing for one newcomer. A large employer's texts can all be nearly alike without being
/// alike, and comparing each with each would never end; past this many the best are behind us.
const MOST_IN_VAIN: usize = 64;

/// Of so many candidates the best are looked at; those that join cost no comparison in vain.
const MOST_PROMISING: usize = 256;

/// A candidate whose text is to be compared if its turn comes.
struct Promising {
    agreeing: u32,
    entry: u32,
    identity: u64,
}

/// What a search may look at, and what it found so far.
pub(crate) struct Search<'a, 't> {
    entries: &'a Entries,
    links: &'a Links,
    recent: &'a mut Recent,
    texts: &'a mut Texts<'t>,
    own: Member,
    own_sequence: u32,
    /// One entry of each component, with what tells the component; first its own, which need not be found.
    joined: Vec<(u64, u32)>,
    promising: Vec<Promising>,
    in_vain: usize,
    /// The posting's own shingles, once they were needed, and those of the one that it was last compared with.
    shingles: [Vec<u64>; 2],
}

impl<'a, 't> Search<'a, 't> {
    pub(crate) fn new(
        entries: &'a Entries,
        links: &'a Links,
        recent: &'a mut Recent,
        texts: &'a mut Texts<'t>,
        own: Member,
        own_sequence: u32,
    ) -> Search<'a, 't> {
        Search {
            entries,
            links,
            recent,
            texts,
            own,
            own_sequence,
            joined: vec![(links.identity(entries, own.entry), own.entry)],
            promising: Vec::new(),
            in_vain: 0,
            shingles: [Vec::new(), Vec::new()],
        }
    }

    /// One entry of each component that holds a posting which is like this one.
    pub(crate) fn run(mut self, cell: Cell, large_cells: &mut LargeCells) -> Vec<u32> {
        for cell in cell.around() {
            let first = self.entries.first_of(cell);
            if first.is_none() {
                continue;
            }
            if let Some(large) = large_cells.get(cell) {
                if let Some(twin) = self.look_through(large) {
                    return vec![twin];
                }
            } else if self.entries.chain(first).nth(LARGEST_SMALL).is_some() {
                let mut large = self.gathered(cell, first);
                let twin = self.look_through(&mut large);
                large_cells.insert(large);
                if let Some(twin) = twin {
                    return vec![twin];
                }
            } else {
                self.look_one_by_one(first);
            }
        }
        self.compare_promising();
        let others = self.joined.into_iter().skip(1);
        others.map(|(_, entry)| entry).collect()
    }

    fn look_one_by_one(&mut self, first: Option<u32>) {
        let entries = self.entries;
        for at in entries.chain(first) {
            let entry = &entries[at];
            if at == self.own.entry || !entry.facts.is_near(self.own.facts) {
                continue;
            }
            if let Some(seen) = self.recent.seen(entry.sequence, self.texts) {
                self.look(&Member::new(at, entry.facts, &seen));
            }
        }
    }

    /// All sketches of a cell; those that are not to be had are left out, since they can be compared with nobody.
    fn gathered(&mut self, cell: Cell, first: Option<u32>) -> Large {
        let (entries, links) = (self.entries, self.links);
        let members = entries.chain(first).filter_map(|at| {
            let entry = &entries[at];
            let seen = self.recent.seen(entry.sequence, self.texts)?;
            Some(Member::new(at, entry.facts, &seen))
        });
        Large::new(cell, members.collect(), |at| links.identity(entries, at))
    }

    /// Looks at all of a large cell, or gives the one that says the same on the same day.
    fn look_through(&mut self, large: &mut Large) -> Option<u32> {
        let own = self.own;
        if let Some(twin) = large.twin(&own) {
            return Some(twin);
        }
        let only = large
            .only()
            .map(|entry| self.links.identity(self.entries, entry));
        large.each_like(&own, &mut |member| {
            self.look(member) && only.is_some_and(|only| self.has_joined(only))
        });
        None
    }

    fn has_joined(&self, identity: u64) -> bool {
        self.joined.iter().any(|(joined, _)| *joined == identity)
    }

    /// Looks at a candidate; true where it was joined just now.
    fn look(&mut self, other: &Member) -> bool {
        if other.entry == self.own.entry || !self.own.facts.is_near(other.facts) {
            return false;
        }
        let Some(agreeing) = self.own.sketch.agreeing(&other.sketch) else {
            return false;
        };
        // One edge joins a component; the others add nothing.
        let identity = self.links.identity(self.entries, other.entry);
        if self.has_joined(identity) {
            return false;
        }
        if self.own.content != other.content {
            if agreeing < SURELY_ALIKE || self.in_vain == MOST_IN_VAIN {
                self.promising.push(Promising {
                    agreeing,
                    entry: other.entry,
                    identity,
                });
                return false;
            }
            if !self.is_alike(other.entry) {
                self.in_vain += 1;
                return false;
            }
        }
        self.joined.push((identity, other.entry));
        true
    }

    fn compare_promising(&mut self) {
        // By key and not by position, so that the choice is free of the order of arrival.
        let entries = self.entries;
        let best_first = |a: &Promising, b: &Promising| {
            let key = |one: &Promising| entries[one.entry].key;
            let by_agreeing = b.agreeing.cmp(&a.agreeing);
            by_agreeing.then_with(|| key(a).cmp(&key(b)))
        };
        let mut promising = std::mem::take(&mut self.promising);
        if promising.len() > MOST_PROMISING {
            promising.select_nth_unstable_by(MOST_PROMISING, best_first);
            promising.truncate(MOST_PROMISING);
        }
        promising.sort_unstable_by(best_first);
        for one in promising {
            if self.in_vain >= MOST_IN_VAIN {
                break;
            }
            if self.has_joined(one.identity) {
                continue;
            }
            if self.is_alike(one.entry) {
                self.joined.push((one.identity, one.entry));
            } else {
                self.in_vain += 1;
            }
        }
    }

    /// Compares two texts in full.
    fn is_alike(&mut self, other: u32) -> bool {
        let [own, others] = &mut self.shingles;
        if own.is_empty() {
            let read = self.recent.shingles(self.own_sequence, self.texts, own);
            if read.is_none() {
                return false;
            }
        }
        let sequence = self.entries[other].sequence;
        let read = self.recent.shingles(sequence, self.texts, others);
        read.is_some() && jaccard(own, others) >= LEAST_SIMILARITY
    }
}
