//! Working Nomads' remote jobs: one array. Knows no other board.

use model::{Label, Market};

use super::endpoint::endpoint;
use crate::document::{RawDocument, Reading, Request};
use crate::kinds::listing::{Page, faulty};
use crate::kinds::{Kind, Lists, Terms, json};
use crate::read::countries::only_country_of;
use crate::read::draft::Draft;
use crate::read::html::clean_line;
use crate::source::Source;

pub(super) const KIND: Kind = Kind {
    name: "workingnomads",
    describe: "the newest remote jobs of Working Nomads",
    platform: "workingnomads",
    market: Market::Board,
    lists: Lists::Open,
    board: None,
    needs_url: false,
    terms: Terms {
        polls_a_day: 4,
        gap_ms: 5_000,
        delay_hours: 0,
        attribution: "link to the job's page on workingnomads.com",
        note: "no terms are known to us; one document holds all that is shown",
    },
    first,
    read,
};

fn first(source: &Source) -> Result<Vec<Request>, String> {
    let address = endpoint(source, "https://www.workingnomads.com/api/exposed_jobs/")?;
    Ok(vec![Request::get(address, "list")])
}

fn read(source: &Source, document: &RawDocument) -> Reading {
    let (_, jobs) = match json::parsed(document, "") {
        Ok(found) => found,
        Err(fault) => return faulty(fault),
    };
    let mut page = Page::new(source, document);
    for job in &jobs {
        page.next_row();
        let published = page.date(json::scalar(job, "/pub_date"));
        let url = json::scalar(job, "/url");
        let tags = json::scalar(job, "/tags").unwrap_or_default();
        let place = json::line(job, "/location");
        page.push(Draft {
            id: url.as_deref().and_then(number_of),
            url,
            title: json::line(job, "/title").unwrap_or_default(),
            body: json::body(job, &["/description"]),
            skills: tags
                .split(',')
                .map(clean_line)
                .filter(|tag| !tag.is_empty())
                .collect(),
            label: json::line(job, "/category_name").map(|leaf| Label { broad: None, leaf }),
            published,
            country: place.and_then(|place| only_country_of(&place)),
            organisation: json::line(job, "/company_name"),
            ..Draft::default()
        });
    }
    // One document, whatever there is: older jobs are out of reach.
    let mut reading = page.finish();
    reading.capped = true;
    reading
}

/// The number at the end of `/job/go/1891955/`.
fn number_of(url: &str) -> Option<String> {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let last = path.trim_end_matches('/').rsplit('/').next()?;
    let is_number = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| last.to_owned())
}
