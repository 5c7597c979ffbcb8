//! Claims of an order or of several things at once: ranks of changes, of pay, of tags and of volume, signs counted, counts and pay together. Their weight is a probability over drawn weeks.

use model::{Category, DayRange};

use super::{Draft, article_categories, born_inside, position, too_few};
use crate::change::{Alignment, WindowPair};
use crate::claims::{Cohort, OrderClaim};
use crate::coverage::Covering;
use crate::findings::Verdict;
use crate::rank::{self, Weekly};
use crate::study::Study;
use crate::verdict::{self, LEAST_POSTINGS};
use crate::wording;

/// The probability from which statements without one of their own count as held.
const NEEDED: f64 = 0.9;

/// One category or tag among those compared.
struct Entry {
    title: String,
    /// Weeks under the claim's own reading.
    own: Weekly,
    /// Weeks under the reading that decides.
    deciding: Weekly,
    n: (u64, u64),
}

impl Entry {
    fn change(&self) -> f64 {
        let all = |weeks: &[(f64, f64)]| (0..weeks.len()).collect::<Vec<_>>();
        self.own
            .log_change(&all(&self.own.start), &all(&self.own.end))
    }
}

/// The windows of the claim's own reading and of the one that decides, with its name.
struct Windows {
    own: WindowPair,
    deciding: WindowPair,
    name: &'static str,
}

impl Windows {
    fn of(study: &Study<'_>, window: DayRange) -> Result<Windows, String> {
        let own = Alignment::FirstFullWindow
            .windows(window)
            .ok_or_else(|| format!("The window {window} is shorter than one average."))?;
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
}

fn counted(study: &Study<'_>, cohort: Option<usize>, pair: WindowPair) -> Option<Weekly> {
    let covering = study.covering(&[pair.start, pair.end]).ok()?;
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

fn count_entry(study: &Study<'_>, title: &str, at: usize, windows: &Windows) -> Option<Entry> {
    let cohort = Some(at);
    let covering = study.covering(&[windows.own.start, windows.own.end]).ok()?;
    let n = |days| study.postings(cohort, &covering, days);
    Some(Entry {
        title: title.to_owned(),
        own: counted(study, cohort, windows.own)?,
        deciding: counted(study, cohort, windows.deciding)?,
        n: (n(windows.own.start), n(windows.own.end)),
    })
}

fn pay_entry(study: &Study<'_>, title: &str, at: usize, windows: &Windows) -> Option<Entry> {
    let (own, n) = paid(study, Some(at), windows.own)?;
    let (deciding, _) = paid(study, Some(at), windows.deciding)?;
    Some(Entry {
        title: title.to_owned(),
        own,
        deciding,
        n,
    })
}

/// Numbers of weeks of the deciding windows.
fn lengths(entries: &[&Entry]) -> [usize; 2] {
    entries.first().map_or([0, 0], |entry| {
        [entry.deciding.start.len(), entry.deciding.end.len()]
    })
}

fn drawn_changes(entries: &[&Entry], drawn: &[Vec<usize>]) -> Vec<f64> {
    entries
        .iter()
        .map(|entry| entry.deciding.log_change(&drawn[0], &drawn[1]))
        .collect()
}

fn enough(n: (u64, u64)) -> bool {
    n.0.min(n.1) >= LEAST_POSTINGS
}

/// A claim about which categories' postings changed least favourably.
pub(super) fn of_counts(study: &Study<'_>, claim: &OrderClaim, window: DayRange) -> Draft {
    of_categories(study, claim, window, "postings", count_entry)
}

/// A claim about which categories' hourly pay changed least favourably.
pub(super) fn of_pay(study: &Study<'_>, claim: &OrderClaim, window: DayRange) -> Draft {
    of_categories(
        study,
        claim,
        window,
        "postings with an hourly range",
        pay_entry,
    )
}

fn of_categories(
    study: &Study<'_>,
    claim: &OrderClaim,
    window: DayRange,
    what: &str,
    entry: impl Fn(&Study<'_>, &str, usize, &Windows) -> Option<Entry>,
) -> Draft {
    let draft = order_draft(claim);
    let windows = match Windows::of(study, window) {
        Ok(windows) => windows,
        Err(reason) => return draft.with((Verdict::NotCovered, reason)),
    };
    let entries: Vec<(Category, Entry)> = article_categories(study)
        .into_iter()
        .filter_map(|(category, at)| {
            let title = category.title().to_lowercase();
            Some((category, entry(study, &title, at, &windows)?))
        })
        .collect();
    let named = |category: &Category| entries.iter().find(|(one, _)| one == category);
    for category in &claim.order {
        let n = named(category).map_or((0, 0), |(_, entry)| entry.n);
        if let Some(reason) = too_few(
            n,
            &format!("{what} for {}", category.title().to_lowercase()),
        ) {
            return Draft { n, ..draft }.with((Verdict::Void, reason));
        }
    }
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
    let finding = format!(
        "From the lowest up: {found}{}; in {} of {} draws the named are there, in {} in this order ({}).",
        omitted(left_out, what),
        wording::share(in_set),
        wording::count(rank::DRAWS as u64),
        wording::share(in_order),
        windows.name
    );
    // What is stated, order and all, can be contradicted; that it holds is asked of the set, since the order of near neighbours is chance.
    let decided = if in_order < verdict::CONTRADICTED_PROBABILITY {
        in_order
    } else {
        in_set
    };
    let ruling = verdict::decide_by_probability(
        point,
        decided,
        claim.probability,
        &format!("From the lowest up: {found}"),
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

fn order_draft(claim: &OrderClaim) -> Draft {
    let titles: Vec<String> = claim
        .order
        .iter()
        .map(|category| category.title().to_lowercase())
        .collect();
    let queries: Vec<String> = claim
        .order
        .iter()
        .map(|category| format!("category:{category}"))
        .collect();
    let last = claim.from_rank + claim.order.len() - 1;
    let ranks = if last == claim.from_rank {
        format!("rank {last} from the bottom")
    } else {
        format!("ranks {} to {last} from the bottom", claim.from_rank)
    };
    let query = match queries.as_slice() {
        [one] => one.clone(),
        several => format!("({})", several.join(" OR ")),
    };
    Draft::bare(format!("{ranks}: {}", wording::list(&titles)), query)
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

fn listing(entries: &[&Entry], changes: &[f64], most: usize) -> String {
    let named: Vec<String> = rank::ascending(changes)
        .into_iter()
        .take(most)
        .map(|at| {
            format!(
                "{} {}",
                entries[at].title,
                wording::percent(changes[at].exp_m1())
            )
        })
        .collect();
    wording::list(&named)
}

fn omitted(left_out: usize, what: &str) -> String {
    if left_out == 0 {
        return String::new();
    }
    format!(
        " ({left_out} with fewer than {} {what} in a window left out)",
        wording::count(LEAST_POSTINGS)
    )
}

/// A claim that most of the article's categories rose and few fell beyond doubt.
pub(super) fn sign_count(
    study: &Study<'_>,
    rising_at_least: usize,
    falling_at_most: usize,
    window: DayRange,
) -> Draft {
    let draft = Draft::bare(
        format!("at least {rising_at_least} rose, at most {falling_at_most} fell beyond doubt"),
        String::new(),
    );
    let windows = match Windows::of(study, window) {
        Ok(windows) => windows,
        Err(reason) => return draft.with((Verdict::NotCovered, reason)),
    };
    let entries: Vec<(usize, Entry)> = article_categories(study)
        .into_iter()
        .filter_map(|(category, at)| {
            let title = category.title().to_lowercase();
            Some((at, count_entry(study, &title, at, &windows)?))
        })
        .filter(|(_, entry)| enough(entry.n))
        .collect();
    if entries.len() < Category::of_the_article().len() {
        let reason = format!(
            "Of the twelve categories {} hold {} postings in both windows.",
            entries.len(),
            wording::count(LEAST_POSTINGS)
        );
        return draft.with((Verdict::Void, reason));
    }
    let falling = entries
        .iter()
        .filter_map(|(at, _)| study.share_change(Some(*at), windows.deciding).ok())
        .filter(|measured| measured.estimate.high.is_some_and(|high| high < 0.0))
        .count();
    let entries: Vec<&Entry> = entries.iter().map(|(_, entry)| entry).collect();
    let rising = entries.iter().filter(|entry| entry.change() > 0.0).count();
    let probability = rank::probability(&lengths(&entries), |drawn| {
        let changes = drawn_changes(&entries, drawn);
        changes.iter().filter(|change| **change > 0.0).count() >= rising_at_least
    });
    let found = format!(
        "Of {} categories {rising} rose, and {falling} lost share with an interval below zero ({})",
        entries.len(),
        windows.name
    );
    let holds = rising >= rising_at_least && falling <= falling_at_most;
    let n = entries
        .iter()
        .fold((0, 0), |sum, entry| (sum.0 + entry.n.0, sum.1 + entry.n.1));
    Draft {
        n,
        deciding_reading: windows.name.to_owned(),
        ..draft
    }
    .with(verdict::decide_by_probability(
        holds,
        probability,
        NEEDED,
        &found,
    ))
    .found(format!(
        "{found}; at least {rising_at_least} rose in {} of the draws.",
        wording::share(probability)
    ))
}

/// The claim that the article's twelve categories are the twelve largest.
pub(super) fn of_volume(study: &Study<'_>, window: DayRange) -> Draft {
    let article = Category::of_the_article();
    let draft = Draft::bare("the twelve largest".to_owned(), String::new());
    let covering = match study.covering(&[window]) {
        Ok(covering) => covering,
        Err(reason) => return draft.with((Verdict::NotCovered, reason)),
    };
    let sizes = volumes(study, &covering, window);
    let others = sizes
        .iter()
        .filter(|(category, _, _)| !article.contains(category));
    if others.map(|(_, n, _)| n).sum::<u64>() == 0 {
        let reason = "No other category holds a posting, so there is nothing to compare with.";
        return draft.with((Verdict::Inconclusive, reason.to_owned()));
    }
    let n: u64 = sizes.iter().map(|(_, n, _)| n).sum();
    if let Some(reason) = too_few((n, n), "postings with a category") {
        return draft.with((Verdict::Void, reason));
    }
    let overlap = |values: &[f64]| {
        let order = rank::ascending(values);
        let top = order.iter().rev().take(article.len());
        top.filter(|at| article.contains(&sizes[**at].0)).count()
    };
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
    let totals: Vec<f64> = sizes.iter().map(|(_, n, _)| *n as f64).collect();
    let point = overlap(&totals);
    let weeks = sizes.first().map_or(0, |(_, _, weeks)| weeks.len());
    let probability = rank::probability(&[weeks], |drawn| {
        let sums = sizes
            .iter()
            .map(|(_, _, weeks)| drawn[0].iter().map(|at| weeks[*at]).sum::<f64>());
        overlap(&sums.collect::<Vec<f64>>()) == article.len()
    });
    let order = rank::ascending(&totals);
    let strangers: Vec<String> = order
        .iter()
        .rev()
        .take(article.len())
        .filter(|at| !article.contains(&sizes[**at].0))
        .map(|at| sizes[*at].0.title().to_lowercase())
        .collect();
    let found = if strangers.is_empty() {
        format!("Of the twelve largest categories {point} are the article's")
    } else {
        format!(
            "Of the twelve largest categories {point} are the article's; {} stand among them too",
            wording::list(&strangers)
        )
    };
    Draft { n: (n, n), ..draft }
        .with(verdict::decide_by_probability(
            point == article.len(),
            probability,
            NEEDED,
            &found,
        ))
        .found(format!("{found}."))
}

/// Every named category with its postings and weekly totals; `other` is no category that a platform offers.
fn volumes(
    study: &Study<'_>,
    covering: &Covering,
    window: DayRange,
) -> Vec<(Category, u64, Vec<f64>)> {
    Category::ALL
        .iter()
        .filter(|category| **category != Category::Other)
        .filter_map(|category| {
            let cohort = Some(study.panel.cohort(category.slug())?);
            let n = study.postings(cohort, covering, window);
            Some((*category, n, study.totals(cohort, covering, window).weeks))
        })
        .collect()
}

/// The claim that a tag comes first among its rivals, in number at the end and in growth.
pub(super) fn of_tags(
    study: &Study<'_>,
    first: &Cohort,
    rivals: &[Cohort],
    window: DayRange,
) -> Draft {
    let draft = Draft::bare(
        "first in number and in growth".to_owned(),
        first.query.clone(),
    );
    let windows = match Windows::of(study, window) {
        Ok(windows) => windows,
        Err(reason) => return draft.with((Verdict::NotCovered, reason)),
    };
    let entry = |cohort: &Cohort| -> Result<Entry, String> {
        let at = position(study, cohort)?.ok_or("A tag was expected.")?;
        count_entry(study, &cohort.title, at, &windows).ok_or_else(|| "Not covered.".to_owned())
    };
    let leader = match entry(first) {
        Ok(leader) => leader,
        Err(reason) => return draft.with((Verdict::Inconclusive, reason)),
    };
    let n = leader.n;
    if let Some(reason) = born_inside(first, window).or_else(|| too_few(n, "postings")) {
        return Draft { n, ..draft }.with((Verdict::Void, reason));
    }
    let (born, kept): (Vec<&Cohort>, Vec<&Cohort>) = rivals
        .iter()
        .partition(|rival| born_inside(rival, window).is_some());
    let mut entries = vec![leader];
    entries.extend(kept.into_iter().filter_map(|rival| entry(rival).ok()));
    let entries: Vec<&Entry> = entries.iter().collect();
    let leads = |changes: &[f64], ends: &[f64]| {
        let rivals = entries.iter().enumerate().skip(1);
        rivals
            .into_iter()
            .all(|(at, rival)| ends[0] > ends[at] && (!enough(rival.n) || changes[0] > changes[at]))
    };
    let ends = |drawn: &[usize]| -> Vec<f64> {
        let end = |entry: &&Entry| drawn.iter().map(|at| entry.deciding.end[*at].0).sum();
        entries.iter().map(end).collect()
    };
    let changes: Vec<f64> = entries.iter().map(|entry| entry.change()).collect();
    let every: Vec<usize> = (0..lengths(&entries)[1]).collect();
    let holds = leads(&changes, &ends(&every));
    let probability = rank::probability(&lengths(&entries), |drawn| {
        leads(&drawn_changes(&entries, drawn), &ends(&drawn[1]))
    });
    let found = tags_found(&entries, &changes, &born);
    Draft {
        n,
        deciding_reading: windows.name.to_owned(),
        ..draft
    }
    .with(verdict::decide_by_probability(
        holds,
        probability,
        NEEDED,
        &found,
    ))
    .found(format!("{found}."))
}

fn tags_found(entries: &[&Entry], changes: &[f64], born: &[&Cohort]) -> String {
    let parts: Vec<String> = entries
        .iter()
        .zip(changes)
        .map(|(entry, change)| {
            let growth = if enough(entry.n) {
                wording::percent(change.exp_m1())
            } else {
                "too few to compare growth".to_owned()
            };
            format!("{} {} ({growth})", entry.title, wording::count(entry.n.1))
        })
        .collect();
    let late: Vec<String> = born.iter().map(|cohort| cohort.title.clone()).collect();
    let note = if late.is_empty() {
        String::new()
    } else {
        format!(
            "; left out, born inside the window: {}",
            wording::list(&late)
        )
    };
    format!(
        "In the last 84 days there are {}{note}",
        wording::list(&parts)
    )
}

/// The claim that postings and hourly pay of several categories all rose.
pub(super) fn joint(study: &Study<'_>, cohorts: &[Cohort], window: DayRange) -> Draft {
    let query = cohorts.iter().map(|cohort| cohort.query.clone());
    let query = format!("({})", query.collect::<Vec<_>>().join(" OR "));
    let draft = Draft::bare("postings and pay all rose".to_owned(), query);
    let windows = match Windows::of(study, window) {
        Ok(windows) => windows,
        Err(reason) => return draft.with((Verdict::NotCovered, reason)),
    };
    let mut entries = Vec::new();
    for cohort in cohorts {
        let at = match position(study, cohort) {
            Ok(at) => at.unwrap_or_default(),
            Err(reason) => return draft.with((Verdict::Inconclusive, reason)),
        };
        let pay = format!("hourly pay of {}", cohort.title);
        entries.extend(count_entry(study, &cohort.title, at, &windows));
        match pay_entry(study, &pay, at, &windows) {
            Some(entry) => entries.push(entry),
            None => {
                let reason = "No posting states hourly pay in both windows.";
                return draft.with((Verdict::Void, reason.to_owned()));
            }
        }
    }
    for entry in &entries {
        if let Some(reason) = too_few(entry.n, &format!("postings for {}", entry.title)) {
            return Draft {
                n: entry.n,
                ..draft
            }
            .with((Verdict::Void, reason));
        }
    }
    let entries: Vec<&Entry> = entries.iter().collect();
    let changes: Vec<f64> = entries.iter().map(|entry| entry.change()).collect();
    let rose = |changes: &[f64]| changes.iter().all(|change| *change > 0.0);
    let probability = rank::probability(&lengths(&entries), |drawn| {
        rose(&drawn_changes(&entries, drawn))
    });
    let parts: Vec<String> = entries
        .iter()
        .zip(&changes)
        .map(|(entry, change)| format!("{} {}", entry.title, wording::percent(change.exp_m1())))
        .collect();
    let found = format!(
        "The changes are {} ({})",
        wording::list(&parts),
        windows.name
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
        probability,
        NEEDED,
        &found,
    ))
    .found(format!("{found}."))
}
