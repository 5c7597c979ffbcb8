//! What the analytics room hands to the report: estimates with n and bounds, claims with verdicts, lines to draw. Carries no posting, except as evidence that the hallway fills in.

use model::{Day, DayRange, SourceId};
use serde::{Deserialize, Deserializer, Serialize};

use crate::claims::{Kind, Text};

/// A number with its sample size and its 95 % interval. Never NaN, never infinite; bounds hold the value.
///
/// A change is a fraction: −0.33 is −33 %.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// How many postings it rests on.
    pub n: u64,
    /// The low end of the interval; `None` where no interval can be given.
    pub low: Option<f64>,
    /// The high end of the interval.
    pub high: Option<f64>,
}

/// The verdicts, in the order in which they are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Verdict {
    /// Causal without a design, undefined, or inconsistent in itself.
    UntestableAsStated,
    /// The universe does not cover both windows.
    NotCovered,
    /// Too few postings, or a label or tag born inside the window.
    Void,
    /// The minimum detectable effect exceeds the size claimed.
    Underpowered,
    /// The interval lies wholly on the other side.
    Contradicted,
    /// The sign or size depends on the reading.
    Fragile,
    /// The sign holds, the size does not.
    DirectionOnly,
    /// Holds under nearly every reading; needs the specification curve.
    Robust,
    /// The estimate lies within the tolerance of what was claimed.
    Reproduced,
    /// Anything else.
    Inconclusive,
}

/// One way of reading "84-day moving average", with its result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// `trailing_with_preperiod`, `first_full_window`, `min_periods_1`, `centred_truncated`, `season_matched`, `season_matched_share`, ...
    pub name: String,
    /// The change as a fraction; `None` where the data does not reach, with the reason in `why_not`.
    pub estimate: Option<Estimate>,
    /// Why there is no estimate.
    pub why_not: Option<Text>,
}

/// Another 95 % interval of the change that decides, for comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BesideInterval {
    /// `newey_west_fixed_b` (the default), `newey_west_normal`, `weekly_welch_t`.
    pub name: String,
    /// Its low end, as a fraction.
    pub low: f64,
    /// Its high end.
    pub high: f64,
}

/// What surrounds one change: how it fares among other claims, under other choices and before anything happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Robustness {
    /// The claims among which the q-value is taken.
    pub family: String,
    /// How many of them have a p-value.
    pub family_size: usize,
    /// The two-sided p-value of the deciding change against zero, or against the limit that the claim is about.
    pub p_value: Option<f64>,
    /// Its Benjamini-Hochberg q-value in the family.
    pub q_value: Option<f64>,
    /// Specifications that gave a number, of `tried`.
    pub specifications: usize,
    /// Specifications tried.
    pub tried: usize,
    /// The part of them with the claimed sign, 0 to 1.
    pub agreement: Option<f64>,
    /// The lowest, the median and the highest change among them, as fractions.
    pub spread: Option<[f64; 3]>,
    /// The curve itself: the changes at [`CURVE_POINTS`] evenly spaced ranks from the lowest to the highest, as fractions; all of them where
    /// there are fewer.
    pub curve: Vec<f64>,
    /// How each choice alone moves the curve, in the order in which the choices were tried.
    pub choices: Vec<ChoiceFinding>,
    /// The other intervals of the change that decides.
    pub intervals: Vec<BesideInterval>,
    /// How the change stands among those between earlier windows; `None` with the reason in `why_no_placebo`.
    pub placebo: Option<PlaceboFinding>,
    /// Why there is none.
    pub why_no_placebo: Option<Text>,
}

/// How many points of a specification curve a finding keeps.
pub const CURVE_POINTS: usize = 101;

/// The specifications that share one option of one choice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChoiceFinding {
    /// `reading`, `width_days`, `shift_days`, `denominator`, `duplicates` or `centre`.
    #[serde(deserialize_with = "known_choice")]
    pub choice: ChoiceName,
    /// `season_matched`, `84`, `-14`, `share`, `folded`, `median`, ...
    pub option: String,
    /// How many specifications have it.
    pub specifications: usize,
    /// The median change among them, as a fraction.
    pub median: f64,
    /// The part of them with the claimed sign, 0 to 1.
    pub agreement: f64,
}

/// The name of a choice, one of a few that the code knows. Were it written out in a field, reading it would ask for bytes that live for ever.
pub type ChoiceName = &'static str;

/// The choices of a specification curve.
const CHOICES: [&str; 6] = [
    "reading",
    "width_days",
    "shift_days",
    "denominator",
    "duplicates",
    "centre",
];

fn known_choice<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ChoiceName, D::Error> {
    let name = String::deserialize(deserializer)?;
    let known = CHOICES.into_iter().find(|choice| *choice == name);
    known.ok_or_else(|| {
        serde::de::Error::custom(format!(
            "there is no choice `{name}`; there are {}",
            CHOICES.join(", ")
        ))
    })
}

/// A change among those of the same distance before the event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlaceboFinding {
    /// How many earlier pairs of windows.
    pub pairs: usize,
    /// The part, the real one counted in, that lies at least as far from zero.
    pub p: f64,
    /// The lowest, the median and the highest of their changes, as fractions.
    pub spread: [f64; 3],
    /// All of their changes as fractions, the lowest first.
    pub changes: Vec<f64>,
    /// The real change that stands among them, as a fraction.
    pub real: f64,
}

/// A posting that a reader can look at behind a sentence. The hallway fills these in from the index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The posting's key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Its day, `YYYY-MM-DD`.
    pub day: String,
    /// Where it can be read, if known.
    pub url: Option<String>,
}

/// A claim with its verdict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JudgedClaim {
    /// `C01`, or `C01@2014-11-01_2016-02-14` on another window.
    pub id: String,
    /// The article's claim that this re-instantiates, where it does.
    pub original: Option<String>,
    /// The section of the report that it belongs to (`counts`, `pay`, `skills`, `conclusions`).
    pub section: String,
    /// What sort of sentence it is.
    pub kind: Kind,
    /// The claim in words, as stated (or re-worded for the other window).
    pub sentence: Text,
    /// What would refute it, in words.
    pub refuted_by: Text,
    /// What was computed, in words with its numbers; one sentence.
    pub finding: Text,
    /// The claimed value in words (`−33 %`, `more than 0`).
    pub claimed: Text,
    /// The claimed value as a fraction, where it is a number.
    pub claimed_value: Option<f64>,
    /// The days that the claim is about.
    pub window: DayRange,
    /// The estimate under the claim's own reading.
    pub estimate: Option<Estimate>,
    /// The interval that decides (season-matched share, or the own reading where a year earlier is not covered).
    pub deciding: Option<Estimate>,
    /// The name of the reading behind `deciding`.
    pub deciding_reading: String,
    /// The minimum detectable effect at 80 % power, as a fraction.
    pub minimum_detectable_effect: Option<f64>,
    /// All readings.
    pub readings: Vec<Reading>,
    /// What surrounds the change, where the claim is one of a change that could be computed.
    pub robustness: Option<Robustness>,
    /// The panel's id of the cohort that the claim is about: a category's slug, `tag:` and a tag's slug, or the claim's own id for a union or
    /// a query; `None` where it is about all postings, several categories or none, and in findings that were written without it.
    #[serde(default)]
    pub cohort: Option<String>,
    /// What `n_start` and `n_end` are, in words without a full stop (`postings, first and last 84 days`); empty in findings that were
    /// written without it.
    #[serde(default)]
    pub counts: Text,
    /// Postings in the start window, or the first of the two numbers that `counts` names.
    pub n_start: u64,
    /// Postings in the end window, or the second of them.
    pub n_end: u64,
    /// The verdict.
    pub verdict: Verdict,
    /// Why, in one sentence with the numbers.
    pub reason: Text,
    /// A query that finds the postings behind it, inside the universe; empty where it is about no cohort of its own.
    pub evidence_query: String,
    /// A few of them.
    pub evidence: Vec<Evidence>,
}

/// One row of the tables: a category or a tag over the report's window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CohortFinding {
    /// The cohort's id: a category's or tag's slug.
    pub id: String,
    /// The name for readers.
    pub title: Text,
    /// Postings in the whole window.
    pub n: u64,
    /// Postings in the first 84 days; `None` where the window is too short to compare its ends, or no source covers both.
    pub n_start: Option<u64>,
    /// Postings in the last 84 days; `None` as `n_start`.
    pub n_end: Option<u64>,
    /// Change of the 84-day average (first full window), as a fraction.
    pub change: Option<Estimate>,
    /// Change of the share of the universe over the same windows.
    pub change_of_share: Option<Estimate>,
    /// Season-matched change of the share.
    pub season_matched: Option<Estimate>,
    /// Rate ratio of the share, end to start, with its exact interval (for tags: ×21 is 21.0).
    pub rate_ratio: Option<Estimate>,
    /// Postings per 10,000 of the universe in the start and end windows.
    pub per_ten_thousand_start: Option<f64>,
    /// The same in the end window.
    pub per_ten_thousand_end: Option<f64>,
    /// Change of the mean of the midpoints of posted hourly ranges, as a fraction.
    pub mean_hourly_pay_change: Option<Estimate>,
    /// Hodges-Lehmann shift of the midpoints, in units of the currency per hour.
    pub hourly_pay_shift: Option<Estimate>,
    /// Median hourly midpoint in the start and end windows, in units of the currency.
    pub median_hourly_pay_start: Option<f64>,
    /// The same in the end window.
    pub median_hourly_pay_end: Option<f64>,
    /// Those medians with their intervals of order statistics, in units of the currency: the start window's and the end window's.
    pub median_hourly_pay: Option<(Estimate, Estimate)>,
    /// The currency of the pay figures (the commonest; others are left out and counted).
    pub pay_currency: Option<String>,
}

/// A line to draw: the trailing 84-day average of a cohort's daily count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AverageLine {
    /// The cohort's id.
    pub id: String,
    /// The name for readers.
    pub title: Text,
    /// One value for each day of [`Findings::days`]; `None` before the first full window and where the days were not seen.
    pub values: Vec<Option<f64>>,
    /// The 95 % interval of each value that has one; empty where there is none at all.
    pub interval: Vec<Option<(f64, f64)>>,
    /// The same average of the seasonally adjusted counts; empty where less than a year is there to know a season from.
    pub adjusted: Vec<Option<f64>>,
}

/// Something that left the band which an even level would keep it in, as it came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// The cohort's id: a category's or a tag's slug.
    pub id: String,
    /// The name for readers.
    pub title: Text,
    /// Whether it is a tag.
    pub is_tag: bool,
    /// The first week (its last day) in which the sum of its deviations lay outside the band.
    pub week: Day,
    /// Whether there is more than usual.
    pub is_rise: bool,
    /// Its share of the universe in the history, as a fraction.
    pub level: f64,
    /// Its share since the history ended, as a fraction.
    pub since: f64,
    /// Postings since the history ended.
    pub n: u64,
}

/// What was watched, and what left its band.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Watched {
    /// The weeks whose level was learnt; of a cohort that began later they are fewer.
    pub history: DayRange,
    /// The weeks that were watched.
    pub watched: DayRange,
    /// How many cohorts.
    pub cohorts: usize,
    /// The probability that any of them is named while all stay level; each has its part of it (Bonferroni).
    pub false_alarm: f64,
    /// What left its band, the earliest first.
    pub alerts: Vec<Alert>,
}

/// Counts by calendar month over the report's days, of the sources that cover them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Monthly {
    /// The months, as their first days, in order; only whole ones.
    pub months: Vec<Day>,
    /// All postings of the universe, one number a month; `None` where four fifths of its days were not seen.
    pub universe: Vec<Option<u64>>,
    /// The same by category.
    pub categories: Vec<MonthlyCounts>,
    /// The same by tag.
    pub tags: Vec<MonthlyCounts>,
}

/// One cohort's postings by month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonthlyCounts {
    /// The cohort's id: a category's or tag's slug.
    pub id: String,
    /// The name for readers.
    pub title: Text,
    /// One number for each of [`Monthly::months`]; `None` as for the universe.
    pub counts: Vec<Option<u64>>,
}

/// How long one source reaches inside the panel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SourceCoverage {
    /// The source.
    pub source: SourceId,
    /// From its first to its last day, stragglers left out.
    pub days: Option<DayRange>,
    /// Exactly dated postings.
    pub postings: u64,
    /// Whether it covers both windows, and so takes part in changes.
    pub used: bool,
    /// Days inside its reach of which its polls saw less than four fifths; `None` where it is not polled but came as an archive.
    pub incomplete: Option<usize>,
}

/// An external series that a finding rests on, with whose it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExternalUse {
    /// Its name in claims.
    pub id: String,
    /// What it is, in words.
    pub title: String,
    /// Who made it, and under which licence.
    pub attribution: String,
    /// The unit of its values, where somebody said.
    pub unit: Option<String>,
    /// Whether the season was taken out, where somebody said.
    pub seasonally_adjusted: Option<bool>,
    /// From the first value to the last; `None` where there is none.
    pub days: Option<DayRange>,
    /// Whether the study holds changes of postings against it, so that charts show it beside them.
    pub is_control: bool,
    /// Its trailing 84-day average on each of the days of the lines; empty where it has fewer than one value a week.
    pub average: Vec<Option<f64>>,
}

/// All that a report says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// The query that names the universe.
    pub universe: String,
    /// The window that the tables and charts are about.
    pub window: DayRange,
    /// The days of the lines (the window, and what the panel holds before it).
    pub days: DayRange,
    /// Postings of the universe inside the window, exactly dated.
    pub postings: u64,
    /// Postings of the universe without an exact date, which no count holds.
    pub undated: u64,
    /// Reach of each source.
    pub sources: Vec<SourceCoverage>,
    /// The claims on their own windows.
    pub claims: Vec<JudgedClaim>,
    /// The same sentences on the report's window, where that is another one and long enough for two averages.
    pub on_your_window: Vec<JudgedClaim>,
    /// The external series that the study and its claims name and that were there.
    pub external: Vec<ExternalUse>,
    /// The categories, the article's twelve first.
    pub categories: Vec<CohortFinding>,
    /// The AI-skill tags.
    pub tags: Vec<CohortFinding>,
    /// 84-day averages by category.
    pub averages: Vec<AverageLine>,
    /// How much of each day of [`Findings::days`] was seen, 0 to 1, by the sources that the averages are of; `None` outside their reach.
    pub seen: Vec<Option<f64>>,
    /// The first day from which on postings may still arrive, since a source has not been polled past it; `None` where all is in.
    pub arriving_from: Option<Day>,
    /// Postings by month.
    pub monthly: Monthly,
    /// What left its band lately; `None` with fewer weeks than it takes to know a level.
    pub watched: Option<Watched>,
}
