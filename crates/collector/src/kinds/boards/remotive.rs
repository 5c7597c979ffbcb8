//! Remotive's remote jobs: one document, held back by a day, pay in free text. Knows no other board.

use model::{Label, Market};

use super::endpoint::{endpoint, lines};
use crate::document::{RawDocument, Reading, Request};
use crate::kinds::listing::{Page, faulty};
use crate::kinds::{Kind, Lists, Terms, json};
use crate::read::countries::{dollar_of, only_country_of};
use crate::read::draft::Draft;
use crate::read::stated::{PayHints, pay_of_text};
use crate::source::Source;

pub(super) const KIND: Kind = Kind {
    name: "remotive",
    describe: "remote jobs of Remotive, with their categories and tags",
    platform: "remotive",
    market: Market::Board,
    lists: Lists::Open,
    board: None,
    needs_url: false,
    terms: Terms {
        polls_a_day: 4,
        gap_ms: 60_000,
        delay_hours: 24,
        attribution: "link back to the job's page on remotive.com and name Remotive as the source",
        note: "more than two requests a minute are blocked; its jobs must not be handed on to Jooble, Google Jobs or LinkedIn",
    },
    first,
    read,
};

fn first(source: &Source) -> Result<Vec<Request>, String> {
    let address = endpoint(source, "https://remotive.com/api/remote-jobs")?;
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
        // Stated without a zone; read as UTC, which puts the day off by hours at most.
        let published = page.date(json::scalar(job, "/publication_date"));
        let country = json::line(job, "/candidate_required_location")
            .and_then(|place| only_country_of(&place));
        let hints = PayHints {
            currency: dollar_of(country.as_deref()),
            period: None,
            is_pay_field: true,
        };
        let salary = json::line(job, "/salary");
        page.push(Draft {
            id: json::scalar(job, "/id"),
            url: json::scalar(job, "/url"),
            title: json::line(job, "/title").unwrap_or_default(),
            body: json::body(job, &["/description"]),
            skills: lines(job, "/tags"),
            label: json::line(job, "/category").map(|leaf| Label { broad: None, leaf }),
            published,
            pay: salary.and_then(|salary| pay_of_text(&salary, hints)),
            country,
            organisation: json::line(job, "/company_name"),
        });
    }
    let mut reading = page.finish();
    reading.claimed = ["/total-job-count", "/job-count"]
        .iter()
        .find_map(|pointer| value.pointer(pointer)?.as_u64());
    reading
}
