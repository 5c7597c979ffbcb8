//! What changed since an earlier report in, the section that says so out: flipped verdicts with why, revised numbers and months. Compares nothing.

use analytics::claims::Text;
use analytics::said;

use super::tables::{self, number, text};
use super::{ChangesView, Setting, TableView};
use crate::changes::{self, Cause, Changes, ClaimName, Figure, Flip, MonthRevision, Revision};
use crate::wording::both;

/// How many revised months a page lists; the rest are counted, since one late source can revise every month of every category.
const MOST_MONTHS: usize = 24;

/// The section; `None` where there is no earlier report.
pub(crate) fn build(setting: &Setting<'_>) -> Option<ChangesView> {
    let request = setting.request;
    let changes = changes::since(request.previous, request.findings, request.manifest)?;
    let sentences = sentences(&changes);
    let tables = vec![
        flips(setting, &changes.flips),
        revisions(setting, &changes.revisions),
        months(setting, &changes.months),
    ];
    Some(ChangesView {
        sentences: sentences
            .iter()
            .map(|sentence| sentence.of(setting.language).to_owned())
            .collect(),
        tables: tables
            .into_iter()
            .filter(|table| table.absent.is_none())
            .collect(),
    })
}

fn sentences(changes: &Changes) -> Vec<Text> {
    let mut out = vec![changes.against.clone()];
    out.push(match changes.causes.as_slice() {
        [] => said!(
            "Both rest on the same postings, rules, claims and code.",
            "两份报告依据同样的职位、规则、说法与程序。"
        ),
        causes => said!(
            "What differs: {causes}.",
            "不同之处：{causes}。",
            causes = why(causes)
        ),
    });
    let flipped = changes.flips.len() as u64;
    let judged = changes.unchanged as u64 + flipped;
    out.push(match flipped {
        0 => said!(
            "No verdict flipped among the {sentences} that both reports judge.",
            "两份报告都检验的 {sentences}中，没有判定改变。",
            sentences = both::sentences(judged)
        ),
        n => said!(
            "Of the {sentences} that both reports judge, the verdicts of {n} flipped.",
            "两份报告都检验的 {sentences}中，有 {n} 句的判定改变。",
            sentences = both::sentences(judged),
            n = both::count(n)
        ),
    });
    if !changes.added.is_empty() {
        out.push(said!(
            "New here: {ids}.",
            "新增：{ids}。",
            ids = ids(&changes.added)
        ));
    }
    if !changes.withdrawn.is_empty() {
        out.push(said!(
            "No longer here: {ids}.",
            "不再出现：{ids}。",
            ids = ids(&changes.withdrawn)
        ));
    }
    out
}

fn ids(names: &[ClaimName]) -> Text {
    let ids: Vec<Text> = names
        .iter()
        .map(|name| Text::same(name.id.clone()))
        .collect();
    both::list(&ids)
}

fn why(causes: &[Cause]) -> Text {
    let words: Vec<Text> = causes.iter().map(|cause| cause.words()).collect();
    both::list(&words)
}

fn flips(setting: &Setting<'_>, flips: &[Flip]) -> TableView {
    let rows = flips
        .iter()
        .map(|flip| {
            let before = flip.before.map_or_else(
                || Text::same(flip.before_name.clone()),
                |verdict| both::verdict(verdict).name,
            );
            vec![
                text(Text::same(flip.claim.id.clone())),
                text(flip.claim.sentence.clone()),
                text(before),
                text(both::verdict(flip.after).name),
                text(why(&flip.why)),
                text(flip.reason.clone()),
            ]
        })
        .collect();
    tables::table(
        setting,
        said!("Verdicts that flipped", "改变的判定"),
        "claims.json",
        vec![
            (said!("No.", "编号"), false),
            (said!("Sentence", "说法"), false),
            (said!("Before", "此前"), false),
            (said!("Now", "现在"), false),
            (said!("What may have flipped it", "可能的原因"), false),
            (said!("Today's reason", "现在的理由"), false),
        ],
        rows,
        said!("No verdict flipped.", "没有判定改变。"),
    )
}

/// A number of a claim as the table of revisions writes it.
pub(crate) fn figure(figure: Option<&Figure>) -> Text {
    let Some(figure) = figure else {
        return both::no_estimate();
    };
    let value = both::percent(figure.value);
    match figure.low.zip(figure.high) {
        Some((low, high)) => said!(
            "{value} ({interval})",
            "{value}（{interval}）",
            value = value,
            interval = both::span(&both::percent(low), &both::percent(high))
        ),
        None => value,
    }
}

fn revisions(setting: &Setting<'_>, revisions: &[Revision]) -> TableView {
    let rows = revisions
        .iter()
        .map(|one| {
            vec![
                text(Text::same(one.claim.id.clone())),
                text(one.quantity.words()),
                number(figure(one.before.as_ref())),
                number(figure(one.after.as_ref())),
                text(why(&one.why)),
            ]
        })
        .collect();
    tables::table(
        setting,
        said!(
            "Numbers on the same window that were revised",
            "同一窗口上修订的数字"
        ),
        "claims.json",
        vec![
            (said!("No.", "编号"), false),
            (said!("Number", "数字"), false),
            (said!("Before", "此前"), true),
            (said!("Now", "现在"), true),
            (said!("What may have moved it", "可能的原因"), false),
        ],
        rows,
        said!("No number was revised.", "没有数字被修订。"),
    )
}

fn months(setting: &Setting<'_>, months: &[MonthRevision]) -> TableView {
    let rows = months
        .iter()
        .take(MOST_MONTHS)
        .map(|one| {
            vec![
                text(both::month(one.month)),
                text(one.title.clone()),
                number(both::count(one.before)),
                number(both::count(one.after)),
            ]
        })
        .collect();
    let mut table = tables::table(
        setting,
        said!("Months whose counts were revised", "职位数被修订的月份"),
        "data/monthly.csv",
        vec![
            (said!("Month", "月份"), false),
            (said!("Counted", "计数对象"), false),
            (said!("Before", "此前"), true),
            (said!("Now", "现在"), true),
        ],
        rows,
        said!("No month was revised.", "没有月份被修订。"),
    );
    let rest = months.len().saturating_sub(MOST_MONTHS) as u64;
    if rest > 0 {
        let note = said!(
            "{n} further counts of months were revised.",
            "另有 {n} 个月份的职位数被修订。",
            n = both::count(rest)
        );
        table.note = Some(note.of(setting.language).to_owned());
    }
    table
}
