//! What was found about one change, in words: the measures in, a sentence out. Decides nothing.

use super::Measures;
use crate::claims::Text;
use crate::study::Outcome;
use crate::wording::{self, both, said};

/// What a change is of where it is of the number itself.
pub(super) fn plain() -> Text {
    said!("change", "变化")
}

pub(super) fn of_share() -> Text {
    said!(
        "change of the share of all postings",
        "占全部职位比重的变化"
    )
}

/// The change under the claim's own reading with its numbers, and what stands beside it.
pub(super) fn finding(own: &Outcome, own_name: &str, measures: &Measures, n: (u64, u64)) -> Text {
    let numbers = said!(
        "{start} {what} in the start window, {end} in the end window",
        "起始窗口有 {start} 个{what}，结束窗口有 {end} 个",
        start = both::cell(n.0),
        what = measures.what,
        end = both::cell(n.1),
    );
    let change = match own {
        // A change would give a small count away beside a large one.
        Ok(_) if wording::is_small(n.0) || wording::is_small(n.1) => {
            return said!(
                "There are {numbers}, too few to show a change.",
                "{numbers}，数量太少，无法显示变化。",
                numbers
            );
        }
        Ok(measured) => both::change(&measured.estimate),
        Err(reason) => {
            return said!(
                "No change can be computed: {reason}",
                "无法计算变化：{reason}",
                reason = reason.inside(),
            );
        }
    };
    let matched = match &measures.matched {
        (Ok(measured), name) => said!(
            "; {name} {change}",
            "；{name} {change}",
            name = both::reading(name),
            change = both::change(&measured.estimate),
        ),
        (Err(_), _) => Text::default(),
    };
    let ratio = measures
        .extra
        .iter()
        .filter(|reading| reading.name == "rate_ratio_exact")
        .find_map(|reading| reading.estimate)
        .map_or_else(Text::default, |ratio| {
            said!(
                "; share of all postings × {times}",
                "；占全部职位的比重变为 {times} 倍",
                times = both::decimal(ratio.value + 1.0, 2),
            )
        });
    said!(
        "The {what} is {change} ({own_name}; {numbers}){matched}{ratio}.",
        "{what}为 {change}（{own_name}；{numbers}）{matched}{ratio}。",
        what = measures.change,
        change,
        own_name = both::reading(own_name),
        numbers,
        matched,
        ratio,
    )
}
