//! Synthetic postings in, postings folded per second out: an ordinary market, and one employer whose texts are all near to each other.
#![allow(clippy::unwrap_used)]

use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::ItemsCount;
use fold::Folder;
use model::Posting;

fn main() {
    divan::main();
}

/// A market's first postings, as they come.
static MARKET: LazyLock<Vec<Posting>> = LazyLock::new(|| {
    synth::Market::planted(7, 100.0)
        .postings()
        .take(100_000)
        .map(|one| one.posting)
        .collect()
});

/// The same market under three hundred employers, so that every posting has company and needs a sketch.
static EMPLOYERS: LazyLock<Vec<Posting>> = LazyLock::new(|| {
    let named = MARKET.iter().enumerate().map(|(at, posting)| Posting {
        organisation: Some(format!("Employer {}", at % 300)),
        ..posting.clone()
    });
    named.collect()
});

/// One employer on one day: 250 words of which all texts share what an employer says of itself, and each has some of its own.
fn one_employer(own_words: usize) -> Vec<Posting> {
    let like = &MARKET[0];
    (0..10_000)
        .map(|at| {
            let words = (0..250).map(|place| {
                if place < own_words {
                    format!("own{at}x{place}")
                } else {
                    format!("common{place}")
                }
            });
            Posting {
                key: model::PostingKey::from_native_id(&like.platform, &at.to_string()).unwrap(),
                organisation: Some("One employer".to_owned()),
                body: words.collect::<Vec<_>>().join(" "),
                ..like.clone()
            }
        })
        .collect()
}

fn fold(postings: &[Posting]) -> u64 {
    let mut folder = Folder::new("a store");
    let mut texts = |sequence: u64| {
        postings
            .get(usize::try_from(sequence).unwrap() - 1)
            .cloned()
    };
    for (at, posting) in postings.iter().enumerate() {
        folder.add(at as u64 + 1, posting, &mut texts);
    }
    folder.stats().folded
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn market_of_a_hundred_thousand(bencher: Bencher<'_, '_>) {
    bencher
        .counter(ItemsCount::new(MARKET.len()))
        .bench(|| fold(&MARKET));
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn three_hundred_employers(bencher: Bencher<'_, '_>) {
    bencher
        .counter(ItemsCount::new(EMPLOYERS.len()))
        .bench(|| fold(&EMPLOYERS));
}

/// Ten thousand texts of one employer: of 250 words so many differ. With 2 all are one job, with 20 they just are not.
#[divan::bench(args = [2, 20, 60], sample_count = 1, sample_size = 1)]
fn one_employer_of_ten_thousand(bencher: Bencher<'_, '_>, own_words: usize) {
    let postings = one_employer(own_words);
    bencher
        .counter(ItemsCount::new(postings.len()))
        .bench(|| fold(&postings));
}
