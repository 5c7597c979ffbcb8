//! Two windows of daily counts in, the ends of a nominal 95 % interval of the log ratio of their means out, by each candidate. Knows no truth.

use analytics::interval::{self, Pairing, WindowTotals};
use statrs::distribution::{ContinuousCDF, StudentsT};
use synth::Stream;

/// Ends of an interval of a log ratio.
pub type Ends = (f64, f64);

/// How a candidate is computed from the days of the start and end windows; the number seeds what it draws.
type Method = fn(&[f64], &[f64], u64) -> Option<Ends>;

/// What the reference found, one number a setting.
pub struct Reference {
    /// Part of the draws in which the interval held the truth.
    pub coverage: [f64; 4],
    /// Mean width, in the logarithm.
    pub width: [f64; 4],
}

/// A way to an interval.
pub struct Candidate {
    /// Its name in the table.
    pub name: &'static str,
    /// Coverage and mean width in the reference's simulation of 600 draws a setting, where that has it.
    pub reference: Option<Reference>,
    /// The computation.
    pub ends: Method,
}

/// The name of the interval that estimates carry.
pub const DEFAULT: &str = "weekly totals, Newey-West(3), fixed-b";

const NORMAL: f64 = 1.96;

/// Every candidate. Those without reference figures were tried here.
#[rustfmt::skip]
pub const CANDIDATES: [Candidate; 20] = [
    known("Poisson", poisson, [0.875, 0.542, 0.267, 0.152], [0.117, 0.052, 0.052, 0.032]),
    tried("daily counts, independent (Welch)", |a, b, _| welch(a, b)),
    known("daily counts, Newey-West(14), normal", |a, b, _| daily(a, b, 14), [0.912, 0.897, 0.772, 0.650], [0.134, 0.130, 0.173, 0.164]),
    known("daily counts, Newey-West(28), normal", |a, b, _| daily(a, b, 28), [0.873, 0.868, 0.765, 0.662], [0.121, 0.120, 0.173, 0.172]),
    known("circular blocks of 7 days, percentile", |a, b, draw| blocks(a, b, 7, draw), [0.927, 0.887, 0.732, 0.582], [0.138, 0.129, 0.154, 0.142]),
    known("circular blocks of 14 days, percentile", |a, b, draw| blocks(a, b, 14, draw), [0.892, 0.887, 0.767, 0.627], [0.130, 0.129, 0.169, 0.160]),
    known("circular blocks of 21 days, percentile", |a, b, draw| blocks(a, b, 21, draw), [0.865, 0.865, 0.767, 0.637], [0.121, 0.123, 0.172, 0.166]),
    known("circular blocks of 28 days, percentile", |a, b, draw| blocks(a, b, 28, draw), [0.842, 0.843, 0.748, 0.620], [0.113, 0.116, 0.166, 0.164]),
    known("weekly totals, independent (Welch)", |a, b, _| welch(&sums(a, 7), &sums(b, 7)), [0.947, 0.928, 0.782, 0.630], [0.152, 0.145, 0.175, 0.160]),
    known("weekly totals, Newey-West(2), normal", |a, b, _| weekly(a, b, 2, Some(NORMAL)), [0.895, 0.893, 0.783, 0.683], [0.129, 0.133, 0.185, 0.180]),
    known("weekly totals, Newey-West(2), fixed-b", |a, b, _| weekly(a, b, 2, None), [0.973, 0.967, 0.918, 0.803], [0.180, 0.185, 0.257, 0.250]),
    known("weekly totals, Newey-West(3), normal", |a, b, _| weekly(a, b, 3, Some(NORMAL)), [0.873, 0.887, 0.788, 0.682], [0.123, 0.128, 0.183, 0.181]),
    known(DEFAULT, |a, b, _| shipped(a, b), [0.972, 0.972, 0.928, 0.837], [0.186, 0.194, 0.277, 0.275]),
    tried("weekly totals, Newey-West(4), fixed-b", |a, b, _| weekly(a, b, 4, None)),
    tried("weekly totals, Newey-West(5), fixed-b", |a, b, _| weekly(a, b, 5, None)),
    tried("fortnightly totals, independent (Welch)", |a, b, _| welch(&sums(a, 14), &sums(b, 14))),
    tried("totals of 28 days, independent (Welch)", |a, b, _| welch(&sums(a, 28), &sums(b, 28))),
    tried("weekly totals paired by week, Newey-West(3), fixed-b", |a, b, _| paired(a, b, |_| Some(NORMAL))),
    tried("weekly totals paired by week, Newey-West(3), fixed-b by Student", |a, b, _| paired(a, b, student)),
    tried("weekly totals, AR(1) of both windows", |a, b, _| autoregressive(a, b)),
];

const fn known(name: &'static str, ends: Method, coverage: [f64; 4], width: [f64; 4]) -> Candidate {
    Candidate {
        name,
        reference: Some(Reference { coverage, width }),
        ends,
    }
}

const fn tried(name: &'static str, ends: Method) -> Candidate {
    Candidate {
        name,
        reference: None,
        ends,
    }
}

/// What the product computes, through the door that the product takes.
pub fn shipped(start: &[f64], end: &[f64]) -> Option<Ends> {
    let [start, end] = [start, end].map(WindowTotals::from_days);
    let estimate = interval::of_means(&start, &end, Pairing::None)?.estimate(0)?;
    Some((estimate.low?.ln_1p(), estimate.high?.ln_1p()))
}

fn around(start: &[f64], end: &[f64], reach: f64) -> Option<Ends> {
    let value = (mean(end) / mean(start)).ln();
    (value.is_finite() && reach.is_finite()).then_some((value - reach, value + reach))
}

fn poisson(start: &[f64], end: &[f64], _: u64) -> Option<Ends> {
    let variance = 1.0 / start.iter().sum::<f64>() + 1.0 / end.iter().sum::<f64>();
    around(start, end, NORMAL * variance.sqrt())
}

/// Independent values of a stretch of days each; Student's t with the degrees of freedom of both windows.
fn welch(start: &[f64], end: &[f64]) -> Option<Ends> {
    let freedom = (start.len() + end.len()) as f64 - 2.0;
    let variance = [start, end].map(|values| {
        interval::long_run_variance(&relative(values), 0) / (values.len() as f64 - 1.0)
    });
    let critical = student(freedom)?;
    around(start, end, critical * (variance[0] + variance[1]).sqrt())
}

/// Weekly totals with a Newey-West variance; without a critical value the fixed-b one.
fn weekly(start: &[f64], end: &[f64], lags: usize, critical: Option<f64>) -> Option<Ends> {
    let [weeks, later] = [start, end].map(|days| sums(days, 7));
    let n = weeks.len() as f64;
    let variance = [&weeks, &later]
        .map(|weeks| interval::long_run_variance(&relative(weeks), lags) / (n - 1.0));
    let critical = critical.unwrap_or_else(|| interval::critical_value((lags + 1) as f64 / n));
    around(start, end, critical * (variance[0] + variance[1]).sqrt())
}

/// The differences of the two windows' weeks, in order: a season that both share is in both, and no noise. The fixed-b value is scaled by
/// what a mean of so few differences takes in place of the normal quantile.
fn paired(start: &[f64], end: &[f64], quantile: fn(f64) -> Option<f64>) -> Option<Ends> {
    let [weeks, later] = [start, end].map(|days| relative(&sums(days, 7)));
    let differences: Vec<f64> = weeks.iter().zip(&later).map(|(a, b)| b - a).collect();
    let n = differences.len() as f64;
    let variance = interval::long_run_variance(&differences, interval::LAGS) / (n - 1.0);
    let b = (interval::LAGS + 1) as f64 / n;
    let critical = interval::critical_value(b) * quantile(n - 1.0)? / NORMAL;
    around(start, end, critical * variance.sqrt())
}

/// Log daily counts less their mean by weekday.
fn daily(start: &[f64], end: &[f64], lags: usize) -> Option<Ends> {
    let variance = [start, end].map(|days| {
        let logs: Vec<f64> = days
            .iter()
            .enumerate()
            .map(|(at, day)| {
                let same: Vec<f64> = days.iter().skip(at % 7).step_by(7).copied().collect();
                (day + 0.5).ln() - (mean(&same) + 0.5).ln()
            })
            .collect();
        interval::long_run_variance(&logs, lags) / days.len() as f64
    });
    around(start, end, NORMAL * (variance[0] + variance[1]).sqrt())
}

/// Resamples of each circular block bootstrap, as in the reference.
const RESAMPLES: usize = 600;

/// Blocks of days that go round, drawn in each window apart; the 2.5 % and 97.5 % quantiles of the log ratio.
fn blocks(start: &[f64], end: &[f64], length: usize, draw: u64) -> Option<Ends> {
    let mut stream = Stream::new(length as u64, draw);
    let mut resampled = |days: &[f64]| {
        let (mut sum, mut taken) = (0.0, 0);
        while taken < days.len() {
            let first = ((stream.uniform() * days.len() as f64) as usize).min(days.len() - 1);
            let wanted = length.min(days.len() - taken);
            sum += days.iter().cycle().skip(first).take(wanted).sum::<f64>();
            taken += wanted;
        }
        sum / days.len() as f64
    };
    let mut ratios: Vec<f64> = (0..RESAMPLES)
        .map(|_| (resampled(end) / resampled(start)).ln())
        .collect();
    ratios.sort_by(f64::total_cmp);
    let quantile = |part: f64| {
        let place = part * (RESAMPLES - 1) as f64;
        let (below, rest) = (place.floor(), place.fract());
        let at = below as usize;
        ratios[at] + rest * (ratios[(at + 1).min(RESAMPLES - 1)] - ratios[at])
    };
    Some((quantile(0.025), quantile(0.975)))
}

/// Weekly totals as an AR(1) whose persistence both windows share, corrected for its bias in short series (Kendall 1954), never negative
/// and at most 0.9; the variance of a mean is that of independent weeks times (1 + ρ) / (1 − ρ), and freedom falls by as much.
fn autoregressive(start: &[f64], end: &[f64]) -> Option<Ends> {
    let windows = [start, end].map(|days| relative(&sums(days, 7)));
    let n = windows[0].len() as f64;
    let covariance = |lag: usize| -> f64 {
        let products = |weeks: &Vec<f64>| -> f64 {
            let pairs = weeks.iter().skip(lag).zip(weeks);
            pairs.map(|(a, b)| (a - 1.0) * (b - 1.0)).sum()
        };
        windows.iter().map(products).sum()
    };
    let raw = covariance(1) / covariance(0);
    let persistence = (raw + (1.0 + 3.0 * raw) / n).clamp(0.0, 0.9);
    let inflation = (1.0 + persistence) / (1.0 - persistence);
    let variance: f64 = windows
        .iter()
        .map(|weeks| interval::long_run_variance(weeks, 0) / (n - 1.0))
        .sum();
    let freedom = ((2.0 * n - 3.0) / inflation).max(2.0);
    around(
        start,
        end,
        student(freedom)? * (variance * inflation).sqrt(),
    )
}

fn student(freedom: f64) -> Option<f64> {
    let distribution = StudentsT::new(0.0, 1.0, freedom).ok()?;
    Some(distribution.inverse_cdf(0.975))
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn sums(days: &[f64], length: usize) -> Vec<f64> {
    let whole = days.chunks_exact(length);
    whole.map(|stretch| stretch.iter().sum()).collect()
}

fn relative(values: &[f64]) -> Vec<f64> {
    let mean = mean(values);
    values.iter().map(|value| value / mean).collect()
}
