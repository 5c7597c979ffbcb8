//! What a person named, a key or an organisation, and the store's postings that it means. Writes nothing.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::anyhow;
use model::{Day, Posting, PostingKey};
use serde::Serialize;
use store::Store;

use super::list::{List, Target};
use crate::arguments::Forget;
use crate::exit;
use crate::settings::nearest;

/// A posting that goes, as it is shown first.
#[derive(Clone, Debug, Serialize)]
pub struct Going {
    /// Its key.
    pub key: PostingKey,
    /// Its title.
    pub title: String,
    /// Its day.
    pub day: Day,
    /// Which source brought it.
    pub source: String,
    /// Its organisation as it is written.
    pub organisation: Option<String>,
}

impl Going {
    /// How a posting is shown.
    pub fn of(posting: &Posting) -> Going {
        Going {
            key: posting.key.clone(),
            title: posting.title.clone(),
            day: posting.published.day,
            source: posting.source.to_string(),
            organisation: posting.organisation.clone(),
        }
    }
}

/// What the person means: a key that is in the store or on the list, else an organisation.
///
/// Names that differ in their legal form may be two firms, and what is forgotten does not come back, so that the person says which.
pub fn target(store: &Store, list: &List, wanted: &Forget) -> anyhow::Result<Target> {
    let what = wanted.what.trim();
    if let Some(key) = PostingKey::from_text(what) {
        let target = Target::Posting(key.clone());
        if list.day_of(&target).is_some() || store.get(&key)?.is_some() {
            return Ok(target);
        }
    }
    let (name, plain) = (fold::organisation(what), fold::plain(what));
    let whole = Target::Organisation(name.clone());
    let spelt = Target::Spelling(plain.clone());
    let seen = Seen::among(store, what, &name);
    let forms: BTreeSet<String> = seen.spellings.keys().map(|one| fold::plain(one)).collect();
    if wanted.exact && (forms.contains(&plain) || list.day_of(&spelt).is_some()) {
        return Ok(spelt);
    }
    if !wanted.exact && (!forms.is_empty() || list.day_of(&whole).is_some()) {
        if forms.len() > 1 && !wanted.all_spellings {
            return Err(exit::usage(anyhow!(
                "`{what}` is written in {} ways that may be as many organisations: {}; give one of them with --exact, or --all-spellings to forget all of them",
                forms.len(),
                seen.told()
            )));
        }
        return Ok(whole);
    }
    // Forgotten under this spelling alone before, and nothing of it is left to be found.
    if !name.is_empty() && list.day_of(&spelt).is_some() {
        return Ok(spelt);
    }
    let near = seen.nearest.as_deref();
    let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    let written = match seen.spellings.is_empty() {
        true => String::new(),
        false => format!(", only {}", seen.told()),
    };
    Err(exit::usage(anyhow!(
        "the store holds no posting with the key `{what}` and no organisation of that name{written}{near} (`jobtide search --json` shows keys and organisations)"
    )))
}

/// What a pass over the store showed.
#[derive(Default)]
struct Seen {
    /// How the organisation is written, and how often.
    spellings: BTreeMap<String, u64>,
    /// The key or name that is most like what was asked for.
    nearest: Option<String>,
}

impl Seen {
    fn among(store: &Store, what: &str, name: &str) -> Seen {
        let mut seen = Seen::default();
        let is_key = PostingKey::from_text(what).is_some();
        let mut names = BTreeSet::new();
        for (_, posting) in store.after(0).flatten() {
            if is_key {
                seen.compare(what, posting.key.as_str());
            }
            let Some(own) = posting.organisation else {
                continue;
            };
            if !name.is_empty() && fold::organisation(&own) == name {
                *seen.spellings.entry(own).or_default() += 1;
            } else {
                names.insert(own);
            }
        }
        for own in &names {
            seen.compare(what, own);
        }
        seen
    }

    fn compare(&mut self, what: &str, other: &str) {
        let best = self.nearest.as_deref();
        let near = nearest(what, best.into_iter().chain([other])).map(str::to_owned);
        self.nearest = near;
    }

    fn told(&self) -> String {
        let spellings = self.spellings.iter();
        let told: Vec<String> = spellings
            .map(|(name, count)| format!("`{name}` ({count})"))
            .collect();
        told.join(", ")
    }
}

/// The postings of the store that go.
pub fn postings(store: &Store, target: &Target) -> anyhow::Result<Vec<Posting>> {
    if let Target::Posting(key) = target {
        return Ok(store
            .get(key)?
            .map(|(_, posting)| posting)
            .into_iter()
            .collect());
    }
    // What cannot be read is counted where blocks are taken apart.
    let all = store.after(0).flatten().map(|(_, posting)| posting);
    Ok(all.filter(|posting| target.takes(posting)).collect())
}
