//! A posting's category and tags in, the cohorts that it belongs to out. Knows no column and no day.
//!
//! Few of all the sets of cohorts that there could be are met, so that each set is found once and has a number, its class.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use model::{Sense, TagSet};

use super::pay::Mixed;

/// The universe has the first slot; cohorts follow.
pub(super) const UNIVERSE: usize = 0;

/// A cohort as the pass checks it: its place in a segment's counts, and the tags of which a posting must have one.
#[derive(Clone, Copy)]
pub(super) struct Membership {
    pub(super) slot: usize,
    pub(super) tags: TagSet,
    pub(super) sense: Sense,
}

/// The classes that were met.
pub(super) struct Classes {
    /// For each category's number, the cohorts that admit it.
    by_category: Vec<Vec<Membership>>,
    /// The tags that any cohort asks for, in either sense.
    asked: [TagSet; 2],
    /// By category and the tags that are asked for.
    met: HashMap<(usize, u64, u64), u32, BuildHasherDefault<Mixed>>,
    /// For each class, the slots in which it counts.
    pub(super) slots: Vec<Vec<usize>>,
}

impl Classes {
    pub(super) fn new(by_category: Vec<Vec<Membership>>) -> Classes {
        let all = || by_category.iter().flatten();
        let asked = [Sense::Demand, Sense::Mention].map(|sense| {
            let of_sense = all().filter(|one| one.sense == sense);
            TagSet(of_sense.fold(0, |tags, one| tags | one.tags.0))
        });
        Classes {
            by_category,
            asked,
            met: HashMap::default(),
            slots: Vec::new(),
        }
    }

    /// The class of a posting; its place in [`Classes::slots`].
    pub(super) fn of(&mut self, category: usize, demand: TagSet, mention: TagSet) -> u32 {
        let key = (
            category,
            demand.0 & self.asked[0].0,
            mention.0 & self.asked[1].0,
        );
        if let Some(class) = self.met.get(&key) {
            return *class;
        }
        let class = u32::try_from(self.slots.len()).unwrap_or(u32::MAX);
        let admitting = self.by_category.get(category).into_iter().flatten();
        let holding = admitting.filter(|one| {
            let has = match one.sense {
                Sense::Demand => demand,
                Sense::Mention => mention,
            };
            one.tags.0 == 0 || one.tags.intersects(has)
        });
        let slots = std::iter::once(UNIVERSE).chain(holding.map(|one| one.slot));
        self.slots.push(slots.collect());
        self.met.insert(key, class);
        class
    }
}
