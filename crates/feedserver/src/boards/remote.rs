//! Job boards with JSON endpoints: cursors, next links, offsets, and lists that have one page.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Job, escaped, page};
use crate::answer::Answer;
use crate::request::Request;
use crate::route::Route;

/// Himalayas: a cursor, and twenty a page whatever `limit` asks for.
#[must_use]
pub fn himalayas(path: &str, jobs: &[Job]) -> Route {
    const PAGE: usize = 20;
    let jobs: Arc<[Job]> = jobs.into();
    Route::get(path).with(move |request| {
        let cursor = request.parameter("cursor");
        let start = cursor
            .as_deref()
            .map_or(Some(0), |text| text.strip_prefix("after-")?.parse().ok());
        let Some(start) = start else {
            return Answer::status(400);
        };
        let shown = page(&jobs, start, PAGE);
        let mut document = json!({
            "comments": "synthetic",
            "updatedAt": jobs.first().map(|job| job.published),
            "offset": start,
            "limit": PAGE,
            "totalCount": jobs.len(),
            "jobs": shown.iter().map(|job| himalayas_job(request, job)).collect::<Vec<_>>(),
        });
        if start + shown.len() < jobs.len() {
            document["nextCursor"] = json!(format!("after-{}", start + shown.len()));
        }
        Answer::json(&document)
    })
}

fn himalayas_job(request: &Request, job: &Job) -> Value {
    let address = format!(
        "{}/companies/{}/jobs/{}",
        request.base_url(),
        job.company_slug(),
        job.slug()
    );
    json!({
        "title": job.title,
        "excerpt": job.paragraphs.first(),
        "companyName": job.company,
        "companySlug": job.company_slug(),
        "employmentType": "Full Time",
        "minSalary": job.salary.map(|(low, _)| low),
        "maxSalary": job.salary.map(|(_, high)| high),
        "salaryPeriod": job.salary.map(|_| "annual"),
        "currency": job.salary.map(|_| "USD"),
        "locationRestrictions": [job.country],
        "timezoneRestrictions": [0, 1],
        "categories": job.skills,
        "parentCategories": [job.category],
        "description": job.html(),
        "pubDate": job.published,
        "expiryDate": job.published + 30 * 86_400,
        "applicationLink": address,
        "guid": address,
    })
}

/// Arbeitnow: numbered pages with the address of the next one; bodies are HTML, escaped once more.
#[must_use]
pub fn arbeitnow(path: &str, jobs: &[Job], per_page: usize) -> Route {
    let (jobs, own): (Arc<[Job]>, String) = (jobs.into(), path.to_owned());
    Route::get(path).with(move |request| {
        let number = request.number("page").unwrap_or(1).max(1);
        let shown = page(&jobs, (number - 1) * per_page, per_page);
        let records: Vec<Value> = shown
            .iter()
            .map(|job| {
                json!({
                    "slug": job.slug(),
                    "company_name": job.company,
                    "title": job.title,
                    "description": escaped(&job.html()),
                    "remote": true,
                    "url": format!("{}/jobs/companies/{}/{}", request.base_url(), job.company_slug(), job.slug()),
                    "tags": [job.category],
                    "job_types": ["full time"],
                    "location": job.town,
                    "created_at": job.published,
                })
            })
            .collect();
        let link = |number: usize| format!("{}{own}?page={number}", request.base_url());
        let next = (number * per_page < jobs.len()).then(|| link(number + 1));
        let previous = (number > 1).then(|| link(number - 1));
        Answer::json(&json!({
            "data": records,
            "links": {"first": link(1), "last": null, "prev": previous, "next": next},
            "meta": {"current_page": number, "path": format!("{}{own}", request.base_url()), "per_page": per_page},
        }))
    })
}

/// Jobicy: `count` up to 200 a page, and a cursor.
#[must_use]
pub fn jobicy(path: &str, jobs: &[Job]) -> Route {
    let jobs: Arc<[Job]> = jobs.into();
    Route::get(path).with(move |request| {
        let limit = request.number("count").unwrap_or(200).clamp(1, 200);
        let start = request.number("cursor").unwrap_or(0);
        let shown = page(&jobs, start, limit);
        let records: Vec<Value> = shown.iter().map(|job| jobicy_job(request, job)).collect();
        let end = start + shown.len();
        Answer::json(&json!({
            "apiVersion": "2.2.16",
            "jobCount": records.len(),
            "lastUpdate": jobs.first().map(Job::rfc3339),
            "nextCursor": (end < jobs.len()).then(|| end.to_string()),
            "jobs": records,
        }))
    })
}

fn jobicy_job(request: &Request, job: &Job) -> Value {
    let mut record = json!({
        "id": job.number,
        "url": format!("{}/jobs/{}-{}", request.base_url(), job.number, job.slug()),
        "jobSlug": format!("{}-{}", job.number, job.slug()),
        "jobTitle": job.title,
        "companyName": job.company,
        "jobIndustry": [job.category],
        "jobType": ["Full-Time"],
        "jobGeo": job.country,
        "jobLevel": "Any",
        "jobExcerpt": job.paragraphs.first(),
        "jobDescription": job.html(),
        "pubDate": job.rfc3339().replace('Z', "+00:00"),
    });
    if let Some((low, high)) = job.salary {
        record["salaryMin"] = json!(low);
        record["salaryMax"] = json!(high);
        record["salaryCurrency"] = json!("USD");
        record["salaryPeriod"] = json!("yearly");
    }
    record
}

/// Remotive: one page, naive local dates, pay as free text; `limit` and `offset` as its users found them.
#[must_use]
pub fn remotive(path: &str, jobs: &[Job]) -> Route {
    let jobs: Arc<[Job]> = jobs.into();
    Route::get(path).with(move |request| {
        let limit = request.number("limit").unwrap_or(jobs.len());
        let shown = page(&jobs, request.number("offset").unwrap_or(0), limit);
        let records: Vec<Value> = shown
            .iter()
            .map(|job| {
                json!({
                    "id": job.number,
                    "url": format!("{}/remote-jobs/{}-{}", request.base_url(), job.slug(), job.number),
                    "title": job.title,
                    "company_name": job.company,
                    "category": job.category,
                    "tags": job.skills,
                    "job_type": "full_time",
                    "publication_date": job.rfc3339().trim_end_matches('Z'),
                    "candidate_required_location": job.country,
                    "salary": job.salary.map_or(String::new(), |(low, high)| format!("${}k - ${}k", low / 1000, high / 1000)),
                    "description": job.html(),
                })
            })
            .collect();
        Answer::json(&json!({"job-count": records.len(), "total-job-count": jobs.len(), "jobs": records}))
    })
}

/// RemoteOK: an array whose first element is a legal notice; pay of 0 means unknown.
#[must_use]
pub fn remoteok(path: &str, jobs: &[Job]) -> Route {
    let jobs: Arc<[Job]> = jobs.into();
    Route::get(path).with(move |request| {
        let notice = json!({"last_updated": jobs.first().map(|job| job.published), "legal": "synthetic: link back to nobody"});
        let records = jobs.iter().map(|job| {
            let address = format!("{}/remote-jobs/{}-{}", request.base_url(), job.slug(), job.number);
            json!({
                "slug": job.slug(),
                "id": job.number.to_string(),
                "epoch": job.published,
                "date": job.rfc3339().replace('Z', "+00:00"),
                "company": job.company,
                "position": job.title,
                "tags": job.skills,
                "description": job.html(),
                "location": job.town,
                "apply_url": address,
                "salary_min": job.salary.map_or(0, |(low, _)| low),
                "salary_max": job.salary.map_or(0, |(_, high)| high),
                "url": address,
            })
        });
        Answer::json(&std::iter::once(notice).chain(records).collect())
    })
}

/// Working Nomads: one array, tags as one text.
#[must_use]
pub fn working_nomads(path: &str, jobs: &[Job]) -> Route {
    let jobs: Arc<[Job]> = jobs.into();
    Route::get(path).with(move |request| {
        let records = jobs.iter().map(|job| {
            json!({
                "url": format!("{}/job/go/{}/", request.base_url(), job.number),
                "title": job.title,
                "description": job.html(),
                "company_name": job.company,
                "category_name": job.category,
                "tags": job.skills.join(","),
                "location": job.country,
                "pub_date": job.rfc3339().replace('Z', "+00:00"),
            })
        });
        Answer::json(&records.collect())
    })
}

/// Freelancer.com's list of active projects: `limit` up to 100 and `offset`.
#[must_use]
pub fn freelancer(path: &str, jobs: &[Job]) -> Route {
    let jobs: Arc<[Job]> = jobs.into();
    Route::get(path).with(move |request| {
        let limit = request.number("limit").unwrap_or(10).clamp(1, 100);
        let shown = page(&jobs, request.number("offset").unwrap_or(0), limit);
        let records: Vec<Value> = shown
            .iter()
            .map(|job| {
                json!({
                    "id": job.number,
                    "title": job.title,
                    "seo_url": format!("projects/{}", job.slug()),
                    "status": "active",
                    "type": if job.number.is_multiple_of(2) { "fixed" } else { "hourly" },
                    "currency": {"id": 1, "code": "USD", "sign": "$", "exchange_rate": 1},
                    "budget": if job.number.is_multiple_of(2) { json!({"minimum": 250, "maximum": 750}) } else { json!({"minimum": 15, "maximum": 25}) },
                    "description": job.text(),
                    "preview_description": job.paragraphs.first(),
                    "jobs": job.skills.iter().map(|skill| json!({"name": skill})).collect::<Vec<_>>(),
                    "bid_stats": {"bid_count": 3, "bid_avg": 300},
                    "submitdate": job.published,
                    "time_submitted": job.published,
                })
            })
            .collect();
        Answer::json(&json!({"status": "success", "result": {"projects": records, "total_count": jobs.len()}, "request_id": "synthetic"}))
    })
}
