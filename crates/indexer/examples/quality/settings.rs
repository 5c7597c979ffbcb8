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

/// What holds today first; every other one departs from it in what its name says.
pub fn settings() -> Vec<Setting> {
    let mut all = vec![setting("as it is", |_| {})];
    let title = |boost: f32| setting(&format!("title × {boost}"), |r| r.title_boost = boost);
    all.extend([1.0, 2.0, 3.0, 4.0, 8.0, 12.0].map(title));
    let skill = |boost: f32| setting(&format!("skill × {boost}"), |r| r.skill_boost = boost);
    all.extend([0.5, 1.0, 3.0].map(skill));
    all.push(setting("words only as they are written", |r| {
        r.stem = false;
    }));
    let written = |bonus: f32| {
        let name = format!("the written form adds {bonus}");
        setting(&name, |r| r.written_bonus = bonus)
    };
    all.extend([0.5, 1.0, 2.0].map(written));
    let apart = |slop: u32| {
        setting(&format!("phrases up to {slop} apart"), |r| {
            r.slop = slop;
        })
    };
    all.extend([1, 3].map(apart));
    let neighbours = |bonus: f32| {
        setting(&format!("neighbours add {bonus}"), |r| {
            r.neighbour_bonus = bonus;
        })
    };
    all.extend([0.5, 1.0, 2.0].map(neighbours));
    let both = |bonus: f32| {
        setting(
            &format!("the written form and neighbours add {bonus}"),
            |r| {
                (r.written_bonus, r.neighbour_bonus) = (bonus, bonus);
            },
        )
    };
    all.extend([0.5, 1.0].map(both));
    all.push(Setting {
        follows_suggestions: true,
        ..setting("suggestions are followed", |_| {})
    });
    all
}
