//! Postings by key, and by block and stretch of days: 32 bytes each and two tables. Knows neither texts nor who is like whom.

use std::cmp::Ordering;

use hashbrown::HashTable;
use model::{DateKind, Day, Market, Posting};

use crate::hash::finish;

/// Postings further apart are two publications, however alike.
pub const WINDOW_DAYS: i32 = 30;

/// No entry, no link.
pub(crate) const NONE: u32 = u32::MAX;

/// The market of a monthly thread.
const THREAD: u32 = 3;

/// Bits of the day in [`Facts`]: enough for the year 2199.
const DAY_BITS: u32 = 17;

/// The first of its cell: the one that stands in the table.
const FIRST: u32 = 1 << 21;

/// A posting's day, the kind of its date and its market: what decides who is near to whom and who leads. The upper bits are a mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts(u32);

impl Facts {
    pub(crate) fn of(posting: &Posting) -> Facts {
        let kind = match posting.published.kind {
            DateKind::Exact => 0,
            DateKind::Bound => 1,
            DateKind::Observed => 2,
        };
        let market = match posting.market {
            Market::Company | Market::Government => 0,
            Market::Freelance => 1,
            Market::Board => 2,
            Market::Thread => THREAD,
        };
        let last = (1 << DAY_BITS) - 1;
        let day = posting.published.day.number().clamp(0, last);
        Facts(day.cast_unsigned() | kind << DAY_BITS | market << (DAY_BITS + 2))
    }

    /// As it was saved: without the mark.
    pub(crate) fn from_bits(bits: u32) -> Facts {
        Facts(bits & (FIRST - 1))
    }

    pub(crate) fn bits(self) -> u32 {
        self.0 & (FIRST - 1)
    }

    /// Days since 1970.
    pub(crate) fn day(self) -> i32 {
        (self.0 & ((1 << DAY_BITS) - 1)).cast_signed()
    }

    fn kind(self) -> u32 {
        self.0 >> DAY_BITS & 3
    }

    fn market(self) -> u32 {
        self.0 >> (DAY_BITS + 2) & 3
    }

    pub(crate) fn is_of_thread(self) -> bool {
        self.market() == THREAD
    }

    /// Two days at most a window apart lie in the same stretch or in neighbouring ones.
    pub(crate) fn stretch(self) -> i32 {
        self.day() / (WINDOW_DAYS + 1)
    }

    /// Whether the two can be one publication. Threads open once a month, 28 to 33 days apart: by days alone it would be an
    /// accident of the calendar whether a firm that hires every month is counted every month.
    pub(crate) fn is_near(self, other: Facts) -> bool {
        (self.day() - other.day()).abs() <= WINDOW_DAYS
            && !(self.is_of_thread()
                && other.is_of_thread()
                && month(self.day()) != month(other.day()))
    }

    /// Who leads whom, but for the key; less is better.
    pub(crate) fn rank(self, other: Facts) -> Ordering {
        let place = |market: u32| if market == THREAD { 1 } else { market };
        let own = (self.kind(), place(self.market()), self.day());
        own.cmp(&(other.kind(), place(other.market()), other.day()))
    }
}

/// The number of a day's month; the same for no two months.
fn month(day: i32) -> Option<i32> {
    Day::from_number(day).map(|day| day.first_of_month().number())
}

/// The postings of a block that lie in one stretch of days. Whoever can be joined lies in the same cell or in one beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) block: u64,
    pub(crate) stretch: i32,
}

impl Cell {
    pub(crate) fn hash(self) -> u64 {
        let stretch = u64::from(self.stretch.cast_unsigned());
        finish(self.block ^ stretch.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    /// The cells in which a posting of this one can have company.
    pub(crate) fn around(self) -> [Cell; 3] {
        [0, -1, 1].map(|step| Cell {
            stretch: self.stretch + step,
            ..self
        })
    }
}

/// A posting with a body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    /// Hash of its key.
    pub(crate) key: u64,
    /// Hash of its block.
    pub(crate) block: u64,
    /// 0 where the posting was taken out or replaced by one without a body.
    pub(crate) sequence: u32,
    pub(crate) facts: Facts,
    /// The next of its cell.
    next: u32,
    /// Its place among those that are, or were, folded with others.
    pub(crate) link: u32,
}

impl Entry {
    pub(crate) fn new(key: u64, block: u64, sequence: u32, facts: Facts) -> Entry {
        Entry {
            key,
            block,
            sequence,
            facts,
            next: NONE,
            link: NONE,
        }
    }

    pub(crate) fn cell(&self) -> Cell {
        Cell {
            block: self.block,
            stretch: self.facts.stretch(),
        }
    }
}

/// All postings with a body. The tables hold numbers of entries and find the rest in the entries themselves.
#[derive(Default)]
pub(crate) struct Entries {
    all: Vec<Entry>,
    by_key: HashTable<u32>,
    /// The first entry of each cell.
    by_cell: HashTable<u32>,
    /// How many cells each stretch has: most newcomers are of the last one, and need not look for what comes after it.
    in_stretch: Vec<u32>,
}

impl std::ops::Index<u32> for Entries {
    type Output = Entry;

    fn index(&self, at: u32) -> &Entry {
        &self.all[at as usize]
    }
}

impl std::ops::IndexMut<u32> for Entries {
    fn index_mut(&mut self, at: u32) -> &mut Entry {
        &mut self.all[at as usize]
    }
}

impl Entries {
    /// How many there are, with those that were taken out.
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    /// An entry, where there is one of this number.
    pub(crate) fn get(&self, at: u32) -> Option<&Entry> {
        self.all.get(at as usize)
    }

    /// How many are in it.
    pub(crate) fn live(&self) -> usize {
        self.by_key.len()
    }

    /// How many cells hold them.
    pub(crate) fn cells(&self) -> usize {
        self.by_cell.len()
    }

    /// Bytes in memory.
    pub(crate) fn bytes(&self) -> usize {
        let places = self.by_key.num_buckets() + self.by_cell.num_buckets();
        self.all.capacity() * size_of::<Entry>() + places * (size_of::<u32>() + 1)
    }

    pub(crate) fn find(&self, key: u64) -> Option<u32> {
        self.by_key.find(key, |at| self[*at].key == key).copied()
    }

    /// The first entry of a cell.
    pub(crate) fn first_of(&self, cell: Cell) -> Option<u32> {
        let stretch = usize::try_from(cell.stretch).ok()?;
        self.in_stretch.get(stretch).filter(|cells| **cells > 0)?;
        let found = self
            .by_cell
            .find(cell.hash(), |at| self[*at].cell() == cell);
        found.copied()
    }

    /// The entries of a cell from its first on.
    pub(crate) fn chain(&self, first: Option<u32>) -> impl Iterator<Item = u32> {
        std::iter::successors(first, |at| Some(self[*at].next).filter(|at| *at != NONE))
    }

    /// All entries that are in it, in the order of their numbers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &Entry)> {
        (0..).zip(&self.all).filter(|(_, entry)| entry.sequence > 0)
    }

    /// All first entries of their cells, in the order of their numbers.
    pub(crate) fn firsts(&self) -> impl Iterator<Item = u32> {
        let firsts = self.iter().filter(|(_, entry)| entry.facts.0 & FIRST != 0);
        firsts.map(|(at, _)| at)
    }

    /// Puts an entry at the place of the one that has its key, or behind all. The old one was taken out of its cell before.
    pub(crate) fn put(&mut self, known: Option<u32>, entry: Entry) -> u32 {
        let at = match known {
            Some(at) => {
                self[at] = entry;
                at
            }
            None => {
                if self.all.len() == self.all.capacity() {
                    // By an eighth, where a vector would double: at five million entries that is 140 MB less.
                    self.all.reserve_exact(self.all.len() / 8 + 16);
                }
                let at = u32::try_from(self.all.len()).unwrap_or(NONE);
                self.all.push(entry);
                let all = &self.all;
                self.by_key
                    .insert_unique(entry.key, at, |at| all[*at as usize].key);
                at
            }
        };
        match self.first_of(entry.cell()) {
            Some(first) => self[at].next = std::mem::replace(&mut self[first].next, at),
            None => self.note_first(at),
        }
        at
    }

    fn note_first(&mut self, at: u32) {
        self[at].facts.0 |= FIRST;
        let cell = self[at].cell();
        count_cell(&mut self.in_stretch, cell);
        let all = &self.all;
        self.by_cell
            .insert_unique(cell.hash(), at, |at| all[*at as usize].cell().hash());
    }

    /// Entries as they were saved, cell by cell, and the numbers of those that begin one; `None` where one of another cell
    /// follows.
    pub(crate) fn restored(mut all: Vec<Entry>, firsts: &[u32]) -> Option<Entries> {
        let count = u32::try_from(all.len()).ok()?;
        for (at, first) in firsts.iter().enumerate() {
            let end = firsts.get(at + 1).copied().unwrap_or(count);
            all.get_mut(*first as usize)?.facts.0 |= FIRST;
            let cell = all[*first as usize].cell();
            for at in *first + 1..end {
                if all[at as usize].cell() != cell {
                    return None;
                }
                all[at as usize - 1].next = at;
            }
        }
        let mut entries = Entries {
            by_key: HashTable::with_capacity(all.len()),
            by_cell: HashTable::with_capacity(firsts.len()),
            all,
            in_stretch: Vec::new(),
        };
        let Entries {
            all,
            by_key,
            by_cell,
            in_stretch,
        } = &mut entries;
        // Both tables are filled in no order, and so wait for memory: side by side they wait half as long.
        std::thread::scope(|both| {
            both.spawn(|| {
                for (at, entry) in (0..).zip(all.iter()) {
                    by_key.insert_unique(entry.key, at, |at| all[*at as usize].key);
                }
            });
            for first in firsts {
                let cell = all[*first as usize].cell();
                by_cell.insert_unique(cell.hash(), *first, |at| all[*at as usize].cell().hash());
                count_cell(in_stretch, cell);
            }
        });
        Some(entries)
    }

    /// Takes an entry out of its cell; it keeps its key and its place.
    pub(crate) fn take_out(&mut self, at: u32) {
        let entry = self[at];
        let Some(first) = self.first_of(entry.cell()) else {
            return;
        };
        if first != at {
            let before = self.chain(Some(first)).find(|one| self[*one].next == at);
            if let Some(before) = before {
                self[before].next = entry.next;
            }
            return;
        }
        let found = self
            .by_cell
            .find_entry(entry.cell().hash(), |one| *one == at);
        if let Ok(found) = found {
            found.remove();
            let stretch = usize::try_from(entry.facts.stretch()).unwrap_or(0);
            self.in_stretch[stretch] -= 1;
        }
        if entry.next != NONE {
            self.note_first(entry.next);
        }
    }

    /// Forgets an entry that was taken out of its cell.
    pub(crate) fn forget(&mut self, at: u32) {
        let key = self[at].key;
        self[at].sequence = 0;
        if let Ok(found) = self.by_key.find_entry(key, |one| *one == at) {
            found.remove();
        }
    }
}

/// Notes that a stretch has one more cell.
fn count_cell(in_stretch: &mut Vec<u32>, cell: Cell) {
    let stretch = usize::try_from(cell.stretch).unwrap_or(0);
    if in_stretch.len() <= stretch {
        in_stretch.resize(stretch + 1, 0);
    }
    in_stretch[stretch] += 1;
}
