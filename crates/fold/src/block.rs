//! A posting in, the block within which alone it can have company out. Postings of two blocks are never one job, so that a corpus larger than
//! memory is folded block by block. Knows no other posting.

use model::Posting;

use crate::hash::of_texts;
use crate::text::{self, Reader};

/// Says which block postings belong to; keeps its buffers from one to the next.
#[derive(Default)]
pub struct Blocks {
    reader: Reader,
    scratch: Vec<u8>,
}

impl Blocks {
    /// The block of a posting; `None` where its body is too short for it to be folded at all. The same on every machine.
    pub fn of(&mut self, posting: &Posting) -> Option<u64> {
        let body = self.reader.shingles(&posting.title, &posting.body);
        body.is_some().then(|| block_of(posting, &mut self.scratch))
    }
}

/// The hash of the block in which a posting can have company.
pub(crate) fn block_of(posting: &Posting, scratch: &mut Vec<u8>) -> u64 {
    let organisation = posting.organisation.as_deref().map(text::organisation);
    match organisation.filter(|name| !name.is_empty()) {
        Some(name) => of_texts(&["organisation", &name], scratch),
        None => {
            let country = posting.country.as_deref().map(text::plain);
            let country = country.unwrap_or_default();
            let title = text::plain(&posting.title);
            of_texts(
                &["title", &title, &country, posting.source.as_str()],
                scratch,
            )
        }
    }
}
