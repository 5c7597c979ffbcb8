//! The claim that most of the study's categories rose and few fell beyond doubt. Its weight is a probability over drawn weeks.

use model::DayRange;

use super::orders::{
    Entry, NEEDED, Windows, count_entry, drawn_changes, drawn_claim, enough, lengths,
};
use super::{Context, Draft};
use crate::change::WindowPair;
use crate::findings::Verdict;
use crate::rank::{self, Weekly};
use crate::study::Study;
use crate::verdict::{self, LEAST_POSTINGS};
use crate::wording::{both, said};

/// A claim that most of the study's categories rose and few fell beyond doubt.
pub(super) fn count(
    context: &Context<'_>,
    rising_at_least: usize,
    falling_at_most: usize,
    window: DayRange,
) -> Draft {
    let study = &context.study;
    let claimed = said!(
        "at least {rising} rose, at most {falling} fell beyond doubt",
        "至少 {rising} 个上升，至多 {falling} 个确定下降",
        rising = rising_at_least,
        falling = falling_at_most,
    );
    let draft = Draft::bare(claimed, String::new());
    let mut windows = match Windows::of(study, window) {
        Ok(windows) => windows,
        Err(reason) => return draft.with((Verdict::NotCovered, reason)),
    };
    let mut entries: Vec<(usize, Entry)> = context
        .categories()
        .into_iter()
        .filter_map(|(category, at)| {
            let title = both::category(category);
            Some((at, count_entry(study, &title, at, &windows)?))
        })
        .filter(|(_, entry)| enough(entry.n))
        .collect();
    let all = context.header.categories.len();
    if entries.len() < all {
        let reason = said!(
            "Of the {all} categories {enough} hold {least} postings in both windows.",
            "{all} 个类别中有 {enough} 个在两个窗口都有 {least} 个职位。",
            all,
            enough = entries.len(),
            least = both::count(LEAST_POSTINGS),
        );
        return draft.with((Verdict::Void, reason));
    }
    windows.settle(entries.iter_mut().map(|(_, entry)| entry));
    let shares: Vec<ShareEntry> = entries
        .iter()
        .filter_map(|(at, _)| ShareEntry::of(study, *at, windows.deciding))
        .collect();
    let falling = shares
        .iter()
        .filter(|share| share.fell(share.change))
        .count();
    let entries: Vec<&Entry> = entries.iter().map(|(_, entry)| entry).collect();
    let rising = entries.iter().filter(|entry| entry.change() > 0.0).count();
    let probability = rank::probability(&lengths(&entries), |drawn| {
        let changes = drawn_changes(&entries, drawn);
        let fell = |share: &&ShareEntry| share.fell(share.weeks.log_change(&drawn[0], &drawn[1]));
        changes.iter().filter(|change| **change > 0.0).count() >= rising_at_least
            && shares.iter().filter(fell).count() <= falling_at_most
    });
    let found = said!(
        "Of {all} categories {rising} rose, and {falling} lost share with an interval below zero ({name})",
        "{all} 个类别中有 {rising} 个上升，有 {falling} 个占比下降且区间低于零（{name}）",
        all = entries.len(),
        rising,
        falling,
        name = both::reading(windows.name),
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
        (probability, &drawn_claim()),
        NEEDED,
        &found,
    ))
    .found(said!(
        "{found}; at least {rising} rose and at most {falling} fell beyond doubt in {drawn} of the draws.",
        "{found}；至少 {rising} 个上升且至多 {falling} 个确定下降的情形占抽样的 {drawn}。",
        found,
        rising = rising_at_least,
        falling = falling_at_most,
        drawn = both::share(probability),
    ))
}

/// A category's share in the windows that decide, with what its interval takes in.
struct ShareEntry {
    weeks: Weekly,
    /// The log change of the share.
    change: f64,
    /// Half the width of its interval, in logarithms.
    reach: f64,
}

impl ShareEntry {
    fn of(study: &Study<'_>, at: usize, pair: WindowPair) -> Option<ShareEntry> {
        let change = study.share_change(Some(at), pair).ok()?.change?;
        let covering = study
            .covering_of(&[Some(at)], &[pair.start, pair.end])
            .ok()?;
        let totals = |days| [Some(at), None].map(|cohort| study.totals(cohort, &covering, days));
        let (start, end) = (totals(pair.start), totals(pair.end));
        Some(ShareEntry {
            weeks: Weekly::of((&start[0], Some(&start[1])), (&end[0], Some(&end[1]))),
            change: change.value,
            reach: change.critical * change.standard_error?,
        })
    }

    /// Whether a change of the share would be a fall beyond doubt, by an interval as wide as the one at hand.
    fn fell(&self, change: f64) -> bool {
        change + self.reach < 0.0
    }
}
