//! Postings whose category is known in; precision and recall of the title and skill rules for each category out. Knows no label and no file.

use model::Category;
use serde::Serialize;

use crate::Tagger;

/// The 97.5 % point of the normal distribution, for two-sided 95 % intervals.
const Z: f64 = 1.959_963_984_540_054;

/// A share of a count, with its 95 % Wilson interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Share {
    /// How many.
    pub count: u64,
    /// Of how many.
    pub of: u64,
    /// `count / of`, 0 to 1; `None` where `of` is 0.
    pub value: Option<f64>,
    /// Lower bound, 0 to 1; 0 where `of` is 0.
    pub low: f64,
    /// Upper bound, 0 to 1; 1 where `of` is 0.
    pub high: f64,
}

impl Share {
    /// The share with its interval (Wilson 1927, without continuity correction).
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of postings lie far below 2^53"
    )]
    pub fn new(count: u64, of: u64) -> Share {
        if of == 0 {
            return Share {
                count,
                of,
                value: None,
                low: 0.0,
                high: 1.0,
            };
        }
        let n = of as f64;
        let p = count as f64 / n;
        let z2 = Z * Z;
        let centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
        let half = Z / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
        Share {
            count,
            of,
            value: Some(p),
            low: (centre - half).max(0.0),
            high: (centre + half).min(1.0),
        }
    }
}

/// How the rules do on one category.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The category.
    pub category: Category,
    /// Postings of the category that the rules put there.
    pub true_positives: u64,
    /// Postings of others that the rules put there.
    pub false_positives: u64,
    /// Postings of the category that the rules put elsewhere.
    pub false_negatives: u64,
    /// Of the postings put there, the share that belongs there.
    pub precision: Share,
    /// Of the postings that belong there, the share put there.
    pub recall: Share,
}

/// How the rules do on a set of postings.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evaluation {
    /// Every category that is true or was chosen at least once, in the order of its number.
    pub rows: Vec<Row>,
    /// Of all postings, the share in the right category.
    pub accuracy: Share,
}

/// Compares the rules' category with the true one. An item is the true category, the title and the skills.
pub fn evaluate(
    tagger: &Tagger,
    items: impl Iterator<Item = (Category, String, Vec<String>)>,
) -> Evaluation {
    let size = Category::ALL.len();
    let mut counts = vec![vec![0_u64; size]; size];
    for (truth, title, skills) in items {
        let chosen = tagger.category_by_rules(&title, &skills).category;
        counts[usize::from(truth.number())][usize::from(chosen.number())] += 1;
    }
    let total: u64 = counts.iter().flatten().sum();
    let right: u64 = (0..size).map(|at| counts[at][at]).sum();
    let rows = Category::ALL
        .iter()
        .filter_map(|category| {
            let at = usize::from(category.number());
            let is: u64 = counts[at].iter().sum();
            let put: u64 = counts.iter().map(|row| row[at]).sum();
            let both = counts[at][at];
            (is + put > 0).then(|| Row {
                category: *category,
                true_positives: both,
                false_positives: put - both,
                false_negatives: is - both,
                precision: Share::new(both, put),
                recall: Share::new(both, is),
            })
        })
        .collect();
    Evaluation {
        rows,
        accuracy: Share::new(right, total),
    }
}
