//! The postings of a large block by bands of their sketches and stretches of days: who may be like a newcomer. Rebuilt when needed, never saved.

use hashbrown::HashTable;

use crate::block::{Member, WINDOW_DAYS};
use crate::hash::{finish, mix};
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

/// Two days at most a window apart lie in the same stretch or in neighbouring ones.
fn stretch(day: i32) -> i32 {
    day.div_euclid(WINDOW_DAYS + 1)
}

fn key(member: &Member, place: usize, stretch: i32) -> u64 {
    let (what, when) = if place == TEXT {
        // A thread's posting is near to fewer others than one of the same text and day elsewhere, so that they are no twins.
        (
            mix(member.content, u64::from(member.is_of_thread())),
            member.day,
        )
    } else {
        (member.sketch.0[place], stretch)
    };
    finish(mix(
        mix(place as u64, what),
        u64::from(when.cast_unsigned()),
    ))
}

/// The key of a place that stands in the table.
fn key_of(members: &[Member], place: u32) -> u64 {
    let member = &members[place as usize / PLACES];
    key(member, place as usize % PLACES, stretch(member.day))
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

    /// The member whose text is the same word for word, on the same day. Its neighbours are all that a newcomer can have.
    pub(crate) fn twin(&self, members: &[Member], of: &Member) -> Option<usize> {
        let key = key(of, TEXT, 0);
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
            let key = key(&members[at], place, stretch(members[at].day));
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
        let own = stretch(of.day);
        for place in 0..BANDS {
            for stretch in own - 1..=own + 1 {
                let key = key(of, place, stretch);
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
        }
        true
    }
}
