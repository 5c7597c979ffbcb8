//! What a fold promises: the rule, whatever the order of arrival, and the same after a save.
#![allow(clippy::unwrap_used, missing_docs)]

mod cold;
mod order;
mod recall;
mod rule;
mod saving;

use std::collections::BTreeMap;

use fold::{Error, Folder};
use model::{DateKind, Market, Posting, PostingKey, Published};

/// A posting of 60 words that depend on `text`, one in `every` of them changed by `change`.
pub fn posting(id: &str, day: &str, organisation: Option<&str>, body: String) -> Posting {
    let platform = "test".parse().unwrap();
    Posting {
        key: PostingKey::from_native_id(&platform, id).unwrap(),
        source: "a-source".parse().unwrap(),
        platform,
        market: Market::Company,
        title: "Gardener".to_owned(),
        body,
        skills: Vec::new(),
        label: None,
        published: Published {
            kind: DateKind::Exact,
            day: day.parse().unwrap(),
            at: None,
        },
        pay: None,
        country: None,
        organisation: organisation.map(str::to_owned),
        url: None,
    }
}

pub fn saved_bytes(folder: &Folder) -> Vec<u8> {
    let mut bytes = Vec::new();
    folder.write(&mut bytes).unwrap();
    bytes
}

pub fn read(bytes: &[u8]) -> Result<Folder, Error> {
    Folder::read(bytes, bytes.len() as u64)
}

/// `words` words that no other `name` shares, those at the positions in `changed` replaced.
pub fn text(name: &str, words: usize, changed: &[usize]) -> String {
    let word = |at: usize| {
        if changed.contains(&at) {
            format!("other{at}")
        } else {
            format!("{name}{at}")
        }
    };
    (0..words).map(word).collect::<Vec<_>>().join(" ")
}

/// Adds all in their order, the first as number 1; and gives who stands for whom.
pub fn folded(postings: &[Posting]) -> BTreeMap<String, String> {
    let mut folder = Folder::new("a store");
    let mut texts = |sequence: u64| {
        postings
            .get(usize::try_from(sequence).unwrap() - 1)
            .cloned()
    };
    for (at, posting) in postings.iter().enumerate() {
        folder.add(at as u64 + 1, posting, &mut texts);
    }
    leaders(&folder, postings)
}

pub fn leaders(folder: &Folder, postings: &[Posting]) -> BTreeMap<String, String> {
    let led = postings.iter().filter_map(|posting| {
        let leader = folder.leader_of(&posting.key)?;
        Some((posting.key.to_string(), leader.to_string()))
    });
    led.collect()
}
