//! Ashby job boards: one document with every listed posting of a company. Knows nothing of other systems.

use model::{Label, Market, Pay};
use serde_json::Value;

use crate::document::{RawDocument, Reading, Request};
use crate::kinds::listing::{Page, address, faulty, with_parameters};
use crate::kinds::{Kind, Lists, Terms, json};
use crate::read::countries::{country_of_field, country_of_place};
use crate::read::draft::Draft;
use crate::read::figures::{figure_of, pay_of_figures, period_of_field};
use crate::read::html::clean_text;
use crate::source::Source;

pub(super) const KIND: Kind = Kind {
    name: "ashby",
    describe: "all listed postings of one company on Ashby, with their texts and stated pay",
    platform: "ashby",
    market: Market::Company,
    lists: Lists::Open,
    board: Some("the company's name in jobs.ashbyhq.com/NAME, capitals as there"),
    needs_url: false,
    terms: Terms {
        polls_a_day: 4,
        gap_ms: 1_000,
        delay_hours: 0,
        attribution: "",
        note: "none stated; the interface is documented for public use and one request gives the whole board",
    },
    first,
    read,
};

fn first(source: &Source) -> Result<Vec<Request>, String> {
    let address = address(source, |board| {
        format!("https://api.ashbyhq.com/posting-api/job-board/{board}")
    })?;
    let address = with_parameters(&address, &[("includeCompensation", "true")]);
    Ok(vec![Request::get(address, "list")])
}

fn read(source: &Source, document: &RawDocument) -> Reading {
    let (_, jobs) = match json::parsed(document, "/jobs") {
        Ok(found) => found,
        Err(fault) => return faulty(fault),
    };
    let mut page = Page::new(source, document);
    for job in &jobs {
        page.next_row();
        // Reachable by whoever has the address, but offered to nobody.
        if job.get("isListed") == Some(&Value::Bool(false)) {
            page.leave_out();
            continue;
        }
        let published = page.date(json::scalar(job, "/publishedAt"));
        let html = json::body(job, &["/descriptionHtml"]);
        let body = if html.is_empty() {
            clean_text(&json::scalar(job, "/descriptionPlain").unwrap_or_default())
        } else {
            html
        };
        let country = json::line(job, "/address/postalAddress/addressCountry");
        page.push(Draft {
            id: json::scalar(job, "/id"),
            url: json::scalar(job, "/jobUrl"),
            title: json::line(job, "/title").unwrap_or_default(),
            body,
            label: label_of(job),
            published,
            pay: job.pointer("/compensation").and_then(pay_of),
            country: country
                .and_then(|country| country_of_field(&country))
                .or_else(|| country_of_place(&json::line(job, "/location")?)),
            ..Draft::default()
        });
    }
    page.finish()
}

fn label_of(job: &Value) -> Option<Label> {
    let department = json::line(job, "/department");
    let leaf = json::line(job, "/team").or_else(|| department.clone())?;
    Some(Label {
        broad: department.filter(|broad| *broad != leaf),
        leaf,
    })
}

/// The one salary that a posting states. Equity and bonuses are other components; of several salaries, by place or by
/// level, none is the posting's.
fn pay_of(compensation: &Value) -> Option<Pay> {
    let components = compensation.get("summaryComponents")?.as_array()?;
    let mut salaries = components.iter().filter(|component| {
        json::scalar(component, "/compensationType").as_deref() == Some("Salary")
    });
    let salary = salaries.next()?;
    if salaries.next().is_some() {
        return None;
    }
    let figure = |key: &str| salary.get(key).and_then(figure_of);
    let currency = json::scalar(salary, "/currencyCode")?;
    let period = period_of_field(&json::scalar(salary, "/interval")?)?;
    pay_of_figures(figure("minValue"), figure("maxValue"), &currency, period)
}
