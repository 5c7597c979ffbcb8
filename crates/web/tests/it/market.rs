//! Postings that the tests ask for: a year and a half of two words, and some whose text tries to become more than text.

use std::path::Path;

use indexer::Writer;
use model::{Day, Posting};
use serde_json::{Value, json};
use tagger::Tagger;

/// What stands in a title and must come out as text.
pub const HOSTILE: &str =
    "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> {{view}} &amp;";

fn posting(value: &Value) -> Posting {
    serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{error}: {value}"))
}

/// All of them.
pub fn postings() -> Vec<Posting> {
    let first = "2022-06-01".parse::<Day>().unwrap().number();
    let mut all = Vec::new();
    for at in 0..560 {
        let day = Day::from_number(first + at).unwrap().to_string();
        let (word, cents) = if at % 3 == 0 {
            ("zapier", 4_000)
        } else {
            ("n8n", 6_000)
        };
        all.push(posting(&json!({
            "key": format!("upwork/{word}-{at}"),
            "source": if at % 2 == 0 { "upwork-rss" } else { "upwork-csv" },
            "platform": "upwork",
            "market": "freelance",
            "title": format!("Automate with {word}, number {at}"),
            "body": format!("We want a workflow in {word} that calls ChatGPT.\nDay {at}."),
            "published": {"kind": "exact", "day": day},
            "pay": {"kind": "hourly", "low": cents + i64::from(at), "high": cents + i64::from(at), "currency": "USD", "period": "hour"},
            "country": if at % 5 == 0 { "Poland" } else { "United States" },
        })));
    }
    all.push(posting(&json!({
        "key": "hn/a b/?#%2F..",
        "source": "hn", "platform": "hn", "market": "thread",
        "title": HOSTILE,
        "body": format!("Hostile body: {HOSTILE}\njavascript:alert(3)\nPlease do not use ChatGPT."),
        "skills": [HOSTILE],
        "organisation": HOSTILE,
        "country": "Côte d'Ivoire",
        "url": "javascript:alert(4)",
        "published": {"kind": "observed", "day": "2023-03-04"},
    })));
    all
}

/// An index of postings.
pub fn index(folder: &Path, postings: &[Posting]) {
    let mut writer = Writer::open(folder, Tagger::embedded(), "a store").unwrap();
    let before = writer.last_sequence();
    for (at, posting) in postings.iter().enumerate() {
        writer.add(before + at as u64 + 1, posting, None).unwrap();
    }
    writer.finish().unwrap();
}

/// One more posting, as a refresh brings it.
pub fn one_more(platform: &str) -> Posting {
    posting(&json!({
        "key": format!("{platform}/late"),
        "source": "late", "platform": platform, "market": "board",
        "title": "A latecomer",
        "published": {"kind": "exact", "day": "2023-05-05"},
    }))
}
