//! Cohort findings in, the tables of a page out, small cells withheld. Knows no chart.

use analytics::claims::Text;
use analytics::findings::{CohortFinding, Estimate, Findings};
use analytics::said;

use super::{Cell, Column, Row, Setting, TableView, summary, watch};
use crate::definition::Table;
use crate::suppression::{self, SMALLEST_CELL, Withheld};
use crate::wording::{self, both};

/// A cell before its language is chosen.
#[derive(Clone, Debug)]
pub(crate) struct Worded {
    text: Text,
    aside: Option<Text>,
    numeric: bool,
    pale: bool,
    code: bool,
}

impl Worded {
    fn cell(self, setting: &Setting<'_>) -> Cell {
        let of = |text: &Text| text.of(setting.language).to_owned();
        Cell {
            text: of(&self.text),
            aside: self.aside.as_ref().map(of),
            numeric: self.numeric,
            pale: self.pale,
            code: self.code,
        }
    }
}

/// So many columns can be read on a telephone.
const NARROW: usize = 3;

/// A table from its parts; `absent` stands in its place where there is no row.
pub(crate) fn table(
    setting: &Setting<'_>,
    title: Text,
    file: &str,
    columns: Vec<(Text, bool)>,
    rows: Vec<Vec<Worded>>,
    absent: Text,
) -> TableView {
    let of = |text: &Text| text.of(setting.language).to_owned();
    TableView {
        title: of(&title),
        columns: columns
            .iter()
            .map(|(title, numeric)| Column {
                title: of(title),
                numeric: *numeric,
            })
            .collect(),
        wide: columns.len() > NARROW,
        absent: rows.is_empty().then(|| of(&absent)),
        rows: rows
            .into_iter()
            .filter_map(|cells| {
                let mut cells = cells.into_iter().map(|cell| cell.cell(setting));
                Some(Row {
                    head: cells.next()?,
                    cells: cells.collect(),
                })
            })
            .collect(),
        file: setting.file(file),
        note: None,
    }
}

/// Words in a cell.
pub(crate) fn text(words: Text) -> Worded {
    Worded {
        text: words,
        aside: None,
        numeric: false,
        pale: false,
        code: false,
    }
}

/// A name that is written as code.
pub(crate) fn code(name: &str) -> Worded {
    Worded {
        code: true,
        ..text(Text::same(name))
    }
}

/// A number in a cell.
pub(crate) fn number(words: Text) -> Worded {
    Worded {
        numeric: true,
        ..text(words)
    }
}

/// What stands in the place of a number.
pub(crate) fn pale(words: Text) -> Worded {
    Worded {
        pale: true,
        ..number(words)
    }
}

/// A number, or what stands in its place.
pub(crate) fn withheld_or(hide: bool, words: impl FnOnce() -> Option<Text>) -> Worded {
    if hide {
        return pale(both::withheld());
    }
    words().map_or_else(|| pale(both::no_estimate()), number)
}

/// A count, or what stands in its place where it is small or would give a small one away.
pub(crate) fn counted(n: u64, hide: bool) -> Worded {
    if n < SMALLEST_CELL {
        pale(both::fewer())
    } else if hide {
        pale(both::withheld())
    } else {
        number(both::count(n))
    }
}

/// From one number to another.
pub(crate) fn arrow(start: &Text, end: &Text) -> Text {
    said!("{a} → {b}", "{a} → {b}", a = start, b = end)
}

fn start_to_end(row: &CohortFinding, hide: Withheld, findings: &Findings, days: u32) -> Worded {
    let Some((start, end)) = row.n_start.zip(row.n_end) else {
        return pale(match summary::is_too_short(findings, days) {
            true => said!(
                "window shorter than {days}",
                "窗口不足 {days}",
                days = both::number_of_days(u64::from(2 * days))
            ),
            false => said!("not covered", "未覆盖"),
        });
    };
    let one = |n: u64, hide: bool| counted(n, hide).text;
    Worded {
        pale: hide.n_start || hide.n_end,
        ..number(arrow(&one(start, hide.n_start), &one(end, hide.n_end)))
    }
}

/// An estimate worded by `word`, its interval aside.
pub(crate) fn estimated(
    estimate: Option<&Estimate>,
    hide: bool,
    word: impl Fn(f64) -> Text,
) -> Worded {
    let mut cell = withheld_or(hide, || estimate.map(|e| word(e.value)));
    cell.aside = estimate
        .filter(|_| !hide)
        .and_then(|e| both::interval(e, &word))
        .map(|interval| said!(" ({interval})", "（{interval}）", interval = interval));
    cell
}

/// A change with its interval aside.
pub(crate) fn changed(estimate: Option<&Estimate>, hide: bool) -> Worded {
    estimated(estimate, hide, both::percent)
}

/// The table that a section asks for.
pub(crate) fn build(kind: Table, setting: &Setting<'_>, window_days: u32) -> TableView {
    match kind {
        Table::Categories => categories(setting, window_days),
        Table::Pay => pay(setting),
        Table::Skills => skills(setting, window_days),
        Table::Alerts => watch::alerts(setting),
        Table::Months => watch::months(setting),
    }
}

/// What stands below a table: what its brackets hold, `more`, and that small counts are withheld.
fn note(table: &mut TableView, setting: &Setting<'_>, any_withheld: bool, more: &[Text]) {
    if table.absent.is_some() {
        return;
    }
    let mut sentences = vec![said!(
        "In brackets: {interval}.",
        "括号内为 {interval}。",
        interval = both::interval_name()
    )];
    sentences.extend(more.iter().cloned());
    if any_withheld {
        sentences.push(said!(
            "Counts below {n}, and what would give them away, are withheld.",
            "少于 {n} 的职位数，以及会泄露它们的数字，都不显示。",
            n = both::count(SMALLEST_CELL)
        ));
    }
    table.note = Some(joined(&sentences, setting));
}

/// Sentences one behind the other; Chinese puts no space between them.
pub(crate) fn joined(sentences: &[Text], setting: &Setting<'_>) -> String {
    let between = match setting.language {
        analytics::claims::Language::En => " ",
        analytics::claims::Language::ZhCn => "",
    };
    let words: Vec<&str> = sentences
        .iter()
        .map(|text| text.of(setting.language))
        .collect();
    words.join(between)
}

fn first_and_last(window_days: u32) -> Text {
    said!(
        "First → last {days}",
        "前 → 后 {days}",
        days = both::number_of_days(u64::from(window_days))
    )
}

fn categories(setting: &Setting<'_>, window_days: u32) -> TableView {
    let findings = setting.request.findings;
    let withheld = suppression::of_categories(findings);
    let rows = findings
        .categories
        .iter()
        .zip(&withheld)
        .map(|(row, hide)| {
            let hidden = hide.comparison();
            vec![
                text(row.title.clone()),
                counted(row.n, hide.n),
                start_to_end(row, *hide, findings, window_days),
                changed(row.change.as_ref(), hidden),
                changed(row.change_of_share.as_ref(), hidden),
                changed(row.season_matched.as_ref(), hidden),
            ]
        })
        .collect();
    let mut table = table(
        setting,
        said!("Postings by category", "各类别的职位数"),
        "data/categories.csv",
        vec![
            (said!("Category", "类别"), false),
            (said!("Postings", "职位数"), true),
            (first_and_last(window_days), true),
            (said!("Change", "变化"), true),
            (said!("Change of share", "占比的变化"), true),
            (
                said!("Share against a year earlier", "占比与上年同期相比"),
                true,
            ),
        ],
        rows,
        said!(
            "No posting of this window carries a category.",
            "这一窗口内没有职位带有类别。"
        ),
    );
    let any = withheld.iter().any(|w| w.comparison());
    let share = said!(
        "A share is of all postings of the universe.",
        "占比指占这一范围内全部职位的比例。"
    );
    note(&mut table, setting, any, &[share]);
    table
}

fn pay(setting: &Setting<'_>) -> TableView {
    let paid: Vec<&CohortFinding> = setting
        .request
        .findings
        .categories
        .iter()
        .filter(|row| row.mean_hourly_pay_change.is_some() || row.hourly_pay_shift.is_some())
        .collect();
    let n_of = |row: &CohortFinding| {
        let estimate = row.mean_hourly_pay_change.or(row.hourly_pay_shift);
        estimate.map_or(0, |e| e.n)
    };
    let rows = paid.iter().map(|row| pay_row(row, n_of(row))).collect();
    let mut table = table(
        setting,
        said!("Hourly pay by category", "各类别的时薪"),
        "data/categories.csv",
        vec![
            (said!("Category", "类别"), false),
            (
                said!("Postings with an hourly range", "有时薪区间的职位数"),
                true,
            ),
            (said!("Median, start → end", "中位数，期初 → 期末"), true),
            (said!("Change of the mean", "均值的变化"), true),
            (said!("Typical shift an hour", "每小时的典型移动"), true),
        ],
        rows,
        said!(
            "No category has enough postings with an hourly range in both the first and the last part of this window.",
            "没有任何类别在这一窗口的首段和末段都有足够多带时薪区间的职位。"
        ),
    );
    let any = paid.iter().any(|row| !suppression::pay_is_shown(row));
    let more = [
        said!(
            "Pay is the middle of the hourly range that a posting states; fixed prices and salaries are not in it.",
            "时薪取职位所写时薪区间的中点；固定价格与年薪、月薪不计入。"
        ),
        said!(
            "The typical shift is Hodges and Lehmann's.",
            "典型移动为 Hodges-Lehmann 估计。"
        ),
    ];
    note(&mut table, setting, any, &more);
    table
}

fn pay_row(row: &CohortFinding, n: u64) -> Vec<Worded> {
    let hide = !suppression::pay_is_shown(row);
    let currency = row.pay_currency.as_deref().unwrap_or("");
    let money = |v: f64| Text::same(format!("{} {currency}", wording::decimal(v, 2)));
    let shift = |v: f64| Text::same(format!("{} {currency}", wording::signed(v, 2)));
    vec![
        text(row.title.clone()),
        counted(n, hide),
        withheld_or(hide, || {
            let (start, end) = (row.median_hourly_pay_start?, row.median_hourly_pay_end?);
            let start = Text::same(wording::decimal(start, 2));
            Some(arrow(&start, &money(end)))
        }),
        changed(row.mean_hourly_pay_change.as_ref(), hide),
        estimated(row.hourly_pay_shift.as_ref(), hide, shift),
    ]
}

fn skills(setting: &Setting<'_>, window_days: u32) -> TableView {
    let findings = setting.request.findings;
    let withheld = suppression::of_rows(&findings.tags);
    let (shown, small): (Vec<_>, Vec<_>) = findings
        .tags
        .iter()
        .zip(&withheld)
        .partition(|(_, hide)| !hide.n);
    let ratio = |value: f64| Text::same(wording::ratio(value));
    let rows = shown
        .iter()
        .map(|(row, hide)| {
            vec![
                text(row.title.clone()),
                counted(row.n, hide.n),
                start_to_end(row, **hide, findings, window_days),
                withheld_or(hide.comparison(), || {
                    let (start, end) = (row.per_ten_thousand_start?, row.per_ten_thousand_end?);
                    let words = |v: f64| Text::same(wording::per_ten_thousand(v));
                    Some(arrow(&words(start), &words(end)))
                }),
                estimated(row.rate_ratio.as_ref(), hide.comparison(), ratio),
            ]
        })
        .collect();
    let mut table = table(
        setting,
        said!("AI skills", "AI 技能"),
        "data/tags.csv",
        vec![
            (said!("Skill", "技能"), false),
            (said!("Postings", "职位数"), true),
            (first_and_last(window_days), true),
            (
                said!("Per {n} postings", "每 {n} 个职位", n = both::count(10_000)),
                true,
            ),
            (said!("Ratio of the rates", "频率之比"), true),
        ],
        rows,
        said!(
            "No AI skill is asked for in enough postings of this window.",
            "这一窗口内没有任何 AI 技能有足够多的职位需求。"
        ),
    );
    let skills = match small.len() as u64 {
        1 => said!("{n} skill", "{n} 项技能", n = both::count(1)),
        n => said!("{n} skills", "{n} 项技能", n = both::count(n)),
    };
    let left_out = said!(
        "Left out: {skills} asked for in {fewer} postings.",
        "未列出：{skills}，需求的职位{fewer} 个。",
        skills = skills,
        fewer = both::fewer()
    );
    let any = shown.iter().any(|(_, hide)| hide.comparison());
    let more: &[Text] = if small.is_empty() { &[] } else { &[left_out] };
    note(&mut table, setting, any, more);
    table
}
