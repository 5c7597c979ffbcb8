//! A posting in, its category and tags out: the one place where the index asks the tagger. Knows no field.

use model::Posting;
use tagger::{Tagger, Text, sets};

use crate::document::Analysed;

/// Category, demanded tags, mentioned tags and the senses in which they are mentioned.
pub(crate) fn analyse(tagger: &Tagger, posting: &Posting) -> Analysed {
    let matches = tagger.tag(Text {
        title: &posting.title,
        body: &posting.body,
        skills: &posting.skills,
    });
    let sets = sets(&matches);
    let mut senses: Vec<_> = matches
        .iter()
        .map(|found| (found.tag, found.polarity))
        .collect();
    senses.sort_unstable();
    senses.dedup();
    Analysed {
        category: tagger.category(posting).category,
        demand: sets.demand,
        mention: sets.mention,
        senses,
    }
}
