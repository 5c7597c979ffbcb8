//! Greenhouse job boards: one document with every posting of a company. Knows nothing of other systems.

use model::{Label, Market};

use crate::document::{RawDocument, Reading, Request};
use crate::kinds::listing::{Page, address, faulty, suspicion_of, with_parameters};
use crate::kinds::{Kind, Lists, Terms, json};
use crate::read::countries::country_of_place;
use crate::read::draft::Draft;
use crate::read::html::{decode_entities, text_of_html};
use crate::source::Source;

pub(super) const KIND: Kind = Kind {
    name: "greenhouse",
    describe: "all postings of one company on Greenhouse, with their texts",
    platform: "greenhouse",
    market: Market::Company,
    lists: Lists::Open,
    board: Some("the company's name in boards.greenhouse.io/NAME"),
    needs_url: false,
    terms: Terms {
        polls_a_day: 4,
        gap_ms: 1_000,
        delay_hours: 0,
        attribution: "",
        note: "none stated; the interface is documented for public use and one request gives the whole board",
    },
    first,
    read,
};

fn first(source: &Source) -> Result<Vec<Request>, String> {
    let address = address(source, |board| {
        format!("https://boards-api.greenhouse.io/v1/boards/{board}/jobs")
    })?;
    let address = with_parameters(&address, &[("content", "true")]);
    Ok(vec![Request::get(address, "list")])
}

fn read(source: &Source, document: &RawDocument) -> Reading {
    let (value, jobs) = match json::parsed(document, "/jobs") {
        Ok(found) => found,
        Err(fault) => return faulty(fault),
    };
    let mut page = Page::new(source, document);
    for job in &jobs {
        page.next_row();
        // `updated_at` moves with every edit; older boards and some mirrors have nothing else, and then the posting
        // counts as seen and not as published.
        let published = page.date(json::scalar(job, "/first_published"));
        // The texts are HTML, escaped once more.
        let content = json::scalar(job, "/content").unwrap_or_default();
        let leaf = json::line(job, "/departments/0/name");
        page.push(Draft {
            id: json::scalar(job, "/id"),
            url: json::scalar(job, "/absolute_url"),
            title: json::line(job, "/title").unwrap_or_default(),
            body: text_of_html(&decode_entities(&content)),
            label: leaf.map(|leaf| Label { broad: None, leaf }),
            published,
            country: json::line(job, "/location/name").and_then(|place| country_of_place(&place)),
            organisation: json::line(job, "/company_name"),
            ..Draft::default()
        });
    }
    let mut reading = page.finish();
    reading.claimed = value
        .pointer("/meta/total")
        .and_then(serde_json::Value::as_u64);
    reading.suspicion = reading.claimed.and_then(suspicion_of);
    reading
}
