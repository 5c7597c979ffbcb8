//! Series drawn anew in blocks: how long the blocks should be, and the stationary bootstrap. Draws with a seed; knows no calendar and no claim.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The best mean block lengths for the variance of a mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BlockLength {
    /// For the stationary bootstrap.
    pub stationary: f64,
    /// For the circular block bootstrap.
    pub circular: f64,
}

/// The block lengths of Politis and White (2004) as corrected by Patton, Politis and White (2009); held against arch's
/// `optimal_block_length`, which takes a lag for nothing where its autocorrelation lies inside `±2 √(log10 n / n)`.
///
/// `None` with fewer than eight values, or where they do not vary.
#[must_use]
pub fn block_length(series: &[f64]) -> Option<BlockLength> {
    let n = series.len();
    if n < 8 || series.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let count = float(n);
    let mean = series.iter().sum::<f64>() / count;
    let centred: Vec<f64> = series.iter().map(|value| value - mean).collect();
    let longest = (3.0 * count.sqrt()).min(count / 3.0).ceil();
    let width = floor(count.log10()).max(5);
    let m_max = (floor(count.sqrt().ceil()) + width).min(n - 2);
    let covariance = |lag: usize| dot(&centred[lag..], &centred[..n - lag]) / count;
    let is_loud = |lag: usize| {
        // The spread is that of the parts one day shorter than the lag, as the reference takes it.
        let (late, early) = (&centred[lag + 1..], &centred[..n - lag - 1]);
        let spread = (dot(late, late) * dot(early, early)).sqrt();
        let band = 2.0 * (count.log10() / count).sqrt();
        (covariance(lag) * count / spread).abs() >= band
    };
    let loud: Vec<bool> = (0..=m_max).map(is_loud).collect();
    let quiet = loud[..m_max]
        .windows(width)
        .position(|stretch| !stretch.contains(&true));
    let m = quiet.map_or(m_max, |lag| (2 * lag.max(1)).min(m_max));
    let (mut g, mut long_run) = (0.0, covariance(0));
    for lag in 1..=m {
        let part = float(lag) / float(m);
        let window = if part <= 0.5 { 1.0 } else { 2.0 * (1.0 - part) };
        g += 2.0 * window * float(lag) * covariance(lag);
        long_run += 2.0 * window * covariance(lag);
    }
    let length = |factor: f64| {
        let best = (2.0 * g * g / (factor * long_run * long_run)).cbrt() * count.cbrt();
        best.is_finite().then(|| best.min(longest))
    };
    Some(BlockLength {
        stationary: length(2.0)?,
        circular: length(4.0 / 3.0)?,
    })
}

/// Draws of the stationary bootstrap (Politis and Romano 1994): positions of a series of `n`, in blocks that wrap around its end and whose
/// lengths are geometric with mean `block`. Each draw is handed to `see`.
pub fn stationary(n: usize, block: f64, draws: usize, seed: u64, mut see: impl FnMut(&[usize])) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let ends = block.max(1.0).recip();
    let mut positions = vec![0; n];
    for _ in 0..if n == 0 { 0 } else { draws } {
        let mut at = 0;
        for (place, position) in positions.iter_mut().enumerate() {
            at = if place == 0 || random.random::<f64>() < ends {
                random.random_range(0..n)
            } else {
                (at + 1) % n
            };
            *position = at;
        }
        see(&positions);
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "lengths are small and positive"
)]
fn floor(value: f64) -> usize {
    value.floor() as usize
}

#[expect(clippy::cast_precision_loss, reason = "values are few")]
fn float(n: usize) -> f64 {
    n as f64
}
