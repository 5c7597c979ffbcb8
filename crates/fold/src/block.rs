//! The postings that can be one job, and which of them are: edges, components and leaders as the crate's documentation states them.

use std::cmp::Ordering;

use model::{DateKind, Day, Market, Posting};

use crate::bands::Bands;
use crate::sketch::Sketch;
use crate::text::Shingles;

/// Postings further apart are two publications, however alike.
pub const WINDOW_DAYS: i32 = 30;

/// The Jaccard index from which two texts are the same.
pub const LEAST_SIMILARITY: f64 = 0.85;

/// Up to here it is cheaper to look at every member than to keep a table.
const LARGEST_WITHOUT_BANDS: usize = 64;

/// So many minima that agree make a likeness of 0.85 all but certain (0.94 of them, three spreads above its mean): such pairs
/// are compared as they are met, the others in the order of their promise.
const SURELY_ALIKE: u32 = 150;

/// Comparisons in full that may come to nothing for one newcomer. A large employer's texts can all be nearly alike without being
/// alike, and comparing each with each would never end; past this many the best are behind us.
const MOST_IN_VAIN: usize = 64;

/// Of so many candidates the best are looked at; those that join cost no comparison in vain.
const MOST_PROMISING: usize = 256;

/// In no component, or led by nobody yet.
const NONE: u32 = u32::MAX;

/// A posting in a block that it shares.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    /// Its place among the folder's entries; [`NONE`] once its record was superseded.
    pub(crate) entry: u32,
    pub(crate) sequence: u64,
    pub(crate) key: Box<str>,
    pub(crate) day: i32,
    /// Exact, bound, observed: 0, 1, 2.
    pub(crate) kind: u8,
    /// Company and government, the rest, boards, threads: 0, 1, 2, 3.
    pub(crate) market: u8,
    /// Hash of its shingles.
    pub(crate) content: u64,
    pub(crate) sketch: Sketch,
    pub(crate) component: u32,
    /// The position of the member that stands for it; its own where it stands for itself.
    pub(crate) leader: u32,
}

impl Member {
    pub(crate) fn new(entry: u32, sequence: u64, posting: &Posting, shingles: &Shingles) -> Member {
        Member {
            entry,
            sequence,
            key: posting.key.as_str().into(),
            day: posting.published.day.number(),
            kind: match posting.published.kind {
                DateKind::Exact => 0,
                DateKind::Bound => 1,
                DateKind::Observed => 2,
            },
            market: match posting.market {
                Market::Company | Market::Government => 0,
                Market::Freelance => 1,
                Market::Board => 2,
                Market::Thread => THREAD,
            },
            content: shingles.content(),
            sketch: Sketch::of(shingles),
            component: NONE,
            leader: NONE,
        }
    }

    pub(crate) fn is_gone(&self) -> bool {
        self.entry == NONE
    }

    pub(crate) fn is_of_thread(&self) -> bool {
        self.market == THREAD
    }

    pub(crate) fn retire(&mut self) {
        self.entry = NONE;
    }

    /// Whether the two can be one publication. Threads open once a month, 28 to 33 days apart: by days alone it would be an
    /// accident of the calendar whether a firm that hires every month is counted every month.
    fn is_near(&self, other: &Member) -> bool {
        let is_thread = self.is_of_thread() && other.is_of_thread();
        (self.day - other.day).abs() <= WINDOW_DAYS
            && !(is_thread && month(self.day) != month(other.day))
    }

    /// Who leads whom; less is better.
    fn rank(&self, other: &Member) -> Ordering {
        let place = |market: u8| if market == THREAD { 1 } else { market };
        let own = (self.kind, place(self.market), self.day, &self.key);
        own.cmp(&(other.kind, place(other.market), other.day, &other.key))
    }
}

/// The market of a monthly thread.
const THREAD: u8 = 3;

/// The number of a day's month; the same for no two months.
fn month(day: i32) -> Option<i32> {
    Day::from_number(day).map(|day| day.first_of_month().number())
}

/// Postings that edges connect.
#[derive(Clone, Debug, Default)]
struct Component {
    members: Vec<u32>,
    /// Best rank first.
    leaders: Vec<u32>,
}

/// All postings of one organisation, or of one title, country and source.
#[derive(Default)]
pub(crate) struct Block {
    /// What is hashed is the organisation, or title, country and source.
    pub(crate) hash: u64,
    pub(crate) members: Vec<Member>,
    components: Vec<Component>,
    /// Components that were not merged into another one.
    live: usize,
    bands: Option<Bands>,
    /// A member has gone, which may have split a component: everything is to be joined anew.
    pub(crate) dirty: bool,
}

/// Whether two members' texts, compared in full, are the same.
pub(crate) type Alike<'a> = dyn FnMut(&Member, &Member) -> bool + 'a;

impl Block {
    pub(crate) fn new(hash: u64) -> Block {
        Block {
            hash,
            ..Block::default()
        }
    }

    /// A block as it was saved: members know their components and leaders.
    pub(crate) fn restored(hash: u64, members: Vec<Member>) -> Option<Block> {
        let mut block = Block {
            hash,
            members,
            ..Block::default()
        };
        let count = block.members.len();
        for at in 0..count {
            let member = &block.members[at];
            let (component, leader) = (member.component as usize, member.leader as usize);
            if component >= count
                || leader >= count
                || block.members[leader].component != member.component
            {
                return None;
            }
            if block.components.len() <= component {
                block.components.resize(component + 1, Component::default());
            }
            let position = u32::try_from(at).ok()?;
            block.components[component].members.push(position);
            if leader == at {
                block.components[component].leaders.push(position);
            }
        }
        let used = block.components.iter();
        block.live = used.filter(|one| !one.members.is_empty()).count();
        let members = &block.members;
        for component in &mut block.components {
            component
                .leaders
                .sort_by(|a, b| members[*a as usize].rank(&members[*b as usize]));
        }
        Some(block)
    }

    /// Takes a posting in and says, by sequence number, which others changed their leader by that.
    pub(crate) fn add(&mut self, member: Member, alike: &mut Alike<'_>) -> Vec<u64> {
        let at = self.members.len();
        self.members.push(Member {
            component: NONE,
            leader: u32::try_from(at).unwrap_or(NONE),
            ..member
        });
        if self.dirty {
            // It will be joined with the others when all are.
            return Vec::new();
        }
        self.join(at, alike)
    }

    fn join(&mut self, at: usize, alike: &mut Alike<'_>) -> Vec<u64> {
        if self.bands.is_none() && self.members.len() > LARGEST_WITHOUT_BANDS {
            self.bands = Some(Bands::of(&self.members[..at]));
        }
        let joined = self.connected(at, alike);
        if let Some(bands) = &mut self.bands {
            bands.add(&self.members, at);
        }
        let position = u32::try_from(at).unwrap_or(NONE);
        let Some((&home, others)) = joined.split_first() else {
            self.members[at].component = u32::try_from(self.components.len()).unwrap_or(NONE);
            self.members[at].leader = position;
            self.live += 1;
            self.components.push(Component {
                members: vec![position],
                leaders: vec![position],
            });
            return Vec::new();
        };
        self.live -= others.len();
        for other in others {
            let moved = std::mem::take(&mut self.components[*other as usize]);
            for member in &moved.members {
                self.members[*member as usize].component = home;
            }
            self.components[home as usize].members.extend(moved.members);
        }
        self.members[at].component = home;
        let component = &mut self.components[home as usize];
        component.members.push(position);
        if others.is_empty() {
            // A newcomer that a better one covers leads nobody, and nothing else changes.
            let own = &self.members[at];
            let leader = component.leaders.iter().copied().find(|leader| {
                let leader = &self.members[*leader as usize];
                leader.is_near(own) && leader.rank(own).is_lt()
            });
            if let Some(leader) = leader {
                self.members[at].leader = leader;
                return Vec::new();
            }
        }
        self.lead(home, at)
    }

    /// The components that hold a posting which is like this one, the largest first.
    fn connected(&self, at: usize, alike: &mut Alike<'_>) -> Vec<u32> {
        let own = &self.members[at];
        let bands = self.bands.as_ref();
        if let Some(twin) = bands.and_then(|bands| bands.twin(&self.members, own)) {
            return vec![self.members[twin].component];
        }
        let mut joined: Vec<u32> = Vec::new();
        let mut promising: Vec<(u32, usize)> = Vec::new();
        let mut met = vec![false; at];
        let mut in_vain = 0;
        // True once there is no component left to join.
        let mut look = |candidate: usize| {
            let other = &self.members[candidate];
            // One edge joins a component; the others add nothing.
            if std::mem::replace(&mut met[candidate], true)
                || joined.contains(&other.component)
                || !own.is_near(other)
            {
                return false;
            }
            let Some(agreeing) = own.sketch.agreeing(&other.sketch) else {
                return false;
            };
            if own.content == other.content {
                joined.push(other.component);
            } else if agreeing < SURELY_ALIKE || in_vain == MOST_IN_VAIN {
                promising.push((agreeing, candidate));
            } else if alike(own, other) {
                joined.push(other.component);
            } else {
                in_vain += 1;
            }
            joined.len() == self.live
        };
        if !bands.is_some_and(|bands| bands.each_sharing(&self.members, own, &mut look)) {
            let _ = (0..at).any(look);
        }
        // By key and not by position, so that the choice is free of the order of arrival.
        let best_first = |(a, one): &(u32, usize), (b, other): &(u32, usize)| {
            let key = |at: &usize| &self.members[*at].key;
            b.cmp(a).then_with(|| key(one).cmp(key(other)))
        };
        if promising.len() > MOST_PROMISING {
            promising.select_nth_unstable_by(MOST_PROMISING, best_first);
            promising.truncate(MOST_PROMISING);
        }
        promising.sort_unstable_by(best_first);
        for (_, candidate) in promising {
            if joined.len() == self.live || in_vain >= MOST_IN_VAIN {
                break;
            }
            let other = &self.members[candidate];
            if joined.contains(&other.component) {
                continue;
            }
            if alike(own, other) {
                joined.push(other.component);
            } else {
                in_vain += 1;
            }
        }
        joined.sort_by_key(|component| {
            (
                std::cmp::Reverse(self.components[*component as usize].members.len()),
                *component,
            )
        });
        joined
    }

    /// Finds a component's leaders anew; gives the sequence numbers of those whose leader changed, the newcomer left out.
    fn lead(&mut self, component: u32, newcomer: usize) -> Vec<u64> {
        let mut component = std::mem::take(&mut self.components[component as usize]);
        component
            .members
            .sort_by(|a, b| self.members[*a as usize].rank(&self.members[*b as usize]));
        component.leaders.clear();
        let mut moved = Vec::new();
        for position in &component.members {
            let own = &self.members[*position as usize];
            let leader = component
                .leaders
                .iter()
                .copied()
                .find(|leader| self.members[*leader as usize].is_near(own));
            let leader = leader.unwrap_or_else(|| {
                component.leaders.push(*position);
                *position
            });
            let own = &mut self.members[*position as usize];
            if own.leader != leader && *position as usize != newcomer {
                moved.push(own.sequence);
            }
            own.leader = leader;
        }
        let home = self.members[newcomer].component;
        self.components[home as usize] = component;
        moved
    }

    /// Joins all members anew without those that have gone; gives the sequence numbers of those whose leader changed.
    pub(crate) fn settle(&mut self, alike: &mut Alike<'_>) -> Vec<u64> {
        let led: Vec<(u64, u64)> = self
            .members
            .iter()
            .map(|member| {
                (
                    member.sequence,
                    self.members[member.leader as usize].sequence,
                )
            })
            .collect();
        let members = std::mem::take(&mut self.members);
        self.components.clear();
        self.live = 0;
        self.bands = None;
        self.dirty = false;
        let mut before = Vec::with_capacity(members.len());
        for (member, led) in members.into_iter().zip(led) {
            if !member.is_gone() {
                before.push(led);
                self.add(member, alike);
            }
        }
        let after = self.members.iter().zip(before);
        after
            .filter(|(member, (_, leader))| {
                self.members[member.leader as usize].sequence != *leader
            })
            .map(|(member, _)| member.sequence)
            .collect()
    }

    /// The member that stands for the one at this position; `None` where it stands for itself.
    pub(crate) fn leader_of(&self, at: usize) -> Option<&Member> {
        let leader = self.members.get(at)?.leader as usize;
        (leader != at).then(|| &self.members[leader])
    }
}
