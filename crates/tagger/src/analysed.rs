//! A posting in; everything that the rules say of it, as index and lake keep it, out. Knows neither.

use model::{Category, Polarity, Posting, TagId, TagSet};

use crate::{Tagger, Text, sets};

/// What the rules say of a posting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Analysed {
    /// The platform's own label decides, else title and skills.
    pub category: Category,
    /// Tags that the posting demands.
    pub demand: TagSet,
    /// Tags that it mentions in any sense.
    pub mention: TagSet,
    /// Each tag with each sense in which it is mentioned, once, in order.
    pub senses: Vec<(TagId, Polarity)>,
}

impl Tagger {
    /// Category, demanded tags, mentioned tags and the senses in which they are mentioned.
    #[must_use]
    pub fn analyse(&self, posting: &Posting) -> Analysed {
        let matches = self.tag(Text {
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
            category: self.category(posting).category,
            demand: sets.demand,
            mention: sets.mention,
            senses,
        }
    }
}
