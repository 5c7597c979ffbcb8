//! The interval of a log ratio of two window means, from weekly totals: Newey-West with three lags and fixed-b critical values. Knows no panel.
//!
//! Which interval is honest was measured (`cargo xtask coverage`, docs/coverage.md): of eighteen candidates, this one covers 85 to 97 %
//! where others fall to 14 %. It is wide because daily demand drifts together; that is a fact about demand, not a defect.
//!
//! For a window of n whole weeks with totals w, the relative deviation of week k is `z_k = w_k / mean(w) − 1`. Its long-run variance
//! `Ω = γ0 + 2 Σ_{l≤3} (1 − l/4) γ_l` (Bartlett kernel; `γ_l = (1/n) Σ z_t z_{t−l}`) gives `Var(log mean) = Ω/n · n/(n−1)`; the two
//! windows' variances add up.
//!
//! Where the two windows hold **the same dates of two years**, the deviations are those of week k of the one from week k of the other: a season that
//! both share, as the days after Christmas, is no noise. There are half as many of them, so the critical value is scaled by Student's t over
//! the normal quantile (docs/coverage.md).
//!
//! A **share** or a **mean of pay** is a ratio of two totals x and m (postings of the cohort and of the universe; sum of midpoints and
//! number of them). It is not the mean of weekly shares: a week without postings has no share, and on a platform with one burst a month
//! most weeks have none. By the delta method the deviation of week k is `z_k = x_k / mean(x) − m_k / mean(m)`, and everything after it
//! is the same. With m constant it is the interval of a count.

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::findings::Estimate;
use crate::weekdays;

/// Lags of the Newey-West variance.
pub const LAGS: usize = 3;

/// The 97.5 % quantile of the normal distribution, as the fixed-b polynomial has it.
const NORMAL_97_5: f64 = 1.96;

/// A change of logarithms with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogChange {
    /// `log(end / start)`.
    pub value: f64,
    /// Its standard error; `None` where a window has too few whole weeks.
    pub standard_error: Option<f64>,
    /// The fixed-b critical value that multiplies it for a 95 % interval.
    pub critical: f64,
    /// The standard error that takes weeks as independent (Welch), with the weeks of the shorter window; shown beside, never decisive.
    pub independent: Option<(f64, usize)>,
}

/// Standard errors that a change must measure so that its interval excludes zero in four cases of five, as a multiple of the critical value.
///
/// `fixtures/analytics/make_detectable.py` finds 1.42 for two windows of twelve weeks and 1.47 for twelve differences of weeks of the same
/// dates; where the error is known, as for Poisson counts, it is (1.96 + 0.84) / 1.96 = 1.43. The largest is taken for all, so that the
/// power is at least what is said. The 2.8 errors of a known error would have a power of 0.36 to 0.44 here.
const DETECTABLE_OVER_CRITICAL: f64 = 1.47;

impl LogChange {
    /// The size of a log change that would be found in four of five cases; `None` without a standard error.
    #[must_use]
    pub fn detectable(&self) -> Option<f64> {
        let error = self.standard_error?;
        Some(DETECTABLE_OVER_CRITICAL * self.critical * error).filter(|size| size.is_finite())
    }

    /// As a fraction with its 95 % interval; `None` where a number is not finite.
    #[must_use]
    pub fn estimate(&self, n: u64) -> Option<Estimate> {
        let value = self.value.exp_m1();
        let ends = self.standard_error.map(|error| {
            let reach = self.critical * error;
            ((self.value - reach).exp_m1(), (self.value + reach).exp_m1())
        });
        let ends = ends.filter(|(low, high)| low.is_finite() && high.is_finite());
        value.is_finite().then_some(Estimate {
            value,
            n,
            low: ends.map(|(low, _)| low.min(value)),
            high: ends.map(|(_, high)| high.max(value)),
        })
    }
}

/// One window of a daily quantity: its mean a day over the days observed, and the totals of its whole weeks.
#[derive(Clone, Debug, PartialEq)]
pub struct WindowTotals {
    /// Mean a day.
    pub mean: f64,
    /// Totals of whole weeks, in order of time; `None` for a week of which too little was seen, which keeps its place.
    pub weeks: Vec<Option<f64>>,
}

impl WindowTotals {
    /// A window from its days, all observed; weeks are counted back from the last day, so that an odd rest falls off at the front.
    #[must_use]
    pub fn from_days(days: &[f64]) -> WindowTotals {
        let observed: Vec<Option<f64>> = days.iter().copied().map(Some).collect();
        WindowTotals::from_observed(&observed)
    }

    /// A window of which some days were not observed; each stands as a day of its weekday ([`weekdays`]), so that a Saturday which is always
    /// missed raises nothing. A week of which fewer than four days were observed has no total.
    ///
    /// Where a weekday was never seen the mean is of the days that were; what covers a window sees each ([`crate::coverage`]).
    #[must_use]
    pub fn from_observed(days: &[Option<f64>]) -> WindowTotals {
        let plain = || {
            let known: Vec<f64> = days.iter().copied().flatten().collect();
            #[expect(clippy::cast_precision_loss, reason = "days are few")]
            let n = known.len().max(1) as f64;
            known.iter().sum::<f64>() / n
        };
        let means = weekdays::profile(days);
        let weeks = days[days.len() % 7..].chunks_exact(7);
        WindowTotals {
            mean: weekdays::mean(days).unwrap_or_else(plain),
            weeks: weeks
                .map(|week| weekdays::week_total(week, &means))
                .collect(),
        }
    }

    /// Two quantities of the same days together.
    #[must_use]
    pub fn plus(&self, other: &WindowTotals) -> WindowTotals {
        let weeks = self.weeks.iter().zip(&other.weeks);
        WindowTotals {
            mean: self.mean + other.mean,
            weeks: weeks.map(|(a, b)| Some((*a)? + (*b)?)).collect(),
        }
    }
}

/// The fixed-b critical value for a two-sided 95 % interval with the Bartlett kernel (Kiefer and Vogelsang 2005, 97.5 % quantile).
#[must_use]
pub fn critical_value(b: f64) -> f64 {
    NORMAL_97_5 + 2.9694 * b + 0.4160 * b * b - 0.5324 * b * b * b
}

/// The two-sided p-value of a statistic whose 95 % critical value is `critical`; `None` where it is not finite.
///
/// The statistic is scaled by 1.96 over the critical value and held against the normal distribution, so that p and the interval always
/// agree at 5 %. Further out the fixed-b distribution has thicker tails than that, so very small values are somewhat too small.
#[must_use]
pub fn p_value(statistic: f64, critical: f64) -> Option<f64> {
    let scaled = statistic.abs() * NORMAL_97_5 / critical;
    let p = statrs::function::erf::erfc(scaled / std::f64::consts::SQRT_2);
    p.is_finite().then_some(p.clamp(0.0, 1.0))
}

/// The Newey-West long-run variance of a series with the Bartlett kernel, deviations taken from its mean.
#[must_use]
pub fn long_run_variance(series: &[f64], lags: usize) -> f64 {
    let n = series.len();
    if n == 0 {
        return 0.0;
    }
    #[expect(clippy::cast_precision_loss, reason = "weeks are few")]
    let (count, width) = (n as f64, (lags + 1) as f64);
    let mean = series.iter().sum::<f64>() / count;
    let centred: Vec<f64> = series.iter().map(|value| value - mean).collect();
    let covariance = |lag: usize| {
        let products = centred.iter().skip(lag).zip(&centred).map(|(a, b)| a * b);
        products.sum::<f64>() / count
    };
    #[expect(clippy::cast_precision_loss, reason = "lags are few")]
    let tail: f64 = (1..=lags.min(n - 1))
        .map(|lag| 2.0 * (1.0 - lag as f64 / width) * covariance(lag))
        .sum();
    // The Bartlett kernel keeps the sum non-negative except for rounding.
    (covariance(0) + tail).max(0.0)
}

/// `Var(log mean)` of one window from the relative deviations of its weeks; `None` with fewer weeks than lags + 1, or than two.
fn variance_of_log_mean(deviations: &[f64], lags: usize) -> Option<f64> {
    let n = deviations.len();
    #[expect(clippy::cast_precision_loss, reason = "weeks are few")]
    let count = n as f64;
    let variance = long_run_variance(deviations, lags) / (count - 1.0);
    (n > lags.max(1) && variance.is_finite()).then_some(variance)
}

/// One deviation a week, `None` for a week without a total; no list where the mean week is not positive.
fn deviations(totals: &WindowTotals, base: Option<&WindowTotals>) -> Option<Vec<Option<f64>>> {
    let relative = |weeks: &[Option<f64>]| -> Option<Vec<Option<f64>>> {
        let known: Vec<f64> = weeks.iter().copied().flatten().collect();
        #[expect(clippy::cast_precision_loss, reason = "weeks are few")]
        let mean = known.iter().sum::<f64>() / known.len() as f64;
        (mean > 0.0).then(|| weeks.iter().map(|week| Some((*week)? / mean)).collect())
    };
    let own = relative(&totals.weeks)?;
    match base {
        None => Some(own.iter().map(|value| Some((*value)? - 1.0)).collect()),
        Some(base) => {
            let base = relative(&base.weeks)?;
            let pairs = own.iter().zip(&base);
            Some(pairs.map(|(a, b)| Some((*a)? - (*b)?)).collect())
        }
    }
}

/// The weeks that have a value, one after the other.
fn known(weeks: &[Option<f64>]) -> Vec<f64> {
    weeks.iter().copied().flatten().collect()
}

/// Whether the two windows hold the same dates of two years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pairing {
    /// They lie in different seasons, so that each week stands for itself.
    None,
    /// Week by week they lie in one season: what they share of it is no noise.
    SameDates,
}

/// The standard error and critical value from the differences of weeks that lie in one season; `None` with fewer weeks than lags + 1.
///
/// A week that either window lacks has no partner and falls out; the others keep theirs.
fn paired(start: &[Option<f64>], end: &[Option<f64>]) -> Option<(f64, f64)> {
    let pairs = start.iter().zip(end);
    let differences: Vec<f64> = pairs.filter_map(|(a, b)| Some((*b)? - (*a)?)).collect();
    let error = variance_of_log_mean(&differences, LAGS)?.sqrt();
    #[expect(clippy::cast_precision_loss, reason = "weeks are few")]
    let n = differences.len() as f64;
    let student = StudentsT::new(0.0, 1.0, n - 1.0).ok()?;
    #[expect(clippy::cast_precision_loss, reason = "lags are few")]
    let b = (LAGS + 1) as f64 / n;
    Some((
        error,
        critical_value(b) * student.inverse_cdf(0.975) / NORMAL_97_5,
    ))
}

fn combine(
    value: f64,
    start: Option<Vec<Option<f64>>>,
    end: Option<Vec<Option<f64>>>,
    pairing: Pairing,
) -> Option<LogChange> {
    let (mut standard_error, mut critical, mut independent) = (None, critical_value(1.0), None);
    if let Some((by_week_start, by_week_end)) = start.zip(end) {
        let (start, end) = (known(&by_week_start), known(&by_week_end));
        let error = |lags| {
            let variances =
                variance_of_log_mean(&start, lags).zip(variance_of_log_mean(&end, lags));
            variances.map(|(start, end)| (start + end).sqrt())
        };
        standard_error = error(LAGS);
        independent = error(0).map(|error| (error, start.len().min(end.len())));
        // Windows of unequal length take the critical value of the shorter one, which is the larger.
        let weeks = start.len().min(end.len()).max(LAGS + 1);
        #[expect(clippy::cast_precision_loss, reason = "weeks are few")]
        let b = (LAGS + 1) as f64 / weeks as f64;
        critical = critical_value(b);
        let same = pairing == Pairing::SameDates && by_week_start.len() == by_week_end.len();
        if let Some(both) = same.then(|| paired(&by_week_start, &by_week_end)).flatten() {
            (standard_error, critical) = (Some(both.0), both.1);
        }
    }
    value.is_finite().then_some(LogChange {
        value,
        standard_error,
        critical,
        independent,
    })
}

/// The log change of a mean from one window to another; `None` where a mean is not positive.
#[must_use]
pub fn of_means(start: &WindowTotals, end: &WindowTotals, pairing: Pairing) -> Option<LogChange> {
    if start.mean <= 0.0 || end.mean <= 0.0 {
        return None;
    }
    let value = (end.mean / start.mean).ln();
    combine(
        value,
        deviations(start, None),
        deviations(end, None),
        pairing,
    )
}

/// The log change of a ratio of totals (a share, or a mean of pay); each window is (numerator, denominator).
///
/// `None` where one of the four means is not positive.
#[must_use]
pub fn of_ratios(
    start: (&WindowTotals, &WindowTotals),
    end: (&WindowTotals, &WindowTotals),
    pairing: Pairing,
) -> Option<LogChange> {
    if [start.0, start.1, end.0, end.1]
        .iter()
        .any(|totals| totals.mean <= 0.0)
    {
        return None;
    }
    let value = (end.0.mean / end.1.mean).ln() - (start.0.mean / start.1.mean).ln();
    combine(
        value,
        deviations(start.0, Some(start.1)),
        deviations(end.0, Some(end.1)),
        pairing,
    )
}

/// The log of the mean of one window with its standard error and critical value; `None` where the mean is not positive.
#[must_use]
pub fn of_one_mean(totals: &WindowTotals) -> Option<LogChange> {
    let deviations = known(&deviations(totals, None).filter(|_| totals.mean > 0.0)?);
    let value = totals.mean.ln();
    #[expect(clippy::cast_precision_loss, reason = "weeks are few")]
    let b = (LAGS + 1) as f64 / deviations.len().max(LAGS + 1) as f64;
    value.is_finite().then_some(LogChange {
        value,
        standard_error: variance_of_log_mean(&deviations, LAGS).map(f64::sqrt),
        critical: critical_value(b),
        independent: None,
    })
}

/// The log of a ratio of two totals inside one window (rarer kind to commoner kind), with its standard error.
///
/// `None` where one of the means is not positive.
#[must_use]
pub fn of_one_ratio(numerator: &WindowTotals, denominator: &WindowTotals) -> Option<LogChange> {
    if numerator.mean <= 0.0 || denominator.mean <= 0.0 {
        return None;
    }
    let deviations = deviations(numerator, Some(denominator)).map(|weeks| known(&weeks));
    let weeks = deviations.as_ref().map_or(0, Vec::len).max(LAGS + 1);
    #[expect(clippy::cast_precision_loss, reason = "weeks are few")]
    let b = (LAGS + 1) as f64 / weeks as f64;
    let value = (numerator.mean / denominator.mean).ln();
    value.is_finite().then_some(LogChange {
        value,
        standard_error: deviations
            .and_then(|deviations| variance_of_log_mean(&deviations, LAGS))
            .map(f64::sqrt),
        critical: critical_value(b),
        independent: None,
    })
}
