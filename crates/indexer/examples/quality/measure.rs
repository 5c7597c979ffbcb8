//! Grades in the order of a list in; how good the list is, and how sure a difference between two lists is, out. Knows no query and no posting.
//!
//! A list of grades `g` has the discounted gain `sum of (2^g - 1) / log2(rank + 1)` over its first ten, with ranks from 1. NDCG@10 is
//! that of the list divided by that of the best list that the judged postings of the query could make.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// How many hits of a list count: what a person sees of it.
pub const DEPTH: usize = 10;

/// Draws of the bootstrap: the ends of the interval then move by less than a thousandth from seed to seed.
const DRAWS: usize = 10_000;

/// Fixed, so that the same judgements give the same table.
const SEED: u64 = 20_260_105;

/// What a posting of this grade is worth: 0, 1 or 3.
fn gain(grade: u8) -> f64 {
    f64::from((1_u32 << grade) - 1)
}

fn discounted_gain(grades: &[u8]) -> f64 {
    let first = grades.iter().take(DEPTH).zip(2_u32..);
    first
        .map(|(grade, rank_and_one)| gain(*grade) / f64::from(rank_and_one).log2())
        // The sum of no numbers is -0, which a table would show.
        .fold(0.0, |sum, one| sum + one)
}

/// NDCG@10 of a list; `None` where no judged posting is worth anything, so that no list is better than another.
pub fn ndcg(list: &[u8], judged: &[u8]) -> Option<f64> {
    let mut best = judged.to_vec();
    best.sort_unstable_by(|a, b| b.cmp(a));
    let best = discounted_gain(&best);
    (best > 0.0).then(|| discounted_gain(list) / best)
}

/// The mean; 0 of nothing.
pub fn mean(values: &[f64]) -> f64 {
    match values.len() {
        0 => 0.0,
        n => values.iter().sum::<f64>() / n as f64,
    }
}

/// The 95 % interval of the mean of differences, one a query, by the paired bootstrap: queries are drawn anew with all that belongs
/// to them. It says how far the result hangs on the queries that were asked, not on who judged.
pub fn interval(differences: &[f64]) -> (f64, f64) {
    let n = differences.len();
    if n == 0 {
        return (0.0, 0.0);
    }
    let mut chance = ChaCha8Rng::seed_from_u64(SEED);
    let mut draw = || {
        let place = (u64::from(chance.next_u32()) * n as u64) >> 32;
        differences[usize::try_from(place).unwrap_or(0)]
    };
    let mut means: Vec<f64> = (0..DRAWS)
        .map(|_| (0..n).map(|_| draw()).sum::<f64>() / n as f64)
        .collect();
    means.sort_by(f64::total_cmp);
    (means[DRAWS / 40], means[DRAWS - 1 - DRAWS / 40])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-6
    }

    #[test]
    fn ndcg_is_what_is_worked_out_by_hand() {
        // 3/log2(2) + 0 + 1/log2(4) = 3.5; at best 2, 2, 1: 3 + 3/log2(3) + 1/2 = 5.392789; one good posting was not found.
        let found = ndcg(&[2, 0, 1], &[1, 0, 2, 2]).unwrap();
        assert!(close(found, 3.5 / 5.392_789_26), "{found}");
        assert!(close(ndcg(&[2, 2, 1], &[1, 0, 2, 2]).unwrap(), 1.0));
        assert!(close(ndcg(&[], &[2]).unwrap(), 0.0));
        assert_eq!(ndcg(&[0, 0], &[0, 0]), None);
    }

    #[test]
    fn the_eleventh_counts_for_nothing() {
        let mut list = vec![0; DEPTH];
        list.push(2);
        assert!(close(ndcg(&list, &[2]).unwrap(), 0.0));
    }

    #[test]
    fn an_interval_lies_around_the_mean_and_is_a_point_where_all_are_equal() {
        assert_eq!(interval(&[0.25; 20]), (0.25, 0.25));
        let mixed: Vec<f64> = (0..40).map(|n| f64::from(n % 2)).collect();
        let (low, high) = interval(&mixed);
        // The mean of 40 fair coins: 0.5, give or take 1.96 * 0.5 / sqrt(40) = 0.155.
        assert!((0.30..0.40).contains(&low), "{low}");
        assert!((0.60..0.70).contains(&high), "{high}");
    }
}
