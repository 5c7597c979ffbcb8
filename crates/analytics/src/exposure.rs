//! Scores of occupations that a claim file gives, joined to categories: one score a category out, the weighted mean of its occupations. Knows no scale of scores.

pub mod dose;

use std::collections::BTreeMap;

use model::Category;

/// One occupation with its scores on one or several measures.
#[derive(Clone, Debug, PartialEq)]
pub struct Occupation {
    /// The category that it belongs to.
    pub category: Category,
    /// Its name or code, where the file says it.
    pub occupation: Option<String>,
    /// Its weight among the occupations of its category, above zero; people employed, for example.
    pub weight: f64,
    /// Its score by measure, each in the measure's own unit.
    pub measures: BTreeMap<String, f64>,
}

/// The score of each category on one measure: the mean of those of its occupations that have one, by weight.
#[must_use]
pub fn by_category(occupations: &[Occupation], measure: &str) -> BTreeMap<Category, f64> {
    let mut sums: BTreeMap<Category, (f64, f64)> = BTreeMap::new();
    for one in occupations {
        if let Some(score) = one.measures.get(measure) {
            let sum = sums.entry(one.category).or_default();
            sum.0 += one.weight * score;
            sum.1 += one.weight;
        }
    }
    let means = sums
        .into_iter()
        .map(|(category, (sum, weight))| (category, sum / weight));
    means.filter(|(_, score)| score.is_finite()).collect()
}
