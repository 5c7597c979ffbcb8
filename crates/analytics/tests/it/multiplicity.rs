//! Adjusted p-values against statsmodels, and equivalence at its edges.

use analytics::multiplicity::{benjamini_hochberg, benjamini_yekutieli, equivalence, holm};

use crate::market::{floats, golden};

/// Exact arithmetic on both sides, so only rounding may differ: 1e-14.
#[test]
fn golden_adjusted_p_values() {
    let golden = golden();
    let golden = &golden["multitest"];
    let p = floats(&golden["p"]);
    // The given order must come back, so the values go in turned round.
    let turned: Vec<f64> = p.iter().rev().copied().collect();
    let adjusted = [
        ("fdr_bh", benjamini_hochberg(&turned)),
        ("fdr_by", benjamini_yekutieli(&turned)),
        ("holm", holm(&turned)),
    ];
    for (name, adjusted) in adjusted {
        let expected = floats(&golden[name]);
        for (ours, theirs) in adjusted.iter().rev().zip(&expected) {
            assert!((ours - theirs).abs() < 1e-14, "{name}: {ours} {theirs}");
        }
    }
    assert!(benjamini_hochberg(&[]).is_empty());
}

#[test]
fn equivalence_needs_both_sides() {
    let p = |estimate| equivalence(estimate, 1.0, 3.0, 1.96).unwrap();
    assert!((p(0.0) - 0.00135).abs() < 1e-4, "{}", p(0.0));
    assert!((p(3.0) - 0.5).abs() < 1e-12, "at the margin it is open");
    assert!(p(4.0) > 0.8 && (p(4.0) - p(-4.0)).abs() < 1e-12);
    assert_eq!(equivalence(0.0, 0.0, 1.0, 1.96), None);
}
