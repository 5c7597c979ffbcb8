//! A folder on this machine for what is not finished: empty, nobody else's, gone at the end. Knows no bucket.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Held locked by whoever works beside it; a run that was killed holds it no more.
const LOCK: &str = "lock";
/// In it the files lie.
const FILES: &str = "files";

/// Folders of one process differ by it.
static NUMBER: AtomicU64 = AtomicU64::new(0);

/// A folder of one's own.
pub(crate) struct Scratch {
    folder: PathBuf,
    _lock: File,
}

impl Scratch {
    /// A new one below `parent`, from which those of dead runs are removed.
    pub(crate) fn make(parent: &Path) -> io::Result<Scratch> {
        fs::create_dir_all(parent)?;
        remove_dead(parent)?;
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = parent.join(format!("{}-{number}", std::process::id()));
        fs::create_dir_all(&folder)?;
        let lock = File::create(folder.join(LOCK))?;
        lock.lock()?;
        fs::create_dir_all(folder.join(FILES))?;
        Ok(Scratch {
            folder,
            _lock: lock,
        })
    }

    pub(crate) fn files(&self) -> PathBuf {
        self.folder.join(FILES)
    }
}

/// A folder without a lock was made a moment ago by a run that is about to lock it, or holds nothing; it is left.
fn remove_dead(parent: &Path) -> io::Result<()> {
    for entry in fs::read_dir(parent)? {
        let folder = entry?.path();
        let Ok(lock) = File::options().write(true).open(folder.join(LOCK)) else {
            continue;
        };
        if lock.try_lock().is_ok() {
            // Two may find the same one.
            let _ = fs::remove_dir_all(&folder);
        }
    }
    Ok(())
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn each_has_its_own_and_what_the_dead_left_goes() {
        let parent = std::env::temp_dir().join(format!("bucket-scratch-{}", std::process::id()));
        let dead = parent.join("1-0");
        fs::create_dir_all(dead.join(FILES)).unwrap();
        File::create(dead.join(LOCK)).unwrap();
        let (one, two) = (
            Scratch::make(&parent).unwrap(),
            Scratch::make(&parent).unwrap(),
        );
        assert!(!dead.exists());
        assert_ne!(one.files(), two.files());
        assert!(one.files().is_dir() && two.files().is_dir());
        drop((one, two));
        assert_eq!(fs::read_dir(&parent).unwrap().count(), 0);
        fs::remove_dir_all(&parent).unwrap();
    }
}
