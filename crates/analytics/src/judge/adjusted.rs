//! A claim's change over its first full windows with the season taken out, as a reading beside the others. Decides nothing.

use model::DayRange;

use super::surroundings::Subject;
use super::{Context, position};
use crate::change::Alignment;
use crate::claims::{ChangeClaim, Text};
use crate::findings::{Estimate, Reading};
use crate::interval::{self, WindowTotals};
use crate::pay::Daily;
use crate::seasons::taken_off;
use crate::wording::said;

/// The name of the reading.
const NAME: &str = "seasonally_adjusted";

/// The reading of a change of postings or of their share; `None` for pay, which has no season that anybody knows of.
pub(super) fn reading(
    context: &Context<'_>,
    claim: &ChangeClaim,
    window: DayRange,
    subject: Subject,
) -> Option<Reading> {
    if subject == Subject::Pay {
        return None;
    }
    let outcome = change(context, claim, window, subject == Subject::Share);
    Some(Reading {
        name: NAME.to_owned(),
        estimate: outcome.as_ref().ok().copied(),
        why_not: outcome.err(),
    })
}

fn change(
    context: &Context<'_>,
    claim: &ChangeClaim,
    window: DayRange,
    of_share: bool,
) -> Result<Estimate, Text> {
    let study = &context.study;
    let pair = Alignment::FirstFullWindow.windows(window);
    let pair = pair.ok_or_else(|| {
        said!(
            "The window is too short for two averages of 84 days that share no day.",
            "窗口太短，容不下两个互不重叠的84天均值。"
        )
    })?;
    let cohort = position(study, &claim.cohort)?;
    let covering = study.covering_of(&[cohort], &[pair.start, pair.end])?;
    let values = study.observed(cohort, &covering);
    let base = of_share.then(|| study.observed(None, &covering));
    let span = DayRange::new(pair.start.first(), window.last()).unwrap_or(window);
    let of = (cohort, &covering);
    let factors = match of_share {
        false => context.seasons.of_counts(study, of, span)?,
        true => context.seasons.of_shares(study, of, span)?,
    };
    let within = |daily: &Daily, days: DayRange| -> Daily {
        let of_day = |day| {
            daily
                .get(study.panel.days.index_of(day)?)
                .copied()
                .flatten()
        };
        days.days().map(of_day).collect()
    };
    let [value, noise] =
        [&factors.of_days, &factors.fine].map(|factors| taken_off(&values, factors));
    // The mean is that of the adjusted days, the noise that of the weeks beside a fine season.
    let totals = |days| WindowTotals {
        mean: WindowTotals::from_observed(&within(&value, days)).mean,
        weeks: WindowTotals::from_observed(&within(&noise, days)).weeks,
    };
    let (start, end) = (totals(pair.start), totals(pair.end));
    let log = match &base {
        None => interval::of_means(&start, &end, pair.pairing()),
        Some(base) => {
            let base = |days| WindowTotals::from_observed(&within(base, days));
            let (first, last) = (base(pair.start), base(pair.end));
            interval::of_ratios((&start, &first), (&end, &last), pair.pairing())
        }
    };
    let n = [pair.start, pair.end].map(|days| study.postings(cohort, &covering, days));
    let estimate = log.and_then(|log| log.estimate(n[0] + n[1]));
    estimate.ok_or_else(|| {
        said!(
            "A window holds no posting of which the season is known.",
            "有窗口中没有季节已知的职位。"
        )
    })
}
