//! Many looks at once: p-values adjusted for their number, and equivalence by two one-sided tests. Knows no claim.

/// Benjamini-Hochberg q-values, in the order of the p-values (Benjamini and Hochberg 1995): the smallest false discovery rate at which
/// each is still found. Held against statsmodels' `multipletests(method="fdr_bh")`.
#[must_use]
pub fn benjamini_hochberg(p_values: &[f64]) -> Vec<f64> {
    stepped_up(p_values, 1.0)
}

/// Benjamini-Yekutieli q-values, which hold under any dependence (2001). Held against statsmodels' `fdr_by`.
#[must_use]
pub fn benjamini_yekutieli(p_values: &[f64]) -> Vec<f64> {
    let harmonic = (1..=p_values.len()).map(|rank| float(rank).recip()).sum();
    stepped_up(p_values, harmonic)
}

/// Holm's adjusted p-values for the family-wise error (1979). Held against statsmodels' `holm`.
#[must_use]
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let n = p_values.len();
    let mut adjusted = vec![0.0; n];
    let mut highest = 0.0f64;
    for (place, at) in crate::rank::ascending(p_values).into_iter().enumerate() {
        highest = highest.max(p_values[at] * float(n - place)).min(1.0);
        adjusted[at] = highest;
    }
    adjusted
}

/// From the largest p-value down, each at most its neighbour above and 1.
fn stepped_up(p_values: &[f64], factor: f64) -> Vec<f64> {
    let n = float(p_values.len());
    let mut adjusted = vec![0.0; p_values.len()];
    let mut lowest = 1.0f64;
    let ascending = crate::rank::ascending(p_values);
    for (place, at) in ascending.into_iter().enumerate().rev() {
        lowest = lowest.min(p_values[at] * factor * n / float(place + 1));
        adjusted[at] = lowest;
    }
    adjusted
}

/// The p-value of "no further from zero than `margin`" by two one-sided tests (Schuirmann 1987): the larger of the two.
///
/// `estimate` and `standard_error` are in one unit with `margin`; `critical` is the two-sided 95 % critical value of the estimate.
/// `None` where the error is not positive.
#[must_use]
pub fn equivalence(estimate: f64, standard_error: f64, margin: f64, critical: f64) -> Option<f64> {
    let one_sided = |distance: f64| {
        let p = crate::interval::p_value(distance / standard_error, critical)? / 2.0;
        Some(if distance > 0.0 { p } else { 1.0 - p })
    };
    let above = one_sided(estimate + margin).filter(|_| standard_error > 0.0)?;
    Some(above.max(one_sided(margin - estimate)?))
}

#[expect(clippy::cast_precision_loss, reason = "looks are few")]
fn float(n: usize) -> f64 {
    n as f64
}
