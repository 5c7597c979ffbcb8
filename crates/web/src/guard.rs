//! What stands before and behind every route: panics, headers, the length of an address, the host, the token; and faults become pages or JSON.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use tokio::time::timeout;

use crate::door::Shown;
use crate::fault::Fault;
use crate::frame;
use crate::site::Site;

/// What a page of the site may load: its own style, script and pictures.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// What is shown to everybody, since it holds no posting.
const OPEN: &[&str] = &["/token", "/healthz"];

/// Answers a request, whatever happens within.
pub async fn guard(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let uri = request.uri().clone();
    let answer = match admitted(&site, &request) {
        Ok(()) => {
            // Whoever sends a form byte by byte is not waited for either.
            let longest = site.limits.time * 2;
            let answered = timeout(longest, AssertUnwindSafe(next.run(request)).catch_unwind());
            let slow =
                || Ok(Fault::later("too_slow", "the request took too long", 2).into_response());
            let answered = answered.await.unwrap_or_else(|_| slow());
            answered.unwrap_or_else(|panic| {
                let words = panic.downcast_ref::<String>().map(String::as_str);
                let words = words.or_else(|| panic.downcast_ref::<&str>().copied());
                Fault::ours("the answer failed", &words.unwrap_or("a panic")).into_response()
            })
        }
        Err(fault) => fault.into_response(),
    };
    let answer = worded(&site, &uri, answer);
    tracing::debug!(
        "{method} {} {} in {} ms",
        uri.path(),
        answer.status().as_u16(),
        started.elapsed().as_millis()
    );
    with_headers(answer)
}

/// Whether the request may go on.
fn admitted(site: &Site, request: &Request) -> Result<(), Fault> {
    let uri = request.uri();
    let length = uri.path_and_query().map_or(0, |one| one.as_str().len());
    if length > site.limits.address_bytes {
        return Err(Fault::new(
            StatusCode::URI_TOO_LONG,
            "address_too_long",
            format!(
                "the address has {length} bytes, {} at most are read; ask a shorter query",
                site.limits.address_bytes
            ),
        ));
    }
    host(site, request)?;
    let headers = request.headers();
    if crosses_sites(headers) {
        return Err(Fault::new(
            StatusCode::FORBIDDEN,
            "other_site",
            "a page of another site asks for this; open the address itself",
        ));
    }
    let path = uri.path();
    if OPEN.contains(&path) || path.starts_with("/assets/") {
        return Ok(());
    }
    match site.door.shown(headers) {
        Shown::Right => Ok(()),
        Shown::Nothing => Err(no_entry("a token is needed")),
        Shown::Wrong if site.door.count_wrong() => Err(too_many_wrong()),
        Shown::Wrong => Err(no_entry("this is not the token")),
    }
}

fn no_entry(words: &str) -> Fault {
    Fault::new(
        StatusCode::UNAUTHORIZED,
        "token",
        format!("{words}: send it as `Authorization: Bearer`, or open the page and enter it once"),
    )
}

/// Told to whoever tries one token after the other.
pub fn too_many_wrong() -> Fault {
    Fault {
        retry_after: Some(60),
        ..Fault::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_wrong_tokens",
            "too many wrong tokens; wait for a minute",
        )
    }
}

/// A name of somebody else's that leads here would make a foreign page one of ours.
fn host(site: &Site, request: &Request) -> Result<(), Fault> {
    let hosts = request.headers().get_all(header::HOST);
    let mut named: Vec<&str> = Vec::new();
    for host in hosts {
        named.push(host.to_str().unwrap_or_default());
    }
    let in_address = request.uri().authority().map(|one| one.as_str());
    let one = named.len() == 1 || (named.is_empty() && in_address.is_some());
    named.extend(in_address);
    if one && named.iter().all(|host| site.given.hosts.allow(host)) {
        return Ok(());
    }
    Err(Fault::new(
        StatusCode::MISDIRECTED_REQUEST,
        "host",
        "the request is for another host; ask for the address that the server printed",
    ))
}

/// Whether a browser says that another site's page makes the request, and not a person who follows a link. Answers would be kept from
/// that page in any case; what it costs to make them is what this saves.
fn crosses_sites(headers: &HeaderMap) -> bool {
    let is = |name: &str, value: &str| headers.get(name).is_some_and(|own| own == value);
    is("sec-fetch-site", "cross-site") && !is("sec-fetch-mode", "navigate")
}

/// A fault as the JSON or the page that is wanted.
fn worded(site: &Site, uri: &Uri, mut answer: Response) -> Response {
    let fault = answer.extensions_mut().remove::<Fault>();
    let Some(fault) = fault.or_else(|| unworded(&answer)) else {
        return answer;
    };
    let path = uri.path();
    let for_programs = path.starts_with("/api/") || path.ends_with(".csv") || path == "/healthz";
    let page = match for_programs {
        true => None,
        false => frame::fault_page(site, uri, &fault).ok(),
    };
    let (kind, bytes) = match page {
        Some(page) => ("text/html; charset=utf-8", page.into_bytes()),
        None => ("application/json", fault.json()),
    };
    let mut worded = (
        fault.status,
        [(header::CONTENT_TYPE, HeaderValue::from_static(kind))],
        Body::from(bytes),
    )
        .into_response();
    let headers = worded.headers_mut();
    if let Some(allow) = answer.headers_mut().remove(header::ALLOW) {
        headers.insert(header::ALLOW, allow);
    }
    if let Some(seconds) = fault.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if fault.status == StatusCode::UNAUTHORIZED {
        let bearer = HeaderValue::from_static("Bearer realm=\"jobtide\"");
        headers.insert(header::WWW_AUTHENTICATE, bearer);
    }
    worded
}

/// The fault of a refusal that the library below words itself, as of a path that is no text or a form that is too long.
fn unworded(answer: &Response) -> Option<Fault> {
    let kind = answer.headers().get(header::CONTENT_TYPE);
    let plain = kind.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    let refused = answer.status().is_client_error() && plain;
    refused.then(|| {
        let reason = answer.status().canonical_reason().unwrap_or("refused");
        let words = format!("the request cannot be read ({})", reason.to_lowercase());
        Fault::new(answer.status(), "bad_request", words)
    })
}

fn with_headers(mut answer: Response) -> Response {
    let headers = answer.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-cache"),
    ] {
        let entry = headers.entry(name);
        entry.or_insert(HeaderValue::from_static(value));
    }
    headers.insert(
        "cross-origin-resource-policy",
        HeaderValue::from_static("same-origin"),
    );
    answer
}
