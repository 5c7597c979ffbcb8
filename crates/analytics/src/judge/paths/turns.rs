//! The claim that a slope turned on some days: the likeliest turn with its days, and beside it the jumps of the level. Weekly logarithms in, a draft out.

use model::DayRange;

use super::{MONTH_WEEKS, Path, SURE, path};
use crate::breaks::{self, Break, Shape, segments};
use crate::claims::{BreakClaim, Text};
use crate::findings::{Estimate, Reading, Verdict};
use crate::judge::comparisons::{ended, other_way};
use crate::judge::{Context, Draft};
use crate::wording::{both, said};

/// Jumps of the level that are tried.
const MOST_LEVELS: usize = 5;

/// A claim that the slope turned on some days.
pub(in crate::judge) fn slope_break(
    context: &Context<'_>,
    claim: &BreakClaim,
    window: DayRange,
) -> Draft {
    let claimed = said!(
        "a {turn} slope from a day between {first} and {last}",
        "自{first}至{last}之间的某天起，斜率变{turn}",
        turn = match claim.direction < 0.0 {
            true => said!("lower", "低"),
            false => said!("higher", "高"),
        },
        first = claim.first,
        last = claim.last,
    );
    let draft = Draft::bare(claimed, claim.cohort.query.clone());
    let path = match path(context, &claim.cohort, claim.of, window) {
        Ok(path) => path,
        Err((n, ruling)) => return Draft { n, ..draft }.with(ruling),
    };
    let n = path.n.0 + path.n.1;
    let draft = Draft {
        n: path.n,
        deciding_reading: path.name.to_owned(),
        ..draft
    };
    let Some(found) = breaks::one(&path.logs, Shape::Slope) else {
        let reason = said!(
            "A break needs {least} weeks that vary; there are {weeks}.",
            "断点需要 {least} 个有变动的周；这里有 {weeks} 个。",
            least = breaks::LEAST_VALUES,
            weeks = path.logs.len(),
        );
        return draft.with((Verdict::NotCovered, reason));
    };
    let level = breaks::one(&path.logs, Shape::Level);
    let levels = levels(&path);
    let (before, after) = (found.slope_before, found.slope_before + found.change);
    let (low, high) = (path.day(found.low), path.day(found.high));
    let said = turned(&path, &found);
    let beside = level.map_or_else(Text::default, |level| jumped(&path, &level));
    let readings = [
        ("slope_before_a_month", before),
        ("slope_after_a_month", after),
    ];
    let draft = Draft {
        readings: readings
            .into_iter()
            .map(|(name, slope)| Reading {
                name: name.to_owned(),
                estimate: Some(Estimate {
                    value: a_month(slope),
                    n,
                    low: None,
                    high: None,
                }),
                why_not: None,
            })
            .collect(),
        ..draft
    }
    .found(said!(
        "{said}{beside}{levels} ({name}).",
        "{said}{beside}{levels}（{name}）。",
        said,
        beside,
        levels,
        name = both::reading(path.name),
    ));
    let there = low <= claim.last && claim.first <= high;
    let right = found.change * claim.direction > 0.0;
    draft.ruled(
        &path,
        if found.p_value >= SURE {
            let reason = said!(
                "{said}: chance alone would show as much, so no turn is found.",
                "{said}：仅凭偶然也会如此，因此没有发现转折。",
                said
            );
            (Verdict::Inconclusive, reason)
        } else if there && right {
            (Verdict::Reproduced, ended(&said))
        } else if right {
            let reason = said!(
                "{said}, on other days than claimed.",
                "{said}，日期与论断不同。",
                said
            );
            (Verdict::Contradicted, reason)
        } else {
            (Verdict::Contradicted, other_way(&said))
        },
    )
}

/// How many jumps of the level two criteria take (Bai and Perron 2003), in words; nothing where the path is shorter than a stretch.
fn levels(path: &Path) -> Text {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "weeks are few"
    )]
    let least = (path.logs.len() as f64 * breaks::TRIMMED).ceil() as usize;
    let numbers = segments::numbers(&path.logs, least, MOST_LEVELS);
    numbers.map_or_else(Text::default, |numbers| {
        said!(
            "; in stretches of even level the number of jumps is {bic} by Schwarz's criterion, {lwz} by that of Liu, Wu and Zidek",
            "；若按水平分段，跳变次数按施瓦茨准则为 {bic}，按刘、吴、齐德克准则为 {lwz}",
            bic = numbers.bic,
            lwz = numbers.lwz,
        )
    })
}

/// A month's change of a slope in weekly logarithms, as a fraction.
fn a_month(slope: f64) -> f64 {
    (slope * MONTH_WEEKS).exp_m1()
}

/// The likeliest turn of a slope, in words.
fn turned(path: &Path, found: &Break) -> Text {
    said!(
        "The likeliest turn of the slope lies in the week of {week} (95 % between {low} and {high}; p {p}), from {before} to {after} a month",
        "斜率最可能在{week}开始的一周转折（95% 区间：{low}至{high}；p 值：{p}），从每月 {before} 变为 {after}",
        week = path.day(found.at),
        low = path.day(found.low),
        high = path.day(found.high),
        p = both::probability(found.p_value),
        before = both::percent(a_month(found.slope_before)),
        after = both::percent(a_month(found.slope_before + found.change)),
    )
}

/// The likeliest jump of the level, in words.
fn jumped(path: &Path, level: &Break) -> Text {
    said!(
        "; the likeliest jump of the level in the week of {week} ({jump}; p {p})",
        "；水平最可能在{week}开始的一周跳变（{jump}；p 值：{p}）",
        week = path.day(level.at),
        jump = both::percent(level.change.exp_m1()),
        p = both::probability(level.p_value),
    )
}
