//! SmartRecruiters postings of one company: a list without texts, then one document a posting. Knows nothing of other systems.

use model::{Label, Market};
use serde_json::Value;
use url::Url;

use crate::document::{RawDocument, Reading, Request};
use crate::kinds::listing::{
    Page, Way, address, count_in, faulty, go_on, suspicion_of, with_parameters,
};
use crate::kinds::{Kind, Lists, Terms, json};
use crate::read::countries::country_of_field;
use crate::read::draft::Draft;
use crate::read::html::text_of_html;
use crate::source::Source;

/// Records a page, the most that there are.
const PAGE: u64 = 100;

pub(super) const KIND: Kind = Kind {
    name: "smartrecruiters",
    describe: "all postings of one company on SmartRecruiters; their texts too where the whole board fits in max_documents",
    platform: "smartrecruiters",
    market: Market::Company,
    lists: Lists::Open,
    board: Some("the company's name in careers.smartrecruiters.com/NAME"),
    needs_url: false,
    terms: Terms {
        polls_a_day: 2,
        gap_ms: 1_000,
        delay_hours: 0,
        attribution: "",
        note: "none stated; each text costs a request; an unknown name answers with no postings, not with an error",
    },
    first,
    read,
};

fn first(source: &Source) -> Result<Vec<Request>, String> {
    let address = address(source, |board| {
        format!("https://api.smartrecruiters.com/v1/companies/{board}/postings")
    })?;
    Ok(vec![page_from(&address, 0)])
}

fn page_from(address: &Url, offset: u64) -> Request {
    let parameters = [("limit", PAGE.to_string()), ("offset", offset.to_string())];
    let parameters = parameters
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    Request::get(with_parameters(address, &parameters), "list")
}

fn read(source: &Source, document: &RawDocument) -> Reading {
    let value = match json::parse(document) {
        Ok(value) => value,
        Err(fault) => return faulty(fault),
    };
    if document.request.role == "detail" {
        return read_detail(source, document, &value);
    }
    let records = match json::records(&value, "/content") {
        Ok(records) => records,
        Err(fault) => return faulty(fault),
    };
    let claimed = value.get("totalFound").and_then(Value::as_u64);
    let Ok(address) = Url::parse(&document.request.url) else {
        return faulty("the address of the list is none");
    };
    let way = Way::of(document);
    let total = way.total.or(claimed).unwrap_or(0);
    let fits = total.saturating_add(total.div_ceil(PAGE)) <= u64::from(source.max_documents);
    let wants_texts = source.details.unwrap_or(fits);
    let mut page = Page::new(source, document);
    let mut details = Vec::new();
    for record in records {
        page.next_row();
        let detail = wants_texts.then(|| detail_of(&address, record)).flatten();
        match detail {
            Some(detail) => details.push(detail),
            None => {
                let draft = draft_of(&mut page, record, "");
                page.push(draft);
            }
        }
    }
    let mut reading = page.finish();
    reading.follow = details;
    let count = records.len() as u64;
    let first = records
        .first()
        .and_then(|record| json::scalar(record, "/id"));
    let step = way.step(first, count, PAGE, claimed);
    let offset = count_in(&address, "offset") + count;
    go_on(&mut reading, &way, step, |_| page_from(&address, offset));
    if way.seen == 0 {
        reading.claimed = claimed;
        reading.suspicion = match claimed {
            Some(0) => {
                Some("no postings; a company that does not exist answers the same".to_owned())
            }
            Some(total) => suspicion_of(total),
            None => None,
        };
    }
    reading
}

/// The document with a posting's text: it stands under the posting's id beside the list.
fn detail_of(address: &Url, record: &Value) -> Option<Request> {
    let id = json::scalar(record, "/id")?;
    let mut detail = address.clone();
    detail.set_query(None);
    detail.path_segments_mut().ok()?.pop_if_empty().push(&id);
    let mut request = Request::get(detail, "detail");
    request.carry = serde_json::to_string(record).ok();
    Some(request)
}

fn read_detail(source: &Source, document: &RawDocument, value: &Value) -> Reading {
    const SECTIONS: [&str; 4] = [
        "jobDescription",
        "qualifications",
        "additionalInformation",
        "companyDescription",
    ];
    let mut html = String::new();
    for section in SECTIONS {
        let part = |key: &str| json::scalar(value, &format!("/jobAd/sections/{section}/{key}"));
        if let Some(text) = part("text") {
            let heading = part("title").unwrap_or_default();
            html.push_str(&format!("<h3>{heading}</h3>{text}<p></p>"));
        }
    }
    let carry = document.request.carry.as_deref().unwrap_or_default();
    let record: Value = serde_json::from_str(carry).unwrap_or_else(|_| value.clone());
    let mut page = Page::new(source, document);
    page.next_row();
    let mut draft = draft_of(&mut page, &record, &html);
    draft.url = json::scalar(value, "/postingUrl").or(draft.url);
    page.push(draft);
    page.finish()
}

fn draft_of(page: &mut Page<'_>, record: &Value, html: &str) -> Draft {
    let id = json::scalar(record, "/id");
    let company = json::scalar(record, "/company/identifier");
    let url = company
        .zip(id.as_deref())
        .map(|(company, id)| format!("https://jobs.smartrecruiters.com/{company}/{id}"));
    let broad = json::line(record, "/industry/label");
    let leaf =
        json::line(record, "/function/label").or_else(|| json::line(record, "/department/label"));
    Draft {
        published: page.date(json::scalar(record, "/releasedDate")),
        id,
        url,
        title: json::line(record, "/name").unwrap_or_default(),
        body: text_of_html(html),
        label: leaf.map(|leaf| Label { broad, leaf }),
        country: json::scalar(record, "/location/country").and_then(|code| country_of_field(&code)),
        organisation: json::line(record, "/company/name"),
        ..Draft::default()
    }
}
