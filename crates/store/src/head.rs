//! How far a store's log goes and which store it is, read when it is opened. Knows no posting.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::engine::Engine;
use crate::error::Error;
use crate::key::{self, BadValue, Head, Identity};

/// Reads how far the log goes, and refuses a folder whose blocks go further: the next put would write over them.
pub(crate) fn read_head(engine: &Engine) -> Result<Head, Error> {
    let damaged = |what: String| Error::Damaged {
        dir: engine.dir().to_path_buf(),
        what,
    };
    let head = match engine.get(key::HEAD)? {
        None => Head::default(),
        Some(bytes) => Head::from_bytes(&bytes).map_err(|bad| match bad {
            BadValue::Newer { found, known } => Error::Format {
                place: format!("the store in {}", engine.dir().display()),
                found,
                known,
            },
            other => damaged(format!("its head is unreadable: {other}")),
        })?,
    };
    let last_block = engine.last_in(key::BLOCKS_START..key::BLOCKS_END)?;
    match last_block.and_then(|(block_key, _)| key::block_first(&block_key)) {
        Some(first) if first > head.last => Err(damaged(format!(
            "it holds a block that starts with sequence {first}, and its head ends at {}",
            head.last
        ))),
        _ => Ok(head),
    }
}

/// Reads the identity. Where there is none (the store is new, or of format 1) or it is damaged, another one is made and is
/// on the disk before anyone can note it down; the head goes with it, in the newest format.
pub(crate) fn read_or_make_identity(engine: &Engine, head: Head) -> Result<Identity, Error> {
    match engine
        .get(key::IDENTITY)?
        .map(|bytes| Identity::from_bytes(&bytes))
    {
        Some(Ok(identity)) => return Ok(identity),
        Some(Err(BadValue::Newer { found, known })) => {
            return Err(Error::Format {
                place: format!("the identity of the store in {}", engine.dir().display()),
                found,
                known,
            });
        }
        Some(Err(_)) | None => {}
    }
    // Not a random number: time, process and folder together are met once, and need no source of randomness.
    let mut hasher = DefaultHasher::new();
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH);
    since_epoch
        .map_or(0, |elapsed| elapsed.as_nanos())
        .hash(&mut hasher);
    std::process::id().hash(&mut hasher);
    engine.dir().hash(&mut hasher);
    let identity = Identity(hasher.finish());
    let mut batch = sled::Batch::default();
    batch.insert(key::IDENTITY, identity.to_bytes());
    batch.insert(key::HEAD, head.to_bytes());
    engine.apply(batch)?;
    engine.flush()?;
    Ok(identity)
}
