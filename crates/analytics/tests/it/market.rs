//! Builds panels day by day for the other tests, and reads the compiled-in numbers. Draws only with a seed.

use analytics::ClaimFile;
use analytics::claims::{KnownTag, Text};
use model::{
    CohortSpec, Currency, Day, DayRange, Panel, PayGroup, PayKind, Period, Platform, Series,
    SourceId, TagId,
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const SKILLS: &str = include_str!("../../../tagger/data/skills.toml");

pub const CLAIMS: &str = include_str!("../../../../reports/ai-and-jobs/claims.toml");

pub fn golden() -> serde_json::Value {
    serde_json::from_str(include_str!("../../../../fixtures/analytics/golden.json")).unwrap()
}

pub fn reference() -> serde_json::Value {
    serde_json::from_str(include_str!(
        "../../../../fixtures/analytics/reference.json"
    ))
    .unwrap()
}

pub fn floats(value: &serde_json::Value) -> Vec<f64> {
    let values = value.as_array().unwrap().iter();
    values.map(|value| value.as_f64().unwrap()).collect()
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn days(first: &str, last: &str) -> DayRange {
    DayRange::new(day(first), day(last)).unwrap()
}

/// The tags that the claim file names, with births and the titles that ship; numbers are their places here.
pub fn tags() -> Vec<KnownTag> {
    let born = [
        ("chatbot", None),
        ("chatbot_ai", Some("2020-06-11")),
        ("machine_learning", None),
        ("data_annotation", None),
        ("ai_writing", Some("2021-01-01")),
        ("ai_image", Some("2022-03-14")),
        ("ai_video", Some("2022-06-01")),
        ("ai_agent", Some("2023-03-30")),
        ("openai_api", Some("2020-06-11")),
        ("ai_app_integration", None),
        ("fine_tuning", Some("2018-10-11")),
        ("rlhf_trainer", Some("2022-01-01")),
    ];
    let rules: toml::Table = toml::from_str(SKILLS).unwrap();
    let numbered = born.iter().enumerate();
    numbered
        .map(|(at, (slug, birth))| {
            let (birth, id) = (birth.map(day), TagId::new(at).unwrap());
            KnownTag {
                slug: (*slug).to_owned(),
                title: title(&rules, slug),
                id,
                birth,
            }
        })
        .collect()
}

fn title(rules: &toml::Table, slug: &str) -> Text {
    let mut rules = rules["tag"].as_array().unwrap().iter();
    let rule = rules.find(|rule| rule["slug"].as_str() == Some(slug));
    let word = |key: &str| rule.unwrap()[key].as_str().unwrap().to_owned();
    Text {
        en: word("title"),
        zh_cn: Some(word("title_zh")),
    }
}

/// The tags of the tables.
pub fn titles() -> Vec<(String, Text, TagId)> {
    let tags = tags().into_iter();
    tags.map(|tag| (tag.slug, tag.title, tag.id)).collect()
}

pub fn claim_file() -> ClaimFile {
    ClaimFile::parse("claims.toml", CLAIMS, &tags()).unwrap()
}

/// A panel of one source whose counts are said by closures of the day.
pub struct Market {
    pub panel: Panel,
}

impl Market {
    pub fn new(days: DayRange, universe: impl Fn(Day) -> u32) -> Market {
        let counts = days.days().map(universe).collect();
        Market {
            panel: Panel {
                days,
                sources: vec!["archive".parse::<SourceId>().unwrap()],
                platforms: vec!["upwork".parse::<Platform>().unwrap()],
                universe: vec![Series { source: 0, counts }],
                cohorts: Vec::new(),
                counts: Vec::new(),
                pay: model::PostedPay::default(),
                undated: 0,
                completeness: Vec::new(),
            },
        }
    }

    pub fn cohort(mut self, id: &str, count: impl Fn(Day) -> u32) -> Market {
        self.panel.cohorts.push(CohortSpec::everything(id));
        self.panel.counts.push(vec![Series {
            source: 0,
            counts: self.panel.days.days().map(count).collect(),
        }]);
        self
    }

    /// Hourly ranges (low, high in whole dollars, number) of the cohort last added.
    pub fn pay(mut self, groups: impl Fn(Day) -> Vec<(i64, i64, u32)>) -> Market {
        let cohort = self.panel.cohorts.len().checked_sub(1);
        let mut all: Vec<PayGroup> = self.panel.pay.groups().collect();
        for day in self.panel.days.days() {
            for (low, high, n) in groups(day) {
                all.push(PayGroup {
                    cohort,
                    source: 0,
                    day,
                    kind: PayKind::Hourly,
                    period: Period::Hour,
                    currency: Currency::USD,
                    low: low * 100,
                    high: high * 100,
                    n,
                });
            }
        }
        self.panel.pay = all.into_iter().collect();
        self
    }
}

/// A number between 0 and 1 that is the same for the same day and key.
pub fn noise(day: Day, key: u64) -> f64 {
    let seed = u64::try_from(day.number()).unwrap() * 1_000_003 + key;
    ChaCha8Rng::seed_from_u64(seed).random()
}

/// A daily level with a little noise of a fifth up or down, as a count.
pub fn around(level: f64, day: Day, key: u64) -> u32 {
    (level * (0.8 + 0.4 * noise(day, key))).round() as u32
}
