//! Postings that are folded with others: components and leaders as the crate's documentation states them. Knows no text.

use std::cmp::{Ordering, Reverse};

use crate::entry::{Entries, NONE};

/// A posting that another one is like.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Link {
    /// [`NONE`] once its record was taken out or superseded.
    pub(crate) entry: u32,
    /// [`NONE`] while it is alone.
    pub(crate) component: u32,
    /// The link that stands for it; its own where it stands for itself.
    pub(crate) leader: u32,
    /// Where its key stands among all keys, and how long it is.
    key: (u32, u32),
}

/// Postings that edges connect.
#[derive(Clone, Debug, Default)]
pub(crate) struct Component {
    pub(crate) members: Vec<u32>,
    /// Best rank first.
    leaders: Vec<u32>,
    /// A member has gone, which may have split it: its members are to be joined anew.
    is_open: bool,
}

/// All that are folded, and some that were.
#[derive(Default)]
pub(crate) struct Links {
    all: Vec<Link>,
    pub(crate) components: Vec<Component>,
    open: Vec<u32>,
    /// One text after the other: half of what a text of its own for each would take.
    keys: String,
}

impl std::ops::Index<u32> for Links {
    type Output = Link;

    fn index(&self, at: u32) -> &Link {
        &self.all[at as usize]
    }
}

fn number(at: usize) -> u32 {
    // More links than entries there are never, and of those two thousand million stand before that.
    u32::try_from(at).unwrap_or(NONE)
}

impl Links {
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    /// Bytes in memory, about.
    pub(crate) fn bytes(&self) -> usize {
        let members = |one: &Component| one.members.capacity() + one.leaders.capacity();
        let members: usize = self.components.iter().map(members).sum();
        self.all.capacity() * size_of::<Link>()
            + self.components.capacity() * size_of::<Component>()
            + members * size_of::<u32>()
            + self.keys.capacity()
    }

    pub(crate) fn key(&self, at: u32) -> &str {
        let (start, length) = self[at].key;
        let start = start as usize;
        self.keys.get(start..start + length as usize).unwrap_or("")
    }

    /// The link that stands for this one; `None` where it stands for itself.
    pub(crate) fn leader_of(&self, at: u32) -> Option<u32> {
        let leader = self.all.get(at as usize)?.leader;
        (leader != at).then_some(leader)
    }

    /// What all postings of a component have in common and no others.
    pub(crate) fn identity(&self, entries: &Entries, at: u32) -> u64 {
        let alone = 1 << 32 | u64::from(at);
        let component = self.all.get(entries[at].link as usize);
        component
            .filter(|link| link.component != NONE)
            .map_or(alone, |link| u64::from(link.component))
    }

    /// A link for an entry that has none yet; `None` where there is no room for its key (four gigabytes of them).
    pub(crate) fn add(&mut self, entry: u32, key: &str) -> Option<u32> {
        let start = u32::try_from(self.keys.len()).ok()?;
        let at = number(self.all.len());
        self.keys.push_str(key);
        self.all.push(Link {
            entry,
            component: NONE,
            leader: at,
            key: (start, u32::try_from(key.len()).ok()?),
        });
        Some(at)
    }

    /// A link as it was saved, its component and leader set later.
    pub(crate) fn set(&mut self, at: u32, component: u32, leader: u32) {
        let link = &mut self.all[at as usize];
        (link.component, link.leader) = (component, leader);
    }

    /// A component as it was saved; the members' leaders are set. `None` where leaders lie elsewhere.
    pub(crate) fn restore(&mut self, entries: &Entries, members: Vec<u32>) -> Option<()> {
        let component = number(self.components.len());
        let inside =
            |at: &u32| self.all.get(*at as usize).map(|one| one.component) == Some(component);
        if !members.iter().all(|at| inside(&self[*at].leader)) {
            return None;
        }
        let mut leaders: Vec<u32> = members
            .iter()
            .copied()
            .filter(|at| self[*at].leader == *at)
            .collect();
        leaders.sort_by(|a, b| self.rank(entries, *a, *b));
        self.components.push(Component {
            members,
            leaders,
            is_open: false,
        });
        Some(())
    }

    fn rank(&self, entries: &Entries, a: u32, b: u32) -> Ordering {
        let facts = |at: u32| entries[self[at].entry].facts;
        let by_facts = facts(a).rank(facts(b));
        by_facts.then_with(|| self.key(a).cmp(self.key(b)))
    }

    fn is_near(&self, entries: &Entries, a: u32, b: u32) -> bool {
        let facts = |at: u32| entries[self[at].entry].facts;
        facts(a).is_near(facts(b))
    }

    /// The component of a link, made where it is alone.
    fn home(&mut self, at: u32) -> u32 {
        if self[at].component == NONE {
            self.all[at as usize].component = number(self.components.len());
            self.components.push(Component {
                members: vec![at],
                leaders: vec![at],
                is_open: false,
            });
        }
        self[at].component
    }

    /// Joins a link with the components of others; gives the links whose leader is now another, the newcomer left out.
    pub(crate) fn join(&mut self, entries: &Entries, at: u32, others: &[u32]) -> Vec<u32> {
        let mut joined: Vec<u32> = others.iter().map(|other| self.home(*other)).collect();
        let is_alone = self[at].component == NONE;
        if !is_alone {
            joined.push(self[at].component);
        }
        joined.sort_by_key(|one| (Reverse(self.components[*one as usize].members.len()), *one));
        joined.dedup();
        let Some((&home, others)) = joined.split_first() else {
            return Vec::new();
        };
        for other in others {
            let moved = std::mem::take(&mut self.components[*other as usize]);
            for member in &moved.members {
                self.all[*member as usize].component = home;
            }
            self.components[home as usize].members.extend(moved.members);
            if moved.is_open {
                self.open(home);
            }
        }
        if is_alone {
            self.all[at as usize].component = home;
            self.components[home as usize].members.push(at);
        }
        if others.is_empty() {
            if !is_alone {
                return Vec::new();
            }
            // A newcomer that a better one covers leads nobody, and nothing else changes.
            let mut leaders = self.components[home as usize].leaders.iter().copied();
            let leader = leaders.find(|leader| {
                self.is_near(entries, *leader, at) && self.rank(entries, *leader, at).is_lt()
            });
            if let Some(leader) = leader {
                self.all[at as usize].leader = leader;
                return Vec::new();
            }
        }
        self.lead(entries, home, at)
    }

    /// Finds a component's leaders anew; gives the links whose leader changed, the newcomer left out.
    fn lead(&mut self, entries: &Entries, home: u32, newcomer: u32) -> Vec<u32> {
        let mut component = std::mem::take(&mut self.components[home as usize]);
        component.members.sort_by(|a, b| self.rank(entries, *a, *b));
        component.leaders.clear();
        let mut moved = Vec::new();
        for at in component.members.iter().copied() {
            let mut leaders = component.leaders.iter().copied();
            let leader = leaders.find(|leader| self.is_near(entries, *leader, at));
            let leader = leader.unwrap_or_else(|| {
                component.leaders.push(at);
                at
            });
            let link = &mut self.all[at as usize];
            if link.leader != leader && at != newcomer {
                moved.push(at);
            }
            link.leader = leader;
        }
        self.components[home as usize] = component;
        moved
    }

    fn open(&mut self, component: u32) {
        let one = &mut self.components[component as usize];
        if !std::mem::replace(&mut one.is_open, true) {
            self.open.push(component);
        }
    }

    /// Takes a link out for good; what it held together stays so until [`Links::dissolve`].
    pub(crate) fn retire(&mut self, at: u32) {
        let Some(link) = self.all.get_mut(at as usize) else {
            return;
        };
        link.entry = NONE;
        let home = std::mem::replace(&mut link.component, NONE);
        if let Some(component) = self.components.get_mut(home as usize) {
            component.members.retain(|one| *one != at);
            component.leaders.retain(|one| *one != at);
            self.open(home);
        }
    }

    /// Takes the components apart of which a member has gone: their links, all alone now, and who led them.
    pub(crate) fn dissolve(&mut self) -> Vec<(u32, u32)> {
        let mut alone = Vec::new();
        for home in std::mem::take(&mut self.open) {
            let component = std::mem::take(&mut self.components[home as usize]);
            for at in component.members {
                let link = &mut self.all[at as usize];
                link.component = NONE;
                alone.push((at, std::mem::replace(&mut link.leader, at)));
            }
        }
        alone
    }
}
