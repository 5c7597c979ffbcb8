//! Synthetic postings and temporary folders for the tests: numbers in, the same postings out on every run. Knows no store.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use model::{
    Currency, DateKind, Day, Label, Market, Pay, PayKind, Period, Posting, PostingKey, Published,
};

const WORDS: [&str; 16] = [
    "chatbot",
    "invoice",
    "Übersetzung",
    "需要",
    "kitchen",
    "ledger",
    "sketch",
    "script",
    "phone",
    "garden",
    "video",
    "lyrics",
    "copy",
    "règle",
    "table",
    "query",
];

/// A small generator of its own, so that the bytes of the fixtures do not hang on a library's version.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }

    fn words(&mut self, count: u64) -> String {
        let words: Vec<&str> = (0..count).map(|_| WORDS[self.roll(16) as usize]).collect();
        words.join(" ")
    }
}

/// Posting number `n`: always the same, with every optional field present in some of them.
pub fn posting(n: u64) -> Posting {
    let mut dice = Dice(n.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let platform = "planted".parse().unwrap();
    let low = 500 + i64::try_from(dice.roll(9_000)).unwrap();
    let day = Day::from_number(18_262 + i32::try_from(n % 1_500).unwrap()).unwrap();
    Posting {
        key: PostingKey::from_native_id(&platform, &format!("~{n:016x}")).unwrap(),
        source: "planted-feed".parse().unwrap(),
        platform,
        market: Market::Freelance,
        title: format!("{} {n}", dice.words(4)),
        body: if n.is_multiple_of(7) {
            String::new()
        } else {
            let count = 40 + dice.roll(120);
            dice.words(count)
        },
        skills: (0..n % 4).map(|_| dice.words(1)).collect(),
        label: n.is_multiple_of(3).then(|| Label {
            broad: n.is_multiple_of(2).then(|| "Writing".to_owned()),
            leaf: "Ghostwriting".to_owned(),
        }),
        published: Published {
            kind: [DateKind::Exact, DateKind::Bound, DateKind::Observed][(n % 3) as usize],
            day,
            at: (!n.is_multiple_of(5)).then(|| day.unix_seconds() + 60),
        },
        pay: n.is_multiple_of(2).then(|| {
            Pay::from_hundredths(PayKind::Hourly, low, low + 250, Currency::USD, Period::Hour)
                .unwrap()
        }),
        country: n.is_multiple_of(6).then(|| "Côte d'Ivoire".to_owned()),
        organisation: n.is_multiple_of(9).then(|| format!("client \"{n}\"\n")),
        url: n
            .is_multiple_of(4)
            .then(|| format!("https://example.org/jobs/{n}?a=1&b=2")),
    }
}

/// Postings number `from` up to, not including, `to`.
pub fn postings(from: u64, to: u64) -> Vec<Posting> {
    (from..to).map(posting).collect()
}

/// A folder that is gone when the test ends, whichever way it ends.
pub struct TempDir(PathBuf);

impl TempDir {
    pub fn new(name: &str) -> TempDir {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let dir = std::env::temp_dir().join(format!(
            "jobtide-store-{name}-{}-{count}",
            std::process::id()
        ));
        let _ = std::fs::remove_dir_all(&dir);
        std::fs::create_dir_all(&dir).unwrap();
        TempDir(dir)
    }

    pub fn path(&self) -> &std::path::Path {
        &self.0
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
