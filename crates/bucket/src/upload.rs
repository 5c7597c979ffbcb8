//! A finished file in, an object out: by one request where it is small, in parts where it is large. Knows no lake.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::aws::AmazonS3;
use object_store::multipart::{MultipartStore, PartId};
use object_store::path::Path;
use object_store::{ObjectStoreExt, PutPayload};

/// Bytes of a part, and of the largest file that goes in one request.
const PART: u64 = 8 << 20;
/// S3 takes ten thousand parts; of a file that needs more each is larger.
const PARTS: u64 = 9_000;
/// Parts that are under way at once; so much of a file is in memory.
const AT_ONCE: usize = 4;
/// A server that refused the parts may refuse this too, and the bucket's lifecycle rule is there for what stays.
const ABORTING: Duration = Duration::from_secs(10);

/// Why a file did not become an object.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The file cannot be read.
    File(std::io::Error),
    /// The server did not take it.
    Server(object_store::Error),
}

impl From<object_store::Error> for Fault {
    fn from(error: object_store::Error) -> Fault {
        Fault::Server(error)
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Fault {
        Fault::File(error)
    }
}

/// Puts the file under the key. Both ways may be repeated: the same bytes come to lie under the same key.
pub(crate) async fn upload(store: Arc<AmazonS3>, file: PathBuf, key: Path) -> Result<(), Fault> {
    let size = file.metadata()?.len();
    if size <= PART {
        let bytes = read(&file, 0, size).await?;
        store.put(&key, bytes).await?;
        return Ok(());
    }
    let id = store.create_multipart(&key).await?;
    let sent = in_parts(&store, &file, size, &key, &id).await;
    let done = match sent {
        Ok(parts) => complete(&store, &key, &id, parts, size).await,
        Err(fault) => Err(fault),
    };
    if done.is_err() {
        let _ = tokio::time::timeout(ABORTING, store.abort_multipart(&key, &id)).await;
    }
    done
}

async fn in_parts(
    store: &AmazonS3,
    file: &FilePath,
    size: u64,
    key: &Path,
    id: &String,
) -> Result<Vec<PartId>, Fault> {
    let length = part_length(size);
    let parts = (0..size.div_ceil(length)).map(|number| async move {
        let start = number * length;
        let bytes = read(file, start, length.min(size - start)).await?;
        let at = usize::try_from(number).unwrap_or(usize::MAX);
        Ok(store.put_part(key, id, at, bytes).await?)
    });
    stream::iter(parts).buffered(AT_ONCE).try_collect().await
}

fn part_length(size: u64) -> u64 {
    PART.max(size.div_ceil(PARTS))
}

/// Makes the parts an object. Where the answer to this was lost, a second try is told that there is no such upload; then the object's size says that it is ours,
/// since its key holds the hash of the file.
async fn complete(
    store: &AmazonS3,
    key: &Path,
    id: &String,
    parts: Vec<PartId>,
    size: u64,
) -> Result<(), Fault> {
    let Err(error) = store.complete_multipart(key, id, parts).await else {
        return Ok(());
    };
    match store.head(key).await {
        Ok(object) if object.size == size => Ok(()),
        _ => Err(error.into()),
    }
}

/// A stretch of a file, read where waiting for the disk holds up no request.
async fn read(file: &FilePath, start: u64, length: u64) -> Result<PutPayload, Fault> {
    let path = file.to_path_buf();
    let reading = tokio::task::spawn_blocking(move || -> std::io::Result<Vec<u8>> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
        file.take(length).read_to_end(&mut bytes)?;
        match bytes.len() as u64 == length {
            true => Ok(bytes),
            false => Err(std::io::ErrorKind::UnexpectedEof.into()),
        }
    });
    let bytes = reading.await.map_err(std::io::Error::other)??;
    Ok(bytes.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_needs_more_parts_than_a_server_takes() {
        for size in [PART + 1, 512 << 20, 100 << 30, 5 << 40] {
            assert!(size.div_ceil(part_length(size)) <= PARTS, "{size}");
        }
        assert_eq!(part_length(512 << 20), PART);
    }
}
