//! Workday career sites through the interface of their own pages: twenty postings a page, without texts. Knows nothing of other systems.

use model::{DateKind, Market, Published};
use serde_json::Value;
use url::Url;

use crate::document::{RawDocument, Reading, Request};
use crate::kinds::listing::{Page, Step, Way, absolute, faulty, go_on, suspicion_of};
use crate::kinds::{Kind, Lists, Terms, json};
use crate::read::countries::{country_of_field, country_of_place};
use crate::read::draft::Draft;
use crate::source::Source;

/// Records a page; asked for more it answers with an error, or with none at all.
const PAGE: u64 = 20;

pub(super) const KIND: Kind = Kind {
    name: "workday",
    describe: "all postings of one Workday career site; titles and days, and the texts too with `details = true`",
    platform: "workday",
    market: Market::Company,
    lists: Lists::Open,
    board: Some(
        "TENANT.wdN/SITE of https://TENANT.wdN.myworkdayjobs.com/SITE; or give that address as `url`",
    ),
    needs_url: false,
    terms: Terms {
        polls_a_day: 1,
        gap_ms: 2_000,
        delay_hours: 0,
        attribution: "",
        note: "undocumented; bursts are answered with 303 and 429; totals stop at 2,000 and some sites then begin anew",
    },
    first,
    read,
};

/// Where a site's interface and its public pages lie.
struct Site {
    /// Scheme and host.
    origin: Url,
    tenant: String,
    site: String,
}

impl Site {
    fn interface(&self, rest: &str) -> String {
        let (tenant, site) = (&self.tenant, &self.site);
        let path = format!("/wday/cxs/{tenant}/{site}{rest}");
        self.origin.join(&path).map(String::from).unwrap_or(path)
    }

    /// The page that people read; one host serves many tenants and names them in the path.
    fn page(&self, path: &str) -> Option<String> {
        let (tenant, site) = (&self.tenant, &self.site);
        let shared = self.origin.host_str()?.ends_with("myworkdaysite.com");
        let path = if shared {
            format!("/recruiting/{tenant}/{site}{path}")
        } else {
            format!("/{site}{path}")
        };
        self.origin.join(&path).ok().map(String::from)
    }

    /// From an address of the interface, `/wday/cxs/TENANT/SITE/...`.
    fn of_interface(address: &Url) -> Option<Site> {
        let mut parts = address
            .path_segments()?
            .skip_while(|part| *part != "cxs")
            .skip(1);
        Some(Site {
            tenant: parts.next()?.to_owned(),
            site: parts.next()?.to_owned(),
            origin: address.join("/").ok()?,
        })
    }

    /// From an address that people see: `TENANT.wdN.myworkdayjobs.com/[LANGUAGE/]SITE` or
    /// `wdN.myworkdaysite.com/[LANGUAGE/]recruiting/TENANT/SITE`.
    fn of_page(address: &Url) -> Option<Site> {
        if let Some(site) = Site::of_interface(address) {
            return Some(site);
        }
        let is_language = |part: &str| part.len() == 5 && part.as_bytes()[2] == b'-';
        let mut parts = address
            .path_segments()?
            .filter(|part| !part.is_empty() && !is_language(part));
        let mut first = parts.next()?;
        let mut tenant = address.host_str()?.split('.').next()?;
        if first == "recruiting" {
            tenant = parts.next()?;
            first = parts.next()?;
        }
        Some(Site {
            tenant: tenant.to_owned(),
            site: first.to_owned(),
            origin: address.join("/").ok()?,
        })
    }
}

fn site_of(source: &Source) -> Result<Site, String> {
    if let Some(url) = &source.url {
        let what = "`url`: expected the address of a career site, such as https://TENANT.wd5.myworkdayjobs.com/SITE";
        return Site::of_page(&absolute(url)?).ok_or_else(|| what.to_owned());
    }
    let board = source
        .board
        .as_deref()
        .ok_or("`board` is missing (or `url`, to give the career site's address)")?;
    let wrong =
        || format!("`board` is TENANT.wdN/SITE (`acme.wd5/External`), and `{board}` is not");
    let (host, site) = board.split_once('/').ok_or_else(wrong)?;
    let (tenant, instance) = host.split_once('.').ok_or_else(wrong)?;
    let plain = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter))
    };
    if ![tenant, instance, site].into_iter().all(plain) {
        return Err(wrong());
    }
    let origin = format!("https://{tenant}.{instance}.myworkdayjobs.com/");
    Ok(Site {
        origin: Url::parse(&origin).map_err(|error| format!("`board`: {error}"))?,
        tenant: tenant.to_owned(),
        site: site.to_owned(),
    })
}

fn first(source: &Source) -> Result<Vec<Request>, String> {
    let site = site_of(source)?;
    Ok(vec![page_from(site.interface("/jobs"), 0)])
}

fn page_from(url: String, offset: u64) -> Request {
    let body = serde_json::json!({
        "appliedFacets": {},
        "limit": PAGE,
        "offset": offset,
        "searchText": "",
    });
    Request {
        post: Some(body.to_string()),
        ..Request::get(url, "list")
    }
}

fn read(source: &Source, document: &RawDocument) -> Reading {
    let value = match json::parse(document) {
        Ok(value) => value,
        Err(fault) => return faulty(fault),
    };
    let address = Url::parse(&document.request.url).ok();
    let Some(site) = address.as_ref().and_then(Site::of_interface) else {
        return faulty("the address is none of a Workday career site");
    };
    if document.request.role == "detail" {
        return read_detail(source, document, &site, &value);
    }
    let records = match json::records(&value, "/jobPostings") {
        Ok(records) => records,
        Err(fault) => return faulty(fault),
    };
    let mut page = Page::new(source, document);
    let mut details = Vec::new();
    for record in records {
        page.next_row();
        let path = json::scalar(record, "/externalPath");
        match path.filter(|_| wants_texts(source)) {
            Some(path) => details.push(Request {
                carry: serde_json::to_string(record).ok(),
                ..Request::get(site.interface(&path), "detail")
            }),
            None => {
                let draft = draft_of(&mut page, &site, record);
                page.push(draft);
            }
        }
    }
    let mut reading = page.finish();
    reading.follow = details;
    add_step(&mut reading, document, &value, records);
    reading
}

/// The next page, and what is to be thought of the total. It is 2,000 where there are at least that many, and 0 on
/// every page but the first. Behind 2,000 some sites go on and some begin anew, so a total of 2,000 ends nothing.
fn add_step(reading: &mut Reading, document: &RawDocument, value: &Value, records: &[Value]) {
    let claimed = value.get("total").and_then(Value::as_u64);
    let way = Way::of(document);
    let counted = claimed.filter(|total| suspicion_of(*total).is_none());
    let count = records.len() as u64;
    let first = records
        .first()
        .and_then(|record| json::scalar(record, "/externalPath"));
    let step = way.step(first, count, PAGE, counted);
    let seen = way.seen + count;
    if way.seen == 0 {
        reading.claimed = claimed;
    }
    if step == Step::End {
        reading.suspicion = suspicion_of(seen);
    }
    let url = document.request.url.clone();
    go_on(reading, &way, step, |_| page_from(url, seen));
}

fn wants_texts(source: &Source) -> bool {
    source.details == Some(true)
}

/// The requisition closes the path (`/job/Place/Title_JR123`); places and titles in it are edited, the number stays.
fn id_of(site: &Site, path: &str) -> String {
    let last = path.rsplit('/').next().unwrap_or(path);
    let number = last.rsplit_once('_').map_or(last, |(_, number)| number);
    format!("{}/{number}", site.tenant)
}

fn draft_of(page: &mut Page<'_>, site: &Site, record: &Value) -> Draft {
    let path = json::scalar(record, "/externalPath");
    Draft {
        id: path.as_deref().map(|path| id_of(site, path)),
        url: path.as_deref().and_then(|path| site.page(path)),
        title: json::line(record, "/title").unwrap_or_default(),
        published: page.date(json::scalar(record, "/postedOn")),
        organisation: page.unless_declared(&site.tenant),
        country: json::line(record, "/locationsText").and_then(|place| country_of_place(&place)),
        ..Draft::default()
    }
}

fn read_detail(source: &Source, document: &RawDocument, site: &Site, value: &Value) -> Reading {
    let carry = document.request.carry.as_deref().unwrap_or_default();
    let record: Value = serde_json::from_str(carry).unwrap_or_default();
    let info = value.get("jobPostingInfo").unwrap_or(&Value::Null);
    let mut page = Page::new(source, document);
    page.next_row();
    let mut draft = draft_of(&mut page, site, &record);
    draft.body = json::body(info, &["/jobDescription"]);
    if let Some(title) = json::line(info, "/title") {
        draft.title = title;
    }
    let country = json::line(info, "/country/descriptor");
    draft.country = country
        .and_then(|name| country_of_field(&name))
        .or(draft.country);
    // The legal entity that hires is the employer only where nobody named one.
    if source.organisation.is_none() {
        draft.organisation = json::line(value, "/hiringOrganization/name").or(draft.organisation);
    }
    // The day on which the posting began to be shown, which the list only rounds. A day that the list contradicts is
    // the planned start of something else.
    let start = page.date(json::scalar(info, "/startDate"));
    if let Some(start) = start
        && draft.published.is_none_or(|listed| agrees(listed, start))
    {
        draft.published = Some(start);
    }
    page.push(draft);
    page.finish()
}

fn agrees(listed: Published, start: Published) -> bool {
    match listed.kind {
        DateKind::Exact => (listed.day.number() - start.day.number()).abs() <= 1,
        DateKind::Bound | DateKind::Observed => start.day <= listed.day,
    }
}
