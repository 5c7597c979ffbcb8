//! The bytes of one feed in, its entries and facts out: RSS 0.9x, 1.0 and 2.0, Atom, CDF, Indeed's XML, each of them saved as JSON too, and JSON Feed. Knows no posting.
//!
//! Why not feed-rs: over the suite of Python's feedparser version 3.0 read 314 files with fewer entries than they hold and
//! without a word (Atom 0.3, `<r:rss>`, RSS in invented namespaces), refused 69 that hold entries (`<rss>` without a version),
//! and panicked on two; it is all or nothing, so that one bare `&` or a cut connection costs the whole feed; and it drops the
//! elements that job feeds are read for (`region`, `job:salary`). Here quick-xml is only the tokenizer, an item stands for
//! itself, and what was lost is counted.

mod converted;
mod element;
mod entry;
mod names;
mod scan;
mod tokens;

use std::ops::ControlFlow;

use url::Url;

use super::charset::text_of_bytes;
use super::json_feed;
use element::Element;
pub(super) use entry::resolved;
pub use entry::{Entry, Markup};
pub(super) use names::{Namespaces, local_part};
use scan::{Found, scan};

/// A document with more entries is no feed of anything; the rest is left unread, which bounds the memory of a reading.
pub(super) const MOST_ENTRIES: usize = 200_000;

/// What a feed says.
#[derive(Debug, Default)]
pub struct Feed {
    /// Its title, as one line.
    pub title: String,
    /// What it says of itself, as one line.
    pub description: String,
    /// The page that it is the feed of.
    pub link: Option<String>,
    /// The next page of it (RFC 5005, JSON Feed's `next_url`).
    pub next: Option<String>,
    /// Seconds that should pass between two polls (`ttl`, `sy:updatePeriod`).
    pub ask_every: Option<u64>,
    /// Its entries, in its order.
    pub entries: Vec<Entry>,
    /// Entries that were begun and could not be read.
    pub lost: u64,
    /// What is wrong with the document, where something is; the entries that stand here are whole all the same.
    pub fault: Option<String>,
}

/// Reads a feed of any format. `content_type` is the header's value, `address` what relative links are resolved against.
#[must_use]
pub fn read_feed(body: &[u8], content_type: Option<&str>, address: &str) -> Feed {
    let decoded = text_of_bytes(body, content_type);
    let text = decoded.text.trim_start_matches('\u{feff}').trim();
    let mut feed = if text.is_empty() {
        Feed {
            fault: Some("the document is empty".to_owned()),
            ..Feed::default()
        }
    } else if converted::is_converted(text) {
        converted::read(text, address)
    } else if let Some(json) = json_feed::json_in(text) {
        json_feed::read(json, address)
    } else {
        read_xml(text, address)
    };
    feed.fault = feed.fault.or(decoded.fault);
    feed
}

fn is_item(name: &str) -> bool {
    matches!(name, "item" | "entry" | "job")
}

fn read_xml(text: &str, address: &str) -> Feed {
    let mut feed = Feed::default();
    let mut bases = Bases {
        address: Url::parse(address).ok(),
        link: None,
    };
    let mut is_full = false;
    let outcome = scan(text, is_item, &mut |found| {
        match found {
            Found::Item(element, around) => {
                if feed.entries.len() == MOST_ENTRIES {
                    is_full = true;
                    return ControlFlow::Break(());
                }
                let base = bases.within(&around, &element);
                feed.entries.push(entry::entry_of(&element, base.as_ref()));
            }
            Found::Fact(element, around) => {
                let base = bases.within(&around, &element);
                take_fact(&mut feed, &element, base.as_ref());
                if element.name == "link" {
                    bases.link = feed.link.as_deref().and_then(|link| Url::parse(link).ok());
                }
            }
        }
        ControlFlow::Continue(())
    });
    feed.lost = outcome.lost;
    feed.fault = outcome.fault;
    if is_full {
        feed.fault = Some(format!("only the first {MOST_ENTRIES} entries are read"));
    } else if feed.entries.is_empty() && !outcome.saw_feed {
        let root = outcome.root.unwrap_or_else(|| "none".to_owned());
        feed.fault = Some(if root == "html" || looks_like_page(text) {
            "the document is an HTML page in place of a feed".to_owned()
        } else {
            let root: String = root.chars().take(60).collect();
            format!("the document is not a feed; its outermost element is `{root}`")
        });
    }
    feed
}

fn looks_like_page(text: &str) -> bool {
    let head: String = text
        .chars()
        .take(400)
        .collect::<String>()
        .to_ascii_lowercase();
    ["<!doctype html", "<html", "<body"]
        .iter()
        .any(|sign| head.contains(sign))
}

/// What relative addresses may be resolved against.
struct Bases {
    address: Option<Url>,
    link: Option<Url>,
}

impl Bases {
    /// `xml:base` of the element and what stands around it; without any, the feed's own page, then its address.
    fn within(&self, around: &[String], element: &Element) -> Option<Url> {
        let own = element
            .attributes
            .iter()
            .find(|(name, _)| name == "xml:base");
        let stated: Vec<&str> = around
            .iter()
            .map(String::as_str)
            .chain(own.map(|(_, base)| base.as_str()))
            .collect();
        if stated.is_empty() {
            return self.link.clone().or_else(|| self.address.clone());
        }
        let mut base = self.address.clone();
        for one in stated {
            base = entry::joined(base.as_ref(), one).or(base);
        }
        base
    }
}

/// A fact of the feed itself.
fn take_fact(feed: &mut Feed, element: &Element, base: Option<&Url>) {
    let empty_yet = |text: &str| text.is_empty();
    match element.name.as_str() {
        "title" if empty_yet(&feed.title) => feed.title = entry::line_of(element),
        "description" | "subtitle" | "tagline" if empty_yet(&feed.description) => {
            feed.description = entry::line_of(element);
        }
        "link" => {
            let Some(address) = entry::address_of(element, base) else {
                return;
            };
            match element.attribute("rel") {
                None | Some("alternate") if feed.link.is_none() => feed.link = Some(address),
                Some("next") => feed.next = Some(address),
                _ => {}
            }
        }
        "ttl" => {
            // Minutes; a day is as long as a feed may ask for.
            let minutes = element.own_text().parse::<u64>().ok();
            let seconds = minutes
                .filter(|minutes| *minutes > 0)
                .map(|m| m.saturating_mul(60));
            feed.ask_every = feed.ask_every.max(seconds);
        }
        "sy:updateperiod" => {
            let seconds = match element.own_text().to_ascii_lowercase().as_str() {
                "hourly" => 3_600,
                "daily" => 86_400,
                "weekly" => 604_800,
                "monthly" => 2_592_000,
                "yearly" => 31_536_000,
                _ => return,
            };
            feed.ask_every = feed.ask_every.max(Some(seconds));
        }
        "sy:updatefrequency" => {
            let times = element.own_text().parse::<u64>().unwrap_or(1).max(1);
            feed.ask_every = feed.ask_every.map(|seconds| (seconds / times).max(1));
        }
        _ => {}
    }
}
