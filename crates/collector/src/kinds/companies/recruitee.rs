//! Recruitee career sites: one document with every published offer of a company. Knows nothing of other systems.

use model::{Label, Market, Pay};
use serde_json::Value;

use crate::document::{RawDocument, Reading, Request};
use crate::kinds::listing::{Page, address, faulty};
use crate::kinds::{Kind, Lists, Terms, json};
use crate::read::countries::country_of_field;
use crate::read::draft::Draft;
use crate::read::figures::{figure_of, pay_of_figures, period_of_field};
use crate::source::Source;

pub(super) const KIND: Kind = Kind {
    name: "recruitee",
    describe: "all published offers of one company on Recruitee, with their texts and stated pay",
    platform: "recruitee",
    market: Market::Company,
    lists: Lists::Open,
    board: Some("the company's name in NAME.recruitee.com"),
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
        format!("https://{board}.recruitee.com/api/offers/")
    })?;
    Ok(vec![Request::get(address, "list")])
}

fn read(source: &Source, document: &RawDocument) -> Reading {
    let (_, offers) = match json::parsed(document, "/offers") {
        Ok(found) => found,
        Err(fault) => return faulty(fault),
    };
    let mut page = Page::new(source, document);
    for offer in &offers {
        page.next_row();
        if json::scalar(offer, "/status").is_some_and(|status| status != "published") {
            page.leave_out();
            continue;
        }
        let published = json::scalar(offer, "/published_at");
        let published = page.date(published.or_else(|| json::scalar(offer, "/created_at")));
        let written = written_in(offer);
        let leaf = json::line(offer, "/category_code").or_else(|| json::line(offer, "/department"));
        let country = json::line(offer, "/country_code").or_else(|| json::line(offer, "/country"));
        page.push(Draft {
            id: json::scalar(offer, "/id"),
            url: json::scalar(offer, "/careers_url"),
            title: json::line(written, "/title").unwrap_or_default(),
            body: json::body(written, &["/description", "/requirements"]),
            label: leaf.map(|leaf| Label { broad: None, leaf }),
            published,
            pay: offer.get("salary").and_then(pay_of),
            country: country.and_then(|country| country_of_field(&country)),
            organisation: json::line(offer, "/company_name"),
            ..Draft::default()
        });
    }
    page.finish()
}

/// The offer's own texts, else its English translation, else the first that has a title.
fn written_in(offer: &Value) -> &Value {
    if json::line(offer, "/title").is_some() {
        return offer;
    }
    let translations = offer.get("translations").and_then(Value::as_object);
    let english = translations.and_then(|all| all.get("en"));
    let all = translations.into_iter().flat_map(|all| all.values());
    let mut candidates = english.into_iter().chain(all);
    candidates
        .find(|text| json::line(text, "/title").is_some())
        .unwrap_or(offer)
}

fn pay_of(salary: &Value) -> Option<Pay> {
    let figure = |key: &str| salary.get(key).and_then(figure_of);
    let currency = json::scalar(salary, "/currency")?;
    let period = period_of_field(&json::scalar(salary, "/period")?)?;
    pay_of_figures(figure("min"), figure("max"), &currency, period)
}
