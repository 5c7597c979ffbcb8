//! Claims of one change: postings of a cohort, all postings, hourly pay. Every reading is computed; the verdict is left to its rules.

use model::DayRange;

use super::{Draft, born_inside, position, too_few};
use crate::change::{Alignment, WindowPair, relative, why_no_windows};
use crate::claims::ChangeClaim;
use crate::findings::{Estimate, Reading, Verdict};
use crate::study::{Measured, Outcome, Study};
use crate::verdict::{self, Case, LEAST_POSTINGS};
use crate::wording;

/// The reading whose interval decides where a year earlier is covered.
const SEASON_MATCHED_SHARE: &str = "season_matched_share";

fn reading(name: &str, outcome: &Outcome) -> Reading {
    Reading {
        name: name.to_owned(),
        estimate: outcome.as_ref().ok().map(|measured| measured.estimate),
        why_not: outcome.as_ref().err().cloned(),
    }
}

/// What the three kinds of change have in common: an outcome for each alignment, and the one that decides.
struct Measures {
    by_alignment: Vec<(Alignment, Outcome)>,
    /// The season-matched measure that decides, with its name.
    matched: (Outcome, &'static str),
    extra: Vec<Reading>,
    what: &'static str,
    /// What the change is of, in words.
    change: &'static str,
}

impl Measures {
    fn of(window: DayRange, measure: impl Fn(WindowPair) -> Outcome) -> Vec<(Alignment, Outcome)> {
        let outcome = |alignment: Alignment| match alignment.windows(window) {
            Some(pair) => measure(pair),
            None => Err(why_no_windows(window)),
        };
        Alignment::ALL
            .iter()
            .map(|alignment| (*alignment, outcome(*alignment)))
            .collect()
    }

    fn outcome(&self, alignment: Alignment) -> Outcome {
        of(&self.by_alignment, alignment)
    }

    /// The outcomes whose signs vote: those with enough postings on each side, and never the one that sets a single day against
    /// twelve weeks, since that day's weekday alone may turn its sign.
    fn voting(&self) -> Vec<Reading> {
        let named = self.by_alignment.iter();
        let mut voting: Vec<(&str, &Outcome)> = named
            .filter(|(alignment, _)| *alignment != Alignment::MinPeriods1)
            .map(|(alignment, outcome)| (alignment.name(), outcome))
            .collect();
        if self.matched.1 != Alignment::SeasonMatched.name() {
            voting.push((self.matched.1, &self.matched.0));
        }
        voting
            .into_iter()
            .filter(|(_, outcome)| outcome.as_ref().is_ok_and(enough))
            .map(|(name, outcome)| reading(name, outcome))
            .collect()
    }

    fn readings(&self) -> Vec<Reading> {
        let mut readings: Vec<Reading> = self
            .by_alignment
            .iter()
            .map(|(alignment, outcome)| reading(alignment.name(), outcome))
            .collect();
        if self.matched.1 != Alignment::SeasonMatched.name() {
            readings.push(reading(self.matched.1, &self.matched.0));
        }
        readings
    }
}

/// Whether both windows hold enough postings to decide or to vote.
fn enough(measured: &Measured) -> bool {
    measured.n_start.min(measured.n_end) >= LEAST_POSTINGS
}

/// A claim about the change of a cohort's postings.
pub(super) fn count(study: &Study<'_>, claim: &ChangeClaim, window: DayRange) -> Draft {
    let draft = Draft::bare(
        verdict::wording_of(&claim.expected),
        claim.cohort.query.clone(),
    );
    let cohort = match position(study, &claim.cohort) {
        Ok(cohort) => cohort,
        Err(reason) => return draft.with((Verdict::Inconclusive, reason)),
    };
    let matched = Alignment::SeasonMatched
        .windows(window)
        .ok_or_else(|| why_no_windows(window))
        .and_then(|pair| study.share_change(cohort, pair));
    let own_pair = claim.own_reading.windows(window);
    let ratio = own_pair
        .ok_or_else(|| why_no_windows(window))
        .and_then(|pair| study.rate_ratio(cohort, pair));
    let measures = Measures {
        by_alignment: Measures::of(window, |pair| study.count_change(cohort, pair)),
        matched: (matched, SEASON_MATCHED_SHARE),
        extra: vec![Reading {
            name: "rate_ratio_exact".to_owned(),
            estimate: ratio.as_ref().ok().map(ratio_as_change),
            why_not: ratio.err(),
        }],
        what: "postings",
        change: "change",
    };
    weigh(study, claim, window, measures, draft)
}

/// A claim about the change of a cohort's share of all postings; every reading is of the share, so the season-matched one decides.
pub(super) fn share(study: &Study<'_>, claim: &ChangeClaim, window: DayRange) -> Draft {
    let draft = Draft::bare(
        verdict::wording_of(&claim.expected),
        claim.cohort.query.clone(),
    );
    let cohort = match position(study, &claim.cohort) {
        Ok(cohort) => cohort,
        Err(reason) => return draft.with((Verdict::Inconclusive, reason)),
    };
    let by_alignment = Measures::of(window, |pair| study.share_change(cohort, pair));
    let measures = Measures {
        matched: (
            of(&by_alignment, Alignment::SeasonMatched),
            Alignment::SeasonMatched.name(),
        ),
        by_alignment,
        extra: Vec::new(),
        what: "postings",
        change: "change of the share of all postings",
    };
    weigh(study, claim, window, measures, draft)
}

fn of(by_alignment: &[(Alignment, Outcome)], alignment: Alignment) -> Outcome {
    let found = by_alignment.iter().find(|(one, _)| *one == alignment);
    found.map_or_else(|| Err(String::new()), |(_, outcome)| outcome.clone())
}

/// A rate ratio as a change of the share, so that it stands beside the other readings in one unit.
fn ratio_as_change(ratio: &Estimate) -> Estimate {
    Estimate {
        value: ratio.value - 1.0,
        n: ratio.n,
        low: ratio.low.map(|low| low - 1.0),
        high: ratio.high.map(|high| high - 1.0),
    }
}

/// A claim about the change of all postings, which has no share.
pub(super) fn total(study: &Study<'_>, claim: &ChangeClaim, window: DayRange) -> Draft {
    let draft = Draft::bare(verdict::wording_of(&claim.expected), String::new());
    let by_alignment = Measures::of(window, |pair| study.count_change(None, pair));
    let matched = of(&by_alignment, Alignment::SeasonMatched);
    let measures = Measures {
        by_alignment,
        matched: (matched, Alignment::SeasonMatched.name()),
        extra: Vec::new(),
        what: "postings",
        change: "change",
    };
    weigh(study, claim, window, measures, draft)
}

/// A claim about the change of the mean of midpoints of hourly ranges; there is no share of it, so the season-matched mean decides.
pub(super) fn pay(study: &Study<'_>, claim: &ChangeClaim, window: DayRange) -> Draft {
    let draft = Draft::bare(
        verdict::wording_of(&claim.expected),
        claim.cohort.query.clone(),
    );
    let cohort = match position(study, &claim.cohort) {
        Ok(cohort) => cohort,
        Err(reason) => return draft.with((Verdict::Inconclusive, reason)),
    };
    let by_alignment = Measures::of(window, |pair| study.pay_change(cohort, pair));
    let matched = of(&by_alignment, Alignment::SeasonMatched);
    let extra = claim
        .own_reading
        .windows(window)
        .map_or_else(Vec::new, |pair| robust_pay_readings(study, cohort, pair));
    let measures = Measures {
        by_alignment,
        matched: (matched, Alignment::SeasonMatched.name()),
        extra,
        what: "postings with an hourly range",
        change: "change",
    };
    weigh(study, claim, window, measures, draft)
}

/// The change of the median, and the Hodges-Lehmann shift as a part of the start median.
fn robust_pay_readings(study: &Study<'_>, cohort: Option<usize>, pair: WindowPair) -> Vec<Reading> {
    let windows = study.pay_windows(cohort, pair);
    let medians = windows
        .as_ref()
        .ok()
        .and_then(|(start, end)| Some((start.median()?, end.median()?, start.n + end.n)));
    let median = medians.and_then(|(start, end, n)| {
        Some(Estimate {
            value: relative(start, end)?,
            n,
            low: None,
            high: None,
        })
    });
    let shift = windows.as_ref().ok().and_then(|(start, end)| {
        let shift = crate::pay::midpoint_shift(start, end)?;
        let base = start.median().filter(|median| *median > 0.0)?;
        Some(Estimate {
            value: shift.value / base,
            n: shift.n,
            low: shift.low.map(|low| low / base),
            high: shift.high.map(|high| high / base),
        })
    });
    let none = || {
        let covered = windows.as_ref().err().cloned();
        covered.unwrap_or_else(|| "A window holds no hourly range.".to_owned())
    };
    [("median", median), ("hodges_lehmann", shift)]
        .into_iter()
        .map(|(name, estimate)| Reading {
            name: name.to_owned(),
            why_not: estimate.is_none().then(none),
            estimate,
        })
        .collect()
}

/// The checks in the order of the verdicts: covered, not void, then the rules.
fn weigh(
    study: &Study<'_>,
    claim: &ChangeClaim,
    window: DayRange,
    measures: Measures,
    draft: Draft,
) -> Draft {
    let own = measures.outcome(claim.own_reading);
    let mut signs = measures.readings();
    let own_name = claim.own_reading.name();
    let (matched, why_own) = deciding_match(&measures);
    let deciding = matched.or_else(|| own.clone().ok().map(|measured| (measured, own_name)));
    let covered = claim
        .own_reading
        .windows(window)
        .ok_or_else(|| why_no_windows(window))
        .and_then(|pair| study.covering(&[pair.start, pair.end]));
    let n = own.as_ref().map_or_else(
        |_| windows_n(study, claim, window, measures.what),
        |measured| (measured.n_start, measured.n_end),
    );
    let direction = claim.expected.direction();
    let effect = deciding
        .as_ref()
        .and_then(|(measured, _)| measured.standard_error)
        .map(|error| verdict::minimum_detectable_effect(error, direction))
        .filter(|effect| effect.is_finite());
    let ruling = if let Err(reason) = &covered {
        (Verdict::NotCovered, reason.clone())
    } else if let Some(reason) =
        born_inside(&claim.cohort, window).or_else(|| too_few(n, measures.what))
    {
        (Verdict::Void, reason)
    } else {
        let case = (&own, deciding.as_ref());
        rule(claim, case, &measures.voting(), own_name, why_own)
    };
    let finding = finding(&own, own_name, &measures, n);
    signs.extend(measures.extra);
    Draft {
        claimed_value: claim.expected.point,
        estimate: own.ok().map(|measured| measured.estimate),
        deciding: deciding.as_ref().map(|(measured, _)| measured.estimate),
        deciding_reading: deciding.map_or_else(String::new, |(_, name)| name.to_owned()),
        minimum_detectable_effect: effect,
        readings: signs,
        n,
        ..draft
    }
    .with(ruling)
    .found(finding)
}

/// The season-matched measure if it may decide; else why the own reading has to.
fn deciding_match(measures: &Measures) -> (Option<(Measured, &'static str)>, &'static str) {
    match &measures.matched.0 {
        Err(_) => (None, "a year earlier is not covered"),
        Ok(measured) if !enough(measured) => (
            None,
            "a year earlier there are too few postings to compare with",
        ),
        Ok(measured) if measured.estimate.low.is_none() => {
            (None, "a year earlier gives no interval")
        }
        Ok(measured) => (Some((*measured, measures.matched.1)), ""),
    }
}

/// The verdict by the rules; one that rests on the claim's own reading adds `why_own`.
fn rule(
    claim: &ChangeClaim,
    (own, deciding): (&Outcome, Option<&(Measured, &'static str)>),
    voting: &[Reading],
    own_name: &str,
    why_own: &str,
) -> (Verdict, String) {
    let (measured, (deciding, name)) = match (own, deciding) {
        (Ok(measured), Some(deciding)) => (measured, deciding),
        (Err(reason), _) => return (Verdict::Inconclusive, reason.clone()),
        (_, None) => {
            return (
                Verdict::Inconclusive,
                "No interval can be given.".to_owned(),
            );
        }
    };
    let (verdict, reason) = verdict::decide(&Case {
        claim,
        own: measured,
        deciding: (deciding, name),
        voting,
    });
    let rests_on_own = *name == own_name && claim.own_reading != Alignment::SeasonMatched;
    if !rests_on_own {
        return (verdict, reason);
    }
    let reason = reason.trim_end_matches('.');
    (verdict, format!("{reason}; {why_own}."))
}

/// Postings in the own reading's windows where no change could be computed.
fn windows_n(study: &Study<'_>, claim: &ChangeClaim, window: DayRange, what: &str) -> (u64, u64) {
    let pair = claim.own_reading.windows(window);
    let Some((pair, cohort)) = pair.zip(position(study, &claim.cohort).ok()) else {
        return (0, 0);
    };
    if what != "postings" {
        let windows = study.pay_windows(cohort, pair);
        return windows.map_or((0, 0), |(start, end)| (start.n, end.n));
    }
    let covering = study.covering(&[pair.start, pair.end]);
    covering.map_or((0, 0), |covering| {
        let n = |days| study.postings(cohort, &covering, days);
        (n(pair.start), n(pair.end))
    })
}

fn finding(own: &Outcome, own_name: &str, measures: &Measures, n: (u64, u64)) -> String {
    let own_name = own_name.replace('_', " ");
    let numbers = format!(
        "{} {} in the start window, {} in the end window",
        wording::cell(n.0),
        measures.what,
        wording::cell(n.1)
    );
    let change = match own {
        // A change would give a small count away beside a large one.
        Ok(_) if wording::is_small(n.0) || wording::is_small(n.1) => {
            return format!("There are {numbers}, too few to show a change.");
        }
        Ok(measured) => wording::change(&measured.estimate),
        Err(reason) => return format!("No change can be computed: {}", lower_first(reason)),
    };
    let matched = match &measures.matched {
        (Ok(measured), name) => format!(
            "; {} {}",
            name.replace('_', " "),
            wording::change(&measured.estimate)
        ),
        (Err(_), _) => String::new(),
    };
    let ratio = measures
        .extra
        .iter()
        .filter(|reading| reading.name == "rate_ratio_exact")
        .find_map(|reading| reading.estimate)
        .map_or_else(String::new, |ratio| {
            format!("; share of all postings × {:.2}", ratio.value + 1.0)
        });
    format!(
        "The {} is {change} ({own_name}; {numbers}){matched}{ratio}.",
        measures.change
    )
}

fn lower_first(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}
