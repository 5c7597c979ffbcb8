//! MinHash spares comparisons and loses next to nothing by it.

use fold::{Folder, LEAST_SIMILARITY, similarity};
use model::Posting;

use crate::{folded, posting, text};

#[test]
fn at_least_99_in_100_pairs_from_the_least_likeness_up_are_found() {
    let (mut planted, mut found, mut at_the_edge, mut found_at_the_edge) = (0u32, 0u32, 0u32, 0u32);
    for pair in 0..4_000usize {
        let words = 60 + pair % 340;
        // Each changed word costs five shingles, so that the likeness runs from 1 down to about 0.8.
        let changes = (pair / 7) % (words / 45 + 1);
        let changed: Vec<usize> = (0..changes).map(|at| 7 + at * 37).collect();
        let name = format!("p{pair}w");
        let one = posting("1", "2024-05-01", Some("Acme"), text(&name, words, &[]));
        let two = posting(
            "2",
            "2024-05-02",
            Some("Acme"),
            text(&name, words, &changed),
        );
        let likeness = similarity([&one.title, &one.body], [&two.title, &two.body]).unwrap();
        let both = [one.clone(), two.clone()];
        let mut texts = |sequence: u64| both.get(usize::try_from(sequence).unwrap() - 1).cloned();
        let mut folder = Folder::new("a store");
        folder.add(1, &one, &mut texts);
        let folds = folder.add(2, &two, &mut texts).leader.is_some();
        if likeness < LEAST_SIMILARITY {
            assert!(!folds, "{likeness} was folded");
            continue;
        }
        planted += 1;
        found += u32::from(folds);
        if likeness < 0.87 {
            at_the_edge += 1;
            found_at_the_edge += u32::from(folds);
        }
    }
    println!("{found} of {planted} pairs, {found_at_the_edge} of {at_the_edge} below 0.87");
    assert!(at_the_edge > 300, "{at_the_edge}");
    assert!(
        f64::from(found) >= 0.99 * f64::from(planted),
        "{found} of {planted}"
    );
    assert!(
        f64::from(found_at_the_edge) >= 0.99 * f64::from(at_the_edge),
        "{found_at_the_edge} of {at_the_edge}"
    );
}

/// One employer's texts, a third of each what it says of itself: pairs are found among three thousand others as well as alone.
#[test]
fn a_large_block_loses_no_more_than_a_small_one() {
    let of = |pair: usize, id: &str, changed: &[usize]| -> Posting {
        let own = text(&format!("p{pair}w"), 160, changed);
        let body = format!("{} {own}", text("of-ourselves", 80, &[]));
        posting(&format!("{pair}{id}"), "2024-05-01", Some("Acme"), body)
    };
    // Five shingles a changed word: 0.98, 0.92 and 0.88.
    let all: Vec<Posting> = (0..1_500)
        .flat_map(|pair| {
            let changed: &[usize] = [&[70][..], &[40, 90], &[40, 80, 120]][pair % 3];
            [of(pair, "a", &[]), of(pair, "b", changed)]
        })
        .collect();
    let led = folded(&all);
    let found = (0..1_500).filter(|pair| led.contains_key(&format!("test/{pair}b")));
    let found = found.count();
    assert_eq!(found, led.len(), "others than the pairs were folded");
    assert!(found >= 1_485, "{found} of 1500");
}
