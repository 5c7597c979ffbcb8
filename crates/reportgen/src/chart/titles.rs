//! Estimates in, the sentence that a chart is headed with out: what it shows, not what it is of. Computes no statistic.

use analytics::claims::Text;
use analytics::findings::Estimate;
use analytics::said;

use super::words;

/// A row's name with its change.
pub(crate) type Moved<'a> = (&'a Text, &'a Estimate);

fn fell(estimate: &Estimate) -> bool {
    estimate.high.is_some_and(|high| high < 0.0)
}

fn rose(estimate: &Estimate) -> bool {
    estimate.low.is_some_and(|low| low > 0.0)
}

/// The furthest fall and the furthest rise among those that exclude no change; the first of several that moved alike.
pub(crate) fn extremes<'a>(
    rows: impl Iterator<Item = Moved<'a>>,
) -> (Option<Moved<'a>>, Option<Moved<'a>>) {
    let mut lowest: Option<Moved<'a>> = None;
    let mut highest: Option<Moved<'a>> = None;
    for row in rows {
        let value = row.1.value;
        if fell(row.1) && lowest.is_none_or(|(_, e)| value < e.value) {
            lowest = Some(row);
        }
        if rose(row.1) && highest.is_none_or(|(_, e)| value > e.value) {
            highest = Some(row);
        }
    }
    (lowest, highest)
}

/// Which of the categories drawn fell most and which rose most.
pub(crate) fn of_moves<'a>(rows: impl Iterator<Item = Moved<'a>>, all_drawn: bool) -> Text {
    let named = |(title, estimate): Moved<'_>, falls: bool| {
        let change = words::change(estimate.value);
        match falls {
            true => said!(
                "{title} fell most ({change})",
                "{title}降幅最大（{change}）",
                title,
                change
            ),
            false => said!(
                "{title} rose most ({change})",
                "{title}升幅最大（{change}）",
                title,
                change
            ),
        }
    };
    let words = match extremes(rows) {
        (Some(low), Some(high)) => said!(
            "{fell}, {rose}",
            "{fell}，{rose}",
            fell = named(low, true),
            rose = named(high, false)
        ),
        (Some(low), None) => said!(
            "{fell}; none rose by more than chance explains",
            "{fell}；没有类别的升幅超出偶然",
            fell = named(low, true)
        ),
        (None, Some(high)) => said!(
            "{rose}; none fell by more than chance explains",
            "{rose}；没有类别的降幅超出偶然",
            rose = named(high, false)
        ),
        (None, None) if all_drawn => said!(
            "No category moved by more than chance explains",
            "没有类别的变化超出偶然"
        ),
        (None, None) => said!(
            "none moved by more than chance explains",
            "没有类别的变化超出偶然"
        ),
    };
    match all_drawn {
        true => words,
        false => said!("Of those drawn, {words}", "在绘出的类别中，{words}", words),
    }
}

/// How many rows moved clearly, each way.
pub(crate) fn clear_moves<'a>(rows: impl Iterator<Item = &'a Estimate>) -> (usize, usize) {
    rows.fold((0, 0), |(down, up), estimate| {
        (
            down + usize::from(fell(estimate)),
            up + usize::from(rose(estimate)),
        )
    })
}
