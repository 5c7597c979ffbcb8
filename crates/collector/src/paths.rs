//! What a person typed in, a sorted list of files out. Knows which names a profile reads, opens nothing.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use globset::GlobBuilder;
use walkdir::WalkDir;

use crate::profile::Profile;

/// A path that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PathError {
    /// Neither a file nor a folder, and no glob that matches one.
    #[error("{pattern}: there is no such file or folder")]
    NotFound {
        /// As it was typed.
        pattern: String,
    },
    /// A folder or glob in which the profile reads nothing.
    #[error("{pattern}: holds no file that the profile `{profile}` reads")]
    NothingToRead {
        /// As it was typed.
        pattern: String,
        /// The profile's name.
        profile: String,
    },
    /// A glob that does not parse.
    #[error("{pattern}: is not a pattern: {reason}")]
    BadGlob {
        /// As it was typed.
        pattern: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A named folder that cannot be listed.
    #[error("{path}: cannot be listed: {reason}")]
    Unlistable {
        /// The folder.
        path: String,
        /// What the system says.
        reason: String,
    },
}

/// Files, folders (searched through) and globs as a sorted list of files, each once.
///
/// A file that is named is taken whatever its name; in folders and globs only those count that the profile's key
/// `files` matches, with or without `.gz` or `.zst`. A folder further down that cannot be listed, or a link that leads
/// nowhere, stands in the list too: the caller meets its fault on opening it.
///
/// # Errors
/// Where a path names nothing, or nothing in it is readable by the profile.
pub fn expand_paths(patterns: &[String], profile: &Profile) -> Result<Vec<PathBuf>, PathError> {
    let mut files = BTreeSet::new();
    for pattern in patterns {
        let path = Path::new(pattern);
        let found = if path.is_dir() {
            below(path, usize::MAX, &|file| reads(profile, file))?
        } else if path.exists() {
            vec![path.to_path_buf()]
        } else if pattern.contains(['*', '?', '[', '{']) {
            matching(pattern, &|file| reads(profile, file))?
        } else {
            return Err(PathError::NotFound {
                pattern: pattern.clone(),
            });
        };
        if found.is_empty() {
            return Err(PathError::NothingToRead {
                pattern: pattern.clone(),
                profile: profile.name().to_owned(),
            });
        }
        files.extend(found);
    }
    Ok(files.into_iter().collect())
}

fn reads(profile: &Profile, file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default();
    profile.reads_file_named(&name.to_string_lossy())
}

/// The files below a folder, at most `depth` levels down. What cannot be listed or looked at stands in the list by
/// its own path, so that opening it becomes a problem of its own and the rest is still read.
fn below(
    folder: &Path,
    depth: usize,
    keep: &dyn Fn(&Path) -> bool,
) -> Result<Vec<PathBuf>, PathError> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).max_depth(depth).follow_links(true) {
        match entry {
            Ok(entry) => {
                if entry.file_type().is_file() && keep(entry.path()) {
                    files.push(entry.into_path());
                }
            }
            // A link back to a folder above leads to nothing that is not met anyway.
            Err(error) if error.loop_ancestor().is_some() => {}
            Err(error) => match error.path() {
                Some(path) if error.depth() > 0 => {
                    if path.is_dir() || keep(path) {
                        files.push(path.to_path_buf());
                    }
                }
                _ => {
                    return Err(PathError::Unlistable {
                        path: folder.display().to_string(),
                        reason: error.to_string(),
                    });
                }
            },
        }
    }
    Ok(files)
}

/// The files that a path or glob names, whatever they are called; none where nothing matches.
pub(crate) fn files_matching(pattern: &str) -> Result<Vec<PathBuf>, PathError> {
    let path = Path::new(pattern);
    if path.is_dir() {
        return below(path, 1, &|_| true);
    }
    if path.exists() {
        return Ok(vec![path.to_path_buf()]);
    }
    matching(pattern, &|_| true)
}

/// The files that a glob matches, below the last folder before its first special character.
fn matching(pattern: &str, keep: &dyn Fn(&Path) -> bool) -> Result<Vec<PathBuf>, PathError> {
    let glob = GlobBuilder::new(pattern)
        .literal_separator(true)
        .build()
        .map_err(|error| PathError::BadGlob {
            pattern: pattern.to_owned(),
            reason: error.kind().to_string(),
        })?
        .compile_matcher();
    let plain = pattern
        .split(['*', '?', '[', '{'])
        .next()
        .unwrap_or_default();
    let folder = match plain.rfind('/') {
        Some(0) => Path::new("/"),
        Some(end) => Path::new(&plain[..end]),
        None => Path::new("."),
    };
    if !folder.is_dir() {
        return Err(PathError::NotFound {
            pattern: pattern.to_owned(),
        });
    }
    // Folders deeper than the glob reaches are not its business, nor is it a fault that they cannot be listed.
    let depth = if pattern.contains("**") {
        usize::MAX
    } else {
        pattern[plain.rfind('/').map_or(0, |end| end + 1)..]
            .split('/')
            .count()
    };
    below(folder, depth, &|file| {
        let shown = file.strip_prefix("./").unwrap_or(file);
        (glob.is_match(file) || glob.is_match(shown)) && keep(file)
    })
}
