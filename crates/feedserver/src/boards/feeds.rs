//! Feeds in the three families, paged RSS, and pages of HTML with JobPosting inside.

use std::fmt::Write;
use std::sync::Arc;

use serde_json::{Value, json};

use super::{Job, escaped, page};
use crate::answer::Answer;
use crate::http_date::http_date;
use crate::route::Route;

/// An RSS 2.0 document; links go to a host that does not exist. `next` is the address of the next page (RFC 5005).
#[must_use]
pub fn rss_document(jobs: &[Job], next: Option<&str>) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel><title>Synthetic jobs</title>\
         <link>http://jobs.synthetic.example/</link><description>Nobody offers these jobs</description>",
    );
    if let Some(next) = next {
        let _ = write!(xml, "<atom:link rel=\"next\" href=\"{}\"/>", escaped(next));
    }
    for job in jobs {
        let link = format!("http://jobs.synthetic.example/{}", job.slug());
        let _ = write!(
            xml,
            "\n<item><title>{}</title><link>{link}</link><guid isPermaLink=\"false\">synthetic-{}</guid><pubDate>{}</pubDate>\
             <category>{}</category><description>{}</description></item>",
            escaped(&job.title),
            job.number,
            http_date(job.published),
            escaped(job.category),
            escaped(&job.html()),
        );
    }
    xml.push_str("\n</channel></rss>\n");
    xml
}

/// All jobs as one RSS feed.
#[must_use]
pub fn rss(path: &str, jobs: &[Job]) -> Route {
    Route::get(path).always(Answer::ok(
        "application/rss+xml; charset=utf-8",
        rss_document(jobs, None),
    ))
}

/// RSS in pages, each with a link to the next.
#[must_use]
pub fn rss_pages(path: &str, jobs: &[Job], per_page: usize) -> Route {
    let (jobs, own): (Arc<[Job]>, String) = (jobs.into(), path.to_owned());
    Route::get(path).with(move |request| {
        let number = request.number("page").unwrap_or(1).max(1);
        let next = (number * per_page < jobs.len())
            .then(|| format!("{}{own}?page={}", request.base_url(), number + 1));
        let document = rss_document(
            page(&jobs, (number - 1) * per_page, per_page),
            next.as_deref(),
        );
        Answer::ok("application/rss+xml; charset=utf-8", document)
    })
}

/// All jobs as one Atom feed.
#[must_use]
pub fn atom(path: &str, jobs: &[Job]) -> Route {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Synthetic jobs</title><id>urn:synthetic:jobs</id>",
    );
    for job in jobs {
        let _ = write!(
            xml,
            "\n<entry><title>{}</title><id>urn:synthetic:{}</id><link href=\"http://jobs.synthetic.example/{}\"/><published>{date}</published>\
             <updated>{date}</updated><author><name>{}</name></author><content type=\"html\">{}</content></entry>",
            escaped(&job.title),
            job.number,
            job.slug(),
            escaped(&job.company),
            escaped(&job.html()),
            date = job.rfc3339(),
        );
    }
    xml.push_str("\n</feed>\n");
    Route::get(path).always(Answer::ok("application/atom+xml; charset=utf-8", xml))
}

/// All jobs as one JSON Feed.
#[must_use]
pub fn json_feed(path: &str, jobs: &[Job]) -> Route {
    let items: Vec<Value> = jobs
        .iter()
        .map(|job| {
            json!({
                "id": format!("synthetic-{}", job.number),
                "url": format!("http://jobs.synthetic.example/{}", job.slug()),
                "title": job.title,
                "content_html": job.html(),
                "date_published": job.rfc3339(),
                "tags": job.skills,
                "authors": [{"name": job.company}],
            })
        })
        .collect();
    let document = json!({"version": "https://jsonfeed.org/version/1.1", "title": "Synthetic jobs", "items": items});
    Route::get(path).always(Answer::ok("application/feed+json", document.to_string()))
}

/// List pages with links (`li.job a`, `a.next`) at the path, and detail pages with schema.org JobPosting below it.
#[must_use]
pub fn html_pages(path: &str, jobs: &[Job], per_page: usize) -> Vec<Route> {
    let (jobs, own): (Arc<[Job]>, String) = (jobs.into(), path.to_owned());
    let listed = Arc::clone(&jobs);
    let list = Route::get(path).with(move |request| {
        let number = request.number("page").unwrap_or(1).max(1);
        let mut html = String::from("<!doctype html><html lang=\"en\"><head><title>Synthetic jobs</title></head><body><ul>");
        for job in page(&listed, (number - 1) * per_page, per_page) {
            let _ = write!(
                html,
                "<li class=\"job\"><a href=\"{own}/{}\">{}</a> <time datetime=\"{}\">{}</time><p class=\"place\">{}</p></li>",
                job.number,
                escaped(&job.title),
                job.rfc3339(),
                &job.rfc3339()[..10],
                job.town,
            );
        }
        html.push_str("</ul>");
        if number * per_page < listed.len() {
            let _ = write!(html, "<a class=\"next\" href=\"{own}?page={}\">more</a>", number + 1);
        }
        html.push_str("</body></html>");
        Answer::ok("text/html; charset=utf-8", html)
    });
    let detail = Route::under(&format!("{path}/")).with(move |request| {
        let number = request
            .path
            .rsplit('/')
            .next()
            .and_then(|text| text.parse().ok());
        match jobs.iter().find(|job| Some(job.number) == number) {
            Some(job) => Answer::ok("text/html; charset=utf-8", detail_page(job)),
            None => Answer::status(404),
        }
    });
    vec![list, detail]
}

fn detail_page(job: &Job) -> String {
    let mut posting = json!({
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": job.title,
        "description": job.html(),
        "datePosted": job.rfc3339(),
        "identifier": {"@type": "PropertyValue", "name": job.company, "value": job.number},
        "hiringOrganization": {"@type": "Organization", "name": job.company},
        "jobLocation": {"@type": "Place", "address": {"@type": "PostalAddress", "addressLocality": job.town, "addressCountry": job.country}},
    });
    if let Some((low, high)) = job.salary {
        posting["baseSalary"] = json!({
            "@type": "MonetaryAmount",
            "currency": "USD",
            "value": {"@type": "QuantitativeValue", "minValue": low, "maxValue": high, "unitText": "YEAR"},
        });
    }
    format!(
        "<!doctype html><html lang=\"en\"><head><title>{title}</title><script type=\"application/ld+json\">{posting}</script></head>\
         <body><h1>{title}</h1><time datetime=\"{date}\">{date}</time><div class=\"body\">{body}</div></body></html>",
        title = escaped(&job.title),
        date = job.rfc3339(),
        body = job.html(),
    )
}
