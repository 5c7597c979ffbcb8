//! What a drawing asked of the fonts and did not get comes in, a refusal goes out. Draws nothing and chooses no font.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use resvg::usvg::{Group, Node, Tree};

use crate::Error;

/// What could not be set. Shared with the callbacks by which the library asks for fonts.
#[derive(Debug, Default)]
pub(crate) struct Letters {
    no_font: AtomicBool,
    missing: Mutex<BTreeSet<char>>,
}

impl Letters {
    /// A text found no font at all.
    pub(crate) fn no_font(&self) {
        self.no_font.store(true, Ordering::Relaxed);
    }

    /// A character is in no font.
    pub(crate) fn missing(&self, character: char) {
        if let Ok(mut missing) = self.missing.lock() {
            missing.insert(character);
        }
    }

    /// Refuses a drawing in which boxes would stand for letters.
    pub(crate) fn check(&self, tree: &Tree) -> Result<(), Error> {
        if self.no_font.load(Ordering::Relaxed) {
            return Err(Error::NoFont);
        }
        let mut missing = match self.missing.lock() {
            Ok(missing) => missing.clone(),
            Err(poisoned) => poisoned.into_inner().clone(),
        };
        // The library stops asking for a label at the first character that no font has, and where a script joins its letters it
        // may give up without asking; what it laid out is the proof. The characters that it asked for make the better message.
        if missing.is_empty() {
            boxes(tree.root(), &mut missing);
        }
        if missing.is_empty() {
            Ok(())
        } else {
            Err(Error::NoGlyphs(missing.into_iter().collect()))
        }
    }
}

/// Collects what was laid out as glyph 0, which is the box in every font.
fn boxes(group: &Group, missing: &mut BTreeSet<char>) {
    for node in group.children() {
        match node {
            Node::Group(group) => boxes(group, missing),
            Node::Text(text) => {
                let glyphs = text
                    .layouted()
                    .iter()
                    .flat_map(|span| &span.positioned_glyphs);
                for glyph in glyphs.filter(|glyph| glyph.id.0 == 0) {
                    missing.extend(glyph.text.chars());
                }
            }
            Node::Path(_) | Node::Image(_) => {}
        }
    }
}
