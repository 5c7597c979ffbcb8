//! A chart's kind and the findings in, the table of what it draws out, with what is withheld as in its file. Draws nothing.

use analytics::claims::Text;
use analytics::findings::{AverageLine, CohortFinding, Estimate, Findings};
use analytics::said;
use model::Day;

use super::tables::{self, Worded, arrow, changed, estimated, number, pale, text, withheld_or};
use super::{Setting, TableView, watch};
use crate::chart::heat_map::{self, Cell};
use crate::chart::{self, index_lines, ratio_bars};
use crate::csv::is_small;
use crate::definition::Chart;
use crate::suppression::{self, Hidden};
use crate::wording::{self, both};

/// The table behind a chart. It has no further file: the link below the chart leads to that.
pub(crate) fn behind(kind: Chart, setting: &Setting<'_>) -> TableView {
    let mut table = match kind {
        Chart::Averages | Chart::AveragesByCategory => averages(setting, |line| &line.values),
        Chart::Adjusted => averages(setting, |line| &line.adjusted),
        Chart::Changes => changes(setting, said!("Change", "变化"), |row| {
            row.change.as_ref()
        }),
        Chart::Shares => changes(setting, said!("Change of share", "占比的变化"), |row| {
            row.change_of_share.as_ref()
        }),
        Chart::Pay => pay(setting),
        Chart::PayLevels => pay_levels(setting),
        Chart::Skills => skills(setting),
        Chart::SkillsByMonth => skills_by_month(setting),
        Chart::Specifications => specifications(setting),
        Chart::Watched => watch::alerts(setting),
    };
    table.file = None;
    table
}

fn build(
    setting: &Setting<'_>,
    title: Text,
    columns: Vec<(Text, bool)>,
    rows: Vec<Vec<Worded>>,
) -> TableView {
    let absent = said!("There is no number to show.", "没有可显示的数字。");
    tables::table(setting, title, "", columns, rows, absent)
}

fn category() -> (Text, bool) {
    (said!("Category", "类别"), false)
}

/// A column of estimates, each with its interval.
fn with_interval(name: &Text) -> (Text, bool) {
    let interval = both::interval_name();
    let words = said!(
        "{name} ({interval})",
        "{name}（{interval}）",
        name,
        interval
    );
    (words, true)
}

fn changes(
    setting: &Setting<'_>,
    name: Text,
    estimate: impl Fn(&CohortFinding) -> Option<&Estimate>,
) -> TableView {
    let shown = suppression::shown(setting.request.findings, estimate);
    let rows = shown
        .into_iter()
        .map(|(row, e)| vec![text(row.title.clone()), changed(Some(e), false)]);
    let columns = vec![category(), with_interval(&name)];
    build(setting, name, columns, rows.collect())
}

/// The categories whose pay may be shown.
fn paid(findings: &Findings) -> impl Iterator<Item = &CohortFinding> {
    let rows = findings.categories.iter();
    rows.filter(|row| suppression::pay_is_shown(row))
}

fn pay(setting: &Setting<'_>) -> TableView {
    let rows = paid(setting.request.findings).filter_map(|row| {
        let change = row.mean_hourly_pay_change.as_ref()?;
        Some(vec![text(row.title.clone()), changed(Some(change), false)])
    });
    let name = said!("Change of mean hourly pay", "平均时薪的变化");
    let columns = vec![category(), with_interval(&name)];
    build(setting, name, columns, rows.collect())
}

fn pay_levels(setting: &Setting<'_>) -> TableView {
    let rows = paid(setting.request.findings).filter_map(|row| {
        let (start, end) = row.median_hourly_pay.as_ref()?;
        let currency = row.pay_currency.as_deref().unwrap_or("");
        let money = |v: f64| Text::same(format!("{} {currency}", wording::decimal(v, 2)));
        Some(vec![
            text(row.title.clone()),
            estimated(Some(start), false, money),
            estimated(Some(end), false, money),
        ])
    });
    let start = with_interval(&said!("At the start", "期初"));
    let end = with_interval(&said!("At the end", "期末"));
    let title = said!("Median hourly pay", "时薪中位数");
    build(setting, title, vec![category(), start, end], rows.collect())
}

fn skills(setting: &Setting<'_>) -> TableView {
    let rows = ratio_bars::rows(setting.request.findings);
    let rows = rows.iter().map(|(row, ratio)| {
        let rates = row.per_ten_thousand_start.zip(row.per_ten_thousand_end);
        let rate = |v: f64| Text::same(wording::per_ten_thousand(v));
        vec![
            text(row.title.clone()),
            withheld_or(false, || {
                let (start, end) = rates?;
                Some(arrow(&rate(start), &rate(end)))
            }),
            estimated(Some(ratio), false, |v| Text::same(wording::ratio(v))),
        ]
    });
    let columns = vec![
        (said!("Skill", "技能"), false),
        (per_ten_thousand(), true),
        with_interval(&said!("Ratio", "之比")),
    ];
    let title = said!("Ratio of the rates", "频率之比");
    build(setting, title, columns, rows.collect())
}

fn per_ten_thousand() -> Text {
    said!("Per {n} postings", "每 {n} 个职位", n = both::count(10_000))
}

/// A row a month and a column a skill, since a page scrolls down more easily than sideways.
fn skills_by_month(setting: &Setting<'_>) -> TableView {
    let findings = setting.request.findings;
    let (skills, _) = heat_map::rows(findings);
    let cell = |cell: Option<&Cell>| match cell {
        Some(Cell::Rate(rate)) => number(Text::same(wording::per_ten_thousand(*rate))),
        Some(Cell::Few) => pale(both::withheld()),
        Some(Cell::Unseen) | None => pale(both::not_seen()),
    };
    let months = findings.monthly.months.iter().enumerate();
    let rows = months.map(|(at, month)| {
        let head = text(both::month(*month));
        let cells = skills.iter().map(|row| cell(row.cells.get(at)));
        std::iter::once(head).chain(cells).collect()
    });
    let names = skills.iter().map(|row| (row.title.clone(), true));
    let columns = std::iter::once((said!("Month", "月份"), false)).chain(names);
    build(
        setting,
        per_ten_thousand(),
        columns.collect(),
        rows.collect(),
    )
}

/// The averages on the last day of each month: the days between are in the file.
fn averages(
    setting: &Setting<'_>,
    values: impl Fn(&AverageLine) -> &Vec<Option<f64>>,
) -> TableView {
    let findings = setting.request.findings;
    let (drawn, _) = index_lines::build(findings);
    let is_drawn = |line: &&AverageLine| drawn.iter().any(|one| one.id == line.id);
    let lines: Vec<&AverageLine> = findings.averages.iter().filter(is_drawn).collect();
    let has_value = |at: usize| {
        let mut values = lines.iter().map(|line| values(line).get(at));
        values.any(|value| value.is_some_and(Option::is_some))
    };
    let is_shown = |day: Day| day == day.last_of_month() || day == findings.days.last();
    let cell = |line: &AverageLine, at: usize| {
        // Where the counted line is withheld, the one without its season is as well.
        let counted = line.values.get(at).copied().flatten();
        match values(line).get(at).copied().flatten() {
            None => pale(both::not_seen()),
            Some(_) if counted.is_none_or(|v| is_small(v, chart::AVERAGE_DAYS)) => {
                pale(both::withheld())
            }
            Some(value) => number(Text::same(wording::decimal(value, 2))),
        }
    };
    let days = findings.days.days().enumerate();
    let rows = days
        .filter(|(at, day)| is_shown(*day) && has_value(*at))
        .map(|(at, day)| {
            let cells = lines.iter().map(|line| cell(line, at));
            std::iter::once(text(both::day(day))).chain(cells).collect()
        });
    let names = lines.iter().map(|line| (line.title.clone(), true));
    let until = said!(
        "{days} to",
        "截至（{days}）",
        days = both::number_of_days(u64::from(chart::AVERAGE_DAYS))
    );
    let columns = std::iter::once((until, false)).chain(names);
    let title = said!("Postings a day", "每日职位数");
    build(setting, title, columns.collect(), rows.collect())
}

fn specifications(setting: &Setting<'_>) -> TableView {
    let findings = setting.request.findings;
    let hidden = Hidden::of(findings);
    let claims = findings.claims.iter().filter(|claim| !hidden.claim(claim));
    let rows = claims.filter_map(|claim| {
        let around = claim.robustness.as_ref()?;
        let [low, median, high] = around.spread?;
        Some(vec![
            text(claim.sentence.clone()),
            number(both::count(around.specifications as u64)),
            number(both::percent(low)),
            number(both::percent(median)),
            number(both::percent(high)),
            withheld_or(false, || around.agreement.map(both::share)),
        ])
    });
    let columns = vec![
        (said!("Sentence", "说法"), false),
        (said!("Ways of counting", "算法数"), true),
        (said!("Lowest", "最低"), true),
        (said!("Median change", "变化的中位数"), true),
        (said!("Highest", "最高"), true),
        (said!("Same direction", "方向一致"), true),
    ];
    let title = said!("Changes under other choices", "其他选择下的变化");
    build(setting, title, columns, rows.collect())
}
