//! Numbers, days and verdicts in, their words in English and in Simplified Chinese out. Rounds for the eye; computes no statistic.

use analytics::claims::{Language, Text};
use analytics::findings::{Estimate, Verdict};
pub(crate) use analytics::wording::both::{
    cell, count, list, percent, probability, share, whole_share,
};
use model::{Day, DayRange};

use super::month_name;
use analytics::said;

/// What stands in the place of a number that rests on too few postings.
pub(crate) fn fewer() -> Text {
    said!(
        "fewer than {n}",
        "少于 {n}",
        n = count(crate::suppression::SMALLEST_CELL)
    )
}

/// What stands in the place of a number that would give a small one away.
pub(crate) fn withheld() -> Text {
    said!("withheld", "不显示")
}

/// What stands in the place of a number of days that nobody looked at.
pub(crate) fn not_seen() -> Text {
    said!("not seen", "未观测")
}

/// What stands in the place of an estimate that nobody could make.
pub(crate) fn no_estimate() -> Text {
    said!("no estimate", "无估计值")
}

/// Two numbers with what lies between them: `−40.1 % to −25.2 %`.
pub(crate) fn span(low: &Text, high: &Text) -> Text {
    said!("{low} to {high}", "{low} 至 {high}", low = low, high = high)
}

/// The interval of an estimate, each end worded by `word`; `None` where it has none.
pub(crate) fn interval(estimate: &Estimate, word: impl Fn(f64) -> Text) -> Option<Text> {
    let (low, high) = estimate.low.zip(estimate.high)?;
    Some(span(&word(low), &word(high)))
}

/// An estimate with its interval: `−33.0 % (−40.1 % to −25.2 %)`.
pub(crate) fn with_interval(estimate: &Estimate, word: impl Fn(f64) -> Text) -> Text {
    let value = word(estimate.value);
    match interval(estimate, word) {
        Some(interval) => said!(
            "{value} ({interval})",
            "{value}（{interval}）",
            value = value,
            interval = interval
        ),
        None => said!("{value} (no interval)", "{value}（无区间）", value = value),
    }
}

/// A change with its interval.
pub(crate) fn change(estimate: &Estimate) -> Text {
    with_interval(estimate, percent)
}

/// What an interval is called, with its confidence, which the design fixes for every estimate.
pub(crate) fn interval_name() -> Text {
    said!(
        "{level} interval",
        "{level} 区间",
        level = whole_share(CONFIDENCE)
    )
}

/// The confidence of every interval.
const CONFIDENCE: f64 = 0.95;

/// `30 Nov 2022`, `2022年11月30日`.
pub(crate) fn day(day: Day) -> Text {
    let (year, month, date) = day.ymd();
    Text {
        en: format!("{date} {} {year}", month_name(month)),
        zh_cn: Some(format!("{year}年{month}月{date}日")),
    }
}

/// `1 Nov 2022 to 14 Feb 2024`, `2022年11月1日至2024年2月14日`; one day by itself.
pub(crate) fn days(range: DayRange) -> Text {
    let (first, last) = (day(range.first()), day(range.last()));
    if range.first() == range.last() {
        return first;
    }
    Text {
        en: format!("{first} to {last}"),
        zh_cn: Some(format!(
            "{}至{}",
            first.of(Language::ZhCn),
            last.of(Language::ZhCn)
        )),
    }
}

/// `Nov 2022`, `2022年11月`.
pub(crate) fn month(day: Day) -> Text {
    let (year, month, _) = day.ymd();
    Text {
        en: format!("{} {year}", month_name(month)),
        zh_cn: Some(format!("{year}年{month}月")),
    }
}

/// A day as somebody wrote it, `YYYY-MM-DD`; their own words where it is none.
pub(crate) fn written_day(text: &str) -> Text {
    text.parse().map_or_else(|_| Text::same(text), day)
}

/// `12 postings`, `12 个职位`; of so few that they could point at single ones, `fewer than 10 postings`.
pub(crate) fn postings(n: u64) -> Text {
    said!("{n} postings", "{n} 个职位", n = cell(n))
}

/// `1 day`, `12 days`; `12 天`.
pub(crate) fn number_of_days(n: u64) -> Text {
    match n {
        1 => said!("{n} day", "{n} 天", n = count(n)),
        _ => said!("{n} days", "{n} 天", n = count(n)),
    }
}

/// `1 sentence`, `12 sentences`; `12 句`.
pub(crate) fn sentences(n: u64) -> Text {
    match n {
        1 => said!("{n} sentence", "{n} 句", n = count(n)),
        _ => said!("{n} sentences", "{n} 句", n = count(n)),
    }
}

/// A verdict as readers see it: its words, what they mean, and the family that colours it.
pub(crate) struct VerdictWords {
    pub(crate) name: Text,
    pub(crate) meaning: Text,
    pub(crate) family: &'static str,
}

/// The words of a verdict.
pub(crate) fn verdict(verdict: Verdict) -> VerdictWords {
    let (en, meaning, family) = super::verdict(verdict);
    let (name, meaning_zh) = match verdict {
        Verdict::Reproduced => ("重现", "我们的数字与所称的数字之差在容许范围之内"),
        Verdict::Robust => ("稳健", "与所称一致，而且几乎所有其他算法的方向都一致"),
        Verdict::DirectionOnly => ("仅方向成立", "方向成立，幅度不成立"),
        Verdict::Fragile => ("脆弱", "与所称一致，但换一种同样合理的算法就得出另一个答案"),
        Verdict::Contradicted => ("相反", "我们的区间完全落在另一侧"),
        Verdict::Underpowered => ("检验力不足", "所称幅度的变化，这些数据本来就显示不出来"),
        Verdict::Inconclusive => ("无法判断", "其他判定都不适用；理由说明缺了什么"),
        Verdict::Void => ("无效", "职位太少，或者某个标签在窗口之内才出现"),
        Verdict::NotCovered => ("未覆盖", "这里的职位没有覆盖这句话所说的日期"),
        Verdict::UntestableAsStated => ("无法检验", "没有设计的因果说法、未下定义，或者自相矛盾"),
    };
    VerdictWords {
        name: Text::both(en, name),
        meaning: Text::both(meaning, meaning_zh),
        family,
    }
}
