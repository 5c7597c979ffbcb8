//! A study in, the season of a cohort's postings as a factor for each day, out: by the method that the days covered allow. Knows no claim.
//!
//! **Three years or more** of weeks without a gap: STL of the weekly logarithms, a period of 52 weeks. Weeks and not days, since a day of a
//! small category often holds nothing, which has no logarithm; and every window and every mean here is of whole weeks, in which
//! weekdays cancel. For the same reason no reading takes weekdays off. A jump of the level is set aside first ([`level_shift`]).
//!
//! STL follows each week so closely that it takes a part of that week's own noise for season: 0.3 of it within the path and up to 0.8 at
//! its end. In a simulation (400 paths of 157 and 214 weeks with autoregressive noise, with and without a change), intervals from the weeks that
//! it left covered 71 to 92 %; those from the same weeks without a fine season of harmonics ([`weekly::fine`]) 95 to 98 %, and 92 to 95 % on the
//! markets of `synth`. So the value is STL's and the noise is measured beside the harmonics.
//!
//! **One to three years**: harmonics of a Poisson model that the study's categories share, since each alone has seen its season once or
//! twice ([`harmonics`]). A share of them has no season then, by assumption. **Less than a year** holds no season at all.
//!
//! A specification curve has no adjusted counts among its choices: the season is estimated from the very years that the curve
//! compares, so it would count the season-matched reading twice.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use model::{Category, Day, DayRange};

use crate::claims::Text;
use crate::coverage::{COVERED_SHARE, Covering, intersection};
use crate::pay::Daily;
use crate::seasonal::harmonics::{self, Terms};
use crate::seasonal::level_shift::{self, Shift};
use crate::seasonal::{mstl, weekly};
use crate::specification::{Denominator, Quantity};
use crate::study::Study;
use crate::wording::said;

/// Weeks of a season of STL.
const YEAR_WEEKS: usize = 52;

/// Weeks from which a path tells its own season.
const LEAST_WEEKS: usize = 3 * YEAR_WEEKS;

/// The season of one cohort. A factor multiplies what a day would hold without its season; about 1 on average over the years.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Factors {
    /// One for each day of the panel; `None` where the season is not known.
    pub(crate) of_days: Daily,
    /// The same of a season that follows no week of its own, for measuring noise.
    pub(crate) fine: Daily,
    /// The first day of which it is known.
    first: Day,
}

/// Values without their season.
pub(crate) fn taken_off(values: &Daily, factors: &Daily) -> Daily {
    let pairs = values.iter().zip(factors);
    pairs
        .map(|(value, factor)| Some((*value)? / (*factor)?).filter(|one| one.is_finite()))
        .collect()
}

/// A cohort, whether it is its share that is meant, the sources that are counted, and the last day that may be known.
type Asked = (Option<usize>, bool, Vec<usize>, Day);

/// The seasons of a study. Each is found when it is first asked for and kept, since lines and several claims ask for the same.
pub(crate) struct Seasons {
    covering: Covering,
    categories: Vec<usize>,
    own: RefCell<BTreeMap<Asked, Option<Rc<Factors>>>>,
    /// The season that all share, by the last day that may be known.
    shared: RefCell<BTreeMap<Day, Result<Rc<Factors>, Text>>>,
}

impl Seasons {
    /// The seasons of a study over the days of some sources; `categories` share the one of a short span.
    pub(crate) fn of(study: &Study<'_>, covering: Covering, categories: &[Category]) -> Seasons {
        let categories = categories.iter();
        Seasons {
            categories: categories
                .filter_map(|category| study.panel.cohort(category.slug()))
                .collect(),
            covering,
            own: RefCell::new(BTreeMap::new()),
            shared: RefCell::new(BTreeMap::new()),
        }
    }

    /// The season of a cohort's daily postings from some sources, known from the first day of `span` on. Days after its last are not looked at:
    /// what a report of one month says must not hang on the months that came later.
    ///
    /// # Errors
    /// Why there is none.
    pub(crate) fn of_counts(
        &self,
        study: &Study<'_>,
        (cohort, covering): (Option<usize>, &Covering),
        span: DayRange,
    ) -> Result<Rc<Factors>, Text> {
        let last = span.last();
        let own = self.own(study, (cohort, covering), (false, last));
        if let Some(own) = own.filter(|own| own.first <= span.first()) {
            return Ok(own);
        }
        if let Some(known) = self.shared.borrow().get(&last) {
            return known.clone();
        }
        let found = self.pooled(study, last);
        self.shared.borrow_mut().insert(last, found.clone());
        found
    }

    /// The season of its share of the universe.
    ///
    /// # Errors
    /// As [`Seasons::of_counts`], and where the span is too short for a season of the cohort's own.
    pub(crate) fn of_shares(
        &self,
        study: &Study<'_>,
        (cohort, covering): (Option<usize>, &Covering),
        span: DayRange,
    ) -> Result<Rc<Factors>, Text> {
        let own = self.own(study, (cohort, covering), (true, span.last()));
        if let Some(own) = own.filter(|own| own.first <= span.first()) {
            return Ok(own);
        }
        self.enough_days(until(study.panel.days, span.last()))?;
        Err(said!(
            "Without three years of weeks that all hold a posting the season is one that all categories share, so a share has none to take out.",
            "没有连续三年每周都有职位的数据时，季节按各类别共有的季节估计，占比中没有可剔除的季节。"
        ))
    }

    /// The season of a path that is long enough for its own.
    fn own(
        &self,
        study: &Study<'_>,
        (cohort, covering): (Option<usize>, &Covering),
        (of_share, last): (bool, Day),
    ) -> Option<Rc<Factors>> {
        let asked = (cohort, of_share, covering.sources.clone(), last);
        if let Some(known) = self.own.borrow().get(&asked) {
            return known.clone();
        }
        let days = study.panel.days;
        let known = |cohort| -> Daily {
            let daily = days.days().zip(study.observed(cohort, covering));
            daily
                .map(|(day, count)| count.filter(|_| day <= last))
                .collect()
        };
        let found = own(days, known(cohort), of_share.then(|| known(None)));
        let found = found.map(Rc::new);
        self.own.borrow_mut().insert(asked, found.clone());
        found
    }

    /// The days that there are to know a season from.
    fn enough_days(&self, days: DayRange) -> Result<DayRange, Text> {
        let reach = self.covering.days;
        let reach = reach.and_then(|reach| intersection(reach, days));
        let enough = |days: &DayRange| {
            #[expect(clippy::cast_precision_loss, reason = "days are few")]
            let seen = self.covering.observed(*days).count() as f64 / days.len() as f64;
            days.len() >= harmonics::LEAST_DAYS && seen >= COVERED_SHARE
        };
        reach.filter(enough).ok_or_else(|| {
            said!(
                "Less than a year of days is covered, from which no season can be told.",
                "覆盖的天数不足一年，无法得知季节。"
            )
        })
    }

    /// The season that the study's categories share.
    fn pooled(&self, study: &Study<'_>, last: Day) -> Result<Rc<Factors>, Text> {
        let panel = study.panel;
        let reach = self.enough_days(until(panel.days, last))?;
        let first = panel.days.index_of(reach.first()).unwrap_or(0);
        let counts = self.categories.iter().map(|category| {
            let daily = study.observed(Some(*category), &self.covering);
            daily[first..first + reach.len()].to_vec()
        });
        let counts: Vec<Daily> = counts.collect();
        let terms = Terms {
            harmonics: 3,
            trends: true,
        };
        let season = harmonics::pooled(reach.first(), &counts, terms).ok_or_else(|| {
            said!(
                "The daily postings of the study's categories do not tell a season.",
                "所研究类别的每日职位数无法给出季节。"
            )
        })?;
        let year = season.year();
        let of_day = |day: Day| year.get(usize::try_from(day.of_year()).ok()?).copied();
        let of_days: Daily = panel.days.days().map(of_day).collect();
        Ok(Rc::new(Factors {
            fine: of_days.clone(),
            of_days,
            first: panel.days.first(),
        }))
    }
}

/// Some days up to a last one; the first day alone where that lies before them.
fn until(days: DayRange, last: Day) -> DayRange {
    let first = days.first();
    DayRange::new(first, days.last().min(last).max(first)).unwrap_or(days)
}

/// The season of daily values, or of their part of a base, over the longest path of weeks that ends with the last day seen; `None` where that is short of three years.
fn own(days: DayRange, values: Daily, base: Option<Daily>) -> Option<Factors> {
    let end = values.iter().rposition(Option::is_some)?;
    let last = days.first() + i32::try_from(end).ok()?;
    let quantity = Quantity {
        denominator: base
            .as_ref()
            .map_or(Denominator::Raw, |_| Denominator::Share),
        duplicates_count: false,
        first: days.first(),
        values,
        base,
        postings: Vec::new(),
    };
    let logs = quantity.weekly_logs(last);
    let first = last + (1 - i32::try_from(7 * logs.len()).ok()?);
    if logs.len() < LEAST_WEEKS {
        return None;
    }
    let logs = match level_shift::likeliest(&logs).filter(Shift::is_sure) {
        Some(shift) => shift.taken_off(&logs),
        None => logs,
    };
    let parts = mstl::mstl(&logs, &[YEAR_WEEKS])?.seasonal;
    let (_, season) = parts.first()?;
    let of_days = |season: &[f64]| by_day(season, first, days);
    Some(Factors {
        of_days: of_days(season),
        fine: of_days(&weekly::fine(&logs)?),
        first,
    })
}

/// Factors of days from logarithms of weeks that begin on `first`: a straight line between the middles of the weeks, and about 1 on average over the last whole years.
fn by_day(season: &[f64], first: Day, days: DayRange) -> Daily {
    let years = season.len() / YEAR_WEEKS * YEAR_WEEKS;
    let whole = &season[season.len() - years..];
    #[expect(clippy::cast_precision_loss, reason = "weeks are few")]
    let mean = whole.iter().map(|log| log.exp()).sum::<f64>() / years as f64;
    let of_day = |day: Day| -> Option<f64> {
        let at = usize::try_from(day - first).ok()?;
        let week = at / 7;
        let own = *season.get(week)?;
        // Days before the middle of the first week and after that of the last take the week's own.
        let (other, apart) = match at % 7 {
            day @ 0..3 => (week.checked_sub(1), 3 - day),
            day => (Some(week + 1), day - 3),
        };
        let other = other.and_then(|week| season.get(week)).unwrap_or(&own);
        #[expect(clippy::cast_precision_loss, reason = "a week has seven days")]
        let part = apart as f64 / 7.0;
        Some((own + (other - own) * part).exp() / mean)
    };
    days.days().map(of_day).collect()
}
