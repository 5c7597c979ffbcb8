//! Teamtailor career sites: a JSON Feed whose items hold a JobPosting, or the RSS of the same site. Knows nothing of other systems.

use model::{Label, Market};
use url::Url;

use crate::document::{RawDocument, Reading, Request};
use crate::kinds::listing::{Page, address, faulty};
use crate::kinds::{Kind, Lists, Terms, job_posting, json};
use crate::read::countries::country_of_field;
use crate::read::draft::Draft;
use crate::read::html::{clean_line, decode_entities, text_of_html};
use crate::read::xml_items::{XmlItem, items_of};
use crate::source::Source;

pub(super) const KIND: Kind = Kind {
    name: "teamtailor",
    describe: "all postings of one Teamtailor career site, with their texts",
    platform: "teamtailor",
    market: Market::Company,
    lists: Lists::Open,
    board: Some(
        "the company's name in NAME.teamtailor.com; for a domain of its own give `url = \"https://DOMAIN/jobs.json\"`",
    ),
    needs_url: false,
    terms: Terms {
        polls_a_day: 4,
        gap_ms: 1_000,
        delay_hours: 0,
        attribution: "",
        note: "none stated",
    },
    first,
    read,
};

fn first(source: &Source) -> Result<Vec<Request>, String> {
    let mut address = address(source, |board| {
        format!("https://{board}.teamtailor.com/jobs.json")
    })?;
    let path = address.path().trim_end_matches('/');
    if !path.ends_with(".json") && !path.ends_with(".rss") {
        address.set_path("/jobs.json");
    }
    Ok(vec![Request::get(address, "list")])
}

fn read(source: &Source, document: &RawDocument) -> Reading {
    let start = document.body.trim_ascii_start();
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    if start.starts_with(b"<?xml") || start.starts_with(b"<rss") {
        return read_rss(source, document);
    }
    let (value, items) = match json::parsed(document, "/items") {
        Ok(found) => found,
        Err(fault) => return faulty(fault),
    };
    let mut page = Page::new(source, document);
    for item in &items {
        page.next_row();
        let mut draft = match item.get("_jobposting") {
            Some(posting) => {
                let mut draft = job_posting::draft_of(&mut page, posting, false);
                draft.id = json::scalar(posting, "/identifier/value");
                draft
            }
            None => Draft {
                published: page.date(json::scalar(item, "/date_published")),
                ..Draft::default()
            },
        };
        draft.id = draft.id.or_else(|| json::scalar(item, "/id"));
        draft.url = json::scalar(item, "/url").or(draft.url);
        if let Some(title) = json::line(item, "/title") {
            draft.title = title;
        }
        if draft.body.is_empty() {
            draft.body = json::body(item, &["/content_html"]);
        }
        page.push(draft);
    }
    let mut reading = page.finish();
    if let Some(next) =
        json::scalar(&value, "/next_url").and_then(|next| next_page(document, &next))
    {
        reading.follow.push(Request::get(next, "list"));
    }
    reading
}

/// The next page, on the same host and not the same page again.
fn next_page(document: &RawDocument, next: &str) -> Option<Url> {
    let here = Url::parse(&document.final_url).ok()?;
    let next = here.join(next).ok()?;
    (next.host_str() == here.host_str() && next != here).then_some(next)
}

fn read_rss(source: &Source, document: &RawDocument) -> Reading {
    let (items, broken) = items_of(&document.body, "item");
    let mut page = Page::new(source, document);
    for item in &items {
        page.next_row();
        let published = page.date(item.text("pubDate").map(str::to_owned));
        let draft = draft_of_rss(item);
        page.push(Draft { published, ..draft });
    }
    let mut reading = page.finish();
    reading.fault = document.cut.clone().or(broken);
    reading
}

fn draft_of_rss(item: &XmlItem) -> Draft {
    let line = |name: &str| {
        item.text(name)
            .map(|text| clean_line(&decode_entities(text)))
    };
    let url = item.text("link").map(str::to_owned);
    // `/jobs/7167985-title`: the number is what the JSON Feed calls the identifier.
    let number = url.as_deref().and_then(|url| {
        let last = url.rsplit("/jobs/").next()?;
        let digits: String = last.chars().take_while(char::is_ascii_digit).collect();
        (!digits.is_empty()).then_some(digits)
    });
    Draft {
        id: number.or_else(|| item.text("guid").map(str::to_owned)),
        url,
        title: line("title").unwrap_or_default(),
        body: text_of_html(item.text("description").unwrap_or_default()),
        label: line("tt:department").map(|leaf| Label { broad: None, leaf }),
        country: line("tt:locations/tt:location/tt:country")
            .and_then(|country| country_of_field(&country)),
        organisation: line("company_name"),
        ..Draft::default()
    }
}
