//! Numbers in sentences: signs, thousands, rounding to zero, and counts that could point at one posting.

use analytics::wording::{cell, count, percent, share};

#[test]
fn percent_has_a_true_minus_and_no_signed_zero() {
    let cases = [
        (-0.33, "−33.0 %"),
        (0.0823, "+8.2 %"),
        (0.0, "0.0 %"),
        (-0.0004, "0.0 %"),
        (9.99951, "+1,000 %"),
        (20.0, "+2,000 %"),
        (-1.0, "−100.0 %"),
    ];
    for (fraction, text) in cases {
        assert_eq!(percent(fraction), text);
    }
    assert_eq!(share(0.8), "80.0 %");
}

#[test]
fn counts_have_commas_and_small_cells_are_not_said() {
    let counts = [
        (7, "7"),
        (999, "999"),
        (1_000, "1,000"),
        (5_000_000, "5,000,000"),
    ];
    for (n, text) in counts {
        assert_eq!(count(n), text);
    }
    let cells = [
        (0, "0"),
        (1, "fewer than 10"),
        (9, "fewer than 10"),
        (10, "10"),
    ];
    for (n, text) in cells {
        assert_eq!(cell(n), text);
    }
}
