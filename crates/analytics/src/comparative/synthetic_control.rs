//! A weighted mean of untreated paths that follows a treated one before the event, and the gap after it (Abadie, Diamond and Hainmueller 2010). Knows paths of numbers; knows no category.

/// Weights and what they leave.
#[derive(Clone, Debug, PartialEq)]
pub struct SyntheticControl {
    /// One a donor, from 0, with sum 1.
    pub weights: Vec<f64>,
    /// The mean square of the gaps before the event.
    pub pre_mean_square: f64,
    /// The mean of the gaps after it, in the unit of the paths.
    pub mean_gap: f64,
}

const STEPS: usize = 50_000;
const SETTLED: f64 = 1e-13;

/// Weights of the donors on the simplex that fit the treated path best before the event, each path less its own mean there, so that
/// levels need not agree (Doudchenko and Imbens 2016). By accelerated projected gradient; held against scipy's SLSQP.
///
/// `None` where there is no donor, no period before or after, or the paths differ in length.
#[must_use]
pub fn fit(treated: &[f64], donors: &[Vec<f64>], first_post: usize) -> Option<SyntheticControl> {
    let n = treated.len();
    let even = donors.iter().all(|path| path.len() == n);
    if donors.is_empty() || first_post == 0 || first_post >= n || !even {
        return None;
    }
    let target = centred(treated, first_post);
    let paths: Vec<Vec<f64>> = donors
        .iter()
        .map(|path| centred(path, first_post))
        .collect();
    let gram: Vec<Vec<f64>> = paths
        .iter()
        .map(|a| {
            paths
                .iter()
                .map(|b| dot(&a[..first_post], &b[..first_post]))
                .collect()
        })
        .collect();
    let right: Vec<f64> = paths
        .iter()
        .map(|a| dot(&a[..first_post], &target[..first_post]))
        .collect();
    // The trace bounds the largest eigenvalue, so the step never overshoots.
    let bound: f64 = (0..gram.len()).map(|at| gram[at][at]).sum();
    let weights = if bound > 0.0 {
        descend(&gram, &right, bound)
    } else {
        vec![float(donors.len()).recip(); donors.len()]
    };
    let gaps: Vec<f64> = (0..n)
        .map(|t| {
            target[t]
                - weights
                    .iter()
                    .zip(&paths)
                    .map(|(w, path)| w * path[t])
                    .sum::<f64>()
        })
        .collect();
    let (before, after) = gaps.split_at(first_post);
    let found = SyntheticControl {
        pre_mean_square: dot(before, before) / float(before.len()),
        mean_gap: after.iter().sum::<f64>() / float(after.len()),
        weights,
    };
    (found.pre_mean_square.is_finite() && found.mean_gap.is_finite()).then_some(found)
}

/// Nesterov's method with a restart whenever it turns away from the gradient (O'Donoghue and Candès 2015).
fn descend(gram: &[Vec<f64>], right: &[f64], bound: f64) -> Vec<f64> {
    let n = right.len();
    let mut weights = vec![float(n).recip(); n];
    let mut ahead = weights.clone();
    let mut pace = 1.0f64;
    for _ in 0..STEPS {
        let gradient: Vec<f64> = gram
            .iter()
            .zip(right)
            .map(|(row, right)| dot(row, &ahead) - right)
            .collect();
        let stepped: Vec<f64> = ahead
            .iter()
            .zip(&gradient)
            .map(|(w, g)| w - g / bound)
            .collect();
        let next = onto_simplex(&stepped);
        let moved: Vec<f64> = next.iter().zip(&weights).map(|(a, b)| a - b).collect();
        if dot(&gradient, &moved) > 0.0 {
            pace = 1.0;
        }
        let faster = f64::midpoint(1.0, (1.0 + 4.0 * pace * pace).sqrt());
        let carried = (pace - 1.0) / faster;
        ahead = next
            .iter()
            .zip(&moved)
            .map(|(w, m)| w + carried * m)
            .collect();
        pace = faster;
        weights = next;
        if dot(&moved, &moved).sqrt() < SETTLED && pace > 2.0 {
            break;
        }
    }
    weights
}

/// The nearest point of the simplex (Duchi and others 2008).
fn onto_simplex(point: &[f64]) -> Vec<f64> {
    let mut sorted = point.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let (mut sum, mut shift) = (0.0, 0.0);
    for (at, value) in sorted.iter().enumerate() {
        sum += value;
        let candidate = (sum - 1.0) / float(at + 1);
        if value - candidate > 0.0 {
            shift = candidate;
        }
    }
    point.iter().map(|value| (value - shift).max(0.0)).collect()
}

fn centred(path: &[f64], first_post: usize) -> Vec<f64> {
    let mean = path[..first_post].iter().sum::<f64>() / float(first_post);
    path.iter().map(|value| value - mean).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[expect(clippy::cast_precision_loss, reason = "periods are few")]
fn float(n: usize) -> f64 {
    n as f64
}
