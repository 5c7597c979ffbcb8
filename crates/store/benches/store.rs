//! What blocks of postings gain over one posting a value: the store beside plain sled, on planted text, in one run. Knows no real data.
#![allow(clippy::unwrap_used)]

#[path = "../tests/it/market.rs"]
mod market;

use std::path::Path;
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::ItemsCount;
use market::{Dice, TempDir};
use model::Posting;
use store::Store;
use zstd::bulk::{Compressor, Decompressor};

const POSTINGS: u64 = 20_000;
const BATCH: usize = 1_000;

/// Postings as an archive brings them: 300 to 1,500 bytes of text with a vocabulary that compresses about as real prose does.
static MARKET: LazyLock<Vec<Posting>> = LazyLock::new(|| {
    (1..)
        .zip(market::postings(0, POSTINGS))
        .map(|(n, posting)| {
            let mut dice = Dice(n);
            dice.roll(2);
            let length = 200 + dice.roll(1_200);
            Posting {
                body: prose(&mut dice, length as usize),
                ..posting
            }
        })
        .collect()
});

/// Words of one to four syllables, the rare ones as rare as the third power of a uniform number makes them.
fn prose(dice: &mut Dice, length: usize) -> String {
    const SYLLABLES: [&str; 24] = [
        "ta", "re", "in", "mon", "der", "sil", "ver", "pro", "ject", "com", "able", "ing", "work",
        "er", "ly", "sta", "time", "un", "con", "tract", "ment", "de", "sign", "or",
    ];
    let mut text = String::with_capacity(length + 16);
    while text.len() < length {
        let uniform = dice.roll(1 << 20) as f64 / f64::from(1 << 20);
        let mut word = (uniform.powi(3) * 200_000.0) as usize;
        loop {
            text.push_str(SYLLABLES[word % 24]);
            word /= 24;
            if word == 0 {
                break;
            }
        }
        text.push(if dice.roll(12) == 0 { '\n' } else { ' ' });
    }
    text
}

/// The layout that was measured against: one zstd value a posting, an entry for each key, one batch in one tree.
struct OneByOne {
    db: sled::Db,
    last: u64,
}

impl OneByOne {
    fn open(dir: &Path) -> OneByOne {
        let config = sled::Config::new().path(dir).cache_capacity(64 << 20);
        OneByOne {
            db: config.flush_every_ms(Some(2_000)).open().unwrap(),
            last: 0,
        }
    }

    fn put(&mut self, postings: &[Posting]) {
        let mut compressor = Compressor::new(3).unwrap();
        let mut batch = sled::Batch::default();
        for posting in postings {
            if self.db.get(posting.key.as_str()).unwrap().is_some() {
                continue;
            }
            self.last += 1;
            let text = serde_json::to_vec(posting).unwrap();
            let value = compressor.compress(&text).unwrap();
            batch.insert([b"b".as_slice(), &self.last.to_be_bytes()].concat(), value);
            batch.insert(posting.key.as_str(), &self.last.to_be_bytes());
        }
        self.db.apply_batch(batch).unwrap();
    }

    fn read(zstd: &mut Decompressor<'_>, value: &[u8]) -> Posting {
        serde_json::from_slice(&zstd.decompress(value, 1 << 16).unwrap()).unwrap()
    }

    fn get(&self, posting: &Posting) -> Option<Posting> {
        let sequence = self.db.get(posting.key.as_str()).unwrap()?;
        let value = self
            .db
            .get([b"b".as_slice(), &sequence].concat())
            .unwrap()?;
        Some(OneByOne::read(&mut Decompressor::new().unwrap(), &value))
    }

    fn walk(&self) -> impl Iterator<Item = Posting> {
        let mut zstd = Decompressor::new().unwrap();
        let blocks = self.db.range(b"b".as_slice()..b"c");
        blocks.map(move |pair| OneByOne::read(&mut zstd, &pair.unwrap().1))
    }
}

fn filled_store() -> (TempDir, Store) {
    let dir = TempDir::new("bench-blocks");
    let store = Store::open(dir.path()).unwrap();
    for batch in MARKET.chunks(BATCH) {
        store.put(batch).unwrap();
    }
    (dir, store)
}

fn filled_one_by_one() -> (TempDir, OneByOne) {
    let dir = TempDir::new("bench-one");
    let mut one_by_one = OneByOne::open(dir.path());
    for batch in MARKET.chunks(BATCH) {
        one_by_one.put(batch);
    }
    (dir, one_by_one)
}

/// Every 61st key, so that neighbours in the order of asking share no block.
fn scattered() -> impl Iterator<Item = &'static Posting> {
    (0..1_000).map(|n| &MARKET[n * 61 % POSTINGS as usize])
}

#[divan::bench_group(sample_count = 5, sample_size = 1)]
mod import {
    use super::{
        BATCH, Bencher, ItemsCount, LazyLock, MARKET, POSTINGS, filled_one_by_one, filled_store,
    };

    #[divan::bench]
    fn blocks(bencher: Bencher<'_, '_>) {
        LazyLock::force(&MARKET);
        bencher
            .counter(ItemsCount::new(POSTINGS))
            .bench_local(filled_store);
    }

    #[divan::bench]
    fn one_by_one(bencher: Bencher<'_, '_>) {
        LazyLock::force(&MARKET);
        bencher
            .counter(ItemsCount::new(POSTINGS))
            .bench_local(filled_one_by_one);
    }

    /// The same archive once more: every key is known.
    #[divan::bench]
    fn blocks_again(bencher: Bencher<'_, '_>) {
        let (_dir, store) = filled_store();
        bencher.counter(ItemsCount::new(POSTINGS)).bench_local(|| {
            for batch in MARKET.chunks(BATCH) {
                assert_eq!(store.put(batch).unwrap().new, 0);
            }
        });
    }
}

#[divan::bench_group(sample_count = 5, sample_size = 1)]
mod walk {
    use super::{Bencher, ItemsCount, POSTINGS, filled_one_by_one, filled_store};

    #[divan::bench]
    fn blocks(bencher: Bencher<'_, '_>) {
        let (_dir, store) = filled_store();
        bencher.counter(ItemsCount::new(POSTINGS)).bench_local(|| {
            assert_eq!(
                store.after(0).filter(Result::is_ok).count() as u64,
                POSTINGS
            );
        });
    }

    #[divan::bench]
    fn one_by_one(bencher: Bencher<'_, '_>) {
        let (_dir, one_by_one) = filled_one_by_one();
        bencher
            .counter(ItemsCount::new(POSTINGS))
            .bench_local(|| assert_eq!(one_by_one.walk().count() as u64, POSTINGS));
    }
}

#[divan::bench_group(sample_count = 5, sample_size = 1)]
mod get {
    use super::{Bencher, ItemsCount, filled_one_by_one, filled_store, scattered};

    #[divan::bench]
    fn blocks(bencher: Bencher<'_, '_>) {
        let (_dir, store) = filled_store();
        bencher.counter(ItemsCount::new(1_000_u64)).bench_local(|| {
            assert!(scattered().all(|posting| store.get(&posting.key).unwrap().is_some()));
        });
    }

    #[divan::bench]
    fn one_by_one(bencher: Bencher<'_, '_>) {
        let (_dir, one_by_one) = filled_one_by_one();
        bencher
            .counter(ItemsCount::new(1_000_u64))
            .bench_local(|| assert!(scattered().all(|posting| one_by_one.get(posting).is_some())));
    }
}

fn main() {
    divan::main();
}
