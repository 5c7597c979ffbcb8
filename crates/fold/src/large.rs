//! Cells of many postings, their sketches side by side: a newcomer of a large employer is held against hundreds. Those whose days are past are let go.

use std::collections::BTreeSet;

use hashbrown::HashTable;

use crate::bands::Bands;
use crate::entry::{Cell, Facts};
use crate::recent::Seen;
use crate::sketch::Sketch;

/// Up to here a cell's postings are found one by one, by their entries.
pub(crate) const LARGEST_SMALL: usize = 32;

/// Up to here it is cheaper to look at every member than to keep a table.
const LARGEST_WITHOUT_BANDS: usize = 256;

/// A posting of a large cell.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    pub(crate) entry: u32,
    pub(crate) facts: Facts,
    pub(crate) content: u64,
    pub(crate) sketch: Sketch,
}

impl Member {
    pub(crate) fn new(entry: u32, facts: Facts, seen: &Seen) -> Member {
        Member {
            entry,
            facts,
            content: seen.content,
            sketch: seen.sketch,
        }
    }
}

/// A cell whose sketches are at hand.
pub(crate) struct Large {
    cell: Cell,
    members: Vec<Member>,
    bands: Option<Bands>,
    /// All of them are known to be of one component, and stay so: components only grow, but for [`crate::Folder::settle`].
    is_one: bool,
}

impl Large {
    /// Of all members whose sketch is to be had. `identity` says what all entries of one component have in common.
    pub(crate) fn new(cell: Cell, members: Vec<Member>, identity: impl Fn(u32) -> u64) -> Large {
        Large {
            cell,
            is_one: is_one(&members, identity),
            members,
            bands: None,
        }
    }

    /// A member that stands for all where they are of one component: nothing is left to look for once it is joined.
    pub(crate) fn only(&self) -> Option<u32> {
        let first = self.members.first().filter(|_| self.is_one)?;
        Some(first.entry)
    }

    /// The table of bands, made where it pays.
    fn bands(&mut self) -> Option<&Bands> {
        if self.bands.is_none() && self.members.len() > LARGEST_WITHOUT_BANDS {
            self.bands = Some(Bands::of(&self.members));
        }
        self.bands.as_ref()
    }

    /// The member that says the same on the same day, where that settles it; never the one that is asked for.
    pub(crate) fn twin(&mut self, of: &Member) -> Option<u32> {
        self.bands();
        let twin = self.bands.as_ref()?.twin(&self.members, of)?;
        Some(self.members[twin].entry).filter(|entry| *entry != of.entry)
    }

    /// Calls `take` with every member that may be like this one, each once, until it says that it is enough.
    pub(crate) fn each_like(&mut self, of: &Member, take: &mut impl FnMut(&Member) -> bool) {
        self.bands();
        let members = &self.members;
        let Some(bands) = &self.bands else {
            let _ = members.iter().any(take);
            return;
        };
        let mut met = vec![false; members.len()];
        let mut once = |at: usize| !std::mem::replace(&mut met[at], true) && take(&members[at]);
        if !bands.each_sharing(members, of, &mut once) {
            let _ = (0..members.len()).any(once);
        }
    }
}

/// Whether all are of one component.
fn is_one(members: &[Member], identity: impl Fn(u32) -> u64) -> bool {
    let mut all = members.iter().map(|one| identity(one.entry));
    let first = all.next();
    first.is_some_and(|first| all.all(|one| one == first))
}

/// All large cells whose sketches are at hand.
pub(crate) struct LargeCells {
    cells: HashTable<Large>,
    held: usize,
    /// How many may be held before those are let go whose days are past.
    room: usize,
    /// That is never less than this.
    least_room: usize,
    /// The stretches of newcomers since that was done last.
    stretches: BTreeSet<i32>,
}

impl LargeCells {
    /// Keeps so many sketches without asking whether their days are past.
    pub(crate) fn new(least_room: usize) -> LargeCells {
        LargeCells {
            cells: HashTable::new(),
            held: 0,
            room: 0,
            least_room,
            stretches: BTreeSet::new(),
        }
    }

    pub(crate) fn get(&mut self, cell: Cell) -> Option<&mut Large> {
        if self.cells.is_empty() {
            return None;
        }
        self.cells.find_mut(cell.hash(), |one| one.cell == cell)
    }

    /// Bytes in memory.
    pub(crate) fn bytes(&self) -> usize {
        let each = self.cells.iter().map(|one| {
            let bands = one.bands.as_ref().map_or(0, Bands::bytes);
            one.members.capacity() * size_of::<Member>() + bands
        });
        self.cells.num_buckets() * (size_of::<Large>() + 1) + each.sum::<usize>()
    }

    /// Every sketch in it, with its entry.
    pub(crate) fn members(&self) -> impl Iterator<Item = &Member> {
        self.cells.iter().flat_map(|one| &one.members)
    }

    pub(crate) fn insert(&mut self, large: Large) {
        self.held += large.members.len();
        self.cells
            .insert_unique(large.cell.hash(), large, |one| one.cell.hash());
    }

    /// Adds a newcomer where its cell is at hand. `identity` says what all entries of one component have in common.
    pub(crate) fn add(&mut self, cell: Cell, member: Member, identity: impl Fn(u32) -> u64) {
        if self.cells.is_empty() {
            return;
        }
        self.stretches.insert(cell.stretch);
        let Some(large) = self.get(cell) else {
            return;
        };
        if large.is_one {
            let same = |one: &Member| identity(one.entry) == identity(member.entry);
            large.is_one = large.members.first().is_some_and(same);
        }
        large.members.push(member);
        if large.members.len().is_power_of_two() {
            large.is_one = is_one(&large.members, identity);
        }
        if let Some(bands) = &mut large.bands {
            bands.add(&large.members, large.members.len() - 1);
        }
        self.held += 1;
        if self.held > self.room.max(self.least_room) {
            self.sweep();
        }
    }

    /// Takes a posting out that was replaced or removed.
    pub(crate) fn take_out(&mut self, cell: Cell, entry: u32) {
        let Some(large) = self.get(cell) else {
            return;
        };
        if let Some(at) = large.members.iter().position(|one| one.entry == entry) {
            large.members.swap_remove(at);
            // Twins of the one that has gone do not stand in the table.
            large.bands = None;
            self.held -= 1;
        }
    }

    /// Forgets which cells are of one component.
    pub(crate) fn part(&mut self) {
        for large in self.cells.iter_mut() {
            large.is_one = false;
        }
    }

    /// Lets go what no newcomer since the last sweep could be near to. What is needed again is asked for again.
    fn sweep(&mut self) {
        let stretches = std::mem::take(&mut self.stretches);
        self.cells.retain(|one| {
            let around = one.cell.stretch - 1..=one.cell.stretch + 1;
            stretches.range(around).next().is_some()
        });
        self.held = self.cells.iter().map(|one| one.members.len()).sum();
        self.room = self.held + self.held / 2;
    }
}
