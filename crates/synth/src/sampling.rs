//! A seed and a stream number in, random draws out (uniform, normal, gamma, Poisson). Knows nothing of markets.

use std::f64::consts::PI;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A reproducible source of draws. Streams of one seed are independent, so that the facts of a day do not move when the wording of its texts changes.
pub struct Stream(ChaCha8Rng);

impl Stream {
    /// Stream `stream` of a seed.
    #[must_use]
    pub fn new(seed: u64, stream: u64) -> Stream {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Stream(rng)
    }

    /// In [0, 1).
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit a double exactly")]
    pub fn uniform(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// In 0..n; n must not be 0.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the high half of a product with a usize lies below that usize"
    )]
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.0.next_u64()) * n as u128) >> 64) as usize
    }

    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// One of a table that is not empty.
    pub(crate) fn pick(&mut self, table: &[&'static str]) -> &'static str {
        table[self.below(table.len())]
    }

    /// Position in a table of weights that sum to `total`.
    pub(crate) fn weighted(&mut self, weights: impl IntoIterator<Item = f64>, total: f64) -> usize {
        let mut left = self.uniform() * total;
        let mut last = 0;
        for (position, weight) in weights.into_iter().enumerate() {
            last = position;
            if left < weight {
                return position;
            }
            left -= weight;
        }
        last
    }

    /// Mean 0, variance 1 (Box and Muller 1958).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (2.0 * PI * self.uniform()).cos()
    }

    /// Gamma with mean 1 and variance 1/shape, for shape >= 1 (Marsaglia and Tsang 2000).
    pub fn gamma_of_mean_one(&mut self, shape: f64) -> f64 {
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v <= 0.0 {
                continue;
            }
            let u = 1.0 - self.uniform();
            if u.ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v / shape;
            }
        }
    }

    /// Poisson: by inversion below 10, by transformed rejection above (PTRS, Hörmann 1993).
    pub fn poisson(&mut self, mean: f64) -> u32 {
        if mean < 10.0 {
            return self.poisson_by_inversion(mean);
        }
        let b = 0.931 + 2.53 * mean.sqrt();
        let a = -0.059 + 0.02483 * b;
        let inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
        let v_r = 0.9277 - 3.6224 / (b - 2.0);
        loop {
            let u = self.uniform() - 0.5;
            let v = 1.0 - self.uniform();
            let us = 0.5 - u.abs();
            let k = ((2.0 * a / us + b) * u + mean + 0.43).floor();
            if us >= 0.07 && v <= v_r {
                return count(k);
            }
            if k < 0.0 || (us < 0.013 && v > us) {
                continue;
            }
            let accept = (v * inverse_alpha / (a / (us * us) + b)).ln();
            if accept <= k * mean.ln() - mean - ln_factorial(k) {
                return count(k);
            }
        }
    }

    fn poisson_by_inversion(&mut self, mean: f64) -> u32 {
        let mut probability = (-mean).exp();
        let mut left = self.uniform();
        let mut k = 0;
        // The bound ends the loop where rounding leaves a rest of probability that no term takes.
        while left >= probability && k < 200 {
            left -= probability;
            k += 1;
            probability *= mean / f64::from(k);
        }
        k
    }

    /// Whole numbers whose expectations are the values: one draw shifts both before they are cut, so their order stays.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "amounts of pay stay far below 2^53"
    )]
    pub(crate) fn round_unbiased(&mut self, values: [f64; 2]) -> [i64; 2] {
        let shift = self.uniform();
        values.map(|value| (value + shift).floor() as i64)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "k is whole, not negative, and near a mean far below 2^32"
)]
fn count(k: f64) -> u32 {
    k.max(0.0) as u32
}

/// ln k! by Stirling's series, shifted to k + 10 so that four terms give twelve digits.
fn ln_factorial(k: f64) -> f64 {
    let mut shifted = k + 1.0;
    let mut product = 1.0;
    while shifted < 10.0 {
        product *= shifted;
        shifted += 1.0;
    }
    let square = shifted * shifted;
    let series = (1.0 / 12.0 - (1.0 / 360.0 - 1.0 / (1260.0 * square)) / square) / shifted;
    (shifted - 0.5) * shifted.ln() - shifted + 0.5 * (2.0 * PI).ln() + series - product.ln()
}

/// A bijection of 64-bit numbers without visible order (splitmix64's finaliser), so that serial numbers become ids that never collide.
pub(crate) fn scramble(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn moments(mut draw: impl FnMut(&mut Stream) -> f64) -> (f64, f64) {
        let mut stream = Stream::new(1, 1);
        let n = 400_000;
        let draws: Vec<f64> = (0..n).map(|_| draw(&mut stream)).collect();
        let mean = draws.iter().sum::<f64>() / f64::from(n);
        let variance = draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / f64::from(n);
        (mean, variance)
    }

    #[test]
    fn draws_have_the_moments_of_their_distribution() {
        // Tolerances are five standard errors of the sample mean, and wider for variances.
        for mean in [0.3, 4.0, 9.9, 10.0, 35.0, 900.0] {
            let (m, v) = moments(|s| f64::from(s.poisson(mean)));
            assert!(
                (m - mean).abs() < 5.0 * (mean / 4e5).sqrt(),
                "{mean}: mean {m}"
            );
            assert!((v / mean - 1.0).abs() < 0.02, "{mean}: variance {v}");
        }
        let (m, v) = moments(|s| s.gamma_of_mean_one(50.0));
        assert!(
            (m - 1.0).abs() < 0.002 && (v * 50.0 - 1.0).abs() < 0.02,
            "{m} {v}"
        );
        let (m, v) = moments(Stream::normal);
        assert!(m.abs() < 0.008 && (v - 1.0).abs() < 0.02, "{m} {v}");
        let (m, _) = moments(|s| s.round_unbiased([7.3, 8.0])[0] as f64);
        assert!((m - 7.3).abs() < 0.004, "{m}");
    }

    #[test]
    fn ln_factorial_agrees_with_the_sum_of_logarithms() {
        let mut sum = 0.0;
        for k in 1..300 {
            sum += f64::from(k).ln();
            assert!(
                (ln_factorial(f64::from(k)) - sum).abs() < 1e-8 * sum.max(1.0),
                "{k}"
            );
        }
    }
}
