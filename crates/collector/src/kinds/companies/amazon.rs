//! Amazon's own job search: a hundred postings a page with their texts, and nothing behind the ten thousandth. Knows no other employer.

use model::{Label, Market};
use serde_json::Value;
use url::Url;

use crate::document::{RawDocument, Reading, Request};
use crate::kinds::listing::{
    Page, Step, Way, absolute, count_in, faulty, go_on, suspicion_of, with_parameters,
};
use crate::kinds::{Kind, Lists, Terms, json};
use crate::read::countries::country_of_field;
use crate::read::draft::Draft;
use crate::source::Source;

/// Records a page.
const PAGE: u64 = 100;

/// Behind this many the interface gives nothing.
const WALL: u64 = 10_000;

pub(super) const KIND: Kind = Kind {
    name: "amazon",
    describe: "Amazon's own job search, newest first, 10,000 at most, with texts",
    platform: "amazon",
    market: Market::Company,
    lists: Lists::Open,
    board: None,
    needs_url: false,
    terms: Terms {
        polls_a_day: 1,
        gap_ms: 2_000,
        delay_hours: 0,
        attribution: "",
        note: "undocumented; nothing is given behind the ten thousandth posting; `url` may hold a narrower search",
    },
    first,
    read,
};

fn first(source: &Source) -> Result<Vec<Request>, String> {
    let url = source
        .url
        .as_deref()
        .unwrap_or("https://www.amazon.jobs/en/search.json");
    Ok(vec![page_from(&absolute(url)?, 0)])
}

fn page_from(address: &Url, offset: u64) -> Request {
    let (offset, page) = (offset.to_string(), PAGE.to_string());
    let parameters = [
        ("offset", offset.as_str()),
        ("result_limit", page.as_str()),
        ("sort", "recent"),
    ];
    Request::get(with_parameters(address, &parameters), "list")
}

fn read(source: &Source, document: &RawDocument) -> Reading {
    let (value, jobs) = match json::parsed(document, "/jobs") {
        Ok(found) => found,
        Err(fault) => return faulty(fault),
    };
    let Ok(address) = Url::parse(&document.request.url) else {
        return faulty("the address of the list is none");
    };
    let mut page = Page::new(source, document);
    for job in &jobs {
        page.next_row();
        let draft = draft_of(&mut page, &address, job);
        page.push(draft);
    }
    let mut reading = page.finish();
    let way = Way::of(document);
    let claimed = value.get("hits").and_then(Value::as_u64);
    if way.seen == 0 {
        reading.claimed = claimed;
        reading.suspicion = claimed.and_then(suspicion_of);
    }
    let count = jobs.len() as u64;
    let first = jobs
        .first()
        .and_then(|job| json::scalar(job, "/id_icims").or_else(|| json::scalar(job, "/id")));
    let step = way.step(first, count, PAGE, claimed);
    let offset = count_in(&address, "offset") + count;
    if offset + PAGE > WALL && matches!(step, Step::More(_)) {
        reading.capped = true;
        reading.suspicion = Some(format!("the interface gives no more than {WALL} postings"));
        return reading;
    }
    go_on(&mut reading, &way, step, |_| page_from(&address, offset));
    reading
}

fn draft_of(page: &mut Page<'_>, address: &Url, job: &Value) -> Draft {
    let path = json::scalar(job, "/job_path");
    let broad = json::line(job, "/business_category");
    let leaf = json::line(job, "/job_category");
    Draft {
        published: page.date(json::scalar(job, "/posted_date")),
        id: json::scalar(job, "/id_icims").or_else(|| json::scalar(job, "/id")),
        url: path
            .and_then(|path| address.join(&path).ok())
            .map(String::from),
        title: json::line(job, "/title").unwrap_or_default(),
        body: json::body(
            job,
            &[
                "/description",
                "/basic_qualifications",
                "/preferred_qualifications",
            ],
        ),
        label: leaf.map(|leaf| Label { broad, leaf }),
        country: json::scalar(job, "/country_code").and_then(|code| country_of_field(&code)),
        organisation: json::line(job, "/company_name"),
        ..Draft::default()
    }
}
