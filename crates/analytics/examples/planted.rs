//! Planted changes recovered, and false alarms where nothing is planted: synthetic markets in, a page in Markdown out. Writes no file.
//!
//! `cargo xtask planted` runs it. The same seeds give the same page, on any number of threads.
// An example is a program: it reads its words and prints.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::disallowed_methods)]

use std::process::ExitCode;

use analytics::breaks::{self, Shape};
use analytics::claims::{Claim, KnownTag, tag_cohort_id};
use analytics::specification::{Denominator, Quantity};
use analytics::study::{Outcome, Study};
use analytics::{
    Alignment, ClaimFile, Estimate, Request, Verdict, WindowPair, article_window, judge,
};
use model::{Category, Day, DayRange, Panel, TagId};
use synth::{Market, Statistic};

const CLAIMS: &str = include_str!("../../../reports/ai-and-jobs/claims.toml");

/// Tags that the claims name and the market may lack.
const NAMED: [&str; 12] = [
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

/// Between these parts of the planted changes have to lie inside their intervals.
const COVERED: std::ops::RangeInclusive<f64> = 0.90..=0.98;
/// At most this part of the claims may be ROBUST where nothing changed.
const MOST_ROBUST: f64 = 0.05;
/// At most this part may be ROBUST or CONTRADICTED.
const MOST_DECIDED: f64 = 0.10;

/// Hits of trials.
#[derive(Clone, Copy, Default)]
struct Part {
    hits: u64,
    of: u64,
}

impl Part {
    fn add(&mut self, hit: bool) {
        self.hits += u64::from(hit);
        self.of += 1;
    }

    fn plus(self, other: Part) -> Part {
        Part {
            hits: self.hits + other.hits,
            of: self.of + other.of,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "trials are few")]
    fn value(self) -> f64 {
        self.hits as f64 / self.of.max(1) as f64
    }
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.3} ({} of {})", self.value(), self.hits, self.of)
    }
}

/// What all seeds of one size gave.
#[derive(Clone, Copy, Default)]
struct Found {
    counts: Part,
    shares: Part,
    turns: Part,
    pay: Part,
    ratios: Part,
    robust: Part,
    decided: Part,
}

impl Found {
    fn plus(self, other: Found) -> Found {
        Found {
            counts: self.counts.plus(other.counts),
            shares: self.shares.plus(other.shares),
            turns: self.turns.plus(other.turns),
            pay: self.pay.plus(other.pay),
            ratios: self.ratios.plus(other.ratios),
            robust: self.robust.plus(other.robust),
            decided: self.decided.plus(other.decided),
        }
    }
}

fn main() -> ExitCode {
    let (mut seeds, mut sizes) = (200u64, vec![100.0, 10_000.0]);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words.next().unwrap_or_default();
        let numbers: Vec<f64> = value
            .split(',')
            .filter_map(|one| one.parse().ok())
            .collect();
        match (word.as_str(), value.parse::<u64>()) {
            ("--seeds", Ok(number)) if number > 0 => seeds = number,
            ("--per-day", _) if !numbers.is_empty() => sizes = numbers,
            _ => {
                eprintln!("planted: takes --seeds N and --per-day N,N, not `{word}`");
                return ExitCode::from(2);
            }
        }
    }
    println!("# Planted and recovered\n");
    println!(
        "Written by `cargo xtask planted --write`: {seeds} seeds a size, each with a market in which the article's changes are planted and one in which nothing changes but the seasons.\n"
    );
    println!(
        "| postings a day | season-matched shares inside their interval | season-matched pay | changes of counts | turn of writing | rate ratios of tags | null: claims ROBUST | null: ROBUST or CONTRADICTED |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    let mut holds = true;
    for size in sizes {
        let found = all(size, seeds);
        println!(
            "| {size} | {} | {} | {} | {} | {} | {} | {} |",
            found.shares,
            found.pay,
            found.counts,
            found.turns,
            found.ratios,
            found.robust,
            found.decided
        );
        holds &= COVERED.contains(&found.shares.value())
            && COVERED.contains(&found.pay.value())
            && found.counts.value() >= *COVERED.start()
            && found.turns.value() >= *COVERED.start()
            && found.robust.value() <= MOST_ROBUST
            && found.decided.value() <= MOST_DECIDED;
    }
    println!(
        "\nRequired: shares and pay within {:.2} and {:.2}, counts and the turn at least the lower of the two, at most {MOST_ROBUST:.2} ROBUST and {MOST_DECIDED:.2} with CONTRADICTED. Rate ratios take postings as independent; their exact interval is narrower than the truth where demand swings.",
        COVERED.start(),
        COVERED.end()
    );
    println!(
        "Shares and pay of the same dates a year apart are the readings that decide verdicts. The change of a count compares windows that hold a season of their own (the days after Christmas), which the interval takes for noise, so it is wider than it need be."
    );
    println!(
        "The turn: the day in August 2023 from which the planted fall of writing runs faster, dated from its weekly share without the season, as claims do."
    );
    println!(
        "On a null market only claims are counted that say that something changed and of which enough was there to judge; a claim that nothing fell far is true there."
    );
    if holds {
        return ExitCode::SUCCESS;
    }
    eprintln!("planted: a bar was missed");
    ExitCode::FAILURE
}

/// The seeds in two halves, side by side; sums do not depend on which half they came from.
fn all(size: f64, seeds: u64) -> Found {
    let half = |rest: u64| {
        let chosen = (1..=seeds).filter(move |seed| seed % 2 == rest);
        chosen
            .map(|seed| one(seed, size))
            .fold(Found::default(), Found::plus)
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(|| half(1));
        let even = half(0);
        match other.join() {
            Ok(odd) => even.plus(odd),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

fn tags() -> Vec<(String, TagId)> {
    let others = Market::tag_slugs()
        .into_iter()
        .filter(|slug| !NAMED.contains(slug));
    let slugs = NAMED.into_iter().chain(others).enumerate();
    slugs
        .filter_map(|(at, slug)| Some((slug.to_owned(), TagId::new(at)?)))
        .collect()
}

/// The market's panel, its tags under the names that claims know them by.
fn panel_of(market: &Market, tags: &[(String, TagId)]) -> Panel {
    let mut panel = market.panel(tags);
    for cohort in &mut panel.cohorts {
        if tags.iter().any(|(slug, _)| *slug == cohort.id) {
            cohort.id = tag_cohort_id(&cohort.id);
        }
    }
    panel
}

fn one(seed: u64, size: f64) -> Found {
    let tags = tags();
    let mut found = Found::default();
    let market = Market::planted(seed, size);
    let panel = panel_of(&market, &tags);
    let study = Study::of(&panel);
    for figure in market.truth() {
        let (start, end) = figure.windows;
        let of_category = panel.cohort(&figure.cohort);
        let of_tag = panel.cohort(&tag_cohort_id(&figure.cohort));
        let (estimate, part) = match figure.statistic {
            Statistic::CountChange => (
                estimated(study.count_change(of_category, WindowPair { start, end })),
                &mut found.counts,
            ),
            // Pay is held to the bar where it decides, with the shares.
            Statistic::PayChange => continue,
            Statistic::RateRatio => (
                study.rate_ratio(of_tag, WindowPair { start, end }).ok(),
                &mut found.ratios,
            ),
        };
        if let Some(inside) = holds(estimate, figure.planted) {
            part.add(inside);
        }
    }
    season_matched(&market, &study, &mut found);
    if let Some(inside) = turn_is_dated(&study) {
        found.turns.add(inside);
    }
    false_alarms(
        &panel_of(&Market::null(seed, size), &tags),
        &tags,
        &mut found,
    );
    found
}

/// The readings that decide: shares and mean pay of the same dates a year apart, over every category.
fn season_matched(market: &Market, study: &Study<'_>, found: &mut Found) {
    let pair = Alignment::SeasonMatched.windows(article_window());
    for category in Category::of_the_article() {
        let cohort = study.panel.cohort(category.slug());
        let Some((pair, cohort)) = pair.zip(cohort) else {
            continue;
        };
        let estimate = estimated(study.share_change(Some(cohort), pair));
        let truth = market.expected_share_change(*category, pair.start, pair.end);
        if let Some(inside) = truth.and_then(|truth| holds(estimate, truth)) {
            found.shares.add(inside);
        }
        let estimate = estimated(study.pay_change(Some(cohort), pair));
        let truth = market.expected_pay_change(*category, pair.start, pair.end);
        if let Some(inside) = truth.and_then(|truth| holds(estimate, truth)) {
            found.pay.add(inside);
        }
    }
}

/// Whether the 95 % interval of the turn of writing holds the week of the planted one. The path is the one of which claims say when it
/// turned: that of its weekly share without the season, from the week after the release to the end of the change. `None` where it is too
/// short or does not vary.
fn turn_is_dated(study: &Study<'_>) -> Option<bool> {
    let (first, last): (Day, Day) = ("2022-12-08".parse().ok()?, "2023-11-22".parse().ok()?);
    let panel = study.panel;
    let window = DayRange::new(first, last)?;
    let covering = study.covering(&[window]).ok()?;
    let writing = panel.cohort(Category::Writing.slug())?;
    let values = study.observed(Some(writing), &covering);
    let quantity = Quantity {
        denominator: Denominator::Share,
        duplicates_count: false,
        first: panel.days.first(),
        postings: values.clone(),
        values,
        base: Some(study.observed(None, &covering)),
    };
    let (logs, _) = quantity.weekly_path(window, true)?;
    let found = breaks::one(&logs, Shape::Slope)?;
    let week = usize::try_from((Market::planted_turn() - first) / 7).ok()?;
    Some(found.low <= week && week <= found.high)
}

fn estimated(outcome: Outcome) -> Option<Estimate> {
    outcome.ok().map(|measured| measured.estimate)
}

/// Whether an interval holds a value; `None` where there is no interval.
fn holds(estimate: Option<Estimate>, value: f64) -> Option<bool> {
    let (low, high) = estimate.and_then(|one| one.low.zip(one.high))?;
    Some(low <= value && value <= high)
}

fn false_alarms(panel: &Panel, tags: &[(String, TagId)], found: &mut Found) {
    let known: Vec<_> = tags
        .iter()
        .map(|(slug, id)| KnownTag {
            slug: slug.clone(),
            title: slug.as_str().into(),
            id: *id,
            birth: None,
        })
        .collect();
    let Ok(claims) = ClaimFile::parse("claims.toml", CLAIMS, &known) else {
        return;
    };
    let request = Request {
        universe: "platform:synthetic".to_owned(),
        window: None,
        tags: Vec::new(),
        unfolded: None,
        external: Vec::new(),
    };
    let findings = judge(&claims, panel, &request);
    for (claim, judged) in claims.claims.iter().zip(&findings.claims) {
        if judged.robustness.is_some() && says_that_something_changed(claim) {
            found.robust.add(judged.verdict == Verdict::Robust);
            let decided = [Verdict::Robust, Verdict::Contradicted];
            found.decided.add(decided.contains(&judged.verdict));
        }
    }
}

fn says_that_something_changed(claim: &Claim) -> bool {
    use analytics::claims::Statistic;
    let expected = match &claim.statistic {
        Statistic::Slope(slope) => Some(&slope.expected),
        statistic => statistic.change().map(|change| &change.expected),
    };
    expected.is_some_and(|expected| expected.pivot.abs() < f64::EPSILON)
}
