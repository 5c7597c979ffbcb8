//! What can go wrong between a request and its answer, as a status, a code for programs and a sentence for people. Knows no page.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use indexer::QueryError;
use serde::Serialize;
use utoipa::openapi::{ContentBuilder, RefOr, ResponseBuilder};
use utoipa::{PartialSchema, ToSchema};

/// Why there is no answer. It travels in a response's extensions up to the guard, which knows whether a page or JSON is wanted.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The status.
    pub status: StatusCode,
    /// The code, for programs.
    pub code: &'static str,
    /// What is wrong and what to do, lower case, without a full stop.
    pub message: String,
    /// The query, where it is at fault.
    pub query: Option<String>,
    /// The character of the query at which it goes wrong, counted from 0.
    pub position: Option<usize>,
    /// The query as it was probably meant.
    pub suggestion: Option<String>,
    /// Seconds after which it may work.
    pub retry_after: Option<u32>,
}

/// The JSON of a fault.
#[derive(Debug, Serialize, ToSchema)]
pub struct FaultDocument {
    /// What went wrong.
    error: FaultBody,
}

/// What went wrong.
#[derive(Debug, Serialize, ToSchema)]
pub struct FaultBody {
    /// A word for programs, as `bad_query`.
    code: &'static str,
    /// What is wrong and what to do.
    message: String,
    /// The character of the query at which it goes wrong, counted from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<usize>,
    /// The query as it was probably meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    suggestion: Option<String>,
}

impl Fault {
    /// A fault without a query.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Fault {
        Fault {
            status,
            code,
            message: message.into(),
            query: None,
            position: None,
            suggestion: None,
            retry_after: None,
        }
    }

    /// The request cannot be read.
    pub fn bad(code: &'static str, message: impl Into<String>) -> Fault {
        Fault::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// The request can be read, and asks for more than is given.
    pub fn beyond(code: &'static str, message: impl Into<String>) -> Fault {
        Fault::new(StatusCode::UNPROCESSABLE_ENTITY, code, message)
    }

    /// There is nothing of this name.
    pub fn absent(message: impl Into<String>) -> Fault {
        Fault::new(StatusCode::NOT_FOUND, "not_found", message)
    }

    /// Not now.
    pub fn later(code: &'static str, message: impl Into<String>, seconds: u32) -> Fault {
        Fault {
            retry_after: Some(seconds),
            ..Fault::new(StatusCode::SERVICE_UNAVAILABLE, code, message)
        }
    }

    /// A fault of ours; the log has the details, which may name folders.
    pub fn ours(what: &str, details: &dyn std::fmt::Display) -> Fault {
        tracing::error!("{what}: {details}");
        Fault::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "failed",
            format!("{what}; whoever started the server finds the reason in its log (--verbose)"),
        )
    }

    /// Its JSON.
    pub fn json(&self) -> Vec<u8> {
        let document = FaultDocument {
            error: FaultBody {
                code: self.code,
                message: self.message.clone(),
                position: self.position,
                suggestion: self.suggestion.clone(),
            },
        };
        serde_json::to_vec_pretty(&document).unwrap_or_default()
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<QueryError> for Fault {
    fn from(error: QueryError) -> Fault {
        Fault {
            query: Some(error.query),
            position: error.position,
            suggestion: error.suggestion,
            ..Fault::bad("bad_query", error.message)
        }
    }
}

impl From<indexer::Error> for Fault {
    fn from(error: indexer::Error) -> Fault {
        match error {
            indexer::Error::NothingDated { .. } => {
                Fault::beyond("nothing_dated", error.to_string())
            }
            other => Fault::ours("the index could not be read", &other),
        }
    }
}

impl From<workbench::Error> for Fault {
    fn from(error: workbench::Error) -> Fault {
        match error {
            workbench::Error::Query(error) => error.into(),
            workbench::Error::Index(error) => error.into(),
            workbench::Error::Lines { .. } => Fault::beyond("too_many_queries", error.to_string()),
        }
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Fault {
        Fault::ours("the document could not be written", &error)
    }
}

impl From<reportgen::Error> for Fault {
    fn from(error: reportgen::Error) -> Fault {
        Fault::ours("the page could not be written", &error)
    }
}

/// The faults that any route of the API answers with, for its document.
pub struct Faults;

impl utoipa::IntoResponses for Faults {
    fn responses() -> BTreeMap<String, RefOr<utoipa::openapi::response::Response>> {
        let all = [
            ("400", "The query or a parameter cannot be read"),
            ("401", "A token is needed"),
            ("404", "There is nothing of this name"),
            ("414", "The address is too long"),
            ("422", "It can be read, and asks for more than is given"),
            ("429", "Too many wrong tokens"),
            (
                "503",
                "Not now: there is no index yet, too many ask at once, or it takes too long",
            ),
        ];
        let body = || {
            let content = ContentBuilder::new().schema(Some(FaultDocument::schema()));
            content.build()
        };
        let response = |words: &str| {
            let response = ResponseBuilder::new().description(words);
            RefOr::T(response.content("application/json", body()).build())
        };
        let named = all.map(|(status, words)| (status.to_owned(), response(words)));
        named.into_iter().collect()
    }
}
