//! What watches found in, an Atom file of the postings out. Knows nothing of queries.

use std::path::Path;

use indexer::{Hit, Reader};
use reportgen::{AtomEntry, AtomFeed, AtomLink};

use super::saved::{Found, State};
use crate::settings::Settings;
use crate::{moments, replace, search};

/// Writes the latest postings of some watches, the newest first; those that the index holds no more are left out.
pub fn write(
    settings: &Settings,
    reader: &Reader,
    watches: &[(&str, &State)],
    file: &Path,
) -> anyhow::Result<()> {
    let operator = &settings.polling.contact;
    let mut found: Vec<(&str, &Found)> = Vec::new();
    for (name, state) in watches {
        found.extend(state.latest.iter().map(|one| (*name, one)));
    }
    // Stable, so that postings of one run stay in the order in which they were shown.
    found.sort_by_key(|(_, one)| std::cmp::Reverse(one.at));
    let mut entries = Vec::new();
    for (name, one) in &found {
        if let Some(posting) = reader.posting(&one.key)? {
            entries.push(entry(operator, name, one, &posting.hit));
        }
    }
    // A feed without an entry is as old as the first of its watches.
    let began = watches.iter().map(|(_, state)| state.first_run).min();
    let newest = found.first().map(|(_, one)| one.at).or(began);
    let names: Vec<&str> = watches.iter().map(|(name, _)| *name).collect();
    let file_name = file.file_name().and_then(|name| name.to_str());
    let mut identity = vec![operator.clone(), "watch".to_owned()];
    identity.extend(names.iter().map(|name| (*name).to_owned()));
    let feed = AtomFeed {
        identity,
        title: format!("Jobtide: {}", names.join(", ")),
        language: "en",
        updated: moments::stamp(newest.unwrap_or(settings.now)),
        file: file_name.unwrap_or_default().to_owned(),
        entries,
    };
    replace::whole(file, &reportgen::atom(&feed))
}

fn entry(operator: &str, name: &str, found: &Found, hit: &Hit) -> AtomEntry {
    let links = hit.url.iter().map(|url| AtomLink {
        href: url.clone(),
        of: None,
    });
    AtomEntry {
        identity: [operator, "watch", name, hit.key.as_str()]
            .map(str::to_owned)
            .to_vec(),
        title: hit.title.clone(),
        updated: moments::stamp(found.at),
        published: Some(format!("{}T00:00:00Z", hit.day)),
        category: Some(name.to_owned()),
        links: links.collect(),
        summary: search::facts(hit).join(" · "),
    }
}
