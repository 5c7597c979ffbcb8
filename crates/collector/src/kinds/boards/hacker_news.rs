//! The monthly threads of Hacker News: the search service's lists of threads and comments in, offers of work out. Who seeks work offers none.

mod comment;

use model::Market;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use super::endpoint::endpoint;
use crate::document::{RawDocument, Reading, Request};
use crate::kinds::listing::{Page, faulty, with_parameters};
use crate::kinds::{Kind, Lists, Terms, json};
use crate::source::Source;

/// Whatever the page, a search gives no more hits than this.
const MOST_HITS: u64 = 1_000;
/// Threads of each sort that a poll reads: the month's, and the one before, which still grows for a while.
const THREADS: usize = 2;

pub(super) const KIND: Kind = Kind {
    name: "hn",
    describe: "Hacker News: top-level comments of the newest \"Who is hiring?\" and \"Freelancer?\" threads",
    platform: "hn",
    market: Market::Thread,
    lists: Lists::Latest,
    board: Some("`hiring` or `freelancer`, for the threads of that sort alone"),
    needs_url: false,
    terms: Terms {
        polls_a_day: 24,
        gap_ms: 1_000,
        delay_hours: 0,
        attribution: "",
        note: "10,000 requests an hour and address; a search shows 1,000 hits at most, so that long lists are split by time",
    },
    first,
    read,
};

/// The sorts of monthly threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Thread {
    Hiring,
    Freelancer,
    /// Who wants to be hired, and whatever else there is: no offers.
    Other,
}

impl Thread {
    fn of_title(title: &str) -> Thread {
        let lower = title.to_lowercase();
        if lower.contains("who is hiring") || lower.contains("who's hiring") {
            Thread::Hiring
        } else if lower.contains("freelancer?") {
            Thread::Freelancer
        } else {
            Thread::Other
        }
    }
}

/// What a list of threads or comments tells the document after it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Carry {
    /// Threads of each sort that were met already.
    #[serde(default)]
    hiring: usize,
    #[serde(default)]
    freelancer: usize,
    /// The sort of the thread that the comments belong to, its number and how many comments it is said to have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    thread: Option<Thread>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    story: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    comments: Option<u64>,
    /// The bound of time that this list was asked with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<i64>,
}

impl Carry {
    fn of(document: &RawDocument) -> Carry {
        let carry = document.request.carry.as_deref().unwrap_or_default();
        serde_json::from_str(carry).unwrap_or_default()
    }

    fn onto(&self, mut request: Request) -> Request {
        request.carry = serde_json::to_string(self).ok();
        request
    }
}

fn first(source: &Source) -> Result<Vec<Request>, String> {
    if let Some(board) = &source.board
        && !matches!(board.as_str(), "hiring" | "freelancer")
    {
        return Err(format!(
            "`board` is `hiring` or `freelancer`, and not `{board}`"
        ));
    }
    Ok(vec![threads_before(&base(source)?, None)])
}

fn base(source: &Source) -> Result<Url, String> {
    endpoint(source, "https://hn.algolia.com/api/v1")
}

fn below(base: &Url, path: &str) -> Url {
    let mut address = base.clone();
    let own = base.path().trim_end_matches('/').to_owned();
    address.set_path(&format!("{own}/{path}"));
    address
}

fn threads_before(base: &Url, before: Option<i64>) -> Request {
    let bound = before.map(|before| format!("created_at_i<{before}"));
    let mut parameters = vec![("tags", "story,author_whoishiring"), ("hitsPerPage", "50")];
    parameters.extend(bound.as_deref().map(|bound| ("numericFilters", bound)));
    let address = with_parameters(&below(base, "search_by_date"), &parameters);
    Request::get(address, "threads")
}

fn comments_before(base: &Url, story: u64, before: Option<i64>) -> Request {
    let tags = format!("comment,story_{story}");
    let most = MOST_HITS.to_string();
    let bound = before.map(|before| format!("created_at_i<{before}"));
    let mut parameters = vec![("tags", tags.as_str()), ("hitsPerPage", most.as_str())];
    parameters.extend(bound.as_deref().map(|bound| ("numericFilters", bound)));
    let address = with_parameters(&below(base, "search_by_date"), &parameters);
    Request::get(address, "comments")
}

fn read(source: &Source, document: &RawDocument) -> Reading {
    // By what the document holds and not by its role alone: a replayed file has the role of the first request.
    let value = match json::parse(document) {
        Ok(value) => value,
        Err(fault) => return faulty(fault),
    };
    let base = match base(source) {
        Ok(base) => base,
        Err(fault) => return faulty(fault),
    };
    if value.get("hits").is_none() {
        return read_thread(source, document, &value, &base);
    }
    match document.request.role.as_str() {
        "comments" => read_comments(source, document, &base),
        _ => read_threads(source, document, &value, &base),
    }
}

/// A list of threads, newest first: which of them to read.
fn read_threads(source: &Source, document: &RawDocument, value: &Value, base: &Url) -> Reading {
    let hits = match json::records(value, "/hits") {
        Ok(hits) => hits,
        Err(fault) => return faulty(fault),
    };
    let mut carry = Carry::of(document);
    let mut reading = Reading::default();
    let mut oldest = None;
    let wants = |thread: Thread| match (source.board.as_deref(), thread) {
        (_, Thread::Other) => false,
        (Some("hiring"), thread) => thread == Thread::Hiring,
        (Some(_), thread) => thread == Thread::Freelancer,
        (None, _) => true,
    };
    for hit in hits {
        let at = hit.get("created_at_i").and_then(Value::as_i64);
        oldest = oldest.into_iter().chain(at).min();
        let thread = Thread::of_title(&json::line(hit, "/title").unwrap_or_default());
        let met = match thread {
            Thread::Hiring => &mut carry.hiring,
            Thread::Freelancer => &mut carry.freelancer,
            Thread::Other => continue,
        };
        let id = json::scalar(hit, "/objectID").and_then(|id| id.parse::<u64>().ok());
        let Some(id) = id.filter(|_| wants(thread) && *met < THREADS) else {
            continue;
        };
        *met += 1;
        let about = Carry {
            thread: Some(thread),
            story: Some(id),
            comments: hit.get("num_comments").and_then(Value::as_u64),
            ..Carry::default()
        };
        let address = below(base, &format!("items/{id}"));
        reading
            .follow
            .push(about.onto(Request::get(address, "thread")));
    }
    let lacks = |thread: Thread, met: usize| wants(thread) && met < THREADS;
    let is_short =
        lacks(Thread::Hiring, carry.hiring) || lacks(Thread::Freelancer, carry.freelancer);
    // Further back by time and not by page, which ends at 1,000 hits. A list that gave nothing new ends the way.
    if is_short
        && let Some(oldest) = oldest
        && carry.before.is_none_or(|before| oldest < before)
    {
        carry.before = Some(oldest);
        reading
            .follow
            .push(carry.onto(threads_before(base, Some(oldest))));
    }
    reading
}

/// A thread with its comments below it.
fn read_thread(source: &Source, document: &RawDocument, value: &Value, base: &Url) -> Reading {
    let mut carry = Carry::of(document);
    let title = json::line(value, "/title").unwrap_or_default();
    let thread = match Thread::of_title(&title) {
        Thread::Other => carry.thread.unwrap_or(Thread::Other),
        named => named,
    };
    let comments = match json::records(value, "/children") {
        Ok(comments) => comments,
        Err(fault) => return faulty(fault),
    };
    if comments.is_empty()
        && carry.comments.unwrap_or(0) > 0
        && let Some(story) = carry.story
    {
        // The tree is missing now and then; the comments can still be searched for.
        carry.thread = Some(thread);
        return Reading {
            follow: vec![carry.onto(comments_before(base, story, None))],
            ..Reading::default()
        };
    }
    let mut page = Page::new(source, document);
    for comment in comments {
        page.next_row();
        comment::push(&mut page, comment, "/text", thread);
    }
    page.finish()
}

/// Hits of a search for the comments of one thread, newest first: a thousand at most, then those before.
fn read_comments(source: &Source, document: &RawDocument, base: &Url) -> Reading {
    let (value, hits) = match json::parsed(document, "/hits") {
        Ok(found) => found,
        Err(fault) => return faulty(fault),
    };
    let mut carry = Carry::of(document);
    let Some(story) = carry.story else {
        return faulty("comments were found for no thread that was asked for");
    };
    let mut page = Page::new(source, document);
    for hit in &hits {
        page.next_row();
        // Only what answers the thread itself is an offer.
        if hit.get("parent_id").and_then(Value::as_u64) == Some(story) {
            comment::push(
                &mut page,
                hit,
                "/comment_text",
                carry.thread.unwrap_or(Thread::Other),
            );
        } else {
            page.leave_out();
        }
    }
    let mut reading = page.finish();
    let shown = hits.len() as u64;
    let all = value.get("nbHits").and_then(Value::as_u64).unwrap_or(shown);
    let oldest = hits
        .iter()
        .filter_map(|hit| hit.get("created_at_i")?.as_i64())
        .min();
    if shown < MOST_HITS && all <= shown {
        return reading;
    }
    // The bound lies one second above the oldest: others of the same second may have been cut off, and those that come
    // twice have the same key.
    match oldest.map(|oldest| oldest + 1) {
        Some(before) if carry.before.is_none_or(|own| before < own) => {
            carry.before = Some(before);
            reading
                .follow
                .push(carry.onto(comments_before(base, story, Some(before))));
        }
        _ => {
            reading.capped = true;
            reading.suspicion = Some(format!(
                "the search shows {shown} of {all} comments, all of one second, and gives no way to the others"
            ));
        }
    }
    reading
}
