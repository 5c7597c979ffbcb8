//! The Hodges-Lehmann shift between two samples given as multiplicities, with its interval. Knows amounts, not what they pay for.

/// A sample: distinct amounts in rising order, each with how often it occurs.
pub type Multiplicities = [(i64, u64)];

/// The median of all differences b − a, with the distribution-free 95 % interval, in the unit of the amounts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shift {
    /// The shift of the second sample against the first.
    pub value: f64,
    /// The low end; `None` where the samples are too small for 95 %.
    pub low: Option<f64>,
    /// The high end.
    pub high: Option<f64>,
}

/// The shift from `a` to `b`; `None` where a sample is empty.
///
/// The interval takes the order statistics `C` and `mn + 1 − C` of the differences, `C = ⌊mn/2 − z·sqrt(mn(m+n+1)/12)⌋` with
/// `z` the 97.5 % quantile of the normal (no correction for ties; golden `hodges_lehmann`).
///
/// The m·n differences are never formed: the k-th smallest is found by bisection over amounts, each step counting pairs in one walk over
/// the distinct amounts. A hundred thousand postings on fifty distinct rates cost as much as fifty postings.
#[must_use]
pub fn shift(a: &Multiplicities, b: &Multiplicities) -> Option<Shift> {
    let size = |sample: &Multiplicities| sample.iter().map(|(_, n)| u128::from(*n)).sum::<u128>();
    let (m, n) = (size(a), size(b));
    let pairs = m * n;
    if pairs == 0 {
        return None;
    }
    // Halves keep the mean of the two middle differences whole.
    let middle = kth_difference(a, b, pairs.div_ceil(2)) + kth_difference(a, b, pairs / 2 + 1);
    let rank = lower_rank(m, n);
    let ends = rank.map(|rank| {
        (
            kth_difference(a, b, rank),
            kth_difference(a, b, pairs + 1 - rank),
        )
    });
    #[expect(clippy::cast_precision_loss, reason = "amounts stay far below 2^52")]
    Some(Shift {
        value: middle as f64 / 2.0,
        low: ends.map(|(low, _)| low as f64),
        high: ends.map(|(_, high)| high as f64),
    })
}

/// The rank C of the interval's low end, counted from 1; `None` where the samples are too small.
#[must_use]
pub fn lower_rank(m: u128, n: u128) -> Option<u128> {
    const NORMAL_QUANTILE: f64 = 1.959_963_984_540_054;
    #[expect(
        clippy::cast_precision_loss,
        reason = "a rank needs no more digits than its square root"
    )]
    let (m, n) = (m as f64, n as f64);
    let rank = (m * n / 2.0 - NORMAL_QUANTILE * (m * n * (m + n + 1.0) / 12.0).sqrt()).floor();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the rank is at least 1"
    )]
    (rank >= 1.0).then_some(rank as u128)
}

/// The k-th smallest difference b − a, counted from 1.
fn kth_difference(a: &Multiplicities, b: &Multiplicities, k: u128) -> i64 {
    let ends = |sample: &Multiplicities| {
        let first = sample.first().map_or(0, |(value, _)| *value);
        (first, sample.last().map_or(0, |(value, _)| *value))
    };
    let ((a_low, a_high), (b_low, b_high)) = (ends(a), ends(b));
    let (mut low, mut high) = (b_low - a_high, b_high - a_low);
    while low < high {
        let middle = low + (high - low) / 2;
        if pairs_up_to(a, b, middle) >= k {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// How many pairs have b − a ≤ limit. As a rises, so does the last b that fits: one walk over both.
fn pairs_up_to(a: &Multiplicities, b: &Multiplicities, limit: i64) -> u128 {
    let (mut next, mut below, mut pairs) = (0, 0u128, 0u128);
    for (value, weight) in a {
        while let Some((_, n)) = b.get(next).filter(|(other, _)| other - value <= limit) {
            below += u128::from(*n);
            next += 1;
        }
        pairs += below * u128::from(*weight);
    }
    pairs
}

/// The median of one sample, in the unit of the amounts; `None` where it is empty.
#[must_use]
pub fn median(sample: &Multiplicities) -> Option<f64> {
    let zero = [(0i64, 1u64)];
    shift(&zero, sample).map(|shift| shift.value)
}
