//! A posting in, its category and tags out: the one place where the index asks the tagger. Knows no field.

use model::Posting;
use tagger::{Tagger, Text, sets};

use crate::document::Analysed;

/// Category, demanded tags and mentioned tags of a posting.
pub(crate) fn analyse(tagger: &Tagger, posting: &Posting) -> Analysed {
    let matches = tagger.tag(Text {
        title: &posting.title,
        body: &posting.body,
        skills: &posting.skills,
    });
    let sets = sets(&matches);
    Analysed {
        category: tagger.category(posting).category,
        demand: sets.demand,
        mention: sets.mention,
    }
}
