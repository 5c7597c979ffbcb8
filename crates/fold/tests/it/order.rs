//! Who stands for whom depends on the postings and not on the order in which they came, or on what was superseded meanwhile.

use std::collections::BTreeMap;

use fold::Folder;
use model::{Day, Market, Posting};

use crate::{folded, leaders, posting, text};

/// A generator of its own, so that a failure shows the same postings again.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % end as u64).unwrap()
    }

    pub fn shuffle<T>(&mut self, all: &mut [T]) {
        for at in (1..all.len()).rev() {
            all.swap(at, self.below(at + 1));
        }
    }
}

/// Texts that drift word by word over 100 days, so that edges chain, components meet and leaders change; with copies from boards.
fn market(random: &mut Random, size: usize) -> Vec<Posting> {
    let first: Day = "2024-01-01".parse().unwrap();
    (0..size)
        .map(|at| {
            let family = ["a", "b", "c"][random.below(3)];
            let drift: Vec<usize> = (0..random.below(6)).map(|step| 12 * step + 3).collect();
            let day = first + i32::try_from(random.below(100)).unwrap();
            let organisation = [Some("Acme"), Some("Beta"), None][random.below(3)];
            let mut one = posting(
                &format!("{at:03}"),
                &day.to_string(),
                organisation,
                text(family, 150, &drift),
            );
            one.market = [Market::Company, Market::Board, Market::Thread][random.below(3)];
            one
        })
        .collect()
}

#[test]
fn the_outcome_is_free_of_the_order_of_arrival() {
    let mut random = Random(7);
    // The larger one has blocks beyond 64, where candidates are looked up by bands.
    for size in [40, 400] {
        let mut postings = market(&mut random, size);
        let expected = folded(&postings);
        assert!(expected.len() > size / 4, "{} folded", expected.len());
        for _ in 0..6 {
            random.shuffle(&mut postings);
            assert_eq!(folded(&postings), expected);
        }
        postings.sort_by_key(|one| std::cmp::Reverse(one.published.day));
        assert_eq!(folded(&postings), expected, "newest first");
    }
}

/// The company's own posting is near to two threads that are not near to each other, and their texts are one.
#[test]
fn threads_fold_into_the_company_s_own_in_any_order() {
    let mut random = Random(17);
    let mut postings: Vec<Posting> = (0..60)
        .flat_map(|family| {
            let of = |id: &str, day: &str, market: Market| Posting {
                market,
                ..posting(
                    &format!("{family:02}{id}"),
                    day,
                    Some("Acme"),
                    text(&format!("f{family}w"), 90, &[]),
                )
            };
            [
                of("thread", "2024-02-29", Market::Thread),
                of("next", "2024-03-01", Market::Thread),
                of("own", "2024-02-29", Market::Company),
            ]
        })
        .collect();
    for _ in 0..6 {
        random.shuffle(&mut postings);
        assert_eq!(folded(&postings).len(), 120);
    }
}

#[test]
fn what_a_newcomer_moved_is_said_and_nothing_else_moves() {
    let mut random = Random(11);
    let postings = market(&mut random, 200);
    let mut texts = |sequence: u64| {
        postings
            .get(usize::try_from(sequence).unwrap() - 1)
            .cloned()
    };
    let mut folder = Folder::new("a store");
    let mut known = BTreeMap::new();
    let mut moves = 0;
    for (at, posting) in postings.iter().enumerate() {
        let changes = folder.add(at as u64 + 1, posting, &mut texts);
        moves += changes.moved.len();
        for sequence in changes.moved {
            let moved = &postings[usize::try_from(sequence).unwrap() - 1].key;
            assert_ne!(
                known.get(moved.as_str()),
                folder.leader_of(moved).map(|key| key.to_string()).as_ref()
            );
            known.remove(moved.as_str());
            known.extend(
                folder
                    .leader_of(moved)
                    .map(|leader| (moved.to_string(), leader.to_string())),
            );
        }
        known.extend(
            changes
                .leader
                .map(|leader| (posting.key.to_string(), leader.to_string())),
        );
        assert_eq!(known, leaders(&folder, &postings[..=at]));
    }
    assert!(moves > 10, "{moves}");
}

#[test]
fn a_better_dated_record_takes_the_place_of_the_old_one() {
    let mut random = Random(13);
    let postings = market(&mut random, 150);
    // Every third was first met ten days later, in another text or under another name; or without a body.
    let mut log: Vec<Posting> = Vec::new();
    for (at, posting) in postings.iter().enumerate().filter(|(at, _)| at % 3 == 0) {
        let mut early = posting.clone();
        early.published.day = early.published.day + 10;
        match at % 4 {
            0 => early.body = text("d", 150, &[]),
            1 => early.organisation = Some("Gamma".to_owned()),
            2 => early.body = String::new(),
            _ => {}
        }
        log.push(early);
    }
    let early = log.len();
    log.extend(postings.iter().cloned());
    let mut folder = Folder::new("a store");
    // As a store does it: a superseded record is not to be had any more.
    let mut texts = |sequence: u64| {
        let at = usize::try_from(sequence).unwrap() - 1;
        (at >= early || at % 2 == 0).then(|| log[at].clone())
    };
    for (at, posting) in log.iter().enumerate() {
        folder.add(at as u64 + 1, posting, &mut texts);
    }
    let before = leaders(&folder, &postings);
    let moved = folder.settle(&mut texts);
    let after = leaders(&folder, &postings);
    assert_eq!(after, folded(&postings));
    for posting in &postings {
        let key = posting.key.as_str();
        let sequence = log.iter().rposition(|one| one.key == posting.key).unwrap() as u64 + 1;
        if before.get(key) != after.get(key) {
            assert!(moved.contains(&sequence), "{key} moved unsaid");
        }
    }
}
