//! How the words of a query are found and weighed: the values that hold, and room to try others. Knows no query and no index.

/// How words are found, and what a hit in which text is worth. The default is what every search does; others are for measuring, and
/// `docs/search-quality.md` says what came of it.
///
/// `stem` and `slop` change which postings match, the rest only their order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranking {
    /// A hit in a title counts so many times one in a body.
    pub title_boost: f32,
    /// The same for the skills that a platform lists.
    pub skill_boost: f32,
    /// Whether a single word outside quotes is found in all its English forms.
    pub stem: bool,
    /// What the word as it was written adds to the score of a stem, in parts of its own score; 0 treats all forms alike.
    pub written_bonus: f32,
    /// How many places the words of a phrase may be apart where the query itself does not say (`"a b"~3`).
    pub slop: u32,
    /// What neighbours of a query, found next to each other or at most one place apart, add to the score, in parts of the score of
    /// that phrase; 0 asks for them nowhere in particular.
    pub neighbour_bonus: f32,
}

impl Default for Ranking {
    fn default() -> Ranking {
        Ranking {
            title_boost: 5.0,
            skill_boost: 1.5,
            stem: true,
            written_bonus: 0.0,
            slop: 0,
            neighbour_bonus: 0.0,
        }
    }
}
