//! Himalayas' feed of remote jobs: pages of twenty by a cursor. Knows nothing of offsets, which its makers take away.

use model::{Label, Market, Pay};
use serde_json::Value;

use super::endpoint::{asked, endpoint, lines};
use crate::document::{RawDocument, Reading, Request};
use crate::kinds::listing::{Page, Step, Way, faulty, go_on, suspicion_of, with_parameters};
use crate::kinds::{Kind, Lists, Terms, json};
use crate::read::countries::only_country_of;
use crate::read::draft::Draft;
use crate::read::figures::{figure_of, pay_of_figures, period_of_field};
use crate::source::Source;

/// However many are asked for.
const PAGE: u64 = 20;

pub(super) const KIND: Kind = Kind {
    name: "himalayas",
    describe: "remote jobs of Himalayas, newest first, with stated pay, currency and period",
    platform: "himalayas",
    market: Market::Board,
    lists: Lists::OpenNewestFirst,
    board: None,
    needs_url: false,
    terms: Terms {
        polls_a_day: 4,
        gap_ms: 1_000,
        delay_hours: 0,
        attribution: "link back to the job's page on himalayas.app and name Himalayas as the source",
        note: "about 100,000 jobs at twenty a page: a poll reads the newest of them",
    },
    first,
    read,
};

fn first(source: &Source) -> Result<Vec<Request>, String> {
    let address = endpoint(source, "https://himalayas.app/jobs/api")?;
    let address = with_parameters(&address, &[("limit", &PAGE.to_string())]);
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
        let url = json::scalar(job, "/guid").or_else(|| json::scalar(job, "/applicationLink"));
        let categories: Vec<String> = lines(job, "/categories")
            .iter()
            .map(|category| category.replace('-', " "))
            .collect();
        let places = lines(job, "/locationRestrictions");
        page.push(Draft {
            url,
            title: json::line(job, "/title").unwrap_or_default(),
            body: json::body(job, &["/description"]),
            label: label_of(job, &categories),
            skills: categories,
            published,
            pay: pay_of(job),
            country: match &places[..] {
                [place] => only_country_of(place),
                _ => None,
            },
            organisation: json::line(job, "/companyName"),
            ..Draft::default()
        });
    }
    let total = value.get("totalCount").and_then(Value::as_u64);
    let mut reading = page.finish();
    reading.claimed = total;
    reading.suspicion = total.and_then(suspicion_of);
    let way = Way::of(document);
    let first_id = jobs.first().and_then(|job| json::scalar(job, "/guid"));
    let cursor = json::scalar(&value, "/nextCursor");
    let step = match &cursor {
        // The total moves while the pages are read; the cursor alone says whether there is more.
        Some(_) => way.step(first_id, jobs.len() as u64, 0, None),
        None => Step::End,
    };
    let seen = way.seen + jobs.len() as u64;
    if let (Step::End, Some(total)) = (&step, total)
        && seen < total
    {
        reading.capped = true;
        reading.suspicion = Some(format!(
            "the pages ended after {seen} of the {total} jobs that the board claims"
        ));
    }
    let cursor = cursor.unwrap_or_default();
    go_on(&mut reading, &way, step, |_| {
        Request::get(with_parameters(&address, &[("cursor", &cursor)]), "list")
    });
    reading
}

fn label_of(job: &Value, categories: &[String]) -> Option<Label> {
    let broad = lines(job, "/parentCategories").into_iter().next();
    match categories.first() {
        Some(leaf) => Some(Label {
            broad,
            leaf: leaf.clone(),
        }),
        None => broad.map(|leaf| Label { broad: None, leaf }),
    }
}

fn pay_of(job: &Value) -> Option<Pay> {
    let figure = |key: &str| job.get(key).and_then(figure_of).filter(|end| *end > 0.0);
    let period = period_of_field(&json::scalar(job, "/salaryPeriod")?)?;
    let currency = json::scalar(job, "/currency")?;
    // One end alone is a bound.
    pay_of_figures(
        Some(figure("minSalary")?),
        Some(figure("maxSalary")?),
        &currency,
        period,
    )
}
