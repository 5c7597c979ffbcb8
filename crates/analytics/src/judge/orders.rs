//! Claims of an order or of several things at once: ranks of changes and of pay, signs counted, counts and pay together. Their weight is a probability over drawn weeks.

use model::{Category, Day, DayRange};

use super::comparisons::ended;
use super::{Context, Draft, position, postings, too_few};
use crate::change::{Alignment, WindowPair, why_no_windows};
use crate::claims::{Cohort, OrderClaim, Text};
use crate::findings::Verdict;
use crate::rank::{self, Weekly};
use crate::study::Study;
use crate::verdict::{self, LEAST_POSTINGS};
use crate::wording::{both, said};

/// The probability from which statements without one of their own count as held.
pub(super) const NEEDED: f64 = 0.9;

/// One category or tag among those compared.
pub(super) struct Entry {
    pub(super) title: Text,
    /// Weeks under the claim's own reading.
    own: Weekly,
    /// Weeks under the reading that decides.
    pub(super) deciding: Weekly,
    /// Postings in the two windows of the own reading.
    pub(super) n: (u64, u64),
    /// Postings in the two windows that decide.
    deciding_n: (u64, u64),
}

impl Entry {
    /// The log change under the own reading.
    pub(super) fn change(&self) -> f64 {
        let all = |weeks: &[(f64, f64)]| (0..weeks.len()).collect::<Vec<_>>();
        self.own
            .log_change(&all(&self.own.start), &all(&self.own.end))
    }
}

/// The windows of the claim's own reading and of the one that decides, with its name.
pub(super) struct Windows {
    own: WindowPair,
    pub(super) deciding: WindowPair,
    pub(super) name: &'static str,
}

impl Windows {
    pub(super) fn of(study: &Study<'_>, window: DayRange) -> Result<Windows, Text> {
        let own = Alignment::FirstFullWindow
            .windows(window)
            .ok_or_else(|| why_no_windows(window))?;
        study.covering(&[own.start, own.end])?;
        let matched = Alignment::SeasonMatched.windows(window);
        let matched = matched.filter(|pair| study.covering(&[pair.start, pair.end]).is_ok());
        Ok(Windows {
            own,
            deciding: matched.unwrap_or(own),
            name: if matched.is_some() {
                "season matched"
            } else {
                "first full window; a year earlier is not covered"
            },
        })
    }

    /// The first day of those that are compared.
    pub(super) fn first(&self) -> Day {
        self.own.start.first().min(self.deciding.start.first())
    }

    /// Lets the own reading decide where one of the entries to be compared has too few postings a year earlier.
    pub(super) fn settle<'e>(&mut self, entries: impl IntoIterator<Item = &'e mut Entry>) {
        let entries: Vec<&mut Entry> = entries.into_iter().collect();
        let mut compared = entries.iter().filter(|entry| enough(entry.n));
        if self.deciding == self.own || compared.all(|entry| enough(entry.deciding_n)) {
            return;
        }
        self.deciding = self.own;
        self.name = "first full window; a year earlier there are too few postings to compare with";
        for entry in entries {
            entry.deciding = entry.own.clone();
            entry.deciding_n = entry.n;
        }
    }
}

fn counted(study: &Study<'_>, cohort: Option<usize>, pair: WindowPair) -> Option<Weekly> {
    let covering = study.covering_of(&[cohort], &[pair.start, pair.end]).ok()?;
    let totals = |days| study.totals(cohort, &covering, days);
    let (start, end) = (totals(pair.start), totals(pair.end));
    Some(Weekly::of((&start, None), (&end, None)))
}

fn paid(
    study: &Study<'_>,
    cohort: Option<usize>,
    pair: WindowPair,
) -> Option<(Weekly, (u64, u64))> {
    let (start, end) = study.pay_windows(cohort, pair).ok()?;
    let weekly = Weekly::of(
        (&start.amounts, Some(&start.postings)),
        (&end.amounts, Some(&end.postings)),
    );
    Some((weekly, (start.n, end.n)))
}

pub(super) fn count_entry(
    study: &Study<'_>,
    title: &Text,
    at: usize,
    windows: &Windows,
) -> Option<Entry> {
    let cohort = Some(at);
    let n = |pair: WindowPair| {
        let covering = study.covering_of(&[cohort], &[pair.start, pair.end]).ok()?;
        let n = |days| study.postings(cohort, &covering, days);
        Some((n(pair.start), n(pair.end)))
    };
    Some(Entry {
        title: title.clone(),
        own: counted(study, cohort, windows.own)?,
        deciding: counted(study, cohort, windows.deciding)?,
        n: n(windows.own)?,
        deciding_n: n(windows.deciding)?,
    })
}

pub(super) fn pay_entry(
    study: &Study<'_>,
    title: &Text,
    at: usize,
    windows: &Windows,
) -> Option<Entry> {
    let (own, n) = paid(study, Some(at), windows.own)?;
    let (deciding, deciding_n) = paid(study, Some(at), windows.deciding)?;
    Some(Entry {
        title: title.clone(),
        own,
        deciding,
        n,
        deciding_n,
    })
}

/// Numbers of weeks of the deciding windows.
pub(super) fn lengths(entries: &[&Entry]) -> [usize; 2] {
    entries.first().map_or([0, 0], |entry| {
        [entry.deciding.start.len(), entry.deciding.end.len()]
    })
}

pub(super) fn drawn_changes(entries: &[&Entry], drawn: &[Vec<usize>]) -> Vec<f64> {
    entries
        .iter()
        .map(|entry| entry.deciding.log_change(&drawn[0], &drawn[1]))
        .collect()
}

pub(super) fn enough(n: (u64, u64)) -> bool {
    n.0.min(n.1) >= LEAST_POSTINGS
}

/// A claim about which categories' postings changed least favourably.
pub(super) fn of_counts(context: &Context<'_>, claim: &OrderClaim, window: DayRange) -> Draft {
    of_categories(context, claim, window, &postings(), count_entry)
}

/// A claim about which categories' hourly pay changed least favourably.
pub(super) fn of_pay(context: &Context<'_>, claim: &OrderClaim, window: DayRange) -> Draft {
    of_categories(
        context,
        claim,
        window,
        &context.study.with_hourly_range(),
        pay_entry,
    )
}

fn of_categories(
    context: &Context<'_>,
    claim: &OrderClaim,
    window: DayRange,
    what: &Text,
    entry: impl Fn(&Study<'_>, &Text, usize, &Windows) -> Option<Entry>,
) -> Draft {
    let study = &context.study;
    let draft = order_draft(claim);
    let mut windows = match Windows::of(study, window) {
        Ok(windows) => windows,
        Err(reason) => return draft.with((Verdict::NotCovered, reason)),
    };
    let mut entries: Vec<(Category, Entry)> = context
        .categories()
        .into_iter()
        .filter_map(|(category, at)| {
            let title = both::category(category);
            Some((category, entry(study, &title, at, &windows)?))
        })
        .collect();
    let named = |category: &Category| entries.iter().find(|(one, _)| one == category);
    for category in &claim.order {
        let n = named(category).map_or((0, 0), |(_, entry)| entry.n);
        let what = said!(
            "{what} for {category}",
            "{category}类{what}",
            what,
            category = both::category(*category),
        );
        if let Some(reason) = too_few(n, &what) {
            return Draft { n, ..draft }.with((Verdict::Void, reason));
        }
    }
    windows.settle(entries.iter_mut().map(|(_, entry)| entry));
    let left_out = entries.iter().filter(|(_, entry)| !enough(entry.n)).count();
    let (categories, entries): (Vec<Category>, Vec<&Entry>) = entries
        .iter()
        .filter(|(_, entry)| enough(entry.n))
        .map(|(category, entry)| (*category, entry))
        .unzip();
    let changes: Vec<f64> = entries.iter().map(|entry| entry.change()).collect();
    let point = ranked(claim, &categories, &changes);
    let (mut in_order, mut in_set) = (0.0, 0.0);
    for (ordered, part) in [(true, &mut in_order), (false, &mut in_set)] {
        *part = rank::probability(&lengths(&entries), |drawn| {
            let claim = OrderClaim {
                ordered: ordered && claim.ordered,
                ..claim.clone()
            };
            ranked(&claim, &categories, &drawn_changes(&entries, drawn))
        });
    }
    let found = listing(&entries, &changes, claim.from_rank + claim.order.len());
    let finding = said!(
        "From the lowest up: {found}{omitted}; in {in_set} of {draws} draws the named are there, in {in_order} in this order ({name}).",
        "从低到高：{found}{omitted}；在 {draws} 次抽样中，所列类别都在其中的占 {in_set}，次序也相同的占 {in_order}（{name}）。",
        found,
        omitted = omitted(left_out, what),
        in_set = both::share(in_set),
        draws = both::count(rank::DRAWS as u64),
        in_order = both::share(in_order),
        name = both::reading(windows.name),
    );
    // What is stated, order and all, can be contradicted; that it holds is asked of the set, since the order of near neighbours is chance.
    let by_order = in_order < verdict::CONTRADICTED_PROBABILITY || !claim.ordered;
    let (decided, what) = match by_order {
        true => (in_order, drawn_claim()),
        false => (
            in_set,
            said!(
                "the named, in whatever order among themselves, are there",
                "所列类别都在其中（不论彼此次序）的情形"
            ),
        ),
    };
    let ruling = verdict::decide_by_probability(
        point,
        (decided, &what),
        claim.probability,
        &said!("From the lowest up: {found}", "从低到高：{found}", found),
    );
    let n = entries
        .iter()
        .fold((0, 0), |sum, entry| (sum.0 + entry.n.0, sum.1 + entry.n.1));
    Draft {
        n,
        deciding_reading: windows.name.to_owned(),
        ..draft
    }
    .with(ruling)
    .found(finding)
}

/// What is drawn where it is all that is claimed.
pub(super) fn drawn_claim() -> Text {
    said!("the claim holds", "论断成立的情形")
}

fn order_draft(claim: &OrderClaim) -> Draft {
    let titles: Vec<Text> = claim
        .order
        .iter()
        .map(|category| both::category(*category))
        .collect();
    let queries: Vec<String> = claim
        .order
        .iter()
        .map(|category| format!("category:{category}"))
        .collect();
    let last = claim.from_rank + claim.order.len() - 1;
    let ranks = if last == claim.from_rank {
        said!("rank {last} from the bottom", "倒数第 {last} 位", last)
    } else {
        said!(
            "ranks {first} to {last} from the bottom",
            "倒数第 {first} 至 {last} 位",
            first = claim.from_rank,
            last,
        )
    };
    let query = match queries.as_slice() {
        [one] => one.clone(),
        several => format!("({})", several.join(" OR ")),
    };
    let claimed = said!(
        "{ranks}: {titles}",
        "{ranks}：{titles}",
        ranks,
        titles = both::list(&titles),
    );
    Draft::bare(claimed, query)
}

fn ranked(claim: &OrderClaim, categories: &[Category], changes: &[f64]) -> bool {
    let ascending = rank::ascending(changes);
    let from = claim.from_rank - 1;
    let Some(places) = ascending.get(from..from + claim.order.len()) else {
        return false;
    };
    let there: Vec<Category> = places.iter().map(|at| categories[*at]).collect();
    let right = if claim.ordered {
        there == claim.order
    } else {
        claim.order.iter().all(|category| there.contains(category))
    };
    right && (!claim.falling || places.iter().all(|at| changes[*at] < 0.0))
}

fn listing(entries: &[&Entry], changes: &[f64], most: usize) -> Text {
    let named: Vec<Text> = rank::ascending(changes)
        .into_iter()
        .take(most)
        .map(|at| changed(&entries[at].title, changes[at]))
        .collect();
    both::list(&named)
}

/// A title with its change.
fn changed(title: &Text, log_change: f64) -> Text {
    let change = both::percent(log_change.exp_m1());
    said!("{title} {change}", "{title} {change}", title, change)
}

fn omitted(left_out: usize, what: &Text) -> Text {
    if left_out == 0 {
        return Text::default();
    }
    said!(
        " ({left_out} with fewer than {least} {what} in a window left out)",
        "（{left_out} 个类别在某个窗口的{what}少于 {least} 个，未计入）",
        left_out,
        least = both::count(LEAST_POSTINGS),
        what,
    )
}

/// The claim that postings and hourly pay of several categories all rose.
pub(super) fn joint(study: &Study<'_>, cohorts: &[Cohort], window: DayRange) -> Draft {
    let query = cohorts.iter().map(|cohort| cohort.query.clone());
    let query = format!("({})", query.collect::<Vec<_>>().join(" OR "));
    let claimed = said!("postings and pay all rose", "职位和薪酬都上升");
    let draft = Draft::bare(claimed, query);
    let mut windows = match Windows::of(study, window) {
        Ok(windows) => windows,
        Err(reason) => return draft.with((Verdict::NotCovered, reason)),
    };
    let mut entries = Vec::new();
    for cohort in cohorts {
        let at = match position(study, cohort) {
            Ok(at) => at.unwrap_or_default(),
            Err(reason) => return draft.with((Verdict::Inconclusive, reason)),
        };
        let pay = said!(
            "hourly pay of {title}",
            "{title}的时薪",
            title = cohort.title
        );
        entries.extend(count_entry(study, &cohort.title, at, &windows));
        match pay_entry(study, &pay, at, &windows) {
            Some(entry) => entries.push(entry),
            None => {
                let reason = said!(
                    "There are no {what} in both windows.",
                    "两个窗口中没有都出现{what}。",
                    what = study.with_hourly_range(),
                );
                return draft.with((Verdict::Void, reason));
            }
        }
    }
    for entry in &entries {
        let what = said!(
            "postings for {title}",
            "关于“{title}”的职位",
            title = entry.title
        );
        if let Some(reason) = too_few(entry.n, &what) {
            return Draft {
                n: entry.n,
                ..draft
            }
            .with((Verdict::Void, reason));
        }
    }
    windows.settle(&mut entries);
    let entries: Vec<&Entry> = entries.iter().collect();
    let changes: Vec<f64> = entries.iter().map(|entry| entry.change()).collect();
    let rose = |changes: &[f64]| changes.iter().all(|change| *change > 0.0);
    let probability = rank::probability(&lengths(&entries), |drawn| {
        rose(&drawn_changes(&entries, drawn))
    });
    let parts: Vec<Text> = entries
        .iter()
        .zip(&changes)
        .map(|(entry, change)| changed(&entry.title, *change))
        .collect();
    let found = said!(
        "The changes are {parts} ({name})",
        "变化为：{parts}（{name}）",
        parts = both::list(&parts),
        name = both::reading(windows.name),
    );
    let n = entries
        .iter()
        .step_by(2)
        .fold((0, 0), |sum, entry| (sum.0 + entry.n.0, sum.1 + entry.n.1));
    Draft {
        n,
        deciding_reading: windows.name.to_owned(),
        ..draft
    }
    .with(verdict::decide_by_probability(
        rose(&changes),
        (probability, &drawn_claim()),
        NEEDED,
        &found,
    ))
    .found(ended(&found))
}
