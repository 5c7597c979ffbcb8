//! Queries in; their trend as a document, as rows and as pictures out. Knows no template.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};
use indexer::Query;
use utoipa::IntoParams;
use workbench::{
    By, Enveloped, MONTH_COLUMNS, MOST_LINES, TrendDocument, TrendRequest, month_cells,
};

use crate::charts::{self, Form};
use crate::commits::Commit;
use crate::fault::{Fault, Faults};
use crate::limits::Limits;
use crate::parameters::Parameters;
use crate::search::{json, parsed, short_enough};
use crate::site::Site;

/// What a trend can be split by.
pub const SPLITS: &[(&str, By)] = &[
    ("category", By::Category),
    ("country", By::Country),
    ("source", By::Source),
    ("tag", By::Tag),
];
/// What is drawn, and whether that is the share.
pub const MEASURES: &[(&str, bool)] = &[("share", true), ("count", false)];
/// The names that the API reads.
const NAMES: &[&str] = &["q", "within", "by", "duplicates"];
/// The names that pages and pictures read.
const NAMES_OF_PAGES: &[&str] = &["q", "within", "by", "duplicates", "show"];

/// What a trend is asked with.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the parameters; `Asked` reads them")]
pub struct TrendParameters {
    /// A query; up to six are compared. All postings where it is absent.
    #[param(max_items = 6)]
    q: Option<Vec<String>>,
    /// What shares are of, a query; what the queries agree on of source, platform and market where it is absent.
    within: Option<String>,
    /// Splits the first query: `category`, `country`, `source` or `tag`.
    #[param(pattern = "^(category|country|source|tag)?$")]
    by: Option<String>,
    /// Whether duplicates count as postings of their own.
    duplicates: Option<bool>,
}

/// A question for a trend.
pub struct Asked {
    /// The queries as they were written.
    pub queries: Vec<String>,
    /// The universe as it was written.
    pub within: Option<String>,
    /// What the first query is split by.
    pub by: Option<By>,
    /// Whether duplicates count.
    pub duplicates: bool,
    /// Whether shares are drawn and not counts.
    pub by_share: bool,
}

/// Shares are drawn, but of everything, whose share of everything says nothing.
fn by_share_unless_told(queries: &[String], by: Option<By>) -> bool {
    by.is_some() || queries.iter().any(|text| !matches!(text.trim(), "" | "*"))
}

impl Asked {
    /// Reads the parameters of a page or a picture.
    pub fn of_page(uri: &Uri, limits: &Limits) -> Result<Asked, Fault> {
        Asked::of(&Parameters::of(uri, NAMES_OF_PAGES)?, limits)
    }

    fn of(parameters: &Parameters, limits: &Limits) -> Result<Asked, Fault> {
        let queries: Vec<String> = parameters
            .many("q")
            .into_iter()
            .map(str::to_owned)
            .collect();
        let within = parameters.one("within")?.map(str::to_owned);
        for text in queries.iter().chain(&within) {
            short_enough(text, limits)?;
        }
        // Blank ones ask nothing, and a form with so many fields is none of ours.
        let written = parameters.written("q");
        if written > MOST_LINES {
            return Err(Fault::beyond(
                "too_many_queries",
                format!(
                    "{written} queries are too many for one comparison; at most {MOST_LINES} can be told apart"
                ),
            ));
        }
        let by = parameters.choice("by", SPLITS)?;
        let shown = parameters.choice("show", MEASURES)?;
        Ok(Asked {
            by_share: shown.unwrap_or(by_share_unless_told(&queries, by)),
            queries,
            within,
            by,
            duplicates: parameters.flag("duplicates")?,
        })
    }

    /// The parameters again, for links; `show` only where it goes along.
    pub fn pairs(&self, with_show: bool) -> Vec<(&str, &str)> {
        let mut pairs: Vec<(&str, &str)> = self
            .queries
            .iter()
            .map(|text| ("q", text.as_str()))
            .collect();
        pairs.extend(self.within.as_deref().map(|text| ("within", text)));
        pairs.extend(self.by.map(|by| ("by", by.field())));
        pairs.extend(self.duplicates.then_some(("duplicates", "true")));
        pairs.extend(
            (with_show && self.by_share != by_share_unless_told(&self.queries, self.by))
                .then_some(("show", if self.by_share { "share" } else { "count" })),
        );
        pairs
    }

    /// Asks it.
    pub fn document(&self, commit: &Commit) -> Result<TrendDocument, Fault> {
        let bench = &commit.bench;
        let mut queries = Vec::new();
        for text in &self.queries {
            queries.push(parsed(bench, text)?);
        }
        if queries.is_empty() {
            queries.push(Query::everything());
        }
        let within = self.within.as_ref().map(|text| parsed(bench, text));
        Ok(bench.trend(&TrendRequest {
            queries: &queries,
            within: within.transpose()?,
            by: self.by,
            duplicates: self.duplicates,
        })?)
    }
}

/// Queries over time, side by side, or one of them split.
#[utoipa::path(
    get,
    path = "/api/v1/trend",
    operation_id = "trend",
    params(TrendParameters),
    responses((status = 200, description = "Months, averages and changes of each query", body = inline(Enveloped<'static, TrendDocument>)), Faults)
)]
pub async fn api(State(site): State<Arc<Site>>, uri: Uri) -> Result<Response, Fault> {
    let asked = Asked::of(&Parameters::of(&uri, NAMES)?, &site.limits)?;
    site.ask(move |_, commit| json(&asked.document(commit)?))
        .await
}

/// `/trend.json`: the document of the API under the page's own address.
pub async fn document(State(site): State<Arc<Site>>, uri: Uri) -> Result<Response, Fault> {
    let asked = Asked::of_page(&uri, &site.limits)?;
    site.ask(move |_, commit| json(&asked.document(commit)?))
        .await
}

/// `/trend.csv`: a row a query and month.
pub async fn csv(State(site): State<Arc<Site>>, uri: Uri) -> Result<Response, Fault> {
    let asked = Asked::of_page(&uri, &site.limits)?;
    let answer = site.ask(move |_, commit| {
        let document = asked.document(commit)?;
        rows(&document).map_err(|error| Fault::ours("the rows could not be written", &error))
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"trend.csv\"",
        ),
    ];
    Ok((headers, Body::from(answer.await?)).into_response())
}

fn rows(document: &TrendDocument) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(MONTH_COLUMNS)?;
    for line in &document.lines {
        for month in &line.trend.months {
            writer.write_record(month_cells(line, month))?;
        }
    }
    writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))
}

/// `/trend.svg`.
pub async fn svg(State(site): State<Arc<Site>>, uri: Uri) -> Result<Response, Fault> {
    picture(&site, &uri, Form::Svg).await
}

/// `/trend.png`.
pub async fn png(State(site): State<Arc<Site>>, uri: Uri) -> Result<Response, Fault> {
    picture(&site, &uri, Form::Png).await
}

async fn picture(site: &Arc<Site>, uri: &Uri, form: Form) -> Result<Response, Fault> {
    let asked = Asked::of_page(uri, &site.limits)?;
    let answer = site.ask(move |site, commit| {
        let document = asked.document(commit)?;
        charts::file(
            site,
            charts::of_trend(site, &document, asked.by_share),
            form,
        )
    });
    Ok(charts::by_itself(answer.await?))
}
