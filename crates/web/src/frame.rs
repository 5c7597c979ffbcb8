//! What every page of the site has around it, and the pages of faults. Knows no posting.

use axum::http::{StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use reportgen::site::{Again, FaultPlace, FaultView, Frame, Link, TokenView, View};
use url::form_urlencoded;

use crate::address::address;
use crate::commits::Commit;
use crate::fault::Fault;
use crate::site::Site;
use analytics::wording;

/// The pages, and whether a query goes along to them.
const PAGES: &[(&str, &str, bool)] = &[
    ("Search", "/", true),
    ("Trend", "/trend", true),
    ("Pay", "/pay", true),
    ("Tags", "/tags", false),
    ("Categories", "/categories", false),
    ("Sources", "/sources", false),
    ("Reports", "/reports", false),
    ("Help", "/help", false),
];

/// What stands over a page whose postings, or some of them, were made up.
pub const WATERMARK: &str = "SYNTHETIC DATA";

/// `1 posting`, `2,000 postings`.
pub fn counted(n: u64, noun: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", wording::count(n))
}

/// The frame of a page. `here` is the path of the page that the navigation marks, `query` goes along to the pages that ask one.
pub fn frame(
    site: &Site,
    commit: Option<&Commit>,
    (title, here, query): (&str, &str, &str),
) -> Frame {
    let navigation = PAGES.iter().map(|(text, path, asks)| Link {
        current: *path == here,
        ..Link::new(
            *text,
            address(path, &[("q", if *asks { query } else { "" })]),
        )
    });
    let made_up = commit.is_some_and(|commit| commit.synthetic);
    let mut facts = Vec::new();
    if let Some(commit) = commit {
        facts.push(format!(
            "{} in the index",
            counted(commit.postings, "posting")
        ));
    }
    facts.push(format!("jobtide {}", site.given.version));
    Frame {
        title: title.to_owned(),
        navigation: navigation.collect(),
        watermark: made_up.then(|| WATERMARK.to_owned()),
        synthetic: "some or all of these postings were made up by the program, with planted effects; nobody posted them"
            .to_owned(),
        style_sheet: site.assets.style.href.clone(),
        program: site.assets.program.href.clone(),
        icon: site.assets.icon.href.clone(),
        facts,
    }
}

/// A page as an answer.
pub fn page<V: View>(site: &Site, frame: &Frame, view: &V) -> Result<Response, Fault> {
    Ok(Html(site.pages.render(frame, view)?).into_response())
}

/// A text for programs as an answer, with its kind.
pub fn text(kind: &'static str, text: impl Into<axum::body::Body>) -> Response {
    ([(header::CONTENT_TYPE, kind)], text.into()).into_response()
}

/// The page of a fault.
pub fn fault_page(site: &Site, uri: &Uri, fault: &Fault) -> Result<String, reportgen::Error> {
    let commit = site.seen();
    let path = uri.path();
    if fault.status == StatusCode::UNAUTHORIZED {
        let to = uri.path_and_query().map_or("/", |one| one.as_str());
        return token_page(site, None, to);
    }
    let heading = match (fault.code, fault.status.as_u16()) {
        ("bad_query", _) => "The query does not parse",
        ("no_index", _) => "Nothing to show yet",
        ("nothing_dated", _) => "Nothing to count by day",
        (_, 404) => "There is no such page",
        (_, 405) => "This is only read",
        (_, 503) => "Not now",
        (_, 500..) => "Something failed here",
        _ => "That cannot be answered",
    };
    let asks = PAGES.iter().any(|(_, own, asks)| *asks && *own == path);
    let query = fault.query.as_deref().unwrap_or_default();
    let again = |text: &str| {
        let mut pairs: Vec<(String, String)> = Vec::new();
        let given = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
        let mut replaced = false;
        for (name, value) in given.into_owned() {
            let at_fault = name == "q" && !replaced && value.trim() == query.trim();
            replaced |= at_fault;
            pairs.push((name, if at_fault { text.to_owned() } else { value }));
        }
        let pairs: Vec<(&str, &str)> = pairs
            .iter()
            .map(|(a, b)| (a.as_str(), b.as_str()))
            .collect();
        address(path, &pairs)
    };
    let view = FaultView {
        heading: heading.to_owned(),
        message: sentence(&fault.message),
        fault: fault.position.map(|position| place(query, position)),
        suggestion: fault
            .suggestion
            .as_ref()
            .map(|text| Link::new(text.as_str(), again(text))),
        again: (asks && fault.query.is_some()).then(|| Again {
            action: path.to_owned(),
            query: query.to_owned(),
        }),
        ways: vec![
            Link::new("Search all postings", "/"),
            Link::new("The query language, with examples", "/help"),
        ],
    };
    let here = if asks { path } else { "" };
    let frame = frame(site, commit.as_deref(), (heading, here, ""));
    site.pages.render(&frame, &view)
}

/// The form for the token.
pub fn token_page(
    site: &Site,
    refused: Option<&str>,
    to: &str,
) -> Result<String, reportgen::Error> {
    let mut frame = frame(site, None, ("Token", "", ""));
    frame.navigation.clear();
    let view = TokenView {
        refused: refused.map(sentence),
        to: to.to_owned(),
    };
    site.pages.render(&frame, &view)
}

/// A message as a sentence.
pub fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().map(|c| c.to_uppercase().collect::<String>());
    let text = format!("{}{}", first.unwrap_or_default(), letters.as_str());
    match text.ends_with(['.', '?', '!']) {
        true => text,
        false => format!("{text}."),
    }
}

fn place(query: &str, position: usize) -> FaultPlace {
    let at: String = query.chars().skip(position).take(1).collect();
    FaultPlace {
        before: query.chars().take(position).collect(),
        at: if at.is_empty() {
            "\u{a0}".to_owned()
        } else {
            at
        },
        after: query.chars().skip(position + 1).collect(),
    }
}
