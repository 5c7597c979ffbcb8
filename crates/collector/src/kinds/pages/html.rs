//! Pages of any site, read by declared CSS selectors: items on list pages, and a page for each where it is wanted. Knows no vocabulary.

use jiff::tz::TimeZone;
use model::Market;
use scraper::ElementRef;
use serde::{Deserialize, Serialize};
use url::Url;

use super::selectors::{Selectors, tree_of};
use super::site::{Links, Trail};
use crate::document::{RawDocument, Reading, Request};
use crate::kinds::listing::{Page, absolute, faulty};
use crate::kinds::{Kind, Lists, Terms};
use crate::read::draft::Draft;
use crate::read::stated::{PayHints, pay_of_text, published_of_text};
use crate::source::Source;

pub(super) const KIND: Kind = Kind {
    name: "html",
    describe: "pages of any site by CSS selectors: select.item and select.title, and list, link, date, body, organisation, pay, next; with `details = true` the linked pages too",
    platform: "careers",
    market: Market::Company,
    lists: Lists::Open,
    board: None,
    needs_url: true,
    terms: Terms {
        polls_a_day: 2,
        gap_ms: 2_000,
        delay_hours: 0,
        attribution: "",
        note: "the site's own robots.txt and terms hold",
    },
    first,
    read,
};

/// Where the items are, and what is read of one; the second group is looked for on the linked page as well.
const KEYS: [&str; 9] = [
    "list",
    "item",
    "link",
    "next",
    "title",
    "date",
    "body",
    "organisation",
    "pay",
];

fn selectors(source: &Source) -> Result<Selectors, String> {
    Selectors::check(&source.select, &KEYS, &["hosts"], &["item", "title"])
}

fn first(source: &Source) -> Result<Vec<Request>, String> {
    let declared = selectors(source)?;
    if source.details == Some(true) && declared.get("link").is_none() {
        return Err(
            "`select.link` is missing: with `details = true` it says which page belongs to an item"
                .to_owned(),
        );
    }
    let url = source
        .url
        .as_deref()
        .ok_or("`url` is missing, the address of the first page")?;
    Ok(vec![Request::get(absolute(url)?, "list")])
}

/// What the list says of one item, as text; it travels to the item's own page.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Found {
    title: Option<String>,
    date: Option<String>,
    body: String,
    organisation: Option<String>,
    pay: Option<String>,
}

impl Found {
    fn of(declared: &Selectors, scope: ElementRef<'_>) -> Found {
        let line = |key: &str| declared.get(key).and_then(|select| select.line(scope));
        Found {
            title: line("title"),
            date: line("date"),
            body: declared
                .get("body")
                .map_or_else(String::new, |select| select.text(scope)),
            organisation: line("organisation"),
            pay: line("pay"),
        }
    }

    /// What the item's own page says, and from the list what it does not. The list's title stays: selectors made for
    /// a list find headings of all sorts on a page.
    fn filled(self, list: Found) -> Found {
        Found {
            title: list.title.or(self.title),
            date: self.date.or(list.date),
            body: if self.body.len() < list.body.len() {
                list.body
            } else {
                self.body
            },
            organisation: self.organisation.or(list.organisation),
            pay: self.pay.or(list.pay),
        }
    }

    fn draft(self, page: &mut Page<'_>, url: Option<String>) -> Draft {
        let hints = PayHints {
            is_pay_field: true,
            ..PayHints::default()
        };
        let fetched_at = page.document.fetched_at;
        // "Posted on 5 March" is a date behind words; only what follows the last colon or "on" is tried besides.
        let date = self.date.map(|text| {
            let readable = |text: &str| published_of_text(text, &TimeZone::UTC, fetched_at).is_ok();
            let tails = [": ", " on "]
                .iter()
                .filter_map(|mark| text.rsplit_once(mark));
            let tail = tails
                .map(|(_, tail)| tail.trim())
                .find(|tail| readable(tail));
            match tail {
                Some(tail) if !readable(&text) => tail.to_owned(),
                _ => text,
            }
        });
        Draft {
            url,
            title: self.title.unwrap_or_default(),
            body: self.body,
            published: page.date(date),
            pay: self.pay.and_then(|pay| pay_of_text(&pay, hints)),
            organisation: self.organisation,
            ..Draft::default()
        }
    }
}

fn read(source: &Source, document: &RawDocument) -> Reading {
    let declared = match selectors(source) {
        Ok(declared) => declared,
        Err(fault) => return faulty(fault),
    };
    let Ok(here) = Url::parse(&document.final_url) else {
        return faulty("the address of the page is none");
    };
    let tree = match tree_of(document) {
        Ok(tree) => tree,
        Err(fault) => return faulty(fault),
    };
    let mut page = Page::new(source, document);
    if document.request.role == "detail" {
        let carry = document.request.carry.as_deref().unwrap_or_default();
        let list: Found = serde_json::from_str(carry).unwrap_or_default();
        page.next_row();
        let found = Found::of(&declared, tree.root_element()).filled(list);
        let draft = found.draft(&mut page, Some(here.to_string()));
        page.push(draft);
        let mut reading = page.finish();
        reading.fault = document.cut.clone();
        return reading;
    }
    let mut links = Links::new(&here, source.select.get("hosts"));
    let mut follow = Vec::new();
    let scopes: Vec<ElementRef<'_>> = match declared.get("list") {
        Some(list) => list.all(tree.root_element()).collect(),
        None => vec![tree.root_element()],
    };
    let item = declared.get("item");
    let mut count = 0;
    for element in scopes
        .iter()
        .flat_map(|scope| item.into_iter().flat_map(|item| item.all(*scope)))
    {
        page.next_row();
        count += 1;
        let found = Found::of(&declared, element);
        let url = declared
            .get("link")
            .and_then(|link| here.join(&link.address(element)?).ok());
        let own = url
            .as_ref()
            .filter(|url| source.details == Some(true) && links.allows(url));
        let Some(own) = own else {
            let draft = found.draft(&mut page, url.map(String::from));
            page.push(draft);
            continue;
        };
        match links.add(own.as_str()) {
            Some(own) => follow.push(Request {
                carry: serde_json::to_string(&found).ok(),
                ..Request::get(own.clone(), "detail")
            }),
            None => page.leave_out(),
        }
    }
    let trail = Trail::of(document);
    let next = declared.get("next");
    let next = next.and_then(|next| next.address(tree.root_element()));
    follow.extend(next.and_then(|next| trail.next(&next, &links)));
    let mut reading = page.finish();
    reading.follow = follow;
    reading.fault = match &document.cut {
        Some(cut) => Some(cut.clone()),
        None if count == 0 && trail.is_first() => Some(
            "`select.item` finds nothing on the page: it changed, or a script makes its list"
                .to_owned(),
        ),
        None => None,
    };
    reading
}
