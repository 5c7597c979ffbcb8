//! Cells in, the panel out: the same rules as the index's pass, over counts in place of postings. Knows no SQL.

use std::collections::{BTreeMap, BTreeSet};

use model::{Day, DayRange, Panel, PanelPlan, PayGroup, Platform, Series, SourceId};

use crate::cells::{Bad, Cell, Paid};

/// What a cell adds to: the number of postings, what they pay, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Adds {
    Counts,
    Pay,
    Both,
}

/// The universe has the first slot; cohorts follow.
const UNIVERSE: usize = 0;

#[derive(Default)]
struct OfSource {
    /// By slot, then by day.
    counts: Vec<BTreeMap<Day, u32>>,
    paid: Vec<(usize, Day, Paid, u32)>,
}

/// Adds up.
pub(crate) struct Tally<'a> {
    plan: &'a PanelPlan,
    sources: BTreeMap<String, OfSource>,
    platforms: BTreeSet<String>,
    pub(crate) undated: u64,
}

impl Tally<'_> {
    pub(crate) fn new(plan: &PanelPlan) -> Tally<'_> {
        Tally {
            plan,
            sources: BTreeMap::new(),
            platforms: BTreeSet::new(),
            undated: 0,
        }
    }

    /// Takes a cell in. `in_universe` and `in_cohort` say whether its tags are the ones that are asked for there.
    pub(crate) fn add(
        &mut self,
        cell: &Cell<'_>,
        adds: Adds,
        in_universe: bool,
        in_cohort: impl Fn(usize) -> bool,
    ) {
        let counts = adds != Adds::Pay;
        if !cell.exact {
            if counts && in_universe {
                self.undated += u64::from(cell.n);
            }
            if !self.plan.stock {
                return;
            }
        }
        if self.plan.days.is_some_and(|days| !days.contains(cell.day)) {
            return;
        }
        if counts && in_universe && !self.platforms.contains(cell.platform) {
            self.platforms.insert(cell.platform.to_owned());
        }
        if !self.sources.contains_key(cell.source) {
            self.sources
                .insert(cell.source.to_owned(), OfSource::default());
        }
        let Some(own) = self.sources.get_mut(cell.source) else {
            return;
        };
        own.counts
            .resize(self.plan.cohorts.len() + 1, BTreeMap::new());
        let cohorts = self.plan.cohorts.iter().enumerate();
        let holding = cohorts.filter(|(at, cohort)| {
            let categories = &cohort.categories;
            let fits = |category| categories.contains(&category);
            in_cohort(*at) && (categories.is_empty() || cell.category.is_some_and(fits))
        });
        let slots = holding.map(|(at, _)| at + 1);
        for slot in in_universe.then_some(UNIVERSE).into_iter().chain(slots) {
            if counts {
                *own.counts[slot].entry(cell.day).or_default() += cell.n;
            }
            if adds != Adds::Counts
                && let Some(paid) = cell.paid
            {
                own.paid.push((slot, cell.day, paid, cell.n));
            }
        }
    }

    /// The panel without its pay, and the pay; `None` where the plan leaves the days open and nothing was counted.
    ///
    /// # Errors
    /// Where the lake holds a source or platform that has no valid name.
    pub(crate) fn panel(mut self) -> Result<Option<(Panel, Vec<PayGroup>)>, Bad> {
        self.sources
            .retain(|_, own| !own.counts[UNIVERSE].is_empty());
        let Some(days) = self.plan.days.or_else(|| self.counted_days()) else {
            return Ok(None);
        };
        let mut slots: Vec<Vec<Series>> = vec![Vec::new(); self.plan.cohorts.len() + 1];
        let mut pay = Vec::new();
        for (source, own) in self.sources.values_mut().enumerate() {
            for (slot, counted) in own.counts.iter().enumerate() {
                let mut counts = vec![0; days.len()];
                for (day, n) in counted {
                    if let Some(at) = days.index_of(*day) {
                        counts[at] = *n;
                    }
                }
                slots[slot].push(Series { source, counts });
            }
            pay.extend(
                std::mem::take(&mut own.paid)
                    .into_iter()
                    .map(|(slot, day, paid, n)| PayGroup {
                        cohort: slot.checked_sub(1),
                        source,
                        day,
                        kind: paid.kind,
                        period: paid.period,
                        currency: paid.currency,
                        low: paid.low,
                        high: paid.high,
                        n,
                    }),
            );
        }
        let mut slots = slots.into_iter();
        let named = |name: &String| name.parse::<SourceId>().map_err(|error| error.to_string());
        let offered = |name: &String| name.parse::<Platform>().map_err(|error| error.to_string());
        let panel = Panel {
            sources: self.sources.keys().map(named).collect::<Result<_, _>>()?,
            platforms: self
                .platforms
                .iter()
                .map(offered)
                .collect::<Result<_, _>>()?,
            universe: slots.next().unwrap_or_default(),
            counts: slots.collect(),
            pay: Default::default(),
            cohorts: self.plan.cohorts.clone(),
            undated: self.undated,
            completeness: Vec::new(),
            days,
        };
        Ok(Some((panel, summed(pay))))
    }

    fn counted_days(&self) -> Option<DayRange> {
        let all = self.sources.values();
        let days = || all.clone().flat_map(|own| own.counts[UNIVERSE].keys());
        DayRange::new(*days().min()?, *days().max()?)
    }
}

/// Equal groups in one, in order.
fn summed(mut groups: Vec<PayGroup>) -> Vec<PayGroup> {
    groups.sort_unstable();
    groups.dedup_by(|next, kept| {
        let same = PayGroup { n: 0, ..*next } == PayGroup { n: 0, ..*kept };
        kept.n += if same { next.n } else { 0 };
        same
    });
    groups
}
