//! Made-up findings for the tests: a full market, one that covers nothing, and one with every optional value unset.

use analytics::claims::{Kind, Language};
use analytics::findings::{
    AverageLine, CohortFinding, Estimate, Evidence, Findings, JudgedClaim, Monthly, Reading,
    SourceCoverage, Verdict,
};
use model::{Category, Day, DayRange};
use reportgen::{Formats, Manifest, RenderedFile, ReportDefinition, Request, Templates, shipped};

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn days(first: &str, last: &str) -> DayRange {
    DayRange::new(day(first), day(last)).unwrap()
}

/// An estimate with an interval of this half width.
pub fn estimate(value: f64, half: f64, n: u64) -> Estimate {
    Estimate {
        value,
        n,
        low: Some(value - half),
        high: Some(value + half),
    }
}

pub fn manifest(synthetic: bool) -> Manifest {
    Manifest {
        as_of: "2024-03-01".to_owned(),
        code_version: "0.0.0".to_owned(),
        rules_hash: "r1".to_owned(),
        postings_hash: "p1".to_owned(),
        parameters: vec![
            ("average days".into(), "84".into()),
            ("seed".into(), "7".into()),
        ],
        synthetic,
        duplicates: reportgen::Duplicates {
            postings: 1_234,
            counted: false,
        },
        problems: vec![("no_date".to_owned(), 12), ("future_date".to_owned(), 1)],
        ..Manifest::default()
    }
}

pub fn definition() -> ReportDefinition {
    ReportDefinition::parse("report.toml", shipped("ai-and-jobs").unwrap().report_toml).unwrap()
}

pub fn templates() -> Templates {
    let mut templates = Templates::embedded();
    for (name, text) in shipped("ai-and-jobs").unwrap().templates {
        templates.override_with(name, (*text).to_owned());
    }
    templates
}

pub fn rendered(findings: &Findings, manifest: &Manifest) -> Vec<RenderedFile> {
    render(&definition(), findings, manifest, &templates()).unwrap()
}

/// Every kind of file, in English.
pub fn render(
    definition: &ReportDefinition,
    findings: &Findings,
    manifest: &Manifest,
    templates: &Templates,
) -> Result<Vec<RenderedFile>, reportgen::Error> {
    reportgen::render(&Request {
        definition,
        findings,
        manifest,
        templates,
        languages: &[Language::En],
        formats: Formats::ALL,
        previous: None,
    })
}

pub fn file<'a>(files: &'a [RenderedFile], path: &str) -> &'a str {
    let file = files
        .iter()
        .find(|file| file.path == path)
        .unwrap_or_else(|| panic!("no file {path}"));
    std::str::from_utf8(&file.bytes).unwrap()
}

/// The changes of the twelve categories, in their order; the eleventh is within its interval.
const CHANGES: [f64; 12] = [
    -0.33, -0.19, -0.16, -0.04, 0.04, 0.06, 0.08, 0.10, 0.39, 0.12, 0.01, 0.05,
];

fn blank(id: &str, title: &str, n: u64) -> CohortFinding {
    CohortFinding {
        id: id.to_owned(),
        title: title.into(),
        n,
        n_start: Some(n / 5),
        n_end: Some(n / 6),
        change: None,
        change_of_share: None,
        season_matched: None,
        rate_ratio: None,
        per_ten_thousand_start: None,
        per_ten_thousand_end: None,
        mean_hourly_pay_change: None,
        hourly_pay_shift: None,
        median_hourly_pay_start: None,
        median_hourly_pay_end: None,
        median_hourly_pay: None,
        pay_currency: None,
    }
}

fn categories() -> Vec<CohortFinding> {
    let mut rows: Vec<CohortFinding> = Category::of_the_article()
        .iter()
        .zip(CHANGES)
        .enumerate()
        .map(|(at, (category, change))| {
            let n = 9_000 - 600 * at as u64;
            CohortFinding {
                n_end: Some((n as f64 / 5.0 * (1.0 + change)) as u64),
                change: Some(estimate(change, 0.03, n)),
                change_of_share: Some(estimate(change - 0.02, 0.03, n)),
                season_matched: (at % 2 == 0).then(|| estimate(change - 0.01, 0.05, n)),
                mean_hourly_pay_change: Some(estimate(0.05 - at as f64 * 0.02, 0.04, n / 3)),
                hourly_pay_shift: Some(estimate(1.0 - at as f64 * 0.4, 0.8, n / 3)),
                median_hourly_pay_start: Some(25.0),
                median_hourly_pay_end: Some(25.0 - at as f64 * 0.4),
                median_hourly_pay: Some((
                    estimate(25.0, 1.0, n / 6),
                    estimate(25.0 - at as f64 * 0.4, 1.0, n / 6),
                )),
                pay_currency: Some("USD".to_owned()),
                ..blank(category.slug(), category.title(), n)
            }
        })
        .collect();
    // A small cell beside a large one: three postings that no file may show.
    rows.push(CohortFinding {
        n_start: Some(1),
        n_end: Some(2),
        change: Some(estimate(1.0, 0.5, 3)),
        ..blank("legal", "Legal", 3)
    });
    rows
}

fn tag(id: &str, title: &str, n: u64, rates: (f64, f64)) -> CohortFinding {
    let ratio = rates.1 / rates.0;
    CohortFinding {
        rate_ratio: Some(Estimate {
            value: ratio,
            n,
            low: Some(ratio * 0.7),
            high: Some(ratio * 1.5),
        }),
        per_ten_thousand_start: Some(rates.0),
        per_ten_thousand_end: Some(rates.1),
        ..blank(id, title, n)
    }
}

/// Averages that wander with the season and turn towards the planted change after the release.
fn averages(span: DayRange, gaps: bool) -> Vec<AverageLine> {
    Category::of_the_article()
        .iter()
        .zip(CHANGES)
        .enumerate()
        .map(|(line, (category, change))| AverageLine {
            id: category.slug().to_owned(),
            title: category.title().into(),
            values: span
                .days()
                .enumerate()
                .map(|(at, day)| {
                    let season = (f64::from(day.number()) / 58.1 + line as f64).sin() * 0.02;
                    let after = f64::from(day - self::day("2023-01-23")).max(0.0) / 387.0;
                    let value = (20.0 - line as f64) * (1.0 + season + change * after.min(1.0));
                    let is_gap = gaps && (900..930).contains(&at);
                    (at >= 83 && !is_gap).then_some(value)
                })
                .collect(),
            interval: Vec::new(),
            adjusted: Vec::new(),
        })
        .collect()
}

fn claim(id: &str, section: &str, sentence: &str, verdict: Verdict) -> JudgedClaim {
    JudgedClaim {
        id: id.to_owned(),
        original: None,
        section: section.to_owned(),
        kind: Kind::Descriptive,
        sentence: sentence.into(),
        refuted_by: "".into(),
        finding: "The 84-day average fell by 31.2 %.".into(),
        claimed: "−33 %".into(),
        claimed_value: Some(-0.33),
        window: days("2022-11-01", "2024-02-14"),
        estimate: Some(estimate(-0.312, 0.03, 9_000)),
        deciding: Some(estimate(-0.32, 0.04, 9_000)),
        deciding_reading: "season_matched_share".to_owned(),
        minimum_detectable_effect: Some(0.08),
        readings: vec![
            Reading {
                name: "first_full_window".to_owned(),
                estimate: Some(estimate(-0.312, 0.03, 9_000)),
                why_not: None,
            },
            Reading {
                name: "season_matched".to_owned(),
                estimate: None,
                why_not: Some("a year earlier is not covered".into()),
            },
        ],
        robustness: None,
        cohort: Some("writing".to_owned()),
        counts: "postings, first and last 84 days".into(),
        n_start: 1_800,
        n_end: 1_206,
        verdict,
        reason: "−31.2 % lies within 3 points of −33 %.".into(),
        evidence_query: "category:writing date:2022-11-01..2024-02-14".to_owned(),
        evidence: vec![Evidence {
            key: "upwork:1".to_owned(),
            title: "Blog writer for a travel site".to_owned(),
            day: "2023-08-01".to_owned(),
            url: Some("https://example.org/jobs/1?a=b&c=(d)".to_owned()),
        }],
    }
}

/// A market with everything: planted changes, pay, skills, a small cell, a gap in the lines, and every verdict.
pub fn full() -> Findings {
    let span = days("2020-01-01", "2024-02-14");
    let mut claims = vec![
        claim(
            "C01",
            "counts",
            "Postings for writing fell by 33 %.",
            Verdict::Reproduced,
        ),
        claim(
            "C02",
            "counts",
            "Postings for translation fell by 19 %.",
            Verdict::DirectionOnly,
        ),
        claim(
            "C04",
            "counts",
            "Postings for video rose by 39 %.",
            Verdict::Contradicted,
        ),
        claim(
            "C05",
            "counts",
            "Postings for graphic design rose by 8 %.",
            Verdict::Fragile,
        ),
        claim(
            "C19",
            "pay",
            "Hourly pay for translation fell by more than 20 %.",
            Verdict::Underpowered,
        ),
        claim(
            "C32",
            "skills",
            "Chatbot postings grew by 2,000 %.",
            Verdict::Void,
        ),
        claim(
            "C38",
            "skills",
            "Some postings ask for AI-image experts.",
            Verdict::Inconclusive,
        ),
        claim(
            "C39",
            "conclusions",
            "Graphic design is not replaced.",
            Verdict::Robust,
        ),
        claim(
            "C40",
            "conclusions",
            "Chatbots caused the fall.",
            Verdict::UntestableAsStated,
        ),
        claim(
            "X01",
            "elsewhere",
            "A sentence of no known section.",
            Verdict::NotCovered,
        ),
    ];
    claims[5].n_start = 4;
    let mut other = claim(
        "C01@2020-01-01_2021-01-01",
        "counts",
        "Postings for writing fell by 33 % in the year 2020.",
        Verdict::Contradicted,
    );
    other.original = Some("C01".to_owned());
    other.window = days("2020-01-01", "2021-01-01");
    let categories = categories();
    Findings {
        universe: "market:freelance".to_owned(),
        window: days("2022-11-01", "2024-02-14"),
        days: span,
        postings: categories.iter().map(|row| row.n).sum(),
        undated: 41,
        sources: vec![
            SourceCoverage {
                source: "synthetic".parse().unwrap(),
                days: Some(span),
                postings: 61_200,
                used: true,
                incomplete: None,
            },
            SourceCoverage {
                source: "late-feed".parse().unwrap(),
                days: None,
                postings: 3,
                used: false,
                incomplete: None,
            },
        ],
        claims,
        external: Vec::new(),
        on_your_window: vec![other],
        categories,
        tags: vec![
            tag("chatbot", "Chatbot development", 900, (1.2, 25.1)),
            tag("machine_learning", "Machine learning", 800, (40.0, 22.0)),
            tag(
                "openai_api",
                "OpenAI and ChatGPT integration",
                700,
                (0.9, 30.0),
            ),
            tag("data_annotation", "Data annotation", 300, (5.0, 5.2)),
            tag("fine_tuning", "Fine-tuning of models", 7, (0.1, 1.0)),
        ],
        averages: averages(span, true),
        seen: Vec::new(),
        arriving_from: None,
        monthly: Monthly::default(),
        watched: None,
    }
}

/// Postings of another time only: no sentence is covered, no category has two windows.
pub fn nothing_covered() -> Findings {
    let window = days("2014-11-01", "2016-02-29");
    let claims = [
        ("C01", "counts", "Postings for writing fell by 33 %."),
        (
            "C19",
            "pay",
            "Hourly pay for translation fell by more than 20 %.",
        ),
        ("C32", "skills", "Chatbot postings grew by 2,000 %."),
    ]
    .map(|(id, section, sentence)| JudgedClaim {
        estimate: None,
        deciding: None,
        minimum_detectable_effect: None,
        readings: Vec::new(),
        n_start: 0,
        n_end: 0,
        reason: "the universe covers 0 of 471 days of the window".into(),
        evidence: Vec::new(),
        ..claim(id, section, sentence, Verdict::NotCovered)
    })
    .to_vec();
    Findings {
        universe: "market:thread".to_owned(),
        window,
        days: window,
        postings: 9_120,
        undated: 1,
        sources: vec![SourceCoverage {
            source: "hn".parse().unwrap(),
            days: Some(window),
            postings: 9_120,
            used: false,
            incomplete: None,
        }],
        claims,
        external: Vec::new(),
        on_your_window: Vec::new(),
        categories: vec![
            blank("writing", "Writing", 4),
            CohortFinding {
                n_start: None,
                n_end: None,
                ..blank("sales", "Sales", 400)
            },
        ],
        tags: Vec::new(),
        averages: Vec::new(),
        seen: Vec::new(),
        arriving_from: None,
        monthly: Monthly::default(),
        watched: None,
    }
}
