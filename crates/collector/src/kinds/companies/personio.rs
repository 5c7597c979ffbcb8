//! Personio career sites: one document of XML with every position of a company. Knows nothing of other systems.

use std::collections::BTreeSet;

use model::{Label, Market};
use url::Url;

use crate::document::{RawDocument, Reading, Request};
use crate::kinds::listing::{Page, address, faulty, with_parameters};
use crate::kinds::{Kind, Lists, Terms};
use crate::read::draft::Draft;
use crate::read::html::{clean_line, decode_entities, text_of_html};
use crate::read::xml_items::{XmlItem, items_of};
use crate::source::Source;

pub(super) const KIND: Kind = Kind {
    name: "personio",
    describe: "all positions of one company on Personio, with their texts",
    platform: "personio",
    market: Market::Company,
    lists: Lists::Open,
    board: Some(
        "the company's name in NAME.jobs.personio.de; short names are often another firm's",
    ),
    needs_url: false,
    terms: Terms {
        polls_a_day: 4,
        gap_ms: 1_000,
        delay_hours: 0,
        attribution: "",
        note: "none stated; one request gives the whole board",
    },
    first,
    read,
};

fn first(source: &Source) -> Result<Vec<Request>, String> {
    let address = address(source, |board| {
        format!("https://{board}.jobs.personio.de/xml")
    })?;
    let address = if address.query().is_some() {
        address
    } else {
        with_parameters(&address, &[("language", "en")])
    };
    Ok(vec![Request::get(address, "list")])
}

fn read(source: &Source, document: &RawDocument) -> Reading {
    let head = &document.body[..document.body.len().min(2_000)];
    if !String::from_utf8_lossy(head).contains("workzag-jobs") {
        return faulty("the answer is not the XML of a Personio board (no `workzag-jobs`)");
    }
    let (positions, broken) = items_of(&document.body, "position");
    let mut page = Page::new(source, document);
    let mut seen = BTreeSet::new();
    for position in &positions {
        page.next_row();
        let id = position.text("id").map(str::to_owned);
        // A position stands there once for each of its offices.
        if let Some(id) = &id
            && !seen.insert(id.clone())
        {
            page.leave_out();
            continue;
        }
        let published = page.date(position.text("createdAt").map(str::to_owned));
        let line = |name: &str| {
            let text = position.text(name)?;
            Some(clean_line(&decode_entities(text)))
        };
        let broad = line("occupationCategory");
        let label = line("occupation").map(|leaf| Label { broad, leaf });
        page.push(Draft {
            url: id.as_deref().and_then(|id| page_of(document, id)),
            id,
            title: line("name").unwrap_or_default(),
            body: body_of(position),
            label: label.or_else(|| {
                let leaf = line("department")?;
                Some(Label { broad: None, leaf })
            }),
            published,
            organisation: line("subcompany"),
            ..Draft::default()
        });
    }
    let mut reading = page.finish();
    reading.fault = document.cut.clone().or(broken);
    reading
}

fn page_of(document: &RawDocument, id: &str) -> Option<String> {
    let address = Url::parse(&document.final_url).ok()?;
    address.join(&format!("/job/{id}")).ok().map(String::from)
}

/// The sections under their headings; they are HTML in CDATA.
fn body_of(position: &XmlItem) -> String {
    let names = position.texts("jobDescriptions/jobDescription/name");
    let values = position.texts("jobDescriptions/jobDescription/value");
    let sections: Vec<String> = names
        .iter()
        .zip(values)
        .map(|(name, value)| format!("<h3>{name}</h3>{value}"))
        .collect();
    text_of_html(&sections.join("<p></p>"))
}
