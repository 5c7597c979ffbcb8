//! A folder of this machine as the place of a lake. Files come in by renaming, so that a path names a whole file or none. Knows no content.

use std::any::Any;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use bytes::Bytes;

use crate::Error;
use crate::place::{Listed, Place, Readable, Version};

/// What is being written; hidden from readers who take all Parquet files of a folder.
const SCRATCH: &str = "_unfinished";
/// Held by whoever writes.
const LOCK: &str = "_lock";

/// A folder.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
}

struct OpenFile {
    file: Mutex<File>,
    size: u64,
}

impl Readable for OpenFile {
    fn size(&self) -> u64 {
        self.size
    }

    fn range(&self, start: u64, length: usize) -> io::Result<Bytes> {
        let mut file = self
            .file
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        file.seek(SeekFrom::Start(start))?;
        let mut bytes = vec![0; length];
        file.read_exact(&mut bytes)?;
        Ok(bytes.into())
    }
}

impl Folder {
    /// The lake in this folder, which need not be there yet.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>) -> Folder {
        Folder { root: root.into() }
    }

    fn at(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    fn fault(&self, path: &str) -> impl FnOnce(io::Error) -> Error + use<> {
        Error::io(self.at(path).display().to_string())
    }

    fn walk(&self, folder: &str, found: &mut Vec<Listed>) -> io::Result<()> {
        let entries = match fs::read_dir(self.at(folder)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            let Some(name) = entry.file_name().to_str().map(str::to_owned) else {
                continue;
            };
            let path = match folder {
                "" => name,
                folder => format!("{folder}/{name}"),
            };
            if entry.file_type()?.is_dir() {
                self.walk(&path, found)?;
            } else {
                let size = entry.metadata()?.len();
                found.push(Listed { path, size });
            }
        }
        Ok(())
    }
}

/// Names in a folder reach the disk with the folder.
fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        // The parent of a bare name is the working folder, under no name.
        Some(folder) if cfg!(unix) && !folder.as_os_str().is_empty() => {
            File::open(folder)?.sync_all()
        }
        Some(_) if cfg!(unix) => File::open(".")?.sync_all(),
        _ => Ok(()),
    }
}

impl Place for Folder {
    fn name(&self) -> String {
        self.root.display().to_string()
    }

    fn root(&self) -> Result<String, Error> {
        let whole = self.root.canonicalize().map_err(self.fault(""))?;
        Ok(whole.display().to_string())
    }

    fn list(&self, folder: &str) -> Result<Vec<Listed>, Error> {
        let mut found = Vec::new();
        self.walk(folder, &mut found).map_err(self.fault(folder))?;
        found.sort();
        Ok(found)
    }

    fn open(&self, path: &str) -> Result<Box<dyn Readable>, Error> {
        let open = || {
            let file = File::open(self.at(path))?;
            let size = file.metadata()?.len();
            Ok(OpenFile {
                file: Mutex::new(file),
                size,
            })
        };
        Ok(Box::new(open().map_err(self.fault(path))?))
    }

    fn whole(&self, path: &str) -> Result<Option<(Vec<u8>, Version)>, Error> {
        match fs::read(self.at(path)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.fault(path)(error)),
            Ok(bytes) => {
                let version = Version(blake3::hash(&bytes).to_hex().to_string());
                Ok(Some((bytes, version)))
            }
        }
    }

    fn put(&self, finished: &Path, path: &str) -> Result<(), Error> {
        let target = self.at(path);
        let put = || {
            // A rename may reach the disk before what it names.
            File::open(finished)?.sync_all()?;
            if let Some(folder) = target.parent() {
                fs::create_dir_all(folder)?;
                sync_folder(folder)?;
            }
            fs::rename(finished, &target)?;
            sync_folder(&target)
        };
        put().map_err(self.fault(path))
    }

    fn replace(&self, path: &str, bytes: &[u8], was: Option<&Version>) -> Result<(), Error> {
        // Two runs of one machine are kept apart by the claim, so that nobody can come between this and the rename.
        let is = self.whole(path)?.map(|(_, version)| version);
        if is.as_ref() != was {
            return Err(Error::Overtaken { place: self.name() });
        }
        let fresh = self.at(&format!("{SCRATCH}/{path}"));
        let write = || {
            let mut file = File::create(&fresh)?;
            file.write_all(bytes)?;
            file.sync_all()
        };
        write().map_err(self.fault(path))?;
        self.put(&fresh, path)
    }

    fn remove(&self, path: &str) -> Result<(), Error> {
        match fs::remove_file(self.at(path)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(self.fault(path)(error)),
            _ => Ok(()),
        }
    }

    fn scratch(&self) -> Result<PathBuf, Error> {
        let folder = self.at(SCRATCH);
        let make = || {
            if folder.exists() {
                fs::remove_dir_all(&folder)?;
            }
            fs::create_dir_all(&folder)
        };
        make().map_err(self.fault(SCRATCH))?;
        Ok(folder)
    }

    fn claim(&self) -> Result<Box<dyn Any + Send>, Error> {
        fs::create_dir_all(&self.root).map_err(self.fault(""))?;
        let open = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.at(LOCK));
        let file = open.map_err(self.fault(LOCK))?;
        match file.try_lock() {
            Ok(()) => Ok(Box::new(file)),
            Err(TryLockError::WouldBlock) => Err(Error::Locked { place: self.name() }),
            Err(TryLockError::Error(error)) => Err(self.fault(LOCK)(error)),
        }
    }
}
