//! Workable boards through their public widget: one document with every posting of a company. Knows nothing of other systems.

use std::collections::BTreeSet;

use model::{Label, Market};

use crate::document::{RawDocument, Reading, Request};
use crate::kinds::listing::{Page, address, faulty, with_parameters};
use crate::kinds::{Kind, Lists, Terms, json};
use crate::read::countries::country_of_field;
use crate::read::draft::Draft;
use crate::source::Source;

// The widget and not the newer interface with its page tokens: it gives the whole board with its texts at once, so
// that no page can be missed.
pub(super) const KIND: Kind = Kind {
    name: "workable",
    describe: "all postings of one company on Workable, with their texts; days without times",
    platform: "workable",
    market: Market::Company,
    lists: Lists::Open,
    board: Some("the company's name in apply.workable.com/NAME"),
    needs_url: false,
    terms: Terms {
        polls_a_day: 4,
        gap_ms: 2_000,
        delay_hours: 0,
        attribution: "",
        note: "none stated; it answers 429 to bursts",
    },
    first,
    read,
};

fn first(source: &Source) -> Result<Vec<Request>, String> {
    let address = address(source, |board| {
        format!("https://apply.workable.com/api/v1/widget/accounts/{board}")
    })?;
    let address = with_parameters(&address, &[("details", "true")]);
    Ok(vec![Request::get(address, "list")])
}

fn read(source: &Source, document: &RawDocument) -> Reading {
    let (value, jobs) = match json::parsed(document, "/jobs") {
        Ok(found) => found,
        Err(fault) => return faulty(fault),
    };
    let company = json::line(&value, "/name");
    let mut page = Page::new(source, document);
    let mut seen = BTreeSet::new();
    for job in &jobs {
        page.next_row();
        let id = json::scalar(job, "/shortcode");
        // A posting stands there once for each of its places.
        if let Some(id) = &id
            && !seen.insert(id.clone())
        {
            page.leave_out();
            continue;
        }
        let published = json::scalar(job, "/published_on");
        let published = page.date(published.or_else(|| json::scalar(job, "/created_at")));
        let leaf = json::line(job, "/function").or_else(|| json::line(job, "/department"));
        page.push(Draft {
            id,
            url: json::scalar(job, "/url").or_else(|| json::scalar(job, "/shortlink")),
            title: json::line(job, "/title").unwrap_or_default(),
            body: json::body(job, &["/description"]),
            label: leaf.map(|leaf| Label { broad: None, leaf }),
            published,
            country: json::line(job, "/country").and_then(|name| country_of_field(&name)),
            organisation: company.clone(),
            ..Draft::default()
        });
    }
    page.finish()
}
