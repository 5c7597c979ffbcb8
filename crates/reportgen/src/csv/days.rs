//! Lines, months and alerts in, rows of `data/averages.csv`, `data/monthly.csv` and `data/alerts.csv` out. Knows no claim.

use analytics::findings::Findings;

use super::{Sheet, count, flag, number, words};
use crate::chart::AVERAGE_DAYS;
use crate::dictionary::Field;
use crate::months::{self, MonthCell};
use crate::suppression::{SMALLEST_CELL, hidden_lines};

/// The columns of `data/averages.csv`.
pub(crate) const AVERAGES: &[Field] = &[
    Field::new(
        "day",
        "the last of the averaged days",
        "所平均各日的最后一天",
    ),
    Field::new(
        "category",
        "the category's short name, or the external series",
        "类别的短名，或外部序列",
    ),
    Field::new(
        "average",
        "postings a day over the averaged days; an external series keeps its own unit",
        "所平均各日的每日职位数；外部序列保留自己的单位",
    ),
    Field::new("low", "the low end of its interval", "其区间下端"),
    Field::new("high", "the high end of its interval", "其区间上端"),
    Field::new(
        "adjusted",
        "the same average with the season taken off",
        "剔除季节性之后的同一平均值",
    ),
    Field::new(
        "suppressed",
        "1 where a number is withheld",
        "有数字不显示时为 1",
    ),
];

/// One row for each category (and external control) and day from its first full window on.
///
/// The days of the average times the average is the count behind a value, which decides whether it may be shown.
pub(super) fn averages(findings: &Findings, sheet: &mut Sheet) {
    let hidden_lines = hidden_lines(findings);
    for line in &findings.averages {
        let is_hidden_line = hidden_lines.contains(&line.id.as_str());
        let begun = findings
            .days
            .days()
            .zip(&line.values)
            .enumerate()
            .skip_while(|(_, (_, value))| value.is_none());
        for (place, (day, value)) in begun {
            let hidden = value.is_some_and(|v| is_hidden_line || is_small(v, AVERAGE_DAYS));
            let interval = line.interval.get(place).copied().flatten();
            let adjusted = line.adjusted.get(place).copied().flatten();
            let shown = |value: Option<f64>| number(value.filter(|_| !hidden && !is_hidden_line));
            sheet.row([
                day.to_string(),
                words(&line.id),
                shown(*value),
                shown(interval.map(|ends| ends.0)),
                shown(interval.map(|ends| ends.1)),
                shown(adjusted),
                flag(hidden),
            ]);
        }
    }
    for series in findings.external.iter().filter(|one| one.is_control) {
        let days = findings.days.days().zip(&series.average);
        for (day, value) in days.skip_while(|(_, value)| value.is_none()) {
            sheet.row([
                day.to_string(),
                words(&series.id),
                number(*value),
                String::new(),
                String::new(),
                String::new(),
                flag(false),
            ]);
        }
    }
}

/// Whether an average over this many days stands for too few postings to be shown.
pub(crate) fn is_small(average: f64, window_days: u32) -> bool {
    // Half a posting of slack, since the average is a rounded quotient.
    average * f64::from(window_days) < SMALLEST_CELL as f64 - 0.5
}

/// The columns of `data/monthly.csv`.
pub(crate) const MONTHLY: &[Field] = &[
    Field::new("month", "the month", "月份"),
    Field::new(
        "kind",
        "`universe`, `category` or `tag`",
        "`universe`（全部）、`category`（类别）或 `tag`（技能）",
    ),
    Field::new(
        "id",
        "the category's or skill's short name",
        "类别或技能的短名",
    ),
    Field::new(
        "postings",
        "postings in the month; empty where it was not seen",
        "当月的职位数；没有看到时空白",
    ),
    Field::new(
        "suppressed",
        "1 where the number is withheld",
        "数字不显示时为 1",
    ),
];

/// One row for each month of the universe, of each category and of each tag.
pub(super) fn monthly(findings: &Findings, sheet: &mut Sheet) {
    let shown = months::shown(findings);
    let mut write = |kind: &str, id: &str, cells: &[MonthCell]| {
        for (month, cell) in shown.months.iter().zip(cells) {
            sheet.row([
                month.month_label(),
                kind.to_owned(),
                words(id),
                cell.count().map_or_else(String::new, |n| count(n, false)),
                flag(*cell == MonthCell::Withheld),
            ]);
        }
    };
    write("universe", "", &shown.universe);
    for (kind, rows) in [("category", &shown.categories), ("tag", &shown.tags)] {
        for (row, cells) in rows {
            write(kind, &row.id, cells);
        }
    }
}

/// The columns of `data/alerts.csv`.
pub(crate) const ALERTS: &[Field] = &[
    Field::new(
        "id",
        "the category's or skill's short name",
        "类别或技能的短名",
    ),
    Field::new(
        "kind",
        "`category` or `tag`",
        "`category`（类别）或 `tag`（技能）",
    ),
    Field::new(
        "week",
        "the last day of the week in which it left its band",
        "它越出区带的那一周的最后一天",
    ),
    Field::new(
        "direction",
        "`rise` or `fall`",
        "`rise`（上升）或 `fall`（下降）",
    ),
    Field::new(
        "level",
        "its share of all postings in the history, as a fraction",
        "历史时段内占全部职位的比例，以小数表示",
    ),
    Field::new(
        "since",
        "its share since the history ended, as a fraction",
        "历史时段结束以来的占比，以小数表示",
    ),
    Field::new(
        "postings",
        "postings since the history ended",
        "历史时段结束以来的职位数",
    ),
    Field::new(
        "suppressed",
        "1 where numbers are withheld",
        "有数字不显示时为 1",
    ),
];

/// What left its band, the earliest first.
pub(super) fn alerts(findings: &Findings, sheet: &mut Sheet) {
    for alert in findings.watched.iter().flat_map(|watched| &watched.alerts) {
        let hidden = alert.n < SMALLEST_CELL;
        let kind = if alert.is_tag { "tag" } else { "category" };
        let direction = if alert.is_rise { "rise" } else { "fall" };
        sheet.row([
            words(&alert.id),
            kind.to_owned(),
            alert.week.to_string(),
            direction.to_owned(),
            number(Some(alert.level).filter(|_| !hidden)),
            number(Some(alert.since).filter(|_| !hidden)),
            count(alert.n, hidden),
            flag(hidden),
        ]);
    }
}
