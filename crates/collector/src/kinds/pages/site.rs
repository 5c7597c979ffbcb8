//! A page and the addresses on it in; whether they belong to the same site out. Knows no posting.

use std::collections::BTreeSet;

use url::{Host, Url};

use crate::document::{RawDocument, Request};

/// Second-level names under which a country's registry sells, so that the name before them is the owner's.
const SHARED: [&str; 14] = [
    "ac", "asn", "co", "com", "edu", "go", "gob", "gov", "gv", "mil", "ne", "net", "or", "org",
];

/// The part of a host's name that its owner registered. The list of public suffixes would know more rare cases, and
/// is larger than this program.
fn registered(host: &str) -> &str {
    let dots: Vec<usize> = host.rmatch_indices('.').map(|(at, _)| at).collect();
    let labels = match dots.first() {
        Some(last) => {
            let top = &host[last + 1..];
            let second_start = dots.get(1).map_or(0, |at| at + 1);
            let second = &host[second_start..*last];
            if top.len() == 2 && SHARED.contains(&second) {
                3
            } else {
                2
            }
        }
        None => return host,
    };
    match dots.get(labels - 1) {
        Some(at) => &host[at + 1..],
        None => host,
    }
}

fn is_same_site(here: &Url, there: &Url) -> bool {
    match (here.host(), there.host()) {
        (Some(Host::Domain(here)), Some(Host::Domain(there))) => {
            registered(here) == registered(there)
        }
        (here, there) => here == there && here.is_some(),
    }
}

/// The addresses that a page leads to, each once, in its order.
pub(super) struct Links<'a> {
    here: &'a Url,
    /// Hosts that the declaration allows besides the page's own site.
    hosts: &'a str,
    seen: BTreeSet<String>,
    pub(super) found: Vec<Url>,
    /// How many lead to other sites, and the first of them.
    pub(super) foreign: usize,
    pub(super) first_foreign: Option<String>,
}

impl<'a> Links<'a> {
    pub(super) fn new(here: &'a Url, hosts: Option<&'a String>) -> Links<'a> {
        Links {
            here,
            hosts: hosts.map_or("", String::as_str),
            seen: BTreeSet::from([here.to_string()]),
            found: Vec::new(),
            foreign: 0,
            first_foreign: None,
        }
    }

    /// Takes an address as it stands in the page; those that are no page of the web, and repetitions, are passed over.
    pub(super) fn add(&mut self, written: &str) -> Option<&Url> {
        let mut there = self.here.join(written.trim()).ok()?;
        there.set_fragment(None);
        if !matches!(there.scheme(), "http" | "https") {
            return None;
        }
        if !self.allows(&there) {
            self.foreign += 1;
            self.first_foreign.get_or_insert_with(|| there.to_string());
            return None;
        }
        if !self.seen.insert(there.to_string()) {
            return None;
        }
        self.found.push(there);
        self.found.last()
    }

    pub(super) fn allows(&self, there: &Url) -> bool {
        let mut declared = self.hosts.split([',', ' ']).map(str::trim);
        is_same_site(self.here, there) || declared.any(|host| there.host_str() == Some(host))
    }
}

/// The pages of a list that were asked for before this one and with it; they travel in [`Request::carry`], so that a
/// list whose last page leads back ends.
pub(super) struct Trail(Vec<String>);

impl Trail {
    pub(super) fn of(document: &RawDocument) -> Trail {
        let carry = document.request.carry.as_deref().unwrap_or_default();
        let mut trail: Vec<String> = serde_json::from_str(carry).unwrap_or_default();
        trail.push(document.request.url.clone());
        Trail(trail)
    }

    /// Whether this is the first page, which cannot be empty; a later one may be.
    pub(super) fn is_first(&self) -> bool {
        self.0.len() == 1
    }

    /// The page that an address on this one leads to, where it belongs to the site and was not asked for before.
    pub(super) fn next(&self, written: &str, links: &Links<'_>) -> Option<Request> {
        let next = links.here.join(written).ok()?;
        let is_new = next != *links.here && !self.0.contains(&next.to_string());
        (is_new && links.allows(&next)).then(|| Request {
            carry: serde_json::to_string(&self.0).ok(),
            ..Request::get(next, "list")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::registered;

    #[test]
    fn the_owner_is_before_the_suffix() {
        for (host, owner) in [
            ("example.com", "example.com"),
            ("jobs.example.com", "example.com"),
            ("jobs.example.co.uk", "example.co.uk"),
            ("example.co.uk", "example.co.uk"),
            ("a.b.example.com.au", "example.com.au"),
            ("jobs.ne", "jobs.ne"),
            ("localhost", "localhost"),
        ] {
            assert_eq!(registered(host), owner, "{host}");
        }
    }
}
