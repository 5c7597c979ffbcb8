//! What befell some units at an event against what befell others: difference in differences, event study, randomisation, synthetic control. Knows counts of units by period; knows no category and no claim.

pub mod synthetic_control;

use crate::claims::Text;
use crate::regression::poisson::{self, Errors, Fit};
use crate::wording::said;

/// Counts of units over periods of equal length.
#[derive(Clone, Debug, PartialEq)]
pub struct Units {
    /// For each unit, one count a period; all of one length.
    pub counts: Vec<Vec<f64>>,
    /// For each unit, whether the event is said to have struck it.
    pub treated: Vec<bool>,
    /// The first period after the event.
    pub first_post: usize,
}

/// A difference in differences in logarithms.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// `β` of `E[y] = exp(unit + period + β · treated · after)`.
    pub effect: f64,
    /// Its standard error by clusters of units (CRV1).
    pub standard_error: f64,
    /// The 97.5 % quantile of the t distribution with one degree fewer than there are units.
    pub critical: f64,
    /// The part of ways to choose as many units in which they differ at least as far; `None` where no unit or every one is treated.
    pub randomisation_p: Option<f64>,
    /// The joint p-value of the effects before the event being zero, over bins that are wide enough for it; `None` where none are.
    pub pre_trend_p: Option<f64>,
}

/// One bin of an event study.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    /// Bins since the event; −1, the last before it, is held at zero and not listed.
    pub since: i32,
    /// The effect in logarithms against the last bin before the event.
    pub effect: f64,
    /// Its standard error by clusters of units.
    pub standard_error: f64,
}

/// An event study.
#[derive(Clone, Debug, PartialEq)]
pub struct EventStudy {
    /// The bins in order.
    pub bins: Vec<Bin>,
    /// The joint p-value of the bins before the event.
    pub pre_trend_p: Option<f64>,
}

/// Periods in a bin where a caller names none.
pub const BIN_PERIODS: usize = 4;

/// More ways to choose the treated than this are drawn and not tried one by one.
const MOST_WAYS: usize = 10_000;

impl Units {
    /// Why the counts cannot be compared, if they cannot.
    fn fault(&self) -> Option<Text> {
        let periods = self.counts.first().map_or(0, Vec::len);
        let treated = self.treated.iter().filter(|one| **one).count();
        let even = self.counts.iter().all(|unit| unit.len() == periods);
        if self.counts.len() != self.treated.len() || !even {
            return Some(said!(
                "the units are not of one length",
                "各单位的时段数不一致"
            ));
        }
        if treated == 0 || treated == self.treated.len() {
            return Some(said!(
                "there is no unit to compare with",
                "没有可供比较的单位"
            ));
        }
        if self.first_post == 0 || self.first_post >= periods {
            return Some(said!(
                "no period lies before or after the event",
                "事件之前或之后没有时段"
            ));
        }
        let both = |unit: &Vec<f64>| {
            let (before, after) = unit.split_at(self.first_post);
            [before, after]
                .iter()
                .all(|part| part.iter().sum::<f64>() > 0.0)
        };
        (!self.counts.iter().all(both)).then(|| {
            said!(
                "a unit has no count before or after the event",
                "有单位在事件之前或之后没有计数"
            )
        })
    }

    /// Unit and period dummies, the first period left out, and beside them the columns that `extra` gives for a unit and a period.
    fn fit(&self, extra: usize, value: impl Fn(usize, usize, usize) -> f64) -> Option<Fit> {
        let (units, periods) = (self.counts.len(), self.counts.first()?.len());
        let rows: Vec<(usize, usize)> = (0..units)
            .flat_map(|unit| (0..periods).map(move |period| (unit, period)))
            // A period in which no unit has a count says nothing, and has no rate.
            .filter(|(_, period)| self.counts.iter().any(|unit| unit[*period] > 0.0))
            .collect();
        let seen: Vec<usize> = (0..periods)
            .filter(|period| self.counts.iter().any(|unit| unit[*period] > 0.0))
            .collect();
        let dummy = |holds: bool| f64::from(u8::from(holds));
        let column = |of: &dyn Fn(usize, usize) -> f64| -> Vec<f64> {
            rows.iter()
                .map(|(unit, period)| of(*unit, *period))
                .collect()
        };
        let mut columns: Vec<Vec<f64>> = (0..extra)
            .map(|at| column(&|unit, period| value(at, unit, period)))
            .collect();
        columns.extend((0..units).map(|one| column(&|unit, _| dummy(unit == one))));
        let later = seen.iter().skip(1);
        columns.extend(later.map(|one| column(&|_, period| dummy(period == *one))));
        let counts = column(&|unit, period| self.counts[unit][period]);
        let clusters: Vec<usize> = rows.iter().map(|(unit, _)| *unit).collect();
        let errors = Errors::Clustered {
            clusters: &clusters,
            // One of them is the constant, which is counted.
            absorbed: units - 1,
        };
        poisson::fit(&columns, &counts, errors)
    }

    fn struck(&self, unit: usize, period: usize) -> bool {
        self.treated[unit] && period >= self.first_post
    }
}

/// The difference in differences by Poisson pseudo-likelihood with fixed effects of units and periods; held against pyfixest's `fepois`.
///
/// # Errors
/// Says what the comparison lacks.
pub fn difference_in_differences(units: &Units) -> Result<Difference, Text> {
    if let Some(fault) = units.fault() {
        return Err(fault);
    }
    let struck = |_, unit, period| f64::from(u8::from(units.struck(unit, period)));
    let fit = units.fit(1, struck).ok_or_else(unsettled)?;
    let width = testable_width(units);
    let study = width.and_then(|width| event_study(units, width).ok());
    #[expect(clippy::cast_precision_loss, reason = "units are few")]
    let freedom = (units.counts.len() - 1) as f64;
    Ok(Difference {
        effect: fit.coefficients[0],
        standard_error: fit.standard_error(0),
        critical: student_quantile(freedom)
            .ok_or_else(|| said!("one unit is no comparison", "只有一个单位，无法比较"))?,
        randomisation_p: randomisation_p(units),
        pre_trend_p: study.and_then(|study| study.pre_trend_p),
    })
}

/// The narrowest bins, of [`BIN_PERIODS`] periods at the least, whose effects before the event can be tested together; `None` where there are too few
/// periods or units.
///
/// A covariance of G clusters has G − 1 independent directions at the most, and a test of nearly as many effects rejects what is level. In a
/// simulation of level paths (4,000 draws) a nominal 5 % became 0.28 with one effect of 4 units of which one is treated, 0.09 with one of
/// 8 (three treated), 0.08 with two and 0.28 with five of 12 (half treated), 0.10 with four and 0.45 with ten of 20 (half treated). So there
/// is one effect for five units, and a comparison of very few units is called spoilt more often than it is.
fn testable_width(units: &Units) -> Option<usize> {
    let most = (units.counts.len() / 5).max(1);
    let early = |width: usize| units.first_post.div_ceil(width) - 1;
    (BIN_PERIODS..units.first_post).find(|width| (1..=most).contains(&early(*width)))
}

fn unsettled() -> Text {
    said!("the fit does not settle", "拟合不收敛")
}

/// The effects by bins of `width` periods since the event, against the last bin before it; held against pyfixest's `fepois`.
///
/// # Errors
/// Says what the comparison lacks.
pub fn event_study(units: &Units, width: usize) -> Result<EventStudy, Text> {
    if let Some(fault) = units.fault() {
        return Err(fault);
    }
    let periods = units.counts.first().map_or(0, Vec::len);
    let whole = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    let bin =
        |period: usize| (whole(period) - whole(units.first_post)).div_euclid(whole(width.max(1)));
    let mut bins: Vec<i32> = (0..periods).map(bin).filter(|one| *one != -1).collect();
    bins.dedup();
    let value = |at: usize, unit: usize, period: usize| {
        f64::from(u8::from(units.treated[unit] && bin(period) == bins[at]))
    };
    let fit = units.fit(bins.len(), value).ok_or_else(unsettled)?;
    let early: Vec<usize> = (0..bins.len()).filter(|at| bins[*at] < -1).collect();
    Ok(EventStudy {
        pre_trend_p: joint_p(&fit, &early, units.counts.len()),
        bins: bins
            .iter()
            .enumerate()
            .map(|(at, since)| Bin {
                since: *since,
                effect: fit.coefficients[at],
                standard_error: fit.standard_error(at),
            })
            .collect(),
    })
}

/// The Wald test that some coefficients are all zero, held against F with one degree fewer than there are clusters.
fn joint_p(fit: &Fit, places: &[usize], clusters: usize) -> Option<f64> {
    use statrs::distribution::{ContinuousCDF, FisherSnedecor};
    let q = places.len();
    // A covariance of G clusters has no more than G − 1 independent directions.
    if q == 0 || q >= clusters {
        return None;
    }
    let part = nalgebra::DMatrix::from_fn(q, q, |a, b| fit.covariance[(places[a], places[b])]);
    let effects = nalgebra::DVector::from_fn(q, |a, _| fit.coefficients[places[a]]);
    let solved = part.cholesky()?.solve(&effects);
    #[expect(clippy::cast_precision_loss, reason = "bins and clusters are few")]
    let (q, freedom) = (q as f64, (clusters - 1) as f64);
    let statistic = effects.dot(&solved) / q;
    let p = FisherSnedecor::new(q, freedom).ok()?.sf(statistic);
    (statistic.is_finite() && p.is_finite()).then_some(p)
}

fn student_quantile(freedom: f64) -> Option<f64> {
    use statrs::distribution::{ContinuousCDF, StudentsT};
    Some(StudentsT::new(0.0, 1.0, freedom).ok()?.inverse_cdf(0.975))
}

/// The part of all ways to choose as many units in which the mean log change of the chosen differs from that of the others at least as
/// far as it does for the treated (Fisher 1935). Every way where there are at most 10,000, else as many drawn ones with a fixed seed.
#[must_use]
pub fn randomisation_p(units: &Units) -> Option<f64> {
    use rand::SeedableRng;
    use rand::seq::SliceRandom;
    if units.fault().is_some() {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "periods are few")]
    let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len() as f64;
    let changes: Vec<f64> = units
        .counts
        .iter()
        .map(|unit| {
            let (before, after) = unit.split_at(units.first_post);
            (mean(after) / mean(before)).ln()
        })
        .collect();
    let (n, k) = (
        changes.len(),
        units.treated.iter().filter(|one| **one).count(),
    );
    let total: f64 = changes.iter().sum();
    #[expect(clippy::cast_precision_loss, reason = "units are few")]
    let distance = |sum: f64| (sum / k as f64 - (total - sum) / (n - k) as f64).abs();
    let sum_of = |chosen: &[usize]| chosen.iter().map(|at| changes[*at]).sum::<f64>();
    let treated: Vec<usize> = (0..n).filter(|at| units.treated[*at]).collect();
    // Rounding of sums in another order must not make the real choice differ from itself.
    let real = distance(sum_of(&treated)) * (1.0 - 1e-12);
    let (mut ways, mut as_far) = (0u32, 0u32);
    let mut look = |chosen: &[usize]| {
        ways += 1;
        as_far += u32::from(distance(sum_of(chosen)) >= real);
    };
    if choices(n, k) <= MOST_WAYS {
        let mut chosen: Vec<usize> = (0..k).collect();
        loop {
            look(&chosen);
            let Some(at) = (0..k).rev().find(|at| chosen[*at] < n - k + at) else {
                break;
            };
            chosen[at] += 1;
            for later in at + 1..k {
                chosen[later] = chosen[later - 1] + 1;
            }
        }
    } else {
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(crate::rank::SEED);
        let mut order: Vec<usize> = (0..n).collect();
        look(&treated);
        for _ in 1..MOST_WAYS {
            order.shuffle(&mut random);
            look(&order[..k]);
        }
    }
    Some(f64::from(as_far) / f64::from(ways))
}

/// Ways to choose k of n, or more than can be tried.
fn choices(n: usize, k: usize) -> usize {
    (0..k.min(n - k))
        .try_fold(1usize, |ways, at| {
            Some(ways.checked_mul(n - at)? / (at + 1))
        })
        .unwrap_or(usize::MAX)
}
