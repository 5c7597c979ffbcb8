//! Posted ranges as what they are, intervals that hold an amount: a log-normal distribution by maximum likelihood. Knows no currency and no window.
//!
//! A posting of 20 to 40 an hour says that the pay lies between the two, not that it is 30 (interval regression, Stewart 1983). Each adds
//! `log(Φ((ln high − μ)/σ) − Φ((ln low − μ)/σ))`, and an amount without a range the log density. Held against lifelines'
//! `LogNormalFitter.fit_interval_censoring`.

use statrs::function::erf::erfc;

/// One range, with how often it was posted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PostedRange {
    /// The low end in any unit, not below zero; zero leaves the low end open.
    pub low: f64,
    /// The high end, not below the low one.
    pub high: f64,
    /// How many postings.
    pub n: u32,
    /// Those of one cluster (a week) are not taken for independent.
    pub cluster: usize,
}

/// The distribution of the logarithm of pay.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// The mean of the logarithm; its exponential is the median of pay.
    pub mu: f64,
    /// The standard deviation of the logarithm.
    pub sigma: f64,
    /// The standard error of `mu` from the observed information, postings taken for independent.
    pub standard_error: f64,
    /// The standard error of `mu` with clusters, `G/(G − 1)` corrected (Liang and Zeger 1986); `None` with fewer than two.
    pub clustered: Option<f64>,
    /// How many clusters.
    pub clusters: usize,
}

/// Newton's steps, at most; a dozen is plenty.
const MOST_STEPS: usize = 100;

/// One half of the steps that a step is halved where it would not climb.
const MOST_HALVINGS: usize = 40;

/// Log-likelihood of one range with its first and second derivatives by μ and by s = ln σ.
#[derive(Clone, Copy, Default)]
struct Term {
    value: f64,
    score: [f64; 2],
    /// By μμ, μs and ss.
    hessian: [f64; 3],
}

/// Fits the distribution. `None` with fewer than two different ranges, where an end is negative, not finite or in the wrong order, and
/// where the likelihood has no maximum (every range holds one common amount, so that σ goes to zero).
#[must_use]
pub fn fit(ranges: &[PostedRange]) -> Option<Fit> {
    let is_range = |one: &PostedRange| {
        one.low >= 0.0 && one.high >= one.low && one.high > 0.0 && one.high.is_finite()
    };
    let ranges: Vec<PostedRange> = ranges.iter().copied().filter(|one| one.n > 0).collect();
    if ranges.len() < 2 || !ranges.iter().all(is_range) {
        return None;
    }
    let highest_low = ranges.iter().map(|one| one.low).fold(0.0, f64::max);
    let lowest_high = ranges
        .iter()
        .map(|one| one.high)
        .fold(f64::INFINITY, f64::min);
    if highest_low <= lowest_high {
        return None;
    }
    let (mut mu, mut s) = start(&ranges)?;
    let mut at = total(&ranges, mu, s)?;
    for _ in 0..MOST_STEPS {
        let (step_mu, step_s) = newton(&at)?;
        let mut scale = 1.0;
        let mut next = None;
        for _ in 0..MOST_HALVINGS {
            let (near_mu, near_s) = (mu + scale * step_mu, s + scale * step_s);
            next = total(&ranges, near_mu, near_s)
                .filter(|near| near.value >= at.value)
                .map(|near| (near_mu, near_s, near));
            if next.is_some() {
                break;
            }
            scale /= 2.0;
        }
        // Where no step climbs, rounding has the last word, and this is the top.
        let Some((near_mu, near_s, near)) = next else {
            break;
        };
        let moved = (near_mu - mu).abs().max((near_s - s).abs());
        (mu, s, at) = (near_mu, near_s, near);
        if moved < 1e-12 {
            break;
        }
    }
    let inverse = inverse(&at)?;
    let standard_error = inverse[0].sqrt();
    let (clustered, clusters) = clustered(&ranges, (mu, s), inverse)?;
    let fit = Fit {
        mu,
        sigma: s.exp(),
        standard_error,
        clustered,
        clusters,
    };
    [mu, fit.sigma, standard_error]
        .iter()
        .all(|one| one.is_finite())
        .then_some(fit)
}

/// The mean and the standard deviation of the logarithms of geometric middles.
fn start(ranges: &[PostedRange]) -> Option<(f64, f64)> {
    let middle = |one: &PostedRange| match one.low > 0.0 {
        true => f64::midpoint(one.low.ln(), one.high.ln()),
        false => one.high.ln() - 0.5,
    };
    let n: f64 = ranges.iter().map(|one| f64::from(one.n)).sum();
    let mean = ranges
        .iter()
        .map(|one| f64::from(one.n) * middle(one))
        .sum::<f64>()
        / n;
    let square = |one: &PostedRange| f64::from(one.n) * (middle(one) - mean).powi(2);
    let spread = (ranges.iter().map(square).sum::<f64>() / n).sqrt();
    mean.is_finite().then_some((mean, spread.max(0.05).ln()))
}

fn total(ranges: &[PostedRange], mu: f64, s: f64) -> Option<Term> {
    let mut sum = Term::default();
    for one in ranges {
        let (n, term) = (f64::from(one.n), term(one, mu, s)?);
        sum.value += n * term.value;
        for at in 0..2 {
            sum.score[at] += n * term.score[at];
        }
        for at in 0..3 {
            sum.hessian[at] += n * term.hessian[at];
        }
    }
    sum.value.is_finite().then_some(sum)
}

fn density(z: f64) -> f64 {
    const ROOT: f64 = 2.506_628_274_631_000_5;
    (-z * z / 2.0).exp() / ROOT
}

/// `Φ(b) − Φ(a)` from the tail in which both lie, where the difference of two numbers near one would be noise.
fn between(a: f64, b: f64) -> f64 {
    let above = |z: f64| erfc(z / std::f64::consts::SQRT_2) / 2.0;
    match a > 0.0 {
        true => above(a) - above(b),
        false => above(-b) - above(-a),
    }
}

fn term(range: &PostedRange, mu: f64, s: f64) -> Option<Term> {
    let sigma = s.exp();
    let b = (range.high.ln() - mu) / sigma;
    if range.low.to_bits() == range.high.to_bits() {
        return Some(Term {
            value: density(b).ln() - s,
            score: [b / sigma, b * b - 1.0],
            hessian: [-1.0 / (sigma * sigma), -2.0 * b / sigma, -2.0 * b * b],
        });
    }
    let a = match range.low > 0.0 {
        true => (range.low.ln() - mu) / sigma,
        false => f64::NEG_INFINITY,
    };
    let mass = between(a, b);
    if mass < 1e-290 {
        return None;
    }
    // `z^k φ(z)`, which is zero at an open end.
    let moment = |z: f64, power: i32| match z.is_finite() {
        true => z.powi(power) * density(z),
        false => 0.0,
    };
    let difference = |power: i32| moment(b, power) - moment(a, power);
    let [zero, first, second, third] = [0, 1, 2, 3].map(|power| difference(power) / mass);
    Some(Term {
        value: mass.ln(),
        score: [-zero / sigma, -first],
        hessian: [
            -(first + zero * zero) / (sigma * sigma),
            (zero - second - zero * first) / sigma,
            first - third - first * first,
        ],
    })
}

/// A step up: Newton's where the likelihood bends down there, else along the slope.
fn newton(at: &Term) -> Option<(f64, f64)> {
    match inverse(at) {
        Some([mm, ms, ss]) => Some((
            mm * at.score[0] + ms * at.score[1],
            ms * at.score[0] + ss * at.score[1],
        )),
        None => {
            let size = at.score[0].hypot(at.score[1]);
            (size > 0.0 && size.is_finite()).then(|| (at.score[0] / size, at.score[1] / size))
        }
    }
}

/// The inverse of the negative Hessian, by μμ, μs and ss; `None` where that is not positive definite.
fn inverse(at: &Term) -> Option<[f64; 3]> {
    let [mm, ms, ss] = at.hessian.map(|one| -one);
    let determinant = mm * ss - ms * ms;
    let is_positive = mm > 0.0 && determinant > 1e-12 * mm * ss.abs() && determinant.is_finite();
    is_positive.then(|| [ss / determinant, -ms / determinant, mm / determinant])
}

fn clustered(
    ranges: &[PostedRange],
    (mu, s): (f64, f64),
    [mm, ms, _]: [f64; 3],
) -> Option<(Option<f64>, usize)> {
    let mut scores: std::collections::BTreeMap<usize, f64> = std::collections::BTreeMap::new();
    for one in ranges {
        let term = term(one, mu, s)?;
        // The influence of a cluster on μ.
        let influence = mm * term.score[0] + ms * term.score[1];
        *scores.entry(one.cluster).or_default() += f64::from(one.n) * influence;
    }
    let clusters = scores.len();
    if clusters < 2 {
        return Some((None, clusters));
    }
    #[expect(clippy::cast_precision_loss, reason = "clusters are few")]
    let g = clusters as f64;
    let squares: f64 = scores.values().map(|score| score * score).sum();
    Some((Some((squares * g / (g - 1.0)).sqrt()), clusters))
}
