//! The facts of each day in, the panel that an index of the postings would give out. Knows no text.

use model::{Category, CohortSpec, DayRange, Panel, PayGroup, PostedPay, Series, TagId, TagSet};

use crate::effects::TAGS;
use crate::facts::{Facts, FactsByDay};
use crate::posting::{Channel, PLATFORM};

/// What a panel is tallied from.
pub(crate) struct Request<'a> {
    /// The market's days.
    pub(crate) market: DayRange,
    /// The days wanted, all inside the market's.
    pub(crate) days: DayRange,
    pub(crate) tags: &'a [(String, TagId)],
    pub(crate) pay: bool,
}

/// Counts each posting on its first day, by the twelve categories and the given tags.
pub(crate) fn panel(mut facts: FactsByDay<'_>, request: &Request<'_>) -> Panel {
    let cohorts = cohorts(request.tags);
    let tag_cohort: Vec<Option<usize>> = TAGS
        .iter()
        .map(|tag| cohorts.iter().position(|cohort| cohort.id == tag.slug))
        .collect();
    let empty = || -> Vec<Series> {
        let zero = |source| Series {
            source,
            counts: vec![0; request.days.len()],
        };
        (0..Channel::ALL.len()).map(zero).collect()
    };
    let mut universe = empty();
    let mut counts: Vec<Vec<Series>> = cohorts.iter().map(|_| empty()).collect();
    let mut pay = PayGroups::of(cohorts.len());
    for day in request.market.days() {
        let Some(index) = request.days.index_of(day) else {
            facts.pass_day();
            continue;
        };
        for (place, fact) in facts.next().into_iter().flatten().enumerate() {
            let source = Channel::of_place(place) as usize;
            let tag = fact.tag.and_then(|tag| tag_cohort[tag]);
            universe[source].counts[index] += 1;
            counts[fact.category][source].counts[index] += 1;
            if let Some(tag) = tag {
                counts[tag][source].counts[index] += 1;
            }
            if request.pay {
                for cohort in [Some(None), Some(Some(fact.category)), tag.map(Some)] {
                    let group = cohort.and_then(|cohort| pay_group(&fact, cohort, source, day));
                    if let Some(group) = group {
                        pay.push(group);
                    }
                }
            }
        }
        pay.end_day();
    }
    Panel {
        days: request.days,
        sources: Channel::ALL
            .map(|channel| channel.source().parse().expect("a source's name"))
            .to_vec(),
        platforms: vec![PLATFORM.parse().expect("a platform's name")],
        universe,
        cohorts,
        counts,
        pay: pay.in_order(),
        undated: 0,
        completeness: Vec::new(),
    }
}

fn cohorts(tags: &[(String, TagId)]) -> Vec<CohortSpec> {
    let categories = Category::of_the_article().iter();
    let mut cohorts: Vec<CohortSpec> = categories.map(|one| CohortSpec::category(*one)).collect();
    cohorts.extend(tags.iter().map(|(slug, tag)| CohortSpec {
        tags: TagSet::from_iter([*tag]),
        ..CohortSpec::everything(slug.clone())
    }));
    cohorts
}

fn pay_group(
    fact: &Facts,
    cohort: Option<usize>,
    source: usize,
    day: model::Day,
) -> Option<PayGroup> {
    fact.pay.map(|pay| PayGroup {
        cohort,
        source,
        day,
        kind: pay.kind(),
        period: pay.period(),
        currency: pay.currency(),
        low: pay.low_hundredths(),
        high: pay.high_hundredths(),
        n: 1,
    })
}

/// Pay groups as a panel holds them: sorted, equal ones made one.
///
/// Days come in order, so each cohort and source keeps a list of its own, and only the newest day's part of it is to be sorted. A map of
/// all groups takes ten times as long where there are millions.
struct PayGroups {
    /// By cohort (the universe first) and source, which is the order of a panel.
    lists: Vec<[Vec<PayGroup>; Channel::ALL.len()]>,
    /// How much of each list belongs to days that ended.
    ended: Vec<[usize; Channel::ALL.len()]>,
}

impl PayGroups {
    fn of(cohorts: usize) -> PayGroups {
        PayGroups {
            lists: (0..=cohorts).map(|_| Default::default()).collect(),
            ended: vec![Default::default(); cohorts + 1],
        }
    }

    fn push(&mut self, group: PayGroup) {
        let list = group.cohort.map_or(0, |cohort| cohort + 1);
        self.lists[list][group.source].push(group);
    }

    fn end_day(&mut self) {
        let lists = self.lists.iter_mut().flatten();
        for (list, ended) in lists.zip(self.ended.iter_mut().flatten()) {
            let mut day = list.split_off(*ended);
            day.sort_unstable();
            day.dedup_by(|next, kept| {
                let same = PayGroup { n: kept.n, ..*next } == *kept;
                kept.n += if same { next.n } else { 0 };
                same
            });
            list.append(&mut day);
            *ended = list.len();
        }
    }

    fn in_order(self) -> PostedPay {
        self.lists.into_iter().flatten().flatten().collect()
    }
}
