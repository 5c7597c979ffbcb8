//! Claims of one change: postings of a cohort, all postings, hourly pay. Every reading is computed; the verdict is left to its rules.

mod words;

use model::DayRange;

use self::words::{finding, of_share, plain};
use super::draft::Open;
use super::surroundings::{self, Held, Subject, Windows};
use super::{Context, Draft, control, position, postings, too_few, unborn};
use crate::change::{Alignment, WindowPair, why_no_windows};
use crate::claims::{ChangeClaim, Measure, Text};
use crate::findings::{Estimate, Reading, Verdict};
use crate::study::{Measured, Outcome, Study};
use crate::verdict::{self, LEAST_POSTINGS};
use crate::wording::said;

/// The reading whose interval decides where a year earlier is covered.
const SEASON_MATCHED_SHARE: &str = "season_matched_share";

pub(super) fn reading(name: &str, outcome: &Outcome) -> Reading {
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
    what: Text,
    /// What the change is of, in words.
    change: Text,
    subject: Subject,
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
pub(super) fn count(context: &Context<'_>, claim: &ChangeClaim, window: DayRange) -> Draft {
    let study = &context.study;
    let draft = Draft::bare(
        verdict::wording_of(&claim.expected),
        claim.cohort.query.clone(),
    );
    let cohort = match position(study, &claim.cohort) {
        Ok(cohort) => cohort,
        Err(reason) => return draft.with((Verdict::Inconclusive, reason)),
    };
    let matched_pair = Alignment::SeasonMatched.windows(window);
    let matched_pair = matched_pair.ok_or_else(|| why_no_windows(window));
    let matched = matched_pair
        .clone()
        .and_then(|pair| study.share_change(cohort, pair));
    let others = control(study, context.header);
    let controlled = (!others.is_empty()).then(|| {
        let change = matched_pair.and_then(|pair| study.change_against(cohort, &others, pair));
        reading("season_matched_control", &change)
    });
    let external = super::external::control(context, cohort, window);
    let own_pair = claim.own_reading.windows(window);
    let ratio = own_pair
        .ok_or_else(|| why_no_windows(window))
        .and_then(|pair| study.rate_ratio(cohort, pair));
    let measures = Measures {
        by_alignment: Measures::of(window, |pair| study.count_change(cohort, pair)),
        matched: (matched, SEASON_MATCHED_SHARE),
        extra: controlled
            .into_iter()
            .chain(external)
            .chain([Reading {
                name: "rate_ratio_exact".to_owned(),
                estimate: ratio.as_ref().ok().map(ratio_as_change),
                why_not: ratio.err(),
            }])
            .collect(),
        what: postings(),
        change: plain(),
        subject: Subject::Count,
    };
    with_small_base(context, claim, window, (cohort, measures), draft)
}

/// As [`weigh`]; beside a cohort of tags or of a query, which may have begun next to nothing, stands how much its base decides.
fn with_small_base(
    context: &Context<'_>,
    claim: &ChangeClaim,
    window: DayRange,
    (cohort, mut measures): (Option<usize>, Measures),
    draft: Draft,
) -> Draft {
    let pair = claim.own_reading.windows(window);
    let pair = pair.filter(|_| claim.cohort.of_tags_or_query());
    let (readings, said) = pair.map_or_else(Default::default, |pair| {
        super::small_base::beside(&context.study, (&claim.cohort, cohort), pair)
    });
    measures.extra.extend(readings);
    let mut draft = weigh(context, claim, window, measures, draft);
    draft.finding = draft.finding.then(&said);
    draft
}

/// A claim about the change of a cohort's share of all postings; every reading is of the share, so the season-matched one decides.
pub(super) fn share(context: &Context<'_>, claim: &ChangeClaim, window: DayRange) -> Draft {
    let study = &context.study;
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
        what: postings(),
        change: of_share(),
        subject: Subject::Share,
    };
    with_small_base(context, claim, window, (cohort, measures), draft)
}

fn of(by_alignment: &[(Alignment, Outcome)], alignment: Alignment) -> Outcome {
    let found = by_alignment.iter().find(|(one, _)| *one == alignment);
    found.map_or_else(|| Err(Text::default()), |(_, outcome)| outcome.clone())
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
pub(super) fn total(context: &Context<'_>, claim: &ChangeClaim, window: DayRange) -> Draft {
    let study = &context.study;
    let draft = Draft::bare(verdict::wording_of(&claim.expected), String::new());
    let by_alignment = Measures::of(window, |pair| study.count_change(None, pair));
    let matched = of(&by_alignment, Alignment::SeasonMatched);
    let measures = Measures {
        by_alignment,
        matched: (matched, Alignment::SeasonMatched.name()),
        extra: Vec::new(),
        what: postings(),
        change: plain(),
        subject: Subject::Total,
    };
    weigh(context, claim, window, measures, draft)
}

/// A claim about the change of the mean of midpoints of hourly ranges; there is no share of it, so the season-matched mean decides.
pub(super) fn pay(context: &Context<'_>, claim: &ChangeClaim, window: DayRange) -> Draft {
    let study = &context.study;
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
        .map_or_else(Vec::new, |pair| super::pay::readings(context, cohort, pair));
    let measures = Measures {
        by_alignment,
        matched: (matched, Alignment::SeasonMatched.name()),
        extra,
        what: study.with_hourly_range(),
        change: plain(),
        subject: Subject::Pay,
    };
    let shown = claim
        .own_reading
        .windows(window)
        .and_then(|pair| super::pay::shown(study, cohort, pair));
    let mut draft = weigh(context, claim, window, measures, draft);
    if let Some(shown) = shown {
        draft.finding = draft.finding.then(&shown);
    }
    draft
}

/// The name of the measure between two windows that the claim states.
const STATED_WINDOWS: &str = "stated_windows";

/// A claim about the change between two windows that it states itself; nothing but they can decide.
pub(super) fn between(
    context: &Context<'_>,
    claim: &ChangeClaim,
    pair: WindowPair,
    of: Measure,
) -> Draft {
    let study = &context.study;
    let mut draft = Draft::bare(
        verdict::wording_of(&claim.expected),
        claim.cohort.query.clone(),
    );
    let cohort = match position(study, &claim.cohort) {
        Ok(cohort) => cohort,
        Err(reason) => return draft.with((Verdict::Inconclusive, reason)),
    };
    let covering = match study.covering_of(&[cohort], &[pair.start, pair.end]) {
        Ok(covering) => covering,
        Err(reason) => return draft.with((Verdict::NotCovered, reason)),
    };
    let [count, share] = [
        study.count_change(cohort, pair),
        study.share_change(cohort, pair),
    ];
    let (own, other, subject, what) = match of {
        Measure::Count => (count, ("share", share), Subject::Count, plain()),
        Measure::Share => (share, ("count", count), Subject::Share, of_share()),
    };
    let n = [pair.start, pair.end].map(|days| study.postings(cohort, &covering, days));
    draft.n = (n[0], n[1]);
    draft.claimed_value = claim.expected.point;
    draft.readings = vec![
        reading(STATED_WINDOWS, &own),
        reading(&format!("{STATED_WINDOWS}_{}", other.0), &other.1),
    ];
    let measures = Measures {
        by_alignment: Vec::new(),
        matched: (Err(Text::default()), STATED_WINDOWS),
        extra: Vec::new(),
        what: postings(),
        change: what,
        subject,
    };
    draft = draft.found(finding(&own, STATED_WINDOWS, &measures, (n[0], n[1])));
    if let Some(reason) = unborn(&claim.cohort, pair.start.first()) {
        return draft.with((Verdict::Void, reason));
    }
    if let Some(reason) = too_few(draft.n, &postings()) {
        return draft.with((Verdict::Void, reason));
    }
    let own = match own {
        Ok(own) => own,
        Err(reason) => return draft.with((Verdict::Inconclusive, reason)),
    };
    draft.estimate = Some(own.estimate);
    let chosen = Deciding {
        measured: own,
        name: STATED_WINDOWS,
        why_own: None,
        windows: (pair, Windows::Stated(pair)),
    };
    let held = Held::of(context, subject, claim, pair);
    draft.open(context, claim, (own, chosen), &held)
}

/// The checks in the order of the verdicts: covered, not void; the rules themselves wait for the family's q-values.
fn weigh(
    context: &Context<'_>,
    claim: &ChangeClaim,
    window: DayRange,
    measures: Measures,
    draft: Draft,
) -> Draft {
    let study = &context.study;
    let own = measures.outcome(claim.own_reading);
    let own_name = claim.own_reading.name();
    let own_pair = claim.own_reading.windows(window);
    let n = own.as_ref().map_or_else(
        |_| windows_n(study, claim, window, measures.subject),
        |measured| (measured.n_start, measured.n_end),
    );
    let chosen = deciding(&measures, &own, claim.own_reading, window);
    let covered = own_pair
        .ok_or_else(|| why_no_windows(window))
        .and_then(|pair| study.covering(&[pair.start, pair.end]));
    let mut draft = draft.found(finding(&own, own_name, &measures, n));
    draft.n = n;
    draft.claimed_value = claim.expected.point;
    draft.estimate = own.as_ref().ok().map(|measured| measured.estimate);
    draft.readings = measures.readings();
    draft.readings.extend(measures.extra.iter().cloned());
    let adjusted = super::adjusted::reading(context, claim, window, measures.subject);
    draft.readings.extend(adjusted);
    if let Ok(chosen) = &chosen {
        draft.decided_by(claim, chosen);
    }
    if let Err(reason) = covered {
        return draft.with((Verdict::NotCovered, reason));
    }
    // The windows of a year earlier may begin before those of the claim's own reading.
    let pairs = own_pair
        .into_iter()
        .chain(chosen.as_ref().ok().map(|chosen| chosen.windows.0));
    let first = pairs.map(|pair| pair.start.first()).min();
    let void = unborn(&claim.cohort, first.unwrap_or(window.first()))
        .or_else(|| too_few(n, &measures.what));
    if let Some(reason) = void {
        return draft.with((Verdict::Void, reason));
    }
    match own.and_then(|own| Ok((own, chosen?))) {
        Ok((own, chosen)) => {
            let held = Held::of(context, measures.subject, claim, chosen.windows.0);
            draft.open(context, claim, (own, chosen), &held)
        }
        Err(reason) => draft.with((Verdict::Inconclusive, reason)),
    }
}

impl Draft {
    fn decided_by(&mut self, claim: &ChangeClaim, chosen: &Deciding) {
        let direction = claim.expected.direction();
        let change = chosen.measured.change.as_ref();
        self.minimum_detectable_effect =
            change.and_then(|change| verdict::minimum_detectable_effect(change, direction));
        self.deciding = Some(chosen.measured.estimate);
        chosen.name.clone_into(&mut self.deciding_reading);
    }

    /// A change that is there and may be ruled on, once the q-values of its family are known.
    pub(super) fn open(
        mut self,
        context: &Context<'_>,
        claim: &ChangeClaim,
        (own, chosen): (Measured, Deciding),
        held: &Held,
    ) -> Draft {
        self.decided_by(claim, &chosen);
        let (pair, windows) = chosen.windows;
        let decided = (pair, &chosen.measured);
        self.robustness = Some(surroundings::of(context, held, claim, windows, decided));
        self.open = Some(Open {
            claim: claim.clone(),
            own,
            deciding: chosen.measured,
            name: chosen.name.to_owned(),
            why_own: chosen.why_own,
            never_robust: false,
        });
        self
    }
}

/// The measure whose interval decides.
pub(super) struct Deciding {
    pub(super) measured: Measured,
    pub(super) name: &'static str,
    /// The windows of that measure, and those over which the specification curve is drawn.
    pub(super) windows: (WindowPair, Windows),
    /// Why the claim's own reading has to, where it does.
    pub(super) why_own: Option<Text>,
}

/// The season-matched measure if it may decide, else the claim's own reading.
fn deciding(
    measures: &Measures,
    own: &Outcome,
    own_reading: Alignment,
    window: DayRange,
) -> Result<Deciding, Text> {
    let (measured, name) = &measures.matched;
    let why_own = match measured {
        Err(_) => Some(said!("a year earlier is not covered", "上年同期未覆盖")),
        Ok(measured) if !enough(measured) => Some(said!(
            "a year earlier there are too few postings to compare with",
            "上年同期可供比较的职位太少"
        )),
        Ok(measured) if measured.estimate.low.is_none() => Some(said!(
            "a year earlier gives no interval",
            "上年同期给不出区间"
        )),
        Ok(_) => None,
    };
    let (measured, name, alignment) = match &why_own {
        None => (measured, *name, Alignment::SeasonMatched),
        Some(_) => (own, own_reading.name(), own_reading),
    };
    let pair = alignment
        .windows(window)
        .ok_or_else(|| why_no_windows(window))?;
    Ok(Deciding {
        measured: measured.clone()?,
        name,
        windows: (pair, Windows::Of(window)),
        why_own: why_own.filter(|_| own_reading != Alignment::SeasonMatched),
    })
}

/// Postings in the own reading's windows where no change could be computed.
fn windows_n(
    study: &Study<'_>,
    claim: &ChangeClaim,
    window: DayRange,
    subject: Subject,
) -> (u64, u64) {
    let pair = claim.own_reading.windows(window);
    let Some((pair, cohort)) = pair.zip(position(study, &claim.cohort).ok()) else {
        return (0, 0);
    };
    if subject == Subject::Pay {
        let windows = study.pay_windows(cohort, pair);
        return windows.map_or((0, 0), |(start, end)| (start.n, end.n));
    }
    let covering = study.covering_of(&[cohort], &[pair.start, pair.end]);
    covering.map_or((0, 0), |covering| {
        let n = |days| study.postings(cohort, &covering, days);
        (n(pair.start), n(pair.end))
    })
}
