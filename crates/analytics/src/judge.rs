//! A claim file, a panel and a request in, findings out: each claim is measured, held against its expectation and given a verdict. Draws no chart, reads no posting.

mod changes;
mod leaders;
mod orders;
mod others;

use model::{Category, DayRange, Panel, TagId};

use crate::change::{Alignment, article_window};
use crate::claims::{Claim, ClaimFile, Cohort, Statistic};
use crate::findings::{Estimate, Findings, JudgedClaim, Reading, SourceCoverage, Verdict};
use crate::study::Study;
use crate::tables;
use crate::verdict::LEAST_POSTINGS;
use crate::wording;

/// What a report asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The query that names the universe.
    pub universe: String,
    /// The report's window; `None` takes the article's if it is covered, else the whole covered span.
    pub window: Option<DayRange>,
    /// The tags of the tables: slug, title, number.
    pub tags: Vec<(String, String, TagId)>,
}

/// The least days of a window in which two averages of 84 days stand side by side.
const LEAST_DAYS: usize = 168;

/// Judges every claim on its own window, and again on the report's where that is another; fills the tables and lines.
#[must_use]
pub fn judge(claims: &ClaimFile, panel: &Panel, request: &Request) -> Findings {
    let study = Study::of(panel);
    let window = request.window.unwrap_or_else(|| default_window(&study));
    let own = claims.claims.iter();
    let judged = own
        .map(|claim| judge_claim(&study, request, claim, claim.window))
        .collect();
    // A window that is too short gets no sentence, rather than sentences about days that nobody asked for.
    let again = claims
        .claims
        .iter()
        .filter(|claim| window.len() >= LEAST_DAYS && claim.window != window);
    let on_your_window = again
        .filter_map(|claim| re_instantiate(&study, request, claim, window))
        .collect();
    let covered = Alignment::FirstFullWindow
        .windows(window)
        .and_then(|pair| study.covering(&[pair.start, pair.end]).ok());
    let used = covered.map_or_else(Vec::new, |covering| covering.sources);
    let every: Vec<usize> = (0..panel.sources.len()).collect();
    Findings {
        universe: request.universe.clone(),
        window,
        days: tables::line_days(panel, window),
        postings: crate::coverage::postings(panel, &panel.universe, &every, window),
        undated: panel.undated,
        sources: panel
            .sources
            .iter()
            .enumerate()
            .map(|(at, source)| SourceCoverage {
                source: source.clone(),
                days: study.coverage.sources[at].0,
                postings: study.coverage.sources[at].1,
                used: used.contains(&at),
                incomplete: panel
                    .completeness
                    .get(at)
                    .and_then(Option::as_ref)
                    .map(|_| study.coverage.holes_of(at).count()),
            })
            .collect(),
        claims: judged,
        on_your_window,
        categories: tables::categories(&study, window),
        tags: tables::tags(&study, window, &request.tags),
        averages: tables::averages(&study, window),
    }
}

fn default_window(study: &Study<'_>) -> DayRange {
    let article = article_window();
    let pair = Alignment::FirstFullWindow.windows(article);
    let covered = pair.is_some_and(|pair| study.covering(&[pair.start, pair.end]).is_ok());
    if covered {
        return article;
    }
    study.coverage.span().unwrap_or(study.panel.days)
}

fn re_instantiate(
    study: &Study<'_>,
    request: &Request,
    claim: &Claim,
    window: DayRange,
) -> Option<JudgedClaim> {
    let sentence = claim
        .elsewhere
        .as_ref()?
        .replace("{start}", &window.first().to_string())
        .replace("{end}", &window.last().to_string());
    let judged = judge_claim(study, request, claim, window);
    Some(JudgedClaim {
        id: format!("{}@{}_{}", claim.id, window.first(), window.last()),
        original: Some(claim.id.clone()),
        sentence,
        ..judged
    })
}

/// What was found about one claim, before it is bound to its sentence.
struct Draft {
    finding: String,
    claimed: String,
    claimed_value: Option<f64>,
    estimate: Option<Estimate>,
    deciding: Option<Estimate>,
    deciding_reading: String,
    minimum_detectable_effect: Option<f64>,
    readings: Vec<Reading>,
    n: (u64, u64),
    verdict: Verdict,
    reason: String,
    query: String,
}

impl Draft {
    /// A draft without estimates.
    fn bare(claimed: String, query: String) -> Draft {
        Draft {
            finding: String::new(),
            claimed,
            claimed_value: None,
            estimate: None,
            deciding: None,
            deciding_reading: String::new(),
            minimum_detectable_effect: None,
            readings: Vec::new(),
            n: (0, 0),
            verdict: Verdict::Inconclusive,
            reason: String::new(),
            query,
        }
    }

    fn with(self, (verdict, reason): (Verdict, String)) -> Draft {
        Draft {
            verdict,
            reason,
            ..self
        }
    }

    fn found(self, finding: String) -> Draft {
        Draft { finding, ..self }
    }
}

fn judge_claim(
    study: &Study<'_>,
    request: &Request,
    claim: &Claim,
    window: DayRange,
) -> JudgedClaim {
    let elsewhere = claim
        .universe
        .as_ref()
        .filter(|universe| **universe != request.universe);
    let mut draft = match &claim.statistic {
        Statistic::MonthsBetween { from, to, stated } => others::months(*from, *to, *stated),
        Statistic::Causal { why } => others::causal(why),
        Statistic::Ma84Change(change) => changes::count(study, change, window),
        Statistic::ShareChange(change) => changes::share(study, change, window),
        Statistic::TotalChange(change) => changes::total(study, change, window),
        Statistic::HourlyPayChange(change) => changes::pay(study, change, window),
        Statistic::RankOfChanges(order) => orders::of_counts(study, order, window),
        Statistic::RankOfPayChanges(order) => orders::of_pay(study, order, window),
        Statistic::RankOfTags { first, rivals } => leaders::of_tags(study, first, rivals, window),
        Statistic::RankOfVolume => leaders::of_volume(study, window),
        Statistic::SignCount {
            rising_at_least,
            falling_at_most,
        } => orders::sign_count(study, *rising_at_least, *falling_at_most, window),
        Statistic::JointCountAndPay(cohorts) => orders::joint(study, cohorts, window),
        Statistic::RatioOfCounts {
            numerator,
            denominator,
            expected,
        } => others::ratio(study, numerator, denominator, expected, window),
        Statistic::Count { value, tolerance } => others::count(study, *value, *tolerance, window),
        Statistic::Exists(cohort) => others::exists(study, cohort, window),
    };
    if let Some(universe) = elsewhere {
        let claimed = draft.claimed;
        let reason = format!(
            "The claim is about {universe}, and this report about {}.",
            request.universe
        );
        draft = Draft::bare(claimed, String::new()).with((Verdict::NotCovered, reason));
    }
    if draft.finding.is_empty() {
        draft.finding = "Nothing was computed.".to_owned();
    }
    let left_out = study.left_out(window);
    let holes = (draft.verdict != Verdict::NotCovered && left_out > 0).then(|| {
        format!(
            "Of the {} days of the window {left_out} are left out of every mean: of what was published then, more than a fifth may not have been seen.",
            window.len()
        )
    });
    for caution in cautions(claim, window, draft.verdict)
        .into_iter()
        .chain(holes)
    {
        draft.finding.push(' ');
        draft.finding.push_str(&caution);
    }
    bind(claim, window, draft)
}

/// What has to be said beside a finding: the claim's own note, and labels born inside the window that drain its cohort.
fn cautions(claim: &Claim, window: DayRange, verdict: Verdict) -> Vec<String> {
    let born = claim.label_births.iter().filter(|(_, birth)| {
        verdict != Verdict::NotCovered && window.contains(*birth) && *birth != window.first()
    });
    let born = born.map(|(label, birth)| {
        format!(
            "A platform label that takes postings from this category (“{label}”) was born on {birth}, inside the window."
        )
    });
    claim.note.iter().cloned().chain(born).collect()
}

fn bind(claim: &Claim, window: DayRange, draft: Draft) -> JudgedClaim {
    JudgedClaim {
        id: claim.id.clone(),
        original: None,
        section: claim.section.clone(),
        sentence: claim.sentence.clone(),
        finding: draft.finding,
        claimed: draft.claimed,
        claimed_value: draft.claimed_value,
        window,
        estimate: draft.estimate,
        deciding: draft.deciding,
        deciding_reading: draft.deciding_reading,
        minimum_detectable_effect: draft.minimum_detectable_effect,
        readings: draft.readings,
        n_start: draft.n.0,
        n_end: draft.n.1,
        verdict: draft.verdict,
        reason: draft.reason,
        // Without a cohort the query would find any posting of those days, which is evidence of nothing.
        evidence_query: if draft.query.is_empty() {
            String::new()
        } else {
            format!("{} date:{window}", draft.query)
        },
        evidence: Vec::new(),
    }
}

/// The panel's position of a claim's cohort; the outer `Err` names a cohort that the panel was built without.
fn position(study: &Study<'_>, cohort: &Cohort) -> Result<Option<usize>, String> {
    match &cohort.id {
        None => Ok(None),
        Some(id) => study.panel.cohort(id).map(Some).ok_or_else(|| {
            format!("The panel was built without the cohort `{id}`, so nothing is decided.")
        }),
    }
}

/// The article's categories that the panel holds, with their positions.
fn article_categories(study: &Study<'_>) -> Vec<(Category, usize)> {
    Category::of_the_article()
        .iter()
        .filter_map(|category| Some((*category, study.panel.cohort(category.slug())?)))
        .collect()
}

/// Why a cohort is void on a window by the birth of its tags, if it is.
fn born_inside(cohort: &Cohort, window: DayRange) -> Option<String> {
    let late: Vec<String> = cohort
        .births
        .iter()
        .filter(|(_, birth)| *birth > window.first())
        .map(|(slug, birth)| format!("{slug} on {birth}"))
        .collect();
    (!late.is_empty()).then(|| {
        format!(
            "The window begins on {}, before there was anything to ask for: {} was born.",
            window.first(),
            wording::list(&late)
        )
    })
}

/// Why a cohort is void by its number of postings, if it is.
fn too_few(n: (u64, u64), what: &str) -> Option<String> {
    (n.0.min(n.1) < LEAST_POSTINGS).then(|| {
        format!(
            "The start window holds {} {what} and the end window {}; each needs {}.",
            wording::cell(n.0),
            wording::cell(n.1),
            wording::count(LEAST_POSTINGS)
        )
    })
}
