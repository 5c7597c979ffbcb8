//! Alerts and months in, their tables out, small cells withheld. Watches nothing itself.

use analytics::findings::{Alert, Watched};
use analytics::said;

use super::tables::{self, Worded, counted, number, pale, text};
use super::{Setting, TableView};
use crate::months::{self, MonthCell};
use crate::suppression::SMALLEST_CELL;
use crate::wording::both;

/// What left its band lately, the earliest first.
pub(crate) fn alerts(setting: &Setting<'_>) -> TableView {
    let watched = setting.request.findings.watched.as_ref();
    let rows = watched.iter().flat_map(|watched| &watched.alerts);
    let absent = match watched {
        None => said!(
            "Nothing was watched: it takes more weeks to know a level from.",
            "没有进行监测：需要更多周的数据才能得知正常水平。"
        ),
        Some(_) => said!("Nothing left its band.", "没有任何一项越出区带。"),
    };
    let mut table = tables::table(
        setting,
        said!("What left its band", "越出区带的项目"),
        "data/alerts.csv",
        vec![
            (said!("What", "项目"), false),
            (said!("Direction", "方向"), false),
            (said!("Since the week to", "起始周（截至）"), false),
            (said!("Share before", "此前占比"), true),
            (said!("Share since", "此后占比"), true),
            (said!("Postings since", "此后职位数"), true),
        ],
        rows.map(alert).collect(),
        absent,
    );
    table.note = watched.map(|watched| note(watched).of(setting.language).to_owned());
    table
}

fn alert(alert: &Alert) -> Vec<Worded> {
    // A share with the number of all postings would give a small count away.
    let hidden = alert.n < SMALLEST_CELL;
    let share = |share: f64| match hidden {
        true => pale(both::withheld()),
        false => number(both::share(share)),
    };
    vec![
        text(alert.title.clone()),
        text(match alert.is_rise {
            true => said!("more than usual", "多于平常"),
            false => said!("less than usual", "少于平常"),
        }),
        text(both::day(alert.week)),
        share(alert.level),
        share(alert.since),
        counted(alert.n, false),
    ]
}

fn note(watched: &Watched) -> analytics::claims::Text {
    said!(
        "{cohorts} categories and skills were watched over {watched} against their level in {history}; one that stays level is named with a probability of {alarm} at most.",
        "在 {watched} 期间，按 {history} 的水平监测了 {cohorts} 个类别与技能；水平不变的项目被误报的概率至多为 {alarm}。",
        cohorts = both::count(watched.cohorts as u64),
        watched = both::days(watched.watched),
        history = both::days(watched.history),
        alarm = both::share(watched.false_alarm)
    )
}

/// So many of the last months are in the table; the file has them all.
const MONTHS_SHOWN: usize = 15;

/// All postings of the last months, each beside the month a year before.
pub(crate) fn months(setting: &Setting<'_>) -> TableView {
    let shown = months::shown(setting.request.findings);
    let cells: Vec<_> = shown.months.iter().zip(&shown.universe).collect();
    let before = |at: usize| at.checked_sub(12).and_then(|at| cells.get(at));
    let rows = cells
        .iter()
        .enumerate()
        .skip(cells.len().saturating_sub(MONTHS_SHOWN))
        .map(|(at, (month, cell))| {
            vec![
                text(both::month(**month)),
                of_cell(**cell),
                before(at).map_or_else(|| pale(both::no_estimate()), |(_, cell)| of_cell(**cell)),
            ]
        })
        .collect();
    tables::table(
        setting,
        said!("All postings by month", "各月全部职位"),
        "data/monthly.csv",
        vec![
            (said!("Month", "月份"), false),
            (said!("Postings", "职位数"), true),
            (said!("A year before", "一年前"), true),
        ],
        rows,
        said!(
            "No whole month lies in these days.",
            "这些日子里没有一个完整的月份。"
        ),
    )
}

fn of_cell(cell: MonthCell) -> Worded {
    match cell {
        MonthCell::Count(n) => number(both::count(n)),
        MonthCell::Withheld => pale(both::withheld()),
        MonthCell::Unseen => pale(both::not_seen()),
    }
}
