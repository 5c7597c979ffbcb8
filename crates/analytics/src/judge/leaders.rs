//! Claims of what comes first: the largest categories, the tag ahead of its rivals. Their weight is a probability over drawn weeks.

use model::{Category, DayRange};

use super::comparisons::ended;
use super::orders::{
    Entry, NEEDED, Windows, count_entry, drawn_changes, drawn_claim, enough, lengths,
};
use super::{Context, Draft, position, postings, too_few, unborn};
use crate::claims::{Cohort, Text};
use crate::coverage::Covering;
use crate::findings::Verdict;
use crate::rank;
use crate::study::Study;
use crate::verdict;
use crate::wording::{both, said};

/// The claim that the study's categories are the largest.
pub(super) fn of_volume(context: &Context<'_>, window: DayRange) -> Draft {
    let (study, article) = (&context.study, &context.header.categories);
    let claimed = said!("the {n} largest", "最大的 {n} 个类别", n = article.len());
    let draft = Draft::bare(claimed, String::new());
    let named = Category::ALL.iter();
    let named = named.filter_map(|category| study.panel.cohort(category.slug()));
    let named: Vec<Option<usize>> = named.map(Some).collect();
    let covering = match study.covering_of(&named, &[window]) {
        Ok(covering) => covering,
        Err(reason) => return draft.with((Verdict::NotCovered, reason)),
    };
    let sizes = volumes(study, &covering, window);
    let others = sizes
        .iter()
        .filter(|(category, _, _)| !article.contains(category));
    if others.map(|(_, n, _)| n).sum::<u64>() == 0 {
        let reason = said!(
            "No other category holds a posting, so there is nothing to compare with.",
            "其他类别没有职位，因此没有可供比较的对象。"
        );
        return draft.with((Verdict::Inconclusive, reason));
    }
    let n: u64 = sizes.iter().map(|(_, n, _)| n).sum();
    if let Some(reason) = too_few((n, n), &said!("postings with a category", "有类别的职位"))
    {
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
    let strangers: Vec<Text> = order
        .iter()
        .rev()
        .take(article.len())
        .filter(|at| !article.contains(&sizes[**at].0))
        .map(|at| both::category(sizes[*at].0))
        .collect();
    let all = article.len();
    let found = if strangers.is_empty() {
        said!(
            "Of the {all} largest categories {point} are the study's",
            "最大的 {all} 个类别中有 {point} 个属于该研究",
            all,
            point,
        )
    } else {
        said!(
            "Of the {all} largest categories {point} are the study's; {strangers} stand among them too",
            "最大的 {all} 个类别中有 {point} 个属于该研究；其中还有{strangers}",
            all,
            point,
            strangers = both::list(&strangers),
        )
    };
    Draft { n: (n, n), ..draft }
        .with(verdict::decide_by_probability(
            point == article.len(),
            (probability, &drawn_claim()),
            NEEDED,
            &found,
        ))
        .found(ended(&found))
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
            Some((
                *category,
                n,
                study
                    .totals(cohort, covering, window)
                    .weeks
                    .into_iter()
                    .flatten()
                    .collect(),
            ))
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
        said!("first in number and in growth", "数量和增长都居首"),
        first.query.clone(),
    );
    let mut windows = match Windows::of(study, window) {
        Ok(windows) => windows,
        Err(reason) => return draft.with((Verdict::NotCovered, reason)),
    };
    let entry = |cohort: &Cohort, windows: &Windows| -> Result<Entry, Text> {
        let at = position(study, cohort)?;
        let at = at.ok_or_else(|| said!("A tag was expected.", "这里应当是一个标签。"))?;
        count_entry(study, &cohort.title, at, windows)
            .ok_or_else(|| said!("Not covered.", "未覆盖。"))
    };
    let leader = match entry(first, &windows) {
        Ok(leader) => leader,
        Err(reason) => return draft.with((Verdict::Inconclusive, reason)),
    };
    let n = leader.n;
    if let Some(reason) = unborn(first, windows.first()).or_else(|| too_few(n, &postings())) {
        return Draft { n, ..draft }.with((Verdict::Void, reason));
    }
    let (born, kept): (Vec<&Cohort>, Vec<&Cohort>) = rivals
        .iter()
        .partition(|rival| unborn(rival, windows.first()).is_some());
    let mut entries = vec![leader];
    entries.extend(
        kept.into_iter()
            .filter_map(|rival| entry(rival, &windows).ok()),
    );
    windows.settle(&mut entries);
    let entries: Vec<&Entry> = entries.iter().collect();
    let leads = |changes: &[f64], ends: &[f64]| {
        let rivals = entries.iter().enumerate().skip(1);
        rivals
            .into_iter()
            .all(|(at, rival)| ends[0] > ends[at] && (!enough(rival.n) || changes[0] > changes[at]))
    };
    let ends = |drawn: &[usize]| -> Vec<f64> {
        let end = |entry: &&Entry| rank::level(&entry.deciding.end, drawn);
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
        (probability, &drawn_claim()),
        NEEDED,
        &found,
    ))
    .found(ended(&found))
}

fn tags_found(entries: &[&Entry], changes: &[f64], born: &[&Cohort]) -> Text {
    let parts: Vec<Text> = entries
        .iter()
        .zip(changes)
        .map(|(entry, change)| {
            said!(
                "{title} {n} ({growth})",
                "{title} {n}（{growth}）",
                title = entry.title,
                n = both::cell(entry.n.1),
                growth = match enough(entry.n) {
                    true => both::percent(change.exp_m1()),
                    false => said!("too few to compare growth", "太少，无法比较增长"),
                },
            )
        })
        .collect();
    let late: Vec<Text> = born.iter().map(|cohort| cohort.title.clone()).collect();
    let note = match late.is_empty() {
        true => Text::default(),
        false => said!(
            "; left out, born inside the window: {late}",
            "；未计入（在窗口之内才出现）：{late}",
            late = both::list(&late),
        ),
    };
    said!(
        "In the last 84 days there are {parts}{note}",
        "最近 84 天的职位数：{parts}{note}",
        parts = both::list(&parts),
        note,
    )
}
