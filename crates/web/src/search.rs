//! A query in, a page of postings out as a document, and all of them as a stream of rows. Knows no template.

use std::ops::ControlFlow;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use indexer::{Hit, Query, SearchRequest, Sort};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::time::timeout;
use utoipa::IntoParams;
use workbench::{
    Document, Enveloped, HIT_COLUMNS, SearchDocument, Workbench, enveloped, hit_cells,
};

use crate::commits::Commit;
use crate::fault::{Fault, Faults};
use crate::frame;
use crate::limits::Limits;
use crate::parameters::Parameters;
use crate::site::Site;

/// Postings of one page, unless another number is asked for.
pub const PAGE: usize = 20;
/// Rows are sent in parts of about so many bytes.
const PART: usize = 32 * 1024;
/// Parts that wait for a slow reader.
const PARTS: usize = 4;

/// The orders by name.
pub const ORDERS: &[(&str, Sort)] = &[
    ("date", Sort::Date),
    ("relevance", Sort::Relevance),
    ("pay", Sort::Pay),
];

/// What a list is asked with.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the parameters; `Asked` reads them")]
pub struct SearchParameters {
    /// The query; all postings where it is absent.
    q: Option<String>,
    /// `date` (newest first), `relevance` or `pay`; where it is absent `relevance` of a query, and `date` of all postings.
    #[param(pattern = "^(date|relevance|pay)?$")]
    sort: Option<String>,
    /// How many postings to pass over.
    #[param(minimum = 0, maximum = 10_000)]
    offset: Option<usize>,
    /// At most this many postings.
    #[param(minimum = 0, maximum = 100)]
    limit: Option<usize>,
    /// Whether counts over all that match are wanted, `true` or `false`.
    facets: Option<bool>,
}

/// A question for a list.
pub struct Asked {
    /// The query as it was written.
    pub text: String,
    /// Order and place.
    pub request: SearchRequest,
}

impl Asked {
    fn of(uri: &Uri, limits: &Limits) -> Result<Asked, Fault> {
        let parameters = Parameters::of(uri, &["q", "sort", "offset", "limit", "facets"])?;
        let text = text(&parameters, limits)?;
        Ok(Asked {
            request: SearchRequest {
                sort: parameters
                    .choice("sort", ORDERS)?
                    .unwrap_or_else(|| usual_order(&text)),
                limit: parameters.number("limit", PAGE, (0, limits.page_size))?,
                offset: parameters.number("offset", 0, (0, limits.depth))?,
                facets: parameters.flag("facets")?,
                highlight: true,
            },
            text,
        })
    }
}

/// The order of a list whose address names none: what is newest of all postings, what matches a query best, as on a terminal.
pub fn usual_order(query: &str) -> Sort {
    match query.is_empty() {
        true => Sort::Date,
        false => Sort::Relevance,
    }
}

/// The query among some parameters.
pub fn text(parameters: &Parameters, limits: &Limits) -> Result<String, Fault> {
    let text = parameters.one("q")?.unwrap_or_default();
    short_enough(text, limits)?;
    Ok(text.to_owned())
}

/// Refuses a query that is longer than any that a person writes: its cost grows with its words.
pub fn short_enough(text: &str, limits: &Limits) -> Result<(), Fault> {
    let length = text.chars().count();
    if length <= limits.query_characters {
        return Ok(());
    }
    Err(Fault::beyond(
        "query_too_long",
        format!(
            "the query has {length} characters, {} at most are read; ask with fewer words",
            limits.query_characters
        ),
    ))
}

/// Parses a query; a blank one is every posting.
pub fn parsed(bench: &Workbench, text: &str) -> Result<Query, Fault> {
    match text.is_empty() {
        true => Ok(Query::everything()),
        false => Ok(bench.parse(text)?),
    }
}

/// A document for programs.
pub fn json<D: Document>(document: &D) -> Result<Response, Fault> {
    let text = enveloped(D::SCHEMA, document)?;
    Ok(frame::text("application/json", format!("{text}\n")))
}

/// Postings that a query finds.
#[utoipa::path(
    get,
    path = "/api/v1/search",
    operation_id = "search",
    params(SearchParameters),
    responses((status = 200, description = "A page of postings", body = inline(Enveloped<'static, SearchDocument>)), Faults)
)]
pub async fn api(State(site): State<Arc<Site>>, uri: Uri) -> Result<Response, Fault> {
    let asked = Asked::of(&uri, &site.limits)?;
    let answer = site.ask(move |_, commit| {
        let query = parsed(&commit.bench, &asked.text)?;
        json(&commit.bench.search(&query, &asked.request)?)
    });
    answer.await
}

/// `/search.csv`: a page of the list as rows, or all of it where no `limit` is given.
pub async fn csv(State(site): State<Arc<Site>>, uri: Uri) -> Result<Response, Fault> {
    let whole = Parameters::of(&uri, &["q", "sort", "offset", "limit", "facets"])?
        .one("limit")?
        .is_none();
    let asked = Asked::of(&uri, &site.limits)?;
    if whole {
        return stream_of_all(&site, asked).await;
    }
    let answer = site.ask(move |_, commit| {
        let query = parsed(&commit.bench, &asked.text)?;
        let found = commit.bench.search(&query, &asked.request)?;
        let mut rows = Rows::new();
        for hit in &found.page.hits {
            rows.add(hit);
        }
        Ok(download(Body::from(rows.take())))
    });
    answer.await
}

fn download(body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"postings.csv\"",
        ),
    ];
    (headers, body).into_response()
}

/// Rows that wait to be sent.
struct Rows {
    writer: csv::Writer<Vec<u8>>,
}

impl Rows {
    fn new() -> Rows {
        let mut rows = Rows {
            writer: csv::Writer::from_writer(Vec::new()),
        };
        rows.put(HIT_COLUMNS);
        rows
    }

    fn add(&mut self, hit: &Hit) {
        self.put(hit_cells(hit));
    }

    fn put<C: AsRef<[u8]>>(&mut self, cells: impl IntoIterator<Item = C>) {
        // Memory takes any row; only a row of another length would be refused, and both have the columns' length in their types.
        let written = self.writer.write_record(cells);
        debug_assert!(written.is_ok(), "{written:?}");
    }

    fn length(&mut self) -> usize {
        let _ = self.writer.flush();
        self.writer.get_ref().len()
    }

    /// What was written so far; the rest goes on behind it.
    fn take(&mut self) -> Vec<u8> {
        let fresh = csv::Writer::from_writer(Vec::new());
        let written = std::mem::replace(&mut self.writer, fresh);
        written.into_inner().unwrap_or_default()
    }
}

/// All postings that match, one part after the other: the index is read as fast as the reader takes them, and given up when he goes.
async fn stream_of_all(site: &Arc<Site>, asked: Asked) -> Result<Response, Fault> {
    let permit = site.work.download()?;
    let (sender, receiver) = mpsc::channel::<Result<Bytes, std::io::Error>>(PARTS);
    let question = move |_: &Site, commit: &Arc<Commit>| {
        let query = parsed(&commit.bench, &asked.text)?;
        Ok((Arc::clone(commit), query, asked.request))
    };
    let (commit, query, request) = site.ask(question).await?;
    let (site, handle) = (Arc::clone(site), Handle::current());
    tokio::task::spawn_blocking(move || {
        let _permit = permit;
        let send = |part: Result<Bytes, std::io::Error>| {
            let sent = handle.block_on(timeout(site.limits.idle, sender.send(part)));
            matches!(sent, Ok(Ok(())))
        };
        let mut rows = Rows::new();
        let mut passed = 0;
        let given = commit
            .bench
            .reader()
            .each_hit(&query, request.sort, &mut |hit| {
                passed += 1;
                if passed > request.offset {
                    rows.add(&hit);
                }
                match rows.length() < PART || send(Ok(rows.take().into())) {
                    true => ControlFlow::Continue(()),
                    false => ControlFlow::Break(()),
                }
            });
        match given {
            Ok(_) => {
                send(Ok(rows.take().into()));
            }
            // The reader sees a download that breaks off, and not a whole one that ends early.
            Err(error) => {
                tracing::error!("a download broke off: {error}");
                send(Err(std::io::Error::other("the index could not be read")));
            }
        }
    });
    let parts = stream::unfold(receiver, |mut receiver| async move {
        let part = receiver.recv().await?;
        Some((part, receiver))
    });
    Ok(download(Body::from_stream(parts)))
}
