//! What is no longer at hand changes nothing: archives over years in any order, saved and restored in between, fold as the rule says.

use std::collections::BTreeMap;

use fold::{Folder, LEAST_SIMILARITY, WINDOW_DAYS, similarity};
use model::{Day, Market, Posting};

use crate::order::Random;
use crate::{leaders, posting, read, saved_bytes, text};

/// Texts that drift word by word over six years: most pairs of an organisation's are far apart, and chains of edges run between.
fn years(random: &mut Random, size: usize, days: usize) -> Vec<Posting> {
    let first: Day = "2019-01-01".parse().unwrap();
    (0..size)
        .map(|at| {
            let family = ["a", "b", "c", "d"][random.below(4)];
            let drift: Vec<usize> = (0..random.below(4)).map(|step| 12 * step + 3).collect();
            let day = first + i32::try_from(random.below(days)).unwrap();
            let organisation = ["Acme", "Beta", "Gamma"][random.below(3)];
            let mut one = posting(
                &format!("{at:04}"),
                &day.to_string(),
                Some(organisation),
                text(family, 60, &drift),
            );
            one.market = [Market::Company, Market::Board, Market::Thread][random.below(3)];
            one
        })
        .collect()
}

/// The rule word for word: every pair compared, components by spreading, leaders one after the other. Keeps every text.
fn by_the_rule(postings: &[Posting]) -> BTreeMap<String, String> {
    let near = |a: &Posting, b: &Posting| {
        let days = a.published.day.number() - b.published.day.number();
        let threads = a.market == Market::Thread && b.market == Market::Thread;
        let month = |one: &Posting| one.published.day.first_of_month();
        days.abs() <= WINDOW_DAYS && !(threads && month(a) != month(b))
    };
    let alike = |a: &Posting, b: &Posting| {
        let likeness = similarity([&a.title, &a.body], [&b.title, &b.body]);
        likeness.is_some_and(|likeness| likeness >= LEAST_SIMILARITY)
    };
    let edge =
        |a: &Posting, b: &Posting| a.organisation == b.organisation && near(a, b) && alike(a, b);
    let mut left: Vec<&Posting> = postings.iter().collect();
    let mut led = BTreeMap::new();
    while let Some(seed) = left.pop() {
        let (mut component, mut looked) = (vec![seed], 0);
        while looked < component.len() {
            let at = component[looked];
            let (joined, rest) = left.into_iter().partition(|one| edge(at, one));
            left = rest;
            component.extend::<Vec<_>>(joined);
            looked += 1;
        }
        let place = |one: &Posting| {
            usize::from(one.market != Market::Company) + usize::from(one.market == Market::Board)
        };
        component.sort_by_key(|one| (place(one), one.published.day, one.key.clone()));
        while !component.is_empty() {
            let leader = component.remove(0);
            component.retain(|one| {
                let follows = near(leader, one);
                if follows {
                    led.insert(one.key.to_string(), leader.key.to_string());
                }
                !follows
            });
        }
    }
    led
}

/// Folds all in their order with so many sketches at hand; `save_every` so many the folder is saved and goes on from its bytes.
fn folded(
    postings: &[Posting],
    sketches: usize,
    save_every: usize,
) -> (BTreeMap<String, String>, usize) {
    let mut asked = 0;
    let mut folder = Folder::keeping("a store", sketches);
    for (at, posting) in postings.iter().enumerate() {
        folder.add(at as u64 + 1, posting, &mut |sequence| {
            asked += 1;
            let at = usize::try_from(sequence).unwrap() - 1;
            postings.get(at).cloned()
        });
        if at % save_every == save_every - 1 {
            folder = read(&saved_bytes(&folder)).unwrap();
        }
    }
    (leaders(&folder, postings), asked)
}

#[test]
fn years_in_any_order_fold_as_the_rule_says_saved_in_between_or_not() {
    let mut random = Random(23);
    // The second has some 40 postings in a cell, whose sketches stand side by side; and room for a hundred of them.
    for (size, days) in [(300, 2_200), (2_500, 600)] {
        let mut postings = years(&mut random, size, days);
        let expected = by_the_rule(&postings);
        assert!(expected.len() > size / 50, "{} folded", expected.len());
        let mut asked_for = 0;
        for round in 0..8 {
            match round {
                0 => postings.sort_by_key(|one| one.published.day),
                1 => postings.reverse(),
                _ => random.shuffle(&mut postings),
            }
            let sketches = [1 << 17, 64, 1, 512][round % 4];
            let save_every = [usize::MAX, usize::MAX, size / 7][round % 3];
            let (led, asked) = folded(&postings, sketches, save_every);
            assert!(led == expected, "order {round} of {size}");
            asked_for += asked;
        }
        assert!(asked_for > size, "nothing was cold: {asked_for}");
    }
}

#[test]
fn an_archive_in_the_order_of_its_days_asks_for_no_text() {
    let mut random = Random(29);
    let mut postings = years(&mut random, 2_000, 2_200);
    postings.sort_by_key(|one| one.published.day);
    let (led, asked) = folded(&postings, 256, usize::MAX);
    assert!(led.len() > 500, "{}", led.len());
    assert_eq!(asked, 0);
}

/// An older archive that comes after a newer one meets postings whose sketches are gone.
#[test]
fn an_older_archive_imported_later_is_folded_into_what_is_cold() {
    let mut random = Random(31);
    let mut postings = years(&mut random, 2_000, 2_200);
    postings.sort_by_key(|one| one.published.day);
    let (even, odd): (Vec<_>, Vec<_>) = postings
        .into_iter()
        .enumerate()
        .partition(|(at, _)| at % 2 == 0);
    let all: Vec<Posting> = even.into_iter().chain(odd).map(|(_, one)| one).collect();
    let expected = by_the_rule(&all);
    let (led, asked) = folded(&all, 1 << 17, 900);
    assert!(led == expected);
    assert!(asked > 500, "{asked}");
}
