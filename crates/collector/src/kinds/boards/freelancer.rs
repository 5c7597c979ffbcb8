//! Freelancer.com's active projects: pages by offset, budgets fixed or by the hour, each in its own currency. Bids are not read.

use model::{Label, Market, Pay, Period};
use serde_json::Value;
use url::Url;

use super::endpoint::{asked, endpoint};
use crate::document::{RawDocument, Reading, Request};
use crate::kinds::listing::{Page, Way, count_in, faulty, go_on, suspicion_of, with_parameters};
use crate::kinds::{Kind, Lists, Terms, json};
use crate::read::countries::country_of_field;
use crate::read::draft::Draft;
use crate::read::figures::{figure_of, pay_of_figures};
use crate::read::html::text_of_html;
use crate::source::Source;

const PAGE: u64 = 100;

pub(super) const KIND: Kind = Kind {
    name: "freelancer",
    describe: "active projects on Freelancer.com, newest first, with their budgets",
    platform: "freelancer",
    market: Market::Freelance,
    lists: Lists::OpenNewestFirst,
    board: Some("a word to search for; without one all active projects are read"),
    needs_url: false,
    terms: Terms {
        polls_a_day: 24,
        gap_ms: 2_000,
        delay_hours: 0,
        attribution: "link to the project's page on freelancer.com",
        note: "the interface is documented for applications with a token and answers readers without one; give a token in `headers` where you have one",
    },
    first,
    read,
};

fn first(source: &Source) -> Result<Vec<Request>, String> {
    let address = endpoint(
        source,
        "https://www.freelancer.com/api/projects/0.1/projects/active/",
    )?;
    let limit = PAGE.to_string();
    let mut parameters = vec![
        ("limit", limit.as_str()),
        ("offset", "0"),
        ("full_description", "true"),
        ("job_details", "true"),
        ("sort_field", "time_submitted"),
    ];
    parameters.extend(source.board.as_deref().map(|word| ("query", word)));
    Ok(vec![Request::get(
        with_parameters(&address, &parameters),
        "list",
    )])
}

fn read(source: &Source, document: &RawDocument) -> Reading {
    let (value, projects) = match json::parsed(document, "/result/projects") {
        Ok(found) => found,
        Err(fault) => return faulty(fault),
    };
    let address = match asked(document) {
        Ok(address) => address,
        Err(fault) => return faulty(fault),
    };
    let mut page = Page::new(source, document);
    for project in &projects {
        page.next_row();
        let moment = json::scalar(project, "/time_submitted")
            .or_else(|| json::scalar(project, "/submitdate"));
        let published = page.date(moment);
        let description = json::scalar(project, "/description")
            .or_else(|| json::scalar(project, "/preview_description"))
            .unwrap_or_default();
        let skills = names_of(project, "/name");
        let draft = Draft {
            id: json::scalar(project, "/id"),
            url: page_of(&address, project),
            title: json::line(project, "/title").unwrap_or_default(),
            body: text_of_html(&description),
            label: names_of(project, "/category/name")
                .into_iter()
                .next()
                .map(|leaf| Label { broad: None, leaf }),
            skills,
            published,
            pay: pay_of(project),
            country: json::line(project, "/location/country/name")
                .and_then(|country| country_of_field(&country)),
            organisation: json::scalar(project, "/owner_id"),
        };
        page.push_unnamed(draft);
    }
    let total = value.pointer("/result/total_count").and_then(Value::as_u64);
    let mut reading = page.finish();
    reading.claimed = total;
    reading.suspicion = total.and_then(suspicion_of);
    let way = Way::of(document);
    let first_id = projects
        .first()
        .and_then(|project| json::scalar(project, "/id"));
    let step = way.step(first_id, projects.len() as u64, PAGE, total);
    // Projects that were posted meanwhile push others over the edge of a page: those are met again, none is lost.
    let offset = (count_in(&address, "offset") + projects.len() as u64).to_string();
    go_on(&mut reading, &way, step, |_| {
        Request::get(with_parameters(&address, &[("offset", &offset)]), "list")
    });
    reading
}

/// Of each skill that a project asks for the text at a pointer, each once.
fn names_of(project: &Value, pointer: &str) -> Vec<String> {
    let Some(Value::Array(jobs)) = project.get("jobs") else {
        return Vec::new();
    };
    let mut names: Vec<String> = Vec::new();
    for name in jobs.iter().filter_map(|job| json::line(job, pointer)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn page_of(address: &Url, project: &Value) -> Option<String> {
    let path = json::scalar(project, "/seo_url")?;
    let path = path.trim_start_matches('/').trim_start_matches("projects/");
    let page = address.join(&format!("/projects/{path}")).ok()?;
    Some(page.into())
}

/// The budget as the client states it; what others bid is not what it pays.
fn pay_of(project: &Value) -> Option<Pay> {
    let period = match json::scalar(project, "/type")?.as_str() {
        "fixed" => Period::Project,
        "hourly" => Period::Hour,
        _ => return None,
    };
    let figure = |key: &str| {
        project
            .pointer(key)
            .and_then(figure_of)
            .filter(|end| *end > 0.0)
    };
    let currency = json::scalar(project, "/currency/code")?;
    // A budget without a maximum is open: a bound, and no range.
    pay_of_figures(
        Some(figure("/budget/minimum")?),
        Some(figure("/budget/maximum")?),
        &currency,
        period,
    )
}
