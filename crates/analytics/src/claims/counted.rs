//! A statistic in, what its two numbers of postings are and whose they are, out, in words and by the panel's name. Counts nothing.

use super::{Statistic, Text};
use crate::change::Alignment;
use crate::wording::said;

/// The two windows of a reading, the earlier first, in words.
fn windows(reading: Alignment) -> Text {
    match reading {
        Alignment::TrailingWithPreperiod => said!(
            "84 days to the first day, and last 84 days",
            "截至首日的 84 天和最后 84 天"
        ),
        Alignment::FirstFullWindow => said!("first and last 84 days", "最初和最后 84 天"),
        Alignment::MinPeriods1 => said!("first day and last 84 days", "首日和最后 84 天"),
        Alignment::CentredTruncated => said!(
            "84 days around the first day, and 43 up to the last",
            "首日前后 84 天和截至末日的 43 天"
        ),
        Alignment::SeasonMatched => said!(
            "the same 84 days a year earlier, and last 84 days",
            "上年同期的 84 天和最后 84 天"
        ),
    }
}

fn in_windows(what: &Text, reading: Alignment) -> Text {
    let windows = windows(reading);
    said!("{what}, {windows}", "{what}：{windows}", what, windows)
}

fn compared() -> Text {
    said!("postings of the categories compared", "所比较类别的职位")
}

impl Statistic {
    /// What the two numbers of a judged claim are, in words without a full stop.
    #[must_use]
    pub fn counts(&self) -> Text {
        let own = Alignment::FirstFullWindow;
        let postings = said!("postings", "职位");
        let with_pay = said!("postings with an hourly range", "写明时薪范围的职位");
        match self {
            Statistic::Ma84Change(change)
            | Statistic::ShareChange(change)
            | Statistic::TotalChange(change) => in_windows(&postings, change.own_reading),
            Statistic::HourlyPayChange(change) => in_windows(&with_pay, change.own_reading),
            Statistic::SeriesChange { change, .. } => in_windows(
                &said!("values of the series", "序列的数值"),
                change.own_reading,
            ),
            Statistic::ShareAgainstSeries(_) => said!(
                "postings counted, then postings published by others",
                "先是计数的职位，后是他人发布的职位数"
            ),
            Statistic::ChangeBetween { .. } => said!(
                "postings, first and second window stated",
                "职位：所述的第一个和第二个窗口"
            ),
            Statistic::Slope(_) | Statistic::SlopeBreak(_) | Statistic::Flat(_) => said!(
                "postings, first and second half of the window",
                "职位：窗口的前半段和后半段"
            ),
            Statistic::DifferenceInDifferences(_) => said!(
                "postings of the treated, before and after the event",
                "处理组的职位：事件之前和之后"
            ),
            Statistic::RankCorrelation { .. } | Statistic::RankOfPayChanges(_) => {
                let what = said!(
                    "postings with an hourly range of the categories compared",
                    "所比较类别中写明时薪范围的职位"
                );
                in_windows(&what, own)
            }
            Statistic::ExposureCorrelation { .. }
            | Statistic::RankOfChanges(_)
            | Statistic::SignCount { .. }
            | Statistic::JointCountAndPay(_) => in_windows(&compared(), own),
            Statistic::RankOfTags { first, .. } => {
                let what = said!(
                    "postings for {title}",
                    "关于“{title}”的职位",
                    title = first.title
                );
                in_windows(&what, own)
            }
            Statistic::RatioOfCounts {
                numerator,
                denominator,
                ..
            } => said!(
                "postings for {below}, then for {above}, last 84 days",
                "先是“{below}”职位，后是“{above}”职位：最后 84 天",
                below = denominator.title,
                above = numerator.title,
            ),
            Statistic::RankOfVolume => said!(
                "postings with a category, in the window",
                "窗口中有类别的职位"
            ),
            Statistic::Count { .. } => said!("postings in the window", "窗口中的职位"),
            Statistic::Exists(cohort) => said!(
                "postings that ask for {title}, in the window",
                "窗口中要求“{title}”的职位",
                title = cohort.title
            ),
            Statistic::MonthsBetween { .. } | Statistic::Causal { .. } => {
                said!("no postings", "不计职位")
            }
        }
    }

    /// The panel's id of the cohort whose postings are evidence for the claim: a category's slug, `tag:` and a tag's slug, or the claim's
    /// own id for a union or a query. `None` where it is about all postings, several categories or none.
    #[must_use]
    pub fn cohort_id(&self) -> Option<String> {
        match self {
            Statistic::RankOfChanges(order) | Statistic::RankOfPayChanges(order) => {
                let [one] = order.order.as_slice() else {
                    return None;
                };
                Some(one.slug().to_owned())
            }
            Statistic::DifferenceInDifferences(claim) => {
                let [one] = claim.treated.as_slice() else {
                    return None;
                };
                Some(one.slug().to_owned())
            }
            Statistic::JointCountAndPay(cohorts) => {
                let [one] = cohorts.as_slice() else {
                    return None;
                };
                one.id.clone()
            }
            _ => self.cohorts().first()?.id.clone(),
        }
    }
}
