//! Made-up findings for the pictures: every chart with data, and what a picture finds hardest to hold. Read by the tests and by the example `gallery`.

use analytics::claims::{Language, Text};
use analytics::findings::{
    Alert, AverageLine, ChoiceFinding, Findings, Monthly, MonthlyCounts, PlaceboFinding,
    Robustness, Watched,
};
use model::{Category, Day};
use reportgen::{Formats, RenderedFile, ReportDefinition, Request};

use crate::market::{self, days, estimate};

mod hard;
mod lots;
pub mod queries;

pub use lots::by_lot;

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
            ..case("crowded", hard::crowded())
        },
        case("holes", hard::holes()),
        case("one", hard::lines_of(1)),
        case("two", hard::lines_of(2)),
        case("extreme", hard::extreme()),
        case("short", hard::short()),
        case("hostile", hard::hostile()),
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
