//! Cohort findings in, rows of `data/categories.csv` and `data/tags.csv` out. Knows no claim.

use analytics::findings::{CohortFinding, Estimate, Findings};

use super::{Sheet, count, estimate, flag, number, words};
use crate::dictionary::Field;
use crate::suppression::{Withheld, of_categories, of_rows, pay_is_shown};

/// The columns of both files.
pub(crate) const COLUMNS: &[Field] = &[
    Field::new(
        "id",
        "the category's or skill's short name",
        "类别或技能的短名",
    ),
    Field::new("title", "its name", "名称"),
    Field::new("postings", "postings in the window", "窗口内的职位数"),
    Field::new(
        "postings_start",
        "postings in the first averaged days",
        "首段平均天数内的职位数",
    ),
    Field::new(
        "postings_end",
        "postings in the last averaged days",
        "末段平均天数内的职位数",
    ),
    Field::new(
        "suppressed",
        "1 where a number is withheld",
        "有数字不显示时为 1",
    ),
    Field::new(
        "change",
        "change of the average, as a fraction",
        "平均值的变化，以小数表示",
    ),
    Field::new("change_low", "the low end of its interval", "其区间下端"),
    Field::new("change_high", "the high end of its interval", "其区间上端"),
    Field::new(
        "change_of_share",
        "change of the share of all postings, as a fraction",
        "占全部职位比例的变化，以小数表示",
    ),
    Field::new(
        "change_of_share_low",
        "the low end of its interval",
        "其区间下端",
    ),
    Field::new(
        "change_of_share_high",
        "the high end of its interval",
        "其区间上端",
    ),
    Field::new(
        "season_matched",
        "change of the share against the same dates a year earlier, as a fraction",
        "占比与上年同期相比的变化，以小数表示",
    ),
    Field::new(
        "season_matched_low",
        "the low end of its interval",
        "其区间下端",
    ),
    Field::new(
        "season_matched_high",
        "the high end of its interval",
        "其区间上端",
    ),
    Field::new(
        "rate_ratio",
        "the share at the end over the share at the start",
        "期末占比与期初占比之比",
    ),
    Field::new(
        "rate_ratio_low",
        "the low end of its interval",
        "其区间下端",
    ),
    Field::new(
        "rate_ratio_high",
        "the high end of its interval",
        "其区间上端",
    ),
    Field::new(
        "per_ten_thousand_start",
        "postings per 10,000 at the start",
        "期初每 10,000 个职位中的个数",
    ),
    Field::new(
        "per_ten_thousand_end",
        "postings per 10,000 at the end",
        "期末每 10,000 个职位中的个数",
    ),
    Field::new(
        "mean_hourly_pay_change",
        "change of the mean of the middles of hourly ranges, as a fraction",
        "时薪区间中点均值的变化，以小数表示",
    ),
    Field::new(
        "mean_hourly_pay_change_low",
        "the low end of its interval",
        "其区间下端",
    ),
    Field::new(
        "mean_hourly_pay_change_high",
        "the high end of its interval",
        "其区间上端",
    ),
    Field::new(
        "hourly_pay_shift",
        "Hodges and Lehmann's shift of the middles, in the currency an hour",
        "中点的 Hodges-Lehmann 移动，按每小时货币计",
    ),
    Field::new(
        "hourly_pay_shift_low",
        "the low end of its interval",
        "其区间下端",
    ),
    Field::new(
        "hourly_pay_shift_high",
        "the high end of its interval",
        "其区间上端",
    ),
    Field::new(
        "median_hourly_pay_start",
        "median of the middles at the start, in the currency",
        "期初中点的中位数，按货币计",
    ),
    Field::new(
        "median_hourly_pay_end",
        "median of the middles at the end, in the currency",
        "期末中点的中位数，按货币计",
    ),
    Field::new(
        "pay_currency",
        "the currency of the pay columns",
        "各薪酬列的货币",
    ),
];

pub(super) fn categories(findings: &Findings, sheet: &mut Sheet) {
    write(&findings.categories, &of_categories(findings), sheet);
}

pub(super) fn tags(findings: &Findings, sheet: &mut Sheet) {
    write(&findings.tags, &of_rows(&findings.tags), sheet);
}

fn write(rows: &[CohortFinding], withheld: &[Withheld], sheet: &mut Sheet) {
    for (row, hide) in rows.iter().zip(withheld) {
        sheet.row(cells(row, *hide));
    }
}

fn cells(row: &CohortFinding, hide: Withheld) -> Vec<String> {
    let shown = |e: &Option<Estimate>| estimate(e.as_ref().filter(|_| !hide.comparison()));
    let pay_is_shown = pay_is_shown(row);
    let paid = |e: &Option<Estimate>| estimate(e.as_ref().filter(|_| pay_is_shown));
    let has_pay = row.mean_hourly_pay_change.is_some() || row.hourly_pay_shift.is_some();
    let part = |n: Option<u64>, hide: bool| n.map_or_else(String::new, |n| count(n, hide));
    let mut cells = vec![
        words(&row.id),
        words(&row.title.en),
        count(row.n, hide.n),
        part(row.n_start, hide.n_start),
        part(row.n_end, hide.n_end),
        flag(hide.comparison() || (has_pay && !pay_is_shown)),
    ];
    for e in [
        &row.change,
        &row.change_of_share,
        &row.season_matched,
        &row.rate_ratio,
    ] {
        cells.extend(shown(e));
    }
    let rates = [row.per_ten_thousand_start, row.per_ten_thousand_end];
    cells.extend(rates.map(|rate| number(rate.filter(|_| !hide.comparison()))));
    cells.extend(paid(&row.mean_hourly_pay_change));
    cells.extend(paid(&row.hourly_pay_shift));
    let medians = [row.median_hourly_pay_start, row.median_hourly_pay_end];
    cells.extend(medians.map(|median| number(median.filter(|_| pay_is_shown))));
    cells.push(words(row.pay_currency.as_deref().unwrap_or("")));
    cells
}
