//! Where a path turned: the likeliest break of a level or a slope, how sure it is that there is one, and its days. Knows equally spaced values; knows no calendar.
//!
//! One break is sought by the largest F statistic over the inner 70 % of the path (Andrews 1993, trimming 0.15). Its distribution depends
//! on how strongly neighbours move together, so it is not looked up but drawn: the path without a break, with residuals of first-order
//! autoregression as strong as around the path with it, is rebuilt 999 times. The days of the break are drawn in the same way from the path with it.

pub mod cusum;
pub mod segments;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use statrs::distribution::{ContinuousCDF, Normal};

use crate::rank::SEED;

/// What turns at a break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The level jumps: `a + d·1(t ≥ τ)`.
    Level,
    /// The slope changes and the path has no gap: `a + b·t + d·(t − τ)₊`.
    Slope,
}

/// The likeliest break of a path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Break {
    /// Position of the first value after it.
    pub at: usize,
    /// The largest F statistic.
    pub statistic: f64,
    /// The part of paths without a break whose largest F is at least as large.
    pub p_value: f64,
    /// The first position of its 95 % interval.
    pub low: usize,
    /// The last.
    pub high: usize,
    /// What is added at the break: to the level, or to the slope from one value to the next.
    pub change: f64,
    /// The slope before it; zero for a level.
    pub slope_before: f64,
}

/// Part of the path at each end in which no break is sought.
pub(crate) const TRIMMED: f64 = 0.15;

const DRAWS: usize = 999;

/// Fewer values than this show no break.
pub const LEAST_VALUES: usize = 20;

/// The likeliest break; `None` with fewer than [`LEAST_VALUES`] values, and where they do not vary.
#[must_use]
pub fn one(values: &[f64], shape: Shape) -> Option<Break> {
    let n = values.len();
    if n < LEAST_VALUES || values.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let designs = Designs::of(n, shape);
    let found = designs.search(values);
    // What rounding leaves of a constant is no variation.
    let vary = found.before > 1e-20 * dot(values, values);
    if !vary || !found.statistic.is_finite() {
        return None;
    }
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let design = &designs.candidates[found.place].1;
    // A break that is taken for noise makes neighbours look alike, so the noise is that around the path with it, for both questions.
    let (flat, turned) = (designs.null.fitted(values), design.fitted(values));
    let found_noise = Noise::of(&design.residuals(values), design.width());
    let noise = found_noise.corrected(&designs, &flat, &mut random);
    let as_large = (0..DRAWS)
        .filter(|_| {
            let drawn = noise.added_to(&flat, &mut random);
            designs.search(&drawn).statistic >= found.statistic
        })
        .count();
    let mut dates: Vec<usize> = (0..DRAWS)
        .map(|_| {
            let drawn = noise.added_to(&turned, &mut random);
            designs.candidates[designs.search(&drawn).place].0
        })
        .collect();
    dates.sort_unstable();
    let at = designs.candidates[found.place].0;
    // A bend lies between two values as often as on one, and where there is little noise every draw finds the same of the two. So the
    // interval reaches one value further at either end, as Bai's (1997) does.
    let beyond = match shape {
        Shape::Level => 0,
        Shape::Slope => 1,
    };
    let coefficients = design.coefficients(values);
    #[expect(clippy::cast_precision_loss, reason = "draws are few")]
    let p_value = (as_large + 1) as f64 / (DRAWS + 1) as f64;
    Some(Break {
        at,
        statistic: found.statistic,
        p_value,
        low: dates[DRAWS / 40].min(at).saturating_sub(beyond),
        high: (dates[DRAWS - 1 - DRAWS / 40].max(at) + beyond).min(n - 1),
        change: *coefficients.last()?,
        slope_before: match shape {
            Shape::Level => 0.0,
            Shape::Slope => coefficients[1],
        },
    })
}

/// Orthonormal columns of a regression with the triangle that gives coefficients back (modified Gram-Schmidt).
struct Design {
    columns: Vec<Vec<f64>>,
    triangle: Vec<Vec<f64>>,
}

impl Design {
    fn of(columns: &[Vec<f64>]) -> Design {
        let mut design = Design {
            columns: Vec::new(),
            triangle: Vec::new(),
        };
        for column in columns {
            let mut rest = column.clone();
            let mut row = Vec::new();
            for one in &design.columns {
                let along = dot(one, &rest);
                for (value, unit) in rest.iter_mut().zip(one) {
                    *value -= along * unit;
                }
                row.push(along);
            }
            let length = dot(&rest, &rest).sqrt();
            row.push(length);
            rest.iter_mut().for_each(|value| *value /= length);
            design.columns.push(rest);
            design.triangle.push(row);
        }
        design
    }

    fn width(&self) -> usize {
        self.columns.len()
    }

    fn fitted(&self, values: &[f64]) -> Vec<f64> {
        let mut fitted = vec![0.0; values.len()];
        for column in &self.columns {
            let along = dot(column, values);
            for (sum, unit) in fitted.iter_mut().zip(column) {
                *sum += along * unit;
            }
        }
        fitted
    }

    fn residuals(&self, values: &[f64]) -> Vec<f64> {
        let fitted = self.fitted(values);
        values
            .iter()
            .zip(fitted)
            .map(|(value, fit)| value - fit)
            .collect()
    }

    fn coefficients(&self, values: &[f64]) -> Vec<f64> {
        let k = self.width();
        let mut coefficients = vec![0.0; k];
        for at in (0..k).rev() {
            let mut right = dot(&self.columns[at], values);
            for (row, later) in self.triangle.iter().zip(&coefficients).skip(at + 1) {
                right -= row[at] * later;
            }
            coefficients[at] = right / self.triangle[at][at];
        }
        coefficients
    }
}

/// The regression without a break, and one for each position where it may lie.
struct Designs {
    null: Design,
    candidates: Vec<(usize, Design)>,
}

struct Found {
    place: usize,
    statistic: f64,
    /// The sum of squares without a break.
    before: f64,
}

impl Designs {
    fn of(n: usize, shape: Shape) -> Designs {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "values are few"
        )]
        let trimmed = ((n as f64 * TRIMMED).floor() as usize).max(2);
        let base: Vec<Vec<f64>> = match shape {
            Shape::Level => vec![vec![1.0; n]],
            Shape::Slope => vec![vec![1.0; n], (0..n).map(float).collect()],
        };
        let candidates = (trimmed..=n - trimmed).map(|at| {
            let turn = (0..n).map(|t| match shape {
                Shape::Level => f64::from(u8::from(t >= at)),
                Shape::Slope => float(t.saturating_sub(at)),
            });
            let mut columns = base.clone();
            columns.push(turn.collect());
            (at, Design::of(&columns))
        });
        Designs {
            candidates: candidates.collect(),
            null: Design::of(&base),
        }
    }

    /// `F = (SSR0 − SSR1) / (SSR1 / (n − k))` at its largest. All candidates share the null's columns, so each adds one square to the fit.
    fn search(&self, values: &[f64]) -> Found {
        let residuals = self.null.residuals(values);
        let before = dot(&residuals, &residuals);
        let gain = |design: &Design| {
            let last = design.columns.last().map_or(0.0, |turn| dot(turn, values));
            last * last
        };
        let (mut place, mut largest) = (0, 0.0);
        for (at, (_, design)) in self.candidates.iter().enumerate() {
            let gain = gain(design);
            if gain > largest {
                (place, largest) = (at, gain);
            }
        }
        let freedom = float(values.len() - self.null.width() - 1);
        Found {
            place,
            statistic: largest / ((before - largest).max(f64::MIN_POSITIVE) / freedom),
            before,
        }
    }
}

/// First-order autoregressive noise as strong as some residuals.
struct Noise {
    carried: f64,
    variance: f64,
    spread: f64,
}

impl Noise {
    fn of(residuals: &[f64], width: usize) -> Noise {
        let n = float(residuals.len());
        let squares = dot(residuals, residuals);
        let products = dot(&residuals[1..], &residuals[..residuals.len() - 1]);
        let raw = if squares > 0.0 {
            products / squares
        } else {
            0.0
        };
        Noise::carrying(raw, squares / (n - float(width)))
    }

    fn carrying(raw: f64, variance: f64) -> Noise {
        let carried = raw.clamp(-0.95, 0.95);
        Noise {
            carried,
            variance,
            spread: (variance * (1.0 - carried * carried)).max(0.0).sqrt(),
        }
    }

    /// The fit, and the search for the break with it, take some of what is carried; what they take is measured on paths drawn with what
    /// was found, and added again (bootstrap bias correction, Efron 1979).
    fn corrected(&self, designs: &Designs, path: &[f64], random: &mut ChaCha8Rng) -> Noise {
        const TRIALS: u32 = 200;
        let (mut carried, mut variance) = (0.0, 0.0);
        for _ in 0..TRIALS {
            let drawn = self.added_to(path, random);
            let design = &designs.candidates[designs.search(&drawn).place].1;
            let found = Noise::of(&design.residuals(&drawn), design.width());
            carried += found.carried / f64::from(TRIALS);
            variance += found.variance / f64::from(TRIALS);
        }
        let widened = if variance > 0.0 {
            self.variance / variance
        } else {
            1.0
        };
        Noise::carrying(2.0 * self.carried - carried, self.variance * widened)
    }

    fn added_to(&self, path: &[f64], random: &mut ChaCha8Rng) -> Vec<f64> {
        let standard = Normal::standard();
        // The middle of the unit interval's steps, so that neither end is ever drawn.
        let mut normal = || standard.inverse_cdf(random.random::<f64>().clamp(1e-15, 1.0 - 1e-15));
        let mut noise = normal() * self.spread / (1.0 - self.carried * self.carried).sqrt();
        path.iter()
            .map(|level| {
                let value = level + noise;
                noise = self.carried * noise + self.spread * normal();
                value
            })
            .collect()
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[expect(clippy::cast_precision_loss, reason = "values are few")]
fn float(n: usize) -> f64 {
    n as f64
}
