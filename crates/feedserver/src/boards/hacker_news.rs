//! Hacker News as its search service serves it: threads found by time, comments below them, and never more than a thousand hits.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Job;
use crate::answer::Answer;
use crate::http_date::rfc3339;
use crate::request::Request;
use crate::route::Route;

/// Whatever the page, a search gives no more hits than this.
const MOST_HITS: usize = 1_000;
const FIRST_THREAD: u64 = 40_000_000;
const FIRST_COMMENT: u64 = 41_000_000;

/// Monthly threads of so many comments each, newest first: `search_by_date`, `search` and `items/ID` below the base. The jobs are the
/// comments; the third comment of each thread is deleted, the fourth has a reply.
#[must_use]
pub fn hacker_news(base: &str, jobs: &[Job], a_thread: usize) -> Vec<Route> {
    let threads: Arc<[Vec<Job>]> = jobs.chunks(a_thread.max(1)).map(<[Job]>::to_vec).collect();
    let mut routes = Vec::new();
    for path in ["search_by_date", "search"] {
        let threads = Arc::clone(&threads);
        routes.push(
            Route::get(&format!("{base}/{path}")).with(move |request| search(request, &threads)),
        );
    }
    routes.push(
        Route::under(&format!("{base}/items/")).with(move |request| {
            let id = request
                .path
                .rsplit('/')
                .next()
                .and_then(|text| text.parse().ok());
            match id.and_then(|id: u64| threads.iter().position(|thread| thread_id(thread) == id)) {
                Some(found) => Answer::json(&item(&threads[found])),
                None => Answer::status(404),
            }
        }),
    );
    routes
}

fn thread_id(thread: &[Job]) -> u64 {
    FIRST_THREAD + thread.last().map_or(0, |oldest| oldest.number)
}

/// A thread begins with its oldest comment.
fn begun(thread: &[Job]) -> u64 {
    thread.last().map_or(0, |oldest| oldest.published - 1)
}

fn comment_text(job: &Job) -> String {
    let pay = job.salary.map_or(String::new(), |(low, high)| {
        format!(" | ${}k - ${}k", low / 1000, high / 1000)
    });
    format!(
        "{} | {} | {}, {} | Full-time{pay}<p>{}",
        job.company,
        job.title,
        job.town,
        job.country,
        job.paragraphs.join("<p>")
    )
}

/// Algolia's answer: stories, or with `story_ID` among the tags the comments of that thread; `numericFilters` bound `created_at_i`.
fn search(request: &Request, threads: &[Vec<Job>]) -> Answer {
    let tags = request.parameter("tags").unwrap_or_default();
    let story = tags
        .split(',')
        .find_map(|tag| tag.strip_prefix("story_")?.parse::<u64>().ok());
    let filters = request.parameter("numericFilters").unwrap_or_default();
    let query = request
        .parameter("query")
        .unwrap_or_default()
        .to_lowercase();
    let hits: Vec<Value> = match story {
        Some(id) => threads
            .iter()
            .filter(|thread| thread_id(thread) == id)
            .flat_map(|thread| {
                thread
                    .iter()
                    .map(move |job| (job.published, comment_hit(id, job)))
            })
            .filter(|(at, _)| within(&filters, *at))
            .map(|(_, hit)| hit)
            .collect(),
        None => threads
            .iter()
            .filter(|thread| within(&filters, begun(thread)))
            // Freelancers' threads are asked for by the same words; there are none here.
            .filter(|_| !query.contains("freelancer"))
            .map(|thread| story_hit(thread))
            .collect(),
    };
    let per_page = request
        .number("hitsPerPage")
        .unwrap_or(20)
        .clamp(1, MOST_HITS);
    let number = request.number("page").unwrap_or(0);
    let reachable = &hits[..hits.len().min(MOST_HITS)];
    let start = (number * per_page).min(reachable.len());
    let shown = &reachable[start..(start + per_page).min(reachable.len())];
    Answer::json(&json!({
        "hits": shown,
        "page": number,
        "nbHits": hits.len(),
        "nbPages": reachable.len().div_ceil(per_page),
        "hitsPerPage": per_page,
        "exhaustiveNbHits": true,
        "query": query,
    }))
}

/// Whether a moment passes `created_at_i>1,created_at_i<=2`.
fn within(filters: &str, at: u64) -> bool {
    filters
        .split(',')
        .filter_map(|filter| filter.trim().strip_prefix("created_at_i"))
        .all(|rest| {
            let digits = rest.trim_start_matches(['<', '>', '=']);
            let Ok(bound) = digits.parse::<u64>() else {
                return true;
            };
            match &rest[..rest.len() - digits.len()] {
                "<" => at < bound,
                "<=" => at <= bound,
                ">" => at > bound,
                ">=" => at >= bound,
                _ => at == bound,
            }
        })
}

fn title(thread: &[Job]) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let date = rfc3339(begun(thread));
    let month = date[5..7].parse().unwrap_or(1_usize);
    format!(
        "Ask HN: Who is hiring? ({} {})",
        MONTHS[month - 1],
        &date[..4]
    )
}

fn story_hit(thread: &[Job]) -> Value {
    let id = thread_id(thread);
    json!({
        "objectID": id.to_string(),
        "story_id": id,
        "title": title(thread),
        "author": "whoishiring",
        "num_comments": thread.len(),
        "created_at": rfc3339(begun(thread)),
        "created_at_i": begun(thread),
        "_tags": ["story", "author_whoishiring", format!("story_{id}"), "ask_hn"],
    })
}

fn comment_hit(story: u64, job: &Job) -> Value {
    json!({
        "objectID": (FIRST_COMMENT + job.number).to_string(),
        "author": "synthetic",
        "comment_text": comment_text(job),
        "parent_id": story,
        "story_id": story,
        "created_at": job.rfc3339(),
        "created_at_i": job.published,
        "_tags": ["comment", "author_synthetic", format!("story_{story}")],
    })
}

fn item(thread: &[Job]) -> Value {
    let id = thread_id(thread);
    let children = thread.iter().enumerate().flat_map(|(place, job)| {
        let own = FIRST_COMMENT + job.number;
        let replies = (place == 3).then(|| json!({"id": own + 5_000_000, "type": "comment", "author": "someone", "created_at": job.rfc3339(), "created_at_i": job.published, "parent_id": own, "story_id": id, "text": "Is this synthetic?", "children": []}));
        let comment = json!({
            "id": own,
            "type": "comment",
            "author": "synthetic",
            "created_at": job.rfc3339().replace('Z', ".000Z"),
            "created_at_i": job.published,
            "parent_id": id,
            "story_id": id,
            "text": comment_text(job),
            "children": replies.into_iter().collect::<Vec<_>>(),
        });
        let deleted = (place == 2).then(|| json!({"id": own + 6_000_000, "type": "comment", "author": null, "text": null, "created_at": job.rfc3339(), "created_at_i": job.published, "parent_id": id, "story_id": id, "children": []}));
        std::iter::once(comment).chain(deleted)
    });
    json!({
        "id": id,
        "type": "story",
        "author": "whoishiring",
        "title": title(thread),
        "text": null,
        "created_at": rfc3339(begun(thread)),
        "created_at_i": begun(thread),
        "children": children.collect::<Vec<_>>(),
    })
}
