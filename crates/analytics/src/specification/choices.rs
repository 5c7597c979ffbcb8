//! A curve in, its shape at evenly spaced ranks and what each choice alone does to it, out. Knows specifications; knows no claim.

use std::collections::BTreeMap;

use super::{Curve, Specification};
use crate::findings::{CURVE_POINTS, ChoiceFinding};

/// Values at evenly spaced ranks of sorted ones, the lowest and the highest among them; all where there are no more than [`CURVE_POINTS`].
#[must_use]
pub fn points(sorted: &[f64]) -> Vec<f64> {
    let n = sorted.len();
    if n <= CURVE_POINTS {
        return sorted.to_vec();
    }
    let steps = CURVE_POINTS - 1;
    // Whole numbers, rounded to the nearest rank, so that every machine takes the same ones.
    (0..=steps)
        .map(|step| sorted[(step * (n - 1) + steps / 2) / steps])
        .collect()
}

/// The part of some changes that lies on one side (+1 above, −1 below) of a pivot, 0 to 1; `None` where there is none.
#[must_use]
pub fn agreement(changes: &[f64], direction: f64, pivot: f64) -> Option<f64> {
    let agree = changes.iter();
    let agree = agree
        .filter(|one| (**one - pivot) * direction > 0.0)
        .count();
    #[expect(clippy::cast_precision_loss, reason = "specifications are few")]
    (!changes.is_empty()).then(|| agree as f64 / changes.len() as f64)
}

/// The lowest, the median and the highest of some sorted changes; `None` where there is none.
#[must_use]
pub fn spread(sorted: &[f64]) -> Option<[f64; 3]> {
    let middle = sorted.get((sorted.len().max(1) - 1) / 2..=sorted.len() / 2)?;
    #[expect(clippy::cast_precision_loss, reason = "one or two values")]
    let median = middle.iter().sum::<f64>() / middle.len() as f64;
    Some([*sorted.first()?, median, *sorted.last()?])
}

impl Curve {
    /// The curve at evenly spaced ranks ([`points`]).
    #[must_use]
    pub fn points(&self) -> Vec<f64> {
        points(&self.changes())
    }

    /// What the specifications with each option of each choice give, in the order in which options are tried. `direction` and `pivot`
    /// are those of [`Curve::agreement`].
    ///
    /// An option without a number is left out, and so is a choice of which a single option is left: it moves nothing.
    #[must_use]
    pub fn choices(&self, direction: f64, pivot: f64) -> Vec<ChoiceFinding> {
        let side = (direction, pivot);
        let duplicates = |counted: bool| if counted { "counted" } else { "folded" }.to_owned();
        [
            self.by(
                "reading",
                |one| one.reading,
                |one| one.name().to_owned(),
                side,
            ),
            self.by(
                "width_days",
                |one| Some(one.width_days),
                |one| one.to_string(),
                side,
            ),
            self.by(
                "shift_days",
                |one| Some(one.shift_days),
                |one| one.to_string(),
                side,
            ),
            self.by(
                "denominator",
                |one| Some(one.denominator),
                |one| one.name().to_owned(),
                side,
            ),
            self.by(
                "duplicates",
                |one| Some(one.duplicates_count),
                duplicates,
                side,
            ),
            self.by(
                "centre",
                |one| Some(one.centre),
                |one| one.name().to_owned(),
                side,
            ),
        ]
        .concat()
    }

    /// The curve parted by one choice; the order of its options is that of their type, which is the one in which they are tried.
    fn by<K: Ord>(
        &self,
        choice: &'static str,
        option: impl Fn(&Specification) -> Option<K>,
        name: impl Fn(K) -> String,
        (direction, pivot): (f64, f64),
    ) -> Vec<ChoiceFinding> {
        let mut parts: BTreeMap<K, Vec<Specification>> = BTreeMap::new();
        for one in &self.specifications {
            if let Some(option) = option(one) {
                parts.entry(option).or_default().push(*one);
            }
        }
        if parts.len() < 2 {
            return Vec::new();
        }
        let findings = parts.into_iter().filter_map(|(option, specifications)| {
            // A part of a sorted curve is sorted.
            let part = Curve {
                specifications,
                tried: 0,
            };
            Some(ChoiceFinding {
                choice,
                option: name(option),
                specifications: part.specifications.len(),
                median: part.median()?,
                agreement: part.agreement(direction, pivot)?,
            })
        });
        findings.collect()
    }
}
