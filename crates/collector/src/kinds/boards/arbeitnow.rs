//! Arbeitnow's jobs, most of them in Germany: numbered pages, bodies of HTML that is escaped once more. Knows no other board.

use model::{Label, Market};
use serde_json::Value;

use super::endpoint::{asked, endpoint, lines};
use crate::document::{RawDocument, Reading, Request};
use crate::kinds::listing::{Page, Step, Way, count_in, faulty, go_on, with_parameters};
use crate::kinds::{Kind, Lists, Terms, json};
use crate::read::countries::only_country_of;
use crate::read::draft::Draft;
use crate::read::html::{decode_entities, text_of_html};
use crate::source::Source;

pub(super) const KIND: Kind = Kind {
    name: "arbeitnow",
    describe: "jobs of Arbeitnow, most of them in Germany, with remote work and visa sponsorship noted",
    platform: "arbeitnow",
    market: Market::Board,
    lists: Lists::Open,
    board: None,
    needs_url: false,
    terms: Terms {
        polls_a_day: 4,
        gap_ms: 5_000,
        delay_hours: 0,
        attribution: "link to the job's page on arbeitnow.com",
        note: "no terms are known to us; a page is 300 jobs in more than two megabytes, so a few polls a day are enough",
    },
    first,
    read,
};

fn first(source: &Source) -> Result<Vec<Request>, String> {
    let address = endpoint(source, "https://www.arbeitnow.com/api/job-board-api")?;
    Ok(vec![Request::get(address, "list")])
}

fn read(source: &Source, document: &RawDocument) -> Reading {
    let (value, jobs) = match json::parsed(document, "/data") {
        Ok(found) => found,
        Err(fault) => return faulty(fault),
    };
    let address = match asked(document) {
        Ok(address) => address,
        Err(fault) => return faulty(fault),
    };
    let mut page = Page::new(source, document);
    for job in &jobs {
        page.next_row();
        let published = page.date(json::scalar(job, "/created_at"));
        let tags = lines(job, "/tags");
        page.push(Draft {
            id: json::scalar(job, "/slug"),
            url: json::scalar(job, "/url"),
            title: json::line(job, "/title").unwrap_or_default(),
            body: body_of(job),
            label: tags.first().map(|leaf| Label {
                broad: None,
                leaf: leaf.clone(),
            }),
            skills: tags,
            published,
            country: json::line(job, "/location").and_then(|place| only_country_of(&place)),
            organisation: json::line(job, "/company_name"),
            ..Draft::default()
        });
    }
    let mut reading = page.finish();
    let way = Way::of(document);
    let first_id = jobs.first().and_then(|job| json::scalar(job, "/slug"));
    let step = match json::scalar(&value, "/links/next") {
        Some(_) => way.step(first_id, jobs.len() as u64, 0, None),
        None => Step::End,
    };
    // The link is taken for a yes and not for an address: what a document names may lie anywhere.
    let number = (count_in(&address, "page").max(1) + 1).to_string();
    go_on(&mut reading, &way, step, |_| {
        Request::get(with_parameters(&address, &[("page", &number)]), "list")
    });
    reading
}

/// The text, and what the board knows in fields of its own, since readers look for it in the text.
fn body_of(job: &Value) -> String {
    let description = json::scalar(job, "/description").unwrap_or_default();
    let is_escaped = description.contains("&lt;") && !description.contains("</");
    let mut body = match is_escaped {
        true => text_of_html(&decode_entities(&description)),
        false => text_of_html(&description),
    };
    let is = |key: &str| job.get(key) == Some(&Value::Bool(true));
    let notes: Vec<&str> = [
        ("remote", "Remote"),
        ("visa_sponsorship", "Visa sponsorship"),
    ]
    .into_iter()
    .filter_map(|(key, words)| is(key).then_some(words))
    .collect();
    if !notes.is_empty() {
        if !body.is_empty() {
            body.push_str("\n\n");
        }
        body.push_str(&notes.join("\n"));
    }
    body
}
