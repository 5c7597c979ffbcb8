//! Postings by key and by cell: who is alone, who is folded with others, and what a newcomer changes. Asks for texts by sequence number and keeps the latest alone.

use model::{Day, Posting, PostingKey};

use crate::block::block_of;
use crate::entry::{Cell, Entries, Entry, Facts, NONE};
use crate::hash::of_texts;
use crate::large::{LargeCells, Member};
use crate::link::Links;
use crate::recent::{MOST_SKETCHES, Recent, Texts};
use crate::search::Search;

/// What one posting changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The posting that stands for the one that was added; `None` where it stands for itself.
    pub leader: Option<PostingKey>,
    /// Sequence numbers of earlier postings whose leader is now another; [`Folder::leader_of`] says which.
    pub moved: Vec<u64>,
}

/// A posting as a group shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouped {
    /// Its identity.
    pub key: PostingKey,
    /// Where it stands in the store's log.
    pub sequence: u64,
    /// Its day.
    pub day: Day,
}

/// Postings that count as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The one that stands for all.
    pub leader: Grouped,
    /// The others by day and key; never empty.
    pub members: Vec<Grouped>,
}

/// How much was seen and folded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Postings with a body.
    pub postings: u64,
    /// Those of them whose block has another posting of the same or a neighbouring stretch of 31 days.
    pub in_company: u64,
    /// Those of them for which another one stands.
    pub folded: u64,
    /// Postings that stand for others.
    pub groups: u64,
    /// Bytes in memory, about.
    pub bytes: u64,
}

/// Folds the postings of one store, in the order of their sequence or any other.
pub struct Folder {
    pub(crate) store: String,
    pub(crate) last_sequence: u64,
    pub(crate) entries: Entries,
    pub(crate) links: Links,
    pub(crate) large: LargeCells,
    pub(crate) recent: Recent,
    scratch: Vec<u8>,
}

impl Folder {
    /// An empty one. `store` names the store in which sequence numbers count.
    #[must_use]
    pub fn new(store: &str) -> Folder {
        Folder::keeping(store, MOST_SKETCHES)
    }

    /// An empty one that keeps the sketches of about so many postings at hand, and a quarter as many of large cells, at 96
    /// bytes each; what is not at hand is asked for. More only pays where an archive's days are in no order.
    #[must_use]
    pub fn keeping(store: &str, sketches: usize) -> Folder {
        Folder {
            store: store.to_owned(),
            last_sequence: 0,
            entries: Entries::default(),
            links: Links::default(),
            large: LargeCells::new(sketches / 4),
            recent: Recent::new(sketches),
            scratch: Vec::new(),
        }
    }

    /// The store whose sequence numbers count here.
    #[must_use]
    pub fn store(&self) -> &str {
        &self.store
    }

    /// The last sequence number up to which postings were seen.
    #[must_use]
    pub fn last_sequence(&self) -> u64 {
        self.last_sequence
    }

    /// Notes that everything up to a sequence number was seen, records that could not be read among it.
    pub fn reaches(&mut self, sequence: u64) {
        self.last_sequence = self.last_sequence.max(sequence);
    }

    /// Takes a posting in. One of the same key is replaced: its record was superseded by a better dated one.
    ///
    /// After a replacement what the old record held together is joined anew by [`Folder::settle`]; until then leaders of its
    /// component may be out of date. A posting whose sequence number takes more than 32 bits is not folded.
    pub fn add(&mut self, sequence: u64, posting: &Posting, texts: &mut Texts<'_>) -> Changes {
        self.reaches(sequence);
        let key = of_texts(&[posting.key.as_str()], &mut self.scratch);
        let known = self.entries.find(key);
        if let Some(at) = known {
            self.take_out(at);
        }
        let narrow = u32::try_from(sequence).ok();
        let seen = narrow.and_then(|sequence| self.recent.read(sequence, posting));
        let Some(seen) = seen else {
            if let Some(at) = known {
                self.entries.forget(at);
            }
            return Changes::default();
        };
        let block = block_of(posting, &mut self.scratch);
        let entry = Entry::new(key, block, seen.sequence, Facts::of(posting));
        let at = self.entries.put(known, entry);
        let member = Member::new(at, entry.facts, &seen);
        let found = self.search(member, texts);
        let moved = self.join(at, Some(&posting.key), &found, texts);
        let (entries, links) = (&self.entries, &self.links);
        self.large
            .add(entry.cell(), member, |at| links.identity(entries, at));
        let mut changes = Changes {
            leader: self.leader_of_entry(at),
            moved: self.sequences(&moved),
        };
        changes.moved.sort_unstable();
        changes
    }

    fn search(&mut self, own: Member, texts: &mut Texts<'_>) -> Vec<u32> {
        let (entries, links) = (&self.entries, &self.links);
        let Entry { sequence, .. } = entries[own.entry];
        let cell = entries[own.entry].cell();
        Search::new(entries, links, &mut self.recent, texts, own, sequence)
            .run(cell, &mut self.large)
    }

    /// Joins a posting with those that were found to be like it; gives the links whose leader changed, its own left out. Where
    /// a key is not to be had, its posting is in no store any more, and stays alone.
    fn join(
        &mut self,
        at: u32,
        key: Option<&PostingKey>,
        found: &[u32],
        texts: &mut Texts<'_>,
    ) -> Vec<u32> {
        let links = found
            .iter()
            .filter_map(|one| self.linked(*one, None, texts));
        let links: Vec<u32> = links.collect();
        if links.is_empty() {
            return Vec::new();
        }
        match self.linked(at, key, texts) {
            Some(own) => self.links.join(&self.entries, own, &links),
            None => Vec::new(),
        }
    }

    /// The link of an entry, made where it has none.
    fn linked(&mut self, at: u32, key: Option<&PostingKey>, texts: &mut Texts<'_>) -> Option<u32> {
        let Entry { sequence, link, .. } = self.entries[at];
        if link != NONE {
            return Some(link);
        }
        let link = match key {
            Some(key) => self.links.add(at, key.as_str()),
            None => {
                let key = self.recent.key(sequence, texts)?;
                self.links.add(at, key.as_str())
            }
        }?;
        self.entries[at].link = link;
        Some(link)
    }

    fn sequences(&self, links: &[u32]) -> Vec<u64> {
        let sequence = |link: &u32| u64::from(self.entries[self.links[*link].entry].sequence);
        links.iter().map(sequence).collect()
    }

    /// Takes a posting out for good; where it stood for others, [`Folder::settle`] finds who does now, and says for whom.
    pub fn remove(&mut self, key: &PostingKey) {
        let key = of_texts(&[key.as_str()], &mut self.scratch);
        if let Some(at) = self.entries.find(key) {
            self.take_out(at);
            self.entries.forget(at);
        }
    }

    /// Takes a superseded record out of its cell and its component.
    fn take_out(&mut self, at: u32) {
        let entry = self.entries[at];
        self.large.take_out(entry.cell(), at);
        self.entries.take_out(at);
        self.links.retire(entry.link);
        self.entries[at].link = NONE;
    }

    /// Joins anew what replacements left open; gives the sequence numbers of postings whose leader is now another.
    ///
    /// Once for many replacements, so that an archive that re-dates all of a large employer's postings costs one pass.
    pub fn settle(&mut self, texts: &mut Texts<'_>) -> Vec<u64> {
        let before = self.links.dissolve();
        if before.is_empty() {
            return Vec::new();
        }
        self.large.part();
        for (link, _) in &before {
            let at = self.links[*link].entry;
            let Entry {
                sequence, facts, ..
            } = self.entries[at];
            if let Some(seen) = self.recent.seen(sequence, texts) {
                let found = self.search(Member::new(at, facts, &seen), texts);
                self.join(at, None, &found, texts);
            }
        }
        let moved = before
            .into_iter()
            .filter(|(link, leader)| self.links[*link].leader != *leader);
        let moved: Vec<u32> = moved.map(|(link, _)| link).collect();
        let mut moved = self.sequences(&moved);
        moved.sort_unstable();
        moved
    }

    fn leader_of_entry(&self, at: u32) -> Option<PostingKey> {
        let leader = self.links.leader_of(self.entries[at].link)?;
        PostingKey::from_text(self.links.key(leader))
    }

    /// The posting that stands for this one; `None` where it stands for itself.
    #[must_use]
    pub fn leader_of(&self, key: &PostingKey) -> Option<PostingKey> {
        let at = self
            .entries
            .find(of_texts(&[key.as_str()], &mut Vec::new()))?;
        self.leader_of_entry(at)
    }

    fn grouped(&self, link: u32) -> Option<Grouped> {
        let entry = self.entries[self.links[link].entry];
        Some(Grouped {
            key: PostingKey::from_text(self.links.key(link))?,
            sequence: u64::from(entry.sequence),
            day: Day::from_number(entry.facts.day())?,
        })
    }

    /// Postings that count as one, by the key of the one that stands for all.
    pub fn groups(&self) -> impl Iterator<Item = Group> {
        let mut groups = std::collections::BTreeMap::<&str, (Option<Grouped>, Vec<Grouped>)>::new();
        let links = self.links.components.iter().flat_map(|one| &one.members);
        for link in links.copied() {
            let Some(grouped) = self.grouped(link) else {
                continue;
            };
            match self.links.leader_of(link) {
                Some(leader) => groups
                    .entry(self.links.key(leader))
                    .or_default()
                    .1
                    .push(grouped),
                None => groups.entry(self.links.key(link)).or_default().0 = Some(grouped),
            }
        }
        groups.into_values().filter_map(|(leader, mut members)| {
            members.sort_by(|a, b| (a.day, &a.key).cmp(&(b.day, &b.key)));
            Some(Group {
                leader: leader.filter(|_| !members.is_empty())?,
                members,
            })
        })
    }

    /// How much was seen and folded, in one pass over all.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let bytes = self.entries.bytes() + self.links.bytes() + self.large.bytes();
        let mut stats = Stats {
            postings: self.entries.live() as u64,
            bytes: bytes as u64,
            ..Stats::default()
        };
        for first in self.entries.firsts() {
            let many = self.entries.chain(Some(first)).count() as u64;
            let [_, before, after] = self.entries[first].cell().around();
            let has_neighbour = |cell: Cell| self.entries.first_of(cell).is_some();
            if many > 1 || has_neighbour(before) || has_neighbour(after) {
                stats.in_company += many;
            }
        }
        let mut leads = vec![false; self.links.len()];
        let links = self.links.components.iter().flat_map(|one| &one.members);
        for leader in links.filter_map(|link| self.links.leader_of(*link)) {
            stats.folded += 1;
            leads[leader as usize] = true;
        }
        stats.groups = leads.iter().filter(|leads| **leads).count() as u64;
        stats
    }
}
