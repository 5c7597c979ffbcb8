//! `data/forgotten.jsonl`: of what was forgotten a hash and the day, so that it is known again and not told. Knows no store and no index.
//!
//! A name would be the very thing that is to be forgotten. A hash keeps it from whoever reads the file, not from whoever
//! tries names: it says of a name that is at hand whether it is on the list.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, Write};

use anyhow::Context;
use model::{Day, Posting, PostingKey};
use serde::{Deserialize, Serialize};

use crate::settings::Settings;

/// What a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    /// The key of a posting.
    Posting,
    /// The name of an organisation as `fold` compares it: without capitals, punctuation and legal form.
    Organisation,
    /// The name of an organisation without capitals and punctuation.
    Spelling,
}

/// A line of the file.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    what: Kind,
    hash: String,
    day: Day,
}

/// What shall be forgotten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// One posting.
    Posting(PostingKey),
    /// All postings of an organisation, by its name as `fold` compares it.
    Organisation(String),
    /// All postings under one spelling of an organisation, without capitals and punctuation.
    Spelling(String),
}

impl Target {
    /// Whether it takes this posting.
    pub fn takes(&self, posting: &Posting) -> bool {
        let name = posting.organisation.as_deref();
        match self {
            Target::Posting(key) => posting.key == *key,
            Target::Organisation(own) => name.is_some_and(|name| fold::organisation(name) == *own),
            Target::Spelling(own) => name.is_some_and(|name| fold::plain(name) == *own),
        }
    }

    fn line(&self) -> (Kind, String) {
        match self {
            Target::Posting(key) => (Kind::Posting, hash_of(Kind::Posting, key.as_str())),
            Target::Organisation(name) => (Kind::Organisation, hash_of(Kind::Organisation, name)),
            Target::Spelling(name) => (Kind::Spelling, hash_of(Kind::Spelling, name)),
        }
    }
}

/// The kind is hashed too, so that a key and a name that read alike are two things.
fn hash_of(kind: Kind, text: &str) -> String {
    reportgen::hash_of(format!("jobtide forgets: {kind:?}\n{text}").as_bytes())
}

/// All that was forgotten.
#[derive(Clone, Debug, Default)]
pub struct List {
    lines: BTreeMap<(Kind, String), Day>,
    has_names: bool,
}

impl List {
    /// Reads the file; an empty list where there is none. A line that cannot be read is an error, since without it something
    /// would come back.
    pub fn read(settings: &Settings) -> anyhow::Result<List> {
        let path = settings.forgotten();
        let text = match std::fs::read_to_string(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(List::default()),
            other => other.with_context(|| format!("cannot read {}", path.display()))?,
        };
        let mut list = List::default();
        for (at, line) in text.lines().enumerate() {
            let line: Line = serde_json::from_str(line).with_context(|| {
                format!(
                    "{}, line {}: it is no line of the list of what was forgotten; put back a copy of the file",
                    path.display(),
                    at + 1
                )
            })?;
            list.add((line.what, line.hash), line.day);
        }
        Ok(list)
    }

    fn add(&mut self, line: (Kind, String), day: Day) {
        self.has_names |= line.0 != Kind::Posting;
        self.lines.entry(line).or_insert(day);
    }

    /// Whether a posting was forgotten, itself or with its organisation.
    pub fn has(&self, posting: &Posting) -> bool {
        let is_listed = |target: Target| self.lines.contains_key(&target.line());
        if self.lines.is_empty() {
            return false;
        }
        is_listed(Target::Posting(posting.key.clone()))
            || self.has_names
                && posting.organisation.as_deref().is_some_and(|name| {
                    is_listed(Target::Organisation(fold::organisation(name)))
                        || is_listed(Target::Spelling(fold::plain(name)))
                })
    }

    /// The day on which this was forgotten first.
    pub fn day_of(&self, target: &Target) -> Option<Day> {
        self.lines.get(&target.line()).copied()
    }

    /// Adds these, with the file replaced whole and on the disk before anything is taken out anywhere.
    pub fn note(
        &mut self,
        settings: &Settings,
        targets: impl IntoIterator<Item = Target>,
        day: Day,
    ) -> anyhow::Result<()> {
        for target in targets {
            self.add(target.line(), day);
        }
        let mut text = Vec::new();
        for ((what, hash), day) in &self.lines {
            let line = Line {
                what: *what,
                hash: hash.clone(),
                day: *day,
            };
            serde_json::to_writer(&mut text, &line)?;
            text.push(b'\n');
        }
        let path = settings.forgotten();
        let fresh = path.with_extension("new");
        let write = || {
            let mut file = File::create(&fresh)?;
            file.write_all(&text)?;
            file.sync_all()?;
            std::fs::rename(&fresh, &path)
        };
        write().with_context(|| format!("cannot write {}", path.display()))
    }
}
