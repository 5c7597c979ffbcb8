//! A series cut into stretches of even level, by least squares: the best cut for a number of breaks, the number by information criteria, and the cut at a penalty. Knows no calendar.

/// Sums that give the squares around the mean of any stretch at once.
struct Sums {
    values: Vec<f64>,
    squares: Vec<f64>,
}

impl Sums {
    /// Values are taken from their mean first, so that a high level costs no digits.
    fn of(series: &[f64]) -> Sums {
        let mean = series.iter().sum::<f64>() / float(series.len().max(1));
        let (mut values, mut squares) = (vec![0.0], vec![0.0]);
        let (mut sum, mut square) = (0.0, 0.0);
        for value in series {
            sum += value - mean;
            square += (value - mean).powi(2);
            values.push(sum);
            squares.push(square);
        }
        Sums { values, squares }
    }

    /// The sum of squares around the mean of `from..to`.
    fn cost(&self, from: usize, to: usize) -> f64 {
        let sum = self.values[to] - self.values[from];
        self.squares[to] - self.squares[from] - sum * sum / float(to - from)
    }
}

/// The ends of the stretches for each number of breaks from none to `most`, each with its sum of squares; the last end is the length
/// (Bai and Perron 2003, dynamic programming). Held against ruptures' `Dynp(model="l2")`.
///
/// Stops early where no more stretches of `least` values fit; empty where not even one does.
#[must_use]
pub fn best(series: &[f64], least: usize, most: usize) -> Vec<(Vec<usize>, f64)> {
    let (n, least) = (series.len(), least.max(1));
    if n < least || series.iter().any(|value| !value.is_finite()) {
        return Vec::new();
    }
    let sums = Sums::of(series);
    let mut costs: Vec<f64> = (0..=n)
        .map(|to| {
            if to < least {
                f64::INFINITY
            } else {
                sums.cost(0, to)
            }
        })
        .collect();
    let mut cuts: Vec<Vec<usize>> = Vec::new();
    let mut found = vec![(vec![n], costs[n])];
    for breaks in 1..=most {
        let (mut next, mut from) = (vec![f64::INFINITY; n + 1], vec![0; n + 1]);
        for to in (breaks + 1) * least..=n {
            let before = costs.iter().enumerate().take(to - least + 1);
            for (cut, cost) in before.skip(breaks * least) {
                let cost = cost + sums.cost(cut, to);
                if cost < next[to] {
                    (next[to], from[to]) = (cost, cut);
                }
            }
        }
        if !next[n].is_finite() {
            break;
        }
        cuts.push(from);
        costs = next;
        let mut ends = vec![n];
        for from in cuts.iter().rev() {
            ends.push(from[ends[ends.len() - 1]]);
        }
        ends.reverse();
        found.push((ends, costs[n]));
    }
    found
}

/// How many breaks a criterion takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// By the criterion of Schwarz (Yao 1988).
    pub bic: usize,
    /// By the modified criterion of Liu, Wu and Zidek (1997), which is slower to see a break where neighbours move together.
    pub lwz: usize,
}

/// The number of breaks by two information criteria, `ln(SSR / n) + p* · penalty` with `p* = 2m + 1` for m breaks (each adds a level and
/// its day); `None` where the series is shorter than one stretch.
#[must_use]
pub fn numbers(series: &[f64], least: usize, most: usize) -> Option<Numbers> {
    let n = float(series.len());
    let cuts = best(series, least, most);
    let chosen = |criterion: &dyn Fn(f64, f64) -> f64| {
        let scores = cuts.iter().enumerate().map(|(breaks, (_, squares))| {
            criterion(squares.max(f64::MIN_POSITIVE), float(2 * breaks + 1))
        });
        let scores: Vec<f64> = scores.collect();
        crate::rank::ascending(&scores).first().copied()
    };
    Some(Numbers {
        bic: chosen(&|squares, p| (squares / n).ln() + p * n.ln() / n)?,
        lwz: chosen(&|squares, p| (squares / (n - p)).ln() + p * 0.299 * n.ln().powf(2.1) / n)?,
    })
}

/// The ends of the stretches that minimise the sum of squares plus `penalty` a break, the last end being the length (Killick, Fearnhead
/// and Eckley 2012). Held against ruptures' `Pelt(model="l2", jump=1)`. Empty where the series is shorter than one stretch.
///
/// No candidate is pruned: with a least length the published rule can lose the best cut, and the series here are short.
#[must_use]
pub fn penalised(series: &[f64], least: usize, penalty: f64) -> Vec<usize> {
    let (n, least) = (series.len(), least.max(1));
    if n < least || !penalty.is_finite() || series.iter().any(|value| !value.is_finite()) {
        return Vec::new();
    }
    let sums = Sums::of(series);
    let (mut costs, mut from) = (vec![f64::INFINITY; n + 1], vec![0; n + 1]);
    costs[0] = -penalty;
    for to in least..=n {
        for cut in 0..=to - least {
            let cost = costs[cut] + sums.cost(cut, to) + penalty;
            if cost < costs[to] {
                (costs[to], from[to]) = (cost, cut);
            }
        }
    }
    let mut ends = vec![n];
    while let Some(last) = ends.last().copied().filter(|last| from[*last] > 0) {
        ends.push(from[last]);
    }
    ends.reverse();
    ends
}

#[expect(clippy::cast_precision_loss, reason = "values are few")]
fn float(n: usize) -> f64 {
    n as f64
}
