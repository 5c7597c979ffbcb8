//! Eightfold career sites: ten postings a page, mostly without texts. Knows nothing of other systems.

use model::{Label, Market};
use serde_json::Value;
use url::Url;

use crate::document::{RawDocument, Reading, Request};
use crate::kinds::listing::{
    Page, Step, Way, address, count_in, faulty, go_on, moment, suspicion_of, with_parameters,
};
use crate::kinds::{Kind, Lists, Terms, json};
use crate::read::countries::country_of_place;
use crate::read::draft::Draft;
use crate::source::Source;

/// Records a page; some sites give no more, whatever they are asked for.
const PAGE: u64 = 10;

/// Behind this many the interface gives nothing.
const WALL: u64 = 2_000;

pub(super) const KIND: Kind = Kind {
    name: "eightfold",
    describe: "the postings of one Eightfold career site, 2,000 at most; titles and dates",
    platform: "eightfold",
    market: Market::Company,
    lists: Lists::Open,
    board: Some(
        "the company's domain (example.com for example.eightfold.ai); otherwise give `url = \"https://HOST/api/apply/v2/jobs?domain=DOMAIN\"`, or the same with /api/pcsx/search",
    ),
    needs_url: false,
    terms: Terms {
        polls_a_day: 1,
        gap_ms: 2_000,
        delay_hours: 0,
        attribution: "",
        note: "undocumented; some sites serve /api/apply/v2/jobs and some only /api/pcsx/search; the list stops at 2,000",
    },
    first,
    read,
};

fn first(source: &Source) -> Result<Vec<Request>, String> {
    let address = address(source, |domain| {
        let tenant = domain.split('.').next().unwrap_or(domain);
        format!("https://{tenant}.eightfold.ai/api/apply/v2/jobs?domain={domain}")
    })?;
    Ok(vec![page_from(&address, 0)])
}

fn page_from(address: &Url, start: u64) -> Request {
    let start = start.to_string();
    let parameters = [
        ("start", start.as_str()),
        ("num", "10"),
        ("sort_by", "timestamp"),
    ];
    Request::get(with_parameters(address, &parameters), "list")
}

fn read(source: &Source, document: &RawDocument) -> Reading {
    let value = match json::parse(document) {
        Ok(value) => value,
        Err(fault) => return faulty(fault),
    };
    let value = value.get("data").unwrap_or(&value);
    let positions = match json::records(value, "/positions") {
        Ok(positions) => positions,
        Err(fault) => return faulty(fault),
    };
    let Ok(address) = Url::parse(&document.request.url) else {
        return faulty("the address of the list is none");
    };
    let mut page = Page::new(source, document);
    for position in positions {
        page.next_row();
        page.push(draft_of(&address, position));
    }
    let mut reading = page.finish();
    let way = Way::of(document);
    let claimed = value.get("count").and_then(Value::as_u64);
    if way.seen == 0 {
        reading.claimed = claimed;
        reading.suspicion = claimed.and_then(suspicion_of);
    }
    let count = positions.len() as u64;
    let first = positions
        .first()
        .and_then(|position| json::scalar(position, "/id"));
    let step = way.step(first, count, PAGE, claimed);
    let start = count_in(&address, "start") + count;
    if start >= WALL && matches!(step, Step::More(_)) {
        reading.capped = true;
        reading.suspicion = Some(format!("the interface gives no more than {WALL} postings"));
        return reading;
    }
    go_on(&mut reading, &way, step, |_| page_from(&address, start));
    reading
}

fn draft_of(address: &Url, position: &Value) -> Draft {
    let id = json::scalar(position, "/id");
    let seconds = ["/t_create", "/postedTs"]
        .iter()
        .find_map(|pointer| position.pointer(pointer)?.as_i64());
    let url = ["/canonicalPositionUrl", "/positionUrl"]
        .iter()
        .find_map(|pointer| json::scalar(position, pointer))
        .and_then(|url| address.join(&url).ok());
    let place = json::line(position, "/location").or_else(|| json::line(position, "/locations/0"));
    let leaf = json::line(position, "/department");
    Draft {
        id,
        url: url.map(String::from),
        title: json::line(position, "/name").unwrap_or_default(),
        body: json::body(position, &["/job_description"]),
        label: leaf.map(|leaf| Label { broad: None, leaf }),
        published: seconds.and_then(moment),
        country: place.and_then(|place| country_of_place(&place)),
        ..Draft::default()
    }
}
