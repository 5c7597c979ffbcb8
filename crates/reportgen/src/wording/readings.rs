//! The keys of readings, intervals and choices in, their names in both languages out. Knows no number.

use analytics::claims::Text;

use analytics::said;

/// A reading's name in words; an unknown one keeps its own.
///
/// What decides can be a reading with a remark behind it (`first full window; a year earlier is not covered`).
pub(crate) fn reading(name: &str) -> Text {
    if let Some((name, remark)) = name.split_once("; ") {
        let remark = match remark {
            "a year earlier is not covered" => {
                said!("a year earlier is not covered", "上年同期未覆盖")
            }
            "a year earlier there are too few postings to compare with" => said!(
                "a year earlier there are too few postings to compare with",
                "上年同期可供比较的职位太少"
            ),
            other => Text::same(other),
        };
        let name = reading(name);
        return said!(
            "{name}; {remark}",
            "{name}；{remark}",
            name = name,
            remark = remark
        );
    }
    let key = name.replace(' ', "_");
    of_counts(&key)
        .or_else(|| of_pay(&key))
        .or_else(|| of_paths(&key))
        .unwrap_or_else(|| Text::same(name.replace('_', " ")))
}

fn of_counts(key: &str) -> Option<Text> {
    Some(match key {
        "trailing_with_preperiod" => said!(
            "trailing average, with days before the window",
            "后向移动平均，含窗口之前的日子"
        ),
        "first_full_window" => said!("first full average to last", "首个完整平均到最后一个平均"),
        "min_periods_1" => said!("average from the first day on", "从第一天起就取的平均"),
        "centred_truncated" => said!("centred average", "居中移动平均"),
        "seasonally_adjusted" => said!(
            "first full average to last, seasonally adjusted",
            "首个完整平均到最后一个平均，经季节调整"
        ),
        "season_matched" => said!("against the same dates a year earlier", "与上年同期相比"),
        "season_matched_share" => said!(
            "share, against the same dates a year earlier",
            "占比，与上年同期相比"
        ),
        "season_matched_control" => said!(
            "against the control categories and a year earlier",
            "与对照类别及上年同期相比"
        ),
        "season_matched_external" => said!(
            "against the external series and a year earlier",
            "与外部序列及上年同期相比"
        ),
        "season_matched_against" => said!(
            "against the other series and a year earlier",
            "与另一序列及上年同期相比"
        ),
        "rate_ratio_exact" => said!(
            "share, last against first, exact interval",
            "占比，末段比首段，精确区间"
        ),
        "stated_windows" => said!("the two stretches as stated", "所述的两段时间"),
        "two_samplings" => said!("two samplings", "两种抽样"),
        "poisson_with_fixed_effects" => {
            said!("Poisson regression with fixed effects", "固定效应泊松回归")
        }
        "dose_response" => said!("dose and response", "剂量与反应"),
        "without_false_matches" => said!(
            "without the matches of before the skill existed",
            "扣除该技能出现之前的误匹配"
        ),
        "base_month_lowest" => said!(
            "lowest over the months taken as base",
            "以各月为基准的最低值"
        ),
        "base_month_highest" => {
            said!(
                "highest over the months taken as base",
                "以各月为基准的最高值"
            )
        }
        _ => return None,
    })
}

fn of_pay(key: &str) -> Option<Text> {
    Some(match key {
        "hodges_lehmann" => said!(
            "typical shift of the range's middle (Hodges and Lehmann)",
            "时薪区间中点的典型移动（Hodges-Lehmann）"
        ),
        "median" => said!("median of the range's middle", "时薪区间中点的中位数"),
        "quantile_25" => said!(
            "lower quartile of the range's middle",
            "时薪区间中点的下四分位数"
        ),
        "quantile_75" => said!(
            "upper quartile of the range's middle",
            "时薪区间中点的上四分位数"
        ),
        "ranges_as_intervals" => said!(
            "ranges taken as intervals, not by their middle",
            "把时薪区间当作区间，而非取中点"
        ),
        "fixed_composition_fisher" => said!(
            "with the mix of postings held fixed (Fisher)",
            "职位构成保持不变（Fisher）"
        ),
        "mix_effect" => said!("what the mix of postings adds", "职位构成变化的贡献"),
        _ => return None,
    })
}

fn of_paths(key: &str) -> Option<Text> {
    Some(match key {
        "weekly_count" => said!("weekly count", "每周职位数"),
        "weekly_count_without_season" => {
            said!("weekly count, season removed", "每周职位数，剔除季节性")
        }
        "weekly_share" => said!("weekly share", "每周占比"),
        "weekly_share_without_season" => {
            said!("weekly share, season removed", "每周占比，剔除季节性")
        }
        "weekly_count_a_month" => said!("weekly count, change a month", "每周职位数，每月变化"),
        "weekly_count_without_season_a_month" => said!(
            "weekly count, season removed, change a month",
            "每周职位数，剔除季节性，每月变化"
        ),
        "weekly_share_a_month" => said!("weekly share, change a month", "每周占比，每月变化"),
        "weekly_share_without_season_a_month" => said!(
            "weekly share, season removed, change a month",
            "每周占比，剔除季节性，每月变化"
        ),
        "slope_before_a_month" => said!("slope before the turn, a month", "转折前的斜率，每月"),
        "slope_after_a_month" => said!("slope after the turn, a month", "转折后的斜率，每月"),
        _ => return None,
    })
}

/// The name of another interval of the same change; an unknown one keeps its own.
pub(crate) fn interval(name: &str) -> Text {
    match name {
        "newey_west_fixed_b" => said!(
            "Newey and West, fixed-b critical value (the one that decides)",
            "Newey-West，固定 b 临界值（据此判定）"
        ),
        "newey_west_normal" => said!(
            "Newey and West, normal critical value",
            "Newey-West，正态临界值"
        ),
        "weekly_welch_t" => said!("Welch's t of weekly totals", "每周总数的 Welch t 区间"),
        other => Text::same(other.replace('_', " ")),
    }
}

/// The name of a choice of the specification curve; an unknown one keeps its own.
pub(crate) fn choice(name: &str) -> Text {
    match name {
        "reading" => said!("reading", "读法"),
        "width_days" => said!("days in the average", "平均的天数"),
        "shift_days" => said!("days that the window is moved", "窗口移动的天数"),
        "denominator" => said!("compared with", "比较对象"),
        "duplicates" => said!("duplicates", "重复职位"),
        "centre" => said!("centre of the days", "各日的中心"),
        other => Text::same(other.replace('_', " ")),
    }
}

/// The name of an option of such a choice; an unknown one keeps its own.
pub(crate) fn option(choice: &str, option: &str) -> Text {
    match (choice, option) {
        ("reading", name) => reading(name),
        ("denominator", "raw") => said!("nothing", "不比较"),
        ("denominator", "share") => said!("all postings", "全部职位"),
        ("denominator", "control") => said!("the control categories", "对照类别"),
        ("denominator", "external") => said!("the external series", "外部序列"),
        ("duplicates", "folded") => said!("counted once", "只计一次"),
        ("duplicates", "counted") => said!("all counted", "全部计入"),
        ("centre", "mean") => said!("mean", "均值"),
        ("centre", "median") => said!("median", "中位数"),
        ("centre", "trimmed") => said!("trimmed mean", "截尾均值"),
        ("width_days" | "shift_days", days) => Text::same(days.replace('-', "\u{2212}")),
        (_, other) => Text::same(other.replace('_', " ")),
    }
}
