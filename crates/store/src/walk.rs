//! The way through the sequence log: a sequence number in, the postings after it out, block by block, without superseded records. Knows no key entry.

use model::Posting;

use crate::block::Block;
use crate::engine::Engine;
use crate::error::Error;
use crate::key;

/// Holds one decompressed block at a time, whatever the size of the store.
pub(crate) struct Walk<'a> {
    engine: &'a Engine,
    after: u64,
    /// Where the next block may start; `None` before the first one is looked for.
    next: Option<u64>,
    current: Option<Current>,
    /// No record before this one is superseded; `None` where none is at all from there on.
    next_superseded: Option<u64>,
    ended: bool,
}

/// The block that is being read.
struct Current {
    block: Block,
    place: usize,
    /// Its sequence numbers that were superseded, ascending.
    superseded: Vec<u64>,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(engine: &'a Engine, after: u64) -> Walk<'a> {
        Walk {
            engine,
            after,
            next: None,
            current: None,
            // Looked for at the first block: this says only that nothing before the first record is superseded.
            next_superseded: Some(0),
            ended: false,
        }
    }

    /// The next block in which something may be wanted, or the error in its place; `None` at the end.
    ///
    /// Each block is looked up anew instead of through sled's iterator. sled notes every leaf that is looked up, and
    /// heeds the cache's bound only once 64 notes have come together in one of 256 places. An iterator notes a leaf once,
    /// so that up to 16,384 leaves stay in memory; a look-up for each block notes it about ten times.
    fn next_block(&mut self) -> Option<Result<Block, Error>> {
        match self.look_up() {
            Ok(Some((first, bytes))) => {
                self.next = first.checked_add(1);
                self.ended = self.next.is_none();
                Some(Block::from_bytes(first, &bytes).map_err(|bad| bad.at_sequence(first)))
            }
            Ok(None) => {
                self.ended = true;
                None
            }
            Err(error) => {
                // The same failure would be met for ever.
                self.ended = true;
                Some(Err(error))
            }
        }
    }

    /// One look-up finds the superseded records of a block (asking each posting's entry would be a look-up a posting), and
    /// none is needed where the next superseded record lies behind it, which is so in nearly every block.
    fn enter(&mut self, block: Block) -> Result<Current, Error> {
        let mut superseded = Vec::new();
        if let (Some(reach), Some(next)) = (block.reach(), self.next_superseded)
            && next <= *reach.end()
        {
            let start = key::of_superseded(*reach.start());
            let end = key::of_superseded(reach.end().saturating_add(1));
            let keys = self.engine.keys_in(&start..&end)?;
            superseded = keys.iter().filter_map(|key| key::superseded(key)).collect();
            let behind = self.engine.first_in(&end..key::SUPERSEDED_END)?;
            self.next_superseded = behind.and_then(|(marker, _)| key::superseded(&marker));
        }
        Ok(Current {
            block,
            place: 0,
            superseded,
        })
    }

    fn look_up(&self) -> Result<Option<(u64, sled::IVec)>, Error> {
        let from = match self.next {
            Some(next) => next,
            None => first_block_with(self.engine, self.after)?,
        };
        let found = self
            .engine
            .first_in(&key::of_block(from)..key::BLOCKS_END)?;
        let Some((block_key, bytes)) = found else {
            return Ok(None);
        };
        match key::block_first(&block_key) {
            Some(first) => Ok(Some((first, bytes))),
            None => Err(Error::Damaged {
                dir: self.engine.dir().to_path_buf(),
                what: format!("a key among the blocks has {} bytes", block_key.len()),
            }),
        }
    }
}

/// The start of the block that holds the sequence number after this one, or of the first block behind it.
fn first_block_with(engine: &Engine, after: u64) -> Result<u64, Error> {
    let wanted = after.saturating_add(1);
    let behind = key::of_block(wanted.saturating_add(1));
    let found = engine.last_in(key::BLOCKS_START..&behind)?;
    Ok(found
        .and_then(|(block_key, _)| key::block_first(&block_key))
        .unwrap_or(wanted))
}

impl Iterator for Walk<'_> {
    type Item = Result<(u64, Posting), Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(current) = &mut self.current {
                while let Some(sequence) = current.block.sequence(current.place) {
                    let here = current.place;
                    current.place += 1;
                    if sequence > self.after && current.superseded.binary_search(&sequence).is_err()
                    {
                        let posting = current.block.posting(here);
                        return Some(
                            posting
                                .map(|posting| (sequence, posting))
                                .map_err(|bad| bad.at_sequence(sequence)),
                        );
                    }
                }
                self.current = None;
            }
            if self.ended {
                return None;
            }
            let block = match self.next_block()? {
                Ok(block) => block,
                Err(error) => return Some(Err(error)),
            };
            match self.enter(block) {
                Ok(current) => self.current = Some(current),
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
            }
        }
    }
}
