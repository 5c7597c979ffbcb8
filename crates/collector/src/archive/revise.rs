//! Documents of a source that must lose something: a question put to each, and its file written anew with what the answer leaves. Knows not why.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;

use model::{Day, Problem, SourceId};

use super::reader::{Open, unreadable};
use super::{Archive, ArchiveError, ArchivedDocument, SUFFIX, header, names_in, writer};
use crate::document::RawDocument;

/// What a file that is being written anew is called until it is whole.
const UNFINISHED: &str = "jdoc.new";

impl Archive {
    /// Asks of each document of a source, from those of the UTC day `since` on, what is left of it: `None` where all of it
    /// stays. Each file is replaced whole, with `today` noted in the documents that lost something; all others stay as they
    /// are, byte for byte. No writer may be at work.
    ///
    /// Gives what could not be read, and so not be asked about; those bytes stay in the file.
    ///
    /// # Errors
    /// Where a folder cannot be listed or a file not be written; the file is then as it was.
    pub fn revise(
        &self,
        source: &SourceId,
        since: Option<Day>,
        today: Day,
        left: &mut dyn FnMut(&ArchivedDocument) -> Option<RawDocument>,
    ) -> Result<Vec<Problem>, ArchiveError> {
        let folder = self.folder.join(source.as_str());
        // A revision that was stopped leaves one behind; what it holds is in the file that it was to replace.
        for name in names_in(&folder)? {
            if name.ends_with(UNFINISHED) {
                let path = folder.join(name);
                fs::remove_file(&path)
                    .map_err(|error| ArchiveError::new(&path, "cannot be removed", error))?;
            }
        }
        let mut problems = Vec::new();
        for path in self.files(source, since)? {
            let mut changed = Vec::new();
            let asked = ask(&path, today, left, &mut changed, &mut problems);
            if let Err(error) = asked {
                problems.push(unreadable(&path.display().to_string(), &error));
            }
            if !changed.is_empty() {
                replace(&path, &changed)
                    .map_err(|error| ArchiveError::new(&path, "cannot be written anew", error))?;
            }
        }
        Ok(problems)
    }
}

/// Bytes of a file, and what stands in their place.
type Change = (Range<u64>, Vec<u8>);

fn ask(
    path: &Path,
    today: Day,
    left: &mut dyn FnMut(&ArchivedDocument) -> Option<RawDocument>,
    changed: &mut Vec<Change>,
    problems: &mut Vec<Problem>,
) -> io::Result<()> {
    let mut file = Open::at_start(path)?;
    while let Some(item) = file.next()? {
        match item {
            Err(problem) => problems.push(problem),
            Ok((place, archived)) => {
                if let Some(document) = left(&archived) {
                    let unchanged = archived.unchanged.then_some(archived.body_hash.as_str());
                    let bytes = header::write(&document, archived.poll, unchanged, Some(today))
                        .map_err(io::Error::other)?;
                    changed.push((place, writer::pack(&bytes)?));
                }
            }
        }
    }
    Ok(())
}

/// Puts a file with the changes (ascending) into the place of the one that is there; a stop leaves the old one or the new one.
fn replace(path: &Path, changes: &[Change]) -> io::Result<()> {
    let fresh = path.with_extension(UNFINISHED);
    debug_assert!(path.extension().is_some_and(|own| own == SUFFIX));
    let mut old = File::open(path)?;
    let mut new = File::create(&fresh)?;
    for (place, bytes) in changes {
        let at = old.stream_position()?;
        io::copy(
            &mut Read::by_ref(&mut old).take(place.start.saturating_sub(at)),
            &mut new,
        )?;
        new.write_all(bytes)?;
        old.seek(SeekFrom::Start(place.end))?;
    }
    io::copy(&mut old, &mut new)?;
    // A rename may reach the disk before what it names.
    new.sync_all()?;
    fs::rename(&fresh, path)
}
