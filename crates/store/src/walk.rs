//! The way through the sequence log: a sequence number in, the postings after it out, block by block. Knows no key entry.

use std::ops::Range;

use model::Posting;

use crate::block::Block;
use crate::engine::{Engine, guarded};
use crate::error::Error;
use crate::key::{self, BadValue};

/// Holds one decompressed block at a time, whatever the size of the store.
pub(crate) struct Walk<'a> {
    engine: &'a Engine,
    blocks: sled::Iter,
    current: Option<(Block, usize)>,
    after: u64,
    /// An error met before the first block; yielded once.
    failed: Option<Error>,
    ended: bool,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(engine: &'a Engine, after: u64) -> Walk<'a> {
        let (start, failed) = match first_block_with(engine, after) {
            Ok(start) => (start, None),
            Err(error) => (after, Some(error)),
        };
        let from = key::of_block(start);
        let range: Range<&[u8]> = &from..key::BLOCKS_END;
        Walk {
            engine,
            blocks: engine.range(range),
            current: None,
            after,
            failed,
            ended: false,
        }
    }

    /// The next block in which something may be wanted; an error for one that cannot be read; `None` at the end.
    fn next_block(&mut self) -> Option<Result<Block, Error>> {
        let next = guarded(self.engine.dir(), || self.blocks.next().transpose());
        match next {
            Ok(Some((block_key, bytes))) => {
                let Some(first) = key::block_first(&block_key) else {
                    let bad = BadValue::Other("a block's key has the wrong length".to_owned());
                    return Some(Err(bad.at_sequence(self.after)));
                };
                Some(Block::from_bytes(first, &bytes).map_err(|bad| bad.at_sequence(first)))
            }
            Ok(None) => None,
            Err(error) => {
                // sled may repeat the same failure for ever.
                self.ended = true;
                Some(Err(error))
            }
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
        if let Some(error) = self.failed.take() {
            self.ended = true;
            return Some(Err(error));
        }
        loop {
            if let Some((block, place)) = &mut self.current {
                while let Some(sequence) = block.sequence(*place) {
                    let here = *place;
                    *place += 1;
                    if sequence > self.after {
                        return Some(
                            block
                                .posting(here)
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
            match self.next_block()? {
                Ok(block) => self.current = Some((block, 0)),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}
