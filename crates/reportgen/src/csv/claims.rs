//! Judged claims in, rows of `data/claims.csv`, `data/readings.csv` and `data/specifications.csv` out. Knows no cohort's table.

use analytics::findings::{Findings, JudgedClaim};

use super::{Sheet, count, estimate, flag, number, words};
use crate::dictionary::Field;
use crate::page;
use crate::suppression::{Hidden, SMALLEST_CELL};
use crate::wording;

/// The columns of `data/claims.csv`.
pub(crate) const CLAIMS: &[Field] = &[
    Field::new(
        "id",
        "the claim, and its window where that is not the claim's own",
        "说法的编号；窗口不是它自己的时，后接窗口",
    ),
    Field::new(
        "original",
        "the claim that this one repeats on another window",
        "在另一窗口重复的原说法",
    ),
    Field::new(
        "section",
        "the part of the study that it belongs to",
        "它在研究中所属的部分",
    ),
    Field::new("verdict", "the verdict", "判定"),
    Field::new("sentence", "the claim in words", "说法的文字"),
    Field::new("claimed", "the claimed value in words", "所称数值的文字"),
    Field::new(
        "claimed_value",
        "the claimed value as a fraction",
        "所称数值，以小数表示",
    ),
    Field::new(
        "first_day",
        "the first day that it is about",
        "它所针对的首日",
    ),
    Field::new(
        "last_day",
        "the last day that it is about",
        "它所针对的末日",
    ),
    Field::new(
        "estimate",
        "the estimate under the claim's own reading, as a fraction",
        "按说法自己的读法得到的估计，以小数表示",
    ),
    Field::new("estimate_low", "the low end of its interval", "其区间下端"),
    Field::new(
        "estimate_high",
        "the high end of its interval",
        "其区间上端",
    ),
    Field::new(
        "deciding_reading",
        "the reading that decides the verdict",
        "据以判定的读法",
    ),
    Field::new(
        "deciding",
        "the estimate under it, as a fraction",
        "按该读法得到的估计，以小数表示",
    ),
    Field::new("deciding_low", "the low end of its interval", "其区间下端"),
    Field::new(
        "deciding_high",
        "the high end of its interval",
        "其区间上端",
    ),
    Field::new(
        "minimum_detectable_effect",
        "the smallest change that would show, as a fraction",
        "能够显示的最小变化，以小数表示",
    ),
    Field::new(
        "postings_start",
        "postings in the start window",
        "首段窗口的职位数",
    ),
    Field::new(
        "postings_end",
        "postings in the end window",
        "末段窗口的职位数",
    ),
    Field::new(
        "suppressed",
        "1 where numbers are withheld",
        "有数字不显示时为 1",
    ),
    Field::new("finding", "what was computed, in words", "计算结果的文字"),
    Field::new(
        "reason",
        "why the verdict, in one sentence",
        "一句话的判定理由",
    ),
    Field::new(
        "evidence_query",
        "a query that finds the postings behind it",
        "能找到所依据职位的检索式",
    ),
];

/// The article's claims, then the same on the report's window.
pub(super) fn claims(findings: &Findings, sheet: &mut Sheet) {
    each(findings, |claim, hidden| sheet.row(cells(claim, hidden)));
}

/// Calls `write` with each claim and whether its numbers are withheld.
fn each(findings: &Findings, mut write: impl FnMut(&JudgedClaim, bool)) {
    let hidden = Hidden::of(findings);
    for claim in findings.claims.iter().chain(&findings.on_your_window) {
        write(claim, hidden.claim(claim));
    }
}

fn cells(claim: &JudgedClaim, hidden: bool) -> Vec<String> {
    let mut cells = vec![
        words(&claim.id),
        words(claim.original.as_deref().unwrap_or("")),
        words(&claim.section),
        wording::verdict(claim.verdict).0.to_owned(),
        words(&claim.sentence.en),
        words(&claim.claimed.en),
        number(claim.claimed_value),
        claim.window.first().to_string(),
        claim.window.last().to_string(),
    ];
    cells.extend(estimate(claim.estimate.as_ref().filter(|_| !hidden)));
    cells.push(words(&claim.deciding_reading));
    cells.extend(estimate(claim.deciding.as_ref().filter(|_| !hidden)));
    cells.push(number(claim.minimum_detectable_effect.filter(|_| !hidden)));
    // Both ends: a small one would follow from the other and the total of a category.
    cells.push(count(claim.n_start, hidden));
    cells.push(count(claim.n_end, hidden));
    cells.push(flag(hidden));
    cells.push(words(&page::finding(claim, hidden).en));
    cells.push(words(&page::reason(claim, hidden).en));
    cells.push(words(&claim.evidence_query));
    cells
}

/// The columns of `data/readings.csv`.
pub(crate) const READINGS: &[Field] = &[
    Field::new("claim", "the claim's id", "说法的编号"),
    Field::new("reading", "the reading of the change", "变化的读法"),
    Field::new(
        "interval",
        "the kind of interval; empty for the reading's own",
        "区间的种类；空白表示该读法自己的区间",
    ),
    Field::new(
        "value",
        "the change as a fraction; empty where there is none",
        "变化，以小数表示；没有时空白",
    ),
    Field::new("low", "the low end of the interval", "区间下端"),
    Field::new("high", "the high end of the interval", "区间上端"),
    Field::new(
        "postings",
        "the postings that it rests on",
        "所依据的职位数",
    ),
    Field::new(
        "suppressed",
        "1 where numbers are withheld",
        "有数字不显示时为 1",
    ),
];

/// Every reading of every claim, then the other intervals of the change that decides.
pub(super) fn readings(findings: &Findings, sheet: &mut Sheet) {
    each(findings, |claim, hidden| {
        for reading in &claim.readings {
            let shown = reading.estimate.as_ref().filter(|_| !hidden);
            let [value, low, high] = estimate(shown);
            sheet.row([
                words(&claim.id),
                words(&reading.name),
                String::new(),
                value,
                low,
                high,
                shown.map_or_else(String::new, |e| count(e.n, e.n < SMALLEST_CELL)),
                flag(hidden && reading.estimate.is_some()),
            ]);
        }
        let intervals = claim.robustness.iter().flat_map(|around| &around.intervals);
        let deciding = claim.deciding.as_ref().filter(|_| !hidden);
        for one in intervals {
            sheet.row([
                words(&claim.id),
                words(&claim.deciding_reading),
                words(&one.name),
                number(deciding.map(|e| e.value)),
                number(Some(one.low).filter(|_| !hidden)),
                number(Some(one.high).filter(|_| !hidden)),
                deciding.map_or_else(String::new, |e| count(e.n, e.n < SMALLEST_CELL)),
                flag(hidden),
            ]);
        }
    });
}

/// The columns of `data/specifications.csv`.
pub(crate) const SPECIFICATIONS: &[Field] = &[
    Field::new("claim", "the claim's id", "说法的编号"),
    Field::new("choice", "a choice that was varied", "变动过的一项选择"),
    Field::new("option", "one of its options", "它的一个选项"),
    Field::new(
        "specifications",
        "the specifications with that option",
        "采用该选项的设定数",
    ),
    Field::new(
        "median",
        "their median change, as a fraction",
        "它们变化的中位数，以小数表示",
    ),
    Field::new(
        "agreement",
        "the part of them with the claimed sign",
        "其中方向与所称一致的比例",
    ),
    Field::new(
        "suppressed",
        "1 where numbers are withheld",
        "有数字不显示时为 1",
    ),
];

/// What each option of each choice does to the changes of each claim.
pub(super) fn specifications(findings: &Findings, sheet: &mut Sheet) {
    each(findings, |claim, hidden| {
        let choices = claim.robustness.iter().flat_map(|around| &around.choices);
        for one in choices {
            sheet.row([
                words(&claim.id),
                words(one.choice),
                words(&one.option),
                one.specifications.to_string(),
                number(Some(one.median).filter(|_| !hidden)),
                number(Some(one.agreement).filter(|_| !hidden)),
                flag(hidden),
            ]);
        }
    });
}
