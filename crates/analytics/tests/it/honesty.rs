//! The default interval in the simulation of `cargo xtask coverage`, with fewer draws: it holds the truth about as often as it says.

use crate::simulation::{SETTINGS, TRUE_RATIO, windows};

use analytics::interval::{self, WindowTotals};

#[test]
fn interval_covers_the_truth_as_often_as_it_says() {
    // Four standard errors at 600 draws are 0.04: the bounds hold for any seed, where an interval that takes weeks for independent falls to 0.77.
    let draws = 600;
    let truth = TRUE_RATIO - 1.0;
    for setting in &SETTINGS[..3] {
        let held = (0..draws).filter(|draw| {
            let [start, end] =
                windows(setting, 7, *draw).map(|days| WindowTotals::from_days(&days));
            let change =
                interval::of_means(&start, &end, analytics::interval::Pairing::None).unwrap();
            let estimate = change.estimate(1).unwrap();
            estimate.low.unwrap() <= truth && truth <= estimate.high.unwrap()
        });
        let part = held.count() as f64 / draws as f64;
        assert!(
            (0.88..=0.99).contains(&part),
            "{}: covered {part}",
            setting.name()
        );
    }
}
