//! The systems that serve single companies' boards: skip and limit, offsets, posted pages, detail pages, XML.

use std::fmt::Write;
use std::sync::Arc;

use serde_json::{Value, json};

use super::{Job, escaped, page};
use crate::answer::Answer;
use crate::request::Request;
use crate::route::Route;

/// What a Workday board does beyond its two thousandth job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wall {
    /// Pages on.
    None,
    /// Says that it has 2,000 and gives the first page again, for ever.
    FirstPageAgain,
}

/// Greenhouse: one list; bodies are HTML, escaped once more; `updated_at` is always now.
#[must_use]
pub fn greenhouse(path: &str, jobs: &[Job]) -> Route {
    let jobs: Arc<[Job]> = jobs.into();
    Route::get(path).with(move |request| {
        let records: Vec<Value> = jobs
            .iter()
            .map(|job| {
                json!({
                    "absolute_url": format!("{}/jobs/{}", request.base_url(), job.number),
                    "internal_job_id": job.number + 1_000_000,
                    "location": {"name": format!("{}, {}", job.town, job.country)},
                    "metadata": [],
                    "id": job.number,
                    "updated_at": jobs.first().map(Job::rfc3339),
                    "requisition_id": format!("R-{}", job.number),
                    "title": job.title,
                    "company_name": job.company,
                    "first_published": job.rfc3339().replace('Z', "+00:00"),
                    "language": "en",
                    "content": escaped(&job.html()),
                    "departments": [{"id": 1, "name": job.category, "child_ids": [], "parent_id": null}],
                    "offices": [{"id": 2, "name": job.town, "location": job.country}],
                })
            })
            .collect();
        Answer::json(&json!({"jobs": records, "meta": {"total": jobs.len()}}))
    })
}

/// Lever: `skip` and `limit`, dates in milliseconds; no total, so that only a short page ends it.
#[must_use]
pub fn lever(path: &str, jobs: &[Job]) -> Route {
    let jobs: Arc<[Job]> = jobs.into();
    Route::get(path).with(move |request| {
        let limit = request.number("limit").unwrap_or(jobs.len());
        let shown = page(&jobs, request.number("skip").unwrap_or(0), limit);
        Answer::json(&shown.iter().map(|job| lever_job(request, job)).collect())
    })
}

fn lever_job(request: &Request, job: &Job) -> Value {
    let address = format!(
        "{}/{}/{}",
        request.base_url(),
        job.company_slug(),
        job.uuid()
    );
    let mut record = json!({
        "id": job.uuid(),
        "text": job.title,
        "createdAt": job.published * 1000,
        "categories": {"commitment": "Full-time", "location": job.town, "team": job.category, "allLocations": [job.town]},
        "country": "DE",
        "workplaceType": "remote",
        "description": job.html(),
        "descriptionPlain": job.text(),
        "lists": [{"text": "You bring", "content": job.skills.iter().map(|skill| format!("<li>{skill}</li>")).collect::<String>()}],
        "additional": "",
        "additionalPlain": "",
        "hostedUrl": address,
        "applyUrl": format!("{address}/apply"),
    });
    if let Some((low, high)) = job.salary {
        record["salaryRange"] =
            json!({"min": low, "max": high, "currency": "USD", "interval": "per-year-salary"});
    }
    record
}

/// Ashby: one list; the last job is not listed and must not be counted.
#[must_use]
pub fn ashby(path: &str, jobs: &[Job]) -> Route {
    let jobs: Arc<[Job]> = jobs.into();
    Route::get(path).with(move |request| {
        let mut records: Vec<Value> = jobs.iter().map(|job| ashby_job(request, job)).collect();
        records.push(json!({"id": "hidden", "title": "Not listed", "isListed": false, "publishedAt": "2024-01-01T00:00:00.000+00:00", "descriptionHtml": ""}));
        Answer::json(&json!({"apiVersion": "1", "jobs": records}))
    })
}

fn ashby_job(request: &Request, job: &Job) -> Value {
    let address = format!(
        "{}/{}/{}",
        request.base_url(),
        job.company_slug(),
        job.uuid()
    );
    let summary = job
        .salary
        .map(|(low, high)| format!("${}K - ${}K", low / 1000, high / 1000));
    json!({
        "id": job.uuid(),
        "title": job.title,
        "department": job.category,
        "team": job.category,
        "employmentType": "FullTime",
        "location": job.country,
        "secondaryLocations": [],
        "publishedAt": job.rfc3339().replace('Z', ".000+00:00"),
        "isListed": true,
        "isRemote": true,
        "address": {"postalAddress": {"addressCountry": job.country, "addressLocality": job.town}},
        "jobUrl": address,
        "applyUrl": format!("{address}/application"),
        "descriptionHtml": job.html(),
        "descriptionPlain": job.text(),
        "compensation": {
            "compensationTierSummary": summary,
            "scrapeableCompensationSalarySummary": summary,
            "compensationTiers": [],
            "summaryComponents": job.salary.map(|(low, high)| vec![json!({
                "compensationType": "Salary", "interval": "1 YEAR", "currencyCode": "USD", "minValue": low, "maxValue": high,
            })]).unwrap_or_default(),
        },
    })
}

/// SmartRecruiters: `limit` up to 100 and `offset`; the list has no bodies, each job has a document of its own below the path.
#[must_use]
pub fn smartrecruiters(path: &str, jobs: &[Job]) -> Vec<Route> {
    let (jobs, own): (Arc<[Job]>, String) = (jobs.into(), path.to_owned());
    let listed = Arc::clone(&jobs);
    let address = own.clone();
    let list = Route::get(path).with(move |request| {
        let limit = request.number("limit").unwrap_or(10).clamp(1, 100);
        let offset = request.number("offset").unwrap_or(0);
        let shown = page(&listed, offset, limit);
        let records: Vec<Value> = shown.iter().map(|job| smartrecruiters_job(request, &address, job)).collect();
        Answer::json(&json!({"offset": offset, "limit": limit, "totalFound": listed.len(), "content": records}))
    });
    let detail = Route::under(&format!("{path}/")).with(move |request| {
        let id = request.path.rsplit('/').next().unwrap_or_default();
        let Some(job) = jobs.iter().find(|job| smartrecruiters_id(job) == id) else {
            return Answer::status(404);
        };
        let mut record = smartrecruiters_job(request, &own, job);
        record["active"] = json!(true);
        record["postingUrl"] = json!(format!("{}/{}/{id}-{}", request.base_url(), job.company_slug(), job.slug()));
        record["applyUrl"] = record["postingUrl"].clone();
        record["jobAd"] = json!({"sections": {
            "companyDescription": {"title": "Company Description", "text": format!("<p>{} is synthetic.</p>", job.company)},
            "jobDescription": {"title": "Job Description", "text": job.html()},
            "qualifications": {"title": "Qualifications", "text": format!("<ul><li>{}</li></ul>", job.skills.join("</li><li>"))},
            "additionalInformation": {"title": "Additional Information", "text": ""},
        }});
        Answer::json(&record)
    });
    vec![list, detail]
}

fn smartrecruiters_id(job: &Job) -> String {
    format!("7439990{:08}", job.number)
}

fn smartrecruiters_job(request: &Request, path: &str, job: &Job) -> Value {
    let id = smartrecruiters_id(job);
    json!({
        "id": id,
        "name": job.title,
        "uuid": job.uuid(),
        "refNumber": format!("REF{}", job.number),
        "company": {"identifier": job.company_slug(), "name": job.company},
        "releasedDate": job.rfc3339().replace('Z', ".000Z"),
        "location": {"city": job.town, "country": "de", "remote": false, "fullLocation": format!("{}, {}", job.town, job.country)},
        "industry": {"id": "synthetic", "label": job.category},
        "department": {"id": "1", "label": job.category},
        "function": {"id": "synthetic", "label": job.category},
        "typeOfEmployment": {"id": "permanent", "label": "Full-time"},
        "ref": format!("{}{path}/{id}", request.base_url()),
    })
}

/// Workday: pages are posted for, twenty jobs each; `total` stands on the first page only; a larger `limit` is refused; dates are relative;
/// bodies stand in documents of their own below the base.
#[must_use]
pub fn workday(base: &str, jobs: &[Job], wall: Wall) -> Vec<Route> {
    const PAGE: usize = 20;
    const WALL: usize = 2_000;
    let (jobs, own): (Arc<[Job]>, String) = (jobs.into(), base.to_owned());
    let listed = Arc::clone(&jobs);
    let list = Route::post(&format!("{base}/jobs")).with(move |request| {
        if request.posted_number("limit").unwrap_or(PAGE) > PAGE {
            return Answer::status(400);
        }
        let asked = request.posted_number("offset").unwrap_or(0);
        let limit = request.posted_number("limit").unwrap_or(PAGE);
        let (offset, total) = match wall {
            Wall::FirstPageAgain if asked >= WALL => (0, WALL),
            Wall::FirstPageAgain => (asked, listed.len().min(WALL)),
            Wall::None => (asked, listed.len()),
        };
        let records: Vec<Value> = page(&listed, offset, limit).iter().map(|job| workday_job(&listed, job)).collect();
        Answer::json(&json!({"total": if offset == 0 { total } else { 0 }, "jobPostings": records, "facets": [], "userAuthenticated": false}))
    });
    let detail = Route::under(&format!("{base}/job/")).with(move |request| {
        let wanted = &request.path[own.len()..];
        let Some(job) = jobs.iter().find(|job| workday_path(job) == wanted) else {
            return Answer::status(404);
        };
        Answer::json(&json!({
            "jobPostingInfo": {
                "id": job.uuid(),
                "title": job.title,
                "jobDescription": job.html(),
                "location": job.town,
                "postedOn": posted_on(&jobs, job),
                "startDate": &job.rfc3339()[..10],
                "timeType": "Full time",
                "jobReqId": format!("JR{}", job.number),
                "jobPostingId": workday_path(job).rsplit('/').next(),
                "country": {"descriptor": job.country, "id": "synthetic"},
                "canApply": true,
                "externalUrl": format!("{}{wanted}", request.base_url()),
            },
            "hiringOrganization": {"name": job.company, "url": ""},
            "userAuthenticated": false,
        }))
    });
    vec![list, detail]
}

fn workday_path(job: &Job) -> String {
    format!(
        "/job/{}/{}_JR{}",
        job.town,
        job.title.replace(' ', "-"),
        job.number
    )
}

fn workday_job(all: &[Job], job: &Job) -> Value {
    json!({
        "title": job.title,
        "externalPath": workday_path(job),
        "locationsText": job.town,
        "postedOn": posted_on(all, job),
        "bulletFields": [format!("JR{}", job.number)],
    })
}

/// Counted from the newest job, since a script has no clock.
fn posted_on(all: &[Job], job: &Job) -> String {
    let newest = all.first().map_or(job.published, |newest| newest.published);
    match (newest - job.published) / 86_400 {
        0 => "Posted Today".to_owned(),
        1 => "Posted Yesterday".to_owned(),
        days @ 2..=30 => format!("Posted {days} Days Ago"),
        _ => "Posted 30+ Days Ago".to_owned(),
    }
}

/// Workable's widget: one list, days without a time.
#[must_use]
pub fn workable(path: &str, jobs: &[Job]) -> Route {
    let jobs: Arc<[Job]> = jobs.into();
    Route::get(path).with(move |request| {
        let records: Vec<Value> = jobs
            .iter()
            .map(|job| {
                let address = format!("{}/j/{:010X}", request.base_url(), job.number);
                json!({
                    "title": job.title,
                    "shortcode": format!("{:010X}", job.number),
                    "code": "",
                    "employment_type": "Full-time",
                    "telecommuting": true,
                    "department": job.category,
                    "url": address,
                    "shortlink": address,
                    "application_url": format!("{address}/apply"),
                    "published_on": &job.rfc3339()[..10],
                    "created_at": &job.rfc3339()[..10],
                    "country": job.country,
                    "city": job.town,
                    "state": "",
                    "description": job.html(),
                    "locations": [{"country": job.country, "city": job.town, "hidden": false}],
                })
            })
            .collect();
        Answer::json(&json!({"name": jobs.first().map(|job| &job.company), "description": null, "jobs": records}))
    })
}

/// Recruitee: one list, pay as texts, dates with a zone in letters.
#[must_use]
pub fn recruitee(path: &str, jobs: &[Job]) -> Route {
    let jobs: Arc<[Job]> = jobs.into();
    Route::get(path).with(move |request| {
        let records: Vec<Value> = jobs
            .iter()
            .map(|job| {
                let date = job.rfc3339().replace('T', " ").replace('Z', " UTC");
                json!({
                    "id": job.number,
                    "slug": job.slug(),
                    "title": job.title,
                    "department": job.category,
                    "company_name": job.company,
                    "city": job.town,
                    "country": job.country,
                    "country_code": "DE",
                    "location": format!("{}, {}", job.town, job.country),
                    "description": job.html(),
                    "requirements": format!("<ul><li>{}</li></ul>", job.skills.join("</li><li>")),
                    "salary": job.salary.map(|(low, high)| json!({"min": low.to_string(), "max": high.to_string(), "period": "year", "currency": "EUR"})),
                    "created_at": date,
                    "published_at": date,
                    "status": "published",
                    "careers_url": format!("{}/o/{}", request.base_url(), job.slug()),
                    "tags": job.skills,
                })
            })
            .collect();
        Answer::json(&json!({"offers": records}))
    })
}

/// Personio's XML; the first position stands twice.
#[must_use]
pub fn personio(path: &str, jobs: &[Job]) -> Route {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<workzag-jobs>\n");
    for job in jobs.iter().take(1).chain(jobs) {
        let _ = writeln!(
            xml,
            "<position><id>{}</id><subcompany>{}</subcompany><office>{}</office><department>{}</department><recruitingCategory>Staff</recruitingCategory>\
             <name>{}</name><jobDescriptions><jobDescription><name>Your tasks</name><value><![CDATA[{}]]></value></jobDescription></jobDescriptions>\
             <employmentType>permanent</employmentType><schedule>full-time</schedule><keywords>{}</keywords><createdAt>{}</createdAt></position>",
            job.number,
            escaped(&job.company),
            job.town,
            escaped(job.category),
            escaped(&job.title),
            job.html(),
            job.skills.join(","),
            job.rfc3339().replace('Z', "+00:00"),
        );
    }
    xml.push_str("</workzag-jobs>\n");
    Route::get(path).always(Answer::ok("text/xml; charset=utf-8", xml))
}

/// Teamtailor's JSON Feed with a JobPosting in each item; `next_url` leads on.
#[must_use]
pub fn teamtailor(path: &str, jobs: &[Job], per_page: usize) -> Route {
    let (jobs, own): (Arc<[Job]>, String) = (jobs.into(), path.to_owned());
    Route::get(path).with(move |request| {
        let number = request.number("page").unwrap_or(1).max(1);
        let shown = page(&jobs, (number - 1) * per_page, per_page);
        let items: Vec<Value> = shown
            .iter()
            .map(|job| {
                json!({
                    "id": job.uuid(),
                    "title": job.title,
                    "url": format!("{}/jobs/{}-{}", request.base_url(), job.number, job.slug()),
                    "date_published": job.rfc3339().replace('Z', "+00:00"),
                    "content_html": job.html(),
                    "_jobposting": {
                        "@context": "http://schema.org/",
                        "@type": "JobPosting",
                        "title": job.title,
                        "description": job.html(),
                        "identifier": {"@type": "PropertyValue", "name": job.company, "value": job.uuid()},
                        "datePosted": job.rfc3339().replace('Z', "+00:00"),
                        "hiringOrganization": {"@type": "Organization", "name": job.company},
                        "jobLocation": [{"@type": "Place", "address": {"@type": "PostalAddress", "addressLocality": job.town, "addressCountry": job.country}}],
                    },
                })
            })
            .collect();
        let mut document = json!({"version": "https://jsonfeed.org/version/1.1", "title": "Synthetic", "items": items});
        if number * per_page < jobs.len() {
            document["next_url"] = json!(format!("{}{own}?page={}", request.base_url(), number + 1));
        }
        Answer::json(&document)
    })
}
