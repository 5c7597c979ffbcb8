//! The postings of a large cell by bands of their sketches: who may be like a newcomer. Rebuilt when needed, never saved.

use hashbrown::HashTable;

use crate::hash::{finish, mix};
use crate::large::Member;
use crate::sketch::BANDS;

/// What ends a chain.
const NONE: u32 = u32::MAX;

/// One place for each band of each member, and one for its whole text on its day.
const PLACES: usize = BANDS + 1;

/// The place of a member's whole text.
const TEXT: usize = BANDS;

/// A table of chains: the last place of each key, and for each place the one before it of the same key.
#[derive(Default)]
pub(crate) struct Bands {
    last: HashTable<u32>,
    before: Vec<u32>,
}

fn key(member: &Member, place: usize) -> u64 {
    let what = if place == TEXT {
        // A thread's posting is near to fewer others than one of the same text and day elsewhere, so that they are no twins.
        let day = u64::from(member.facts.day().cast_unsigned());
        mix(
            mix(member.content, u64::from(member.facts.is_of_thread())),
            day,
        )
    } else {
        member.sketch.band(place)
    };
    finish(mix(place as u64, what))
}

/// The key of a place that stands in the table.
fn key_of(members: &[Member], place: u32) -> u64 {
    key(&members[place as usize / PLACES], place as usize % PLACES)
}

impl Bands {
    /// Of all members.
    pub(crate) fn of(members: &[Member]) -> Bands {
        let mut bands = Bands::default();
        for at in 0..members.len() {
            bands.add(members, at);
        }
        bands
    }

    /// Bytes in memory.
    pub(crate) fn bytes(&self) -> usize {
        self.last.num_buckets() * (size_of::<u32>() + 1) + self.before.capacity() * size_of::<u32>()
    }

    /// The member whose text is the same word for word, on the same day. Its neighbours are all that a newcomer can have.
    pub(crate) fn twin(&self, members: &[Member], of: &Member) -> Option<usize> {
        let key = key(of, TEXT);
        let found = self
            .last
            .find(key, |place| key_of(members, *place) == key)?;
        Some(*found as usize / PLACES)
    }

    /// Adds the member at this position, unless it has a twin: then whoever is like the one is like the other.
    pub(crate) fn add(&mut self, members: &[Member], at: usize) {
        self.before.resize(members.len().max(at + 1) * PLACES, NONE);
        if self.twin(members, &members[at]).is_some() {
            return;
        }
        for place in 0..PLACES {
            let key = key(&members[at], place);
            let Ok(node) = u32::try_from(at * PLACES + place) else {
                return;
            };
            match self
                .last
                .find_mut(key, |place| key_of(members, *place) == key)
            {
                Some(last) => self.before[node as usize] = std::mem::replace(last, node),
                None => {
                    self.last
                        .insert_unique(key, node, |place| key_of(members, *place));
                }
            }
        }
    }

    /// Calls `take` with the position of every member that shares a band with this one, until it says that it is enough; some
    /// come more than once. False where so many share so much that going through all members in their order is quicker: chains
    /// jump about in memory.
    pub(crate) fn each_sharing(
        &self,
        members: &[Member],
        of: &Member,
        take: &mut impl FnMut(usize) -> bool,
    ) -> bool {
        let mut steps = 0;
        for place in 0..BANDS {
            let key = key(of, place);
            let last = self.last.find(key, |place| key_of(members, *place) == key);
            let mut node = last.copied().unwrap_or(NONE);
            while node != NONE {
                if take(node as usize / PLACES) {
                    return true;
                }
                steps += 1;
                if steps > members.len() {
                    return false;
                }
                node = self.before[node as usize];
            }
        }
        true
    }
}
