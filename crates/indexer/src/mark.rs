//! An index folder in, a mark of its last commit out, without opening it. Knows no posting and no query.

use std::path::Path;

use crate::writer::retired;

/// The file that every commit replaces whole.
const COMMIT: &str = "meta.json";

/// What tells one commit of a folder from another; `None` where there is no index. Costs the reading of one small file, so that
/// whoever holds a [`Reader`](crate::Reader) for long can see when it is time for a new one.
#[must_use]
pub fn commit_mark(dir: &Path) -> Option<String> {
    // Segments have names of their own, so that an index made anew has another mark, though its commits are counted from the start.
    let read = |dir: &Path| std::fs::read_to_string(dir.join(COMMIT)).ok();
    read(dir).or_else(|| read(&retired(dir)))
}
