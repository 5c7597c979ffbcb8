//! A claim file, a panel and a request in, findings out: each claim is measured, held against its expectation and given a verdict. Draws no chart, reads no posting.

mod adjusted;
mod changes;
mod comparisons;
mod draft;
mod exposure;
mod external;
mod leaders;
mod orders;
mod others;
mod paths;
mod pay;
mod samplings;
mod signs;
mod small_base;
mod surroundings;

use model::{Category, Day, DayRange, Panel, TagId};

use self::draft::Draft;
use crate::alerts;
use crate::change::{Alignment, article_window};
use crate::claims::{Claim, ClaimFile, Cohort, Statistic, StudyHeader, Text, Window, check};
use crate::exposure::Occupation;
use crate::external::ExternalSeries;
use crate::findings::{Findings, JudgedClaim, SourceCoverage, Verdict};
use crate::months;
use crate::seasons::Seasons;
use crate::study::Study;
use crate::tables;
use crate::verdict::LEAST_POSTINGS;
use crate::wording::{both, said};

/// What a report asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// The query that names the universe.
    pub universe: String,
    /// The report's window; `None` takes the article's if it is covered, else the whole covered span.
    pub window: Option<DayRange>,
    /// The tags of the tables: slug, title, number.
    pub tags: Vec<(String, Text, TagId)>,
    /// The same universe with every duplicate counted, for the specification curves; `None` leaves those specifications out.
    pub unfolded: Option<Panel>,
    /// The series of others that are at hand.
    pub external: Vec<ExternalSeries>,
}

impl Request {
    /// A series by its name, or what to do so that it is there.
    fn series(&self, id: &str) -> Result<&ExternalSeries, Text> {
        let found = self.external.iter().find(|series| series.id == id);
        found.ok_or_else(|| {
            said!(
                "The series `{id}` is not here; `jobtide series import` reads it from a file.",
                "序列 `{id}` 不在这里；`jobtide series import` 可以从文件读入。",
                id
            )
        })
    }
}

/// What every claim of a file is judged with.
struct Context<'a> {
    study: Study<'a>,
    seasons: Seasons,
    /// The same universe with every duplicate counted.
    unfolded: Option<Study<'a>>,
    header: &'a StudyHeader,
    claims: &'a [Claim],
    scores: &'a [Occupation],
    request: &'a Request,
}

impl Context<'_> {
    /// The study's categories that the panel holds, with their positions.
    fn categories(&self) -> Vec<(Category, usize)> {
        let categories = self.header.categories.iter();
        categories
            .filter_map(|category| Some((*category, self.study.panel.cohort(category.slug())?)))
            .collect()
    }
}

/// The least days of a window in which two averages of 84 days stand side by side.
const LEAST_DAYS: usize = 168;

/// Judges every claim on its own window, and again on the report's where that is another; fills the tables and lines.
#[must_use]
pub fn judge(claims: &ClaimFile, panel: &Panel, request: &Request) -> Findings {
    let study = Study::of(panel);
    let window = request.window.unwrap_or_else(|| default_window(&study));
    let lines_of = tables::covering(&study, window);
    let context = Context {
        seasons: Seasons::of(&study, lines_of.clone(), &claims.study.categories),
        study,
        unfolded: request.unfolded.as_ref().map(Study::of),
        header: &claims.study,
        claims: &claims.claims,
        scores: &claims.scores,
        request,
    };
    let study = &context.study;
    let judged = judge_all(&context, &claims.claims, |claim| {
        Some(claim.window.in_report(window))
    });
    // A window that is too short gets no sentence, rather than sentences about days that nobody asked for.
    let long_enough =
        window.len() >= LEAST_DAYS && claims.study.window != Some(Window::Days(window));
    let again = judge_all(&context, &claims.claims, |claim| {
        let other = claim.window.in_report(window) != window && claim.elsewhere.is_some();
        let other = other && long_enough;
        other.then_some(window)
    });
    let on_your_window = again.into_iter().map(renamed).collect();
    let covered = Alignment::FirstFullWindow
        .windows(window)
        .and_then(|pair| study.covering(&[pair.start, pair.end]).ok());
    let used = covered.map_or_else(Vec::new, |covering| covering.sources);
    let days = tables::line_days(panel, window);
    let categories = tables::categories(study, window);
    let tags = tables::tags(study, window, &request.tags);
    let arriving = study.coverage.arriving_from(panel, &lines_of.sources);
    Findings {
        universe: request.universe.clone(),
        window,
        days,
        postings: all_postings(panel, window),
        undated: panel.undated,
        sources: sources(study, &used),
        external: external::used(claims, request, days),
        claims: judged,
        on_your_window,
        averages: tables::averages(study, &lines_of, days, &context.seasons)
            .into_iter()
            .chain(tables::asked(
                (study, &context.seasons),
                &lines_of,
                days,
                claims.asked(),
            ))
            .collect(),
        seen: study.coverage.seen(panel, &lines_of, days),
        // What arrives after the last day that is shown changes nothing that is shown.
        arriving_from: arriving.filter(|day| *day <= days.last()),
        monthly: months::monthly(study, &lines_of, days, (&categories, &tags)),
        watched: alerts::watched(study, &lines_of, days, (&categories, &tags)),
        categories,
        tags,
    }
}

/// All postings of the universe on some days, whatever covers them.
fn all_postings(panel: &Panel, window: DayRange) -> u64 {
    let every: Vec<usize> = (0..panel.sources.len()).collect();
    crate::coverage::postings(panel, &panel.universe, &every, window)
}

fn sources(study: &Study<'_>, used: &[usize]) -> Vec<SourceCoverage> {
    let panel = study.panel;
    let of_source = |(at, source): (usize, &model::SourceId)| {
        let polled = panel.completeness.get(at).and_then(Option::as_ref);
        SourceCoverage {
            source: source.clone(),
            days: study.coverage.sources[at].0,
            postings: study.coverage.sources[at].1,
            used: used.contains(&at),
            incomplete: polled.map(|_| study.coverage.holes_of(at).count()),
        }
    };
    panel.sources.iter().enumerate().map(of_source).collect()
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

/// Measures every claim on the window that `window` gives it, then rules on all: a q-value needs the whole family.
fn judge_all(
    context: &Context<'_>,
    claims: &[Claim],
    window: impl Fn(&Claim) -> Option<DayRange>,
) -> Vec<JudgedClaim> {
    let chosen = claims
        .iter()
        .filter_map(|claim| Some((claim, window(claim)?)));
    let (chosen, windows): (Vec<&Claim>, Vec<DayRange>) = chosen.unzip();
    let drafts = chosen.into_iter().zip(&windows);
    let mut drafts: Vec<(&Claim, Draft)> = drafts
        .map(|(claim, window)| (claim, measure(context, claim, *window)))
        .collect();
    draft::conclude(&mut drafts);
    drafts
        .into_iter()
        .zip(windows)
        .map(|((claim, draft), window)| bind(claim, window, draft))
        .collect()
}

/// A claim on a window that is not its own, under an id of its own.
fn renamed(judged: JudgedClaim) -> JudgedClaim {
    let window = judged.window;
    JudgedClaim {
        id: format!("{}@{}_{}", judged.id, window.first(), window.last()),
        original: Some(judged.id),
        ..judged
    }
}

/// What the postings say about one claim; the ruling of a change waits for the others of its family.
fn measure(context: &Context<'_>, claim: &Claim, window: DayRange) -> Draft {
    let (study, request) = (&context.study, context.request);
    let elsewhere = claim
        .universe
        .as_ref()
        .filter(|universe| **universe != request.universe);
    let mut draft = match &claim.statistic {
        Statistic::MonthsBetween { from, to, stated } => others::months(*from, *to, *stated),
        Statistic::Causal { why } => others::causal(why),
        Statistic::Ma84Change(change) => changes::count(context, change, window),
        Statistic::ShareChange(change) => changes::share(context, change, window),
        Statistic::TotalChange(change) => changes::total(context, change, window),
        Statistic::HourlyPayChange(change) => changes::pay(context, change, window),
        Statistic::SeriesChange {
            series,
            against,
            change,
        } => external::change(context, (series, against.as_deref()), change, window),
        Statistic::ShareAgainstSeries(claim) => samplings::change(context, claim),
        Statistic::ChangeBetween { change, pair, of } => {
            changes::between(context, change, *pair, *of)
        }
        Statistic::Slope(slope) => paths::slope(context, slope, window),
        Statistic::SlopeBreak(turn) => paths::turns::slope_break(context, turn, window),
        Statistic::Flat(flat) => paths::flat(context, flat, window),
        Statistic::RankCorrelation { expected } => {
            comparisons::counts_with_pay(context, *expected, window)
        }
        Statistic::ExposureCorrelation { measure, expected } => {
            exposure::correlation(context, measure, *expected, window)
        }
        Statistic::DifferenceInDifferences(claim) => {
            comparisons::difference(context, claim, window)
        }
        Statistic::RankOfChanges(order) => orders::of_counts(context, order, window),
        Statistic::RankOfPayChanges(order) => orders::of_pay(context, order, window),
        Statistic::RankOfTags { first, rivals } => leaders::of_tags(study, first, rivals, window),
        Statistic::RankOfVolume => leaders::of_volume(context, window),
        Statistic::SignCount {
            rising_at_least,
            falling_at_most,
        } => signs::count(context, *rising_at_least, *falling_at_most, window),
        Statistic::JointCountAndPay(cohorts) => orders::joint(study, cohorts, window),
        Statistic::RatioOfCounts {
            numerator,
            denominator,
            expected,
        } => others::ratio(study, numerator, denominator, expected, window),
        Statistic::Count { value, tolerance } => others::count(study, *value, *tolerance, window),
        Statistic::Exists(cohort) => others::exists(study, cohort, window),
    };
    if window == claim.window.in_report(window)
        && let Some(fault) = check::order_faults(context.claims, claim)
            .into_iter()
            .next()
    {
        draft = draft.with((Verdict::UntestableAsStated, fault));
    }
    // What cannot be tested anywhere is not a matter of what is covered here.
    let elsewhere = elsewhere.filter(|_| draft.verdict != Verdict::UntestableAsStated);
    if let Some(universe) = elsewhere {
        let claimed = std::mem::take(&mut draft.claimed);
        let reason = said!(
            "The claim is about {universe}, and this report about {here}.",
            "该论断针对的是 `{universe}`，而本报告针对的是 `{here}`。",
            universe,
            here = request.universe,
        );
        return Draft::bare(claimed, String::new())
            .with((Verdict::NotCovered, reason))
            .found(nothing_computed());
    }
    if draft.finding.is_empty() {
        draft.finding = nothing_computed();
    }
    let left_out = study.left_out(window);
    let holes = (draft.verdict != Verdict::NotCovered && left_out > 0).then(|| {
        said!(
            "Of the {days} days of the window {left_out} are left out of every mean: of what was published then, more than a fifth may not have been seen.",
            "窗口的 {days} 天中有 {left_out} 天不计入任何均值：那时发布的职位可能有五分之一以上没有被看到。",
            days = window.len(),
            left_out,
        )
    });
    let cautions = cautions(claim, window, draft.verdict);
    let cautions = cautions.into_iter().chain(holes);
    draft.finding = cautions.fold(draft.finding, |finding, caution| finding.then(&caution));
    draft
}

fn nothing_computed() -> Text {
    said!("Nothing was computed.", "未作任何计算。")
}

/// What has to be said beside a finding: the claim's own note, and labels born inside the window that drain its cohort.
fn cautions(claim: &Claim, window: DayRange, verdict: Verdict) -> Vec<Text> {
    let born = claim.label_births.iter().filter(|(_, birth)| {
        verdict != Verdict::NotCovered && window.contains(*birth) && *birth != window.first()
    });
    let born = born.map(|(label, birth)| {
        said!(
            "A platform label that takes postings from this category (“{label}”) was born on {birth}, inside the window.",
            "一个从该类别分走职位的平台标签（“{label}”）于{birth}出现，正在窗口之内。",
            label,
            birth,
        )
    });
    claim.note.iter().cloned().chain(born).collect()
}

fn bind(claim: &Claim, window: DayRange, draft: Draft) -> JudgedClaim {
    // On another window the sentence is another one, where the file has it.
    let own = window == claim.window.in_report(window);
    let stated = claim.elsewhere.as_ref().filter(|_| !own);
    let sentence = filled(stated.unwrap_or(&claim.sentence), window, &draft);
    let refuted_by = claim.refuted_by.as_ref().map_or_else(
        || claim.statistic.refutation(),
        |text| filled(text, window, &draft),
    );
    JudgedClaim {
        id: claim.id.clone(),
        original: None,
        section: claim.section.clone(),
        kind: claim.kind,
        sentence,
        refuted_by,
        finding: draft.finding,
        claimed: draft.claimed,
        claimed_value: draft.claimed_value,
        window,
        estimate: draft.estimate,
        deciding: draft.deciding,
        deciding_reading: draft.deciding_reading,
        minimum_detectable_effect: draft.minimum_detectable_effect,
        readings: draft.readings,
        robustness: draft.robustness,
        cohort: claim.statistic.cohort_id(),
        counts: claim.statistic.counts(),
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

/// A sentence with its slots filled from what was found.
fn filled(text: &Text, window: DayRange, draft: &Draft) -> Text {
    let number = |value: Option<f64>| match value {
        Some(value) => both::percent(value),
        None => said!("unknown", "未知"),
    };
    let deciding = draft.deciding.as_ref();
    text.filled(|slot, language| {
        let words = match slot {
            "start" => both::day(window.first()),
            "end" => both::day(window.last()),
            "window" => said!(
                "{first} to {last}",
                "{first}至{last}",
                first = window.first(),
                last = window.last(),
            ),
            "claimed" => draft.claimed.clone(),
            "estimate" => number(draft.estimate.map(|one| one.value)),
            "low" => number(deciding.and_then(|one| one.low)),
            "high" => number(deciding.and_then(|one| one.high)),
            _ => both::cell(draft.n.1),
        };
        words.of(language).to_owned()
    })
}

/// The panel's position of a claim's cohort; the outer `Err` names a cohort that the panel was built without.
fn position(study: &Study<'_>, cohort: &Cohort) -> Result<Option<usize>, Text> {
    match &cohort.id {
        None => Ok(None),
        Some(id) => study
            .panel
            .cohort(id)
            .map(Some)
            .ok_or_else(|| no_cohort(id)),
    }
}

/// Why nothing can be said of a cohort that the panel lacks.
fn no_cohort(id: &str) -> Text {
    said!(
        "The panel was built without the cohort `{id}`, so nothing is decided.",
        "面板中没有群组 `{id}`，因此无法判定。",
        id
    )
}

/// The positions of the control categories that the panel holds.
fn control(study: &Study<'_>, header: &StudyHeader) -> Vec<Option<usize>> {
    let positions = header.control.iter();
    positions
        .filter_map(|category| study.panel.cohort(category.slug()))
        .map(Some)
        .collect()
}

/// The tags of a cohort that were born after a day, with their days, in words; `None` where there is none.
fn born_after(cohort: &Cohort, day: Day) -> Option<Text> {
    let late = cohort.births.iter().filter(|(_, birth)| *birth > day);
    let late: Vec<Text> = late
        .map(|(tag, birth)| said!("{tag} on {birth}", "{tag}（{birth}）", tag, birth))
        .collect();
    (!late.is_empty()).then(|| both::list(&late))
}

/// Why a cohort is void where the earliest window that is compared begins on a day, by the birth of its tags, if it is.
fn unborn(cohort: &Cohort, first: Day) -> Option<Text> {
    let late = born_after(cohort, first)?;
    Some(said!(
        "The first window begins on {first}, before there was anything to ask for: {late} was born.",
        "第一个窗口始于{first}，当时要找的东西尚不存在，后来才出现：{late}。",
        first,
        late,
    ))
}

/// Why a cohort is void by its number of postings, if it is.
fn too_few(n: (u64, u64), what: &Text) -> Option<Text> {
    (n.0.min(n.1) < LEAST_POSTINGS).then(|| {
        said!(
            "The start window holds {start} {what} and the end window {end}; each needs {least}.",
            "起始窗口有 {start} 个{what}，结束窗口有 {end} 个；每个窗口需要 {least} 个。",
            start = both::cell(n.0),
            what,
            end = both::cell(n.1),
            least = both::count(LEAST_POSTINGS),
        )
    })
}

/// Postings, as what is counted.
fn postings() -> Text {
    said!("postings", "职位")
}
