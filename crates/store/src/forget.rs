//! Records that shall be forgotten come in as a question put to each; the same log without them goes out. Knows not why, and no file but the tree.

use model::{Posting, PostingKey};

use crate::block::Block;
use crate::error::Error;
use crate::key;
use crate::leaf;
use crate::store::Store;

/// What became of a wish to forget.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Postings that are there no more.
    pub postings: u64,
    /// Earlier records of postings, superseded by better dated ones, that lay in the log still and are there no more.
    pub superseded: u64,
    /// Blocks that cannot be read, so that nobody can say what they hold. They are left alone.
    pub unreadable_blocks: u64,
}

impl Store {
    /// Takes out every record for which `goes` says so, superseded ones among them, with the entries of their keys, and waits
    /// until that is on the disk. All blocks are read, since no entry leads to a superseded record.
    ///
    /// Each block is written anew without them and becomes visible together with the entries and counts that fit it, so that
    /// a run that is stopped has forgotten some postings whole and the others not at all; to ask again finishes it.
    /// Sequence numbers are not given out again: the log has holes, and [`Store::last_sequence`] stays.
    ///
    /// What nobody can read through this room any more can lie in sled's files still: sled writes at the end and uses a
    /// segment again once what it holds is stale. When that is it decides itself.
    ///
    /// # Errors
    /// Where the disk refuses, or an earlier batch failed half way.
    pub fn forget(&self, goes: &mut dyn FnMut(&Posting) -> bool) -> Result<Forgotten, Error> {
        let mut forgotten = Forgotten::default();
        self.settle(&mut self.writer())?;
        let mut from = 0;
        loop {
            let range = key::of_block(from);
            let found = self.engine.first_in(&range..key::BLOCKS_END)?;
            let Some((block_key, bytes)) = found else {
                break;
            };
            let Some(first) = key::block_first(&block_key) else {
                return Err(Error::Damaged {
                    dir: self.engine.dir().to_path_buf(),
                    what: format!("a key among the blocks has {} bytes", block_key.len()),
                });
            };
            match Block::from_bytes(first, &bytes) {
                Ok(block) => self.forget_in(first, &block, goes, &mut forgotten)?,
                Err(_) => forgotten.unreadable_blocks += 1,
            }
            let Some(next) = first.checked_add(1) else {
                break;
            };
            from = next;
        }
        self.flush()?;
        Ok(forgotten)
    }

    fn forget_in(
        &self,
        first: u64,
        block: &Block,
        goes: &mut dyn FnMut(&Posting) -> bool,
        forgotten: &mut Forgotten,
    ) -> Result<(), Error> {
        let mut places = Vec::new();
        let mut gone: Vec<(u64, PostingKey)> = Vec::new();
        let mut place = 0;
        while let Some(sequence) = block.sequence(place) {
            // A text that does not parse is no posting that anybody is given.
            if let Ok(posting) = block.posting(place)
                && goes(&posting)
            {
                places.push(place);
                gone.push((sequence, posting.key));
            }
            place += 1;
        }
        if places.is_empty() {
            return Ok(());
        }
        let mut writer = self.sound_writer()?;
        let mut head = writer.head;
        let mut batch = sled::Batch::default();
        let mut keys = Vec::new();
        for (sequence, posting) in &gone {
            let is_current = self
                .entry_of(posting, &mut writer)?
                .is_some_and(|entry| entry.sequence == *sequence);
            if is_current {
                keys.push(posting.as_str().as_bytes());
                head.postings = head.postings.saturating_sub(1);
                forgotten.postings += 1;
            } else {
                batch.remove(&key::of_superseded(*sequence));
                forgotten.superseded += 1;
            }
        }
        keys.sort_unstable();
        for (leaf_key, rest) in leaf::without(&self.engine, &mut writer.compressor, &keys)? {
            batch.insert(leaf_key, rest);
        }
        let mut rest = block.without(first, &places);
        if rest.is_empty() {
            batch.remove(&key::of_block(first));
        }
        self.close(&mut rest, &mut writer, &mut batch)?;
        self.apply(batch, head, &mut writer)
    }
}
