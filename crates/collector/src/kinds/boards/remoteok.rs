//! Remote OK's jobs: an array whose first element is a legal notice, some texts decoded twice by its makers. Knows no other board.

use model::{Market, Pay, Period};
use serde_json::Value;

use super::endpoint::{endpoint, lines};
use crate::document::{RawDocument, Reading, Request};
use crate::kinds::listing::{Page, faulty};
use crate::kinds::{Kind, Lists, Terms, json};
use crate::read::countries::only_country_of;
use crate::read::draft::Draft;
use crate::read::figures::{figure_of, pay_of_figures};
use crate::read::html::{clean_line, decode_entities, text_of_html};
use crate::read::mojibake::undone;
use crate::source::Source;

pub(super) const KIND: Kind = Kind {
    name: "remoteok",
    describe: "the newest hundred or so remote jobs of Remote OK",
    platform: "remoteok",
    market: Market::Board,
    lists: Lists::Latest,
    board: None,
    needs_url: false,
    terms: Terms {
        polls_a_day: 12,
        gap_ms: 5_000,
        delay_hours: 24,
        attribution: "link back to the job's page on remoteok.com with a link that may be followed, and name Remote OK as the source; its logo may not be shown",
        note: "whoever does not link back loses access",
    },
    first,
    read,
};

fn first(source: &Source) -> Result<Vec<Request>, String> {
    let address = endpoint(source, "https://remoteok.com/api")?;
    Ok(vec![Request::get(address, "list")])
}

fn read(source: &Source, document: &RawDocument) -> Reading {
    let (_, jobs) = match json::parsed(document, "") {
        Ok(found) => found,
        Err(fault) => return faulty(fault),
    };
    let mut page = Page::new(source, document);
    for job in &jobs {
        // The notice has neither id nor position; it is no item.
        if job.get("legal").is_some() && job.get("position").is_none() {
            continue;
        }
        page.next_row();
        let stated = json::scalar(job, "/date").or_else(|| json::scalar(job, "/epoch"));
        let published = page.date(stated);
        let clean = |pointer: &str| {
            // Before cleaning, which takes half of a broken letter for an invisible one.
            let text = json::scalar(job, pointer)?;
            Some(clean_line(&decode_entities(&undone(&text))))
        };
        let description = json::scalar(job, "/description").unwrap_or_default();
        page.push(Draft {
            id: json::scalar(job, "/id"),
            url: json::scalar(job, "/url"),
            title: clean("/position").unwrap_or_default(),
            body: text_of_html(&undone(&description)),
            skills: lines(job, "/tags"),
            label: None,
            published,
            pay: pay_of(job),
            country: clean("/location").and_then(|place| only_country_of(&place)),
            organisation: clean("/company"),
        });
    }
    // One page, whatever there is: older jobs are out of reach.
    let mut reading = page.finish();
    reading.capped = true;
    reading
}

/// Two ends by the year in dollars, as the board asks its customers for them; 0 is "not stated".
fn pay_of(job: &Value) -> Option<Pay> {
    let figure = |key: &str| job.get(key).and_then(figure_of).filter(|end| *end > 0.0);
    pay_of_figures(
        Some(figure("salary_min")?),
        Some(figure("salary_max")?),
        "USD",
        Period::Year,
    )
}
