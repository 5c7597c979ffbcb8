//! Lever postings of one company, a hundred a page. Knows nothing of other systems.

use model::{Label, Market, Pay};
use serde_json::Value;
use url::Url;

use crate::document::{RawDocument, Reading, Request};
use crate::kinds::listing::{Page, Way, address, count_in, faulty, go_on, moment, with_parameters};
use crate::kinds::{Kind, Lists, Terms, json};
use crate::read::countries::{country_of_field, country_of_place};
use crate::read::draft::Draft;
use crate::read::figures::{figure_of, pay_of_figures, period_of_field};
use crate::read::html::text_of_html;
use crate::source::Source;

/// Records a page.
const PAGE: u64 = 100;

pub(super) const KIND: Kind = Kind {
    name: "lever",
    describe: "all postings of one company on Lever, with their texts",
    platform: "lever",
    market: Market::Company,
    lists: Lists::Open,
    board: Some(
        "the company's name in jobs.lever.co/NAME, capitals as there; for jobs.eu.lever.co give `url = \"https://api.eu.lever.co/v0/postings/NAME\"`",
    ),
    needs_url: false,
    terms: Terms {
        polls_a_day: 4,
        gap_ms: 500,
        delay_hours: 0,
        attribution: "",
        note: "about two requests a second at most; 429 is to be honoured",
    },
    first,
    read,
};

fn first(source: &Source) -> Result<Vec<Request>, String> {
    let address = address(source, |board| {
        format!("https://api.lever.co/v0/postings/{board}")
    })?;
    Ok(vec![page_from(&address, 0)])
}

fn page_from(address: &Url, skip: u64) -> Request {
    let parameters = [
        ("mode", "json"),
        ("skip", &skip.to_string()),
        ("limit", &PAGE.to_string()),
    ];
    Request::get(with_parameters(address, &parameters), "list")
}

fn read(source: &Source, document: &RawDocument) -> Reading {
    let value = match json::parse(document) {
        Ok(value) => value,
        Err(fault) => return faulty(fault),
    };
    let postings = match json::records(&value, "") {
        Ok(postings) => postings,
        // `{"ok":false,"error":"Document not found"}`
        Err(fault) => return faulty(json::line(&value, "/error").unwrap_or(fault)),
    };
    let mut page = Page::new(source, document);
    for posting in postings {
        page.next_row();
        page.push(draft_of(posting));
    }
    let mut reading = page.finish();
    let Ok(address) = Url::parse(&document.request.url) else {
        return reading;
    };
    let way = Way::of(document);
    let first = postings
        .first()
        .and_then(|posting| json::scalar(posting, "/id"));
    let step = way.step(first, postings.len() as u64, PAGE, None);
    let skip = count_in(&address, "skip") + postings.len() as u64;
    go_on(&mut reading, &way, step, |_| page_from(&address, skip));
    reading
}

fn draft_of(posting: &Value) -> Draft {
    let created = posting.pointer("/createdAt").and_then(Value::as_i64);
    let leaf = json::line(posting, "/categories/team");
    let broad = json::line(posting, "/categories/department");
    let label = match (broad, leaf) {
        (broad, Some(leaf)) => Some(Label { broad, leaf }),
        (Some(leaf), None) => Some(Label { broad: None, leaf }),
        (None, None) => None,
    };
    let country = json::scalar(posting, "/country").and_then(|code| country_of_field(&code));
    let place = || json::line(posting, "/categories/location");
    Draft {
        id: json::scalar(posting, "/id"),
        url: json::scalar(posting, "/hostedUrl"),
        title: json::line(posting, "/text").unwrap_or_default(),
        body: body_of(posting),
        label,
        published: created.and_then(|created| moment(created.div_euclid(1000))),
        pay: posting.pointer("/salaryRange").and_then(pay_of),
        country: country.or_else(|| country_of_place(&place()?)),
        ..Draft::default()
    }
}

/// The description, the lists under their headings, and what stands after them.
fn body_of(posting: &Value) -> String {
    let text = |value: &Value, key: &str| match value.get(key) {
        Some(Value::String(text)) => text.clone(),
        _ => String::new(),
    };
    let mut html = text(posting, "description");
    let lists = posting.get("lists").and_then(Value::as_array);
    for list in lists.into_iter().flatten() {
        let (heading, items) = (text(list, "text"), text(list, "content"));
        html.push_str(&format!("<h3>{heading}</h3><ul>{items}</ul>"));
    }
    html.push_str("<p></p>");
    html.push_str(&text(posting, "additional"));
    text_of_html(&html)
}

fn pay_of(range: &Value) -> Option<Pay> {
    let figure = |key: &str| range.get(key).and_then(figure_of);
    let currency = json::scalar(range, "/currency")?;
    let period = period_of_field(&json::scalar(range, "/interval")?)?;
    pay_of_figures(figure("min"), figure("max"), &currency, period)
}
