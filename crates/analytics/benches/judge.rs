//! How long a report's figures take, and how much memory: a panel of three years, twenty categories and forty-two tags with pay, judged whole with a
//! thousand draws a bootstrap, beside one pass over the same panel. Reads the shipped claims.
#![allow(clippy::unwrap_used)]

use analytics::claims::KnownTag;
use analytics::{ClaimFile, Request, judge};
use model::{CohortSpec, Currency, DayRange, Panel, PayGroup, PayKind, Period, Series, TagId};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const CLAIMS: &str = include_str!("../../../reports/ai-and-jobs/claims.toml");
const NAMED_TAGS: [&str; 12] = [
    "chatbot",
    "chatbot_ai",
    "machine_learning",
    "data_annotation",
    "ai_writing",
    "ai_image",
    "ai_video",
    "ai_agent",
    "openai_api",
    "ai_app_integration",
    "fine_tuning",
    "rlhf_trainer",
];

/// Counts what each benchmark holds at most and allocates in all.
#[global_allocator]
static ALLOCATOR: divan::AllocProfiler = divan::AllocProfiler::system();

fn main() {
    divan::main();
}

fn tags() -> Vec<KnownTag> {
    (0..42)
        .map(|at| {
            let slug = NAMED_TAGS
                .get(at)
                .map_or_else(|| format!("tag_{at}"), |name| (*name).to_owned());
            KnownTag {
                title: slug.as_str().into(),
                slug,
                id: TagId::new(at).unwrap(),
                birth: None,
            }
        })
        .collect()
}

/// Three years that end with the article's; about thirty postings a day and cohort, each on one of twenty hourly ranges.
fn panel(claims: &ClaimFile) -> Panel {
    let days = DayRange::new("2021-02-15".parse().unwrap(), "2024-02-14".parse().unwrap()).unwrap();
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let cohorts: Vec<CohortSpec> = claims.cohorts();
    let mut pay = Vec::new();
    let mut counts = Vec::new();
    for cohort in 0..cohorts.len() {
        let daily: Vec<u32> = days.days().map(|_| random.random_range(20..40)).collect();
        for day in days.days() {
            for _ in 0..20 {
                let low = random.random_range(5..60i64) * 100;
                pay.push(PayGroup {
                    cohort: Some(cohort),
                    source: 0,
                    day,
                    kind: PayKind::Hourly,
                    period: Period::Hour,
                    currency: Currency::USD,
                    low,
                    high: low * 2,
                    n: 1,
                });
            }
        }
        counts.push(vec![Series {
            source: 0,
            counts: daily,
        }]);
    }
    Panel {
        days,
        sources: vec!["archive".parse().unwrap()],
        platforms: vec!["upwork".parse().unwrap()],
        universe: vec![Series {
            source: 0,
            counts: days.days().map(|_| random.random_range(500..700)).collect(),
        }],
        cohorts,
        counts,
        pay: pay.into_iter().collect(),
        undated: 0,
        completeness: Vec::new(),
    }
}

#[divan::bench(sample_count = 10)]
fn judge_three_years(bencher: divan::Bencher<'_, '_>) {
    let claims = ClaimFile::parse("claims.toml", CLAIMS, &tags()).unwrap();
    let panel = panel(&claims);
    let request = Request {
        universe: "market:freelance".to_owned(),
        window: None,
        tags: tags()
            .into_iter()
            .map(|tag| (tag.slug, tag.title, tag.id))
            .collect(),
        unfolded: None,
        external: Vec::new(),
    };
    bencher.bench(|| judge(&claims, &panel, &request));
}

/// The least that any figure costs: every count and every pay group looked at once.
#[divan::bench(sample_count = 10)]
fn one_pass(bencher: divan::Bencher<'_, '_>) {
    let claims = ClaimFile::parse("claims.toml", CLAIMS, &tags()).unwrap();
    let panel = panel(&claims);
    bencher.bench(|| {
        let counts = panel.counts.iter().flatten().flat_map(|one| &one.counts);
        let pay = panel.pay.groups().map(|group| group.low + group.high);
        (
            counts.map(|count| u64::from(*count)).sum::<u64>(),
            pay.sum::<i64>(),
        )
    });
}
