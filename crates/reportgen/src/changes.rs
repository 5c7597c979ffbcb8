//! An earlier `claims.json` and today's findings in, what changed since then out: verdicts that flipped and why, numbers and months that were revised. Reads no file and words no number.

mod revised;

use analytics::claims::Text;
use analytics::findings::{Estimate, Findings, JudgedClaim, Verdict};
use model::Day;
use serde::Serialize;

use crate::claims_json::{self, Basis, Stored, StoredClaim, StoredCounts, StoredEstimate};
use crate::error::Error;
use crate::manifest::{Manifest, PreviousReport, are_of_one_form, hash_of};
use crate::page;
use crate::suppression::Hidden;

/// An earlier report, as far as its `claims.json` tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Previous {
    stored: Stored,
    hash: String,
    vintage: Option<u32>,
}

impl Previous {
    /// Reads the `claims.json` of an earlier report; `file` is how messages name it, `vintage` its number among the kept versions of one
    /// period.
    ///
    /// # Errors
    /// [`Error::Earlier`] where it is no such file.
    pub fn parse(file: &str, bytes: &[u8], vintage: Option<u32>) -> Result<Previous, Error> {
        Ok(Previous {
            stored: claims_json::read(file, bytes)?,
            hash: hash_of(bytes),
            vintage,
        })
    }

    /// Whether a report with this manifest is the next edition of it: the same report on the same universe and query.
    #[must_use]
    pub fn is_edition_of(&self, manifest: &Manifest, universe: &str) -> bool {
        let (stored, recipe) = (&self.stored, &manifest.recipe);
        stored.report == recipe.name
            && stored.universe == universe
            && stored.query == recipe.query
            && stored.no_fold == recipe.no_fold
    }

    /// Whether it rests on exactly what a report with this manifest and these findings rests on, and so says the same.
    #[must_use]
    pub fn rests_on_the_same(&self, manifest: &Manifest, findings: &Findings) -> bool {
        self.stored.basis == Basis::of(manifest, findings.window)
    }

    /// What it is a report of, for a message: its name, its universe and its query.
    #[must_use]
    pub fn subject(&self) -> String {
        let Stored {
            report, universe, ..
        } = &self.stored;
        let query = self.stored.query.iter();
        let query: String = query.map(|query| format!(" about `{query}`")).collect();
        let folded = match self.stored.no_fold {
            true => ", duplicates counted",
            false => "",
        };
        format!("`{report}` of `{universe}`{query}{folded}")
    }

    /// The query that names its universe.
    #[must_use]
    pub fn universe(&self) -> &str {
        &self.stored.universe
    }

    /// The name of its period.
    #[must_use]
    pub fn period(&self) -> &str {
        &self.stored.period
    }

    /// What the manifest of the next report says of it.
    #[must_use]
    pub fn reference(&self) -> PreviousReport {
        PreviousReport {
            period: self.stored.period.clone(),
            vintage: self.vintage,
            hash: self.hash.clone(),
        }
    }
}

/// Why a number or a verdict may differ from an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Other postings.
    NewData,
    /// Polls that saw more or less of the same days.
    NewCoverage,
    /// Other rules for tags or categories.
    NewRules,
    /// Another window.
    NewWindow,
    /// Another version of the program.
    NewCode,
    /// Another claim file.
    NewClaims,
    /// Other exchange rates.
    NewRates,
    /// Other values in series of others.
    NewSeries,
}

impl Cause {
    /// The cause in words that can stand in a list.
    #[must_use]
    pub fn words(self) -> Text {
        match self {
            Cause::NewData => Text::both("new data", "数据更新"),
            Cause::NewCoverage => Text::both(
                "days of which the polls saw more or less",
                "轮询对某些日期所见的多少有变",
            ),
            Cause::NewRules => {
                Text::both("new rules for tags and categories", "标签与类别规则更新")
            }
            Cause::NewWindow => Text::both("a new window", "窗口变动"),
            Cause::NewCode => Text::both("a new version of the program", "程序版本更新"),
            Cause::NewClaims => Text::both("a new claim file", "说法文件更新"),
            Cause::NewRates => Text::both("new exchange rates", "汇率更新"),
            Cause::NewSeries => Text::both("new values in series of others", "外部序列更新"),
        }
    }
}

/// What changed since an earlier report.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Changes {
    /// The earlier report: its period, its number among the versions of one period, its hash.
    pub previous: PreviousReport,
    /// The day that the earlier report took for today.
    pub previous_as_of: String,
    /// Which earlier report that is, as a sentence.
    pub against: Text,
    /// Everything that differs in what the two rest on.
    pub causes: Vec<Cause>,
    /// Claims that were judged in both and whose verdict stayed.
    pub unchanged: usize,
    /// Claims whose verdict is another one.
    pub flips: Vec<Flip>,
    /// Numbers of claims on the same window that are others now.
    pub revisions: Vec<Revision>,
    /// Counts of months that are others now, all postings first.
    pub months: Vec<MonthRevision>,
    /// Sentences that the earlier report did not have.
    pub added: Vec<ClaimName>,
    /// Sentences that only the earlier report had.
    pub withdrawn: Vec<ClaimName>,
}

/// A sentence by its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClaimName {
    /// `C01`, or `C01@2014-11-01_2016-02-14` on another window.
    pub id: String,
    /// The sentence.
    pub sentence: Text,
}

/// A claim with another verdict than before.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Flip {
    /// The claim, with the sentence of today.
    pub claim: ClaimName,
    /// The verdict of the earlier report; `None` where this program knows none of that name.
    pub before: Option<Verdict>,
    /// Its name as the earlier report wrote it.
    pub before_name: String,
    /// The verdict now.
    pub after: Verdict,
    /// What may have flipped it: what differs, of that which concerns this claim.
    pub why: Vec<Cause>,
    /// The reason of today's verdict.
    pub reason: Text,
}

/// Which number of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// The estimate under the claim's own reading.
    Estimate,
    /// The one whose interval decides.
    Deciding,
}

impl Quantity {
    /// The number in words.
    #[must_use]
    pub fn words(self) -> Text {
        match self {
            Quantity::Estimate => Text::both("estimate", "估计值"),
            Quantity::Deciding => Text::both("estimate that decides", "用于判定的估计值"),
        }
    }
}

/// A number with its 95 % interval, as fractions or ratios, as the claim has them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// The number.
    pub value: f64,
    /// The low end of its interval.
    pub low: Option<f64>,
    /// The high end.
    pub high: Option<f64>,
}

/// A number of a claim on the same window, before and now.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Revision {
    /// The claim.
    pub claim: ClaimName,
    /// Which number.
    pub quantity: Quantity,
    /// What the earlier report said; `None` where it had none.
    pub before: Option<Figure>,
    /// What this one says.
    pub after: Option<Figure>,
    /// What may have moved it.
    pub why: Vec<Cause>,
}

/// What a row of months counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// All postings.
    Universe,
    /// A category.
    Category,
    /// A tag.
    Tag,
}

/// Postings of one month, before and now; both are numbers that may be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MonthRevision {
    /// What is counted.
    pub counted: Counted,
    /// The category's or tag's id.
    pub id: String,
    /// Its name.
    pub title: Text,
    /// The month, as its first day.
    pub month: Day,
    /// What the earlier report said.
    pub before: u64,
    /// What this one says.
    pub after: u64,
}

/// What changed since an earlier report; `None` where there is none.
#[must_use]
pub fn since(
    previous: Option<&Previous>,
    findings: &Findings,
    manifest: &Manifest,
) -> Option<Changes> {
    let previous = previous?;
    let stored = &previous.stored;
    let causes = causes(&stored.basis, &Basis::of(manifest, findings.window));
    let mut changes = Changes {
        previous: previous.reference(),
        previous_as_of: stored.as_of.clone(),
        against: against(previous),
        causes,
        unchanged: 0,
        flips: Vec::new(),
        revisions: Vec::new(),
        months: revised::months(stored, findings),
        added: Vec::new(),
        withdrawn: Vec::new(),
    };
    let hidden = Hidden::of(findings);
    changes.compare(&stored.claims, &findings.claims, &hidden);
    changes.compare(&stored.on_your_window, &findings.on_your_window, &hidden);
    Some(changes)
}

impl Changes {
    /// Whether nothing that a reader sees is another than before.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.flips.is_empty()
            && self.revisions.is_empty()
            && self.months.is_empty()
            && self.added.is_empty()
            && self.withdrawn.is_empty()
    }

    fn compare(&mut self, before: &[StoredClaim], after: &[JudgedClaim], hidden: &Hidden<'_>) {
        for claim in after {
            let id = claim.original.as_ref().unwrap_or(&claim.id);
            let same = |one: &&StoredClaim| one.original.as_ref().unwrap_or(&one.id) == id;
            match before.iter().find(same) {
                None => self.added.push(ClaimName {
                    id: claim.id.clone(),
                    sentence: claim.sentence.clone(),
                }),
                Some(earlier) => self.compare_one(earlier, claim, hidden.claim(claim)),
            }
        }
        let gone = before.iter().filter(|earlier| {
            let id = earlier.original.as_ref().unwrap_or(&earlier.id);
            !after
                .iter()
                .any(|claim| claim.original.as_ref().unwrap_or(&claim.id) == id)
        });
        self.withdrawn.extend(gone.map(|earlier| ClaimName {
            id: earlier.id.clone(),
            sentence: Text::from(&earlier.sentence),
        }));
    }

    fn compare_one(&mut self, earlier: &StoredClaim, claim: &JudgedClaim, is_hidden: bool) {
        let same_window = (earlier.window.first, earlier.window.last)
            == (claim.window.first(), claim.window.last());
        // A new window of the report is none of a claim that has its own; and a claim's own window moves with the claim file.
        let others = self.causes.iter().copied();
        let mut why: Vec<Cause> = others.filter(|cause| *cause != Cause::NewWindow).collect();
        if !same_window {
            why.push(Cause::NewWindow);
            why.sort_unstable();
        }
        let name = ClaimName {
            id: claim.id.clone(),
            sentence: claim.sentence.clone(),
        };
        if earlier.verdict == name_of(claim.verdict) {
            self.unchanged += 1;
        } else {
            self.flips.push(Flip {
                claim: name.clone(),
                before: verdict_of(&earlier.verdict),
                before_name: earlier.verdict.clone(),
                after: claim.verdict,
                why: why.clone(),
                reason: page::reason(claim, is_hidden),
            });
        }
        // Numbers that are withheld now are not given away as the end of a revision.
        if !same_window || is_hidden {
            return;
        }
        let pairs = [
            (Quantity::Estimate, &earlier.estimate, &claim.estimate),
            (Quantity::Deciding, &earlier.deciding, &claim.deciding),
        ];
        for (quantity, before, after) in pairs {
            let (before, after) = (before.map(Figure::from), after.map(Figure::from));
            if is_revised(before, after) {
                self.revisions.push(Revision {
                    claim: name.clone(),
                    quantity,
                    before,
                    after,
                    why: why.clone(),
                });
            }
        }
    }
}

impl From<Estimate> for Figure {
    fn from(estimate: Estimate) -> Figure {
        Figure {
            value: estimate.value,
            low: estimate.low,
            high: estimate.high,
        }
    }
}

impl From<StoredEstimate> for Figure {
    fn from(estimate: StoredEstimate) -> Figure {
        Figure {
            value: estimate.value,
            low: estimate.low,
            high: estimate.high,
        }
    }
}

/// Whether a reader sees another number or another end of the interval: what reads alike is no revision, however it was rounded.
fn is_revised(before: Option<Figure>, after: Option<Figure>) -> bool {
    page::revised(before.as_ref()) != page::revised(after.as_ref())
}

fn causes(before: &Basis, after: &Basis) -> Vec<Cause> {
    let windows = |basis: &Basis| (basis.window_first.clone(), basis.window_last.clone());
    let hash = |basis: &Basis| basis.rates.as_ref().map(|rates| rates.hash.clone());
    let (own, other) = (&before.postings_hash, &after.postings_hash);
    let differs = [
        (Cause::NewData, own != other && are_of_one_form(own, other)),
        (
            Cause::NewCoverage,
            before.coverage_hash != after.coverage_hash,
        ),
        (Cause::NewRules, before.rules_hash != after.rules_hash),
        (Cause::NewWindow, windows(before) != windows(after)),
        (Cause::NewCode, before.code_version != after.code_version),
        (Cause::NewClaims, before.claims_hash != after.claims_hash),
        (Cause::NewRates, hash(before) != hash(after)),
        (Cause::NewSeries, before.series != after.series),
    ];
    let found = differs.into_iter().filter(|(_, differs)| *differs);
    found.map(|(cause, _)| cause).collect()
}

fn against(previous: &Previous) -> Text {
    let (period, as_of) = (&previous.stored.period, &previous.stored.as_of);
    match previous.vintage {
        Some(number) => Text::both(
            format!("Held against version {number} of this report on {period}, as of {as_of}."),
            format!("对照对象：本报告 {period} 期的第 {number} 版，数据截至 {as_of}。"),
        ),
        None => Text::both(
            format!("Held against the report on {period}, as of {as_of}."),
            format!("对照对象：{period} 期报告，数据截至 {as_of}。"),
        ),
    }
}

/// A verdict as files write it: `NOT_COVERED`.
fn name_of(verdict: Verdict) -> String {
    match serde_json::to_value(verdict) {
        Ok(serde_json::Value::String(name)) => name,
        _ => format!("{verdict:?}"),
    }
}

fn verdict_of(name: &str) -> Option<Verdict> {
    serde_json::from_value(name.into()).ok()
}
