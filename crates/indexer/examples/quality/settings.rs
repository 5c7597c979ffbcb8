//! The ways of finding and weighing words that are held against today's. Knows no query and no judgement.

use indexer::Ranking;

/// One row of the table.
pub struct Setting {
    /// What the row is called.
    pub name: String,
    /// How words are found and weighed.
    pub ranking: Ranking,
    /// Whether a query that finds nothing is asked again as the index suggests.
    pub follows_suggestions: bool,
}

fn setting(name: &str, change: impl FnOnce(&mut Ranking)) -> Setting {
    let mut ranking = Ranking::default();
    change(&mut ranking);
    Setting {
        name: name.to_owned(),
        ranking,
        follows_suggestions: false,
    }
}

/// Today's first; every other one departs from it in what its name says.
pub fn settings() -> Vec<Setting> {
    let mut all = vec![
        setting("as it is", |_| {}),
        setting("words only as they are written", |r| r.stem = false),
        setting("the written form adds 0.5", |r| r.written_bonus = 0.5),
        setting("the written form adds 1", |r| r.written_bonus = 1.0),
        setting("the written form adds 2", |r| r.written_bonus = 2.0),
        setting("title × 1", |r| r.title_boost = 1.0),
        setting("title × 1.5", |r| r.title_boost = 1.5),
        setting("title × 3", |r| r.title_boost = 3.0),
        setting("title × 5", |r| r.title_boost = 5.0),
        setting("skill × 0.5", |r| r.skill_boost = 0.5),
        setting("skill × 1", |r| r.skill_boost = 1.0),
        setting("skill × 3", |r| r.skill_boost = 3.0),
        setting("phrases up to 1 place apart", |r| r.slop = 1),
        setting("phrases up to 3 places apart", |r| r.slop = 3),
        setting("neighbours add 0.5", |r| r.neighbour_bonus = 0.5),
        setting("neighbours add 1", |r| r.neighbour_bonus = 1.0),
        setting("neighbours add 2", |r| r.neighbour_bonus = 2.0),
        setting("neighbours add 1, the written form 1", |r| {
            r.neighbour_bonus = 1.0;
            r.written_bonus = 1.0;
        }),
    ];
    all.push(Setting {
        follows_suggestions: true,
        ..setting("suggestions are followed", |_| {})
    });
    all
}
