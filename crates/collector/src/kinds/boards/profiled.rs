//! Any endpoint or replayed file whose form an import profile describes. Pages follow the `Link` header. Knows no format itself.

use std::ops::ControlFlow;

use model::{Day, Market};
use url::Url;

use crate::document::{RawDocument, Reading, Request};
use crate::kinds::listing::{absolute, faulty};
use crate::kinds::{Kind, Lists, Terms};
use crate::read::{FileContext, Item, read_archive};
use crate::source::Source;

pub(super) const KIND: Kind = Kind {
    name: "profile",
    describe: "any endpoint or replayed file that an import profile (`profile = \"...\"`) reads; platform and market are the profile's",
    platform: "profile",
    market: Market::Board,
    lists: Lists::Latest,
    board: None,
    needs_url: true,
    terms: Terms {
        polls_a_day: 4,
        gap_ms: 2_000,
        delay_hours: 0,
        attribution: "",
        note: "whose endpoint it is, and what that one asks, is known only to who declares it",
    },
    first,
    read,
};

fn first(source: &Source) -> Result<Vec<Request>, String> {
    if source.profile.is_none() {
        return Err("`profile` is missing: the import profile that reads the documents".to_owned());
    }
    match &source.url {
        Some(url) => Ok(vec![Request::get(absolute(url)?, "list")]),
        None => Err("`url` is missing".to_owned()),
    }
}

fn read(source: &Source, document: &RawDocument) -> Reading {
    let Some(profile) = &source.profile else {
        return faulty("the source names no profile to read its documents");
    };
    let context = FileContext {
        name: &document.final_url,
        as_of: Day::from_unix_seconds(document.fetched_at),
        now: document.fetched_at,
    };
    let mut reading = Reading::default();
    read_archive(
        Box::new(document.body.as_slice()),
        profile,
        &context,
        &mut |mut item| {
            if let Item::Posting(posting) = &mut item {
                posting.source.clone_from(&source.name);
            }
            reading.items.push(item);
            ControlFlow::Continue(())
        },
    );
    let next = document.header("link").and_then(next_of);
    if let (Some(next), Ok(answered)) = (next, Url::parse(&document.final_url))
        && let Ok(address) = answered.join(next)
    {
        reading.follow.push(Request::get(address, "list"));
    }
    reading
}

/// The address that a `Link` header names as the next page (RFC 8288), as it is written there.
fn next_of(link: &str) -> Option<&str> {
    // An address may hold a comma, so that the list is cut where an address begins.
    link.split('<').skip(1).find_map(|part| {
        let (address, parameters) = part.split_once('>')?;
        let is_next = parameters.split([';', ',']).any(|parameter| {
            let (name, value) = parameter.split_once('=').unwrap_or_default();
            let relations = value.trim().trim_matches('"');
            name.trim().eq_ignore_ascii_case("rel")
                && relations
                    .split_ascii_whitespace()
                    .any(|relation| relation.eq_ignore_ascii_case("next"))
        });
        is_next.then_some(address)
    })
}
