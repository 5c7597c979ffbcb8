//! Jobicy's remote jobs: pages of up to two hundred by a cursor. Knows no other board.

use model::{Label, Market, Pay};
use serde_json::Value;

use super::endpoint::{asked, endpoint, lines};
use crate::document::{RawDocument, Reading, Request};
use crate::kinds::listing::{Page, Step, Way, faulty, go_on, with_parameters};
use crate::kinds::{Kind, Lists, Terms, json};
use crate::read::countries::only_country_of;
use crate::read::draft::Draft;
use crate::read::figures::{figure_of, pay_of_figures, period_of_field};
use crate::source::Source;

const PAGE: &str = "200";

pub(super) const KIND: Kind = Kind {
    name: "jobicy",
    describe: "remote jobs of Jobicy, with stated pay where there is any",
    platform: "jobicy",
    market: Market::Board,
    lists: Lists::Latest,
    board: None,
    needs_url: false,
    terms: Terms {
        polls_a_day: 4,
        gap_ms: 2_000,
        delay_hours: 0,
        attribution: "credit Jobicy with a direct link, and let buttons to apply lead to the job's own page there",
        note: "a few polls a day are enough; pages go back by cursor",
    },
    first,
    read,
};

fn first(source: &Source) -> Result<Vec<Request>, String> {
    let address = endpoint(source, "https://jobicy.com/api/v2/remote-jobs")?;
    let address = with_parameters(&address, &[("count", PAGE)]);
    Ok(vec![Request::get(address, "list")])
}

fn read(source: &Source, document: &RawDocument) -> Reading {
    let (value, jobs) = match json::parsed(document, "/jobs") {
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
        let published = page.date(json::scalar(job, "/pubDate"));
        let industries = lines(job, "/jobIndustry");
        let place = json::line(job, "/jobGeo");
        page.push(Draft {
            id: json::scalar(job, "/id"),
            url: json::scalar(job, "/url"),
            title: json::line(job, "/jobTitle").unwrap_or_default(),
            body: json::body(job, &["/jobDescription"]),
            label: industries
                .into_iter()
                .next()
                .map(|leaf| Label { broad: None, leaf }),
            published,
            pay: pay_of(job),
            country: place.and_then(|place| only_country_of(&place)),
            organisation: json::line(job, "/companyName"),
            ..Draft::default()
        });
    }
    let mut reading = page.finish();
    let way = Way::of(document);
    let first_id = jobs.first().and_then(|job| json::scalar(job, "/id"));
    let cursor = json::scalar(&value, "/nextCursor");
    let step = match &cursor {
        // No total is claimed: the cursor alone says whether there is more.
        Some(_) => way.step(first_id, jobs.len() as u64, 0, None),
        None => Step::End,
    };
    let cursor = cursor.unwrap_or_default();
    go_on(&mut reading, &way, step, |_| {
        Request::get(with_parameters(&address, &[("cursor", &cursor)]), "list")
    });
    reading
}

fn pay_of(job: &Value) -> Option<Pay> {
    let figure = |key: &str| job.get(key).and_then(figure_of).filter(|end| *end > 0.0);
    let period = period_of_field(&json::scalar(job, "/salaryPeriod")?)?;
    let currency = json::scalar(job, "/salaryCurrency")?;
    // One end alone is a bound.
    pay_of_figures(
        Some(figure("salaryMin")?),
        Some(figure("salaryMax")?),
        &currency,
        period,
    )
}
