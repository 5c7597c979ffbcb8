//! The parameters that the analytics room counts and judges with in, the sentences about methods and the table of rules out. Types no number.

use analytics::claims::Text;
use analytics::findings::Verdict;
use analytics::said;
use analytics::specification::{READINGS, SHIFTS, WIDTHS};
use analytics::verdict::{
    CONTRADICTED_PROBABILITY, LARGEST_Q, LEAST_POSTINGS, LEAST_SPECIFICATIONS, NEEDED_AGREEMENT,
};
use analytics::{association, coverage, interval, placebo, rank, seasonal};

use super::tables::{self, text};
use super::{Setting, TableView};
use crate::suppression::SMALLEST_CELL;
use crate::wording::both;

/// How things were counted and estimated, a sentence each.
pub(crate) fn sentences(window_days: u32) -> Vec<Text> {
    let mut out = of_counts(window_days);
    out.extend(of_surroundings());
    out.push(said!(
        "A count of fewer than {n} postings is withheld, and with it every number that would give it away: the next smallest where a total is shown, changes, shares, lines and months.",
        "少于 {n} 个职位的计数不显示，会泄露它的数字也不显示：在有合计的地方，次小的一个也隐去，变化、占比、曲线和各月数字亦然。",
        n = both::count(SMALLEST_CELL)
    ));
    out.push(said!(
        "A verdict follows from the numbers by fixed rules, the first that applies; the words of this page are chosen by the verdict, never the other way round.",
        "判定按固定规则从数字得出，以第一条适用的规则为准；本页的措辞由判定决定，从不相反。"
    ));
    out.push(said!(
        "Counts show what was offered, not why: no sentence here shows that AI caused a change.",
        "职位数只说明市场上提供了什么，不说明原因：这里没有一句话能证明变化由人工智能造成。"
    ));
    out
}

fn of_counts(window_days: u32) -> Vec<Text> {
    let width = both::count(u64::from(window_days));
    vec![
        said!(
            "A count is of postings by the UTC day on which they were first published; the average of a day is over it and the {before} days before.",
            "职位按首次发布的日期（UTC）计数；某一天的平均值取当天及其前 {before} 天。",
            before = both::count(u64::from(window_days.saturating_sub(1)))
        ),
        said!(
            "Change is the last {width}-day average of the window against the first full one, unless a sentence names another reading; where a sentence leaves the reading open, all readings are listed with it.",
            "除非说法指明另一种读法，变化指窗口内最后一个 {width} 天平均与首个完整平均之比；说法没有指明读法时，列出全部读法。",
            width = width
        ),
        said!(
            "A day of which less than {share} was seen is in no mean.",
            "某一天若看到的不足 {share}，则不计入任何平均。",
            share = both::whole_share(coverage::COVERED_SHARE)
        ),
        said!(
            "Intervals are {name}s from weekly totals, with a long-run variance over {lags} lags that allows for weeks that resemble their neighbours.",
            "区间为 {name}，由每周总数得出，长期方差取 {lags} 阶滞后，以容许相邻各周彼此相似。",
            name = both::interval_name(),
            lags = both::count(interval::LAGS as u64)
        ),
        said!(
            "Share is of all postings of the universe, so that a market that grows as a whole does not count as growth of each part.",
            "占比指占这一范围内全部职位的比例，因此整个市场的增长不会算作每一部分的增长。"
        ),
        said!(
            "Pay is the middle of the hourly range that a posting states; fixed prices and salaries are never pooled with it.",
            "时薪取职位所写时薪区间的中点；固定价格与薪金从不与它混合。"
        ),
        said!(
            "A skill is counted where a posting asks for it, not where it is only mentioned or forbidden.",
            "只有职位要求某项技能时才计数，仅仅提及或禁止使用则不计。"
        ),
    ]
}

fn of_surroundings() -> Vec<Text> {
    let numbers = |values: &[i32]| {
        let words: Vec<Text> = values
            .iter()
            .map(|value| Text::same(crate::wording::decimal(f64::from(*value), 0)))
            .collect();
        both::list(&words)
    };
    vec![
        said!(
            "The specification curve tries {readings} readings, averages over {widths} days, windows moved by {shifts} days, counts and shares, duplicates once and all, and mean, median and trimmed mean of the days.",
            "设定曲线尝试 {readings} 种读法、{widths} 天的平均、移动 {shifts} 天的窗口、职位数与占比、重复职位只计一次或全部计入，以及各日的均值、中位数与截尾均值。",
            readings = both::count(READINGS.len() as u64),
            widths = numbers(&WIDTHS),
            shifts = numbers(&SHIFTS)
        ),
        said!(
            "Placebo changes are those between windows of the same distance before the event, given where there are at least {pairs} pairs.",
            "安慰剂变化是事件之前相隔同样距离的窗口之间的变化；至少有 {pairs} 对时才给出。",
            pairs = both::count(placebo::LEAST_PAIRS as u64)
        ),
        said!(
            "A q-value is the p-value of a change after Benjamini and Hochberg's correction among the sentences of its family.",
            "q 值是一项变化的 p 值在同组各句中经 Benjamini-Hochberg 校正之后的值。"
        ),
        said!(
            "An order of changes is tried in {draws} draws of blocks of weeks (seed {seed}); an association is tried in all its permutations up to {exact} groups, and in {permutations} drawn ones beyond.",
            "变化的次序用 {draws} 次按周分块的抽样检验（种子 {seed}）；关联在不多于 {exact} 组时遍历全部排列，超过则随机抽取 {permutations} 次。",
            draws = both::count(rank::DRAWS as u64),
            seed = Text::same(rank::SEED.to_string()),
            exact = both::count(association::MOST_EXACT as u64),
            permutations = both::count(u64::from(association::DRAWS))
        ),
        said!(
            "A season is taken off where at least {days} days are there to know it from.",
            "至少有 {days} 天的数据可供了解季节性时，才剔除季节性。",
            days = both::count(seasonal::harmonics::LEAST_DAYS as u64)
        ),
    ]
}

/// When each verdict is given, in the order in which they are tried.
pub(crate) fn rules(setting: &Setting<'_>) -> TableView {
    let rows = RULED
        .iter()
        .map(|verdict| vec![text(both::verdict(*verdict).name), text(rule(*verdict))])
        .collect();
    tables::table(
        setting,
        said!(
            "The rules of the verdicts, in the order in which they are tried",
            "判定规则，按尝试的先后排列"
        ),
        "",
        vec![
            (said!("Verdict", "判定"), false),
            (said!("When", "条件"), false),
        ],
        rows,
        said!("There is no rule.", "没有规则。"),
    )
}

const RULED: [Verdict; 10] = [
    Verdict::UntestableAsStated,
    Verdict::NotCovered,
    Verdict::Void,
    Verdict::Underpowered,
    Verdict::Contradicted,
    Verdict::Fragile,
    Verdict::DirectionOnly,
    Verdict::Robust,
    Verdict::Reproduced,
    Verdict::Inconclusive,
];

fn rule(verdict: Verdict) -> Text {
    match verdict {
        Verdict::UntestableAsStated => said!(
            "causal without a design, undefined, or inconsistent in itself",
            "没有设计的因果说法、未下定义，或者自相矛盾"
        ),
        Verdict::NotCovered => said!(
            "the postings do not cover both windows: fewer than {share} of the days were seen",
            "职位没有覆盖两个窗口：看到的日子不足 {share}",
            share = both::whole_share(coverage::COVERED_SHARE)
        ),
        Verdict::Void => said!(
            "fewer than {n} postings in either window, or a label or tag that was born inside the window",
            "任一窗口的职位少于 {n} 个，或者某个标签在窗口之内才出现",
            n = both::count(LEAST_POSTINGS)
        ),
        Verdict::Underpowered => said!(
            "the smallest change that would show exceeds the size claimed, and the interval holds zero",
            "能够显示的最小变化大于所称幅度，而且区间包含零"
        ),
        Verdict::Contradicted => said!(
            "the interval lies wholly on the other side; for an order, it holds in fewer than {share} of the draws",
            "区间完全落在另一侧；对于次序，它在不足 {share} 的抽样中成立",
            share = both::whole_share(CONTRADICTED_PROBABILITY)
        ),
        Verdict::Fragile => said!(
            "the estimate agrees, but fewer than {share} of the specifications agree in sign, or the q-value exceeds {q}",
            "估计值一致，但方向一致的设定不足 {share}，或者 q 值大于 {q}",
            share = both::whole_share(NEEDED_AGREEMENT),
            q = both::probability(LARGEST_Q)
        ),
        Verdict::DirectionOnly => said!(
            "the direction holds, but what was claimed lies outside both the interval and the tolerance",
            "方向成立，但所称数字既不在区间内，也不在容许范围内"
        ),
        Verdict::Robust => said!(
            "the estimate agrees, the interval excludes zero, at least {share} of at least {least} specifications agree in sign, and the q-value is at most {q}",
            "估计值一致，区间不含零，在至少 {least} 种设定中至少 {share} 方向一致，而且 q 值不大于 {q}",
            share = both::whole_share(NEEDED_AGREEMENT),
            least = both::count(LEAST_SPECIFICATIONS as u64),
            q = both::probability(LARGEST_Q)
        ),
        Verdict::Reproduced => said!(
            "the estimate lies within the tolerance of what was claimed, and none of the rules above decides",
            "估计值落在所称数字的容许范围内，而且上面的规则都没有作出判定"
        ),
        Verdict::Inconclusive => said!(
            "anything else; the reason says what is missing",
            "其余情况；理由说明缺了什么"
        ),
    }
}
