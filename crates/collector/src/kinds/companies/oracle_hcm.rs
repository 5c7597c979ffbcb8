//! Oracle Recruiting career sites: a hundred requisitions a page, without full texts. Knows nothing of other systems.

use model::{Label, Market};
use serde_json::Value;
use url::Url;

use crate::document::{RawDocument, Reading, Request};
use crate::kinds::listing::{Page, Way, absolute, faulty, go_on, suspicion_of};
use crate::kinds::{Kind, Lists, Terms, json};
use crate::read::countries::{country_of_field, country_of_place};
use crate::read::draft::Draft;
use crate::source::Source;

/// Records a page.
const PAGE: u64 = 100;

pub(super) const KIND: Kind = Kind {
    name: "oracle-hcm",
    describe: "all postings of one Oracle Recruiting career site; titles and days, and the texts too with `details = true`",
    platform: "oracle-hcm",
    market: Market::Company,
    lists: Lists::Open,
    board: Some(
        "HOST/SITE of https://HOST.oraclecloud.com/hcmUI/CandidateExperience/en/sites/SITE; or give that address as `url`",
    ),
    needs_url: false,
    terms: Terms {
        polls_a_day: 2,
        gap_ms: 2_000,
        delay_hours: 0,
        attribution: "",
        note: "undocumented for this use; each text costs a request",
    },
    first,
    read,
};

struct Site {
    origin: Url,
    site: String,
}

impl Site {
    fn of(source: &Source) -> Result<Site, String> {
        if let Some(url) = &source.url {
            let address = absolute(url)?;
            let site = address.path_segments().and_then(|mut parts| {
                parts.find(|part| *part == "sites")?;
                parts.next().map(str::to_owned)
            });
            let what = "`url`: expected the address of a career site, https://HOST/hcmUI/CandidateExperience/en/sites/SITE";
            return Ok(Site {
                site: site.filter(|site| !site.is_empty()).ok_or(what)?,
                origin: address
                    .join("/")
                    .map_err(|error| format!("`url`: {error}"))?,
            });
        }
        let board = source
            .board
            .as_deref()
            .ok_or("`board` is missing (or `url`, to give the career site's address)")?;
        let wrong = || format!("`board` is HOST/SITE (`abcd.fa.us2/CX_1`), and `{board}` is not");
        let (host, site) = board.split_once('/').ok_or_else(wrong)?;
        let plain = |part: &str| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(letter))
        };
        if !plain(host) || !plain(site) {
            return Err(wrong());
        }
        let origin = format!("https://{host}.oraclecloud.com/");
        Ok(Site {
            origin: Url::parse(&origin).map_err(|error| format!("`board`: {error}"))?,
            site: site.to_owned(),
        })
    }

    /// What the interface finds; its parameters stand inside one parameter.
    fn found(&self, resource: &str, finder: &str) -> String {
        let (origin, site) = (self.origin.as_str(), &self.site);
        format!(
            "{origin}hcmRestApi/resources/latest/{resource}?onlyData=true&expand={}&finder={finder}siteNumber={site}",
            if resource.ends_with("Details") {
                "all"
            } else {
                "requisitionList.secondaryLocations"
            },
        )
    }

    fn list(&self, offset: u64) -> Request {
        let address = self.found("recruitingCEJobRequisitions", "findReqs;");
        Request::get(
            format!("{address},limit={PAGE},offset={offset},sortBy=POSTING_DATES_DESC"),
            "list",
        )
    }

    fn detail(&self, id: &str, record: &Value) -> Request {
        let finder = format!("ById;Id=%22{id}%22,");
        Request {
            carry: serde_json::to_string(record).ok(),
            ..Request::get(
                self.found("recruitingCEJobRequisitionDetails", &finder),
                "detail",
            )
        }
    }

    fn page(&self, id: &str) -> String {
        let (origin, site) = (self.origin.as_str(), &self.site);
        format!("{origin}hcmUI/CandidateExperience/en/sites/{site}/job/{id}")
    }

    /// Requisitions are numbered anew at every employer.
    fn id(&self, id: &str) -> String {
        format!("{}/{id}", self.origin.host_str().unwrap_or_default())
    }
}

fn first(source: &Source) -> Result<Vec<Request>, String> {
    Ok(vec![Site::of(source)?.list(0)])
}

fn read(source: &Source, document: &RawDocument) -> Reading {
    let value = match json::parse(document) {
        Ok(value) => value,
        Err(fault) => return faulty(fault),
    };
    let site = match Site::of(source) {
        Ok(site) => site,
        Err(fault) => return faulty(fault),
    };
    if document.request.role == "detail" {
        return read_detail(source, document, &site, &value);
    }
    let records = match json::records(&value, "/items/0/requisitionList") {
        Ok(records) => records,
        Err(fault) => return faulty(fault),
    };
    let mut page = Page::new(source, document);
    let mut details = Vec::new();
    for record in records {
        page.next_row();
        match json::scalar(record, "/Id").filter(|_| source.details == Some(true)) {
            Some(id) => details.push(site.detail(&id, record)),
            None => {
                let draft = draft_of(&mut page, &site, record);
                page.push(draft);
            }
        }
    }
    let mut reading = page.finish();
    reading.follow = details;
    let way = Way::of(document);
    let claimed = value
        .pointer("/items/0/TotalJobsCount")
        .and_then(Value::as_u64);
    if way.seen == 0 {
        reading.claimed = claimed;
        reading.suspicion = claimed.and_then(suspicion_of);
    }
    let first = records
        .first()
        .and_then(|record| json::scalar(record, "/Id"));
    let step = way.step(first, records.len() as u64, PAGE, claimed);
    go_on(&mut reading, &way, step, |way| site.list(way.seen));
    reading
}

fn draft_of(page: &mut Page<'_>, site: &Site, record: &Value) -> Draft {
    let id = json::scalar(record, "/Id");
    let code = json::scalar(record, "/PrimaryLocationCountry");
    let place = json::line(record, "/PrimaryLocation");
    let leaf = json::line(record, "/JobFamily").or_else(|| json::line(record, "/Category"));
    Draft {
        published: page.date(json::scalar(record, "/PostedDate")),
        url: id.as_deref().map(|id| site.page(id)),
        id: id.as_deref().map(|id| site.id(id)),
        title: json::line(record, "/Title").unwrap_or_default(),
        body: json::body(record, &["/ShortDescriptionStr"]),
        label: leaf.map(|leaf| Label { broad: None, leaf }),
        country: code
            .and_then(|code| country_of_field(&code))
            .or_else(|| country_of_place(&place?)),
        ..Draft::default()
    }
}

fn read_detail(source: &Source, document: &RawDocument, site: &Site, value: &Value) -> Reading {
    const PARTS: [&str; 4] = [
        "/ShortDescriptionStr",
        "/ExternalDescriptionStr",
        "/ExternalResponsibilitiesStr",
        "/ExternalQualificationsStr",
    ];
    let detail = value.pointer("/items/0").unwrap_or(value);
    let carry = document.request.carry.as_deref().unwrap_or_default();
    let record: Value = serde_json::from_str(carry).unwrap_or_else(|_| detail.clone());
    let mut page = Page::new(source, document);
    page.next_row();
    let mut draft = draft_of(&mut page, site, &record);
    draft.body = json::body(detail, &PARTS);
    // The list knows the day, this document the moment.
    if let Some(start) = page.date(json::scalar(detail, "/ExternalPostedStartDate")) {
        draft.published = Some(start);
    }
    page.push(draft);
    page.finish()
}
