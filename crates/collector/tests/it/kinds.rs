//! What each kind of source makes of a document: `fixtures/collector/kinds/<kind>/<fact>[.<role>].in.*`.
//!
//! Beside a case may stand `<fact>[.<role>].source.toml` with what is known beside the document: `board`, `url`,
//! `organisation`, `profile`, `details`, a table `select`, and of the request `asked` (its address), `carry`, `post`,
//! `fetched_at`, a table `headers`. A case without a role is of the role of the kind's first request.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use collector::{Kind, RawDocument, Reading, Request, Source, find_kind, find_profile};
use serde::Deserialize;
use testkit::check_cases;

use crate::printed::lines_of;

/// 20 November 2026, 12:00 UTC: after every date of the cases.
pub const FETCHED_AT: i64 = 1_795_176_000;

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Beside {
    board: Option<String>,
    url: Option<String>,
    organisation: Option<String>,
    profile: Option<String>,
    details: Option<bool>,
    select: BTreeMap<String, String>,
    asked: Option<String>,
    carry: Option<String>,
    post: Option<String>,
    fetched_at: Option<i64>,
    headers: BTreeMap<String, String>,
}

/// A source of the kind as one would declare it, on no real host where the kind wants an address.
pub fn source_of(kind: &'static Kind) -> Source {
    Source {
        name: "own".parse().unwrap(),
        kind,
        url: kind
            .needs_url
            .then(|| "https://example.org/jobs".to_owned()),
        // Elsewhere a board is a word to search for, and may be left out.
        board: (kind.market == model::Market::Company && kind.board.is_some())
            .then(|| "acme".to_owned()),
        replay: Vec::new(),
        platform: kind.platform.parse().unwrap(),
        market: kind.market,
        organisation: None,
        tags: Vec::new(),
        enabled: true,
        local: false,
        every: 86_400,
        gap_ms: 0,
        max_documents: 100,
        details: None,
        headers: BTreeMap::new(),
        select: BTreeMap::new(),
        profile: None,
    }
}

/// A document as the fetcher hands it over.
pub fn document_of(source: &Source, request: Request, body: &[u8]) -> RawDocument {
    RawDocument {
        source: source.name.clone(),
        final_url: request.url.clone(),
        request,
        status: 200,
        headers: Vec::new(),
        fetched_at: FETCHED_AT,
        body: body.to_vec(),
        cut: None,
    }
}

/// The source of a case, as its name and what stands beside it say, and what is known of its request.
fn declared(kind: &'static Kind, path: &Path) -> (String, Source, Beside) {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let fact = name.split(".in.").next().unwrap();
    let beside = path.with_file_name(format!("{fact}.source.toml"));
    let mut beside: Beside = match std::fs::read_to_string(&beside) {
        Ok(text) => toml::from_str(&text).unwrap_or_else(|error| panic!("{fact}: {error}")),
        Err(_) => Beside::default(),
    };
    let mut source = source_of(kind);
    source.board = beside.board.take().or(source.board);
    source.url = beside.url.take().or(source.url);
    source.organisation = beside.organisation.take();
    source.select = std::mem::take(&mut beside.select);
    source.details = beside.details;
    source.profile = beside.profile.take().map(|profile| {
        // A shipped one: those of the operator's own come in the same way.
        let text = collector::profile_text(&profile).unwrap();
        let named = find_profile(&profile).unwrap().name();
        Arc::new(collector::Profile::from_toml(named, "own.toml", text).unwrap())
    });
    (fact.to_owned(), source, beside)
}

/// The source and the document of a case, with the requests that a poll begins with.
pub fn case(
    kind: &'static Kind,
    path: &Path,
    bytes: &[u8],
) -> Result<(Source, Vec<Request>, RawDocument), String> {
    let (fact, source, beside) = declared(kind, path);
    let first = (kind.first)(&source)?;
    let mut request = first[0].clone();
    if let Some((_, role)) = fact.rsplit_once('.') {
        role.clone_into(&mut request.role);
    }
    request.url = beside.asked.unwrap_or(request.url);
    request.carry = beside.carry.or(request.carry);
    request.post = beside.post.or(request.post);
    let mut document = document_of(&source, request, bytes);
    document.fetched_at = beside.fetched_at.unwrap_or(FETCHED_AT);
    document.headers = beside.headers.into_iter().collect();
    Ok((source, first, document))
}

fn run(kind: &'static Kind, path: &Path, bytes: &[u8]) -> String {
    let (source, first, document) = match case(kind, path, bytes) {
        Ok(case) => case,
        Err(fault) => return format!("FIRST {fault}\n"),
    };
    let mut out = String::new();
    for request in &first {
        writeln!(out, "FIRST {}", line_of(request)).unwrap();
    }
    out + "\n" + &lines_of_reading(&(kind.read)(&source, &document))
}

fn line_of(request: &Request) -> String {
    let mut line = format!("{} {}", request.role, request.url);
    if let Some(post) = &request.post {
        write!(line, " post {post}").unwrap();
    }
    if let Some(carry) = &request.carry {
        write!(line, " carry {carry}").unwrap();
    }
    line
}

/// A reading as lines: its verdicts, its items, what it asks for next.
pub fn lines_of_reading(reading: &Reading) -> String {
    let mut out = String::new();
    let facts = [
        ("FAULT", reading.fault.clone()),
        (
            "CLAIMED",
            reading.claimed.map(|claimed| claimed.to_string()),
        ),
        ("CAPPED", reading.capped.then(|| "yes".to_owned())),
        ("SUSPICION", reading.suspicion.clone()),
        (
            "ASK EVERY",
            reading.ask_every.map(|seconds| seconds.to_string()),
        ),
    ];
    for (name, value) in facts {
        if let Some(value) = value {
            writeln!(out, "{name} {value}").unwrap();
        }
    }
    out.push_str(&lines_of(&reading.items));
    for request in &reading.follow {
        writeln!(out, "FOLLOW {}", line_of(request)).unwrap();
    }
    out
}

#[test]
fn each_kind_reads_its_documents() {
    let folder = testkit::fixture("collector/kinds");
    let mut kinds: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    kinds.sort();
    for name in kinds {
        let kind = find_kind(&name).unwrap_or_else(|| panic!("no kind is called {name}"));
        check_cases(&format!("collector/kinds/{name}"), |path, bytes| {
            run(kind, path, bytes)
        });
    }
}
