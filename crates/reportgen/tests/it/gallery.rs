//! Made-up findings for the pictures: every chart with data, and what a picture finds hardest to hold. Read by the tests and by the example `gallery`.

use analytics::claims::{Language, Text};
use analytics::findings::{
    Alert, AverageLine, ChoiceFinding, Findings, Monthly, MonthlyCounts, PlaceboFinding,
    Robustness, Watched,
};
use model::{Category, Day, DayRange};
use reportgen::{Formats, RenderedFile, ReportDefinition, Request};

use crate::market::{self, days, estimate};

/// Findings with the name that their pictures are kept under.
pub struct Case {
    pub name: String,
    pub findings: Findings,
    pub synthetic: bool,
    /// How many events the charts mark.
    pub events: usize,
}

fn case(name: &str, findings: Findings) -> Case {
    Case {
        name: name.to_owned(),
        findings,
        synthetic: false,
        events: 1,
    }
}

/// Every chart that there is.
pub const CHARTS: &[&str] = &[
    "averages",
    "averages_by_category",
    "adjusted",
    "changes",
    "shares",
    "pay",
    "pay_levels",
    "skills",
    "skills_by_month",
    "specifications",
    "watched",
];

const EVENTS: [(&str, &str); 8] = [
    ("2022-11-30", "ChatGPT released"),
    (
        "2022-12-20",
        "A second event with a long label that takes room",
    ),
    ("2023-01-05", "Third"),
    ("2023-02-01", "A fourth one"),
    ("2023-03-14", "GPT-4 released"),
    (
        "2023-11-06",
        "An event close to the end, with words for which no room is left",
    ),
    ("2024-01-10", "The store opens"),
    ("2024-02-10", "Last"),
];

/// A report that asks for every chart and marks the first so many events.
pub fn definition(events: usize) -> ReportDefinition {
    let mut text = String::from("title = \"Gallery\"\nuniverse = \"market:freelance\"\n");
    for (day, label) in EVENTS.iter().take(events) {
        text.push_str(&format!(
            "[[events]]\nday = \"{day}\"\nlabel = \"{label}\"\n"
        ));
    }
    let charts: Vec<String> = CHARTS.iter().map(|chart| format!("\"{chart}\"")).collect();
    text.push_str(&format!(
        "[[sections]]\nid = \"all\"\ntitle = \"All\"\ncharts = [{}]\n",
        charts.join(", ")
    ));
    ReportDefinition::parse("gallery.toml", &text).unwrap()
}

/// The pictures of a case in both languages.
pub fn pictures(case: &Case) -> Vec<RenderedFile> {
    let files = reportgen::render(&Request {
        definition: &definition(case.events),
        findings: &case.findings,
        previous: None,
        manifest: &market::manifest(case.synthetic),
        templates: &market::templates(),
        languages: &Language::ALL,
        // Pictures belong to no format: they come with any of them, and also with none.
        formats: Formats {
            markdown: false,
            html: false,
            csv: false,
            json: false,
        },
    });
    let files = files.unwrap().into_iter();
    files.filter(|file| file.path.ends_with(".svg")).collect()
}

/// The cases that are looked at, and that the tests measure.
pub fn cases() -> Vec<Case> {
    vec![
        Case {
            synthetic: true,
            ..case("full", full())
        },
        Case {
            events: EVENTS.len(),
            ..case("crowded", crowded())
        },
        case("holes", holes()),
        case("one", lines_of(1)),
        case("two", lines_of(2)),
        case("extreme", extreme()),
        case("short", short()),
        case("hostile", hostile()),
        case("nothing", market::nothing_covered()),
    ]
}

/// Numbers that look like chance and are the same everywhere (a linear congruence, its upper bits).
pub struct Chance(pub u64);

impl Chance {
    /// From 0 to 1.
    pub fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + self.next() * (high - low)
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.next() * n as f64) as usize
    }
}

fn both(en: &str, zh: &str) -> Text {
    Text {
        en: en.to_owned(),
        zh_cn: Some(zh.to_owned()),
    }
}

fn title(category: Category) -> Text {
    both(category.title(), category.title_zh())
}

/// The market of the other tests, with everything that it leaves out.
pub fn full() -> Findings {
    let mut findings = market::full();
    for row in &mut findings.categories {
        let category: Category = row.id.parse().unwrap();
        row.title = title(category);
    }
    let names = [
        ("聊天机器人开发", 3.0),
        ("机器学习", 40.0),
        ("OpenAI 与 ChatGPT 集成", 2.0),
        ("数据标注", 5.0),
        ("模型微调", 0.4),
    ];
    for (row, (zh, _)) in findings.tags.iter_mut().zip(names) {
        row.title = both(&row.title.en, zh);
    }
    let mut chance = Chance(7);
    for (at, row) in findings.categories.iter_mut().enumerate().take(12) {
        let start = 14.0 + at as f64 * 2.3 + chance.next();
        let end = start * chance.between(0.8, 1.15);
        row.median_hourly_pay = Some((estimate(start, 1.2, 300), estimate(end, 1.4, 300)));
        row.hourly_pay_shift = Some(estimate(end - start, 1.1, 300));
    }
    for line in &mut findings.averages {
        line.title = title(line.id.parse().unwrap());
        season(line, &mut chance);
    }
    findings.seen = vec![Some(1.0); findings.days.len()];
    for (at, claim) in findings.claims.iter_mut().enumerate() {
        if at % 4 != 3 {
            claim.robustness = Some(robustness(&mut chance, -0.35 + at as f64 * 0.08));
        }
        claim.sentence = both(
            &claim.sentence.en,
            "写作类职位下降了 33%，这一句话相当长，以便看它在图中如何换行。",
        );
    }
    findings.monthly = monthly(&findings, &mut chance);
    findings.watched = Some(Watched {
        history: days("2022-09-05", "2023-08-13"),
        watched: days("2023-08-14", "2024-02-11"),
        cohorts: 54,
        false_alarm: 0.05,
        alerts: [
            ("chatbot", true),
            ("machine_learning", false),
            ("openai_api", true),
        ]
        .map(|(id, is_rise)| {
            let row = findings.tags.iter().find(|row| row.id == id).unwrap();
            Alert {
                id: id.to_owned(),
                title: row.title.clone(),
                is_tag: true,
                week: market::day("2023-10-01"),
                is_rise,
                level: 0.001,
                since: if is_rise { 0.002 } else { 0.0006 },
                n: 400,
            }
        })
        .to_vec(),
    });
    findings
}

/// Gives a line intervals, and the same line without what its season adds.
fn season(line: &mut AverageLine, chance: &mut Chance) {
    let reach = chance.between(0.02, 0.12);
    line.interval = line
        .values
        .iter()
        .map(|value| value.map(|v| (v * (1.0 - reach), v * (1.0 + reach))))
        .collect();
    let lift = chance.between(0.02, 0.08);
    line.adjusted = line.values.clone();
    for (at, value) in line.values.iter_mut().enumerate() {
        let wave = 1.0 + lift * (at as f64 / 58.1).sin();
        *value = value.map(|v| v * wave);
    }
    for (value, ends) in line.values.iter().zip(&mut line.interval) {
        *ends = value.map(|v| (v * (1.0 - reach), v * (1.0 + reach)));
    }
}

pub fn robustness(chance: &mut Chance, centre: f64) -> Robustness {
    let mut curve: Vec<f64> = (0..101)
        .map(|_| centre + chance.between(-0.2, 0.2))
        .collect();
    curve.sort_by(f64::total_cmp);
    let mut changes: Vec<f64> = (0..140)
        .map(|_| chance.between(-0.15, 0.1) + chance.between(-0.1, 0.1))
        .collect();
    changes.sort_by(f64::total_cmp);
    let below = curve.iter().filter(|change| **change < 0.0).count();
    Robustness {
        family: "counts".to_owned(),
        family_size: 12,
        p_value: Some(0.01),
        q_value: Some(0.02),
        specifications: 3_360,
        tried: 3_500,
        agreement: Some(below as f64 / 101.0),
        spread: Some([curve[0], curve[50], curve[100]]),
        choices: vec![ChoiceFinding {
            choice: "width_days",
            option: "84".to_owned(),
            specifications: 672,
            median: centre,
            agreement: 0.9,
        }],
        intervals: Vec::new(),
        placebo: Some(PlaceboFinding {
            pairs: changes.len(),
            p: 0.04,
            spread: [changes[0], changes[70], changes[139]],
            changes,
            real: centre,
        }),
        why_no_placebo: None,
        curve,
    }
}

fn monthly(findings: &Findings, chance: &mut Chance) -> Monthly {
    let mut months = Vec::new();
    let mut month = Day::from_ymd(2022, 1, 1).unwrap();
    while month < findings.window.last() {
        months.push(month);
        month = month.last_of_month() + 1;
    }
    months.pop();
    let mut universe: Vec<Option<u64>> = months.iter().map(|_| Some(40_000)).collect();
    universe[7] = None;
    universe[8] = None;
    let row = |id: &str, title: &Text, level: f64, chance: &mut Chance| MonthlyCounts {
        id: id.to_owned(),
        title: title.clone(),
        counts: universe
            .iter()
            .enumerate()
            .map(|(at, seen)| {
                seen.map(|_| (level * (at as f64 / 8.0).exp() * chance.between(0.7, 1.3)) as u64)
            })
            .collect(),
    };
    Monthly {
        tags: findings
            .tags
            .iter()
            .enumerate()
            .map(|(at, tag)| row(&tag.id, &tag.title, 4.0 * (at as f64 + 1.0), chance))
            .collect(),
        categories: findings
            .categories
            .iter()
            .map(|one| row(&one.id, &one.title, 60.0, chance))
            .collect(),
        months,
        universe,
    }
}

/// All lines end within a hair of each other, names are long, and events lie close together.
fn crowded() -> Findings {
    let mut findings = full();
    findings.categories.pop();
    for (at, line) in findings.averages.iter_mut().enumerate() {
        line.title = both(
            &format!("A category with a long name, number {at}"),
            &format!("名称很长很长的第 {at} 个职位类别"),
        );
        for value in line.values.iter_mut().flatten() {
            *value = 20.0 + at as f64 * 0.001;
        }
    }
    for (at, row) in findings.categories.iter_mut().enumerate() {
        row.title = both(
            &format!("A category with a name that is far too long for its column, number {at}"),
            &format!("名称对这一列来说实在是太长太长太长了的职位类别，第 {at} 号"),
        );
        row.change = Some(estimate(-0.9 + at as f64 * 0.9, 40.0, 500));
        row.median_hourly_pay = Some((estimate(20.0, 2.0, 300), estimate(20.1, 2.0, 300)));
    }
    let tags = findings.tags.clone();
    findings.tags = (0..36)
        .map(|at| {
            let mut row = tags[at % tags.len()].clone();
            row.id = format!("tag_{at}");
            row.title = both(
                &format!("A skill with a rather long name, number {at}"),
                &format!("名称相当长的第 {at} 项技能"),
            );
            row.n = 900 - at as u64;
            row
        })
        .collect();
    findings.monthly = monthly(&findings, &mut Chance(3));
    if let Some(watched) = &mut findings.watched {
        let one = watched.alerts[0].clone();
        let alerts = findings.tags.iter().take(14);
        watched.alerts = alerts
            .map(|tag| Alert {
                id: tag.id.clone(),
                title: tag.title.clone(),
                ..one.clone()
            })
            .collect();
    }
    findings
}

/// Days that were not seen, and a month that is still arriving.
fn holes() -> Findings {
    let mut findings = full();
    let mut chance = Chance(11);
    let mut at = 400;
    while at < findings.days.len() {
        let long = 1 + chance.below(20);
        for day in at..(at + long).min(findings.days.len()) {
            findings.seen[day] = Some(chance.between(0.0, 0.79));
            for line in &mut findings.averages {
                line.values[day] = None;
                line.interval[day] = None;
                line.adjusted[day] = None;
            }
        }
        at += long + 40 + chance.below(90);
    }
    for day in 0..300 {
        findings.seen[day] = None;
    }
    findings.arriving_from = Some(market::day("2024-01-05"));
    findings
}

/// So many lines of what somebody asked about.
fn lines_of(n: usize) -> Findings {
    let mut findings = full();
    let keep: Vec<AverageLine> = findings.averages.drain(..).skip(1).take(n).collect();
    findings.averages = keep
        .into_iter()
        .enumerate()
        .map(|(at, line)| AverageLine {
            id: format!("query_{at}"),
            title: both(
                if at == 0 {
                    "prompt engineer"
                } else {
                    "copywriter"
                },
                if at == 0 {
                    "提示词工程师"
                } else {
                    "文案"
                },
            ),
            ..line
        })
        .collect();
    findings.arriving_from = Some(market::day("2023-12-20"));
    findings
}

/// Numbers at the ends of what can be.
fn extreme() -> Findings {
    let mut findings = full();
    for (at, line) in findings.averages.iter_mut().enumerate() {
        for (day, value) in line.values.iter_mut().enumerate() {
            let slope = if at == 0 { 4.0 } else { 0.1 * at as f64 };
            *value = value.map(|v| v * (slope * day as f64 / 400.0).exp());
        }
        for ends in line.interval.iter_mut().flatten() {
            *ends = (0.0001, 1e9);
        }
    }
    for (at, row) in findings.categories.iter_mut().enumerate() {
        let value = [-1.0, 120.0, 0.0, 0.004, 3.0, -0.5][at % 6];
        row.change = Some(estimate(value, 400.0 * (at % 3) as f64, 500));
        row.change_of_share = Some(analytics::findings::Estimate {
            value,
            n: 20,
            low: None,
            high: None,
        });
        let pay = [0.01, 9_000.0, 25.0][at % 3];
        row.median_hourly_pay = Some((estimate(pay, pay / 2.0, 300), estimate(25.0, 20.0, 300)));
    }
    for row in &mut findings.tags {
        row.rate_ratio = Some(analytics::findings::Estimate {
            value: 1_234.5,
            n: 300,
            low: Some(0.0001),
            high: Some(1e9),
        });
    }
    for claim in &mut findings.claims {
        claim.claimed_value = Some(20.0);
        if let Some(robustness) = &mut claim.robustness {
            robustness.curve = vec![0.0, 0.0, 0.0];
            robustness.spread = Some([0.0; 3]);
            if let Some(placebo) = &mut robustness.placebo {
                placebo.changes = vec![0.5];
                placebo.real = -0.99;
            }
        }
    }
    findings
}

/// A window of barely two averages, a single month, a single row.
fn short() -> Findings {
    let mut findings = full();
    let span = days("2023-08-20", "2024-02-14");
    let offset = (span.first() - findings.days.first()) as usize;
    findings.days = span;
    findings.window = span;
    for line in &mut findings.averages {
        line.values.drain(..offset);
        line.interval.drain(..offset);
        line.adjusted.drain(..offset);
        line.values[..83].fill(None);
    }
    findings.seen.drain(..offset);
    findings.categories.truncate(1);
    findings.tags.truncate(1);
    findings.claims.truncate(1);
    findings.monthly = monthly(&findings, &mut Chance(5));
    let keep = findings.monthly.months.len() - 1;
    findings.monthly.months.drain(..keep);
    findings.monthly.universe.drain(..keep);
    for row in findings
        .monthly
        .tags
        .iter_mut()
        .chain(&mut findings.monthly.categories)
    {
        row.counts.drain(..keep);
    }
    findings
}

/// What people put into titles and queries.
fn hostile() -> Findings {
    let mut findings = full();
    let bad = "</text><script>alert(1)</script>\u{7}\u{202e}\"&'|{{x}} `y` ]]> <!-- ";
    findings.universe = format!("{bad}{}", "w".repeat(400));
    for (at, line) in findings.averages.iter_mut().enumerate() {
        line.title = Text::english(format!("{at}{bad}{bad}"));
    }
    for row in findings.categories.iter_mut().chain(&mut findings.tags) {
        row.title = Text::english(format!("{bad}{}", row.n));
    }
    for claim in &mut findings.claims {
        claim.sentence = Text::english(format!("{bad}{}", "x".repeat(300)));
    }
    let alerts = findings
        .watched
        .iter_mut()
        .flat_map(|watched| &mut watched.alerts);
    for alert in alerts {
        alert.title = Text::english(bad);
    }
    let tags = findings.monthly.tags.iter_mut();
    for row in tags {
        row.title = Text::english(bad);
    }
    findings
}

/// A market in which everything is drawn by lot.
pub fn by_lot(seed: u64) -> Case {
    let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    for _ in 0..8 {
        chance.next();
    }
    let mut findings = full();
    let keep = 1 + chance.below(12);
    findings.averages.truncate(keep);
    for line in &mut findings.averages {
        let slope = chance.between(-1.2, 1.6);
        let span = line.values.len() as f64;
        for (day, value) in line.values.iter_mut().enumerate() {
            *value = value.map(|v| v * (slope * day as f64 / span).exp());
        }
    }
    for row in findings.categories.iter_mut().take(12) {
        let scale = 10f64.powf(chance.between(-2.0, 1.0));
        row.change = Some(estimate(
            chance.between(-1.0, 1.5) * scale,
            chance.next() * scale,
            500,
        ));
        row.change_of_share = Some(estimate(chance.between(-1.0, 1.0), chance.next(), 500));
        row.mean_hourly_pay_change = Some(estimate(
            chance.between(-0.4, 0.4),
            chance.next() * 0.3,
            500,
        ));
        let pay = chance.between(5.0, 80.0);
        let later = pay * chance.between(0.7, 1.4);
        row.median_hourly_pay = Some((
            estimate(pay, chance.next() * 4.0, 300),
            estimate(later, chance.next() * 4.0, 300),
        ));
    }
    for row in &mut findings.tags {
        let ratio = 10f64.powf(chance.between(-1.5, 2.0));
        row.rate_ratio = Some(analytics::findings::Estimate {
            value: ratio,
            n: 100,
            low: Some(ratio * chance.between(0.1, 1.0)),
            high: Some(ratio * chance.between(1.0, 9.0)),
        });
    }
    for claim in &mut findings.claims {
        let centre = chance.between(-0.6, 0.6);
        claim.robustness = Some(robustness(&mut chance, centre));
        claim.claimed_value = Some(chance.between(-0.7, 0.7));
        claim.deciding = Some(estimate(centre + chance.between(-0.1, 0.1), 0.1, 900));
    }
    if chance.next() < 0.3 {
        findings.arriving_from = Some(market::day("2023-12-01"));
    }
    if chance.next() < 0.4 {
        let at = chance.below(findings.seen.len() - 60);
        findings.seen[at..at + 40].fill(Some(0.3));
    }
    let first = chance.below(600);
    shift(&mut findings, first);
    Case {
        synthetic: chance.next() < 0.5,
        events: chance.below(EVENTS.len() + 1),
        ..case(&format!("lot {seed}"), findings)
    }
}

/// Leaves out so many of the first days.
fn shift(findings: &mut Findings, days: usize) {
    let first = findings.days.first() + i32::try_from(days).unwrap();
    findings.days = DayRange::new(first, findings.days.last()).unwrap();
    for line in &mut findings.averages {
        line.values.drain(..days);
        line.interval.drain(..days);
        line.adjusted.drain(..days);
    }
    findings.seen.drain(..days);
}
