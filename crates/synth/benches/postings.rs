//! Postings per second of the planted market: worded, as JSON lines, as RSS pages, and as a panel without text.
#![allow(clippy::unwrap_used)]

use divan::Bencher;
use divan::counter::ItemsCount;
use synth::Market;

fn main() {
    divan::main();
}

/// About what 100 postings a day make of the market's 1506 days.
const POSTINGS: u64 = 150_600;

#[divan::bench(sample_count = 3, sample_size = 1)]
fn postings(bencher: Bencher) {
    let market = Market::planted(1, 100.0);
    let bencher = bencher.counter(ItemsCount::new(POSTINGS));
    bencher.bench(|| market.postings().count());
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn files(bencher: Bencher) {
    let market = Market::planted(1, 100.0);
    let bencher = bencher.counter(ItemsCount::new(POSTINGS));
    bencher.bench(|| {
        let lines: usize = market.jsonl().map(|line| line.len()).sum();
        lines
            + market
                .rss_pages(50)
                .map(|(_, page)| page.len())
                .sum::<usize>()
    });
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn panel_of_counts(bencher: Bencher) {
    let market = Market::planted(1, 100.0);
    let bencher = bencher.counter(ItemsCount::new(POSTINGS));
    bencher.bench(|| market.panel_over(market.days(), &[], false));
}
