//! What an answer reads, by the manifest, before it is read.

use std::fmt::{Display, Formatter, Result};

/// What an answer reads of a lake.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Cells of cubes.
    pub cells: u64,
    /// Files of postings.
    pub files: u64,
    /// Postings in them.
    pub postings: u64,
    /// Bytes of these files. Without words most of them, the texts, are passed over.
    pub bytes: u64,
    /// Whether titles, bodies and skills are read and cut into words.
    pub texts: bool,
}

impl Display for Cost {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        if self.files == 0 {
            return write!(out, "{} cells of cubes", self.cells);
        }
        if self.cells > 0 {
            write!(out, "{} cells of cubes, and ", self.cells)?;
        }
        let (files, postings) = (self.files, self.postings);
        let mebibytes = self.bytes.div_ceil(1 << 20);
        let what = match self.texts {
            true => "the texts and facts",
            false => "the facts, not the texts,",
        };
        write!(
            out,
            "{what} of {postings} postings in {files} files of {mebibytes} MiB"
        )
    }
}
