//! Postings by key and by block: who is alone, who is in company, and what a newcomer changes. Asks for texts by sequence number and holds none for long.

use std::sync::Arc;

use hashbrown::HashTable;
use model::{Day, Posting, PostingKey};

use crate::block::{Block, LEAST_SIMILARITY, Member};
use crate::hash::of_texts;
use crate::recent::Recent;
use crate::text::{self, Shingles};

/// Gives the posting with a sequence number, as it was added; `None` where it cannot be read or was superseded.
///
/// Asked for the one posting of a block when a second comes, and for postings that seem alike and were added long ago.
pub type Texts<'a> = dyn FnMut(u64) -> Option<Posting> + 'a;

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
    /// Those of them that share their block.
    pub in_company: u64,
    /// Those of them for which another one stands.
    pub folded: u64,
    /// Postings that stand for others.
    pub groups: u64,
    /// Bytes in memory, about.
    pub bytes: u64,
}

/// No member of a shared block.
const ALONE: u32 = u32::MAX;

/// Marks an element of the block table as a shared block's number; without it, it is an entry's.
const SHARED: u32 = 1 << 31;

/// A posting with a body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    /// Hash of its key.
    pub(crate) key: u64,
    /// Hash of its block.
    pub(crate) block: u64,
    /// 0 where the posting was replaced by one without a body.
    pub(crate) sequence: u64,
    /// Its position in its block.
    pub(crate) member: u32,
}

/// Folds the postings of one store, in the order of their sequence or any other.
pub struct Folder {
    pub(crate) store: String,
    pub(crate) last_sequence: u64,
    pub(crate) entries: Vec<Entry>,
    /// Numbers of entries by the hash of their key.
    by_key: HashTable<u32>,
    /// Numbers of entries or of shared blocks by the hash of the block.
    by_block: HashTable<u32>,
    pub(crate) blocks: Vec<Block>,
    dirty: Vec<u32>,
    recent: Recent,
}

fn hash_of_key(key: &PostingKey) -> u64 {
    of_texts(&[key.as_str()])
}

fn hash_of_block(posting: &Posting) -> u64 {
    let organisation = posting.organisation.as_deref().map(text::organisation);
    match organisation.filter(|name| !name.is_empty()) {
        Some(name) => of_texts(&["organisation", &name]),
        None => {
            let country = posting
                .country
                .as_deref()
                .map(text::plain)
                .unwrap_or_default();
            of_texts(&[
                "title",
                &text::plain(&posting.title),
                &country,
                posting.source.as_str(),
            ])
        }
    }
}

fn number(at: usize) -> u32 {
    // Two thousand million postings stand before that.
    u32::try_from(at).unwrap_or(SHARED - 1)
}

/// Makes room for one more by an eighth, where a vector would double: at five million entries that is 140 MB less.
fn push<T>(all: &mut Vec<T>, one: T) {
    if all.len() == all.capacity() {
        all.reserve_exact(all.len() / 8 + 16);
    }
    all.push(one);
}

/// Compares two members in full, with their texts from what was seen last or asked for.
fn alike(recent: &mut Recent, texts: &mut Texts<'_>, a: &Member, b: &Member) -> bool {
    let mut of = |member: &Member| match recent.get(member.sequence) {
        Some(found) => Some(found),
        None => {
            let shingles = Arc::new(Shingles::of(&texts(member.sequence)?)?);
            recent.put(member.sequence, Arc::clone(&shingles));
            Some(shingles)
        }
    };
    match (of(a), of(b)) {
        (Some(a), Some(b)) => a.jaccard(&b) >= LEAST_SIMILARITY,
        _ => false,
    }
}

impl Folder {
    /// An empty one. `store` names the store in which sequence numbers count.
    #[must_use]
    pub fn new(store: &str) -> Folder {
        Folder {
            store: store.to_owned(),
            last_sequence: 0,
            entries: Vec::new(),
            by_key: HashTable::new(),
            by_block: HashTable::new(),
            blocks: Vec::new(),
            dirty: Vec::new(),
            recent: Recent::default(),
        }
    }

    /// A folder as it was saved, its tables made anew; `None` where two entries claim the same key.
    pub(crate) fn restored(
        store: String,
        last_sequence: u64,
        entries: Vec<Entry>,
        blocks: Vec<Block>,
    ) -> Option<Folder> {
        let mut folder = Folder::new(&store);
        folder.last_sequence = last_sequence;
        folder.entries = entries;
        folder.by_key.reserve(folder.entries.len(), |_| 0);
        for (at, block) in blocks.iter().enumerate() {
            let element = number(at) | SHARED;
            folder.by_block.insert_unique(block.hash, element, |one| {
                block_hash(&folder.entries, &blocks, *one)
            });
        }
        folder.blocks = blocks;
        for at in 0..folder.entries.len() {
            let entry = folder.entries[at];
            if folder.entry(entry.key).is_some() {
                return None;
            }
            folder.note_key(number(at));
            if entry.member == ALONE && folder.block(entry.block).is_none() {
                folder.note_block(entry.block, number(at));
            }
        }
        Some(folder)
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

    fn entry(&self, key: u64) -> Option<u32> {
        self.by_key
            .find(key, |at| self.entries[*at as usize].key == key)
            .copied()
    }

    fn note_key(&mut self, at: u32) {
        let entries = &self.entries;
        self.by_key
            .insert_unique(entries[at as usize].key, at, |at| entries[*at as usize].key);
    }

    fn block(&self, hash: u64) -> Option<u32> {
        let found = self.by_block.find(hash, |one| {
            block_hash(&self.entries, &self.blocks, *one) == hash
        });
        found.copied()
    }

    fn note_block(&mut self, hash: u64, element: u32) {
        let (entries, blocks) = (&self.entries, &self.blocks);
        self.by_block
            .insert_unique(hash, element, |one| block_hash(entries, blocks, *one));
    }

    /// Takes a posting in. One of the same key is replaced: its record was superseded by a better dated one.
    ///
    /// After a replacement what the old record held together is joined anew by [`Folder::settle`]; until then leaders of its
    /// block may be out of date.
    pub fn add(&mut self, sequence: u64, posting: &Posting, texts: &mut Texts<'_>) -> Changes {
        self.reaches(sequence);
        let key = hash_of_key(&posting.key);
        let known = self.entry(key);
        if let Some(at) = known {
            self.take_out(at);
        }
        if !text::has_body(posting) {
            if let Some(at) = known {
                self.forget(at);
            }
            return Changes::default();
        }
        let entry = Entry {
            key,
            block: hash_of_block(posting),
            sequence,
            member: ALONE,
        };
        let at = match known {
            Some(at) => {
                self.entries[at as usize] = entry;
                at
            }
            None => {
                push(&mut self.entries, entry);
                let at = number(self.entries.len() - 1);
                self.note_key(at);
                at
            }
        };
        match self.block(entry.block) {
            None => {
                self.note_block(entry.block, at);
                Changes::default()
            }
            Some(shared) if shared & SHARED != 0 => self.join(shared & !SHARED, at, posting, texts),
            Some(first) => match self.share(first, entry.block, texts) {
                Some(shared) => self.join(shared, at, posting, texts),
                // Its text is gone, so that it can be compared with nobody: the newcomer takes its place.
                None => {
                    self.note_block(entry.block, at);
                    Changes::default()
                }
            },
        }
    }

    /// Makes a shared block of the one posting that was alone in it.
    fn share(&mut self, first: u32, hash: u64, texts: &mut Texts<'_>) -> Option<u32> {
        self.drop_block_element(hash, first);
        let sequence = self.entries[first as usize].sequence;
        let posting = texts(sequence)?;
        let shingles = Arc::new(Shingles::of(&posting)?);
        let member = Member::new(first, sequence, &posting, &shingles);
        self.recent.put(sequence, shingles);
        let mut block = Block::new(hash);
        block.add(member, &mut |_, _| false);
        let shared = number(self.blocks.len());
        self.blocks.push(block);
        self.entries[first as usize].member = 0;
        self.note_block(hash, shared | SHARED);
        Some(shared)
    }

    fn join(&mut self, shared: u32, at: u32, posting: &Posting, texts: &mut Texts<'_>) -> Changes {
        let Some(shingles) = Shingles::of(posting) else {
            return Changes::default();
        };
        let sequence = self.entries[at as usize].sequence;
        let member = Member::new(at, sequence, posting, &shingles);
        self.recent.put(sequence, Arc::new(shingles));
        let recent = &mut self.recent;
        let block = &mut self.blocks[shared as usize];
        let place = block.members.len();
        self.entries[at as usize].member = number(place);
        let moved = block.add(member, &mut |a, b| alike(recent, texts, a, b));
        Changes {
            leader: block
                .leader_of(place)
                .and_then(|leader| PostingKey::from_text(&leader.key)),
            moved,
        }
    }

    /// Takes a posting out for good; where it stood for others, [`Folder::settle`] finds who does now, and says for whom.
    pub fn remove(&mut self, key: &PostingKey) {
        if let Some(at) = self.entry(hash_of_key(key)) {
            self.take_out(at);
            self.forget(at);
        }
    }

    /// Takes a superseded record out of its block.
    fn take_out(&mut self, at: u32) {
        let entry = self.entries[at as usize];
        match self.block(entry.block) {
            Some(one) if one == at => self.drop_block_element(entry.block, at),
            Some(shared) if shared & SHARED != 0 && entry.member != ALONE => {
                let block = &mut self.blocks[(shared & !SHARED) as usize];
                block.members[entry.member as usize].retire();
                if !block.dirty {
                    block.dirty = true;
                    self.dirty.push(shared & !SHARED);
                }
            }
            _ => {}
        }
    }

    fn drop_block_element(&mut self, hash: u64, element: u32) {
        if let Ok(found) = self.by_block.find_entry(hash, |one| *one == element) {
            found.remove();
        }
    }

    fn forget(&mut self, at: u32) {
        let entry = &mut self.entries[at as usize];
        entry.sequence = 0;
        entry.member = ALONE;
        if let Ok(found) = self.by_key.find_entry(entry.key, |one| *one == at) {
            found.remove();
        }
    }

    /// Joins anew what replacements left open; gives the sequence numbers of postings whose leader is now another.
    ///
    /// Once for many replacements, so that an archive that re-dates all of a large employer's postings costs one pass.
    pub fn settle(&mut self, texts: &mut Texts<'_>) -> Vec<u64> {
        let mut moved = Vec::new();
        for shared in std::mem::take(&mut self.dirty) {
            let recent = &mut self.recent;
            let block = &mut self.blocks[shared as usize];
            moved.extend(block.settle(&mut |a, b| alike(recent, texts, a, b)));
            for (place, member) in block.members.iter().enumerate() {
                self.entries[member.entry as usize].member = number(place);
            }
        }
        moved.sort_unstable();
        moved
    }

    /// The posting that stands for this one; `None` where it stands for itself.
    #[must_use]
    pub fn leader_of(&self, key: &PostingKey) -> Option<PostingKey> {
        let entry = self.entries[self.entry(hash_of_key(key))? as usize];
        if entry.member == ALONE {
            return None;
        }
        let block = self.block(entry.block).filter(|one| one & SHARED != 0)?;
        let leader = self.blocks[(block & !SHARED) as usize].leader_of(entry.member as usize)?;
        PostingKey::from_text(&leader.key)
    }

    /// Postings that count as one, by the key of the one that stands for all.
    pub fn groups(&self) -> impl Iterator<Item = Group> {
        let mut groups = std::collections::BTreeMap::<&str, (Option<Grouped>, Vec<Grouped>)>::new();
        for block in &self.blocks {
            for (at, member) in block
                .members
                .iter()
                .enumerate()
                .filter(|(_, member)| !member.is_gone())
            {
                let (Some(key), Some(day)) = (
                    PostingKey::from_text(&member.key),
                    Day::from_number(member.day),
                ) else {
                    continue;
                };
                let grouped = Grouped {
                    key,
                    sequence: member.sequence,
                    day,
                };
                match block.leader_of(at) {
                    Some(leader) => groups.entry(&leader.key).or_default().1.push(grouped),
                    None => groups.entry(&member.key).or_default().0 = Some(grouped),
                }
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

    /// How much was seen and folded, in one pass over the shared blocks.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let mut stats = Stats {
            postings: self.by_key.len() as u64,
            ..Stats::default()
        };
        let mut bytes = self.entries.capacity() * size_of::<Entry>();
        bytes += (self.by_key.num_buckets() + self.by_block.num_buckets()) * (size_of::<u32>() + 1);
        for block in &self.blocks {
            bytes += size_of::<Block>() + block.members.capacity() * size_of::<Member>();
            let mut leads = vec![false; block.members.len()];
            for (at, member) in block
                .members
                .iter()
                .enumerate()
                .filter(|(_, member)| !member.is_gone())
            {
                bytes += member.key.len() + 2 * size_of::<u32>();
                stats.in_company += 1;
                if block.leader_of(at).is_some() {
                    stats.folded += 1;
                    leads[member.leader as usize] = true;
                }
            }
            stats.groups += leads.iter().filter(|leads| **leads).count() as u64;
        }
        stats.bytes = bytes as u64;
        stats
    }
}

/// The hash under which an element of the block table stands.
fn block_hash(entries: &[Entry], blocks: &[Block], element: u32) -> u64 {
    if element & SHARED != 0 {
        blocks[(element & !SHARED) as usize].hash
    } else {
        entries[element as usize].block
    }
}
