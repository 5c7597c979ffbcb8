//! Pages that hold schema.org JobPostings: a list of links or a sitemap, then the pages themselves. Knows no vocabulary but the links'.

use std::sync::LazyLock;

use model::{Market, ProblemKind};
use regex::Regex;
use serde_json::Value;
use url::Url;

use super::mend;
use super::selectors::{Selectors, text_of, tree_of};
use super::site::{Links, Trail};
use crate::document::{RawDocument, Reading, Request};
use crate::kinds::job_posting::{draft_of, postings_in};
use crate::kinds::listing::{Page, absolute, faulty};
use crate::kinds::{Kind, Lists, Terms};
use crate::read::html::decode_entities;
use crate::read::xml_items::items_of;
use crate::source::Source;

pub(super) const KIND: Kind = Kind {
    name: "json-ld",
    describe: "pages with a schema.org JobPosting, found by `select.link` on a list page or by `select.match` in a sitemap",
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
        note: "the site's own robots.txt and terms hold; every posting costs a request",
    },
    first,
    read,
};

struct Declared {
    selectors: Selectors,
    /// What the addresses of postings look like.
    matching: Option<Regex>,
}

impl Declared {
    fn of(source: &Source) -> Result<Declared, String> {
        let selectors =
            Selectors::check(&source.select, &["link", "next"], &["match", "hosts"], &[])?;
        let matching = match source.select.get("match") {
            Some(written) => Some(Regex::new(written).map_err(|error| {
                format!("`select.match`: `{written}` is no regular expression ({error})")
            })?),
            None => None,
        };
        Ok(Declared {
            selectors,
            matching,
        })
    }

    fn wants(&self, address: &Url) -> bool {
        let matching = self.matching.as_ref();
        matching.is_none_or(|matching| matching.is_match(address.as_str()))
    }
}

fn first(source: &Source) -> Result<Vec<Request>, String> {
    Declared::of(source)?;
    let url = source
        .url
        .as_deref()
        .ok_or("`url` is missing, the address of the list or of the sitemap")?;
    Ok(vec![Request::get(absolute(url)?, "list")])
}

fn read(source: &Source, document: &RawDocument) -> Reading {
    let declared = match Declared::of(source) {
        Ok(declared) => declared,
        Err(fault) => return faulty(fault),
    };
    let Ok(here) = Url::parse(&document.final_url) else {
        return faulty("the address of the page is none");
    };
    if document.request.role == "detail" {
        let mut page = Page::new(source, document);
        add_postings(&mut page, &text_of(document), true);
        return with_cut(page.finish(), document);
    }
    let start =
        String::from_utf8_lossy(&document.body[..document.body.len().min(2_000)]).into_owned();
    // A sitemap that is packed in itself shows nothing of its root.
    let packed = document.body.starts_with(&[0x1f, 0x8b]);
    if packed || start.contains("<urlset") || start.contains("<sitemapindex") {
        return read_sitemap(source, &declared, document, &here);
    }
    read_list(source, &declared, document, &here)
}

fn with_cut(mut reading: Reading, document: &RawDocument) -> Reading {
    reading.fault = document.cut.clone();
    reading
}

fn read_sitemap(
    source: &Source,
    declared: &Declared,
    document: &RawDocument,
    here: &Url,
) -> Reading {
    if declared.matching.is_none() {
        return faulty(
            "`select.match` is missing: a sitemap lists all pages of a site, and only this says which of them are postings",
        );
    }
    let mut links = Links::new(here, source.select.get("hosts"));
    let (maps, broken_maps) = items_of(&document.body, "sitemap");
    let (pages, broken) = items_of(&document.body, "url");
    let mut page = Page::new(source, document);
    let mut follow = Vec::new();
    for (entries, role) in [(&maps, "list"), (&pages, "detail")] {
        for address in entries.iter().filter_map(|entry| entry.text("loc")) {
            let address = decode_entities(address);
            if let Some(address) = links.add(&address)
                && (role == "list" || declared.wants(address))
            {
                follow.push(Request::get(address.clone(), role));
            }
        }
    }
    note_foreign(&mut page, &links);
    let mut reading = page.finish();
    reading.follow = follow;
    reading.fault = document.cut.clone().or(broken).or(broken_maps);
    reading
}

fn read_list(source: &Source, declared: &Declared, document: &RawDocument, here: &Url) -> Reading {
    let text = text_of(document);
    let mut page = Page::new(source, document);
    let Some(link) = declared.selectors.get("link") else {
        add_postings(&mut page, &text, true);
        return with_cut(page.finish(), document);
    };
    let tree = match tree_of(document) {
        Ok(tree) => tree,
        Err(fault) => return faulty(fault),
    };
    let mut links = Links::new(here, source.select.get("hosts"));
    let mut found = 0;
    for element in link.all(tree.root_element()) {
        found += 1;
        if let Some(address) = link.address_of(element) {
            links.add(&address);
        }
    }
    let wanted = links.found.iter().filter(|address| declared.wants(address));
    let mut follow: Vec<Request> = wanted
        .map(|address| Request::get(address.clone(), "detail"))
        .collect();
    let next = declared.selectors.get("next");
    let next = next.and_then(|next| next.address(tree.root_element()));
    let trail = Trail::of(document);
    follow.extend(next.and_then(|next| trail.next(&next, &links)));
    note_foreign(&mut page, &links);
    // Some sites put the postings of a list into the list itself as well.
    add_postings(&mut page, &text, false);
    let mut reading = with_cut(page.finish(), document);
    reading.follow = follow;
    if found == 0 && trail.is_first() && reading.items.is_empty() {
        reading.fault = Some(
            "`select.link` finds nothing on the page: it changed, or a script makes its list"
                .to_owned(),
        );
    }
    reading
}

/// One problem for all addresses that lead elsewhere.
fn note_foreign(page: &mut Page<'_>, links: &Links<'_>) {
    if let Some(first) = &links.first_foreign {
        let what = format!(
            "links to other sites are not followed ({} here); name their hosts in `select.hosts` if they should be",
            links.foreign
        );
        page.problem(ProblemKind::BadValue, &what, first);
    }
}

/// The postings of a page; where it `must` hold one and does not, a problem says what it holds instead.
fn add_postings(page: &mut Page<'_>, text: &str, must: bool) {
    // Found in the text and not in the tree: scripts are the same in both, and this costs no tree.
    static SCRIPT: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r#"(?is)<script\b[^>]*\btype\s*=\s*["']?application/ld\+json[^>]*>(.*?)</script"#,
        )
        .ok()
    });
    let scripts: Vec<&str> = match &*SCRIPT {
        Some(script) => script
            .captures_iter(text)
            .filter_map(|found| found.get(1))
            .map(|found| found.as_str())
            .filter(|script| !script.trim().is_empty())
            .collect(),
        None => Vec::new(),
    };
    let mut values: Vec<Value> = Vec::new();
    let mut broken = false;
    for script in &scripts {
        match mend::parse(script) {
            Ok(value) => values.push(value),
            Err(error) => {
                broken = true;
                let what = format!("the page's JSON-LD is no JSON and cannot be mended: {error}");
                page.problem(ProblemKind::Malformed, &what, script.trim());
            }
        }
    }
    let postings: Vec<&Value> = values.iter().flat_map(postings_in).collect();
    for posting in &postings {
        page.next_row();
        let draft = draft_of(page, posting, must && postings.len() == 1);
        page.push(draft);
    }
    if must && postings.is_empty() && !broken {
        let what = if scripts.is_empty() {
            "the page holds no JSON-LD, so no posting can be read from it"
        } else {
            "the page's JSON-LD holds no JobPosting"
        };
        page.problem(ProblemKind::MissingField, what, "");
    }
}
